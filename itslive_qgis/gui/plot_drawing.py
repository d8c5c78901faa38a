"""Draws prepared point series into a matplotlib figure, for the window and for pictures alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from .markers import shape_of
from .plot_data import BY_POINT, PlotData, date_limits, speed_limits

_MANY = 3000


@dataclass(frozen=True)
class Look:
    """Colours (``#rrggbb``), font size in points and texts of a plot."""

    ground: str = "#ffffff"
    ink: str = "#202124"
    grid: str = "#d8dade"
    size: float = 9.0
    speed: str = "v (m/yr)"
    date: str = "Mid-date"
    point: str = "Point {label}"
    credit: str = ""


def draw(figure: Figure, data: PlotData, look: Look) -> Axes:
    """Draw ``data`` into ``figure`` afresh and return its axes."""
    figure.clear()
    figure.set_facecolor(look.ground)
    axes = figure.add_subplot()
    _dress(axes, look)
    # Many values need lighter bars, else they hide each other.
    bar_alpha = 0.45 if data.shown < _MANY else 0.15
    for group in data.groups:
        low = np.column_stack([group.days - group.half, group.v])
        high = np.column_stack([group.days + group.half, group.v])
        axes.add_collection(
            LineCollection(
                np.stack([low, high], axis=1),
                colors=group.colour,
                linewidths=1.1,
                alpha=bar_alpha,
                rasterized=data.shown > _MANY,
                zorder=2,
            )
        )
        axes.plot(
            group.days,
            group.v,
            linestyle="none",
            marker=shape_of(group.point),
            markersize=5.0 if data.shown < _MANY else 3.0,
            markerfacecolor=group.colour,
            markeredgecolor=look.ground,
            markeredgewidth=0.5,
            rasterized=data.shown > _MANY,
            zorder=3,
        )
    axes.set_xlim(*date_limits(data))
    axes.set_ylim(*speed_limits(data))
    _add_legend(axes, data, look)
    fit(figure, look)
    if look.credit:
        figure.text(
            0.995, 0.005, look.credit, ha="right", va="bottom", size=look.size * 0.7, color=look.ink
        )
    return axes


def _dress(axes: Axes, look: Look) -> None:
    axes.set_facecolor(look.ground)
    axes.set_xlabel(look.date, color=look.ink, size=look.size)
    axes.set_ylabel(look.speed, color=look.ink, size=look.size)
    axes.tick_params(colors=look.ink, labelsize=look.size * 0.92, length=3)
    axes.grid(True, color=look.grid, linewidth=0.6, zorder=0)
    axes.set_axisbelow(True)
    for side, spine in axes.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color(look.grid)
    locator = AutoDateLocator(minticks=3, maxticks=6)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    axes.xaxis.get_offset_text().set_color(look.ink)
    axes.xaxis.get_offset_text().set_size(look.size * 0.92)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6))


def fit(figure: Figure, look: Look) -> None:
    """Divide the figure between legend, labels and axes, as its present size allows.

    Reckoned from the font, since matplotlib's own layout lets a wide legend squeeze the axes.
    """
    axes = figure.axes[0]
    width, height = figure.get_size_inches() * figure.dpi
    line = look.size * figure.dpi / 72
    letter = 0.55 * line
    texts = [handle.get_label() for handle in _legend_handles(axes)]
    rows = 0
    if texts:
        # The legend's letters are a little smaller; its marker and gaps take 2.4 of them.
        entry = 0.92 * (letter * max(len(text) for text in texts) + 2.4 * line)
        columns = max(min(int(width // entry), len(texts)), 1)
        rows = -(-len(texts) // columns)
        _place_legend(axes, columns, look)
    digits = len(f"{axes.get_ylim()[1]:.0f}")
    figure.subplots_adjust(
        left=min((2.6 * line + letter * digits) / width, 0.4),
        right=max(1 - 1.4 * line / width, 0.6),
        bottom=min(3.9 * line / height, 0.4),
        top=max(1 - (1.0 + 1.62 * rows) * line / height, 0.5),
    )


def _legend_handles(axes: Axes) -> list[Line2D]:
    return list(getattr(axes, "itslive_handles", ()))


def _add_legend(axes: Axes, data: PlotData, look: Look) -> None:
    """Note what the legend lists; it is placed when the width is known."""
    handles = []
    points = data.points()
    if data.colour_by != BY_POINT:
        handles = [_handle("o", colour, name, look) for name, colour in data.satellites()]
    if data.colour_by == BY_POINT or len(points) > 1:
        colours = {group.point: group.colour for group in data.groups}
        for index, label in points:
            colour = colours[index] if data.colour_by == BY_POINT else look.ink
            handles.append(_handle(shape_of(index), colour, look.point.format(label=label), look))
    axes.itslive_handles = handles


def _place_legend(axes: Axes, columns: int, look: Look) -> None:
    axes.legend(
        handles=_legend_handles(axes),
        loc="upper left",
        bbox_to_anchor=(0.0, 1.0),
        bbox_transform=axes.figure.transFigure,
        ncol=columns,
        frameon=False,
        fontsize=look.size * 0.92,
        labelcolor=look.ink,
        handletextpad=0.1,
        columnspacing=1.0,
        borderaxespad=0.4,
    )


def _handle(shape: str, colour: str, text: str, look: Look) -> Line2D:
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
