"""The truth is checked by other routes than the one that makes it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import numpy as np
import pyproj
import pytest

from tests.archive import glacier, truth
from tests.tools.needed import require_module

ZONES = (32607, 32608)
SPRING = datetime(2019, 4, 2, 20, 13, tzinfo=timezone.utc)
CELL = 120.0


def outline_cells(epsg: int) -> tuple[np.ndarray, np.ndarray]:
    x, y = truth.to_map(epsg, *np.array(truth.OUTLINE).T)
    columns = np.arange(np.floor(x.min() / CELL), np.ceil(x.max() / CELL)) * CELL + 52.5
    rows = np.arange(np.ceil(y.max() / CELL), np.floor(y.min() / CELL), -1) * CELL - 52.5
    return np.meshgrid(columns, rows)


def moving_cells(epsg: int) -> tuple[np.ndarray, np.ndarray]:
    x, y = outline_cells(epsg)
    moving = glacier.base_speed(*truth.to_lonlat(epsg, x, y)) > 1
    return x[moving], y[moving]


@pytest.mark.parametrize("epsg", ZONES)
def test_short_pair_equals_the_field_turned_by_convergence_and_stretched_by_scale(epsg):
    x, y = moving_cells(epsg)
    vx, vy = truth.components(epsg, x, y, SPRING, SPRING + timedelta(hours=2))
    lon, lat = truth.to_lonlat(epsg, x, y)
    factors = pyproj.Proj(epsg).get_factors(lon, lat)
    # UTM is conformal: one scale in all directions
    ground = np.hypot(vx, vy) / factors.meridional_scale
    heading = np.degrees(np.arctan2(vx, vy)) + factors.meridian_convergence
    day = glacier.days_since_epoch(SPRING + timedelta(hours=1))
    expected = glacier.base_speed(lon, lat) * glacier.seasonal_factor(day)
    np.testing.assert_allclose(ground, expected, rtol=1e-4, atol=1e-3)
    turned = (heading - glacier.azimuth(lon, lat) + 180) % 360 - 180
    # the map's coordinates carry a few nanometres over a day's centimetres in slow ice
    fast = expected > 100
    assert np.abs(turned[fast]).max() < 0.001


@pytest.mark.parametrize("epsg", ZONES)
def test_long_pair_ends_where_gdal_and_a_numeric_integral_put_it(epsg):
    osr = require_module("osgeo.osr")
    osr.UseExceptions()
    utm, geographic = osr.SpatialReference(), osr.SpatialReference()
    utm.ImportFromEPSG(epsg)
    geographic.ImportFromEPSG(4326)
    geographic.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    back = osr.CoordinateTransformation(utm, geographic)
    date_2 = SPRING + timedelta(days=410, hours=3)
    days = np.linspace(*(glacier.days_since_epoch(date) for date in (SPRING, date_2)), 5_001)
    factors = np.array([glacier.seasonal_factor(day) for day in days])
    years = float(np.trapz(factors, days)) / 365.25

    x, y = (places[::97] for places in moving_cells(epsg))
    vx, vy = truth.components(epsg, x, y, SPRING, date_2)
    span = (date_2 - SPRING).total_seconds() / 86_400 / 365.25
    start = np.array([back.TransformPoint(*place)[:2] for place in zip(x, y)]).T
    ends = zip(x + vx * span, y + vy * span)
    end = np.array([back.TransformPoint(*place)[:2] for place in ends]).T
    azimuth, _, distance = pyproj.Geod(ellps="WGS84").inv(*start, *end)
    np.testing.assert_allclose(distance, glacier.base_speed(*start) * years, rtol=1e-6, atol=1e-3)
    far = distance > 100
    turned = (azimuth - glacier.azimuth(*start) + 180) % 360 - 180
    assert np.abs(turned[far]).max() < 1e-4


@pytest.mark.parametrize("epsg", ZONES)
@pytest.mark.parametrize("month", range(1, 13))
def test_trunk_is_never_slower_than_5000_and_swings_with_the_season(epsg, month):
    start = datetime(2020, month, 3, tzinfo=timezone.utc)
    vx, vy = truth.components(
        epsg, *truth.to_map(epsg, *truth.FAST_POINT), start, start + timedelta(days=16)
    )
    assert 5_000 < np.hypot(vx, vy) < 8_400


def test_seasons_differ_by_two_fifths():
    epsg, place = 32607, truth.to_map(32607, *truth.FAST_POINT)
    speeds = []
    for month in range(1, 13):
        start = datetime(2020, month, 3, tzinfo=timezone.utc)
        speeds.append(np.hypot(*truth.components(epsg, *place, start, start + timedelta(days=16))))
    assert max(speeds) / min(speeds) == pytest.approx(1.2 / 0.8, rel=0.02)


@pytest.mark.parametrize("epsg", ZONES)
def test_rock_stands_exactly_still(epsg):
    x, y = truth.to_map(epsg, *truth.ROCK_POINT)
    vx, vy = truth.components(epsg, x, y, SPRING, SPRING + timedelta(days=400))
    assert vx == 0
    assert vy == 0
    assert truth.trusted(epsg, x, y)


@pytest.mark.parametrize("epsg", ZONES)
def test_speed_is_smooth_and_margins_are_slow(epsg):
    along = np.linspace(-12_000, 12_000, 49)[:, None]
    across = np.arange(-5_000, 5_001, 20.0)[None, :]
    lon, lat = glacier.lonlat(*np.broadcast_arrays(along, across))
    speed = glacier.base_speed(lon, lat)
    assert (speed[:, np.abs(across[0]) > 4_150] == 0).all()
    margin = (np.abs(across[0]) > 2_700) & (np.abs(across[0]) < 4_000)
    assert speed[:, margin].max() < 100
    assert speed[24, margin].min() > 0
    # no step: 20 m of ground never change the speed by more than the shear's steepest slope
    assert np.abs(np.diff(speed, axis=1)).max() < 260


def test_area_crosses_the_zone_border_and_the_flow_turns():
    lons = [lon for lon, _ in truth.OUTLINE]
    assert min(lons) < -138.0 < max(lons)
    assert truth.OUTLINE[0] == truth.OUTLINE[-1]
    azimuths = glacier.azimuth(*glacier.lonlat(np.array([-10_000.0, 10_000.0]), np.zeros(2)))
    assert azimuths[1] - azimuths[0] > 60


def test_dates_must_be_in_order():
    with pytest.raises(ValueError, match="later"):
        truth.components(32607, 0.0, 0.0, SPRING, SPRING)


def interpolated_from_other_zone(epsg: int, other: int, dates: tuple[datetime, datetime]):
    """Bilinear interpolation of the other zone's integers, at the cells of ``epsg``."""
    x, y = outline_cells(epsg)
    there = pyproj.Transformer.from_crs(epsg, other, always_xy=True)
    there_x, there_y = there.transform(x, y)
    column, row = np.floor((there_x - 52.5) / CELL), np.floor((there_y - 67.5) / CELL)
    fraction_x = (there_x - 52.5) / CELL - column
    fraction_y = (there_y - 67.5) / CELL - row
    vx, vy = np.zeros(x.shape), np.zeros(x.shape)
    for step_x in (0, 1):
        for step_y in (0, 1):
            place = (column + step_x) * CELL + 52.5, (row + step_y) * CELL + 67.5
            weight = np.abs(1 - step_x - fraction_x) * np.abs(1 - step_y - fraction_y)
            corner = truth.components(other, *place, *dates)
            vx += weight * np.rint(corner[0])
            vy += weight * np.rint(corner[1])
    back = pyproj.Transformer.from_crs(other, epsg, always_xy=True)
    east = np.array(back.transform(there_x + 1, there_y)) - np.array([x, y])
    north = np.array(back.transform(there_x, there_y + 1)) - np.array([x, y])
    return (x, y), (vx, vy), (east[0] * vx + north[0] * vy, east[1] * vx + north[1] * vy)


def test_ground_is_gentle_enough_to_judge_a_reprojection():
    dates = SPRING, SPRING + timedelta(days=410)
    places, plain, turned = interpolated_from_other_zone(32607, 32608, dates)
    expected = truth.components(32607, *places, *dates)
    trusted = truth.trusted(32607, *places)
    speed = np.hypot(*expected)
    right, wrong = (
        np.hypot(got[0] - expected[0], got[1] - expected[1])[trusted] for got in (turned, plain)
    )
    assert trusted.mean() > 0.75
    assert (trusted & (speed > 5_000)).sum() > 1_000
    allowed = 1 + 0.001 * speed[trusted]
    assert np.mean(right > allowed) < 0.01
    assert np.percentile(wrong, 95) > 50 * np.percentile(right, 95)
    assert np.percentile(right, 95) < 1
