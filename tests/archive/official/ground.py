"""The truth of the official cubes: velocity of the ice at a place, between two dates.

As in V2 products, components are metres of the map grid per year. The ice that passes a place moves
along a geodesic; what one metre of it is on the map is measured over a short piece of it, and
multiplied by the distance that the ice which is *here* covers in the mean over the two dates.
"""

from __future__ import annotations

import numpy as np
import pyproj

from .. import glacier
from ..sites import SITES
from ..truth import to_lonlat, to_map
from .motion import MOTIONS, days_of

HALF_STEP = 50.0  # m on the ground, forwards and back

_GEOD = pyproj.Geod(ellps="WGS84")


def direction(
    epsg: int, x: np.ndarray, y: np.ndarray, azimuth: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Map metres along x and y of one metre on the ground towards an azimuth (degrees)."""
    lon, lat = (np.atleast_1d(degrees) for degrees in to_lonlat(epsg, x, y))
    ends = []
    for turn in (0.0, 180.0):
        towards = np.broadcast_to(np.asarray(azimuth) + turn, lon.shape)
        end_lon, end_lat, _ = _GEOD.fwd(lon, lat, towards, np.full(lon.shape, HALF_STEP))
        ends.append(to_map(epsg, end_lon, end_lat))
    (ahead_x, ahead_y), (behind_x, behind_y) = ends
    shape, whole = np.shape(x), 2 * HALF_STEP
    along_x, along_y = (ahead_x - behind_x) / whole, (ahead_y - behind_y) / whole
    return along_x.reshape(shape), along_y.reshape(shape)


def base(site: str, epsg: int, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Velocity before the factor of time: components in map metres per year; 0 on rock."""
    x, y = np.broadcast_arrays(np.asarray(x, dtype=float), np.asarray(y, dtype=float))
    lon, lat = (np.asarray(degrees) for degrees in to_lonlat(epsg, x, y))
    speed = glacier.base_speed(lon, lat, SITES[site])
    along_x, along_y = direction(epsg, x, y, glacier.azimuth(lon, lat, SITES[site]))
    return speed * along_x, speed * along_y


def truth(
    site: str,
    epsg: int,
    x: np.ndarray,
    y: np.ndarray,
    date_1: object,
    date_2: object,
) -> tuple[np.ndarray, np.ndarray]:
    """Velocity that a faultless image pair would show.

    :param site: a name of :data:`tests.archive.sites.SITES`
    :param x, y: places in the projection, metres, of one common shape
    :param date_1, date_2: both acquisitions, UTC: datetime64 values or datetimes without a time
        zone, the earlier first, of a shape that broadcasts with that of the places
    :returns: vx and vy, metres of the map grid per year; 0 on rock
    """
    vx, vy = base(site, epsg, x, y)
    mean = MOTIONS[site].mean(days_of(date_1), days_of(date_2))
    return vx * mean, vy * mean


def velocity(
    site: str, epsg: int, x: np.ndarray, y: np.ndarray, moment: object
) -> tuple[np.ndarray, np.ndarray]:
    """Velocity at one moment; otherwise as :func:`truth`."""
    vx, vy = base(site, epsg, x, y)
    factor = MOTIONS[site].factor(days_of(moment))
    return vx * factor, vy * factor
