"""Pages of a STAC answer: small ones first, larger ones after, and none of their items lost."""

from __future__ import annotations

import threading
import time
from typing import Any, Callable

import pytest

from itslive_qgis.archive.area import Area
from itslive_qgis.archive.http import Network
from itslive_qgis.archive.query import Query
from itslive_qgis.archive.search import Arrival, Gathering, SearchResult, search
from itslive_qgis.archive.stac import StacService
from itslive_qgis.archive.stac_pages import FIRST_PAGE, LARGEST_PAGE, PAGE_SECONDS, PageSize
from itslive_qgis.errors import Cancelled, ItsliveError
from itslive_qgis.monitor import Monitor

from .scripted_server import Asked, Reply, ScriptedServer, json_reply
from .stac_answers import item, page
from .watched import WatchedMonitor

MANY = 1_300
COLLECTION = "itslive-granules"


class Pgstac:
    """Serves so many items as pgstac does: the link names the last item of the page."""

    def __init__(self, server: ScriptedServer, count: int = MANY) -> None:
        self.items = [{**item(n), "collection": COLLECTION} for n in range(count)]
        self.url = server.url + "/search"
        self.largest = 10_000
        self.fault: Callable[[dict[str, Any]], Reply | None] = lambda body: None
        server.on("/search", self.answer)

    def token(self, start: int, shown: list[Any]) -> str:
        return f"next:{COLLECTION}:{shown[-1]['id']}"

    def start(self, body: dict[str, Any]) -> int:
        last = body.get("token", "::granule--1").split(":")[2]
        return int(last.partition("-")[2]) + 1

    def answer(self, asked: Asked) -> Reply:
        body = asked.json
        fault = self.fault(body)
        if fault is not None:
            return fault
        start = self.start(body)
        shown = self.items[start : start + min(body["limit"], self.largest)]
        links = []
        if start + len(shown) < len(self.items):
            body = {**body, "token": self.token(start, shown)}
            links = [{"rel": "next", "method": "POST", "href": self.url, "body": body}]
        return page(shown, *links, numberMatched=len(self.items))


class Counting(Pgstac):
    """Serves pages by their number: another size would lose items."""

    def token(self, start: int, shown: list[Any]) -> str:
        return f"next:{start // self.size + 2}"

    def start(self, body: dict[str, Any]) -> int:
        self.size = body["limit"]
        return (int(body.get("token", "next:1").partition(":")[2]) - 1) * self.size


def find(server: ScriptedServer, network: Network, area: Area, **options: Any) -> SearchResult:
    return search(StacService(server.url, network), Query(area), **options)


def limits(server: ScriptedServer) -> list[int]:
    return [asked.json["limit"] for asked in server.of("POST")]


def ids(result: SearchResult) -> set[str]:
    return {granule.granule_id for granule in result.granules}


def all_of(served: Pgstac) -> set[str]:
    return {entry["id"] for entry in served.items}


def test_pages_grow_and_lose_nothing(server: ScriptedServer, network: Network, area: Area) -> None:
    served = Pgstac(server)
    came: list[Arrival] = []
    result = find(server, network, area, on_arrival=came.append)
    assert ids(result) == all_of(served)
    assert (result.received, result.matched, result.missing) == (MANY, MANY, 0)
    assert len(came[0].fitting) == FIRST_PAGE
    asked = limits(server)
    assert asked[0] == FIRST_PAGE < max(asked) <= LARGEST_PAGE
    assert all(arrival.matched == MANY and not arrival.at_most for arrival in came)


def test_a_page_is_as_large_as_the_connection_is_quick() -> None:
    size = PageSize(LARGEST_PAGE)
    seen = []
    for _ in range(5):
        seen.append(size.items)
        size.took(size.items, 0.1)
    assert seen[0] == FIRST_PAGE
    assert seen == sorted(seen)
    assert seen[-1] == LARGEST_PAGE
    assert size.is_largest
    size.took(LARGEST_PAGE, 5 * PAGE_SECONDS)
    assert size.items == 100, "a slow answer makes the next one small"
    size.took(100, 60)
    assert size.items == FIRST_PAGE
    size.took(FIRST_PAGE, 60)
    assert size.items == FIRST_PAGE
    size.took(10, 0.001)
    assert size.items == FIRST_PAGE, "a page that was not full says nothing"
    assert PageSize(7).items == 7


@pytest.mark.parametrize("largest", [10, FIRST_PAGE, 120])
def test_a_service_may_give_less_than_it_is_asked_for(
    server: ScriptedServer, network: Network, area: Area, largest: int
) -> None:
    served = Pgstac(server, 400)
    served.largest = largest
    result = find(server, network, area)
    assert (ids(result), result.missing) == (all_of(served), 0)


def test_pages_that_are_counted_keep_their_size(
    server: ScriptedServer, network: Network, area: Area
) -> None:
    served = Counting(server)
    came: list[Arrival] = []
    result = find(server, network, area, on_arrival=came.append)
    assert ids(result) == all_of(served)
    assert (result.received, result.missing) == (MANY, 0)
    # begun anew after the first small page, so that the others need not stay as small
    assert limits(server) == [FIRST_PAGE, *[LARGEST_PAGE] * 3]
    assert [arrival.received for arrival in came][:2] == [FIRST_PAGE, LARGEST_PAGE]


def test_links_may_say_the_page_and_nothing_else(
    server: ScriptedServer, network: Network, area: Area
) -> None:
    def answer(asked: Asked) -> Reply:
        number = asked.json.get("page", 1)
        link = {"rel": "next", "method": "POST", "href": "/search", "body": {"page": number + 1}}
        return page([item(number)], *([link] if number < 4 else []), numberMatched=4)

    server.on("/search", answer)
    assert len(find(server, network, area).granules) == 4


@pytest.mark.parametrize("status", [400, 504])
def test_pages_that_are_counted_stay_small_where_large_ones_are_refused(
    server: ScriptedServer, network: Network, area: Area, status: int
) -> None:
    served = Counting(server, 330)
    served.fault = lambda body: Reply(status) if body["limit"] > 100 else None
    result = find(server, network, area)
    assert (ids(result), result.received, result.missing) == (all_of(served), 330, 0)
    assert limits(server) == [FIRST_PAGE, LARGEST_PAGE, *[FIRST_PAGE] * 6]


@pytest.mark.parametrize(
    "refusal",
    [
        json_reply({"code": "RequestValidationError"}, 400),
        Reply(200, {}, b'{"features": [{"id"'),
        Reply(504),
        Reply(200, {}, b"{" * 10, cut=3, stall=True),
    ],
    ids=["refused", "cut", "gateway", "late"],
)
def test_a_larger_page_that_fails_is_asked_for_as_the_link_says(
    server: ScriptedServer, network: Network, area: Area, refusal: Reply
) -> None:
    served = Pgstac(server, 700)
    served.fault = lambda body: refusal if body["limit"] > 100 else None
    quick = Network(**{**network.__dict__, "read_timeout": 1})
    result = find(server, quick, area)
    assert (ids(result), result.missing) == (all_of(served), 0)
    asked = limits(server)
    assert [limit for limit in asked if limit > 100] == [250], "what has failed is not tried again"


def test_a_larger_page_that_repeats_itself_is_asked_for_as_the_link_says(
    server: ScriptedServer, network: Network, area: Area
) -> None:
    served = Pgstac(server, 300)
    served.fault = lambda body: page(served.items[:50]) if body["limit"] > FIRST_PAGE else None
    result = find(server, network, area)
    assert ids(result) == all_of(served)


def test_a_damaged_page_is_asked_for_once_more(
    server: ScriptedServer, network: Network, area: Area
) -> None:
    server.on("/search", Reply(200, {}, b'{"features": [{"id"'), page([item(1)]))
    assert len(find(server, network, area).granules) == 1


def test_pages_that_are_lost_are_told(server: ScriptedServer, network: Network, area: Area) -> None:
    server.on("/search", page([item(1)], {"rel": "next", "href": "/more"}, numberMatched=5))
    server.on("/more", page([item(2)], numberMatched=5))
    monitor = WatchedMonitor()
    result = find(server, network, area, monitor=monitor)
    assert (len(result.granules), result.matched, result.missing) == (2, 5, 3)
    fraction, text, values = monitor.told[-1]
    assert (fraction, values["missing"]) == (1, 3)
    assert "never came" in text


def test_a_count_that_was_too_low_is_no_loss(
    server: ScriptedServer, network: Network, area: Area
) -> None:
    server.on("/search", page([item(1), item(2)], numberMatched=1))
    assert find(server, network, area).missing == 0


def probing(probe: dict[str, Any]) -> type[Area]:
    class Probing(Area):
        def probe(self) -> dict[str, Any] | None:
            return probe

    return Probing


def test_an_area_near_the_date_line_is_asked_for_twice(
    server: ScriptedServer, network: Network, area: Area
) -> None:
    probe = {"type": "Polygon", "coordinates": [[[-180, 58], [180, 58], [180, 60], [-180, 58]]]}
    twice = probing(probe)(area.polygons)
    wrong = {**item(3), "geometry": probe}

    def answer(asked: Asked) -> Reply:
        if asked.json["intersects"] == probe:
            return page([item(2), wrong], numberMatched=2)
        return page([item(1), item(2)], numberMatched=2)

    server.on("/search", answer)
    came: list[Arrival] = []
    result = search(StacService(server.url, network), Query(twice), on_arrival=came.append)
    assert [granule.granule_id for granule in result.granules] == [
        f"granule-{number}" for number in (1, 2, 3)
    ]
    assert (result.matched, result.at_most, result.received, result.missing) == (4, True, 3, 0)
    assert [(arrival.matched, arrival.at_most) for arrival in came] == [(2, False), (4, True)]
    assert [asked.json["intersects"] for asked in server.asked] == [twice.geojson(), probe]


def test_of_two_rounds_one_may_be_empty(
    server: ScriptedServer, network: Network, area: Area
) -> None:
    probe = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
    server.on("/search", page([], numberMatched=0), page([item(1)], numberMatched=1))
    twice = probing(probe)(area.polygons)
    result = search(StacService(server.url, network), Query(twice))
    assert (len(result.granules), result.matched) == (1, 1)


def test_a_search_cancelled_in_its_third_page_keeps_what_came(
    server: ScriptedServer, area: Area
) -> None:
    server.on("/search", page([item(1)], {"rel": "next", "href": "/more"}, numberMatched=3))
    server.on(
        "/more",
        page([item(2)], {"rel": "next", "href": "/more?page=3"}),
        Reply(200, {}, b"x" * 1000, cut=10, stall=True),
    )
    monitor = WatchedMonitor()
    service = StacService(server.url, Network(read_timeout=30))
    gathering = Gathering(Query(area), service.name)

    def came(arrival: Arrival) -> None:
        if arrival.received == 2:
            cancel_soon(monitor)

    with pytest.raises(Cancelled):
        search(service, Query(area), monitor, came, gathering)
    assert monitor.seconds_since_stop() < 0.2
    assert server.gone.wait(1), "the stalled server still sees our socket"
    result = gathering.result(complete=False)
    assert [granule.granule_id for granule in result.granules] == ["granule-1", "granule-2"]
    assert (result.complete, result.matched, result.received) == (False, 3, 2)


def cancel_soon(monitor: WatchedMonitor) -> None:
    timer = threading.Timer(0.3, monitor.stop)
    timer.daemon = True
    timer.start()


def test_a_pause_that_was_asked_for_is_told_and_kept(
    server: ScriptedServer, network: Network, area: Area
) -> None:
    moments: list[float] = []

    def noted(reply: Reply) -> Callable[[Asked], Reply]:
        def step(_asked: Asked) -> Reply:
            moments.append(time.monotonic())
            return reply

        return step

    server.on("/search", page([item(1)], {"rel": "next", "href": "/more"}))
    server.on(
        "/more",
        Reply(429, {"Retry-After": "1"}),
        noted(page([item(2)], {"rel": "next", "href": "/more?page=3"})),
        noted(page([item(3)])),
    )
    monitor = WatchedMonitor()
    assert len(find(server, network, area, monitor=monitor).granules) == 3
    assert moments[1] - moments[0] > 0.9, "the next page keeps the distance"
    told = [values for _, text, values in monitor.told if "asks us to wait" in text]
    assert told == [{"host": "127.0.0.1", "seconds": 1}]
    fractions = [fraction for fraction, _, _ in monitor.told]
    assert fractions == sorted(fractions)


def test_nothing_readable_is_not_nothing(
    server: ScriptedServer, network: Network, area: Area
) -> None:
    server.on("/search", page([{**item(1), "assets": {}}, None]))
    with pytest.raises(ItsliveError) as caught:
        search(StacService(server.url, network), Query(area), Monitor())
    assert caught.value.code == "nothing_readable"
    assert "2 entries" in str(caught.value)
