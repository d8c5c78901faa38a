"""Loading, unloading and reloading, also while something runs."""

from __future__ import annotations

import os
import subprocess
import sys

from qgis.core import QgsApplication, QgsProject
from qgis.gui import QgsDockWidget
from qgis.PyQt.QtWidgets import QAction, QToolBar

from itslive_qgis import classFactory

from .conftest import settle, until


def count(desktop, kind, name: str) -> int:
    return len(desktop.window.findChildren(kind, name))


def assert_once(desktop, times: int) -> None:
    assert count(desktop, QgsDockWidget, "ItsliveDock") == times
    assert count(desktop, QToolBar, "ITS_LIVE") == times
    for name in ("itslive_open_dock", "itslive_draw_area", "itslive_point_tool"):
        assert count(desktop, QAction, name) == times
    assert len(desktop.raster_menu.actions()) == times
    assert len(desktop.factories) == times
    providers = [each.id() for each in QgsApplication.processingRegistry().providers()]
    assert providers.count("itslive") == times


def test_twenty_reloads_leave_nothing_behind(desktop, own_settings):
    assert_once(desktop, 0)
    items = len(desktop.canvas.scene().items())
    for _ in range(20):
        plugin = classFactory(desktop)
        plugin.initGui()
        plugin.open_action.trigger()
        settle()
        assert_once(desktop, 1)
        plugin.map_work.draw_polygon()
        plugin.unload()
        settle()
        assert_once(desktop, 0)
        assert len(desktop.canvas.scene().items()) == items
        assert desktop.canvas.mapTool() is desktop.pan


def test_a_second_copy_of_the_plugin_leaves_the_first_ones_algorithms_alone(desktop, own_settings):
    registry = QgsApplication.processingRegistry()
    first, second = classFactory(desktop), classFactory(desktop)
    first.initProcessing()
    second.initProcessing()
    second.unload()
    settle()
    assert registry.algorithmById("itslive:searchgranules") is not None
    first.unload()
    settle()
    assert registry.providerById("itslive") is None


def test_unloading_during_a_search_harms_nothing(desktop, own_settings, its_live):
    own_settings.set_stac_url(its_live.url)
    plugin = classFactory(desktop)
    plugin.initGui()
    plugin.open_action.trigger()
    desktop.canvas.setExtent(desktop.canvas.extent())
    plugin.map_work.use_extent()
    plugin.job.area.dispose()
    outline = [[list(its_live.truth.OUTLINE)]]
    query = make_query(outline)
    assert plugin.job.search.search(query)
    plugin.unload()
    settle()
    until(lambda: QgsApplication.taskManager().countActiveTasks() == 0)
    assert not QgsProject.instance().mapLayers()


def make_query(outline):
    from itslive_qgis.archive.area import Area
    from itslive_qgis.archive.query import Query

    return Query(area=Area.from_rings(outline))


def test_a_new_project_during_work_harms_nothing(its_live_user, its_live):
    its_live_user.draw(its_live.truth.OUTLINE)
    its_live_user.step("criteria")
    its_live_user.press("itslive_search")
    QgsProject.instance().clear()
    until(lambda: not its_live_user.job.search.is_running())
    assert its_live_user.job.search.granules()


def test_the_dock_action_follows_the_dock(user):
    assert user.plugin.open_action.isChecked()
    user.plugin.open_action.trigger()
    settle()
    assert not user.dock.isVisible()
    assert not user.plugin.open_action.isChecked()


def test_the_point_action_follows_the_map_tool(user):
    user.plugin.point_action.trigger()
    settle()
    assert user.plugin.map_work.is_picking()
    assert user.find("itslive_pick_points").isChecked()
    assert user.dock.current() == 5
    user.desktop.canvas.setMapTool(user.desktop.pan)
    settle()
    assert not user.plugin.point_action.isChecked()
    assert not user.find("itslive_pick_points").isChecked()


def test_no_page_needs_more_than_a_narrow_dock(user):
    for key in ("area", "criteria", "results", "download", "cube", "plot"):
        user.step(key)
        page = user.dock._pages[user.dock.current()]
        assert page.minimumSizeHint().width() <= 320, key


def test_every_step_can_be_entered_and_says_something(user):
    for key in ("area", "criteria", "results", "download", "cube", "plot"):
        user.step(key)
        assert user.summary()


WITHOUT_PACKAGE = """
import sys
sys.modules["pyproj"] = None
from qgis.testing import start_app
start_app()
from tests.desktop.gui.conftest import Desktop
from itslive_qgis import classFactory
desktop = Desktop()
plugin = classFactory(desktop)
plugin.initGui()
print(desktop.bar.currentItem().text())
plugin.unload()
"""


def test_a_missing_package_is_named_and_nothing_is_added():
    answer = subprocess.run(
        [sys.executable, "-c", WITHOUT_PACKAGE],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        text=True,
        timeout=120,
        check=True,
    )
    assert "needs the Python package pyproj" in answer.stdout
