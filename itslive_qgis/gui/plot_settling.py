"""A canvas that is drawn once for the last of many sizes."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtGui import QColor, QImage, QPainter, QPaintEvent, QResizeEvent

try:
    from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg
except ImportError:  # matplotlib before 3.5
    from matplotlib.backends.backend_qt5agg import FigureCanvasQTAgg

_SETTLES = 25  # milliseconds without a further change of size


class SettlingCanvas(FigureCanvasQTAgg):
    """matplotlib's canvas, which fills its widget, and waits while that changes its size.

    A layout gives a widget several sizes before its last, and a user who pulls at a window very
    many: a drawing for each holds the window up.

    Attributes:
        paper: colour of the ground where nothing was drawn yet.
    """

    paper = "#ffffff"
    # Qt sends events while the widget is still being made.
    _settling: QTimer | None = None
    _picture: np.ndarray | None = None

    def __init__(self, figure: Figure) -> None:
        super().__init__(figure)
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLES)
        self._settling.timeout.connect(self.draw_idle)
        self.mpl_connect("resize_event", self._fill_widget)
        self.mpl_connect("draw_event", self._keep_picture)

    def is_settling(self) -> bool:
        """Whether the size may change again at any moment."""
        return self._settling is not None and self._settling.isActive()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Draw anew when the size no longer changes."""
        if self._settling is not None:
            self._settling.start()
        super().resizeEvent(event)

    def draw_idle(self) -> None:
        """Draw soon, but not for a size that will not last."""
        if not self.is_settling():
            super().draw_idle()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Show the plot; until it is drawn for a new size, the one before."""
        if not self.is_settling():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self.paper))
        if self._picture is not None:
            height, width = self._picture.shape[:2]
            form = QImage.Format.Format_RGBA8888
            image = QImage(self._picture.data, width, height, 4 * width, form)
            painter.drawImage(self.rect(), image)
        painter.end()

    def _fill_widget(self, _event: Any) -> None:
        # 406 pixels at 100 dpi are 405.99999 on the way back, which matplotlib cuts to 405: the
        # last column would then show whatever lies behind its picture in memory.
        pixels = np.rint(self.figure.get_size_inches() * self.figure.dpi)
        self.figure.set_size_inches((pixels + 0.01) / self.figure.dpi, forward=False)

    def _keep_picture(self, _event: Any) -> None:
        if self._settling is not None:
            self._settling.stop()
        self._picture = np.asarray(self.buffer_rgba())
