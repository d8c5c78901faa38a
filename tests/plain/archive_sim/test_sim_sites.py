"""The same ice at five places: the truth holds there in every projection, by other routes."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import numpy as np
import pyproj
import pytest

from tests.archive import glacier, layout, truth
from tests.archive.sites import SITES

GROUNDS = [(site.name, epsg) for site in SITES.values() for epsg in site.epsgs]
SPRING = datetime(2017, 4, 2, 20, 13, tzinfo=timezone.utc)
PINE_ISLAND = ((-101.1555, -74.7387), (-99.1172, -75.0879), (-99.8797, -75.46), (-102.425, -74.925))


def moving_cells(name: str, epsg: int) -> tuple[np.ndarray, np.ndarray]:
    box = layout.outline_box(epsg, name)
    x, y = np.meshgrid(np.arange(box[0], box[2], 360.0), np.arange(box[3], box[1], -360.0))
    moving = glacier.base_speed(*truth.to_lonlat(epsg, x, y), SITES[name]) > 1
    return x[moving], y[moving]


def test_projections_are_those_of_the_places():
    wanted = [
        *(("alaska", 32607), ("alaska", 32608), ("panhandle", 32608), ("panhandle", 3413)),
        *(("jakobshavn", 32622), ("jakobshavn", 32623), ("jakobshavn", 3413)),
        *(("pine_island", 3031), ("pine_island", 32713), ("pine_island", 32714)),
        *(("patagonia", 32718), ("patagonia", 32719)),
    ]
    assert wanted == GROUNDS
    for name, border in (("jakobshavn", -48.0), ("patagonia", -72.0), ("alaska", -138.0)):
        lons = [lon for lon, _ in truth.site(name).outline]
        assert min(lons) < border < max(lons)


@pytest.mark.parametrize(("name", "epsg"), GROUNDS)
def test_short_pair_equals_the_field_turned_by_convergence_and_stretched_by_scale(name, epsg):
    x, y = moving_cells(name, epsg)
    assert x.size > 1_000
    vx, vy = truth.components(epsg, x, y, SPRING, SPRING + timedelta(hours=2))
    lon, lat = truth.to_lonlat(epsg, x, y)
    factors = pyproj.Proj(epsg).get_factors(lon, lat)
    # all of them are conformal: one scale in all directions
    ground = np.hypot(vx, vy) / factors.meridional_scale
    heading = np.degrees(np.arctan2(vx, vy)) + factors.meridian_convergence
    day = glacier.days_since_epoch(SPRING + timedelta(hours=1))
    expected = glacier.base_speed(lon, lat, SITES[name]) * glacier.seasonal_factor(day)
    np.testing.assert_allclose(ground, expected, rtol=1e-4, atol=1e-3)
    turned = (heading - glacier.azimuth(lon, lat, SITES[name]) + 180) % 360 - 180
    assert np.abs(turned[expected > 100]).max() < 0.001


@pytest.mark.parametrize(("name", "epsg"), GROUNDS)
def test_ground_metres_differ_from_the_maps_by_its_scale_alone(name, epsg):
    x, y = moving_cells(name, epsg)
    dates = SPRING, SPRING + timedelta(days=16)
    on_map = truth.components(epsg, x, y, *dates)
    on_ground = truth.components(epsg, x, y, *dates, ground=True)
    factors = pyproj.Proj(epsg).get_factors(*truth.to_lonlat(epsg, x, y))
    ratio = np.hypot(*on_map) / np.hypot(*on_ground)
    np.testing.assert_allclose(ratio, factors.meridional_scale, rtol=2e-5)
    np.testing.assert_allclose(on_map[0] * on_ground[1], on_map[1] * on_ground[0], rtol=1e-9)


def test_the_scale_is_worth_five_percent_in_the_panhandle():
    place = truth.to_map(3413, *truth.site("panhandle").fast_point)
    dates = SPRING, SPRING + timedelta(days=16)
    on_map, on_ground = (
        np.hypot(*truth.components(3413, *place, *dates, ground=ground)) for ground in (False, True)
    )
    assert on_map / on_ground == pytest.approx(1.0495, abs=0.0005)


@pytest.mark.parametrize(("name", "epsg"), GROUNDS)
def test_fast_point_is_fast_and_rock_stands_exactly_still(name, epsg):
    place = truth.site(name)
    dates = SPRING, SPRING + timedelta(days=16)
    fast = truth.components(epsg, *truth.to_map(epsg, *place.fast_point), *dates)
    assert 5_000 < np.hypot(*fast) < 9_000
    rock = truth.to_map(epsg, *place.rock_point)
    assert truth.components(epsg, *rock, *dates) == (0, 0)
    assert truth.trusted(epsg, *rock)


def test_a_place_belongs_to_the_nearest_site():
    # EPSG:3413 holds three of them, EPSG:32608 two
    names = ["panhandle", "jakobshavn", "alaska"]
    x, y = np.array([truth.to_map(3413, *truth.site(name).fast_point) for name in names]).T
    dates = SPRING, SPRING + timedelta(days=16)
    together = np.array(truth.components(3413, x, y, *dates))
    for number, name in enumerate(names):
        alone = truth.components(3413, x[number], y[number], *dates, at=SITES[name])
        assert tuple(together[:, number]) == pytest.approx(alone, rel=1e-12)
        # 300 km from every glacier but its own
        elsewhere = SITES["patagonia"]
        assert truth.components(3413, x[number], y[number], *dates, at=elsewhere) == (0, 0)


def test_alaska_is_what_it_was():
    place = truth.site("alaska")
    assert place.outline == truth.OUTLINE
    assert (place.fast_point, place.rock_point) == (truth.FAST_POINT, truth.ROCK_POINT)
    assert truth.FAST_POINT == (-138.0082, 58.89854)
    assert truth.ROCK_POINT == (-137.93126, 58.87066)


def inside(ring: tuple, lon: float, lat: float) -> bool:
    crossings = 0
    for (lon_1, lat_1), (lon_2, lat_2) in zip(ring, (*ring[1:], ring[0])):
        if (lat_1 > lat) != (lat_2 > lat):
            crossings += lon < lon_1 + (lat - lat_1) * (lon_2 - lon_1) / (lat_2 - lat_1)
    return crossings % 2 == 1


def test_pine_island_glacier_lies_in_its_users_polygon():
    place = truth.site("pine_island")
    for lon, lat in (*place.outline, place.fast_point, place.rock_point):
        assert inside(PINE_ISLAND, lon, lat)
    assert not inside(PINE_ISLAND, *truth.site("jakobshavn").fast_point)
