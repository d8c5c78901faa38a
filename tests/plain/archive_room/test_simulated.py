"""Search and download against the simulated ITS_LIVE, compared with its items and files."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from itslive_qgis.archive import selection
from itslive_qgis.archive.area import Area
from itslive_qgis.archive.download import download, estimate_bytes
from itslive_qgis.archive.http import Network
from itslive_qgis.archive.names import pair_identity
from itslive_qgis.archive.query import Query
from itslive_qgis.archive.search import SearchResult, search
from itslive_qgis.archive.stac import StacService
from itslive_qgis.monitor import Monitor

from .watched import WatchedMonitor


@pytest.fixture(scope="module")
def items(its_live: Any) -> list[dict[str, Any]]:
    """All items of the archive, read without our client."""
    url = f"{its_live.url}/collections/itslive-granules/items"
    answer = requests.get(url, params={"limit": 1000}, timeout=10).json()
    assert len(answer["features"]) == answer["numberMatched"] > 20
    return answer["features"]


@pytest.fixture
def outline(its_live: Any) -> Area:
    return Area.from_rings([[its_live.truth.OUTLINE]])


def find(its_live: Any, query: Query, page_size: int = 7) -> SearchResult:
    return search(StacService(its_live.url, page_size=page_size), query, Monitor())


def all_ids(result: SearchResult) -> set[str]:
    return {item.granule_id for item in result.granules} | {
        entry.granule.granule_id for entry in result.set_aside
    }


def test_everything_is_found_page_by_page(
    its_live: Any, items: list[dict[str, Any]], outline: Area
) -> None:
    monitor = WatchedMonitor()
    result = search(StacService(its_live.url, page_size=7), Query(outline), monitor)
    assert all_ids(result) == {item["id"] for item in items}
    assert result.received == result.matched == len(items)
    assert not result.unreadable
    assert {entry.reason for entry in result.set_aside} <= {selection.SAME_PAIR}
    received = [values["count"] for _, text, values in monitor.told if "{total}" in text]
    assert received == [*range(7, len(items), 7), len(items)]


def test_no_pair_is_lost_and_none_is_double(
    its_live: Any, items: list[dict[str, Any]], outline: Area
) -> None:
    result = find(its_live, Query(outline))
    expected = {
        (pair_identity(item["id"]), int(item["properties"]["proj:code"][5:])) for item in items
    }
    found = [(pair_identity(item.granule_id), item.epsg) for item in result.granules]
    assert len(found) == len(set(found))
    assert set(found) == expected
    zones_per_pair = Counter(pair for pair, _ in found)
    assert 2 in zones_per_pair.values(), "the same pair in both zones stays twice"
    assert len(result.granules) < len(items), "the archive holds reprocessed pairs"


@pytest.mark.parametrize(
    "criteria",
    [
        {"start": date(2019, 6, 1), "end": date(2021, 5, 31)},
        {"min_separation": 16, "max_separation": 32},
        {"min_separation": 33},
        {"min_valid": 60},
        {"satellites": ("Sentinel-2",)},
        {"satellites": ("Landsat 8",)},
        {"months": (6, 7, 8)},
        {
            "start": date(2020, 1, 1),
            "max_separation": 64,
            "min_valid": 30,
            "months": (5, 6, 7, 8, 9),
        },
    ],
)
def test_criteria_give_what_a_look_at_every_item_gives(
    its_live: Any, items: list[dict[str, Any]], outline: Area, criteria: dict[str, Any]
) -> None:
    def wanted(item: dict[str, Any]) -> bool:
        properties = item["properties"]
        middle = datetime.fromisoformat(properties["mid_datetime"][:19])
        days = properties["date_dt"]
        group = {"L": f"Landsat {properties['platform'][-1]}", "S": "Sentinel-2"}
        return (
            criteria.get("start", date.min) <= middle.date() <= criteria.get("end", date.max)
            and criteria.get("min_separation", 0) <= days <= criteria.get("max_separation", 999)
            and properties["percent_valid_pixels"] >= criteria.get("min_valid", 0)
            and middle.month in criteria.get("months", range(1, 13))
            and group[properties["platform"][0]] in criteria.get("satellites", group.values())
        )

    result = find(its_live, Query(outline, **criteria))
    of_same_pair = {
        entry.granule.granule_id
        for entry in result.set_aside
        if entry.reason == selection.SAME_PAIR
    }
    taken = {granule.granule_id for granule in result.granules}
    expected = {item["id"] for item in items if wanted(item)}
    assert expected
    assert expected != {item["id"] for item in items}
    assert taken | of_same_pair == expected


def test_an_area_elsewhere_holds_nothing(its_live: Any) -> None:
    elsewhere = Area.from_rings([[[(10, 60), (11, 60), (11, 61), (10, 61)]]])
    result = find(its_live, Query(elsewhere))
    assert (result.granules, result.set_aside, result.matched, result.received) == ((), (), 0, 0)


def test_an_area_in_the_granules_own_projection(its_live: Any, outline: Area) -> None:
    west, south, east, north = outline.bbox()
    utm = Area.from_rings(
        [
            [
                [
                    (669_000, 6_533_000),
                    (676_000, 6_533_000),
                    (676_000, 6_540_000),
                    (669_000, 6_540_000),
                ]
            ]
        ],
        "EPSG:32607",
    )
    assert west < utm.bbox()[0] < utm.bbox()[2] < east
    assert south < utm.bbox()[1] < utm.bbox()[3] < north
    assert find(its_live, Query(utm)).granules == find(its_live, Query(outline)).granules


def test_downloads_are_the_archives_files(its_live: Any, outline: Area, tmp_path: Path) -> None:
    originals = {path.name: path for path in its_live.granules}
    granules = find(its_live, Query(outline, max_per_year=2)).granules
    assert len(granules) > 4
    report = download(granules, tmp_path, Network(), Monitor())
    assert not report.failed
    assert report.count == len(granules)
    for outcome in report.outcomes:
        assert outcome.path is not None
        path = Path(outcome.path)
        assert path.read_bytes() == originals[path.name].read_bytes()
    size = sum(path.stat().st_size for path in tmp_path.glob("*.nc"))
    assert report.bytes == size
    estimate = estimate_bytes(granules, sample=len(granules))
    assert estimate == size
    again = download(granules, tmp_path)
    assert {outcome.status for outcome in again.outcomes} == {"present"}


def test_a_granule_that_moved_is_told(its_live: Any, outline: Area, tmp_path: Path) -> None:
    granules = list(find(its_live, Query(outline, max_per_year=1)).granules)
    granules[0] = replace(granules[0], url=granules[0].url.replace("N50W", "N60W"))
    report = download(granules, tmp_path)
    assert [outcome.url for outcome in report.failed] == [granules[0].url]
    assert "search again" in str(report.failed[0].error)
    assert report.count == len(granules) - 1
