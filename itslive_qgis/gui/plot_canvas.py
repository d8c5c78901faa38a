"""The plot in the window, in the theme's colours: it is dragged, zoomed, asked and marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Callable

from matplotlib.figure import Figure
from qgis.PyQt.QtCore import QEvent, QPoint, QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeyEvent
from qgis.PyQt.QtWidgets import QSizePolicy, QToolButton

from .plot_artists import view_of
from .plot_data import PlotCurve, PlotData, PlotGroup
from .plot_drawing import USUAL, Drawing, Limits, Look, Showing
from .plot_look import look_of
from .plot_mouse import ZOOM, PlotMouse
from .plot_overlays import Overlays
from .plot_pointer import Found, moved, nearest, zoomed
from .plot_settling import SettlingCanvas
from .plot_views import TIME

_REACH = 14.0
"""How near the pointer must be to a value, in pixels."""

_STEP = 0.1  # of the view, for an arrow key
_ARROWS = {
    Qt.Key.Key_Left: (-_STEP, 0.0),
    Qt.Key.Key_Right: (_STEP, 0.0),
    Qt.Key.Key_Down: (0.0, -_STEP),
    Qt.Key.Key_Up: (0.0, _STEP),
}
_ZOOM_KEYS = {
    Qt.Key.Key_Plus: ZOOM,
    Qt.Key.Key_Equal: ZOOM,
    Qt.Key.Key_Minus: 1 / ZOOM,
}


class PlotCanvas(SettlingCanvas):
    """Shows prepared series; ``describe(group, place)`` gives the text of the note.

    Signals:
        hovered: the ``PlotGroup`` of the value under the pointer and its row in the point's
            series; None twice where there is none any more.
        clicked: the day (since 1970) that was clicked in the view of time.
        double_clicked: index of the point and row in its series of the value double-clicked.
        span_selected: first and last day of the interval that was marked.
        span_cleared: it is taken away again.
        view_changed: whether part of the values only is seen now.
    """

    hovered = pyqtSignal(object, object)
    clicked = pyqtSignal(float)
    double_clicked = pyqtSignal(int, int)
    span_selected = pyqtSignal(float, float)
    span_cleared = pyqtSignal()
    view_changed = pyqtSignal(bool)

    # Qt sends changes of the palette while the widget is still being made.
    _drawing: Any = None
    _fits = False

    def __init__(self, texts: dict[str, str], describe: Callable[[PlotGroup, int], str]) -> None:
        super().__init__(Figure())
        self._texts = texts
        self._describe = describe
        self._data = PlotData((), 0, 0, "satellite")
        self._ground: Any = None
        self._moment: float | None = None
        self._found: tuple[PlotGroup, int] | None = None
        self._limits: tuple[Limits, Limits] | None = None  # None: everything is seen
        self._span: Limits | None = None
        self.showing = USUAL
        #: Whether a drag with the left button marks an interval, as with Shift, instead of moving.
        self.drag_marks = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(240, 220)
        self._whole = QToolButton(self)
        self._whole.setObjectName("itslive_plot_whole")
        self._whole.setText(self.tr("Show all"))
        self._whole.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._whole.setCursor(Qt.CursorShape.ArrowCursor)
        self._whole.clicked.connect(self.reset_view)
        self._whole.hide()
        self._drawing = Drawing(self.figure)
        self._overlays = Overlays(self._drawing.axes)
        self._mouse = PlotMouse(self)
        self._look = self._take_look()
        self.mpl_connect("resize_event", self._forget_fit)
        self.mpl_connect("draw_event", self._after_draw)
        self.show_data(self._data)

    def show_data(self, data: PlotData) -> None:
        """Draw other data; what is seen of them stays, as long as they are of the same points."""
        if data.points() != self._data.points() and data.shown:
            self._forget_limits()
        self._data = data
        self._show()

    def show_content(self, data: PlotData, texts: dict[str, str], showing: Showing) -> None:
        """Draw other data of maybe another quantity in maybe another view, all at once."""
        is_same = data.points() == self._data.points() or not data.shown
        is_same &= texts == self._texts
        is_same &= (showing.view, showing.of) == (self.showing.view, self.showing.of)
        if not is_same:
            self._forget_limits()
        if texts != self._texts:
            self._texts = texts
            self._look = self._take_look()
        self._data, self.showing = data, showing
        self._show()

    def show_curves(self, curves: Sequence[PlotCurve]) -> None:
        """Draw these curves over the values."""
        self._data = replace(self._data, curves=tuple(curves))
        self._show()

    def show_as(self, **changes: Any) -> None:
        """Show the values otherwise, as attributes of ``plot_drawing.Showing`` say."""
        before, self.showing = self.showing, replace(self.showing, **changes)
        if (before.view, before.of) != (self.showing.view, self.showing.of):
            self._forget_limits()
        self._show()

    def set_texts(self, texts: dict[str, str]) -> None:
        """Other names of the axes, as attributes of ``plot_drawing.Look``."""
        if texts != self._texts:
            self._texts = texts
            self._forget_limits()  # of another quantity the same range means nothing
            self._look = self._take_look()
            self._show()

    def show_moment(self, day: float | None) -> None:
        """Mark a day (since 1970) by an upright line; None takes it away."""
        self._moment = day
        self._mark()
        self._redraw_overlays()

    def span(self) -> Limits | None:
        """First and last day of the interval that is marked."""
        return self._span

    def show_span(self, span: Limits | None) -> None:
        """Mark an interval of days since 1970, or none; tells nobody."""
        self._span = span
        self._mark()
        self._redraw_overlays()

    def limits(self) -> tuple[Limits, Limits]:
        """What is seen: ends of both axes."""
        axes = self._drawing.axes
        return axes.get_xlim(), axes.get_ylim()

    def set_limits(self, xlim: Limits, ylim: Limits) -> None:
        """See this part."""
        was = self._limits is not None
        self._limits = (xlim, ylim)
        self._apply_limits()
        if not was:
            self.view_changed.emit(True)
        self.draw_idle()

    def reset_view(self) -> None:
        """See everything again."""
        self._forget_limits()
        self._apply_limits()
        self.draw_idle()

    def home(self) -> tuple[Limits, Limits]:
        """Limits at which everything is seen."""
        home: tuple[Limits, Limits] = self._drawing.home
        return home

    def zoom(self, factor: float, x: float, y: float, across: bool = True, up: bool = True) -> None:
        """Zoom about a place, given by the axes' values; ``factor`` below 1 shows less."""
        (xlim, ylim), (home_x, home_y) = self.limits(), self.home()
        self.set_limits(
            zoomed(xlim, x, factor, home_x) if across else xlim,
            zoomed(ylim, y, factor, home_y) if up else ylim,
        )

    def pan(self, start: tuple[Limits, Limits], across: float, up: float) -> None:
        """Move what is seen, from ``start``, by parts of its width and height."""
        (xlim, ylim), (home_x, home_y) = start, self.home()
        self.set_limits(
            moved(xlim, across * (xlim[1] - xlim[0]), home_x),
            moved(ylim, up * (ylim[1] - ylim[0]), home_y),
        )

    def place_of(self, day: float, value: float) -> QPoint:
        """Where a value is on the widget."""
        x, y = self._drawing.axes.transData.transform((day, value))
        ratio = self.devicePixelRatioF()
        return QPoint(round(x / ratio), round((self.figure.bbox.height - y) / ratio))

    def found_at(self, x: float, y: float) -> Found | None:
        """The value within reach of a pixel, counted from the lower left corner of the figure."""
        view, corner = view_of(self._drawing.axes)
        place = (x - corner[0], y - corner[1])
        return nearest(self._drawing.parts, view, place, _REACH * self.devicePixelRatioF())

    def point_at(self, found: Found | None) -> None:
        """Show the note of a value, or none, and tell it."""
        now = None if found is None else (found.part.group, found.row)
        if now == self._found:
            return
        self._found = now
        if found is None:
            self._overlays.hide_note()
        else:
            text = self._describe(found.part.group, found.place)
            self._overlays.show_note(text, found.at)
        self._redraw_overlays()
        self.hovered.emit(*(now or (None, None)))

    def note_text(self) -> str:
        """The note shown now, empty if none is."""
        return self._overlays.note_text()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Wider than high; the figure's own size would force the dock to scroll."""
        return QSize(320, 260)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._drawing is not None:
            self._look = self._take_look()
            self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Arrows move, + and - zoom, Home shows everything, Escape clears the interval."""
        key = event.key()
        if key in _ARROWS:
            self.pan(self.limits(), *_ARROWS[key])
        elif key in _ZOOM_KEYS:
            (xlim, ylim) = self.limits()
            self.zoom(_ZOOM_KEYS[key], sum(xlim) / 2, sum(ylim) / 2)
        elif key == Qt.Key.Key_Home:
            self.reset_view()
        elif key == Qt.Key.Key_Escape and self._span is not None:
            self.show_span(None)
            self.span_cleared.emit()
        else:
            event.ignore()
            return
        event.accept()

    def draw(self) -> None:
        """Draw now, divided as the size allows."""
        if self._drawing is not None and not self._fits:
            self._drawing.fit()
            self._fits = True
            self._place_button()
        super().draw()

    def _show(self) -> None:
        self._drawing.show(self._data, self._look, self.showing)
        self._overlays.dress(self._look)
        self._found = None
        if self._overlays.hide_note():
            self.hovered.emit(None, None)
        self._mark()
        self._apply_limits()
        self._fits = False
        self.draw_idle()

    def _mark(self) -> None:
        """Moment and interval, which are of time alone."""
        in_time = self.showing.view == TIME
        self._overlays.show_moment(self._moment if in_time else None)
        self._overlays.show_interval(self._span if in_time else None)

    def _forget_limits(self) -> None:
        was, self._limits = self._limits is not None, None
        if was:
            self.view_changed.emit(False)

    def _apply_limits(self) -> None:
        if self._limits is None:
            self._drawing.go_home()
        else:
            self._drawing.axes.set_xlim(*self._limits[0])
            self._drawing.axes.set_ylim(*self._limits[1])
        self._whole.setVisible(self._limits is not None)

    def _place_button(self) -> None:
        self._whole.adjustSize()
        box = self._drawing.axes.bbox
        ratio = self.devicePixelRatioF()
        right, top = box.x1 / ratio, (self.figure.bbox.height - box.y1) / ratio
        self._whole.move(round(right - self._whole.width()), round(top) + 2)

    def _take_look(self) -> Look:
        look = look_of(self, self._texts)
        self.paper = look.ground
        return look

    def _forget_fit(self, _event: Any) -> None:
        self._fits = False

    def _after_draw(self, _event: Any) -> None:
        """Keep the picture without what lies over it, then draw that."""
        self._ground = self.copy_from_bbox(self.figure.bbox)
        self._overlays.draw()

    def _redraw_overlays(self) -> None:
        if self._ground is None:
            return
        self.restore_region(self._ground)
        self._overlays.draw()
        self.blit(self.figure.bbox)
