"""Every criterion typed and clicked, and set from a query."""

from __future__ import annotations

from datetime import date

import pytest
import requests
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QWidget

from itslive_qgis.archive.query import Query

from . import menus
from .conftest import settle, until


@pytest.fixture
def searcher(its_live_user, its_live):
    """A user who has drawn the area of the simulated glacier and looks at the criteria."""
    its_live_user.draw(its_live.truth.OUTLINE)
    its_live_user.step("criteria")
    return its_live_user


@pytest.fixture
def page(searcher):
    return searcher.dock._criteria


def unfold(user) -> None:
    user.find("itslive_more_criteria").setCollapsed(False)
    settle()


def full(area) -> Query:
    """A query that asks for everything one can ask for."""
    return Query(
        area=area,
        start=date(2017, 3, 1),
        end=date(2022, 10, 31),
        min_separation=6,
        max_separation=12.5,
        min_valid=33.25,
        satellites=("Sentinel-1", "Other"),
        months=(1, 2, 12),
        orbits=("ascending", "descending"),
        epsg=(3413, 32608),
        places=("9/11", "T22WED"),
        versions=("001", "002"),
        max_per_year=7,
        rank="even",
    )


def test_a_new_search_asks_for_the_defaults(page, searcher):
    area = searcher.job.area.area
    assert page.query() == Query(area=area, max_separation=120, min_valid=1)


def test_everything_that_is_typed_and_clicked_is_asked_for(page, searcher):
    unfold(searcher)
    for name, day in (("start", "2017-03-01"), ("end", "2022-10-31")):
        searcher.find(f"itslive_{name}_on").setChecked(True)
        searcher.type_date(f"itslive_{name}", day)
    searcher.type("itslive_min_separation", "6")
    searcher.type("itslive_max_separation", "12.5")
    searcher.type("itslive_min_valid", "33.25")
    searcher.type("itslive_max_per_year", "7")
    searcher.find("itslive_rank").setCurrentIndex(2)
    searcher.type("itslive_epsg", "epsg:3413 32608")
    searcher.type("itslive_places", "9/11, T22WED")
    clicks = {
        "itslive_satellites": ("Sentinel-1", "Other"),
        "itslive_months": (1, 2, 12),
        "itslive_orbits": ("ascending", "descending"),
        "itslive_versions": ("001", "002"),
    }
    for name, values in clicks.items():
        for value in values:
            QTest.mouseClick(searcher.find(name).button(value), Qt.MouseButton.LeftButton)
    settle()
    assert page.query() == full(searcher.job.area.area)


def test_the_fields_show_a_query_and_give_it_back(page, searcher):
    area = searcher.job.area.area
    queries = [
        full(area),
        Query(area=area),
        Query(area=area, start=date(1999, 12, 31), versions=("003",)),
        Query(area=area, min_separation=400, epsg=(3031,), rank="separation", max_per_year=1),
        full(area),
    ]
    for query in queries:
        page.set_query(query)
        assert page.query() == query


def test_reset_gives_the_defaults_and_keeps_the_area(page, searcher):
    area = searcher.job.area.area
    page.set_query(full(area))
    unfold(searcher)
    searcher.type("itslive_epsg", "nonsense")
    searcher.press("itslive_reset_criteria")
    assert page.query() == Query(area=area, max_separation=120, min_valid=1)
    assert not any(section.problem() for section in page._sections)


def test_the_title_of_the_folded_part_tells_what_is_set_in_it(page, searcher):
    group = searcher.find("itslive_more_criteria")
    assert group.isCollapsed()
    assert group.title() == "More criteria"
    area = searcher.job.area.area
    page.set_query(Query(area=area, orbits=("ascending",), versions=("002",)))
    assert group.title() == "More criteria: ascending, version 2"
    width = searcher.dock.minimumSizeHint().width()
    page.set_query(Query(area=area, places=tuple(f"{path}/11" for path in range(1, 60))))
    settle()
    assert group.title().startswith("More criteria: 1/11, 2/11")
    assert group.title().endswith("\u2026")
    assert "59/11" in group.toolTip()
    assert searcher.dock.minimumSizeHint().width() == width
    page.set_query(Query(area=area))
    assert group.title() == "More criteria"


def test_what_cannot_be_read_is_told_beside_its_field_and_nothing_is_lost(page, searcher):
    unfold(searcher)
    searcher.type("itslive_epsg", "3413, polar")
    searcher.type("itslive_places", "9/11")
    assert "polar is no EPSG code" in page._more.epsg.problem()
    assert page._more.places.problem() == ""
    problem = page._more.epsg._problem
    assert problem.isVisible()
    edit = searcher.find("itslive_epsg")
    below = problem.mapTo(page, QPoint(0, 0)).y() - edit.mapTo(page, QPoint(0, 0)).y()
    assert 0 < below < 3 * edit.height()

    searcher.find("itslive_more_criteria").setCollapsed(True)
    searcher.press("itslive_search")
    assert not searcher.job.search.is_running()
    assert not searcher.find("itslive_more_criteria").isCollapsed()
    assert edit.hasFocus()
    assert edit.text() == "3413, polar"
    assert "polar is no EPSG code" in searcher.summary()

    searcher.type("itslive_epsg", "3413")
    assert page._more.epsg.problem() == ""
    assert not problem.isVisible()
    assert page.query().epsg == (3413,)


def test_limits_that_contradict_are_told_beside_their_fields(page, searcher):
    searcher.type("itslive_max_separation", "16")
    searcher.type("itslive_min_separation", "64")
    assert "exceeds the longest" in page._separation.problem()
    searcher.type("itslive_max_separation", "80")
    assert page._separation.problem() == ""


def test_what_the_last_search_found_is_offered(page, searcher):
    unfold(searcher)
    assert not searcher.find("itslive_epsg_found").isVisible()
    searcher.search()
    searcher.step("criteria")
    found = {granule.epsg for granule in searcher.job.search.granules()}
    offered = menus.entries(searcher.find("itslive_epsg_found"))
    assert {int(text.split()[0].partition(":")[2]) for text in offered} == found

    searcher.type("itslive_epsg", "3413")
    menus.choose(searcher.find("itslive_epsg_found"), "EPSG:32608")
    assert page.query().epsg == (3413, 32608)
    menus.choose(searcher.find("itslive_epsg_found"), "EPSG:32608")
    assert page.query().epsg == (3413,)


def test_a_projection_is_searched_for(page, searcher):
    unfold(searcher)
    searcher.type("itslive_epsg", "32608")
    searcher.search()
    granules = searcher.job.search.granules()
    assert granules
    assert {granule.epsg for granule in granules} == {32608}


@pytest.fixture
def whole_user(user, whole_its_live, own_settings):
    """A user whose service has every satellite and version, and what it says of each granule."""
    own_settings.set_stac_url(whole_its_live.url)
    user.draw(whole_its_live.truth.OUTLINE)
    user.step("criteria")
    user.type("itslive_max_separation", "0")
    user.type("itslive_min_valid", "0")
    unfold(user)
    area = {"intersects": user.job.area.area.geojson(), "limit": 1000}
    answer = requests.post(f"{whole_its_live.url}/search", json=area, timeout=60).json()
    return user, {item["id"]: item["properties"] for item in answer["features"]}


def found(user) -> set[str]:
    """What is found, or gives way to a better processing of the same pair."""
    user.search()
    result = user.job.search.result
    gave_way = [each.granule for each in result.set_aside if not each.criterion]
    return {granule.granule_id for granule in (*result.granules, *gave_way)}


def test_orbits_are_those_of_radar_alone(whole_user):
    user, items = whole_user
    user.find("itslive_orbits").button("ascending").click()
    wanted = {name for name, each in items.items() if each["sat:orbit_state"] == "ascending"}
    assert wanted
    assert len(wanted) < len(items)
    assert found(user) == wanted
    assert all(granule.group == "Sentinel-1" for granule in user.job.search.granules())


def test_versions_are_those_stated(whole_user):
    user, items = whole_user
    user.find("itslive_versions").button("001").click()
    wanted = {name for name, each in items.items() if each["version"] == "001"}
    assert wanted
    assert len(wanted) < len(items)
    assert found(user) == wanted


def test_places_found_are_offered_and_searched_for(whole_user):
    user, _items = whole_user
    everything = found(user)
    user.step("criteria")
    button = user.find("itslive_places_found")
    place = menus.entries(button)[0].split(" (")[0]
    menus.choose(button, place)
    assert user.find("itslive_places").text() == place
    here = found(user)
    assert here
    assert here < everything
    assert all(place in granule.places for granule in user.job.search.granules())


def test_the_tab_key_goes_down_the_page(page, searcher):
    unfold(searcher)
    first = searcher.find("itslive_searches")
    first.setFocus(Qt.FocusReason.TabFocusReason)
    passed: list[QWidget] = [first]
    for _ in range(80):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        passed.append(QApplication.focusWidget())
        if passed[-1] is searcher.find("itslive_search"):
            break
    assert passed[-1] is searcher.find("itslive_search")
    assert searcher.find("itslive_places") in passed
    passed.remove(searcher.find("itslive_more_criteria"))  # as high as what it holds
    heights = [widget.mapTo(page, QPoint(0, widget.height() // 2)).y() for widget in passed]
    assert heights == sorted(heights)


def test_a_search_that_is_not_shown_harms_nothing(searcher, page):
    searcher.search()
    until(lambda: not searcher.job.saved.is_running())
    searcher.dock.hide()
    searcher.job.load_search(searcher.job.saved.recent[0].search)
    settle()
    assert page.query() == searcher.job.search.result.query


def test_the_button_at_the_foot_searches_an_area_that_was_not_searched(searcher):
    searcher.step("criteria")
    assert searcher.find("itslive_next").text() == "Search"
    searcher.press("itslive_next")
    until(lambda: not searcher.job.search.is_running())
    assert searcher.job.search.granules()
    searcher.step("criteria")
    assert searcher.find("itslive_next").text() == "Next"
    before = searcher.job.search.result
    searcher.press("itslive_next")
    settle()
    assert searcher.dock.current() == 2
    assert searcher.job.search.result is before
