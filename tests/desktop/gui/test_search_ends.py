"""Every way a search may end leaves the step at rest, whatever came before."""

from __future__ import annotations

import gc
import threading

import pytest

from itslive_qgis.archive.area import Area
from itslive_qgis.archive.service import Page
from itslive_qgis.errors import Cancelled, ItsliveError
from itslive_qgis.gui.steps import search as search_step
from itslive_qgis.tasks import archive as archive_tasks
from itslive_qgis.tasks import base
from itslive_qgis.tasks.base import WorkTask

from .conftest import settle, until
from .test_map_zoom import box
from .test_results_page import many  # noqa: F401 - a fixture


class EmptyThenNoMore:
    """A service whose first page is empty, and that is asked for a second one.

    So it is with an area on both sides of 180 degrees, which is asked for in two parts.
    """

    name = "http://127.0.0.1/none"

    def __init__(self, error: ItsliveError | None) -> None:
        self.error = error
        self.sent = threading.Event()

    def pages(self, query, monitor):
        yield Page((), matched=7)
        self.sent.set()
        while self.error is None:
            monitor.check()
        raise self.error


@pytest.fixture
def searcher(its_live_user, its_live):
    """A user who has found something and looks at the criteria."""
    its_live_user.draw(its_live.truth.OUTLINE)
    its_live_user.search()
    its_live_user.step("criteria")
    return its_live_user


@pytest.mark.parametrize("ends", ["fails", "is stopped"])
def test_a_search_that_brought_an_empty_page_only_is_over(searcher, monkeypatch, ends):
    error = ItsliveError("The service is gone.", code="gone") if ends == "fails" else None
    service = EmptyThenNoMore(error)
    monkeypatch.setattr(archive_tasks, "make_service", lambda *_: service)
    search = searcher.job.search
    searcher.press("itslive_search")
    until(service.sent.is_set)
    if ends == "is stopped":
        until(lambda: search.arriving)
        searcher.press("itslive_cancel")
    until(lambda: not search.is_running())
    settle()
    assert not search.arriving
    assert search.result is not None
    assert not search.result.complete
    assert search.error is error
    searcher.step("results")
    assert "arriving" not in searcher.summary()


def test_a_result_that_cannot_be_made_is_told_once(many, monkeypatch):  # noqa: F811
    user, server = many
    server.pages_left = 1
    started = []

    def broken(gathering):
        started.append(gathering)
        assert len(started) < 5, "it is tried again and again"

        def work(monitor):
            raise ItsliveError("No memory is left.", code="no_memory")

        return WorkTask("Sort", work)

    monkeypatch.setattr(search_step, "stopped_search_task", broken)
    heard = []
    user.job.failed.connect(heard.append)
    user.press("itslive_search")
    until(lambda: heard and not user.job.search.is_running())
    settle()
    assert len(started) == 1
    assert [each.code for each in heard] == ["no_memory"]
    assert not user.job.search.arriving
    monkeypatch.undo()
    server.pages_left = None
    user.search()
    assert len(user.job.search.granules()) == 1500


def test_a_sorting_that_qgis_cancels_is_not_begun_anew(many, monkeypatch):  # noqa: F811
    user, _ = many
    started = []

    def cancelled(gathering):
        started.append(gathering)
        assert len(started) < 5, "it is tried again and again"

        def work(monitor):
            raise Cancelled

        return WorkTask("Sort", work)

    monkeypatch.setattr(search_step, "stopped_search_task", cancelled)
    user.press("itslive_search")
    until(lambda: user.job.search.received > 0)
    user.press("itslive_cancel")
    until(lambda: not user.job.search.is_running())
    assert len(started) == 1
    assert not user.job.search.arriving


def test_a_small_search_leaves_pythons_garbage_collector_alone(searcher):
    gc.unfreeze()
    searcher.press("itslive_search")
    until(lambda: searcher.job.search.arriving)
    until(lambda: not searcher.job.search.is_running())
    assert gc.get_freeze_count() == 0


def test_of_many_granules_it_takes_no_notice(many):  # noqa: F811
    user, _ = many
    gc.unfreeze()
    user.press("itslive_search")
    until(lambda: user.job.search.arriving)
    until(lambda: not user.job.search.is_running())
    assert gc.get_freeze_count() > 0
    gc.unfreeze()


def test_a_plugin_unloaded_while_granules_arrive_leaves_nothing(many):  # noqa: F811
    user, _ = many
    gc.freeze()  # as after a search of very many
    user.press("itslive_search")
    until(lambda: user.job.search.received > 0)
    user.plugin.unload()
    until(lambda: not base._unfinished)
    settle()
    assert gc.get_freeze_count() == 0
    user.plugin.initGui()  # taken away again by the fixture
    settle()


def test_nothing_is_searched_while_another_area_is_on_its_way(searcher):
    """It would be searched for in the area before, and shown for the one that comes."""
    searcher.job.area.set_area(Area.from_rings([box(10.0, 10.0, 10.2, 10.2)]))
    assert not searcher.find("itslive_search").isEnabled()
    until(lambda: not searcher.job.area.is_running())
    assert searcher.find("itslive_search").isEnabled()


def test_the_results_page_tells_that_they_are_of_another_area(searcher):
    searcher.step("results")
    note = searcher.find("itslive_other_area")
    assert not note.isVisible()
    searcher.job.area.set_area(Area.from_rings([box(10.0, 10.0, 10.2, 10.2)]))
    until(lambda: not searcher.job.area.is_running())
    settle()
    assert note.isVisible()
    assert "search again" in note.text()
    searcher.search()
    assert not note.isVisible()
