"""What a faultless measurement of the simulated ground would say, in any projected CRS.

A component of velocity is made the way the archive defines it: a point on the ground travels
between two dates along a geodesic, both ends are projected, and the difference of map
coordinates is divided by the time between. No rotation and no scale factor is computed anywhere.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache

import numpy as np
import pyproj

from . import glacier

CELL = 120.0  # m, the grid of every V2 granule
KEEP_AWAY = 2 * CELL

_GEOD = pyproj.Geod(ellps="WGS84")


def _point(along: float, across: float) -> tuple[float, float]:
    lon, lat = glacier.lonlat(along, across)
    return round(float(lon), 5), round(float(lat), 5)


def _outline() -> tuple[tuple[float, float], ...]:
    """Closed ring 800 m outside the ice, bent like it."""
    alongs = np.linspace(-12_700, 12_700, 9)
    ring = [_point(along, 4_900) for along in alongs]
    ring += [_point(along, -4_900) for along in alongs[::-1]]
    return (*ring, ring[0])


FAST_POINT = _point(500.0, 0.0)
ROCK_POINT = _point(-2_000.0, 4_600.0)
OUTLINE = _outline()


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


def components(
    epsg: int, x: np.ndarray, y: np.ndarray, date_1: datetime, date_2: datetime
) -> tuple[np.ndarray, np.ndarray]:
    """Velocity along the grid axes at map places ``x``, ``y`` for an image pair.

    :param x, y: map coordinates, metres, of one common shape
    :param date_1, date_2: acquisition of both images, UTC, the earlier first
    :returns: vx and vy, float arrays of that shape, metres of the map grid per year; 0 on rock
    """
    x, y = np.broadcast_arrays(np.asarray(x, dtype=float), np.asarray(y, dtype=float))
    days_1, days_2 = glacier.days_since_epoch(date_1), glacier.days_since_epoch(date_2)
    if days_2 <= days_1:
        raise ValueError("date_2 must be later than date_1")
    lon, lat = (np.asarray(degrees) for degrees in to_lonlat(epsg, x, y))
    speed = glacier.base_speed(lon, lat)
    vx, vy = np.zeros(x.shape), np.zeros(x.shape)
    moving = speed > 0
    if not moving.any():
        return vx, vy
    start_lon, start_lat = lon[moving], lat[moving]
    distance = speed[moving] * glacier.seasonal_years(days_1, days_2)
    heading = glacier.azimuth(start_lon, start_lat)
    end_lon, end_lat, _ = _GEOD.fwd(start_lon, start_lat, heading, distance)
    start_x, start_y = to_map(epsg, start_lon, start_lat)
    end_x, end_y = to_map(epsg, end_lon, end_lat)
    years = (days_2 - days_1) / glacier.YEAR_DAYS
    vx[moving] = (end_x - start_x) / years
    vy[moving] = (end_y - start_y) / years
    return vx, vy


def trusted(epsg: int, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Whether an interpolation on 120 m cells may be judged here.

    False within two cells of a hole, of the edge of the swath of partial granules and of the
    shear margins. All three are places on the ground, the same in every projection.
    """
    lon, lat = to_lonlat(epsg, x, y)
    return (
        (glacier.hole_distance(lon, lat) > KEEP_AWAY)
        & (glacier.shear_distance(lon, lat) > KEEP_AWAY)
        & (np.abs(glacier.swath_distance(lon, lat)) > KEEP_AWAY)
    )
