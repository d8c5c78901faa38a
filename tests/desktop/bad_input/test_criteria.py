"""Searches that cannot be: no area, dates the wrong way round, limits that contradict."""

from __future__ import annotations

import pytest

from tests.desktop.bad_input.conftest import held, is_sentence

DATES = {"START": "2020-01-01", "END": "2019-01-01"}
SEPARATIONS = {"MIN_SEPARATION": 64, "MAX_SEPARATION": 16}


@pytest.mark.parametrize(
    ("bad", "what"),
    [
        (DATES, "The first date 2020-01-01 is after the last, 2019-01-01"),
        (SEPARATIONS, "The shortest separation 64.0 exceeds the longest, 16.0"),
    ],
)
def test_the_algorithm_refuses_limits_that_contradict(
    bad, what, refused, its_live, outline_layer, tmp_path
):
    earlier = tmp_path / "found.gpkg"
    earlier.write_bytes(b"the search of last week")
    before = held(tmp_path)
    parameters = {"AREA": outline_layer, "SERVICE": its_live.url, "OUTPUT": str(earlier)}
    text = refused("searchgranules", {**parameters, **bad})
    assert what in text
    assert "Correct it and search again" in text
    assert held(tmp_path) == before


def test_the_dock_refuses_dates_the_wrong_way_round(its_live_user, its_live):
    user = its_live_user
    user.draw(its_live.truth.OUTLINE)
    user.step("criteria")
    for name, date in (("start", "2020-01-01"), ("end", "2019-01-01")):
        user.find(f"itslive_{name}_on").setChecked(True)
        user.type_date(f"itslive_{name}", date)
    user.press("itslive_search")

    assert is_sentence(user.summary())
    assert "The first date 2020-01-01 is after the last, 2019-01-01" in user.summary()
    assert "Correct it and search again" in user.summary()
    assert "after the last" in user.desktop.bar.currentItem().text()
    assert not user.job.search.is_running()
    assert user.job.search.result is None

    user.type_date("itslive_end", "2021-01-01")
    user.search()
    assert user.job.search.error is None


def test_the_dock_says_that_a_search_needs_an_area(user):
    user.step("criteria")
    assert not user.find("itslive_search").isEnabled()
    assert "The search needs an area" in user.summary()
    assert "Go back and draw one" in user.summary()


def test_the_dock_refuses_separations_the_wrong_way_round(its_live_user, its_live):
    user = its_live_user
    user.draw(its_live.truth.OUTLINE)
    user.step("criteria")
    user.type("itslive_min_separation", "64")
    user.type("itslive_max_separation", "16")
    user.press("itslive_search")
    assert "The shortest separation 64 exceeds the longest, 16" in user.summary()
    assert "Correct it" in user.summary()
