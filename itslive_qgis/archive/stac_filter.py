"""What a STAC service is asked to leave out: never an item that may meet the query.

Items come from writers of several years. A property may have another name, be null or be missing,
and the file name may tell what it does not; so an item without the property always comes and is
judged here. Values are excluded rather than asked for: one that is spelled in a way we do not know
comes as well. Places are not filtered by, as writers keep them under names and in forms of their
own, one of them with the second scene's frame wrong.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Callable, Optional

from .query import ORBITS, Query
from .satellites import GROUPS, platforms_of

SEPARATION = ("date_dt", "dt_days")  # whichever the writer preferred; items have either, or none
VALID = "percent_valid_pixels"
PLATFORM = "platform"
ORBIT = "sat:orbit_state"
PROJECTION = "proj:code"
VERSION = "version"
PROPERTIES = (*SEPARATION, VALID, PLATFORM, ORBIT, PROJECTION, VERSION)

_NO_ORBIT = "N/A"  # what optical items state
_RADAR = ("Sentinel-1", "NISAR")
_PROJECTIONS = (3031, 3413, *range(32601, 32661), *range(32701, 32761))
_VERSIONS = ("000", "001", "002", "003")
# The service knows whole days, of which we do not know how they were rounded.
_MARGIN = 1.0  # days

Expression = dict[str, Any]
Queryables = Callable[[], Optional[Collection[str]]]


@dataclass(frozen=True)
class Filter:
    """A filter and what it narrows by.

    Attributes:
        expression: CQL2 in JSON; None where there is nothing to filter.
        criteria: names of ``query.CRITERIA``.
    """

    expression: Expression | None
    criteria: tuple[str, ...]


class Ladder:
    """The filters to try one after the other, from the fullest to none at all.

    A service may hold a property and refuse to be asked for it, or know no ``isNull``.

    Args:
        query: what is searched for.
        queryables: gives the properties that the service says it can be asked for, None if it does
            not say; called once at most, and only if the full filter was refused.
        first: the rung to begin with, where another search with this service has ended.
    """

    def __init__(self, query: Query, queryables: Queryables, first: int = 0) -> None:
        self._filters = self._distinct(query, queryables, first)
        self.rung, self.filter = next(self._filters)
        self.proven = False  # whether the service has answered with this filter

    def step(self) -> bool:
        """One filter further down; False if there is none, or the present one is known to work."""
        lower = None if self.proven else next(self._filters, None)
        if lower is None:
            return False
        self.rung, self.filter = lower
        return True

    @staticmethod
    def _distinct(query: Query, queryables: Queryables, first: int) -> Iterator[tuple[int, Filter]]:
        tried: list[Expression | None] = []
        rungs: tuple[Callable[[], Collection[str] | None], ...] = (
            lambda: PROPERTIES,
            queryables,
            lambda: SEPARATION[:1],
            lambda: (),
        )
        for rung, usable in list(enumerate(rungs))[first:]:
            names = usable()
            if names is None:
                continue
            narrowing = filter_of(query, names)
            if narrowing.expression not in tried:
                tried.append(narrowing.expression)
                yield rung, narrowing


def filter_of(query: Query, usable: Collection[str] = PROPERTIES) -> Filter:
    """The filter that all of a query's granules pass, made of the usable properties alone."""
    conditions: list[Expression] = []
    criteria: list[str] = []
    for name, part in (
        ("separation", _separation(query, usable)),
        ("valid", _valid(query, usable)),
        ("satellites", _satellites(query, usable)),
        ("orbits", _orbits(query, usable)),
        ("epsg", _epsg(query, usable)),
        ("versions", _versions(query, usable)),
    ):
        if part:
            conditions += part
            criteria.append(name)
    return Filter(_op("and", *conditions) if conditions else None, tuple(criteria))


def _separation(query: Query, usable: Collection[str]) -> list[Expression]:
    names = [name for name in SEPARATION if name in usable]
    if not names:
        return []
    neither = [_is_null(name) for name in names]
    unknown = neither if len(neither) == 1 else [_op("and", *neither)]
    conditions = []
    least = (query.min_separation or 0) - _MARGIN
    if least > 0:
        # Negative where the later image was named first.
        long = [_op(">=", _property(name), least) for name in names]
        long += [_op("<=", _property(name), -least) for name in names]
        conditions.append(_op("or", *long, *unknown))
    if query.max_separation is not None:
        most = query.max_separation + _MARGIN
        short = [_op("<=", _property(name), most) for name in names]
        conditions.append(_op("or", *short, *unknown))
    return conditions


def _valid(query: Query, usable: Collection[str]) -> list[Expression]:
    if query.min_valid <= 0 or VALID not in usable:
        return []
    return [_op("or", _op(">=", _property(VALID), query.min_valid), _is_null(VALID))]


def _satellites(query: Query, usable: Collection[str]) -> list[Expression]:
    if not query.satellites:
        return []
    others = platforms_of(tuple(group for group in GROUPS if group not in query.satellites))
    return _without(PLATFORM, others, usable)


def _orbits(query: Query, usable: Collection[str]) -> list[Expression]:
    if not query.orbits:
        return []
    conditions = _without(ORBIT, [way for way in ORBITS if way not in query.orbits], usable)
    if ORBIT in usable and PLATFORM in usable:
        optical = platforms_of(tuple(group for group in GROUPS if group not in _RADAR))
        (of_radar,) = _without(PLATFORM, optical, usable)
        (of_orbit,) = _without(ORBIT, [_NO_ORBIT], usable)
        conditions.append(_op("or", of_radar, of_orbit))
    return conditions


def _epsg(query: Query, usable: Collection[str]) -> list[Expression]:
    if not query.epsg:
        return []
    others = [f"EPSG:{code}" for code in _PROJECTIONS if code not in query.epsg]
    return _without(PROJECTION, others, usable)


def _versions(query: Query, usable: Collection[str]) -> list[Expression]:
    if not query.versions:
        return []
    wanted = {version.lstrip("vV0") for version in query.versions}
    others = [version for version in _VERSIONS if version.lstrip("0") not in wanted]
    return _without(VERSION, others, usable)


def _without(name: str, values: Collection[str], usable: Collection[str]) -> list[Expression]:
    if not values or name not in usable:
        return []
    known = _op("not", _op("in", _property(name), list(values)))
    return [_op("or", known, _is_null(name))]


def _property(name: str) -> Expression:
    return {"property": name}


def _is_null(name: str) -> Expression:
    return _op("isNull", _property(name))


def _op(operator: str, *arguments: Any) -> Expression:
    return {"op": operator, "args": list(arguments)}
