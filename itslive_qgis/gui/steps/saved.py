"""Saved searches: those kept in the project, and the last ones made."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from qgis.core import QgsProject
from qgis.PyQt.QtCore import QCoreApplication, QObject, pyqtSignal

from ... import settings
from ...archive import saved as archive
from ...archive.query import Query
from ...archive.saved import SavedSearch
from ...archive.search import SearchResult
from ...errors import QT_TRANSLATE_NOOP, ItsliveError
from ...monitor import Monitor
from ...tasks.base import WorkTask
from ..query_words import in_words
from .base import Step

SCOPE = "itslive_qgis"
KEY = "saved_searches"

translate = QCoreApplication.translate


@dataclass(frozen=True)
class Entry:
    """A search as it is stored.

    Attributes:
        text: its JSON; kept as it is even if this version cannot read it.
        name: what the user calls it.
        words: what it asks for, in few words.
        search: None if it cannot be read.
        error: why not.
    """

    text: str
    name: str
    words: str = ""
    search: SavedSearch | None = None
    error: ItsliveError | None = None

    @classmethod
    def of(cls, search: SavedSearch) -> Entry:
        """The entry of a search."""
        text = json.dumps(search.to_dict(), ensure_ascii=False)
        return cls(text, search.name, in_words(search.query), search)

    @classmethod
    def read(cls, text: str) -> Entry:
        """The entry of a stored text; one that cannot be read is kept, for it may be newer."""
        data: Any = None
        try:
            data = json.loads(text)
            search = SavedSearch.from_dict(data)
        except (ItsliveError, ValueError, TypeError, AttributeError) as error:
            name = str(data.get("name", "")) if isinstance(data, dict) else ""
            return cls(text, name or "?", error=_unreadable(error))
        return cls(text, search.name, in_words(search.query), search)


class SavedSearches(Step):
    """Keeps searches in the project, as JSON that any program can read, and the last ten made.

    Signals:
        told: something went well, a sentence.
    """

    told = pyqtSignal(str)

    def __init__(self, project: QgsProject, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self._turn = 0  # counts projects, so that nothing is written into another one
        self._waiting: deque[tuple[str, Callable[[Monitor], Any], Callable[[Any], None]]] = deque()
        self.entries: tuple[Entry, ...] = ()
        self.recent: tuple[Entry, ...] = ()
        self.running_changed.connect(self._go_on)
        project.readProject.connect(self._take_project)
        project.cleared.connect(self._take_project)
        self._take_project()

    def names(self) -> list[str]:
        """Names of the searches in the project."""
        return [entry.name for entry in self.entries]

    def save(
        self,
        name: str,
        query: Query,
        result: SearchResult | None = None,
        known: tuple[str, ...] = (),
    ) -> None:
        """Keep a search in the project; one of the same name is replaced.

        Args:
            name: what the user calls it.
            query: area and criteria.
            result: what it found just now, if it was run.
            known: marks of what it found before, which count where the result is not whole.
        """
        kind, url = settings.service_kind(), settings.service_url()

        def work(monitor: Monitor) -> Entry:
            search = SavedSearch(name, query, kind, url, known=known)
            if result is not None:
                search = archive.after_run(search, result, archive.now())
            return Entry.of(search)

        self._queue(work, self._in_project(self._put))

    def rename(self, entry: Entry, name: str) -> None:
        """Give a search another name."""
        search = entry.search
        if search is None or name == entry.name:
            return

        def work(monitor: Monitor) -> Entry:
            return Entry.of(replace(search, name=name))

        self._queue(work, self._in_project(lambda renamed: self._put(renamed, entry)))

    def delete(self, entry: Entry) -> None:
        """Remove a search from the project."""
        self._write(each for each in self.entries if each is not entry)

    def export_file(self, entry: Entry, path: str) -> None:
        """Write a search as a JSON file."""
        search = entry.search
        if search is None:
            return

        def work(monitor: Monitor) -> str:
            archive.save_json(search, path)
            return Path(path).name

        def done(name: str) -> None:
            text = translate("SavedSearches", "Saved the search \u201c{search}\u201d to {name}.")
            self.told.emit(text.format(search=entry.name, name=name))

        self._queue(work, done)

    def import_file(self, path: str) -> None:
        """Take a search from a JSON file into the project, under a name that is free."""
        names = self.names()

        def work(monitor: Monitor) -> Entry:
            search = archive.load_json(path)
            return Entry.of(replace(search, name=_free_name(search.name or Path(path).stem, names)))

        def done(entry: Entry) -> None:
            self._put(entry)
            text = translate("SavedSearches", "The search \u201c{search}\u201d is in the project.")
            self.told.emit(text.format(search=entry.name))

        self._queue(work, self._in_project(done))

    def note_run(self, result: SearchResult) -> None:
        """A search was made: remember it, and what it found if it was saved before it ever ran."""
        kind, url = settings.service_kind(), settings.service_url()
        recent = [entry.search for entry in self.recent if entry.search is not None]

        def work(monitor: Monitor) -> list[Entry]:
            latest = SavedSearch("", result.query, kind, url, archive.now())
            entries = [Entry.of(each) for each in archive.with_recent(recent, latest)]
            return [each for each in entries if len(each.text) <= settings.LARGEST_RECENT_SEARCH]

        self._queue(work, self._take_recent)
        if not result.complete:
            return
        for entry in self.entries:
            search = entry.search
            if search is not None and search.ran_at is None and search.query == result.query:
                self.save(entry.name, search.query, result)

    def forget_recent(self) -> None:
        """Forget the last searches made."""
        self._take_recent([])

    def dispose(self) -> None:
        """Let go of what runs and of what waits."""
        self._waiting.clear()
        super().dispose()

    def _take_project(self, *_: object) -> None:
        """Read what another project holds."""
        self._turn += 1
        self.entries = ()
        stored, _there = self._project.readListEntry(SCOPE, KEY)
        recent = settings.recent_searches()

        def work(monitor: Monitor) -> tuple[list[Entry], list[Entry]]:
            return [Entry.read(text) for text in stored], _read_recent(recent)

        def done(read: tuple[list[Entry], list[Entry]]) -> None:
            self.entries, self.recent = tuple(read[0]), tuple(read[1])
            self.changed.emit()

        self.changed.emit()
        if stored or recent:
            self._queue(work, self._in_project(done))

    def _take_recent(self, entries: list[Entry]) -> None:
        self.recent = tuple(entries)
        settings.set_recent_searches("\n".join(entry.text for entry in entries))
        self.changed.emit()

    def _put(self, entry: Entry, instead: Entry | None = None) -> None:
        """Write an entry over the one it stands for, or over the one of its name."""
        others = [each for each in self.entries if each is not instead and each.name != entry.name]
        self._write(sorted([*others, entry], key=lambda each: each.name.casefold()))

    def _write(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)
        if self.entries:
            self._project.writeEntry(SCOPE, KEY, [entry.text for entry in self.entries])
        else:
            self._project.removeEntry(SCOPE, KEY)
        self._project.setDirty(True)
        self.changed.emit()

    def _in_project(self, done: Callable[[Any], None]) -> Callable[[Any], None]:
        """``done``, unless another project is open by then."""
        turn = self._turn
        return lambda result: done(result) if turn == self._turn else None

    def _queue(self, work: Callable[[Monitor], Any], done: Callable[[Any], None]) -> None:
        """One after the other: a user may be quicker than a disk."""
        self._waiting.append((translate("Tasks", "Keep the searches"), work, done))
        self._go_on()

    def _go_on(self) -> None:
        if self._waiting and not self.is_running():
            title, work, done = self._waiting.popleft()
            self.start(WorkTask(title, work), done)


def _read_recent(text: str) -> list[Entry]:
    """What can still be read of the last searches; the rest is no loss."""
    entries = [Entry.read(line) for line in text.splitlines() if line]
    return [entry for entry in entries if entry.search is not None]


def _free_name(name: str, taken: list[str]) -> str:
    free, number = name, 2
    while free in taken:
        free = f"{name} ({number})"
        number += 1
    return free


def _unreadable(error: Exception) -> ItsliveError:
    if isinstance(error, ItsliveError):
        return error
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "This saved search is damaged and cannot be read."),
        QT_TRANSLATE_NOOP("Messages", "Delete it, and save the search again."),
        code="search_damaged",
        detail=str(error),
    )
