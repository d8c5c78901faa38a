"""Searches kept in a project: saved, loaded, renamed, deleted, exported and imported."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from qgis.core import QgsProject
from qgis.PyQt.QtWidgets import QMessageBox

from itslive_qgis import classFactory
from itslive_qgis.archive.query import Query
from itslive_qgis.errors import ItsliveError
from itslive_qgis.gui.steps.saved import KEY, SCOPE

from . import menus
from .conftest import User, settle, until


@pytest.fixture
def searcher(its_live_user, its_live):
    """A user who has drawn the area of the simulated glacier and looks at the criteria."""
    its_live_user.draw(its_live.truth.OUTLINE)
    its_live_user.step("criteria")
    return its_live_user


def button(user):
    user.step("criteria")
    return user.find("itslive_searches")


def quiet(user) -> None:
    """Wait until the searches are kept."""
    until(lambda: not user.job.saved.is_running() and not user.job.saved._waiting)


def save(user, name: str) -> None:
    menus.choose(button(user), "Save this search", then=menus.type_name(name))
    quiet(user)


def stored() -> list[dict]:
    """What the project holds, read without the plugin."""
    texts, _there = QgsProject.instance().readListEntry(SCOPE, KEY)
    return [json.loads(text) for text in texts]


def test_a_search_is_saved_in_the_project(searcher):
    QgsProject.instance().setDirty(False)
    searcher.type("itslive_max_separation", "64")
    save(searcher, "Fast & near")
    assert QgsProject.instance().isDirty()
    (entry,) = stored()
    assert entry["name"] == "Fast & near"
    assert entry["query"]["max_separation"] == 64
    assert entry["query"]["area"]["type"] == "Polygon"
    assert entry["ran_at"] is None
    assert "Fast && near" in menus.entries(button(searcher))


def test_what_was_found_is_kept_with_it(searcher):
    searcher.search()
    save(searcher, "All")
    (entry,) = stored()
    assert entry["ran_at"]
    assert searcher.job.saved.entries[0].search.known


def test_a_search_saved_before_it_ran_keeps_what_it_finds(searcher):
    save(searcher, "All")
    assert not searcher.job.saved.entries[0].search.known
    searcher.search()
    quiet(searcher)
    saved = searcher.job.saved.entries[0].search
    assert saved.ran_at is not None
    assert len(saved.known) >= len({each.granule_id for each in searcher.job.search.granules()})
    assert stored()[0]["ran_at"]


def test_a_search_is_loaded_with_its_area(searcher, its_live):
    searcher.type("itslive_max_separation", "32")
    searcher.find("itslive_months").button(7).click()
    wanted = searcher.dock._criteria.query()
    save(searcher, "July")

    searcher.draw(its_live.truth.OUTLINE[:4])
    until(lambda: searcher.job.area.area not in (None, wanted.area))
    searcher.step("criteria")
    searcher.press("itslive_reset_criteria")
    assert searcher.dock._criteria.query() != wanted

    menus.choose(button(searcher), "July", "Load area and criteria")
    until(lambda: searcher.job.area.area == wanted.area)
    settle()
    assert searcher.dock._criteria.query() == wanted
    assert searcher.job.area.km2 == pytest.approx(wanted.area.km2())
    box = searcher.job.area.geometry.boundingBox()
    west, south, east, north = wanted.area.bbox()
    assert [box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()] == pytest.approx(
        [west, south, east, north]
    )
    assert "July" in searcher.summary()
    assert "another service" not in searcher.summary()


def test_another_service_is_told(searcher, own_settings):
    save(searcher, "Mine")
    before = own_settings.stac_url()
    own_settings.set_stac_url("https://stac.example.org")
    menus.choose(button(searcher), "Mine", "Load")
    settle()
    assert "another service" in searcher.summary()
    assert before in searcher.summary()
    assert "https://stac.example.org" in searcher.summary()


def test_a_search_is_renamed_replaced_and_deleted(searcher):
    save(searcher, "b")
    searcher.type("itslive_max_separation", "64")
    save(searcher, "a")
    assert [each["name"] for each in stored()] == ["a", "b"]

    menus.choose(button(searcher), "a", "Rename", then=menus.type_name("c"))
    quiet(searcher)
    assert [each["name"] for each in stored()] == ["b", "c"]
    assert [each["query"]["max_separation"] for each in stored()] == [120, 64]

    save(searcher, "b")
    assert [each["query"]["max_separation"] for each in stored()] == [64, 64]

    for reply, left in ((QMessageBox.No, ["b", "c"]), (QMessageBox.Yes, ["c"])):
        menus.choose(button(searcher), "b", "Delete", then=menus.answer(reply))
        assert [each["name"] for each in stored()] == left
    menus.choose(button(searcher), "c", "Delete", then=menus.answer(QMessageBox.Yes))
    assert stored() == []


def test_searches_survive_a_project_saved_without_the_plugin(
    desktop, own_settings, its_live, tmp_path
):
    own_settings.set_stac_url(its_live.url)
    path, copy = str(tmp_path / "first.qgz"), str(tmp_path / "second.qgs")
    user = begin(desktop)
    user.draw(its_live.truth.OUTLINE)
    save(user, "Kept")
    wanted = user.dock._criteria.query()
    assert QgsProject.instance().write(path)
    end(user)

    project = QgsProject.instance()
    project.clear()
    assert stored() == []
    assert project.read(path)
    assert project.write(copy)
    project.clear()

    user = begin(desktop)
    quiet(user)
    assert user.job.saved.entries == ()
    assert project.read(copy)
    quiet(user)
    assert [entry.name for entry in user.job.saved.entries] == ["Kept"]
    assert user.job.saved.entries[0].search.query == wanted
    project.clear()
    quiet(user)
    assert user.job.saved.entries == ()
    end(user)


def begin(desktop) -> User:
    plugin = classFactory(desktop)
    plugin.initGui()
    plugin.open_action.trigger()
    settle()
    return User(desktop, plugin)


def end(user: User) -> None:
    user.plugin.unload()
    settle()


def test_nothing_is_written_into_another_project(searcher):
    query = searcher.dock._criteria.query()
    searcher.job.saved.save("Late", query)
    QgsProject.instance().clear()
    quiet(searcher)
    assert stored() == []
    assert searcher.job.saved.entries == ()


def test_a_search_goes_through_a_file_into_another_project(searcher, tmp_path):
    searcher.search()
    save(searcher, "Shared")
    file = tmp_path / "shared.json"
    dialog = menus.choose_file(file)
    menus.choose(button(searcher), "Shared", "Export", then=dialog)
    quiet(searcher)
    settle()
    assert json.loads(file.read_text(encoding="utf-8"))["name"] == "Shared"
    assert "shared.json" in searcher.summary()

    before = searcher.job.saved.entries[0].search
    for names in (["Shared", "Shared (2)"], ["Shared", "Shared (2)", "Shared (3)"]):
        menus.choose(button(searcher), "Import", then=menus.choose_file(file))
        quiet(searcher)
        assert [each["name"] for each in stored()] == names
    assert searcher.job.saved.entries[2].search == replace(before, name="Shared (3)")

    QgsProject.instance().clear()
    quiet(searcher)
    menus.choose(button(searcher), "Import", then=menus.choose_file(file))
    quiet(searcher)
    assert searcher.job.saved.entries[0].search == before


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"\xff\xfe\x00", b"[1, 2]", b'{"itslive_search": 99}']
)
def test_a_file_that_is_no_search_is_told(searcher, tmp_path, content):
    file = tmp_path / "odd.json"
    file.write_bytes(content)
    heard: list[ItsliveError] = []
    searcher.job.failed.connect(heard.append)
    menus.choose(button(searcher), "Import", then=menus.choose_file(file))
    quiet(searcher)
    settle()
    assert len(heard) == 1
    assert heard[0].code != "unexpected"
    assert str(heard[0]) in searcher.summary()
    assert stored() == []


def test_a_folder_that_cannot_be_written_to_is_told(searcher, tmp_path):
    save(searcher, "Mine")
    heard: list[ItsliveError] = []
    searcher.job.failed.connect(heard.append)
    entry = searcher.job.saved.entries[0]
    searcher.job.saved.export_file(entry, str(tmp_path / "missing" / "mine.json"))
    quiet(searcher)
    assert [error.code for error in heard] == ["not_written"]


def test_a_damaged_or_newer_search_is_kept_and_told(searcher, tmp_path):
    save(searcher, "Good")
    good = QgsProject.instance().readListEntry(SCOPE, KEY)[0][0]
    newer = json.dumps({**json.loads(good), "itslive_search": 99, "name": "Newer"})
    QgsProject.instance().writeEntry(SCOPE, KEY, [good, newer, "{cut sho"])
    assert QgsProject.instance().write(str(tmp_path / "odd.qgz"))
    assert QgsProject.instance().read()
    quiet(searcher)

    heard: list[ItsliveError] = []
    searcher.job.failed.connect(heard.append)
    menus.choose(button(searcher), "Newer", "Why")
    menus.choose(button(searcher), "?", "Why")
    assert [error.code for error in heard] == ["search_newer", "search_damaged"]

    save(searcher, "Another")
    texts, _there = QgsProject.instance().readListEntry(SCOPE, KEY)
    assert newer in texts
    assert "{cut sho" in texts
    menus.choose(button(searcher), "?", "Delete", then=menus.answer(QMessageBox.Yes))
    assert "{cut sho" not in QgsProject.instance().readListEntry(SCOPE, KEY)[0]


def test_the_last_searches_are_offered_also_to_the_next_session(searcher, own_settings):
    area = searcher.job.area.area
    for days in range(21, 33):
        searcher.type("itslive_max_separation", str(days))
        searcher.search()
        quiet(searcher)
        searcher.step("criteria")
    recent = [entry.search.query for entry in searcher.job.saved.recent]
    wanted = [Query(area=area, max_separation=days, min_valid=1) for days in range(32, 22, -1)]
    assert recent == wanted

    searcher.type("itslive_max_separation", "25")
    searcher.search()
    quiet(searcher)
    assert searcher.job.saved.recent[0].search.query.max_separation == 25
    assert len(searcher.job.saved.recent) == 10

    searcher.plugin.unload()
    settle()
    searcher.plugin.initGui()
    searcher.plugin.open_action.trigger()
    settle()
    quiet(searcher)
    assert len(searcher.job.saved.recent) == 10
    shown = [text for text in menus.entries(button(searcher)) if "up to" in text]
    assert len(shown) == 10
    assert shown[0].endswith("up to 25 days")
    menus.choose(button(searcher), shown[3])
    until(lambda: searcher.job.area.area == area)
    assert searcher.dock._criteria.query() == searcher.job.saved.recent[3].search.query

    menus.choose(button(searcher), "Forget the last")
    assert searcher.job.saved.recent == ()
    assert own_settings.recent_searches() == ""


def test_without_an_area_there_is_nothing_to_save(its_live_user):
    texts = menus.entries(button(its_live_user))
    assert "Save this search\u2026 (needs an area)" in texts


def test_criteria_that_contradict_are_not_saved(searcher):
    searcher.type("itslive_min_separation", "500")
    menus.choose(button(searcher), "Save this search")
    quiet(searcher)
    assert stored() == []
    assert "exceeds the longest" in searcher.dock._criteria._separation.problem()
