"""All that the dock asks for passes through the proxy of QGIS's options, and nothing beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.archive import truth
from tests.desktop.gui.conftest import until
from tests.tools.proxies import OURS

from .conftest import written


def use_the_network(user, archive) -> None:
    """Whatever the dock asks the archive for: each once, and each with its result."""
    job = user.job
    user.draw(truth.OUTLINE)
    user.step("criteria")
    user.type("itslive_max_per_year", "1")
    user.search()
    granules = job.search.granules()
    assert granules, user.summary()

    job.preview.show(granules[0])
    until(lambda: not job.preview.is_running())
    assert job.preview.is_done(), job.preview.error

    user.step("download")
    until(lambda: not job.download.room.is_running())
    assert job.download.room.outlook.bytes
    user.download()
    assert job.download.report.count == len(granules)

    other = Path(job.download.folder) / "one"
    for wanted in (granules[0].granule_id, granules[0].url, granules[0]):
        fetched: list[str] = []
        job.one_granule.fetched.connect(lambda _granule, path, to=fetched: to.append(path))
        job.one_granule.fetch(wanted, str(other / str(type(wanted).__name__)))
        until(lambda: not job.one_granule.is_running())
        assert job.one_granule.error is None
        assert fetched

    user.step("criteria")
    user.type("itslive_min_valid", "100")
    user.search()
    assert not job.search.granules()
    until(lambda: not job.explain.is_running())


@pytest.fixture
def archive_user(user, archive, own_settings):
    own_settings.set_stac_url(archive.url)
    archive.forget()
    return user


def test_every_request_passes_through_the_proxy(archive_user, archive, proxy, qgis_options):
    qgis_options(written(proxy))
    use_the_network(archive_user, archive)
    assert archive.peers() == {proxy.peer}
    assert {line.split()[0] for line in archive.requests()} == {"GET", "POST", "HEAD"}


def test_excluded_addresses_go_direct(archive_user, archive, proxy, qgis_options):
    qgis_options(written(proxy, noProxyUrls=[archive.url]))
    use_the_network(archive_user, archive)
    assert archive.peers() == {OURS}


def test_a_proxy_of_the_system_is_used(archive_user, archive, proxy, qgis_options, monkeypatch):
    """On Linux the environment is the system's word; QGIS's options hold the login for it."""
    scheme = proxy.scheme.replace("5h", "5")
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, f"{scheme}://{proxy.host}:{proxy.port}")
    monkeypatch.delenv("no_proxy", raising=False)
    qgis_options(written(proxy, proxyType="DefaultProxy", proxyHost="", proxyPort=""))
    use_the_network(archive_user, archive)
    assert archive.peers() == {proxy.peer}


def test_a_wrong_login_is_told_in_the_dock(archive_user, archive, proxy, qgis_options):
    qgis_options(written(proxy, proxyUser="", proxyPassword=""))
    archive_user.draw(truth.OUTLINE)
    archive_user.search()
    assert archive_user.job.search.error.code == "proxy_login"
    assert "wants a user name and password" in archive_user.summary()
    assert archive.seen() == []
