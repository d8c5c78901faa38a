"""The difference of two points, by the pairs they share or by their medians."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from itslive_qgis.series.difference import difference
from itslive_qgis.series.table import GROUND, MAP
from tests.plain.series.records import JAKOBSHAVN, place, record


def two(shift=70.0, count=60, seed=1):
    """Two points that share the errors of their images; the second lacks some pairs."""
    rng = np.random.default_rng(seed)
    common = rng.normal(0, 100, count)
    mid = np.datetime64("2015-01-01") + np.sort(rng.integers(0, 2000 * 86400, count)).astype(
        "timedelta64[s]"
    )
    kinds = [("Landsat 8", "Sentinel-2A")[each % 2] for each in range(count)]
    given = {"separation": rng.choice([6, 12, 16], count), "mid": mid, "satellites": kinds}
    a = record(900 + shift + common + rng.normal(0, 3, count), np.zeros(count), **given)
    b = record(900 + common + rng.normal(0, 3, count), np.zeros(count), **given)
    return a, b.at(np.flatnonzero(rng.random(count) < 0.7))


def test_what_both_points_share_of_their_errors_is_gone():
    a, b = two()

    curve, reason = difference(a, b)

    assert reason is None
    assert curve.kind == "difference_pairs"
    assert len(curve.days) == len(b) == curve.numbers["common"]
    assert curve.values == pytest.approx(70, abs=15)
    assert curve.numbers["median"] == pytest.approx(70, abs=3)
    rows_a, rows_b = curve.more["row_a"], curve.more["row_b"]
    assert (a.date_1[rows_a] == b.date_1[rows_b]).all()
    assert (a.satellite_names[rows_a] == b.satellite_names[rows_b]).all()
    assert curve.values == pytest.approx(a.v[rows_a] - b.v[rows_b], abs=1e-3)
    assert (np.diff(curve.days) >= 0).all()
    assert curve.high - curve.values == pytest.approx(1.96 * 20 * 2**0.5)


def test_a_pair_is_known_by_both_dates_and_its_satellite():
    a, b = two(count=60)
    a = a.at(np.arange(40))
    other = {
        "date_1": b.date_1 + np.timedelta64(5, "D"),
        "date_2": b.date_2 + np.timedelta64(5, "D"),
        "satellites": ("Landsat 9", "Sentinel-2B"),
    }

    for name, values in other.items():
        curve, reason = difference(a, replace(b, **{name: values}), by="pairs")
        assert (curve, reason.code) == (None, "nothing_common"), name


def test_one_pair_in_two_granules_counts_once():
    a, b = two()
    twice = a.at(np.repeat(np.arange(len(a)), 2))

    assert len(difference(twice, b).curve.days) == len(difference(a, b).curve.days)


def test_without_common_pairs_medians_of_months_are_compared_and_then_of_years():
    a, b = two(count=400)
    nat = np.full(len(b), np.datetime64("NaT"), "datetime64[ns]")
    undated = replace(b, date_1=nat, date_2=nat)

    by_month, _ = difference(a, undated)
    by_year, _ = difference(a, undated, by="annual")

    assert (by_month.kind, by_year.kind) == ("difference_monthly", "difference_annual")
    for curve in (by_month, by_year):
        assert curve.numbers["median"] == pytest.approx(70, abs=40)
        assert len(curve.labels) == len(curve.values)
    month = by_month.labels[3]
    picked = [
        np.median(each.v[each.mid_date.astype("datetime64[M]") == np.datetime64(month)])
        for each in (a, b)
    ]
    assert by_month.values[3] == pytest.approx(picked[0] - picked[1], abs=1e-3)


def test_only_chosen_rows_count():
    a, b = two()
    early = a.mid_date < np.datetime64("2017-01-01")

    curve, _ = difference(a, b, masks=(early, None))

    assert 0 < len(curve.days) < len(b)
    assert early[curve.more["row_a"]].all()


def test_projections_and_kinds_of_metres_meet_on_the_ground():
    a, b = two(shift=0)
    for where in (place(-138.0, 58.0, "EPSG:3413"), place(-138.0, 58.0, "EPSG:3413", GROUND)):
        moved = replace(a, place=where)
        other = replace(b, place=place(-138.0, 58.0, "EPSG:32608", MAP))
        curve, _ = difference(moved, other)
        scale = where.map_scale if where.metres == MAP else 1.0
        expected = a.v[curve.more["row_a"]] / scale - b.v[curve.more["row_b"]] / (
            other.place.map_scale
        )
        assert curve.values == pytest.approx(expected, abs=0.01)


def test_components_along_other_axes_are_not_compared():
    a, b = two()
    other = replace(b, place=place(*JAKOBSHAVN, "EPSG:32622"))

    curve, reason = difference(a, other, "vx")

    assert (curve, reason.code) == (None, "other_axes")
    assert "EPSG:32622" in str(reason)
    assert difference(a, other, "v_east").curve is not None


@pytest.mark.parametrize("count", [0, 1, 2])
def test_records_of_hardly_a_row_have_a_reason_instead(count):
    a, b = (each.at(np.arange(min(count, len(each)))) for each in two())

    curve, reason = difference(a, b)

    assert (curve, reason.code) == (None, "nothing_common")
