"""The STAC service of ITS_LIVE: stac-fastapi with pgstac, or any STAC API with item search."""

from __future__ import annotations

from collections.abc import Collection, Generator
from dataclasses import replace
from http import HTTPStatus
from typing import Any

import requests

from ..errors import ItsliveError
from ..monitor import Monitor
from . import failures
from .http import ArchiveSession, Network, make_session
from .query import Query
from .requesting import send
from .service import Page
from .stac_answer import features_of, matched_of, read_features
from .stac_filter import Ladder
from .stac_pages import LARGEST_PAGE, PageRequest, PageSize, Walk, may_grow, next_request
from .stac_question import COLLECTION, boxes_of, criteria_of, filtered, search_body, shape_of

# How a filter is refused. pgstac says 500 to a property that it was told not to be asked for.
_REFUSALS = frozenset({400, 422, 500, 501})
# How a body is refused for its size; of firewalls some say 403.
_TOO_LARGE = frozenset({403, 413})
_FIREWALL = 8_000  # bytes of a body that the usual one lets pass
_LATE = ("timeout", "too_slow")


class StacService:
    """Finds granules by ``POST {base_url}/search``.

    Args:
        base_url: root of the STAC API, e.g. ``https://stac.itslive.cloud``.
        network: how to reach it.
        page_size: items asked for per page at most.
    """

    def __init__(
        self, base_url: str, network: Network | None = None, page_size: int = LARGEST_PAGE
    ) -> None:
        self.base_url = base_url.strip().rstrip("/")
        self.network = network or Network()
        self.page_size = page_size
        self.rung = 0  # of the ladder of filters, where the last search has ended
        self._queryables: frozenset[str] | None = None
        self._asked_for_queryables = False

    @property
    def name(self) -> str:
        """The service's address."""
        return self.base_url

    def pages(self, query: Query, monitor: Monitor) -> Generator[Page, None, None]:
        """Pages of granules, with a superset of what the query asks for (see SearchService).

        The first is small, so that it comes soon; the next ones grow as far as the connection is
        quick. Footprints that the service holds wrongly are asked for by a shape of their own.

        Raises:
            ItsliveError: no network, no answer, no STAC answer, or pages without end.
            Cancelled: if the user asks to stop.
        """
        with make_session(self.network, self.base_url) as session:
            talk = _Talk(self, session, query, monitor)
            matched: int | None = 0
            for number, shape in enumerate(_shapes(query)):
                told: int | None = None
                for page in talk.pages(shape):
                    told = page.matched if page.matched is not None else told
                    total = None if told is None or matched is None else matched + told
                    yield replace(page, matched=total, at_most=number > 0)
                matched = None if told is None or matched is None else matched + told

    def queryables(self, session: ArchiveSession, monitor: Monitor) -> Collection[str] | None:
        """The properties the service says it can be asked for, None if it does not say.

        Asked once; that it fails is no failure of a search.

        Raises:
            Cancelled: if the user asks to stop.
        """
        if not self._asked_for_queryables:
            self._queryables = self._ask_for_queryables(session, monitor)
            self._asked_for_queryables = True
        return self._queryables

    def _ask_for_queryables(
        self, session: ArchiveSession, monitor: Monitor
    ) -> frozenset[str] | None:
        for path in (f"/collections/{COLLECTION}/queryables", "/queryables"):
            try:
                url = self.base_url + path
                response = send(session, "GET", url, monitor, patient=False, doubtful=True)
                names = response.json()["properties"]
            except (ItsliveError, ValueError, KeyError, TypeError, RecursionError):
                continue
            if response.status_code == HTTPStatus.OK and isinstance(names, dict):
                return frozenset(name.rpartition("properties.")[2] for name in names)
        return None


class _Talk:
    """One search: what was learnt from the service's answers holds for the requests after them."""

    def __init__(
        self, service: StacService, session: ArchiveSession, query: Query, monitor: Monitor
    ) -> None:
        self._base_url = service.base_url
        self._page_size = service.page_size
        self._session = session
        self._query = query
        self._monitor = monitor
        self._service = service
        self._ladder = Ladder(query, lambda: service.queryables(session, monitor), service.rung)
        self._size = PageSize(self._page_size)

    def pages(self, shape: dict[str, Any]) -> Generator[Page, None, None]:
        """The pages of what meets a shape, from the first to the last."""
        walk = Walk()
        known: list[Any] = []  # features of a walk that was begun anew, which come again
        left: Walk | None = None  # that walk, until the new one has got under way
        request: PageRequest | None = self._first(shape)
        is_first = True
        while request is not None:
            walk.asked(request)
            asked = request
            answer, page, request, seconds = self._answer(asked, walk)
            if left is not None and request is asked.given:
                walk, known = left, []
                walk.came(page)
            left = None
            if known:
                page = self._page(_without(answer["features"], known), page.matched)
            following = next_request(answer, request, self._base_url)
            self._size.took(len(answer["features"]), seconds)
            if is_first and self._must_begin_anew(following, answer, request):
                known = list(answer["features"])
                self._size.stay(self._page_size)
                left, walk = walk, Walk()
                following = replace(self._first(shape), given=following)
            elif following is None and page.matched:
                page = replace(page, missing=_missing(walk, page.matched))
            elif following is not None and may_grow(following, answer):
                following = following.of_size(self._size.items)
            is_first = False
            yield page
            request = following

    def _first(self, shape: dict[str, Any]) -> PageRequest:
        body = search_body(self._query, shape, self._size.items, self._ladder.filter)
        return PageRequest("POST", f"{self._base_url}/search", body)

    def _must_begin_anew(
        self, following: PageRequest | None, answer: dict[str, Any], first: PageRequest
    ) -> bool:
        """Whether there are further pages, and all would stay as small as the first one is."""
        if following is None or self._size.is_largest or may_grow(following, answer):
            return False
        return len(answer["features"]) >= (first.body or {}).get("limit", 0)

    def _page(self, features: list[Any], matched: int | None) -> Page:
        granules, unreadable = read_features(features, self._base_url)
        criteria = criteria_of(self._query, self._ladder.filter)
        return Page(granules, matched, unreadable, criteria)

    def _answer(
        self, request: PageRequest, walk: Walk
    ) -> tuple[dict[str, Any], Page, PageRequest, float]:
        """The answer to a request or to an easier one, its page, that one, and the seconds."""
        damaged = False
        while True:
            try:
                response = self._send(request)
                easier = self._easier(request, response)
                if easier is not None:
                    request = easier
                    continue
                answer = features_of(response, request.url)
            except ItsliveError as error:
                # A larger page than the link's own may be too much.
                late = error.code in _LATE
                if request.given is not None and (late or error.code == "answer_damaged"):
                    request = self._as_given(request.given)
                elif error.code == "answer_damaged" and not damaged:
                    damaged = True
                else:
                    raise
                continue
            page = self._page(answer["features"], matched_of(answer))
            if request.given is not None and walk.repeats(page):
                request = self._as_given(request.given)
                continue
            walk.came(page)
            self._ladder.proven = True
            self._service.rung = self._ladder.rung
            return answer, page, request, response.elapsed.total_seconds()

    def _send(self, request: PageRequest) -> requests.Response:
        return send(
            self._session,
            request.method,
            request.url,
            self._monitor,
            body=request.body,
            patient=request.given is None,
            doubtful=bool(request.body and "filter" in request.body) and not self._ladder.proven,
        )

    def _easier(self, request: PageRequest, response: requests.Response) -> PageRequest | None:
        """What to ask instead of a request that was refused; None if that is final, or was none."""
        status, body = response.status_code, request.body
        if status == HTTPStatus.OK or body is None:
            return None
        if request.given is not None:
            return self._as_given(request.given)
        if self._ladder.proven:
            return None  # it is a page that is refused, not the question
        boxes = boxes_of(self._query.area)
        length = len(response.request.body or b"")
        if status in _TOO_LARGE and length > _FIREWALL and body.get("intersects") != boxes:
            return replace(request, body={**body, "intersects": boxes})
        if status in _REFUSALS and "filter" in body and self._ladder.step():
            return replace(request, body=filtered(body, self._ladder.filter))
        return None

    def _as_given(self, given: PageRequest) -> PageRequest:
        self._size.stay((given.body or {}).get("limit"))
        return given


def _shapes(query: Query) -> list[dict[str, Any]]:
    """What to search by, one after the other."""
    probe = query.area.probe()
    shape = shape_of(query.area)
    return [shape] if probe is None else [shape, probe]


def _without(features: list[Any], known: list[Any]) -> list[Any]:
    """The features that are not among the known ones, each of which comes once."""
    new = []
    for feature in features:
        if feature in known:
            known.remove(feature)
        else:
            new.append(feature)
    return new


def _missing(walk: Walk, matched: int) -> int:
    """How many of the announced items never came.

    Raises:
        ItsliveError: if that is all of them ("nothing_sent").
    """
    if not walk.received:
        raise failures.nothing_sent(matched)
    return max(0, matched - walk.received)
