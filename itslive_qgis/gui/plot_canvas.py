"""The plot in the window, in the theme's colours, with a note at the value under the pointer."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, Callable

import numpy as np
from matplotlib.figure import Figure
from qgis.PyQt.QtCore import QEvent, QSize
from qgis.PyQt.QtWidgets import QSizePolicy, QWidget

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..layers.whole import write_whole
from .plot_data import PlotData, PlotGroup, nearest
from .plot_drawing import Look, draw, fit
from .widgets import mixed, theme_colours

try:
    from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg
except ImportError:  # matplotlib before 3.5
    from matplotlib.backends.backend_qt5agg import FigureCanvasQTAgg

_REACH = 14.0
"""How near the pointer must be to a value, in pixels."""


class PlotCanvas(FigureCanvasQTAgg):
    """Shows prepared series; ``describe(group, place)`` gives the text of the note."""

    # Qt sends changes of the palette while the widget is still being made.
    _axes: Any = None

    def __init__(self, texts: dict[str, str], describe: Callable[[PlotGroup, int], str]) -> None:
        super().__init__(Figure())
        self._texts = texts
        self._describe = describe
        self._data = PlotData((), 0, 0, "satellite")
        self._note: Any = None
        self._ring: Any = None
        self._places = np.empty((0, 2))
        self._owners: list[tuple[PlotGroup, int]] = []
        self._ground: Any = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 220)
        self.mpl_connect("resize_event", self._after_resize)
        self.mpl_connect("draw_event", self._after_draw)
        self.mpl_connect("motion_notify_event", self._after_motion)
        self.mpl_connect("figure_leave_event", self._hide_note)
        self.show_data(self._data)

    def show_data(self, data: PlotData) -> None:
        """Draw other data."""
        self._data = data
        look = self._look = look_of(self, self._texts)
        self._axes = draw(self.figure, data, look)
        self._owners = [(group, place) for group in data.groups for place in range(len(group.v))]
        self._note = self._axes.annotate(
            "",
            xy=(0, 0),
            xytext=(0, 12),
            textcoords="offset points",
            ha="center",
            size=look.size * 0.92,
            color=look.ink,
            animated=True,
            visible=False,
            zorder=10,
            annotation_clip=False,
            bbox={"boxstyle": "round,pad=0.4", "fc": look.ground, "ec": look.grid},
        )
        (self._ring,) = self._axes.plot(
            [], [], "o", ms=11, mfc="none", mec=look.ink, mew=1.4, animated=True, zorder=9
        )
        self.draw_idle()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Wider than high; the figure's own size would force the dock to scroll."""
        return QSize(320, 260)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._axes is not None:
            self.show_data(self._data)

    def note_text(self) -> str:
        """The note shown now, empty if none is."""
        return self._note.get_text() if self._note.get_visible() else ""

    def _after_resize(self, _event: Any) -> None:
        # 406 pixels at 100 dpi are 405.99999 on the way back, which matplotlib cuts to 405: the
        # last column would then show whatever lies behind its picture in memory.
        pixels = np.rint(self.figure.get_size_inches() * self.figure.dpi)
        self.figure.set_size_inches((pixels + 0.01) / self.figure.dpi, forward=False)
        fit(self.figure, self._look)

    def _after_draw(self, _event: Any) -> None:
        """Keep the picture without the note, and where its values lie."""
        self._ground = self.copy_from_bbox(self.figure.bbox)
        groups = self._data.groups
        if not groups:
            self._places = np.empty((0, 2))
            return
        values = np.column_stack(
            [np.concatenate([g.days for g in groups]), np.concatenate([g.v for g in groups])]
        )
        self._places = self._axes.transData.transform(values)

    def _after_motion(self, event: Any) -> None:
        found = nearest(self._places, (event.x, event.y), _REACH)
        if found is None or self._ground is None:
            self._hide_note(event)
            return
        group, place = self._owners[found]
        self._note.xy = (group.days[place], group.v[place])
        self._note.set_text(self._describe(group, place))
        self._ring.set_data([group.days[place]], [group.v[place]])
        self._aim_note(found)
        self._note.set_visible(True)
        self._ring.set_visible(True)
        self.restore_region(self._ground)
        self._axes.draw_artist(self._ring)
        self._axes.draw_artist(self._note)
        self.blit(self.figure.bbox)

    def _aim_note(self, found: int) -> None:
        """Let the note grow towards the middle of the plot, so that it is never cut off."""
        x, y = self._places[found]
        width, height = self.figure.bbox.width, self.figure.bbox.height
        right = x > width / 2
        above = y < height / 2
        self._note.set_ha("right" if right else "left")
        self._note.set_va("bottom" if above else "top")
        self._note.set_position((-4 if right else 4, 14 if above else -14))

    def _hide_note(self, _event: Any) -> None:
        if not self._note.get_visible() or self._ground is None:
            return
        self._note.set_visible(False)
        self._ring.set_visible(False)
        self.restore_region(self._ground)
        self.blit(self.figure.bbox)


def look_of(widget: QWidget, texts: dict[str, str]) -> Look:
    """The widget's theme as the look of a plot."""
    ink, ground = theme_colours(widget)
    size = widget.font().pointSizeF()
    return Look(
        ground=ground.name(),
        ink=ink.name(),
        grid=mixed(ink, ground, 0.18).name(),
        size=size if size > 0 else 9.0,
        **texts,
    )


def save_picture(data: PlotData, texts: dict[str, str], path: str, credit: str) -> None:
    """Write the plot on white paper as PNG, SVG or PDF, by the ending of ``path``.

    Raises:
        ItsliveError: no picture has such an ending (code ``no_picture``).
        OSError: the file cannot be written; nothing is left of it.
    """
    figure = Figure(figsize=(8, 4.5), dpi=200)
    draw(figure, data, Look(credit=credit, **texts))
    kind = Path(path).suffix[1:].lower()
    if kind not in figure.canvas.get_supported_filetypes():
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "There are no pictures of the kind {kind}."),
            QT_TRANSLATE_NOOP("Messages", "Let the name end in .png, .svg or .pdf."),
            code="no_picture",
            kind=kind,
        )
    picture = io.BytesIO()
    figure.savefig(picture, format=kind, facecolor="white")
    write_whole(path, picture.getbuffer())
