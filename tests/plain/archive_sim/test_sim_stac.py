"""The simulated STAC service answers as its_live's does."""

from __future__ import annotations

import json

import pytest
import requests

from tests.archive import truth

COLLECTION = "itslive-granules"
TIMEOUT = 10


def search(url: str, **body) -> dict:
    answer = requests.post(f"{url}/search", json=body, timeout=TIMEOUT)
    assert answer.status_code == 200, answer.text
    return answer.json()


def ids(answer: dict) -> list[str]:
    return [item["id"] for item in answer["features"]]


def all_pages(url: str, **body) -> list[dict]:
    pages = [search(url, **body)]
    while link := next((k for k in pages[-1]["links"] if k["rel"] == "next"), None):
        assert link["method"] == "POST"
        answer = requests.post(link["href"], json=link["body"], timeout=TIMEOUT)
        pages.append(answer.json())
    return pages


def compare(operation: str, name: str, value: object) -> dict:
    return {"op": operation, "args": [{"property": name}, value]}


def test_landing_leads_everywhere(simulated):
    landing = requests.get(simulated.url + "/", timeout=TIMEOUT).json()
    assert landing["type"] == "Catalog"
    for link in landing["links"]:
        if link["rel"] != "search":
            assert requests.get(link["href"], timeout=TIMEOUT).status_code == 200, link
    collections = requests.get(f"{simulated.url}/collections", timeout=TIMEOUT).json()
    assert [c["id"] for c in collections["collections"]] == [COLLECTION]
    for path in ("/queryables", f"/collections/{COLLECTION}/queryables"):
        names = requests.get(simulated.url + path, timeout=TIMEOUT).json()["properties"]
        assert "dt_days" in names
        assert "date_dt" not in names


@pytest.mark.parametrize("limit", [1, 7, 24, 100])
def test_pages_hold_every_item_once(simulated, limit):
    pages = all_pages(simulated.url, collections=[COLLECTION], limit=limit)
    got = [item_id for page in pages for item_id in ids(page)]
    assert sorted(got) == sorted(granule.granule_id for granule in simulated.granules)
    assert all(page["numberMatched"] == len(got) for page in pages)
    assert all(page["numberReturned"] == len(page["features"]) <= limit for page in pages)
    dates = [item["properties"]["start_datetime"] for page in pages for item in page["features"]]
    assert dates == sorted(dates, reverse=True)


def test_default_page_is_ten_and_get_pages_too(simulated):
    bbox = "-139,58,-137,60"
    link, got = f"{simulated.url}/search?collections={COLLECTION}&bbox={bbox}", []
    while link:
        page = requests.get(link, timeout=TIMEOUT).json()
        assert len(page["features"]) <= 10
        got += ids(page)
        link = next((k["href"] for k in page["links"] if k["rel"] == "next"), None)
    assert sorted(got) == sorted(granule.granule_id for granule in simulated.granules)


def test_item_has_the_fields_of_the_archives_writer(simulated):
    granule = simulated.granules[0]
    item = search(simulated.url, ids=[granule.granule_id])["features"][0]
    properties = item["properties"]
    assert set(properties) == {
        *("datetime", "mid_datetime", "start_datetime", "end_datetime", "created", "updated"),
        *("latitude", "longitude", "date_dt", "platform", "scene_1_id", "scene_2_id"),
        *("scene_1_frame", "scene_2_frame", "sat:orbit_state", "percent_valid_pixels"),
        *("proj:code", "version"),
    }
    assert properties["date_dt"] == 16.0
    assert properties["platform"] == "LC08"
    assert properties["version"] == "002"
    assert properties["proj:code"] == f"EPSG:{granule.epsg}"
    ring = item["geometry"]["coordinates"][0]
    assert len(ring) == 17
    assert ring[0] == ring[-1]
    assert all(round(number, 4) == number for point in ring for number in point)
    assert item["bbox"][0] == min(point[0] for point in ring)
    assert set(item["assets"]) == {"data", "overview", "thumbnail"}
    href = item["assets"]["data"]["href"]
    key = f"velocity_image_pair/landsatOLI/v02/N50W130/{granule.granule_id}.nc"
    assert href == f"{simulated.url}/its-live-data/{key}"
    assert item["assets"]["data"]["alternate"]["s3"]["href"] == f"s3://its-live-data/{key}"
    self_link = next(link["href"] for link in item["links"] if link["rel"] == "self")
    assert requests.get(self_link, timeout=TIMEOUT).json() == item


def test_sentinel_lies_in_its_own_folder(simulated):
    wanted = compare("in", "platform", ["S2A", "S2B"])
    found = search(simulated.url, filter=wanted, limit=100)["features"]
    assert found
    assert all("/sentinel2/v02/N50W130/" in item["assets"]["data"]["href"] for item in found)


def test_time_search_means_overlap_not_mid_date(simulated):
    item = next(
        item
        for item in search(simulated.url, limit=100)["features"]
        if item["properties"]["date_dt"] > 60
    )
    properties, item_id = item["properties"], item["id"]
    start, middle, end = (
        properties[name] for name in ("start_datetime", "datetime", "end_datetime")
    )

    def found(interval: str) -> bool:
        return item_id in ids(search(simulated.url, datetime=interval, limit=100))

    assert found(start)
    assert found(end)
    assert found(f"{end}/..")
    assert found(f"../{start}")
    assert found(f"1984-01-01T00:00:00Z/{start}")
    # the mid-date lies outside both windows
    day_before = f"{middle[:10]}T00:00:00Z"
    assert found(f"../{day_before}")
    assert not found(f"{end[:4]}-12-31T23:59:59Z/..")
    assert not found(f"../{int(start[:4]) - 1}-12-31T23:59:59Z")


def test_dt_days_finds_nothing_where_date_dt_finds(simulated):
    everything = len(simulated.granules)
    for operation in ("<=", ">", "<>"):
        wanted = compare(operation, "dt_days", 10_000 if operation == "<=" else 0)
        assert search(simulated.url, filter=wanted)["numberMatched"] == 0
        negated = {"op": "not", "args": [wanted]}
        assert search(simulated.url, filter=negated)["numberMatched"] == 0
    assert (
        search(simulated.url, filter=compare("<=", "date_dt", 10_000))["numberMatched"]
        == everything
    )


def test_filters_agree_with_the_items(simulated):
    properties = [item["properties"] for item in simulated.stored]
    cases = [
        (compare("<=", "date_dt", 32), lambda p: p["date_dt"] <= 32),
        (compare("=", "proj:code", "EPSG:32608"), lambda p: p["proj:code"] == "EPSG:32608"),
        (
            {"op": "between", "args": [{"property": "percent_valid_pixels"}, 50, 80]},
            lambda p: 50 <= p["percent_valid_pixels"] <= 80,
        ),
        (
            {
                "op": "and",
                "args": [
                    compare("in", "platform", ["LC08", "LC09"]),
                    {"op": "or", "args": [compare(">", "date_dt", 20), compare("<", "date_dt", 9)]},
                ],
            },
            lambda p: p["platform"] in ("LC08", "LC09") and not 9 <= p["date_dt"] <= 20,
        ),
        (
            {"op": "not", "args": [compare("=", "platform", "LC08")]},
            lambda p: p["platform"] != "LC08",
        ),
        (
            compare(">=", "datetime", {"timestamp": "2020-01-01T00:00:00Z"}),
            lambda p: p["datetime"] >= "2020",
        ),
    ]
    for expression, expected in cases:
        count = sum(expected(p) for p in properties)
        assert 0 < count < len(properties)
        body = {"filter": expression, "filter-lang": "cql2-json"}
        assert search(simulated.url, **body)["numberMatched"] == count, expression
        query = {"filter": json.dumps(expression), "filter-lang": "cql2-json"}
        answer = requests.get(f"{simulated.url}/search", params=query, timeout=TIMEOUT)
        assert answer.json()["numberMatched"] == count


def test_space_is_searched_by_polygon_and_box(simulated):
    everything = len(simulated.granules)
    outline = {"type": "Polygon", "coordinates": [[list(point) for point in truth.OUTLINE]]}
    assert search(simulated.url, intersects=outline)["numberMatched"] == everything
    point = {"type": "Point", "coordinates": list(truth.FAST_POINT)}
    assert search(simulated.url, intersects=point)["numberMatched"] == everything
    assert search(simulated.url, bbox=[-150, 50, -120, 70])["numberMatched"] == everything
    assert search(simulated.url, bbox=[0, 50, 10, 70])["numberMatched"] == 0
    far = {"type": "Point", "coordinates": [-137.9, 57.0]}
    assert search(simulated.url, intersects=far)["numberMatched"] == 0
    # downstream of the swath's edge the partial granules are missing
    downstream = {"type": "Point", "coordinates": [-138.27, 58.88]}
    partial = sum(granule.partial for granule in simulated.granules)
    assert search(simulated.url, intersects=downstream)["numberMatched"] == everything - partial
    several = {"type": "MultiPolygon", "coordinates": [outline["coordinates"]]}
    assert search(simulated.url, intersects=several)["numberMatched"] == everything
