"""The real server set up as ITS_LIVE sets it up: what our client may count on, and what not."""

from __future__ import annotations

from math import cos, pi, sin
from typing import Any

import pytest
import requests

from itslive_qgis.archive.area import Area
from itslive_qgis.archive.query import Query
from itslive_qgis.archive.search import search
from itslive_qgis.archive.stac import StacService

from .running import RealStac
from .world import World

GRANULES = "itslive-granules"


def post(url: str, **body: Any) -> requests.Response:
    return requests.post(
        f"{url}/search", json={"collections": [GRANULES], "limit": 10, **body}, timeout=60
    )


def box(west: float, south: float, east: float, north: float) -> list[list[list[float]]]:
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


def test_it_serves_the_real_collections_mosaics_and_queryables(
    generated_url: str, documents: dict[str, Any]
) -> None:
    answer = requests.get(f"{generated_url}/collections", timeout=30).json()
    assert {entry["id"] for entry in answer["collections"]} == {
        entry["id"] for entry in documents["collections"]
    }
    mosaics = post(generated_url, collections=["velocity-mosaics"], limit=1000).json()["features"]
    wanted = {item["id"]: item for item in documents["mosaics"]}
    assert {item["id"] for item in mosaics} == set(wanted)
    assert all(item["assets"] == wanted[item["id"]]["assets"] for item in mosaics)
    listed = requests.get(f"{generated_url}/queryables", timeout=30).json()["properties"]
    real = documents["queryables"]["properties"]
    assert {name: listed[name] for name in real} == real


def test_no_page_holds_more_than_ten_thousand_and_none_says_how_many_there_are(
    generated_url: str, generated_world: World
) -> None:
    answer = post(generated_url, limit=10_001).json()
    assert len(answer["features"]) == answer["numberReturned"] == 10_000
    assert len(generated_world.items) > 10_000
    assert "numberMatched" not in answer
    assert any(link["rel"] == "next" for link in answer["links"])


def test_an_outline_of_very_many_points_is_taken(generated_url: str) -> None:
    ring = [
        [-49 + 3 * cos(2 * pi * i / 50_000), 69.5 + sin(2 * pi * i / 50_000)] for i in range(50_000)
    ]
    shape = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    assert len(post(generated_url, intersects=shape).json()["features"]) == 10


def test_an_outline_that_crosses_itself_is_taken(generated_url: str) -> None:
    bow_tie = [[[-52, 68], [-46, 71], [-46, 68], [-52, 71], [-52, 68]]]
    answer = post(generated_url, intersects={"type": "Polygon", "coordinates": bow_tie})
    assert answer.status_code == 200
    assert answer.json()["features"]


def test_parts_may_touch_but_not_overlap(generated_url: str) -> None:
    """As GEOS refuses a MultiPolygon whose parts overlap, so does the service."""
    touching = [box(-52, 68, -49, 71), box(-49, 68, -46, 71)]
    overlapping = [box(-52, 68, -46, 71), box(-50, 69, -44, 72)]
    answers = [
        post(generated_url, intersects={"type": "MultiPolygon", "coordinates": parts})
        for parts in (touching, overlapping)
    ]
    assert [answer.status_code for answer in answers] == [200, 500]


@pytest.mark.parametrize("seed", range(4))
def test_no_wrongly_stored_footprint_upsets_it(generated_url: str, seed: int) -> None:
    """Rings over the 180th meridian and around poles cross themselves; asking by them is fine."""
    for step in range(12):
        south = -90 + 15 * step
        west = -180 + (seed * 97 + step * 61) % 300
        shape = {"type": "Polygon", "coordinates": box(west, south, west + 60, south + 15)}
        answer = post(generated_url, intersects=shape, limit=1000)
        assert answer.status_code == 200, shape


def test_a_footprint_over_the_180th_meridian_covers_all_but_its_place(
    generated_url: str, generated_world: World
) -> None:
    over = next(
        item
        for item in generated_world.items
        if item["properties"]["proj:code"] == "EPSG:32601"
        and item["bbox"][2] - item["bbox"][0] > 350
    )
    east, south, north = (over["bbox"][index] for index in (2, 1, 3))
    middle = (south + north) / 2
    for lon, held in ((0.0, True), ((east + 180) / 2, False)):
        point = {"type": "Point", "coordinates": [lon, middle]}
        found = post(generated_url, ids=[over["id"]], intersects=point).json()["features"]
        assert bool(found) == held


def test_closed_queryables_refuse_a_filter_with_500(
    real_stac: RealStac, generated_world: World, documents: dict[str, Any]
) -> None:
    """pgstac may be set to know no property but the queryables; it then fails at any other."""
    items = generated_world.items[:100]
    url = real_stac.serve(
        "closed",
        documents["collections"],
        items,
        documents["queryables"],
        additional_properties="false",
    )
    for name, status in (("percent_valid_pixels", 200), ("date_dt", 500), ("platform", 500)):
        wanted = {"op": ">=", "args": [{"property": name}, 0]}
        assert post(url, filter=wanted).status_code == status


def test_our_client_takes_what_others_lose(generated_url: str, generated_world: World) -> None:
    """Addresses by http or s3 alone, unknown satellites and old names are granules like others."""
    area = Area.from_rings([box(-60, 58, -20, 84)])
    result = search(StacService(generated_url), Query(area))
    assert not result.unreadable
    every = [*result.granules, *(entry.granule for entry in result.set_aside)]
    assert {granule.url.partition(":")[0] for granule in every} == {"https"}
    assert {granule.url.split("/")[2] for granule in every} == {
        *("its-live-data.s3.amazonaws.com", "n5eil01u.ecs.nsidc.org"),
        "data.nsidc.earthdatacloud.nasa.gov",
    }
    truths = {truth.granule_id: truth for truth in generated_world.truths.truths}
    for granule in every:
        truth = truths[granule.granule_id]
        assert granule.mid_date == truth.middle
        assert (granule.date_1, granule.date_2) == (truth.first, truth.second)
        assert granule.separation_days == pytest.approx(truth.days)
        assert (granule.epsg, granule.version) == (truth.epsg, truth.version)
        assert granule.percent_valid == truth.valid
    assert "L10X" in {granule.satellite for granule in every}
