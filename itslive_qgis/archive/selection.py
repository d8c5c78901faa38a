"""Which of the received granules stay, and why the others do not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Any

from ..errors import QT_TRANSLATE_NOOP
from .footprints import repaired
from .geometry import Polygon
from .granule import Granule
from .names import pair_identity, parse_name, place_key, processing_rank, tier_rank
from .query import Query
from .spread import evenly

OUTSIDE = QT_TRANSLATE_NOOP("Messages", "Its footprint lies outside the area.")
BEFORE = QT_TRANSLATE_NOOP("Messages", "Its mid-date lies before the first date.")
AFTER = QT_TRANSLATE_NOOP("Messages", "Its mid-date lies after the last date.")
TOO_SHORT = QT_TRANSLATE_NOOP("Messages", "Its separation is shorter than asked for.")
TOO_LONG = QT_TRANSLATE_NOOP("Messages", "Its separation is longer than asked for.")
TOO_EMPTY = QT_TRANSLATE_NOOP("Messages", "It has fewer valid pixels than asked for.")
VALID_UNKNOWN = QT_TRANSLATE_NOOP("Messages", "Its share of valid pixels is not stated.")
OTHER_SATELLITE = QT_TRANSLATE_NOOP("Messages", "It is of another satellite.")
OTHER_MONTH = QT_TRANSLATE_NOOP("Messages", "Its mid-date lies in another month.")
SAME_PAIR = QT_TRANSLATE_NOOP("Messages", "A better processing of the same image pair was found.")
OVER_CAP = QT_TRANSLATE_NOOP("Messages", "Its year has enough granules that rank higher.")
OTHER_ORBIT = QT_TRANSLATE_NOOP("Messages", "Its orbit has another direction, or none is stated.")
OTHER_EPSG = QT_TRANSLATE_NOOP("Messages", "It is in another projection.")
OTHER_PLACE = QT_TRANSLATE_NOOP("Messages", "It is of another path and row, tile or frame.")
OTHER_VERSION = QT_TRANSLATE_NOOP("Messages", "It is of another version of the product.")

#: Which of ``query.CRITERIA`` a reason belongs to; the others are no criterion's.
CRITERION_OF = {
    OUTSIDE: "area",
    BEFORE: "dates",
    AFTER: "dates",
    TOO_SHORT: "separation",
    TOO_LONG: "separation",
    TOO_EMPTY: "valid",
    VALID_UNKNOWN: "valid",
    OTHER_SATELLITE: "satellites",
    OTHER_MONTH: "months",
    OTHER_ORBIT: "orbits",
    OTHER_EPSG: "epsg",
    OTHER_PLACE: "places",
    OTHER_VERSION: "versions",
}


@dataclass(frozen=True)
class SetAside:
    """A granule that was found and not taken.

    Attributes:
        granule: the granule.
        reason: sentence saying why, marked for translation.
    """

    granule: Granule
    reason: str

    @property
    def criterion(self) -> str:
        """The one of ``query.CRITERIA`` it fails; empty if it meets all and another is better."""
        return CRITERION_OF.get(self.reason, "")


def recheck(granule: Granule, query: Query) -> str | None:
    """The first criterion a granule fails, as a sentence; None if it meets all.

    Separations count in whole days as ITS_LIVE gives them or exactly, whichever fits: two Landsat
    passes that are 16 days and some seconds apart are meant by "at most 16 days".
    """
    return next((reason for fails, reason in _CHECKS if fails(granule, query)), None)


def failed_criteria(granule: Granule, query: Query) -> frozenset[str]:
    """Every one of ``query.CRITERIA`` a granule fails, where :func:`recheck` tells the first."""
    return frozenset(CRITERION_OF[reason] for fails, reason in _CHECKS if fails(granule, query))


def downloadable(granules: Iterable[Granule]) -> tuple[tuple[Granule, ...], tuple[Granule, ...]]:
    """The granules anyone may fetch, and those behind a login, both in the order given."""
    everything = tuple(granules)
    free = tuple(granule for granule in everything if not granule.login_url)
    return free, tuple(granule for granule in everything if granule.login_url)


def best_of_pairs(granules: Iterable[Granule]) -> tuple[list[Granule], list[SetAside]]:
    """One granule per image pair and projection: the best processed one.

    Newer product version first, then tier (T1, T2, RT), then later processing, then more valid
    pixels. The same pair in two projections stays twice, as each covers what the other does not.

    Files whose projection is not stated may be of two, so of these all stay that are of the
    pair's best processing. Of such a pair nothing else stays, in whichever projection: what it
    covers beside the best cannot be told, and a cube takes the best processing alone.
    """
    pairs: dict[Hashable, list[Granule]] = defaultdict(list)
    for granule in granules:
        pairs[pair_identity(granule.granule_id)].append(granule)
    kept: list[Granule] = []
    set_aside: list[SetAside] = []
    for pair in pairs.values():
        chosen = _best_by_projection(pair)
        taken = {id(granule) for granule in chosen}
        kept += chosen
        set_aside += [SetAside(other, SAME_PAIR) for other in pair if id(other) not in taken]
    return kept, set_aside


def _best_by_projection(pair: list[Granule]) -> list[Granule]:
    if any(granule.epsg is None for granule in pair):
        best = max(map(_processing, pair))
        pair = [granule for granule in pair if _processing(granule) == best]
    places: dict[Hashable, list[Granule]] = defaultdict(list)
    for granule in pair:
        places[granule.url if granule.epsg is None else granule.epsg].append(granule)
    return [max(place, key=_merit) for place in places.values()]


def cap_per_year(
    granules: Iterable[Granule], max_per_year: int | None, rank: str = "valid"
) -> tuple[list[Granule], list[SetAside]]:
    """At most ``max_per_year`` granules of each year of the mid-date.

    Args:
        granules: any granules.
        max_per_year: None keeps all.
        rank: as in :class:`~.query.Query`.
    """
    if max_per_year is None:
        return list(granules), []
    years: dict[int, list[Granule]] = defaultdict(list)
    for granule in granules:
        years[granule.mid_date.year].append(granule)
    kept: list[Granule] = []
    set_aside: list[SetAside] = []
    for year in years.values():
        chosen = _chosen(year, max_per_year, rank)
        taken = {id(granule) for granule in chosen}
        kept += chosen
        set_aside += [SetAside(other, OVER_CAP) for other in year if id(other) not in taken]
    return kept, set_aside


def by_mid_date(granule: Granule) -> tuple[Any, ...]:
    """The order results are given in."""
    return (granule.mid_date, granule.granule_id, granule.epsg or 0, granule.url)


def _before(granule: Granule, query: Query) -> bool:
    return query.start is not None and granule.mid_date.date() < query.start


def _after(granule: Granule, query: Query) -> bool:
    return query.end is not None and granule.mid_date.date() > query.end


def _too_short(granule: Granule, query: Query) -> bool:
    days = granule.separation_days
    return query.min_separation is not None and max(days, round(days)) < query.min_separation


def _too_long(granule: Granule, query: Query) -> bool:
    days = granule.separation_days
    return query.max_separation is not None and min(days, round(days)) > query.max_separation


def _valid_unknown(granule: Granule, query: Query) -> bool:
    return query.min_valid > 0 and granule.percent_valid is None


def _too_empty(granule: Granule, query: Query) -> bool:
    return granule.percent_valid is not None and granule.percent_valid < query.min_valid


def _other_satellite(granule: Granule, query: Query) -> bool:
    return bool(query.satellites) and granule.group not in query.satellites


def _other_orbit(granule: Granule, query: Query) -> bool:
    return bool(query.orbits) and granule.orbit not in query.orbits


def _other_epsg(granule: Granule, query: Query) -> bool:
    return bool(query.epsg) and granule.epsg not in query.epsg


def _other_place(granule: Granule, query: Query) -> bool:
    wanted = set(map(place_key, query.places))
    return bool(wanted) and wanted.isdisjoint(map(place_key, granule.places))


def _other_version(granule: Granule, query: Query) -> bool:
    return bool(query.versions) and granule.version not in query.versions


def _other_month(granule: Granule, query: Query) -> bool:
    return bool(query.months) and granule.mid_date.month not in query.months


def _outside(granule: Granule, query: Query) -> bool:
    """Whether the footprint surely misses the area.

    A footprint that is missing or none at all proves nothing: there the service's word counts.
    """
    footprint = repaired(granule.footprint)
    return bool(footprint) and not any(query.area.meets(Polygon(part)) for part in footprint)


#: In the order reasons are given; where a granule lies takes longest to tell.
_CHECKS: tuple[tuple[Callable[[Granule, Query], bool], str], ...] = (
    (_before, BEFORE),
    (_after, AFTER),
    (_too_short, TOO_SHORT),
    (_too_long, TOO_LONG),
    (_valid_unknown, VALID_UNKNOWN),
    (_too_empty, TOO_EMPTY),
    (_other_satellite, OTHER_SATELLITE),
    (_other_month, OTHER_MONTH),
    (_other_orbit, OTHER_ORBIT),
    (_other_epsg, OTHER_EPSG),
    (_other_place, OTHER_PLACE),
    (_other_version, OTHER_VERSION),
    (_outside, OUTSIDE),
)


def _processing(granule: Granule) -> tuple[Any, ...]:
    """The later the better: version of the product, tier, processing of the scenes."""
    granule_id = granule.granule_id
    version = granule.version or parse_name(granule_id).version
    return (version, tier_rank(granule_id), processing_rank(granule_id))


def _merit(granule: Granule) -> tuple[Any, ...]:
    return (
        _processing(granule),
        granule.percent_valid or 0,
        granule.granule_id,
        granule.url,
    )


def _chosen(year: list[Granule], count: int, rank: str) -> list[Granule]:
    if len(year) <= count:
        return year
    if rank == "even" and count > 1:
        return evenly(sorted(year, key=by_mid_date), count)
    if rank == "separation":
        return sorted(year, key=lambda item: (item.separation_days, -_valid(item), item.url))[
            :count
        ]
    return sorted(year, key=lambda item: (-_valid(item), item.separation_days, item.url))[:count]


def _valid(granule: Granule) -> float:
    return granule.percent_valid if granule.percent_valid is not None else -1.0
