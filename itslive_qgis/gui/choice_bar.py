"""With which granules to go on: all, those shown, or those selected."""

from __future__ import annotations

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from . import texts
from .steps.search import ALL, SELECTED, SHOWN


class ChoiceBar(QWidget):
    """Three buttons of which one is pressed; each says how many it stands for.

    Signals:
        chosen: the one the user pressed.
    """

    chosen = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts = {
            ALL: self.tr("All {count}"),
            SHOWN: self.tr("Shown {count}"),
            SELECTED: self.tr("Selected {count}"),
        }
        tips = {
            ALL: self.tr("Go on with everything that was found"),
            SHOWN: self.tr("Go on with what the filter shows"),
            SELECTED: self.tr("Go on with the rows that are selected"),
        }
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QToolButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for choice in (ALL, SHOWN, SELECTED):
            button = QToolButton(self)
            button.setObjectName(f"itslive_use_{choice}")
            button.setCheckable(True)
            button.setToolTip(tips[choice])
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            button.setMinimumWidth(80)
            button.clicked.connect(lambda _on, choice=choice: self.chosen.emit(choice))
            self._group.addButton(button)
            self._buttons[choice] = button
            row.addWidget(button, 1)

    def show_choice(self, choice: str, counts: dict[str, int]) -> None:
        """Press ``choice``; ``counts`` says how many each stands for, 0 cannot be pressed."""
        for each, button in self._buttons.items():
            button.setText(self._texts[each].format(count=texts.number(counts[each])))
            # What is pressed stays so, with nothing to go on with, until the user presses another.
            button.setEnabled(counts[each] > 0 or each == choice)
        self._buttons[choice].setChecked(True)
