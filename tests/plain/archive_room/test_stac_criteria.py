"""Our client, every criterion, in a STAC service. ``make test-stac`` asks the real one the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from itslive_qgis.archive import selection
from itslive_qgis.archive.area import Area
from itslive_qgis.archive.names import pair_identity
from itslive_qgis.archive.query import Query
from itslive_qgis.archive.search import SearchResult, search
from itslive_qgis.archive.stac import StacService

from .watched import WatchedMonitor

ALASKA, GREENLAND, PINE_ISLAND, PATAGONIA = (
    [[(west, south), (east, south), (east, north), (west, north)]]
    for west, south, east, north in [
        (-145.0, 55.0, -125.0, 62.0),
        (-60.0, 65.0, -40.0, 72.0),
        (-110.0, -80.0, -90.0, -70.0),
        (-80.0, -55.0, -65.0, -40.0),
    ]
)
EVERYWHERE = [ALASKA, GREENLAND, PINE_ISLAND, PATAGONIA]

Properties = dict[str, Any]


def accepted(result: SearchResult) -> set[str]:
    """Ids of all that met every criterion, also if another processing was preferred."""
    return {granule.granule_id for granule in result.granules} | {
        entry.granule.granule_id
        for entry in result.set_aside
        if entry.reason == selection.SAME_PAIR
    }


def day(properties: Properties) -> date:
    return datetime.fromisoformat(properties["mid_datetime"][:19]).date()


CRITERIA: list[tuple[dict[str, Any], Callable[[Properties], bool]]] = [
    ({}, lambda p: True),
    ({"start": date(2019, 6, 1)}, lambda p: day(p) >= date(2019, 6, 1)),
    ({"end": date(2016, 1, 31)}, lambda p: day(p) <= date(2016, 1, 31)),
    (
        {"start": date(2015, 2, 1), "end": date(2021, 7, 1)},
        lambda p: date(2015, 2, 1) <= day(p) <= date(2021, 7, 1),
    ),
    ({"min_separation": 33}, lambda p: p["date_dt"] >= 33),
    ({"max_separation": 16}, lambda p: p["date_dt"] <= 16),
    (
        {"min_separation": 12, "max_separation": 48},
        lambda p: 12 <= p["date_dt"] <= 48,
    ),
    ({"min_valid": 60}, lambda p: p["percent_valid_pixels"] >= 60),
    ({"satellites": ("Sentinel-1",)}, lambda p: p["platform"].startswith("S1")),
    (
        {"satellites": ("Landsat 8", "Sentinel-2")},
        lambda p: p["platform"] in ("LC08", "LO08") or p["platform"].startswith("S2"),
    ),
    ({"months": (12, 1, 2)}, lambda p: day(p).month in (12, 1, 2)),
    (
        {
            "start": date(2010, 1, 1),
            "max_separation": 64,
            "min_valid": 30,
            "satellites": ("Landsat 7", "Landsat 8", "Landsat 9", "Sentinel-2"),
            "months": (3, 4, 5, 6, 7, 8, 9),
        },
        lambda p: (
            day(p) >= date(2010, 1, 1)
            and p["date_dt"] <= 64
            and p["percent_valid_pixels"] >= 30
            and p["platform"][:2] in ("LE", "LC", "LO", "S2")
            and 3 <= day(p).month <= 9
        ),
    ),
]


@pytest.mark.parametrize(("criteria", "wanted"), CRITERIA)
def test_criteria_find_what_a_look_at_every_item_finds(stac_service, criteria, wanted) -> None:
    result = search(StacService(stac_service.url), Query(Area.from_rings(EVERYWHERE), **criteria))
    expected = {item["id"] for item in stac_service.items if wanted(item["properties"])}
    assert expected
    assert bool(criteria) == (len(expected) < len(stac_service.items))
    assert accepted(result) == expected
    assert not result.unreadable


@pytest.mark.parametrize("size", [7, 65, 130, 500])
def test_pages_of_any_size_give_the_same(stac_service, size) -> None:
    monitor = WatchedMonitor()
    query = Query(Area.from_rings(EVERYWHERE))
    result = search(StacService(stac_service.url, page_size=size), query, monitor)
    count = len(stac_service.items)
    assert accepted(result) == {item["id"] for item in stac_service.items}
    assert result.received == count
    assert result.matched == (count if stac_service.counted else None)
    received = [values["count"] for _, _, values in monitor.told if "count" in values][:-1]
    steps = [after - before for before, after in zip([0, *received], received)]
    assert received[-1] == count
    assert all(0 < step <= size for step in steps)
    fractions = [fraction for fraction, _, _ in monitor.told]
    assert fractions == sorted(fractions)


def test_of_each_pair_and_projection_one_is_taken(stac_service) -> None:
    result = search(StacService(stac_service.url), Query(Area.from_rings(EVERYWHERE)))
    pairs = [(pair_identity(granule.granule_id), granule.epsg) for granule in result.granules]
    assert len(pairs) == len(set(pairs))
    assert set(pairs) == {
        (pair_identity(item["id"]), int(item["properties"]["proj:code"][5:]))
        for item in stac_service.items
    }


@pytest.mark.parametrize("site", [ALASKA, GREENLAND, PINE_ISLAND, PATAGONIA])
def test_an_area_finds_its_own(stac_service, site) -> None:
    (west, south), _, (east, north), _ = site[0]
    result = search(StacService(stac_service.url), Query(Area.from_rings([site])))
    assert accepted(result) == {
        item["id"]
        for item in stac_service.items
        if west < item["properties"]["longitude"] < east
        and south < item["properties"]["latitude"] < north
    }
    assert 0 < result.received < len(stac_service.items)


def test_an_area_where_nothing_is_finds_nothing(stac_service) -> None:
    elsewhere = Area.from_rings([[[(10, 60), (11, 60), (11, 61), (10, 61)]]])
    result = search(StacService(stac_service.url), Query(elsewhere))
    assert (result.granules, result.set_aside, result.received) == ((), (), 0)
    assert result.matched == (0 if stac_service.counted else None)
