"""From granules to a cube, its layers, and the series at clicked points."""

from __future__ import annotations

import csv
import math
import os
import signal
from pathlib import Path

import numpy as np
import pytest
from qgis.core import QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtTest import QTest

from itslive_qgis.worker.client import shared_worker

from .conftest import settle, until


@pytest.fixture
def ready(its_live_user, its_live):
    """A user whose granules are downloaded."""
    its_live_user.draw(its_live.truth.OUTLINE)
    its_live_user.step("criteria")
    its_live_user.type("itslive_max_per_year", "2")
    its_live_user.search()
    its_live_user.download()
    return its_live_user


@pytest.fixture
def built(ready):
    """A user whose cube is built and shown."""
    ready.build()
    assert ready.job.cube.error is None
    return ready


def rasters() -> dict[str, QgsRasterLayer]:
    layers = QgsProject.instance().mapLayers().values()
    return {each.name(): each for each in layers if isinstance(each, QgsRasterLayer)}


def is_shown(layer) -> bool:
    return QgsProject.instance().layerTreeRoot().findLayer(layer.id()).isVisible()


def test_build_adds_a_date_and_the_typical_speed(built):
    names = list(rasters())
    assert len(names) == 2
    date, typical = sorted(names, key=lambda name: name.startswith("Typical"))
    assert date.startswith("v ")
    assert is_shown(rasters()[date])
    assert not is_shown(rasters()[typical])
    layers = built.job.cube.layers()
    valid = [each["valid_percent"] for each in layers]
    assert valid[built.job.cube.index] == max(valid)
    assert f"{len(layers)} dates" in built.find("itslive_cube_result").text()
    assert "plot points" in built.summary()


def test_slider_and_satellite_choose_the_date_on_the_map(built):
    slider = built.find("itslive_cube_slider")
    slider.setValue(0)
    settle()
    assert built.job.cube.index == 0
    layer = next(each for name, each in rasters().items() if name.startswith("v "))
    assert layer.renderer().band() == 1
    assert built.job.cube.layers()[0]["mid_date"][:10] in layer.name()

    satellites = built.find("itslive_cube_satellite")
    satellites.setCurrentIndex(satellites.count() - 1)
    settle()
    wanted = satellites.currentData()
    assert built.job.cube.layers()[built.job.cube.index]["satellite"] == wanted
    assert len(rasters()) == 2


def test_typical_speed_and_date_take_turns(built):
    built.press("itslive_typical_speed")
    shown = {name: is_shown(each) for name, each in rasters().items()}
    assert next(name for name, visible in shown.items() if visible).startswith("Typical")
    built.find("itslive_cube_slider").setValue(0)
    settle()
    shown = {name: is_shown(each) for name, each in rasters().items()}
    assert next(name for name, visible in shown.items() if visible).startswith("v ")
    assert not built.find("itslive_typical_speed").isChecked()


def test_kept_dates_and_granules_are_layers_of_their_own(built):
    built.press("itslive_add_date")
    built.press("itslive_add_granule")
    layers = [
        each
        for each in QgsProject.instance().mapLayers().values()
        if isinstance(each, QgsRasterLayer)
    ]
    assert len(layers) == 4


def test_removed_layers_come_back_with_the_next_date(built):
    QgsProject.instance().removeAllMapLayers()
    settle()
    built.find("itslive_cube_slider").setValue(0)
    settle()
    assert len(rasters()) == 1


def kill_while_building(cube, worker) -> list[int]:
    """Kill the worker in the very moment it first tells of the build; the list gets its number.

    A worker that dies before has lost nothing: another one gets the call, and all is well.
    """
    killed: list[int] = []

    def kill(_text: str) -> None:
        if worker.pid is not None and not killed:
            killed.append(worker.pid)
            os.kill(worker.pid, signal.SIGKILL)

    def watch() -> None:
        if cube.is_running():
            # In the thread that hears it, since the build may be over before Qt comes to tell.
            cube._task.note.connect(kill, Qt.ConnectionType.DirectConnection)

    cube.running_changed.connect(watch)
    return killed


def test_a_killed_worker_is_told_and_the_next_build_works(ready):
    ready.step("cube")
    killed = kill_while_building(ready.job.cube, shared_worker("build"))
    ready.press("itslive_build")
    until(lambda: not ready.job.cube.is_running())
    assert killed
    assert ready.job.cube.error.code == "worker_died"
    assert str(ready.job.cube.error) in ready.summary()
    assert ready.desktop.bar.currentItem() is not None

    ready.build()
    assert ready.job.cube.error is None
    assert ready.job.cube.is_done()


def test_a_cube_one_already_has_is_opened_without_the_steps_before(built):
    path = built.job.cube.path
    cube = built.job.cube
    QgsProject.instance().clear()
    cube.open(path)
    until(lambda: not cube.is_running())
    assert cube.error is None
    assert len(rasters()) == 1
    assert cube.built is None


def test_clicks_on_the_map_plot_the_true_speed(built, its_live):
    truth = its_live.truth
    built.step("plot")
    built.press("itslive_pick_points")
    built.show_area(truth.OUTLINE)
    built.click_map(*truth.FAST_POINT)
    built.click_map(*truth.ROCK_POINT)
    until(lambda: not built.job.series.waiting())

    fast, rock = built.job.series.points
    assert fast.has_values()
    assert np.nanmax(fast.series.v) > 5000
    assert np.nanmax(rock.series.v) < 5
    page = built.dock._plot
    assert page.data.total == sum(np.isfinite(point.series.v).sum() for point in (fast, rock))
    assert page.canvas.isVisible()
    assert f"{page.data.shown} of {page.data.total}" in built.find("itslive_shown").text()


def test_a_point_outside_the_cube_is_told(built):
    built.step("plot")
    source = built.find("itslive_series_source")
    source.setCurrentIndex(source.findData("cube"))
    built.press("itslive_pick_points")
    built.show_area([(-139.5, 58.0), (-137.0, 59.5)])
    built.click_map(-139.3, 58.2)
    until(lambda: not built.job.series.waiting())
    assert "Outside the cube: point 1" in built.find("itslive_plot_message").text()
    assert not built.dock._plot.canvas.isVisible()


@pytest.fixture
def plotted(built, its_live):
    """A user who looks at the plot of one point."""
    built.step("plot")
    built.press("itslive_pick_points")
    built.show_area(its_live.truth.OUTLINE)
    built.click_map(*its_live.truth.FAST_POINT)
    until(lambda: not built.job.series.waiting())
    return built


def test_the_separation_limit_acts_at_once(plotted):
    page = plotted.dock._plot
    total = page.data.total
    plotted.type("itslive_plot_separation", "20")
    assert page.data.total == total
    series = plotted.job.series.points[0].series
    short = int((np.isfinite(series.v) & (series.separation <= 20)).sum())
    assert page.data.shown == short < total


def test_the_pointer_is_told_date_and_speed(plotted):
    canvas = plotted.dock._plot.canvas
    QTest.mouseMove(canvas, QPoint(1, 1))
    QTest.qWait(50)
    canvas.draw()
    group = plotted.dock._plot.data.groups[0]
    QTest.mouseMove(canvas, canvas.place_of(group.days[0], group.v[0]))
    until(canvas.note_text)
    assert "m/yr" in canvas.note_text()
    assert "days apart" in canvas.note_text()


def test_csv_and_picture_and_points_are_saved(plotted, tmp_path):
    path = tmp_path / "series.csv"
    plotted.job.save_csv(str(path))
    until(lambda: not plotted.job.export.is_running())
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(plotted.job.cube.layers())
    speeds = [float(row["v"]) for row in rows if row["v"]]
    assert speeds
    assert all(math.isfinite(speed) for speed in speeds)
    assert f"series.csv: all {len(rows)} values" in plotted.summary()
    assert not QgsProject.instance().mapLayersByName("Points")  # a CSV is a CSV

    picture = tmp_path / "plot.png"
    plotted.dock._plot._save_picture(str(picture))
    assert picture.read_bytes()[:4] == b"\x89PNG"


@pytest.mark.parametrize("width", [401, 406, 407, 412])
def test_the_plot_fills_its_widget_to_the_last_pixel(width, qgis_app):
    from itslive_qgis.gui.plot_canvas import PlotCanvas

    texts = {"speed": "v", "date": "date", "point": "{label}"}
    canvas = PlotCanvas(texts, lambda group, place: "")
    canvas.resize(width, 304)
    canvas.show()
    QTest.qWait(50)
    canvas.draw()

    assert np.asarray(canvas.buffer_rgba()).shape[:2] == (canvas.height(), canvas.width())
    canvas.close()


def test_points_of_an_earlier_project_are_never_overwritten(plotted):
    earlier = Path(plotted.job.cube.path).with_name("cube_points.gpkg")
    earlier.write_bytes(b"the points of last week")

    plotted.press("itslive_add_points")
    plotted.press("itslive_add_points")

    assert earlier.read_bytes() == b"the points of last week"
    (layer,) = QgsProject.instance().mapLayersByName("Points")
    assert "cube_points_2.gpkg" in layer.source()
    assert layer.featureCount() == len(plotted.job.series.points)


def test_the_next_cube_does_not_replace_the_one_before(plotted):
    plotted.step("cube")
    output = Path(plotted.find("itslive_cube_output").filePath())

    assert not output.exists()
    assert output != Path(plotted.job.cube.path)
    assert plotted.find("itslive_cube_replaces").isHidden()
    plotted.find("itslive_cube_output").setFilePath(plotted.job.cube.path)
    assert not plotted.find("itslive_cube_replaces").isHidden()


def test_a_limit_shorter_than_every_pair_says_so(plotted):
    plotted.find("itslive_plot_separation").setValue(1)

    assert plotted.dock._plot.data.shown == 0
    assert "No image pair is this short" in plotted.find("itslive_plot_message").text()
    plotted.find("itslive_plot_separation").setValue(100)
    assert plotted.find("itslive_plot_message").isHidden()


@pytest.mark.parametrize("path", ["", "cube.nc"])
def test_a_cube_needs_a_place(plotted, path):
    plotted.step("cube")
    plotted.find("itslive_cube_output").setFilePath(path)

    assert not plotted.find("itslive_build").isEnabled()


def test_a_csv_that_cannot_be_written_is_told(plotted, tmp_path):
    plotted.job.save_csv(str(tmp_path / "no" / "such" / "folder.csv"))
    until(lambda: not plotted.job.export.is_running())
    assert plotted.job.export.error.code == "not_written"
    assert plotted.desktop.bar.currentItem() is not None


def test_points_can_be_removed(plotted):
    plotted.press("itslive_remove_points")
    assert plotted.job.series.points == ()
    assert plotted.plugin.map_work._markers == []
    assert not plotted.dock._plot.canvas.isVisible()


def test_the_right_button_sets_no_point(built, its_live):
    built.step("plot")
    built.press("itslive_pick_points")
    built.show_area(its_live.truth.OUTLINE)
    built.click_map(*its_live.truth.FAST_POINT, Qt.MouseButton.RightButton)
    assert built.job.series.points == ()


def test_a_cancelled_build_keeps_the_cube_before(built):
    index = built.job.cube.index
    built.press("itslive_build")
    until(lambda: shared_worker("build").pid is not None)
    built.press("itslive_cancel")
    until(lambda: not built.job.cube.is_running())
    assert built.job.cube.error is None
    assert built.job.cube.is_done()
    assert built.job.cube.index == index
    until(lambda: not built.job.cube.typical.is_running())
    assert any(name.startswith("v ") for name in rasters())
