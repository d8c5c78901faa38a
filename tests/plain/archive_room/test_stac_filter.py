"""What a STAC service is asked, and that it never leaves out what the query asks for.

Filters are judged by the simulated archive's reading of CQL2, which shares no line with ours.
"""

from __future__ import annotations

from datetime import date, datetime
from math import cos, pi, sin
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from itslive_qgis.archive import selection
from itslive_qgis.archive.area import Area
from itslive_qgis.archive.geometry import bounds, holds
from itslive_qgis.archive.granule import Granule
from itslive_qgis.archive.http import Network
from itslive_qgis.archive.query import CRITERIA, Query
from itslive_qgis.archive.search import SearchResult, search
from itslive_qgis.archive.selection import recheck
from itslive_qgis.archive.stac import StacService
from itslive_qgis.archive.stac_filter import PROPERTIES, Filter, filter_of
from itslive_qgis.archive.stac_items import read_item
from itslive_qgis.archive.stac_question import MOST_CORNERS, boxes_of, search_body, shape_of
from itslive_qgis.errors import ItsliveError
from tests.archive.filters import compile_filter

from .scripted_server import Asked, Reply, ScriptedServer, json_reply
from .stac_answers import item, page

NOTHING = Filter(None, ())
QUERYABLES = "/collections/itslive-granules/queryables"
WORLD = Area.from_rings([[[(-179, -89), (179, -89), (179, 89), (-179, 89)]]])
MISSING = object()


def one_of(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from([*values, None, MISSING])


PROPERTIES_OF_ITEMS = st.fixed_dictionaries(
    {
        "date_dt": one_of(-16.0, 1.0, 6.0, 15.0, 16.0, 17.0, 32.0, 64.0, 400.0),
        "dt_days": one_of(6, 16, 400),
        "percent_valid_pixels": one_of(0, 9, 10, 49, 50, 100),
        "platform": one_of("LC08", "LC09", "LE07", "S1A", "S2B", "NISAR", "X9", "lc08", ""),
        "sat:orbit_state": one_of("ascending", "descending", "N/A", "Ascending"),
        "proj:code": one_of("EPSG:3413", "epsg:3413", "EPSG:32607", "EPSG:4326", "IAU:1"),
        "proj:epsg": one_of(3413, 32607),
        "version": one_of("001", "002", "2", ""),
        "start_datetime": one_of("2018-06-01T00:00:00Z", "2018-05-17T00:00:00Z"),
        "end_datetime": one_of("2018-06-17T05:00:00Z", "2018-06-16T20:00:00Z"),
    }
)
QUERIES = st.fixed_dictionaries(
    {},
    optional={
        "min_separation": st.sampled_from([0, 1, 6.5, 15, 16]),
        "max_separation": st.sampled_from([16, 16.5, 17, 64, 500]),
        "min_valid": st.sampled_from([0, 1, 10, 49.5, 50]),
        "satellites": st.sampled_from(
            [("Landsat 8",), ("Sentinel-1", "NISAR"), ("Other",), ("Landsat 9", "Other")]
        ),
        "orbits": st.sampled_from([("ascending",), ("descending",), ("ascending", "descending")]),
        "epsg": st.sampled_from([(3413,), (32607, 4326)]),
        "versions": st.sampled_from([("002",), ("001", "002"), ("001",)]),
    },
)
NAMES = (
    "LC08_L1TP_061018_20180601_20200831_02_T1_X_LC08_L1TP_061018_20180617_20200831_02_T1"
    "_G0120V02_P050",
    "S1A_IW_SLC__1SSH_20180601T120000_20180601T120027_022000_025F4B_1A2B_X_"
    "S1B_IW_SLC__1SSH_20180607T120000_20180607T120027_011100_014F4B_3C4D_G0120V02_P010",
    "nameless",
)


def agrees_with_itself(properties: dict[str, Any]) -> bool:
    """Whether all that an item says of its separation is the same but for the rounding."""
    said = [abs(properties[name]) for name in ("date_dt", "dt_days") if properties.get(name)]
    first, last = (properties.get(f"{end}_datetime") for end in ("start", "end"))
    if first and last:
        length = datetime.fromisoformat(last[:19]) - datetime.fromisoformat(first[:19])
        said.append(length.total_seconds() / 86_400)
    return not said or max(said) - min(said) < 1


@settings(
    max_examples=800,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
@given(PROPERTIES_OF_ITEMS, QUERIES, st.sampled_from(NAMES), st.sets(st.sampled_from(PROPERTIES)))
def test_no_filter_leaves_out_what_meets_the_query(
    properties: dict[str, Any], criteria: dict[str, Any], name: str, usable: set[str]
) -> None:
    stored = {key: value for key, value in properties.items() if value is not MISSING}
    assume(agrees_with_itself(stored))
    feature = {
        "id": name,
        "collection": "itslive-granules",
        "properties": {"datetime": "2018-06-09T00:00:00Z", **stored},
        "assets": {"data": {"href": "https://its-live-data.s3.amazonaws.com/x.nc"}},
    }
    query = Query(WORLD, **criteria)
    granule = read_item(feature, "https://stac.example")
    if not isinstance(granule, Granule) or recheck(granule, query) is not None:
        return
    for names in (PROPERTIES, usable):
        expression = filter_of(query, names).expression
        assert expression is None or compile_filter(expression)(feature) is True


def test_each_criterion_leaves_out_what_surely_fails_it() -> None:
    fails: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
        "separation": ({"max_separation": 32}, {"date_dt": 64.0}),
        "valid": ({"min_valid": 10}, {"percent_valid_pixels": 9}),
        "satellites": ({"satellites": ("Landsat 8",)}, {"platform": "S2A"}),
        "orbits": ({"orbits": ("ascending",)}, {"sat:orbit_state": "descending"}),
        "epsg": ({"epsg": (3413,)}, {"proj:code": "EPSG:32607"}),
        "versions": ({"versions": ("002",)}, {"version": "001"}),
    }
    for name, (criteria, properties) in fails.items():
        made = filter_of(Query(WORLD, **criteria))
        assert made.criteria == (name,)
        feature = {"id": "x", "collection": "c", "properties": properties}
        assert compile_filter(made.expression)(feature) is not True
        assert compile_filter(made.expression)({**feature, "properties": {}}) is True
    long, short = {"date_dt": 64.0}, {"dt_days": 1}
    between = filter_of(Query(WORLD, min_separation=10, max_separation=32)).expression
    for properties in (long, short, {"dt_days": 64, "date_dt": None}, {"dt_days": None, **short}):
        assert not compile_filter(between)({"id": "x", "properties": properties})
    optical = {"platform": "LC08", "sat:orbit_state": "N/A"}
    both = filter_of(Query(WORLD, orbits=("ascending", "descending"))).expression
    assert not compile_filter(both)({"id": "x", "properties": optical})


def test_what_is_not_asked_is_not_said(area: Area) -> None:
    everything = Query(area, months=(6,), places=("061018",), max_per_year=3)
    assert filter_of(everything) == NOTHING
    # one day of margin leaves nothing of one day, and every satellite is no choice
    everything = Query(area, min_separation=1, satellites=("Other",))
    assert filter_of(Query(area, min_separation=1)) == NOTHING
    assert filter_of(everything, ()) == NOTHING
    body = search_body(Query(area), area.geojson(), 50, NOTHING)
    assert body == {
        "collections": ["itslive-granules"],
        "intersects": area.geojson(),
        "limit": 50,
    }
    since = search_body(Query(area, start=date(1984, 1, 1)), {}, 1, NOTHING)
    until = search_body(Query(area, end=date(1999, 1, 1)), {}, 1, NOTHING)
    assert since["datetime"] == "1984-01-01T00:00:00Z/.."
    assert until["datetime"] == "../1999-01-01T23:59:59.999999Z"


def search_all(server: ScriptedServer, network: Network, query: Query) -> SearchResult:
    return search(StacService(server.url, network), query)


def asks_for(body: dict[str, Any]) -> set[str]:
    """Every property a body's filter names."""
    found: set[str] = set()
    waiting: list[Any] = [body.get("filter")]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            waiting += part.values()
            found |= {part["property"]} if "property" in part else set()
        elif isinstance(part, list):
            waiting += part
    return found


def refusing(*refused: str, status: int = 400, no_null: bool = False) -> Any:
    """A service that does not let itself be asked for some properties."""

    def answer(asked: Asked) -> Reply:
        named = asks_for(asked.json)
        if named & set(refused) or (no_null and "isNull" in asked.body.decode()):
            description = f"Term {sorted(named)} is not found in queryables."
            return json_reply({"code": "InvalidQuery", "description": description}, status)
        return page([item(1, percent_valid_pixels=5), item(2, date_dt=1.0)])

    return answer


FULL = {"date_dt", "dt_days", "percent_valid_pixels"}


@pytest.mark.parametrize("status", [400, 422, 500])
@pytest.mark.parametrize(
    ("refused", "queryables", "tried", "by"),
    [
        ((), None, [FULL], {"separation", "valid"}),
        (
            ("date_dt",),
            {"dt_days": {}, "percent_valid_pixels": {}, "created": {}},
            [FULL, {"dt_days", "percent_valid_pixels"}],
            {"separation", "valid"},
        ),
        (("dt_days", "percent_valid_pixels"), None, [FULL, {"date_dt"}], {"separation"}),
        (
            ("dt_days", "percent_valid_pixels"),
            {"dt_days": {}},
            [FULL, {"dt_days"}, {"date_dt"}],
            {"separation"},
        ),
        (tuple(FULL), {"created": {}}, [FULL, set()], set()),
    ],
)
def test_a_refused_filter_is_done_without(
    server: ScriptedServer,
    network: Network,
    area: Area,
    refused: tuple[str, ...],
    queryables: dict[str, Any] | None,
    tried: list[set[str]],
    by: set[str],
    status: int,
) -> None:
    server.on("/search", refusing(*refused, status=status))
    if queryables is not None:
        server.on(QUERYABLES, json_reply({"properties": queryables}))
    result = search_all(server, network, Query(area, max_separation=64, min_valid=10))
    assert [granule.granule_id for granule in result.granules] == ["granule-2"]
    assert [entry.reason for entry in result.set_aside] == [selection.TOO_EMPTY]
    assert set(result.filtered_by) == {"area", *by}
    asked = [asks_for(each.json) for each in server.of("POST")]
    assert list(dict.fromkeys(map(frozenset, asked))) == list(map(frozenset, tried))


def test_a_service_without_is_null_is_not_asked_to_filter(
    server: ScriptedServer, network: Network, area: Area
) -> None:
    server.on("/search", refusing(no_null=True))
    result = search_all(server, network, Query(area, max_separation=64, start=date(2018, 1, 1)))
    assert set(result.filtered_by) == {"area", "dates"}
    assert result.received == 2


def test_queryables_are_asked_for_once_and_only_if_needed(
    server: ScriptedServer, network: Network, area: Area
) -> None:
    service = StacService(server.url, network)
    server.on("/search", refusing())
    search(service, Query(area, min_valid=10))
    assert not server.of("GET")
    server.on("/search", refusing("percent_valid_pixels"))
    server.on(QUERYABLES, Reply(404))
    server.on("/queryables", Reply(200, {}, b"<html>"))
    server.asked.clear()
    for _ in range(2):
        assert search(service, Query(area, min_valid=10)).received == 2
    assert len(server.of("GET")) == 2
    assert ["filter" in asked.json for asked in server.of("POST")] == [True, False, False]


def test_what_was_learnt_holds_for_the_pages_after(
    server: ScriptedServer, network: Network, area: Area
) -> None:
    def answer(asked: Asked) -> Reply:
        if "filter" in asked.json:
            return json_reply({"code": "InvalidQuery"}, 400)
        number = len(server.of("POST"))
        link = {"rel": "next", "method": "POST", "href": server.url + "/search"}
        body = {**asked.json, "token": f"page {number}"}
        return page([item(number)], *([{**link, "body": body}] if number < 5 else []))

    server.on("/search", answer)
    result = search_all(server, network, Query(area, min_valid=10))
    assert [granule.granule_id for granule in result.granules] == [
        f"granule-{number}" for number in (2, 3, 4, 5)
    ]
    assert ["filter" in asked.json for asked in server.of("POST")] == [True, *[False] * 4]
    assert result.filtered_by == ("area",)


def test_a_fault_that_stays_without_filter_is_told(
    server: ScriptedServer, network: Network, area: Area
) -> None:
    server.on("/search", Reply(500))
    with pytest.raises(ItsliveError) as caught:
        search_all(server, network, Query(area, min_valid=10))
    assert caught.value.code == "server_error"


def test_a_fault_that_passes_costs_no_filter(
    server: ScriptedServer, network: Network, area: Area
) -> None:
    server.on("/search", Reply(500), page([item(1)]))
    assert "valid" in search_all(server, network, Query(area, min_valid=10)).filtered_by


def coast(corners: int) -> Area:
    """An area with an outline of so many corners."""
    steps = range(corners // 2)
    upper = [(-139 + 2 * i / len(steps), 59 + 0.001 * (i % 2)) for i in steps]
    lower = [(-139 + 2 * i / len(steps), 58 + 0.001 * (i % 2)) for i in reversed(steps)]
    return Area.from_rings([[upper + lower]])


def test_an_outline_of_very_many_corners_is_asked_for_by_its_hull() -> None:
    few, many = coast(200), coast(2 * MOST_CORNERS)
    assert shape_of(few) == few.geojson()
    shape = shape_of(many)
    (ring,) = shape["coordinates"]
    assert len(ring) < 20
    hull = tuple(map(tuple, ring))
    west, south, east, north = many.bbox()
    inside = [point for point in many.polygons[0][0] if holds((hull,), point)]
    assert len(inside) > 0.4 * len(many.polygons[0][0]), "the others are its own corners"
    assert (min(x for x, _ in hull), max(y for _, y in hull)) == (west, north)
    assert boxes_of(many)["coordinates"] == [
        [[west, south], [east, south], [east, north], [west, north], [west, south]]
    ]


def test_boxes_around_many_polygons_keep_their_side_of_the_180th_meridian() -> None:
    def disc(lon: float, lat: float) -> list[list[tuple[float, float]]]:
        turns = [2 * pi * step / 30 for step in range(30)]
        return [[(lon + 0.1 * cos(turn), lat + 0.1 * sin(turn)) for turn in turns]]

    lons = [175.4 + step for step in range(10)]
    discs = Area.from_rings([disc(lon, -80 + 0.3 * row) for row in range(13) for lon in lons])
    boxes = [box for (ring,) in shape_of(discs)["coordinates"] for box in [bounds(ring)]]
    for polygon in discs.polygons:
        for lon, lat in polygon[0]:
            assert any(w <= lon <= e and s <= lat <= n for w, s, e, n in boxes)
    assert all(east - west < 6 for west, _, east, _ in boxes), "not around the rest of the globe"


@pytest.mark.parametrize("status", [413, 403])
def test_a_body_that_is_too_large_is_made_smaller(
    server: ScriptedServer, network: Network, status: int
) -> None:
    def answer(asked: Asked) -> Reply:
        return Reply(status) if len(asked.body) > 8_000 else page([item(1)])

    server.on("/search", answer)
    area = coast(800)
    assert len(search_all(server, network, Query(area)).granules) == 1
    assert server.asked[-1].json["intersects"] == boxes_of(area)
    server.asked.clear()
    small = Area.from_rings([[[(-139, 58), (-137, 58), (-137, 59)]]])
    server.on("/search", Reply(status))
    with pytest.raises(ItsliveError):
        search_all(server, network, Query(small))
    assert len(server.asked) == 1, "a small body is not refused for its size"


def test_criteria_have_the_names_of_the_query() -> None:
    query = Query(
        WORLD,
        max_separation=16,
        min_valid=1,
        satellites=("Landsat 8",),
        orbits=("ascending",),
        epsg=(3413,),
        versions=("002",),
    )
    assert set(filter_of(query).criteria) < set(CRITERIA)
