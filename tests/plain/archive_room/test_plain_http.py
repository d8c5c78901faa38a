"""Nothing but https leaves this computer, unless the user chose a host as plain http.

A scripted proxy stands between us and all other hosts, so it sees whatever leaves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Callable

import pytest

from itslive_qgis.archive.by_name import find_granule
from itslive_qgis.archive.download import download
from itslive_qgis.archive.estimate import estimate_bytes
from itslive_qgis.archive.granule import Granule
from itslive_qgis.archive.http import Network, make_session
from itslive_qgis.archive.preview import fetch_preview
from itslive_qgis.archive.query import Query
from itslive_qgis.archive.requesting import send
from itslive_qgis.archive.search import search
from itslive_qgis.archive.stac import StacService
from itslive_qgis.errors import ItsliveError
from itslive_qgis.monitor import Monitor

from .place import DATA
from .scripted_server import Reply, ScriptedServer, json_reply, stored

MIRROR = "http://mirror.example"
BUCKET = "its-live-data.s3.amazonaws.com"


@pytest.fixture
def proxy() -> Iterator[ScriptedServer]:
    with ScriptedServer() as scripted:
        yield scripted


@pytest.fixture
def network(proxy: ScriptedServer) -> Network:
    return Network(proxy=proxy.url, services=(MIRROR,), attempts=2, backoff=0.01)


def seen(proxy: ScriptedServer) -> list[tuple[str, str]]:
    return [(asked.method, asked.target) for asked in proxy.asked]


def failure(network: Network, url: str, method: str = "GET") -> ItsliveError:
    with make_session(network) as session, pytest.raises(ItsliveError) as caught:
        send(session, method, url, Monitor(), body={} if method == "POST" else None)
    return caught.value


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "target", ["http://login.hotel.example/", "//login.hotel.example/", "http://127.0.0.1:9/x"]
)
def test_a_refused_redirect_is_not_followed(
    proxy: ScriptedServer, network: Network, method: str, target: str
) -> None:
    proxy.on("/x", Reply(302, {"Location": target}))
    assert failure(network, f"{MIRROR}/x", method).code == "insecure_redirect"
    assert seen(proxy) == [(method, f"{MIRROR}/x")]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_another_host_cannot_make_us_ask_this_computer(
    proxy: ScriptedServer, server: ScriptedServer, network: Network, host: str
) -> None:
    here = server.on("/secret", json_reply({})).replace("127.0.0.1", host)
    proxy.on("/x", Reply(302, {"Location": here}))
    direct = replace(network, no_proxy=(here,))
    assert failure(direct, f"{MIRROR}/x").code == "insecure_redirect"
    assert server.asked == []


def test_a_redirect_within_the_chosen_host_is_followed(
    proxy: ScriptedServer, network: Network
) -> None:
    proxy.on("/x", Reply(302, {"Location": f"{MIRROR}/y"}))
    proxy.on("/y", json_reply({"well": True}))
    with make_session(network) as session:
        assert send(session, "GET", f"{MIRROR}/x", Monitor()).json() == {"well": True}
    assert seen(proxy) == [("GET", f"{MIRROR}/x"), ("GET", f"{MIRROR}/y")]


def test_a_redirect_to_https_is_followed(proxy: ScriptedServer, network: Network) -> None:
    proxy.on("/x", Reply(302, {"Location": "https://other.example/y"}))
    proxy.on("other.example:443", Reply(403))
    assert failure(network, f"{MIRROR}/x").code == "proxy"
    assert seen(proxy) == [("GET", f"{MIRROR}/x"), ("CONNECT", "other.example:443")]


def test_a_download_that_is_sent_to_plain_http_is_refused(
    proxy: ScriptedServer, network: Network, make_granule: Callable[..., Granule], tmp_path: Path
) -> None:
    proxy.on("/a.nc", Reply(302, {"Location": "http://login.hotel.example/"}))
    granule = make_granule(url=f"{MIRROR}/a.nc")
    (failed,) = download([granule], tmp_path, network).failed
    assert failed.error is not None
    assert failed.error.code == "insecure_redirect"
    assert seen(proxy) == [("GET", f"{MIRROR}/a.nc")]
    assert not list(tmp_path.glob("*.nc*"))


@pytest.mark.parametrize(
    ("start", "host"),
    [
        (f"http://{BUCKET}", BUCKET),
        (f"HTTP://{BUCKET}:80", BUCKET),
        ("s3://its-live-data", BUCKET),
        ("http://its-live-data.jpl.nasa.gov.s3.amazonaws.com", "s3-us-west-2.amazonaws.com"),
        ("http://elsewhere.example", "elsewhere.example"),
    ],
)
def test_files_are_asked_for_by_https(
    proxy: ScriptedServer,
    network: Network,
    make_granule: Callable[..., Granule],
    tmp_path: Path,
    start: str,
    host: str,
) -> None:
    proxy.on(f"{host}:443", Reply(403))  # the tunnel itself is what counts
    name = make_granule().granule_id
    granule = make_granule(
        url=f"{start}/velocity/{name}.nc", preview=f"{start}/velocity/{name}.png"
    )
    typed = find_granule(granule.url, service_url=MIRROR)
    assert typed.url.startswith(f"https://{host}/")
    actions: list[Callable[[], Any]] = [
        lambda: download([granule], tmp_path, network),
        lambda: download([typed], tmp_path, network),
        lambda: estimate_bytes([granule], network),
    ]
    for act in actions:
        proxy.asked.clear()
        act()
        assert seen(proxy) == [("CONNECT", f"{host}:443")]
    proxy.asked.clear()
    with pytest.raises(ItsliveError):
        fetch_preview(granule, network)
    assert seen(proxy) == [("CONNECT", f"{host}:443")]


def test_files_of_the_chosen_host_are_asked_for_as_it_was_chosen(
    proxy: ScriptedServer, network: Network, make_granule: Callable[..., Granule], tmp_path: Path
) -> None:
    url = f"{MIRROR}/{make_granule().granule_id}.nc"
    proxy.on(url.removeprefix(MIRROR), stored(DATA))
    granule = find_granule(url, service_url=f"{MIRROR}/stac")
    assert granule.url == url
    assert download([granule], tmp_path, network).count == 1
    assert seen(proxy) == [("GET", url)]


def test_a_service_is_asked_as_its_address_was_given(proxy: ScriptedServer, area: Any) -> None:
    proxy.on("/search", json_reply({"type": "FeatureCollection", "features": []}))
    network = Network(proxy=proxy.url)
    for base in ("http://service.example", "https://service.example"):
        proxy.asked.clear()
        service = StacService(base, network)
        if base.startswith("https"):
            proxy.on("service.example:443", Reply(403))
            with pytest.raises(ItsliveError):
                search(service, Query(area), Monitor())
            assert set(seen(proxy)) == {("CONNECT", "service.example:443")}
        else:
            search(service, Query(area), Monitor())
            assert ("POST", f"{base}/search") in seen(proxy)
            assert all(target.startswith(f"{base}/") for _, target in seen(proxy))
