"""The Criteria page: which granules, and the search for them."""

from __future__ import annotations

from typing import Callable

from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtWidgets import QHBoxLayout, QToolButton

from ... import settings
from ...archive.query import Query
from .. import texts
from ..common_criteria import (
    DatesSection,
    MonthsSection,
    PerYearSection,
    SatellitesSection,
    SeparationSection,
    ValidSection,
)
from ..criteria_section import Section
from ..job import Job
from ..more_criteria import MoreCriteria
from ..searches_button import SearchesButton
from ..steps.base import Step
from ..widgets import ActionButton
from .base import Page


class CriteriaPage(Page):
    """The criteria of a search, the searches made before, and Search."""

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        self.add_head(
            self.tr("Which image pairs?"),
            self.tr("Each granule is the velocity between two images of one satellite."),
        )
        self._add_tools()
        self._separation = SeparationSection()
        self._more = MoreCriteria()
        common = (
            DatesSection(),
            self._separation,
            ValidSection(),
            SatellitesSection(),
            MonthsSection(),
            PerYearSection(),
        )
        self._sections: tuple[Section, ...] = (*common, *self._more.sections)
        for section in common:
            self.body.addWidget(section)
            self.body.addSpacing(4)
        self.body.addWidget(self._more)
        self._add_search()
        self.body.addStretch(1)
        job.area.changed.connect(self._show)
        job.area.running_changed.connect(self._show)
        job.search.running_changed.connect(self._show)
        job.search.changed.connect(self._show)
        # Asks each granule: in a turn of its own, since the end of a search has much to show.
        self._found = QTimer(self)
        self._found.setSingleShot(True)
        self._found.setInterval(0)
        self._found.timeout.connect(self._suggest)
        job.search.found.connect(self._found.start)
        job.criteria_wanted.connect(self.set_query)
        self.reset()
        self._show()

    def _add_tools(self) -> None:
        row = QHBoxLayout()
        row.addWidget(SearchesButton(self.job, self._sound_query))
        row.addStretch(1)
        reset = QToolButton()
        reset.setObjectName("itslive_reset_criteria")
        reset.setText(self.tr("Reset the criteria"))
        reset.setToolTip(self.tr("Back to the criteria of a new search; the area stays"))
        reset.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        reset.clicked.connect(self.reset)
        row.addWidget(reset)
        self.body.addLayout(row)
        self.body.addSpacing(4)

    def _add_search(self) -> None:
        self._search = ActionButton(self.tr("Search"), strong=True)
        self._search.setObjectName("itslive_search")
        self._search.clicked.connect(self.search)
        self.body.addSpacing(4)
        self.body.addWidget(self._search)

    def steps(self) -> tuple[Step, ...]:
        """The search belongs here."""
        return (self.job.search,)

    def is_done(self) -> bool:
        """Whether a search of this area gave something."""
        return self.job.search.is_of(self.job.area.area) and bool(self.job.search.granules())

    def summary(self) -> str:
        """What is missing, or what was found."""
        if not self.job.area.is_done():
            return self.tr("The search needs an area. Go back and draw one.")
        result = self.job.search.result
        if result is None:
            return self.tr("Area: {size}. Next: search.").format(size=texts.area(self.job.area.km2))
        if not self.job.search.is_of(self.job.area.area):
            return self.tr("The area has changed since the last search. Search again.")
        if not result.granules and not result.complete:
            return self.tr(
                "The last search ended before anything that fits had come. Search again."
            )
        if not result.granules:
            return self.tr("The last search found nothing that fits. Change something, and search.")
        return self.tr("The last search found {granules}. Next: look at them.").format(
            granules=texts.granules(len(result.granules))
        )

    def next_text(self) -> str:
        """Search, as long as there is no result of this area: its own button is far below."""
        return self.tr("Next") if self.own_work() is None else self.tr("Search")

    def own_work(self) -> Callable[[], None] | None:
        """The search of an area that was not searched yet."""
        area, search = self.job.area, self.job.search
        is_due = area.is_done() and not search.is_running() and not search.is_of(area.area)
        return self.search if is_due else None

    def query(self) -> Query:
        """The criteria as they stand.

        Raises:
            ItsliveError: they contradict each other, or cannot be read.
        """
        values: dict[str, object] = {}
        for section in self._sections:
            values.update(section.values())
        return Query(area=self.job.area.area, **values)

    def set_query(self, query: Query) -> None:
        """Show the criteria of this query; the area is another step's."""
        for section in self._sections:
            section.take(query)

    def reset(self) -> None:
        """Show the criteria of a new search."""
        self.set_query(Query(area=self.job.area.area, **settings.DEFAULT_CRITERIA))

    def max_separation(self) -> int:
        """The longest separation asked for, whole days; 0 for any."""
        return round(self._separation.longest())

    def search(self) -> None:
        """Search with the criteria as they stand."""
        query = self._sound_query()
        if query is not None:
            self.job.search.search(query)

    def _sound_query(self) -> Query | None:
        """The query, or None with every problem told beside its field and the first one here."""
        problems = [(section, section.check()) for section in self._sections]
        first = next(((each, error) for each, error in problems if error is not None), None)
        if first is None:
            return self.query()
        section, error = first
        if section in self._more.sections:
            self._more.setCollapsed(False)
        section.focus()
        self.job.failed.emit(error)
        return None

    def _suggest(self) -> None:
        self._more.suggest(self.job.search.granules())

    def _show(self) -> None:
        search, area = self.job.search, self.job.area
        # An area that is on its way is the one that is meant, not the one before.
        has_area = area.is_done() and not area.is_running()
        self._search.setEnabled(has_area and not search.is_running())
        self._search.set_strong(not self.is_done())
        self._search.setText(
            self.tr("Search again") if search.result is not None else self.tr("Search")
        )
        self.changed.emit()
