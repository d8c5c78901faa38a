"""Areas that are none, or not quite: what the dock and the algorithms say of them."""

from __future__ import annotations

import math

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtTest import QTest

from tests.desktop.bad_input.conftest import (
    as_wkt,
    held,
    is_sentence,
    polygon_layer,
    settle,
    until,
)
from tests.desktop.processing.conftest import Listener

BOW_TIE = [(-138.2, 58.85), (-137.8, 58.98), (-137.8, 58.85), (-138.2, 58.98), (-138.2, 58.85)]
FLAT = "POLYGON((0 0, 1 1, 2 2, 0 0))"
TINY = "POLYGON((-138 58.9, -137.99999 58.9, -137.99999 58.90001, -138 58.9))"
MOON = (
    'GEOGCS["Moon 2000",DATUM["D_Moon_2000",SPHEROID["Moon_2000_IAU_IAG",1737400.0,0.0]],'
    'PRIMEM["Greenwich",0],UNIT["Decimal_Degree",0.0174532925199433]]'
)


def nowhere(*more: str) -> QgsVectorLayer:
    """A polygon with a corner that is not a number, after polygons of texts."""
    layer = polygon_layer(*more)
    ring = [QgsPointXY(0, 0), QgsPointXY(math.nan, 1), QgsPointXY(1, 1), QgsPointXY(0, 0)]
    feature = QgsFeature()
    feature.setGeometry(QgsGeometry.fromPolygonXY([ring]))
    layer.dataProvider().addFeature(feature)
    return layer


def of_crs(crs: QgsCoordinateReferenceSystem) -> QgsVectorLayer:
    layer = polygon_layer(as_wkt(BOW_TIE[:2] + BOW_TIE[3:]))
    layer.setCrs(crs)
    return layer


# name: the layer; words of what is wrong; words of what to do.
BAD = {
    "no feature": (polygon_layer, "encloses no area", "three corners"),
    "no geometry": (lambda: polygon_layer(""), "encloses no area", "select polygons"),
    "empty": (lambda: polygon_layer("POLYGON EMPTY"), "encloses no area", "three corners"),
    "flat": (lambda: polygon_layer(FLAT), "encloses no area", "three corners"),
    "not a number": (nowhere, "encloses no area", "three corners"),
    "no CRS": (
        lambda: of_crs(QgsCoordinateReferenceSystem()),
        "no coordinate reference system",
        "Set the one of their layer",
    ),
    "on the Moon": (
        lambda: of_crs(QgsCoordinateReferenceSystem.fromWkt(MOON)),
        "no way leads to longitude",
        "such as EPSG:4326",
    ),
    "outside of its CRS": (
        lambda: polygon_layer("POLYGON((0 0,1e9 0,1e9 1e9,0 1e9,0 0))", crs="EPSG:32607"),
        "outside of what its projection covers",
        "smaller area",
    ),
    "more than the globe": (
        lambda: polygon_layer("POLYGON((-300 0,300 0,300 9,-300 9,-300 0))"),
        "goes around the globe more than once",
        "at most 360 degrees",
    ),
    "a plane that turns back": (
        lambda: polygon_layer(
            "POLYGON((0 19e6,1e6 19e6,1e6 29e6,0 29e6,0 19e6))", crs="EPSG:32607"
        ),
        "outside of what its projection covers",
        "smaller area",
    ),
    "lines": (
        lambda: polygon_layer("LINESTRING(0 0, 1 1)", kind="LineString"),
        "encloses no area",
        "select polygons",
    ),
    "points": (
        lambda: polygon_layer("POINT(0 0)", kind="Point"),
        "encloses no area",
        "select polygons",
    ),
    "a table": (
        lambda: QgsVectorLayer("None", "table", "memory"),
        "encloses no area",
        "select polygons",
    ),
}
# The dock's list offers layers of polygons only.
BAD_POLYGONS = {
    name: bad for name, bad in BAD.items() if name not in ("lines", "points", "a table")
}


@pytest.mark.parametrize("bad", list(BAD))
def test_algorithms_refuse_it_and_write_nothing(bad, refused, its_live, granules, tmp_path):
    make, what, to_do = BAD[bad]
    cube = tmp_path / "cube.nc"
    cube.write_bytes(b"the cube of last week")
    before = held(tmp_path)

    found = {"AREA": make(), "SERVICE": its_live.url, "OUTPUT": str(tmp_path / "found.gpkg")}
    built = {"AREA": make(), "INPUT": str(granules), "OUTPUT": str(cube)}
    for name, parameters in (("searchgranules", found), ("buildcube", built)):
        text = refused(name, parameters)
        assert what in text
        assert to_do in text
    assert held(tmp_path) == before


@pytest.mark.parametrize("bad", list(BAD_POLYGONS))
def test_the_dock_refuses_it_and_keeps_the_area_before(bad, user):
    user.show_area(BOW_TIE)
    user.press("itslive_extent")
    until(user.job.area.is_done)
    before = user.job.area.area
    make, what, to_do = BAD_POLYGONS[bad]
    layer = make()
    QgsProject.instance().addMapLayer(layer)
    user.find("itslive_area_layer").setLayer(layer)
    user.press("itslive_use_features")
    until(lambda: not user.job.area.is_running())

    assert is_sentence(user.summary())
    assert what in user.summary()
    assert to_do in user.summary()
    assert what in user.desktop.bar.currentItem().text()
    assert user.job.area.area == before


def test_algorithms_repair_a_bow_tie_and_say_so(run, its_live, granules, tmp_path):
    area = polygon_layer(as_wkt(BOW_TIE))
    for name, parameters in (
        ("searchgranules", {"SERVICE": its_live.url, "OUTPUT": "memory:"}),
        ("buildcube", {"INPUT": str(granules), "OUTPUT": str(tmp_path / "cube.nc"), "LOAD": False}),
    ):
        feedback = Listener()
        run(name, {"AREA": area, **parameters}, feedback)
        (warning,) = feedback.warnings
        assert "because they cross themselves or are invalid otherwise: 1 of 1." in warning
        assert "Check the area" in warning


def test_the_dock_repairs_a_drawn_bow_tie_and_says_so(user):
    user.draw(BOW_TIE)

    assert len(user.job.area.area.polygons) == 2
    remarks = user.find("itslive_area_remarks")
    assert remarks.isVisible()
    assert "because they cross themselves" in remarks.text()
    assert "Check the area on the map" in remarks.text()

    user.draw([*BOW_TIE[:1], BOW_TIE[2], BOW_TIE[1], *BOW_TIE[3:]])
    until(lambda: len(user.job.area.area.polygons) == 1)
    assert not remarks.isVisible()
    user.press("itslive_clear_area")
    assert not remarks.isVisible()


def test_one_bad_polygon_among_good_ones_costs_that_one_only(run, user, its_live):
    outline = its_live.truth.OUTLINE
    layer = nowhere(as_wkt(outline), "", FLAT)
    feedback = Listener()
    found = {"SERVICE": its_live.url, "OUTPUT": "memory:"}
    alone = run("searchgranules", {"AREA": polygon_layer(as_wkt(outline)), **found})
    among = run("searchgranules", {"AREA": layer, **found}, feedback)
    assert among["COUNT"] == alone["COUNT"] > 0
    (warning,) = feedback.warnings
    assert "because they enclose nothing: 3 of 4." in warning

    QgsProject.instance().addMapLayer(layer)
    user.find("itslive_area_layer").setLayer(layer)
    user.press("itslive_use_features")
    until(lambda: not user.job.area.is_running())
    assert len(user.job.area.area.polygons) == 1
    assert "because they enclose nothing: 3 of 4." in user.find("itslive_area_remarks").text()


OVER = {
    "a pole": ("POLYGON((-9e5 -9e5,9e5 -9e5,9e5 9e5,-9e5 9e5,-9e5 -9e5))", "EPSG:3413", 1),
    "180 degrees": ("POLYGON((170 -20,190 -20,190 -10,170 -10,170 -20))", "EPSG:4326", 2),
    "180 degrees in UTM": ("POLYGON((1e5 7e6,5e5 7e6,5e5 8e6,1e5 8e6,1e5 7e6))", "EPSG:32601", 2),
}


@pytest.mark.parametrize("over", list(OVER))
def test_an_area_over_180_degrees_or_a_pole_is_searched(over, run, user, its_live):
    """There is nothing there in this archive, but also nothing wrong with the area."""
    text, crs, parts = OVER[over]
    layer = polygon_layer(text, crs=crs)
    feedback = Listener()
    asked = {"AREA": layer, "SERVICE": its_live.url, "OUTPUT": "memory:"}
    assert run("searchgranules", asked, feedback)["COUNT"] == 0
    QgsProject.instance().addMapLayer(layer)
    user.find("itslive_area_layer").setLayer(layer)
    user.press("itslive_use_features")
    until(user.job.area.is_done)
    assert len(user.job.area.area.polygons) == parts
    assert user.job.area.remarks == ()


def test_half_the_globe_is_searched_and_clips_nothing_away(run, its_live, granules, tmp_path):
    half = polygon_layer("POLYGON((-179 -80, 179 -80, 179 85, -179 85, -179 -80))")
    assert (
        run("searchgranules", {"AREA": half, "SERVICE": its_live.url, "OUTPUT": "memory:"})["COUNT"]
        == run(
            "searchgranules",
            {
                "AREA": polygon_layer(as_wkt(its_live.truth.OUTLINE)),
                "SERVICE": its_live.url,
                "OUTPUT": "memory:",
            },
        )["COUNT"]
    )
    built = {"INPUT": str(granules), "LOAD": False}
    clipped = run("buildcube", {**built, "AREA": half, "OUTPUT": str(tmp_path / "clipped.nc")})
    whole = run("buildcube", {**built, "OUTPUT": str(tmp_path / "whole.nc")})
    assert clipped["LAYER_COUNT"] == whole["LAYER_COUNT"] > 0


@pytest.fixture
def stretched() -> QgsCoordinateReferenceSystem:
    """A projection with forty times as many metres as there are."""
    crs = QgsCoordinateReferenceSystem()
    crs.createFromProj("+proj=tmerc +lat_0=0 +lon_0=-141 +k=40 +datum=WGS84 +units=m")
    return crs


def test_a_cube_too_large_is_refused_with_its_size(
    stretched, refused, use_folder, build_to, user, granules, tmp_path
):
    cube = tmp_path / "cube.nc"
    cube.write_bytes(b"the cube of last week")
    before = held(tmp_path)
    text = refused("buildcube", {"INPUT": str(granules), "CRS": stretched, "OUTPUT": str(cube)})
    assert "pixels, more than this computer can hold" in text
    assert "smaller area" in text

    use_folder(granules)
    user.step("cube")
    user.find("itslive_cube_crs").setCrs(stretched)
    build_to(cube)
    assert user.summary() == text
    assert held(tmp_path) == before


def test_an_area_smaller_than_a_pixel_is_refused(refused, granules, tmp_path):
    before = held(tmp_path)
    area = polygon_layer(TINY)
    output = str(tmp_path / "cube.nc")
    text = refused("buildcube", {"AREA": area, "INPUT": str(granules), "OUTPUT": output})
    assert "has data in the area" in text
    assert "Draw a larger area" in text
    assert held(tmp_path) == before


@pytest.mark.parametrize("end", ["right", "enter"])
def test_a_polygon_of_too_few_corners_says_so(user, end):
    user.show_area(BOW_TIE)
    user.press("itslive_draw_polygon")
    for corner in BOW_TIE[:2]:
        user.click_map(*corner)
    if end == "right":
        user.click_map(*BOW_TIE[1], Qt.MouseButton.RightButton)
    else:
        user.key(Qt.Key.Key_Return)

    assert "needs three corners, and this one has 2" in user.summary()
    assert "Click further corners" in user.summary()
    assert user.plugin.map_work.drawing_tool() is not None
    assert not user.job.area.is_done()


def test_a_polygon_of_three_corners_in_a_line_says_so(user):
    user.show_area(BOW_TIE)
    user.press("itslive_draw_polygon")
    viewport = user.desktop.canvas.viewport()
    for x in (100, 150, 200):
        QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=QPoint(x, 100))
    QTest.mouseClick(viewport, Qt.MouseButton.RightButton, pos=QPoint(200, 100))
    until(lambda: user.job.area.error is not None)
    assert "encloses no area" in user.summary()
    assert "Draw at least three corners" in user.summary()


def test_a_mere_click_with_the_rectangle_says_so(user):
    user.press("itslive_draw_rectangle")
    viewport = user.desktop.canvas.viewport()
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    settle()
    assert "A click alone makes no rectangle" in user.summary()
    assert "drag to the opposite one" in user.summary()
    assert not user.job.area.is_done()


def test_footprints_of_a_search_are_not_offered_as_an_area(its_live_user, its_live, outline_layer):
    user = its_live_user
    user.draw(its_live.truth.OUTLINE)
    user.search()
    user.step("area")
    offered = user.find("itslive_area_layer")
    assert QgsProject.instance().count() == 1
    assert offered.count() == 0
    (footprints,) = QgsProject.instance().mapLayers().values()
    user.dock._area.choose_layer(footprints)
    assert not user.find("itslive_use_features").isEnabled()

    QgsProject.instance().addMapLayer(outline_layer)
    settle()
    assert offered.count() == 1
    assert user.find("itslive_use_features").isEnabled()
