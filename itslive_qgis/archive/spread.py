"""Which granules of a year are spread most evenly through it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from heapq import heappop, heappush

from .granule import Granule

_TICK = timedelta(microseconds=1)


def evenly(in_order: Sequence[Granule], count: int) -> list[Granule]:
    """Granules as far from each other in time as they come.

    First and last of all, then again and again the one farthest from all chosen, the more valid one
    of equals. Between two neighbours of the chosen ones that is told once, so that
    a year of thousands takes hardly longer than to sort it.

    Args:
        in_order: by mid-date, more than ``count``.
        count: how many to take, at least two.
    """
    first = in_order[0].mid_date
    times = [(granule.mid_date - first) // _TICK for granule in in_order]
    by_merit = sorted(range(len(times)), key=lambda place: _merit(in_order[place]))
    merit = [0] * len(times)
    for rank, place in enumerate(by_merit):
        merit[place] = rank
    # The best of each gap, the best gap first: minus distance, minus merit, itself and its gap.
    gaps: list[tuple[int, int, int, int, int]] = []

    def look_into(low: int, high: int) -> None:
        best = max(
            (
                (min(times[place] - times[low], times[high] - times[place]), merit[place], place)
                for place in range(low + 1, high)
            ),
            default=None,
        )
        if best is not None:
            heappush(gaps, (-best[0], -best[1], best[2], low, high))

    chosen = [0, len(times) - 1]
    look_into(*chosen)
    while len(chosen) < count:
        *_, place, low, high = heappop(gaps)
        chosen.append(place)
        look_into(low, place)
        look_into(place, high)
    return [in_order[place] for place in chosen]


def _merit(granule: Granule) -> tuple[float, str]:
    return (-1.0 if granule.percent_valid is None else granule.percent_valid, granule.url)
