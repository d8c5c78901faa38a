"""Toggle chips: any number of a few values, in as many columns as have room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from qgis.PyQt.QtCore import QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QResizeEvent
from qgis.PyQt.QtWidgets import QGridLayout, QLayout, QSizePolicy, QToolButton, QWidget


class Chips(QWidget):
    """Toggles in rows, of which any number may be on; none on means no limit.

    Signals:
        changed: what is on has changed.
    """

    changed = pyqtSignal()

    def __init__(
        self,
        entries: Sequence[tuple[object, str]],
        columns: Sequence[int],
        parent: QWidget | None = None,
    ) -> None:
        """``columns``: numbers of columns that look well, the largest that fits is taken."""
        super().__init__(parent)
        self._columns = tuple(sorted(columns, reverse=True))
        self._buttons: dict[object, QToolButton] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(4)
        # The present columns must not keep the widget from getting narrower.
        self._grid.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        for value, text in entries:
            button = QToolButton(self)
            button.setText(text)
            button.setCheckable(True)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.toggled.connect(self.changed)
            self._buttons[value] = button
        self._arranged = 0
        self._arrange(self._columns[-1])

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Take as many columns as fit."""
        super().resizeEvent(event)
        widest = max(button.sizeHint().width() for button in self._buttons.values())
        room = event.size().width() + self._grid.spacing()
        step = widest + self._grid.spacing()
        fitting = (number for number in self._columns if number * step <= room)
        self._arrange(next(fitting, self._columns[-1]))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As narrow as the fewest columns are, as high as the present ones."""
        widest = max(button.sizeHint().width() for button in self._buttons.values())
        fewest = self._columns[-1]
        width = fewest * widest + (fewest - 1) * self._grid.spacing()
        return QSize(width, super().minimumSizeHint().height())

    def _arrange(self, columns: int) -> None:
        if columns == self._arranged:
            return
        for column in range(self._arranged):
            self._grid.setColumnStretch(column, 0)
        self._arranged = columns
        for number, button in enumerate(self._buttons.values()):
            self._grid.addWidget(button, number // columns, number % columns)
        for column in range(columns):
            self._grid.setColumnStretch(column, 1)

    def button(self, value: object) -> QToolButton:
        """The toggle of ``value``."""
        return self._buttons[value]

    def chosen(self) -> tuple[Any, ...]:
        """Values that are on, in order; empty if all or none are."""
        on = self.on()
        return () if len(on) == len(self._buttons) else on

    def on(self) -> tuple[Any, ...]:
        """Values that are on, in order, even if all are."""
        return tuple(value for value, button in self._buttons.items() if button.isChecked())

    def set_on(self, values: Iterable[object]) -> None:
        """Put on these values alone."""
        wanted = set(values)
        for value, button in self._buttons.items():
            button.setChecked(value in wanted)

    def texts(self) -> list[str]:
        """Texts of what is on; empty if all or none are."""
        return [self._buttons[value].text() for value in self.chosen()]
