"""The way each address takes is the one that QGIS itself would take."""

from __future__ import annotations

import threading

import pytest
from qgis.core import QgsApplication, QgsAuthMethodConfig, QgsNetworkAccessManager, QgsSettings
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtNetwork import QNetworkProxy, QNetworkProxyQuery

from itslive_qgis import settings
from itslive_qgis.archive.http import make_session
from itslive_qgis.archive.requesting import send
from itslive_qgis.archive.urls import origin_of
from itslive_qgis.errors import Cancelled, ItsliveError
from itslive_qgis.monitor import Monitor
from itslive_qgis.tasks.base import WorkTask
from tests.desktop.gui.conftest import until
from tests.tools.proxies import HTTP_PEER, Proxy

from .conftest import written

PROXY = Proxy("http", 3128, HTTP_PEER, ("ann", "p@ss word"), "proxy.example.org")
URL = "http://ann:p%40ss%20word@proxy.example.org:3128"
STAC = "https://stac.itslive.cloud/search"
ADDRESSES = (
    STAC,
    "https://stac.itslive.cloud/",
    "https://stac.itslive.cloud.example/search",
    "https://stac.itslive.cloud:8443/search",
    "https://its-live-data.s3.amazonaws.com/velocity_image_pair/x.nc",
    "https://its-live-data.s3.amazonaws.com/mosaic/x.nc",
    "http://127.0.0.1:8000/search",
)
EXCLUSIONS = (
    ["https://stac.itslive.cloud"],
    ["https://stac.itslive.cloud/"],
    ["https://stac.itslive.cloud:8443"],
    ["https://STAC.itslive.cloud"],
    ["http://stac.itslive.cloud"],
    ["stac.itslive.cloud"],
    ["*.itslive.cloud", ".itslive.cloud", "127.0.0.1", "127.0.0.0/8", "*"],
    ["https://its-live-data.s3.amazonaws.com/velocity", "", "  "],
    ["http"],
    ["https"],
    ["http:"],
    ["https://"],
    ["h", "ttps://"],
    [" https://stac.itslive.cloud"],
    ["https://stac.itslive.cloud/Search", "http://127.0.0.1:80"],
    "https://stac.itslive.cloud",  # the store gives a list of one as a text
    [],
)


def qgis_goes_direct(url: str) -> bool:
    """What QGIS's own factory of proxies says."""
    factory = QgsNetworkAccessManager.instance().proxyFactory()
    (way,) = factory.queryProxy(QNetworkProxyQuery(QUrl(url)))
    kinds = QNetworkProxy.ProxyType
    assert way.type() in (kinds.NoProxy, kinds.DefaultProxy, kinds.HttpProxy)
    return way.type() != kinds.HttpProxy


@pytest.mark.parametrize("key", ["noProxyUrls", "proxyExcludedUrls"])
@pytest.mark.parametrize("excluded", EXCLUSIONS, ids=str)
def test_exclusions_are_those_of_qgis(qgis_options, own_settings, key, excluded):
    qgis_options(written(PROXY, **{key: excluded}))
    network = settings.network()
    ours = {url: network.proxy_of(url) for url in ADDRESSES}
    assert ours == {url: "" if qgis_goes_direct(url) else URL for url in ADDRESSES}


@pytest.mark.parametrize("user", ["", "ann"])
def test_a_proxy_that_is_switched_off_is_in_nobodys_way(qgis_options, own_settings, user):
    qgis_options(written(PROXY, proxyEnabled=False, proxyUser=user))
    assert settings.network().proxy_of(STAC) == ""
    assert qgis_goes_direct(STAC)


def test_no_environment_speaks_where_qgis_does_not_ask_it(qgis_options, own_settings, monkeypatch):
    monkeypatch.setenv("https_proxy", "http://elsewhere.example:1")
    qgis_options(written(PROXY))
    network = settings.with_system_proxies(settings.network(), [STAC], Monitor())
    assert network.proxy_of(STAC) == URL
    qgis_options({})
    network = settings.with_system_proxies(settings.network(), [STAC], Monitor())
    assert network.proxy_of(STAC) == ""


@pytest.mark.parametrize(
    ("kind", "code"), [("FtpCachingProxy", "proxy_kind"), ("Socks5Proxy", None)]
)
def test_each_kind_of_proxy_is_used_or_told(qgis_options, own_settings, kind, code):
    qgis_options(written(PROXY, proxyType=kind))
    network = settings.network()
    if code is None:
        assert network.proxy_of(STAC).startswith("socks5h://ann:")
        return
    with pytest.raises(ItsliveError) as caught:
        network.proxy_of(STAC)
    assert caught.value.code == code


def test_a_proxy_may_be_given_by_its_number(qgis_options, own_settings):
    six = Proxy("http", 3128, HTTP_PEER, host="fe80::1")
    qgis_options(written(six))
    assert settings.network().proxy == "http://[fe80::1]:3128"


@pytest.fixture
def stored_login(qgis_app) -> str:
    """A login in QGIS's store of logins; its id."""
    manager = QgsApplication.authManager()
    assert manager.setMasterPassword("master", True)
    login = QgsAuthMethodConfig("Basic")
    login.setName("proxy")
    login.setConfig("username", "berta")
    login.setConfig("password", "s:cr@t")
    assert manager.storeAuthenticationConfig(login)
    yield login.id()
    manager.removeAuthenticationConfig(login.id())


@pytest.mark.parametrize("kind", ["HttpProxy", "DefaultProxy"])
def test_a_login_of_qgis_own_store_is_used(
    qgis_options, own_settings, stored_login, kind, monkeypatch
):
    monkeypatch.setenv("https_proxy", "http://proxy.example.org:3128")
    monkeypatch.delenv("no_proxy", raising=False)
    qgis_options(written(PROXY, proxyType=kind, proxyUser="", authcfg=stored_login))
    network = settings.with_system_proxies(settings.network(), [STAC], Monitor())
    assert network.proxy_of(STAC) == "http://berta:s%3Acr%40t@proxy.example.org:3128"


@pytest.fixture
def by_system(qgis_options, monkeypatch):
    """On Linux the environment is the system's word."""
    monkeypatch.setenv("http_proxy", "http://plain.example:1")
    monkeypatch.setenv("https_proxy", "http://secure.example:2")
    monkeypatch.setenv("no_proxy", "its-live-data.s3.amazonaws.com,127.0.0.1")
    qgis_options({"proxyEnabled": True, "proxyType": "DefaultProxy"})


def test_the_system_is_asked_for_each_host(own_settings, by_system):
    own_settings.set_stac_url("http://mirror.example/stac")
    network = settings.network()
    assert network.system_proxy
    asked = ["http://mirror.example/stac/search", "http://stac.itslive.cloud/a", *ADDRESSES]
    way = settings.with_system_proxies(network, asked, Monitor())
    assert {url: way.proxy_of(way.secured(url)) for url in asked} == {
        "http://mirror.example/stac/search": "http://plain.example:1",
        "http://stac.itslive.cloud/a": "http://secure.example:2",
        **{
            url: "" if "s3" in url or "127" in url else "http://secure.example:2"
            for url in ADDRESSES
        },
    }
    assert {start for start, _ in way.proxies} == {origin_of(way.secured(url)) for url in asked}
    # what a redirect leads to goes the way of the first address
    assert way.proxy_of("https://unforeseen.example/") == "http://plain.example:1"


def test_exclusions_count_before_the_system(own_settings, by_system):
    QgsSettings().setValue("proxy/noProxyUrls", ["https://stac.itslive.cloud/s"])
    way = settings.with_system_proxies(settings.network(), ADDRESSES, Monitor())
    assert way.proxy_of(STAC) == ""
    assert way.proxy_of("https://stac.itslive.cloud/") == "http://secure.example:2"


def test_the_window_does_not_wait_for_the_system(own_settings, by_system, monkeypatch):
    """Finding a proxy may take a script from the network: only threads of tasks do."""
    threads = []

    class Watched:
        @staticmethod
        def systemProxyForQuery(query):
            threads.append(threading.current_thread())
            return []

    monkeypatch.setattr(settings, "QNetworkProxyFactory", Watched)
    network = settings.network()
    assert threads == []
    ended: list[object] = []
    task = WorkTask("ask", lambda monitor: settings.with_system_proxies(network, [STAC], monitor))
    task.succeeded.connect(ended.append)
    task.start()
    del task
    until(lambda: ended)
    assert threads
    assert threading.main_thread() not in threads


def test_a_system_that_does_not_answer_keeps_nobody(own_settings, by_system, monkeypatch):
    asked, over = threading.Event(), threading.Event()

    class Impatient(Monitor):
        def is_cancelled(self) -> bool:
            return asked.is_set()

    class Deaf:
        @staticmethod
        def systemProxyForQuery(query):
            asked.set()
            over.wait(60)
            return []

    monkeypatch.setattr(settings, "QNetworkProxyFactory", Deaf)
    with pytest.raises(Cancelled):
        settings.with_system_proxies(settings.network(), [STAC], Impatient())
    over.set()


def test_asking_without_the_systems_answer_is_refused(own_settings, by_system):
    with make_session(settings.network()) as session, pytest.raises(RuntimeError):
        send(session, "GET", STAC, Monitor())
