"""The ways to an area on the Area page, by mouse and keys."""

from __future__ import annotations

import json

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsGeometry,
    QgsProject,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QMimeData, QPoint, Qt, QTimer, QUrl
from qgis.PyQt.QtGui import QDragEnterEvent, QDropEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QFileDialog, QLineEdit

from itslive_qgis.archive import glaciers
from itslive_qgis.layers.outlines import Outlines

from .conftest import LON_LAT, settle, until

SIDES = ("west", "south", "east", "north")
# Outlines whose names are those of RGI 6, on the fjords the canvas of the tests can show.
OUTLINES = {
    "Sermeq Avannarleq": (-50.4, 69.3, -50.0, 69.5),
    "Eqip Sermia": (-50.3, 69.7, -49.9, 69.9),
    "None": (-51.0, 69.0, -50.6, 69.2),
}


ELSEWHERE = [(-138.2, 58.85), (-137.8, 58.98)]


def ring(west: float, south: float, east: float, north: float) -> str:
    return f"POLYGON(({west} {south},{east} {south},{east} {north},{west} {north},{west} {south}))"


@pytest.fixture
def outlines(desktop) -> QgsVectorLayer:
    """A layer of outlines in the project, named and coded as in RGI 6."""
    uri = f"Polygon?crs={LON_LAT}&field=RGIId:string&field=Name:string"
    layer = QgsVectorLayer(uri, "rgi_outlines", "memory")
    for number, (name, box) in enumerate(OUTLINES.items()):
        feature = QgsFeature(layer.fields())
        feature.setGeometry(QgsGeometry.fromWkt(ring(*box)))
        feature.setAttributes([f"RGI60-05.{number:05}", name])
        layer.dataProvider().addFeature(feature)
    layer.updateExtents()
    QgsProject.instance().addMapLayer(layer)
    settle()
    return layer


def search(user, text: str) -> QLineEdit:
    """Type into the search box letter by letter."""
    entry = user.find("itslive_glacier_search")
    QTest.mouseClick(entry, Qt.MouseButton.LeftButton)
    entry.clear()
    QTest.keyClicks(entry, text)
    settle()
    return entry


def suggested(user) -> list[str]:
    model = user.find("itslive_glacier_search").completer().model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def take_extent(user) -> None:
    """Some area, far from all others of these tests."""
    user.show_area(ELSEWHERE)
    user.press("itslive_extent")
    until(user.job.area.is_done)


def type_box(user, **texts: str) -> None:
    if not user.find("itslive_use_box").isVisible():
        user.press("itslive_type_box")
    for side, text in texts.items():
        user.type(f"itslive_box_{side}", text)


def shown_on_map(user, box) -> bool:
    """Whether both corners of a lon/lat box are on the canvas, and it fills a good part of it."""
    west, south, east, north = box
    corners = [user.pixel(west, south), user.pixel(east, north)]
    canvas = user.desktop.canvas.viewport().rect()
    span = corners[0] - corners[1]
    return (
        all(canvas.contains(each) for each in corners)
        and max(abs(span.x()) / canvas.width(), abs(span.y()) / canvas.height()) > 0.3
    )


# --- by name


def test_an_empty_project_offers_list_box_and_file_but_nothing_greyed(user):
    for name in (
        "itslive_glacier_search",
        "itslive_draw_polygon",
        "itslive_draw_rectangle",
        "itslive_extent",
        "itslive_type_box",
        "itslive_area_file",
    ):
        assert user.find(name).isVisible()
        assert user.find(name).isEnabled()
    for name in ("itslive_area_layer", "itslive_use_features", "itslive_click_glacier"):
        assert not user.find(name).isVisible()
    assert "layer of outlines" in user.find("itslive_area_selection").text()


def test_a_glacier_of_the_list_is_found_with_enter_and_shown_on_the_map(user):
    entry = search(user, "jakobshavn")
    assert suggested(user) == ["Jakobshavn Isbræ  \u00b7  Greenland"]
    QTest.keyClick(entry, Qt.Key.Key_Return)
    until(user.job.area.is_done)

    (listed,) = glaciers.find("jakobshavn")
    assert user.job.area.area.bbox() == pytest.approx(listed.box)
    assert user.find("itslive_area_title").text() == "Jakobshavn Isbræ"
    assert "not its outline" in user.find("itslive_area_remarks").text()
    assert shown_on_map(user, listed.box)
    assert entry.text() == ""


def test_one_of_several_is_chosen_by_keys(user):
    entry = search(user, "kangerlussu")
    assert [each.split("  ")[0] for each in suggested(user)][:2] == [
        "Kangerlussuaq Gletsjer",
        "Kangerlussuup Sermia",
    ]
    popup = entry.completer().popup()
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    until(user.job.area.is_done)
    assert user.find("itslive_area_title").text() == "Kangerlussuup Sermia"


def test_enter_shows_all_that_fit_and_a_second_enter_takes_the_first(user):
    entry = search(user, "kangerlussu")
    popup = entry.completer().popup()
    QTest.keyClick(popup, Qt.Key.Key_Escape)
    QTest.keyClick(entry, Qt.Key.Key_Return)
    settle()
    assert popup.isVisible()
    assert not user.job.area.is_done()
    QTest.keyClick(popup, Qt.Key.Key_Return)
    until(user.job.area.is_done)
    assert user.find("itslive_area_title").text() == "Kangerlussuaq Gletsjer"


def test_enter_over_the_open_list_takes_the_only_one_or_marks_the_first(user):
    """The open list has the keyboard, and hands on to the entry what it does not need."""
    popup = search(user, "kangerlussu").completer().popup()
    assert popup.isVisible()
    QTest.keyClick(popup, Qt.Key.Key_Return)
    settle()
    assert popup.isVisible()
    assert popup.currentIndex().row() == 0
    assert not user.job.area.is_done()

    QTest.keyClick(popup, Qt.Key.Key_Escape)
    popup = search(user, "helh").completer().popup()
    QTest.keyClick(popup, Qt.Key.Key_Return)
    until(user.job.area.is_done)
    assert user.job.area.title == "Helheim Gletsjer"


def test_a_suggestion_is_chosen_by_mouse(user):
    entry = search(user, "helh")
    popup = entry.completer().popup()
    row = popup.visualRect(popup.model().index(0, 0)).center()
    QTest.mouseClick(popup.viewport(), Qt.MouseButton.LeftButton, pos=row)
    until(user.job.area.is_done)
    assert user.find("itslive_area_title").text() == "Helheim Gletsjer"


def test_another_name_is_said_with_the_suggestion(user):
    search(user, "brugg")
    assert suggested(user) == ["Pío XI Glacier  \u00b7  Brüggen Glacier, Southern Andes"]


def test_a_name_nobody_knows_is_told_and_the_area_stays(user):
    take_extent(user)
    before = user.job.area.area
    QTest.keyClick(search(user, "Atlantis"), Qt.Key.Key_Return)
    settle()
    assert "No glacier called Atlantis is known here." in user.summary()
    assert "RGI, GLIMS" in user.summary()
    assert user.job.area.area == before

    user.press("itslive_extent")
    until(lambda: "Atlantis" not in user.summary())


def test_names_of_the_layer_are_found_and_its_outline_is_taken(user, outlines):
    assert "rgi_outlines" in user.find("itslive_searched_names").text()
    entry = search(user, "SERMEQ avann")
    until(lambda: suggested(user))
    assert suggested(user) == ["Sermeq Avannarleq  \u00b7  RGI60-05.00000, rgi_outlines"]
    QTest.keyClick(entry, Qt.Key.Key_Return)
    until(user.job.area.is_done)
    box = OUTLINES["Sermeq Avannarleq"]
    assert user.job.area.area.bbox() == pytest.approx(box)
    assert user.find("itslive_area_title").text() == "Sermeq Avannarleq"
    assert shown_on_map(user, box)


def test_enter_before_the_layers_names_are_read_waits_for_them(user, outlines):
    entry = user.find("itslive_glacier_search")
    entry.setFocus()
    entry.setText("sermeq avann")
    QTest.keyClick(entry, Qt.Key.Key_Return)
    until(user.job.area.is_done)
    assert user.job.area.title == "Sermeq Avannarleq"


def test_list_and_layer_are_offered_side_by_side_and_the_nameless_never(user, outlines):
    search(user, "eqip")
    until(lambda: len(suggested(user)) == 2)
    assert suggested(user)[0] == "Eqip Sermia  \u00b7  Greenland"
    assert suggested(user)[1].endswith("\u00b7  RGI60-05.00001, rgi_outlines")
    search(user, "none")
    settle()
    assert not any("rgi_outlines" in each for each in suggested(user))


def test_a_renamed_feature_is_found_by_its_new_name(user, outlines):
    search(user, "eqip")
    until(lambda: len(suggested(user)) == 2)
    with_new_name = {2: {1: "Quervain Gletsjer"}}
    outlines.dataProvider().changeAttributeValues(with_new_name)
    outlines.dataProvider().dataChanged.emit()
    search(user, "quervain")
    until(lambda: suggested(user))
    assert suggested(user)[0].startswith("Quervain Gletsjer")


def test_a_layer_that_goes_takes_its_names_along(user, outlines):
    search(user, "sermeq avann")
    until(lambda: suggested(user))
    gone = user.find("itslive_glacier_search")._suggestions[0]
    QgsProject.instance().removeMapLayer(outlines.id())
    settle()
    user.job.outlines.take_suggestion(gone)
    assert "Sermeq Avannarleq is no longer in the project" in user.summary()
    search(user, "sermeq avann")
    assert suggested(user) == []
    assert not user.find("itslive_click_glacier").isVisible()


def test_an_active_layer_of_lines_leaves_the_choice_of_outlines(user, outlines):
    lines = QgsVectorLayer(f"LineString?crs={LON_LAT}", "flowlines", "memory")
    QgsProject.instance().addMapLayer(lines)
    user.desktop.currentLayerChanged.emit(lines)
    settle()
    assert user.find("itslive_area_layer").currentLayer() is outlines
    assert user.find("itslive_click_glacier").isVisible()


# --- by a click


def test_a_glacier_is_clicked_in_another_projection_than_its_layer(user, outlines):
    user.show_area([(-51.5, 68.8), (-49.0, 70.2)])
    extent = user.desktop.canvas.extent()
    user.press("itslive_click_glacier")
    assert user.find("itslive_click_glacier").isChecked()
    assert user.find("itslive_clicking_hint").isVisible()
    user.click_map(-50.1, 69.8)
    until(user.job.area.is_done)
    assert user.job.area.area.bbox() == pytest.approx(OUTLINES["Eqip Sermia"])
    assert user.find("itslive_area_title").text() == "Eqip Sermia"
    assert user.desktop.canvas.mapTool() is user.desktop.pan
    assert not user.find("itslive_click_glacier").isChecked()
    assert user.desktop.canvas.extent() == extent


def test_a_click_beside_the_outlines_is_told_and_one_may_click_again(user, outlines):
    user.show_area([(-51.5, 68.8), (-49.0, 70.2)])
    user.press("itslive_click_glacier")
    user.click_map(-49.3, 69.0)
    until(lambda: user.job.outlines.error is not None)
    assert "rgi_outlines has no outline at this place" in user.summary()
    assert user.plugin.map_work.is_picking_glacier()
    user.click_map(-50.1, 69.8)
    until(user.job.area.is_done)
    until(lambda: "no outline" not in user.summary())


def test_escape_and_a_second_press_put_the_clicking_tool_away(user, outlines):
    user.press("itslive_click_glacier")
    user.key(Qt.Key.Key_Escape)
    assert user.desktop.canvas.mapTool() is user.desktop.pan
    user.press("itslive_click_glacier")
    user.press("itslive_click_glacier")
    assert user.desktop.canvas.mapTool() is user.desktop.pan


def test_the_clicking_tool_goes_with_the_last_layer(user, outlines):
    user.press("itslive_click_glacier")
    QgsProject.instance().removeMapLayer(outlines.id())
    settle()
    assert user.desktop.canvas.mapTool() is user.desktop.pan


# --- by typing


def test_a_box_is_typed_in_degrees(user):
    type_box(user, west="50 06 W", south="69.0", east="-48,9", north="69 18' N")
    user.press("itslive_use_box")
    until(user.job.area.is_done)
    assert user.job.area.area.bbox() == pytest.approx((-50.1, 69.0, -48.9, 69.3))
    assert shown_on_map(user, (-50.1, 69.0, -48.9, 69.3))
    assert not user.find("itslive_area_title").isVisible()


def test_enter_in_a_field_uses_the_box(user):
    type_box(user, west="-50.1", south="69", east="-48.9", north="69.3")
    QTest.keyClick(user.find("itslive_box_north"), Qt.Key.Key_Return)
    until(user.job.area.is_done)


def test_a_box_is_typed_in_a_projection(user):
    user.press("itslive_type_box")
    user.find("itslive_box_crs").setCrs(QgsCoordinateReferenceSystem("EPSG:32607"))
    assert "metres" in user.find("itslive_box_hint").text()
    type_box(user, west="600 000", south="6500000", east="610000.0", north="6 510 000")
    user.press("itslive_use_box")
    until(user.job.area.is_done)
    assert user.job.area.km2 == pytest.approx(100, rel=0.002)
    assert user.job.area.cells == pytest.approx(100 / 0.0144, rel=0.002)
    assert user.find("itslive_area_cells").text().endswith("cells of 120 m")


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({"west": "-50", "south": "70", "east": "-49", "north": "69"}, "is not north of 70"),
        ({"west": "-50", "south": "69", "east": "-49", "north": "95"}, "beyond 90 degrees"),
        ({"west": "-50", "south": "69", "east": "-49"}, "north side of the box is missing"),
        ({"west": "fifty", "south": "69", "east": "-49", "north": "70"}, "\u201cfifty\u201d"),
        ({"west": "-50", "south": "69", "east": "-50", "north": "70"}, "the same meridian"),
    ],
)
def test_a_box_that_is_none_is_refused_with_a_sentence(user, texts, said):
    type_box(user, **texts)
    user.press("itslive_use_box")
    assert said in user.summary()
    assert said in user.desktop.bar.currentItem().text()
    assert not user.job.area.is_done()


def test_west_beyond_east_goes_across_180_degrees(user):
    asked = []
    user.job.outlines.found.connect(asked.append)
    type_box(user, west="178 E", south="-18", east="178 W", north="-16")
    user.press("itslive_use_box")
    box = asked[0].geometries[0].boundingBox()
    assert (box.xMinimum(), box.xMaximum()) == (178, 182)
    until(lambda: not user.job.area.is_running())


def test_a_place_pasted_from_a_paper_fills_the_fields(user):
    user.press("itslive_type_box")
    field = user.find("itslive_box_west")
    field.setFocus()
    QApplication.clipboard().setText("69°10'N 49°50'W")
    QTest.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    west, south, east, north = (float(user.find(f"itslive_box_{each}").text()) for each in SIDES)
    assert ((west + east) / 2, (south + north) / 2) == pytest.approx((-49.8333, 69.1667), abs=1e-3)
    assert "20 km" in user.find("itslive_box_hint").text()
    user.press("itslive_use_box")
    until(user.job.area.is_done)
    assert user.job.area.km2 == pytest.approx(400, rel=0.02)


def test_an_extent_pasted_from_qgis_brings_its_projection(user):
    user.press("itslive_type_box")
    field = user.find("itslive_box_north")
    field.setFocus()
    QApplication.clipboard().setText("600000,610000,6500000,6510000 [EPSG:32607]")
    QTest.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert user.find("itslive_box_crs").crs().authid() == "EPSG:32607"
    user.press("itslive_use_box")
    until(user.job.area.is_done)
    assert user.job.area.km2 == pytest.approx(100, rel=0.002)


def test_tab_goes_from_field_to_field(user):
    user.press("itslive_type_box")
    page = user.dock._area
    order = ["itslive_box_west", "itslive_box_east", "itslive_box_south", "itslive_box_north"]
    chain, widget = [], page.nextInFocusChain()
    while widget is not page:
        chain.append(widget.objectName())
        widget = widget.nextInFocusChain()
    places = [chain.index(name) for name in ("itslive_glacier_search", "itslive_draw_polygon")]
    places += [chain.index(name) for name in [*order, "itslive_use_box", "itslive_area_file"]]
    assert places == sorted(places)


# --- from a file


@pytest.fixture
def outline_file(tmp_path):
    path = tmp_path / "glacier outlines.geojson"
    west, south, east, north = OUTLINES["Eqip Sermia"]
    points = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    geometry = {"type": "Polygon", "coordinates": [points]}
    path.write_text(json.dumps({"type": "Feature", "properties": {}, "geometry": geometry}))
    return path


def answer_dialog(path) -> None:
    """Type a path into the file dialog that is about to open."""

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        edit = dialog.findChild(QLineEdit, "fileNameEdit")
        edit.selectAll()
        QTest.keyClicks(edit, str(path))
        QTest.keyClick(edit, Qt.Key.Key_Return)

    QTimer.singleShot(300, answer)


def test_a_file_is_chosen_and_shown_on_the_map(user, outline_file):
    answer_dialog(outline_file)
    user.press("itslive_area_file")
    until(user.job.area.is_done)
    box = OUTLINES["Eqip Sermia"]
    assert user.job.area.area.bbox() == pytest.approx(box)
    assert user.find("itslive_area_title").text().replace("\u200b", "") == "glacier outlines"
    assert shown_on_map(user, box)


def drop(user, path) -> bool:
    """Drop a file on the page; whether the page takes it."""
    page = user.dock._area
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    action, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(5, 5), action, data, left, none)
    entering.ignore()
    QApplication.sendEvent(page, entering)
    if entering.isAccepted():
        QApplication.sendEvent(page, QDropEvent(QPoint(5, 5), action, data, left, none))
    return entering.isAccepted()


def test_a_file_is_dropped_on_the_page(user, outline_file):
    assert drop(user, outline_file)
    until(user.job.area.is_done)
    assert user.job.area.area.bbox() == pytest.approx(OUTLINES["Eqip Sermia"])


def test_a_file_that_is_still_read_does_not_replace_what_is_drawn_meanwhile(user, outline_file):
    user.show_area(ELSEWHERE)
    drop(user, outline_file)
    assert user.job.outlines.is_running()
    user.desktop.canvas.setFocus()
    user.plugin.map_work.use_extent()
    assert not user.job.outlines.is_running()
    until(user.job.area.is_done)
    QTest.qWait(300)
    assert user.job.area.title == ""
    assert user.job.area.area.bbox()[0] < -137


def test_a_file_of_another_kind_is_not_taken(user, tmp_path):
    assert not drop(user, tmp_path / "picture.png")


def test_a_file_without_polygons_is_told_and_the_area_stays(user, outline_file):
    take_extent(user)
    before = user.job.area.area
    point = {"type": "Point", "coordinates": [-50, 69]}
    outline_file.write_text(json.dumps({"type": "Feature", "properties": {}, "geometry": point}))
    drop(user, outline_file)
    until(lambda: user.job.outlines.error is not None)
    assert "glacier outlines.geojson holds no polygons." in user.summary()
    assert user.job.area.area == before


# --- what was chosen


def test_the_card_says_what_was_chosen_and_leads_there(user):
    search_for = search(user, "helheim")
    QTest.keyClick(search_for, Qt.Key.Key_Return)
    until(user.job.area.is_done)
    (listed,) = glaciers.find("helheim")
    user.show_area(ELSEWHERE)
    assert not shown_on_map(user, listed.box)
    user.press("itslive_zoom_to_area")
    assert shown_on_map(user, listed.box)
    assert "66.25° N \u2013 66.60° N" in user.find("itslive_area_place").text()
    user.press("itslive_clear_area")
    assert not user.find("itslive_area_title").isVisible()
    assert not user.job.area.is_done()


def test_a_drawing_after_a_failed_outline_does_not_move_the_map(user):
    user.show_area(ELSEWHERE)
    extent = user.desktop.canvas.extent()
    user.job.outlines.found.emit(Outlines((QgsGeometry(),), QgsCoordinateReferenceSystem(LON_LAT)))
    until(lambda: user.job.area.error is not None)
    assert "encloses no area" in user.summary()
    user.press("itslive_extent")
    until(user.job.area.is_done)
    assert user.desktop.canvas.extent() == extent
    assert user.job.area.title == ""
