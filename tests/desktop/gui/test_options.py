"""The page in the options dialog."""

from __future__ import annotations

import sys

import pytest
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QLabel, QWidget

from itslive_qgis import classFactory, settings
from itslive_qgis.gui.options import OptionsFactory, is_url

from .conftest import settle, until


@pytest.fixture
def page(qgis_app, own_settings):
    page = OptionsFactory().createWidget(None)
    page.show()
    settle()
    yield page
    page.deleteLater()
    settle()


def find(page, name: str) -> QWidget:
    return page.findChild(QWidget, name)


def test_what_is_typed_is_kept_on_ok(page):
    QTest.keyClicks(find(page, "itslive_option_url"), "https://stac.example.org")
    find(page, "itslive_option_connections").setValue(7)
    rate = find(page, "itslive_option_rate")
    assert rate.text() == "no limit"
    rate.setValue(2.5)
    assert rate.text() == "2.50 MB/s"
    assert page.isValid()
    page.apply()
    assert settings.stac_url() == "https://stac.example.org"
    assert settings.connections() == 7
    assert settings.rate_limit() == 2_500_000


def test_the_catalogue_and_what_is_kept_of_the_archive(page):
    address = find(page, "itslive_option_catalogue")
    address.setText("https://mirror.example.org/catalog.json")
    find(page, "itslive_option_cache").setValue(0)
    assert find(page, "itslive_option_cache").text() == "nothing"
    assert page.isValid()
    page.apply()
    assert settings.catalogue_url() == "https://mirror.example.org/catalog.json"
    assert settings.cache_size() == 0

    address.setText("catalog.json")
    assert not page.isValid()
    assert "catalog.json is no address" in find(page, "itslive_option_catalogue_problem").text()
    page.apply()
    assert settings.catalogue_url() == "https://mirror.example.org/catalog.json"

    QTest.mouseClick(find(page, "itslive_option_reset"), Qt.MouseButton.LeftButton)
    page.apply()
    assert settings.catalogue_url() == settings.DEFAULT_CATALOGUE
    assert settings.cache_size() == settings.DEFAULT_CACHE_SIZE


@pytest.mark.parametrize(("stored", "shown", "kept"), [(50_000, 0.05, 50_000), (3, 0.01, 10_000)])
def test_a_low_rate_limit_stays_a_limit(qgis_app, own_settings, stored, shown, kept):
    own_settings.set_rate_limit(stored)
    page = OptionsFactory().createWidget(None)
    assert find(page, "itslive_option_rate").value() == shown
    page.apply()
    assert settings.rate_limit() == pytest.approx(kept)
    page.deleteLater()
    settle()


def test_an_address_that_is_none_is_not_kept(page):
    find(page, "itslive_option_url").setText("stac.example.org")
    assert not page.isValid()
    page.apply()
    assert settings.stac_url() == settings.DEFAULT_STAC_URL


def choose(page, kind: str) -> None:
    box = find(page, "itslive_option_service_kind")
    box.setCurrentIndex(box.findData(kind))


def test_the_older_service_needs_an_address_of_its_own(page):
    url = find(page, "itslive_option_url")
    choose(page, "older")
    assert url.text() == ""
    assert not page.isValid(), "there is no address to fall back on"
    page.apply()
    assert settings.service_kind() == "stac"

    QTest.keyClicks(url, "https://older.example.org/itslive-search")
    assert page.isValid()
    page.apply()
    assert settings.service_kind() == "older"
    assert settings.service_url() == "https://older.example.org/itslive-search"
    assert settings.stac_url() == settings.DEFAULT_STAC_URL


@pytest.mark.parametrize("typed", ["", "older.example.org", "ftp://older.example.org"])
def test_an_older_service_that_cannot_be_is_told_after_the_dialog_has_closed(
    desktop, own_settings, typed
):
    plugin = classFactory(desktop)
    plugin.initGui()
    own_settings.set_stac_url("https://stac.example.org")
    page = desktop.factories[0].createWidget(None)
    choose(page, "older")
    find(page, "itslive_option_url").setText(typed)
    assert "https://" in find(page, "itslive_option_address_problem").text()
    page.apply()  # QGIS 3.22 does so on OK, whatever isValid() says
    page.deleteLater()

    said = desktop.bar.currentItem().text()
    assert typed in said
    assert "Searches go on with https://stac.example.org" in said
    assert "Enter its address in Settings" in said
    assert (settings.service_kind(), settings.older_url()) == ("stac", "")
    plugin.unload()
    settle()


def test_an_emptied_address_does_not_break_the_chosen_service(page):
    settings.set_older_url("https://older.example.org")
    settings.set_service_kind("older")
    choose(page, "older")
    find(page, "itslive_option_url").setText("")
    page.apply()
    assert settings.service_kind() == "older"
    assert settings.service_url() == "https://older.example.org"


def test_what_is_wrong_with_an_address_is_said_while_it_is_typed(page):
    url, problem = (
        find(page, "itslive_option_url"),
        find(page, "itslive_option_address_problem"),
    )
    assert not problem.isVisible()
    url.setText("stac.example.org")
    assert problem.isVisible()
    url.setText("https://stac.example.org")
    assert not problem.isVisible()


def test_each_kind_shows_its_own_address(page):
    url = find(page, "itslive_option_url")
    url.setText("https://stac.example.org")
    choose(page, "older")
    url.setText("https://older.example.org")
    choose(page, "stac")
    assert url.text() == "https://stac.example.org"
    page.apply()
    assert (settings.stac_url(), settings.older_url()) == (
        "https://stac.example.org",
        "https://older.example.org",
    )
    assert settings.service_kind() == "stac"


def test_the_page_opens_with_the_chosen_service(qgis_app, own_settings):
    own_settings.set_older_url("https://older.example.org")
    own_settings.set_service_kind("older")
    page = OptionsFactory().createWidget(None)
    assert find(page, "itslive_option_service_kind").currentData() == "older"
    assert find(page, "itslive_option_url").text() == "https://older.example.org"
    assert page.isValid()
    page.deleteLater()
    settle()


def test_back_to_the_defaults(page):
    choose(page, "older")
    find(page, "itslive_option_url").setText("https://older.example.org")
    choose(page, "stac")
    find(page, "itslive_option_url").setText("https://stac.example.org")
    find(page, "itslive_option_connections").setValue(9)
    QTest.mouseClick(find(page, "itslive_option_reset"), Qt.MouseButton.LeftButton)
    page.apply()
    assert settings.stac_url() == settings.DEFAULT_STAC_URL
    assert (settings.service_kind(), settings.older_url()) == ("stac", "")
    assert settings.connections() == settings.DEFAULT_CONNECTIONS


@pytest.mark.parametrize("address", ["tcp://10.0.0.5:8786", "tls://cluster.example.org:8786"])
def test_the_address_of_a_scheduler_is_kept_and_given_up(page, address):
    assert settings.dask_scheduler() == ""
    field = find(page, "itslive_option_scheduler")
    QTest.keyClicks(field, f" {address} ")
    assert page.isValid()
    page.apply()
    assert settings.dask_scheduler() == address

    QTest.mouseClick(find(page, "itslive_option_reset"), Qt.MouseButton.LeftButton)
    page.apply()
    assert settings.dask_scheduler() == ""


@pytest.mark.parametrize("typed", ["10.0.0.5:8786", "tcp://10.0.0.5", "http://10.0.0.5:8786"])
def test_what_is_no_address_of_a_scheduler_is_told_and_not_kept(desktop, own_settings, typed):
    settings.set_dask_scheduler("tcp://10.0.0.4:8786")
    told: list[str] = []
    page = OptionsFactory(told.append).createWidget(None)
    page.show()
    field = find(page, "itslive_option_scheduler")
    assert field.text() == "tcp://10.0.0.4:8786"
    field.clear()
    QTest.keyClicks(field, typed)
    QTest.keyClick(field, Qt.Key.Key_Return)
    sentence = f"'{typed}' is no address of a dask scheduler."
    texts = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    assert any(sentence in text for text in texts)
    assert not page.isValid()
    page.apply()  # QGIS 3.22 does so on OK, whatever isValid() says

    assert settings.dask_scheduler() == "tcp://10.0.0.4:8786"
    assert sentence in told[-1]
    assert "tcp://host:port" in told[-1]
    page.deleteLater()
    settle()


def test_check_tells_version_and_packages(page):
    QTest.mouseClick(find(page, "itslive_option_check"), Qt.MouseButton.LeftButton)
    found = find(page, "itslive_option_found")
    until(lambda: "xarray" in found.text())
    assert f"Python {sys.version_info[0]}." in found.text()


def test_check_tells_what_is_wrong_with_a_python(page, tmp_path):
    find(page, "itslive_option_python").setFilePath(str(tmp_path / "no_python"))
    QTest.mouseClick(find(page, "itslive_option_check"), Qt.MouseButton.LeftButton)
    button = find(page, "itslive_option_check")
    until(button.isEnabled)
    text = find(page, "itslive_option_found").text()
    assert text
    assert "xarray" not in text or "no_python" in text


@pytest.mark.parametrize(
    ("text", "fine"),
    [
        ("https://stac.itslive.cloud", True),
        ("http://127.0.0.1:8080/base", True),
        ("ftp://example.org", False),
        ("nonsense", False),
        ("https://", False),
    ],
)
def test_addresses(text, fine):
    assert is_url(text) is fine
