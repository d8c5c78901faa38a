"""A long time cut into pieces that are asked for one after the other, with no pair lost between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timezone

FIRST_DAY = date(1982, 1, 1)  # Landsat 4, the oldest satellite of ITS_LIVE, came that July
PER_ANSWER = 1000  # granules: about a quarter of a megabyte
# The service goes by the mid-date: of 364 real pairs, taken from February to November 2018, every
# mid-date lies within 51 days. Names give the day of an image where the service may know the time,
# and whether the last day counts to its end or to its beginning is not written anywhere.
MARGIN = 2  # days


@dataclass(frozen=True)
class Period:
    """Days from the first to the last, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days."""
        return self.last.toordinal() - self.first.toordinal() + 1

    def parameters(self) -> dict[str, str]:
        """``start`` and ``end`` that find every mid-date in the period, and some beside it."""
        first = max(self.first.toordinal() - MARGIN, date.min.toordinal())
        last = min(self.last.toordinal() + MARGIN, date.max.toordinal())
        return {
            "start": date.fromordinal(first).isoformat(),
            "end": date.fromordinal(last).isoformat(),
        }

    def parts(self, count: int) -> list[Period]:
        """The period in so many parts of nearly the same length (a day each at least)."""
        count = max(1, min(count, self.days))
        start = self.first.toordinal()
        cuts = [start + self.days * number // count for number in range(count + 1)]
        return [
            Period(date.fromordinal(first), date.fromordinal(after - 1))
            for first, after in zip(cuts[:-1], cuts[1:])
        ]

    def halves(self) -> list[Period]:
        """The period in two parts."""
        return self.parts(2)

    def probe_and_halves(self, days: int) -> list[Period]:
        """The first ``days`` by themselves, then the rest in two parts."""
        cut = self.first.toordinal() + days
        if cut > self.last.toordinal():
            return [self]
        probe = Period(self.first, date.fromordinal(cut - 1))
        return [probe, *Period(date.fromordinal(cut), self.last).halves()]


def whole(start: date | None, end: date | None) -> Period:
    """The time a query asks for; where it is open, all in which there can be mid-dates."""
    # A year more than now, in case this computer's clock is behind.
    first = start or FIRST_DAY
    last = end or max(first, date(_this_year() + 1, 12, 31))
    return Period(min(first, last), last)


def pieces(time: Period, counts: Mapping[int, int] | None = None) -> list[Period]:
    """The time cut so that each piece holds few granules; together they are the whole of it.

    Args:
        time: what to cut.
        counts: granules per year, years without any absent; None if not known, which gives a
            piece per year.
    """
    if counts is None:
        return _years(time)
    found: list[Period] = []
    held = 0
    for year in _years(time):
        count = sum(
            number for key, number in counts.items() if year.first.year <= key <= year.last.year
        )
        if found and held + count <= PER_ANSWER:
            found[-1] = Period(found[-1].first, year.last)
            held += count
        else:
            parts = year.parts(-(-count // PER_ANSWER))
            found += parts
            held = count if len(parts) == 1 else PER_ANSWER
    return found


def _years(time: Period) -> list[Period]:
    """A piece per calendar year, with the years that hold no images left in one at each end."""
    first = max(time.first.year, FIRST_DAY.year)
    last = min(time.last.year, max(_this_year(), first))
    if first >= last:
        return [time]
    starts = [time.first, *(date(year, 1, 1) for year in range(first + 1, last + 1))]
    ends = [*(date(year, 12, 31) for year in range(first, last)), time.last]
    return [Period(start, end) for start, end in zip(starts, ends)]


def _this_year() -> int:
    return datetime.now(timezone.utc).year
