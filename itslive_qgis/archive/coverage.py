"""What there is of granules: how many of each year and satellite, and of each separation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import inf

from .granule import Granule
from .satellites import GROUPS, OTHER

#: Longest separations of the bins in days: those by which ITS_LIVE's composites tell short pairs
#: from long ones (16 to 256; nasa-jpl/its_live_production, ``src/itslive_composite.py``), and the
#: longest the archive has by policy. The last bin has no end.
SEPARATIONS = (16.0, 32.0, 64.0, 128.0, 256.0, 546.0, inf)


def group_of_granule(granule: Granule) -> str:
    """The group a granule is counted and drawn in."""
    return granule.group


def whole_days(granule: Granule) -> int:
    """The separation in whole days, as ITS_LIVE gives it and criteria count it."""
    return round(granule.separation_days)


def counts(granules: Iterable[Granule]) -> dict[tuple[int, str], int]:
    """Number of granules by year of the mid-date (UTC) and satellite group.

    Years and groups are in order; a year or group without any granule is absent.
    """
    found = Counter((granule.mid_date.year, group_of_granule(granule)) for granule in granules)
    order = {group: place for place, group in enumerate((*GROUPS, OTHER))}
    return {key: found[key] for key in sorted(found, key=lambda key: (key[0], order[key[1]]))}


def separation_bins(granules: Iterable[Granule]) -> dict[tuple[float, float], int]:
    """Number of granules by separation; keys are (more than, at most) days, none has no entry.

    Separations count in whole days: two Landsat passes 16 days and some seconds apart are of 16.
    """
    bins = tuple(zip((0.0, *SEPARATIONS), SEPARATIONS))
    found: Counter[tuple[float, float]] = Counter()
    for granule in granules:
        days = whole_days(granule)
        found[next((each for each in bins if days <= each[1]), bins[-1])] += 1
    return {each: found[each] for each in bins if found[each]}
