"""Download pressed: files in the folder, what is there already, and what fails."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from qgis.core import QgsProject, QgsVectorLayer

from itslive_qgis.layers.folder_view import view_layers

from .conftest import until


@pytest.fixture
def found(its_live_user, its_live):
    """A user who has searched the glacier with few results per year."""
    its_live_user.draw(its_live.truth.OUTLINE)
    its_live_user.step("criteria")
    its_live_user.type("itslive_max_per_year", "1")
    its_live_user.press("itslive_search")
    until(lambda: not its_live_user.job.search.is_running())
    assert its_live_user.job.search.granules()
    return its_live_user


def test_the_size_is_estimated_on_entering(found):
    found.step("download")
    until(lambda: found.job.download.room.outlook is not None)
    count = len(found.job.search.granules())
    text = found.find("itslive_download_size").text()
    assert text.startswith(f"{count} granules to fetch, about ")
    assert text.endswith(" are free.")
    assert found.job.download.room.outlook.bytes > 10_000


def test_what_is_there_is_not_counted_on_the_second_evening(found):
    count = len(found.job.search.granules())
    found.step("results")
    found.find("itslive_results").selectRow(0)
    found.press("itslive_use_selected")
    found.download()
    found.step("results")
    found.press("itslive_use_all")
    found.step("download")
    until(lambda: found.job.download.room.outlook is not None)
    text = found.find("itslive_download_size").text()
    assert text.startswith(f"{count - 1} granules to fetch")


def test_a_disk_that_is_too_small_is_told_before(found, monkeypatch):
    usage = shutil.disk_usage
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(path)._replace(free=1_500_000))
    found.step("download")
    until(lambda: found.job.download.room.outlook is not None)
    told = found.find("itslive_download_room")
    assert told.isVisible()
    assert "only 1.5 MB free" in told.text()
    assert "folder on another disk" in told.text()
    assert found.find("itslive_download").text().endswith("all the same")
    found.press("itslive_download")
    until(lambda: not found.job.download.is_running())
    assert found.job.download.report.count == len(found.job.search.granules())


def test_download_fills_the_folder_and_again_fetches_nothing(found, own_settings):
    found.download()
    folder = Path(own_settings.download_folder())
    count = len(found.job.search.granules())
    assert len(list(folder.glob("*.nc"))) == count
    assert found.job.download.report.count == count
    assert "build a cube" in found.summary()

    found.download()
    assert {each.status for each in found.job.download.report.outcomes} == {"present"}
    assert f"{count} already there" in found.find("itslive_download_result").text()


def test_only_the_selected_granules_are_downloaded(found, own_settings):
    found.step("results")
    found.find("itslive_results").selectRow(0)
    found.press("itslive_use_selected")
    found.download()
    assert len(list(Path(own_settings.download_folder()).glob("*.nc"))) == 1


def test_another_choice_is_another_download(found, own_settings):
    found.step("results")
    found.find("itslive_results").selectRow(0)
    found.press("itslive_use_selected")
    found.download()
    found.step("results")
    found.press("itslive_use_all")
    found.step("download")

    assert found.job.download.report is None
    assert not found.find("itslive_download_result").isVisible()
    until(lambda: found.job.download.room.outlook is not None)
    assert found.job.download.room.outlook.bytes > 300_000


@pytest.mark.parametrize("folder", ["", "granules"])
def test_a_download_needs_a_place(found, folder):
    found.step("download")
    found.find("itslive_folder").setFilePath(folder)

    assert not found.find("itslive_download").isEnabled()
    assert not found.find("itslive_use_folder").isEnabled()


def test_failures_are_listed_and_tried_again(found, its_live, tmp_path):
    missing = found.job.search.granules()[0]
    name = Path(missing.url).name
    stored = next(each for each in its_live.granules if each.name == name)
    aside = stored.with_suffix(".aside")
    stored.rename(aside)
    try:
        found.download()
        assert len(found.job.download.report.failed) == 1
        assert found.find("itslive_retry").isVisible()
        assert "1 failed" in found.summary()
    finally:
        aside.rename(stored)
    found.press("itslive_retry")
    until(lambda: not found.job.download.is_running())
    assert not found.job.download.report.failed
    assert not found.find("itslive_retry").isVisible()


def test_a_new_search_forgets_the_download_before(found):
    found.download()
    assert found.job.download.is_done()
    found.search()
    assert not found.job.download.is_done()


def test_a_folder_one_already_has_is_used_without_a_search(user, its_live):
    folder = max({each.parent for each in its_live.granules}, key=lambda f: len(list(f.iterdir())))
    user.step("download")
    user.find("itslive_folder").setFilePath(str(folder))
    user.press("itslive_use_folder")
    until(lambda: not user.job.download.is_running())
    assert user.job.download.error is None
    assert len(user.job.download.inputs()) == len(list(folder.glob("*.nc")))
    assert "EPSG:326" in user.find("itslive_download_result").text()


def test_an_empty_folder_is_said_to_be_empty(user, tmp_path):
    user.step("download")
    user.find("itslive_folder").setFilePath(str(tmp_path))
    user.press("itslive_use_folder")
    until(lambda: not user.job.download.is_running())
    assert not user.job.download.is_done()
    assert "no granule" in user.summary().lower()


def test_a_broken_file_in_the_folder_is_listed_with_its_reason(user, its_live, tmp_path):
    good, broken = its_live.granules[:2]
    shutil.copy(good, tmp_path)
    (tmp_path / broken.name).write_bytes(broken.read_bytes()[:1000])
    user.step("download")
    user.find("itslive_folder").setFilePath(str(tmp_path))
    user.press("itslive_use_folder")
    until(lambda: not user.job.download.is_running())
    assert len(user.job.download.inputs()) == 1
    listed = user.find("itslive_failed")
    assert listed.isVisible()
    assert broken.stem in listed.text()


def view_of(user) -> QgsVectorLayer:
    """The layer of the project that shows the download folder."""
    (layer,) = view_layers(QgsProject.instance(), user.job.download.folder)
    return layer


def test_the_folder_is_shown_with_the_status_of_each_file(found):
    found.download()
    until(lambda: not found.job.keep.is_running())
    layer = view_of(found)
    count = len(found.job.search.granules())
    assert [each["status"] for each in layer.getFeatures()] == ["complete"] * count
    assert layer.name() == "Granules in granules"


def test_a_folder_that_nothing_came_into_is_shown_too(found, its_live):
    aside = [(path, path.with_suffix(".aside")) for path in its_live.granules]
    for path, other in aside:
        path.rename(other)
    try:
        found.download()
        until(lambda: not found.job.keep.is_running())
    finally:
        for path, other in aside:
            other.rename(path)
    assert {each["status"] for each in view_of(found).getFeatures()} == {"failed"}


def test_the_folder_is_shown_again_on_demand(found):
    found.download()
    until(lambda: not found.job.keep.is_running())
    view_of(found).setName("mine")
    found.press("itslive_show_folder")
    until(lambda: not found.job.keep.is_running())
    assert view_of(found).name() == "mine"
    QgsProject.instance().removeMapLayer(view_of(found).id())
    found.press("itslive_show_folder")
    until(lambda: not found.job.keep.is_running())
    assert view_of(found).isValid()


@pytest.mark.parametrize("late", [False, True])
def test_a_download_of_an_earlier_project_adds_no_layer_to_the_next(found, late):
    found.step("download")
    found.press("itslive_download")
    if late:
        until(found.job.keep.is_running)
    QgsProject.instance().clear()
    until(lambda: not found.job.download.is_running())
    until(lambda: not found.job.keep.is_running())
    assert (Path(found.job.download.folder) / "granules.gpkg").is_file()
    assert not view_layers(QgsProject.instance(), found.job.download.folder)
