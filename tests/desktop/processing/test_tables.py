"""Tables of the toolbox in the formats of QGIS: all rows are in, or a sentence says why not."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from osgeo import ogr
from qgis.core import QgsProcessingException

from tests.desktop.processing.conftest import Listener, write_points, write_polygon

FAR = [(10.0, 10.0), (10.1, 10.0), (10.1, 10.1), (10.0, 10.0)]


@pytest.fixture
def search(run, its_live, tmp_path):
    """Search over the glacier, or where there is none, into a file; gives COUNT and the file."""

    def search(name: str, ring=None, **parameters) -> tuple[int, Path]:
        area = write_polygon(tmp_path / "area.geojson", ring or its_live.truth.OUTLINE)
        folder = tmp_path / "out"
        folder.mkdir(exist_ok=True)
        asked = {"AREA": area, "SERVICE": its_live.url, "OUTPUT": str(folder / name), **parameters}
        result = run("searchgranules", asked)
        return result["COUNT"], Path(result["OUTPUT"])

    return search


@pytest.fixture
def series(run, its_live, tmp_path):
    """The series at a point, or at none within the cube, into a file."""
    folder = tmp_path / "few"
    folder.mkdir()
    for path in its_live.granules[:2]:
        (folder / path.name).write_bytes(path.read_bytes())
    cube = str(tmp_path / "cube.nc")
    run("buildcube", {"INPUT": str(folder), "OUTPUT": cube, "LOAD": False})

    def series(name: str, place=None) -> tuple[int, Path]:
        points = {"A": place or its_live.truth.FAST_POINT}
        given = write_points(tmp_path / "points.geojson", points)
        asked = {"CUBE": cube, "POINTS": given, "OUTPUT": str(tmp_path / name)}
        result = run("pointtimeseries", asked)
        return result["COUNT"], Path(result["OUTPUT"])

    return series


def rows(path: Path) -> int:
    """How many rows a file holds, by GDAL alone."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as stream:
            return len(list(csv.DictReader(stream)))
    source = ogr.Open(str(path))
    layer = source.GetLayerByName(path.stem)  # one without geometries is not in all lists
    return len(list(layer))


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".csv", ".shp", ".xlsx", ".fgb", ".tab"])
def test_nothing_found_is_a_table_without_rows(search, suffix):
    count, path = search(f"none{suffix}", FAR)
    assert count == 0
    assert rows(path) == 0


def test_nothing_found_is_a_spreadsheet_without_a_sheet(search):
    count, path = search("none.ods", FAR)
    assert count == 0
    assert ogr.Open(str(path)).GetLayerCount() == 0


@pytest.mark.parametrize("suffix", [".geojsonl", ".geojsons"])
def test_nothing_found_is_no_line(search, suffix):
    count, path = search(f"none{suffix}", FAR)
    assert count == 0
    assert path.read_bytes() == b""


@pytest.mark.parametrize(
    "suffix", [".gpkg", ".ods", ".geojsonl", ".sqlite", ".fgb", ".tab", ".mif"]
)
def test_what_was_found_is_in_every_format(search, suffix):
    count, path = search(f"found{suffix}")
    assert count > 0
    if suffix == ".geojsonl":
        assert len(path.read_text(encoding="utf-8").splitlines()) == count
    else:
        assert rows(path) == count


def test_what_ogr_writes_but_does_not_read_is_kept(search):
    count, path = search("found.sql")
    assert path.read_text(encoding="utf-8").count("INSERT INTO") == count > 0


@pytest.mark.parametrize("suffix", [".sqlite", ".ods", ".gpkg", ".tab", ".csv"])
def test_series_are_tables_without_a_place(series, suffix):
    count, path = series(f"series{suffix}")
    assert rows(path) == count > 0


@pytest.mark.parametrize("suffix", [".sqlite", ".csv"])
def test_series_of_no_point_are_tables_without_rows(series, suffix):
    count, path = series(f"series{suffix}", FAR[0])
    assert count == rows(path) == 0


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".sqlite", ".ods"])
def test_granules_without_a_footprint_are_rows(search, suffix):
    count, path = search(f"found{suffix}", SERVICE_TYPE="older")
    assert rows(path) == count > 0


def test_series_in_a_format_of_places_alone_are_refused(series):
    with pytest.raises(QgsProcessingException, match=r"no place on the map.*\.gpkg"):
        series("series.fgb")


@pytest.mark.parametrize("suffix", [".fgb", ".tab", ".mif"])
def test_a_format_that_holds_no_rows_without_a_footprint_is_named(search, suffix):
    with pytest.raises(QgsProcessingException) as caught:
        search(f"found{suffix}", SERVICE_TYPE="older")
    text = str(caught.value)
    assert f"found{suffix}" in text
    assert "no place on the map" in text
    assert ".gpkg" in text
    assert "disk" not in text


def test_a_refused_table_leaves_nothing(search, tmp_path):
    for suffix in (".fgb", ".tab", ".mif"):
        with pytest.raises(QgsProcessingException):
            search(f"found{suffix}", SERVICE_TYPE="older")
    assert list((tmp_path / "out").iterdir()) == []


def test_the_log_has_what_ogr_said(run, its_live, tmp_path):
    """The sentence is for everybody; the driver's own words are for who looks into it."""

    class Debug(Listener):
        said = ""

        def pushDebugInfo(self, info: str) -> None:
            self.said += info

    area = write_polygon(tmp_path / "area.geojson", its_live.truth.OUTLINE)
    feedback = Debug()
    asked = {"AREA": area, "SERVICE": its_live.url, "SERVICE_TYPE": "older"}
    with pytest.raises(QgsProcessingException):
        run("searchgranules", {**asked, "OUTPUT": str(tmp_path / "found.tab")}, feedback)
    assert "Failed writing geometry" in feedback.said


@pytest.mark.parametrize(
    "suffix", [".gpkg", ".csv", ".ods", ".xlsx", ".sqlite", ".tab", ".shp", ".fgb", ".sql"]
)
@pytest.mark.parametrize("kib", [0, 1])
def test_a_table_without_rows_is_missed_on_a_full_disk(
    run, its_live, small_files, tmp_path, suffix, kib
):
    """What its file holds without any row needs room, too: an empty file is no such table."""
    area = write_polygon(tmp_path / "area.geojson", FAR)
    path = tmp_path / f"none{suffix}"
    asked = {"AREA": area, "SERVICE": its_live.url, "OUTPUT": str(path)}
    told = ""
    with small_files(kib):
        try:
            run("searchgranules", asked)
        except QgsProcessingException as error:
            told = str(error)
    if told:
        assert path.name in told
        assert not list(tmp_path.glob("none*"))
    else:
        assert path.stat().st_size > 0
        assert suffix == ".sql" or rows(path) == 0
