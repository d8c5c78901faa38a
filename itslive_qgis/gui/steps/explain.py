"""Why a search found nothing: asked of the service in a task."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import QObject

from ... import settings
from ...archive.explain import Explanation
from ...archive.search import SearchResult
from ...errors import ItsliveError
from ...tasks.explain import explain_task
from .base import Step
from .search import SearchStep


class ExplainStep(Step):
    """Explains the last search if it came to its end and found nothing.

    ``problem`` is why that could not be explained: the search itself did not fail, so this is no
    failure to alarm anybody with.
    """

    def __init__(self, search: SearchStep, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._search = search
        self.explanation: Explanation | None = None
        self.problem: ItsliveError | None = None
        search.found.connect(self.explain)
        search.asked.connect(self._forget)

    def is_wanted(self) -> bool:
        """Whether there is a zero to explain."""
        result = self._search.result
        return result is not None and result.complete and not result.granules

    def explain(self) -> None:
        """Find out, unless the last search found something or was stopped."""
        self._forget()
        result = self._search.result
        if result is None or not self.is_wanted() or self._search.error is not None:
            return
        self._start(result)

    def _start(self, result: SearchResult) -> None:
        task = explain_task(
            result, settings.service_kind(), settings.service_url(), settings.network()
        )
        self.start(task, self._take)
        self.changed.emit()

    def _take(self, outcome: Explanation | ItsliveError) -> None:
        if isinstance(outcome, ItsliveError):
            self.problem = outcome
        else:
            self.explanation = outcome
        self.changed.emit()

    def _forget(self, *_: Any) -> None:
        was_running = self.is_running()
        self.dispose()
        self.explanation = self.problem = None
        self.changed.emit()
        if was_running:
            self.running_changed.emit()
