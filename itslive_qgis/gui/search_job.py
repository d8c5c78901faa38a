"""The first half of the job: from an area to the granules a search finds in it."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProject
from qgis.PyQt.QtCore import QCoreApplication, QObject, pyqtSignal

from .. import settings
from ..archive.query import Query
from ..archive.saved import SavedSearch
from .map_layers import MapLayers
from .steps.area import AreaStep
from .steps.explain import ExplainStep
from .steps.glacier_names import GlacierNames
from .steps.lists import ListStep
from .steps.news import NewsStep
from .steps.outlines import OutlineStep
from .steps.preview import PreviewStep
from .steps.saved import SavedSearches
from .steps.search import SearchStep

translate = QCoreApplication.translate


class SearchJob(QObject):
    """Holds the steps up to a search's result, and ties them and the footprints together.

    Signals:
        failed: something went wrong, an :class:`ItsliveError`.
        told: something small went well, a sentence.
        area_wanted: another area is on its way that may lie far from what the map shows.
        criteria_wanted: the criteria are to be those of this query, as of a saved search.
        again_wanted: the search is to be made again; where there was none, by the user.
    """

    failed = pyqtSignal(object)
    told = pyqtSignal(str)
    area_wanted = pyqtSignal()
    criteria_wanted = pyqtSignal(object)
    again_wanted = pyqtSignal()

    def __init__(self, project: QgsProject, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self.area = AreaStep(self)
        self.outlines = OutlineStep(project, self)
        self.names = GlacierNames(self)
        self.search = SearchStep(self)
        self.preview = PreviewStep(self)
        self.saved = SavedSearches(project, self)
        self.news = NewsStep(self.search, self)
        self.explain = ExplainStep(self.search, self)
        self.lists = ListStep(self)
        self.layers = MapLayers(project, self)
        self._tie_area()
        self._tie_search()
        self._tie_map()

    def load_search(self, saved: SavedSearch) -> None:
        """Take over area and criteria of a search that was kept."""
        if self.area.area != saved.query.area:
            self.area_wanted.emit()
            self.area.set_area(saved.query.area)
        self.criteria_wanted.emit(saved.query)
        self.told.emit(self._loaded(saved))

    def ask_news(self, saved: SavedSearch) -> None:
        """Run a saved search again, to choose what it did not find before."""
        self.load_search(saved)
        self.news.ask(saved)

    def mark_seen(self) -> None:
        """Everything the saved search found just now is known from now on."""
        news, result = self.news.news, self.search.result
        if news is not None and result is not None and self.can_mark_seen():
            known = news.search.known
            self.saved.save(news.search.name, news.search.query, result, known)

    def can_mark_seen(self) -> bool:
        """Whether the search that was asked for news is in the project as it was then."""
        news = self.news.news
        return news is not None and any(each.search == news.search for each in self.saved.entries)

    def origin(self) -> dict[str, Any] | None:
        """The search that found the granules at hand, as it is kept beside them."""
        result = self.search.result
        if result is None:
            return None
        made = (entry.search for entry in self.saved.recent)
        search = next((each for each in made if each and each.query == result.query), None)
        if search is None:  # not remembered, or not yet
            search = SavedSearch("", result.query, settings.service_kind(), settings.service_url())
        told = search.to_dict()
        del told["known"]
        return told

    def search_again(self) -> None:
        """Ask the service anew for what the last search asked, as when granules are gone."""
        self.again_wanted.emit()
        if self.search.result is not None:
            self.search_for(self.search.result.query)

    def search_for(self, query: Query) -> None:
        """Search with other criteria, which become those of the page."""
        self.criteria_wanted.emit(query)
        self.search.search(query)

    def _tie_area(self) -> None:
        self.outlines.found.connect(self.area.set_outlines)
        self.area.changed.connect(self.outlines.forget_problem)
        self.area.running_changed.connect(self._stop_reading_outlines)

    def _tie_search(self) -> None:
        self.search.began.connect(self.preview.close)
        self.search.found.connect(self._after_search)
        self.saved.failed.connect(self.failed)
        for teller in (self.saved, self.lists):
            teller.told.connect(self.told)
        self.news.changed.connect(self._tell_news)
        self._project.cleared.connect(self.news.forget)

    def _tie_map(self) -> None:
        """Footprints are those of the table: the same granules, the same filter and selection."""
        footprints = self.layers.footprints
        self.search.began.connect(footprints.clear)
        self.search.added.connect(footprints.add)
        self.search.selection_changed.connect(self._mark_selected)
        self.search.filter_changed.connect(self._show_filtered)
        footprints.selected.connect(self.search.select_keys)

    def _stop_reading_outlines(self) -> None:
        """What was drawn meanwhile must not be replaced by a file that was chosen before."""
        if self.area.is_running():
            self.outlines.dispose()

    def _after_search(self) -> None:
        self.layers.show_granules(self.search.granules())
        if self.search.result is not None:
            self.saved.note_run(self.search.result)

    def _loaded(self, saved: SavedSearch) -> str:
        if saved.name:
            text = translate("Job", "Area and criteria are those of \u201c{name}\u201d.")
        else:
            text = translate("Job", "Area and criteria are those of the earlier search.")
        return " ".join([text.format(name=saved.name), *self._other_service(saved)])

    def _other_service(self, saved: SavedSearch) -> list[str]:
        """A sentence if the search was made with another service than the options have."""
        here = settings.service_kind(), settings.service_url()
        if (saved.service_kind, saved.service_url) == here:
            return []
        text = translate(
            "Job",
            "It was made with another service, {there}; the options have {here}, which may know "
            "other granules.",
        )
        return [text.format(there=saved.service_url, here=here[1])]

    def _tell_news(self) -> None:
        news = self.news.news
        if news is not None:
            self.told.emit(" ".join([news.sentence(), *self._other_service(news.search)]))

    def _mark_selected(self) -> None:
        self.layers.footprints.select(self.search.selected)

    def _show_filtered(self) -> None:
        self.layers.footprints.set_filter(self.search.filter)
