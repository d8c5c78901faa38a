"""The area as maps of several projections show it."""

from __future__ import annotations

import math

import pytest
from qgis.core import QgsCoordinateReferenceSystem, QgsGeometry, QgsRectangle

from itslive_qgis.layers.area_shape import on_map
from itslive_qgis.layers.areas import prepared_area

OVER_180 = {
    "EPSG:3031": (-200_000, -900_000, 300_000, -500_000),
    "EPSG:3413": (-1_500_000, 1_300_000, -1_200_000, 1_600_000),
    "EPSG:32601": (250_000, 7_900_000, 550_000, 8_200_000),
    "EPSG:32660": (450_000, 7_900_000, 750_000, 8_200_000),
}
POLAR = {
    "EPSG:3031": (-200_000, -300_000, 300_000, 400_000),
    "EPSG:3413": (-200_000, -300_000, 300_000, 400_000),
}


def crs(code: str) -> QgsCoordinateReferenceSystem:
    return QgsCoordinateReferenceSystem(code)


def rectangle(*box: float) -> QgsGeometry:
    return QgsGeometry.fromRect(QgsRectangle(*box))


def shown(geometry: QgsGeometry, drawn_in: str, code: str) -> QgsGeometry:
    return on_map(prepared_area([geometry], crs(drawn_in)).shape, crs(code))


def parts(geometry: QgsGeometry) -> list[QgsGeometry]:
    return geometry.asGeometryCollection()


@pytest.mark.parametrize(
    ("code", "box"),
    [*OVER_180.items(), *POLAR.items()],
    ids=[*OVER_180, "south pole", "north pole"],
)
def test_an_area_is_shown_as_it_was_drawn(qgis_app, code, box):
    drawn = rectangle(*box)
    there = shown(drawn, code, code)
    assert there.isGeosValid()
    assert len(parts(there)) == 1
    assert there.symDifference(drawn).area() < 1e-3 * drawn.area()


@pytest.mark.parametrize("code", ["EPSG:4326", "EPSG:3857"])
@pytest.mark.parametrize("drawn_in", OVER_180)
def test_maps_that_end_at_180_degrees_show_both_parts(qgis_app, drawn_in, code):
    there = shown(rectangle(*OVER_180[drawn_in]), drawn_in, code)
    end = 180 if code == "EPSG:4326" else 20_037_508.342789
    assert there.isGeosValid()
    assert len(parts(there)) == 2
    box = there.boundingBox()
    assert (box.xMinimum(), box.xMaximum()) == pytest.approx((-end, end))
    assert sum(part.boundingBox().width() for part in parts(there)) < end / 3


def test_what_has_no_place_on_a_map_is_left_out(qgis_app):
    away = rectangle(-50, 60, -40, 70)
    both = QgsGeometry.unaryUnion([away, rectangle(-50, -80, -40, -70)])
    assert shown(away, "EPSG:4326", "EPSG:3031").isNull()
    assert len(parts(shown(both, "EPSG:4326", "EPSG:3031"))) == 1
    assert len(parts(shown(both, "EPSG:4326", "EPSG:4326"))) == 2
    assert shown(rectangle(-50, 60, -40, 70), "EPSG:4326", "EPSG:32660").isNull()


def test_the_globe_is_shown_as_far_as_maps_go(qgis_app):
    globe = rectangle(-180, -90, 180, 90)
    mercator = shown(globe, "EPSG:4326", "EPSG:3857").boundingBox()
    assert mercator.yMaximum() == pytest.approx(20_048_966, abs=1_000)
    assert mercator.width() == pytest.approx(2 * 20_037_508, abs=10)
    polar = shown(globe, "EPSG:4326", "EPSG:3031")
    radius = polar.boundingBox().width() / 2
    assert polar.area() == pytest.approx(math.pi * radius**2, rel=1e-3)
    assert shown(globe, "EPSG:4326", "EPSG:32660").isGeosValid()


def test_an_area_named_on_two_turns_is_counted_once(qgis_app):
    geometries = [rectangle(170, 60, 190, 70), rectangle(-175, 60, -165, 70)]
    prepared = prepared_area(geometries, crs("EPSG:4326"))
    alone = prepared_area([rectangle(170, 60, 195, 70)], crs("EPSG:4326"))
    assert prepared.shape.isGeosValid()
    assert prepared.area.km2() == pytest.approx(alone.area.km2())
    assert prepared.area.bbox() == (170, 60, -165, 70)
