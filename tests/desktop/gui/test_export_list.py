"""The list of granules saved by the button's menu, read as other programs do."""

from __future__ import annotations

import csv
import json

import pytest
from qgis.core import QgsVectorLayer
from qgis.PyQt.QtCore import Qt

from itslive_qgis.archive import export
from itslive_qgis.errors import ItsliveError
from itslive_qgis.gui.export_button import ExportButton

from . import menus
from .conftest import settle, until


@pytest.fixture
def searcher(its_live_user, its_live):
    """A user who has drawn the area of the simulated glacier."""
    its_live_user.draw(its_live.truth.OUTLINE)
    return its_live_user


@pytest.fixture
def button(searcher):
    button = ExportButton(searcher.job)
    searcher.desktop.window.statusBar().addWidget(button)
    settle()
    return button


def save(user, button, entry: str, path) -> None:
    menus.choose(button, entry, then=menus.choose_file(path))
    until(lambda: not user.job.lists.is_running())
    settle()


def test_without_a_result_there_is_nothing_to_save(button, searcher):
    assert not button.isVisible()
    searcher.search()
    assert button.isVisible()
    assert button.isEnabled()


def test_a_table_has_a_row_for_each_granule(button, searcher, tmp_path):
    searcher.search()
    granules = searcher.job.search.granules()
    assert f"{len(granules)} granules" in menus.entries(button)
    path = tmp_path / "list.csv"
    save(searcher, button, "Table", path)
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["granule_id"] for row in rows] == [each.granule_id for each in granules]
    assert f"Saved {len(granules)} granules to list.csv." in searcher.summary()


def test_footprints_open_as_vectors(button, searcher, tmp_path):
    searcher.search()
    path = tmp_path / "list.geojson"
    save(searcher, button, "Footprints", path)
    layer = QgsVectorLayer(str(path), "list", "ogr")
    assert layer.isValid()
    assert layer.featureCount() == len(searcher.job.search.granules())
    content = json.loads(path.read_text(encoding="utf-8"))
    assert content["itslive:search"]["service"] == searcher.job.search.result.service


def test_the_choice_alone_is_saved(button, searcher, tmp_path):
    searcher.search()
    granules = searcher.job.search.granules()[2:5]
    searcher.job.search.select([each.granule_id for each in granules])
    searcher.press("itslive_use_selected")
    chosen = searcher.job.search.chosen()
    assert {each.granule_id for each in chosen} == {each.granule_id for each in granules}
    stac, urls = tmp_path / "list.json", tmp_path / "list.txt"
    save(searcher, button, "STAC", stac)
    save(searcher, button, "Addresses", urls)
    items = json.loads(stac.read_text(encoding="utf-8"))["features"]
    assert {item["id"] for item in items} == {each.granule_id for each in chosen}
    lines = [line for line in urls.read_text().splitlines() if not line.startswith("#")]
    assert lines == [each.url for each in chosen]
    assert [each.url for each in export.read(urls)] == lines


def test_a_name_without_an_ending_gets_that_of_its_kind(button, searcher, tmp_path):
    searcher.search()
    save(searcher, button, "Table", tmp_path / "list")
    assert (tmp_path / "list.csv").exists()


def test_nothing_selected_is_nothing_to_save(button, searcher):
    searcher.search()
    searcher.job.search.select([searcher.job.search.granules()[0].granule_id])
    searcher.press("itslive_use_selected")
    searcher.job.search.select([])
    assert menus.entries(button)[0] == "No granule is selected"
    button.fill()
    assert not any(
        action.isEnabled() for action in button.menu().actions() if not action.isSeparator()
    )


def test_a_folder_that_is_gone_is_told(button, searcher, tmp_path):
    searcher.search()
    heard: list[ItsliveError] = []
    searcher.job.failed.connect(heard.append)
    path = tmp_path / "gone" / "list.csv"
    result = searcher.job.search.result
    assert searcher.job.lists.save(result.granules, str(path), "csv", result)
    until(lambda: not searcher.job.lists.is_running())
    settle()
    assert [error.code for error in heard] == ["not_written"]
    assert "list.csv" in searcher.summary()
    assert not path.parent.exists()


def test_the_keyboard_is_enough(button, searcher, tmp_path):
    searcher.search()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    assert button.hasFocus()
    dialog = menus.choose_file(tmp_path / "typed.csv")
    menus.choose_by_keys(button, downs=1, then=dialog)
    until(lambda: not searcher.job.lists.is_running())
    assert (tmp_path / "typed.csv").exists()
