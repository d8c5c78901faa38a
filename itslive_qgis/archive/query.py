"""What a user asks ITS_LIVE for."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from math import isfinite
from typing import Any

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from .area import Area
from .satellites import GROUPS, OTHER

RANKS = ("valid", "separation", "even")
ORBITS = ("ascending", "descending")
#: What a search can be narrowed by; months, ranks and caps are never a service's business.
CRITERIA = (
    "area",
    "dates",
    "separation",
    "valid",
    "satellites",
    "months",
    "orbits",
    "epsg",
    "places",
    "versions",
)
_MONTHS = range(1, 13)
_FULL = 100  # percent
_VERSION = re.compile(r"[0-9]{3}$", re.ASCII)


@dataclass(frozen=True)
class Query:
    """The criteria of a search; every one but the area may stay open.

    Attributes:
        area: where; granules whose footprint meets it are found.
        start: first mid-date, inclusive (UTC).
        end: last mid-date, inclusive (UTC).
        min_separation: fewest days between the two images.
        max_separation: most days between the two images.
        min_valid: smallest share of valid pixels in percent.
        satellites: groups of ``satellites.GROUPS``, or ``satellites.OTHER`` for every platform that
            is in none of them; empty for all.
        months: months of the mid-date, 1 to 12; empty for all.
        orbits: ``"ascending"``, ``"descending"``; radar alone states one. Empty for all.
        epsg: EPSG codes of the granules' projections; empty for all.
        places: path and row (``"009011"``, ``"9/11"``), tile (``"22WED"``) or frame of either
            scene; empty for all.
        versions: of the product, ``"001"``, ``"002"``; empty for all.
        max_per_year: most granules per year of the mid-date; None for all.
        rank: which granules stay under that cap: ``"valid"`` the most valid, ``"separation"`` the
            shortest, ``"even"`` those spread most evenly through the year.

    Raises:
        ItsliveError: if a criterion can match nothing or is no criterion (code "query_invalid").
    """

    area: Area
    start: date | None = None
    end: date | None = None
    min_separation: float | None = None
    max_separation: float | None = None
    min_valid: float = 0
    satellites: tuple[str, ...] = ()
    months: tuple[int, ...] = ()
    orbits: tuple[str, ...] = ()
    epsg: tuple[int, ...] = ()
    places: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    max_per_year: int | None = None
    rank: str = "valid"

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", _day(self.start))
        object.__setattr__(self, "end", _day(self.end))
        for name in _LISTS:
            object.__setattr__(self, name, _items(getattr(self, name)))
        self._check_dates()
        self._check_numbers()
        self._check_choices()

    def to_dict(self) -> dict[str, Any]:
        """A JSON-able form, for the folder's record and saved searches."""
        return {
            "area": self.area.geojson(),
            "start": self.start.isoformat() if self.start else None,
            "end": self.end.isoformat() if self.end else None,
            "min_separation": self.min_separation,
            "max_separation": self.max_separation,
            "min_valid": self.min_valid,
            **{name: list(getattr(self, name)) for name in _LISTS},
            "max_per_year": self.max_per_year,
            "rank": self.rank,
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Query:
        """The inverse of :meth:`to_dict`; criteria that are missing stay open."""
        known = {name: data[name] for name in _PLAIN if data.get(name) is not None}
        try:
            start = date.fromisoformat(data["start"]) if data.get("start") else None
            end = date.fromisoformat(data["end"]) if data.get("end") else None
        except (TypeError, ValueError) as error:
            raise ItsliveError(
                QT_TRANSLATE_NOOP("Messages", "A date of the saved search cannot be read."),
                QT_TRANSLATE_NOOP("Messages", "Write dates as 2018-07-01."),
                code="query_invalid",
                detail=str(error),
            ) from error
        area = Area.from_geojson(data.get("area") or {})
        try:
            return cls(area=area, start=start, end=end, **known)
        except (TypeError, ValueError, OverflowError) as error:  # such as words for a number
            raise ItsliveError(
                QT_TRANSLATE_NOOP("Messages", "A criterion of the saved search cannot be read."),
                QT_TRANSLATE_NOOP("Messages", "Set the criteria anew and save the search again."),
                code="query_invalid",
                detail=str(error),
            ) from error

    def _check_dates(self) -> None:
        if self.start and self.end and self.start > self.end:
            raise _invalid(
                QT_TRANSLATE_NOOP("Messages", "The first date {start} is after the last, {end}."),
                start=self.start.isoformat(),
                end=self.end.isoformat(),
            )

    def _check_numbers(self) -> None:
        for limit in (self.min_separation, self.max_separation):
            if limit is not None and not (isfinite(limit) and limit >= 0):
                raise _invalid(
                    QT_TRANSLATE_NOOP("Messages", "A separation of {days} days cannot be."),
                    days=str(limit),
                )
        shortest, longest = self.min_separation, self.max_separation
        if shortest is not None and longest is not None and shortest > longest:
            raise _invalid(
                QT_TRANSLATE_NOOP(
                    "Messages", "The shortest separation {shortest} exceeds the longest, {longest}."
                ),
                shortest=shortest,
                longest=longest,
            )
        if not 0 <= self.min_valid <= _FULL:
            raise _invalid(
                QT_TRANSLATE_NOOP("Messages", "{percent} is no percentage of valid pixels."),
                percent=str(self.min_valid),
            )
        if self.max_per_year is not None and not (
            _is_whole(self.max_per_year) and self.max_per_year
        ):
            raise _invalid(
                QT_TRANSLATE_NOOP("Messages", "At least one granule per year must be allowed.")
            )

    def _check_choices(self) -> None:
        for satellite in self.satellites:
            if satellite not in (*GROUPS, OTHER):
                raise _invalid(
                    QT_TRANSLATE_NOOP(
                        "Messages", "{satellite} is no satellite ITS_LIVE uses; those are {known}."
                    ),
                    satellite=str(satellite),
                    known=", ".join(GROUPS),
                )
        for month in self.months:
            if not _is_whole(month) or month not in _MONTHS:
                raise _invalid(
                    QT_TRANSLATE_NOOP("Messages", "{month} is no month; months are 1 to 12."),
                    month=str(month),
                )
        for orbit in self.orbits:
            if orbit not in ORBITS:
                raise _invalid(
                    QT_TRANSLATE_NOOP(
                        "Messages", "{orbit} is no direction of an orbit; those are {known}."
                    ),
                    orbit=str(orbit),
                    known=", ".join(ORBITS),
                )
        self._check_lists()
        if self.rank not in RANKS:
            raise _invalid(
                QT_TRANSLATE_NOOP("Messages", "{rank} is no ranking; those are {known}."),
                rank=str(self.rank),
                known=", ".join(RANKS),
            )

    def _check_lists(self) -> None:
        for code in self.epsg:
            if not (_is_whole(code) and code):
                raise _invalid(
                    QT_TRANSLATE_NOOP(
                        "Messages", "{epsg} is no EPSG code; those are numbers such as 3413."
                    ),
                    epsg=str(code),
                )
        for place in self.places:
            if not isinstance(place, str) or not place.strip():
                raise _invalid(
                    QT_TRANSLATE_NOOP(
                        "Messages",
                        "'{place}' is no path and row, tile or frame; those are such as 009011 "
                        "or 9/11, 22WED, 149_074.",
                    ),
                    place=str(place),
                )
        for version in self.versions:
            if not isinstance(version, str) or not _VERSION.match(version):
                raise _invalid(
                    QT_TRANSLATE_NOOP(
                        "Messages", "{version} is no version; those are such as 001 and 002."
                    ),
                    version=str(version),
                )


#: Fields that belong to a criterion, where they are not called like it.
_FIELDS_OF = {
    "dates": ("start", "end"),
    "separation": ("min_separation", "max_separation"),
    "valid": ("min_valid",),
}


def relaxed(query: Query, *criteria: str) -> Query:
    """The query with these criteria open, all others as they were.

    Args:
        query: any query.
        criteria: of :data:`CRITERIA`; the area is what a search is about and stays.
    """
    names = {name for criterion in criteria for name in _fields_of(criterion)}
    defaults: dict[str, Any] = {field.name: field.default for field in fields(Query)}
    return replace(query, **{name: defaults[name] for name in names})


def set_criteria(query: Query) -> tuple[str, ...]:
    """The criteria besides the area that are not open, in the order of :data:`CRITERIA`."""
    return tuple(
        criterion
        for criterion in CRITERIA
        if criterion != "area" and relaxed(query, criterion) != query
    )


def _fields_of(criterion: str) -> tuple[str, ...]:
    return () if criterion == "area" else _FIELDS_OF.get(criterion, (criterion,))


_LISTS = ("satellites", "months", "orbits", "epsg", "places", "versions")
_PLAIN = ("min_separation", "max_separation", "min_valid", *_LISTS, "max_per_year", "rank")


def _items(given: Any) -> tuple[Any, ...]:
    # A text is a sequence too, of its letters.
    return (given,) if isinstance(given, str) else tuple(given)


def _is_whole(number: Any) -> bool:
    """Whether something is a whole number from 0 on; True and False are numbers to Python."""
    return isinstance(number, int) and not isinstance(number, bool) and number >= 0


def _day(moment: date | None) -> date | None:
    """A datetime is a date too, but the two cannot be compared."""
    return moment.date() if isinstance(moment, datetime) else moment


def _invalid(what: str, **values: Any) -> ItsliveError:
    advice = QT_TRANSLATE_NOOP("Messages", "Correct it and search again.")
    return ItsliveError(what, advice, code="query_invalid", **values)
