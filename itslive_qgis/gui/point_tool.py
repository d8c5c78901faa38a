"""The tool that sets points on the map, moves them and takes them away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Callable

from qgis.core import QgsPointXY, QgsSnappingConfig, QgsTolerance
from qgis.gui import (
    QgsMapCanvas,
    QgsMapCanvasSnappingUtils,
    QgsMapMouseEvent,
    QgsMapTool,
    QgsSnapIndicator,
)
from qgis.PyQt.QtCore import QPoint, Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeyEvent
from qgis.PyQt.QtWidgets import QApplication, QToolTip

from .markers import PointMarker

_REACH = 11  # pixels around a marker's centre that take hold of it
_SNAPPING = 12  # pixels, as QGIS proposes


class PointTool(QgsMapTool):
    """A click sets a point; a marker can be dragged, and a right click on it removes it.

    Places snap to other layers where the project has snapping switched on, and while Ctrl is held.
    Escape puts a marker back that is being dragged.

    Args:
        canvas: of the map.
        markers: gives the markers that are on it now.

    Signals:
        clicked: a place where no marker is, in the canvas's CRS.
        moved: the label of a point, and where it was dragged to.
        removed: the label of a point.
    """

    clicked = pyqtSignal(QgsPointXY)
    moved = pyqtSignal(str, QgsPointXY)
    removed = pyqtSignal(str)

    def __init__(self, canvas: QgsMapCanvas, markers: Callable[[], Sequence[PointMarker]]) -> None:
        super().__init__(canvas)
        self._markers = markers
        self._held = ""  # label of the point that is dragged
        self._start = QPoint()
        self._at: QgsPointXY | None = None  # where it is dragged to
        self._snap = QgsSnapIndicator(canvas)
        self._utils: QgsMapCanvasSnappingUtils | None = None
        self._shape = Qt.CursorShape.CrossCursor
        self.setCursor(self._shape)
        canvas.keyPressed.connect(self._take_key)

    def held(self) -> str:
        """The label of the point that is being dragged; empty if none is."""
        return self._held

    def show_held(self) -> None:
        """Markers were made anew, as when a record came: keep showing the one that is dragged."""
        marker = self._marker_of(self._held)
        if marker is None:
            self._let_go()
        elif self._at is not None:
            marker.move_to(self._at)

    def deactivate(self) -> None:
        """Another tool is chosen: what is being dragged goes back."""
        self._put_back()
        self._snap.setVisible(False)
        QToolTip.hideText()
        super().deactivate()

    def canvasPressEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 - QGIS's name
        """Take hold of a marker."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        marker = self._under(event.pos())
        self._held = marker.key if marker is not None else ""
        self._start, self._at = event.pos(), None
        if marker is not None:
            QToolTip.hideText()
            self._point_with(Qt.CursorShape.ClosedHandCursor)

    def canvasMoveEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 - QGIS's name
        """Show the marker where it is dragged to; else what the next click would do."""
        if not self._held:
            self._hover(event)
            return
        moved = (event.pos() - self._start).manhattanLength()
        if self._at is None and moved < QApplication.startDragDistance():
            return
        marker = self._marker_of(self._held)
        self._at = self._place(event)
        if marker is not None:
            marker.move_to(self._at)

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 - QGIS's name
        """Left sets a point or lets go of one, right removes it."""
        if event.button() == Qt.MouseButton.RightButton:
            self._remove(event)
        elif event.button() == Qt.MouseButton.LeftButton:
            held, at = self._held, self._at
            self._let_go()
            if not held:
                # After a drag that Escape has ended no new point is wanted where it ended.
                if self._is_given_up:
                    self._is_given_up = False
                elif self._under(event.pos()) is None:
                    self.clicked.emit(self._place(event))
            elif at is not None:
                self.moved.emit(held, self._place(event))

    _is_given_up = False

    def _take_key(self, event: QKeyEvent) -> None:
        """Escape puts back what is dragged; tools get no keys while a button is held."""
        if event.key() == Qt.Key.Key_Escape and self._held:
            event.accept()
            self._put_back()
            self._is_given_up = True

    def _remove(self, event: QgsMapMouseEvent) -> None:
        marker = self._under(event.pos())
        if marker is None:
            return
        QToolTip.hideText()
        key = marker.key
        self._let_go()
        self.removed.emit(key)

    def _hover(self, event: QgsMapMouseEvent) -> None:
        if event.buttons() == Qt.MouseButton.NoButton:
            self._is_given_up = False
        marker = self._under(event.pos())
        if marker is None:
            self._point_with(Qt.CursorShape.CrossCursor)
            self._place(event)  # shows what a click would snap to
            if QToolTip.isVisible():
                QToolTip.hideText()
            return
        self._snap.setVisible(False)
        self._point_with(Qt.CursorShape.OpenHandCursor)
        told = self.tr("Point {label}\nDrag to move it, right-click to remove it.")
        view = self.canvas().viewport()
        QToolTip.showText(
            view.mapToGlobal(event.pos()), told.format(label=marker.key), self.canvas()
        )

    def _place(self, event: QgsMapMouseEvent) -> QgsPointXY:
        """The place of an event, snapped as the project has it, or to anything with Ctrl."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            match = self._snapping().snapToMap(event.originalMapPoint())
            self._snap.setMatch(match)
            return match.point() if match.isValid() else event.originalMapPoint()
        place = QgsPointXY(event.snapPoint())
        self._snap.setMatch(event.mapPointMatch())
        return place

    def _snapping(self) -> QgsMapCanvasSnappingUtils:
        """Snapping to the corners of every layer; the project's own setting stays as it is."""
        canvas = self.canvas()
        if self._utils is None:
            self._utils = QgsMapCanvasSnappingUtils(canvas, self)
        self._utils.setMapSettings(canvas.mapSettings())
        config = QgsSnappingConfig()
        config.setEnabled(True)
        config.setMode(QgsSnappingConfig.SnappingMode.AllLayers)
        config.setTypeFlag(QgsSnappingConfig.VertexFlag)
        config.setTolerance(_SNAPPING)
        config.setUnits(QgsTolerance.UnitType.Pixels)
        self._utils.setConfig(config)
        return self._utils

    def _under(self, where: QPoint) -> PointMarker | None:
        """The marker nearest to a pixel, if it is in reach."""
        near = [(marker.distance(where), marker) for marker in self._markers()]
        near = [each for each in near if each[0] <= _REACH]
        return min(near, key=lambda each: each[0])[1] if near else None

    def _marker_of(self, label: str) -> PointMarker | None:
        return next((each for each in self._markers() if label and each.key == label), None)

    def _put_back(self) -> None:
        marker = self._marker_of(self._held)
        if marker is not None:
            marker.put_back()
        self._let_go()

    def _let_go(self) -> None:
        self._held, self._at = "", None
        self._snap.setVisible(False)
        self._point_with(Qt.CursorShape.CrossCursor)

    def _point_with(self, shape: Qt.CursorShape) -> None:
        if self._shape != shape:
            self._shape = shape
            self.setCursor(shape)
