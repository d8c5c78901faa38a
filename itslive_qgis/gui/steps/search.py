"""The search step: criteria to granules, and which of them the user chose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qgis.PyQt.QtCore import pyqtSignal

from ... import settings
from ...archive.area import Area
from ...archive.granule import Granule
from ...archive.query import Query
from ...archive.search import SearchResult
from ...tasks.archive import search_task
from .base import Step


class SearchStep(Step):
    """Holds the result of the last search and the choice made in it.

    Signals:
        found: a search brought another result.
    """

    found = pyqtSignal()

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.result: SearchResult | None = None
        self.selected: frozenset[str] = frozenset()
        self.selected_only = False

    def is_done(self) -> bool:
        """Whether there are granules to go on with."""
        return bool(self.chosen())

    def is_of(self, area: Area | None) -> bool:
        """Whether the last result is one of this area."""
        return self.result is not None and self.result.query.area == area

    def search(self, query: Query) -> bool:
        """Search the service of the settings; ``False`` if a search runs already."""
        task = search_task(
            query, settings.service_url(), settings.network(), settings.service_kind()
        )
        return self.start(task, self._take)

    def granules(self) -> tuple[Granule, ...]:
        """Everything found, by mid-date."""
        return self.result.granules if self.result is not None else ()

    def without_footprint(self) -> int:
        """How many of the granules found have no known place on the map."""
        return sum(not granule.footprint for granule in self.granules())

    def chosen(self) -> tuple[Granule, ...]:
        """What the next step takes: everything found, or the selected granules."""
        if not self.selected_only:
            return self.granules()
        return tuple(each for each in self.granules() if each.granule_id in self.selected)

    def select(self, granule_ids: Sequence[str]) -> None:
        """Note the granules marked in the table or on the map."""
        selected = frozenset(granule_ids)
        if selected == self.selected:
            return
        self.selected = selected
        self.changed.emit()

    def set_selected_only(self, only: bool) -> None:
        """Go on with the selected granules only, or with all of them."""
        if only == self.selected_only:
            return
        self.selected_only = only
        self.changed.emit()

    def _take(self, result: SearchResult) -> None:
        self.result = result
        self.selected = frozenset()
        self.selected_only = False
        self.changed.emit()
        self.found.emit()
