"""The statistics of a real record of fast ice, as a cube of one pixel, against its known table.

The table is that of the archive's own users: ``its_live.md`` 7.9 and the README of the data. By
far the most pairs of more than 64 days have lost this ice, and tell some 500 m/yr.
"""

from __future__ import annotations

import csv
from datetime import datetime, timezone

import numpy as np
import pytest
import rasterio
from pyproj import Transformer

from itslive_qgis.science import outliers
from itslive_qgis.science.filters import Filters, apply_filters
from itslive_qgis.science.statistics import statistics
from itslive_qgis.science.summarize import summarize_cube
from tests.plain.science.small_cube import write_cube

YEARS = (2015, 2016, 2017, 2018, 2019, 2020)
OF_MEANS = dict(zip(YEARS, (9667, 9069, 6613, 6095, 7216, 8560)))
MEDIANS = dict(zip(YEARS, (7957, 8566, 7260, 6118, 7290, 8292)))
MEDIANS_OF_ALL = dict(zip(YEARS, (615, 5364, 6167, 5297, 6042, 6604)))
SHORT = dict(zip(YEARS, (29, 88, 268, 347, 487, 338)))
LON, LAT = -49.4604, 69.1117


@pytest.fixture(scope="module")
def record(real_data) -> dict[str, np.ndarray]:
    """The columns of the CSV in order of time, as numbers."""
    with (real_data / "csv" / "LAT69.1117--LON-49.4604.csv").open(encoding="utf-8") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["mid_date"])
    columns = {
        name: np.array([float(row[title]) for row in rows])
        for name, title in {
            "v": "v [m/yr]", "v_error": "v_error [m/yr]", "days": "date_dt [days]",
            "vx": "vx [m/yr]", "vx_error": "vx_error [m/yr]",
            "vy": "vy [m/yr]", "vy_error": "vy_error [m/yr]",
        }.items()
    }  # fmt: skip
    mids = [datetime.fromisoformat(row["mid_date"][:26]) for row in rows]
    columns["mid"] = np.array([mid.replace(tzinfo=timezone.utc).timestamp() for mid in mids])
    columns["year"] = np.array([mid.year for mid in mids])
    return columns


@pytest.fixture(scope="module")
def one_pixel(record, tmp_path_factory) -> str:
    """The record as a cube of one pixel."""
    x, y = Transformer.from_crs(4326, 3413, always_xy=True).transform(LON, LAT)
    cells = {name: record[name][:, None, None] for name in ("vx", "vy", "v", "v_error")}
    return write_cube(
        tmp_path_factory.mktemp("jakobshavn") / "cube.nc",
        mid_days=record["mid"] / 86400,
        separation=record["days"],
        errors=(record["vx_error"], record["vy_error"]),
        corner=(x - 60, y + 60),
        **cells,
    )


def annual(report) -> dict[int, dict[str, float]]:
    """The bands of each year's only pixel."""
    found = {}
    for each in report["periods"]:
        with rasterio.open(each["path"]) as raster:
            found[int(each["key"])] = dict(zip(raster.descriptions, raster.read()[:, 0, 0]))
    return found


def test_short_pairs_give_the_table(one_pixel, tmp_path):
    report = summarize_cube(one_pixel, str(tmp_path), filters={"max_separation": 64})

    found = annual(report)
    for year in YEARS:
        assert found[year]["v"] == pytest.approx(OF_MEANS[year], abs=0.51)
        assert found[year]["v_median"] == pytest.approx(MEDIANS[year], abs=0.51)
        assert found[year]["count"] == SHORT[year]
    assert report["removed"]["separation"] > 1000


def test_without_a_limit_the_median_is_that_of_noise(one_pixel, tmp_path):
    report = summarize_cube(one_pixel, str(tmp_path))

    # Five vectors longer than 20000 m/yr are no velocities: in 2017 and 2018 that moves a median.
    assert report["removed"] == {"unusable": 5}
    found = annual(report)
    for year in YEARS:
        loss = 0.02 if year in (2017, 2018) else 1e-3
        assert found[year]["v_median"] == pytest.approx(MEDIANS_OF_ALL[year], rel=loss)
    assert found[2015]["v_median"] < 0.1 * OF_MEANS[2015]


def test_the_rule_of_bins_finds_the_limit_by_itself(one_pixel, tmp_path):
    report = summarize_cube(one_pixel, str(tmp_path), filters={"bin_rule": True})

    assert (report["pixels"], report["disagreeing"]) == (1, 1)
    found = annual(report)
    for year in YEARS:
        assert found[year]["v"] == pytest.approx(OF_MEANS[year], rel=0.1)


@pytest.mark.parametrize("most", [4, 6])
def test_the_deviation_taken_before_the_separation_makes_2015_worse(record, most):
    """Where the record is that of 2015: in all years together the short pairs are the many."""
    chosen = record["year"] == 2015
    vx, vy, errors_x, errors_y = (
        record[name][chosen][:, None] for name in ("vx", "vy", "vx_error", "vy_error")
    )
    days = record["days"][chosen]
    short = days <= 64

    in_order = apply_filters(Filters(max_separation=64, max_mad=most), vx, vy, days).kept
    # The other way round: the deviation from what most pairs tell, whatever their separation.
    mask = outliers.usable(vx, vy)
    together = np.zeros(days.size)
    flow = outliers.median_flow(mask, vx, vy, together)
    first = outliers.mad_in_time(mask, vx, vy, together, flow, most)
    wrong_order = outliers.separation_limit(first, days, 64)

    x, y = (np.where(in_order, each, np.nan) for each in (vx, vy))
    assert in_order[short].all()
    assert statistics(x, y, errors_x, errors_y).v[0] == pytest.approx(OF_MEANS[2015], abs=0.51)
    # Nothing right is left, only what is wrong and was to go.
    assert first[~short].any()
    assert not wrong_order.any()
