"""The foot of the dock: what the step gave and what comes next; progress while something runs."""

from __future__ import annotations

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from .long_text import LongHint, LongText
from .widgets import MARGIN, SPACING, ActionButton


class Footer(QWidget):
    """Says one sentence, and offers Back and Next, or progress and Cancel.

    Signals:
        next_pressed, back_pressed, cancel_pressed
    """

    next_pressed = pyqtSignal()
    back_pressed = pyqtSignal()
    cancel_pressed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = LongText()
        self._text.setObjectName("itslive_summary")
        self._note = LongHint()
        self._note.setObjectName("itslive_note")
        self._bar = QProgressBar()
        self._bar.setObjectName("itslive_progress")
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(8)
        self._cancel = ActionButton(self.tr("Cancel"))
        self._cancel.setObjectName("itslive_cancel")
        self._back = ActionButton(self.tr("Back"))
        self._back.setObjectName("itslive_back")
        self._next = ActionButton(self.tr("Next"), strong=True)
        self._next.setObjectName("itslive_next")
        self._build()
        self._cancel.clicked.connect(self.cancel_pressed)
        self._back.clicked.connect(self.back_pressed)
        self._next.clicked.connect(self.next_pressed)
        self.show_idle()

    def _build(self) -> None:
        self._running = QWidget()
        row = QHBoxLayout(self._running)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACING)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(self._note)
        column.addWidget(self._bar)
        row.addLayout(column, 1)
        row.addWidget(self._cancel, 0, Qt.AlignmentFlag.AlignBottom)
        self._buttons = QWidget()
        buttons = QHBoxLayout(self._buttons)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(SPACING)
        buttons.addWidget(self._back)
        buttons.addStretch(1)
        buttons.addWidget(self._next)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, SPACING, MARGIN, MARGIN)
        layout.setSpacing(SPACING)
        layout.addWidget(self._text)
        layout.addWidget(self._running)
        layout.addWidget(self._buttons)

    def set_text(self, text: str) -> None:
        """Say what the step gave and what comes next."""
        self._text.setText(text)

    def text(self) -> str:
        """What is said now."""
        return self._text.text()

    def set_next(self, text: str, enabled: bool, strong: bool) -> None:
        """Name the next step; strong if it is the thing to do now. No text hides the button."""
        self._next.setVisible(bool(text))
        self._next.setText(text)
        self._next.setEnabled(enabled)
        self._next.set_strong(strong)

    def set_back(self, visible: bool) -> None:
        """Offer the way back, or not."""
        self._back.setVisible(visible)

    def show_running(
        self, note: str, percent: float, cancelling: bool, stop_text: str | None = None
    ) -> None:
        """Show what is being done and how far it is; unknown progress moves to and fro.

        Args:
            note: what is being done.
            percent: how far it is.
            cancelling: whether the user has stopped it already.
            stop_text: what the button that stops it says, "Cancel" without one; empty where there
                is another button for it.
        """
        self._cancel.setText(self.tr("Cancel") if stop_text is None else stop_text)
        self._cancel.setVisible(stop_text != "")
        self._running.setVisible(True)
        self._text.setVisible(False)
        self._note.setText(self.tr("Stopping …") if cancelling else note)
        self._bar.setRange(0, 0 if percent <= 0 else 1000)
        if percent > 0:
            self._bar.setValue(round(percent * 10))
        self._cancel.setEnabled(not cancelling)

    def show_idle(self) -> None:
        """Nothing runs."""
        self._running.setVisible(False)
        self._text.setVisible(True)
