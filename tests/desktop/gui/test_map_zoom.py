"""The map goes to an area wherever on the globe it lies."""

from __future__ import annotations

import pytest
from qgis.core import QgsCoordinateReferenceSystem, QgsGeometry, QgsRectangle
from qgis.gui import QgsMapCanvas

from itslive_qgis.archive.area import Area
from itslive_qgis.archive.query import Query
from itslive_qgis.archive.saved import SavedSearch
from itslive_qgis.gui.map_zoom import zoom_to_area

from .conftest import settle, until


def box(west: float, south: float, east: float, north: float) -> tuple:
    ring = ((west, south), (east, south), (east, north), (west, north), (west, south))
    return (ring,)


@pytest.fixture
def canvas(qgis_app):
    canvas = QgsMapCanvas()
    canvas.resize(600, 600)
    yield canvas
    canvas.deleteLater()


def gone_to(canvas: QgsMapCanvas, area: Area, crs: str) -> QgsRectangle:
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem(crs))
    canvas.setExtent(QgsRectangle(0, 0, 1, 1))
    assert zoom_to_area(canvas, area)
    return canvas.extent()


def test_both_halves_of_an_area_across_180_degrees_are_near_in_a_polar_projection(canvas):
    area = Area((box(179, -78, 180, -77), box(-180, -78, -179, -77)))
    extent = gone_to(canvas, area, "EPSG:3031")
    # Two degrees of longitude at 77 degrees south are 50 km, one of latitude is 111 km.
    assert 110_000 < extent.height() < 200_000
    assert extent.center().x() == pytest.approx(0, abs=1000)


def test_an_area_around_a_pole_is_seen_from_all_sides(canvas):
    extent = gone_to(canvas, Area.from_rings([box(-170, 80, 170, 85)]), "EPSG:3413")
    assert extent.contains(QgsRectangle(-1_000_000, -1_000_000, 1_000_000, 1_000_000))


def test_a_box_in_degrees_is_all_there_with_a_margin(canvas):
    extent = gone_to(canvas, Area.from_rings([box(-50.1, 69, -48.9, 69.3)]), "EPSG:4326")
    assert extent.contains(QgsRectangle(-50.1, 69, -48.9, 69.3))
    assert extent.width() == pytest.approx(1.2 * 1.2, rel=0.05)


def test_what_has_no_place_on_the_map_leaves_it_where_it_is(canvas):
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    canvas.setExtent(QgsRectangle(0, 0, 1000, 1000))
    before = canvas.extent()
    pole = Area(((((0.0, 90.0), (10.0, 90.0), (20.0, 90.0), (0.0, 90.0)),),))
    assert not zoom_to_area(canvas, pole)
    assert canvas.extent() == before


def test_the_map_stays_where_one_draws_after_a_loading_that_was_stopped(its_live_user, its_live):
    user = its_live_user
    user.show_area(its_live.truth.OUTLINE)
    query = Query(area=Area.from_rings([box(-50.1, 69, -48.9, 69.3)]))
    user.job.load_search(SavedSearch("Far away", query, "stac", its_live.url))
    user.job.area.cancel()
    until(lambda: not user.job.area.is_running())
    assert user.job.area.area is None
    before = user.desktop.canvas.extent()
    user.draw(its_live.truth.OUTLINE)
    settle()
    assert user.desktop.canvas.extent() == before


def test_a_drawing_that_comes_before_a_loaded_area_does_not_move_the_map(its_live_user, its_live):
    user = its_live_user
    ring = its_live.truth.OUTLINE
    user.show_area(ring)
    query = Query(area=Area.from_rings([box(-50.1, 69, -48.9, 69.3)]))
    user.job.load_search(SavedSearch("Far away", query, "stac", its_live.url))
    before = user.desktop.canvas.extent()
    drawn = QgsGeometry.fromPolygonXY([[user.to_map(*place) for place in ring]])
    user.plugin.map_work.polygon_tool.finished.emit(drawn)
    until(user.job.area.is_done)
    settle()
    assert user.desktop.canvas.extent() == before
