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
        separation: more than the first and at most the second number of whole days; more than 0
            lets 0 pass too, as the bins of ``coverage.separation_bins`` do.
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
            low = low or -1  # the shortest bin counts what has less than half a day, too
            found = [each for each in found if low < whole_days(each) <= high]
        for word in self.words:
            in_dates = not word.strip("0123456789-")
            found = [each for each in found if _holds(each, word, in_dates)]
        return tuple(found)


def _holds(granule: Granule, word: str, in_dates: bool) -> bool:
    """Whether a word occurs; dates are written out only for what can be a part of one."""
    if word in granule.granule_id.lower() or word in granule.satellite.lower():
        return True
    days = (granule.mid_date, granule.date_1, granule.date_2)
    return in_dates and any(word in day.isoformat()[:10] for day in days)
