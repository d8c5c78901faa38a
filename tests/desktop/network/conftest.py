"""QGIS's network options, made by its own dialog or written as that writes them; real proxies."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from qgis.core import QgsNetworkAccessManager, QgsSettings

from tests.demo.desktop import ended, screen, start_qgis

# The desktop and its user are those of the dock's own tests.
from tests.desktop.gui.conftest import (  # noqa: F401 - fixtures
    desktop,
    own_settings,
    user,
)
from tests.tools.layout import PLUGIN, STAGE
from tests.tools.profile import fresh_profile
from tests.tools.proxies import (
    Proxy,
    WatchedArchive,
    http_proxy,
    need_proxies,
    socks_proxy,
    watched_archive,
)

LOGIN = ("anna", "pass-word.1")
KINDS = {"http": "HttpProxy", "socks5h": "Socks5Proxy"}  # as QGIS's options call them
PATIENCE = 90  # seconds for QGIS to start and end


@pytest.fixture(scope="session")
def archive(tmp_path_factory) -> Iterator[WatchedArchive]:
    """The simulated archive, which tells who came to it."""
    with watched_archive(tmp_path_factory.mktemp("watched")) as watched:
        yield watched


@pytest.fixture(scope="session", params=["http", "socks"])
def proxy(request) -> Iterator[Proxy]:
    """A proxy of each kind, which wants a login."""
    need_proxies()
    with (http_proxy if request.param == "http" else socks_proxy)(LOGIN) as running:
        yield running


def written(proxy: Proxy, **others: object) -> dict[str, object]:
    """QGIS's options for a proxy, as its dialog writes them."""
    return {
        "proxyEnabled": True,
        "proxyType": KINDS[proxy.scheme],
        "proxyHost": proxy.host,
        "proxyPort": str(proxy.port),
        "proxyUser": proxy.login[0],
        "proxyPassword": proxy.login[1],
        **others,
    }


@pytest.fixture
def qgis_options(qgis_app):
    """Write options of QGIS's network into its store, and have QGIS obey them."""
    store = QgsSettings()

    def write(options: dict[str, object]) -> None:
        store.remove("proxy")
        for key, value in options.items():
            store.setValue(f"proxy/{key}", value)
        QgsNetworkAccessManager.instance().setupDefaultProxyAndCache()

    yield write
    write({})


def made_in_qgis(folder: Path, archive: WatchedArchive, proxy: Proxy, *excluded: str) -> Path:
    """A profile in whose QGIS somebody entered a proxy in the options dialog; its root folder."""
    root, output = folder / "profiles home", folder / "told"
    output.mkdir(parents=True)
    fresh_profile(root, STAGE / PLUGIN, {"stac_url": archive.url})
    job = {
        "output": str(output),
        "kind": KINDS[proxy.scheme],
        "host": proxy.host,
        "port": str(proxy.port),
        "user": proxy.login[0],
        "password": proxy.login[1],
        "excluded": excluded,
    }
    script = Path(__file__).with_name("options_inside.py")
    with screen() as display, ended(start_qgis(display, root, script, job)) as qgis:
        qgis.wait(PATIENCE)
    assert (output / "told.txt").read_text("utf-8") == "entered"
    return root


def environment_of(root: Path) -> dict[str, str]:
    """What qgis_process needs to use a profile."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    return {
        **kept,
        "QT_QPA_PLATFORM": "offscreen",
        "QGIS_CUSTOM_CONFIG_PATH": str(root),
        "LANG": "C.UTF-8",
    }
