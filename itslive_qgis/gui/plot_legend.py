"""What a plot's legend lists, and how legend, labels and axes share the figure."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.lines import Line2D

from .markers import shape_of
from .plot_artists import MANY, curve_line
from .plot_data import BY_POINT, PlotData
from .plot_views import HISTOGRAM

_FEWEST_DIGITS, _MOST_DIGITS = 4, 7
_SMALL = 10.0
_TICKS = 11.0  # points that ticks and gaps beside them take, whatever the letters
_LETTERS = 0.92  # of the axes' letters
_LETTER_WIDTH = 0.6
_GAPS = {"handlelength": 1.3, "handletextpad": 0.3, "columnspacing": 1.0}


def legend_handles(data: PlotData, look: Any, view: str) -> list[Line2D]:
    """Satellites, points and curves as the legend shows them."""
    handles = []
    points = data.points()
    # Many values are painted without shapes, and counts have none.
    shapes = view != HISTOGRAM and data.shown < MANY
    if data.colour_by != BY_POINT:
        handles = [_handle("o", colour, name, look) for name, colour in data.satellites()]
    if data.colour_by == BY_POINT or (shapes and len(points) > 1):
        colours = {group.point: group.colour for group in data.groups}
        for index, label in points:
            colour = colours[index] if data.colour_by == BY_POINT else look.ink
            shape = shape_of(index) if shapes else "o"
            handles.append(_handle(shape, colour, look.point.format(label=label), look))
    curves = [curve for curve in data.curves if curve.label and curve.view == view]
    return handles + [curve_line(curve, look.ground) for curve in curves]


def fit(figure: Figure, size: float) -> None:
    """Divide the figure between legend, labels and axes, as its present size allows.

    Reckoned from the font, ``size`` points, since matplotlib's own layout lets a wide legend
    squeeze the axes.
    """
    axes = figure.axes[0]
    width, height = figure.get_size_inches() * figure.dpi
    line = size * figure.dpi / 72
    letter = 0.55 * line
    texts = [handle.get_label() for handle in _handles(axes)]
    rows = 0
    if texts:
        columns = _columns([len(text) for text in texts], width / (_LETTERS * line))
        rows = -(-len(texts) // columns)
        _place_legend(axes, columns, size)
    else:
        axes.legend_ = None
    numbers = (f"{end:.3g}" if abs(end) < _SMALL else f"{end:.0f}" for end in axes.get_ylim())
    digits = min(max(_FEWEST_DIGITS, *map(len, numbers)), _MOST_DIGITS)
    figure.subplots_adjust(
        left=min((1.4 * line + _TICKS * figure.dpi / 72 + letter * digits) / width, 0.4),
        right=max(1 - 1.4 * line / width, 0.6),
        bottom=min(3.9 * line / height, 0.4),
        top=max(1 - (1.0 + 1.62 * rows) * line / height, 0.5),
    )


def _columns(lengths: list[int], width: float) -> int:
    """As many columns as have room; ``width`` in heights of the legend's letters."""
    for columns in range(len(lengths), 1, -1):
        # matplotlib fills one column after the other, the first ones with one more.
        longest = [max(part) for part in np.array_split(np.array(lengths), columns)]
        if sum(_LETTER_WIDTH * each + sum(_GAPS.values()) for each in longest) <= width:
            return columns
    return 1


def _handles(axes: Axes) -> list[Line2D]:
    return list(getattr(axes, "itslive_handles", ()))


def _place_legend(axes: Axes, columns: int, size: float) -> None:
    handles = _handles(axes)
    wanted = (tuple(_traits(each) for each in handles), columns, size)
    if axes.get_legend() is not None and getattr(axes, "itslive_legend", None) == wanted:
        return
    axes.itslive_legend = wanted
    axes.legend_ = StillLegend(
        axes,
        handles,
        [handle.get_label() for handle in handles],
        loc="upper left",
        bbox_to_anchor=(0.0, 1.0),
        bbox_transform=axes.figure.transFigure,
        ncol=columns,
        frameon=False,
        fontsize=size * _LETTERS,
        labelcolor=axes.yaxis.label.get_color(),
        borderaxespad=0.4,
        **_GAPS,
    )


class StillLegend(Legend):
    """A legend that keeps its pixels while nothing of it changes: a quarter of a drawing's time.

    It lies on the figure's plain ground, so that what was copied with it is right again.
    """

    _kept: tuple[Any, Any] = (None, None)

    def draw(self, renderer: Any) -> None:
        """Draw it, or put the pixels of the last time back."""
        if not hasattr(renderer, "copy_from_bbox"):
            super().draw(renderer)
            return
        figure = self.axes.figure
        state = (tuple(figure.bbox.bounds), figure.dpi, figure.get_facecolor())
        if self._kept[0] != state:
            super().draw(renderer)
            box = self.get_window_extent(renderer).padded(2)
            self._kept = (state, renderer.copy_from_bbox(box))
        else:
            renderer.restore_region(self._kept[1])
        self.stale = False


def _traits(handle: Line2D) -> tuple[Any, ...]:
    return (
        handle.get_label(),
        str(handle.get_marker()),
        handle.get_markerfacecolor(),
        handle.get_markeredgecolor(),
        handle.get_color(),
        handle.get_linestyle(),
    )


def _handle(shape: str, colour: str, text: str, look: Any) -> Line2D:
    return Line2D(
        [],
        [],
        linestyle="none",
        marker=shape,
        markersize=6,
        color=colour,
        markeredgecolor=look.ground,
        markeredgewidth=0.5,
        label=text,
    )
