"""The button that saves the list of granules as a file for other programs."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QAction, QFileDialog, QMenu, QToolButton

from . import texts
from .icons import icon
from .job import Job
from .widgets import menu_heading

_NAME = "its_live_granules"


class ExportButton(QToolButton):
    """Saves what the next step would take, all or the choice, as CSV, GeoJSON, STAC or URLs."""

    def __init__(self, job: Job) -> None:
        super().__init__()
        self._job = job
        self.setObjectName("itslive_export_list")
        self.setText(self.tr("Save the list"))
        self.setIcon(icon("csv"))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._menu = QMenu(self)
        self._menu.setObjectName("itslive_export_menu")
        self._menu.aboutToShow.connect(self.fill)
        self.setMenu(self._menu)
        for signal in (job.search.changed, job.search.running_changed, job.lists.running_changed):
            signal.connect(self._show)
        self._show()

    def fill(self) -> None:
        """Say how many granules the list has, and offer the kinds of file."""
        self._menu.clear()
        chosen = self._job.search.chosen()
        if chosen:
            menu_heading(self._menu, texts.granules(len(chosen)))
        else:
            menu_heading(self._menu, self.tr("No granule is selected"))
        for kind, text, files, suffix in self._kinds():
            action = QAction(text, self._menu)
            action.setObjectName(f"itslive_export_{kind}")
            action.setEnabled(bool(chosen))
            action.triggered.connect(partial(self._save, kind, files, suffix))
            self._menu.addAction(action)

    def _kinds(self) -> tuple[tuple[str, str, str, str], ...]:
        """Kind, text of the menu, filter of the dialog, suffix of the file."""
        return (
            ("csv", self.tr("Table (CSV)\u2026"), self.tr("CSV (*.csv)"), ".csv"),
            (
                "geojson",
                self.tr("Footprints (GeoJSON)\u2026"),
                self.tr("GeoJSON (*.geojson)"),
                ".geojson",
            ),
            ("stac", self.tr("STAC items (JSON)\u2026"), self.tr("STAC items (*.json)"), ".json"),
            ("urls", self.tr("Addresses alone (text)\u2026"), self.tr("Text (*.txt)"), ".txt"),
        )

    def _save(self, kind: str, files: str, suffix: str, *_: bool) -> None:
        result = self._job.search.result
        chosen = self._job.search.chosen()
        if result is None or not chosen:
            return
        start = str(Path(self._job.download.folder) / f"{_NAME}{suffix}")
        path, _filter = QFileDialog.getSaveFileName(
            self.window(), self.tr("Save the list of granules"), start, files
        )
        if path:
            path = path if Path(path).suffix else f"{path}{suffix}"
            self._job.lists.save(chosen, path, kind, result)

    def _show(self) -> None:
        search = self._job.search
        self.setVisible(bool(search.granules()))
        self.setEnabled(not search.is_running() and not self._job.lists.is_running())
