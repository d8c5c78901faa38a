"""The mouse over a plot: it drags, zooms, clicks, marks an interval, asks for a value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from qgis.PyQt.QtCore import Qt

from .plot_drawing import Limits
from .plot_views import TIME

if TYPE_CHECKING:
    from .plot_canvas import PlotCanvas

#: What a step of the wheel does to the width of what is seen.
ZOOM = 0.8
_CLICK = 4.0  # pixels that a click may move


class PlotMouse:
    """Dragging, zooming, clicking and marking with the mouse."""

    def __init__(self, canvas: PlotCanvas) -> None:
        self._canvas = canvas
        self._drag: tuple[float, float, tuple[Limits, Limits]] | None = None
        self._brush: float | None = None
        self._moved = False
        for name, act in (
            ("button_press_event", self._press),
            ("motion_notify_event", self._move),
            ("button_release_event", self._release),
            ("scroll_event", self._wheel),
            ("figure_leave_event", self._leave),
        ):
            canvas.mpl_connect(name, act)

    def _press(self, event: Any) -> None:
        self._moved = False
        if event.inaxes is None:
            return
        if event.dblclick:
            self._double_click(event)
        elif event.button == 1 and self._brushes(event):
            self._brush = event.xdata
        elif event.button in (1, 2):
            self._drag = (event.x, event.y, self._canvas.limits())

    def _brushes(self, event: Any) -> bool:
        wanted = self._canvas.drag_marks or _held(event, Qt.KeyboardModifier.ShiftModifier)
        return wanted and self._canvas.showing.view == TIME

    def _double_click(self, event: Any) -> None:
        self._moved = True  # so that letting go is no further click
        found = self._canvas.found_at(event.x, event.y)
        if found is None:
            self._canvas.reset_view()
        else:
            self._canvas.double_clicked.emit(found.part.group.point, found.row)

    def _move(self, event: Any) -> None:
        if self._brush is not None:
            self._moved = True
            self._canvas.show_span(self._brushed(event))
        elif self._drag is not None:
            self._pan(event)
        else:
            self._canvas.point_at(self._canvas.found_at(event.x, event.y))

    def _pan(self, event: Any) -> None:
        x, y, start = self._drag
        if not self._moved and np.hypot(event.x - x, event.y - y) < _CLICK:
            return
        if not self._moved:
            self._moved = True
            self._canvas.point_at(None)
            self._canvas.setCursor(Qt.CursorShape.ClosedHandCursor)
        box = _box(self._canvas)
        self._canvas.pan(start, (x - event.x) / box.width, (y - event.y) / box.height)

    def _release(self, event: Any) -> None:
        if self._brush is not None:
            self._end_brush(event)
        elif self._drag is not None and not self._moved and event.button == 1:
            self._click(event)
        self._drag = self._brush = None
        self._canvas.unsetCursor()

    def _click(self, event: Any) -> None:
        if self._canvas.showing.view == TIME and event.xdata is not None:
            self._canvas.clicked.emit(float(event.xdata))

    def _end_brush(self, event: Any) -> None:
        if self._moved:
            span = self._brushed(event)
            self._canvas.show_span(span)
            self._canvas.span_selected.emit(*span)
        elif self._canvas.span() is not None:
            self._canvas.show_span(None)
            self._canvas.span_cleared.emit()

    def _brushed(self, event: Any) -> Limits:
        box = _box(self._canvas)
        low, high = self._canvas.limits()[0]
        share = min(max((event.x - box.x0) / box.width, 0.0), 1.0)
        day = low + share * (high - low)
        return min(self._brush, day), max(self._brush, day)

    def _wheel(self, event: Any) -> None:
        """Zoom both axes about the pointer; over the numbers of an axis, that one alone."""
        box = _box(self._canvas)
        (left, right), (bottom, top) = self._canvas.limits()
        x = left + (event.x - box.x0) / box.width * (right - left)
        y = bottom + (event.y - box.y0) / box.height * (top - bottom)
        across = event.x >= box.x0 and not _held(event, Qt.KeyboardModifier.ControlModifier)
        up = event.y >= box.y0 and not _held(event, Qt.KeyboardModifier.ShiftModifier)
        self._canvas.point_at(None)
        turns = _turns(event)
        if across or up:
            self._canvas.zoom(ZOOM**turns, min(max(x, left), right), y, across, up)

    def _leave(self, _event: Any) -> None:
        if self._drag is None:
            self._canvas.point_at(None)


def _turns(event: Any) -> float:
    # Not matplotlib's own count of steps, which are pixels on some systems.
    delta = event.guiEvent.angleDelta()
    return float(delta.y() or delta.x()) / 120


def _held(event: Any, modifier: Qt.KeyboardModifier) -> bool:
    return bool(event.guiEvent is not None and event.guiEvent.modifiers() & modifier)


def _box(canvas: PlotCanvas) -> Any:
    return canvas.figure.axes[0].bbox
