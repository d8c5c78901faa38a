"""Why a search found nothing, and which search to try next."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..errors import QT_TRANSLATE_NOOP
from ..monitor import Monitor
from .explain_texts import ALONE, TOGETHER, value_of
from .first_hit import finds_any
from .query import Query, relaxed, set_criteria
from .search import SearchResult
from .selection import failed_criteria
from .service import SearchService

NOTHING_HERE = QT_TRANSLATE_NOOP("Messages", "ITS_LIVE has nothing in this area.")
NOTHING_YET = QT_TRANSLATE_NOOP(
    "Messages",
    "None of the first granules that the service has around this area lies in it; what emptied the "
    "search is not known. Search a smaller area or with fewer criteria.",
)
FOUND_NOW = QT_TRANSLATE_NOOP(
    "Messages", "The service has granules now that it did not give before. Search again."
)

_CHECK_EVERY = 50  # granules
_PAGES = 3  # for a criterion: of what it left out a hit is most often on the first one
_PAGES_OF_AREA = 10  # as some services are asked for a wider shape than the area
_STEPS = 20.0  # about as many questions as all criteria together lead to


@dataclass(frozen=True)
class Reason:
    """One criterion that emptied a search.

    Attributes:
        criterion: one of ``query.CRITERIA``; ``"area"`` if there is nothing at all.
        sentence: template saying so with its present value, marked for translation.
        query: what to search next, which finds something; None if no other criteria would.
        values: what fills the template.
        opened: the criteria that ``query`` leaves open and the search did not.
    """

    criterion: str
    sentence: str
    query: Query | None
    values: dict[str, Any] = field(default_factory=dict)
    opened: tuple[str, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """Why a search found nothing: every criterion that did it by itself, or else those together.

    Attributes:
        reasons: at least one; several where leaving any one of them open would help.
    """

    reasons: tuple[Reason, ...]


def explain_zero(
    service: SearchService, result: SearchResult, monitor: Monitor | None = None
) -> Explanation:
    """Which criteria left nothing.

    What the service sent and was set aside tells most. Where the service narrowed its answer
    itself it is asked again, with one criterion left open at a time, and each question ends with
    its first hit: at most one for the area and two for each criterion. A cap per year cannot
    empty a search. Of a service with very many granules only the first pages are looked through,
    so that a criterion may be missed; a next search that is offered always finds something, and
    an area is called empty only after the last page.

    Args:
        service: the one that gave the result.
        result: a complete search without granules.
        monitor: told of progress, asked whether to go on.

    Raises:
        ItsliveError: if the service cannot be asked.
        Cancelled: within 200 ms of the user's wish.
    """
    return _Inquiry(service, result, monitor or Monitor()).explanation()


class _Inquiry:
    """Asks as little as possible: what is in hand is looked through before each question."""

    def __init__(self, service: SearchService, result: SearchResult, monitor: Monitor) -> None:
        self.service = service
        self.query = result.query
        self.criteria = set_criteria(result.query)
        self.monitor = monitor
        # A service that sent nothing may not have said what it narrowed its answer by.
        silent = not result.received and not result.filtered_by
        self._by_service = frozenset(self.criteria if silent else result.filtered_by)
        self._in_hand = [entry.granule for entry in result.set_aside]
        self._questions = 0
        self._gave_up = False

    def explanation(self) -> Explanation:
        if not self._finds_without(*self.criteria, most_pages=_PAGES_OF_AREA):
            sentence = NOTHING_YET if self._gave_up else NOTHING_HERE
            return Explanation((Reason("area", sentence, None),))
        alone = [name for name in self.criteria if self._finds_without(name)]
        if alone:
            return Explanation(tuple(self._reason(ALONE[name], name) for name in alone))
        return Explanation((self._together(),))

    def _together(self) -> Reason:
        """Criteria are set one by one, and those that leave nothing stay open.

        What was kept at the end finds something, as it did when the last one was kept.
        """
        opened: list[str] = []
        for place, criterion in enumerate(self.criteria):
            if not self._finds_without(*opened, *self.criteria[place + 1 :]):
                opened.append(criterion)
        if not opened:
            return Reason("area", FOUND_NOW, self.query)
        texts = ALONE if len(opened) == 1 else TOGETHER
        return self._reason(texts[opened[0]], *opened)

    def _reason(self, sentence: str, *opened: str) -> Reason:
        values = {"value": value_of(self.query, opened[0])}
        return Reason(opened[0], sentence, relaxed(self.query, *opened), values, opened)

    def _finds_without(self, *opened: str, most_pages: int = _PAGES) -> bool:
        """Whether anything meets all criteria but these."""
        query = relaxed(self.query, *opened)
        for index, granule in enumerate(self._in_hand):
            if index % _CHECK_EVERY == 0:
                self.monitor.check()
            if not failed_criteria(granule, query):
                return True
        # What the service did not leave out for one of these criteria, it has sent.
        if self._by_service.isdisjoint(opened):
            return False
        self.monitor.progress(
            min(0.95, self._questions / _STEPS),
            QT_TRANSLATE_NOOP("Messages", "Looking for what emptied the search"),
        )
        self._questions += 1
        look = finds_any(self.service, query, self.monitor, most_pages)
        self._gave_up = look.granule is None and not look.to_the_end
        if look.granule is not None:
            self._in_hand.append(look.granule)
        return look.granule is not None
