"""The walk through the pages of a STAC answer: where the next one is, and how large it may be.

pgstac names the last item of a page in the link to the next (``next:<collection>:<item>``), so a
page after such a link may have any size. Other services count pages or hide what they count; their
links are followed as they are.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from .service import Page
from .stac_answer import endless, no_stac
from .urls import is_secure, secure_url

FIRST_PAGE = 50  # items: there in a moment, so that the user sees something
PAGE_SIZES = (FIRST_PAGE, 100, 250, 500)
#: The largest page. Its JSON is parsed in one piece, during which the rest of QGIS stands still: of
#: 500 items (2 MB) for some 10 ms, of a thousand for 20 to 30, which a slow computer doubles.
LARGEST_PAGE = 500
PAGE_SECONDS = 3.0  # how long a page may take, so that rows keep coming on a slow connection
_EMPTY_PAGES = 10  # in a row, each with a next one: that is no answer any more


@dataclass(frozen=True)
class PageRequest:
    """One request of the walk through the pages.

    Attributes:
        method: ``"GET"`` or ``"POST"``.
        url: where.
        body: None for GET.
        given: the request as the service's link gives it, where this one asks for a larger page.
    """

    method: str
    url: str
    body: dict[str, Any] | None = None
    given: PageRequest | None = None

    def key(self) -> bytes:
        """The same for the same request; short, as the body may hold a long outline."""
        text = json.dumps([self.method, self.url, self.body], sort_keys=True)
        return hashlib.sha256(text.encode()).digest()

    def of_size(self, limit: int) -> PageRequest:
        """The request for a page of this size."""
        if self.body is None or self.body.get("limit") == limit:
            return self
        return PageRequest(self.method, self.url, {**self.body, "limit": limit}, self)


class PageSize:
    """The size of the next page by how long the last one took.

    Args:
        largest: items on a page at most.
    """

    def __init__(self, largest: int) -> None:
        self._sizes = [*(size for size in PAGE_SIZES if size < largest), largest]
        self._place = 0
        self._fixed = False

    @property
    def items(self) -> int:
        """Items to ask for."""
        return self._sizes[self._place]

    @property
    def is_largest(self) -> bool:
        """Whether no larger page will be asked for."""
        return self._place + 1 == len(self._sizes)

    def took(self, received: int, seconds: float) -> None:
        """Grow by one step, or shrink, after a page that held so many items."""
        if self._fixed or received < self.items:
            return  # the end, or the most that this service gives
        fit = received / max(seconds, 1e-3) * PAGE_SECONDS
        fitting = sum(size <= fit for size in self._sizes) - 1
        self._place = max(0, min(fitting, self._place + 1))

    def stay(self, limit: int | None = None) -> None:
        """Ask for no larger pages any more; for pages of this size, if one is given."""
        self._fixed = True
        if limit is not None:
            self._sizes, self._place = [limit], 0


class Walk:
    """Counts what came, and notices a walk through the pages that goes in circles."""

    def __init__(self) -> None:
        self._requests: set[bytes] = set()
        self._items: set[tuple[str, str]] = set()
        self._nameless = 0
        self._empty = 0

    @property
    def received(self) -> int:
        """How many different items came."""
        return len(self._items) + self._nameless

    def asked(self, request: PageRequest) -> None:
        """Take note of a request.

        Raises:
            ItsliveError: if it was made before ("endless_pages").
        """
        if request.key() in self._requests:
            raise endless()
        self._requests.add(request.key())

    def repeats(self, page: Page) -> bool:
        """Whether a page has items, and all of them came before."""
        items = _keys(page)
        return bool(items) and items <= self._items

    def came(self, page: Page) -> None:
        """Take note of a page.

        Raises:
            ItsliveError: if pages repeat themselves or stay empty ("endless_pages").
        """
        if self.repeats(page):
            raise endless()
        items = _keys(page)
        self._items |= items
        nameless = sum(not item.granule_id for item in page.unreadable)
        self._nameless += nameless
        self._empty = 0 if items or nameless else self._empty + 1
        if self._empty >= _EMPTY_PAGES:
            raise endless()


def next_request(answer: dict[str, Any], last: PageRequest, base_url: str) -> PageRequest | None:
    """The request for the next page as the answer's link gives it; None at the end."""
    links = answer.get("links")
    for link in links if isinstance(links, list) else []:
        if not isinstance(link, dict) or link.get("rel") != "next" or not link.get("href"):
            continue
        try:
            url = secure_url(urljoin(last.url, str(link["href"])), base_url)
        except ValueError as error:  # such as a bracket that opens an IPv6 host and never ends it
            raise no_stac(last.url, f"next page: {error}") from error
        if not is_secure(url, base_url):
            raise no_stac(url, "next page")
        if str(link.get("method", "GET")).upper() != "POST":
            return PageRequest("GET", url)
        given = link.get("body")
        body: dict[str, Any] = given if isinstance(given, dict) else {}
        if link.get("merge"):
            body = {**(last.body or {}), **body}
        return PageRequest("POST", url, body)
    return None


def may_grow(request: PageRequest, answer: dict[str, Any]) -> bool:
    """Whether the page this request asks for follows the same item whatever its size."""
    features = answer["features"]
    last = features[-1] if features else None
    if request.body is None or not isinstance(last, dict) or "limit" not in request.body:
        return False
    return bool(request.body.get("token") == f"next:{last.get('collection')}:{last.get('id')}")


def _keys(page: Page) -> set[tuple[str, str]]:
    items = {(granule.granule_id, granule.url) for granule in page.granules}
    return items | {(item.granule_id, "") for item in page.unreadable if item.granule_id}
