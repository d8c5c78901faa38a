"""Which proxy an address is asked through, and what a proxy wants of those who come through it."""

from __future__ import annotations

import http.client
import ipaddress
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from .cuttable import cuttable

#: What requests can speak to; the last two only where PySocks is installed.
KINDS = ("http", "https", "socks5", "socks5h")

_PORTS = {"http": 80, "https": 443}
_PATIENCE = 10.0  # seconds for a proxy to say which logins it takes
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_SCHEME = re.compile(r"(?:^|,)\s*([A-Za-z][\w-]*)(?=\s|,|$)", re.ASCII)


def proxy_of(
    url: str,
    proxy: str | None,
    no_proxy: Iterable[str] = (),
    proxies: Iterable[tuple[str, str]] = (),
) -> str:
    """The proxy an address is asked through; empty for the direct way.

    Args:
        url: what is asked.
        proxy: that of all addresses for which nothing else is said.
        no_proxy: exclusions, see :func:`goes_direct`.
        proxies: beginnings of addresses, and the proxy of what begins so; empty for none.

    Raises:
        ItsliveError: it is of a kind nobody here can speak to ("proxy_kind").
    """
    if goes_direct(url, no_proxy):
        return ""
    chosen = next((way for start, way in proxies if begins_with(url, start)), proxy or "")
    if chosen and "://" not in chosen:
        chosen = "http://" + chosen
    kind = chosen.partition("://")[0].lower()
    if chosen and kind not in KINDS:
        raise _unknown_kind(kind)
    return chosen


def goes_direct(url: str, no_proxy: Iterable[str]) -> bool:
    """Whether an address is among the exclusions from the proxy.

    Args:
        url: what is asked.
        no_proxy: the beginning of an address (``https://host/path``), which counts as in QGIS:
            character by character, so that ``https://host`` excludes ``https://host.example`` too;
            or ``host``, ``host:port``, ``.domain``, an address range such as ``10.0.0.0/8``, or
            ``*`` for all.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    with_port = f"{host}:{parts.port or _PORTS.get(parts.scheme, 80)}"
    for entry in (raw.strip() for raw in no_proxy):
        if not entry:
            continue
        if "://" in entry:
            if begins_with(url, entry):
                return True
            continue
        bare = entry.lower().lstrip("*").lstrip(".")
        if not bare or bare in (host, with_port) or host.endswith("." + bare):
            return True
        if _in_range(host, entry):
            return True
    return False


def begins_with(url: str, start: str) -> bool:
    """Whether an address begins so, as QGIS compares: its scheme and host in small letters."""
    parts = urlsplit(url)
    who, at, host = parts.netloc.rpartition("@")
    small = parts._replace(netloc=who + at + host.lower(), path=parts.path or "/")
    return urlunsplit(small).startswith(start)


def offered_logins(
    url: str, proxy: str, timeout: float, register: Any = lambda _connection: None
) -> tuple[str, ...]:
    """The kinds of login that an HTTP proxy offers, in small letters; none if it does not say.

    A proxy that refuses a tunnel says there which logins it takes, but the libraries that wanted
    the tunnel drop its words: it is asked once more, without a login. Nothing goes beyond it.

    Args:
        url: where the tunnel should have led.
        proxy: the proxy's address.
        timeout: seconds to wait for it.
        register: told of the connection before it is opened, so that others can cut it.
    """
    there, way = urlsplit(url), urlsplit(proxy)
    kind = http.client.HTTPSConnection if way.scheme == "https" else http.client.HTTPConnection
    target = f"{there.hostname}:{there.port or _PORTS.get(there.scheme, 443)}"
    connection = cuttable(kind, register)(
        way.hostname or "", way.port, timeout=min(timeout, _PATIENCE)
    )
    try:
        connection.request("CONNECT", target, headers={"Host": target})
        answers = connection.getresponse().headers.get_all("Proxy-Authenticate") or []
    except (OSError, http.client.HTTPException):
        return ()
    finally:
        connection.close()
    return login_kinds(", ".join(answers))


def login_kinds(header: str) -> tuple[str, ...]:
    """The kinds of login in a ``Proxy-Authenticate`` header, in small letters."""
    return tuple(name.lower() for name in _SCHEME.findall(_QUOTED.sub('""', header)))


def login_wanted(proxy: str, offered: tuple[str, ...] = (), detail: str = "") -> ItsliveError:
    """The sentence for a proxy that lets nobody through without a login, or not with this one.

    Args:
        proxy: its address, with the login that was tried, if there was one.
        offered: the kinds of login it takes, in small letters; empty if it does not say.
        detail: for the log.
    """
    parts = urlsplit(proxy)
    what = QT_TRANSLATE_NOOP("Messages", "The proxy {proxy} wants a user name and password.")
    advice = QT_TRANSLATE_NOOP("Messages", "Enter them in QGIS's network settings.")
    code = "proxy_login"
    if offered and "basic" not in offered:
        what = QT_TRANSLATE_NOOP(
            "Messages", "The proxy {proxy} wants a login by {kinds}, which this plugin cannot do."
        )
        advice = QT_TRANSLATE_NOOP(
            "Messages",
            "Run a local proxy that can, such as Px or CNTLM, and enter that one in QGIS's network "
            "settings; or ask your IT department for a proxy that takes a user name and password.",
        )
        code = "proxy_login_kind"
    elif parts.username:
        what = QT_TRANSLATE_NOOP(
            "Messages", "The proxy {proxy} refuses the user name and password that it was given."
        )
        # One that does not say what it takes may want another kind of login.
        advice = (
            QT_TRANSLATE_NOOP("Messages", "Correct them in QGIS's network settings.")
            if offered or parts.scheme.startswith("socks")
            else QT_TRANSLATE_NOOP(
                "Messages",
                "Correct them in QGIS's network settings. If they are right, the proxy may want a "
                "login by NTLM or Kerberos, which a local proxy such as Px or CNTLM can do.",
            )
        )
    return ItsliveError(
        what,
        advice,
        code=code,
        detail=detail,
        proxy=f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname,
        kinds=", ".join(_shown(kind) for kind in offered),
    )


def _shown(kind: str) -> str:
    return "NTLM" if kind == "ntlm" else kind.capitalize()


def _unknown_kind(kind: str) -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "This plugin cannot use a proxy of the kind {kind}."),
        QT_TRANSLATE_NOOP(
            "Messages", "Choose an HTTP or a SOCKS5 proxy in QGIS's network settings."
        ),
        code="proxy_kind",
        kind=kind.upper(),
    )


def _in_range(host: str, network: str) -> bool:
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(network, strict=False)
    except ValueError:
        return False
