"""The project is closed, the plugin unloaded or layers are removed while something runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from qgis.core import QgsApplication, QgsProject

from itslive_qgis.worker.client import shared_worker
from tests.desktop.bad_input.conftest import held, settle, until
from tests.desktop.bad_input.test_cancel import EARLIER, is_whole_cube, no_half


def empty_the_project() -> None:
    QgsProject.instance().removeAllMapLayers()


def new_project() -> None:
    QgsProject.instance().clear()


@pytest.fixture
def built(user, use_folder, build_to, granules, tmp_path):
    """A user whose cube is built and shown."""
    use_folder(granules)
    (tmp_path / "out").mkdir()
    build_to(tmp_path / "out" / "cube.nc")
    assert user.job.cube.error is None
    return user


def is_begun(user) -> bool:
    """Whether the work on a cube has begun in the worker."""
    return not user.job.cube.is_running() or user.job.cube.percent > 0


@pytest.mark.parametrize("happens", [new_project, empty_the_project])
def test_it_happens_during_a_build(happens, built):
    output = Path(built.job.cube.path)
    built.step("cube")
    built.find("itslive_cube_output").setFilePath(str(output))
    built.press("itslive_build")
    until(lambda: is_begun(built))
    happens()
    until(lambda: not built.job.cube.is_running())
    until(lambda: not built.job.cube.typical.is_running())

    assert built.job.cube.error is None
    assert built.desktop.bar.currentItem() is None
    assert is_whole_cube(output.read_bytes())
    assert no_half(output.parent)
    layers = QgsProject.instance().mapLayers().values()
    assert len(layers) == 2
    assert all(layer.isValid() for layer in layers)


@pytest.mark.parametrize("happens", [new_project, empty_the_project])
def test_it_happens_during_a_download(happens, its_live_user, its_live, own_settings):
    user = its_live_user
    user.draw(its_live.truth.OUTLINE)
    user.step("criteria")
    user.type("itslive_max_per_year", "2")
    user.search()
    user.step("download")
    user.press("itslive_download")
    happens()
    until(lambda: not user.job.download.is_running())
    happens()
    until(lambda: not user.job.keep.is_running())

    folder = Path(own_settings.download_folder())
    assert user.job.download.report.count == len(user.job.search.granules()) > 0
    assert user.desktop.bar.currentItem() is None
    assert no_half(folder)
    assert (folder / "granules.gpkg").is_file()
    happens()
    user.step("results")
    user.find("itslive_results").selectRow(0)
    settle()


@pytest.mark.parametrize("happens", [new_project, empty_the_project])
def test_it_happens_while_series_are_read(happens, built, its_live):
    built.step("plot")
    for _ in range(3):
        built.job.series.add_point(*its_live.truth.FAST_POINT)
    happens()
    until(lambda: not built.job.series.waiting())
    assert built.job.series.is_done()
    built.press("itslive_add_points")
    happens()
    built.press("itslive_add_points")
    assert len(QgsProject.instance().mapLayersByName("Points")) == 1
    assert built.desktop.bar.currentItem() is None


def tasks_are_over() -> bool:
    return QgsApplication.taskManager().countActiveTasks() == 0


def test_the_plugin_is_unloaded_during_a_build(user, use_folder, granules, tmp_path):
    output = tmp_path / "out" / "cube.nc"
    output.parent.mkdir()
    output.write_bytes(EARLIER)
    use_folder(granules)
    user.step("cube")
    user.find("itslive_cube_output").setFilePath(str(output))
    user.press("itslive_build")
    until(lambda: is_begun(user))
    worker = shared_worker("build")
    user.plugin.unload()
    settle()
    until(tasks_are_over)
    until(lambda: worker.pid is None)
    until(lambda: no_half(output.parent))
    assert output.read_bytes() == EARLIER or is_whole_cube(output.read_bytes())
    assert set(held(output.parent)) == {"cube.nc"}
    user.plugin.initGui()


def test_the_plugin_is_unloaded_during_a_download(its_live_user, its_live, own_settings):
    own_settings.set_connections(1)
    folder = Path(own_settings.download_folder())
    user = its_live_user
    user.draw(its_live.truth.OUTLINE)
    user.search()
    user.step("download")
    user.press("itslive_download")
    until(lambda: any(folder.glob("*.nc")))
    user.plugin.unload()
    settle()
    until(tasks_are_over)
    stored = {path.name: path for path in its_live.granules}
    downloaded = {path.name: path for path in folder.glob("*.nc")}
    assert downloaded
    for name, path in downloaded.items():
        assert path.read_bytes() == stored[name].read_bytes()
    user.plugin.initGui()
