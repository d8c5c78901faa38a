"""A search that finds nothing says which criterion did it, and offers the next search."""

from __future__ import annotations

import socket

import pytest
from qgis.PyQt.QtWidgets import QPushButton

from itslive_qgis.archive.query import relaxed

from .conftest import settle, until


@pytest.fixture
def searcher(its_live_user, its_live):
    """A user who has drawn the area of the simulated glacier and looks at the criteria."""
    its_live_user.draw(its_live.truth.OUTLINE)
    its_live_user.step("criteria")
    return its_live_user


def search(user) -> None:
    """Search, wait for the explanation too, and look at it."""
    user.step("criteria")
    user.search()
    until(lambda: not user.job.explain.is_running())
    user.step("results")


def ways_on(user) -> list[str]:
    """The searches that are offered."""
    buttons = user.find("itslive_zero_card").findChildren(QPushButton)
    names = [each.objectName() for each in buttons if each.isVisible()]
    return [name for name in names if name.startswith("itslive_without")]


def only_until(user, day: str) -> None:
    user.find("itslive_end_on").setChecked(True)
    user.type_date("itslive_end", day)


def test_dates_that_leave_nothing_are_named_and_left_out(searcher):
    only_until(searcher, "1983-01-01")
    search(searcher)
    assert searcher.job.search.granules() == ()
    card = searcher.find("itslive_zero_card")
    assert card.isVisible()
    assert ways_on(searcher) == ["itslive_without_dates"]
    (reason,) = searcher.job.explain.explanation.reasons
    assert reason.criterion == "dates"

    wanted = relaxed(searcher.job.search.result.query, "dates")
    searcher.press("itslive_without_dates")
    until(lambda: not searcher.job.search.is_running())
    assert searcher.job.search.granules()
    assert searcher.job.search.result.query == wanted
    searcher.step("criteria")
    assert searcher.dock._criteria.query() == wanted
    assert not searcher.find("itslive_end_on").isChecked()
    assert not card.isVisible()


def test_each_criterion_that_did_it_alone_has_its_own_way_on(searcher):
    searcher.find("itslive_satellites").button("NISAR").click()
    search(searcher)
    assert ways_on(searcher) == ["itslive_without_satellites"]
    searcher.step("criteria")
    searcher.find("itslive_satellites").button("NISAR").click()
    searcher.find("itslive_more_criteria").setCollapsed(False)
    settle()
    searcher.type("itslive_epsg", "3031")
    search(searcher)
    assert ways_on(searcher) == ["itslive_without_epsg"]


def test_criteria_that_leave_nothing_together_are_opened_together(searcher):
    only_until(searcher, "1983-01-01")
    searcher.find("itslive_satellites").button("NISAR").click()
    search(searcher)
    (way,) = ways_on(searcher)
    assert way == "itslive_without_dates_satellites"
    searcher.press(way)
    until(lambda: not searcher.job.search.is_running())
    assert searcher.job.search.granules()


def test_where_there_is_nothing_at_all_no_other_criteria_are_offered(searcher):
    searcher.draw([(10.0, 10.0), (10.0, 10.2), (10.2, 10.2), (10.2, 10.0), (10.0, 10.0)])
    searcher.step("criteria")
    search(searcher)
    assert searcher.find("itslive_zero_card").isVisible()
    assert ways_on(searcher) == []
    assert [each.criterion for each in searcher.job.explain.explanation.reasons] == ["area"]


def test_a_search_that_finds_something_is_not_explained(searcher):
    search(searcher)
    assert searcher.job.search.granules()
    assert searcher.job.explain.explanation is None
    assert not searcher.find("itslive_zero_card").isVisible()


def test_a_search_that_failed_is_not_explained(searcher, own_settings):
    own_settings.set_stac_url("http://127.0.0.1:9")
    started: list[bool] = []
    searcher.job.explain.running_changed.connect(lambda: started.append(True))
    search(searcher)
    assert searcher.job.search.error is not None
    assert started == []
    assert not searcher.find("itslive_zero_card").isVisible()


def test_a_search_that_was_stopped_is_not_explained(searcher, own_settings):
    started: list[bool] = []
    searcher.job.explain.running_changed.connect(lambda: started.append(True))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        own_settings.set_stac_url(f"http://127.0.0.1:{silent.getsockname()[1]}")
        searcher.press("itslive_search")
        searcher.press("itslive_cancel")
        until(lambda: not searcher.job.search.is_running())
    assert started == []
    assert not searcher.find("itslive_zero_card").isVisible()


def test_an_explanation_that_cannot_be_had_is_told_and_had_later(searcher, own_settings, its_live):
    only_until(searcher, "1983-01-01")
    alarms: list[object] = []
    searcher.job.failed.connect(alarms.append)
    searcher.job.search.found.disconnect(searcher.job.explain.explain)
    searcher.search()
    searcher.step("results")
    own_settings.set_stac_url("http://127.0.0.1:9")
    searcher.press("itslive_zero_again")
    until(lambda: not searcher.job.explain.is_running())
    settle()
    assert "could not be found out" in searcher.find("itslive_zero_text").text()
    assert alarms == []

    own_settings.set_stac_url(its_live.url)
    searcher.press("itslive_zero_again")
    until(lambda: not searcher.job.explain.is_running())
    settle()
    assert ways_on(searcher) == ["itslive_without_dates"]


def test_a_stopped_explanation_can_be_had_later(searcher, own_settings, its_live):
    only_until(searcher, "1983-01-01")
    searcher.job.search.found.disconnect(searcher.job.explain.explain)
    searcher.search()
    searcher.step("results")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        own_settings.set_stac_url(f"http://127.0.0.1:{silent.getsockname()[1]}")
        searcher.press("itslive_zero_again")
        searcher.press("itslive_cancel")
        until(lambda: not searcher.job.explain.is_running())
    settle()
    assert "stopped" in searcher.find("itslive_zero_text").text()
    own_settings.set_stac_url(its_live.url)
    searcher.press("itslive_zero_again")
    until(lambda: not searcher.job.explain.is_running())
    settle()
    assert ways_on(searcher) == ["itslive_without_dates"]


def test_a_new_search_ends_the_explanation_of_the_last_one(searcher, own_settings, its_live):
    only_until(searcher, "1983-01-01")
    searcher.job.search.found.disconnect(searcher.job.explain.explain)
    searcher.search()
    searcher.step("results")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        own_settings.set_stac_url(f"http://127.0.0.1:{silent.getsockname()[1]}")
        searcher.press("itslive_zero_again")
        assert searcher.job.explain.is_running()
        own_settings.set_stac_url(its_live.url)
        searcher.step("criteria")
        searcher.find("itslive_end_on").setChecked(False)
        searcher.press("itslive_search")
        assert not searcher.job.explain.is_running()
        until(lambda: not searcher.job.search.is_running())
    assert searcher.job.search.granules()
    assert not searcher.find("itslive_zero_card").isVisible()
