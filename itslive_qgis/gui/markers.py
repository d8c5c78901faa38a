"""The points of the series on the canvas: the same shape, colour and number as in the plot."""

from __future__ import annotations

import math

from qgis.core import QgsPointXY
from qgis.gui import QgsMapCanvas, QgsMapCanvasItem
from qgis.PyQt.QtCore import QPoint, QPointF, QRectF, Qt
from qgis.PyQt.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF
from qgis.PyQt.QtWidgets import QApplication

SHAPES = ("o", "s", "^", "D", "v", "p", "h", "8")
"""Marker shapes of points, by matplotlib's names; they repeat after the last."""

_RADIUS = 7.0


def shape_of(index: int) -> str:
    """The shape of the ``index``-th point (from 0)."""
    # One further each round, since the colours come round as often: point 9 is not point 1.
    return SHAPES[(index + index // len(SHAPES)) % len(SHAPES)]


class PointMarker(QgsMapCanvasItem):
    """A marker with its point's label that stays at its place when the map moves.

    Attributes:
        key: the label of its point, also where it is not shown.
    """

    def __init__(
        self,
        canvas: QgsMapCanvas,
        place: QgsPointXY,
        label: str,
        colour: str,
        shape: str,
        is_labelled: bool = True,
    ) -> None:
        super().__init__(canvas)
        self.key = label
        self._place = self._home = place
        self._label = label if is_labelled else ""
        self._colour = QColor(colour)
        self._outline = outline(shape, _RADIUS)
        self._width = QFontMetricsF(_font()).boundingRect(self._label).width()
        self.setZValue(100)
        self.updatePosition()

    def updatePosition(self) -> None:  # noqa: N802 - QGIS's name
        """Follow the map."""
        self.setPos(self.toCanvasCoordinates(self._place))

    def move_to(self, place: QgsPointXY) -> None:
        """Show it elsewhere while it is dragged."""
        self._place = place
        self.updatePosition()

    def put_back(self) -> None:
        """Show it where its point is."""
        self.move_to(self._home)

    def distance(self, where: QPoint) -> float:
        """Pixels from its centre to a pixel of the canvas."""
        gap = self.pos() - QPointF(where)
        return math.hypot(gap.x(), gap.y())

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """What the marker and its label may cover."""
        return QRectF(-14, -22, self._width + 32, 38)

    def paint(self, painter: QPainter, *_: object) -> None:
        """Draw the shape with a white rim, and the number with a halo."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor("white"), 2))
        painter.setBrush(self._colour)
        painter.drawPath(self._outline)
        text = QPainterPath()
        text.addText(QPointF(_RADIUS + 4, -3), _font(), self._label)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor("white"), 3))
        painter.drawPath(text)
        painter.fillPath(text, QColor("black"))


def _font() -> QFont:
    font = QApplication.font()
    font.setBold(True)
    return font


def outline(shape: str, radius: float) -> QPainterPath:
    """The outline of a marker shape around (0, 0)."""
    path = QPainterPath()
    if shape in _CORNERS:
        corners = [QPointF(x * radius, y * radius) for x, y in _CORNERS[shape]]
        path.addPolygon(QPolygonF([*corners, corners[0]]))
        path.closeSubpath()
    else:
        path.addEllipse(QPointF(0, 0), radius, radius)
    return path


_CORNERS = {
    "s": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    "^": ((0, -1.1), (1.0, 0.8), (-1.0, 0.8)),
    "D": ((0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0)),
    "v": ((0, 1.1), (1.0, -0.8), (-1.0, -0.8)),
    "p": ((0, -1.1), (1.05, -0.34), (0.65, 0.9), (-0.65, 0.9), (-1.05, -0.34)),
    "h": ((0, -1.1), (0.95, -0.55), (0.95, 0.55), (0, 1.1), (-0.95, 0.55), (-0.95, -0.55)),
    "8": (
        (-0.45, -1.05),
        (0.45, -1.05),
        (1.05, -0.45),
        (1.05, 0.45),
        (0.45, 1.05),
        (-0.45, 1.05),
        (-1.05, 0.45),
        (-1.05, -0.45),
    ),
}
