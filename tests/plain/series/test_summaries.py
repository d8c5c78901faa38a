"""Medians, means, climatology and histogram of a record, against the standard library and numpy."""

from __future__ import annotations

import statistics as standard
from datetime import datetime, timedelta, timezone

import numpy as np
import pytest

from itslive_qgis.series.curve import CONFIDENCE, MAD, QUARTILES
from itslive_qgis.series.summaries import (
    climatology,
    histogram,
    period_means,
    period_medians,
    rolling_median,
)
from tests.plain.series.records import days

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def moment(day: float) -> datetime:
    return EPOCH + timedelta(days=day)


@pytest.fixture
def scattered():
    """Irregular days of four years in no order, some values missing."""
    rng = np.random.default_rng(1)
    at = rng.uniform(*days("2014-03-01", "2018-02-01"), 900)
    at = at[(at < days("2016-05-01")) | (at > days("2016-08-01"))]
    values = rng.normal(500, 60, at.size).astype(np.float32)
    values[::17] = np.nan
    return at, values


def test_a_running_median_is_that_of_each_window(scattered):
    at, values = scattered

    curve, reason = rolling_median(at, values, 20)

    assert reason is None
    assert (curve.band, curve.numbers["window"]) == (QUARTILES, 20)
    assert np.diff(curve.days) == pytest.approx(5)
    assert curve.days[0] == at[np.isfinite(values)].min()
    for place in range(len(curve.days)):
        inside = (np.abs(at - curve.days[place]) <= 10) & np.isfinite(values)
        assert curve.count[place] == inside.sum()
        if inside.sum() < 3:
            assert np.isnan([curve.values[place], curve.low[place], curve.high[place]]).all()
            continue
        low, middle, high = standard.quantiles(values[inside].tolist(), n=4, method="inclusive")
        assert curve.values[place] == pytest.approx(middle)
        assert (curve.low[place], curve.high[place]) == pytest.approx((low, high))
    assert np.isnan(curve.values).any()  # in the summer without a pair


def test_a_running_median_of_decades_has_no_more_places_than_a_screen():
    rng = np.random.default_rng(2)
    at = rng.uniform(0, 15_000, 20_000)

    curve, _ = rolling_median(at, np.ones(20_000), 5)

    assert 1900 < len(curve.days) <= 2001


@pytest.mark.parametrize("kind", ["annual", "seasonal", "monthly"])
def test_medians_of_periods(scattered, kind):
    at, values = scattered

    curve, _ = period_medians(kind, at, values, south=True)

    total = 0
    assert curve.band == MAD
    for place, label in enumerate(curve.labels):
        inside = (at >= curve.begin[place]) & (at < curve.end[place]) & np.isfinite(values)
        held = values[inside].tolist()
        middle = standard.median(held)
        mad = standard.median(abs(each - middle) for each in held)
        assert (curve.values[place], curve.more["mad"][place]) == pytest.approx((middle, mad))
        assert (curve.low[place], curve.high[place]) == pytest.approx((middle - mad, middle + mad))
        assert curve.count[place] == len(held)
        assert label.startswith(f"{moment(curve.begin[place]).year}")
        assert curve.begin[place] < curve.days[place] < curve.end[place]
        total += len(held)
    assert total == np.isfinite(values).sum()
    if kind == "annual":
        drawn = [moment(day) for day in curve.days]
        assert {(each.month, each.day, each.hour) for each in drawn} == {(7, 1, 0)}
        assert len(drawn) == 5


def test_means_are_of_components_and_noise_does_not_lift_them():
    rng = np.random.default_rng(3)
    at = rng.uniform(*days("2015-01-01", "2017-01-01"), 800)
    sigma = rng.uniform(20, 200, (2, 800))
    vx, vy = (truth + rng.normal(size=800) * each for truth, each in zip((30, -40), sigma))
    vx[5], vy[6] = np.nan, np.nan

    curve, _ = period_means("annual", at, (vx, vy), tuple(sigma), south=False)

    assert curve.labels == ("2015", "2016")
    assert curve.band == CONFIDENCE
    held = np.isfinite(vx) & np.isfinite(vy)
    for place, year in enumerate((2015, 2016)):
        inside = held & (at >= days(f"{year}-01-01")) & (at < days(f"{year + 1}-01-01"))
        means = [
            np.average(each[inside], weights=1 / error[inside] ** 2)
            for each, error in zip((vx, vy), sigma)
        ]
        assert (curve.more["vx"][place], curve.more["vy"][place]) == pytest.approx(means)
        assert curve.values[place] == pytest.approx(np.hypot(*means))
        assert curve.count[place] == inside.sum()
        assert curve.low[place] <= 50 <= curve.high[place]
        half = 1.96 * curve.more["v_error"][place]
        assert curve.high[place] - curve.values[place] == pytest.approx(half)
        # What a mean of speeds would have said.
        assert np.hypot(vx, vy)[inside].mean() > 2 * curve.values[place]


def test_the_year_as_it_usually_goes():
    rng = np.random.default_rng(4)
    at = rng.uniform(*days("2012-01-01", "2020-01-01"), 5000)
    year_begin = [(datetime(moment(d).year, 1, 1, tzinfo=timezone.utc) - EPOCH).days for d in at]
    day = at - np.array(year_begin)
    values = 300 + 100 * np.cos(2 * np.pi * (day - 196) / 365) + rng.normal(0, 10, 5000)

    curve, _ = climatology(at, values)

    assert len(curve.days) == 24
    assert curve.count.sum() == 5000
    assert curve.days[np.argmax(curve.values)] == pytest.approx(196, abs=16)
    expected = 300 + 100 * np.cos(2 * np.pi * (curve.days - 196) / 365)
    assert curve.values == pytest.approx(expected, abs=5)
    assert ((curve.low < curve.values) & (curve.values < curve.high)).all()


def test_a_season_that_nobody_sees_is_a_gap():
    at = days("2015-01-05", "2015-01-06", "2016-01-07", "2015-06-20", "2016-06-21")

    curve, _ = climatology(at, np.array([1.0, 2, 3, 9, 9]))

    assert curve.values[0] == 2
    assert np.isnan(curve.values[1:]).all()


def test_bins_are_round_and_hold_all_but_what_lies_far_off():
    rng = np.random.default_rng(5)
    values = np.r_[rng.normal(700, 90, 3000), 19_000, -4000, np.nan]

    found = histogram(values)

    assert (found.below, found.above) == (1, 1)
    assert found.count.sum() == 3000
    assert 20 <= len(found.count) <= 60
    width = np.diff(found.edges)
    assert width == pytest.approx(width[0])
    assert width[0] in (5, 10, 20)
    assert found.edges[0] % width[0] == 0
    for place, count in enumerate(found.count):
        inside = (values >= found.edges[place]) & (values < found.edges[place + 1])
        assert count == inside.sum()


@pytest.mark.parametrize("values", [[], [np.nan], [5.0], [5.0, 5.0], [0.0, 1.0], [-3.2] * 9])
def test_histograms_of_hardly_a_value(values):
    found = histogram(np.array(values))

    assert len(found.edges) == len(found.count) + 1
    assert found.count.sum() + found.below + found.above == np.isfinite(values).sum()


@pytest.mark.parametrize("values", [[], [np.nan], [1.0, np.nan], [1.0, 2.0]])
def test_records_of_hardly_a_row_have_a_reason_instead(values):
    at, given = 17_000.0 + np.arange(len(values)), np.array(values)

    for result in (rolling_median(at, given, 30), climatology(at, given)):
        assert result.curve is None
        assert result.reason.code == "too_few_values"
        assert str(np.isfinite(given).sum()) in str(result.reason)
    means = period_means("annual", at, (given, given), (given * 0 + 1,) * 2, south=False)
    for result in (period_medians("annual", at, given, south=False), means):
        assert (result.curve is None) == (not np.isfinite(given).any())
        assert result.curve is None or np.isfinite(result.curve.values).all()
