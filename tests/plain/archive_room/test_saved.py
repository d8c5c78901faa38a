"""Searches that are kept, and what is new since."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from itslive_qgis.archive.area import Area
from itslive_qgis.archive.granule import Granule
from itslive_qgis.archive.query import Query
from itslive_qgis.archive.saved import (
    FORMAT_VERSION,
    SavedSearch,
    after_run,
    known_ids,
    load_json,
    new_since,
    now,
    save_json,
    with_recent,
)
from itslive_qgis.archive.search import SearchResult, SetAside
from itslive_qgis.archive.selection import OTHER_MONTH, OVER_CAP, SAME_PAIR
from itslive_qgis.errors import ItsliveError

Make = Callable[..., Granule]
RAN = datetime(2026, 10, 3, 12, 30, tzinfo=timezone.utc)


@pytest.fixture
def saved(area: Area, make_granule: Make) -> SavedSearch:
    query = Query(area, months=(6, 7), satellites=("Landsat 8",), places=("9/11",))
    known = known_ids([make_granule(f"20{year}-06-01") for year in range(14, 24)])
    url = "https://stac.itslive.cloud"
    return SavedSearch("Malaspina, été", query, "stac", url, RAN, known)


def result_of(
    query: Query, granules: list[Granule], aside: dict[str, Granule] | None = None, **fields: Any
) -> SearchResult:
    entries = tuple(SetAside(granule, reason) for reason, granule in (aside or {}).items())
    return SearchResult(query, "", tuple(granules), entries, None, len(granules), **fields)


def test_a_search_comes_back_from_a_file(saved: SavedSearch, tmp_path: Path) -> None:
    path = tmp_path / "search.json"
    save_json(saved, path)
    assert load_json(path) == saved
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    never_ran = replace(saved, name="", ran_at=None, known=())
    assert SavedSearch.from_dict(json.loads(json.dumps(never_ran.to_dict()))) == never_ran


def test_twenty_thousand_known_granules_fit_into_a_project(
    saved: SavedSearch, make_granule: Make
) -> None:
    one = make_granule()
    known = known_ids(replace(one, granule_id=f"{one.granule_id}{n}") for n in range(20_000))
    assert len(set(known)) == 20_000
    assert len(json.dumps(replace(saved, known=known).to_dict())) < 250_000


def test_what_is_new_and_what_is_gone(saved: SavedSearch, make_granule: Make) -> None:
    first, second, third = (make_granule(f"20{year}-06-01") for year in (14, 15, 16))
    before = result_of(saved.query, [first, second])
    kept = after_run(saved, before, RAN)
    assert new_since(kept, before) == ((), ())
    new, gone = new_since(kept, result_of(saved.query, [second, third]))
    assert new == (third,)
    assert gone == known_ids([first])


def test_a_pair_in_another_projection_is_new_and_a_file_that_moved_is_not(
    saved: SavedSearch, make_granule: Make
) -> None:
    granule = make_granule()
    kept = after_run(saved, result_of(saved.query, [granule]), RAN)
    moved = replace(granule, url="https://example.org/elsewhere/x.nc")
    other = replace(granule, epsg=3413)
    assert new_since(kept, result_of(saved.query, [moved, other])) == ((other,), ())


def test_what_gave_way_is_neither_gone_nor_new_when_it_comes_back(
    saved: SavedSearch, make_granule: Make
) -> None:
    here, over, worse = (make_granule(f"20{year}-06-01") for year in (14, 15, 16))
    kept = after_run(saved, result_of(saved.query, [here], {OVER_CAP: over, SAME_PAIR: worse}), RAN)
    back = result_of(saved.query, [over, worse], {SAME_PAIR: here})
    assert new_since(kept, back) == ((), ())
    unfit = after_run(saved, result_of(saved.query, [here], {OTHER_MONTH: over}), RAN)
    assert new_since(unfit, result_of(saved.query, [here, over])) == ((over,), ())


@pytest.mark.parametrize("lack", [{"complete": False}, {"missing": 1}])
def test_a_search_that_has_not_all_proves_nothing_gone(
    lack: dict[str, Any], saved: SavedSearch, make_granule: Make
) -> None:
    first, second, third = (make_granule(f"20{year}-06-01") for year in (14, 15, 16))
    kept = after_run(saved, result_of(saved.query, [first, second]), RAN)
    stopped = result_of(saved.query, [third], **lack)
    assert new_since(kept, stopped) == ((third,), ())
    again = after_run(kept, stopped, RAN)
    assert set(again.known) == set(known_ids([first, second, third]))


def test_recent_searches_are_ten_and_equal_ones_merge(saved: SavedSearch, area: Area) -> None:
    recent: tuple[SavedSearch, ...] = ()
    for year in range(2010, 2025):
        query = Query(area, start=datetime(year, 1, 1))
        recent = with_recent(recent, replace(saved, query=query, name=""))
    assert [each.query.start.year for each in recent] == list(range(2024, 2014, -1))
    again = replace(recent[4], ran_at=now())
    recent = with_recent(recent, again)
    assert len(recent) == 10
    assert recent[0] is again
    elsewhere = replace(again, service_url="https://example.org")
    assert with_recent(recent, elsewhere)[:2] == (elsewhere, again)


@pytest.mark.parametrize(
    "damage",
    [
        {"itslive_search": None},
        {"query": None},
        {"query": {"area": 7}},
        {"query": {"area": {"type": "Polygon", "coordinates": [7]}}},
        {"query": {"area": {"type": "Polygon", "coordinates": [[[10**400, 0], [1, 1], [2, 2]]]}}},
        {"name": 7},
        {"service_kind": None},
        {"ran_at": "yesterday"},
        {"ran_at": 7},
        {"known": "short"},
        {"known": 8},
    ],
)
def test_damage_is_told_in_a_sentence(saved: SavedSearch, damage: dict[str, Any]) -> None:
    with pytest.raises(ItsliveError) as caught:
        SavedSearch.from_dict({**saved.to_dict(), **damage})
    assert caught.value.code in ("search_damaged", "area_invalid")
    assert caught.value.advice
    assert "{" not in str(caught.value)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "7", '{"type": "FeatureCollection"}', "[" * 99_999]
)
def test_another_file_is_no_search(text: str, tmp_path: Path) -> None:
    (tmp_path / "odd.json").write_text(text)
    with pytest.raises(ItsliveError) as caught:
        load_json(tmp_path / "odd.json")
    assert caught.value.code == "search_damaged"
    with pytest.raises(ItsliveError) as caught:
        load_json(tmp_path / "missing.json")
    assert caught.value.code == "not_read"


def test_a_search_of_a_newer_plugin_asks_for_the_update(saved: SavedSearch) -> None:
    newer = {**saved.to_dict(), "itslive_search": FORMAT_VERSION + 1, "query": "another form"}
    with pytest.raises(ItsliveError) as caught:
        SavedSearch.from_dict(newer)
    assert caught.value.code == "search_newer"
