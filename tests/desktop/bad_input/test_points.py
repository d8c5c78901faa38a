"""Points that lie nowhere, or not in the cube."""

from __future__ import annotations

import csv

import pytest
from qgis.core import QgsCoordinateReferenceSystem, QgsPointXY

from tests.desktop.bad_input.conftest import held, polygon_layer, until
from tests.desktop.processing.conftest import Listener


@pytest.fixture
def cube(run, granules, tmp_path) -> str:
    """A whole cube."""
    output = str(tmp_path / "cube.nc")
    run("buildcube", {"INPUT": str(granules), "OUTPUT": output, "LOAD": False})
    return output


def points_of(*wkt: str, crs: str = "EPSG:4326"):
    return polygon_layer(*wkt, crs=crs, kind="Point")


def test_points_without_a_place_are_refused(refused, cube, tmp_path):
    lost = points_of("POINT(0 0)")
    lost.setCrs(QgsCoordinateReferenceSystem())
    before = held(tmp_path)
    asked = {"CUBE": cube, "OUTPUT": str(tmp_path / "series.csv")}
    text = refused("pointtimeseries", {**asked, "POINTS": lost})
    assert "no coordinate reference system" in text
    assert "Set the one of their layer" in text
    text = refused(
        "pointtimeseries", {**asked, "POINTS": points_of("POINT(1e12 1e12)", crs="EPSG:32607")}
    )
    assert "The point 1 has no place" in text
    assert "Check the projection" in text
    assert held(tmp_path) == before


def test_points_outside_the_cube_are_named_and_the_others_read(run, its_live, cube, tmp_path):
    lon, lat = its_live.truth.FAST_POINT
    points = points_of(f"POINT({lon} {lat})", "POINT(-120 50)", "")
    table = tmp_path / "series.csv"
    feedback = Listener()
    result = run(
        "pointtimeseries", {"CUBE": cube, "POINTS": points, "OUTPUT": str(table)}, feedback
    )
    assert feedback.warnings == ["The point 2 lies outside the cube."]
    with table.open(encoding="utf-8", newline="") as file:
        assert {row["point"] for row in csv.DictReader(file)} == {"1"}
    assert result["COUNT"] > 0


def test_a_click_outside_of_the_earth_is_told(user, cube):
    user.job.cube.open(cube)
    until(lambda: not user.job.cube.is_running())
    user.step("plot")
    user.job.add_point(QgsPointXY(1e12, 1e12), QgsCoordinateReferenceSystem("EPSG:32607"))
    assert "This place of the map is outside the Earth" in user.summary()
    assert "Click on the glacier" in user.summary()
    assert user.job.series.points == ()
