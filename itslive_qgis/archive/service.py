"""What a search service is to the rest of the room."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Protocol

from ..monitor import Monitor
from .granule import Granule
from .query import Query


@dataclass(frozen=True)
class Unreadable:
    """An item of a service's answer that is no granule we can use.

    Attributes:
        granule_id: its id, as far as it has one.
        reason: sentence template saying why, marked for translation.
    """

    granule_id: str
    reason: str


@dataclass(frozen=True)
class Page:
    """One page of a service's answer.

    Attributes:
        granules: what could be read.
        matched: how many items the service says there are in all, None if it does not say.
        unreadable: what could not be read, and why.
        filtered_by: names of ``query.CRITERIA`` the service itself narrowed this answer by.
        at_most: whether ``matched`` may count an item twice, or one that the service does not send.
        missing: on the last page, how many of the announced items never came.
    """

    granules: tuple[Granule, ...]
    matched: int | None = None
    unreadable: tuple[Unreadable, ...] = ()
    filtered_by: tuple[str, ...] = ()
    at_most: bool = False
    missing: int = 0


class SearchService(Protocol):
    """A service that finds granules."""

    @property
    def name(self) -> str:
        """The service as the user knows it: its address."""

    def pages(self, query: Query, monitor: Monitor) -> Generator[Page, None, None]:
        """Find granules page by page.

        A service may return more than the query asks for (:func:`search` checks every criterion),
        never less.

        Raises:
            ItsliveError: if it cannot be asked or its answer is none.
            Cancelled: if the user asks to stop.
        """
