"""One way to the network for every room: sessions made of plain values, and stoppable.

Nothing is read from the environment (``trust_env=False``): QGIS's own settings are handed in.
"""

from __future__ import annotations

import ipaddress
import threading
import weakref
from dataclasses import dataclass
from socket import SHUT_RDWR, socket
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from .pace import Pace
from .urls import is_secure

POOL = 16  # connections kept open per host


@dataclass(frozen=True)
class Network:
    """How to reach the network.

    Attributes:
        proxy: ``http://``, ``https://``, ``socks5://`` or ``socks5h://`` address of a proxy, with
            credentials if it wants them; None for a direct way.
        no_proxy: hosts reached directly: ``host``, ``host:port``, ``.domain``, an address range
            such as ``10.0.0.0/8``, the beginning of an address (``http://host/path``), or ``*``
            for all.
        connect_timeout: seconds to wait for a connection.
        read_timeout: seconds to wait for the next bytes.
        user_agent: how we name ourselves to servers.
        ca_file: file of certificates to trust instead of the usual ones.
        attempts: how often one request is tried at most.
        backoff: seconds before the second attempt; doubled for each further one.
        patience: seconds that a download which worked waits for a line that has gone away, before
            it takes the granules for failed.
    """

    proxy: str | None = None
    no_proxy: tuple[str, ...] = ()
    connect_timeout: float = 15
    read_timeout: float = 60
    user_agent: str = "itslive-qgis"
    ca_file: str | None = None
    attempts: int = 5
    backoff: float = 0.5
    patience: float = 0

    @property
    def timeout(self) -> tuple[float, float]:
        """Both timeouts as requests takes them."""
        return (self.connect_timeout, self.read_timeout)


class ArchiveSession(requests.Session):
    """A session of requests that can be stopped from another thread while it waits."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.trust_env = False
        self.network = network
        self.pace = Pace()
        self.headers["User-Agent"] = network.user_agent
        if network.ca_file:
            self.verify = network.ca_file
        self._lock = threading.Lock()
        self._connections: weakref.WeakSet[Any] = weakref.WeakSet()
        self._aborted = False
        adapter = _Adapter(network, self._register)
        self.mount("https://", adapter)
        self.mount("http://", adapter)

    def abort(self) -> None:
        """Cut every connection, so that threads waiting in one get an error now. Final."""
        with self._lock:
            self._aborted = True
        self.cut()

    def cut(self) -> None:
        """Cut every connection there is; new ones can be opened."""
        with self._lock:
            connections = list(self._connections)
        for connection in connections:
            _shut(getattr(connection, "sock", None))
        self.close()

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """Where a redirect leads, refused if that is plain http to a host nobody chose."""
        target = super().get_redirect_target(resp)
        if target is None:
            return None
        absolute = urljoin(resp.url, target)
        if not is_secure(absolute, resp.url if resp.url.startswith("http://") else ""):
            raise ItsliveError(
                QT_TRANSLATE_NOOP("Messages", "{host} sends us on to an insecure address."),
                QT_TRANSLATE_NOOP(
                    "Messages",
                    "If this network asks for a login, open a web page and log in first.",
                ),
                code="insecure_redirect",
                detail=absolute,
                host=urlsplit(resp.url).hostname or "",
            )
        return target

    def _register(self, connection: Any) -> None:
        with self._lock:
            if self._aborted:
                raise OSError("the session was stopped")
            self._connections.add(connection)


def make_session(network: Network) -> ArchiveSession:
    """A session that goes exactly the way ``network`` says; close it after use."""
    return ArchiveSession(network)


def goes_direct(url: str, no_proxy: tuple[str, ...]) -> bool:
    """Whether an address is among the exclusions from the proxy (see :class:`Network`)."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    with_port = f"{host}:{parts.port or {'https': 443}.get(parts.scheme, 80)}"
    for entry in (raw.strip().lower() for raw in no_proxy):
        if not entry:
            continue
        if "://" in entry:
            if url.lower().startswith(entry):
                return True
            continue
        bare = entry.lstrip("*").lstrip(".")
        if not bare or bare in (host, with_port) or host.endswith("." + bare):
            return True
        if _in_range(host, entry):
            return True
    return False


def _in_range(host: str, network: str) -> bool:
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(network, strict=False)
    except ValueError:
        return False


class _Adapter(HTTPAdapter):
    """Chooses the proxy per address, also after redirects, and tells of every connection."""

    def __init__(self, network: Network, register: Any) -> None:
        self._network = network
        self._register = register
        proxy = network.proxy or ""
        if proxy and "://" not in proxy:
            proxy = "http://" + proxy
        self._proxies = {"http": proxy, "https": proxy} if proxy else {}
        super().__init__(pool_connections=POOL, pool_maxsize=POOL)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)  # type: ignore[no-untyped-call, unused-ignore]
        _track(self.poolmanager, self._register)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        known = proxy in self.proxy_manager
        manager = super().proxy_manager_for(  # type: ignore[no-untyped-call, unused-ignore]
            proxy, **kwargs
        )
        if not known:
            _track(manager, self._register)
        return manager

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: Any = True,
        cert: Any = None,
        proxies: Any = None,
    ) -> requests.Response:
        direct = goes_direct(request.url or "", self._network.no_proxy)
        return super().send(
            request,
            stream=stream,
            timeout=timeout or self._network.timeout,
            verify=verify,
            cert=cert,
            proxies={} if direct else self._proxies,
        )


def _track(manager: Any, register: Any) -> None:
    """Make a pool manager's connections call ``register(connection)`` before they connect."""
    manager.pool_classes_by_scheme = {
        scheme: _tracked(pool, register) for scheme, pool in manager.pool_classes_by_scheme.items()
    }


def _tracked(pool: Any, register: Any) -> Any:
    base = pool.ConnectionCls

    def connect(self: Any) -> None:
        register(self)
        base.connect(self)

    connection = type("TrackedConnection", (base,), {"connect": connect})
    return type("Tracked" + pool.__name__, (pool,), {"ConnectionCls": connection})


def _shut(sock: Any) -> None:
    """Shut a socket under whoever reads it; one that is closed already needs nothing."""
    plain = getattr(sock, "socket", sock)  # pyOpenSSL wraps the socket it uses
    if not isinstance(plain, socket) or plain.fileno() < 0:
        return
    try:
        # Of an SSLSocket the plain method is meant: its own takes the TLS layer from the reader.
        socket.shutdown(plain, SHUT_RDWR)
    except OSError:
        return
