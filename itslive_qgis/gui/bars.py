"""Stacked bars to look at and to choose by: years, or separations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from qgis.PyQt.QtCore import QEvent, QPointF, QRectF, QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import (
    QColor,
    QFont,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from qgis.PyQt.QtWidgets import QSizePolicy, QToolTip, QWidget

from . import texts
from .widgets import mixed, theme_colours

_HEIGHT = 104
_WIDEST = 44.0
_THINNEST = 2.0  # pixels of the smallest part that can be seen
_STEPS = (1, 2, 5, 10, 20, 50)


@dataclass(frozen=True)
class Part:
    """A part of a bar: what it is of, its name and colour, and how many it stands for."""

    value: Any
    name: str
    colour: str
    count: int


@dataclass(frozen=True)
class Bar:
    """A bar: what it is of, its label, whether the label may be left out, and its parts."""

    value: Any
    label: str
    parts: tuple[Part, ...]

    @property
    def count(self) -> int:
        """The height of the bar."""
        return sum(part.count for part in self.parts)


class StackedBars(QWidget):
    """Bars side by side. Click one, or walk with the arrow keys and press Space or Enter.

    Signals:
        picked: value of the bar the user chose.
        looked_at: text about the bar under the pointer or the one reached by keys; empty if none.
    """

    picked = pyqtSignal(object)
    looked_at = pyqtSignal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._bars: tuple[Bar, ...] = ()
        self._chosen: Any = None
        self._part: Any = None
        self._current = -1
        self._ink, self._ground = QColor("gray"), QColor("white")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Show these bars."""
        self._bars = tuple(bars)
        self._current = min(self._current, len(self._bars) - 1)
        self.update()

    def bars(self) -> tuple[Bar, ...]:
        """What is shown."""
        return self._bars

    def choose(self, value: Any, part: Any = None) -> None:
        """Mark the bar of ``value`` and the parts of ``part``: all others pale; None pales none."""
        self._chosen, self._part = value, part
        self.update()

    def place_of(self, value: Any) -> QPointF:
        """The middle of the foot of a bar, in pixels of this widget."""
        number = next(n for n, bar in enumerate(self._bars) if bar.value == value)
        return QPointF((number + 0.5) * self._step(), self._foot() - 2)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Low, and as wide as there is room."""
        return QSize(200, _HEIGHT)

    def event(self, event: QEvent) -> bool:
        """Tell bar, part and count in a tool tip; follow the theme."""
        if event.type() in (QEvent.Type.Polish, QEvent.Type.StyleChange):
            self._ink, self._ground = theme_colours(self)
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.text_at(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def text_at(self, place: QPointF) -> str:
        """What is at a place: the bar, and the part if it is on one."""
        number = self._number_at(place.x())
        if number < 0:
            return ""
        bar = self._bars[number]
        for part, box in self._boxes(number):
            if box.adjusted(0, -1, 0, 1).contains(QPointF(box.center().x(), place.y())):
                count = texts.number(part.count)
                if not part.name:
                    return self.tr("{bar}: {count}").format(bar=bar.label, count=count)
                return self.tr("{bar}, {part}: {count}").format(
                    bar=bar.label, part=part.name, count=count
                )
        return self._described(bar)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Tell what is under the pointer."""
        self.looked_at.emit(self.text_at(QPointF(event.pos())))

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Nothing is under the pointer any more."""
        self.looked_at.emit("")

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Choose the bar under the pointer."""
        number = self._number_at(event.pos().x())
        if event.button() == Qt.MouseButton.LeftButton and number >= 0:
            self._current = number
            self.picked.emit(self._bars[number].value)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Walk along the bars, choose one."""
        last = len(self._bars) - 1
        moves = {
            Qt.Key.Key_Left: max(self._current - 1, 0),
            Qt.Key.Key_Right: min(self._current + 1, last),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        if not self._bars:
            super().keyPressEvent(event)
        elif event.key() in moves:
            self._current = moves[event.key()]
            self.looked_at.emit(self._described(self._bars[self._current]))
            self.update()
        elif event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._current >= 0:
                self.picked.emit(self._bars[self._current].value)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw a line for the highest count, the bars, and the labels below."""
        if not self._bars:
            return
        painter = QPainter(self)
        painter.setFont(self._font())
        self._draw_scale(painter)
        for number, bar in enumerate(self._bars):
            for part, box in self._boxes(number):
                painter.fillRect(box, self._colour(bar, part))
        self._draw_labels(painter)
        if self.hasFocus() and 0 <= self._current < len(self._bars):
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 1.5))
            left = self._current * self._step()
            painter.drawRect(QRectF(left + 0.5, 1, self._step() - 1, self._foot() - 1))
        painter.end()

    def _draw_scale(self, painter: QPainter) -> None:
        quiet = mixed(self._ink, self._ground, 0.25)
        painter.setPen(quiet)
        painter.drawLine(QPointF(0, self._foot()), QPointF(self._right(), self._foot()))
        painter.drawLine(QPointF(0, self._top()), QPointF(self._right(), self._top()))
        painter.setPen(mixed(self._ink, self._ground, 0.72))
        most = texts.number(max(bar.count for bar in self._bars))
        painter.drawText(QPointF(0, self._top() - 3), most)

    def _draw_labels(self, painter: QPainter) -> None:
        metrics = painter.fontMetrics()
        widest = max(metrics.horizontalAdvance(bar.label) for bar in self._bars) + 6
        every = next((n for n in _STEPS if n * self._step() >= widest), len(self._bars))
        painter.setPen(mixed(self._ink, self._ground, 0.72))
        # Years are told at the round ones where not all have room.
        start = 0
        if every > 1 and isinstance(self._bars[0].value, int):
            start = -self._bars[0].value % every
        for number in range(start, len(self._bars), every):
            middle = (number + 0.5) * self._step()
            room = max(widest, self._step())
            left = min(max(middle - room / 2, 0.0), max(self.width() - room, 0.0))
            box = QRectF(left, self._foot() + 1, room, metrics.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignHCenter, self._bars[number].label)

    def _colour(self, bar: Bar, part: Part) -> QColor:
        colour = QColor(part.colour)
        if not part.colour:
            colour = self.palette().color(QPalette.ColorRole.Highlight)
        pale = self._chosen is not None and bar.value != self._chosen
        pale = pale or (self._part is not None and part.value not in (None, self._part))
        return mixed(colour, self._ground, 0.22) if pale else colour

    def _boxes(self, number: int) -> list[tuple[Part, QRectF]]:
        """The parts of a bar with their rectangles, from the foot up."""
        most = max(bar.count for bar in self._bars)
        scale = (self._foot() - self._top()) / max(most, 1)
        gap = 1.0 if self._step() >= 4 else 0.0  # noqa: PLR2004 - pixels
        left, width = number * self._step() + gap, self._step() - 2 * gap
        boxes, foot = [], self._foot()
        for part in self._bars[number].parts:
            if part.count:
                tall = max(part.count * scale, _THINNEST)
                boxes.append((part, QRectF(left, foot - tall, width, tall)))
                foot -= tall
        return boxes

    def _described(self, bar: Bar) -> str:
        total = self.tr("{bar}: {count}").format(bar=bar.label, count=texts.number(bar.count))
        named = [f"{part.name} {texts.number(part.count)}" for part in bar.parts if part.count]
        if not any(part.name for part in bar.parts):
            return total
        return f"{total} ({texts.joined(*named)})" if named else total

    def _number_at(self, x: float) -> int:
        number = int(x / self._step()) if self._bars and x >= 0 else -1
        return number if 0 <= number < len(self._bars) else -1

    def _font(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.85)
        return font

    def _step(self) -> float:
        # Few bars make no broad slabs.
        return min(self.width() / max(len(self._bars), 1), _WIDEST)

    def _right(self) -> float:
        return self._step() * len(self._bars)

    def _line(self) -> float:
        return self.fontMetrics().height() * 0.9

    def _top(self) -> float:
        return self._line() + 1

    def _foot(self) -> float:
        return self.height() - self._line() - 3
