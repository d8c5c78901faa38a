"""The outlier filters against rules written out pixel by pixel, and on ice of known fault."""

from __future__ import annotations

import statistics

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from itslive_qgis.errors import ItsliveError
from itslive_qgis.science import outliers
from itslive_qgis.science.filters import ORDER, Filters, apply_filters
from itslive_qgis.science.medians import median, median_and_mad

BINS = [(0, 16), (16, 32), (32, 64), (64, 128), (128, 256), (256, 10_000)]


def record(*parts, seed=1, noise=30.0):
    """A record of one pixel: for each part (number, separation, vx, vy)."""
    rng = np.random.default_rng(seed)
    rows = [
        (vx + rng.normal(0, noise), vy + rng.normal(0, noise), days)
        for number, days, vx, vy in parts
        for _ in range(number)
    ]
    vx, vy, days = (np.array(column, float) for column in zip(*rows))
    return vx[:, None], vy[:, None], days


def by_hand(vx, vy, days) -> float:
    """The longest separation that the rule of bins keeps of one pixel, written as it is told."""
    rows = [(x, y, d) for x, y, d in zip(vx, vy, days) if np.isfinite(x) and np.isfinite(y)]
    for enough in (50, 10, 0):
        if len(rows) >= enough:
            break
    limit = next(end for _, end in BINS if sum(d <= end for *_, d in rows) >= enough)
    x0 = statistics.median(x for x, _, d in rows if d <= limit)
    y0 = statistics.median(y for _, y, d in rows if d <= limit)
    speed = (x0**2 + y0**2) ** 0.5
    if speed <= 50:
        return np.inf
    bins = []
    for begin, end in BINS:
        values = [(x * x0 + y * y0) / speed for x, y, d in rows if begin < d <= end]
        middle = statistics.median(values) if values else 0.0
        mad = statistics.median(abs(v - middle) for v in values) if values else 0.0
        bins.append((begin, len(values), middle, mad))
    for enough in (50, 10):
        found = [place for place, each in enumerate(bins) if each[1] >= enough]
        if found:
            break
    else:
        return np.inf
    _, _, reference, spread = bins[found[0]]
    for begin, number, middle, mad in bins[found[0] + 1 :]:
        own = max(mad, spread) * (10 / number) ** 0.5 if 0 < number < 10 else mad
        if number and abs(middle - reference) > 0.67 * 1.4826 * (own + spread):
            return begin
    return np.inf


@given(
    arrays.arrays(
        np.float64,
        st.tuples(st.integers(1, 9), st.integers(1, 4)),
        elements=st.one_of(st.just(np.nan), st.floats(-1e4, 1e4)),
    )
)
@settings(max_examples=200, deadline=None)
def test_medians_are_those_of_the_standard_library(values):
    middle, mad = median_and_mad(values)

    for pixel, column in enumerate(values.T):
        held = [value for value in column if not np.isnan(value)]
        if not held:
            assert np.isnan(middle[pixel])
            assert np.isnan(mad[pixel])
            continue
        wanted = statistics.median(held)
        assert middle[pixel] == pytest.approx(wanted)
        assert mad[pixel] == pytest.approx(statistics.median(abs(v - wanted) for v in held))


def test_the_median_of_no_layers_is_nothing():
    assert np.isnan(median(np.empty((0, 3, 2)))).all()


def test_long_pairs_that_lost_the_ice_are_dropped_and_longer_ones_with_them():
    vx, vy, days = record(
        (60, 12, 3000, 0), (60, 48, 3000, 0), (80, 96, 300, 0), (60, 300, 3000, 0)
    )
    mask = outliers.usable(vx, vy)
    flow = outliers.median_flow(mask, vx, vy, days)

    kept, longest = outliers.bin_rule(mask, vx, vy, days, flow)

    assert longest == [64]
    np.testing.assert_array_equal(kept[:, 0], days <= 64)


@pytest.mark.parametrize("shape", [(7,), (2, 4)])
def test_the_rule_of_bins_is_that_written_out_pixel_by_pixel(shape):
    rng = np.random.default_rng(7)
    days = rng.choice([6, 16, 17, 30, 40, 80, 120, 200, 400], 240).astype(float)
    at_layer = days.reshape(-1, *[1] * len(shape))
    speed = np.linspace(20, 5000, int(np.prod(shape))).reshape(shape)
    # Long pairs lose more and more of the motion; some pixels have few values only.
    share = np.where(at_layer > 64, rng.uniform(0.2, 1, shape), 1.0)
    vx = speed * share + rng.normal(0, 60, (240, *shape))
    vy = -0.4 * speed * share + rng.normal(0, 60, (240, *shape))
    gaps = rng.random((240, *shape)) < np.linspace(0.1, 0.97, int(np.prod(shape))).reshape(shape)
    vx[gaps] = np.nan
    mask = outliers.usable(vx, vy)

    kept, longest = outliers.bin_rule(mask, vx, vy, days, outliers.median_flow(mask, vx, vy, days))

    wanted = np.array(
        [by_hand(vx[(..., *at)], vy[(..., *at)], days) for at in np.ndindex(shape)]
    ).reshape(shape)
    np.testing.assert_array_equal(longest, wanted)
    np.testing.assert_array_equal(kept, mask & (at_layer <= wanted))
    assert np.isfinite(longest).any()
    assert np.isinf(longest).any()


@pytest.mark.parametrize("numbers", [(10, 10), (10, 3), (10, 1), (50, 50), (50, 1)])
def test_a_sound_record_of_few_values_loses_a_bin_seldom(numbers):
    rng = np.random.default_rng(3)
    days = np.repeat([10.0, 25.0], numbers)
    shape = days.size, 4000
    vx, vy = rng.normal(500, 40, shape), rng.normal(0, 40, shape)
    mask = outliers.usable(vx, vy)

    _, longest = outliers.bin_rule(mask, vx, vy, days, outliers.median_flow(mask, vx, vy, days))

    assert np.isfinite(longest).mean() < 0.06


def test_records_too_short_to_judge_and_slow_ice_are_left_whole():
    short = record((9, 12, 3000, 0), (9, 300, 100, 0))
    slow = record((60, 12, 40, 0), (60, 300, 0, 0), noise=5)
    for vx, vy, days in (short, slow):
        found = apply_filters(Filters(bin_rule=True), vx, vy, days)
        assert found.kept.all()
        assert found.disagreeing == 0


def test_limits_of_separation_and_error_are_kept_themselves():
    days = np.array([16.0, 64.0, 65.0])
    vx = np.array([[100.0], [10.0], [100.0]])
    vy = np.zeros((3, 1))
    error = np.array([[20.0], [10.0], [np.nan]])
    mask = outliers.usable(vx, vy)

    assert outliers.separation_limit(mask, days, 64).ravel().tolist() == [True, True, False]
    assert outliers.error_limit(mask, vx, error, 10).ravel().tolist() == [False, True, False]
    relative = outliers.error_limit(mask, vx, error, None, 1.5)
    assert relative.ravel().tolist() == [True, False, False]


def test_what_is_no_velocity_counts_for_nothing():
    vx = np.array([[32767.0], [np.nan], [5.0], [np.inf], [19_999.0], [0.0]])
    vy = np.array([[0.0], [5.0], [np.nan], [0.0], [0.0], [-20_001.0]])

    assert outliers.usable(vx, vy).ravel().tolist() == [False] * 4 + [True, False]


def test_vectors_that_turn_away_from_the_flow_are_removed():
    vx, vy, days = record((60, 12, 0, 800), (3, 12, 800, 0), (2, 12, 0, -800), noise=20)

    found = apply_filters(Filters(max_turn=45), vx, vy, days)

    assert found.removed["direction"] == 5
    assert not found.kept[60:].any()


def test_values_far_from_the_median_in_time_go_along_and_across_the_flow():
    vx, vy, days = record((100, 12, 500, 500), (1, 12, 900, 900), (1, 12, 800, 200), noise=15)

    found = apply_filters(Filters(max_mad=6), vx, vy, days)

    assert found.kept[:100].all()
    assert not found.kept[100:].any()


def test_a_spread_of_nought_removes_nothing_that_rounding_made():
    vx = np.array([[300.0]] * 20 + [[301.0]] * 2)

    found = apply_filters(Filters(max_mad=3), vx, np.zeros_like(vx), np.full(22, 12.0))

    assert found.kept.all()


def test_the_deviation_comes_last_for_it_removes_the_right_values_of_fast_ice():
    parts = (20, 12, 8000, 0), (30, 96, 500, 0), (40, 300, 500, 0)
    vx, vy, days = record(*parts)
    mask = outliers.usable(vx, vy)
    right = days <= 64

    found = apply_filters(Filters(max_separation=64, bin_rule=True, max_mad=4), vx, vy, days)
    assert found.kept[right].mean() > 0.95
    assert not found.kept[~right].any()

    # Without regard to separation it takes the majority for right.
    middle, mad = median_and_mad(np.where(mask, vx, np.nan))
    first = np.abs(vx - middle) <= 4 * 1.4826 * mad
    assert not first[right].any()


def test_the_report_counts_each_removal_once_in_the_order_of_the_filters():
    vx, vy, days = record((60, 12, 3000, 0), (60, 96, 300, 0), (10, 400, 3000, 0), (5, 12, 0, 3000))
    vx[0], vx[1] = np.nan, 32767
    both = [np.hstack([each, each[:1].repeat(len(each), 0)]) for each in (vx, vy)]
    both[0][:, 1] = np.nan
    error = np.full(both[0].shape, 5.0)
    error[2, 0] = 900.0
    filters = Filters(max_separation=300, max_error=100, bin_rule=True, max_turn=30, max_mad=8)

    found = apply_filters(filters, *both, days, error)

    assert list(found.removed) == list(ORDER)
    assert found.removed["unusable"] == 1
    assert found.removed["separation"] == 10
    assert found.removed["error"] == 1
    assert found.removed["bin_rule"] == 60
    assert found.removed["direction"] == 5
    assert found.values == 134
    assert found.values - sum(found.removed.values()) == found.kept.sum()
    assert (found.pixels, found.disagreeing) == (1, 1)


@pytest.mark.parametrize(
    "options",
    [{"max_mad": 0}, {"max_error": -1.0}, {"max_turn": float("nan")}, {"max_mad": "3"},
     {"bin_rule": 3}, {"max_separation": True}, {"no_such": 3}],
)  # fmt: skip
def test_a_limit_that_is_none_is_told(options):
    with pytest.raises(ItsliveError) as caught:
        Filters.of(options)
    assert caught.value.code == "bad_filter"
    assert next(iter(options)) in str(caught.value)


def test_filters_in_use_are_named():
    given_ = Filters.of({"max_separation": 64, "bin_rule": True, "max_mad": None})
    assert given_.plain() == {"max_separation": 64, "bin_rule": True}


def test_a_series_of_one_point_needs_no_dimension_of_pixels():
    vx, vy, days = record((60, 12, 3000, 0), (60, 96, 300, 0), (3, 12, 0, 3000), seed=4)
    error = np.full(vx.shape, 5.0)
    filters = Filters(max_separation=300, max_error=50, bin_rule=True, max_turn=30, max_mad=8)

    as_pixel = apply_filters(filters, vx, vy, days, error)
    alone = apply_filters(filters, vx[:, 0], vy[:, 0], days, error[:, 0])

    assert alone.kept.tolist() == as_pixel.kept[:, 0].tolist()
    assert alone.removed == as_pixel.removed
    assert (alone.pixels, alone.disagreeing) == (1, 1)
