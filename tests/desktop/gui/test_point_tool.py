"""Points that are dragged on the map, snapped to other layers, and removed again."""

from __future__ import annotations

import pytest
from qgis.core import (
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QEvent, QPoint, QPointF, Qt
from qgis.PyQt.QtGui import QMouseEvent
from qgis.PyQt.QtWidgets import QApplication

from tests.archive import glacier
from tests.archive.sites import SITES

from .conftest import settle, until

JAKOBSHAVN = SITES["jakobshavn"]
FAST = tuple(map(float, glacier.lonlat(0.0, 0.0, JAKOBSHAVN)))
SLOW = tuple(map(float, glacier.lonlat(0.0, 3_300.0, JAKOBSHAVN)))
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NO_BUTTON = Qt.MouseButton.NoButton
NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def clicked(user, its_live, own_settings):
    """A user with the point tool who has clicked a fast point of the archive."""
    own_settings.set_catalogue_url(its_live.catalog_url)
    user.step("plot")
    user.press("itslive_pick_points")
    lon, lat = FAST
    user.show_area([(lon - 0.3, lat - 0.1), (lon + 0.3, lat + 0.1)])
    user.click_map(*FAST)
    return user


def send(user, kind: QEvent.Type, where: QPoint, button, held, modifier=NONE) -> None:
    """An event of the mouse; QTest moves the pointer of the screen, which offscreen has none."""
    view = user.desktop.canvas.viewport()
    event = QMouseEvent(
        kind, QPointF(where), QPointF(view.mapToGlobal(where)), button, held, modifier
    )
    QApplication.sendEvent(view, event)
    settle()


def press(user, place: tuple[float, float]) -> None:
    """Press the left button on the map and begin to drag."""
    start = user.pixel(*place)
    send(user, QEvent.Type.MouseMove, start, NO_BUTTON, NO_BUTTON)
    send(user, QEvent.Type.MouseButtonPress, start, LEFT, LEFT)
    send(user, QEvent.Type.MouseMove, start + QPoint(20, 20), NO_BUTTON, LEFT)


def release(user, place: tuple[float, float], modifier=NONE, off=(0, 0)) -> None:
    """Drag on to a place and let go there."""
    end = user.pixel(*place) + QPoint(*off)
    send(user, QEvent.Type.MouseMove, end, NO_BUTTON, LEFT, modifier)
    send(user, QEvent.Type.MouseButtonRelease, end, LEFT, NO_BUTTON, modifier)


def marker_pixel(user) -> QPoint:
    (marker,) = user.plugin.map_work._markers
    return marker.pos().toPoint()


def test_the_plot_follows_a_dragged_point(clicked):
    series = clicked.job.series
    until(lambda: not series.waiting(), 60)
    fast = series.points[0].series

    press(clicked, FAST)
    assert marker_pixel(clicked) == clicked.pixel(*FAST) + QPoint(20, 20)
    assert series.points[0].series is fast  # nothing is read while it is on its way
    release(clicked, SLOW)
    until(lambda: not series.waiting(), 60)

    (point,) = series.points
    assert point.label == "1"
    assert abs(point.lon - SLOW[0]) < 0.01
    assert abs(point.lat - SLOW[1]) < 0.01
    assert point.series.v.mean() < fast.v.mean()
    assert point.series.place.distance < 120
    page = clicked.dock._plot
    assert page.content.total == point.series.v.size


def test_escape_puts_a_dragged_point_back(clicked):
    before = clicked.job.series.points[0]
    press(clicked, FAST)
    clicked.key(Qt.Key.Key_Escape)
    assert marker_pixel(clicked) == clicked.pixel(*FAST)
    release(clicked, SLOW)

    (point,) = clicked.job.series.points
    assert (point.lon, point.lat) == (before.lon, before.lat)
    clicked.click_map(*SLOW)  # the next click sets a point again
    assert len(clicked.job.series.points) == 2


def test_a_record_that_comes_meanwhile_leaves_the_point_in_the_hand(clicked):
    press(clicked, FAST)
    held = marker_pixel(clicked)
    until(lambda: not clicked.job.series.waiting(), 60)

    assert marker_pixel(clicked) == held
    clicked.key(Qt.Key.Key_Escape)
    assert marker_pixel(clicked) == clicked.pixel(*FAST)


def test_a_click_on_a_point_neither_moves_it_nor_sets_another(clicked):
    before = clicked.job.series.points[0]
    clicked.click_map(*FAST)

    (point,) = clicked.job.series.points
    assert (point.lon, point.lat) == (before.lon, before.lat)


def test_the_right_button_removes_a_point_even_while_it_is_read(clicked):
    clicked.click_map(*SLOW)
    clicked.click_map(*FAST, RIGHT)

    assert [point.label for point in clicked.job.series.points] == ["2"]
    until(lambda: not clicked.job.series.waiting(), 60)
    assert clicked.job.series.points[0].has_values()
    assert clicked.job.series.error is None


def test_with_ctrl_a_point_snaps_to_other_layers(clicked):
    layer = QgsVectorLayer("Point?crs=EPSG:4326", "stakes", "memory")
    feature = QgsFeature()
    feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(*SLOW)))
    layer.dataProvider().addFeatures([feature])
    layer.updateExtents()
    QgsProject.instance().addMapLayer(layer)
    settle()
    near = (5, 4)

    press(clicked, FAST)
    release(clicked, SLOW, CTRL, near)
    (point,) = clicked.job.series.points
    assert abs(point.lon - SLOW[0]) < 1e-9
    assert abs(point.lat - SLOW[1]) < 1e-9

    press(clicked, SLOW)
    release(clicked, FAST)
    press(clicked, FAST)
    release(clicked, SLOW, NONE, near)
    (point,) = clicked.job.series.points
    assert abs(point.lon - SLOW[0]) > 1e-6
