"""Real proxies between us and the archive: tinyproxy and microsocks, each wanting a login.

A proxy asks from an address of its own, so the archive tells what came beside it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Callable

import pytest

from itslive_qgis.archive.area import Area
from itslive_qgis.archive.by_name import find_granule
from itslive_qgis.archive.download import download
from itslive_qgis.archive.estimate import estimate_bytes
from itslive_qgis.archive.http import Network, make_session
from itslive_qgis.archive.itslive_search import ItsliveSearchService
from itslive_qgis.archive.preview import fetch_preview
from itslive_qgis.archive.proxies import login_kinds, login_wanted, proxy_of
from itslive_qgis.archive.query import Query
from itslive_qgis.archive.requesting import send
from itslive_qgis.archive.search import search
from itslive_qgis.archive.stac import StacService
from itslive_qgis.errors import ItsliveError
from itslive_qgis.monitor import Monitor
from tests.tools.proxies import (
    OURS,
    Proxy,
    WatchedArchive,
    http_proxy,
    need_proxies,
    socks_proxy,
    watched_archive,
)
from tests.tools.secure_server import secure_server

from .scripted_server import Reply, ScriptedServer, json_reply

LOGIN = ("anna", "pass-word.1")  # tinyproxy takes no other signs
LOCAL_PROXY = "Px or CNTLM"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WatchedArchive]:
    with watched_archive(tmp_path_factory.mktemp("watched")) as watched:
        yield watched


@pytest.fixture(scope="module")
def by_http() -> Iterator[Proxy]:
    need_proxies()
    with http_proxy(LOGIN) as proxy:
        yield proxy


@pytest.fixture(scope="module")
def by_socks() -> Iterator[Proxy]:
    need_proxies()
    with socks_proxy(LOGIN) as proxy:
        yield proxy


@pytest.fixture(params=["http", "socks"])
def proxy(request: pytest.FixtureRequest) -> Proxy:
    return request.getfixturevalue(f"by_{request.param}")  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def outline() -> Area:
    from tests.archive import truth

    return Area.from_rings([[truth.OUTLINE]])


def everything(url: str, network: Network, outline: Area, folder: Path) -> None:
    """Whatever the plugin asks the archive for, once."""
    query = Query(outline, max_per_year=1)
    granules = search(StacService(url, network), query, Monitor()).granules
    assert granules
    assert search(ItsliveSearchService(url, network), query, Monitor()).granules
    assert find_granule(granules[0].granule_id, service_url=url, network=network) == granules[0]
    assert estimate_bytes(granules, network)
    assert fetch_preview(granules[0], network).startswith(b"\x89PNG")
    report = download(granules, folder, network)
    assert (report.count, report.failed) == (len(granules), ())


def test_every_request_passes_through_the_proxy(
    archive: WatchedArchive, proxy: Proxy, outline: Area, tmp_path: Path
) -> None:
    archive.forget()
    everything(archive.url, Network(proxy=proxy.url), outline, tmp_path)
    assert archive.peers() == {proxy.peer}
    assert {line.split()[0] for line in archive.requests()} == {"GET", "POST", "HEAD"}


def test_excluded_addresses_go_direct(
    archive: WatchedArchive, proxy: Proxy, outline: Area, tmp_path: Path
) -> None:
    archive.forget()
    network = Network(proxy=proxy.url, no_proxy=(archive.url,))
    everything(archive.url, network, outline, tmp_path)
    assert archive.peers() == {OURS}


def test_what_is_excluded_by_its_beginning_alone_goes_direct(
    archive: WatchedArchive, proxy: Proxy
) -> None:
    archive.forget()
    network = Network(proxy=proxy.url, no_proxy=(f"{archive.url}/collections",))
    with make_session(network) as session:
        assert send(session, "GET", f"{archive.url}/", Monitor()).ok
        assert archive.peers() == {proxy.peer}
        archive.forget()
        assert send(session, "GET", f"{archive.url}/collections", Monitor()).ok
    assert archive.peers() == {OURS}


def test_each_host_has_its_own_proxy(
    archive: WatchedArchive, by_http: Proxy, by_socks: Proxy
) -> None:
    other = archive.url.replace(OURS, "localhost")
    network = Network(
        proxy="http://127.0.0.1:9",
        proxies=((f"{archive.url}/", by_http.url), (f"{other}/", by_socks.url)),
    )
    for url, expected in ((archive.url, by_http), (other, by_socks)):
        archive.forget()
        with make_session(network) as session:
            assert send(session, "GET", url, Monitor()).ok
        assert archive.peers() == {expected.peer}
    direct = replace(network, proxies=((f"{archive.url}/", ""),))
    archive.forget()
    with make_session(direct) as session:
        assert send(session, "GET", archive.url, Monitor()).ok
    assert archive.peers() == {OURS}


def test_secure_addresses_pass_through_a_tunnel(proxy: Proxy, tmp_path: Path) -> None:
    with secure_server(tmp_path) as (url, certificate, peers):
        network = Network(proxy=proxy.url, ca_file=str(certificate))
        with make_session(network) as session:
            assert send(session, "GET", url, Monitor()).text == "safe"
        assert peers == [proxy.peer]


SECURE, PLAIN = "https://archive.example/x", "http://archive.example/x"


def failure(url: str, **network: Any) -> ItsliveError:
    """How asking ends, which must not be a second time, nor tell a password."""
    way = Network(connect_timeout=5, read_timeout=5, backoff=60, services=(PLAIN,), **network)
    with make_session(way) as session, pytest.raises(ItsliveError) as caught:
        send(session, "GET", url, Monitor())
    error = caught.value
    assert not error.retry
    assert error.advice
    assert "{" not in str(error)
    for secret in LOGIN[1], "wrong":
        assert secret not in f"{error} {error.detail}"
    return error


# A wrong login for plain http is told by tinyproxy as if it were the archive that refuses it.
@pytest.mark.parametrize(
    ("login", "url"),
    [((), PLAIN), ((), SECURE), (("anna", "wrong"), SECURE)],
    ids=["none", "none in a tunnel", "wrong"],
)
def test_a_login_that_is_wanted_is_asked_for(
    proxy: Proxy, login: tuple[str, ...], url: str
) -> None:
    error = failure(url, proxy=proxy.with_login(*login))
    assert error.code == "proxy_login"
    assert f"127.0.0.1:{proxy.port}" in str(error)
    assert ("refuses" if login else "wants") in str(error)
    assert "QGIS's network settings" in error.advice
    assert LOCAL_PROXY not in error.advice


def test_a_download_tells_of_the_login_once_and_for_each_granule(
    archive: WatchedArchive, proxy: Proxy, make_granule: Callable[..., Any], tmp_path: Path
) -> None:
    archive.forget()
    granules = [make_granule(day=f"2018-06-0{day}") for day in (1, 2, 3)]
    network = Network(proxy=proxy.with_login("anna", "wrong"), backoff=60)
    report = download(granules, tmp_path, network)
    assert [each.error.code for each in report.failed if each.error] == ["proxy_login"] * 3
    assert archive.seen() == []


@pytest.mark.parametrize("url", [PLAIN, SECURE])
@pytest.mark.parametrize("offered", ["NTLM", "Negotiate", "Negotiate, NTLM", 'Digest realm="a"'])
def test_a_login_we_cannot_do_is_named(server: ScriptedServer, url: str, offered: str) -> None:
    refusal = Reply(407, {"Proxy-Authenticate": offered})
    server.on("archive.example:443", refusal)
    server.on("/x", refusal)
    error = failure(url, proxy=server.url.replace("//", "//anna:wrong@"))
    assert error.code == "proxy_login_kind"
    for name in offered.partition(" realm")[0].split(", "):
        assert name in str(error)
    assert LOCAL_PROXY in error.advice
    # a tunnel is asked for once more, as only then the proxy's words can be heard
    assert len(server.asked) == (2 if url is SECURE else 1)
    if url is SECURE:
        assert "Proxy-Authorization" not in server.asked[1].headers


def test_of_several_logins_the_one_we_can_do_counts(server: ScriptedServer) -> None:
    server.on("archive.example:443", Reply(407, {"Proxy-Authenticate": 'NTLM, Basic realm="a, b"'}))
    assert failure(SECURE, proxy=server.url).code == "proxy_login"


def test_a_proxy_that_does_not_say_what_it_wants_gets_both_advices(server: ScriptedServer) -> None:
    server.on("archive.example:443", Reply(407))
    error = failure(SECURE, proxy=server.url.replace("//", "//anna:wrong@"))
    assert "Correct them" in error.advice
    assert LOCAL_PROXY in error.advice


@pytest.mark.parametrize(
    ("header", "kinds"),
    [
        ('Basic realm="x"', ("basic",)),
        ('Basic realm="Negotiate, NTLM x"', ("basic",)),
        ('Negotiate, NTLM, Basic realm="a \\"b, c\\""', ("negotiate", "ntlm", "basic")),
        ('Digest realm="a", qop="auth", nonce="b, c d", Basic realm=x', ("digest", "basic")),
        ("NTLM TlRMTVNTUAAC==", ("ntlm",)),
        ("", ()),
    ],
)
def test_the_words_of_a_proxy(header: str, kinds: tuple[str, ...]) -> None:
    assert login_kinds(header) == kinds


def test_a_login_has_any_letters(server: ScriptedServer) -> None:
    server.on("/x", json_reply({}))
    # latin-1 as other clients have it, and UTF-8 for what latin-1 has not
    for user, login in {"m%C3%BCller": "bfxsbGVyOng=", "%D1%8E": "0Y46eA=="}.items():
        way = Network(proxy=server.url.replace("//", f"//{user}:x@"), services=(PLAIN,))
        with make_session(way) as session:
            assert send(session, "GET", PLAIN, Monitor()).ok
        assert server.asked[-1].headers["Proxy-Authorization"] == f"Basic {login}"


def test_a_login_for_socks_has_any_letters(archive: WatchedArchive) -> None:
    need_proxies()
    archive.forget()
    with (
        socks_proxy(("m:@/ü", "ю% +#")) as proxy,
        make_session(Network(proxy=proxy.url)) as session,
    ):
        assert send(session, "GET", archive.url, Monitor()).ok
    assert archive.peers() == {proxy.peer}


@pytest.mark.parametrize("kind", ["http", "socks5h"])
def test_a_dead_proxy_is_named_at_once(kind: str) -> None:
    if kind == "socks5h":
        need_proxies()
    error = failure(SECURE, proxy=f"{kind}://anna:{LOGIN[1]}@127.0.0.1:9")
    assert error.code == "proxy"
    assert "proxy" in str(error)


@pytest.mark.parametrize("status", [502, 503])
def test_a_proxy_that_finds_no_way_is_asked_again(server: ScriptedServer, status: int) -> None:
    server.on("archive.example:443", Reply(status))
    network = Network(proxy=server.url, attempts=3, backoff=0.01)
    with make_session(network) as session, pytest.raises(ItsliveError) as caught:
        send(session, "GET", SECURE, Monitor())
    assert caught.value.code == "proxy"
    assert len(server.asked) == 3


def test_a_proxy_that_forbids_is_not_asked_again(server: ScriptedServer) -> None:
    server.on("archive.example:443", Reply(403))
    assert failure(SECURE, proxy=server.url).code == "proxy"
    assert len(server.asked) == 1


@pytest.mark.parametrize("kind", ["socks4", "socks4a", "ftp", "quic"])
def test_a_proxy_of_another_kind_is_told(
    archive: WatchedArchive, kind: str, make_granule: Callable[..., Any], tmp_path: Path
) -> None:
    archive.forget()
    proxy = f"{kind}://anna:wrong@127.0.0.1:9"
    error = failure(archive.url, proxy=proxy)
    assert error.code == "proxy_kind"
    assert kind.upper() in str(error)
    (failed,) = download([make_granule()], tmp_path, Network(proxy=proxy)).failed
    assert failed.error is not None
    assert failed.error.code == "proxy_kind"
    assert archive.seen() == []
    # where it is not needed it is in nobody's way
    assert proxy_of(archive.url, proxy, (archive.url,)) == ""


def test_nothing_is_asked_before_the_system_told_its_proxies(archive: WatchedArchive) -> None:
    archive.forget()
    unknown = Network(system_proxy=True)
    with make_session(unknown) as session, pytest.raises(RuntimeError):
        session.get(archive.url)
    assert archive.seen() == []
    with make_session(replace(unknown, no_proxy=(archive.url,))) as session:
        assert session.get(archive.url).ok


def test_a_failure_without_a_port_is_a_sentence_too() -> None:
    assert "proxy.example wants" in str(login_wanted("http://proxy.example"))


WITHOUT_PYSOCKS = """
import json, sys
sys.modules["socks"] = None  # importing it fails from here on, as where it is not installed
from pathlib import Path
from itslive_qgis.archive.area import Area
from itslive_qgis.archive.by_name import find_granule, granule_at
from itslive_qgis.archive.download import download
from itslive_qgis.archive.http import Network
from itslive_qgis.archive.preview import fetch_preview
from itslive_qgis.archive.query import Query
from itslive_qgis.archive.search import search
from itslive_qgis.archive.stac import StacService
from itslive_qgis.errors import ItsliveError
from itslive_qgis.monitor import Monitor
from dataclasses import replace

proxy, url, folder, granule_url = sys.argv[1:]
network = Network(proxy=proxy, backoff=600)  # who tries again is not back before the time-out
area = Area.from_rings([[[(-139.0, 58.5), (-137.0, 58.5), (-137.0, 59.5), (-139.0, 58.5)]]])
granule = replace(granule_at(granule_url), preview=url + "/preview.png")
report = download([granule, granule_at(granule_url.replace("P050", "P051"))], folder, network)
told = [each.error for each in report.failed]
for ask in (
    lambda: search(StacService(url, network), Query(area), Monitor()),
    lambda: find_granule(granule.granule_id, service_url=url, network=network),
    lambda: fetch_preview(granule, network),
):
    try:
        ask()
    except ItsliveError as error:
        told.append(error)
print(json.dumps([[error.code, str(error), error.advice] for error in told]))
"""


def test_without_pysocks_a_socks_proxy_is_told_and_nothing_goes_beside_it(
    archive: WatchedArchive, make_granule: Callable[..., Any], tmp_path: Path
) -> None:
    need_proxies()
    archive.forget()
    with socks_proxy() as proxy:
        granule_url = f"{archive.url}/x/{make_granule().granule_id}.nc"
        run = subprocess.run(
            [sys.executable, "-c", WITHOUT_PYSOCKS, proxy.url, archive.url, tmp_path, granule_url],
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
    told = json.loads(run.stdout)
    assert [code for code, _, _ in told] == ["no_socks"] * 5
    assert all("PySocks" in text and "HTTP proxy" in advice for _, text, advice in told)
    assert archive.seen() == []
