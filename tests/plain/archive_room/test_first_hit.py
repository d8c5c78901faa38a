"""The question whether there is anything ends with the first thing found."""

from __future__ import annotations

import pytest

from itslive_qgis.archive.area import Area
from itslive_qgis.archive.first_hit import finds_any
from itslive_qgis.archive.http import Network
from itslive_qgis.archive.query import Query
from itslive_qgis.archive.stac import StacService
from itslive_qgis.errors import Cancelled, ItsliveError
from itslive_qgis.monitor import Monitor

from .scripted_server import Reply, ScriptedServer
from .stac_answers import item, page
from .watched import WatchedMonitor

MORE = {"rel": "next", "href": "/more"}
POOR, RICH = 5, 90  # percent of valid pixels


def four_pages(server: ScriptedServer) -> None:
    """The one granule of many valid pixels comes on the third page."""
    server.on("/search", page([item(1, percent_valid_pixels=POOR)], MORE))
    server.on(
        "/more",
        page([item(2, percent_valid_pixels=POOR)], {"rel": "next", "href": "/more?page=3"}),
        page(
            [item(3, percent_valid_pixels=POOR), item(4, percent_valid_pixels=RICH)],
            {"rel": "next", "href": "/more?page=4"},
        ),
        page([item(5, percent_valid_pixels=RICH)]),
    )


def test_it_stops_at_the_first_hit(server: ScriptedServer, network: Network, area: Area) -> None:
    four_pages(server)
    service = StacService(server.url, network)
    found = finds_any(service, Query(area, min_valid=50), Monitor()).granule
    assert found is not None
    assert found.granule_id == "granule-4"
    assert len([asked for asked in server.asked if "queryables" not in asked.target]) == 3


def test_it_looks_no_further_than_allowed(
    server: ScriptedServer, network: Network, area: Area
) -> None:
    four_pages(server)
    service = StacService(server.url, network)
    look = finds_any(service, Query(area, min_valid=50), Monitor(), most_pages=2)
    assert (look.granule, look.to_the_end) == (None, False)
    assert len([asked for asked in server.asked if "queryables" not in asked.target]) == 2


def test_it_tells_that_there_were_no_more_pages(
    server: ScriptedServer, network: Network, area: Area
) -> None:
    server.on("/search", page([], MORE))
    server.on("/more", page([item(1, percent_valid_pixels=POOR)]))
    service = StacService(server.url, network)
    look = finds_any(service, Query(area, min_valid=50), Monitor(), most_pages=2)
    assert (look.granule, look.to_the_end) == (None, True)


def test_no_answer_is_no_no(server: ScriptedServer, network: Network, area: Area) -> None:
    server.on("/search", Reply(404))
    with pytest.raises(ItsliveError):
        finds_any(StacService(server.url, network), Query(area), Monitor())


def test_it_can_be_cancelled(server: ScriptedServer, area: Area) -> None:
    server.on("/search", Reply(200, {}, b"x" * 1000, cut=10, stall=True))
    monitor = WatchedMonitor(cancel_after=0.3)
    with pytest.raises(Cancelled):
        finds_any(StacService(server.url, Network(read_timeout=30)), Query(area), monitor)
