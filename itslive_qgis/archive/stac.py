"""The STAC service of ITS_LIVE: stac-fastapi with pgstac, or any STAC API with item search."""

from __future__ import annotations

import json
from collections.abc import Generator
from typing import Any
from urllib.parse import urljoin

import requests

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..monitor import Monitor
from . import failures
from .granule import Granule
from .http import ArchiveSession, Network, make_session
from .query import Query
from .requesting import send
from .satellites import platforms_of
from .service import Page, Unreadable
from .stac_items import read_item
from .urls import is_secure, secure_url

COLLECTION = "itslive-granules"
PAGE_SIZE = 500
_EMPTY_PAGES = 10  # in a row, each with a next one: that is no answer any more
_BAD_REQUEST = 400
_OK = 200


class StacService:
    """Finds granules by ``POST {base_url}/search``.

    Args:
        base_url: root of the STAC API, e.g. ``https://stac.itslive.cloud``.
        network: how to reach it.
        page_size: items asked for per page.
    """

    def __init__(
        self, base_url: str, network: Network | None = None, page_size: int = PAGE_SIZE
    ) -> None:
        self.base_url = base_url.strip().rstrip("/")
        self.network = network or Network()
        self.page_size = page_size

    @property
    def name(self) -> str:
        """The service's address."""
        return self.base_url

    def pages(self, query: Query, monitor: Monitor) -> Generator[Page, None, None]:
        """Pages of granules, with a superset of what the query asks for (see SearchService).

        Raises:
            ItsliveError: no network, no answer, no STAC answer, or pages without end.
            Cancelled: if the user asks to stop.
        """
        with make_session(self.network) as session:
            request: _Request | None = _Request(
                "POST", f"{self.base_url}/search", search_body(query, self.page_size)
            )
            walk = _Walk()
            while request is not None:
                walk.asked(request)
                answer = self._answer(session, request, monitor)
                page = _page(answer, self.base_url)
                walk.received(page)
                yield page
                request = _next_request(answer, request, self.base_url)

    def _answer(
        self, session: ArchiveSession, request: _Request, monitor: Monitor
    ) -> dict[str, Any]:
        response = send(session, request.method, request.url, monitor, body=request.body)
        if response.status_code == _BAD_REQUEST and request.body and "filter" in request.body:
            # A property may be stored and yet not be searchable. Every criterion is checked here
            # anyhow, so we take more and lose nothing.
            request.body = {
                key: value for key, value in request.body.items() if not key.startswith("filter")
            }
            response = send(session, request.method, request.url, monitor, body=request.body)
        if response.status_code != _OK:
            raise failures.of_status(response.status_code, request.url, response.text[:2000])
        return _stac_answer(response)


class _Request:
    """One request of the walk through the pages; the body is None for GET."""

    def __init__(self, method: str, url: str, body: dict[str, Any] | None) -> None:
        self.method = method
        self.url = url
        self.body = body

    def key(self) -> str:
        return json.dumps([self.method, self.url, self.body], sort_keys=True)


class _Walk:
    """Notices a walk through the pages that goes in circles."""

    def __init__(self) -> None:
        self._requests: set[str] = set()
        self._items: set[tuple[str, str]] = set()
        self._empty = 0

    def asked(self, request: _Request) -> None:
        if request.key() in self._requests:
            raise _endless()
        self._requests.add(request.key())

    def received(self, page: Page) -> None:
        items = {(granule.granule_id, granule.url) for granule in page.granules}
        items |= {(item.granule_id, "") for item in page.unreadable}
        if items and items <= self._items:
            raise _endless()
        self._items |= items
        self._empty = 0 if items else self._empty + 1
        if self._empty >= _EMPTY_PAGES:
            raise _endless()


def search_body(query: Query, page_size: int = PAGE_SIZE) -> dict[str, Any]:
    """The body of a STAC item search that finds all of the query's granules, and some more.

    The service takes ``datetime`` for items whose interval from first to second image overlaps; a
    mid-date lies in its interval, so none is missed.
    """
    body: dict[str, Any] = {
        "collections": [COLLECTION],
        "intersects": query.area.geojson(),
        "limit": page_size,
    }
    if query.start or query.end:
        start = f"{query.start.isoformat()}T00:00:00Z" if query.start else ".."
        end = f"{query.end.isoformat()}T23:59:59.999999Z" if query.end else ".."
        body["datetime"] = f"{start}/{end}"
    conditions = _conditions(query)
    if conditions:
        body["filter-lang"] = "cql2-json"
        body["filter"] = {"op": "and", "args": conditions}
    return body


def _conditions(query: Query) -> list[dict[str, Any]]:
    def compare(operator: str, name: str, value: Any) -> dict[str, Any]:
        return {"op": operator, "args": [{"property": name}, value]}

    conditions = []
    if query.min_valid > 0:
        conditions.append(compare(">=", "percent_valid_pixels", query.min_valid))
    # The service knows whole days; half a day more on each side lets every pair come whose exact
    # or whole days are in the range (selection.py decides).
    if query.min_separation:
        conditions.append(compare(">=", "date_dt", query.min_separation - 0.5))
    if query.max_separation is not None:
        conditions.append(compare("<=", "date_dt", query.max_separation + 0.5))
    if query.satellites:
        conditions.append(compare("in", "platform", list(platforms_of(query.satellites))))
    return conditions


def _stac_answer(response: requests.Response) -> dict[str, Any]:
    """The answer's JSON with its features, or an error that says what it is instead."""
    detail = response.text[:500]
    try:
        answer = response.json()
    except ValueError as error:
        if response.content.lstrip()[:1] in (b"{", b"["):
            raise ItsliveError(
                QT_TRANSLATE_NOOP("Messages", "The service's answer is damaged or cut short."),
                QT_TRANSLATE_NOOP("Messages", "Search again; ask for fewer granules if it recurs."),
                code="answer_damaged",
                detail=f"{error}: {detail}",
                retry=True,
            ) from error
        raise _no_stac(response.url, detail) from error
    if not isinstance(answer, dict) or not isinstance(answer.get("features"), list):
        raise _no_stac(response.url, detail)
    return answer


def _no_stac(url: str, detail: str) -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "{url} gave something else than search results."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "If this network asks for a login, open a web page and log in first; else check the "
            "address of the service in the settings.",
        ),
        code="not_stac",
        detail=detail,
        url=url,
    )


def _page(answer: dict[str, Any], base_url: str) -> Page:
    read = [read_item(item, base_url) for item in answer["features"]]
    context = answer.get("context")
    matched = answer.get("numberMatched")
    if matched is None and isinstance(context, dict):
        matched = context.get("matched")
    return Page(
        granules=tuple(entry for entry in read if isinstance(entry, Granule)),
        matched=matched if isinstance(matched, int) else None,
        unreadable=tuple(entry for entry in read if isinstance(entry, Unreadable)),
    )


def _next_request(answer: dict[str, Any], last: _Request, base_url: str) -> _Request | None:
    links = answer.get("links")
    for link in links if isinstance(links, list) else []:
        if not isinstance(link, dict) or link.get("rel") != "next" or not link.get("href"):
            continue
        url = secure_url(urljoin(last.url, str(link["href"])), base_url)
        if not is_secure(url, base_url):
            raise _no_stac(url, "next page")
        if str(link.get("method", "GET")).upper() != "POST":
            return _Request("GET", url, None)
        given = link.get("body")
        body: dict[str, Any] = given if isinstance(given, dict) else {}
        if link.get("merge"):
            body = {**(last.body or {}), **body}
        return _Request("POST", url, body)
    return None


def _endless() -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "The service repeats its pages without end."),
        QT_TRANSLATE_NOOP("Messages", "Search a smaller area or a shorter time."),
        code="endless_pages",
    )
