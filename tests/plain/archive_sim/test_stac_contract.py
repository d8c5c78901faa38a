"""What a STAC server with pgstac answers. ``make test-stac`` asks the real one the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from math import ceil
from typing import Any

import pytest
import requests

COLLECTION = "itslive-granules"
TIMEOUT = 30
EVERYTHING = 1_000

Item = dict[str, Any]


def post(url: str, body: object) -> requests.Response:
    return requests.post(f"{url}/search", json=body, timeout=TIMEOUT)


def search(url: str, **body: Any) -> dict[str, Any]:
    answer = post(url, {"collections": [COLLECTION], "limit": EVERYTHING, **body})
    assert answer.status_code == 200, answer.text
    return answer.json()


def ids(answer: dict[str, Any]) -> list[str]:
    return [item["id"] for item in answer["features"]]


def next_link(answer: dict[str, Any]) -> dict[str, Any] | None:
    return next((link for link in answer["links"] if link["rel"] == "next"), None)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def newest_first(items: list[Item]) -> list[str]:
    """Ids by the first image's date, then by themselves, both falling."""

    def key(item: Item) -> tuple[datetime, str]:
        return moment(item["properties"]["start_datetime"]), item["id"]

    return [item["id"] for item in sorted(items, key=key, reverse=True)]


def compare(operation: str, name: str, value: object) -> dict[str, Any]:
    return {"op": operation, "args": [{"property": name}, value]}


def null(name: str) -> dict[str, Any]:
    return {"op": "isNull", "args": [{"property": name}]}


def negated(expression: dict[str, Any]) -> dict[str, Any]:
    return {"op": "not", "args": [expression]}


def box(west: float, south: float, east: float, north: float) -> list[list[list[float]]]:
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


@pytest.mark.parametrize("limit", [1, 7, 65, 130, 131])
def test_pages_hold_every_item_once_and_newest_first(stac_service, limit) -> None:
    pages = [search(stac_service.url, limit=limit)]
    while link := next_link(pages[-1]):
        assert link["method"] == "POST"
        assert link["href"] == f"{stac_service.url}/search"
        assert link["body"]["limit"] == limit
        assert link["body"]["token"] == f"next:{COLLECTION}:{ids(pages[-1])[-1]}"
        pages.append(requests.post(link["href"], json=link["body"], timeout=TIMEOUT).json())
    assert [item_id for page in pages for item_id in ids(page)] == newest_first(stac_service.items)
    assert len(pages) == ceil(len(stac_service.items) / limit)
    total = len(stac_service.items) if stac_service.counted else None
    for page in pages:
        assert page.get("numberMatched") == total
        assert page["numberReturned"] == len(page["features"]) <= limit


def test_pages_by_get_are_of_ten(stac_service) -> None:
    filtered = json.dumps(compare("<=", "date_dt", 64))
    answers = {
        "/search": {"collections": COLLECTION},
        f"/collections/{COLLECTION}/items": {},
    }
    for path, parameters in answers.items():
        query = {**parameters, "filter": filtered, "filter-lang": "cql2-json"}
        answer = requests.get(stac_service.url + path, params=query, timeout=TIMEOUT).json()
        found = ids(answer)
        while link := next_link(answer):
            assert link["method"] == "GET"
            assert len(answer["features"]) == 10
            answer = requests.get(link["href"], timeout=TIMEOUT).json()
            found += ids(answer)
        wanted = [item for item in stac_service.items if item["properties"]["date_dt"] <= 64]
        assert found == newest_first(wanted)


@pytest.mark.parametrize("limit", [0, -1, "many", 2.5])
def test_a_limit_that_is_none_is_refused(stac_service, limit) -> None:
    answer = post(stac_service.url, {"limit": limit})
    assert answer.status_code == 400
    assert answer.json()["detail"][0]["msg"]
    assert answer.json()["body"] == {"limit": limit}


def test_a_limit_too_large_is_taken_for_the_largest(stac_service) -> None:
    for limit in (10_000, 10_001, 10**9):
        assert len(search(stac_service.url, limit=limit)["features"]) == len(stac_service.items)
    assert len(search(stac_service.url, limit="7")["features"]) == 7


def test_items_come_as_they_were_stored(stac_service) -> None:
    for item in search(stac_service.url)["features"]:
        stored = next(other for other in stac_service.items if other["id"] == item["id"])
        for name in ("properties", "assets", "geometry", "bbox", "collection", "stac_version"):
            assert item[name] == stored[name]
        own = next(link["href"] for link in item["links"] if link["rel"] == "self")
        again = requests.get(own, timeout=TIMEOUT).json()
        assert again["properties"] == item["properties"]
        break


def test_datetime_means_that_the_images_interval_overlaps(stac_service) -> None:
    example = max(stac_service.items, key=lambda item: item["properties"]["date_dt"])["properties"]
    first, middle, last = (example[name] for name in ("start_datetime", "datetime", "end_datetime"))
    day = "2019-01-01T00:00:00Z"
    for start, end in [
        (first, last), (middle, last), (day, first), (last, "2026-01-01T00:00:00Z"),
        (day, "2021-12-31T23:59:59.999999Z"), ("1984-01-01T00:00:00+02:00", day),
        (day, ".."), ("..", day), (day, ""), ("", first),
    ]:  # fmt: skip
        wanted = [
            item
            for item in stac_service.items
            if (end in ("", "..") or moment(item["properties"]["start_datetime"]) <= moment(end))
            and (start in ("", "..") or moment(item["properties"]["end_datetime"]) >= moment(start))
        ]
        found = ids(search(stac_service.url, datetime=f"{start}/{end}"))
        assert found == newest_first(wanted), (start, end)
    for instant in (first, middle, last, day):
        wanted = [
            item
            for item in stac_service.items
            if moment(item["properties"]["start_datetime"]) <= moment(instant)
            and moment(item["properties"]["end_datetime"]) >= moment(instant)
        ]
        assert ids(search(stac_service.url, datetime=instant)) == newest_first(wanted)
        # as an interval the same moment is an empty one
        assert ids(search(stac_service.url, datetime=f"{instant}/{instant}")) == []


FILTERS: list[tuple[dict[str, Any], Callable[[Item], bool]]] = [
    (compare("<=", "date_dt", 32.5), lambda p: p["date_dt"] <= 32.5),
    (compare("<", "properties.date_dt", 32), lambda p: p["date_dt"] < 32),
    (compare(">=", "percent_valid_pixels", 50), lambda p: p["percent_valid_pixels"] >= 50),
    (compare(">", "percent_valid_pixels", "50"), lambda p: p["percent_valid_pixels"] > 50),
    (
        {"op": "between", "args": [{"property": "percent_valid_pixels"}, 50, 80]},
        lambda p: 50 <= p["percent_valid_pixels"] <= 80,
    ),
    (compare("in", "platform", ["LC08", "S2A"]), lambda p: p["platform"] in ("LC08", "S2A")),
    (
        negated(compare("in", "platform", ["LC08", "S2A"])),
        lambda p: p["platform"] not in ("LC08", "S2A"),
    ),
    (compare("<>", "platform", "LC08"), lambda p: p["platform"] != "LC08"),
    (compare("like", "platform", "L_0%"), lambda p: p["platform"].startswith("L")),
    (compare("=", "proj:code", "EPSG:3031"), lambda p: p["proj:code"] == "EPSG:3031"),
    (compare("in", "version", ["001"]), lambda p: p["version"] == "001"),
    (
        compare("in", "sat:orbit_state", ["ascending", "descending"]),
        lambda p: p["sat:orbit_state"] != "N/A",
    ),
    (compare("in", "scene_1_frame", ["008012"]), lambda p: p["scene_1_frame"] == "008012"),
    # the database keeps an item's interval, and calls the start of it its datetime
    (
        compare(">=", "datetime", {"timestamp": "2020-01-01T00:00:00Z"}),
        lambda p: p["start_datetime"] >= "2020",
    ),
    (compare("<", "datetime", "2020-01-01T00:00:00Z"), lambda p: p["start_datetime"] < "2020"),
    (
        compare(">", "end_datetime", {"timestamp": "2020-01-01T00:00:00Z"}),
        lambda p: p["end_datetime"] > "2020",
    ),
    (compare(">=", "mid_datetime", "2020-01-01T00:00:00Z"), lambda p: p["mid_datetime"] >= "2020"),
    (compare("<", "created", "2022-06-01T00:00:00Z"), lambda p: p["created"] < "2022-06"),
    (
        {
            "op": "or",
            "args": [
                {
                    "op": "and",
                    "args": [compare("<", "date_dt", 30), compare("=", "version", "001")],
                },
                compare(">", "date_dt", 64),
            ],
        },
        lambda p: (p["date_dt"] < 30 and p["version"] == "001") or p["date_dt"] > 64,
    ),
    (negated(null("date_dt")), lambda p: True),
    ({}, lambda p: True),
]


@pytest.mark.parametrize(("expression", "wanted"), FILTERS)
def test_a_filter_finds_what_a_look_at_every_item_finds(stac_service, expression, wanted) -> None:
    expected = [item for item in stac_service.items if wanted(item["properties"])]
    assert expected
    answer = search(stac_service.url, filter=expression, **{"filter-lang": "cql2-json"})
    assert ids(answer) == newest_first(expected)
    assert ids(search(stac_service.url, filter=expression)) == ids(answer), "the default language"


# One that the service lists and no item has, and one that nobody has heard of.
@pytest.mark.parametrize("name", ["dt_days", "wibble"])
def test_a_property_that_items_lack_is_null_and_nothing_else(stac_service, name) -> None:
    value: Any = 10_000
    for operation in ("<=", "<", ">", ">=", "=", "<>"):
        wanted = compare(operation, name, value)
        assert ids(search(stac_service.url, filter=wanted)) == []
        assert ids(search(stac_service.url, filter=negated(wanted))) == []
    assert ids(search(stac_service.url, filter=compare("in", name, [1, 2]))) == []
    everything = newest_first(stac_service.items)
    assert ids(search(stac_service.url, filter=null(name))) == everything
    assert ids(search(stac_service.url, filter=negated(null(name)))) == []
    either = {"op": "or", "args": [compare("<=", name, value), null(name)]}
    assert ids(search(stac_service.url, filter=either)) == everything
    both = {"op": "and", "args": [compare("<=", name, value), compare("<=", "date_dt", value)]}
    assert ids(search(stac_service.url, filter=both)) == []


def test_space_is_searched_by_shapes_and_boxes(stac_service) -> None:
    def inside(*edges: float) -> list[str]:
        west, south, east, north = edges
        return newest_first(
            [
                item
                for item in stac_service.items
                if west < item["bbox"][0] < item["bbox"][2] < east
                and south < item["bbox"][1] < item["bbox"][3] < north
            ]
        )

    def found(**shape: Any) -> list[str]:
        return ids(search(stac_service.url, **shape))

    alaska, greenland = (-145.0, 55.0, -125.0, 62.0), (-60.0, 65.0, -40.0, 72.0)
    assert 0 < len(inside(*alaska)) < len(stac_service.items)
    polygon = {"type": "Polygon", "coordinates": box(*alaska)}
    assert found(intersects=polygon) == found(bbox=list(alaska)) == inside(*alaska)
    two = {"type": "MultiPolygon", "coordinates": [box(*alaska), box(*greenland)]}
    both = [
        item_id
        for item_id in newest_first(stac_service.items)
        if item_id in {*inside(*alaska), *inside(*greenland)}
    ]
    assert found(intersects=two) == both
    members = [polygon, {"type": "Polygon", "coordinates": box(*greenland)}]
    assert found(intersects={"type": "GeometryCollection", "geometries": members}) == both
    line = {"type": "LineString", "coordinates": [[-150, 50], [-120, 65]]}
    item = next(item for item in stac_service.items if item["id"] in inside(*greenland))
    lon, lat = item["properties"]["longitude"], item["properties"]["latitude"]
    assert item["id"] in found(intersects={"type": "Point", "coordinates": [lon, lat]})
    assert item["id"] in found(
        intersects={"type": "LineString", "coordinates": [[lon, lat], [0, 0]]}
    )
    assert item["id"] not in found(intersects=line)
    assert found(intersects={"type": "Polygon", "coordinates": box(0, 55, 10, 62)}) == []
    assert found(bbox=[-180, -90, 180, 90]) == newest_first(stac_service.items)
    # a box whose east lies west is no box over the 180th meridian, but all of the rest
    assert found(bbox=[170, -90, -170, 90]) == newest_first(stac_service.items)


@pytest.mark.parametrize(
    "body",
    [
        {"datetime": "2020-01-01/2021-01-01"},
        {"datetime": "yesterday"},
        {"datetime": "2021-01-01T00:00:00Z/2020-01-01T00:00:00Z"},
        {"datetime": "../.."},
        {"datetime": "/"},
        {"filter": "date_dt < 5"},
        {"filter": compare("<", "date_dt", 9), "filter-lang": "cql2-text"},
        {"intersects": {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}},
        {"intersects": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1]]]}},
        {"intersects": {"type": "Circle"}},
        {"intersects": {"type": "Feature", "properties": {}, "geometry": None}},
        {"bbox": [1, 2, 3]},
        {"bbox": [0, 5, 1, 1]},
        {"bbox": [-190, 0, 200, 1]},
        {"bbox": [0, 0, 1, 1], "intersects": {"type": "Point", "coordinates": [0, 0]}},
    ],
)
def test_what_is_no_search_is_refused_with_a_reason(stac_service, body) -> None:
    answer = post(stac_service.url, body)
    assert answer.status_code == 400
    assert answer.json()["detail"][0]["msg"]
    assert answer.json()["body"] == body


@pytest.mark.parametrize(
    "body",
    [
        {"filter": {"op": "frobnicate", "args": [{"property": "date_dt"}, 3]}},
        {"filter": {"args": [{"property": "date_dt"}, 3]}},
        {"filter": {"op": "and", "args": []}},
        {"filter": compare("in", "platform", [])},
        {"filter": compare("=", "platform", 50)},
        {"filter": compare("=", "percent_valid_pixels", "many")},
        {"filter": compare(">=", "mid_datetime", {"timestamp": "2020-01-01T00:00:00Z"})},
        {"token": f"next:{COLLECTION}:unknown"},
        {"token": "garbage"},
    ],
)
def test_what_only_the_database_finds_wrong_is_a_fault_of_the_server(stac_service, body) -> None:
    answer = post(stac_service.url, {"collections": [COLLECTION], **body})
    assert answer.status_code == 500
    assert answer.text == "Internal Server Error"
    assert answer.headers["Content-Type"].startswith("text/plain")


def test_a_body_that_is_no_json(stac_service) -> None:
    broken = requests.post(f"{stac_service.url}/search", data=b"{", timeout=TIMEOUT)
    assert (broken.status_code, broken.text) == (500, "Internal Server Error")


def test_what_is_not_there(stac_service) -> None:
    for path, description in {
        "/collections/nope": "Collection nope does not exist.",
        "/collections/nope/items": "Collection nope does not exist.",
        f"/collections/{COLLECTION}/items/nope": (
            f"Item nope in Collection {COLLECTION} does not exist."
        ),
    }.items():
        answer = requests.get(stac_service.url + path, timeout=TIMEOUT)
        assert answer.status_code == 404
        assert answer.json() == {"code": "NotFoundError", "description": description}
    nowhere = requests.get(f"{stac_service.url}/nope", timeout=TIMEOUT)
    assert (nowhere.status_code, nowhere.json()) == (404, {"detail": "Not Found"})
    wrong = requests.post(f"{stac_service.url}/collections", json={}, timeout=TIMEOUT)
    assert (wrong.status_code, wrong.json()) == (405, {"detail": "Method Not Allowed"})
    assert search(stac_service.url, collections=["nope"])["features"] == []
    assert search(stac_service.url, ids=["nope"])["features"] == []


def test_queryables_are_the_listed_ones(stac_service) -> None:
    for path in ("/queryables", f"/collections/{COLLECTION}/queryables"):
        answer = requests.get(stac_service.url + path, timeout=TIMEOUT)
        assert answer.headers["Content-Type"] == "application/schema+json"
        assert set(answer.json()["properties"]) == {
            *("id", "geometry", "datetime"),
            *("dt_days", "percent_valid_pixels", "scene_1_frame", "scene_2_frame", "created"),
        }
        assert answer.json()["additionalProperties"] is True


def test_the_landing_page_leads_on(stac_service) -> None:
    landing = requests.get(f"{stac_service.url}/", timeout=TIMEOUT).json()
    assert landing["type"] == "Catalog"
    wanted = {"self", "root", "data", "conformance", "search"}
    assert wanted <= {link["rel"] for link in landing["links"]}
    methods = {link["method"] for link in landing["links"] if link["rel"] == "search"}
    assert methods == {"GET", "POST"}
    conformance = requests.get(f"{stac_service.url}/conformance", timeout=TIMEOUT).json()
    ending = ("item-search", "item-search#filter", "cql2-json", "basic-cql2")
    for name in ending:
        assert any(uri.endswith(f"/{name}") for uri in conformance["conformsTo"]), name
