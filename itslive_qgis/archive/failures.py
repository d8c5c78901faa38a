"""What went wrong on the network, in sentences a user can act on."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from http import HTTPStatus
from math import ceil
from urllib.parse import urlsplit

import requests

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from .urls import host_of

# Answers that may differ the next time: a repeated request costs the server nothing new.
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_SERVER_ERRORS = range(500, 600)
_DETAIL = 2_000  # bytes of an answer for the log

_TUNNEL = re.compile(r"Tunnel connection failed: (\d{3})", re.ASCII)
_DNS_WORDS = (
    "name or service not known",
    "getaddrinfo failed",
    "nodename nor servname",
    "temporary failure in name resolution",
    "failed to resolve",
    "no address associated",
)


def of_exception(error: BaseException, url: str) -> ItsliveError:
    """The sentence for an exception of requests, urllib3 or a socket."""
    what, advice, code, retry = _kind(error)
    return ItsliveError(
        what,
        advice,
        code=code,
        retry=retry,
        detail=f"{type(error).__name__}: {error}",
        host=host_of(url),
    )


def wants_proxy_login(error: BaseException) -> bool:
    """Whether a proxy let us not through since it wants a login, or another one."""
    # Of a wrong login tinyproxy says 401; before there is a tunnel nobody else can say so.
    asks = HTTPStatus.PROXY_AUTHENTICATION_REQUIRED, HTTPStatus.UNAUTHORIZED
    if _tunnel_status(error) in asks:
        return True
    return any(type(link).__name__ == "SOCKS5AuthError" for link in _chain(error))


def _tunnel_status(error: BaseException) -> int:
    """How a proxy answered who wanted to be led through it; 0 if it did not."""
    match = _TUNNEL.search(str(error))
    return int(match[1]) if match else 0


def too_slow(url: str, count: int, seconds: float) -> ItsliveError:
    """The sentence for an answer that arrives so slowly that its end cannot be waited for."""
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "{host} sent only {count} bytes in {seconds} s."),
        QT_TRANSLATE_NOOP(
            "Messages", "Try again later, over another connection if this one is slow everywhere."
        ),
        code="too_slow",
        detail=url,
        host=host_of(url),
        count=count,
        seconds=round(seconds),
    )


def nothing_sent(count: int) -> ItsliveError:
    """The failure for an answer that announces items and holds none."""
    return ItsliveError(
        QT_TRANSLATE_NOOP(
            "Messages", "The service says that it found {count} granules, and sends none of them."
        ),
        QT_TRANSLATE_NOOP(
            "Messages", "Search again; search a smaller area or a shorter time if it recurs."
        ),
        code="nothing_sent",
        retry=True,
        count=count,
    )


def of_response(response: requests.Response, asked: str, wish: float = 0) -> ItsliveError:
    """The sentence for an answer with another status than the one wanted.

    Args:
        response: the answer.
        asked: the address that was asked, which may have led elsewhere.
        wish: seconds that the server asks us to wait.
    """
    detail = response.content[:_DETAIL].decode("utf-8", "replace")
    status = response.status_code
    led_elsewhere = urlsplit(asked).path != urlsplit(response.url).path
    if not led_elsewhere or status in _SERVER_ERRORS:
        return of_status(status, response.url, detail, wish)
    return ItsliveError(
        QT_TRANSLATE_NOOP(
            "Messages", "{host} sends us on to {url}, which refuses the search ({status})."
        ),
        QT_TRANSLATE_NOOP(
            "Messages",
            "If this network asks for a login, open a web page and log in first; else check the "
            "address of the service in the settings.",
        ),
        code="sent_on",
        detail=detail,
        host=urlsplit(asked).hostname or "",
        url=response.url.partition("?")[0],
        status=status,
    )


def of_status(status: int, url: str, detail: str = "", wish: float = 0) -> ItsliveError:
    """The sentence for an HTTP status that is not the one wanted.

    Args:
        status: of the answer.
        url: what was asked.
        detail: the answer's beginning, for the log.
        wish: seconds that the server asks us to wait.
    """
    what = QT_TRANSLATE_NOOP("Messages", "{host} answered with HTTP status {status}.")
    advice = QT_TRANSLATE_NOOP("Messages", "Check the address of the service in the settings.")
    code = "http_status"
    if status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
        what = QT_TRANSLATE_NOOP("Messages", "{host} has nothing at this address ({status}).")
        code = "not_found"
    elif status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        what = QT_TRANSLATE_NOOP("Messages", "{host} refuses access ({status}).")
        code = "forbidden"
    elif status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
        what = QT_TRANSLATE_NOOP("Messages", "The proxy wants a user name and password.")
        advice = QT_TRANSLATE_NOOP("Messages", "Enter them in QGIS's network settings.")
        code = "proxy"
    elif status == HTTPStatus.TOO_MANY_REQUESTS:
        what = QT_TRANSLATE_NOOP("Messages", "{host} asks for fewer requests ({status}).")
        advice = QT_TRANSLATE_NOOP("Messages", "Try again in a few minutes.")
        code = "too_many_requests"
        if wish > 0:
            advice = QT_TRANSLATE_NOOP("Messages", "Try again in {minutes} minutes or later.")
    elif status in _SERVER_ERRORS:
        what = QT_TRANSLATE_NOOP("Messages", "{host} has a fault of its own ({status}).")
        advice = QT_TRANSLATE_NOOP("Messages", "Try again later.")
        code = "server_error"
    return ItsliveError(
        what,
        advice,
        code=code,
        retry=status in PASSING,
        detail=detail,
        host=host_of(url),
        status=status,
        minutes=max(1, ceil(wish / 60)),
    )


def _kind(error: BaseException) -> tuple[str, str, str, bool]:
    """Sentence, advice, code and whether to try again."""
    if isinstance(error, requests.exceptions.SSLError):
        return (
            QT_TRANSLATE_NOOP("Messages", "The identity of {host} could not be verified."),
            QT_TRANSLATE_NOOP(
                "Messages",
                "Check this computer's clock, or whether this network inspects secure connections.",
            ),
            "tls",
            False,
        )
    if isinstance(error, requests.exceptions.ProxyError):
        return _proxy_kind(error)
    if isinstance(error, requests.exceptions.InvalidSchema) and "SOCKS" in str(error):
        return (
            QT_TRANSLATE_NOOP(
                "Messages", "A SOCKS proxy needs the Python package PySocks, which is missing."
            ),
            QT_TRANSLATE_NOOP(
                "Messages", "Install PySocks into QGIS's Python, or use an HTTP proxy."
            ),
            "no_socks",
            False,
        )
    if isinstance(error, requests.exceptions.ContentDecodingError):
        return (
            QT_TRANSLATE_NOOP("Messages", "The answer of {host} is damaged and cannot be read."),
            QT_TRANSLATE_NOOP(
                "Messages", "Try again later; if it recurs, check the proxy in QGIS's settings."
            ),
            "answer_damaged",
            True,
        )
    if isinstance(error, ValueError) and isinstance(error, requests.RequestException):
        return (
            QT_TRANSLATE_NOOP("Messages", "{host} is not a web address."),
            QT_TRANSLATE_NOOP("Messages", "Check the address of the service in the settings."),
            "bad_url",
            False,
        )
    return _connection_kind(error)


def _proxy_kind(error: BaseException) -> tuple[str, str, str, bool]:
    """The proxy is there and cannot, or is not there; only the first may pass."""
    cut = (ConnectionResetError, ConnectionAbortedError, BrokenPipeError, socket.timeout)
    passing = _tunnel_status(error) in PASSING
    passing = passing or any(isinstance(link, cut) for link in _chain(error))
    return (
        QT_TRANSLATE_NOOP("Messages", "The proxy did not let us through to {host}."),
        QT_TRANSLATE_NOOP("Messages", "Check the proxy in QGIS's network settings."),
        "proxy",
        passing,
    )


def _connection_kind(error: BaseException) -> tuple[str, str, str, bool]:
    check_network = QT_TRANSLATE_NOOP(
        "Messages", "Check the network connection and the proxy in QGIS's settings."
    )
    if isinstance(error, requests.exceptions.TooManyRedirects):
        what = QT_TRANSLATE_NOOP("Messages", "{host} sends us on again and again.")
        advice = QT_TRANSLATE_NOOP(
            "Messages", "If this network asks for a login, open a web page and log in first."
        )
        return (what, advice, "endless_redirect", False)
    chain = list(_chain(error))
    words = str(error).lower()
    # PySocks is not imported for this: it need not be there.
    if any(type(link).__name__ == "ProxyConnectionError" for link in chain):
        return _proxy_kind(error)
    if any(isinstance(link, socket.gaierror) for link in chain) or any(
        word in words for word in _DNS_WORDS
    ):
        what = QT_TRANSLATE_NOOP("Messages", "The name {host} could not be found.")
        return (what, check_network, "dns", True)
    if isinstance(error, requests.exceptions.Timeout) or any(
        isinstance(link, (socket.timeout, TimeoutError)) for link in chain
    ):
        what = QT_TRANSLATE_NOOP("Messages", "{host} did not answer in time.")
        advice = QT_TRANSLATE_NOOP("Messages", "Try again later, or check the connection.")
        return (what, advice, "timeout", True)
    if any(isinstance(link, ConnectionRefusedError) for link in chain):
        what = QT_TRANSLATE_NOOP("Messages", "{host} accepts no connection.")
        return (what, check_network, "refused", True)
    what = QT_TRANSLATE_NOOP("Messages", "The connection to {host} broke.")
    return (what, check_network, "connection", True)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and every error it was made of."""
    waiting: list[object] = [error]
    seen: set[int] = set()
    while waiting:
        link = waiting.pop()
        if not isinstance(link, BaseException) or id(link) in seen:
            continue
        seen.add(id(link))
        yield link
        waiting += [*link.args, link.__cause__, link.__context__, getattr(link, "reason", None)]


def ended_early(url: str) -> ItsliveError:
    """Answers that were shorter than the server said, however often it was asked."""
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "{host} ended its answers early, again and again."),
        QT_TRANSLATE_NOOP("Messages", "Check the network connection, and do the same again."),
        code="cut_short",
        retry=True,
        detail=url,
        host=host_of(url),
    )
