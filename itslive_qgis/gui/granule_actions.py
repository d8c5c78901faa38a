"""What can be done with the granules of the selected rows, by buttons and by a menu."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.PyQt.QtCore import QPoint, Qt, QUrl
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import (
    QAction,
    QApplication,
    QHBoxLayout,
    QInputDialog,
    QLineEdit,
    QMenu,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from ..archive.granule import Granule
from .job import Job
from .results_table import ResultsTable


class GranuleActions(QWidget):
    """A row of buttons for the selected granules; the table's context menu offers the same."""

    def __init__(self, job: Job, table: ResultsTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._job = job
        self._table = table
        self.preview = self._action("itslive_show_preview", self.tr("Preview"), self._look)
        self.preview.setToolTip(self.tr("Show the small picture that ITS_LIVE has of this granule"))
        self.add = self._action("itslive_add_granule", self.tr("Add to map"), self._add)
        self.add.setToolTip(
            self.tr("Fetch this one granule into the download folder and show its velocities")
        )
        self.copy_url = self._action("itslive_copy_url", self.tr("Copy URL"), self._copy_urls)
        self.copy_name = self._action("itslive_copy_name", self.tr("Copy name"), self._copy_names)
        self.login = self._action("itslive_login", self.tr("Open login page"), self._open_login)
        self.by_url = self._action(
            "itslive_add_by_url", self.tr("Add a granule by URL…"), self._ask_url
        )
        self._arrange()
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._show_menu)
        table.selectionModel().selectionChanged.connect(self.refresh)
        table.model().modelReset.connect(self.refresh)
        job.one_granule.running_changed.connect(self.refresh)
        self.refresh()

    def refresh(self, *_: object) -> None:
        """Offer what can be done with what is selected now."""
        # Two are enough to tell one from many.
        count = sum(each.height() for each in self._table.selectionModel().selection())
        one = self._table.selected_granules()[0] if count == 1 else None
        free = not self._job.one_granule.is_running()
        self.preview.setEnabled(one is not None)
        self.add.setEnabled(one is not None and not one.login_url and free)
        self.login.setEnabled(one is not None and bool(one.login_url))
        self.copy_url.setEnabled(count > 0)
        self.copy_name.setEnabled(count > 0)
        self.by_url.setEnabled(free)

    def menu(self) -> QMenu:
        """The menu of the selected rows."""
        menu = QMenu(self)
        menu.setObjectName("itslive_granule_menu")
        menu.addActions([self.preview, self.add])
        menu.addSeparator()
        menu.addActions([self.copy_url, self.copy_name, self.login])
        menu.addSeparator()
        menu.addAction(self.by_url)
        return menu

    def _arrange(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for action, name in (
            (self.preview, "itslive_preview_button"),
            (self.add, "itslive_add_button"),
        ):
            button = self._button(name)
            button.setDefaultAction(action)
            # In a dock as narrow as it may be the text is cut short; the tooltip has all of it.
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            button.setMinimumWidth(90)
            row.addWidget(button, 1)
        more = self._button("itslive_more")
        more.setText(self.tr("More"))
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(more)
        menu.addActions([self.copy_url, self.copy_name, self.login])
        menu.addSeparator()
        menu.addAction(self.by_url)
        more.setMenu(menu)
        row.addWidget(more)

    def _button(self, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return button

    def _action(self, name: str, text: str, call: object) -> QAction:
        action = QAction(text, self)
        action.setObjectName(name)
        action.triggered.connect(lambda _checked: call())  # type: ignore[operator]
        return action

    def _show_menu(self, place: QPoint) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._table.viewport().mapToGlobal(place))

    def _one(self) -> Granule:
        return self._table.selected_granules()[0]

    def _look(self) -> None:
        self._job.preview.show(self._one())

    def _add(self) -> None:
        self._job.fetch_granule(self._one())

    def _copy_urls(self) -> None:
        _to_clipboard([each.url for each in self._table.selected_granules()])

    def _copy_names(self) -> None:
        _to_clipboard([each.granule_id for each in self._table.selected_granules()])

    def _open_login(self) -> None:
        QDesktopServices.openUrl(QUrl(self._one().login_url))

    def _ask_url(self) -> None:
        dialog = QInputDialog(self.window())
        dialog.setObjectName("itslive_url_dialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(self.tr("Add a granule by URL"))
        dialog.setLabelText(
            self.tr("Address of a granule's NetCDF file, or the name of a granule:")
        )
        dialog.setTextEchoMode(QLineEdit.EchoMode.Normal)
        dialog.resize(520, dialog.sizeHint().height())
        dialog.textValueSelected.connect(self._fetch)
        dialog.open()

    def _fetch(self, text: str) -> None:
        if text.strip():
            self._job.fetch_granule(text.strip())


def _to_clipboard(lines: Sequence[str]) -> None:
    QApplication.clipboard().setText("\n".join(lines))
