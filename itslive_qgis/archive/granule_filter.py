"""What of a list of granules is looked at: a text, a year, a satellite group, a separation."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .coverage import group_of_granule, whole_days
from .granule import Granule

_DAY = re.compile(r"(19|20)\d\d(-\d\d?(-\d\d?)?)?-?", re.ASCII)
_NAMING = 4  # digits: fewer tell nothing of a name


@dataclass(frozen=True)
class GranuleFilter:
    """Narrows a list that is there already; what is left open lets everything pass.

    Attributes:
        text: words that must all fit, in small or capital letters. A year, month or day (``2018``,
            ``2018-06``, ``2018-06-14``) is that of the mid-date and a shorter number that of the
            satellite (``landsat 8``); other words occur in the name or the satellite.
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
            if is_day(word):
                found = [each for each in found if each.mid_date.isoformat().startswith(word)]
            elif is_short_number(word):
                found = [each for each in found if word in each.satellite.lower().split()]
            else:
                found = [each for each in found if _occurs(word, each)]
        return tuple(found)


def is_day(word: str) -> bool:
    """Whether a word is a year, or one with month, or with month and day."""
    return _DAY.fullmatch(word) is not None


def is_short_number(word: str) -> bool:
    """Whether a word is a number that occurs in nearly every name, such as that of a satellite."""
    return word.isdecimal() and len(word) < _NAMING


def _occurs(word: str, granule: Granule) -> bool:
    return word in granule.granule_id.lower() or word in granule.satellite.lower()
