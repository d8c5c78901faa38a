"""The search step: criteria to granules, what of them is looked at, and which go on."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from qgis.core import QgsFeature
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt, pyqtSignal

from ... import settings
from ...archive.area import Area
from ...archive.findings import Findings, Key, Overview, key_of, overview
from ...archive.granule import Granule
from ...archive.granule_filter import GranuleFilter
from ...archive.query import Query
from ...archive.search import Arrival, Gathering, SearchResult
from ...errors import ItsliveError
from ...layers.footprints import footprint_features
from ...tasks.archive import search_task, stopped_search_task
from ..slices import Slices
from .base import Step

ALL, SHOWN, SELECTED = "all", "shown", "selected"
_MANY = 500  # granules: with fewer Python's look for garbage is not due
_PIECE = 150  # granules that arrive at a time in the GUI thread
_COURTESY = 20  # features made at a time in the search's thread


@dataclass(frozen=True)
class _Arrived:
    """What the search's thread hands over: a page, and what is made of it there."""

    gathering: Gathering
    arrival: Arrival
    features: list[QgsFeature]
    overview: Overview


class SearchStep(Step):
    """Holds what the last search found, while it arrives too, and the choice made in it.

    While granules arrive (``arriving``), those that came are looked at but do not go on: at the
    end the best of each pair replace them.

    Signals:
        asked: another search is under way.
        began: the first page of another search is there; what was found before is forgotten.
        added: granules that arrived, and their features.
        replaced: what arrived has given way to the result; ``found`` follows when the table of it
            is there, for whatever else it means.
        found: a search has ended, or was stopped, with another result.
        selection_changed: other granules are selected.
        filter_changed: other granules are shown.
    """

    asked = pyqtSignal()
    began = pyqtSignal()
    added = pyqtSignal(list, list)
    replaced = pyqtSignal()
    found = pyqtSignal()
    selection_changed = pyqtSignal()
    filter_changed = pyqtSignal()
    _came = pyqtSignal(object)

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.result: SearchResult | None = None
        self.overview = Overview()
        self.selected: frozenset[Key] = frozenset()
        self.filter = GranuleFilter()
        self.choice = ALL
        self.arriving = False
        self.received = 0
        self.matched: int | None = None
        self._arrived: list[Granule] = []
        self._gathering: Gathering | None = None
        self._closing = False
        self._slices = Slices(self)
        self._shown: tuple[Granule, ...] | None = None
        self._chosen: tuple[Granule, ...] | None = None
        self._came.connect(self._take_arrival, Qt.ConnectionType.QueuedConnection)

    def is_done(self) -> bool:
        """Whether there are granules to go on with."""
        return bool(self.chosen())

    def is_running(self) -> bool:
        """Whether a search is under way, or its end is still being shown."""
        return super().is_running() or not self._slices.is_idle()

    def is_of(self, area: Area | None) -> bool:
        """Whether the last result is one of this area."""
        return self.result is not None and self.result.query.area == area

    def search(self, query: Query) -> bool:
        """Search the service of the settings; ``False`` if a search runs already."""
        if self.is_running():
            return False
        gathering = Gathering(query, settings.service_url())
        self._gathering = gathering
        self.asked.emit()
        task = search_task(
            query,
            settings.service_url(),
            settings.network(),
            settings.service_kind(),
            gathering,
            lambda arrival: self._hand_over(gathering, arrival),
        )
        return self.start(task, self._take)

    def dispose(self) -> None:
        """Let go of a running search and of what arrived of it."""
        self._gathering, self._closing = None, False
        self._slices.clear()
        super().dispose()
        gc.unfreeze()

    def granules(self) -> Sequence[Granule]:
        """Everything found, by mid-date; while a search runs, what arrived, in that order."""
        if self.arriving:
            return self._arrived
        return self.result.granules if self.result is not None else ()

    def without_footprint(self) -> int:
        """How many of the granules found have no known place on the map."""
        return self.overview.unplaced

    def shown(self) -> Sequence[Granule]:
        """Those that pass the filter."""
        if self.filter.is_open():
            return self.granules()
        if self._shown is None:
            self._shown = self.filter.passing(self.granules())
        return self._shown

    def chosen(self) -> tuple[Granule, ...]:
        """What the next step takes: all, the shown or the selected, as far as they can be had.

        Granules that need a login are not among them, and while a search runs there are none.
        """
        if self.arriving:
            return ()
        if self._chosen is None:
            self._chosen = tuple(each for each in self._wanted() if not each.login_url)
        return self._chosen

    def left_to_login(self) -> int:
        """How many of the choice are left out of :meth:`chosen` since they need a login."""
        return 0 if self.arriving else len(self._wanted()) - len(self.chosen())

    def selected_granules(self) -> list[Granule]:
        """The selected ones, in the order of all."""
        if not self.selected:
            return []
        return [each for each in self.granules() if key_of(each) in self.selected]

    def select(self, granule_ids: Iterable[str]) -> None:
        """Select every granule with one of these ids; one id may be in two projections."""
        wanted = set(granule_ids)
        self.select_keys(key_of(each) for each in self.granules() if each.granule_id in wanted)

    def select_keys(self, keys: Iterable[Key]) -> None:
        """Select these granules, in the table or on the map; what is not shown cannot be."""
        selected = frozenset(keys)
        if selected and not self.filter.is_open():
            selected &= frozenset(map(key_of, self.shown()))
        if selected == self.selected:
            # Whoever asked for more than is shown is told what it came to.
            self.selection_changed.emit()
            return
        self.selected = selected
        self._forget_choice()
        self.selection_changed.emit()
        self.changed.emit()

    def set_filter(self, shown: GranuleFilter) -> None:
        """Look at what passes only; the selection among what does not is given up."""
        if shown == self.filter:
            return
        self.filter = shown
        self._shown = None
        self._forget_choice()
        self.filter_changed.emit()
        self.select_keys(self.selected)
        self.changed.emit()

    def set_choice(self, choice: str) -> None:
        """Go on with ``ALL``, those ``SHOWN`` or those ``SELECTED``."""
        if choice == self.choice:
            return
        self.choice = choice
        self._forget_choice()
        self.changed.emit()

    def cancel(self) -> None:
        """Stop the search; what came is kept, and sorting that is not to be stopped."""
        if not self.cancelling:
            super().cancel()

    def _wanted(self) -> Sequence[Granule]:
        if self.choice == SHOWN:
            return self.shown()
        return self.selected_granules() if self.choice == SELECTED else self.granules()

    def _forget_choice(self) -> None:
        self._chosen = None

    def _hand_over(self, gathering: Gathering, arrival: Arrival) -> None:
        """In the search's thread: make of a page what can be made here, and send it over."""
        features: list[QgsFeature] = []
        for first in range(0, len(arrival.fitting), _COURTESY):
            features += footprint_features(arrival.fitting[first : first + _COURTESY])
            # Lets the window have Python's lock, which it would have to wait for else.
            time.sleep(0.0005)
        # Python looks for garbage among all objects of QGIS's plugins whenever a quarter of them is
        # new: a fifth of a second each time, again and again while thousands arrive. They are no
        # garbage, and go by themselves when nobody holds them any more. All this is undone when
        # the plugin is unloaded; until then cycles that were garbage already keep their memory.
        if arrival.received > _MANY and gathering is self._gathering:
            gc.collect(1)
            gc.freeze()
        if not sip.isdeleted(self):
            self._came.emit(_Arrived(gathering, arrival, features, overview(arrival.fitting)))

    def _take_arrival(self, arrived: _Arrived) -> None:
        if arrived.gathering is self._gathering:
            self._slices.push(self._show_arrival(arrived))

    def _show_arrival(self, arrived: _Arrived) -> Iterator[None]:
        if not self.arriving:
            self._begin()
            yield
        self.received = arrived.arrival.received
        self.matched = arrived.arrival.matched
        self.overview = self.overview + arrived.overview
        fitting = arrived.arrival.fitting
        for first in range(0, len(fitting), _PIECE):
            piece = list(fitting[first : first + _PIECE])
            self._arrived += piece
            if self._shown is not None:
                self._shown = (*self._shown, *self.filter.passing(piece))
            self.added.emit(piece, arrived.features[first : first + _PIECE])
            yield
        self.changed.emit()
        yield

    def _begin(self) -> None:
        """Forget what was found before."""
        self.arriving = True
        self._arrived = []
        self.overview = Overview()
        self.result = None
        self._reset_choice()
        self.began.emit()

    def _reset_choice(self) -> None:
        self.selected = frozenset()
        self.filter = GranuleFilter()
        self.choice = ALL
        self._shown = None
        self._forget_choice()

    def _take(self, found: Findings) -> None:
        """The end of a search, shown after all that arrived."""
        self._slices.call(lambda: self._show_end(found))

    def _show_end(self, found: Findings, error: ItsliveError | None = None) -> None:
        if not self.arriving:
            self._reset_choice()
        self.arriving = self._closing = False
        self._arrived = []
        self._gathering = None
        self.result = found.result
        self.overview = found.overview
        self.received, self.matched = found.result.received, found.result.matched
        self._shown = None
        self._forget_choice()
        kept = self.selected and self.selected & frozenset(map(key_of, found.result.granules))
        self.error = error
        self._slices.push(self._tell_end(kept, error))

    def _tell_end(self, kept: frozenset[Key], error: ItsliveError | None) -> Iterator[None]:
        """Piece by piece: each of those who hear of it has some work to do."""
        self.replaced.emit()
        yield
        self.found.emit()
        yield
        if kept != self.selected:
            self.selected = kept
            self.selection_changed.emit()
            yield
        self.changed.emit()
        yield
        if error is not None:
            self.failed.emit(error)
            yield
        self._slices.clear()
        self.running_changed.emit()

    def _take_cancel(self) -> None:
        gathering = self._to_close()
        if gathering is None:
            self._give_up()
            super()._take_cancel()
            return
        self._end_task()
        self._close(gathering, None)
        self.stopped.emit()

    def _take_failure(self, error: ItsliveError) -> None:
        gathering = self._to_close()
        if gathering is None:
            self._give_up()
            super()._take_failure(error)
            return
        self._end_task()
        self._close(gathering, error)

    def _to_close(self) -> Gathering | None:
        """What came of the search that has ended early; None if nothing can be made of it.

        A page without granules came too: what was found before has given way to it.
        """
        gathering = self._gathering
        if gathering is None or self._closing or not (gathering.received or self.arriving):
            return None
        return gathering

    def _give_up(self) -> None:
        """There will be no result; if there was one of an earlier search, it stays."""
        self._gathering = None
        self._closing = False
        self._slices.clear()
        if self.arriving:
            self._begin()
            self.arriving = False
            self.changed.emit()

    def _close(self, gathering: Gathering, error: ItsliveError | None) -> None:
        """Make a result of what came before the search was stopped or failed."""

        def take(found: Findings) -> None:
            self._slices.call(lambda: self._show_end(found, error))

        self._closing = True
        self.start(stopped_search_task(gathering), take)
        # It is short, and without it the rows that are shown would have no result.
        self.cancelling = True
        self.running_changed.emit()
