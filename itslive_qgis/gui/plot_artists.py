"""The values of a plot as matplotlib draws them: a picture of many, shapes and lines of few."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.patches import StepPatch

from .markers import shape_of
from .plot_data import PlotCurve
from .plot_raster import Marks, Style, View, marks_of, paint, point_size
from .plot_views import Histogram, Placed

#: From so many values on, a picture of them is painted instead of a shape for each.
MANY = 3000
_SCREEN_DPI = 100.0
_BAR_OPACITY, _ERROR_OPACITY = 0.45, 0.35
_BAND_OPACITY = 0.18
_THINNEST = 1.0


class PaintedValues(Artist):
    """Many values, painted anew whenever they are drawn: for the pixels and limits of then.

    So the same artist serves window, PNG, and the part of an SVG or PDF that is made of pixels.
    """

    def __init__(self, marks: Marks, separations: bool, errors: bool) -> None:
        super().__init__()
        self._marks = marks
        self._bars = separations, errors
        self._span = (marks.x[0], marks.x[-1]) if len(marks.x) else (0.0, 1.0)
        self.set_zorder(2)

    def draw(self, renderer: Any) -> None:
        """Paint what the axes show."""
        if not self.get_visible():
            return
        view, corner = view_of(self.axes, renderer.get_image_magnification())
        image = paint(self._marks, view, self._style(view, renderer))
        gc = renderer.new_gc()
        gc.set_clip_rectangle(self.axes.bbox)
        renderer.draw_image(gc, *corner, image)
        gc.restore()
        self.stale = False

    def _style(self, view: View, renderer: Any) -> Style:
        dots = self.axes.figure.dpi * renderer.get_image_magnification()
        scale = dots / _SCREEN_DPI
        # Of how many share the view, by its width alone: so points keep their size while panned.
        share = min(abs(view.xlim[1] - view.xlim[0]) / max(self._span[1] - self._span[0], 1.0), 1.0)
        size = point_size(len(self._marks.x) * share, view.width * view.height, scale)
        thick = round(scale) if scale >= 2 * _THINNEST else None
        return Style(*self._bars, size, thick)


def view_of(axes: Axes, magnification: float = 1.0) -> tuple[View, tuple[float, float]]:
    """What axes show, and where the lower left corner of its picture belongs on the canvas.

    The picture's pixels are those of the canvas, whose first pixel the axes may begin within.
    """
    box = axes.bbox
    left, bottom = (np.floor(each * magnification) for each in (box.x0, box.y0))
    view = View(
        axes.get_xlim(),
        axes.get_ylim(),
        box.width * magnification,
        box.height * magnification,
        box.x0 * magnification - left,
        box.y0 * magnification - bottom,
    )
    return view, (left / magnification, bottom / magnification)


def add_values(
    axes: Axes, parts: Sequence[Placed], separations: bool, errors: bool, ground: str
) -> list[Artist]:
    """Draw values into ``axes``: painted if many, else as shapes that tell points apart."""
    if sum(len(part.x) for part in parts) >= MANY:
        table = [(part.x, part.y, part.half, part.error, part.group.colour) for part in parts]
        return [axes.add_artist(PaintedValues(marks_of(table), separations, errors))]
    artists: list[Artist] = []
    for part in parts:
        if separations:
            ends = np.nan_to_num(part.half), 0.0
            artists.append(axes.add_collection(_bars(part, *ends, _BAR_OPACITY), autolim=False))
        if errors:
            ends = 0.0, np.nan_to_num(part.error)
            artists.append(axes.add_collection(_bars(part, *ends, _ERROR_OPACITY), autolim=False))
        artists.append(axes.add_line(_shapes(part, ground)))
    return artists


def add_curve(axes: Axes, curve: PlotCurve, ground: str) -> list[Artist]:
    """Draw a curve over the values, with its band."""
    step = "mid" if curve.style == "steps" else None
    artists: list[Artist] = []
    if curve.low is not None and curve.high is not None:
        if curve.style == "points":
            artists.append(
                axes.vlines(
                    curve.days, curve.low, curve.high, colors=curve.colour, linewidths=1.2, zorder=4
                )
            )
        else:
            artists.append(
                axes.fill_between(
                    curve.days, curve.low, curve.high, step=step, color=curve.colour,
                    alpha=_BAND_OPACITY, linewidth=0, zorder=4,
                )
            )  # fmt: skip
    line = curve_line(curve, ground)
    line.set_data(curve.days, curve.values)
    artists.append(axes.add_line(line))
    return artists


def curve_line(curve: PlotCurve, ground: str) -> Line2D:
    """A curve's line without its places, as the legend shows it too."""
    if curve.style == "points":
        return Line2D(
            [], [], linestyle="none", marker="o", markersize=5.5, markerfacecolor=curve.colour,
            markeredgecolor=ground, markeredgewidth=0.8, zorder=5, label=curve.label,
        )  # fmt: skip
    return Line2D(
        [], [], color=curve.colour, linewidth=1.8, zorder=5, label=curve.label,
        drawstyle="steps-mid" if curve.style == "steps" else "default",
    )  # fmt: skip


def add_histogram(axes: Axes, bins: Histogram) -> list[Artist]:
    """Draw counts as columns, those of one satellite or point upon those of another."""
    artists: list[Artist] = []
    below = np.zeros(len(bins.edges) - 1)
    for (_name, colour), counts in bins.counts.items():
        above = below + counts
        # As an artist, not by axes.stairs(), which asks each of thousands of edges for its limits.
        columns = StepPatch(
            above, bins.edges, baseline=below, fill=True, facecolor=colour, linewidth=0, zorder=2
        )
        artists.append(axes.add_artist(columns))
        below = above
    return artists


def _bars(part: Placed, along_x: Any, along_y: Any, opacity: float) -> LineCollection:
    low = np.column_stack([part.x - along_x, part.y - along_y])
    high = np.column_stack([part.x + along_x, part.y + along_y])
    return LineCollection(
        np.stack([low, high], axis=1),
        colors=part.group.colour,
        linewidths=1.1,
        alpha=opacity,
        zorder=2,
    )


def _shapes(part: Placed, ground: str) -> Line2D:
    return Line2D(
        part.x,
        part.y,
        linestyle="none",
        marker=shape_of(part.group.point),
        markersize=5.0,
        markerfacecolor=part.group.colour,
        markeredgecolor=ground,
        markeredgewidth=0.5,
        zorder=3,
    )
