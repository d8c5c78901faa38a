"""The older search API of ITS_LIVE ("itslive-search"), which NSIDC ran until 2026.

Its own host is retired; other hosts may run it. It has no paging: a long time is asked for piece by
piece, so that answers stay small and progress moves.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

import requests

from ..errors import ItsliveError
from ..monitor import Monitor
from . import failures
from .granule import Granule
from .http import ArchiveSession, Network, make_session
from .itslive_search_answers import counts_of, entries_of, read_entry
from .itslive_search_params import criteria_of, parameters_of
from .periods import Period, pieces, whole
from .query import Query
from .requesting import send
from .service import Page, Unreadable

_CHECK_EVERY = 100  # addresses
# What of the address a user may have copied does not belong to it.
_ENDPOINT = re.compile(r"(/docs|/redoc|/openapi\.json|/velocities(/(urls|coverage))?)?/*$")
_SHORTEST = 8  # days: a piece that fails even so does not fail for its length
# How a list that is too large for the service comes: cut, late, or not at all. A service that
# refuses connections or cannot be found refuses small ones, too.
_TOO_MUCH = ("answer_damaged", "timeout", "too_slow", "connection", "server_error")
_NO_ANSWER = (*_TOO_MUCH, "not_itslive_search", "not_found", "http_status")


class ItsliveSearchService:
    """Finds granules by ``GET {base_url}/velocities/urls/``.

    Args:
        base_url: root of the API, e.g. ``https://example.org/apps/itslive-search``.
        network: how to reach it.
        version: 1 or 2 for that version of the product alone, unless a query asks for another;
            None leaves it to the service.
    """

    def __init__(
        self, base_url: str, network: Network | None = None, version: int | None = None
    ) -> None:
        self.base_url = _ENDPOINT.sub("", base_url.strip().partition("?")[0])
        self.network = network or Network()
        self.version = version

    @property
    def name(self) -> str:
        """The service's address."""
        return self.base_url

    def pages(self, query: Query, monitor: Monitor) -> Generator[Page, None, None]:
        """Granules piece by piece of the time asked for, each once (see SearchService).

        Nothing is left out by what ``coverage`` says: its counts only tell where to cut the time.
        A piece whose list arrives cut, late or not at all is asked for again in smaller ones.

        Raises:
            ItsliveError: no network, no answer, a damaged one, or something else than a list.
            Cancelled: if the user asks to stop.
        """
        time = whole(query.start, query.end)
        seen: set[str] = set()
        with make_session(self.network, self.base_url) as session:
            plan, matched = self._plan(session, query, time, monitor)
            criteria: tuple[str, ...] = ()
            for parameters, periods in plan:
                criteria = criteria_of(query, parameters)
                for entries in self._lists(session, parameters, periods, monitor):
                    page = self._page(entries, seen, matched, monitor)
                    # The counts know no more of the margins around a piece than of its overlaps.
                    yield replace(page, filtered_by=criteria, at_most=matched is not None)
            if matched and not seen and criteria == ("area",):
                raise failures.nothing_sent(matched)

    def _lists(
        self,
        session: ArchiveSession,
        parameters: dict[str, str],
        periods: Iterable[Period],
        monitor: Monitor,
    ) -> Iterator[list[Any]]:
        """The entries of each period, or of the smaller ones that the service can manage.

        Each failure costs minutes, so it is made use of: of a piece that failed the first days are
        asked for alone, which ends the search there if the service is down, and no other piece of
        this length is tried.
        """
        plan = deque(periods)
        too_long = date.max.toordinal()  # days
        while plan:
            period = plan.popleft()
            divisible = period.days > _SHORTEST
            if divisible and period.days >= too_long:
                plan.extendleft(reversed(period.halves()))
                continue
            try:
                asked = {**parameters, **period.parameters(), "serialization": "json"}
                entries = entries_of(self._ask(session, "urls", asked, monitor, not divisible))
            except ItsliveError as error:
                if error.code not in _TOO_MUCH or not divisible:
                    raise
                too_long = period.days
                plan.extendleft(reversed(period.probe_and_halves(_SHORTEST)))
                continue
            yield entries

    def coverage(self, query: Query, monitor: Monitor | None = None) -> dict[int, int]:
        """How many granules the service counts in each year; years without any are absent.

        Granules over several polygons of the area count once for each.

        Raises:
            ItsliveError: as :meth:`pages`.
            Cancelled: if the user asks to stop.
        """
        with make_session(self.network, self.base_url) as session:
            return self._counts(session, parameters_of(query), monitor or Monitor())

    def _plan(
        self, session: ArchiveSession, query: Query, time: Period, monitor: Monitor
    ) -> tuple[list[tuple[dict[str, str], list[Period]]], int | None]:
        """What to ask for one after the other, and how many granules there are by coverage."""
        plan: list[tuple[dict[str, str], list[Period]]] = []
        matched: int | None = 0
        for parameters in parameters_of(query):
            counts: dict[int, int] | None = None
            if matched is not None:  # each count that does not come may cost a minute
                try:
                    counted = [{**parameters, **time.parameters()}]
                    counts = self._counts(session, counted, monitor, patient=False)
                except ItsliveError as error:
                    # Only a hint is missing then; whether the service works, its lists will tell.
                    if error.code not in _NO_ANSWER:
                        raise
            plan.append((parameters, pieces(time, counts)))
            known = matched is not None and counts is not None
            matched = (matched or 0) + sum((counts or {}).values()) if known else None
        return plan, matched

    def _counts(
        self,
        session: ArchiveSession,
        asked: Iterable[dict[str, str]],
        monitor: Monitor,
        patient: bool = True,
    ) -> dict[int, int]:
        total: dict[int, int] = {}
        for parameters in asked:
            counts = counts_of(self._ask(session, "coverage", parameters, monitor, patient))
            for year, count in counts.items():
                total[year] = total.get(year, 0) + count
        return total

    def _ask(
        self,
        session: ArchiveSession,
        what: str,
        parameters: dict[str, str],
        monitor: Monitor,
        patient: bool = True,
    ) -> requests.Response:
        if self.version is not None:
            parameters = {"version": str(self.version), **parameters}
        url = f"{self.base_url}/velocities/{what}/?{urlencode(parameters, safe=',')}"
        headers = {"Accept": "application/json"}
        return send(session, "GET", url, monitor, headers=headers, patient=patient)

    def _page(
        self, entries: list[Any], seen: set[str], matched: int | None, monitor: Monitor
    ) -> Page:
        """What is new among the entries; pieces overlap a little."""
        granules: list[Granule] = []
        unreadable: list[Unreadable] = []
        for index, entry in enumerate(entries):
            if index % _CHECK_EVERY == 0:
                monitor.check()
            key = str(entry.get("url") if isinstance(entry, dict) else entry)
            if key in seen:
                continue
            seen.add(key)
            read = read_entry(entry, self.base_url)
            if isinstance(read, Granule):
                granules.append(read)
            else:
                unreadable.append(read)
        return Page(tuple(granules), matched, tuple(unreadable))
