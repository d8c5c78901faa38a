"""Paths relative to the caller's folder, as people type them in a terminal."""

from __future__ import annotations

import shutil

import pytest

from tests.desktop.processing.conftest import through_program, write_points, write_polygon


@pytest.fixture
def here(its_live, tmp_path, monkeypatch):
    """The current folder, with granules, an area and a point in it."""
    folder = tmp_path / "a folder"
    (folder / "granules").mkdir(parents=True)
    for path in its_live.granules[:3]:
        shutil.copy(path, folder / "granules")
    write_polygon(folder / "area.geojson", its_live.truth.OUTLINE)
    write_points(folder / "points.geojson", {"fast": its_live.truth.FAST_POINT})
    monkeypatch.chdir(folder)
    return folder


CUBE = {"INPUT": "granules", "AREA": "area.geojson", "OUTPUT": "cube.nc", "LOAD": False}
SERIES = {"CUBE": "cube.nc", "POINTS": "points.geojson", "OUTPUT": "series.csv"}


def check(run, here) -> None:
    cube = run("buildcube", CUBE)
    series = run("pointtimeseries", SERIES)
    name = next((here / "granules").iterdir()).name
    file = run("granuleinfo", {"INPUT": f"granules/{name}", "OUTPUT": "a.csv", "REPORT": "a.html"})
    folder = run("granuleinfo", {"FOLDER": "granules", "OUTPUT": "b.csv", "REPORT": "b.html"})

    store = run("buildcube", {**CUBE, "OUTPUT": "cube.zarr"})
    run("pointtimeseries", {**SERIES, "CUBE": "cube.zarr", "OUTPUT": "of_store.csv"})
    assert store["LAYER_COUNT"] == cube["LAYER_COUNT"]
    of_store, of_file = ((here / each).read_text() for each in ("of_store.csv", "series.csv"))
    assert of_store.replace("cube.zarr", "cube.nc") == of_file

    assert cube["LAYER_COUNT"] > 0
    assert series["COUNT"] > 0
    assert (file["COUNT"], folder["COUNT"]) == (1, 3)
    for written in ("cube.nc", "series.csv", "a.csv", "a.html", "b.csv", "b.html"):
        assert (here / written).is_file(), written


def test_in_this_process(run, here):
    check(run, here)


def test_through_qgis_process(environment, here):
    check(through_program(environment), here)
