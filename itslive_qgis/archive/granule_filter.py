"""What of a list of granules is looked at: a text, a year, a satellite group, a separation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .coverage import group_of_granule, whole_days
from .granule import Granule


@dataclass(frozen=True)
class GranuleFilter:
    """Narrows a list that is there already; what is left open lets everything pass.

    Attributes:
        text: words that must all occur in the granule's name, satellite or dates (``2018-06-14``),
            in small or capital letters.
        year: of the mid-date, UTC.
        group: one of ``satellites.GROUPS``, or ``satellites.OTHER`` for all others.
        separation: more than the first and at most the second number of whole days.
    """

    text: str = ""
    year: int | None = None
    group: str | None = None
    separation: tuple[float, float] | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the text, in small letters."""
        return tuple(self.text.lower().split())

    def is_open(self) -> bool:
        """Whether everything passes."""
        return not self.words and self.year is self.group is self.separation is None

    def passing(self, granules: Iterable[Granule]) -> tuple[Granule, ...]:
        """Those that pass, in the order they came."""
        found: Iterable[Granule] = granules
        if self.year is not None:
            found = [each for each in found if each.mid_date.year == self.year]
        if self.group is not None:
            found = [each for each in found if group_of_granule(each) == self.group]
        if self.separation is not None:
            low, high = self.separation
            found = [each for each in found if low < whole_days(each) <= high]
        words = self.words
        if words:
            found = [each for each in found if _holds(searched_text(each), words)]
        return tuple(found)


def searched_text(granule: Granule) -> str:
    """The text that the words of a filter are looked for in, in small letters."""
    days = (granule.mid_date, granule.date_1, granule.date_2)
    dates = " ".join(day.isoformat()[:10] for day in days)
    return f"{granule.granule_id} {granule.satellite} {dates}".lower()


def _holds(text: str, words: tuple[str, ...]) -> bool:
    return all(word in text for word in words)
