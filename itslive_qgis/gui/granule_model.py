"""Granules as rows of a table that sorts itself, by the values and not by their texts.

Qt's own sorting proxy asks for two values per comparison, each through Python: seconds for 20,000
rows. Here Python sorts its list by prepared keys, and the views are told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Callable

from qgis.PyQt.QtCore import (
    QAbstractTableModel,
    QItemSelection,
    QItemSelectionRange,
    QLocale,
    QModelIndex,
    QObject,
    Qt,
    pyqtSignal,
)

from ..archive.findings import Key, key_of
from ..archive.granule import Granule
from .icons import theme_icon

MID_DATE, SEPARATION, SATELLITE, VALID, PROJECTION, VERSION, ORBIT, ACCESS, NAME = range(9)
# Plain numbers, since the roles of PyQt6 cannot be added to.
SORT_ROLE = 256
ID_ROLE = 257

_LOCK = "locked"
_FEW = 4


class GranuleModel(QAbstractTableModel):
    """A table of granules. ``SORT_ROLE`` gives comparable values, ``ID_ROLE`` the granule's id.

    Signals:
        about_to_rearrange: rows will have other places, before any Qt signal of it; a view that
            holds thousands of rows selected does well to let go of them.
        rearranged: they have.
    """

    about_to_rearrange = pyqtSignal()
    rearranged = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._granules: list[Granule] = []
        self._values: list[Any] = []  # what each is sorted by, row for row
        self._by_key: dict[Key, Granule] = {}
        self._rows: dict[int, int] | None = None
        self._sorted = (MID_DATE, False)
        self._is_sorted = True
        self._heads = (
            self.tr("Mid-date"),
            self.tr("Days"),
            self.tr("Satellite"),
            self.tr("Valid %"),
            self.tr("Projection"),
            self.tr("Version"),
            self.tr("Orbit"),
            self.tr("Access"),
            self.tr("Granule"),
        )
        self._head_tips = (
            self.tr("The middle between the two images"),
            self.tr("Separation: days between the two images"),
            self.tr("Satellite that took the images"),
            self.tr("Share of pixels with a velocity"),
            self.tr("Projection of the granule's grid"),
            self.tr("Version of the product"),
            self.tr("Direction of a radar satellite's orbit"),
            self.tr("Whether a login is needed to fetch it"),
            self.tr("Name of the granule"),
        )
        self._orbits = {"ascending": self.tr("ascending"), "descending": self.tr("descending")}
        self._login = self.tr("needs Earthdata login")

        self._readers: dict[int, Callable[[Granule, int], Any]] = {
            Qt.ItemDataRole.DisplayRole: self._text,
            Qt.ItemDataRole.ToolTipRole: self._tip,
            Qt.ItemDataRole.TextAlignmentRole: _alignment,
            Qt.ItemDataRole.DecorationRole: _picture,
            SORT_ROLE: _sort_value,
            ID_ROLE: _name,
        }

    def set_granules(self, granules: Iterable[Granule]) -> None:
        """Show these granules instead, sorted as those before were."""
        self.about_to_rearrange.emit()
        self.beginResetModel()
        self._granules = list(granules)
        self._by_key = {key_of(each): each for each in self._granules}
        self._value()
        self._sort()
        self.endResetModel()
        self.rearranged.emit()

    def add_granules(self, granules: Sequence[Granule]) -> None:
        """Show these granules too, below the others until :meth:`sort_added`."""
        if not granules:
            return
        first = len(self._granules)
        self.beginInsertRows(QModelIndex(), first, first + len(granules) - 1)
        self._granules += granules
        self._values += map(_SORT_KEYS[self._sorted[0]], granules)
        self._by_key.update((key_of(each), each) for each in granules)
        self._rows = None
        self._is_sorted = False
        self.endInsertRows()

    def sort_added(self) -> None:
        """Put the granules that were added in their places."""
        if not self._is_sorted:
            self._rearrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; of equals the order before is kept."""
        if 0 <= column < len(self._heads):
            self._sorted = (column, order == Qt.SortOrder.DescendingOrder)
            self._value()
            self._rearrange()

    def granule(self, row: int) -> Granule:
        """The granule in this row."""
        return self._granules[row]

    def granules(self, first: int, last: int) -> list[Granule]:
        """The granules in the rows ``first`` to ``last``."""
        return self._granules[first : last + 1]

    def selection_of(self, keys: Iterable[Key]) -> QItemSelection:
        """The rows of the granules with these keys, as far as they are shown."""
        rows, by_key = self._all_rows(), self._by_key
        found = sorted([rows[id(by_key[key])] for key in keys if key in by_key])
        last = len(self._heads) - 1
        selection = QItemSelection()
        for top, bottom in _runs(found):
            # Not index(), which asks for the numbers of rows and columns each time.
            corners = self.createIndex(top, 0), self.createIndex(bottom, last)
            selection.append(QItemSelectionRange(*corners))
        return selection

    def varying(self) -> set[int]:
        """Of the columns that are often the same all over, those that are not, or tell of a login.

        Projections are always worth a column: a pair may be there in two.
        """
        columns = set()
        if len({each.version for each in self._granules}) > 1:
            columns.add(VERSION)
        if any(each.orbit for each in self._granules):
            columns.add(ORBIT)
        if any(each.login_url for each in self._granules):
            columns.add(ACCESS)
        return columns

    def rowCount(self, parent: QModelIndex | None = None) -> int:  # noqa: N802 - Qt's name
        """Number of granules."""
        return 0 if parent is not None and parent.isValid() else len(self._granules)

    def columnCount(self, parent: QModelIndex | None = None) -> int:  # noqa: N802 - Qt's name
        """Number of properties shown."""
        return 0 if parent is not None and parent.isValid() else len(self._heads)

    def headerData(  # noqa: N802 - Qt's name
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Column names and their explanations."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._heads):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._head_tips[section]
        return None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, sorting value, alignment, picture, explanation or id of a cell."""
        reader = self._readers.get(role)
        if reader is None or not index.isValid():
            return None
        return reader(self._granules[index.row()], index.column())

    def _value(self) -> None:
        self._values = list(map(_SORT_KEYS[self._sorted[0]], self._granules))

    def _sort(self) -> list[int]:
        """Sort; the number of the row each was in before, row for row."""
        self._is_sorted = True
        rows = range(len(self._granules))
        before = sorted(rows, key=self._values.__getitem__, reverse=self._sorted[1])
        self._granules = [self._granules[row] for row in before]
        self._values = [self._values[row] for row in before]
        self._rows = None
        return before

    def _rearrange(self) -> None:
        """Sort, and let whoever remembers a cell follow its granule."""
        self.about_to_rearrange.emit()
        self.layoutAboutToBeChanged.emit()
        remembered = self.persistentIndexList()
        cells = [(index.row(), index.column()) for index in remembered]
        before = self._sort()
        if remembered:
            rows = _places(before, {row for row, _ in cells})
            moved = [self.createIndex(rows[row], column) for row, column in cells]
            self.changePersistentIndexList(remembered, moved)
        self.layoutChanged.emit()
        self.rearranged.emit()

    def _all_rows(self) -> dict[int, int]:
        if self._rows is None:
            # By identity: hashing ten thousands of keys anew after each sorting is felt.
            self._rows = {id(each): row for row, each in enumerate(self._granules)}
        return self._rows

    def _tip(self, granule: Granule, column: int) -> str:
        tip = self.tr("{first} to {second}, {satellite}\n{name}").format(
            first=granule.date_1.strftime("%Y-%m-%d"),
            second=granule.date_2.strftime("%Y-%m-%d"),
            satellite=granule.satellite,
            name=granule.granule_id,
        )
        return f"{tip}\n{self._login}: {granule.login_url}" if granule.login_url else tip

    def _text(self, granule: Granule, column: int) -> str:
        if column == ORBIT:
            return self._orbits.get(granule.orbit, granule.orbit)
        if column == ACCESS:
            return self._login if granule.login_url else ""
        return _TEXTS[column](granule)


def _places(before: list[int], rows: set[int]) -> dict[int, int]:
    """Where the rows that had these numbers before are now."""
    if len(rows) <= _FEW:
        # Headers remember a cell of each column they changed, all in one row.
        return {row: before.index(row) for row in rows}
    return {old: new for new, old in enumerate(before) if old in rows}


def _runs(rows: Iterable[int]) -> list[tuple[int, int]]:
    """First and last of each run of consecutive rows."""
    runs: list[tuple[int, int]] = []
    first = last = -2
    for row in rows:
        if row == last + 1:
            last = row
            continue
        if last >= 0:
            runs.append((first, last))
        first = last = row
    if last >= 0:
        runs.append((first, last))
    return runs


def _name(granule: Granule, column: int) -> str:
    return granule.granule_id


def _alignment(granule: Granule, column: int) -> int | None:
    if column not in (SEPARATION, VALID):
        return None
    flag = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    # PyQt5 has a number here, PyQt6 an enumeration.
    return int(getattr(flag, "value", flag))


def _picture(granule: Granule, column: int) -> Any:
    return theme_icon(_LOCK) if column == ACCESS and granule.login_url else None


def _whole(value: float | None) -> str:
    return "" if value is None else QLocale().toString(float(value), "f", 0)


_TEXTS: dict[int, Callable[[Granule], str]] = {
    MID_DATE: lambda each: each.mid_date.isoformat()[:10],
    SEPARATION: lambda each: _whole(each.separation_days),
    SATELLITE: lambda each: each.satellite,
    VALID: lambda each: _whole(each.percent_valid),
    PROJECTION: lambda each: "" if each.epsg is None else f"EPSG:{each.epsg}",
    VERSION: lambda each: each.version,
    NAME: lambda each: each.granule_id,
}

#: What granules are sorted by, column after column.
_SORT_KEYS: tuple[Callable[[Granule], Any], ...] = (
    # Dates with a time zone take a while to compare.
    lambda each: each.mid_date.timestamp(),
    lambda each: float(each.separation_days),
    lambda each: each.satellite,
    lambda each: -1.0 if each.percent_valid is None else float(each.percent_valid),
    lambda each: each.epsg or 0,
    lambda each: each.version,
    lambda each: each.orbit,
    lambda each: bool(each.login_url),
    lambda each: each.granule_id,
)


def _sort_value(granule: Granule, column: int) -> Any:
    return _SORT_KEYS[column](granule)
