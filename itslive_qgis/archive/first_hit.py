"""Whether a search finds anything at all, asked with as little as possible."""

from __future__ import annotations

from dataclasses import dataclass

from ..monitor import Monitor, Steady
from .granule import Granule
from .query import Query
from .selection import recheck
from .service import SearchService

_CHECK_EVERY = 50  # granules


@dataclass(frozen=True)
class Look:
    """What a look at the first pages of an answer came to.

    Attributes:
        granule: the first one that meets every criterion; None if those pages hold none.
        to_the_end: whether the service had no more pages, so that None means there is none.
    """

    granule: Granule | None
    to_the_end: bool


def finds_any(service: SearchService, query: Query, monitor: Monitor, most_pages: int = 3) -> Look:
    """The first granule that meets every criterion; no page after it is asked for.

    Args:
        service: whom to ask.
        query: for what.
        monitor: asked whether to go on.
        most_pages: how many pages that hold anything are looked through at most.

    Raises:
        ItsliveError: if the service cannot be asked, or its answer is none.
        Cancelled: within 200 ms of the user's wish.
    """
    pages = service.pages(query, Steady(monitor))
    try:
        looked_through = 0
        for page in pages:
            for index, granule in enumerate(page.granules):
                if index % _CHECK_EVERY == 0:
                    monitor.check()
                if recheck(granule, query) is None:
                    return Look(granule, to_the_end=False)
            looked_through += bool(page.granules)
            if looked_through == most_pages:
                return Look(None, to_the_end=False)
        return Look(None, to_the_end=True)
    finally:
        pages.close()  # its session with it
