"""What a faultless measurement of the simulated ground would say, in any projected CRS.

A component of velocity is made the way the archive defines it: a point on the ground travels
between two dates along a geodesic, both ends are projected, and the difference of map
coordinates is divided by the time between. No rotation and no scale factor is computed anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache

import numpy as np
import pyproj

from . import glacier, sites
from .sites import SITES, Site

CELL = 120.0  # m, the grid of every V2 granule
KEEP_AWAY = 2 * CELL

_GEOD = pyproj.Geod(ellps="WGS84")


@dataclass(frozen=True)
class Place:
    """Where to look at a site; degrees lon and lat.

    :param outline: closed ring 800 m outside the ice, bent like it
    :param fast_point: on the centreline, where the ice is fastest
    :param rock_point: beside the ice
    """

    site: Site
    outline: tuple[tuple[float, float], ...]
    fast_point: tuple[float, float]
    rock_point: tuple[float, float]


def _point(site: Site, along: float, across: float) -> tuple[float, float]:
    lon, lat = glacier.lonlat(along, across, site)
    return round(float(lon), 5), round(float(lat), 5)


@cache
def site(name: str) -> Place:
    """Return what to look at where the glacier lies at the site of that name."""
    ground = SITES[name]
    alongs = np.linspace(-12_700, 12_700, 9)
    ring = [_point(ground, along, 4_900) for along in alongs]
    ring += [_point(ground, along, -4_900) for along in alongs[::-1]]
    fast, rock = _point(ground, 500.0, 0.0), _point(ground, -2_000.0, 4_600.0)
    return Place(ground, (*ring, ring[0]), fast, rock)


FAST_POINT = site("alaska").fast_point
ROCK_POINT = site("alaska").rock_point
OUTLINE = site("alaska").outline


@cache
def _to_lonlat(epsg: int) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(epsg, 4326, always_xy=True)


@cache
def _from_lonlat(epsg: int) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(4326, epsg, always_xy=True)


def to_lonlat(epsg: int, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Degrees lon and lat of map coordinates."""
    return _to_lonlat(epsg).transform(np.asarray(x, dtype=float), np.asarray(y, dtype=float))


def to_map(epsg: int, lon: np.ndarray, lat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Map coordinates, metres, of degrees lon and lat."""
    return _from_lonlat(epsg).transform(np.asarray(lon, dtype=float), np.asarray(lat, dtype=float))


def _parts(
    lon: np.ndarray, lat: np.ndarray, ground: Site | None
) -> Iterator[tuple[Site, np.ndarray]]:
    """Each site with the mask of the places on its ground: the nearest, unless one is given."""
    if ground is not None:
        yield ground, np.ones(np.shape(lon), dtype=bool)
        return
    index = sites.nearest(lon, lat)
    for number, candidate in enumerate(SITES.values()):
        here = index == number
        if here.any():
            yield candidate, here


def components(
    epsg: int,
    x: np.ndarray,
    y: np.ndarray,
    date_1: datetime,
    date_2: datetime,
    ground: bool = False,
    at: Site | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Velocity along the grid axes at map places ``x``, ``y`` for an image pair.

    :param x, y: map coordinates, metres, of one common shape
    :param date_1, date_2: acquisition of both images, UTC, the earlier first
    :param ground: metres on the ground instead of metres of the map grid, as V0 and V1 give
        them: the direction of the way on the map, its length as travelled on the ellipsoid
    :param at: the site; without it every place belongs to the site nearest to it
    :returns: vx and vy, float arrays of that shape, metres per year; 0 on rock
    """
    x, y = np.broadcast_arrays(np.asarray(x, dtype=float), np.asarray(y, dtype=float))
    days_1, days_2 = glacier.days_since_epoch(date_1), glacier.days_since_epoch(date_2)
    if days_2 <= days_1:
        raise ValueError("date_2 must be later than date_1")
    lon, lat = (np.asarray(degrees) for degrees in to_lonlat(epsg, x, y))
    speed, heading = np.zeros(x.shape), np.zeros(x.shape)
    for place, here in _parts(lon, lat, at):
        speed[here] = glacier.base_speed(lon[here], lat[here], place)
        heading[here] = glacier.azimuth(lon[here], lat[here], place)
    vx, vy = np.zeros(x.shape), np.zeros(x.shape)
    moving = speed > 0
    if not moving.any():
        return vx, vy
    start_lon, start_lat = lon[moving], lat[moving]
    distance = speed[moving] * glacier.seasonal_years(days_1, days_2)
    end_lon, end_lat, _ = _GEOD.fwd(start_lon, start_lat, heading[moving], distance)
    start_x, start_y = to_map(epsg, start_lon, start_lat)
    end_x, end_y = to_map(epsg, end_lon, end_lat)
    years = (days_2 - days_1) / glacier.YEAR_DAYS
    along_x, along_y = end_x - start_x, end_y - start_y
    if ground:
        way = np.hypot(along_x, along_y)
        # ice that is all but still may not move by the map's last digit
        stretch = np.divide(distance, way, out=np.zeros_like(way), where=way > 0)
        along_x, along_y = along_x * stretch, along_y * stretch
    vx[moving] = along_x / years
    vy[moving] = along_y / years
    return vx, vy


def trusted(
    epsg: int, x: np.ndarray, y: np.ndarray, keep_away: float = KEEP_AWAY, at: Site | None = None
) -> np.ndarray:
    """Whether an interpolation on 120 m cells may be judged here.

    False within two cells of a hole, of the edge of the swath of partial granules and of the
    shear margins. All three are places on the ground, the same in every projection.

    :param keep_away: metres; twice the cell size of what was interpolated
    """
    lon, lat = (np.asarray(degrees) for degrees in to_lonlat(epsg, x, y))
    fine = np.zeros(np.shape(lon), dtype=bool)
    for place, here in _parts(lon, lat, at):
        where = lon[here], lat[here], place
        fine[here] = (
            (glacier.hole_distance(*where) > keep_away)
            & (glacier.shear_distance(*where) > keep_away)
            & (np.abs(glacier.swath_distance(*where)) > keep_away)
        )
    return fine
