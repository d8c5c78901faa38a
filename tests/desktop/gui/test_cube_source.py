"""Cubes of granules that are read in the archive, and cubes that get further granules."""

from __future__ import annotations

import pytest
from osgeo import gdal

from .conftest import settle, until


@pytest.fixture
def searched(its_live_user, its_live, tmp_path):
    """A user who has found something, downloaded nothing, and looks at the Cube page."""
    user = its_live_user
    user.job.download.set_folder(str(tmp_path / "granules"))
    user.draw(its_live.truth.OUTLINE)
    user.search()
    user.job.search.select_keys(
        [(each.granule_id, each.url) for each in user.job.search.granules()[:12]]
    )
    user.job.search.set_choice("selected")
    user.step("cube")
    return user


def build(user, output) -> None:
    user.find("itslive_cube_output").setFilePath(str(output))
    user.press("itslive_build")
    until(lambda: not user.job.cube.is_running() and not user.job.cube.typical.is_running())
    settle()


def dates(path) -> int:
    return gdal.Open(f'NETCDF:"{path}":vx').RasterCount


def test_granules_of_the_search_are_stacked_without_a_download(searched, tmp_path):
    user = searched
    assert not user.find("itslive_build").isEnabled()
    assert "12" in user.find("itslive_cube_remote").text()

    user.press("itslive_cube_remote")
    estimate = user.job.cube.remote_estimate
    until(lambda: not estimate.is_running())
    told = user.find("itslive_cube_remote_size")
    assert told.isVisible()
    assert told.text().startswith("About ")
    assert estimate.told["granules"] == 12

    addresses = [granule.url for granule in user.job.search.chosen()]
    assert estimate.is_of(addresses, user.job.area.area)
    user.find("itslive_cube_clip").click()
    until(lambda: not estimate.is_running())
    assert estimate.is_of(addresses, None)  # of all that the granules cover
    assert told.text().startswith("About ")
    user.find("itslive_cube_clip").click()
    until(lambda: not estimate.is_running())
    assert estimate.is_of(addresses, user.job.area.area)

    build(user, tmp_path / "far.nc")
    assert user.job.cube.error is None
    assert dates(tmp_path / "far.nc") == len(user.job.cube.layers()) > 3
    assert "read in the archive" in user.find("itslive_cube_result").text()
    assert not (tmp_path / "granules").exists()


def test_what_cannot_be_asked_is_no_problem(searched, its_live, own_settings, monkeypatch):
    for granule in searched.job.search.granules():
        object.__setattr__(granule, "url", granule.url.replace(its_live.url, "http://127.0.0.1:9"))
    searched.press("itslive_cube_remote")
    until(lambda: not searched.job.cube.remote_estimate.is_running())
    assert "not known" in searched.find("itslive_cube_remote_size").text()
    assert searched.find("itslive_build").isEnabled()


def test_a_cube_gets_further_granules(searched, tmp_path):
    user = searched
    user.press("itslive_cube_remote")
    assert not user.find("itslive_cube_append").isVisible()
    build(user, tmp_path / "cube.nc")
    few = dates(tmp_path / "cube.nc")

    user.job.search.set_choice("all")
    user.step("results")
    user.step("cube")
    user.find("itslive_cube_output").setFilePath(str(tmp_path / "cube.nc"))
    settle()
    assert "replaced" in user.find("itslive_cube_replaces").text()
    user.press("itslive_cube_append")
    assert "gets what is not in it yet" in user.find("itslive_cube_replaces").text()
    assert user.find("itslive_build").text() == "Extend the cube"
    build(user, tmp_path / "cube.nc")
    assert user.job.cube.error is None
    assert dates(tmp_path / "cube.nc") > few
    assert len(user.job.cube.layers()) == dates(tmp_path / "cube.nc")
