"""The way to the network: only what was asked for, given up at once when the user cancels."""

from __future__ import annotations

import contextlib
import json
import socket
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from pathlib import Path

import pytest
import requests

from itslive_qgis.archive import failures
from itslive_qgis.archive.http import Network, make_session
from itslive_qgis.archive.proxies import goes_direct
from itslive_qgis.archive.requesting import interruptible, pause_before, retry_after, send
from itslive_qgis.archive.urls import is_secure, secure_url
from itslive_qgis.errors import Cancelled, ItsliveError
from itslive_qgis.monitor import Monitor

from .scripted_server import Reply, ScriptedServer, json_reply
from .watched import WatchedMonitor


def ask(url: str, network: Network, monitor: Monitor | None = None, **options: object):
    with make_session(network) as session:
        return send(session, options.pop("method", "GET"), url, monitor or Monitor(), **options)


def test_the_environment_is_not_asked(
    server: ScriptedServer, network: Network, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere.pem")
    url = server.on("/x", json_reply({}))
    assert ask(url, network).status_code == 200
    assert "Authorization" not in server.asked[0].headers
    with make_session(network) as session:
        settings = session.merge_environment_settings("https://x.example", {}, None, None, None)
        assert settings["verify"] is True
        assert not settings["proxies"]
    with make_session(Network(ca_file="/etc/own.pem")) as session:
        assert session.verify == "/etc/own.pem"


def test_we_name_ourselves(server: ScriptedServer) -> None:
    ask(server.on("/x", json_reply({})), Network(user_agent="itslive-qgis/1.0 QGIS/33400"))
    assert server.asked[0].headers["User-Agent"] == "itslive-qgis/1.0 QGIS/33400"


def test_an_answer_without_a_charset_is_utf8_and_not_guessed_at(
    server: ScriptedServer, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requests.Response, "apparent_encoding", property(lambda _: 1 / 0))
    answer = json.dumps({"name": "Þórisjökull"}, ensure_ascii=False).encode()
    url = server.on("/x", Reply(200, {"Content-Type": "application/geo+json"}, answer))

    response = ask(url, network)

    assert "Þórisjökull" in response.text
    assert response.json() == {"name": "Þórisjökull"}


def test_a_proxy_is_used_with_its_credentials(server: ScriptedServer) -> None:
    server.on("/data", json_reply({"by": "proxy"}))
    proxy = server.url.replace("http://", "http://me:secret@")
    network = Network(proxy=proxy, services=("http://archive.example",))
    answer = ask("http://archive.example/data", network)
    assert answer.json() == {"by": "proxy"}
    assert server.asked[0].target == "http://archive.example/data"
    assert server.asked[0].headers["Proxy-Authorization"].startswith("Basic ")


def test_loopback_passes_through_the_proxy_too_unless_excluded(server: ScriptedServer) -> None:
    with ScriptedServer() as archive:
        url = archive.on("/data", json_reply({"by": "archive"}))
        server.on("/data", json_reply({"by": "proxy"}))
        assert ask(url, Network(proxy=server.url)).json() == {"by": "proxy"}
        excluded = Network(proxy=server.url, no_proxy=("127.0.0.1",))
        assert ask(url, excluded).json() == {"by": "archive"}


def test_a_dead_proxy_is_named(network: Network) -> None:
    dead = Network(proxy="127.0.0.1:9", attempts=1)
    with pytest.raises(ItsliveError) as caught:
        ask("http://archive.example/data", dead)
    assert caught.value.code == "proxy"


@pytest.mark.parametrize(
    ("url", "excluded", "direct"),
    [
        ("https://a.example/x", ("a.example",), True),
        ("https://sub.a.example/x", ("a.example",), True),
        ("https://sub.a.example/x", (".a.example",), True),
        ("https://sub.a.example/x", ("*.a.example",), True),
        ("https://nota.example/x", ("a.example",), False),
        ("http://a.example:8080/x", ("a.example:8080",), True),
        ("http://a.example:8081/x", ("a.example:8080",), False),
        ("https://10.1.2.3/x", ("10.0.0.0/8",), True),
        ("https://11.1.2.3/x", ("10.0.0.0/8",), False),
        ("http://localhost:8000/x", ("http://localhost",), True),
        ("https://a.example/x", ("http://a.example",), False),
        ("https://a.example/x", ("*",), True),
        ("https://a.example/x", ("", " "), False),
        ("https://a.example/x", (), False),
    ],
)
def test_exclusions(url: str, excluded: tuple[str, ...], direct: bool) -> None:
    assert goes_direct(url, excluded) is direct


def test_passing_faults_are_tried_again(server: ScriptedServer, network: Network) -> None:
    url = server.on("/x", Reply(503), Reply(429, {"Retry-After": "0"}), json_reply({"well": True}))
    assert ask(url, network).json() == {"well": True}
    assert len(server.asked) == 3
    url = server.on(
        "/y", Reply(200, {}, b"x" * 100, cut=10, reset=True), json_reply({"well": True})
    )
    assert ask(url, network).json() == {"well": True}


def test_lasting_faults_are_given_back(server: ScriptedServer, network: Network) -> None:
    assert ask(server.on("/x", Reply(503)), network).status_code == 503
    assert len(server.asked) == network.attempts
    server.asked.clear()
    assert ask(server.on("/y", Reply(404)), network).status_code == 404
    assert len(server.asked) == 1


def test_retry_after_is_honoured(server: ScriptedServer, network: Network) -> None:
    url = server.on("/x", Reply(429, {"Retry-After": "1"}), json_reply({}))
    start = time.monotonic()
    ask(url, network)
    assert 1.0 <= time.monotonic() - start < 2.0
    # nobody waits for an hour in front of a progress bar
    url = server.on("/y", Reply(503, {"Retry-After": "3600"}))
    start = time.monotonic()
    assert ask(url, network).status_code == 503
    assert time.monotonic() - start < 0.5


def test_retry_after_as_seconds_or_date() -> None:
    assert retry_after("7") == 7
    soon = datetime.now(timezone.utc) + timedelta(seconds=30)
    assert 25 < retry_after(format_datetime(soon, usegmt=True)) <= 30
    server = datetime(2001, 2, 3, 4, 5, tzinfo=timezone.utc)  # as its clock says
    dates = [format_datetime(server + timedelta(seconds=wait), usegmt=True) for wait in (40, 0)]
    assert retry_after(*dates) == 40
    assert retry_after(dates[1], dates[0]) == 0
    for nothing in ("", "soon", "-5", "nan", "inf", "Wed, 21 Oct 2015 07:28:00 GMT"):
        assert retry_after(nothing) == 0


def test_pauses_grow_and_are_capped() -> None:
    pauses = [pause_before(attempt, 0.5, None) for attempt in range(1, 12)]
    assert pauses[:4] == [0.5, 1.0, 2.0, 4.0]
    assert pauses[-1] == 30.0


@pytest.fixture
def deaf_address() -> Iterator[str]:
    """An address that neither accepts nor refuses: its queue of connections is full."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(3):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse what Linux ignores")
def test_cancelling_while_connecting_takes_no_time(deaf_address: str) -> None:
    monitor = WatchedMonitor(cancel_after=0.3)
    with pytest.raises(Cancelled):
        ask(deaf_address, Network(connect_timeout=5), monitor)
    assert monitor.seconds_since_stop() < 0.2


@pytest.mark.parametrize("fault", ["no answer", "half an answer", "pause"])
def test_cancelling_takes_no_time(server: ScriptedServer, fault: str) -> None:
    network = Network(connect_timeout=30, read_timeout=30, attempts=3, backoff=20)
    url = {
        "no answer": server.on("/silent", lambda _asked: time.sleep(3) or Reply()),
        "half an answer": server.on("/half", Reply(200, {}, b"x" * 1000, cut=10, stall=True)),
        "pause": server.on("/busy", Reply(503)),
    }[fault]
    monitor = WatchedMonitor(cancel_after=0.3)
    with pytest.raises(Cancelled):
        ask(url, network, monitor)
    assert monitor.seconds_since_stop() < 0.2
    if fault == "half an answer":
        assert server.gone.wait(1), "the stalled server still sees our socket"


def test_an_aborted_session_opens_no_connection(server: ScriptedServer, network: Network) -> None:
    url = server.on("/x", json_reply({}))
    with make_session(network) as session:
        assert session.get(url).ok
        session.abort()
        with pytest.raises(requests.RequestException):
            session.get(url)
    assert len(server.asked) == 1


class Stalled:
    """A server that accepts, reads and never says a word."""

    def __init__(self) -> None:
        self.accepted = threading.Event()
        self.gone = threading.Event()  # the client has left
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError), self._listener:
            connection, _ = self._listener.accept()
            self.accepted.set()
            with connection:
                connection.settimeout(60)
                while connection.recv(1 << 16):
                    pass
                self.gone.set()


def begin(url: str, network: Network) -> tuple[requests.Session, threading.Thread]:
    """Ask in another thread; the session to stop it by."""
    session = make_session(network)

    def get() -> None:
        with contextlib.suppress(requests.RequestException, ItsliveError):
            session.get(url, timeout=network.timeout)

    thread = threading.Thread(target=get, daemon=True)
    thread.start()
    return session, thread


LONG = Network(connect_timeout=40, read_timeout=40)


@pytest.mark.parametrize("stop", ["abort", "cut"])
@pytest.mark.parametrize("through", ["", "http", "https"])
def test_a_stalled_handshake_is_cut(stop: str, through: str) -> None:
    stalled = Stalled()
    network = replace(LONG, proxy=f"{through}://{stalled.address}" if through else None)
    host = "archive.example" if through else stalled.address
    session, thread = begin(f"https://{host}/x", network)
    assert stalled.accepted.wait(5)
    time.sleep(0.2)  # into the handshake
    getattr(session, stop)()
    assert stalled.gone.wait(5), "the server still sees our socket"
    thread.join(5)
    assert not thread.is_alive()


@pytest.mark.parametrize("stop", ["abort", "cut"])
def test_what_is_stopped_while_a_name_is_resolved_does_not_connect_later(
    stop: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stalled = Stalled()
    resolving, go_on = threading.Event(), threading.Event()
    resolve = socket.getaddrinfo

    def slowly(*arguments: object, **options: object) -> object:
        resolving.set()
        go_on.wait(5)
        return resolve(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", slowly)
    session, thread = begin(f"http://{stalled.address}/x", LONG)
    assert resolving.wait(5)
    getattr(session, stop)()
    go_on.set()
    assert stalled.gone.wait(5), "the server still sees our socket"
    thread.join(5)
    assert not thread.is_alive()


def test_an_answer_that_ends_with_its_connection_is_cut_too(server: ScriptedServer) -> None:
    url = server.on("/x", Reply(200, {}, b"x" * 1000, cut=10, stall=True, bare=True))
    session = make_session(LONG)
    with session.get(url, stream=True, timeout=LONG.timeout) as response:
        assert response.raw.read(10) == b"x" * 10
        session.abort()
        assert server.gone.wait(5), "the server still sees our socket"


def test_a_cut_session_opens_connections_again(server: ScriptedServer, network: Network) -> None:
    url = server.on("/x", json_reply({}))
    with make_session(network) as session:
        for _ in range(3):
            assert session.get(url).ok
            session.cut()


def test_errors_of_the_other_thread_arrive() -> None:
    def fail() -> None:
        raise KeyError("inside")

    with pytest.raises(KeyError):
        interruptible(fail, Monitor(), lambda: None)
    assert interruptible(threading.current_thread, Monitor(), lambda: None).daemon


def test_a_redirected_search_stays_a_search(server: ScriptedServer, network: Network) -> None:
    old = server.on("/old", Reply(301, {"Location": "/new"}))
    server.on("/new", json_reply({"found": True}))
    answer = ask(old, network, method="POST", body={"limit": 1})
    assert answer.json() == {"found": True}
    assert [(asked.method, asked.target) for asked in server.asked] == [
        ("POST", "/old"),
        ("POST", "/new"),
    ]
    assert server.asked[1].json == {"limit": 1}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_insecure_redirects_are_refused(
    server: ScriptedServer, network: Network, method: str
) -> None:
    url = server.on("/x", Reply(302, {"Location": "http://login.hotel.example/"}))
    with pytest.raises(ItsliveError) as caught:
        ask(url, network, method=method, body={} if method == "POST" else None)
    assert caught.value.code == "insecure_redirect"


def test_secure_addresses() -> None:
    assert is_secure("https://x.example/y")
    assert is_secure("http://127.0.0.1:80/y")
    assert is_secure("http://[::1]/y")
    assert not is_secure("http://x.example/y")
    assert is_secure("http://x.example/y", "http://x.example/")
    assert not is_secure("ftp://x.example/y")
    assert secure_url("http://x.example/y", "http://x.example") == "http://x.example/y"
    assert secure_url("http://x.example/y", "https://x.example") == "https://x.example/y"
    assert secure_url("s3://other/y?z") == "https://other.s3.amazonaws.com/y?z"


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("http://x.example:80/y", "https://x.example/y"),
        ("http://x.example:080/y", "https://x.example/y"),
        ("http://me@x.example:80/y?z=:80", "https://me@x.example/y?z=:80"),
        ("http://[fe80::80]/y", "https://[fe80::80]/y"),
        ("http://[fe80::80]:80/y", "https://[fe80::80]/y"),
        ("http://x.example:8080/y", "https://x.example:8080/y"),
        ("http://127.0.0.1:80/y", "http://127.0.0.1:80/y"),
    ],
)
def test_the_port_of_plain_http_goes_with_it(url: str, wanted: str) -> None:
    assert secure_url(url, "https://chosen.example") == wanted


@pytest.mark.parametrize(
    ("url", "configured", "same"),
    [
        ("http://myhost:8080/a.nc", "http://MyHost:8080", True),
        ("http://MYHOST/a.nc", "HTTP://myhost/api", True),
        ("http://myhost/a.nc", "http://myhost:80", True),
        ("http://myhost:80/a.nc", "http://myhost", True),
        ("http://myhost:/a.nc", "http://myhost", True),
        ("http://[FE80::1]:80/a.nc", "http://[fe80::1]", True),
        ("http://me:secret@myhost/a.nc", "http://myhost", True),
        ("http://myhost:8080/a.nc", "http://myhost", False),
        ("http://myhost/a.nc", "http://myhost.example", False),
        ("http://myhost@other/a.nc", "http://myhost", False),
        ("http://myhost:99999/a.nc", "http://myhost:99999", False),
        ("http:///a.nc", "", False),
        ("http://myhost/a.nc", "https://myhost", False),
        ("http://myhost:8080/a.nc", "http://myhost:80", False),
    ],
)
def test_the_chosen_host_may_be_written_in_another_way(
    url: str, configured: str, same: bool
) -> None:
    assert is_secure(url, configured) is same
    assert secure_url(url, configured) == (url if same else url.replace("http:", "https:"))


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("http://a.b.s3.amazonaws.com/k.nc", "https://s3-us-west-2.amazonaws.com/a.b/k.nc"),
        ("https://a.b.s3.amazonaws.com/k.nc", "https://s3-us-west-2.amazonaws.com/a.b/k.nc"),
        ("s3://a.b/k.nc", "https://s3-us-west-2.amazonaws.com/a.b/k.nc"),
        (
            "http://a.b.s3.us-west-2.amazonaws.com/k.nc",
            "https://s3.us-west-2.amazonaws.com/a.b/k.nc",
        ),
        (
            "http://a.b.s3-eu-west-1.amazonaws.com/k.nc",
            "https://s3.eu-west-1.amazonaws.com/a.b/k.nc",
        ),
        (
            "http://a.b.s3.us-west-2.amazonaws.com:80/k.nc",
            "https://s3.us-west-2.amazonaws.com/a.b/k.nc",
        ),
        ("https://ab.s3.amazonaws.com/k.nc?", "https://ab.s3.amazonaws.com/k.nc?"),
        ("https://s3.amazonaws.com/a.b/k.nc", "https://s3.amazonaws.com/a.b/k.nc"),
        ("https://a.b.example.org/k.nc", "https://a.b.example.org/k.nc"),
    ],
)
def test_a_bucket_with_dots_is_asked_for_by_path(url: str, wanted: str) -> None:
    # the certificate of *.s3.amazonaws.com does not cover a name with dots before it
    assert secure_url(url) == wanted
    assert secure_url(wanted) == wanted


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://127.0.0.1:9/", "refused"),
        ("http://no-such-host.invalid/", "dns"),
        ("http://", "bad_url"),
        ("nonsense", "bad_url"),
    ],
)
def test_each_failure_has_its_sentence(url: str, code: str) -> None:
    with pytest.raises(ItsliveError) as caught:
        ask(url, Network(attempts=1, connect_timeout=2))
    assert caught.value.code == code
    assert caught.value.advice
    assert "{" not in str(caught.value)


def test_a_silent_server_times_out(server: ScriptedServer) -> None:
    url = server.on("/x", lambda _asked: time.sleep(1) or Reply())
    with pytest.raises(ItsliveError) as caught:
        ask(url, Network(read_timeout=0.2, attempts=1))
    assert caught.value.code == "timeout"
    assert caught.value.retry


def test_a_server_without_tls_is_no_tls_server(server: ScriptedServer) -> None:
    with pytest.raises(ItsliveError) as caught:
        ask(server.url.replace("http://", "https://"), Network(attempts=1))
    assert caught.value.code == "tls"


@pytest.mark.parametrize(
    ("status", "code", "retry"),
    [
        (400, "http_status", False),
        (401, "forbidden", False),
        (403, "forbidden", False),
        (404, "not_found", False),
        (407, "proxy", False),
        (410, "not_found", False),
        (429, "too_many_requests", True),
        (500, "server_error", True),
        (503, "server_error", True),
    ],
)
def test_each_status_has_its_sentence(status: int, code: str, retry: bool) -> None:
    failure = failures.of_status(status, "https://stac.itslive.cloud/search")
    assert (failure.code, failure.retry) == (code, retry)
    assert "{" not in str(failure)
