"""Where values lie in the views, which one is under the pointer, and how a view moves."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pytest

from itslive_qgis.gui.plot_data import BY_POINT, prepare
from itslive_qgis.gui.plot_pointer import kept, moved, nearest, zoomed
from itslive_qgis.gui.plot_raster import View
from itslive_qgis.gui.plot_views import (
    HISTOGRAM,
    SEASON,
    SEPARATIONS,
    TIME,
    day_of_year,
    histogram,
    placed,
)

from .plot_samples import many, plotted, record


def test_days_of_the_year_are_those_of_the_calendar():
    moments = [datetime(1968, 2, 29, 6), datetime(1999, 12, 31, 23), datetime(2020, 12, 31, 12)]
    days = np.array([(each - datetime(1970, 1, 1)) / timedelta(days=1) for each in moments])
    expected = [(each - datetime(each.year, 1, 1)) / timedelta(days=1) for each in moments]
    assert day_of_year(days) == pytest.approx(expected)


def test_a_bar_goes_on_at_the_other_end_of_the_year():
    dates = ["2018-01-03", "2018-07-01", "2018-12-30"]
    data = prepare([plotted(record(dates, [16.0] * 3, ["Landsat 8"] * 3, [1.0, 2, 3], [1.0] * 3))])
    (part,) = placed(data, SEASON)
    assert np.all(np.diff(part.x) >= 0)
    assert part.y.tolist() == [3.0, 1.0, 2.0, 3.0, 1.0]
    assert part.x[1:4] == pytest.approx([2, 181, 363])
    assert part.x[0] == pytest.approx(363 - 365.25)
    assert part.x[4] == pytest.approx(2 + 365.25)
    assert [int(part.group.rows[place]) for place in part.place] == [2, 0, 1, 2, 0]


def test_a_histogram_counts_every_value_once():
    data = prepare([plotted(many(5000)), plotted(many(800, seed=2), 1)])
    bins = histogram(data)
    assert set(bins.counts) == set(data.satellites())
    assert sum(counts.sum() for counts in bins.counts.values()) == data.shown == 5800
    values = np.concatenate([group.v for group in data.groups])
    assert bins.edges[0] <= values.min()
    assert bins.edges[-1] > values.max()
    counted = np.histogram(values, bins.edges)[0]
    assert np.array_equal(counted, sum(bins.counts.values()))
    assert len(np.unique(np.diff(bins.edges).round(6))) == 1
    assert placed(data, HISTOGRAM) == ()


def test_a_histogram_of_separations_and_points():
    data = prepare([plotted(many(500)), plotted(many(500, seed=2), 1)], colour_by=BY_POINT)
    bins = histogram(data, SEPARATIONS)
    assert {name for name, _colour in bins.counts} == {"1", "2"}
    assert bins.edges[-1] > 368
    assert sum(counts.sum() for counts in bins.counts.values()) == 1000


def test_wild_values_do_not_widen_what_a_histogram_shows_first():
    wild = many(1000)
    wild.v[:3] = 32_000
    bins = histogram(prepare([plotted(wild)]))
    assert bins.usual[1] < 2500
    assert bins.edges[-1] >= 32_000


@pytest.mark.parametrize("values", [[], [5.0], [0.0, 0.0, 0.0]])
def test_a_histogram_of_hardly_anything(values):
    count = len(values)
    few = record(["2018-01-01"] * count, [6.0] * count, ["Landsat 8"] * count, values, values)
    bins = histogram(prepare([plotted(few)]))
    assert np.all(np.diff(bins.edges) > 0)
    assert sum(counts.sum() for counts in bins.counts.values()) == count


def test_the_nearest_value_is_that_of_all():
    chance = np.random.default_rng(4)
    view = View((15_300.0, 19_000.0), (0.0, 1500.0), 320.0, 200.0, 0.4, 0.7)
    parts = placed(prepare([plotted(many(4000)), plotted(many(50, seed=9), 1)]), TIME)
    x = np.concatenate([view.column(part.x) for part in parts])
    y = np.concatenate([view.row(part.y) for part in parts])
    found_some = missed_some = False
    for pointer in chance.uniform((-10, -10), (340, 220), (200, 2)):
        distance = np.hypot(x - pointer[0], y - pointer[1])
        found = nearest(parts, view, tuple(pointer), 6.0)
        if distance.min() > 6:
            assert found is None
            missed_some = True
        else:
            at = view.column(found.at[0]), view.row(found.at[1])
            assert np.hypot(at[0] - pointer[0], at[1] - pointer[1]) == pytest.approx(distance.min())
            assert found.part.group.v[found.place] == found.at[1]
            found_some = True
    assert found_some
    assert missed_some


def test_zooming_keeps_the_place_under_the_pointer():
    low, high = zoomed((0.0, 100.0), 25.0, 0.5, (0.0, 100.0))
    assert (25.0 - low) / (high - low) == pytest.approx(0.25)
    assert high - low == pytest.approx(50)


def test_nobody_gets_lost_in_emptiness():
    home = (0.0, 100.0)
    low, high = moved((10.0, 20.0), 1e9, home)
    assert high - low == pytest.approx(10)
    assert low <= 130
    low, high = zoomed((0.0, 100.0), 50.0, 1e6, home)
    assert high - low <= 200
    assert kept((20.0, 30.0), home) == (20.0, 30.0)
    narrow = (0.0, 100.0)
    for _ in range(200):
        narrow = zoomed(narrow, 50.0, 0.5, home)
    assert narrow[1] - narrow[0] > 0
