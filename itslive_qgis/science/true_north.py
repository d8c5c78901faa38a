"""Components to true east and north in metres on the ground, from those of a projection."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pyproj

from .grid import Grid
from .rotation import HALF_STEP, VectorTransform

#: Names of the components in a cube.
TRUE_NORTH = ("v_east", "v_north")


def ground_transform(grid: Grid) -> VectorTransform:
    """The matrix at each cell from map metres along its axes to metres east and north, (ny, nx).

    Central differences of longitude and latitude along x and y, in metres by the ellipsoid's radii
    of curvature in the prime vertical, N cos(lat), and in the meridian, M (Snyder 1987, *Map
    Projections: A Working Manual*, section 4): so the scale of the projection, along with the
    convergence of its meridians, is taken out whatever the projection.
    """
    crs, to_globe = _projection(grid.crs)
    x, y = np.meshgrid(grid.x, grid.y)
    _, lat = to_globe.transform(x, y)
    east, north = _radii(crs, np.radians(lat))
    columns = []
    for dx, dy in ((HALF_STEP, 0.0), (0.0, HALF_STEP)):
        lon_2, lat_2 = to_globe.transform(x + dx, y + dy)
        lon_1, lat_1 = to_globe.transform(x - dx, y - dy)
        turn = (lon_2 - lon_1 + 180) % 360 - 180  # the 180th meridian may lie between
        columns += [
            np.radians(turn) * east / (2 * HALF_STEP),
            np.radians(lat_2 - lat_1) * north / (2 * HALF_STEP),
        ]
    xx, yx, xy, yy = (each.astype(np.float32) for each in columns)
    return VectorTransform(xx, xy, yx, yy)


@lru_cache(maxsize=32)
def _projection(crs: str) -> tuple[pyproj.CRS, pyproj.Transformer]:
    """Looked up once: of a single point that takes longer than all the rest."""
    found = pyproj.CRS.from_user_input(crs)
    return found, pyproj.Transformer.from_crs(found, found.geodetic_crs, always_xy=True)


def _radii(crs: pyproj.CRS, lat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Metres per radian of longitude and of latitude."""
    geod = crs.get_geod() or pyproj.Geod(ellps="WGS84")
    root = np.sqrt(1 - geod.es * np.sin(lat) ** 2)
    return geod.a / root * np.cos(lat), geod.a * (1 - geod.es) / root**3
