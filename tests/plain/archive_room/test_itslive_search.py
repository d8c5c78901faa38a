"""The older search API: every address becomes a granule or is named, a failure is never a zero."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Callable
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itslive_qgis.archive import requesting, selection
from itslive_qgis.archive.area import Area
from itslive_qgis.archive.http import Network
from itslive_qgis.archive.itslive_search import ItsliveSearchService
from itslive_qgis.archive.itslive_search_answers import NO_ADDRESS, NO_DATES, projection_of
from itslive_qgis.archive.names import pair_identity
from itslive_qgis.archive.query import Query
from itslive_qgis.archive.search import SearchResult, search
from itslive_qgis.archive.services import KINDS, make_service
from itslive_qgis.archive.stac import StacService
from itslive_qgis.errors import Cancelled, ItsliveError
from itslive_qgis.monitor import Monitor

from .scripted_server import Asked, Reply, ScriptedServer, json_reply
from .watched import WatchedMonitor

LIST, COUNTS = "/velocities/urls/", "/velocities/coverage/"
V0 = "http://its-live-data.jpl.nasa.gov.s3.amazonaws.com/velocity_image_pair/landsat/v00.0/32622/"
V2 = "https://its-live-data.s3.amazonaws.com/velocity_image_pair/landsatOLI/v02/N60W130/"
SCENES_AT_NSIDC = "LC08L1TP0090112018040901T1_LC08L1TP0090112018091601T1"
NSIDC = "https://n5eil01u.ecs.nsidc.org/2018.06.28/" + SCENES_AT_NSIDC


def name_of(middle: date, days: int = 16, percent: int = 50, tail: str = "G0120V02") -> str:
    first = middle - timedelta(days=days // 2)
    second = first + timedelta(days=days)
    scenes = [f"LC08_L1TP_061018_{day:%Y%m%d}_20200831_02_T1" for day in (first, second)]
    return "_X_".join(scenes) + f"_{tail}_P{percent:03d}"


def listed(*urls: Any) -> list[dict[str, Any]]:
    return [{"url": url} for url in urls]


def asked_for(asked: Asked) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(asked.target).query))


def lists(server: ScriptedServer) -> list[dict[str, str]]:
    """The parameters of every request for a list."""
    return [asked_for(asked) for asked in server.asked if LIST in asked.target]


def find(
    server: ScriptedServer, network: Network, query: Query, monitor: Monitor | None = None
) -> SearchResult:
    return search(ItsliveSearchService(server.url + "/", network), query, monitor)


def failure(server: ScriptedServer, network: Network, query: Query) -> ItsliveError:
    with pytest.raises(ItsliveError) as caught:
        find(server, network, query)
    assert caught.value.advice
    assert "{" not in str(caught.value)
    return caught.value


def test_the_question_is_put_as_the_api_wants_it(
    server: ScriptedServer, network: Network, area: Area
) -> None:
    server.on(COUNTS, json_reply([{"count": 3, "year": 2018}]))
    server.on(LIST, json_reply([]))
    query = Query(
        area,
        start=date(2018, 1, 1),
        end=date(2018, 12, 31),
        min_separation=16,
        max_separation=64,
        min_valid=10.5,
        satellites=("Sentinel-2",),
    )
    find(server, network, query)
    counted, asked = (asked_for(each) for each in server.asked)
    ring = [float(part) for part in asked.pop("polygon").split(",")]
    assert ring == [-139, 58.5, -137, 58.5, -137, 59.5, -139, 59.5, -139, 58.5]
    assert asked == {
        "start": "2017-12-30",
        "end": "2019-01-02",
        "percent_valid_pixels": "10",
        "min_interval": "15",
        "max_interval": "65",
        "serialization": "json",
    }
    assert {key: counted[key] for key in ("start", "end")} == {
        "start": "2017-12-30",
        "end": "2019-01-02",
    }
    assert all("," in asked.target for asked in server.asked), "commas need no escape"


def test_an_address_becomes_a_granule_by_its_name(
    server: ScriptedServer, network: Network, area: Area
) -> None:
    name = (
        "LC08_L1TP_009011_20180409_20180417_01_T1_X_LC08_L1TP_009011_20171015_20171024_01_T1"
        "_G0240V01_P044"
    )
    server.on(COUNTS, json_reply([{"count": 1, "year": 2018}]))
    server.on(LIST, json_reply([{"url": f"{V0}{name}.nc", "browse_image": f"{V0}{name}.png"}]))
    result = find(server, network, Query(area, min_valid=44))
    (granule,) = result.granules
    assert granule.granule_id == name
    assert granule.url == (
        "https://s3-us-west-2.amazonaws.com/its-live-data.jpl.nasa.gov/velocity_image_pair/"
        f"landsat/v00.0/32622/{name}.nc"
    )
    assert granule.date_1 == datetime(2017, 10, 15, tzinfo=timezone.utc)
    assert granule.date_2 == datetime(2018, 4, 9, tzinfo=timezone.utc)
    assert granule.mid_date == datetime(2018, 1, 11, tzinfo=timezone.utc)
    assert granule.separation_days == 176
    assert (granule.satellite, granule.percent_valid) == ("Landsat 8", 44)
    assert (granule.epsg, granule.version, granule.footprint) == (32622, "001", {})
    assert (result.matched, result.received, result.service) == (1, 1, server.url)


@pytest.mark.parametrize(
    ("url", "epsg"),
    [
        (V0 + "x.nc", 32622),
        (V0.replace("32622", "3031") + "x.nc", 3031),
        (V2 + "x.nc", None),
        (V2.replace("N60W130", "12345") + "x.nc", None),
        ("https://n5eil01u.ecs.nsidc.org/2018.01.11/LC08_T1_LC08_T1_32607_G0240V01_044.nc", 32607),
        ("https://n5eil01u.ecs.nsidc.org/2018.01.11/LC08_T1_LC08_T1_03413_G0240V01_P044.nc", 3413),
        # NSIDC's scripts wrote the end of the name in three ways.
        (NSIDC + "_32622_G0240V01_P059.nc", 32622),
        (NSIDC + "_03031_G0240V01_059.nc", 3031),
        (NSIDC + "32622G0240V01P059.nc", 32622),
        (NSIDC + "12345G0240V01P059.nc", None),
        (V0 + SCENES_AT_NSIDC + "32623G0240V01P059.nc", 32622),
    ],
)
def test_the_projection_is_that_of_folder_or_name(url: str, epsg: int | None) -> None:
    assert projection_of(url) == epsg


def test_what_is_no_granule_is_named_and_not_dropped(
    server: ScriptedServer, network: Network, area: Area
) -> None:
    good = V2 + name_of(date(2018, 6, 1)) + ".nc"
    bad = [V2 + "no_dates_at_all.nc", V2 + "picture.png", "ftp://x/y.nc", "http://[broken/y.nc", ""]
    server.on(COUNTS, json_reply([{"count": 8, "year": 2018}]))
    server.on(LIST, json_reply([*listed(good, *bad), {"href": good}, None]))
    result = find(server, network, Query(area))
    assert [granule.url for granule in result.granules] == [good]
    assert {(item.granule_id, item.reason) for item in result.unreadable} == {
        ("no_dates_at_all", NO_DATES),
        *((url, NO_ADDRESS) for url in bad[1:]),
    }
    assert result.received == 1 + len(result.unreadable)


def test_joined_arrays_are_one_list(server: ScriptedServer, network: Network, area: Area) -> None:
    urls = [V2 + name_of(date(2018, 6, day)) + ".nc" for day in range(1, 8)]
    parts = (listed(*urls[:3]), [], listed(*urls[3:4]), listed(*urls[4:]))
    server.on(COUNTS, json_reply([{"count": 7, "year": 2018}]))
    server.on(LIST, Reply(200, {}, " \n".join(map(json.dumps, parts)).encode()))
    assert [granule.url for granule in find(server, network, Query(area)).granules] == urls


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(st.data())
def test_an_answer_cut_anywhere_is_never_fewer_results(
    server: ScriptedServer, network: Network, area: Area, data: st.DataObject
) -> None:
    urls = [V2 + name_of(date(2018, 6, day)) + ".nc" for day in range(1, 8)]
    text = json.dumps(listed(*urls[:4])) + json.dumps(listed(*urls[4:]))
    seam = text.index("][") + 1
    length = data.draw(st.integers(1, len(text) - 1).filter(lambda place: place != seam))
    server.on(COUNTS, json_reply([]))
    server.on(LIST, Reply(200, {}, text[:length].encode()))
    assert failure(server, network, Query(area)).code == "answer_damaged"


def test_an_answer_cut_between_two_arrays_is_noticed_by_its_length(
    server: ScriptedServer, network: Network, area: Area
) -> None:
    text = json.dumps(listed(V2 + name_of(date(2018, 6, 1)) + ".nc"))
    server.on(COUNTS, json_reply([]))
    server.on(LIST, Reply(200, {}, (text + text).encode(), cut=len(text)))
    # which of the two depends on urllib3: older ones do not count bytes themselves
    assert failure(server, network, Query(area)).code in ("answer_damaged", "connection")


def cut_in_half(reply: Reply) -> Reply:
    return Reply(200, {}, reply.body[: len(reply.body) // 2])


def late(reply: Reply) -> Reply:
    return Reply(200, {}, reply.body, cut=0, stall=True)


@pytest.mark.parametrize(
    ("fails", "times"),
    [
        (cut_in_half, 1),
        (late, 1),
        (lambda _: Reply(504, {}, b"Gateway Time-out"), 1),
        (lambda _: Reply(500, {}, b"Internal Server Error"), 3),
        (lambda reply: Reply(200, {}, reply.body, cut=20, reset=True), 3),
    ],
    ids=["cut", "late", "gateway", "fault", "reset"],
)
def test_a_list_that_fails_for_its_length_is_asked_for_in_smaller_pieces(
    server: ScriptedServer,
    network: Network,
    area: Area,
    fails: Callable[[Reply], Reply],
    times: int,
) -> None:
    middles = [date(2018, 1, 1) + timedelta(days=5 * number) for number in range(200)]

    def limited(asked: Asked) -> Reply:
        found = within(asked_for(asked), middles)
        reply = json_reply(listed(*(V2 + name_of(middle) + ".nc" for middle in found)))
        return reply if len(found) <= 20 else fails(reply)

    counts = Counter(middle.year for middle in middles)
    server.on(COUNTS, json_reply([{"count": n, "year": year} for year, n in counts.items()]))
    server.on(LIST, limited)
    quick = replace(network, read_timeout=0.6)
    result = find(server, quick, Query(area, start=date(2018, 1, 1), end=date(2020, 12, 31)))
    assert [granule.mid_date.date() for granule in result.granules] == middles
    assert result.received == 200, "what overlaps at the seams counts once"
    # 3 years, 18, 9 and 4 months fail; more than 20 are in each piece of more than 110 days.
    failed = [length for length in map(days_asked, lists(server)) if length > 110]
    assert failed == sorted(failed, reverse=True)
    assert list(Counter(failed).values()) == [times] * 4, "what has failed once is not tried again"


def days_asked(asked: dict[str, str]) -> int:
    start, end = (date.fromisoformat(asked[key]) for key in ("start", "end"))
    return (end - start).days


@pytest.mark.parametrize(
    ("reply", "code", "first"),
    [
        (Reply(500, {}, b"Internal Server Error"), "server_error", 3),
        (Reply(504, {}, b"Gateway Time-out"), "server_error", 1),
        (Reply(200, {}, b"[", cut=0, stall=True), "timeout", 1),
        (Reply(200, {}, b"[", cut=0, reset=True), "connection", 3),
        (Reply(200, {}, b'[{"url": '), "answer_damaged", 1),
    ],
)
def test_a_service_that_is_down_is_told_by_its_first_small_piece(
    server: ScriptedServer, network: Network, area: Area, reply: Reply, code: str, first: int
) -> None:
    server.on(COUNTS, json_reply([{"count": 5000, "year": year} for year in range(1990, 2020)]))
    server.on(LIST, reply)
    quick = replace(network, read_timeout=0.2)
    assert failure(server, quick, Query(area)).code == code
    lengths = [days_asked(asked) for asked in lists(server)]
    small = 1 if code == "answer_damaged" else network.attempts
    assert len(lengths) == first + small
    assert max(lengths[first:]) < 15 < min(lengths[:first])


def test_a_service_that_goes_away_is_not_asked_for_less(
    network: Network, area: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(requesting, "wait", lambda seconds, _: pauses.append(seconds))
    with ScriptedServer() as server:

        def last(_: Asked) -> Reply:
            server.socket.close()  # accepts nobody any more
            return Reply(200, {"Connection": "close"}, b"[]", bare=True)

        server.on(COUNTS, last)
        assert failure(server, network, Query(area)).code == "refused"
    assert len(pauses) == network.attempts - 1


def within(asked: dict[str, str], middles: list[date]) -> list[date]:
    start, end = (date.fromisoformat(asked[key]) for key in ("start", "end"))
    return [middle for middle in middles if start <= middle <= end]


@pytest.mark.parametrize("counted", [True, False])
@pytest.mark.parametrize(
    "has",
    [
        lambda start, end, day: start <= day <= end,
        lambda start, end, day: start < day < end,
        # the last day ends at its midnight, and the service knows that images are taken later
        lambda start, end, day: start <= day + timedelta(days=1) <= end,
    ],
)
def test_no_pair_is_lost_or_doubled_at_a_seam(
    server: ScriptedServer,
    network: Network,
    area: Area,
    has: Callable[[date, date, date], bool],
    counted: bool,
) -> None:
    first, last = date(2016, 12, 1), date(2019, 1, 31)
    middles = [first + timedelta(days=number) for number in range((last - first).days + 1)]

    def some(asked: Asked) -> Reply:
        start, end = (date.fromisoformat(asked_for(asked)[key]) for key in ("start", "end"))
        found = [day for day in middles if has(start, end, day)]
        return json_reply(listed(*(V2 + name_of(day) + ".nc" for day in found)))

    years = Counter(day.year for day in middles)
    counts = [{"count": 3 * number, "year": year} for year, number in years.items()]
    server.on(COUNTS, json_reply(counts) if counted else Reply(404, {}, b"Not Found"))
    server.on(LIST, some)
    result = find(server, network, Query(area, start=first, end=last))
    assert len(lists(server)) > 2
    assert [granule.mid_date.date() for granule in result.granules] == middles
    assert result.matched == (3 * len(middles) if counted else None)


def test_progress_moves_with_the_years(
    server: ScriptedServer, network: Network, area: Area
) -> None:
    middles = [date(year, 7, day) for year in range(2015, 2019) for day in range(1, 6)]

    def some(asked: Asked) -> Reply:
        found = within(asked_for(asked), middles)
        return json_reply(listed(*(V2 + name_of(day) + ".nc" for day in found)))

    server.on(COUNTS, json_reply([{"count": 600, "year": year} for year in range(2015, 2019)]))
    server.on(LIST, some)
    monitor = WatchedMonitor()
    find(server, network, Query(area), monitor)
    counts = [values["count"] for _, text, values in monitor.told if "{total}" in text]
    assert counts == [5, 10, 15, 20]
    fractions = [fraction for fraction, _, _ in monitor.told]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1


def test_counts_are_a_hint_and_leave_nothing_out(
    server: ScriptedServer, network: Network, area: Area
) -> None:
    server.on(COUNTS, json_reply([]))
    server.on(LIST, json_reply(listed(V2 + name_of(date(2018, 6, 1)) + ".nc")))
    assert len(find(server, network, Query(area)).granules) == 1


def test_nothing_is_an_answer_too(server: ScriptedServer, network: Network, area: Area) -> None:
    server.on(COUNTS, json_reply([]))
    server.on(LIST, json_reply([]))
    result = find(server, network, Query(area))
    assert (result.granules, result.set_aside, result.matched, result.received) == ((), (), 0, 0)


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(200, {"Content-Type": "text/html"}, b"<html>Sign in</html>"), "not_itslive_search"),
        (Reply(200, {}, b""), "not_itslive_search"),
        (Reply(200, {}, b"\xff\xfe\x00"), "not_itslive_search"),
        (json_reply({"message": "Endpoint request timed out"}), "not_itslive_search"),
        (json_reply("no"), "not_itslive_search"),
        (json_reply(None), "not_itslive_search"),
        (Reply(200, {}, b"[[[[" * 50_000), "answer_damaged"),
        (Reply(200, {}, b'[{"url": "x"}]{"error": 1}'), "answer_damaged"),
        (Reply(404, {}, b"gone"), "not_found"),
        (Reply(401, {}, b""), "forbidden"),
        (Reply(500, {}, b"oh"), "server_error"),
        (Reply(429, {"Retry-After": "0"}, b"slow"), "too_many_requests"),
        (Reply(400, {}, b"no"), "question_refused"),
    ],
)
def test_no_failure_is_a_search_without_results(
    server: ScriptedServer, network: Network, area: Area, reply: Reply, code: str
) -> None:
    query = Query(area, start=date(2018, 1, 1), end=date(2018, 12, 31))
    server.on(COUNTS, reply)
    server.on(LIST, reply)
    assert failure(server, network, query).code == code
    server.on(COUNTS, json_reply([{"count": 3, "year": 2018}]))
    assert failure(server, network, query).code == code


@pytest.mark.parametrize("counts", [{"detail": "no"}, [{"year": 2018}], [1], "<html>", None])
def test_counts_that_are_none_do_not_stop_a_search(
    server: ScriptedServer, network: Network, area: Area, counts: Any
) -> None:
    server.on(COUNTS, json_reply(counts))
    server.on(LIST, json_reply(listed(V2 + name_of(date(2018, 6, 1)) + ".nc")))
    result = find(server, network, Query(area))
    assert (len(result.granules), result.matched) == (1, None)
    with pytest.raises(ItsliveError) as caught:
        ItsliveSearchService(server.url, network).coverage(Query(area))
    assert caught.value.code == "not_itslive_search"


def test_what_the_service_refuses_is_said_in_its_words(
    server: ScriptedServer, network: Network, area: Area
) -> None:
    detail = [{"loc": ["query", "start"], "msg": "invalid date format", "type": "value_error"}]
    server.on(COUNTS, json_reply({"detail": detail}, 422))
    assert "start: invalid date format" in str(failure(server, network, Query(area)))
    assert not lists(server)


def test_an_unreachable_service_is_told(network: Network, area: Area) -> None:
    with pytest.raises(ItsliveError) as caught:
        search(ItsliveSearchService("http://127.0.0.1:9", network), Query(area))
    assert caught.value.code == "refused"


def test_a_passing_fault_is_passed_over(
    server: ScriptedServer, network: Network, area: Area
) -> None:
    good = json_reply(listed(V2 + name_of(date(2018, 6, 1)) + ".nc"))
    server.on(COUNTS, Reply(503), json_reply([{"count": 1, "year": 2018}]))
    server.on(LIST, Reply(503), Reply(200, {}, b"[", cut=0, reset=True), good)
    assert len(find(server, network, Query(area)).granules) == 1


@pytest.mark.parametrize("stalled", [COUNTS, LIST])
def test_a_cancelled_search_ends_while_the_server_stalls(
    server: ScriptedServer, network: Network, area: Area, stalled: str
) -> None:
    server.on(COUNTS, json_reply([]))
    server.on(LIST, json_reply([]))
    server.on(stalled, Reply(200, {}, b"[" * 1000, cut=10, stall=True))
    monitor = WatchedMonitor(cancel_after=0.2)
    with pytest.raises(Cancelled):
        find(server, network, Query(area), monitor)
    assert server.gone.wait(5), "the connection is given up"


def test_each_polygon_of_the_area_is_asked_for(server: ScriptedServer, network: Network) -> None:
    both = V2 + name_of(date(2018, 6, 1)) + ".nc"
    one = V2 + name_of(date(2018, 7, 1)) + ".nc"
    server.on(
        COUNTS, json_reply([{"count": 1, "year": 2018}]), json_reply([{"count": 2, "year": 2018}])
    )
    server.on(LIST, json_reply(listed(both)), json_reply(listed(both, one)))
    rings = [[[(x, 58), (x + 1, 58), (x, 59)]] for x in (-138, -136)]
    result = find(server, network, Query(Area.from_rings(rings)))
    assert [granule.url for granule in result.granules] == [both, one]
    assert [asked["polygon"][:4] for asked in lists(server)] == ["-138", "-136"]
    assert (result.matched, result.received) == (3, 2)


@pytest.mark.parametrize(
    ("criteria", "by"),
    [
        ({}, {"area"}),
        ({"start": date(2018, 1, 1)}, {"area", "dates"}),
        ({"end": date(2018, 1, 1), "max_separation": 32}, {"area", "dates", "separation"}),
        ({"min_separation": 5, "min_valid": 30}, {"area", "separation", "valid"}),
        ({"min_valid": 0.5, "min_separation": 0}, {"area"}),
        ({"versions": ("002",)}, {"area", "versions"}),
        ({"versions": ("001", "002")}, {"area"}),
        # what the service does not know is judged here
        (
            {"orbits": ("ascending",), "epsg": (3413,), "places": ("009011",), "months": (6,)},
            {"area"},
        ),
        ({"satellites": ("Landsat 8",)}, {"area"}),
    ],
)
def test_it_tells_what_the_service_narrows_by(
    server: ScriptedServer, network: Network, area: Area, criteria: dict[str, Any], by: set[str]
) -> None:
    server.on(COUNTS, json_reply([]))
    server.on(LIST, json_reply([]))
    result = find(server, network, Query(area, **criteria))
    assert set(result.filtered_by) == by
    assert result.at_most
    wanted = {"2"} if "versions" in by else {None}
    assert {asked.get("version") for asked in map(asked_for, server.asked)} == wanted


def test_the_version_of_the_query_counts(
    server: ScriptedServer, network: Network, area: Area
) -> None:
    server.on(COUNTS, json_reply([]))
    server.on(LIST, json_reply([]))
    service = ItsliveSearchService(server.url, network, version=1)
    for versions, asked in (((), "1"), (("002",), "2"), (("001", "002"), "1")):
        server.asked.clear()
        search(service, Query(area, versions=versions))
        assert {one.get("version") for one in lists(server)} == {asked}


def test_coverage_counts_by_year(
    server: ScriptedServer, network: Network, area: Area, real_data: Path
) -> None:
    path = real_data / "search_api" / "coverage_response_2021.json"
    server.on(COUNTS, json_reply(json.loads(path.read_text())["response"]))
    service = ItsliveSearchService(server.url, network, version=1)
    query = Query(area, start=date(2017, 8, 29), end=date(2019, 3, 31), min_valid=1)
    assert service.coverage(query) == {2017: 921, 2018: 1670}
    asked = asked_for(server.asked[0])
    assert (asked["start"], asked["end"]) == ("2017-08-29", "2019-03-31")
    assert (asked["percent_valid_pixels"], asked["version"]) == ("1", "1")


def test_the_real_364_addresses_are_94_pairs_and_every_name_is_read(
    server: ScriptedServer, network: Network, area: Area, real_data: Path
) -> None:
    path = real_data / "search_api" / "urls_response_2021_workflow_demo2.json"
    addresses = [entry["url"] for entry in json.loads(path.read_text())]
    server.on(COUNTS, json_reply([{"count": 364, "year": 2018}]))
    server.on(LIST, Reply(200, {"Content-Type": "application/json"}, path.read_bytes()))

    result = find(server, network, Query(area))

    assert (result.received, result.matched, result.unreadable) == (364, 364, ())
    found = [*result.granules, *(entry.granule for entry in result.set_aside)]
    assert len(found) == len({granule.url for granule in found}) == 364
    assert sorted(granule.url.rsplit("/", 2)[1:] for granule in found) == sorted(
        address.rsplit("/", 2)[1:] for address in addresses
    )
    assert all(granule.url.startswith("https://s3-us-west-2.amazonaws.com/") for granule in found)
    assert len({granule.granule_id for granule in found}) == 344
    assert Counter(granule.epsg for granule in found) == {32622: 240, 32623: 124}
    assert len({pair_identity(granule.granule_id) for granule in found}) == 94
    # The names read another way: path and row with the dates of both images, whichever is first.
    scene = re.compile(r"LC08_L1[A-Z]{2}_(\d{6})_(\d{8})_")
    pairs = {(frozenset(scene.findall(url)), url.rsplit("/", 2)[1]) for url in addresses}
    assert len({pair for pair, _ in pairs}) == 94
    # One file for each pair in each projection stays.
    kept = {
        (frozenset(scene.findall(granule.granule_id)), str(granule.epsg))
        for granule in result.granules
    }
    assert kept == pairs
    assert len(result.granules) == len(pairs)
    assert {entry.reason for entry in result.set_aside} == {selection.SAME_PAIR}


def test_files_of_unknown_projection_stay_as_they_may_be_of_two(
    server: ScriptedServer, network: Network, area: Area
) -> None:
    one, other = (V2 + name_of(date(2018, 6, 1), percent=percent) + ".nc" for percent in (50, 60))
    provisional = one.replace("_T1_X", "_RT_X")
    known = [V0 + url.rsplit("/", 1)[1] for url in (one, other, provisional)]
    server.on(COUNTS, json_reply([]))
    server.on(LIST, json_reply(listed(one, provisional, other, *known)))
    result = find(server, network, Query(area))
    assert {granule.url for granule in result.granules if granule.epsg is None} == {one, other}
    (best,) = (granule for granule in result.granules if granule.epsg is not None)
    assert (best.epsg, best.percent_valid) == (32622, 60)
    left = Counter(entry.granule.granule_id.count("_RT_X") for entry in result.set_aside)
    assert left == {1: 2, 0: 1}, "what is provisional, and the known one with fewer pixels"
    assert {entry.reason for entry in result.set_aside} == {selection.SAME_PAIR}


@pytest.mark.parametrize(
    "given",
    [
        "",
        "/",
        "/docs",
        "/velocities/urls/",
        "/velocities/coverage",
        "/velocities/urls/?bbox=1,2,3,4",
    ],
)
def test_the_address_may_be_that_of_an_end_point(given: str) -> None:
    base = "https://example.org/apps/itslive-search"
    assert ItsliveSearchService(f" {base}{given} ").name == base


def test_a_kind_and_an_address_make_a_service(network: Network) -> None:
    assert isinstance(make_service("stac", "https://example.org", network), StacService)
    older = make_service("older", "https://example.org/", network)
    assert isinstance(older, ItsliveSearchService)
    assert (older.name, older.network) == ("https://example.org", network)
    for kind, url in [*((kind, " ") for kind in KINDS), ("newer", "https://example.org")]:
        with pytest.raises(ItsliveError) as caught:
            make_service(kind, url)
        assert caught.value.code == "no_service"
        assert "options" in str(caught.value)
