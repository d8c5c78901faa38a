"""Means, medians and errors against numpy, the standard library and simulated measurements."""

from __future__ import annotations

import statistics as standard
from datetime import datetime, timezone

import numpy as np
import pytest

from itslive_qgis.science.periods import KINDS, decimal_years, periods_of
from itslive_qgis.science.statistics import speed_error, statistics, weighted_mean

NONE = np.nan
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def days(*moments: tuple) -> np.ndarray:
    return np.array([(datetime(*each, tzinfo=timezone.utc) - EPOCH).total_seconds() / 86400
                     for each in moments])  # fmt: skip


def gaps(rng, shape, share):
    return np.where(rng.random(shape) < share, np.nan, 0.0)


def test_the_mean_is_that_of_numpy_pixel_by_pixel_and_of_components():
    rng = np.random.default_rng(1)
    hole = gaps(rng, (40, 3, 5), 0.4)
    hole[:, 0, 0] = np.nan
    vx, vy = (rng.normal(at, 90, (40, 3, 5)) + hole for at in (200, -700))
    errors_x, errors_y = (rng.uniform(5, 80, (40, 1, 1)) for _ in "xy")

    found = statistics(vx, vy, errors_x, errors_y)

    for at in np.ndindex(3, 5):
        held = np.isfinite(vx[(..., *at)])
        assert found.count[at] == held.sum()
        assert found.valid_fraction[at] == pytest.approx(held.mean())
        if not held.any():
            assert np.isnan([found.v[at], found.v_error[at], found.v_median[at]]).all()
            continue
        x, y = (
            np.average(each[(..., *at)][held], weights=1 / error[held, 0, 0] ** 2)
            for each, error in ((vx, errors_x), (vy, errors_y))
        )
        assert (found.vx[at], found.vy[at]) == pytest.approx((x, y))
        assert found.v[at] == pytest.approx(np.hypot(x, y))
        speeds = np.hypot(vx, vy)[(..., *at)][held]
        middle = standard.median(speeds)
        assert found.v_median[at] == pytest.approx(middle)
        assert found.v_mad[at] == pytest.approx(standard.median(abs(s - middle) for s in speeds))


def test_still_ground_has_no_speed_by_its_mean_but_one_by_its_median():
    rng = np.random.default_rng(2)
    vx, vy = (rng.normal(0, 50, (400, 300)) for _ in "xy")

    found = statistics(vx, vy, np.full((400, 1), 50.0), np.full((400, 1), 50.0))

    assert np.median(found.v) < 4
    # The median of a Rayleigh distribution, as the module says.
    assert np.mean(found.v_median) == pytest.approx(50 * np.sqrt(2 * np.log(2)), rel=0.01)


@pytest.mark.parametrize("stated", [1.0, 0.4])
def test_stated_errors_hold_the_truth_also_where_the_given_ones_are_too_small(stated):
    rng = np.random.default_rng(3)
    sigma = rng.uniform(10, 60, (25, 1))
    vx, vy = (truth + rng.normal(0, 1, (25, 4000)) * sigma for truth in (300, 400))

    found = statistics(vx, vy, sigma * stated, sigma * stated)

    for value, error, truth in (
        (found.vx, found.vx_error, 300),
        (found.vy, found.vy_error, 400),
        (found.v, found.v_error, 500),
    ):
        covered = (np.abs(value - truth) <= 2 * error).mean()
        assert 0.92 < covered < 0.98
    # No wider than they have to be.
    assert np.median(found.v_error) == pytest.approx(found.v.std(), rel=0.1)


def test_one_value_has_the_error_given_and_two_that_disagree_a_larger_one():
    error = np.array([10.0, 10.0])[:, None]
    mean, spread = weighted_mean(np.array([[100.0, 0.0], [NONE, 200.0]]), error)

    assert mean.tolist() == [100, 100]
    assert spread == pytest.approx([10, 100])


def test_without_any_error_the_scatter_tells_it():
    values = np.array([[1.0, 5.0], [2.0, NONE], [6.0, NONE]])

    mean, error = weighted_mean(values, np.full((3, 1), np.nan))

    assert mean == pytest.approx([3, 5])
    assert error[0] == pytest.approx(standard.stdev([1, 2, 6]) / 3**0.5)
    assert np.isnan(error[1])


def test_an_unknown_error_among_known_ones_counts_as_their_median():
    values = np.array([1.0, 2.0, 4.0, 9.0])[:, None]
    known, filled = (np.array(each)[:, None] for each in ([1, 3, 5, NONE], [1, 3, 5, 3.0]))

    assert weighted_mean(values, known) == weighted_mean(values, filled)
    zero = np.array([1, 3, 5, 0.0])[:, None]
    assert weighted_mean(values, zero) == weighted_mean(values, filled)


def test_the_error_of_a_speed_is_that_along_the_flow():
    assert speed_error(*np.array([[300.0], [0], [7], [90]])) == pytest.approx(7)
    assert speed_error(*np.array([[0.0], [0], [3], [3]])) == pytest.approx(3)
    assert np.isnan(speed_error(*np.array([[NONE], [NONE], [NONE], [NONE]])))


def test_years_begin_with_january_and_hold_the_mid_dates():
    mids = days((2019, 12, 31, 23, 59, 59), (2020, 1, 1), (2018, 7, 1))

    found = periods_of("annual", mids, south=False)

    assert [(each.key, layers.tolist()) for each, layers in found] == [
        ("2018", [2]), ("2019", [0]), ("2020", [1])
    ]  # fmt: skip
    assert found[1][0].end == datetime(2020, 1, 1, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("south", "names"),
    [
        (False, ["winter", "spring", "summer", "autumn", "winter"]),
        (True, ["summer", "autumn", "winter", "spring", "summer"]),
    ],
)
def test_seasons_are_named_by_hemisphere_and_december_goes_with_january(south, names):
    mids = days(
        (2018, 12, 1), (2019, 2, 28, 23), (2019, 3, 1), (2019, 8, 31), (2019, 9, 1), (2019, 12, 5)
    )

    found = periods_of("seasonal", mids, south=south)

    assert [period.season for period, _ in found] == names
    assert [period.key for period, _ in found] == [
        "2018-12_DJF", "2019-03_MAM", "2019-06_JJA", "2019-09_SON", "2019-12_DJF"
    ]  # fmt: skip
    assert [layers.tolist() for _, layers in found] == [[0, 1], [2], [3], [4], [5]]
    assert [period.key for period, _ in found] == sorted(period.key for period, _ in found)


def test_months_end_where_the_next_begins():
    (december, _), (february, _) = periods_of(
        "monthly", days((2019, 12, 31), (2020, 2, 29)), south=False
    )

    assert (december.key, february.key) == ("2019-12", "2020-02")
    assert december.end == datetime(2020, 1, 1, tzinfo=timezone.utc)
    assert february.end == datetime(2020, 3, 1, tzinfo=timezone.utc)


def test_the_whole_record_reaches_from_its_first_to_its_last_mid_date():
    ((whole, layers),) = periods_of("whole", days((2020, 2, 3), (1998, 5, 1)), south=True)

    assert (whole.begin.year, whole.end.year) == (1998, 2020)
    assert sorted(layers) == [0, 1]


@pytest.mark.parametrize("kind", KINDS)
def test_no_layers_have_no_periods(kind):
    assert periods_of(kind, np.array([]), south=False) == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_layer_is_in_one_period_that_holds_its_mid_date(kind):
    rng = np.random.default_rng(5)
    mids = rng.uniform(5000, 19000, 300)

    found = periods_of(kind, mids, south=False)

    assert sorted(np.concatenate([layers for _, layers in found])) == list(range(300))
    for period, layers in found:
        begin, end = ((each - EPOCH).total_seconds() / 86400 for each in (period.begin, period.end))
        assert (mids[layers] >= begin - 1e-9).all()
        assert (mids[layers] < end + 1e-9).all()


def test_decimal_years_know_leap_years():
    assert decimal_years(days((2020, 7, 2), (2019, 7, 2, 12), (2021, 1, 1))) == pytest.approx(
        [2020.5, 2019.5, 2021]
    )


def test_a_series_of_one_point_needs_no_dimension_of_pixels():
    rng = np.random.default_rng(9)
    vx, vy = rng.normal(300, 20, (2, 30))
    error = rng.uniform(5, 30, 30)

    alone = statistics(vx, vy, error, error)
    as_pixel = statistics(vx[:, None], vy[:, None], error[:, None], error[:, None])

    for name in ("v", "v_error", "v_median", "v_mad", "count"):
        assert getattr(alone, name) == pytest.approx(getattr(as_pixel, name)[0])
