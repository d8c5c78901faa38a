"""Well-known glaciers by name, each with a box of longitudes and latitudes around its fast part.

The list is ``resources/glaciers.csv``. A box says where to look and is no outline: it holds ground
beside the ice, and of a large glacier a part alone. The boxes were drawn by hand and compared with
the names of Greenland's glaciers (Bjørk et al. 2015), the SCAR gazetteer and the archive's cubes.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..paths import resource
from .area import Area
from .geometry import Box

# Letters that Unicode does not take apart into a letter and an accent.
_LETTERS = str.maketrans(
    {"æ": "ae", "ø": "o", "œ": "oe", "ð": "d", "þ": "th", "ł": "l", "\u0131": "i"}
)
_BETWEEN_WORDS = re.compile(r"[\W_]+")
_APOSTROPHES = re.compile(r"['\u2019\u02bc]")
_LONGEST_LIST = 5
_LEAST = 6  # of the ranks


@dataclass(frozen=True)
class Glacier:
    """A glacier of the list.

    Attributes:
        name: as most papers have it.
        other_names: in other languages and spellings.
        region: of the Randolph Glacier Inventory, in English.
        box: west, south, east, north in degrees.
    """

    name: str
    other_names: tuple[str, ...]
    region: str
    box: Box

    def names(self) -> tuple[str, ...]:
        """The name, then the other ones."""
        return (self.name, *self.other_names)

    def area(self) -> Area:
        """The box as an area."""
        west, south, east, north = self.box
        return Area.from_rings([[[(west, south), (east, south), (east, north), (west, north)]]])


def find(text: str) -> list[Glacier]:
    """Glaciers with every word of ``text`` in their names, the likeliest first.

    Accents, case and punctuation do not count: ``jakobshavn isbrae`` finds *Jakobshavn Isbræ*.
    """
    wanted = folded(text)
    if not wanted:
        return []
    ranked = [(rank(wanted, _folded_names(each)), each) for each in every_glacier()]
    found = [(place, each.name, each) for place, each in ranked if place is not None]
    return [each for _, _, each in sorted(found, key=lambda entry: entry[:2])]


def named(name: str) -> Area:
    """The area of the glacier of this name, whatever its accents and case.

    Raises:
        ItsliveError: no glacier of the list has the name (code ``glacier_unknown``), or several
            have (``glacier_ambiguous``).
    """
    wanted = folded(name)
    for candidates in (
        [each for each in every_glacier() if folded(each.name) == wanted],
        [each for each in every_glacier() if wanted in _folded_names(each)],
        find(name),
    ):
        if len(candidates) == 1:
            return candidates[0].area()
        if candidates:
            raise _ambiguous(name, candidates)
    raise ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "The list of well-known glaciers has no {name}."),
        QT_TRANSLATE_NOOP(
            "Messages", "Try another of its names, or give the area as a polygon or a box."
        ),
        code="glacier_unknown",
        name=name.strip() or "\u2013",
    )


@cache
def every_glacier() -> tuple[Glacier, ...]:
    """The whole list, in its own order: region by region."""
    with resource("glaciers.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(_glacier(row) for row in csv.DictReader(lines))


def folded(text: str) -> str:
    """``text`` as it is compared: lower case, without accents, words with single spaces between."""
    apart = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text).casefold().translate(_LETTERS))
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return _BETWEEN_WORDS.sub(" ", plain).strip()


def rank(wanted: str, names: Sequence[str]) -> int | None:
    """How well folded ``names`` fit what is wanted: 0 is best, ``None`` not at all.

    A name that begins with it is better than one with a word that does, and that better than one
    that holds all words somewhere; the first name is a little better than the other ones, and
    words of which each is in another name are the least.

    Args:
        wanted: folded, not empty.
        names: folded.
    """
    places = []
    for number, name in enumerate(names):
        fit = _fit(wanted, name)
        if fit is not None:
            places.append(2 * fit + (number > 0))
    if not places and all(any(word in name for name in names) for word in wanted.split()):
        return _LEAST
    return min(places, default=None)


def fitting_name(text: str, names: Sequence[str]) -> str:
    """The one of a glacier's ``names`` that fits ``text`` best."""
    wanted = folded(text)
    fits = [_fit(wanted, folded(name)) for name in names]
    best = [(fit, number) for number, fit in enumerate(fits) if fit is not None]
    return names[min(best)[1]] if best else names[0]


def _fit(wanted: str, name: str) -> int | None:
    if name.startswith(wanted):
        return 0
    if f" {wanted}" in name:
        return 1
    return 2 if all(word in name for word in wanted.split()) else None


def _folded_names(glacier: Glacier) -> tuple[str, ...]:
    return tuple(folded(name) for name in glacier.names())


def _glacier(row: dict[str, str]) -> Glacier:
    return Glacier(
        name=row["name"],
        other_names=tuple(each for each in row["other_names"].split("|") if each),
        region=row["region"],
        box=(float(row["west"]), float(row["south"]), float(row["east"]), float(row["north"])),
    )


def _ambiguous(name: str, candidates: list[Glacier]) -> ItsliveError:
    shown = [each.name for each in candidates[:_LONGEST_LIST]]
    if len(candidates) > len(shown):
        shown.append("\u2026")
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "Several glaciers are called {name}: {names}."),
        QT_TRANSLATE_NOOP("Messages", "Give the name of one of them."),
        code="glacier_ambiguous",
        name=name.strip(),
        names="; ".join(shown),
    )
