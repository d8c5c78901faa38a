"""Every setting of the plugin, typed, with its default; and QGIS's network settings.

Settings live in QGIS's own store under ``itslive_qgis/``. Functions here read and write only that
store, so they are cheap enough for the GUI thread.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

from qgis.core import Qgis, QgsApplication, QgsNetworkAccessManager, QgsSettings
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtNetwork import QNetworkProxy, QNetworkProxyFactory, QNetworkProxyQuery

from .archive.http import Network
from .archive.services import KINDS, OLDER, STAC
from .paths import plugin_version

DEFAULT_STAC_URL = "https://stac.itslive.cloud"
DEFAULT_CONNECTIONS = 4
MAX_CONNECTIONS = 16
#: Seconds that a download waits for a network that has gone away.
PATIENCE = 1_800
DEFAULT_FOLDER_NAME = "itslive"
#: What a new search asks for beside its area, as attributes of ``archive.query.Query``.
DEFAULT_CRITERIA: dict[str, Any] = {"max_separation": 120, "min_valid": 1}
#: Characters of a search's JSON; a longer one, of an outline with many corners, is not remembered.
LARGEST_RECENT_SEARCH = 200_000

_PREFIX = "itslive_qgis/"
_CA_VARIABLES = ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")
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


def worker_python() -> str:
    """Python program of the worker; empty: the plugin looks for one itself."""
    return _text("worker_python")


def set_worker_python(path: str) -> None:
    """Use this Python for the worker; empty: let the plugin look for one."""
    _store("worker_python", path.strip())


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
    """QGIS's network settings (proxy, exclusions, timeout, certificates) for the archive room."""
    return Network(
        proxy=_proxy_url(),
        no_proxy=_excluded_hosts(),
        read_timeout=max(QgsNetworkAccessManager.timeout() / 1000, 1.0),
        user_agent=user_agent(),
        ca_file=_ca_file(),
        patience=PATIENCE,
    )


def user_agent() -> str:
    """How the plugin introduces itself to servers, with its own and QGIS's version."""
    qgis_version = Qgis.QGIS_VERSION.split("-")[0]
    return f"ITS_LIVE-QGIS/{plugin_version()} QGIS/{qgis_version}"


def _proxy_url() -> str | None:
    settings = QgsSettings()
    if not settings.value("proxy/proxyEnabled", False, type=bool):
        return None
    if settings.value("proxy/proxyType", "") == "DefaultProxy":
        return _system_proxy_url()
    proxy = QgsNetworkAccessManager.instance().fallbackProxy()
    auth_config = settings.value("proxy/authcfg", "") or ""
    if auth_config:
        QgsApplication.authManager().updateNetworkProxy(proxy, auth_config)
    return _url_of(proxy)


def _system_proxy_url() -> str | None:
    query = QNetworkProxyQuery(QUrl(service_url() or stac_url()))
    for proxy in QNetworkProxyFactory.systemProxyForQuery(query):
        url = _url_of(proxy)
        if url:
            return url
    return None


def _url_of(proxy: QNetworkProxy) -> str | None:
    scheme = _SCHEMES.get(proxy.type())
    if scheme is None or not proxy.hostName():
        return None
    who = ""
    if proxy.user():
        who = f"{quote(proxy.user(), safe='')}:{quote(proxy.password(), safe='')}@"
    return f"{scheme}://{who}{proxy.hostName()}:{proxy.port()}"


def _excluded_hosts() -> tuple[str, ...]:
    """Hosts QGIS reaches without the proxy; QGIS keeps them as URL prefixes."""
    settings = QgsSettings()
    hosts: list[str] = []
    for key in ("proxy/noProxyUrls", "proxy/proxyExcludedUrls"):
        for entry in settings.value(key, []) or []:
            host = QUrl.fromUserInput(str(entry)).host()
            if host and host not in hosts:
                hosts.append(host)
    return tuple(hosts)


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
