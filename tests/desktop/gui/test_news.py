"""What is new since a saved search was last run."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timezone

import pytest
from qgis.core import QgsProject

from itslive_qgis.archive.granule_filter import GranuleFilter
from itslive_qgis.archive.names import pair_identity
from itslive_qgis.gui.steps.saved import KEY, SCOPE

from . import menus
from .conftest import settle, until

THEN = datetime(2026, 10, 3, 12, 0, tzinfo=timezone.utc)


@pytest.fixture
def searcher(its_live_user, its_live):
    """A user who has saved what was found of Landsat 8 in October, while now there is more."""
    user = its_live_user
    user.draw(its_live.truth.OUTLINE)
    user.step("criteria")
    user.find("itslive_satellites").button("Landsat 8").click()
    user.search()
    user.step("criteria")
    menus.choose(user.find("itslive_searches"), "Save this", then=menus.type_name("L8"))
    quiet(user)
    return user


def quiet(user) -> None:
    job = user.job
    until(lambda: not (job.saved.is_running() or job.saved._waiting or job.news.is_running()))
    settle()


def back_to_october(user, **changes) -> None:
    """As if the search had been saved in October, when ITS_LIVE held something else."""
    entry = user.job.saved.entries[0]
    older = replace(entry.search, ran_at=THEN, **changes)
    text = json.dumps(older.to_dict())
    QgsProject.instance().writeEntry(SCOPE, KEY, [text])
    user.job.saved._take_project()
    quiet(user)


def ask(user) -> None:
    """Choose it from the menu, and wait."""
    user.step("criteria")
    menus.choose(user.find("itslive_searches"), "L8", "What is new since 2026-10-03")
    until(lambda: not user.job.search.is_running())
    quiet(user)


def test_what_is_new_is_chosen_and_told(searcher):
    user = searcher
    found = user.job.search.granules()
    known = user.job.saved.entries[0].search.known
    back_to_october(user, known=known[3:])
    ask(user)
    new = user.job.news.news.new
    assert 1 <= len(new) <= 3
    assert user.job.search.granules() == found
    assert user.job.search.chosen() == new
    assert user.dock.current() == 2
    assert f"{len(new)} new since 2026-10-03." in user.summary()
    user.step("criteria")
    assert "new since 2026-10-03" in user.find("itslive_news_text").text()


def test_what_is_gone_is_told(searcher):
    known = searcher.job.saved.entries[0].search.known
    back_to_october(searcher, known=(*known, "aaaaaaaa", "bbbbbbbb"))
    ask(searcher)
    assert "0 new since 2026-10-03, 2 gone." in searcher.summary()
    assert searcher.job.search.chosen() == searcher.job.search.granules()


def test_nothing_new_is_told(searcher):
    back_to_october(searcher)
    ask(searcher)
    assert "nothing is new since 2026-10-03" in searcher.summary()
    assert searcher.job.search.chosen() == searcher.job.search.granules()


def test_what_was_seen_is_new_no_more(searcher):
    back_to_october(searcher, known=())
    ask(searcher)
    found = searcher.job.search.granules()
    assert searcher.job.news.news.new == found
    searcher.step("results")
    searcher.press("itslive_news_seen")
    quiet(searcher)
    saved = searcher.job.saved.entries[0].search
    assert saved.ran_at > THEN
    back_to_october(searcher)
    ask(searcher)
    assert searcher.job.news.news.new == ()


def test_what_was_not_sent_stays_known(searcher):
    back_to_october(searcher, known=("aaaaaaaa",))
    ask(searcher)
    searcher.job.search.result = replace(searcher.job.search.result, missing=1)
    searcher.step("results")
    searcher.press("itslive_news_seen")
    quiet(searcher)
    assert "aaaaaaaa" in searcher.job.saved.entries[0].search.known


def test_the_saved_criteria_are_asked_for_not_those_of_the_page(searcher):
    back_to_october(searcher)
    searcher.press("itslive_reset_criteria")
    searcher.type("itslive_max_separation", "8")
    wanted = searcher.job.saved.entries[0].search.query
    ask(searcher)
    assert searcher.job.search.result.query == wanted
    assert searcher.dock._criteria.query() == wanted


def test_another_search_makes_it_old(searcher):
    back_to_october(searcher, known=())
    ask(searcher)
    searcher.step("results")
    assert searcher.find("itslive_news_card").isVisible()
    searcher.step("criteria")
    searcher.search()
    searcher.step("results")
    assert searcher.job.news.news is None
    assert not searcher.find("itslive_news_card").isVisible()
    assert searcher.job.search.chosen() == searcher.job.search.granules()


def test_a_search_that_failed_tells_no_news(searcher, own_settings, its_live):
    back_to_october(searcher, known=())
    own_settings.set_stac_url("http://127.0.0.1:9")
    ask(searcher)
    assert searcher.job.news.news is None
    own_settings.set_stac_url(its_live.url)
    searcher.search()
    quiet(searcher)
    assert searcher.job.news.news is None


def test_another_service_is_told(searcher, own_settings, its_live):
    back_to_october(searcher)
    own_settings.set_older_url(its_live.url)
    own_settings.set_service_kind("older")
    pairs = {pair_identity(each.granule_id) for each in searcher.job.search.granules()}
    ask(searcher)
    assert "made with another service" in searcher.summary()
    again = {pair_identity(each.granule_id) for each in searcher.job.search.granules()}
    assert again == pairs


def test_another_project_makes_it_old(searcher):
    """What is known is written into the project that holds the search, and into no other."""
    back_to_october(searcher, known=())
    ask(searcher)
    searcher.step("results")
    QgsProject.instance().clear()
    settle()
    assert searcher.job.news.news is None
    assert not searcher.find("itslive_news_card").isVisible()
    searcher.job.mark_seen()
    quiet(searcher)
    assert QgsProject.instance().readListEntry(SCOPE, KEY)[0] == []


def test_a_search_that_was_deleted_does_not_come_back(searcher):
    back_to_october(searcher, known=())
    ask(searcher)
    searcher.job.saved.delete(searcher.job.saved.entries[0])
    settle()
    searcher.step("results")
    assert not searcher.find("itslive_news_seen").isVisible()
    searcher.job.mark_seen()
    quiet(searcher)
    assert searcher.job.saved.entries == ()


def test_what_is_new_is_chosen_although_a_filter_hides_it(searcher):
    known = searcher.job.saved.entries[0].search.known
    back_to_october(searcher, known=known[3:])
    searcher.step("criteria")
    search = searcher.job.search
    # As a user does who filters while granules arrive.
    search.added.connect(lambda *_: search.set_filter(GranuleFilter(text="no such granule")))
    ask(searcher)
    new = searcher.job.news.news.new
    assert 1 <= len(new) <= 3
    assert search.chosen() == new
