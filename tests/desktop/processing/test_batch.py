"""Three areas by QGIS's batch dialog and by the model: the cubes the dock builds of them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRasterLayer,
)
from qgis.PyQt.QtCore import QEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication

from itslive_qgis import settings
from itslive_qgis.archive.query import Query
from itslive_qgis.gui.job import Job
from tests.conftest import REPOSITORY
from tests.demo.batch import Batch, output_names
from tests.demo.parts import PARTS, ring_of
from tests.desktop.processing.conftest import (
    Listener,
    through_program,
    write_points,
    write_polygon,
)

SEPARATION = 64.0
PATIENCE = 120


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """A folder for what all tests here start from."""
    return tmp_path_factory.mktemp("three areas")


@pytest.fixture(scope="module")
def areas(its_live, place) -> dict[str, str]:
    """A file for each of three parts of the glacier."""
    outline = its_live.truth.OUTLINE
    return {
        part: write_polygon(place / f"{part}.geojson", ring_of(outline, part)) for part in PARTS
    }


@pytest.fixture(scope="module")
def points(its_live, place) -> str:
    """A file with one named point for each part."""
    places = {}
    for part in PARTS:
        corners = ring_of(its_live.truth.OUTLINE, part)[:-1]
        places[part] = tuple(sum(axis) / len(corners) for axis in zip(*corners))
    return write_points(place / "points.geojson", places)


def until(condition) -> None:
    """Let QGIS work until ``condition()`` is true."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        QTest.qWait(10)


def build_in_dock(area: str, folder: Path) -> Path:
    """The cube of an area by the steps of the dock, its granules beside it."""
    job = Job(QgsProject())
    ring = json.loads(Path(area).read_text(encoding="utf-8"))["coordinates"][0]
    drawn = QgsGeometry.fromPolygonXY([[QgsPointXY(*corner) for corner in ring]])
    job.area.set_geometry(drawn, QgsCoordinateReferenceSystem("EPSG:4326"))
    until(job.area.is_done)
    job.search.search(Query(area=job.area.area, max_separation=SEPARATION))
    until(lambda: not job.search.is_running())
    job.download.set_folder(str(folder))
    job.download.download(job.search.chosen())
    until(lambda: not job.download.is_running())
    output = folder / "cube.nc"
    job.cube.build(job.download.inputs(), str(output), job.area.area)
    until(lambda: not job.cube.is_running())
    assert job.cube.error is None
    job.dispose()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return output


@pytest.fixture(scope="module")
def dock_cubes(provider, its_live, areas, place) -> dict[str, Path]:
    """The cubes of the three areas, by the steps of the dock."""
    settings.set_stac_url(its_live.url)
    return {part: build_in_dock(area, place / part) for part, area in areas.items()}


def differences(one: Path, other: Path) -> list[str]:
    """In what two cubes differ, found by a process that may read them."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.demo.cubes", str(one), str(other)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.stdout.split()


@pytest.fixture
def project():
    """The project that results are loaded into, empty before and after."""
    QgsProject.instance().clear()
    yield QgsProject.instance()
    QgsProject.instance().clear()


def test_the_batch_dialog_runs_the_model_over_three_areas(
    provider, its_live, areas, points, dock_cubes, project, tmp_path
):
    model = provider.algorithm("areatotimeseries")
    cube, table = output_names(model)
    folder = tmp_path / "granules of all"
    batch = Batch(model)
    batch.fill(
        [
            {
                "area": area,
                "points": points,
                # All share a folder: each cube takes the granules of its own search only.
                "folder": str(folder),
                "max_separation": SEPARATION,
                "service": its_live.url,
                cube: str(tmp_path / f"{part}.nc"),
                table: str(tmp_path / f"{part}.csv"),
            }
            for part, area in areas.items()
        ]
    )
    log = batch.run()
    batch.dialog.close()
    assert "executions failed" not in log
    for part, dock in dock_cubes.items():
        assert differences(dock, tmp_path / f"{part}.nc") == []
        lines = (tmp_path / f"{part}.csv").read_text(encoding="utf-8").splitlines()
        assert len(lines) > 3
        assert all(line.startswith(f"{part},") for line in lines[1:])
    shown = [each for each in project.mapLayers().values() if isinstance(each, QgsRasterLayer)]
    assert len(shown) == len(areas)
    assert all(each.renderer().type() == "singlebandpseudocolor" for each in shown)


def test_the_batch_dialog_builds_cubes_of_one_folder_for_three_areas(
    provider, its_live, areas, dock_cubes, project, tmp_path
):
    batch = Batch(provider.algorithm("buildcube"))
    batch.fill(
        [
            {
                "INPUT": str(dock_cubes[part].parent),
                "AREA": area,
                "LOAD": False,
                "OUTPUT": str(tmp_path / f"{part}.nc"),
            }
            for part, area in areas.items()
        ]
    )
    log = batch.run()
    batch.dialog.close()
    assert "executions failed" not in log
    for part, dock in dock_cubes.items():
        # The dock's cube and its raster of typical speed lie in the folder too and are no input.
        assert differences(dock, tmp_path / f"{part}.nc") == []
    assert project.mapLayers() == {}


def test_cubes_of_different_areas_do_differ(dock_cubes):
    found = differences(dock_cubes["upper"], dock_cubes["lower"])
    assert {"v", "x", "area"} <= set(found)


def test_a_cube_of_some_granules_of_a_folder(run, its_live, areas, dock_cubes, tmp_path):
    folder = tmp_path / "granules"
    shutil.copytree(dock_cubes["upper"].parent, folder)
    criteria = {"AREA": areas["upper"], "SERVICE": its_live.url, "OUTPUT": "memory:"}
    some = run("searchgranules", {**criteria, "MAX_SEPARATION": SEPARATION, "START": "2018-01-01"})
    parameters = {"INPUT": str(folder), "AREA": areas["upper"], "OUTPUT": str(tmp_path / "some.nc")}
    built = run("buildcube", {**parameters, "GRANULES": some["OUTPUT"]})
    whole = run("buildcube", {**parameters, "OUTPUT": str(tmp_path / "all.nc")})
    assert 0 < built["LAYER_COUNT"] + built["SKIPPED_COUNT"] == some["COUNT"]
    assert built["LAYER_COUNT"] < whole["LAYER_COUNT"]

    more = run("searchgranules", criteria)
    feedback = Listener()
    run("buildcube", {**parameters, "GRANULES": more["OUTPUT"]}, feedback)
    missing = more["COUNT"] - len(list(folder.glob("*_X_*.nc")))
    assert f"{missing} of the {more['COUNT']} granules are not in" in feedback.warnings[0]


def test_qgis_process_runs_the_model_and_looks_into_what_it_fetched(
    provider, its_live, areas, points, dock_cubes, environment, tmp_path
):
    program = through_program(environment)
    cube, table = output_names(provider.algorithm("areatotimeseries"))
    results = program(
        "areatotimeseries",
        {
            "area": areas["middle"],
            "points": points,
            "folder": tmp_path / "granules",
            "max_separation": SEPARATION,
            "service": its_live.url,
            cube: tmp_path / "cube.nc",
            table: tmp_path / "table.csv",
        },
    )
    assert results[cube] == str(tmp_path / "cube.nc")
    assert differences(dock_cubes["middle"], tmp_path / "cube.nc") == []
    info = program(
        "granuleinfo",
        {
            "FOLDER": tmp_path / "granules",
            "OUTPUT": tmp_path / "info.gpkg",
            "REPORT": tmp_path / "info.html",
        },
    )
    assert info["WHOLE"] is True
    assert info["RECORD"] == "equal"
    assert info["COUNT"] == len(list((tmp_path / "granules").glob("*.nc")))
    assert (tmp_path / "info.html").read_text(encoding="utf-8").count("<h2>") == info["COUNT"]
