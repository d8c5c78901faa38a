"""Components of a record against PROJ's geodesics, and their units."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest

from itslive_qgis.series.components import (
    COMPONENTS,
    LABELS,
    PER_DAY,
    PER_YEAR,
    component,
    flow_of,
    to_true_north,
)
from itslive_qgis.series.table import GROUND, MAP
from tests.plain.series.records import JAKOBSHAVN, place, record

GEOD = pyproj.Geod(ellps="WGS84")
PLACES = [
    ("EPSG:3413", *JAKOBSHAVN),
    ("EPSG:32622", *JAKOBSHAVN),
    ("EPSG:32623", *JAKOBSHAVN),
    ("EPSG:3413", -138.0, 58.9),
    ("EPSG:3031", -100.2, -75.1),
    ("EPSG:32718", -73.5, -49.0),
    ("EPSG:32660", 179.9, 65.0),
]


def along_geodesic(crs, lon, lat, vx, vy):
    """East and north of a step of a year's hundredth along the map, by its geodesic."""
    to_globe = pyproj.Transformer.from_crs(crs, 4326, always_xy=True)
    to_map = pyproj.Transformer.from_crs(4326, crs, always_xy=True)
    x, y = to_map.transform(lon, lat)
    ends = [to_globe.transform(x + sign * vx / 200, y + sign * vy / 200) for sign in (-1, 1)]
    azimuth, back, distance = GEOD.inv(*ends[0], *ends[1])
    # At its middle the geodesic has the mean of the azimuths at its ends.
    turn = (back + 180 - azimuth + 180) % 360 - 180
    angle = np.radians(azimuth + turn / 2)
    return 100 * distance * np.sin(angle), 100 * distance * np.cos(angle)


@pytest.mark.parametrize(("crs", "lon", "lat"), PLACES)
@pytest.mark.parametrize("vector", [(4000.0, 100.0), (-700.0, 900.0), (0.0, -50.0)])
def test_true_east_and_north_are_those_of_the_geodesic(crs, lon, lat, vector):
    series = record([vector[0]], [vector[1]], where=place(lon, lat, crs))

    east, north = (component(series, name) for name in ("v_east", "v_north"))

    expected = along_geodesic(crs, lon, lat, *vector)
    assert (east.values[0], north.values[0]) == pytest.approx(expected, rel=1e-5, abs=0.01)
    assert east.unit.metres == north.unit.metres == GROUND


def test_the_published_turn_between_zones():
    """One velocity of the ground, stored in UTM 22 and in UTM 23, is turned by 5.607 degrees."""
    turns = []
    for crs in ("EPSG:32622", "EPSG:32623"):
        series = record([0.0], [1000.0], where=place(*JAKOBSHAVN, crs))
        (east, _), (north, _) = to_true_north(series)
        turns.append(np.degrees(np.arctan2(east[0], north[0])))

    # Grid north lies east of true north by the convergence: 1.387 and -4.221 degrees.
    assert turns == pytest.approx([1.387, -4.221], abs=0.002)
    assert turns[0] - turns[1] == pytest.approx(5.607, abs=0.002)


def test_metres_on_the_ground_are_turned_only():
    where = place(-138.0, 58.0, metres=GROUND)

    (east, _), (north, _) = to_true_north(record([300], [400], where=where))
    (map_east, _), (map_north, _) = to_true_north(record([300], [400], where=place(-138.0, 58.0)))

    assert np.hypot(east, north) == pytest.approx(500, rel=1e-6)
    # The published scale of EPSG:3413 at 58 N.
    assert np.hypot(map_east, map_north) == pytest.approx(500 / 1.0495, rel=2e-4)
    assert np.arctan2(east, north) == pytest.approx(np.arctan2(map_east, map_north), abs=1e-6)


def test_along_and_across_are_of_the_flow_of_what_is_chosen():
    rng = np.random.default_rng(3)
    vx = np.r_[300 + rng.normal(0, 5, 40), [-500] * 5]
    vy = np.r_[400 + rng.normal(0, 5, 40), [0] * 5]
    series = record(vx, vy, vx_error=30, vy_error=10)
    chosen = np.arange(45) < 40

    along, across = (component(series, name, chosen) for name in ("along", "across"))

    assert np.median(along.values[chosen]) == pytest.approx(500, abs=4)
    assert np.median(across.values[chosen]) == pytest.approx(0, abs=4)
    # The outliers were not asked, but are turned too: 500 to the west is 400 left of the flow.
    assert across.values[-1] == pytest.approx(400, abs=10)
    assert np.hypot(along.values, across.values) == pytest.approx(np.hypot(vx, vy), rel=1e-5)
    # sqrt((0.6 * 30)^2 + (0.8 * 10)^2), and the other way round.
    assert along.error[0] == pytest.approx(19.7, abs=0.2)
    assert across.error[0] == pytest.approx(24.7, abs=0.2)
    assert component(series, "along", flow=flow_of(series, chosen)).values == pytest.approx(
        along.values
    )


def test_errors_turn_with_the_components():
    """Of equal errors every direction has the same; simulated noise scatters by as much."""
    rng = np.random.default_rng(4)
    where = place(*JAKOBSHAVN, "EPSG:32623")
    vx, vy = rng.normal(900, 40, 20_000), rng.normal(-300, 15, 20_000)
    series = record(vx, vy, vx_error=40, vy_error=15, where=where)

    for name in ("v_east", "v_north", "along", "across"):
        found = component(series, name)
        assert np.std(found.values) == pytest.approx(found.error[0], rel=0.02), name


def test_per_day_and_on_the_ground():
    series = record([365.25], [0], v_error=36.525, where=place(-138.0, 58.0))
    speed = component(series, "v")

    per_day = speed.per(PER_DAY)
    ground = speed.in_metres(GROUND, series.place)

    assert (per_day.values[0], per_day.error[0]) == pytest.approx((1, 0.1))
    assert per_day.per(PER_YEAR).values == pytest.approx(speed.values)
    assert ground.values[0] == pytest.approx(365.25 / 1.0495, rel=2e-4)
    assert ground.in_metres(MAP, series.place).values == pytest.approx(speed.values)
    east, north = (component(series, name).values for name in ("v_east", "v_north"))
    assert np.hypot(east, north) == pytest.approx(ground.values, rel=1e-5)
    labels = {each.unit.label for each in (speed, per_day, ground, ground.per(PER_DAY))}
    assert len(labels) == 4


def test_an_unknown_error_of_the_speed_comes_from_those_of_the_components():
    series = record([300, 300], [400, 400], v_error=[np.nan, 7], vx_error=10, vy_error=10)

    assert component(series, "v").error.tolist() == pytest.approx([10, 7])


@pytest.mark.parametrize("name", COMPONENTS)
@pytest.mark.parametrize("values", [[], [5.0], [np.nan], [np.nan, 4.0]])
def test_records_of_hardly_a_row(name, values):
    found = component(record(values, values), name)

    assert found.values.shape == found.error.shape == (len(values),)
    assert np.isfinite(found.values).tolist() == np.isfinite(values).tolist()
    assert found.label == LABELS[name]


def test_there_is_no_other_component():
    with pytest.raises(ValueError, match="v_up"):
        component(record([1], [1]), "v_up")
