"""A search from question to answer: pages received, every criterion checked, the best chosen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..errors import QT_TRANSLATE_NOOP
from ..monitor import Monitor
from .granule import Granule
from .query import Query
from .selection import SetAside, best_of_pairs, by_mid_date, cap_per_year, recheck
from .service import SearchService, Unreadable

__all__ = ["SearchResult", "SetAside", "Unreadable", "search", "sift"]

_CHECK_EVERY = 50  # granules


@dataclass(frozen=True)
class SearchResult:
    """What a search found. No granules means there are none: a failure is an ItsliveError.

    Attributes:
        query: what was asked.
        service: address of the service that answered.
        granules: what meets the query, by mid-date.
        set_aside: what the service sent and was not taken, each with its reason, by mid-date.
        matched: how many items the service said there are, None if it did not say.
        received: how many items it sent.
        unreadable: items of its answer that are no granules, each with its reason.
    """

    query: Query
    service: str
    granules: tuple[Granule, ...]
    set_aside: tuple[SetAside, ...]
    matched: int | None
    received: int
    unreadable: tuple[Unreadable, ...] = ()


def search(service: SearchService, query: Query, monitor: Monitor | None = None) -> SearchResult:
    """Find every granule the query asks for.

    Raises:
        ItsliveError: if the service cannot be asked, or its answer is none.
        Cancelled: within 200 ms of the user's wish.
    """
    monitor = monitor or Monitor()
    granules: dict[tuple[str, str], Granule] = {}
    unreadable: list[Unreadable] = []
    matched = None
    received = 0
    monitor.progress(0.0, QT_TRANSLATE_NOOP("Messages", "Asking {service}"), service=service.name)
    for page in service.pages(query, monitor):
        monitor.check()
        # Pages can shift while they are read, so that an item comes twice.
        granules.update({(item.granule_id, item.url): item for item in page.granules})
        unreadable += page.unreadable
        received += len(page.granules) + len(page.unreadable)
        matched = matched if page.matched is None else page.matched
        _report(monitor, received, matched)
    kept, set_aside = sift(granules.values(), query, monitor)
    monitor.progress(1.0, QT_TRANSLATE_NOOP("Messages", "Found {count} granules"), count=len(kept))
    return SearchResult(query, service.name, kept, set_aside, matched, received, tuple(unreadable))


def sift(
    granules: Iterable[Granule], query: Query, monitor: Monitor | None = None
) -> tuple[tuple[Granule, ...], tuple[SetAside, ...]]:
    """What meets the query, and what does not with its reason, both by mid-date.

    Every criterion is checked, then one processing per image pair and projection is chosen, then
    the cap per year applied.
    """
    monitor = monitor or Monitor()
    fitting: list[Granule] = []
    set_aside: list[SetAside] = []
    for index, granule in enumerate(granules):
        if index % _CHECK_EVERY == 0:
            monitor.check()
        reason = recheck(granule, query)
        if reason is None:
            fitting.append(granule)
        else:
            set_aside.append(SetAside(granule, reason))
    best, other_processings = best_of_pairs(fitting)
    kept, over_cap = cap_per_year(best, query.max_per_year, query.rank)
    set_aside += other_processings + over_cap
    return (
        tuple(sorted(kept, key=by_mid_date)),
        tuple(sorted(set_aside, key=lambda entry: by_mid_date(entry.granule))),
    )


def _report(monitor: Monitor, received: int, matched: int | None) -> None:
    if matched:
        text = QT_TRANSLATE_NOOP("Messages", "Received {count} of {total} granules")
        share = min(1.0, received / matched)
        monitor.progress(0.95 * share, text, count=received, total=matched)
    else:
        # Without a total the bar creeps on, ever slower, and never falls.
        text = QT_TRANSLATE_NOOP("Messages", "Received {count} granules")
        share = received / (received + 1000.0)
        monitor.progress(0.95 * share, text, count=received)
