"""What is in a file, as users of the toolbox and its readers in other programs get it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from datetime import datetime, timezone
from html.parser import HTMLParser
from pathlib import Path

import pytest
from osgeo import gdal
from qgis.core import QgsProcessingException, QgsProcessingOutputHtml, QgsVectorLayer

from itslive_qgis.errors import ItsliveError
from itslive_qgis.layers.rasters import netcdf_source
from itslive_qgis.layers.times import from_qdatetime
from itslive_qgis.processing import granule_info
from itslive_qgis.processing.base import ItsliveAlgorithm
from itslive_qgis.worker.client import Worker
from tests.desktop.processing.conftest import Listener

DEADLY = Path(__file__).parents[2] / "plain" / "worker" / "deadly_methods.py"


@pytest.fixture
def deadly_worker(monkeypatch):
    """The worker of the algorithm is one that dies of files named after a signal."""
    worker = Worker(extra_methods=str(DEADLY))
    monkeypatch.setattr(granule_info, "shared_worker", lambda lane, python: worker)
    yield worker
    worker.stop()


@pytest.fixture
def granule(its_live, tmp_path) -> Path:
    """A granule in a folder of its own."""
    path = its_live.granules[0]
    (tmp_path / "granules").mkdir()
    return Path(shutil.copy(path, tmp_path / "granules" / path.name))


def info(run, tmp_path, feedback=None, **parameters) -> tuple[dict, str, list[dict]]:
    """The outputs, the text of the report, and the rows of the table."""
    report, table = tmp_path / "report.html", tmp_path / "table.gpkg"
    outputs = {"REPORT": str(report), "OUTPUT": str(table)}
    results = run("granuleinfo", {**parameters, **outputs}, feedback)
    layer = QgsVectorLayer(results["OUTPUT"], "table", "ogr")
    rows = [dict(zip(layer.fields().names(), each.attributes())) for each in layer.getFeatures()]
    return results, report.read_text(encoding="utf-8"), rows


def statistics(path: Path) -> dict[str, float]:
    """Speeds and share of valid cells, by GDAL."""
    v = gdal.Open(netcdf_source(path, "v")).ReadAsArray()
    valid = v[v != -32767]
    return {"SPEED_MAX": valid.max(), "VALID_PERCENT": 100 * valid.size / v.size}


class Page(HTMLParser):
    """Checks that every element is closed, and keeps what the page would load."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.loads: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag not in ("meta", "br"):
            self.open.append(tag)
        self.loads += [value for name, value in attrs if name in ("src", "href", "action")]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_one_granule_gives_numbers_a_row_and_a_page(run, granule, tmp_path):
    feedback = Listener()
    results, page, (row,) = info(run, tmp_path, feedback, INPUT=str(granule))
    assert feedback.warnings == []
    assert results["WHOLE"] is True
    assert (results["COUNT"], results["FAULTY_COUNT"], results["PROBLEMS"]) == (1, 0, "")
    assert results["RECORD"] == "none"
    for name, value in statistics(granule).items():
        assert results[name] == pytest.approx(value)
    days = [text[:8] for text in re.findall(r"_(\d{8}T\d{6}|\d{8})(?=_)", granule.name)]
    assert results["DATE_1"][:10].replace("-", "") == min(days)
    assert results["MID_DATE"] > results["DATE_1"]
    assert results["NAME_PERCENT"] == int(granule.stem.rpartition("_P")[2])
    crs = gdal.Open(netcdf_source(granule, "v")).GetSpatialRef()
    assert results["EPSG"] == int(crs.GetAuthorityCode(None)) == row["epsg"]
    assert (row["file"], row["whole"]) == (granule.name, 1)
    assert row["granule_id"] == granule.stem
    assert from_qdatetime(row["mid_date"]).tzinfo is timezone.utc
    assert (
        abs(datetime.fromisoformat(results["MID_DATE"]) - from_qdatetime(row["mid_date"])).days == 0
    )
    for text in (granule.name, f"EPSG:{row['epsg']}", "interp_mask", "different quantities"):
        assert text in page


def test_the_page_is_one_that_qgis_shows_among_its_results(provider):
    output = provider.algorithm("granuleinfo").outputDefinition("REPORT")
    assert isinstance(output, QgsProcessingOutputHtml)


def test_the_footprint_lies_on_the_glacier(run, granule, tmp_path, its_live):
    results, _, _ = info(run, tmp_path, INPUT=str(granule))
    layer = QgsVectorLayer(results["OUTPUT"], "table", "ogr")
    assert layer.crs().authid() == "EPSG:4326"
    (feature,) = layer.getFeatures()
    lon, lat = its_live.truth.FAST_POINT
    box = feature.geometry().boundingBox()
    assert box.xMinimum() < lon < box.xMaximum()
    assert box.yMinimum() < lat < box.yMaximum()
    assert feature.geometry().isGeosValid()


def test_the_page_is_whole_and_loads_nothing(run, granule, tmp_path):
    _, text, _ = info(run, tmp_path, INPUT=str(granule))
    page = Page(text)
    assert page.open == []
    assert page.loads == []
    assert "url(" not in text
    assert "@import" not in text


def test_a_folder_gives_a_row_for_each_file_and_goes_on_after_a_bad_one(
    run, its_live, granule, tmp_path
):
    other = its_live.granules[1]
    shutil.copy(other, granule.parent / other.name)
    bad = granule.parent / "page_X_<b>portal.nc"
    bad.write_text("<html>Sign in</html>", encoding="utf-8")
    feedback = Listener()
    results, page, rows = info(run, tmp_path, feedback, FOLDER=str(granule.parent))
    assert {row["file"]: row["whole"] for row in rows} == {
        granule.name: 1,
        other.name: 1,
        bad.name: 0,
    }
    assert results["WHOLE"] is False
    assert (results["COUNT"], results["FAULTY_COUNT"]) == (3, 1)
    assert results["PROBLEMS"].startswith(bad.name)
    assert feedback.warnings == results["PROBLEMS"].splitlines()
    assert results["MID_DATE"] is None  # not shared by the files
    assert "2 of 3" in page
    assert "<b>portal" not in page
    assert Page(page).open == []


def test_a_file_that_is_no_granule_is_reported(run, tmp_path):
    path = tmp_path / "notes.nc"
    path.write_text("not a granule", encoding="utf-8")
    results, page, (row,) = info(run, tmp_path, INPUT=str(path))
    assert results["WHOLE"] is False
    assert len(results["PROBLEMS"].split()) > 5
    assert results["EPSG"] is None
    assert row["problems"]
    assert "Problems: 1" in page


def test_downloaded_granules_agree_with_their_record(run, its_live, tmp_path):
    from tests.desktop.processing.conftest import write_polygon

    area = write_polygon(tmp_path / "area.geojson", its_live.truth.OUTLINE)
    found = run(
        "searchgranules",
        {"AREA": area, "SERVICE": its_live.url, "MAX_PER_YEAR": 1, "END": "2000-01-01",
         "OUTPUT": "memory:"},
    )  # fmt: skip
    folder = str(tmp_path / "granules")
    count = run("downloadgranules", {"INPUT": found["OUTPUT"], "FOLDER": folder})["COUNT"]
    results, _, rows = info(run, tmp_path, FOLDER=folder)
    assert count == len(rows) > 1
    assert results["RECORD"] == "equal"
    assert results["WHOLE"] is True


@pytest.mark.parametrize("given", ["nothing", "both", "gone"])
def test_what_cannot_be_is_refused_before_the_run(run, provider, granule, tmp_path, given):
    inputs = {
        "nothing": {},
        "both": {"INPUT": str(granule), "FOLDER": str(granule.parent)},
        "gone": {"INPUT": str(tmp_path / "gone.nc")},
    }[given]
    with pytest.raises(QgsProcessingException) as caught:
        run("granuleinfo", {**inputs, "OUTPUT": "memory:"})
    assert ("either" in str(caught.value)) == (given != "gone")


@pytest.mark.usefixtures("deadly_worker")
@pytest.mark.parametrize("name", ["SIGSEGV_X_a.nc", "pixels_SIGSEGV_X_a.nc"])
def test_a_file_that_crashes_libhdf5_costs_itself_alone(run, granule, tmp_path, name):
    deadly = Path(shutil.copy(granule, granule.parent / name))
    feedback = Listener()
    results, page, rows = info(run, tmp_path, feedback, FOLDER=str(granule.parent))
    assert {row["file"]: row["whole"] for row in rows} == {granule.name: 1, name: 0}
    assert (results["COUNT"], results["FAULTY_COUNT"], results["WHOLE"]) == (2, 1, False)
    (line,) = results["PROBLEMS"].splitlines()
    assert line.startswith(f"{name}: ")
    assert "crashes" in line
    assert "download it again" in line
    assert "1 of 2" in page
    assert feedback.percents == sorted(feedback.percents)

    results, page, (row,) = info(run, tmp_path, INPUT=str(deadly))
    assert (results["WHOLE"], row["whole"]) == (False, 0)
    assert "crashes" in results["PROBLEMS"]
    assert Page(page).open == []


#: Makes a granule over the 180th meridian; a program, since netCDF4 stays out of QGIS's process.
_OVER_180 = """
import sys
from pathlib import Path
from tests.plain.science import small_granules as small
small.write(small.v2(3413, -1399947.5, 1399867.5), Path(sys.argv[1]))
"""


@pytest.fixture
def over_180(tmp_path) -> Path:
    """A granule that no single polygon in longitude and latitude shows."""
    path = tmp_path / "over" / "over_X_.nc"
    path.parent.mkdir()
    program = [sys.executable, "-c", _OVER_180, str(path)]
    root = Path(__file__).parents[3]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    subprocess.run(program, cwd=root, env=environment, check=True)
    return path


@pytest.mark.parametrize("suffix", [".gpkg", ".fgb"])
def test_a_granule_over_the_180th_meridian_has_its_place(run, over_180, tmp_path, suffix):
    report, table = tmp_path / "report.html", tmp_path / f"table{suffix}"
    asked = {"INPUT": str(over_180), "REPORT": str(report), "OUTPUT": str(table)}
    results = run("granuleinfo", asked)
    (feature,) = QgsVectorLayer(results["OUTPUT"], "table", "ogr").getFeatures()
    assert (feature["file"], feature["epsg"], results["EPSG"]) == (over_180.name, 3413, 3413)
    west, east = sorted(
        (part.boundingBox() for part in feature.geometry().asGeometryCollection()),
        key=lambda box: box.xMinimum(),
    )
    assert (west.xMinimum(), east.xMaximum()) == (-180, 180)
    assert west.xMaximum() < -179.9
    assert east.xMinimum() > 179.9
    assert "EPSG:3413" in report.read_text(encoding="utf-8")


@pytest.mark.parametrize("suffix", [".fgb", ".tab"])
def test_a_format_that_drops_a_row_without_a_place_is_refused(run, tmp_path, suffix):
    """It was a table without the row, and a success."""
    none = tmp_path / "none.nc"
    none.write_text("not a granule", encoding="utf-8")
    report, table = tmp_path / "report.html", tmp_path / f"table{suffix}"
    asked = {"INPUT": str(none), "REPORT": str(report), "OUTPUT": str(table)}
    with pytest.raises(QgsProcessingException, match=r"no place on the map.*\.gpkg"):
        run("granuleinfo", asked)
    assert not list(tmp_path.glob("table*"))
    assert none.name in report.read_text(encoding="utf-8")


@pytest.mark.parametrize("suffix", [".gpkg", ".csv", ".shp"])
def test_the_report_survives_a_table_the_disk_does_not_take(
    run, granule, tmp_path, small_files, monkeypatch, suffix
):
    report, table = tmp_path / "report.html", tmp_path / f"table{suffix}"
    asked = {"INPUT": str(granule), "REPORT": str(report), "OUTPUT": str(table)}
    write = ItsliveAlgorithm.write_table

    def on_a_full_disk(*arguments):
        with small_files(0):  # the worker has read all by now
            return write(*arguments)

    monkeypatch.setattr(ItsliveAlgorithm, "write_table", on_a_full_disk)
    with pytest.raises(QgsProcessingException, match=table.name):
        run("granuleinfo", asked)
    assert not list(tmp_path.glob("table*"))
    assert granule.name in report.read_text(encoding="utf-8")


def test_the_table_survives_a_report_that_cannot_be_written(run, granule, tmp_path):
    report, table = tmp_path / "report.html", tmp_path / "table.gpkg"
    report.mkdir()
    asked = {"INPUT": str(granule), "REPORT": str(report), "OUTPUT": str(table)}
    with pytest.raises(QgsProcessingException, match=r"report\.html could not be written"):
        run("granuleinfo", asked)
    assert QgsVectorLayer(str(table), "table", "ogr").featureCount() == 1
    assert not list(tmp_path.glob("*.part"))


def test_a_report_the_disk_takes_a_part_of_leaves_nothing(tmp_path, small_files):
    path = tmp_path / "report.html"
    path.write_text("the report of last week", encoding="utf-8")
    with small_files(4), pytest.raises(ItsliveError, match="room") as caught:
        ItsliveAlgorithm.write_text(str(path), "x" * 20_000)
    assert caught.value.code == "not_written"
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    assert path.read_text(encoding="utf-8") == "the report of last week"


@pytest.mark.skipif(sys.platform != "linux", reason="names are text on other systems")
def test_a_file_whose_name_is_no_text_is_in_the_report(run, granule, tmp_path):
    odd = os.fsencode(granule.parent / "gr") + b"\xfcn_X_a.nc"
    shutil.copy(os.fsencode(granule), odd)
    results, page, rows = info(run, tmp_path, FOLDER=str(granule.parent))
    assert results["COUNT"] == len(rows) == 2
    assert "n_X_a.nc" in page
    assert Page(page).open == []
