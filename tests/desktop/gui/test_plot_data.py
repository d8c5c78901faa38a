"""What the plot shows of the series: groups, limits, filters."""

from __future__ import annotations

import numpy as np
import pytest

from itslive_qgis.gui.plot_data import (
    BY_POINT,
    PlotSeries,
    date_limits,
    longest_separation,
    prepare,
    speed_limits,
)
from itslive_qgis.palette import point_colour, satellite_colour

from .plot_samples import many, plotted, record

NAN = float("nan")


def series(index: int = 0, **changes) -> PlotSeries:
    values = {
        "dates": ["2018-06-14T12:00", "2017-01-01", "2019-03-01T06:00", "2019-03-01T06:00:01"],
        "separation": [16.0, 32.0, 368.0, 12.0],
        "satellite": ["Landsat 8", "Landsat 8", "Sentinel-1A", "Sentinel-1B"],
        "v": [100.0, 120.0, 10.0, NAN],
        "v_error": [5.0, NAN, 3.0, NAN],
    }
    return plotted(record(**{**values, **changes}), index)


def day(text: str) -> float:
    """Days since 1970 as the calendar counts them."""
    return (np.datetime64(text, "D") - np.datetime64("1970-01-01", "D")).astype(float)


def test_values_are_grouped_by_satellite_group_and_sorted():
    data = prepare([series()])
    assert [group.satellite for group in data.groups] == ["Landsat 8", "Sentinel-1"]
    landsat = data.groups[0]
    assert list(landsat.v) == [120.0, 100.0]
    assert list(landsat.rows) == [1, 0]
    assert list(landsat.half) == [16.0, 8.0]
    assert list(landsat.days) == [day("2017-01-01"), day("2018-06-14") + 0.5]
    assert np.isnan(landsat.error[0])
    assert landsat.error[1] == 5.0
    assert landsat.colour == satellite_colour("Landsat 8")


def test_missing_values_do_not_count():
    data = prepare([series()])
    assert (data.shown, data.total) == (3, 3)


def test_long_separations_are_left_out_but_counted():
    data = prepare([series()], max_separation=120)
    assert (data.shown, data.total) == (2, 3)
    assert {group.satellite for group in data.groups} == {"Landsat 8"}


def test_a_mask_chooses_among_the_rows_of_its_point_alone():
    chosen = np.array([True, False, True, True])
    data = prepare([series(0), series(1)], max_separation=120, masks={1: chosen})
    shown = {(group.point, tuple(group.rows)) for group in data.groups}
    assert shown == {(0, (1, 0)), (1, (0,))}
    assert (data.shown, data.total) == (3, 6)
    assert chosen.tolist() == [True, False, True, True]


def test_another_quantity_can_be_drawn_in_place_of_the_speed():
    speeds = series()
    values, errors = np.array([-1.0, NAN, 2.0, 3.0]), np.array([0.1, 0.2, 0.3, 0.4])
    data = prepare([PlotSeries(0, "1", speeds.series, values, errors)])
    assert data.total == 3
    assert {group.satellite: list(group.v) for group in data.groups} == {
        "Landsat 8": [-1.0],
        "Sentinel-1": [2.0, 3.0],
    }
    assert list(data.groups[1].error) == [0.3, 0.4]
    bare = prepare([PlotSeries(0, "1", speeds.series, values)])
    assert np.isnan(np.concatenate([group.error for group in bare.groups])).all()


def test_colours_may_tell_points():
    data = prepare([series(0), series(2)], colour_by=BY_POINT)
    assert {group.colour for group in data.groups} == {point_colour(0), point_colour(2)}
    assert data.points() == [(0, "1"), (2, "3")]


def test_nothing_gives_an_empty_plot_with_limits():
    data = prepare([])
    assert data.groups == ()
    assert speed_limits(data)[1] > 0
    assert date_limits(data)[1] > date_limits(data)[0]


def test_every_value_of_a_long_record_is_in_one_group():
    record = many(20_000)
    data = prepare([plotted(record)], max_separation=64)
    rows = np.concatenate([group.rows for group in data.groups])
    assert sorted(rows) == np.flatnonzero(record.separation <= 64).tolist()
    for group in data.groups:
        assert np.all(np.diff(group.days) >= 0)
        names = record.satellite_names[group.rows]
        assert {name.startswith(group.satellite) for name in names} == {True}
        assert np.array_equal(group.v, record.v[group.rows])


def test_one_wild_value_does_not_squeeze_the_rest():
    count = 200
    wild = series(
        dates=["2018-06-14"] * count,
        separation=[16.0] * count,
        satellite=["Landsat 8"] * count,
        v=[100.0] * (count - 1) + [19_000.0],
        v_error=[NAN] * count,
    )
    low, high = speed_limits(prepare([wild]))
    assert low < 0
    assert 100 < high < 300


def test_components_may_be_negative():
    count = 200
    values = np.linspace(-2100.0, -1900.0, count)
    values[0] = -30_000.0
    flow = PlotSeries(0, "1", many(count), values)
    low, high = speed_limits(prepare([flow]))
    assert -4500 < low < -2100
    assert -1900 < high <= 100


def test_the_date_axis_holds_the_bars():
    data = prepare([series()])
    first, last = date_limits(data)
    assert first <= day("2016-12-16")
    assert last >= day("2019-09-01")


@pytest.mark.parametrize("separation", [[NAN] * 4, [16.0, 32.0, 368.0, NAN]])
def test_separations_may_be_unknown(separation):
    data = prepare([series(separation=separation)])
    assert np.isfinite(date_limits(data)).all()
    assert longest_separation([series(separation=separation)]) in (0.0, 368.0)


def test_longest_separation():
    assert longest_separation([series()]) == 368.0
    assert longest_separation([]) == 0
