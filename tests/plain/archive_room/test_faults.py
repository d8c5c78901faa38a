"""What may go wrong between us and a search service, and what is said of it.

==========================  ======================================================================
what happens                what the user is told (code of both services, or STAC / older)
==========================  ======================================================================
nobody listens              it accepts no connection (refused)
the name is unknown         it could not be found (dns)
no answer                   it did not answer in time (timeout)
a byte now and then         it sent only so many bytes in so many seconds (too_slow)
429, again and again        it asks for fewer requests, and for how long (too_many_requests)
429 with Retry-After, once  waits as long as asked (seconds or date), tells so, and goes on
500, once                   goes on
500, again and again        it has a fault of its own (server_error)
404, 403, 204, 418          nothing there, access refused, that status (not_found, forbidden,
                            http_status)
HTML with 200               no search results; a login? (not_stac / not_itslive_search)
redirect to a login page    the same where the page takes the question; else where we were sent on
                            to, and that it refuses (sent_on)
redirect to plain http      an insecure address (insecure_redirect)
an empty body, ``{}``       no search results (not_stac / not_itslive_search)
``{"features": null}``      no search results (not_stac)
JSON cut short              damaged or cut short (answer_damaged)
``[...][...]``              damaged (answer_damaged) / one list, which this service sends
not the gzip it says        damaged (answer_damaged)
a connection that breaks    it broke (connection)
another content type        nothing: the content counts
a page again and again      pages without end (endless_pages / has no pages)
5 announced, none sent      so it says (nothing_sent); of the older one where the area alone is
                            asked for, since what else its counts go by is not known
5 announced, 2 sent         2 granules, and that 3 never came
an item without geometry    nothing: it is a granule, and where it lies is not known
items without dates, file   they are named beside the results (Unreadable)
no item that is a granule   so many entries, none of them readable (nothing_readable)
==========================  ======================================================================

``test_stac_pages`` and ``test_itslive_search`` have what concerns pages and pieces.
"""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta, timezone
from email.utils import format_datetime
from typing import Any

import pytest

from itslive_qgis.archive import requesting
from itslive_qgis.archive.area import Area
from itslive_qgis.archive.http import Network
from itslive_qgis.archive.query import Query
from itslive_qgis.archive.search import SearchResult, search
from itslive_qgis.archive.services import OLDER, STAC, make_service
from itslive_qgis.errors import ItsliveError

from .scripted_server import Asked, Reply, ScriptedServer, json_reply
from .stac_answers import item, page
from .watched import WatchedMonitor

PATHS = {STAC: "/search", OLDER: "/velocities/urls/"}
COUNTS = "/velocities/coverage/"
KINDS = tuple(PATHS)
QUICK = Network(connect_timeout=0.5, read_timeout=0.3, attempts=2, backoff=0.01)
FILE = (
    "https://its-live-data.s3.amazonaws.com/velocity_image_pair/landsatOLI/v02/N50W130/"
    "LC08_L1TP_061018_20180601_20200831_02_T1_X_LC08_L1TP_061018_20180617_20200831_02_T1"
    "_G0120V02_P050.nc"
)
JSON = {"Content-Type": "application/json"}
HTML = {"Content-Type": "text/html"}
LOGIN = b"<!DOCTYPE html><html><form>Welcome to Hotel</form></html>"
GOOD = {STAC: page([item(1)]), OLDER: json_reply([{"url": FILE}])}
NO_RESULTS = {STAC: "not_stac", OLDER: "not_itslive_search"}


def silent(_asked: Asked) -> Reply:
    time.sleep(1)
    return Reply()


def both(code: str) -> dict[str, str]:
    return dict.fromkeys(KINDS, code)


FAULTS: dict[str, tuple[Any, dict[str, str]]] = {
    "no answer": (silent, both("timeout")),
    "half an answer": (Reply(200, JSON, b"[" * 99, cut=9, stall=True), both("timeout")),
    "drip": (Reply(200, JSON, b"[" * 999, drip=0.1), both("too_slow")),
    "drip without length": (Reply(200, JSON, b"[" * 999, drip=0.1, bare=True), both("too_slow")),
    "429": (Reply(429, {"Retry-After": "0"}), both("too_many_requests")),
    "500": (Reply(500, JSON, b'{"code": "x"}'), both("server_error")),
    "503": (Reply(503), both("server_error")),
    "404": (Reply(404), both("not_found")),
    "403": (Reply(403), both("forbidden")),
    "204": (Reply(204), both("http_status")),
    "418": (Reply(418), both("http_status")),
    "400": (Reply(400, JSON, b"{}"), {STAC: "http_status", OLDER: "question_refused"}),
    "captive portal": (Reply(200, HTML, LOGIN), NO_RESULTS),
    "insecure redirect": (
        Reply(302, {"Location": "http://login.hotel.example/"}),
        both("insecure_redirect"),
    ),
    "empty": (Reply(200, JSON), NO_RESULTS),
    "empty object": (json_reply({}), NO_RESULTS),
    "empty text": (json_reply(""), NO_RESULTS),
    "no features": (json_reply({"type": "FeatureCollection", "features": None}), NO_RESULTS),
    "cut": (Reply(200, JSON, GOOD[STAC].body[:99]), {STAC: "answer_damaged"}),
    "cut list": (Reply(200, JSON, GOOD[OLDER].body[:99]), both("answer_damaged")),
    "joined": (Reply(200, JSON, b'[{"a": 1}][{"a": 2}]'), {STAC: "answer_damaged"}),
    "too deep": (Reply(200, JSON, b"[" * 200_000), both("answer_damaged")),
    "no gzip": (
        Reply(200, {**JSON, "Content-Encoding": "gzip"}, b"\x1f\x8b garbage"),
        both("answer_damaged"),
    ),
    "reset": (Reply(200, JSON, b"[" * 99, cut=9, reset=True), both("connection")),
    "announced": (page([], numberMatched=5), {STAC: "nothing_sent"}),
    "no granules": (page([None, {"id": "x"}]), {STAC: "nothing_readable"}),
    "no addresses": (json_reply([{"href": 1}, None]), {OLDER: "nothing_readable"}),
}
OF_THE_WHOLE = ("nothing_readable", "nothing_sent")
CASES = [
    pytest.param(kind, reply, codes[kind], id=f"{name}-{kind}")
    for name, (reply, codes) in FAULTS.items()
    for kind in KINDS
    if kind in codes
]


def find(server: ScriptedServer, kind: str, area: Area, **options: Any) -> SearchResult:
    return search(make_service(kind, server.url, QUICK), one_week(area), **options)


def one_week(area: Area) -> Query:
    """A time that the older service is not asked for in pieces."""
    return Query(area, start=date(2018, 6, 2), end=date(2018, 6, 9))


def check(error: ItsliveError, code: str) -> None:
    assert error.code == code
    assert error.advice
    assert "{" not in str(error)


@pytest.mark.parametrize(("kind", "reply", "code"), CASES)
def test_no_fault_is_a_search_without_results(
    server: ScriptedServer, area: Area, kind: str, reply: Any, code: str
) -> None:
    server.on(PATHS[kind], reply)
    with pytest.raises(ItsliveError) as caught:
        find(server, kind, area)
    check(caught.value, code)


@pytest.mark.parametrize(
    ("kind", "reply", "code"), [case for case in CASES if case.values[2] not in OF_THE_WHOLE]
)
def test_a_fault_in_the_middle_ends_the_search_as_well(
    server: ScriptedServer, area: Area, kind: str, reply: Any, code: str
) -> None:
    if kind == STAC:
        link = {"rel": "next", "method": "POST", "href": "/more", "body": {"token": "x"}}
        server.on("/search", page([item(1)], link, numberMatched=2))
        server.on("/more", reply)
    else:
        server.on(COUNTS, json_reply([{"year": year, "count": 900} for year in (2018, 2019)]))
        server.on(PATHS[kind], GOOD[kind], reply)
    query = Query(area, start=date(2018, 12, 28), end=date(2019, 1, 4))
    with pytest.raises(ItsliveError) as caught:
        search(make_service(kind, server.url, QUICK), query)
    check(caught.value, code)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("url", "code"), [("http://127.0.0.1:9", "refused"), ("http://no-such.invalid", "dns")]
)
def test_nobody_there(area: Area, kind: str, url: str, code: str) -> None:
    with pytest.raises(ItsliveError) as caught:
        search(make_service(kind, url, QUICK), one_week(area))
    check(caught.value, code)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("page_status", [200, 405])
def test_a_login_page_is_no_result(
    server: ScriptedServer, area: Area, kind: str, status: int, page_status: int
) -> None:
    server.on(PATHS[kind], Reply(status, {"Location": "/login?to=search"}))
    server.on("/login", Reply(page_status, HTML, LOGIN))
    with pytest.raises(ItsliveError) as caught:
        find(server, kind, area)
    check(caught.value, NO_RESULTS[kind] if page_status == 200 else "sent_on")
    assert "login" in str(caught.value)


@pytest.mark.parametrize("kind", KINDS)
def test_passing_faults_pass(server: ScriptedServer, area: Area, kind: str) -> None:
    for fault in (Reply(500), Reply(502), Reply(429, {"Retry-After": "0"})):
        server.on(PATHS[kind], fault, GOOD[kind])
        assert len(find(server, kind, area).granules) == 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("as_date", [False, True])
def test_a_pause_is_kept_as_the_service_wants_it(
    server: ScriptedServer, area: Area, kind: str, as_date: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(requesting, "wait", lambda seconds, _monitor: pauses.append(seconds))
    moment = datetime.now(timezone.utc) + timedelta(seconds=90)
    wish = format_datetime(moment, usegmt=True) if as_date else "90"
    server.on(PATHS[kind], Reply(429, {"Retry-After": wish}), GOOD[kind])
    monitor = WatchedMonitor()
    assert len(find(server, kind, area, monitor=monitor).granules) == 1
    assert 60 < max(pauses) <= 90
    (told,) = (values for _, text, values in monitor.told if "asks us to wait" in text)
    assert told["host"] == "127.0.0.1"


@pytest.mark.parametrize("kind", KINDS)
def test_a_pause_that_is_too_long_is_told(server: ScriptedServer, area: Area, kind: str) -> None:
    server.on(PATHS[kind], Reply(429, {"Retry-After": "3600"}))
    with pytest.raises(ItsliveError) as caught:
        find(server, kind, area)
    check(caught.value, "too_many_requests")
    assert "60 minutes" in str(caught.value)
    assert len([asked for asked in server.asked if PATHS[kind] in asked.target]) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_the_content_counts_and_not_its_type(server: ScriptedServer, area: Area, kind: str) -> None:
    for said in ("text/html", "application/octet-stream", "text/plain; charset=latin-1"):
        server.on(PATHS[kind], Reply(200, {"Content-Type": said}, GOOD[kind].body))
        assert len(find(server, kind, area).granules) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_slow_answer_that_goes_on_is_waited_for(
    server: ScriptedServer, area: Area, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # a connection ten thousand times slower than real ones, and a patience to match
    monkeypatch.setattr(requesting, "_CHUNK", 1)
    monkeypatch.setattr(requesting, "SLOWEST", 50)
    body = GOOD[kind].body
    allowed = QUICK.connect_timeout + 2 * QUICK.read_timeout
    server.on(PATHS[kind], Reply(200, JSON, body, drip=2 * allowed / len(body)))
    assert len(find(server, kind, area).granules) == 1


def test_items_of_all_kinds(server: ScriptedServer, area: Area) -> None:
    no_dates = {**item(2), "properties": {"platform": "LC08"}}
    no_file = {**item(3), "assets": None}
    no_geometry = {**item(4), "geometry": None}
    server.on("/search", page([item(1), no_dates, no_file, no_geometry, None], numberMatched=7))
    result = find(server, STAC, area)
    assert {granule.granule_id for granule in result.granules} == {"granule-1", "granule-4"}
    assert len(result.unreadable) == 3
    assert (result.received, result.matched, result.missing) == (5, 7, 2)


def test_the_older_service_announces_and_sends_nothing(server: ScriptedServer, area: Area) -> None:
    server.on(COUNTS, json_reply([{"year": 2018, "count": 5}]))
    server.on(PATHS[OLDER], json_reply([]))
    with pytest.raises(ItsliveError) as caught:
        search(make_service(OLDER, server.url, QUICK), Query(area))
    check(caught.value, "nothing_sent")
    # its counts may be those of whole years
    assert find(server, OLDER, area).matched == 5


@pytest.mark.parametrize(
    "reply", [silent, Reply(200, JSON, b"[" * 999, drip=0.1), Reply(500), Reply(200, HTML, LOGIN)]
)
def test_counts_that_do_not_come_cost_the_hint_alone(
    server: ScriptedServer, area: Area, reply: Any
) -> None:
    server.on(COUNTS, reply)
    server.on(PATHS[OLDER], GOOD[OLDER])
    rings = [[[(x, 58), (x + 1, 58), (x, 59)]] for x in (-138, -136, -134)]
    result = find(server, OLDER, Area.from_rings(rings))
    assert (len(result.granules), result.matched) == (1, None)
    asked = [asked for asked in server.asked if COUNTS in asked.target]
    assert len(asked) <= QUICK.attempts, "the other polygons are not counted any more"
