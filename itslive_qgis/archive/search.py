"""A search from question to answer: pages received, every criterion checked, the best chosen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Callable

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..monitor import Monitor, Steady
from .granule import Granule
from .query import Query
from .selection import SetAside, best_of_pairs, by_mid_date, cap_per_year, recheck
from .service import Page, SearchService, Unreadable

__all__ = ["Arrival", "Gathering", "SearchResult", "SetAside", "Unreadable", "search", "sift"]

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
        received: how many different items it sent.
        unreadable: items of its answer that are no granules, each with its reason.
        filtered_by: names of ``query.CRITERIA`` that the service narrowed its answer by; what it
            did not send for that reason is not among those set aside.
        complete: False if the search was stopped before the service had sent everything.
        at_most: whether ``matched`` may count an item twice, or one that is not sent.
        missing: how many items the service announced and never sent, though it was asked to the
            end. Its count may have been an estimate.
    """

    query: Query
    service: str
    granules: tuple[Granule, ...]
    set_aside: tuple[SetAside, ...]
    matched: int | None
    received: int
    unreadable: tuple[Unreadable, ...] = ()
    filtered_by: tuple[str, ...] = ()
    complete: bool = True
    at_most: bool = False
    missing: int = 0


@dataclass(frozen=True)
class Arrival:
    """What one page of a service's answer brought, as soon as it is there.

    Attributes:
        fitting: granules not seen before that meet every criterion; of an image pair a better
            processing may still come.
        set_aside: granules not seen before that do not, each with its reason.
        received: how many different items were received so far.
        matched: how many there are, None if the service does not say.
        at_most: whether ``matched`` may count an item twice, or one that is not sent.
    """

    fitting: tuple[Granule, ...]
    set_aside: tuple[SetAside, ...]
    received: int
    matched: int | None
    at_most: bool = False


class Gathering:
    """The answer of a service while it arrives, and what it comes to, whole or stopped.

    Filled by one thread; another may ask for :meth:`result` once that has ended.
    """

    def __init__(self, query: Query, service: str) -> None:
        self.query = query
        self.service = service
        self.received = 0
        self.matched: int | None = None
        self.at_most = False
        self.missing = 0
        self._fitting: dict[tuple[str, str], Granule] = {}
        self._set_aside: dict[tuple[str, str], SetAside] = {}
        self._unreadable: list[Unreadable] = []
        self._known_unreadable: set[Unreadable] = set()
        self._filtered_by: set[str] | None = None

    def take(self, page: Page, monitor: Monitor | None = None) -> Arrival:
        """Check every granule of a page; those that came before are passed over.

        Raises:
            Cancelled: if the user asks to stop; what was checked until then is kept.
        """
        monitor = monitor or Monitor()
        self.matched = self.matched if page.matched is None else page.matched
        self.at_most = self.at_most or page.at_most
        self.missing += page.missing
        self._take_unreadable(page)
        # A criterion counts as the service's only if every page was narrowed by it.
        by_service = set(page.filtered_by)
        before = by_service if self._filtered_by is None else self._filtered_by
        self._filtered_by = before & by_service
        fitting: list[Granule] = []
        set_aside: list[SetAside] = []
        for index, granule in enumerate(page.granules):
            if index % _CHECK_EVERY == 0:
                monitor.check()
            # Pages can shift while they are read, and a service be asked by two shapes, so that
            # an item comes twice.
            key = (granule.granule_id, granule.url)
            if key in self._fitting or key in self._set_aside:
                continue
            self.received += 1
            reason = recheck(granule, self.query)
            if reason is None:
                self._fitting[key] = granule
                fitting.append(granule)
            else:
                self._set_aside[key] = SetAside(granule, reason)
                set_aside.append(self._set_aside[key])
        return Arrival(tuple(fitting), tuple(set_aside), self.received, self.matched, self.at_most)

    def result(self, complete: bool = True) -> SearchResult:
        """What the search found; ``complete=False`` says that it was stopped before its end."""
        kept, over = _chosen(self._fitting.values(), self.query)
        return SearchResult(
            query=self.query,
            service=self.service,
            granules=kept,
            set_aside=_in_order([*self._set_aside.values(), *over]),
            matched=self.matched,
            received=self.received,
            unreadable=tuple(self._unreadable),
            filtered_by=tuple(sorted(self._filtered_by or ())),
            complete=complete,
            at_most=self.at_most,
            missing=self.missing,
        )

    def check_readable(self) -> None:
        """Refuse to take an answer for an empty one of which nothing could be read.

        Raises:
            ItsliveError: if entries came and none of them is a granule ("nothing_readable").
        """
        if self._fitting or self._set_aside or not self._unreadable:
            return
        first = self._unreadable[0]
        raise ItsliveError(
            QT_TRANSLATE_NOOP(
                "Messages", "The service sent {count} entries, and none is a granule we can read."
            ),
            QT_TRANSLATE_NOOP(
                "Messages",
                "Check the address of the service in the settings, and whether there is a newer "
                "version of this plugin.",
            ),
            code="nothing_readable",
            detail=f"{first.granule_id}: {first.reason}",
            count=self.received,
        )

    def _take_unreadable(self, page: Page) -> None:
        for item in page.unreadable:
            if item.granule_id and item in self._known_unreadable:
                continue
            self._known_unreadable.add(item)
            self.received += 1
            self._unreadable.append(item)


def search(
    service: SearchService,
    query: Query,
    monitor: Monitor | None = None,
    on_arrival: Callable[[Arrival], None] | None = None,
    gathering: Gathering | None = None,
) -> SearchResult:
    """Find every granule the query asks for.

    Args:
        service: whom to ask.
        query: for what.
        monitor: told of progress, asked whether to go on.
        on_arrival: called after each page, in this thread, with what it brought.
        gathering: where pages are kept; whoever holds it has what came when the search is stopped.

    Raises:
        ItsliveError: if the service cannot be asked, or its answer is none.
        Cancelled: within 200 ms of the user's wish.
    """
    monitor = Steady(monitor or Monitor())
    gathering = gathering or Gathering(query, service.name)
    monitor.progress(0.0, QT_TRANSLATE_NOOP("Messages", "Asking {service}"), service=service.name)
    for page in service.pages(query, monitor):
        monitor.check()
        arrival = gathering.take(page, monitor)
        if on_arrival is not None:
            on_arrival(arrival)
        _report(monitor, gathering)
    gathering.check_readable()
    result = gathering.result()
    found = QT_TRANSLATE_NOOP("Messages", "Found {count} granules")
    if result.missing:
        found = QT_TRANSLATE_NOOP(
            "Messages", "Found {count} granules; {missing} that the service announced never came"
        )
    monitor.progress(1.0, found, count=len(result.granules), missing=result.missing)
    return result


def sift(
    granules: Iterable[Granule], query: Query, monitor: Monitor | None = None
) -> tuple[tuple[Granule, ...], tuple[SetAside, ...]]:
    """What meets the query, and what does not with its reason, both by mid-date.

    Every criterion is checked, then one processing per image pair and projection is chosen, then
    the cap per year applied.
    """
    gathering = Gathering(query, "")
    gathering.take(Page(tuple(granules)), monitor)
    result = gathering.result()
    return result.granules, result.set_aside


def _chosen(fitting: Iterable[Granule], query: Query) -> tuple[tuple[Granule, ...], list[SetAside]]:
    best, other_processings = best_of_pairs(fitting)
    kept, over_cap = cap_per_year(best, query.max_per_year, query.rank)
    return tuple(sorted(kept, key=by_mid_date)), other_processings + over_cap


def _in_order(entries: Iterable[SetAside]) -> tuple[SetAside, ...]:
    return tuple(sorted(entries, key=lambda entry: by_mid_date(entry.granule)))


def _report(monitor: Monitor, gathering: Gathering) -> None:
    received, matched = gathering.received, gathering.matched
    if matched:
        text = QT_TRANSLATE_NOOP("Messages", "Received {count} of {total} granules")
        if gathering.at_most:
            text = QT_TRANSLATE_NOOP("Messages", "Received {count} of at most {total} granules")
        share = min(1.0, received / matched)
        monitor.progress(0.95 * share, text, count=received, total=matched)
    else:
        # Without a total the bar creeps on, ever slower, and never falls.
        text = QT_TRANSLATE_NOOP("Messages", "Received {count} granules")
        share = received / (received + 1000.0)
        monitor.progress(0.95 * share, text, count=received)
