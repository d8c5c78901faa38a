"""Results while they arrive, the filters, the charts, and what can be done with one granule."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from qgis.core import (
    QgsExpression,
    QgsExpressionContext,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QInputDialog, QLineEdit

from itslive_qgis.archive.findings import findings, key_of
from itslive_qgis.archive.names import pair_identity
from itslive_qgis.gui import texts
from itslive_qgis.layers.folder_view import is_view
from tests.demo.many_items import PLACE, ManyItems

from .conftest import settle, until

RESULTS = 2
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
AREA = [(-0.3, -0.1), (0.3, -0.1), (0.3, 0.1), (-0.3, 0.1), (-0.3, -0.1)]


def footprints() -> QgsVectorLayer:
    (layer,) = [
        each
        for each in QgsProject.instance().mapLayers().values()
        if isinstance(each, QgsVectorLayer) and not is_view(each.fields())
    ]
    return layer


def drawn(layer: QgsVectorLayer) -> set[str]:
    """Names of the granules that the layer's symbols show."""
    shown = set()
    renderer = layer.renderer()
    expression = QgsExpression(renderer.classAttribute())
    assert not expression.hasParserError(), expression.parserErrorString()
    for feature in layer.getFeatures():
        context = QgsExpressionContext()
        context.setFields(layer.fields())
        context.setFeature(feature)
        value = expression.evaluate(context)
        if value is not None and renderer.categoryIndexForValue(value) >= 0:
            shown.add(feature["granule_id"])
    return shown


def rows(table) -> list:
    return [table.model().granule(row) for row in range(table.model().rowCount())]


def click_bar(user, chart: str, value) -> None:
    bars = user.find(chart)
    QTest.mouseClick(
        bars,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        bars.place_of(value).toPoint(),
    )
    settle()


def filter_by(user, text: str) -> None:
    field = user.find("itslive_filter")
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, text) if text else QTest.keyClick(field, Qt.Key.Key_Delete)
    until(lambda: user.job.search.filter.text == text)
    settle()


@pytest.fixture
def many(user, own_settings):
    """A user in front of a service that sends 1,500 granules, a page each half a second."""
    with ManyItems(1500, 0.5) as server:
        own_settings.set_stac_url(server.url)
        user.draw([(PLACE[0] + x, PLACE[1] + y) for x, y in AREA])
        user.step("criteria")
        yield user, server


@pytest.fixture
def found(its_live_user, its_live):
    """A user who has searched the area of the simulated glacier."""
    its_live_user.draw(its_live.truth.OUTLINE)
    its_live_user.search()
    return its_live_user


def test_rows_and_footprints_come_while_the_rest_arrives(many):
    user, _ = many
    user.press("itslive_search")
    table = user.find("itslive_results")
    until(lambda: table.model().rowCount() > 0)
    settle()
    assert user.job.search.is_running()
    assert user.dock.current() == RESULTS
    assert f"of {texts.number(1500)} so far" in user.find("itslive_result_text").text()
    assert footprints().featureCount() == table.model().rowCount() < 1500
    assert not user.job.search.chosen(), "what goes on is chosen at the end"

    until(lambda: not user.job.search.is_running())
    assert user.job.search.result.complete
    assert user.find("itslive_result_text").text() == texts.granules(1500)
    assert table.model().rowCount() == footprints().featureCount() == 1500
    assert len(user.job.search.chosen()) == 1500
    assert [each.mid_date for each in rows(table)] == sorted(each.mid_date for each in rows(table))


def test_who_goes_back_while_granules_arrive_stays_there(many):
    user, _ = many
    user.press("itslive_search")
    until(lambda: user.dock.current() == RESULTS)
    user.step("criteria")
    until(lambda: not user.job.search.is_running())
    settle()
    assert user.dock.current() == RESULTS - 1


def test_a_stopped_search_keeps_what_came(many):
    user, _ = many
    user.press("itslive_search")
    table = user.find("itslive_results")
    until(lambda: table.model().rowCount() > 0)
    user.press("itslive_cancel")
    until(lambda: not user.job.search.is_running())
    settle()
    search = user.job.search
    assert search.error is None
    assert not search.result.complete
    assert 0 < len(search.granules()) == table.model().rowCount() < 1500
    assert footprints().featureCount() == len(search.granules())
    note = user.find("itslive_stopped")
    assert note.isVisible()
    received, all_there_are = texts.number(search.result.received), texts.number(1500)
    assert note.text() == f"The search was stopped: these are {received} of {all_there_are}."
    assert search.chosen()


def test_a_search_that_breaks_off_keeps_what_came_and_tells_why(many):
    user, server = many
    server.pages_left = 1
    heard = []
    user.job.failed.connect(heard.append)
    user.press("itslive_search")
    until(lambda: user.job.search.received > 0 and not user.job.search.is_running())
    settle()
    assert len(heard) == 1
    assert str(heard[0]) in user.summary()
    assert user.desktop.bar.currentItem() is not None
    assert 0 < len(user.job.search.granules()) < 1500
    assert "broke off" in user.find("itslive_stopped").text()
    assert user.job.search.chosen()


def test_a_new_search_forgets_filter_and_selection(many):
    user, _ = many
    user.search()
    filter_by(user, "lc08")
    user.find("itslive_results").selectRow(0)
    settle()
    assert user.job.search.selected
    user.search()
    assert not user.job.search.selected
    assert user.job.search.filter.is_open()
    assert user.find("itslive_filter").text() == ""
    assert user.find("itslive_results").model().rowCount() == 1500


def test_a_text_filters_table_and_map(found):
    table = found.find("itslive_results")
    everything = rows(table)
    filter_by(found, "s2 2019")
    shown = rows(table)
    assert 0 < len(shown) < len(everything)
    for each in everything:
        text = f"{each.granule_id} {each.satellite}".lower()
        dates = [str(day)[:10] for day in (each.mid_date, each.date_1, each.date_2)]
        fits = "s2" in text and any("2019" in part for part in (text, *dates))
        assert (each in shown) == fits
    assert drawn(footprints()) == {each.granule_id for each in shown}
    assert found.find("itslive_shown_count").text() == f"{len(shown)} of {len(everything)} shown"

    found.press("itslive_show_all")
    assert rows(table) == everything
    assert drawn(footprints()) == {each.granule_id for each in everything}


@pytest.mark.parametrize("text", ["2018-0", "landsat", "o'neill", "%"])
def test_map_and_table_agree_on_any_text(found, text):
    filter_by(found, text)
    shown = rows(found.find("itslive_results"))
    assert drawn(footprints()) == {each.granule_id for each in shown}


def test_a_bar_and_a_satellite_filter_and_let_go_again(found):
    table = found.find("itslive_results")
    everything = rows(table)
    year = everything[len(everything) // 2].mid_date.year
    click_bar(found, "itslive_years", year)
    assert {each.mid_date.year for each in rows(table)} == {year}
    assert drawn(footprints()) == {each.granule_id for each in rows(table)}
    click_bar(found, "itslive_years", year)
    assert rows(table) == everything

    group = everything[0].group
    found.press(f"itslive_legend_{group}")
    assert {each.group for each in rows(table)} == {group}
    assert drawn(footprints()) == {each.granule_id for each in rows(table)}
    found.press(f"itslive_legend_{group}")
    assert rows(table) == everything


def test_a_separation_filters(found):
    found.find("itslive_by_separation").setCollapsed(False)
    settle()
    table = found.find("itslive_results")
    click_bar(found, "itslive_separations", (16.0, 32.0))
    assert rows(table)
    assert all(16.5 <= each.separation_days < 32.5 for each in rows(table))
    assert drawn(footprints()) == {each.granule_id for each in rows(table)}


def test_the_years_can_be_walked_by_keys(found):
    bars = found.find("itslive_years")
    bars.setFocus()
    QTest.keyClick(bars, Qt.Key.Key_End)
    QTest.keyClick(bars, Qt.Key.Key_Return)
    settle()
    last = found.job.search.granules()[-1].mid_date.year
    assert found.job.search.filter.year == last


def test_the_chart_counts_what_there_is(found):
    granules = found.job.search.granules()
    for bar in found.find("itslive_years").bars():
        for part in bar.parts:
            there = [e for e in granules if (e.mid_date.year, e.group) == (bar.value, part.value)]
            assert part.count == len(there)


def test_one_goes_on_with_the_shown_or_the_selected(found):
    everything = found.job.search.chosen()
    assert not found.find("itslive_use_selected").isEnabled()
    filter_by(found, "2019")
    shown = found.job.search.shown()
    assert found.job.search.chosen() == everything
    found.press("itslive_use_shown")
    assert found.job.search.chosen() == tuple(shown)
    found.find("itslive_results").selectRow(1)
    settle()
    found.press("itslive_use_selected")
    assert len(found.job.search.chosen()) == 1
    assert "1 granule" in found.summary()


def test_what_is_hidden_cannot_be_selected(found):
    filter_by(found, "2019")
    layer = footprints()
    layer.selectAll()
    settle()
    shown = {key_of(each) for each in found.job.search.shown()}
    assert found.job.search.selected == shown
    assert layer.selectedFeatureCount() == len(shown)


def test_the_selection_follows_its_rows_when_they_are_sorted(found):
    table = found.find("itslive_results")
    table.selectRow(0)
    table.selectionModel().select(
        table.model().index(3, 0),
        table.selectionModel().Select | table.selectionModel().Rows,
    )
    settle()
    before = {key_of(each) for each in table.selected_granules()}
    assert len(before) == 2
    for column in (1, 2, 8):
        table.sortByColumn(column, Qt.SortOrder.DescendingOrder)
        settle()
        assert {key_of(each) for each in table.selected_granules()} == before
    assert found.job.search.selected == before


def test_reasons_for_what_was_set_aside_are_counted(found):
    aside = found.job.search.result.set_aside
    assert aside
    told = found.find("itslive_set_aside")
    assert str(len(aside)) in told.title()
    told.setCollapsed(False)
    settle()
    counts = [int(line.split(" ")[0]) for line in told.text().splitlines() if " × " in line]
    assert sum(counts) == len(aside)
    assert counts == sorted(counts, reverse=True)


def test_pairs_in_two_projections_have_two_rows_and_are_told(found):
    result = found.job.search.result
    pairs = Counter(pair_identity(each.granule_id) for each in result.granules)
    first = next(g for g in result.granules if pairs[pair_identity(g.granule_id)] == 1)
    twin = replace(first, epsg=3413, url=first.url + "?zone=2")
    found.job.search._show_end(findings(replace(result, granules=(twin, *result.granules))))
    until(lambda: not found.job.search.is_running())
    note = found.find("itslive_twice").text()
    before = findings(result).overview.twice
    assert note.startswith(str(before + 1))
    table = found.find("itslive_results")
    twins = [each for each in rows(table) if each.granule_id == first.granule_id]
    assert {each.url for each in twins} == {first.url, twin.url}
    table.selectRow(rows(table).index(twin))
    settle()
    assert found.job.search.selected == {key_of(twin)}
    assert footprints().selectedFeatureCount() == 1


def test_granules_behind_a_login_are_marked_and_left_out(found):
    result = found.job.search.result
    locked = replace(result.granules[0], login_url="https://urs.earthdata.nasa.gov")
    found.job.search._show_end(findings(replace(result, granules=(locked, *result.granules[1:]))))
    until(lambda: not found.job.search.is_running())
    assert locked not in found.job.search.chosen()
    assert len(found.job.search.chosen()) == len(result.granules) - 1
    assert found.find("itslive_behind_login").text().startswith("1 granule")
    table = found.find("itslive_results")
    row = rows(table).index(locked)
    assert "login" in table.model().index(row, 7).data(Qt.ItemDataRole.DisplayRole)
    assert not table.isColumnHidden(7)
    table.selectRow(row)
    settle()
    assert not found.find("itslive_add_button").isEnabled()


def test_the_preview_is_shown_below_the_table(found):
    found.find("itslive_results").selectRow(0)
    settle()
    found.press("itslive_preview_button")
    until(lambda: not found.job.preview.is_running())
    settle()
    assert found.find("itslive_preview_image").isVisible()
    assert not found.find("itslive_preview_image").pixmap().isNull()
    found.press("itslive_close_preview")
    assert not found.find("itslive_preview").isVisible()


def test_a_granule_without_a_picture_says_so(found):
    found.job.preview.show(replace(found.job.search.granules()[0], preview=""))
    until(lambda: not found.job.preview.is_running())
    settle()
    assert "no preview" in found.find("itslive_preview_text").text()
    assert not found.find("itslive_preview_image").isVisible()


def test_addresses_and_names_are_copied(found):
    table = found.find("itslive_results")
    table.selectRow(0)
    settle()
    (granule,) = table.selected_granules()
    menu = found.dock.findChild(type(found.find("itslive_more")), "itslive_more").menu()
    for action in menu.actions():
        if action.objectName() == "itslive_copy_url":
            action.trigger()
            assert QApplication.clipboard().text() == granule.url
        if action.objectName() == "itslive_copy_name":
            action.trigger()
            assert QApplication.clipboard().text() == granule.granule_id
    table.customContextMenuRequested.emit(QPoint(5, 5))
    settle()
    popup = QApplication.activePopupWidget()
    assert popup.objectName() == "itslive_granule_menu"
    popup.close()


def rasters() -> list[QgsRasterLayer]:
    layers = QgsProject.instance().mapLayers().values()
    return [each for each in layers if isinstance(each, QgsRasterLayer)]


def test_one_granule_is_added_to_the_map(found):
    found.find("itslive_results").selectRow(0)
    settle()
    found.press("itslive_add_button")
    until(lambda: not found.job.one_granule.is_running())
    settle()
    (layer,) = rasters()
    assert layer.isValid()
    assert "is on the map" in found.summary()


@pytest.mark.parametrize("what", ["url", "granule_id"])
def test_a_granule_is_added_by_its_address_or_name(found, what):
    wanted = getattr(found.job.search.granules()[1], what)
    answer_url_dialog(found, wanted)
    until(lambda: not found.job.one_granule.is_running())
    settle()
    (layer,) = rasters()
    assert layer.customProperty("itslive/granule_id") == found.job.search.granules()[1].granule_id


def test_what_is_no_granule_is_refused_in_words(found):
    heard = []
    found.job.failed.connect(heard.append)
    answer_url_dialog(found, "https://example.org/holiday.jpg")
    until(lambda: heard)
    assert [each.code for each in heard] == ["no_granule_name"]
    assert not rasters()


def answer_url_dialog(user, text: str) -> None:
    menu = user.find("itslive_more").menu()
    next(each for each in menu.actions() if each.objectName() == "itslive_add_by_url").trigger()
    settle()
    dialog = user.desktop.window.findChild(QInputDialog, "itslive_url_dialog")
    QTest.keyClicks(dialog.findChild(QLineEdit), text)
    QTest.keyClick(dialog.findChild(QLineEdit), Qt.Key.Key_Return)
    settle()
