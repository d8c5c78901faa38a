"""What is new since a saved search was last run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qgis.PyQt.QtCore import QCoreApplication, QObject

from ...archive.findings import key_of
from ...archive.granule import Granule
from ...archive.granule_filter import GranuleFilter
from ...archive.saved import SavedSearch, new_since
from ...monitor import Monitor
from ...tasks.base import WorkTask
from .. import texts
from .base import Step
from .search import SELECTED, SearchStep

translate = QCoreApplication.translate


@dataclass(frozen=True)
class News:
    """What a saved search finds now and did not find then.

    Attributes:
        search: the saved search.
        new: granules that were not found then.
        gone: how many were found then and are not found now.
    """

    search: SavedSearch
    new: tuple[Granule, ...]
    gone: int

    def sentence(self) -> str:
        """``12 new since 2026-10-03, 2 gone.``"""
        since = self.search.ran_at
        day = since.date().isoformat() if since is not None else ""
        values = {
            "name": self.search.name,
            "new": texts.number(len(self.new)),
            "gone": texts.number(self.gone),
            "day": day,
        }
        if not self.new and not self.gone:
            text = translate("News", "\u201c{name}\u201d: nothing is new since {day}.")
        elif not self.gone:
            text = translate("News", "\u201c{name}\u201d: {new} new since {day}.")
        else:
            text = translate("News", "\u201c{name}\u201d: {new} new since {day}, {gone} gone.")
        return text.format(**values)


class NewsStep(Step):
    """Runs a saved search again; of what it finds, the granules that are new become the choice."""

    def __init__(self, search: SearchStep, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._search = search
        self._asked: SavedSearch | None = None
        self._compared: News | None = None
        self.news: News | None = None
        search.running_changed.connect(self._show_when_settled)
        search.found.connect(self._compare)
        search.failed.connect(self._give_up)
        search.stopped.connect(self._give_up)

    def ask(self, saved: SavedSearch) -> bool:
        """Search again; ``False`` if a search runs already."""
        self.forget()
        if not self._search.search(saved.query):
            return False
        self._asked = saved
        return True

    def forget(self, *_: Any) -> None:
        """Nothing is new any more, as in another project."""
        self.dispose()
        self._asked = self._compared = None
        if self.news is not None:
            self.news = None
            self.changed.emit()

    def _compare(self) -> None:
        saved, result = self._asked, self._search.result
        self.forget()
        # Of a search that was stopped, what is missing says nothing.
        if saved is None or result is None or not result.complete:
            return

        def work(monitor: Monitor) -> News:
            new, gone = new_since(saved, result)
            return News(saved, new, len(gone))

        self.start(WorkTask(translate("Tasks", "See what is new"), work), self._take)

    def _take(self, news: News) -> None:
        self._compared = news
        self._show_when_settled()

    def _show_when_settled(self) -> None:
        """The search has the last word on its selection until its result is shown."""
        if self._compared is None or self._search.is_running():
            return
        self.news, self._compared = self._compared, None
        if self.news.new:
            # What a filter hides cannot be selected; one may be set while granules arrive.
            self._search.set_filter(GranuleFilter())
            self._search.select_keys(map(key_of, self.news.new))
            self._search.set_choice(SELECTED)
        self.changed.emit()

    def _give_up(self, *_: Any) -> None:
        self._asked = None
