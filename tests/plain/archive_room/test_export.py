"""Lists of granules as files: what others read in them, and what comes back."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from itslive_qgis.archive import export
from itslive_qgis.archive.area import Area
from itslive_qgis.archive.granule import Granule
from itslive_qgis.archive.query import Query
from itslive_qgis.archive.search import search
from itslive_qgis.archive.stac import StacService
from itslive_qgis.errors import Cancelled, ItsliveError
from itslive_qgis.monitor import Monitor
from tests.tools.needed import require_module

Make = Callable[..., Granule]
SERVICE = "https://stac.itslive.cloud"
LOGIN = "https://n5eil01u.ecs.nsidc.org/MEASURES/NSIDC-0775.001/x.nc"
# What a STAC item must have: https://github.com/radiantearth/stac-spec, item-spec 1.1.0
ITEM_MEMBERS = {"type", "stac_version", "id", "geometry", "properties", "links", "assets"}


@pytest.fixture
def granules(make_granule: Make) -> list[Granule]:
    """A whole one, one of two polygons with a fraction of a second, and one that says little."""
    whole = make_granule(
        "2018-06-01",
        places=("061018",),
        preview="https://its-live-data.s3.amazonaws.com/x.png",
        orbit="",
    )
    square = [[[179, 60], [180, 60], [180, 61], [179, 61], [179, 60]]]
    hole = [[[-180, 60], [-179, 60], [-179, 61], [-180, 61], [-180, 60]]]
    radar = make_granule(
        "2019-06-01",
        granule_id=(
            "S1A_IW_SLC__1SSH_20190526T204710_20190526T204737_015387_0193F6_AB07_X_"
            "S1B_IW_SLC__1SSH_20190607T204628_20190607T204655_004491_007D11_6654_G0120V02_P094"
        ),
        date_1=datetime(2019, 5, 26, 20, 47, 10, 250000, timezone.utc),
        satellite="Sentinel-1A",
        orbit="ascending",
        places=("064_135523_IW2", "015387", "004491"),
        footprint={"type": "MultiPolygon", "coordinates": [square, hole]},
    )
    radar = replace(radar, separation_days=(radar.date_2 - radar.date_1).total_seconds() / 86_400)
    bare = make_granule(
        "2020-06-01",
        granule_id='an, odd "name"\twith = signs',
        satellite="XYZ9",
        percent_valid=None,
        epsg=None,
        version="",
        footprint={},
        url=LOGIN,
        login_url=LOGIN,
    )
    return [whole, radar, bare]


@pytest.mark.parametrize("suffix", [".csv", ".geojson", ".json"])
def test_what_is_written_comes_back_the_same(
    suffix: str, granules: list[Granule], tmp_path: Path, area: Area
) -> None:
    path = tmp_path / f"list{suffix}"
    assert export.write(granules, path, query=Query(area), service=SERVICE) == 3
    assert export.read(path) == granules
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_an_outline_of_very_many_corners_comes_back_from_a_table(
    make_granule: Make, tmp_path: Path
) -> None:
    upper = [[-140 + step / 2_000, 60 + step / 30_000] for step in range(8_000)]
    ring = [*upper, [-136, 50], upper[0]]
    granule = make_granule(footprint={"type": "Polygon", "coordinates": [ring]})
    export.write([granule], tmp_path / "list.csv")
    assert export.read(tmp_path / "list.csv") == [granule]


def test_a_table_has_one_row_per_granule_and_times_of_utc(
    granules: list[Granule], tmp_path: Path
) -> None:
    export.write(granules, tmp_path / "list.csv")
    with (tmp_path / "list.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["granule_id"] for row in rows] == [each.granule_id for each in granules]
    assert rows[0]["mid_date"] == "2018-06-01T00:00:00Z"
    assert rows[1]["date_1"] == "2019-05-26T20:47:10.250000Z"
    assert rows[1]["places"] == "064_135523_IW2;015387;004491"
    assert (rows[2]["percent_valid"], rows[2]["epsg"], rows[2]["footprint_wkt"]) == ("", "", "")
    assert rows[0]["footprint_wkt"].startswith("POLYGON ((")
    assert rows[1]["footprint_wkt"].startswith("MULTIPOLYGON (((179.0 60.0, ")


def test_an_area_in_the_table_is_text_that_others_read(
    granules: list[Granule], tmp_path: Path
) -> None:
    ogr = require_module("osgeo.ogr")
    export.write(granules, tmp_path / "list.csv")
    with (tmp_path / "list.csv").open(encoding="utf-8", newline="") as file:
        texts = [row["footprint_wkt"] for row in csv.DictReader(file)]
    shapes = [ogr.CreateGeometryFromWkt(text) for text in texts if text]
    assert [shape.GetArea() for shape in shapes] == pytest.approx([2, 2])
    assert all(shape.IsValid() for shape in shapes)


def test_features_follow_the_rfc(granules: list[Granule], tmp_path: Path, area: Area) -> None:
    clockwise = granules[0].footprint["coordinates"][0][::-1]
    turned = replace(granules[0], footprint={"type": "Polygon", "coordinates": [clockwise]})
    query = Query(area, months=(6,))
    export.write([turned, *granules[1:]], tmp_path / "list.geojson", query=query, service=SERVICE)
    written = json.loads((tmp_path / "list.geojson").read_text())
    assert written["type"] == "FeatureCollection"
    assert "crs" not in written
    assert written["features"][2]["geometry"] is None
    for feature in written["features"][:2]:
        for polygon in _polygons(feature["geometry"]):
            assert _is_anticlockwise(polygon[0])
            assert polygon[0][0] == polygon[0][-1]
    assert Query.from_dict(written["itslive:search"]["query"]) == query
    assert written["itslive:search"]["service"] == SERVICE


def test_items_are_what_the_stac_specification_asks_for(
    granules: list[Granule], tmp_path: Path
) -> None:
    export.write(granules, tmp_path / "list.json", service=SERVICE)
    collection = json.loads((tmp_path / "list.json").read_text())
    assert collection["type"] == "FeatureCollection"
    for item, granule in zip(collection["features"], granules):
        assert set(item) >= ITEM_MEMBERS
        assert (item["type"], item["stac_version"]) == ("Feature", "1.1.0")
        assert ("bbox" in item) == (item["geometry"] is not None)
        assert item["properties"]["datetime"] == granule.mid_date.strftime("%Y-%m-%dT%H:%M:%SZ")
        assert item["assets"]["data"]["href"] == granule.url
        # a collection may be named only together with a link to it
        (link,) = item["links"]
        assert (item["collection"], link["rel"]) == ("itslive-granules", "collection")
        assert link["href"] == SERVICE + "/collections/itslive-granules"
    first, radar, bare = (item["properties"] for item in collection["features"])
    assert (first["platform"], first["date_dt"], first["proj:code"]) == ("LC08", 16, "EPSG:32607")
    assert (first["percent_valid_pixels"], first["version"]) == (50, "002")
    assert (first["scene_1_frame"], first["scene_2_frame"]) == ("061018", "061018")
    assert (radar["platform"], radar["sat:orbit_state"]) == ("S1A", "ascending")
    assert radar["scene_1_frame"] == "064_135523_IW2"
    assert bare["platform"] == "XYZ9"
    assert not {"proj:code", "percent_valid_pixels", "version", "sat:orbit_state"} & set(bare)
    # a footprint on both sides of 180 degrees goes from its western part eastwards
    assert collection["features"][1]["bbox"] == [179, 60, -179, 61]


def test_a_list_of_addresses_has_what_a_download_program_can_fetch(
    granules: list[Granule], tmp_path: Path
) -> None:
    assert export.write(granules, tmp_path / "list.txt") == 2
    lines = (tmp_path / "list.txt").read_text().splitlines()
    assert lines == [granules[0].url, granules[1].url]
    back = export.read(tmp_path / "list.txt")
    assert [each.url for each in back] == lines
    assert [each.granule_id for each in back] == [each.granule_id for each in granules[:2]]
    assert back[0].places == ("061018",)


def test_a_list_of_addresses_may_have_remarks_and_files_of_nsidc(tmp_path: Path) -> None:
    name = "LC08_L1TP_061018_20180524_20180605_01_T1_X_LC08_L1TP_061018_20180609_20180615_01_T1"
    url = f"https://n5eil01u.ecs.nsidc.org/x/{name}_G0240V01_P050.nc"
    (tmp_path / "list.txt").write_text(f"# from a colleague\n\n{url}\n")
    (granule,) = export.read(tmp_path / "list.txt")
    assert (granule.url, granule.login_url, granule.version) == (url, url, "001")


def test_the_answer_of_a_search_goes_through_every_kind(
    whole_its_live: Any, tmp_path: Path
) -> None:
    west, east = (
        Area.from_rings([[[(-180, -89), (0, -89), (0, 89), (-180, 89)]]]),
        Area.from_rings([[[(0, -89), (179, -89), (179, 89), (0, 89)]]]),
    )
    service = StacService(whole_its_live.url)
    found = [each for area in (west, east) for each in search(service, Query(area)).granules]
    assert len(found) > 100
    for suffix in (".csv", ".geojson", ".json"):
        export.write(found, tmp_path / f"list{suffix}", service=service.name)
        assert export.read(tmp_path / f"list{suffix}") == found
    export.write(found, tmp_path / "list.txt")
    back = export.read(tmp_path / "list.txt")
    assert [each.granule_id for each in back] == [each.granule_id for each in found]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "a,b,c\n1,2,3\n",
        "granule_id,url\nx,y\n",
        "{}",
        "[1]",
        '{"features": 7}',
        '{"features": [7]}',
        '{"features": [{"properties": {"granule_id": "x"}}]}',
        '{"features": [{"properties": {}, "assets": {}}]}',
        '{"features": [{"properties": {"granule_id": "x", "url": "y", "mid_date": "2018-01-01", '
        f'"date_1": "2018-01-01", "date_2": "2018-01-01", "epsg": 1{400 * "0"}}}}}]}}',
        '{"type": "FeatureCollection", "features": [',
        "https://example.org/nothing.png\n",
        "granule_id,url,mid_date,date_1,date_2,epsg\nx,y,2018-01-01,2018-01-01,2018-01-01,many\n",
    ],
)
def test_another_file_is_no_list(text: str, tmp_path: Path) -> None:
    (tmp_path / "odd").write_text(text)
    if not text:
        assert export.read(tmp_path / "odd") == []
        return
    with pytest.raises(ItsliveError) as caught:
        export.read(tmp_path / "odd")
    assert caught.value.code == "not_an_export"
    assert "odd" in str(caught.value)
    assert "{" not in str(caught.value)


def test_a_missing_file_and_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    (tmp_path / "picture.csv").write_bytes(b"\x89PNG\xff\xfe")
    for name in ("missing.csv", "picture.csv"):
        with pytest.raises(ItsliveError) as caught:
            export.read(tmp_path / name)
        assert caught.value.code == "not_read"


def test_what_cannot_be_written_leaves_the_earlier_file(
    granules: list[Granule], tmp_path: Path
) -> None:
    with pytest.raises(ItsliveError) as caught:
        export.write(granules, tmp_path / "missing" / "list.csv")
    assert caught.value.code == "not_written"
    (tmp_path / "list.csv").mkdir()
    with pytest.raises(ItsliveError):
        export.write(granules, tmp_path / "list.csv")
    assert [each.name for each in tmp_path.iterdir()] == ["list.csv"]
    with pytest.raises(ItsliveError) as caught:
        export.write(granules, tmp_path / "list.xlsx")
    assert caught.value.code == "export_kind"
    assert ".geojson" in str(caught.value)


@pytest.mark.parametrize("kind", export.KINDS)
def test_an_empty_list_and_one_that_is_cancelled(
    kind: str, granules: list[Granule], tmp_path: Path
) -> None:
    class Stop(Monitor):
        def __init__(self, after: int) -> None:
            self.left = after

        def is_cancelled(self) -> bool:
            self.left -= 1
            return self.left < 0

    path = tmp_path / "list"
    assert export.write([], path, kind) == 0
    assert export.read(path) == []
    before = path.read_bytes()
    with pytest.raises(Cancelled):
        export.write(granules * 200, path, kind, monitor=Stop(after=3))
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["list"]


def _polygons(geometry: dict[str, Any]) -> list[Any]:
    coordinates = geometry["coordinates"]
    return [coordinates] if geometry["type"] == "Polygon" else coordinates


def _is_anticlockwise(ring: list[list[float]]) -> bool:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:])) > 0
