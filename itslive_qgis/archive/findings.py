"""What a search came to, counted once and in the search's own thread, for whoever shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .coverage import counts, separation_bins
from .granule import Granule
from .names import pair_identity
from .search import SearchResult
from .selection import SetAside

_NAMES = 300  # of a reason; nobody reads more of them, and the result has them all

Key = tuple[str, str]
Separation = tuple[float, float]


def key_of(granule: Granule) -> Key:
    """What tells a granule from all others: a pair in two zones has one id and two files."""
    return (granule.granule_id, granule.url)


@dataclass(frozen=True)
class Reason:
    """Why granules were set aside.

    Attributes:
        reason: sentence saying why, marked for translation.
        count: how many.
        names: ids of the first of them.
    """

    reason: str
    count: int
    names: tuple[str, ...]


@dataclass(frozen=True)
class Overview:
    """Numbers that describe a list of granules.

    Attributes:
        counts: number by year of the mid-date and satellite group (see ``coverage.counts``).
        separations: number by separation (see ``coverage.separation_bins``).
        zones: number by EPSG code; None counts those whose projection is not stated.
        unplaced: how many have no footprint.
        behind_login: how many can be fetched by a browser only, after a login.
        twice: how many image pairs are there in two projections or more.
        reasons: why others were set aside, the commonest first.
        checked: names of ``query.CRITERIA`` that others failed when they were checked here.
    """

    counts: dict[tuple[int, str], int] = field(default_factory=dict)
    separations: dict[Separation, int] = field(default_factory=dict)
    zones: dict[int | None, int] = field(default_factory=dict)
    unplaced: int = 0
    behind_login: int = 0
    twice: int = 0
    reasons: tuple[Reason, ...] = ()
    checked: tuple[str, ...] = ()

    def __add__(self, other: Overview) -> Overview:
        """The numbers of two lists together; pairs are not compared across them."""
        return Overview(
            counts=_summed(self.counts, other.counts),
            separations=_summed(self.separations, other.separations),
            zones=_summed(self.zones, other.zones),
            unplaced=self.unplaced + other.unplaced,
            behind_login=self.behind_login + other.behind_login,
        )


@dataclass(frozen=True)
class Findings:
    """A search's result, and the numbers that describe it."""

    result: SearchResult
    overview: Overview


def findings(result: SearchResult) -> Findings:
    """Describe a result; some 30 microseconds per granule, so this is no work for a GUI thread."""
    seen = overview(result.granules)
    pairs = Counter(pair_identity(each.granule_id) for each in result.granules if each.epsg)
    described = Overview(
        counts=seen.counts,
        separations=seen.separations,
        zones=seen.zones,
        unplaced=seen.unplaced,
        behind_login=seen.behind_login,
        twice=sum(count > 1 for count in pairs.values()),
        reasons=reasons(result.set_aside),
        checked=_criteria(result.set_aside),
    )
    return Findings(result, described)


def overview(granules: Sequence[Granule]) -> Overview:
    """The numbers of a list by itself."""
    return Overview(
        counts=counts(granules),
        separations=separation_bins(granules),
        zones=dict(Counter(each.epsg for each in granules)),
        unplaced=sum(not each.has_footprint for each in granules),
        behind_login=sum(bool(each.login_url) for each in granules),
    )


def reasons(set_aside: Iterable[SetAside]) -> tuple[Reason, ...]:
    """Why granules were set aside, the commonest reason first."""
    found: Counter[str] = Counter()
    names: dict[str, list[str]] = {}
    for each in set_aside:
        found[each.reason] += 1
        listed = names.setdefault(each.reason, [])
        if len(listed) < _NAMES:
            listed.append(each.granule.granule_id)
    return tuple(Reason(text, count, tuple(names[text])) for text, count in found.most_common())


def _criteria(set_aside: Iterable[SetAside]) -> tuple[str, ...]:
    failed = {each.criterion for each in set_aside}
    return tuple(sorted(failed - {""}))


def _summed(first: dict, second: dict) -> dict:  # type: ignore[type-arg]
    total = dict(first)
    for key, count in second.items():
        total[key] = total.get(key, 0) + count
    return total
