"""Trend and season of a record as curves: what they say, and when they say nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from itslive_qgis.series.components import component
from itslive_qgis.series.models import images_of, linear_trend, seasonal_model
from tests.plain.series.records import days, record


def seasonal(count=300, noise=10.0, amplitude=80.0, seed=1, separation=(6.0, 60.0)):
    """A record whose speed is 600 + 20 (t - 2017.5) and a season with its maximum on day 180."""
    rng = np.random.default_rng(seed)
    at = rng.uniform(*days("2014-01-01", "2021-01-01"), count)
    years = 1970 + at / 365.2425
    span = rng.uniform(*separation, count)
    # Over short separations the mean of the sine is that at the middle times 1 - (π span)²/6.
    left = 1 - (np.pi * span / 365.25) ** 2 / 6 + (np.pi * span / 365.25) ** 4 / 120
    season = amplitude * np.cos(2 * np.pi * (years - 180 / 365.25)) * left
    speed = 600 + 20 * (years - 2017.5) + season + rng.normal(0, noise, count)
    mid = (at * 86_400e9).astype("datetime64[ns]")
    order = np.argsort(mid)
    direction = (0.6, -0.8)
    parts = ((speed * each)[order] for each in direction)
    return record(*parts, separation=span[order], mid=mid[order])


def all_of(series):
    return np.ones(len(series), bool)


def test_the_season_and_the_trend_are_told_and_drawn():
    series = seasonal()

    curve, reason = seasonal_model(series, component(series, "along"), all_of(series))

    assert reason is None
    told = curve.numbers
    reference = told["reference"]
    truth = {
        "v0": 600 + 20 * (reference - 2017.5), "trend": 20, "amplitude": 80, "phase": 180,
    }  # fmt: skip
    for name, value in truth.items():
        assert abs(told[name] - value) < 3 * told[f"{name}_error"] + 0.3, name
    assert told["amplitude_error"] == pytest.approx(10 * (2 / 300) ** 0.5, rel=0.25)
    assert (told["used"] + told["left_out"], curve.notes) == (300, ())
    # The line that is drawn is the model at moments, the band its 95 % interval.
    years = 1970 + curve.days / 365.2425
    season = told["amplitude"] * np.cos(2 * np.pi * (years - told["phase"] / 365.25))
    drawn = told["v0"] + told["trend"] * (years - reference) + season
    assert curve.values == pytest.approx(drawn, abs=1)
    assert np.diff(curve.days) == pytest.approx(5, abs=0.1)
    assert curve.days[[0, -1]] == pytest.approx(series.mid_days[[0, -1]])
    half = curve.high - curve.values
    assert (half > 0).all()
    assert np.median(half) == pytest.approx(1.96 * 10 * (4 / 300) ** 0.5, rel=0.35)


def test_a_season_that_may_be_noise_has_a_note():
    for seed in range(5):
        series = seasonal(count=60, noise=80, amplitude=1, seed=seed)
        curve, _ = seasonal_model(series, component(series, "along"), all_of(series))
        told = curve.numbers
        doubtful = told["amplitude"] < 2 * told["amplitude_error"]
        assert [note.code for note in curve.notes] == ["season_doubtful"] * doubtful
        if doubtful:
            break
    else:
        pytest.fail("no trial was doubtful")


def test_only_what_is_chosen_counts():
    series = seasonal()
    chosen = series.mid_date < np.datetime64("2017-01-01")

    curve, _ = seasonal_model(series, component(series, "along", chosen), chosen)

    assert curve.numbers["used"] + curve.numbers["left_out"] == chosen.sum()
    assert curve.days[-1] < days("2017-01-01")


def test_pairs_without_dates_of_their_images_are_fitted_as_independent():
    series = seasonal()
    nat = np.full(len(series), np.datetime64("NaT"), "datetime64[ns]")
    blind = replace(series, date_1=nat, date_2=nat)

    curve, _ = seasonal_model(blind, component(blind, "along"), all_of(blind))

    assert images_of(blind, np.arange(3)) == ()
    assert curve.numbers["amplitude"] == pytest.approx(80, abs=5)
    assert [note.code for note in curve.notes] == ["images_unknown"]


def test_an_image_is_a_moment_of_a_satellite():
    mid = np.array(["2015-01-10", "2015-01-18", "2015-01-10"], "datetime64[ns]")
    series = record([1] * 3, [1] * 3, separation=[4, 12, 4], mid=mid,
                    satellites=["Landsat 8", "Landsat 8", "Sentinel-2A"])  # fmt: skip

    first, second = images_of(series, np.arange(3))

    assert second[0] == first[1]  # the twelfth of January
    assert len({*first, *second}) == 5


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda s: s.at(np.arange(29)), "too_few_values"),
        (lambda s: s.at(np.arange(0)), "too_few_values"),
        (lambda s: replace(s, separation=np.full(len(s), 365.25)), "model_not_solved"),
        (lambda s: replace(s, mid_date=np.full(len(s), s.mid_date[0])), "model_not_solved"),
    ],
)
def test_where_the_pairs_tell_no_season_a_sentence_says_why(change, code):
    series = change(seasonal())

    curve, reason = seasonal_model(series, component(series, "along"), all_of(series))

    assert curve is None
    assert reason.code == code
    assert str(reason)


def test_a_straight_trend_knows_what_the_season_does_to_it():
    offs, errors = [], []
    for seed in range(60):
        series = seasonal(seed=seed, count=150, noise=20)
        along = component(series, "along")
        curve, _ = linear_trend(series.mid_days, along.values, along.error)
        offs.append(curve.numbers["trend"] - 20)
        errors.append(curve.numbers["trend_error"])

    inside = np.abs(offs) <= 1.96 * np.array(errors)
    assert inside.mean() > 0.85
    assert np.median(errors) < 2 * np.std(offs)
    assert curve.values == pytest.approx(
        curve.numbers["v0"]
        + curve.numbers["trend"] * (1970 + curve.days / 365.2425 - curve.numbers["reference"]),
        abs=0.2,
    )


@pytest.mark.parametrize(
    ("first", "last", "count", "code"),
    [
        ("2015-01-01", "2016-12-31", 100, "too_few_years"),
        ("2015-01-01", "2020-12-31", 9, "too_few_values"),
        ("2015-01-01", "2020-12-31", 0, "too_few_values"),
    ],
)
def test_a_trend_needs_values_and_years(first, last, count, code):
    at = np.linspace(*days(first, last), count)

    curve, reason = linear_trend(at, np.ones(count), np.ones(count))

    assert (curve, reason.code) == (None, code)


def test_a_constant_record_has_a_trend_of_nought():
    at = np.linspace(*days("2015-01-01", "2020-12-31"), 50)

    curve, _ = linear_trend(at, np.full(50, 7.0), np.full(50, np.nan))

    assert curve.numbers["trend"] == pytest.approx(0, abs=1e-6)
    assert curve.values == pytest.approx(7)
