"""The simulated glacier: ground speed and true azimuth at a longitude and latitude.

The ice follows a circular bend. A place is described by its distance ``along`` the bend and its
distance ``across`` from the centreline, both in metres, measured in a plain local frame that is
bound to longitude and latitude: nothing here knows a map projection. The same ice lies at every
site of :mod:`tests.archive.sites`.

Across the flow, from the centre outwards: a fast trunk that is nearly a plug, a shear margin, a
slow margin whose speed fades smoothly to zero, then stationary rock. The curves join without
jumps in value or slope, and outside the shear margins they are gentle enough for a bilinear
interpolation on 120 m cells.
"""

from __future__ import annotations

from datetime import datetime, timezone

import numpy as np

from .sites import ALASKA, Site

BEND_RADIUS = 15_000.0  # m; the flow turns to the right

TRUNK_SPEED = 6_800.0  # m/yr on the centreline, before the seasonal factor
HEAD, FULL_SPEED_FROM, FULL_SPEED_TO, SNOUT = -12_000.0, -1_500.0, 2_500.0, 12_000.0  # m along
TRUNK_EDGE, SHEAR_EDGE, ICE_EDGE = 1_700.0, 2_600.0, 4_100.0  # m across
TRUNK_SAG = 0.04  # share of speed lost between centreline and trunk edge
SLOW_SHARE = 0.01  # speed at the outer end of the shear margin, as share of the centreline's

SEASONAL_AMPLITUDE = 0.2
SEASONAL_PEAK_DAY = 150.0  # day of year
YEAR_DAYS = 365.25
EPOCH = datetime(2000, 1, 1, tzinfo=timezone.utc)

# ground without data in every granule: metres along and across the bend, radius
HOLES = (
    (-6_200.0, -600.0, 420.0),
    (-1_400.0, 900.0, 300.0),
    (4_300.0, -1_000.0, 360.0),
    (7_000.0, 3_100.0, 500.0),
    (-3_600.0, -3_300.0, 450.0),
    (600.0, 4_600.0, 250.0),
)
# some granules end at this line across the ice: the edge of a satellite's swath, fixed on the
# ground; a place ``along`` on the centreline, and degrees from ``heading_0`` to the line
SWATH_EDGE_ALONG, SWATH_EDGE_TURN = 2_600.0, -80.0


def _offsets(lon: np.ndarray, lat: np.ndarray, site: Site) -> tuple[np.ndarray, np.ndarray]:
    east = (np.asarray(lon, dtype=float) - site.lon_0) * site.metres_per_lon
    north = (np.asarray(lat, dtype=float) - site.lat_0) * site.metres_per_lat
    return east, north


def _centre(site: Site) -> tuple[float, float]:
    """Centre of the bend, metres east and north of (lon_0, lat_0): to the right of the flow."""
    towards = np.radians(site.heading_0 + 90)
    return BEND_RADIUS * np.sin(towards), BEND_RADIUS * np.cos(towards)


def bend_coordinates(
    lon: np.ndarray, lat: np.ndarray, site: Site = ALASKA
) -> tuple[np.ndarray, np.ndarray]:
    """Return metres along and across (positive outside of) the bend for degrees lon and lat."""
    east, north = _offsets(lon, lat, site)
    centre_east, centre_north = _centre(site)
    from_east, from_north = east - centre_east, north - centre_north
    bearing = np.degrees(np.arctan2(from_east, from_north))
    turned = (bearing - (site.heading_0 - 90) + 180) % 360 - 180
    return np.radians(turned) * BEND_RADIUS, np.hypot(from_east, from_north) - BEND_RADIUS


def lonlat(
    along: np.ndarray, across: np.ndarray, site: Site = ALASKA
) -> tuple[np.ndarray, np.ndarray]:
    """Return degrees lon and lat of a place given in bend coordinates (metres)."""
    bearing = np.radians(site.heading_0 - 90) + np.asarray(along, dtype=float) / BEND_RADIUS
    radius = BEND_RADIUS + np.asarray(across, dtype=float)
    centre_east, centre_north = _centre(site)
    east = centre_east + radius * np.sin(bearing)
    north = centre_north + radius * np.cos(bearing)
    return site.lon_0 + east / site.metres_per_lon, site.lat_0 + north / site.metres_per_lat


def _smooth_step(value: np.ndarray, start: float, end: float) -> np.ndarray:
    """Rise from 0 at ``start`` to 1 at ``end`` with zero slope at both."""
    t = np.clip((value - start) / (end - start), 0, 1)
    return (1 - np.cos(np.pi * t)) / 2


def _across_profile(across: np.ndarray) -> np.ndarray:
    distance = np.abs(across)
    trunk = 1 - TRUNK_SAG * _smooth_step(distance, 0, TRUNK_EDGE)
    shear = (1 - TRUNK_SAG - SLOW_SHARE) * _smooth_step(distance, TRUNK_EDGE, SHEAR_EDGE)
    slow = SLOW_SHARE * _smooth_step(distance, SHEAR_EDGE, ICE_EDGE)
    # at the ice edge the three terms cancel but for rounding: rock is exactly stationary
    return np.where(distance < ICE_EDGE, np.maximum(trunk - shear - slow, 0.0), 0.0)


def _along_profile(along: np.ndarray) -> np.ndarray:
    rise = _smooth_step(along, HEAD, FULL_SPEED_FROM)
    return rise * (1 - _smooth_step(along, FULL_SPEED_TO, SNOUT))


def base_speed(lon: np.ndarray, lat: np.ndarray, site: Site = ALASKA) -> np.ndarray:
    """Ground speed, m/yr, before the seasonal factor; exactly 0 on rock."""
    along, across = bend_coordinates(lon, lat, site)
    return TRUNK_SPEED * _along_profile(along) * _across_profile(across)


def azimuth(lon: np.ndarray, lat: np.ndarray, site: Site = ALASKA) -> np.ndarray:
    """Direction of flow, degrees clockwise from true north."""
    along, _ = bend_coordinates(lon, lat, site)
    return (site.heading_0 + np.degrees(along / BEND_RADIUS)) % 360


def days_since_epoch(moment: datetime) -> float:
    """Days since 2000-01-01 UTC; a moment without a time zone is taken as UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
    return (aware - EPOCH).total_seconds() / 86_400


def seasonal_factor(days: float) -> float:
    """Factor on the base speed at a time in days since the epoch."""
    phase = 2 * np.pi * (days - SEASONAL_PEAK_DAY) / YEAR_DAYS
    return float(1 + SEASONAL_AMPLITUDE * np.cos(phase))


def seasonal_years(days_1: float, days_2: float) -> float:
    """Integral of the seasonal factor between two times (days since the epoch), in years."""
    phase_1, phase_2 = (
        2 * np.pi * (days - SEASONAL_PEAK_DAY) / YEAR_DAYS for days in (days_1, days_2)
    )
    swing = SEASONAL_AMPLITUDE / (2 * np.pi) * (np.sin(phase_2) - np.sin(phase_1))
    return float((days_2 - days_1) / YEAR_DAYS + swing)


def hole_distance(
    lon: np.ndarray,
    lat: np.ndarray,
    site: Site = ALASKA,
    holes: tuple[tuple[float, float, float], ...] = HOLES,
) -> np.ndarray:
    """Metres to the rim of the nearest of some holes, negative inside one."""
    east, north = _offsets(lon, lat, site)
    nearest = np.full(np.shape(east), np.inf)
    for along, across, radius in holes:
        hole_east, hole_north = _offsets(*lonlat(along, across, site), site)
        nearest = np.minimum(nearest, np.hypot(east - hole_east, north - hole_north) - radius)
    return nearest


def swath_distance(lon: np.ndarray, lat: np.ndarray, site: Site = ALASKA) -> np.ndarray:
    """Metres to the swath's edge; positive (upstream) inside the swath of a partial granule."""
    east, north = _offsets(lon, lat, site)
    edge_east, edge_north = _offsets(*lonlat(SWATH_EDGE_ALONG, 0.0, site), site)
    inward = np.radians(site.heading_0 + SWATH_EDGE_TURN - 90)
    return (east - edge_east) * np.sin(inward) + (north - edge_north) * np.cos(inward)


def shear_distance(lon: np.ndarray, lat: np.ndarray, site: Site = ALASKA) -> np.ndarray:
    """Metres to the shear margin, negative inside; infinite beside the ends of the ice."""
    along, across = bend_coordinates(lon, lat, site)
    middle, half = (TRUNK_EDGE + SHEAR_EDGE) / 2, (SHEAR_EDGE - TRUNK_EDGE) / 2
    beside = np.abs(np.abs(across) - middle) - half
    return np.where((along > HEAD) & (along < SNOUT), beside, np.inf)
