"""Every setting of the plugin, typed, with its default; and QGIS's network settings.

Settings live in QGIS's own store under ``itslive_qgis/``. Functions here read and write only that
store, so they are cheap enough for the GUI thread.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from qgis.core import Qgis, QgsApplication, QgsNetworkAccessManager, QgsSettings
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtNetwork import QNetworkProxy, QNetworkProxyFactory, QNetworkProxyQuery

from .archive.http import Network
from .archive.requesting import interruptible
from .archive.services import KINDS, OLDER, STAC
from .archive.urls import origin_of
from .monitor import Monitor
from .paths import plugin_version

DEFAULT_STAC_URL = "https://stac.itslive.cloud"
DEFAULT_CATALOGUE = "https://its-live-data.s3.amazonaws.com/datacubes/catalog_v02.json"
DEFAULT_CONNECTIONS = 4
MAX_CONNECTIONS = 16
#: Seconds that a download waits for a network that has gone away.
PATIENCE = 1_800
DEFAULT_FOLDER_NAME = "itslive"
#: Megabytes on disk for parts of granules that were read in the archive.
DEFAULT_CACHE_SIZE = 2_000
#: Where the record of a point comes from: the cube where it has the point, else the archive's own
#: cubes; or one of the two alone.
SERIES_SOURCES = AUTOMATIC, OWN_CUBE, ARCHIVE = "automatic", "cube", "archive"
#: Points that a list adds to the plot at once, each a second or two of reading in the archive.
MOST_POINTS = 50
#: Width and height of a saved picture in centimetres, and dots per inch.
DEFAULT_PICTURE = (20.0, 11.3, 200.0)
PICTURE_CENTIMETRES, PICTURE_DPI = (4.0, 40.0), (50.0, 600.0)
#: What a new search asks for beside its area, as attributes of ``archive.query.Query``.
DEFAULT_CRITERIA: dict[str, Any] = {"max_separation": 120, "min_valid": 1}
#: What a summary of a cube removes, as attributes of ``science.filters.Filters``: long pairs that
#: lost the ice, as in the archive's own composites.
DEFAULT_FILTERS: dict[str, Any] = {"bin_rule": True}
#: Characters of a search's JSON; a longer one, of an outline with many corners, is not remembered.
LARGEST_RECENT_SEARCH = 200_000

_PREFIX = "itslive_qgis/"
_CA_VARIABLES = ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")
_OTHER = "ftp"  # no proxy for us; asking through it ends with a sentence that says so
_SCHEMES = {
    QNetworkProxy.ProxyType.HttpProxy: "http",
    QNetworkProxy.ProxyType.HttpCachingProxy: "http",
    QNetworkProxy.ProxyType.Socks5Proxy: "socks5h",
}


def stac_url() -> str:
    """Base URL of the STAC service that is searched."""
    return _text("stac_url") or DEFAULT_STAC_URL


def set_stac_url(url: str) -> None:
    """Search this STAC service from now on; an empty URL means the default again."""
    _store("stac_url", url.strip().rstrip("/"))


def service_kind() -> str:
    """Kind of the service that is searched, one of ``archive.services.KINDS``."""
    kind = _text("service_kind")
    return kind if kind in KINDS else STAC


def set_service_kind(kind: str) -> None:
    """Search a service of this kind from now on."""
    _store("service_kind", "" if kind == STAC else kind)


def older_url() -> str:
    """Base URL of the itslive-search service; empty unless the user entered one."""
    return _text("older_url")


def set_older_url(url: str) -> None:
    """Use this itslive-search service where the older kind is chosen."""
    _store("older_url", url.strip().rstrip("/"))


def service_url(kind: str = "") -> str:
    """Base URL of the service of this kind, of the chosen one if none is given; may be empty."""
    return older_url() if (kind or service_kind()) == OLDER else stac_url()


def address_of(kind: str, given: str = "") -> str:
    """Base URL of the service of this kind that an algorithm asks; may be empty.

    Args:
        kind: one of ``archive.services.KINDS``.
        given: the address of the call. That of the options is taken if it is empty, or known as
            one of the other kind only: older calls and dialogs give it with any kind.
    """
    given = given.strip().rstrip("/")
    others = {older_url()} if kind == STAC else {stac_url(), DEFAULT_STAC_URL}
    return service_url(kind) if given in {"", *others} - {service_url(kind)} else given


def catalogue_url() -> str:
    """Address of the catalogue of the archive's own cubes."""
    return _text("catalogue_url") or DEFAULT_CATALOGUE


def set_catalogue_url(url: str) -> None:
    """Look for the archive's cubes in this catalogue; empty: the usual one again."""
    _store("catalogue_url", "" if url.strip() == DEFAULT_CATALOGUE else url.strip())


def series_source() -> str:
    """Where the record of a point comes from, one of :data:`SERIES_SOURCES`."""
    source = _text("series_source")
    return source if source in SERIES_SOURCES else AUTOMATIC


def set_series_source(source: str) -> None:
    """Take the record of a point from there from now on."""
    _store("series_source", "" if source == AUTOMATIC else source)


def plot_choices() -> str:
    """What the plot shows, and of which values, as the text that was stored; may be empty."""
    return _text("plot_choices")


def set_plot_choices(text: str) -> None:
    """Remember what the plot shows."""
    _store("plot_choices", text)


def picture_size() -> tuple[float, float, float]:
    """Width and height of a saved picture in centimetres, and its dots per inch."""
    limits = (PICTURE_CENTIMETRES, PICTURE_CENTIMETRES, PICTURE_DPI)
    try:
        told = [float(each) for each in _text("picture_size").split()]
    except ValueError:
        return DEFAULT_PICTURE
    if len(told) != len(limits) or not all(
        low <= each <= high for each, (low, high) in zip(told, limits)
    ):
        return DEFAULT_PICTURE
    return told[0], told[1], told[2]


def set_picture_size(width: float, height: float, dpi: float) -> None:
    """Save pictures in this size, centimetres and dots per inch, from now on."""
    size = (width, height, dpi)
    _store("picture_size", "" if size == DEFAULT_PICTURE else " ".join(map(str, size)))


def worker_python() -> str:
    """Python program of the worker; empty: the plugin looks for one itself."""
    return _text("worker_python")


def set_worker_python(path: str) -> None:
    """Use this Python for the worker; empty: let the plugin look for one."""
    _store("worker_python", path.strip())


def dask_scheduler() -> str:
    """Address of the dask scheduler on whose cluster the dock builds cubes; empty: here."""
    return _text("dask_scheduler")


def set_dask_scheduler(address: str) -> None:
    """Build cubes on the cluster of this scheduler; empty: on this computer."""
    _store("dask_scheduler", address.strip())


def connections() -> int:
    """Number of downloads that run at the same time, 1 to 16."""
    try:
        number = int(QgsSettings().value(_PREFIX + "connections", DEFAULT_CONNECTIONS))
    except (TypeError, ValueError):
        return DEFAULT_CONNECTIONS
    return min(max(number, 1), MAX_CONNECTIONS)


def set_connections(number: int) -> None:
    """Run so many downloads at the same time."""
    _store("connections", int(number))


def rate_limit() -> float:
    """Bytes per second that a download may take, 0 for all there are."""
    try:
        limit = float(QgsSettings().value(_PREFIX + "rate_limit", 0.0))
    except (TypeError, ValueError):
        return 0.0
    return limit if 0 < limit < float("inf") else 0.0


def set_rate_limit(limit: float) -> None:
    """Let downloads take so many bytes per second, 0 for all there are."""
    _store("rate_limit", float(limit) if limit > 0 else "")


def download_folder() -> str:
    """Folder offered for downloads and cubes."""
    return _text("download_folder") or default_folder()


def default_folder() -> str:
    """The folder offered unless the user chose another one."""
    return str(Path.home() / DEFAULT_FOLDER_NAME)


def set_download_folder(folder: str) -> None:
    """Offer this folder for downloads and cubes; empty: the default again."""
    _store("download_folder", folder.strip())


def recent_searches() -> str:
    """The searches made last, as the text that was stored; empty if there are none."""
    return _text("recent_searches")


def set_recent_searches(text: str) -> None:
    """Remember the searches made last; an empty text forgets them."""
    _store("recent_searches", text)


def is_first_look() -> bool:
    """Whether the dock was never shown before; asking counts as showing."""
    settings = QgsSettings()
    first = not settings.value(_PREFIX + "dock_shown", False, type=bool)
    settings.setValue(_PREFIX + "dock_shown", True)
    return first


def reset() -> None:
    """Every setting back to its default."""
    QgsSettings().remove("itslive_qgis")


def network() -> Network:
    """QGIS's network settings (proxy, exclusions, timeout, certificates) for the archive room.

    Where QGIS leaves the choice of a proxy to the system, :func:`with_system_proxies` has to ask
    the system before an address is asked, as that may take a while.
    """
    settings = QgsSettings()
    enabled = settings.value("proxy/proxyEnabled", False, type=bool)
    by_system = enabled and settings.value("proxy/proxyType", "") == "DefaultProxy"
    return Network(
        proxy=_proxy_url() if enabled and not by_system else None,
        no_proxy=_excluded() if enabled else (),
        system_proxy=by_system,
        services=(stac_url(), older_url(), catalogue_url()),
        read_timeout=max(QgsNetworkAccessManager.timeout() / 1000, 1.0),
        user_agent=user_agent(),
        ca_file=_ca_file(),
        patience=PATIENCE,
    )


def reach(network: Network) -> dict[str, Any]:
    """How the worker reaches granules in the archive, JSON-able; see ``science.remote.Reach``."""
    return {
        "network": asdict(network),
        "cache": str(cache_folder()),
        "limit": cache_size() * 1_000_000,
    }


def cache_folder() -> Path:
    """Where parts of the archive's files are kept."""
    return Path(QgsApplication.qgisSettingsDirPath()) / "cache" / "itslive"


def cache_size() -> int:
    """Megabytes that they may take; 0 keeps nothing."""
    try:
        return max(0, int(QgsSettings().value(_PREFIX + "cache_size", DEFAULT_CACHE_SIZE)))
    except (TypeError, ValueError):
        return DEFAULT_CACHE_SIZE


def set_cache_size(megabytes: int) -> None:
    """Let them take as much from now on."""
    _store("cache_size", int(megabytes))


def with_system_proxies(network: Network, addresses: Iterable[str], monitor: Monitor) -> Network:
    """The network with the system's proxy for each host that will be asked.

    The system may have to fetch and run a script (PAC) for an answer, so this belongs into the
    thread of a task.

    Args:
        network: as :func:`network` gives it.
        addresses: what will be asked, or the address of its service. Redirects to other hosts go
            the way of the first one.
        monitor: asked whether to go on.

    Raises:
        Cancelled: within 200 ms of the user's wish.
    """
    if not network.system_proxy:
        return network
    # Scripts see no more of a secure address than its host.
    hosts = dict.fromkeys(filter(None, (origin_of(network.secured(each)) for each in addresses)))
    login = _login()
    found = interruptible(
        lambda: tuple((host, _system_proxy(host, login)) for host in hosts), monitor, lambda: None
    )
    first = found[0][1] if found else ""
    return replace(network, proxy=first or None, proxies=found, system_proxy=False)


def user_agent() -> str:
    """How the plugin introduces itself to servers, with its own and QGIS's version."""
    qgis_version = Qgis.QGIS_VERSION.split("-")[0]
    return f"ITS_LIVE-QGIS/{plugin_version()} QGIS/{qgis_version}"


def _proxy_url() -> str | None:
    """The proxy of QGIS's options; None if no host is entered there."""
    proxy = QNetworkProxy(QgsNetworkAccessManager.instance().fallbackProxy())
    user, password = _login()
    proxy.setUser(user)
    proxy.setPassword(password)
    return _url_of(proxy) or None


def _login() -> tuple[str, str]:
    """User name and password that QGIS's options hold for a proxy, themselves or by their id."""
    settings = QgsSettings()
    auth_config = settings.value("proxy/authcfg", "") or ""
    if auth_config:
        proxy = QNetworkProxy()
        QgsApplication.authManager().updateNetworkProxy(proxy, auth_config)
        return proxy.user(), proxy.password()
    names = "proxy/proxyUser", "proxy/proxyPassword"
    user, password = (str(settings.value(name, "") or "") for name in names)
    return user, password


def _system_proxy(url: str, login: tuple[str, str]) -> str:
    """The system's first proxy for an address; empty for the direct way.

    If the system knows no login for it, QGIS tries that of its options: so do we.
    """
    for proxy in QNetworkProxyFactory.systemProxyForQuery(QNetworkProxyQuery(QUrl(url))):
        if proxy.type() in (QNetworkProxy.ProxyType.NoProxy, QNetworkProxy.ProxyType.DefaultProxy):
            return ""
        if proxy.type() in _SCHEMES:
            if not proxy.user():
                proxy.setUser(login[0])
                proxy.setPassword(login[1])
            return _url_of(proxy)
    return ""


def _url_of(proxy: QNetworkProxy) -> str:
    if not proxy.hostName():
        return ""
    who = ""
    if proxy.user():
        who = f"{quote(proxy.user(), safe='')}:{quote(proxy.password(), safe='')}@"
    host = f"[{proxy.hostName()}]" if ":" in proxy.hostName() else proxy.hostName()
    return f"{_SCHEMES.get(proxy.type(), _OTHER)}://{who}{host}:{proxy.port()}"


def _excluded() -> tuple[str, ...]:
    """Beginnings of the addresses that QGIS reaches without its proxy, as it compares them.

    A host alone, or a space too many, excludes nothing in QGIS: no address begins so.
    """
    found: list[str] = []
    for key in ("proxy/noProxyUrls", "proxy/proxyExcludedUrls"):
        entries = QgsSettings().value(key, []) or []
        for entry in [entries] if isinstance(entries, str) else map(str, entries):
            if entry and entry == entry.strip():
                schemes = [each for each in ("http://", "https://") if each.startswith(entry)]
                found += schemes or ([entry] if "://" in entry else [])
    return tuple(dict.fromkeys(found))


def _ca_file() -> str | None:
    """The certificate bundle named by the environment, as institutions with own CAs set it."""
    for name in _CA_VARIABLES:
        path = os.environ.get(name, "")
        if path and Path(path).exists():
            return path
    return None


def _text(key: str) -> str:
    value = QgsSettings().value(_PREFIX + key, "")
    return str(value) if value else ""


def _store(key: str, value: Any) -> None:
    settings = QgsSettings()
    if value in ("", None):
        settings.remove(_PREFIX + key)
        return
    settings.setValue(_PREFIX + key, value)
