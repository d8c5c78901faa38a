"""Trend and season against other libraries, fields of known truth and simulated measurements."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import curve_fit

from itslive_qgis.science.seasonal import trend_and_season

TRUTH = {"v0": 800.0, "trend": -30.0, "amplitude": 120.0, "phase": 200.0}
REFERENCE = 2017.0


def speed(t, v0, trend, amplitude, phase):
    """The model as its_live.md 7.7 writes it, at moments."""
    season = np.sin(2 * np.pi * (t + 0.25 - phase / 365.25))
    return v0 + trend * (t - REFERENCE) + amplitude * season


def measured(t, span, *model):
    """What a pair measures: the displacement between its images over their separation."""
    return quad(speed, t - span / 2, t + span / 2, args=model)[0] / span


def pairs(rng, count, longest=0.6):
    return rng.uniform(2013, 2021, count), rng.uniform(5 / 365, longest, count)


def fit(along, sigma, years, spans, direction=(0.6, -0.8), **options):
    """Fit speeds (layers, pixels) along a direction."""
    velocity = tuple(along * each for each in direction)
    errors = (sigma[:, None],) * 2
    return trend_and_season(velocity, errors, years, spans, REFERENCE, **options)


def test_a_field_without_noise_is_found_exactly_from_pairs_of_all_lengths():
    rng = np.random.default_rng(1)
    years, spans = pairs(rng, 80)
    values = np.array([measured(t, d, *TRUTH.values()) for t, d in zip(years, spans)])

    found = fit(values[:, None], np.full(80, 20.0), years, spans)

    for name, truth in TRUTH.items():
        assert getattr(found, name)[0] == pytest.approx(truth, rel=1e-8), name


def test_the_largest_speed_of_the_model_is_at_its_phase():
    t = np.linspace(2018, 2019, 36526)
    without_trend = {**TRUTH, "trend": 0.0}
    fastest = t[np.argmax(speed(t, **without_trend))]
    assert (fastest - 2018) * 365.25 == pytest.approx(TRUTH["phase"], abs=0.02)


def test_taken_at_the_middle_long_pairs_would_weaken_the_season():
    rng = np.random.default_rng(2)
    years, spans = pairs(rng, 200, longest=1.2)
    values = np.array([measured(t, d, *TRUTH.values()) for t, d in zip(years, spans)])
    sigma = np.full(200, 20.0)

    assert fit(values[:, None], sigma, years, spans).amplitude[0] == pytest.approx(120)
    at_middle = fit(values[:, None], sigma, years, np.zeros(200)).amplitude[0]
    assert at_middle < 100


def test_values_and_errors_are_those_of_scipy_pixel_by_pixel():
    rng = np.random.default_rng(3)
    years, spans = pairs(rng, 150, longest=0.3)
    sigma = rng.uniform(10, 60, 150)
    clean = np.array([measured(t, d, *TRUTH.values()) for t, d in zip(years, spans)])
    # Twice the noise that the errors tell, so that chi-squared scales scipy's errors likewise.
    values = clean[:, None] + 2 * sigma[:, None] * rng.normal(0, 1, (150, 4))
    values[rng.random(values.shape) < 0.3] = np.nan

    found = fit(values, sigma, years, spans)

    def model(at, v0, trend, amplitude, phase):
        return [measured(t, d, v0, trend, amplitude, phase) for t, d in zip(*at)]

    for pixel, column in enumerate(values.T):
        held = np.isfinite(column)
        best, covariance = curve_fit(
            model, (years[held], spans[held]), column[held], list(TRUTH.values()), sigma[held]
        )
        assert found.count[pixel] == held.sum()
        for place, name in enumerate(TRUTH):
            assert getattr(found, name)[pixel] == pytest.approx(best[place], rel=1e-4), name
            error = getattr(found, f"{name}_error")[pixel]
            assert error == pytest.approx(covariance[place, place] ** 0.5, rel=1e-2), name


@pytest.mark.parametrize("stated", [1.0, 0.5])
def test_stated_errors_hold_the_truth(stated):
    rng = np.random.default_rng(4)
    years, spans = pairs(rng, 90, longest=0.2)
    sigma = rng.uniform(20, 80, 90)
    clean = np.array([measured(t, d, *TRUTH.values()) for t, d in zip(years, spans)])
    values = clean[:, None] + sigma[:, None] * rng.normal(0, 1, (90, 3000))

    found = fit(values, sigma * stated, years, spans)

    for name, truth in TRUTH.items():
        covered = np.abs(getattr(found, name) - truth) <= 2 * getattr(found, f"{name}_error")
        assert 0.92 < covered.mean() < 0.98, name


def test_errors_of_both_components_weigh_by_the_direction_of_the_flow():
    rng = np.random.default_rng(5)
    years, spans = pairs(rng, 60, longest=0.1)
    values = rng.normal(500, 30, (60, 1))
    small, large = (np.full((60, 1), each) for each in (10.0, 1e4))
    along_x = values, np.zeros((60, 1))

    fine = trend_and_season(along_x, (small, large), years, spans, REFERENCE)
    poor = trend_and_season(along_x, (large, small), years, spans, REFERENCE)

    assert fine.v0_error[0] < 30
    assert poor.v0_error[0] > 300


def test_phases_just_before_the_new_year_stay_days_of_a_year():
    rng = np.random.default_rng(6)
    years, spans = pairs(rng, 60)
    for phase in (0.5, 364.5):
        model = 800.0, 0.0, 100.0, phase
        values = np.array([measured(t, d, *model) for t, d in zip(years, spans)])
        found = fit(values[:, None], np.full(60, 20.0), years, spans)
        assert found.phase[0] == pytest.approx(phase, abs=1e-6)


def test_records_that_tell_nothing_have_no_fit_but_a_count():
    rng = np.random.default_rng(7)
    years, spans = pairs(rng, 40)
    values = rng.normal(500, 20, (40, 3))
    values[29:, 0] = np.nan
    values[:, 1] = np.nan
    sigma = np.full(40, 20.0)

    found = fit(values, sigma, years, spans)

    assert found.count.tolist() == [29, 0, 40]
    assert np.isnan(found.trend[:2]).all()
    assert np.isfinite(found.trend[2])
    # Pairs of exactly a year see no season.
    assert np.isnan(fit(values, sigma, years, np.ones(40)).amplitude).all()
    # All at one moment of the year: trend yes, season no.
    assert np.isnan(fit(values, sigma, np.round(years), spans * 0).amplitude).all()


def test_pixels_of_any_shape():
    rng = np.random.default_rng(8)
    years, spans = pairs(rng, 50)
    values = rng.normal(500, 20, (50, 6))
    flat = fit(values, np.full(50, 20.0), years, spans)

    velocity = tuple((values * each).reshape(50, 2, 3) for each in (0.6, -0.8))
    errors = (np.full((50, 1, 1), 20.0),) * 2
    found = trend_and_season(velocity, errors, years, spans, REFERENCE)

    np.testing.assert_allclose(found.trend.ravel(), flat.trend)


def test_a_series_of_one_point_needs_no_dimension_of_pixels():
    rng = np.random.default_rng(10)
    years, spans = pairs(rng, 50)
    values, sigma = rng.normal(500, 20, 50), np.full(50, 20.0)

    alone = trend_and_season((values, 0 * values), (sigma, sigma), years, spans, REFERENCE)

    as_pixel = fit(values[:, None], sigma, years, spans, direction=(1, 0))
    assert alone.trend == pytest.approx(as_pixel.trend[0])
    assert alone.phase_error == pytest.approx(as_pixel.phase_error[0])
    assert alone.count == 50
