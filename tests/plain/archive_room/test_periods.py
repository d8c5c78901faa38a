"""A long time in pieces: no day is left out, and counts make the pieces few."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itslive_qgis.archive.periods import PER_ANSWER, Period, pieces, whole

DAYS = st.dates(date(1970, 1, 1), date(2040, 12, 31))
COUNTS = st.none() | st.dictionaries(st.integers(1980, 2030), st.integers(1, 5 * PER_ANSWER))


def assert_seamless(found: list[Period], first: date, last: date) -> None:
    assert found[0].first == first
    assert found[-1].last == last
    for one, after in zip(found[:-1], found[1:]):
        assert after.first - one.last == timedelta(days=1)
    assert all(period.first <= period.last for period in found)


@given(DAYS, DAYS, COUNTS)
def test_pieces_are_the_whole_time(a: date, b: date, counts: dict[int, int] | None) -> None:
    first, last = min(a, b), max(a, b)
    assert_seamless(pieces(Period(first, last), counts), first, last)


@given(DAYS, DAYS, st.integers(1, 50))
def test_a_probe_and_halves_are_the_whole_period(a: date, b: date, days: int) -> None:
    first, last = min(a, b), max(a, b)
    parts = Period(first, last).probe_and_halves(days)
    assert_seamless(parts, first, last)
    assert parts[0].days == min(days, (last - first).days + 1)
    assert len(parts) <= 3
    assert all(abs(parts[1].days - part.days) <= 1 for part in parts[2:])


@given(DAYS, DAYS, st.integers(1, 50))
def test_parts_are_the_whole_period(a: date, b: date, count: int) -> None:
    first, last = min(a, b), max(a, b)
    parts = Period(first, last).parts(count)
    assert_seamless(parts, first, last)
    lengths = {part.days for part in parts}
    assert max(lengths) - min(lengths) <= 1
    assert len(parts) == min(count, (last - first).days + 1)


def test_few_granules_are_one_piece() -> None:
    time = Period(date(1984, 1, 1), date(2020, 1, 1))
    assert pieces(time, {1990: 5, 2017: 90}) == [time]
    assert pieces(time, {}) == [time]


def test_many_granules_are_cut_by_year_and_within_it() -> None:
    time = Period(date(2015, 3, 1), date(2018, 6, 30))
    found = pieces(time, {2015: 600, 2016: 300, 2017: 2 * PER_ANSWER, 2018: 10})
    assert found[0] == Period(date(2015, 3, 1), date(2016, 12, 31))
    assert found[1:] == [
        Period(date(2017, 1, 1), date(2017, 7, 1)),
        Period(date(2017, 7, 2), date(2017, 12, 31)),
        Period(date(2018, 1, 1), date(2018, 6, 30)),
    ]


def test_without_counts_each_year_is_a_piece() -> None:
    found = pieces(Period(date(1984, 5, 1), date(1986, 2, 1)))
    assert [(period.first.year, period.last.year) for period in found] == [
        (1984, 1984),
        (1985, 1985),
        (1986, 1986),
    ]


def test_ages_without_images_are_not_asked_year_by_year() -> None:
    found = pieces(Period(date.min, date.max))
    assert found[0] == Period(date.min, date(1982, 12, 31))
    assert found[-1].last == date.max
    assert len(found) < 100


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (None, None),
        (date(2018, 1, 1), None),
        (None, date(1960, 1, 1)),
        (date(2300, 1, 1), None),
        (date(2018, 1, 1), date(2018, 1, 1)),
    ],
)
def test_an_open_time_holds_every_mid_date(start: date | None, end: date | None) -> None:
    time = whole(start, end)
    assert time.first <= time.last
    assert time.first == start or start is None
    assert time.last == end or end is None
    if start is None and end is None:
        assert time.first < date(1983, 1, 1)
        assert time.last > date.today()


def test_the_asked_days_reach_beyond_the_period_but_not_beyond_the_calendar() -> None:
    asked = Period(date(2018, 1, 1), date(2018, 12, 31)).parameters()
    assert asked == {"start": "2017-12-30", "end": "2019-01-02"}
    assert Period(date.min, date.max).parameters() == {"start": "0001-01-01", "end": "9999-12-31"}
