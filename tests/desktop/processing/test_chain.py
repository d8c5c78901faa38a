"""Search, download, cube and series, one after the other, in QGIS and through qgis_process."""

from __future__ import annotations

import csv
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal
from qgis.core import QgsVectorLayer

from itslive_qgis.layers.rasters import netcdf_source
from itslive_qgis.layers.times import utc
from tests.desktop.processing.conftest import (
    Listener,
    through_program,
    write_points,
    write_polygon,
)

CRITERIA = {"MAX_SEPARATION": 64, "MIN_VALID": 20, "MAX_PER_YEAR": 6, "RANK": "even"}


def read_cube(path) -> dict[str, np.ndarray]:
    """Every velocity variable of a cube, read by GDAL."""
    cube = {}
    for variable in ("v", "vx", "vy", "v_error"):
        dataset = gdal.Open(netcdf_source(path, variable))
        assert dataset is not None, variable
        cube[variable] = dataset.ReadAsArray()
    return cube


@pytest.fixture
def inputs(its_live, tmp_path) -> dict:
    """Files an area and points are given in."""
    truth = its_live.truth
    return {
        "area": write_polygon(tmp_path / "area.geojson", truth.OUTLINE),
        "points": write_points(
            tmp_path / "points.geojson",
            {"trunk": truth.FAST_POINT, "rock": truth.ROCK_POINT, "far": (-120.0, 50.0)},
        ),
    }


def chain(run, inputs: dict, service: str, folder: Path) -> dict:
    """Run the four algorithms; ``run(name, parameters)`` gives the outputs of one."""
    found = run(
        "searchgranules",
        {
            "AREA": inputs["area"],
            "SERVICE": service,
            "OUTPUT": str(folder / "found.gpkg"),
            **CRITERIA,
        },
    )
    fetched = run(
        "downloadgranules", {"INPUT": found["OUTPUT"], "FOLDER": str(folder / "granules")}
    )
    built = run(
        "buildcube",
        {
            "INPUT": fetched["FOLDER"],
            "AREA": inputs["area"],
            "CRS": "EPSG:32607",
            "OUTPUT": str(folder / "cube.nc"),
        },
    )
    table = run(
        "pointtimeseries",
        {
            "CUBE": built["OUTPUT"],
            "POINTS": inputs["points"],
            "OUTPUT": str(folder / "series.csv"),
        },
    )
    return {"found": found, "fetched": fetched, "built": built, "table": table}


def test_the_chain_gives_a_cube_and_a_table_of_the_truth(run, inputs, its_live, tmp_path):
    results = chain(run, inputs, its_live.url, tmp_path)
    assert results["found"]["COUNT"] > 3
    assert results["fetched"]["COUNT"] == results["found"]["COUNT"]
    built = results["built"]
    assert built["LAYER_COUNT"] + built["SKIPPED_COUNT"] == results["fetched"]["COUNT"]
    cube = read_cube(built["OUTPUT"])
    assert {array.shape[0] for array in cube.values()} == {built["LAYER_COUNT"]}

    table = QgsVectorLayer(results["table"]["OUTPUT"], "series", "ogr")
    assert table.featureCount() == results["table"]["COUNT"]
    with (tmp_path / "series.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["point"] for row in rows] == sorted((row["point"] for row in rows), reverse=True)
    assert {row["point"] for row in rows} == {"trunk", "rock"}
    assert len({(row["point"], row["mid_date"]) for row in rows}) == len(rows)
    # times as the dock's CSV has them, which is ISO 8601
    assert all("T" in row["date_1"] and row["date_1"].endswith("+00:00") for row in rows)
    assert {datetime.fromisoformat(row["mid_date"]).tzinfo for row in rows} == {timezone.utc}
    trunk = [row for row in rows if row["point"] == "trunk"]
    assert len(trunk) > 3
    assert {row["epsg"] for row in rows} == {"32607"}
    _agrees_with_truth(trunk, its_live.truth)


def _agrees_with_truth(rows: list[dict], truth) -> None:
    """A pixel's centre is up to 85 m from the point, hence the generous bound."""
    epsg = int(rows[0]["epsg"])
    x, y = truth.to_map(epsg, *truth.FAST_POINT)
    for row in rows:
        date_1, date_2 = (_date(row[name]) for name in ("date_1", "date_2"))
        vx, vy = truth.components(epsg, np.array([x]), np.array([y]), date_1, date_2)
        assert float(row["vx"]) == pytest.approx(vx[0], abs=0.05 * np.hypot(vx[0], vy[0]))
        assert float(row["vy"]) == pytest.approx(vy[0], abs=0.05 * np.hypot(vx[0], vy[0]))


def _date(text: str) -> datetime:
    return utc(text)


def test_a_point_outside_the_cube_is_named_in_the_log(run, inputs, its_live, tmp_path):
    results = chain(run, inputs, its_live.url, tmp_path)
    feedback = Listener()
    parameters = {
        "CUBE": results["built"]["OUTPUT"],
        "POINTS": inputs["points"],
        "OUTPUT": "memory:",
    }
    table = run("pointtimeseries", parameters, feedback)["OUTPUT"]
    assert feedback.warnings == ["The point far lies outside the cube."]
    row = next(table.getFeatures())
    assert row["mid_date"].timeSpec() == row["date_1"].timeSpec()
    assert isinstance(row["separation_days"], float)


def test_qgis_process_gives_the_same_cube_and_table(run, inputs, its_live, tmp_path, environment):
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    program = through_program(environment)
    here = chain(run, inputs, its_live.url, inside)
    there = chain(program, inputs, its_live.url, outside)
    for step, counts in {
        "found": ["COUNT"],
        "fetched": ["COUNT", "BYTES", "FAILED_COUNT"],
        "built": ["LAYER_COUNT", "SKIPPED_COUNT"],
        "table": ["COUNT"],
    }.items():
        assert {name: there[step][name] for name in counts} == {
            name: here[step][name] for name in counts
        }
    mine, theirs = (read_cube(each["built"]["OUTPUT"]) for each in (here, there))
    for variable, values in mine.items():
        np.testing.assert_array_equal(values, theirs[variable])
    assert (outside / "series.csv").read_text(encoding="utf-8") == (
        inside / "series.csv"
    ).read_text(encoding="utf-8")
