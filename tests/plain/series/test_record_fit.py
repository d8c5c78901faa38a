"""The robust fit of a record against simulated noise, outliers, and shared images."""

from __future__ import annotations

import numpy as np
import pytest

from itslive_qgis.science.record_fit import fit_record


def line(rng, count):
    x = rng.uniform(-3, 3, count)
    return np.column_stack([np.ones(count), x])


def test_without_noise_the_truth_is_found_exactly():
    rng = np.random.default_rng(1)
    model = line(rng, 60)
    truth = np.array([500.0, -20.0])

    found = fit_record(model, model @ truth, rng.uniform(5, 50, 60))

    assert found.values == pytest.approx(truth, rel=1e-9)
    assert found.count == 60
    assert np.sqrt(np.diag(found.covariance)) == pytest.approx([0, 0], abs=1e-3)


def test_of_independent_normal_noise_it_is_least_squares_but_for_what_robustness_costs():
    rng = np.random.default_rng(2)
    offs, errors, least = [], [], []
    for _ in range(300):
        model, sigma = line(rng, 80), rng.uniform(10, 60, 80)
        values = model @ [500.0, -20.0] + sigma * rng.normal(size=80)
        found = fit_record(model, values, sigma)
        root = 1 / sigma
        plain = np.linalg.lstsq(model * root[:, None], values * root, rcond=None)[0]
        offs.append(found.values - [500, -20])
        least.append(plain - [500, -20])
        errors.append(np.sqrt(np.diag(found.covariance)))

    spread, best = np.std(offs, axis=0), np.std(least, axis=0)
    # Tukey's biweight has 95 % of the efficiency.
    assert (spread < 1.1 * best).all()
    assert np.median(errors, axis=0) == pytest.approx(spread, rel=0.12)


@pytest.mark.parametrize("factor", [0.2, 5.0])
def test_a_common_factor_in_the_errors_is_of_no_effect(factor):
    rng = np.random.default_rng(3)
    model, sigma = line(rng, 80), rng.uniform(10, 60, 80)
    values = model @ [500.0, -20.0] + sigma * rng.normal(size=80)

    one, other = (fit_record(model, values, sigma * each) for each in (1.0, factor))

    assert other.values == pytest.approx(one.values)
    assert other.covariance == pytest.approx(one.covariance)
    assert other.scale == pytest.approx(one.scale / factor)
    none = fit_record(model, values, np.full(80, np.nan))
    assert none.values == pytest.approx(one.values, rel=0.1)
    assert 10 < none.scale < 60


def test_pairs_that_have_lost_the_ice_do_not_count_however_small_their_errors():
    rng = np.random.default_rng(4)
    model, sigma = line(rng, 100), np.full(100, 30.0)
    values = model @ [900.0, 15.0] + sigma * rng.normal(size=100)
    values[:20], sigma[:20] = 100.0, 4.0

    found = fit_record(model, values, sigma)

    error = np.sqrt(np.diag(found.covariance))
    assert (np.abs(found.values - [900, 15]) < 3 * error).all()
    assert error[0] < 8
    assert found.left_out == 20


def of_images(rng, chained):
    """Values whose noise is that of images, and which pairs share them."""
    count = 40
    place = rng.normal(0, 30, count)
    if chained:  # each image is the later of one pair and the earlier of the next
        one, two = np.arange(count - 1), np.arange(1, count)
    else:  # five images are in all pairs
        one, two = np.arange(count - 5) % 5, np.arange(5, count)
    noise = place[two] - place[one]
    return one, two, 300 + noise + rng.normal(0, 3, noise.size)


@pytest.mark.parametrize("chained", [True, False])
def test_errors_know_which_pairs_share_an_image(chained):
    rng = np.random.default_rng(5)
    values, with_images, without = [], [], []
    for _ in range(400):
        one, two, measured = of_images(rng, chained)
        model, sigma = np.ones((measured.size, 1)), np.full(measured.size, 40.0)
        found = fit_record(model, measured, sigma, (one, two))
        alone = fit_record(model, measured, sigma)
        values.append(found.values[0])
        with_images.append(found.covariance[0, 0])
        without.append(alone.covariance[0, 0])

    truth = np.var(values)
    if chained:  # what one pair has too much the next has too little
        assert np.median(without) > 5 * truth
    else:
        assert np.median(without) < 0.4 * truth
        assert np.mean(with_images) == pytest.approx(truth, rel=0.25)
    # As the share of intervals that hold the truth.
    inside = np.abs(np.array(values) - 300) <= 1.96 * np.sqrt(with_images)
    assert inside.mean() > 0.78


def test_groups_of_values_are_left_out_together():
    rng = np.random.default_rng(6)
    values, errors = [], []
    group = np.repeat(np.arange(12), 10)
    for _ in range(300):
        measured = 50 + np.repeat(rng.normal(0, 10, 12), 10) + rng.normal(0, 2, 120)
        found = fit_record(np.ones((120, 1)), measured, np.full(120, 2.0), (group,))
        values.append(found.values[0])
        errors.append(found.covariance[0, 0] ** 0.5)

    assert np.median(errors) == pytest.approx(np.std(values), rel=0.15)


def test_the_model_elsewhere_has_the_error_of_its_unknowns():
    rng = np.random.default_rng(7)
    model = line(rng, 50)
    found = fit_record(model, model @ [10.0, 2.0] + rng.normal(size=50), np.ones(50))

    values, errors = found.at(np.array([[1.0, 0.0], [1.0, 100.0]]))

    assert values == pytest.approx([found.values[0], found.values @ [1, 100]])
    assert errors[0] == pytest.approx(found.covariance[0, 0] ** 0.5)
    assert errors[1] == pytest.approx(100 * found.covariance[1, 1] ** 0.5, rel=0.05)


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_too_few_values_give_nothing_or_something_finite(count):
    found = fit_record(np.ones((count, 2)), np.ones(count), np.ones(count))

    assert found is None  # two unknowns that are one
    fitting = fit_record(np.ones((count, 1)), np.arange(count) * 1.0, np.ones(count))
    assert fitting is None or np.isfinite(fitting.values).all()


def test_an_unknown_that_only_one_image_tells_is_not_told():
    model = np.column_stack([np.ones(6), [0, 0, 0, 0, 1, 1]])
    images = (np.array([0, 1, 2, 3, 4, 4]), np.array([5, 6, 7, 8, 9, 10]))

    found = fit_record(model, np.array([1.0, 2, 1, 2, 5, 5]), np.ones(6), images)

    assert found is None
