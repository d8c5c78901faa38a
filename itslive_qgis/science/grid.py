"""A regular grid of pixels as one frozen value, computed once and handed down."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

#: The archive's own alignment: 120 m pixel centres lie at x = 52.5 and y = 67.5 (mod 120) in every
#: projection, so that granules of one projection stack without resampling.
ARCHIVE_CENTRE = (52.5, 67.5)
ARCHIVE_PIXEL = 120.0

#: How far (in pixels) two grids may disagree and still count as one lattice: coordinates are
#: written as float64 metres, so any real difference is far larger.
LATTICE_TOLERANCE = 1e-3


@dataclass(frozen=True)
class Grid:
    """Pixels of ``dx`` by ``dy`` metres in one projection, north up, x rising, y falling.

    Attributes:
        crs: anything ``pyproj.CRS`` understands, by preference ``"EPSG:3413"``.
        x0: x of the centre of the first (western) column, in metres.
        y0: y of the centre of the first (northern) row, in metres.
        dx: pixel width in metres, positive.
        dy: pixel height in metres, positive, although y falls with the row.
        nx: number of columns.
        ny: number of rows.
    """

    crs: str
    x0: float
    y0: float
    dx: float
    dy: float
    nx: int
    ny: int

    @property
    def x(self) -> np.ndarray:
        """x of the pixel centres, shape (nx,), metres, rising."""
        return self.x0 + self.dx * np.arange(self.nx)

    @property
    def y(self) -> np.ndarray:
        """y of the pixel centres, shape (ny,), metres, falling."""
        return self.y0 - self.dy * np.arange(self.ny)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Outer edges of the pixels: xmin, ymin, xmax, ymax in metres."""
        west, north = self.x0 - self.dx / 2, self.y0 + self.dy / 2
        return west, north - self.ny * self.dy, west + self.nx * self.dx, north

    @property
    def geotransform(self) -> tuple[float, float, float, float, float, float]:
        """GDAL's corner-based transform."""
        west, _, _, north = self.bounds
        return west, self.dx, 0.0, north, 0.0, -self.dy

    def lattice_matches(self, other: Grid) -> bool:
        """Whether both grids' pixels coincide where they overlap (same CRS is up to the caller)."""
        if not (math.isclose(self.dx, other.dx) and math.isclose(self.dy, other.dy)):
            return False
        column = (other.x0 - self.x0) / self.dx
        row = (self.y0 - other.y0) / self.dy
        off = max(abs(column - round(column)), abs(row - round(row)))
        return off < LATTICE_TOLERANCE

    def offset_of(self, other: Grid) -> tuple[int, int]:
        """Row and column in this grid of the first pixel of ``other``, a grid of its lattice."""
        return round((self.y0 - other.y0) / self.dy), round((other.x0 - self.x0) / self.dx)

    def snapped_to(self, bounds: tuple[float, float, float, float]) -> Grid:
        """The smallest grid of this lattice that covers ``bounds`` (xmin, ymin, xmax, ymax)."""
        west, _, _, north = self.bounds
        first_column = math.floor((bounds[0] - west) / self.dx + LATTICE_TOLERANCE)
        last_column = math.ceil((bounds[2] - west) / self.dx - LATTICE_TOLERANCE)
        first_row = math.floor((north - bounds[3]) / self.dy + LATTICE_TOLERANCE)
        last_row = math.ceil((north - bounds[1]) / self.dy - LATTICE_TOLERANCE)
        return replace(
            self,
            x0=self.x0 + first_column * self.dx,
            y0=self.y0 - first_row * self.dy,
            nx=max(last_column - first_column, 0),
            ny=max(last_row - first_row, 0),
        )

    def refined(self, pixel: float) -> Grid | None:
        """The same ground in pixels of ``pixel`` metres; ``None`` if those do not fill its own.

        The archive's pixels nest: one of 240 m holds four of 120 m.
        """
        across, down = self.dx / pixel, self.dy / pixel
        parts = round(across), round(down)
        if min(parts) < 1 or not all(map(math.isclose, (across, down), parts)):
            return None
        west, _, _, north = self.bounds
        return Grid(
            self.crs,
            west + pixel / 2,
            north - pixel / 2,
            pixel,
            pixel,
            self.nx * parts[0],
            self.ny * parts[1],
        )

    def merged(self, times: int) -> Grid:
        """A lattice of pixels of so many by so many, without bounds.

        Its corners are those of the archive's coarser lattices where there is one: 240 m centres
        lie at x = 112.5 and y = 127.5 (mod 240).
        """
        if times == 1:
            return self
        like = archive_lattice(self.crs, self.dx * times)
        west, _, _, north = self.bounds
        # On the corner of this lattice that is nearest to one of the archive's.
        column = round((like.bounds[0] - west) / self.dx)
        row = round((north - like.bounds[3]) / self.dy)
        x0 = west + column * self.dx + like.dx / 2
        y0 = north - row * self.dy - like.dy / 2
        return Grid(self.crs, x0, y0, like.dx, like.dy, 0, 0)

    def divided(self, parts: int) -> Grid:
        """The same ground, each pixel in so many by so many."""
        west, _, _, north = self.bounds
        dx, dy = self.dx / parts, self.dy / parts
        return replace(
            self,
            x0=west + dx / 2,
            y0=north - dy / 2,
            dx=dx,
            dy=dy,
            nx=self.nx * parts,
            ny=self.ny * parts,
        )

    def overlap(self, other: Grid) -> tuple[slice, slice, slice, slice] | None:
        """Where ``other``, a grid of this lattice, meets this one.

        Returns:
            rows and columns in this grid, then rows and columns in ``other``; ``None`` if apart.
        """
        row, column = self.offset_of(other)
        top, bottom = max(row, 0), min(row + other.ny, self.ny)
        left, right = max(column, 0), min(column + other.nx, self.nx)
        if top >= bottom or left >= right:
            return None
        return (
            slice(top, bottom),
            slice(left, right),
            slice(top - row, bottom - row),
            slice(left - column, right - column),
        )


def archive_lattice(crs: str, pixel: float = ARCHIVE_PIXEL) -> Grid:
    """The archive's lattice in ``crs``, as an empty grid to snap from.

    Lattices of other pixels share the corners of the 120 m one: centres of 240 m pixels lie at
    x = 112.5 and y = 127.5 (mod 240).
    """
    x, y = (centre + (pixel - ARCHIVE_PIXEL) / 2 for centre in ARCHIVE_CENTRE)
    return Grid(crs, x, y, pixel, pixel, 0, 0)


def union_bounds(
    bounds: list[tuple[float, float, float, float]],
) -> tuple[float, float, float, float]:
    """The box around all boxes (xmin, ymin, xmax, ymax)."""
    west, south, east, north = zip(*bounds)
    return min(west), min(south), max(east), max(north)


def intersect_bounds(
    a: tuple[float, float, float, float], b: tuple[float, float, float, float]
) -> tuple[float, float, float, float] | None:
    """The box common to both, or ``None``."""
    west, south = max(a[0], b[0]), max(a[1], b[1])
    east, north = min(a[2], b[2]), min(a[3], b[3])
    return (west, south, east, north) if west < east and south < north else None
