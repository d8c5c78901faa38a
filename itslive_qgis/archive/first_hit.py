"""Whether a search finds anything at all, asked with as little as possible."""

from __future__ import annotations

from itertools import islice

from ..monitor import Monitor, Steady
from .granule import Granule
from .query import Query
from .selection import recheck
from .service import SearchService

_CHECK_EVERY = 50  # granules


def finds_any(
    service: SearchService, query: Query, monitor: Monitor, most_pages: int = 3
) -> Granule | None:
    """The first granule that meets every criterion; no page after it is asked for.

    Args:
        service: whom to ask.
        query: for what.
        monitor: asked whether to go on.
        most_pages: how many pages are looked through at most.

    Returns:
        None if those pages hold none; a service with more of them may still have one.

    Raises:
        ItsliveError: if the service cannot be asked, or its answer is none.
        Cancelled: within 200 ms of the user's wish.
    """
    pages = service.pages(query, Steady(monitor))
    try:
        for page in islice(pages, most_pages):
            for index, granule in enumerate(page.granules):
                if index % _CHECK_EVERY == 0:
                    monitor.check()
                if recheck(granule, query) is None:
                    return granule
        return None
    finally:
        pages.close()  # its session with it
