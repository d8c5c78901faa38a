"""The menu of searches: save the present one, load, rename, delete, and ask what is new."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from qgis.gui import QgsNewNameDialog
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QAction, QFileDialog, QMenu, QMessageBox, QToolButton

from ..archive.query import Query
from ..archive.saved import SavedSearch
from ..errors import ItsliveError
from .icons import theme_icon
from .job import Job
from .steps.saved import Entry
from .widgets import menu_heading

_LONGEST_WORDS = 60


class SearchesButton(QToolButton):
    """A button with a menu of the searches in the project and of the last ones made."""

    def __init__(self, job: Job, query: Callable[[], Query | None]) -> None:
        """``query``: the criteria as they stand, None if they make no query."""
        super().__init__()
        self._job = job
        self._query = query
        self.setObjectName("itslive_searches")
        self.setText(self.tr("Searches"))
        self.setIcon(theme_icon("mActionFileOpen"))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setToolTip(self.tr("Save this search, or go back to an earlier one"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._menu = QMenu(self)
        self._menu.setObjectName("itslive_searches_menu")
        self._menu.aboutToShow.connect(self.fill)
        self.setMenu(self._menu)

    def fill(self) -> None:
        """Make the menu anew, as searches are now."""
        self._menu.clear()
        save = self._add(self._menu, "save", self.tr("Save this search\u2026"), self._save)
        save.setEnabled(self._job.area.is_done() and not self._job.area.is_running())
        if not self._job.area.is_done():
            save.setText(self.tr("Save this search\u2026 (needs an area)"))
        if self._job.saved.entries:
            menu_heading(self._menu, self.tr("In this project"))
            for entry in self._job.saved.entries:
                self._add_saved(entry)
        if self._job.saved.recent:
            menu_heading(self._menu, self.tr("Last searches"))
            for entry in self._job.saved.recent:
                self._add_recent(entry)
            forget = self._job.saved.forget_recent
            self._add(self._menu, "forget", self.tr("Forget the last searches"), forget)
        self._menu.addSeparator()
        self._add(self._menu, "import", self.tr("Import a search\u2026"), self._import)

    def _add(self, menu: QMenu, name: str, text: str, slot: Callable[[], None]) -> QAction:
        action = QAction(text, menu)
        action.setObjectName(f"itslive_search_{name}")
        # PyQt hands "checked" to a slot that may take it.
        action.triggered.connect(lambda *_: slot())
        menu.addAction(action)
        return action

    def _add_saved(self, entry: Entry) -> None:
        menu = QMenu(_shown(entry.name), self._menu)
        self._menu.addMenu(menu)
        if entry.search is None:
            self._add(menu, "why", self.tr("Why can it not be read?"), partial(self._why, entry))
        else:
            self._add_uses(menu, entry, entry.search)
        self._add(menu, "delete", self.tr("Delete\u2026"), partial(self._delete, entry))

    def _add_uses(self, menu: QMenu, entry: Entry, search: SavedSearch) -> None:
        menu_heading(menu, _short(entry.words))
        load = partial(self._job.load_search, search)
        self._add(menu, "load", self.tr("Load area and criteria"), load)
        if search.ran_at is not None:
            text = self.tr("What is new since {day}").format(day=search.ran_at.date().isoformat())
            news = self._add(menu, "news", text, partial(self._job.ask_news, search))
            news.setEnabled(not self._job.search.is_running())
        menu.addSeparator()
        self._add(menu, "rename", self.tr("Rename\u2026"), partial(self._rename, entry))
        self._add(menu, "export", self.tr("Export\u2026"), partial(self._export, entry))

    def _add_recent(self, entry: Entry) -> None:
        if entry.search is None:
            return
        day = entry.search.ran_at.astimezone() if entry.search.ran_at else None
        text = f"{day:%Y-%m-%d %H:%M}  {entry.words}" if day else entry.words
        load = partial(self._job.load_search, entry.search)
        self._add(self._menu, "recent", _shown(text), load)

    def _save(self) -> None:
        query = self._query()
        if query is None:
            return
        name = self._ask_name(self.tr("Save this search"), "", self._job.saved.names())
        if not name:
            return
        result = self._job.search.result
        ran = result is not None and result.complete and result.query == query
        self._job.saved.save(name, query, result if ran else None)

    def _rename(self, entry: Entry) -> None:
        others = [name for name in self._job.saved.names() if name != entry.name]
        name = self._ask_name(self.tr("Rename the search"), entry.name, others, False)
        if name:
            self._job.saved.rename(entry, name)

    def _ask_name(self, title: str, initial: str, taken: list[str], over: bool = True) -> str:
        dialog = QgsNewNameDialog(
            "", initial, [], taken, Qt.CaseSensitivity.CaseSensitive, self.window()
        )
        dialog.setWindowTitle(title)
        dialog.setHintString(self.tr("Name of the search"))
        dialog.setOverwriteEnabled(over)
        dialog.setConflictingNameWarning(self.tr("There is a search of this name already."))
        name = dialog.name().strip() if dialog.exec() else ""
        dialog.deleteLater()
        return name

    def _delete(self, entry: Entry) -> None:
        answer = QMessageBox.question(
            self.window(),
            self.tr("Delete the search"),
            self.tr("Delete the search \u201c{name}\u201d from this project?").format(
                name=entry.name
            ),
        )
        if answer == QMessageBox.StandardButton.Yes:
            self._job.saved.delete(entry)

    def _why(self, entry: Entry) -> None:
        if isinstance(entry.error, ItsliveError):
            self._job.failed.emit(entry.error)

    def _export(self, entry: Entry) -> None:
        start = str(Path(self._job.download.folder) / f"{_file_name(entry.name)}.json")
        path, _filter = QFileDialog.getSaveFileName(
            self.window(), self.tr("Export the search"), start, self.tr("Searches (*.json)")
        )
        if path:
            path = path if Path(path).suffix else f"{path}.json"
            self._job.saved.export_file(entry, path)

    def _import(self) -> None:
        path, _filter = QFileDialog.getOpenFileName(
            self.window(),
            self.tr("Import a search"),
            self._job.download.folder,
            self.tr("Searches (*.json);;All files (*)"),
        )
        if path:
            self._job.saved.import_file(path)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_WORDS else f"{text[: _LONGEST_WORDS - 1]}\u2026"


def _shown(text: str) -> str:
    """As a menu's entry takes it, where ``&`` marks a key."""
    return _short(text).replace("&", "&&")


def _file_name(name: str) -> str:
    kept = "".join(letter if letter.isalnum() or letter in " -_" else "_" for letter in name)
    return kept.strip() or "search"
