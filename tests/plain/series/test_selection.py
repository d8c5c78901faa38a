"""What a selection leaves of a record, and what it says that it took."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from itslive_qgis.series.selection import Selection, select
from tests.plain.series.records import record

EVERYTHING = Selection(max_separation=None)


def test_the_usual_limit_is_120_days_and_what_it_took_is_told():
    series = record([100, 110, 120], [0, 0, 0], separation=[16, 120, 120.5])

    found = select(series, Selection())

    assert found.mask.tolist() == [True, True, False]
    assert (found.shown, found.total) == (2, 3)
    assert found.removed == {"unusable": 0, "separation": 1}


def test_each_choice_takes_its_rows_in_order():
    series = record(
        [100] * 6,
        [0] * 6,
        separation=[6, 6, 6, 6, 40, 12],
        mid=["2014-07-01", "2015-01-01", "2015-07-01T23:59", "2016-07-02", *["2015-07-01"] * 2],
        satellites=["Sentinel-1A"] * 4 + ["Sentinel-1B", "Landsat 8"],
    )  # fmt: skip
    wanted = Selection(
        max_separation=30,
        min_separation=6,
        satellites=("Sentinel-1",),
        months=(7,),
        first=date(2015, 1, 1),
        last=date(2015, 7, 1),
    )

    found = select(series, wanted)

    assert np.flatnonzero(found.mask).tolist() == [2]
    assert found.removed == {
        "satellites": 1, "months": 1, "dates": 2, "unusable": 0, "separation": 1,
        "min_separation": 0,
    }  # fmt: skip
    assert sum(found.removed.values()) + found.shown == found.total == 6


def test_short_pairs_that_are_not_shown_still_tell_which_long_ones_are_wrong():
    short, long = np.full(30, 1000.0), np.full(40, 100.0)
    noise = np.random.default_rng(1).normal(0, 20, 70)
    series = record(np.r_[short, long] + noise, np.zeros(70), separation=[12] * 30 + [90] * 40)
    wanted = Selection(max_separation=None, min_separation=60, bin_rule=True)

    found = select(series, wanted)

    assert found.shown == 0
    assert (found.removed["bin_rule"], found.removed["min_separation"]) == (40, 30)


def test_errors_directions_and_outliers():
    rng = np.random.default_rng(2)
    vx, vy = rng.normal(500, 10, 100), rng.normal(0, 10, 100)
    vx[0], vx[1], vy[2] = -500, 900, np.nan
    error = np.full(100, 20.0)
    error[3], error[4] = 200, np.nan
    series = record(vx, vy, v_error=error)

    wanted = Selection(max_error=100, direction=60, mad=6, min_speed_ratio=2)
    found = select(series, wanted)

    assert np.flatnonzero(~found.mask).tolist() == [0, 1, 2, 3, 4]
    assert found.total == 99
    assert found.removed == {"unusable": 0, "separation": 0, "error": 2, "direction": 1, "mad": 1}


def test_speeds_alone_are_filtered_as_if_all_pointed_the_same_way():
    unknown = [np.nan] * 12
    series = replace(
        record(unknown, unknown, v_error=np.nan),
        v=np.array([*[100] * 5, *[104] * 5, 5000, np.nan], np.float32),
    )

    found = select(series, Selection(mad=6, direction=45))

    assert (found.shown, found.total, found.removed["mad"]) == (10, 11, 1)
    assert select(series, Selection(max_error=10)).shown == 0  # of errors that are not known


@pytest.mark.parametrize("count", [0, 1, 2])
@pytest.mark.parametrize("value", [100.0, np.nan])
def test_records_of_hardly_a_row(count, value):
    full = Selection(
        max_error=100, satellites=("Landsat 8",), months=(1,), mad=3, bin_rule=True, direction=20,
        first=date(2000, 1, 1), last=date(2020, 1, 1), min_speed_ratio=1, min_separation=1,
    )  # fmt: skip

    found = select(record([value] * count, [0] * count), full)

    held = count if np.isfinite(value) else 0
    assert (found.shown, found.total, found.mask.shape) == (held, held, (count,))


def test_a_selection_survives_json():
    wanted = Selection(
        max_separation=32.5, months=(6, 7), satellites=("Landsat 8", "Sentinel-1"), mad=4.0,
        bin_rule=True, first=date(2015, 2, 3), last=date(2016, 1, 1), direction=30.0,
    )  # fmt: skip

    assert Selection.from_dict(json.loads(json.dumps(wanted.to_dict()))) == wanted
    assert Selection.from_dict(json.loads(json.dumps(EVERYTHING.to_dict()))) == EVERYTHING


@pytest.mark.parametrize("data", [None, [], "x", {}, {"new": 1}])
def test_what_is_no_selection_is_the_usual_one(data):
    assert Selection.from_dict(data) == Selection()


def test_what_cannot_be_read_of_a_selection_stays_as_usual():
    found = Selection.from_dict(
        {
            "max_separation": "long", "min_separation": -3, "max_error": True, "satellites": "S1",
            "months": [0, 7, 13, "8", 6], "mad": float("nan"), "bin_rule": "yes", "direction": 0,
            "first": "soon", "last": "2016-01-01T00:00:00Z", "min_speed_ratio": "2",
        }
    )  # fmt: skip

    assert found == Selection(months=(6, 7), last=date(2016, 1, 1), min_speed_ratio=2.0)
