"""What the plot shows of the series: groups, limits, filters."""

from __future__ import annotations

import numpy as np
import pytest

from itslive_qgis.gui.plot_data import (
    BY_POINT,
    PlotSeries,
    date_limits,
    days_since_1970,
    longest_separation,
    nearest,
    prepare,
    speed_limits,
)
from itslive_qgis.palette import point_colour, satellite_colour


def series(index: int = 0, **changes) -> PlotSeries:
    values = {
        "mid_date": [
            "2018-06-14T12:00:00+00:00",
            "2017-01-01T00:00:00+00:00",
            "2019-03-01T06:00:00+00:00",
            "2019-03-01T06:00:00.000001+00:00",
        ],
        "separation_days": [16.0, 32.0, 368.0, 12.0],
        "satellite": ["Landsat 8", "Landsat 8", "Sentinel-1A", "Sentinel-1B"],
        "v": [100.0, 120.0, 10.0, None],
        "v_error": [5.0, None, 3.0, None],
    }
    return PlotSeries(index, str(index + 1), {**values, **changes})


def test_values_are_grouped_by_satellite_group_and_sorted():
    data = prepare([series()])
    assert [group.satellite for group in data.groups] == ["Landsat 8", "Sentinel-1"]
    landsat = data.groups[0]
    assert list(landsat.v) == [120.0, 100.0]
    assert list(landsat.rows) == [1, 0]
    assert list(landsat.half) == [16.0, 8.0]
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


def test_colours_may_tell_points():
    data = prepare([series(0), series(2)], colour_by=BY_POINT)
    assert {group.colour for group in data.groups} == {point_colour(0), point_colour(2)}
    assert data.points() == [(0, "1"), (2, "3")]


def test_nothing_gives_an_empty_plot_with_limits():
    data = prepare([])
    assert data.groups == ()
    assert speed_limits(data)[1] > 0
    assert date_limits(data)[1] > date_limits(data)[0]


def test_days_count_from_1970_to_the_microsecond():
    days = days_since_1970(
        ["1970-01-02T12:00:00Z", "1970-01-01T00:00:00.000001+00:00", "1969-12-31"]
    )
    assert days == pytest.approx([1.5, 1 / 86_400_000_000, -1.0])


def test_one_wild_value_does_not_squeeze_the_rest():
    count = 200
    wild = series(
        mid_date=["2018-06-14"] * count,
        separation_days=[16.0] * count,
        satellite=["Landsat 8"] * count,
        v=[100.0] * (count - 1) + [19_000.0],
        v_error=[None] * count,
    )
    low, high = speed_limits(prepare([wild]))
    assert low < 0
    assert 100 < high < 300


def test_the_date_axis_holds_the_bars():
    data = prepare([series()])
    first, last = date_limits(data)
    assert first <= days_since_1970(["2016-12-16"])[0]
    assert last >= days_since_1970(["2019-09-01"])[0]


def test_longest_separation():
    assert longest_separation([series()]) == 368.0
    assert longest_separation([]) == 0


def test_nearest_needs_to_be_within_reach():
    places = np.array([[0.0, 0.0], [10.0, 0.0]])
    assert nearest(places, (9.0, 1.0), 5) == 1
    assert nearest(places, (50.0, 50.0), 5) is None
    assert nearest(np.empty((0, 2)), (0.0, 0.0), 5) is None
