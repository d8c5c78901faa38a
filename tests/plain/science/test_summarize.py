"""Summaries of cubes of known numbers: what is written, from which layers, and nothing half."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
import pytest
import rasterio

from itslive_qgis.errors import Cancelled, ItsliveError
from itslive_qgis.monitor import Monitor
from itslive_qgis.science import summing
from itslive_qgis.science.summarize import TREND_FILE, summarize_cube
from itslive_qgis.worker.protocol import plain
from tests.plain.science.small_cube import write_cube

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def day(*date: int) -> float:
    return (datetime(*date, tzinfo=timezone.utc) - EPOCH).total_seconds() / 86400


class StopAfter(Monitor):
    """Cancels after a number of questions, and keeps the progress told."""

    def __init__(self, checks: int) -> None:
        self.left = checks
        self.told: list[float] = []

    def progress(self, fraction: float, text: str = "", **values: object) -> None:
        self.told.append(fraction)

    def is_cancelled(self) -> bool:
        self.left -= 1
        return self.left < 0


def bands(path) -> dict[str, np.ndarray]:
    """Each band by its name, NaN where it is no-data."""
    with rasterio.open(path) as raster:
        return dict(zip(raster.descriptions, raster.read(masked=True).filled(np.nan)))


def by_key(report) -> dict[str, dict[str, np.ndarray]]:
    return {each["key"]: bands(each["path"]) for each in report["periods"]}


@pytest.fixture
def decade(tmp_path) -> tuple[str, dict[str, np.ndarray]]:
    """A cube of 3 by 4 cells through ten years, and the numbers in it."""
    rng = np.random.default_rng(11)
    mids = np.sort(rng.uniform(day(2010, 1, 1), day(2020, 1, 1), 400))
    spans = rng.uniform(6, 60, 400)
    years = 1970 + mids / 365.2425
    speed = 500 - 20 * (years - 2015) + 80 * np.cos(2 * np.pi * (years - 0.25))
    speed = speed[:, None, None] * np.linspace(0.5, 2, 12).reshape(3, 4)
    noise = rng.normal(0, 15, (2, 400, 3, 4))
    vx, vy = np.rint(0.8 * speed + noise[0]), np.rint(-0.6 * speed + noise[1])
    vx[rng.random(vx.shape) < 0.2] = np.nan
    vx[:, 0, 0] = np.nan
    errors = rng.uniform(10, 30, 400)
    numbers = {"vx": vx, "vy": vy, "mids": mids, "errors": errors, "spans": spans}
    path = write_cube(tmp_path / "decade.nc", vx, vy, mids, spans, errors)
    return path, numbers


def test_each_year_holds_the_means_of_its_own_layers(decade, tmp_path):
    path, numbers = decade

    report = summarize_cube(path, str(tmp_path / "out"))

    found = by_key(report)
    assert list(found) == [str(year) for year in range(2010, 2020)]
    for key, raster in found.items():
        begin, end = day(int(key), 1, 1), day(int(key) + 1, 1, 1)
        chosen = (numbers["mids"] >= begin) & (numbers["mids"] < end)
        for at in np.ndindex(3, 4):
            vx, vy = (numbers[name][(chosen, *at)] for name in ("vx", "vy"))
            held = np.isfinite(vx)
            assert raster["count"][at] == held.sum()
            assert raster["valid_fraction"][at] == pytest.approx(held.mean(), abs=1e-6)
            if not held.any():
                assert np.isnan(raster["v"][at])
                continue
            weights = 1 / numbers["errors"][chosen][held] ** 2
            x, y = (np.average(each[held], weights=weights) for each in (vx, vy))
            assert raster["vx"][at] == pytest.approx(x, rel=1e-5)
            assert raster["vy"][at] == pytest.approx(y, rel=1e-5)
            assert raster["v"][at] == pytest.approx(np.hypot(x, y), rel=1e-5)
            assert raster["v_error"][at] > 0
    (year,) = [each for each in report["periods"] if each["key"] == "2014"]
    assert year["begin"] == "2014-01-01T00:00:00+00:00"
    assert year["end"] == "2015-01-01T00:00:00+00:00"
    assert year["values"] == found["2014"]["count"].sum()


def test_what_the_filters_take_is_missing_from_the_valid_fraction(tmp_path):
    """Ten pairs of a year, three without a value, two longer than allowed: five of ten are left."""
    mids = day(2019, 1, 10) + 30 * np.arange(10.0)
    spans = np.where(np.isin(np.arange(10), (4, 7)), 90.0, 16.0)
    vx = np.full((10, 1, 2), 300.0)
    vx[[0, 1, 9], 0, 0] = np.nan
    vx[:, 0, 1] = np.nan
    path = write_cube(tmp_path / "cube.nc", vx, 0 * vx, mids, spans)
    report = summarize_cube(path, str(tmp_path / "out"), filters={"max_separation": 64})

    raster = by_key(report)["2019"]
    assert raster["count"].tolist() == [[5, 0]]
    assert raster["valid_fraction"].tolist() == [[0.5, 0]]
    assert report["count_max"] == 5
    assert report["mad_max"] == 0


def test_the_raster_of_the_trend_tells_the_share_of_all_layers(decade, tmp_path):
    path, numbers = decade
    fit = bands(summarize_cube(path, str(tmp_path / "out"))["trend"])
    np.testing.assert_allclose(
        fit["valid_fraction"], np.isfinite(numbers["vx"]).mean(axis=0), atol=1e-6
    )


def test_trend_and_season_are_those_of_the_ground(decade, tmp_path):
    report = summarize_cube(decade[0], str(tmp_path / "out"))

    fit = bands(report["trend"])
    share = np.linspace(0.5, 2, 12).reshape(3, 4)
    for name, truth in (("trend", -20 * share), ("amplitude", 80 * share)):
        off = np.abs(fit[name] - truth)[np.isfinite(fit[name])]
        assert (off <= 3 * fit[f"{name}_error"][np.isfinite(fit[name])]).all()
    assert np.nanmedian(fit["phase"]) == pytest.approx(0.25 * 365.25, abs=3)
    assert np.isnan(fit["trend"][0, 0])
    assert np.isfinite(fit["trend"]).sum() == 11
    assert report["trend_reference"] == 2015


@pytest.mark.parametrize(
    ("epsg", "corner", "season"),
    [(3413, (-200_000.0, -2_200_000.0), "winter"), (3031, (-1_600_000.0, -300_000.0), "summer")],
)
def test_seasons_have_the_names_of_their_hemisphere(epsg, corner, season, tmp_path):
    mids = [day(2018, 12, 20), day(2019, 1, 20), day(2019, 7, 1)]
    vx = np.array([100.0, 300.0, 50.0]).reshape(3, 1, 1)
    path = write_cube(tmp_path / "c.nc", vx, 0 * vx, mids, [10] * 3, epsg=epsg, corner=corner)

    report = summarize_cube(path, str(tmp_path / "out"), period="seasonal")

    first, second = report["periods"]
    assert (first["key"], first["season"], first["layers"]) == ("2018-12_DJF", season, 2)
    assert second["key"] == "2019-06_JJA"
    assert bands(first["path"])["v"] == 200
    assert report["trend"] is None


def test_a_part_of_the_time_and_the_whole_of_it_in_one(decade, tmp_path):
    path, numbers = decade
    options = {"start": "2012-03-01", "end": "2012-03-31"}

    report = summarize_cube(path, str(tmp_path / "out"), period="whole", **options)

    chosen = (numbers["mids"] >= day(2012, 3, 1)) & (numbers["mids"] < day(2012, 4, 1))
    (whole,) = report["periods"]
    assert whole["key"] == "whole"
    assert whole["layers"] == chosen.sum() > 0
    months = summarize_cube(path, str(tmp_path / "m"), period="monthly", **options)["periods"]
    assert [(each["key"], each["values"]) for each in months] == [("2012-03", whole["values"])]


def test_filters_look_at_the_whole_record_and_are_reported(tmp_path):
    rng = np.random.default_rng(2)
    # Only long pairs in 2019; that they are wrong is known from the short ones of 2018.
    mids = np.r_[np.linspace(day(2018, 1, 5), day(2018, 12, 1), 60),
                 np.linspace(day(2019, 2, 1), day(2019, 11, 1), 30)]  # fmt: skip
    spans = np.repeat([12.0, 100.0], [60, 30])
    vx = np.repeat([2000.0, 300.0], [60, 30])[:, None, None] + rng.normal(0, 30, (90, 2, 2))
    vx[:, 1, 1] = np.nan
    path = write_cube(tmp_path / "c.nc", vx, 0 * vx, mids, spans)

    report = summarize_cube(path, str(tmp_path / "out"), filters={"bin_rule": True})

    assert [each["key"] for each in report["periods"]] == ["2018"]
    assert report["removed"] == {"unusable": 0, "bin_rule": 90}
    assert (report["values"], report["pixels"], report["disagreeing"]) == (270, 3, 3)
    with pytest.raises(ItsliveError) as caught:
        summarize_cube(path, str(tmp_path / "none"), filters={"bin_rule": True}, start="2019-01-01")
    assert caught.value.code == "nothing_left"
    assert "270" in str(caught.value)
    assert not (tmp_path / "none").exists()


def test_errors_of_the_pixels_are_asked_for_by_their_filter_only(tmp_path):
    vx = np.full((3, 1, 2), 100.0)
    v_error = np.full((3, 1, 2), 10.0)
    v_error[0, 0, 0], v_error[1, 0, 0] = 90.0, np.nan
    mids = [day(2019, 1, 1), day(2019, 2, 1), day(2019, 3, 1)]
    path = write_cube(tmp_path / "c.nc", vx, 0 * vx, mids, [10] * 3, v_error=v_error)

    def counts(**filters) -> list[float]:
        report = summarize_cube(path, str(tmp_path / "out"), filters=filters)
        return by_key(report)["2019"]["count"].ravel().tolist()

    assert counts() == [3, 3]
    assert counts(max_error=50) == [1, 3]
    assert counts(min_speed_ratio=2) == [1, 3]


def test_saturation_is_no_velocity(tmp_path):
    vx = np.array([100.0, 32767.0, -32766.0]).reshape(3, 1, 1)
    mids = [day(2019, 1, 1), day(2019, 2, 1), day(2019, 3, 1)]
    path = write_cube(tmp_path / "c.nc", vx, 0 * vx, mids, [10] * 3)

    report = summarize_cube(path, str(tmp_path / "out"))

    found = by_key(report)["2019"]
    assert (found["v"], found["count"]) == (100, 1)
    assert (report["values"], report["removed"]) == (2, {"unusable": 1})


def test_layers_on_the_ground_are_brought_to_metres_of_the_map(tmp_path):
    vx = np.array([1000.0, 1050.0]).reshape(2, 1, 1)
    mids = [day(2019, 1, 1), day(2019, 2, 1)]
    options = {"ground": [True, False], "scale": 1.05}
    path = write_cube(tmp_path / "c.nc", vx, 0 * vx, mids, [10] * 2, **options)

    report = summarize_cube(path, str(tmp_path / "out"))

    assert report["metres"] == "map"
    found = by_key(report)["2019"]
    assert found["v"] == pytest.approx(1050)
    assert found["v_median"] == pytest.approx(1050)
    assert found["v_mad"] == pytest.approx(0, abs=1e-3)


def test_numbers_do_not_depend_on_how_much_is_worked_on_at_once(tmp_path, monkeypatch):
    rng = np.random.default_rng(6)
    vx, vy = rng.normal(300, 60, (2, 40, 140, 133))
    mids = np.sort(rng.uniform(day(2018, 1, 1), day(2020, 1, 1), 40))
    path = write_cube(tmp_path / "c.nc", vx, vy, mids, rng.choice([10.0, 40.0], 40))
    filters = {"bin_rule": True, "max_mad": 4}
    at_once = summarize_cube(path, str(tmp_path / "a"), filters=filters)
    monkeypatch.setattr(summing, "_AT_ONCE", 40 * 128 * 7)
    monkeypatch.setattr(summing, "_READ_AT_ONCE", 40 * 128 * 8 * 30)

    in_parts = summarize_cube(path, str(tmp_path / "b"), filters=filters)

    for one, other in zip(at_once["periods"], in_parts["periods"]):
        for name, values in bands(one["path"]).items():
            np.testing.assert_array_equal(values, bands(other["path"])[name])
    assert at_once["removed"] == in_parts["removed"]
    # In the right places: the same as that cell alone.
    cell = write_cube(
        tmp_path / "cell.nc", vx[:, 131:132, 129:130], vy[:, 131:132, 129:130], mids,
        np.full(40, 10.0),
    )  # fmt: skip
    alone = by_key(summarize_cube(cell, str(tmp_path / "d")))["2018"]
    free = by_key(summarize_cube(path, str(tmp_path / "e")))["2018"]
    assert free["v"][131, 129] == pytest.approx(alone["v"][0, 0])
    with rasterio.open(at_once["periods"][0]["path"]) as raster:
        assert raster.shape == (140, 133)
        assert raster.xy(0, 0) == (-200_000.0 + 60, -2_200_000.0 - 60)
        assert raster.crs.to_epsg() == 3413


def test_the_files_say_what_they_are_and_the_report_can_be_sent(decade, tmp_path):
    filters = {"max_separation": 50, "max_mad": None}

    report = summarize_cube(decade[0], str(tmp_path / "out"), filters=filters)

    json.dumps(plain(report))
    assert report["filters"] == {"max_separation": 50}
    with rasterio.open(report["periods"][0]["path"]) as raster:
        assert list(raster.descriptions) == report["bands"]
        assert raster.units[:3] == ("meter/year",) * 3
        tags = raster.tags()
    assert tags["cube"] == "decade.nc"
    assert tags["filters"] == "max_separation=50"
    assert "doi.org" in tags["references"]
    assert tags["begin"].startswith("2010-01-01")
    with rasterio.open(report["trend"]) as raster:
        assert list(raster.descriptions) == report["trend_bands"]
        assert raster.tags()["reference"] == "2015-01-01"
    assert report["max"] > report["median_max"] * 0.9 > 0


def test_without_a_trend_none_is_made(decade, tmp_path):
    report = summarize_cube(decade[0], str(tmp_path / "out"), trend=False)

    assert report["trend"] is None
    assert report["trend_reference"] is None
    assert not (tmp_path / "out" / TREND_FILE).exists()


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"period": "weekly"}, "bad_period"),
        ({"start": "2031-01-01"}, "no_dates"),
        ({"end": "yesterday"}, "bad_day"),
        ({"filters": {"max_mad": -3}}, "bad_filter"),
        ({"filters": {"max_separation": 1.0}}, "nothing_left"),
    ],
)
def test_what_cannot_be_is_told_and_leaves_nothing(decade, tmp_path, options, code):
    with pytest.raises(ItsliveError) as caught:
        summarize_cube(decade[0], str(tmp_path / "out"), **options)

    assert caught.value.code == code
    assert "{" not in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_a_file_in_the_way_of_the_folder_and_a_folder_in_the_way_of_a_file(decade, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(ItsliveError) as caught:
        summarize_cube(decade[0], str(tmp_path / "file"))
    assert caught.value.code == "cannot_write"
    (tmp_path / "out" / "velocity_2015.tif").mkdir(parents=True)
    with pytest.raises(ItsliveError) as caught:
        summarize_cube(decade[0], str(tmp_path / "out"))
    assert caught.value.code == "cannot_write"
    assert [each.name for each in (tmp_path / "out").iterdir()] == ["velocity_2015.tif"]


def test_what_is_no_cube_is_told(tmp_path):
    (tmp_path / "c.nc").write_bytes(b"nothing")
    with pytest.raises(ItsliveError) as caught:
        summarize_cube(str(tmp_path / "c.nc"), str(tmp_path / "out"))
    assert caught.value.code == "no_cube"
    assert not (tmp_path / "out").exists()


def test_a_cancel_at_any_question_leaves_what_was_there(decade, tmp_path):
    output = tmp_path / "out"
    summarize_cube(decade[0], str(output))
    before = {path: path.read_bytes() for path in output.iterdir()}
    count = 0
    while True:
        monitor = StopAfter(count)
        try:
            summarize_cube(decade[0], str(output), filters={"max_mad": 3}, monitor=monitor)
        except Cancelled:
            assert {path: path.read_bytes() for path in Path(output).iterdir()} == before
            count += 9
        else:
            break
    assert count > 27
    assert monitor.told == sorted(monitor.told)
    assert {path.name for path in output.iterdir()} == {path.name for path in before}
    new = tmp_path / "new"
    with pytest.raises(Cancelled):
        summarize_cube(decade[0], str(new), monitor=StopAfter(5))
    assert not new.exists()
