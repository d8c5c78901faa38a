"""Granules as rows of a table, sorted by the values and not by their texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Callable

from qgis.PyQt.QtCore import (
    QAbstractTableModel,
    QLocale,
    QModelIndex,
    QObject,
    Qt,
)

from ..archive.granule import Granule

MID_DATE, SEPARATION, SATELLITE, VALID, PROJECTION, NAME = range(6)
# Plain numbers, since the roles of PyQt6 cannot be added to.
SORT_ROLE = 256
ID_ROLE = 257


class GranuleModel(QAbstractTableModel):
    """A table of granules. ``SORT_ROLE`` gives comparable values, ``ID_ROLE`` the granule's id."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._granules: tuple[Granule, ...] = ()
        self._heads = (
            self.tr("Mid-date"),
            self.tr("Days"),
            self.tr("Satellite"),
            self.tr("Valid %"),
            self.tr("Projection"),
            self.tr("Granule"),
        )
        self._head_tips = (
            self.tr("The middle between the two images"),
            self.tr("Separation: days between the two images"),
            self.tr("Satellite that took the images"),
            self.tr("Share of pixels with a velocity"),
            self.tr("Projection of the granule's grid"),
            self.tr("Name of the granule"),
        )

        self._readers: dict[int, Callable[[Granule, int], Any]] = {
            Qt.ItemDataRole.DisplayRole: _text,
            Qt.ItemDataRole.ToolTipRole: self._tip,
            Qt.ItemDataRole.TextAlignmentRole: _alignment,
            SORT_ROLE: _sort_value,
            ID_ROLE: _name,
        }

    def set_granules(self, granules: Sequence[Granule]) -> None:
        """Show these granules instead."""
        self.beginResetModel()
        self._granules = tuple(granules)
        self.endResetModel()

    def granule(self, row: int) -> Granule:
        """The granule in this row."""
        return self._granules[row]

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
        """Text, sorting value, alignment, explanation or id of a cell."""
        reader = self._readers.get(role)
        if reader is None or not index.isValid():
            return None
        return reader(self._granules[index.row()], index.column())

    def _tip(self, granule: Granule, column: int) -> str:
        return self.tr("{first} to {second}, {satellite}\n{name}").format(
            first=granule.date_1.strftime("%Y-%m-%d"),
            second=granule.date_2.strftime("%Y-%m-%d"),
            satellite=granule.satellite,
            name=granule.granule_id,
        )


def _name(granule: Granule, column: int) -> str:
    return granule.granule_id


def _alignment(granule: Granule, column: int) -> int | None:
    if column not in (SEPARATION, VALID):
        return None
    flag = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    # PyQt5 has a number here, PyQt6 an enumeration.
    return int(getattr(flag, "value", flag))


def _text(granule: Granule, column: int) -> str:
    if column == MID_DATE:
        return granule.mid_date.strftime("%Y-%m-%d")
    if column == SEPARATION:
        return QLocale().toString(float(granule.separation_days), "f", 0)
    if column == SATELLITE:
        return granule.satellite
    if column == VALID:
        valid = granule.percent_valid
        return "" if valid is None else QLocale().toString(float(valid), "f", 0)
    if column == PROJECTION:
        return "" if granule.epsg is None else f"EPSG:{granule.epsg}"
    return granule.granule_id


def _sort_value(granule: Granule, column: int) -> Any:
    if column == MID_DATE:
        return granule.mid_date.timestamp()
    if column == SEPARATION:
        return float(granule.separation_days)
    if column == VALID:
        return -1.0 if granule.percent_valid is None else float(granule.percent_valid)
    if column == PROJECTION:
        return granule.epsg or 0
    return _text(granule, column)
