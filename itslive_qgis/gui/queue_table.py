"""The table of a queue: what runs shows how far it is; a menu has what can be done with a row."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Callable

from qgis.PyQt.QtCore import QModelIndex, QPoint, QRect, QSortFilterProxyModel, Qt
from qgis.PyQt.QtGui import QPainter, QPalette
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QAction,
    QApplication,
    QHeaderView,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ..archive.queue_items import FAILED, PAUSED, RUNNING, WAITING, Item
from .one_lock import OneLock
from .queue_model import NAME, SHARE_ROLE, SIZE, STATE, STATE_ROLE, QueueModel
from .steps.download import DownloadStep

_FEWEST_ROWS, _MOST_ROWS = 3, 6
_WIDTHS = {STATE: 84, SIZE: 68}
_BAR = 0.35  # opacity, so that the text is read on light and dark themes


class _ShareDelegate(QStyledItemDelegate):
    """Fills the cell of what is being fetched as far as it has come."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """The bar, and on it what Qt paints."""
        share = index.data(SHARE_ROLE)
        if share:
            accent = option.palette.color(QPalette.ColorRole.Highlight)
            accent.setAlphaF(_BAR)
            bar = QRect(option.rect)
            bar.setWidth(round(bar.width() * share))
            painter.fillRect(bar, accent)
        super().paint(painter, option, index)


class _Header(OneLock, QHeaderView):
    pass


class QueueTable(OneLock, QTableView):
    """Rows of a queue, all or those in one state."""

    def __init__(self, step: DownloadStep, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("itslive_queue")
        self._step = step
        self.rows = QueueModel(self)
        self._filter = QSortFilterProxyModel(self)
        self._filter.setSourceModel(self.rows)
        self._filter.setFilterRole(STATE_ROLE)
        self._filter.setFilterKeyColumn(STATE)
        self.setHorizontalHeader(_Header(Qt.Orientation.Horizontal, self))
        self.setModel(self._filter)
        self.setItemDelegateForColumn(STATE, _ShareDelegate(self))
        self._dress()
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        step.queue_changed.connect(self._show_queue)
        step.beat.connect(self._follow)
        self._filter.rowsInserted.connect(self._fit)
        self._filter.rowsRemoved.connect(self._fit)
        self._filter.modelReset.connect(self._fit)
        self._show_queue()

    def show_state(self, state: str) -> None:
        """Show the rows in this state only; all if it is empty."""
        self._filter.setFilterFixedString(state)
        self._fit()
        self.scrollToTop()

    def selected_items(self) -> list[Item]:
        """What stands in the selected rows, from top to bottom."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self.rows.item(self._filter.mapToSource(self._row(row)).row()) for row in rows]

    def menu(self) -> QMenu:
        """What can be done with the selected rows."""
        menu = QMenu(self)
        menu.setObjectName("itslive_queue_menu")
        items, step = self.selected_items(), self._step
        running = step.is_downloading()
        open_ones = _keys(items, WAITING, RUNNING)
        for name, text, tip, keys, call in (
            (
                "itslive_item_pause",
                self.tr("Pause"),
                self.tr("Let it rest while the others go on"),
                open_ones if running else [],
                step.pause_some,
            ),
            (
                "itslive_item_go_on",
                self.tr("Go on"),
                self.tr("Fetch it from where it was left"),
                _keys(items, PAUSED) if running else _keys(items, PAUSED, WAITING),
                step.go_on,
            ),
            (
                "itslive_item_first",
                self.tr("Take first"),
                self.tr("Fetch it before all others"),
                _keys(items, WAITING, PAUSED),
                step.prefer,
            ),
            (
                "itslive_item_retry",
                self.tr("Try again"),
                self.tr("Fetch it once more"),
                _keys(items, FAILED),
                step.retry,
            ),
            (
                "itslive_item_cancel",
                self.tr("Cancel"),
                self.tr("Give it up; what has come of it is removed"),
                _keys(items, WAITING, RUNNING, PAUSED, FAILED),
                step.cancel_some,
            ),
        ):
            if keys:
                menu.addAction(self._action(menu, name, text, tip, partial(call, keys)))
        if items:
            menu.addSeparator()
            text = self.tr("Copy address")
            tip = self.tr("Put the address of the file on the clipboard")
            call = partial(_to_clipboard, [item.granule.url for item in items])
            menu.addAction(self._action(menu, "itslive_item_copy", text, tip, call))
        menu.setToolTipsVisible(True)
        return menu

    def _action(
        self, menu: QMenu, name: str, text: str, tip: str, call: Callable[[], object]
    ) -> QAction:
        action = QAction(text, menu)
        action.setObjectName(name)
        action.setToolTip(tip)
        action.triggered.connect(lambda _checked: call())
        return action

    def _row(self, row: int) -> QModelIndex:
        return self._filter.index(row, 0)

    def _show_menu(self, place: QPoint) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        if menu.actions():
            menu.popup(self.viewport().mapToGlobal(place))

    def _follow(self) -> None:
        """Keep what runs in view, unless the user looks at something."""
        self.rows.refresh()
        if self.underMouse() or self.selectionModel().hasSelection() or not self.isVisible():
            return
        row = self.rows.first_running()
        if row is None:
            return
        index = self._filter.mapFromSource(self.rows.index(row, STATE))
        if index.isValid():
            self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtTop)

    def _show_queue(self) -> None:
        self.rows.show_queue(self._step.queue)

    def _fit(self, *_: object) -> None:
        """As high as its rows, as far as a page has room for."""
        rows = min(max(self._filter.rowCount(), _FEWEST_ROWS), _MOST_ROWS)
        height = rows * self.verticalHeader().defaultSectionSize()
        self.setFixedHeight(height + self.horizontalHeader().sizeHint().height() + 4)

    def _dress(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        # Of one height: else each of 20,000 rows would be asked for its own.
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in _WIDTHS.items():
            self.setColumnWidth(column, width)
        head.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)


def _keys(items: Iterable[Item], *states: str) -> list[str]:
    return [item.key for item in items if item.state in states]


def _to_clipboard(lines: list[str]) -> None:
    QApplication.clipboard().setText("\n".join(lines))
