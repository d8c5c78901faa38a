"""One way to the network for every room: sessions made of plain values, and stoppable.

Nothing is read from the environment (``trust_env=False``): QGIS's own settings are handed in.
"""

from __future__ import annotations

import base64
import threading
import weakref
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from . import failures
from .cuttable import cut, cuttable
from .pace import Pace
from .proxies import goes_direct, login_kinds, login_wanted, offered_logins, proxy_of
from .urls import is_loopback, is_secure, same_host, secure_url

POOL = 16  # connections kept open per host


@dataclass(frozen=True)
class Network:
    """How to reach the network.

    Attributes:
        proxy: ``http://``, ``https://``, ``socks5://`` or ``socks5h://`` address of a proxy, with
            credentials if it wants them; None for a direct way.
        no_proxy: what is reached directly: beginnings of addresses (``https://host/path``), hosts
            and more, see :func:`.proxies.goes_direct`.
        proxies: beginnings of addresses with a proxy of their own, and that proxy; empty for none.
        system_proxy: the operating system knows the proxies. Whoever can ask it replaces this by
            its answers, in ``proxies``, before anything is asked.
        services: addresses of services the user chose. Where one is plain http, its host may be
            asked so; every other one but this computer is asked by https.
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
    proxies: tuple[tuple[str, str], ...] = ()
    system_proxy: bool = False
    services: tuple[str, ...] = ()
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

    def secured(self, url: str) -> str:
        """The address as it is asked: by https, unless the user chose its host as plain http."""
        try:
            chosen = next((service for service in self.services if same_host(url, service)), "")
            return secure_url(url, chosen)
        except ValueError:  # such as a bracket that opens an IPv6 host and never ends it
            return url

    def proxy_of(self, url: str) -> str:
        """The proxy an address is asked through; empty for the direct way.

        Raises:
            ItsliveError: it is of a kind nobody here can speak to ("proxy_kind").
            RuntimeError: the system has not been asked for it.
        """
        if self.system_proxy and not goes_direct(url, self.no_proxy):
            raise RuntimeError(f"the system was not asked for the proxy of {url}")
        return proxy_of(url, self.proxy, self.no_proxy, self.proxies)


class ArchiveSession(requests.Session):
    """A session of requests that can be stopped from another thread while it waits.

    Attributes:
        goes_on: whether it is used after a wish to stop, which may be one for a single file.
        bite: bytes of an answer that are read at a time; 0 for few, as of a slow service.
    """

    goes_on = False
    bite = 0

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
            cut(connection)
        self.close()

    def request(  # type: ignore[override, unused-ignore]
        self, method: str | bytes, url: str | bytes, *args: Any, **options: Any
    ) -> requests.Response:
        """Ask as :meth:`requests.Session.request` does, by https where http was not chosen."""
        address = url.decode() if isinstance(url, bytes) else url
        return super().request(method, self.network.secured(address), *args, **options)

    def quick_get(self, url: str, headers: dict[str, str]) -> tuple[requests.Response, bytes]:
        """Ask once, without following where an answer leads, and without undoing any packing.

        For many small objects: what :meth:`request` does beside that costs as much as the rest.

        Returns:
            the answer without its body, and the body as it came.

        Raises:
            requests.RequestException, urllib3.exceptions.HTTPError, OSError: no answer came.
            ItsliveError: the proxy wants a login.
        """
        address = self.network.secured(url)
        request = requests.Request("GET", address, {**self.headers, **headers}).prepare()
        response = self.get_adapter(address).send(
            request, stream=True, timeout=self.network.timeout, verify=self.verify or False
        )
        with response:
            body: bytes = response.raw.read(decode_content=False)
        return response, body

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """Where a redirect leads, refused if that is plain http to a host nobody chose."""
        target = super().get_redirect_target(resp)
        if target is None:
            return None
        absolute = urljoin(resp.url, target)
        if not self._may_lead_to(absolute, resp.url):
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

    def _may_lead_to(self, target: str, asked: str) -> bool:
        """Whether an answer may send us on to an address.

        This computer is nothing that a server elsewhere may have us ask.
        """
        if is_loopback(target) and not is_loopback(asked):
            return False
        return is_secure(target, self.network.secured(target))

    def _register(self, connection: Any) -> None:
        with self._lock:
            if self._aborted:
                raise OSError("the session was stopped")
            self._connections.add(connection)


def make_session(network: Network, service: str = "") -> ArchiveSession:
    """A session that goes exactly the way ``network`` says; close it after use.

    Args:
        network: how to reach the network.
        service: address of the service that the session is for, added to those the user chose.
    """
    if service:
        network = replace(network, services=(*network.services, service))
    return ArchiveSession(network)


class _Adapter(HTTPAdapter):
    """Chooses the proxy per address, also after redirects, and tells of every connection."""

    def __init__(self, network: Network, register: Any) -> None:
        self._network = network
        self._register = register
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

    def proxy_headers(self, proxy: str) -> dict[str, str]:
        """The login for an HTTP proxy, in UTF-8 where requests' own latin-1 has not its letters."""
        parts = urlsplit(proxy)
        if not parts.username:
            return {}
        text = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        try:
            login = text.encode("latin-1")
        except UnicodeEncodeError:
            login = text.encode()
        return {"Proxy-Authorization": f"Basic {base64.b64encode(login).decode()}"}

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: Any = True,
        cert: Any = None,
        proxies: Any = None,
    ) -> requests.Response:
        url = request.url or ""
        proxy = self._network.proxy_of(url)
        try:
            response = super().send(
                request,
                stream=stream,
                timeout=timeout or self._network.timeout,
                verify=verify,
                cert=cert,
                proxies={"http": proxy, "https": proxy} if proxy else {},
            )
        except requests.ConnectionError as error:
            if not failures.wants_proxy_login(error):
                raise
            offered: tuple[str, ...] = ()
            if isinstance(error, requests.exceptions.ProxyError):
                wait = self._network.connect_timeout
                offered = offered_logins(url, proxy, wait, self._register)
            raise login_wanted(proxy, offered, str(error)) from error
        if proxy and response.status_code == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
            response.close()
            offered = login_kinds(response.headers.get("Proxy-Authenticate", ""))
            raise login_wanted(proxy, offered, f"{response.status_code} {url}")
        return response


def _track(manager: Any, register: Any) -> None:
    """Make a pool manager's connections call ``register(connection)`` before they connect."""
    manager.pool_classes_by_scheme = {
        scheme: _tracked(pool, register) for scheme, pool in manager.pool_classes_by_scheme.items()
    }


def _tracked(pool: Any, register: Any) -> Any:
    connection = cuttable(pool.ConnectionCls, register)
    return type("Tracked" + pool.__name__, (pool,), {"ConnectionCls": connection})
