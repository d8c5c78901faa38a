"""The plugin's icons: plain SVG by path, in colours that read on light and dark themes."""

from __future__ import annotations

from functools import cache

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QPointF, QRectF, Qt
from qgis.PyQt.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

from ..paths import resource

_SIDES = (20, 24, 32, 48, 64)
_DONE = QColor("#35a06a")


@cache
def icon(name: str) -> QIcon:
    """The icon ``resources/icons/<name>.svg``."""
    return QIcon(str(resource("icons", f"{name}.svg")))


def theme_icon(name: str) -> QIcon:
    """One of QGIS's own icons, e.g. ``"mActionZoomFullExtent"``."""
    return QgsApplication.getThemeIcon(f"/{name}.svg")


@cache
def done_icon(name: str) -> QIcon:
    """The icon with a check mark on its lower right corner."""
    plain = icon(name)
    marked = QIcon()
    for side in _SIDES:
        pixmap = plain.pixmap(side, side)
        _mark(pixmap, side)
        marked.addPixmap(pixmap)
    return marked


def _mark(pixmap: QPixmap, side: int) -> None:
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ratio = pixmap.devicePixelRatio()
    size = pixmap.width() / ratio if ratio else side
    disc = QRectF(size * 0.46, size * 0.46, size * 0.52, size * 0.52)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_DONE)
    painter.drawEllipse(disc)
    pen = QPen(QColor("white"), size * 0.08)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    corner = disc.topLeft()
    step = disc.width()
    bend = corner + QPointF(step * 0.44, step * 0.70)
    painter.drawLine(corner + QPointF(step * 0.26, step * 0.52), bend)
    painter.drawLine(bend, corner + QPointF(step * 0.75, step * 0.33))
    painter.end()
