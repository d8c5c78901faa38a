"""The plot and the map as one: time, interval, and the granule of a value."""

from __future__ import annotations

import numpy as np
import pytest
from qgis.core import (
    QgsDateTimeRange,
    QgsInterval,
    QgsProject,
    QgsRasterLayer,
    QgsTemporalNavigationObject,
    QgsVectorLayer,
    QgsVectorLayerTemporalContext,
)
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtTest import QTest

from itslive_qgis.layers.times import day_number, qdatetime
from tests.archive import glacier
from tests.archive.sites import SITES

from .conftest import settle, until
from .small_cube import served_cube
from .test_plot_canvas import LEFT, NO_KEY, SHIFT, drag

JAKOBSHAVN = SITES["jakobshavn"]
FAST = tuple(map(float, glacier.lonlat(0.0, 0.0, JAKOBSHAVN)))
DAY = 86_400.0


@pytest.fixture
def plotted(user, its_live, own_settings):
    """A user in front of the plot of a point from the archive's cubes."""
    own_settings.set_catalogue_url(its_live.catalog_url)
    user.step("plot")
    user.job.series.add_point(*FAST)
    until(lambda: user.job.series.points and not user.job.series.waiting(), 60)
    settle()
    page = user.dock._plot
    QTest.qWait(100)
    page.canvas.draw()
    return user


@pytest.fixture
def controller(desktop):
    """The temporal controller of the map, switched off."""
    made = QgsTemporalNavigationObject(desktop.canvas)
    made.setTemporalExtents(day_range("2000-01-01", "2020-01-01"))
    made.setFrameDuration(QgsInterval(30 * DAY))
    desktop.canvas.setTemporalController(made)
    return made


def day_range(first: str, last: str) -> QgsDateTimeRange:
    return QgsDateTimeRange(qdatetime(first), qdatetime(last))


def day_of(iso: str) -> float:
    return float((np.datetime64(iso, "s") - np.datetime64(0, "s")) / np.timedelta64(1, "D"))


def line(canvas) -> float | None:
    """The day at which the upright line is seen."""
    drawn = canvas._overlays._line
    return float(drawn.get_xdata()[0]) if drawn.get_visible() else None


def place_at(canvas, day: float) -> QPoint:
    """Ground of the plot at a day, with no value near: its upper edge."""
    (bottom, top) = canvas.limits()[1]
    return canvas.place_of(day, top - 0.02 * (top - bottom))


def click(canvas, day: float) -> float:
    """Click at a day; how far a pixel may be from it."""
    QTest.mouseClick(canvas, LEFT, NO_KEY, place_at(canvas, day))
    settle()
    (left, right) = canvas.limits()[0]
    return 1.1 * (right - left) / canvas.figure.axes[0].bbox.width


def brush(canvas, first: float, last: float) -> None:
    drag(canvas, place_at(canvas, first), place_at(canvas, last), key=SHIFT)
    settle()


def ends(shown: QgsDateTimeRange) -> tuple[float, float]:
    return day_number(shown.begin()), day_number(shown.end())


def test_the_line_follows_the_controller(plotted, controller):
    canvas = plotted.dock._plot.canvas
    assert line(canvas) is None
    controller.setNavigationMode(QgsTemporalNavigationObject.Animated)
    assert line(canvas) == pytest.approx(day_of("2000-01-16"))
    controller.setCurrentFrameNumber(10)
    assert line(canvas) == pytest.approx(day_of("2000-01-16") + 300)
    controller.setTemporalRangeCumulative(True)
    controller.setCurrentFrameNumber(11)
    assert line(canvas) == pytest.approx(day_of("2000-01-01") + 12 * 30)
    controller.setNavigationMode(QgsTemporalNavigationObject.NavigationOff)
    assert line(canvas) is None


def test_a_plot_that_comes_later_shows_the_time_of_the_map(user, controller):
    controller.setNavigationMode(QgsTemporalNavigationObject.Animated)
    user.step("plot")
    assert line(user.dock._plot.canvas) == pytest.approx(day_of("2000-01-16"))


def test_a_click_moves_an_animation_to_the_frame_of_the_day(plotted, controller):
    canvas = plotted.dock._plot.canvas
    controller.setNavigationMode(QgsTemporalNavigationObject.Animated)
    day = day_of("2011-07-01")
    near = click(canvas, day)
    first, last = ends(plotted.desktop.canvas.temporalRange())
    assert first - near <= day <= last + near
    assert controller.currentFrameNumber() > 100
    assert line(canvas) == (first + last) / 2


def test_a_click_beside_the_animation_marks_the_day_alone(plotted, controller):
    canvas = plotted.dock._plot.canvas
    controller.setNavigationMode(QgsTemporalNavigationObject.Animated)
    controller.setCurrentFrameNumber(10)
    day = day_of("2023-07-01")
    assert line(canvas) != day
    near = click(canvas, day)
    assert line(canvas) == pytest.approx(day, abs=near)
    assert controller.currentFrameNumber() == 10


def test_a_click_moves_a_fixed_range(plotted, controller):
    canvas = plotted.dock._plot.canvas
    controller.setTemporalExtents(day_range("2015-01-01", "2015-03-02"))
    controller.setNavigationMode(QgsTemporalNavigationObject.FixedRange)
    day = day_of("2008-07-01")
    near = click(canvas, day)
    first, last = ends(plotted.desktop.canvas.temporalRange())
    assert last - first == pytest.approx(60)
    assert line(canvas) == pytest.approx(day, abs=near)
    assert (first + last) / 2 == pytest.approx(line(canvas))


@pytest.mark.parametrize("has_controller", [False, True])
def test_a_click_marks_the_day_where_nothing_navigates(plotted, has_controller, request):
    if has_controller:
        request.getfixturevalue("controller")
    canvas = plotted.dock._plot.canvas
    near = click(canvas, day_of("2008-07-01"))
    assert line(canvas) == pytest.approx(day_of("2008-07-01"), abs=near)
    assert plotted.desktop.canvas.temporalRange().isInfinite()


def test_an_interval_filters_the_map_and_escape_ends_it(plotted):
    canvas, map_canvas = plotted.dock._plot.canvas, plotted.desktop.canvas
    bar = plotted.find("itslive_plot_span")
    assert not bar.isVisible()
    brush(canvas, day_of("2005-01-01"), day_of("2010-01-01"))
    assert ends(map_canvas.temporalRange()) == pytest.approx(canvas.span(), abs=1e-7)
    first, last = (np.datetime64(int(day), "D") for day in canvas.span())
    assert bar.isVisible()
    assert f"{first} \u2013 {last}" in bar.text()
    assert line(canvas) is None
    brush(canvas, day_of("2015-01-01"), day_of("2016-01-01"))
    assert ends(map_canvas.temporalRange()) == pytest.approx(canvas.span(), abs=1e-7)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert map_canvas.temporalRange().isInfinite()
    assert canvas.span() is None
    assert not bar.isVisible()


def test_the_button_shows_again_what_was_shown_before(plotted, controller):
    canvas, map_canvas = plotted.dock._plot.canvas, plotted.desktop.canvas
    controller.setNavigationMode(QgsTemporalNavigationObject.Animated)
    before = ends(map_canvas.temporalRange())
    brush(canvas, day_of("2005-01-01"), day_of("2010-01-01"))
    brush(canvas, day_of("2006-01-01"), day_of("2010-01-01"))
    plotted.press("itslive_plot_all_dates")
    assert ends(map_canvas.temporalRange()) == before
    assert canvas.span() is None
    assert line(canvas) == pytest.approx(day_of("2000-01-16"))


def test_the_controller_takes_the_map_over(plotted, controller):
    canvas, map_canvas = plotted.dock._plot.canvas, plotted.desktop.canvas
    controller.setNavigationMode(QgsTemporalNavigationObject.Animated)
    brush(canvas, day_of("2005-01-01"), day_of("2010-01-01"))
    controller.setCurrentFrameNumber(5)
    shown = ends(map_canvas.temporalRange())
    assert canvas.span() is None
    assert not plotted.find("itslive_plot_span").isVisible()
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert ends(map_canvas.temporalRange()) == shown


@pytest.mark.parametrize("end", ["points", "plugin"])
def test_nothing_stays_filtered_without_the_plot(plotted, end):
    map_canvas = plotted.desktop.canvas
    brush(plotted.dock._plot.canvas, day_of("2005-01-01"), day_of("2010-01-01"))
    assert not map_canvas.temporalRange().isInfinite()
    if end == "points":
        plotted.press("itslive_remove_points")
    else:
        plotted.plugin.unload()
        plotted.plugin.initGui()
    assert map_canvas.temporalRange().isInfinite()


def test_footprints_and_the_folder_follow_the_interval(its_live_user, its_live):
    user = its_live_user
    user.draw(its_live.truth.OUTLINE)
    user.step("criteria")
    user.type("itslive_max_per_year", "2")
    user.search()
    user.download()
    until(lambda: len(vectors()) == 2)
    until(lambda: not user.job.keep.is_running())
    granules = user.job.search.granules()
    middle = sorted(granule.mid_date for granule in granules)[len(granules) // 2]
    shown = QgsDateTimeRange(qdatetime(middle), qdatetime(middle))
    expected = {each.granule_id for each in granules if each.date_1 <= middle <= each.date_2}
    assert 0 < len(expected) < len(granules)
    for layer in vectors():
        times = layer.temporalProperties()
        assert times.isActive()
        context = QgsVectorLayerTemporalContext()
        context.setLayer(layer)
        wanted = times.createFilterString(context, shown)
        found = {each["granule_id"] for each in layer.getFeatures(wanted)}
        assert found == expected & {each["granule_id"] for each in layer.getFeatures()}
        assert found


def vectors() -> list[QgsVectorLayer]:
    layers = QgsProject.instance().mapLayers().values()
    return [each for each in layers if isinstance(each, QgsVectorLayer)]


def rasters() -> list[QgsRasterLayer]:
    layers = QgsProject.instance().mapLayers().values()
    return [each for each in layers if isinstance(each, QgsRasterLayer)]


@pytest.fixture
def served(user, its_live, own_settings, tmp_path):
    """A user in front of the plot of an official cube whose granules can be had."""
    own_settings.set_stac_url(its_live.url)
    folder = tmp_path / "cubes"
    folder.mkdir()
    with served_cube(folder, its_live, its_live.truth.FAST_POINT) as catalogue:
        own_settings.set_catalogue_url(catalogue)
        user.step("plot")
        user.job.series.add_point(*its_live.truth.FAST_POINT)
        until(lambda: user.job.series.points and not user.job.series.waiting(), 60)
        QTest.qWait(100)
        user.dock._plot.canvas.draw()
        yield user


def double_click(user, wanted: int = 0) -> int:
    """Double-click a value that lies by itself; its row."""
    canvas = user.dock._plot.canvas
    group = canvas._data.groups[wanted]
    place = int(np.argmax(group.v))
    where = canvas.place_of(group.days[place], group.v[place])
    found = canvas.found_at(where.x(), canvas.height() - where.y())
    QTest.mouseDClick(canvas, LEFT, NO_KEY, where)
    return found.row


def test_a_double_click_loads_the_granule_of_an_official_cube(served):
    job = served.job
    series = job.series.points[0].series
    assert series.granules == ()
    row = double_click(served)
    assert job.pair_granule.is_running()
    until(lambda: not job.pair_granule.is_running() and not job.one_granule.is_running())
    settle()
    (layer,) = rasters()
    assert layer.isValid()
    times = layer.temporalProperties().fixedTemporalRange()
    pair = [float((each - np.datetime64(0, "ns")) / np.timedelta64(1, "D"))
            for each in (series.date_1[row], series.date_2[row])]  # fmt: skip
    assert ends(times) == pytest.approx(pair, abs=1)
    assert "is on the map" in served.summary()
    assert job.series.points[0].series.granules == ()


def test_a_second_double_click_waits_for_the_first(served):
    double_click(served)
    double_click(served, 1)
    assert "on its way already" in served.summary()
    job = served.job
    until(lambda: not job.pair_granule.is_running() and not job.one_granule.is_running())
    settle()
    assert len(rasters()) == 1


def test_a_granule_that_cannot_be_found_is_told_in_words(served, tmp_path):
    for chunk in (tmp_path / "cubes").glob("*.zarr/granule_url/[0-9]*"):
        chunk.unlink()
    double_click(served)
    until(lambda: not served.job.pair_granule.is_running())
    settle()
    assert "does not tell which granule" in served.summary()
    assert not rasters()


def test_a_double_click_shows_the_granule_of_ones_own_cube(its_live_user, its_live):
    user = its_live_user
    user.draw(its_live.truth.OUTLINE)
    user.step("criteria")
    user.type("itslive_max_per_year", "2")
    user.search()
    user.download()
    user.build()
    user.step("plot")
    user.job.series.add_point(*its_live.truth.FAST_POINT)
    until(lambda: not user.job.series.waiting())
    QTest.qWait(100)
    user.dock._plot.canvas.draw()
    before = {each.id() for each in rasters()}
    row = double_click(user)
    settle()
    (layer,) = (each for each in rasters() if each.id() not in before)
    wanted = user.job.series.points[0].series.granules[row]
    assert layer.customProperty("itslive/granule_id") == wanted
