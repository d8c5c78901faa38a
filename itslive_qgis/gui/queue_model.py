"""The queue of a download as rows of a table, in the order in which they were asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Callable

from qgis.PyQt.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from qgis.PyQt.QtGui import QIcon

from ..archive.download_queue import DownloadQueue
from ..archive.granule import Granule
from ..archive.queue_items import CANCELLED, DONE, FAILED, PAUSED, RUNNING, WAITING, Item
from ..translation import error_text
from . import texts
from .icons import theme_icon
from .slices import Slices

STATE, SIZE, NAME = range(3)
# Plain numbers, since the roles of PyQt6 cannot be added to.
STATE_ROLE = 256
SHARE_ROLE = 257

_PIECE = 200  # rows at a time, each of which a filter asks for its state
_PICTURES = {
    WAITING: "mTaskQueued",
    RUNNING: "mTaskRunning",
    PAUSED: "mTaskOnHold",
    DONE: "mIconSuccess",
    FAILED: "mIconWarning",
    CANCELLED: "mTaskCancel",
}


class QueueModel(QAbstractTableModel):
    """A table of the granules of a queue, one row each.

    ``STATE_ROLE`` gives the state as the queue names it, ``SHARE_ROLE`` the share that has come of
    one that runs (0 to 1), None of the others and where the size is not known.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue: DownloadQueue | None = None
        self._items: list[Item] = []
        self._rows: dict[str, int] = {}
        self._running: set[int] = set()
        self._slices = Slices(self)
        self._heads = (self.tr("State"), self.tr("Size"), self.tr("Granule"))
        self._words = {
            WAITING: self.tr("waiting"),
            RUNNING: self.tr("running"),
            PAUSED: self.tr("paused"),
            DONE: self.tr("done"),
            FAILED: self.tr("failed"),
            CANCELLED: self.tr("cancelled"),
        }
        self._readers: dict[int, Callable[[Item, int], Any]] = {
            Qt.ItemDataRole.DisplayRole: self._text,
            Qt.ItemDataRole.ToolTipRole: self._tip,
            Qt.ItemDataRole.TextAlignmentRole: _alignment,
            Qt.ItemDataRole.DecorationRole: _decoration,
            STATE_ROLE: lambda item, column: item.state,
            SHARE_ROLE: lambda item, column: share_of(item),
        }

    def show_queue(self, queue: DownloadQueue) -> None:
        """Show this queue, all of it anew."""
        self._slices.clear()
        self.beginResetModel()
        self._queue = queue
        self._items, self._rows, self._running = [], {}, set()
        self.endResetModel()
        self._slices.push(self._take(queue.items()))

    def refresh(self) -> None:
        """Take over what has changed in the queue since the last look, in slices of time."""
        if self._queue is not None and self._slices.is_idle():
            self._slices.push(self._take(self._queue.take_changes()))

    def _take(self, items: list[Item]) -> Iterator[None]:
        for start in range(0, len(items), _PIECE):
            self._take_piece(items[start : start + _PIECE])
            yield

    def _take_piece(self, items: list[Item]) -> None:
        fresh, changed = [], []
        for item in items:
            row = self._rows.get(item.key)
            if row is None:
                fresh.append(item)
            else:
                self._items[row] = item
                (self._running.add if item.state == RUNNING else self._running.discard)(row)
                changed.append(row)
        last = len(self._heads) - 1
        for top, bottom in _runs(sorted(changed)):
            self.dataChanged.emit(self.createIndex(top, 0), self.createIndex(bottom, last))
        self._append(fresh)

    def item(self, row: int) -> Item:
        """What stands in this row."""
        return self._items[row]

    def first_running(self) -> int | None:
        """The uppermost row of those that are being fetched."""
        return min(self._running, default=None)

    def word(self, state: str) -> str:
        """What a state is called."""
        return self._words[state]

    def rowCount(self, parent: QModelIndex | None = None) -> int:  # noqa: N802 - Qt's name
        """Number of granules."""
        return 0 if parent is not None and parent.isValid() else len(self._items)

    def columnCount(self, parent: QModelIndex | None = None) -> int:  # noqa: N802 - Qt's name
        """State, size and name."""
        return 0 if parent is not None and parent.isValid() else len(self._heads)

    def headerData(  # noqa: N802 - Qt's name
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Names of the columns."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._heads):
            return None
        return self._heads[section] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, picture, explanation, state or share of a cell."""
        reader = self._readers.get(role)
        if reader is None or not index.isValid():
            return None
        return reader(self._items[index.row()], index.column())

    def _append(self, items: list[Item]) -> None:
        if not items:
            return
        first = len(self._items)
        self.beginInsertRows(QModelIndex(), first, first + len(items) - 1)
        self._items += items
        for row, item in enumerate(items, start=first):
            self._rows[item.key] = row
            if item.state == RUNNING:
                self._running.add(row)
        self.endInsertRows()

    def _text(self, item: Item, column: int) -> str:
        if column == NAME:
            return _told(item.granule)
        if column == SIZE:
            return _size(item)
        share = share_of(item)
        if share is not None:
            return f"{texts.number(100 * share)} %"
        return self._words[item.state]

    def _tip(self, item: Item, column: int) -> str:
        parts = [item.granule.granule_id]
        if item.state == FAILED and item.error is not None:
            parts.append(error_text(item.error))
        elif item.size is not None and item.state != DONE:
            parts.append(
                self.tr("{received} of {size}").format(
                    received=texts.size(item.received), size=texts.size(item.size)
                )
            )
        elif item.was_here:
            parts.append(self.tr("It was in the folder already."))
        return "\n".join(parts)


def share_of(item: Item) -> float | None:
    """The share that has come of a granule that is being fetched, None if that is not known."""
    if item.state != RUNNING or not item.size:
        return None
    return min(1.0, item.received / item.size)


def _told(granule: Granule) -> str:
    """What tells granules apart where there is no room for their names."""
    if granule.mid_date is None:
        return granule.granule_id
    return f"{granule.mid_date:%Y-%m-%d} {granule.satellite}"


def _size(item: Item) -> str:
    size = item.size if item.size is not None else item.received
    return texts.size(size) if size else ""


def _runs(rows: Iterable[int]) -> list[tuple[int, int]]:
    """First and last of each run of consecutive rows."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and runs[-1][1] == row - 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs


def _alignment(item: Item, column: int) -> int | None:
    if column != SIZE:
        return None
    flag = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    # PyQt5 has a number here, PyQt6 an enumeration.
    return int(getattr(flag, "value", flag))


@cache
def _picture(state: str) -> QIcon:
    return theme_icon(_PICTURES[state])


def _decoration(item: Item, column: int) -> QIcon | None:
    return _picture(item.state) if column == STATE else None
