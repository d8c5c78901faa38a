"""The bar of steps on top of the dock: where one is, what is done, and the way to any step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qgis.PyQt.QtCore import QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QFont
from qgis.PyQt.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from .icons import done_icon, icon


@dataclass(frozen=True)
class StepEntry:
    """One step of the bar: its short name, its text, its icon and what it is for."""

    key: str
    text: str
    icon: str
    tip: str


class StepBar(QWidget):
    """A row of buttons of which one is pressed. Arrow keys walk along it (Qt does that).

    Signals:
        chosen: number of the step the user wants to see.
    """

    chosen = pyqtSignal(int)

    def __init__(self, entries: Sequence[StepEntry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries = tuple(entries)
        self._buttons: list[QToolButton] = []
        group = QButtonGroup(self)
        group.setExclusive(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 4, 4, 4)
        row.setSpacing(0)
        for number, entry in enumerate(self._entries):
            button = self._make(entry)
            group.addButton(button, number)
            # Longer names get more room, so that all fit into a narrow dock.
            row.addWidget(button, 1)
            self._buttons.append(button)
        group.idClicked.connect(self.chosen)
        self._buttons[0].setChecked(True)

    def _make(self, entry: StepEntry) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"itslive_step_{entry.key}")
        button.setText(entry.text)
        button.setToolTip(entry.tip)
        button.setAccessibleName(entry.text)
        button.setIcon(icon(entry.icon))
        button.setIconSize(QSize(20, 20))
        button.setCheckable(True)
        button.setAutoRaise(True)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        font = QFont(button.font())
        font.setPointSizeF(font.pointSizeF() * 0.9)
        button.setFont(font)
        return button

    def button(self, number: int) -> QToolButton:
        """The button of a step."""
        return self._buttons[number]

    def set_current(self, number: int) -> None:
        """Mark the step that is shown."""
        self._buttons[number].setChecked(True)

    def set_done(self, number: int, done: bool) -> None:
        """Put the check mark on a step, or take it off."""
        name = self._entries[number].icon
        self._buttons[number].setIcon(done_icon(name) if done else icon(name))
