"""Tools that draw an area on the canvas: a polygon corner by corner, or a rectangle by dragging."""

from __future__ import annotations

from qgis.core import QgsGeometry, QgsPointXY, QgsRectangle, QgsWkbTypes
from qgis.gui import QgsMapCanvas, QgsMapMouseEvent, QgsMapTool, QgsRubberBand
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QKeyEvent, QPalette

from ..errors import QT_TRANSLATE_NOOP, ItsliveError

_FEWEST_CORNERS = 3


class DrawTool(QgsMapTool):
    """What both tools share: the rubber band, and the ways to give up.

    Signals:
        finished: the drawn polygon, in the canvas's CRS.
        given_up: Escape was pressed.
        too_little: what was drawn encloses nothing yet, an :class:`ItsliveError`.
    """

    finished = pyqtSignal(QgsGeometry)
    given_up = pyqtSignal()
    too_little = pyqtSignal(object)

    def __init__(self, canvas: QgsMapCanvas) -> None:
        super().__init__(canvas)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._band = new_band(canvas)

    def deactivate(self) -> None:
        """Another tool is chosen: what was half drawn goes."""
        self.reset()
        super().deactivate()

    def reset(self) -> None:
        """Start again."""
        self._band.reset(QgsWkbTypes.GeometryType.PolygonGeometry)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Escape gives up."""
        if event.key() == Qt.Key.Key_Escape:
            event.accept()
            self.reset()
            self.given_up.emit()
            return
        super().keyPressEvent(event)

    def remove_band(self) -> None:
        """Take the rubber band off the canvas for good."""
        self.canvas().scene().removeItem(self._band)


class PolygonTool(DrawTool):
    """Click adds a corner; right or double click or Enter finishes; Backspace takes one back."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        super().__init__(canvas)
        self._corners: list[QgsPointXY] = []

    def reset(self) -> None:
        """Start again."""
        super().reset()
        self._corners = []

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 - QGIS's name
        """Left adds a corner, right finishes."""
        if event.button() == Qt.MouseButton.RightButton:
            self._finish()
            return
        if event.button() != Qt.MouseButton.LeftButton:
            return
        corner = self.toMapCoordinates(event.pos())
        # The release after a double click comes once the polygon is finished: not a new corner.
        if self._ended_by_double_click:
            self._ended_by_double_click = False
            return
        if not self._corners or corner != self._corners[-1]:
            self._corners.append(corner)
        self._draw(corner)

    _ended_by_double_click = False

    def canvasDoubleClickEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 - QGIS's name
        """The first of the two clicks has set the last corner."""
        self._ended_by_double_click = True
        self._finish()

    def canvasPressEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 - QGIS's name
        """A press that is no double click begins a corner."""
        self._ended_by_double_click = False

    def canvasMoveEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 - QGIS's name
        """Show the polygon as it would be."""
        if self._corners:
            self._draw(self.toMapCoordinates(event.pos()))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter finishes, Backspace or Delete takes the last corner back."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
            self._finish()
            return
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            # Unaccepted, QGIS would delete the selected features.
            event.accept()
            self._corners = self._corners[:-1]
            self._draw(self._corners[-1] if self._corners else None)
            return
        super().keyPressEvent(event)

    def _finish(self) -> None:
        if len(self._corners) < _FEWEST_CORNERS:
            self.too_little.emit(_few_corners(len(self._corners)))
            return
        polygon = QgsGeometry.fromPolygonXY([[*self._corners, self._corners[0]]])
        self.reset()
        self.finished.emit(polygon)

    def _draw(self, moving: QgsPointXY | None) -> None:
        self._band.reset(QgsWkbTypes.GeometryType.PolygonGeometry)
        for corner in self._corners:
            self._band.addPoint(corner, False)
        if moving is not None:
            self._band.addPoint(moving, False)
        self._band.updatePosition()
        self._band.update()


class RectangleTool(DrawTool):
    """Press, drag, release; a mere click is told to be none."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        super().__init__(canvas)
        self._start: QgsPointXY | None = None

    def reset(self) -> None:
        """Start again."""
        super().reset()
        self._start = None

    def canvasPressEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 - QGIS's name
        """The first corner."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._start = self.toMapCoordinates(event.pos())

    def canvasMoveEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 - QGIS's name
        """Show the rectangle as it would be."""
        if self._start is not None:
            extent = QgsRectangle(self._start, self.toMapCoordinates(event.pos()))
            self._band.setToGeometry(QgsGeometry.fromRect(extent), None)

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 - QGIS's name
        """The opposite corner."""
        if self._start is None or event.button() != Qt.MouseButton.LeftButton:
            return
        extent = QgsRectangle(self._start, self.toMapCoordinates(event.pos()))
        self.reset()
        if extent.width() > 0 and extent.height() > 0:
            self.finished.emit(QgsGeometry.fromRect(extent))
        else:
            self.too_little.emit(_mere_click())


def _few_corners(count: int) -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "A polygon needs three corners, and this one has {count}."),
        QT_TRANSLATE_NOOP(
            "Messages", "Click further corners on the map, then finish; Esc gives up."
        ),
        code="few_corners",
        count=count,
    )


def _mere_click() -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "A click alone makes no rectangle."),
        QT_TRANSLATE_NOOP(
            "Messages", "Press the button on one corner, drag to the opposite one, and let go."
        ),
        code="mere_click",
    )


def new_band(canvas: QgsMapCanvas) -> QgsRubberBand:
    """A rubber band for areas in the theme's accent colour, with a white line to read on images."""
    accent = canvas.palette().color(QPalette.ColorRole.Highlight)
    fill = QColor(accent)
    fill.setAlpha(40)
    band = QgsRubberBand(canvas, QgsWkbTypes.GeometryType.PolygonGeometry)
    band.setStrokeColor(accent)
    band.setSecondaryStrokeColor(QColor(255, 255, 255, 200))
    band.setFillColor(fill)
    band.setWidth(2)
    return band
