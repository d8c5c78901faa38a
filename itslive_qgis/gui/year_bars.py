"""How many granules each year has, as small bars."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from qgis.PyQt.QtCore import QEvent, QRectF, QSize, Qt
from qgis.PyQt.QtGui import QColor, QFont, QHelpEvent, QPainter, QPaintEvent, QPalette
from qgis.PyQt.QtWidgets import QSizePolicy, QToolTip, QWidget

from .widgets import mixed, theme_colours

_HEIGHT = 56


class YearBars(QWidget):
    """One bar per year from the first to the last; the year under the pointer tells its count."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts: Counter[int] = Counter()
        self._ink = QColor("gray")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def event(self, event: QEvent) -> bool:
        """Tell year and count in a tool tip; follow the theme."""
        if event.type() in (QEvent.Type.Polish, QEvent.Type.StyleChange):
            self._ink = mixed(*theme_colours(self), 0.72)
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self._counts:
            year = self._first() + int(event.pos().x() / max(self._step(), 1e-9))
            text = self.tr("{year}: {count}").format(year=year, count=self._counts.get(year, 0))
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def set_dates(self, dates: Sequence[datetime]) -> None:
        """Count these dates by year."""
        self._counts = Counter(each.year for each in dates)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Low, and as wide as there is room."""
        return QSize(200, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the bars, and the first and last year below."""
        if not self._counts:
            return
        painter = QPainter(self)
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.85)
        painter.setFont(font)
        line = painter.fontMetrics().height()
        room = self.height() - line - 2
        most = max(self._counts.values())
        accent = self.palette().color(QPalette.ColorRole.Highlight)
        for year, count in self._counts.items():
            tall = max(room * count / most, 2.0)
            left = (year - self._first()) * self._step()
            painter.fillRect(QRectF(left, room - tall, max(self._step() - 1.5, 1.0), tall), accent)
        painter.setPen(self._ink)
        foot = room + 2.0
        years = range(self._first(), self._last() + 1)
        if self._step() >= painter.fontMetrics().horizontalAdvance("0000") + 2:
            for number, year in enumerate(years):
                box = QRectF(number * self._step(), foot, self._step(), line)
                painter.drawText(box, Qt.AlignmentFlag.AlignHCenter, str(year))
            return
        box = QRectF(0, foot, len(years) * self._step(), line)
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft, str(self._first()))
        painter.drawText(box, Qt.AlignmentFlag.AlignRight, str(self._last()))

    def _first(self) -> int:
        return min(self._counts)

    def _last(self) -> int:
        return max(self._counts)

    def _step(self) -> float:
        # Few years make no broad slabs.
        return min(self.width() / (self._last() - self._first() + 1), 40.0)
