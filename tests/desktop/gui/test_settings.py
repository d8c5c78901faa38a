"""Settings: defaults, what is kept, and QGIS's network settings as the archive gets them."""

from __future__ import annotations

import pytest
from qgis.core import QgsNetworkAccessManager, QgsSettings

from itslive_qgis import settings

PROXY = {
    "proxyEnabled": True,
    "proxyType": "HttpProxy",
    "proxyHost": "proxy.example.org",
    "proxyPort": "3128",
    "proxyUser": "ann",
    "proxyPassword": "p@ss word",
    "noProxyUrls": ["http://intranet.example.org/"],
}


@pytest.fixture
def qgis_proxy(qgis_app):
    store = QgsSettings()
    for key, value in PROXY.items():
        store.setValue(f"proxy/{key}", value)
    QgsNetworkAccessManager.instance().setupDefaultProxyAndCache()
    yield store
    store.remove("proxy")
    QgsNetworkAccessManager.instance().setupDefaultProxyAndCache()


def test_defaults(own_settings):
    own_settings.set_download_folder("")
    assert settings.stac_url() == "https://stac.itslive.cloud"
    assert settings.worker_python() == ""
    assert settings.connections() == 4
    assert settings.download_folder().endswith("itslive")


def test_what_is_set_is_kept_and_reset(own_settings):
    settings.set_stac_url("https://stac.example.org/api/ ")
    settings.set_connections(99)
    settings.set_worker_python("/usr/bin/python3")
    settings.set_rate_limit(1_500_000)
    assert settings.stac_url() == "https://stac.example.org/api"
    assert settings.connections() == settings.MAX_CONNECTIONS
    assert settings.worker_python() == "/usr/bin/python3"
    assert settings.rate_limit() == 1_500_000
    settings.reset()
    assert settings.stac_url() == settings.DEFAULT_STAC_URL
    assert settings.connections() == settings.DEFAULT_CONNECTIONS
    assert settings.rate_limit() == 0
    settings.set_rate_limit(0)
    assert settings.rate_limit() == 0


def test_each_kind_of_service_keeps_its_own_address(own_settings):
    assert (settings.service_kind(), settings.older_url()) == ("stac", "")
    assert settings.service_url() == settings.DEFAULT_STAC_URL
    settings.set_older_url(" https://older.example.org/itslive-search/ ")
    settings.set_service_kind("older")
    assert settings.service_url() == "https://older.example.org/itslive-search"
    assert settings.service_url("stac") == settings.DEFAULT_STAC_URL
    settings.set_service_kind("stac")
    assert settings.service_url() == settings.DEFAULT_STAC_URL
    assert settings.service_url("older") == "https://older.example.org/itslive-search"


def test_nonsense_in_the_store_gives_the_default(own_settings):
    QgsSettings().setValue("itslive_qgis/connections", "many")
    assert settings.connections() == settings.DEFAULT_CONNECTIONS
    QgsSettings().setValue("itslive_qgis/service_kind", "newest")
    assert settings.service_kind() == "stac"


def test_without_a_proxy_there_is_none(own_settings):
    network = settings.network()
    assert network.proxy is None
    assert network.user_agent.startswith("ITS_LIVE-QGIS/")
    assert " QGIS/" in network.user_agent
    assert network.read_timeout == QgsNetworkAccessManager.timeout() / 1000


def test_the_proxy_of_qgis_is_used(own_settings, qgis_proxy):
    network = settings.network()
    assert network.proxy == "http://ann:p%40ss%20word@proxy.example.org:3128"
    assert network.no_proxy == ("http://intranet.example.org/",)


def test_a_socks_proxy_resolves_names_itself(own_settings, qgis_proxy):
    qgis_proxy.setValue("proxy/proxyType", "Socks5Proxy")
    QgsNetworkAccessManager.instance().setupDefaultProxyAndCache()
    assert settings.network().proxy.startswith("socks5h://")


def test_a_proxy_that_is_switched_off_is_not_used(own_settings, qgis_proxy):
    qgis_proxy.setValue("proxy/proxyEnabled", False)
    assert settings.network().proxy is None


def test_the_certificates_of_the_environment_are_used(own_settings, monkeypatch, tmp_path):
    bundle = tmp_path / "ca.pem"
    bundle.write_text("certificates")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "gone.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
    assert settings.network().ca_file == str(bundle)


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        ("stac", "", "https://stac.example.org"),
        ("older", "", "https://older.example.org"),
        ("stac", " https://other.example.org/ ", "https://other.example.org"),
        ("older", "https://other.example.org", "https://other.example.org"),
        ("older", "https://stac.example.org/", "https://older.example.org"),
        ("older", "https://stac.itslive.cloud", "https://older.example.org"),
        ("stac", "https://older.example.org", "https://stac.example.org"),
    ],
)
def test_the_address_of_one_kind_of_service_is_not_asked_for_another(
    own_settings, kind, given, expected
):
    settings.set_stac_url("https://stac.example.org")
    settings.set_older_url("https://older.example.org")
    assert settings.address_of(kind, given) == expected


def test_both_kinds_of_service_may_have_one_address(own_settings):
    settings.set_stac_url("https://both.example.org")
    settings.set_older_url("https://both.example.org")
    for kind in ("stac", "older"):
        assert settings.address_of(kind, "https://both.example.org") == "https://both.example.org"
