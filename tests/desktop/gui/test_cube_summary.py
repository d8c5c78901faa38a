"""Summaries of a cube in the dock: rasters on the map, what is told of them, and their figure."""

from __future__ import annotations

import shutil
import sys
from datetime import datetime, timezone
from pathlib import Path

import pytest
from osgeo import gdal
from qgis.core import QgsLayerTreeGroup, QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import QDate, QObject, QUrl, pyqtSlot
from qgis.PyQt.QtGui import QDesktopServices, QImage
from qgis.PyQt.QtWidgets import QFileDialog, QLabel

from itslive_qgis.layers.times import from_qdatetime
from tests.desktop.four_years import COLUMNS, LAYERS, ROWS, write_four_years

from .conftest import until

OF_LONG_PAIRS = LAYERS // 3 * ROWS * (COLUMNS - 1)


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> str:
    return write_four_years(tmp_path_factory.mktemp("four_years") / "cube.nc")


@pytest.fixture
def cube(written, tmp_path) -> Path:
    return Path(shutil.copy(written, tmp_path / "cube.nc"))


@pytest.fixture
def ready(user, cube, monkeypatch):
    """A user with the cube open, and the box of its summary."""
    assert user.find("itslive_summarize").isHidden()
    user.step("cube")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(cube), ""))
    user.press("itslive_open_cube")
    until(lambda: not user.job.cube.is_running())
    user.find("itslive_summarize").setCollapsed(False)
    user.find("itslive_summary_limits").setCollapsed(False)
    return user


def choose(user, name: str, value: str) -> None:
    box = user.find(name)
    box.setCurrentIndex(box.findData(value))


def summarize(user) -> None:
    user.press("itslive_summarize_cube")
    until(lambda: not user.job.summaries.step.is_running())


def told(user) -> str:
    return user.find("itslive_summary_told").text()


def warned(user) -> str:
    labels = user.find("itslive_summary_warning").findChildren(QLabel)
    return "".join(label.text() for label in labels if label.isVisible())


def groups() -> list[QgsLayerTreeGroup]:
    """Groups of summaries in the project."""
    own = QgsProject.instance().layerTreeRoot().findGroup("ITS_LIVE")
    return [each for each in own.children() if isinstance(each, QgsLayerTreeGroup)]


def layers_of(group: QgsLayerTreeGroup) -> list[QgsRasterLayer]:
    return [node.layer() for node in group.children()]


def date_layer() -> QgsRasterLayer:
    layers = QgsProject.instance().mapLayers().values()
    return next(each for each in layers if each.name().startswith("v "))


def is_shown(layer: QgsRasterLayer) -> bool:
    return QgsProject.instance().layerTreeRoot().findLayer(layer.id()).isVisible()


def test_the_years_come_back_as_one_group_in_time_with_what_was_removed(ready, cube):
    assert Path(ready.find("itslive_summary_output").filePath()) == cube.with_name("cube_annual")
    assert is_shown(date_layer())
    summarize(ready)

    assert ready.job.summaries.step.error is None
    (group,) = groups()
    assert group.name() == "Summary · cube"
    *years, trend = layers_of(group)
    assert [each.name() for each in years] == [f"Mean speed {y}" for y in (2019, 2018, 2017, 2016)]
    assert trend.name().startswith("Trend")
    for number, layer in enumerate(reversed(years)):
        assert Path(layer.source()).parent == cube.with_name("cube_annual")
        speed = gdal.Open(layer.source()).ReadAsArray()[0]
        assert abs(speed - (900 + 100 * number)).max() < 20
        assert layer.renderer().classificationMax() == years[0].renderer().classificationMax()
        time = layer.temporalProperties()
        assert time.isActive()
        begin = from_qdatetime(time.fixedTemporalRange().begin())
        assert begin == datetime(2016 + number, 1, 1, tzinfo=timezone.utc)
    total = LAYERS * ROWS * COLUMNS
    assert f"Separations that disagree: {OF_LONG_PAIRS} of {total} values removed" in told(ready)
    assert "4 periods are summarized" in told(ready)
    assert "In 88.9 % of the pixels long separations disagree with short ones" in warned(ready)
    assert "4 periods are on the map" in ready.summary()
    labels = [node.customProperty("legend/label-0") for node in group.children()]
    assert labels == ["Speed (m/yr)"] * 4 + [None]
    # Seen is what was made; another date of the cube is seen again when it is chosen.
    assert is_shown(years[0])
    assert not is_shown(date_layer())
    ready.find("itslive_cube_slider").setValue(0)
    assert is_shown(date_layer())
    assert not is_shown(years[0])
    # The next one goes beside it.
    another = cube.with_name("cube_annual_2")
    assert Path(ready.find("itslive_summary_output").filePath()) == another


def test_what_is_chosen_is_what_is_summarized(ready, cube):
    box = ready.find("itslive_summary_limits")
    assert box.title() == "Filters: separations agree"
    choose(ready, "itslive_summary_period", "monthly")
    ready.find("itslive_summary_trend").click()
    ready.find("itslive_summary_bin_rule").click()
    for name, day in (("start", QDate(2017, 2, 1)), ("end", QDate(2017, 3, 31))):
        ready.find(f"itslive_summary_{name}_on").click()
        ready.find(f"itslive_summary_{name}").setDate(day)
    limits = {
        "max_separation": 64, "max_error": 50, "min_speed_ratio": 2, "max_turn": 45, "max_mad": 5
    }  # fmt: skip
    for name, limit in limits.items():
        ready.find(f"itslive_summary_{name}").setValue(limit)
    title = box.toolTip() or box.title()
    for words in ("from 2017-02-01", "to 2017-03-31", "up to 64 days", "50 m/yr", "45°"):
        assert words in title
    summarize(ready)

    names = sorted(path.name for path in cube.with_name("cube_monthly").iterdir())
    assert names == ["velocity_2017-02.tif", "velocity_2017-03.tif"]
    first_words = [line.split(":")[0] for line in told(ready).splitlines()][:4]
    assert first_words == [
        "Longest separation", "Errors", "Angle to the median flow", "Deviation in time"
    ]  # fmt: skip
    of_separation = LAYERS // 3 * ROWS * COLUMNS
    assert f"Longest separation: {of_separation} of {LAYERS * ROWS * COLUMNS}" in told(ready)
    assert warned(ready) == ""
    (group,) = groups()
    assert [each.name() for each in layers_of(group)] == [
        "Mean speed 2017-03",
        "Mean speed 2017-02",
    ]


def test_medians_are_shown_under_their_name_with_their_bias_told(ready):
    assert not ready.find("itslive_summary_bias").isVisible()
    choose(ready, "itslive_summary_statistic", "median")
    assert "too high where the ice is slow" in ready.find("itslive_summary_bias").text()
    assert ready.find("itslive_summary_bias").isVisible()
    choose(ready, "itslive_summary_period", "whole")
    summarize(ready)

    (group,) = groups()
    median, _trend = layers_of(group)
    assert median.name().startswith("Median speed 2016-01-10")
    (band,) = median.renderer().usesBands()
    raster = gdal.Open(median.source())
    assert raster.GetRasterBand(band).GetDescription() == "v_median"
    assert "too high where the ice is slow" in warned(ready)
    assert ready.find("itslive_summary_bias").isHidden(), "it is told once"
    assert "1 period is summarized" in told(ready)


def test_what_cannot_be_is_told_beside_the_field_before_anything_begins(ready, cube):
    for name, day in (("start", QDate(2019, 1, 1)), ("end", QDate(2018, 1, 1))):
        ready.find(f"itslive_summary_{name}_on").click()
        ready.find(f"itslive_summary_{name}").setDate(day)
    ready.find("itslive_summary_limits").setCollapsed(True)
    ready.press("itslive_summarize_cube")

    assert not ready.job.summaries.step.is_running()
    assert not ready.find("itslive_summary_limits").isCollapsed()
    assert "The start date 2019-01-01 lies after the end date" in ready.summary()
    assert not cube.with_name("cube_annual").exists()


@pytest.mark.parametrize("path", ["", "cube_annual"])
def test_a_summary_needs_a_place(ready, path):
    ready.find("itslive_summary_output").setFilePath(path)
    assert not ready.find("itslive_summarize_cube").isEnabled()


def test_a_summary_can_be_cancelled_and_leaves_nothing(ready, cube):
    ready.press("itslive_summarize_cube")
    assert ready.job.summaries.step.is_running()
    assert not ready.find("itslive_summarize_cube").isEnabled()
    assert not ready.find("itslive_build").isEnabled()
    ready.press("itslive_cancel")
    until(lambda: not ready.job.summaries.step.is_running())

    assert ready.job.summaries.step.error is None
    assert groups() == []
    assert [each.name for each in cube.parent.iterdir() if each.suffix != ".gpkg"] == ["cube.nc"]
    assert is_shown(date_layer())
    summarize(ready)
    assert len(groups()) == 1


def test_a_new_summary_in_the_same_folder_takes_the_place_of_its_layers_alone(ready, cube):
    folder = cube.with_name("cube_annual")
    summarize(ready)
    own = folder / "own.tif"
    shutil.copy(folder / "velocity_2016.tif", own)
    QgsProject.instance().addMapLayer(QgsRasterLayer(str(own), "my own"))
    ready.find("itslive_summary_output").setFilePath(str(folder))
    remark = ready.find("itslive_summary_replaces")
    assert remark.text() == (
        "cube_annual is there already: rasters of the same names will be replaced."
    )
    for name, day in (("start", QDate(2018, 1, 1)), ("end", QDate(2019, 12, 31))):
        ready.find(f"itslive_summary_{name}_on").click()
        ready.find(f"itslive_summary_{name}").setDate(day)
    summarize(ready)

    new, old = groups()
    names = [each.name() for each in layers_of(new)]
    assert names[:2] == ["Mean speed 2019", "Mean speed 2018"]
    assert [each.name() for each in layers_of(old)] == ["Mean speed 2017", "Mean speed 2016"]
    assert all(each.isValid() for each in (*layers_of(new), *layers_of(old)))
    assert len(QgsProject.instance().mapLayersByName("my own")) == 1


def test_a_summary_that_fails_leaves_the_layers_of_the_one_before(ready, cube):
    summarize(ready)
    before = [(each.name(), each.id(), each.source()) for each in layers_of(*groups())]
    ready.find("itslive_summary_output").setFilePath(str(cube.with_name("cube_annual")))
    ready.find("itslive_summary_max_separation").setValue(1)
    summarize(ready)

    assert ready.job.summaries.step.error.code == "nothing_left"
    assert "The filters leave none of the cube's" in ready.summary()
    (group,) = groups()
    assert [(each.name(), each.id(), each.source()) for each in layers_of(group)] == before


class Viewer(QObject):
    """What opens files on this desktop."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @pyqtSlot(QUrl)
    def show(self, url: QUrl) -> None:
        self.opened.append(url.toLocalFile())


@pytest.fixture
def viewer(qgis_app):
    viewer = Viewer()
    QDesktopServices.setUrlHandler("file", viewer.show)
    yield viewer
    QDesktopServices.unsetUrlHandler("file")


def test_the_figure_of_all_periods_is_drawn_and_opened(ready, cube, viewer):
    assert ready.find("itslive_summary_figure").isHidden()
    summarize(ready)
    ready.press("itslive_summary_figure")
    until(lambda: not ready.job.summaries.step.figure.is_running())

    figure = cube.with_name("cube_annual") / "figure_annual_mean.png"
    assert viewer.opened == [str(figure)]
    assert QImage(str(figure)).width() > 1000
    assert "figure_annual_mean.png" in ready.summary()


def test_without_matplotlib_the_figure_says_what_is_missing(ready, viewer, monkeypatch):
    summarize(ready)
    monkeypatch.setitem(sys.modules, "itslive_qgis.layers.panels", None)
    ready.press("itslive_summary_figure")

    assert "needs the Python package matplotlib" in ready.summary()
    assert viewer.opened == []


def test_another_cube_has_no_summary_yet(ready, cube, monkeypatch):
    summarize(ready)
    other = Path(shutil.copy(cube, cube.with_name("other.nc")))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(other), ""))
    ready.press("itslive_open_cube")
    until(lambda: not ready.job.cube.is_running())

    assert ready.find("itslive_summary_told").isHidden()
    assert ready.find("itslive_summary_figure").isHidden()
    output = ready.find("itslive_summary_output").filePath()
    assert Path(output) == cube.with_name("other_annual")
    (group,) = groups()
    assert not group.itemVisibilityChecked(), "the date of the new cube is seen"
