"""Criteria typed and Search pressed: rows, the layer, the selection, and failures."""

from __future__ import annotations

import socket
from dataclasses import replace

import pytest
from qgis.core import QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import Qt, QTimer

from itslive_qgis import settings
from itslive_qgis.archive.findings import findings
from itslive_qgis.archive.names import pair_identity
from itslive_qgis.errors import ItsliveError
from itslive_qgis.layers.folder_view import is_view

from .conftest import settle, until


@pytest.fixture
def searcher(its_live_user, its_live):
    """A user who has drawn the area of the simulated glacier."""
    its_live_user.draw(its_live.truth.OUTLINE)
    return its_live_user


def footprints() -> QgsVectorLayer:
    settle()  # the layer of an earlier search goes in a turn of its own
    layers = [
        each
        for each in QgsProject.instance().mapLayers().values()
        if isinstance(each, QgsVectorLayer) and not is_view(each.fields())
    ]
    assert len(layers) == 1
    return layers[0]


def test_search_shows_rows_layer_and_summary(searcher):
    searcher.search()

    granules = searcher.job.search.granules()
    assert granules
    assert searcher.dock.current() == 2
    table = searcher.find("itslive_results")
    assert table.model().rowCount() == len(granules)
    assert footprints().featureCount() == len(granules)
    first, last = granules[0].mid_date.year, granules[-1].mid_date.year
    assert f"{len(granules)} granules, {first}\u2013{last}" in searcher.summary()


def test_criteria_are_obeyed(searcher):
    searcher.step("criteria")
    searcher.press("itslive_start_on")
    searcher.type_date("itslive_start", "2018-01-01")
    searcher.press("itslive_end_on")
    searcher.type_date("itslive_end", "2023-12-31")
    searcher.type("itslive_max_separation", "64")
    chips = searcher.find("itslive_satellites")
    chips.button("Landsat 8").click()
    chips.button("Sentinel-2").click()
    searcher.press("itslive_search")
    until(lambda: not searcher.job.search.is_running())

    granules = searcher.job.search.granules()
    assert granules
    for each in granules:
        assert 2018 <= each.mid_date.year <= 2023
        assert each.separation_days <= 64.5
        assert each.satellite.startswith(("Landsat 8", "Sentinel-2"))


def test_a_changed_area_asks_for_another_search(searcher, its_live):
    searcher.search()
    searcher.step("criteria")
    assert searcher.dock._criteria.is_done()

    before = searcher.job.area.area
    searcher.draw(its_live.truth.OUTLINE[:4])
    until(lambda: searcher.job.area.area not in (None, before))
    searcher.step("criteria")

    assert not searcher.dock._criteria.is_done()
    assert "Search again" in searcher.summary()


def test_contradicting_dates_are_told_and_not_searched(searcher):
    searcher.step("criteria")
    searcher.press("itslive_start_on")
    searcher.type_date("itslive_start", "2020-01-01")
    searcher.press("itslive_end_on")
    searcher.type_date("itslive_end", "2019-01-01")
    searcher.press("itslive_search")
    assert not searcher.job.search.is_running()
    assert searcher.desktop.bar.currentItem() is not None
    assert searcher.job.search.result is None


def test_rows_are_sorted_by_value(searcher):
    searcher.search()
    table = searcher.find("itslive_results")
    table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    model = table.model()
    days = [
        float(model.index(row, 1).data(Qt.ItemDataRole.UserRole)) for row in range(model.rowCount())
    ]
    assert days == sorted(days, reverse=True)


def test_rows_and_map_share_the_selection(searcher):
    searcher.search()
    table = searcher.find("itslive_results")
    layer = footprints()
    table.selectRow(2)
    settle()
    wanted = table.model().index(2, 0).data(Qt.ItemDataRole.UserRole + 1)
    assert [each["granule_id"] for each in layer.selectedFeatures()] == [wanted]

    features = list(layer.getFeatures())[:4]
    layer.selectByIds([each.id() for each in features])
    settle()
    rows = table.selectionModel().selectedRows()
    chosen = {row.data(Qt.ItemDataRole.UserRole + 1) for row in rows}
    assert chosen == {each["granule_id"] for each in features}

    searcher.press("itslive_use_selected")
    assert {each.granule_id for each in searcher.job.search.chosen()} == chosen


def test_a_removed_footprint_layer_harms_nothing(searcher):
    searcher.search()
    QgsProject.instance().removeMapLayer(footprints().id())
    searcher.find("itslive_results").selectRow(1)
    settle()
    assert len(searcher.job.search.selected) == 1
    searcher.search()
    assert footprints().featureCount() == len(searcher.job.search.granules())


def test_an_unreachable_service_is_told_in_bar_and_foot(searcher, own_settings):
    own_settings.set_stac_url("http://127.0.0.1:9")
    heard: list[ItsliveError] = []
    searcher.job.failed.connect(heard.append)
    searcher.search()
    assert len(heard) == 1
    assert searcher.desktop.bar.currentItem() is not None
    assert str(heard[0]) in searcher.summary()
    assert searcher.find("itslive_search").isEnabled()


def test_the_older_service_gives_rows_and_no_footprints(searcher, own_settings, its_live):
    searcher.search()
    current = {pair_identity(granule.granule_id) for granule in searcher.job.search.granules()}
    assert not searcher.find("itslive_unplaced").isVisible()

    own_settings.set_older_url(its_live.url)
    own_settings.set_service_kind("older")
    searcher.search()

    granules = searcher.job.search.granules()
    assert {pair_identity(granule.granule_id) for granule in granules} == current
    table = searcher.find("itslive_results")
    assert table.model().rowCount() == len(granules)
    assert searcher.find("itslive_unplaced").isVisible()
    assert "map shows none" in searcher.find("itslive_unplaced").text()
    layer = footprints()
    assert layer.featureCount() == len(granules)
    assert not any(feature.hasGeometry() for feature in layer.getFeatures())

    table.selectRow(2)
    settle()
    wanted = table.model().index(2, 0).data(Qt.ItemDataRole.UserRole + 1)
    assert {each["granule_id"] for each in layer.selectedFeatures()} == {wanted}


def test_granules_without_a_projection_are_counted_too(searcher):
    searcher.search()
    zones = searcher.find("itslive_zones")
    assert "not stated" not in zones.text()
    result = searcher.job.search.result
    nameless = [replace(each, epsg=None) for each in result.granules[:3]]
    result = replace(result, granules=(*nameless, *result.granules[3:]))
    searcher.job.search._show_end(findings(result))
    until(lambda: not searcher.job.search.is_running())
    assert zones.text().endswith("projection not stated: 3")
    counts = [int(part.rsplit(":", 1)[1]) for part in zones.text().split(", ")]
    assert sum(counts) == len(result.granules)


def test_granules_of_the_older_service_are_downloaded(searcher, own_settings, its_live):
    own_settings.set_older_url(its_live.url)
    own_settings.set_service_kind("older")
    searcher.step("criteria")
    searcher.type("itslive_max_per_year", "1")
    searcher.search()
    searcher.download()
    report = searcher.job.download.report
    assert report.count == len(searcher.job.search.granules()) > 0
    assert not report.failed
    until(lambda: not searcher.job.keep.is_running())
    assert footprints().featureCount() == report.count


def test_an_older_service_without_an_address_is_told(searcher, own_settings):
    own_settings.set_service_kind("older")
    heard: list[ItsliveError] = []
    searcher.job.failed.connect(heard.append)
    searcher.search()
    assert [error.code for error in heard] == ["no_service"]
    assert str(heard[0]) in searcher.summary()


def test_a_second_press_starts_no_second_search(searcher):
    searcher.step("criteria")
    query = searcher.dock._criteria.query()
    assert searcher.job.search.search(query)
    assert not searcher.job.search.search(query)
    until(lambda: not searcher.job.search.is_running())


@pytest.fixture
def silent_service(searcher):
    """A service that takes a question and says nothing, so that there is something to cancel."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.set_stac_url(f"http://127.0.0.1:{server.getsockname()[1]}")
        yield


def test_a_cancelled_search_leaves_things_as_they_were(searcher, silent_service):
    searcher.step("criteria")
    searcher.press("itslive_search")
    searcher.press("itslive_cancel")
    until(lambda: not searcher.job.search.is_running())
    assert searcher.job.search.error is None
    assert not searcher.find("itslive_progress").isVisible()


def test_the_window_stays_alive_during_a_search(searcher):
    beats: list[int] = []
    timer = QTimer()
    timer.timeout.connect(lambda: beats.append(1))
    timer.start(10)
    searcher.search()
    timer.stop()
    assert len(beats) > 1


def test_search_needs_an_area(its_live_user):
    its_live_user.step("criteria")
    assert not its_live_user.find("itslive_search").isEnabled()
    assert "area" in its_live_user.summary()


def test_a_cube_of_the_older_services_granules_has_each_pair_once(searcher, own_settings, its_live):
    own_settings.set_older_url(its_live.url)
    own_settings.set_service_kind("older")
    searcher.step("criteria")
    searcher.press("itslive_start_on")
    searcher.type_date("itslive_start", "2021-01-01")
    searcher.search()
    granules = searcher.job.search.granules()
    pairs = {pair_identity(granule.granule_id) for granule in granules}
    assert len(pairs) < len(granules), "of an unknown projection every processing stays"
    searcher.download()
    searcher.build()
    layers = searcher.job.cube.layers()
    assert layers
    assert len(layers) == len({pair_identity(each["granule_id"]) for each in layers})
    assert {pair_identity(each["granule_id"]) for each in layers} <= pairs
    left_out = {each["granule_id"] for each in searcher.job.cube.built["skipped"]}
    used = {each["granule_id"] for each in layers}
    assert used | left_out >= {granule.granule_id for granule in granules}
