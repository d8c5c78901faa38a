"""Drawing an area on the canvas with mouse and keyboard."""

from __future__ import annotations

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsGeometry,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtTest import QTest

from .conftest import settle, until

RING = [(-138.2, 58.85), (-137.8, 58.85), (-137.8, 58.98), (-138.2, 58.98), (-138.2, 58.85)]
CORNERS = RING[:-1]


def outline(user) -> QgsGeometry:
    """What the canvas shows as the area."""
    return user.plugin.map_work._outline.asGeometry()


def begin(user) -> None:
    user.show_area(RING)
    user.press("itslive_draw_polygon")


@pytest.mark.parametrize("end", ["right", "enter", "double"])
def test_a_polygon_is_finished_in_three_ways(user, end):
    begin(user)
    for corner in CORNERS[:3]:
        user.click_map(*corner)
    if end == "double":
        where = user.pixel(*CORNERS[3])
        QTest.mouseClick(user.desktop.canvas.viewport(), Qt.MouseButton.LeftButton, pos=where)
        QTest.mouseDClick(user.desktop.canvas.viewport(), Qt.MouseButton.LeftButton, pos=where)
    else:
        user.click_map(*CORNERS[3])
    if end == "right":
        user.click_map(*CORNERS[3], Qt.MouseButton.RightButton)
    if end == "enter":
        user.key(Qt.Key.Key_Return)
    until(user.job.area.is_done)

    west, south, east, north = user.job.area.area.bbox()
    assert (west, south, east, north) == pytest.approx((-138.2, 58.85, -137.8, 58.98), abs=0.02)
    assert user.job.area.km2 == pytest.approx(333, rel=0.05)
    assert user.find("itslive_area_size").text().endswith("km²")
    assert user.desktop.canvas.mapTool() is user.desktop.pan


def test_two_corners_are_no_area(user):
    begin(user)
    for corner in CORNERS[:2]:
        user.click_map(*corner)
    user.key(Qt.Key.Key_Return)
    assert not user.job.area.is_done()
    assert user.plugin.map_work.drawing_tool() is not None


def test_backspace_takes_a_corner_back(user):
    begin(user)
    for corner in [*CORNERS[:3], (-138.5, 59.02)]:
        user.click_map(*corner)
    user.key(Qt.Key.Key_Backspace)
    user.click_map(*CORNERS[3])
    user.key(Qt.Key.Key_Enter)
    until(user.job.area.is_done)
    assert user.job.area.km2 == pytest.approx(333, rel=0.05)


def test_escape_gives_up_and_brings_the_tool_before_back(user):
    begin(user)
    user.click_map(*CORNERS[0])
    user.key(Qt.Key.Key_Escape)
    assert user.desktop.canvas.mapTool() is user.desktop.pan
    assert not user.find("itslive_draw_polygon").isChecked()
    assert not user.job.area.is_done()


def test_a_rectangle_is_dragged(user):
    user.show_area(RING)
    user.press("itslive_draw_rectangle")
    viewport = user.desktop.canvas.viewport()
    start, end = QPoint(100, 100), QPoint(300, 250)
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(viewport, end)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=end)
    until(user.job.area.is_done)
    box = outline(user).boundingBox()
    pixel = user.desktop.canvas.mapUnitsPerPixel()
    assert box.width() / pixel == pytest.approx(200, abs=2)
    assert box.height() / pixel == pytest.approx(150, abs=2)


def test_the_extent_of_the_map_is_an_area(user):
    user.show_area(RING)
    user.press("itslive_extent")
    until(user.job.area.is_done)
    shown, extent = outline(user).boundingBox(), user.desktop.canvas.extent()
    # The edges searched keep within 30 metres of those of the map.
    for found, given in zip(shown.toRectF().getCoords(), extent.toRectF().getCoords()):
        assert found == pytest.approx(given, abs=30)


def test_what_is_shown_is_what_will_be_searched(user):
    bow_tie = [RING[0], RING[2], RING[1], RING[3], RING[0]]
    user.draw(bow_tie)
    assert outline(user).isGeosValid()
    assert len(outline(user).asGeometryCollection()) == len(user.job.area.area.polygons) == 2
    assert user.job.area.cells == pytest.approx(user.job.area.km2 / 0.0144, abs=0.5)
    user.press("itslive_clear_area")
    assert user.job.area.cells == 0
    assert outline(user).isEmpty()


@pytest.mark.parametrize(
    ("code", "box", "parts"),
    [
        ("EPSG:3031", (-300_000, -1_500_000, 300_000, -1_000_000), 2),
        ("EPSG:3031", (-300_000, -300_000, 300_000, 300_000), 1),
        ("EPSG:3413", (-1_500_000, 1_300_000, -1_200_000, 1_600_000), 2),
    ],
)
def test_an_area_over_the_seam_is_shown_on_every_map(user, code, box, parts):
    def show(code: str) -> QgsGeometry:
        user.desktop.canvas.setDestinationCrs(QgsCoordinateReferenceSystem(code))
        settle()
        return outline(user)

    drawn = QgsRectangle(*box)
    user.job.area.set_extent(drawn, QgsCoordinateReferenceSystem(code))
    until(user.job.area.is_done)
    assert len(user.job.area.area.polygons) == parts
    there = show(code)
    assert there.isGeosValid()
    difference = there.symDifference(QgsGeometry.fromRect(drawn)).area()
    assert difference < 1e-3 * drawn.width() * drawn.height()
    assert show("EPSG:3857").isEmpty() == (parts == 1)  # Mercator's map ends before the pole
    away = "EPSG:3031" if code == "EPSG:3413" else "EPSG:3413"
    assert show(away).isEmpty()
    assert not show("EPSG:4326").isEmpty()


def test_selected_features_are_an_area_and_without_selection_all(user):
    layer = QgsVectorLayer("Polygon?crs=EPSG:32607", "outlines", "memory")
    for x in (0, 10_000):
        feature = QgsFeature()
        ring = f"{x} 0, {x + 1000} 0, {x + 1000} 2000, {x} 2000, {x} 0"
        feature.setGeometry(QgsGeometry.fromWkt(f"POLYGON(({ring}))"))
        feature.geometry()
        layer.dataProvider().addFeature(feature)
    for feature in layer.getFeatures():
        moved = feature.geometry()
        moved.translate(600_000, 6_520_000)
        layer.dataProvider().changeGeometryValues({feature.id(): moved})
    QgsProject.instance().addMapLayer(layer)
    settle()

    user.press("itslive_use_features")
    until(user.job.area.is_done)
    assert user.job.area.km2 == pytest.approx(4, rel=0.01)
    assert len(user.job.area.area.polygons) == 2

    layer.selectByIds([1])
    user.press("itslive_use_features")
    until(lambda: user.job.area.km2 < 3)
    assert user.job.area.km2 == pytest.approx(2, rel=0.01)


def test_the_area_can_be_cleared(user):
    user.show_area(RING)
    user.press("itslive_extent")
    until(user.job.area.is_done)
    user.press("itslive_clear_area")
    assert not user.job.area.is_done()
    assert not user.find("itslive_area_size").isVisible()


def test_the_toolbar_begins_a_polygon(user):
    user.plugin.dock.hide()
    user.plugin.area_action.trigger()
    settle()
    assert user.plugin.dock.isVisible()
    assert user.plugin.map_work.drawing_tool() is user.plugin.map_work.polygon_tool


def test_the_steps_can_be_walked_by_keys(user):
    bar = user.find("itslive_step_area")
    bar.setFocus()
    QTest.keyClick(bar, Qt.Key.Key_Right)
    settle()
    assert user.dock.current() == 1
    assert user.find("itslive_step_criteria").isChecked()
