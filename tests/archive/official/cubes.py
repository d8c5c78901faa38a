"""Which official cubes there are: squares of 100 km, and the pixels of each.

All pixels of ITS_LIVE share one lattice of 120 m per projection. A real cube (EPSG:3413, X350000,
Y-2550000) holds in x the pixels in which both of its edges lie, in y that of its lower edge alone:
neighbours in x share a column.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .. import glacier
from ..sites import SITES
from ..truth import to_lonlat

CELL = 120.0
HALF = 50_000  # m, from a cube's centre to its edge
X_EDGE, Y_EDGE = 112.5, 7.5  # m, of a pixel's edges, modulo the cell
VERSION = "v2-updated-october2024"
COMPOSITE_VERSION = "v2-updated-september2025"
BLOCK = 10  # pixels, of a chunk in x and y
REAL_TIME_CHUNK, TIME_CHUNK = 20_000, 1_000
REACH = (
    12_700 + 850.0,
    4_900 + 850.0,
)  # m along and across the ice, to centres of chunks that hold any


def tile_name(lon: float, lat: float) -> str:
    """Folder of a place, such as ``N60W030``: tens of degrees, towards zero."""
    north, west = ("N" if lat >= 0 else "S"), ("E" if lon >= 0 else "W")
    return f"{north}{int(abs(lat) // 10) * 10:02d}{west}{int(abs(lon) // 10) * 10:03d}"


@dataclass(frozen=True)
class Cube:
    """One store.

    :param site: whose ice it holds
    :param centre_x, centre_y: of the square, metres
    :param time_chunk: layers in a chunk of the 3-D variables
    :param flaws: what is out of the ordinary: ``wrong-url`` in its attributes, ``old-names`` of
        satellites ('8.0') beside today's, ``no-fill`` in the metadata of what is stored as integers
        (``missing_value`` alone says what is missing), ``no-cube``: in the catalogue alone,
        ``no-composite``
    """

    site: str
    epsg: int
    centre_x: int
    centre_y: int
    time_chunk: int = TIME_CHUNK
    flaws: tuple[str, ...] = ()

    @cached_property
    def x(self) -> np.ndarray:
        """Centres of its pixels, metres, ascending."""
        left = (self.centre_x - HALF - X_EDGE) // CELL * CELL + X_EDGE
        count = int(np.ceil((self.centre_x + HALF - left) / CELL))
        return left + CELL / 2 + CELL * np.arange(count)

    @cached_property
    def y(self) -> np.ndarray:
        """Centres of its pixels, metres, descending."""
        top = (self.centre_y + HALF - Y_EDGE) // CELL * CELL + Y_EDGE
        count = int(np.ceil((top - (self.centre_y - HALF)) / CELL))
        return top - CELL / 2 - CELL * np.arange(count)

    @property
    def bounds(self) -> tuple[int, int, int, int]:
        """Left, bottom, right and top of the square, metres."""
        x, y = self.centre_x, self.centre_y
        return x - HALF, y - HALF, x + HALF, y + HALF

    @cached_property
    def centre(self) -> tuple[float, float]:
        """Degrees lon and lat of its centre."""
        lon, lat = to_lonlat(self.epsg, self.centre_x, self.centre_y)
        return float(lon), float(lat)

    @property
    def place(self) -> str:
        """Folder of its store and of its composite's."""
        return tile_name(*self.centre)

    @property
    def key(self) -> str:
        """Of its store in the bucket."""
        name = f"ITS_LIVE_vel_EPSG{self.epsg}_G0120_X{self.centre_x}_Y{self.centre_y}.zarr"
        return f"datacubes/{VERSION}/{self.place}/{name}"

    @property
    def composite_key(self) -> str:
        """Of the store of its annual composite."""
        end = f"X{self.centre_x}_Y{self.centre_y}.zarr"
        name = f"ITS_LIVE_velocity_EPSG{self.epsg}_120m_{end}"
        return f"composites/annual/{COMPOSITE_VERSION}/{self.place}/{name}"

    @property
    def exists(self) -> bool:
        """Whether there is a store, and not only an entry of the catalogue."""
        return "no-cube" not in self.flaws

    @cached_property
    def blocks(self) -> frozenset[tuple[int, int]]:
        """Numbers, in y and x, of the chunks that are written: those at the ice."""
        middle_x = self.x[0] + CELL * (BLOCK * np.arange(-(-self.x.size // BLOCK)) + 4.5)
        middle_y = self.y[0] - CELL * (BLOCK * np.arange(-(-self.y.size // BLOCK)) + 4.5)
        lon, lat = to_lonlat(self.epsg, *np.meshgrid(middle_x, middle_y))
        along, across = glacier.bend_coordinates(lon, lat, SITES[self.site])
        near = (np.abs(along) < REACH[0]) & (np.abs(across) < REACH[1])
        return frozenset((int(row), int(column)) for row, column in np.argwhere(near))


def polygon(cube: Cube, steps: int) -> list[list[float]]:
    """Closed ring of a cube's square from its lower left corner, counter-clockwise, metres."""
    left, bottom, right, top = cube.bounds
    corners = [(left, bottom), (right, bottom), (right, top), (left, top), (left, bottom)]
    ring = [
        [x_1 + (x_2 - x_1) * step // steps, y_1 + (y_2 - y_1) * step // steps]
        for (x_1, y_1), (x_2, y_2) in zip(corners, corners[1:])
        for step in range(steps)
    ]
    return [*ring, ring[0]]


def geographic(cube: Cube, ring: list[list[float]]) -> list[list[float]]:
    """A ring in degrees lon and lat."""
    lon, lat = to_lonlat(cube.epsg, *np.array(ring, dtype=float).T)
    return [[round(float(a), 6), round(float(b), 6)] for a, b in zip(lon, lat)]


CUBES = (
    Cube("jakobshavn", 3413, -150_000, -2_250_000, REAL_TIME_CHUNK),
    Cube("jakobshavn", 32622, 650_000, 7_650_000, flaws=("old-names",)),
    Cube("jakobshavn", 32623, 350_000, 7_650_000, flaws=("wrong-url", "no-composite")),
    Cube("alaska", 32607, 650_000, 6_550_000, flaws=("no-fill",)),
    Cube("alaska", 32608, 350_000, 6_550_000),
    Cube("panhandle", 32608, 450_000, 6_450_000),
    # this glacier lies across the edge of these two
    Cube("panhandle", 3413, -3_550_000, 50_000),
    Cube("panhandle", 3413, -3_550_000, 150_000),
    # and this one in three
    Cube("pine_island", 3031, -1_650_000, -350_000),
    Cube("pine_island", 3031, -1_650_000, -250_000),
    Cube("pine_island", 3031, -1_550_000, -250_000),
    Cube("pine_island", 32713, 650_000, 1_650_000),
    Cube("patagonia", 32718, 750_000, 4_550_000),
    Cube("patagonia", 32719, 250_000, 4_550_000),
    # planned, and never made
    Cube("jakobshavn", 32621, 850_000, 7_650_000, flaws=("no-cube",)),
    Cube("pine_island", 3031, -1_550_000, -350_000, flaws=("no-cube",)),
)


def find(site: str, epsg: int) -> tuple[Cube, ...]:
    """The cubes of a site in a projection that exist."""
    return tuple(cube for cube in CUBES if (cube.site, cube.epsg) == (site, epsg) and cube.exists)
