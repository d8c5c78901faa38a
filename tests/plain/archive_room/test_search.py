"""Searching a STAC service: everything that exists is found, and a failure is never a zero."""

from __future__ import annotations

from datetime import date

import pytest

from itslive_qgis.archive import selection, stac_items
from itslive_qgis.archive.area import Area
from itslive_qgis.archive.http import Network
from itslive_qgis.archive.query import Query
from itslive_qgis.archive.search import SearchResult, search
from itslive_qgis.archive.stac import StacService
from itslive_qgis.errors import Cancelled, ItsliveError
from itslive_qgis.monitor import Monitor

from .scripted_server import Asked, Reply, ScriptedServer, json_reply
from .stac_answers import item, page
from .watched import WatchedMonitor


def find(
    server: ScriptedServer, network: Network, query: Query, monitor: Monitor | None = None
) -> SearchResult:
    return search(StacService(server.url + "/", network), query, monitor)


def code_of(server: ScriptedServer, network: Network, query: Query) -> str:
    with pytest.raises(ItsliveError) as caught:
        find(server, network, query)
    assert caught.value.advice
    assert "{" not in str(caught.value)
    return caught.value.code


def test_pages_by_post_are_followed(server: ScriptedServer, network: Network, area: Area) -> None:
    link = {"rel": "next", "method": "POST", "href": server.url + "/search"}
    server.on(
        "/search",
        page(
            [item(1), item(2)],
            {**link, "merge": True, "body": {"token": "next:2"}},
            numberMatched=5,
        ),
        page(
            [item(3), item(4)], {**link, "body": {"token": "next:4", "limit": 2}}, numberMatched=5
        ),
        page([item(5)], {"rel": "self", "href": server.url}, numberMatched=5),
    )
    monitor = WatchedMonitor()
    result = find(server, network, Query(area), monitor)
    assert [granule.granule_id for granule in result.granules] == [
        f"granule-{number}" for number in range(1, 6)
    ]
    assert (result.matched, result.received, result.set_aside) == (5, 5, ())
    assert result.service == server.url
    first, second, third = (asked.json for asked in server.asked)
    assert second == {**first, "token": "next:2"}
    assert third == {"token": "next:4", "limit": 2}
    counts = [values["count"] for _, text, values in monitor.told if "{total}" in text]
    assert counts == [2, 4, 5]
    fractions = [fraction for fraction, _, _ in monitor.told]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1


def test_pages_by_get_are_followed(server: ScriptedServer, network: Network, area: Area) -> None:
    server.on("/search", page([item(1)], {"rel": "next", "href": "/more?token=2"}))
    server.on("/more", page([item(2)]))
    result = find(server, network, Query(area))
    assert len(result.granules) == 2
    assert result.matched is None
    assert [asked.method for asked in server.asked] == ["POST", "GET"]


def test_another_400_is_an_error(server: ScriptedServer, network: Network, area: Area) -> None:
    server.on("/search", json_reply({"code": "BadRequest", "description": "no"}, 400))
    assert code_of(server, network, Query(area)) == "http_status"


def test_every_criterion_is_checked_again(
    server: ScriptedServer, network: Network, area: Area
) -> None:
    server.on(
        "/search",
        page(
            [
                item(1),
                item(2, percent_valid_pixels=1),
                item(3, platform="S1A"),
                # overlaps the time asked for, as STAC means it; its mid-date does not
                item(
                    4,
                    datetime="2018-04-01T00:00:00Z",
                    start_datetime="2017-12-01T00:00:00Z",
                    end_datetime="2018-06-20T00:00:00Z",
                ),
                item(5, start_datetime="2018-06-01T00:00:00Z", end_datetime="2018-07-15T00:00:00Z"),
            ]
        ),
    )
    query = Query(
        area,
        start=date(2018, 6, 1),
        end=date(2018, 6, 30),
        max_separation=32,
        min_valid=10,
        satellites=("Landsat 8",),
    )
    result = find(server, network, query)
    assert [granule.granule_id for granule in result.granules] == ["granule-1"]
    assert {entry.granule.granule_id: entry.reason for entry in result.set_aside} == {
        "granule-2": selection.TOO_EMPTY,
        "granule-3": selection.OTHER_SATELLITE,
        "granule-4": selection.BEFORE,
        "granule-5": selection.TOO_LONG,
    }
    assert result.received == 5


def test_items_that_cannot_be_read_are_told(
    server: ScriptedServer, network: Network, area: Area
) -> None:
    broken = [{**item(2), "assets": {}}, {**item(3), "properties": {}}, {"id": "x"}, None]
    no_geometry = {**item(4), "geometry": None}
    server.on("/search", page([item(1), *broken, no_geometry]))
    result = find(server, network, Query(area))
    assert {granule.granule_id for granule in result.granules} == {"granule-1", "granule-4"}
    assert [entry.reason for entry in result.unreadable] == [
        stac_items.NO_FILE,
        stac_items.NO_DATES,
        stac_items.NO_ITEM,
        stac_items.NO_ITEM,
    ]
    assert result.received == 6


def test_an_item_on_two_pages_counts_once(
    server: ScriptedServer, network: Network, area: Area
) -> None:
    server.on("/search", page([item(1), item(2)], {"rel": "next", "href": "/more"}))
    server.on("/more", page([item(2), item(3)]))
    assert len(find(server, network, Query(area)).granules) == 3


def test_the_cap_and_its_leavings(server: ScriptedServer, network: Network, area: Area) -> None:
    server.on("/search", page([item(n, percent_valid_pixels=n) for n in range(1, 11)]))
    result = find(server, network, Query(area, max_per_year=4, rank="valid"))
    assert [granule.percent_valid for granule in result.granules] == [7, 8, 9, 10]
    assert len(result.set_aside) == 6


def test_zero_is_zero(server: ScriptedServer, network: Network, area: Area) -> None:
    server.on("/search", page([], numberMatched=0))
    result = find(server, network, Query(area))
    assert (result.granules, result.set_aside, result.matched, result.received) == ((), (), 0, 0)


def test_a_next_page_at_no_address_is_told(
    server: ScriptedServer, network: Network, area: Area
) -> None:
    server.on("/search", page([item(1)], {"rel": "next", "href": "https://[bad"}))
    assert code_of(server, network, Query(area)) == "not_stac"


def test_endless_pages_are_noticed(server: ScriptedServer, network: Network, area: Area) -> None:
    again = {"rel": "next", "href": "/more?page=2"}
    server.on("/search", page([item(1)], again))
    server.on("/more", page([item(2)], again))
    assert code_of(server, network, Query(area)) == "endless_pages"
    assert len(server.asked) == 2


def test_the_same_items_under_new_tokens_are_noticed(
    server: ScriptedServer, network: Network, area: Area
) -> None:
    def answer(_asked: Asked) -> Reply:
        return page([item(1)], {"rel": "next", "href": f"/more?token={len(server.asked)}"})

    server.on("/search", answer)
    server.on("/more", answer)
    assert code_of(server, network, Query(area)) == "endless_pages"


def test_empty_pages_under_new_tokens_are_noticed(
    server: ScriptedServer, network: Network, area: Area
) -> None:
    def answer(_asked: Asked) -> Reply:
        return page([], {"rel": "next", "href": f"/more?token={len(server.asked)}"})

    server.on("/search", answer)
    server.on("/more", answer)
    assert code_of(server, network, Query(area)) == "endless_pages"
    assert len(server.asked) < 20


def test_cancelling_a_stalled_search(server: ScriptedServer, area: Area) -> None:
    server.on("/search", page([item(1)], {"rel": "next", "href": "/more"}))
    server.on("/more", Reply(200, {}, b"x" * 1000, cut=10, stall=True))
    monitor = WatchedMonitor(cancel_after=0.4)
    with pytest.raises(Cancelled):
        find(server, Network(read_timeout=30), Query(area), monitor)
    assert monitor.seconds_since_stop() < 0.2
    assert server.gone.wait(1), "the stalled server still sees our socket"
