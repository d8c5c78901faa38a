"""``itslive:pointtimeseries`` of the archive's own cubes, by the simulated archive's."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import numpy as np
import pyproj
import pytest
from qgis.core import (
    QgsFeature,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingException,
    QgsVectorLayer,
)

from itslive_qgis import settings
from itslive_qgis.errors import ItsliveError
from itslive_qgis.layers.series_table import COLUMNS, write_csv
from itslive_qgis.processing.series_points import NamedPlace
from itslive_qgis.processing.series_report import SeriesReport
from itslive_qgis.series.answer import Answer
from itslive_qgis.series.reader import SeriesReader
from tests.archive.items import BUCKET
from tests.archive.sites import SITES
from tests.desktop.processing.conftest import Listener, write_points
from tests.plain.series.records import record

SITE = SITES["patagonia"]
ICE = SITE.lon_0, SITE.lat_0
#: Where no measurement is: rock, some kilometres off the glacier; and far from all cubes.
ROCK, FAR = (SITE.lon_0 + 0.25, SITE.lat_0 + 0.1), (10.0, 10.0)
READER = Path(__file__).parents[2] / "tools" / "read_official.py"


@pytest.fixture
def table(run, its_live, tmp_path):
    """Run it into a CSV and read the rows; the log comes along."""

    def table(**parameters) -> tuple[list[dict], Listener]:
        feedback = Listener()
        asked = {"CATALOGUE": its_live.catalog_url, "OUTPUT": str(tmp_path / "series.csv")}
        result = run("pointtimeseries", {**asked, **parameters}, feedback)
        with (tmp_path / "series.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert result["COUNT"] == len(rows)
        return rows, feedback

    return table


@pytest.fixture
def ice(tmp_path) -> str:
    return write_points(tmp_path / "points.geojson", {"trunk": ICE})


def layer_of(kind: str, *wkt: str) -> QgsVectorLayer:
    """A layer in memory whose features have these geometries and the name ``flow``."""
    layer = QgsVectorLayer(f"{kind}?crs=EPSG:4326&field=name:string", "points", "memory")
    for text in wkt:
        feature = QgsFeature(layer.fields())
        feature.setGeometry(QgsGeometry.fromWkt(text))
        feature.setAttribute("name", "flow")
        layer.dataProvider().addFeature(feature)
    return layer


def by_xarray(store: Path, x: float, y: float) -> dict:
    """What xarray reads of a pixel, in a process of its own."""
    command = [sys.executable, str(READER), str(store), str(x), str(y)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def test_without_a_cube_the_archives_are_read(table, its_live, ice):
    rows, feedback = table(POINTS=ice)
    assert list(rows[0]) == list(COLUMNS)
    assert {row["point"] for row in rows} == {"trunk"}
    dates = [row["mid_date"] for row in rows]
    assert dates == sorted(dates)

    # All rows of the first cube, each value as xarray reads it from the store.
    epsg = int(rows[0]["epsg"])
    cube = next(each for each in its_live.official.find("patagonia", epsg))
    first = [row for row in rows if row["cube"].endswith(cube.key)]
    assert 100 < len(first) < len(rows)  # the other cube has pairs of its own
    x, y = pyproj.Transformer.from_crs(4326, epsg, always_xy=True).transform(*ICE)
    truth = by_xarray(its_live.root / "official" / BUCKET / cube.key, x, y)
    assert len(first) == len(truth["vx"])
    for name in ("v", "vx", "vy", "v_error"):
        assert [float(row[name]) for row in first] == truth[name]
    for name in ("vx_error", "vy_error", "separation_days"):
        found = [float(row[name]) for row in first]
        np.testing.assert_allclose(found, truth[name], atol=0.0501, rtol=0)
    moments = [datetime.fromisoformat(row["mid_date"]) for row in first]
    wanted = np.array(truth["mid_date"], "datetime64[us]").astype(float)
    np.testing.assert_allclose([each.timestamp() * 1e6 for each in moments], wanted, atol=1)

    to_globe = pyproj.Transformer.from_crs(epsg, 4326, always_xy=True)
    lon, lat = to_globe.transform(*truth["place"])
    for row in first:
        assert (float(row["pixel_lon"]), float(row["pixel_lat"])) == pytest.approx((lon, lat))
        distance = np.hypot(x - truth["place"][0], y - truth["place"][1])
        assert float(row["distance_m"]) == pytest.approx(distance, abs=0.01)
        assert (row["pixels"], row["derived"], row["metres"]) == ("1", "0", "map")
        assert row["granule_id"] == ""
    assert feedback.warnings == []
    assert feedback.infos[0].startswith("The point trunk lies in 2 of the archive's cubes; each")
    assert f"{distance:.1f} m from the point." in feedback.infos[1]


def test_the_ice_flows_as_it_does(table, its_live, ice):
    """Against the motion that the cubes were made of, which knows nothing of Zarr."""
    rows, _ = table(POINTS=ice, MAX_SEPARATION=64, MAD=3)
    epsg = int(rows[0]["epsg"])
    to_map = pyproj.Transformer.from_crs(4326, epsg, always_xy=True)
    x, y = to_map.transform(float(rows[0]["pixel_lon"]), float(rows[0]["pixel_lat"]))
    dates = [
        np.array([row[name][:19] for row in rows], "datetime64[s]") for name in ("date_1", "date_2")
    ]
    vx, vy = its_live.official.truth("patagonia", epsg, x, y, *dates)
    speed = np.hypot(vx, vy)
    for name, truth in (("vx", vx), ("vy", vy)):
        off = np.array([float(row[name]) for row in rows]) - truth
        assert abs(np.median(off)) < 0.03 * np.median(speed)


def test_the_table_of_the_dock_is_the_same(table, its_live, ice, tmp_path):
    rows, _ = table(POINTS=ice)
    reader = SeriesReader(catalogue=its_live.catalog_url)
    try:
        series = reader.point(*ICE).series
    finally:
        reader.close()
    dock = write_csv(tmp_path / "dock.csv", [("trunk", series)])
    with dock.open(encoding="utf-8", newline="") as file:
        theirs = list(csv.DictReader(file))
    assert len(theirs) == len(rows)
    for mine, other in zip(rows, theirs):
        assert list(mine) == list(other)
        for name, kind in COLUMNS.items():
            if kind in ("number", "whole") and mine[name]:
                assert float(mine[name]) == pytest.approx(float(other[name]), rel=1e-12)
            else:
                assert mine[name] == other[name]


def test_filters_leave_what_fits_and_tell_what_they_took(table, ice):
    everything, _ = table(POINTS=ice)
    rows, feedback = table(
        POINTS=ice,
        MAX_SEPARATION=64,
        MIN_SEPARATION=10,
        MAX_ERROR=200,
        MONTHS=[6, 7, 8],
        SATELLITES=["Landsat 8", "Sentinel-1"],
        START="2015-01-01",
        END="2019-12-31",
    )
    wanted = [
        row
        for row in everything
        if row["satellite"] in ("Landsat 8", "Sentinel-1A", "Sentinel-1B")
        and row["mid_date"][5:7] in ("06", "07", "08")
        and "2015-01-01" <= row["mid_date"][:10] <= "2019-12-31"
        and 10 <= float(row["separation_days"]) <= 64
        and float(row["v_error"]) <= 200
        and float(row["v"]) <= 20_000
    ]
    assert rows == wanted
    assert 0 < len(rows) < len(everything)
    told = "\n".join(feedback.infos)
    for words in ("Satellites: ", "Months: ", "Start and end date: ", "Shortest separation: "):
        assert words in told
    count = next(line for line in feedback.infos if line.startswith("Longest separation"))
    assert f"of {len(everything)} values removed" in count


def test_further_filters_take_what_disagrees(table, ice):
    everything, _ = table(POINTS=ice)
    for asked, words in (
        ({"BIN_RULE": True}, "Separations that disagree: "),
        ({"MAD": 2}, "Deviation in time: "),
        ({"DIRECTION": 15}, "Angle to the median flow: "),
        ({"MIN_RATIO": 5}, "Errors: "),
    ):
        rows, feedback = table(POINTS=ice, **asked)
        assert 0 < len(rows) <= len(everything)
        assert any(line.startswith(words) for line in feedback.infos)
        known = {(row["mid_date"], row["cube"], row["vx"]) for row in everything}
        assert {(row["mid_date"], row["cube"], row["vx"]) for row in rows} <= known


def test_means_of_several_pixels(table, ice):
    nearest, _ = table(POINTS=ice)
    for asked, pixels in (
        ({"SAMPLING": "bilinear"}, {"4"}),
        ({"SAMPLING": "mean", "RADIUS": 250}, {"12", "13", "14", "15"}),
    ):
        rows, feedback = table(POINTS=ice, **asked)
        assert {row["pixels"] for row in rows} <= pixels
        assert {row["derived"] for row in rows} == {"1"}
        assert f"takes the mean of {rows[0]['pixels']} pixels" in "\n".join(feedback.infos)
        speeds = [np.median([float(row["v"]) for row in each]) for each in (rows, nearest)]
        assert speeds[0] == pytest.approx(speeds[1], rel=0.1)


def test_points_without_values_are_named(table, tmp_path):
    points = {"trunk": ICE, "rock": ROCK, "far": FAR}
    rows, feedback = table(POINTS=write_points(tmp_path / "three.geojson", points))
    assert {row["point"] for row in rows} == {"trunk"}
    assert feedback.warnings == [
        "The point far lies outside of all of the archive's cubes.",
        "The point rock has no measurement in the archive's cubes, as on rock or sea.",
    ]


def test_many_points_without_values_are_counted(table, tmp_path):
    points = {f"far {number}": (10.0 + number / 10, 10.0) for number in range(8)}
    rows, feedback = table(POINTS=write_points(tmp_path / "eight.geojson", points))
    assert rows == []
    assert feedback.warnings == [
        "8 points lie outside of all of the archive's cubes: "
        "far 0, far 1, far 2, far 3, far 4 and others."
    ]


def test_rows_come_in_the_order_of_the_points(table, tmp_path):
    step = 0.004
    points = {f"p{number}": (ICE[0] + number % 3 * step, ICE[1]) for number in range(7)}
    rows, feedback = table(POINTS=write_points(tmp_path / "seven.geojson", points))
    order = list(dict.fromkeys(row["point"] for row in rows))
    assert order == list(points)
    assert any(line.startswith("The points lie at most ") for line in feedback.infos)
    same = [[row["v"] for row in rows if row["point"] == name] for name in ("p0", "p3")]
    assert same[0] == same[1]


def test_vertices_of_lines_are_points(table):
    (lon, lat), (east, north) = ICE, (ICE[0] + 0.004, ICE[1] + 0.002)
    ends = f"{east} {north}", f"{east} {lat}"
    lines = layer_of("LineString", *(f"LINESTRING({lon} {lat}, {end})" for end in ends))
    rows, _ = table(POINTS=lines)
    assert list(dict.fromkeys(row["point"] for row in rows)) == [
        "flow:1",
        "flow:2",
        "flow:3",
        "flow:4",
    ]


def test_a_table_of_points_as_people_have_them(table, tmp_path, its_live):
    path = tmp_path / "Messpunkte.csv"
    path.write_text(
        "# aus dem Feldbuch\nStation;Breite;Länge\n"
        f"Zunge;{str(ICE[1]).replace('.', ',')};{str(ICE[0]).replace('.', ',')}\nkaputt;;\n",
        encoding="cp1252",
    )
    rows, feedback = table(POINTS_FILE=str(path))
    assert {row["point"] for row in rows} == {"Zunge"}
    assert len(feedback.warnings) == 1
    assert feedback.warnings[0].startswith("Line 4 gives no point")

    x, y = pyproj.Transformer.from_crs(4326, 32718, always_xy=True).transform(*ICE)
    path.write_text(f"name,x,y\nA,{x},{y}\n", encoding="utf-8")
    projected, _ = table(POINTS_FILE=str(path), POINTS_CRS="EPSG:32718")
    assert [row["v"] for row in projected] == [row["v"] for row in rows]

    path.write_text("name,lat,lon\n", encoding="utf-8")
    with pytest.raises(QgsProcessingException, match="gives no point"):
        table(POINTS_FILE=str(path))
    with pytest.raises(QgsProcessingException, match=r"gone\.csv could not be read"):
        table(POINTS_FILE=str(tmp_path / "gone.csv"))


def test_an_archive_that_cannot_be_reached_is_told_and_leaves_the_earlier_table(run, ice, tmp_path):
    output = tmp_path / "series.csv"
    output.write_text("earlier", encoding="utf-8")
    asked = {"POINTS": ice, "CATALOGUE": "http://127.0.0.1:9/catalog.json", "OUTPUT": str(output)}
    with pytest.raises(QgsProcessingException, match=r"127\.0\.0\.1"):
        run("pointtimeseries", asked)
    assert output.read_text(encoding="utf-8") == "earlier"


def test_a_cancel_leaves_no_table(run, its_live, ice, tmp_path):
    class Impatient(Listener):
        def __init__(self, percent: int) -> None:
            super().__init__()
            self.percent = percent
            self.progressChanged.connect(lambda done: done >= self.percent and self.cancel())

    output = tmp_path / "series.csv"
    asked = {"POINTS": ice, "CATALOGUE": its_live.catalog_url, "OUTPUT": str(output)}
    for percent in (1, 40, 80):
        assert "OUTPUT" not in run("pointtimeseries", asked, Impatient(percent))
        assert not output.exists()
    assert run("pointtimeseries", asked)["COUNT"] > 0


def test_the_address_of_the_options_is_asked(run, its_live, ice):
    settings.set_catalogue_url(its_live.catalog_url)
    layer = run("pointtimeseries", {"POINTS": ice, "OUTPUT": "memory:"})["OUTPUT"]
    assert layer.featureCount() > 100
    row = next(layer.getFeatures())
    assert row["mid_date"].timeSpec() == row["date_1"].timeSpec()
    assert row["cube"].startswith(its_live.url)


def test_what_cannot_be_is_told_before_the_run(provider, ice, tmp_path):
    context = QgsProcessingContext()

    def check(**parameters) -> str:
        asked = {"OUTPUT": "memory:", **parameters}
        is_good, text = provider.algorithm("pointtimeseries").checkParameterValues(asked, context)
        assert is_good == (text == "")
        return text

    cube = tmp_path / "cube.nc"
    cube.write_bytes(b"")
    assert check(POINTS=ice) == ""
    assert check(POINTS=ice, CUBE=str(cube)) == ""
    assert "one of the two" in check()
    assert "one of the two" in check(POINTS=ice, POINTS_FILE="points.csv")
    assert "Choose the cube" in check(POINTS=ice, SOURCE="cube")
    assert "Choose 'nearest'" in check(POINTS=ice, CUBE=str(cube), SAMPLING="mean", RADIUS=200)
    assert check(POINTS=ice, CUBE=str(cube), SOURCE="archive", SAMPLING="mean", RADIUS=200) == ""
    assert "radius" in check(POINTS=ice, SAMPLING="mean")
    assert "cannot be 0" in check(POINTS=ice, MAX_SEPARATION=0)
    assert "after the end date" in check(POINTS=ice, START="2020-01-02", END="2020-01-01")
    settings.set_worker_python("/nowhere/python3")
    assert "/nowhere/python3" in check(POINTS=ice, CUBE=str(cube))
    assert check(POINTS=ice) == ""


def test_an_older_copy_is_a_warning_and_told_once():
    feedback = Listener()
    places = [NamedPlace(name, *ICE) for name in ("a", "b")]
    report = SeriesReport(places, feedback)
    problem = ItsliveError("The archive is away.", "Look at the line.")
    for number in range(2):
        report.answered(number, Answer(*ICE, record([1], [2]), ("u",), 1, True, problem))
    assert len(feedback.warnings) == 1
    assert "older copies are used: The archive is away. Look at the line." in feedback.warnings[0]
