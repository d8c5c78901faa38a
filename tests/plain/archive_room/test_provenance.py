"""Which searches fed a folder: a file for each, which stays when the record goes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timezone

import pytest

from itslive_qgis.archive.area import Area
from itslive_qgis.archive.download_queue import DownloadQueue
from itslive_qgis.archive.granule import Granule
from itslive_qgis.archive.provenance import search_file
from itslive_qgis.archive.query import Query
from itslive_qgis.archive.record import Record
from itslive_qgis.archive.record_lines import RECORD_NAME
from itslive_qgis.archive.saved import SavedSearch, known_ids, load_json

from .place import DATA, Place
from .scripted_server import stored

RAN = datetime(2026, 11, 3, 12, 30, tzinfo=timezone.utc)
Settle = Callable[..., Record]


@pytest.fixture
def granules(place: Place) -> list[Granule]:
    """Six granules that the server has."""
    return [place.make(url=place.server.on(f"/{number}.nc", stored(DATA))) for number in range(6)]


@pytest.fixture
def search(area: Area, granules: list[Granule]) -> SavedSearch:
    query = Query(area, months=(6, 7), satellites=("Landsat 8",))
    return SavedSearch("été", query, "stac", "https://stac.test", RAN, known_ids(granules))


@pytest.fixture
def settle(place: Place) -> Settle:
    """Ask for granules in a queue of their own, as a new window of QGIS does."""

    def settle(granules: list[Granule], search: SavedSearch) -> Record:
        queue = DownloadQueue(str(place.folder))
        queue.add(granules, search.to_dict())
        return queue.settle()

    return settle


def files(place: Place) -> list[str]:
    return sorted(path.name for path in place.folder.glob("search-*"))


def test_each_search_has_a_file_that_opens_again(
    place: Place, settle: Settle, search: SavedSearch, granules: list[Granule]
) -> None:
    settle(granules[:2], search)
    other = replace(search, name="other")
    settle(granules[1:5], other)
    settle(granules[4:], search)
    assert files(place) == ["search-1.json", "search-2.json"]
    assert load_json(search_file(place.folder, "1")) == search
    assert load_json(search_file(place.folder, "2")) == other
    told = [json.loads((place.folder / name).read_text("utf-8")) for name in files(place)]
    assert [each["granules"] for each in told] == [3, 3]
    for each in told:
        assert each["service_url"] == "https://stac.test"
        assert each["ran_at"] == "2026-11-03T12:30:00+00:00"
        assert each["query"]["months"] == [6, 7]
        assert each["query"]["area"]["type"] == "Polygon"
        assert each["made_by"].startswith("ITS_LIVE for QGIS ")


def test_without_the_record_they_stay_and_keep_their_numbers(
    place: Place, settle: Settle, search: SavedSearch, granules: list[Granule]
) -> None:
    settle(granules[:2], search)
    second = replace(search, name="second")
    settle(granules[2:3], second)
    (place.folder / RECORD_NAME).unlink()
    third = replace(search, name="third")
    assert set(settle(granules[3:], third).searches()) == {"3"}
    assert set(settle(granules[2:3], second).searches()) == {"3", "2"}
    kept = [load_json(search_file(place.folder, number)).name for number in "123"]
    assert kept == ["été", "second", "third"]


def test_a_file_that_is_damaged_or_the_users_own_is_not_replaced(
    place: Place, settle: Settle, search: SavedSearch, granules: list[Granule]
) -> None:
    place.folder.mkdir()
    search_file(place.folder, "1").write_text("mine")
    (place.folder / "search-mine.json").write_text("{}")
    settle(granules, search)
    assert search_file(place.folder, "1").read_text() == "mine"
    assert load_json(search_file(place.folder, "2")) == search


def test_a_file_that_was_deleted_comes_back(
    place: Place, settle: Settle, search: SavedSearch, granules: list[Granule]
) -> None:
    settle(granules[:2], search)
    search_file(place.folder, "1").unlink()
    settle(granules[2:], search)
    assert load_json(search_file(place.folder, "1")) == search


def test_what_was_asked_is_not_lost_with_a_file_that_cannot_be_written(
    place: Place, search: SavedSearch, granules: list[Granule]
) -> None:
    place.folder.mkdir()
    blocked = place.folder / "search-1.json.part"
    blocked.mkdir()
    queue = DownloadQueue(str(place.folder))
    queue.add(granules, search.to_dict())
    queue.settle()  # the record has it
    assert not search_file(place.folder, "1").exists()
    blocked.rmdir()
    queue.run(place.network)
    assert queue.totals().counts["done"] == len(granules)
    assert load_json(search_file(place.folder, "1")) == search
