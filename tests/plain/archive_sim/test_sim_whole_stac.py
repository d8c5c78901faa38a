"""The search finds the whole world, and its items tell of every format what the real ones do."""

from __future__ import annotations

import json
import re
import urllib.request

import pytest

PINE_ISLAND = [
    *([-101.1555, -74.7387], [-99.1172, -75.0879], [-99.8797, -75.46], [-102.425, -74.925]),
    [-101.1555, -74.7387],
]
KEYS = {
    "v0": r"velocity_image_pair/landsat/v00\.0/{epsg}/[^/]+_G0240V01_P\d{{3}}\.nc$",
    "v1": r"velocity_image_pair/landsatOLI/v01/{epsg}/[^/]+_G0240V01_P\d{{3}}\.nc$",
    "nsidc": r"NSIDC/v01/velocity_image_pair/[^/]+_{epsg:05d}_G0240V01_P\d{{3}}\.nc$",
    "v2": r"velocity_image_pair/{sensor}/v02/{tile}/[^/]+_G0120V02_P\d{{3}}\.nc$",
}
TILES = {
    "alaska": "N50W130",
    "panhandle": "N50W130",
    "jakobshavn": "N60W04",
    "pine_island": "S70W100",
    "patagonia": "S40W07",
}
SENSORS = {"L": "landsatOLI", "1": "sentinel1", "2": "sentinel2"}


def search(url: str, body: dict) -> list[dict]:
    """Every item of a search, page by page."""
    found: list[dict] = []
    while body:
        request = urllib.request.Request(
            f"{url}/search", json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request) as answer:
            page = json.load(answer)
        found += page["features"]
        body = next((link["body"] for link in page["links"] if link["rel"] == "next"), {})
    return found


@pytest.fixture(scope="module")
def items(whole_its_live) -> dict[str, dict]:
    found = search(whole_its_live.url, {"collections": ["itslive-granules"], "limit": 50})
    return {item["id"]: item for item in found}


def test_every_granule_is_found_by_its_name(whole_its_live, items):
    assert set(items) == {granule.granule_id for granule in whole_its_live.catalogue}


def test_items_tell_place_time_and_platform(whole_its_live, items):
    for granule in whole_its_live.catalogue:
        properties = items[granule.granule_id]["properties"]
        assert properties["proj:code"] == f"EPSG:{granule.epsg}"
        assert properties["start_datetime"] < properties["end_datetime"]
        assert properties["date_dt"] == round(granule.days)
        assert properties["version"] == ("001" if granule.is_old else "002")
        assert properties["platform"] == properties["scene_1_id"].split("_")[0]
        assert (properties["sat:orbit_state"] == "N/A") != granule.image_1.is_radar


def test_files_lie_where_each_version_keeps_them(whole_its_live, items):
    start = f"{whole_its_live.url}/its-live-data/"
    asked = set()
    for granule in whole_its_live.catalogue:
        href = items[granule.granule_id]["assets"]["data"]["href"]
        assert href.startswith(start)
        form = granule.form if granule.is_old else "v2"
        letter = "L" if granule.image_1.is_landsat else granule.image_1.satellite[0]
        pattern = KEYS[form].format(
            epsg=granule.epsg, sensor=SENSORS[letter], tile=TILES[granule.site] + r"\d*"
        )
        assert re.match(pattern, href[len(start) :])
        if granule.form not in asked:
            asked.add(granule.form)
            with urllib.request.urlopen(urllib.request.Request(href, method="HEAD")) as answer:
                size = int(answer.headers["Content-Length"])
            assert size == whole_its_live.path(granule).stat().st_size


def test_a_polygon_finds_its_site_alone(whole_its_live):
    polygon = {"type": "Polygon", "coordinates": [PINE_ISLAND]}
    found = search(whole_its_live.url, {"intersects": polygon, "limit": 100})
    wanted = {
        granule.granule_id for granule in whole_its_live.catalogue if granule.site == "pine_island"
    }
    assert {item["id"] for item in found} == wanted
    assert {item["properties"]["proj:code"] for item in found} == {
        *("EPSG:3031", "EPSG:32713", "EPSG:32714")
    }
