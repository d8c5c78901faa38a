"""Bring a granule's window onto the cube's grid: by index, or by an index map with rotation.

A granule in the cube's own projection lies on the same lattice and is copied, never resampled; one
of coarser pixels is repeated in each of the cube's that it holds. Any other is gathered by bilinear
interpolation, each vector turned by the matrix of its cell.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyproj

from .granule import FILL, GranuleHeader, read_window, speed_error, to_int16
from .grid import Grid
from .rotation import VectorTransform, vector_transform


@dataclass(frozen=True)
class Layer:
    """One granule on the cube's grid.

    Attributes:
        pixels: ``vx, vy`` (along the cube's axes), ``v, v_error``, each int16 (ny, nx), m/yr,
            -32767 where missing.
        vx_error: error of ``vx``, m/yr; over the layer's cells on average where it varies.
        vy_error: likewise.
        reprojected: whether the granule came from another projection.
        filled: number of cells that came from the pair's granule of another projection.
        filled_from: the names of those granules.
    """

    pixels: dict[str, np.ndarray]
    vx_error: float
    vy_error: float
    reprojected: bool
    filled: int = 0
    filled_from: tuple[str, ...] = ()

    @property
    def valid(self) -> int:
        """Number of cells that hold a vector."""
        return int(np.count_nonzero(self.pixels["vx"] != FILL))

    @property
    def missing(self) -> np.ndarray:
        """The cells without a vector, bool (ny, nx)."""
        return self.pixels["vx"] == FILL

    def completed_by(self, other: Layer, granule_id: str) -> Layer:
        """This layer with ``other`` where it is missing: nothing is overwritten."""
        take = self.missing & ~other.missing
        return replace(
            self,
            pixels={
                name: np.where(take, other.pixels[name], values)
                for name, values in self.pixels.items()
            },
            filled=self.filled + int(np.count_nonzero(take)),
            filled_from=(*self.filled_from, granule_id),
        )


class Placer:
    """Puts granules onto one grid, keeping what granules of one projection have in common.

    Args:
        target: the cube's grid.
        inside: bool (ny, nx), the cells of the area; all others become missing.
    """

    def __init__(self, target: Grid, inside: np.ndarray) -> None:
        self._target = target
        self._inside = inside
        self._maps: dict[Grid, _IndexMap] = {}

    def place(self, header: GranuleHeader, wanted: np.ndarray | None = None) -> Layer | None:
        """The granule as a layer, or ``None`` if it has nothing to give.

        Args:
            header: the granule.
            wanted: bool (ny, nx), the cells to fill; ``None``: all of the area.

        Raises:
            ItsliveError: the granule's pixels cannot be read.
        """
        wanted = self._inside if wanted is None else self._inside & wanted
        same = header.grid.crs == self._target.crs
        layer = self._copied(header) if same else self._reprojected(header, wanted)
        if layer is None:
            return None
        for values in layer.pixels.values():
            values[~wanted] = FILL
        return layer if layer.valid else None

    def _copied(self, header: GranuleHeader) -> Layer | None:
        refined = header.grid.refined(self._target.dx)
        overlap = refined and self._target.overlap(refined)
        if not overlap:
            return None
        rows, columns, fine_rows, fine_columns = overlap
        down = round(header.grid.dy / self._target.dy)
        across = round(header.grid.dx / self._target.dx)
        source_rows, shift_y = _coarse(fine_rows, down)
        source_columns, shift_x = _coarse(fine_columns, across)
        window = read_window(header.path, header, source_rows, source_columns)
        shape = self._target.ny, self._target.nx
        pixels = {name: np.full(shape, FILL, np.int16) for name in window}
        for name, values in window.items():
            fine = values.repeat(down, axis=0).repeat(across, axis=1)
            pixels[name][rows, columns] = fine[shift_y, shift_x]
        return Layer(pixels, header.vx_error, header.vy_error, reprojected=False)

    def _reprojected(self, header: GranuleHeader, wanted: np.ndarray) -> Layer | None:
        source = header.grid
        lattice = replace(source, x0=source.x0 % source.dx, y0=source.y0 % source.dy, nx=0, ny=0)
        index_map = self._index_map(lattice)
        first_row, first_column = lattice.offset_of(source)
        row, column = index_map.row - first_row, index_map.column - first_column
        near = (row >= 0) & (row <= source.ny - 1) & (column >= 0) & (column <= source.nx - 1)
        near &= wanted
        if not near.any():
            return None
        rows, columns = _span(row[near], source.ny), _span(column[near], source.nx)
        window = read_window(header.path, header, rows, columns)
        gather = _Bilinear.at(row - rows.start, column - columns.start, near, window["vx"])
        sound = near & gather.all_of(window["vx"] != FILL)
        if not sound.any():
            return None
        matrix = index_map.matrix
        transform = matrix.apply_to_ground if header.ground_metres else matrix.apply
        vx, vy = transform(gather.interpolate(window["vx"]), gather.interpolate(window["vy"]))
        v = np.hypot(vx, vy)
        for_errors = matrix.without_scale() if header.ground_metres else matrix
        vx_error, vy_error = for_errors.carry_errors(header.vx_error, header.vy_error)
        v_error = speed_error(vx, vy, v, vx_error, vy_error)
        if not np.isfinite(v_error[sound]).all():
            # The header tells no errors of the components; the file's own v_error is all there is.
            v_error = np.where(
                gather.all_of(window["v_error"] != FILL),
                gather.interpolate(window["v_error"]),
                np.nan,
            )
        values = {"vx": vx, "vy": vy, "v": v, "v_error": v_error}
        return Layer(
            {name: to_int16(np.where(sound, each, np.nan)) for name, each in values.items()},
            vx_error=float(vx_error[sound].mean()),
            vy_error=float(vy_error[sound].mean()),
            reprojected=True,
        )

    def _index_map(self, lattice: Grid) -> _IndexMap:
        # All granules of one projection share one lattice: one map serves them all.
        if lattice not in self._maps:
            self._maps[lattice] = _IndexMap.between(lattice, self._target)
        return self._maps[lattice]


@dataclass(frozen=True)
class _IndexMap:
    """Where each target cell lies on a source lattice, and how vectors turn there."""

    row: np.ndarray
    column: np.ndarray
    matrix: VectorTransform

    @classmethod
    def between(cls, lattice: Grid, target: Grid) -> _IndexMap:
        to_source = pyproj.Transformer.from_crs(target.crs, lattice.crs, always_xy=True)
        target_x, target_y = np.meshgrid(target.x, target.y)
        x, y = to_source.transform(target_x, target_y)
        return cls(
            row=(lattice.y0 - y) / lattice.dy,
            column=(x - lattice.x0) / lattice.dx,
            matrix=vector_transform(lattice.crs, target.crs, x, y),
        )


def _coarse(fine: slice, parts: int) -> tuple[slice, slice]:
    """The pixels that hold ``fine`` of their ``parts``, and where those lie in them."""
    first, last = fine.start // parts, -(-fine.stop // parts)
    start = fine.start - first * parts
    return slice(first, last), slice(start, start + fine.stop - fine.start)


def _span(index: np.ndarray, size: int) -> slice:
    """The whole pixels around a range of fractional ones, at least two."""
    start = min(int(np.floor(index.min())), size - 2)
    return slice(max(start, 0), min(int(np.floor(index.max())) + 2, size))


@dataclass(frozen=True)
class _Bilinear:
    """The four pixels around each cell, and their weights."""

    row: np.ndarray
    column: np.ndarray
    down: np.ndarray
    right: np.ndarray

    @classmethod
    def at(
        cls, row: np.ndarray, column: np.ndarray, near: np.ndarray, values: np.ndarray
    ) -> _Bilinear:
        row, column = np.where(near, row, 0.0), np.where(near, column, 0.0)
        # A cell exactly on the last row leans on the one before it, with weight 1 on the last.
        top = np.minimum(np.floor(row).astype(np.intp), values.shape[0] - 2)
        left = np.minimum(np.floor(column).astype(np.intp), values.shape[1] - 2)
        return cls(top, left, row - top, column - left)

    def corners(self, values: np.ndarray) -> tuple[np.ndarray, ...]:
        r, c = self.row, self.column
        return values[r, c], values[r, c + 1], values[r + 1, c], values[r + 1, c + 1]

    def all_of(self, values: np.ndarray) -> np.ndarray:
        """Where all four pixels hold: partial weights cost up to 18 m/yr beside gaps."""
        a, b, c, d = self.corners(values)
        return a & b & c & d

    def interpolate(self, values: np.ndarray) -> np.ndarray:
        a, b, c, d = (corner.astype(float) for corner in self.corners(values))
        above = a + (b - a) * self.right
        below = c + (d - c) * self.right
        return above + (below - above) * self.down
