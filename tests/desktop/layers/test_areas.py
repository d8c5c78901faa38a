"""Polygons of the map become the archive's area."""

from __future__ import annotations

from math import cos, sin

import pytest
from qgis.core import QgsCoordinateReferenceSystem, QgsGeometry, QgsPointXY, QgsRectangle

from itslive_qgis.errors import ItsliveError
from itslive_qgis.layers.areas import crs_text, on_the_globe, prepared_area

UTM = QgsCoordinateReferenceSystem("EPSG:32607")
LON_LAT = QgsCoordinateReferenceSystem("EPSG:4326")


def wkt(text: str) -> QgsGeometry:
    return QgsGeometry.fromWkt(text)


def test_a_square_in_utm_has_its_size_and_place(qgis_app):
    square = wkt("Polygon ((600000 6500000, 610000 6500000, 610000 6510000, 600000 6510000))")
    area = prepared_area([square], UTM).area
    assert area.km2() == pytest.approx(100, rel=0.002)
    west, south, east, north = area.bbox()
    assert west == pytest.approx(-139.3, abs=0.1)
    assert south == pytest.approx(58.6, abs=0.1)
    assert (east - west, north - south) == pytest.approx((0.178, 0.092), abs=0.01)


def test_overlapping_polygons_are_united(qgis_app):
    one = wkt("Polygon ((0 0, 2 0, 2 1, 0 1, 0 0))")
    two = wkt("Polygon ((1 0, 3 0, 3 1, 1 1, 1 0))")
    area = prepared_area([one, two], LON_LAT).area
    assert len(area.polygons) == 1
    assert area.bbox() == pytest.approx((0, 0, 3, 1), abs=0.02)


def test_distant_polygons_stay_apart_and_holes_stay_holes(qgis_app):
    ring = wkt("Polygon ((0 0, 4 0, 4 4, 0 4, 0 0), (1 1, 1 2, 2 2, 2 1, 1 1))")
    away = wkt("MultiPolygon (((10 0, 11 0, 11 1, 10 1, 10 0)))")
    area = prepared_area([ring, away], LON_LAT).area
    assert sorted(len(polygon) for polygon in area.polygons) == [1, 2]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ((170, -80, 190, -78), (170, -80, 190, -78)),
        ((-190, -95, -170, -78), (-190, -90, -170, -78)),
        ((-200, -80, 200, -78), (-180, -80, 180, -78)),
    ],
)
def test_an_extent_that_was_typed_may_go_over_180_degrees(qgis_app, typed, meant):
    assert on_the_globe(QgsRectangle(*typed), LON_LAT) == QgsRectangle(*meant)


def test_what_has_too_many_corners_is_refused_at_once(qgis_app):
    circle = QgsGeometry.fromPointXY(QgsPointXY(0, 0)).buffer(1, 100_000)
    with pytest.raises(ItsliveError) as caught:
        prepared_area([circle], LON_LAT)
    assert caught.value.code == "too_many_corners"
    assert "400,001" in str(caught.value) or "400001" in str(caught.value)


def test_a_scribble_that_cannot_be_repaired_is_refused_at_once(qgis_app):
    rounds = [(cos(0.7 * turn), sin(1.1 * turn)) for turn in range(25_000)]
    scribble = QgsGeometry.fromPolygonXY([[QgsPointXY(x, y) for x, y in rounds]])
    with pytest.raises(ItsliveError) as caught:
        prepared_area([scribble], LON_LAT)
    assert caught.value.code == "too_many_corners"
    assert "cannot be repaired" in str(caught.value)


def test_a_bow_tie_is_repaired(qgis_app):
    area = prepared_area([wkt("Polygon ((0 0, 2 2, 2 0, 0 2, 0 0))")], LON_LAT).area
    assert len(area.polygons) == 2


def test_a_curve_is_followed(qgis_app):
    curved = "CurvePolygon (CircularString (0 0, 1 1, 2 0, 1 -1, 0 0))"
    area = prepared_area([wkt(curved)], LON_LAT).area
    assert area.bbox() == pytest.approx((0, -1, 2, 1), abs=0.02)


@pytest.mark.parametrize(
    "shapes", [[], [""], ["Point (1 1)"], ["LineString (0 0, 1 1)"], ["Polygon ((0 0, 1 1, 0 0))"]]
)
def test_nothing_with_an_area_is_an_error(qgis_app, shapes):
    with pytest.raises(ItsliveError) as caught:
        prepared_area([wkt(shape) for shape in shapes], LON_LAT)
    assert caught.value.code == "no_area"


def test_a_projection_of_the_users_own_is_passed_as_text(qgis_app):
    own = QgsCoordinateReferenceSystem()
    own.createFromProj("+proj=laea +lat_0=59 +lon_0=-138 +datum=WGS84")
    assert crs_text(UTM) == "EPSG:32607"
    square = wkt("Polygon ((-5000 -5000, 5000 -5000, 5000 5000, -5000 5000, -5000 -5000))")
    area = prepared_area([square], own).area
    assert area.km2() == pytest.approx(100, rel=0.001)
