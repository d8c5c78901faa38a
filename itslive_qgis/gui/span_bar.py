"""The line that says that the map is filtered by time, and the button that ends it."""

from __future__ import annotations

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QHBoxLayout, QWidget

from .widgets import ActionButton, Hint


class SpanBar(QWidget):
    """A sentence and "All dates"; hidden while nothing is filtered.

    Signals:
        all_wanted: the button was pressed.
    """

    all_wanted = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self._sentence = Hint()
        self._sentence.setObjectName("itslive_plot_span")
        self._all = ActionButton(self.tr("All dates"))
        self._all.setObjectName("itslive_plot_all_dates")
        self._all.clicked.connect(self.all_wanted)
        row.addWidget(self._sentence, 1)
        row.addWidget(self._all)
        self.hide()

    def show_span(self, first: str, last: str) -> None:
        """Say which days are shown."""
        text = self.tr(
            "The map shows {first} \u2013 {last} only, of all layers that have dates. Press Esc in "
            "the plot to see all dates again."
        )
        self._sentence.setText(text.format(first=first, last=last))
        self.show()
