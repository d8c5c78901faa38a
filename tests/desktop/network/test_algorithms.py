"""The algorithms in QGIS's own process take the proxy that the system knows."""

from __future__ import annotations

import pytest

from tests.archive import truth
from tests.desktop.processing.conftest import provider, run, write_polygon  # noqa: F401 - fixtures

from .conftest import written


@pytest.fixture
def by_system(qgis_options, own_settings, proxy, archive, monkeypatch):
    """On Linux the environment is the system's word; QGIS's options hold the login for it."""
    scheme = proxy.scheme.replace("5h", "5")
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, f"{scheme}://{proxy.host}:{proxy.port}")
    monkeypatch.delenv("no_proxy", raising=False)
    qgis_options(written(proxy, proxyType="DefaultProxy", proxyHost="", proxyPort=""))
    own_settings.set_stac_url(archive.url)
    archive.forget()


def test_search_and_download_pass_through_it(run, by_system, archive, proxy, tmp_path):  # noqa: F811
    area = write_polygon(tmp_path / "area.geojson", truth.OUTLINE)
    found = run("searchgranules", {"AREA": area, "MAX_PER_YEAR": 1, "OUTPUT": "memory:"})
    assert found["COUNT"]
    assert run("coverage", {"AREA": area, "OUTPUT": "memory:"})["COUNT"]
    folder = str(tmp_path / "granules")
    fetched = run("downloadgranules", {"INPUT": found["OUTPUT"], "FOLDER": folder})
    assert (fetched["COUNT"], fetched["FAILED_COUNT"]) == (found["COUNT"], 0)
    assert archive.peers() == {proxy.peer}
