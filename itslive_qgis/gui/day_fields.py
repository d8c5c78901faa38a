"""A first and a last day, each of which may be left open."""

from __future__ import annotations

from datetime import date

from qgis.PyQt.QtCore import QDate, pyqtSignal
from qgis.PyQt.QtWidgets import QCheckBox, QDateEdit, QGridLayout, QWidget

FIRST_YEAR = 1982


class DayFields(QWidget):
    """Two rows of a check mark and a day.

    Signals:
        changed: another day, or none.
        typed: the user has finished typing a day.
    """

    changed = pyqtSignal()
    typed = pyqtSignal()

    def __init__(self, start: str, end: str) -> None:
        """``start``, ``end``: object names of the days; those of their marks end in ``_on``."""
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self._start_on, self._start = self._row(self.tr("From"), QDate(FIRST_YEAR, 1, 1), start)
        self._end_on, self._end = self._row(self.tr("To"), QDate.currentDate(), end)

    def _row(self, text: str, preset: QDate, name: str) -> tuple[QCheckBox, QDateEdit]:
        check = QCheckBox(text)
        check.setObjectName(f"{name}_on")
        check.setToolTip(self.tr("Without a check mark any date will do."))
        edit = QDateEdit(preset)
        edit.setObjectName(name)
        edit.setAccessibleName(text)
        edit.setDisplayFormat("yyyy-MM-dd")
        edit.setCalendarPopup(True)
        edit.setEnabled(False)
        check.toggled.connect(edit.setEnabled)
        for signal in (check.toggled, edit.dateChanged):
            signal.connect(self._tell)
        edit.editingFinished.connect(self.typed)
        row = self._grid.rowCount()
        self._grid.addWidget(check, row, 0)
        self._grid.addWidget(edit, row, 1)
        return check, edit

    def days(self) -> tuple[date | None, date | None]:
        """First and last day, None where any will do."""
        return (
            _day(self._start) if self._start_on.isChecked() else None,
            _day(self._end) if self._end_on.isChecked() else None,
        )

    def set_days(self, start: date | None, end: date | None) -> None:
        """Show these days; one left open keeps what its field has, unmarked."""
        pairs = (self._start_on, self._start, start), (self._end_on, self._end, end)
        for check, edit, day in pairs:
            check.setChecked(day is not None)
            if day is not None:
                edit.setDate(QDate(day.year, day.month, day.day))

    def _tell(self, *_: object) -> None:
        self.changed.emit()


def _day(edit: QDateEdit) -> date:
    value = edit.date()
    return date(value.year(), value.month(), value.day())
