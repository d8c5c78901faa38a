"""Draws prepared point series into a matplotlib figure, for the window and for pictures alike."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.ticker import (
    FixedFormatter,
    FixedLocator,
    MaxNLocator,
    NullFormatter,
    ScalarFormatter,
)

from .plot_artists import add_curve, add_histogram, add_values
from .plot_data import PlotData
from .plot_legend import fit, legend_handles
from .plot_views import HISTOGRAM, SEASON, SPEEDS, TIME, Histogram, Placed, histogram, home, placed

Limits = tuple[float, float]
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH_LENGTHS = (31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MONTH_BEGINS = tuple(accumulate((0.0, *_MONTH_LENGTHS[:-1])))


@dataclass(frozen=True)
class Look:
    """Colours (``#rrggbb``), font size in points and texts of a plot."""

    ground: str = "#ffffff"
    ink: str = "#202124"
    grid: str = "#d8dade"
    size: float = 9.0
    speed: str = "v (m/yr)"
    date: str = "Mid-date"
    season: str = "Day of the year"
    separation: str = "Separation (days)"
    count: str = "Image pairs"
    point: str = "Point {label}"
    credit: str = ""
    months: tuple[str, ...] = _MONTHS


@dataclass(frozen=True)
class Showing:
    """How the values are shown.

    Attributes:
        view: ``plot_views.TIME``, ``SEASON`` or ``HISTOGRAM``.
        of: what a histogram counts, ``plot_views.SPEEDS`` or ``SEPARATIONS``.
        separations: whether bars along x span the time between both images.
        errors: whether bars along y show the stated one-sigma errors.
    """

    view: str = TIME
    of: str = SPEEDS
    separations: bool = True
    errors: bool = False


#: As a plot is shown first.
USUAL = Showing()


class Drawing:
    """A figure that shows series. Other data or another showing replace what is necessary only.

    Attributes:
        axes: the only ones.
        parts: the values as they lie in the view, for whoever looks for one.
        home: limits of both axes that show everything.
    """

    def __init__(self, figure: Figure) -> None:
        self._figure = figure
        self.axes: Axes = figure.add_subplot()
        self.parts: tuple[Placed, ...] = ()
        self.home: tuple[Limits, Limits] = ((0.0, 1.0), (0.0, 1.0))
        self._artists: list[Artist] = []
        self._look = Look()
        self._dressed: tuple[Look, str, str] | None = None

    def show(self, data: PlotData, look: Look, showing: Showing) -> None:
        """Draw data, seen whole; they have to be fitted into the figure afterwards."""
        self._look = look
        if self._dressed != (look, showing.view, showing.of):
            self._dressed = (look, showing.view, showing.of)
            _dress(self._figure, self.axes, look, showing)
        for artist in self._artists:
            artist.remove()
        self.parts = placed(data, showing.view)
        bins = histogram(data, showing.of) if showing.view == HISTOGRAM else None
        self._artists = self._add(data, look, showing, bins)
        self.home = home(data, showing.view) if bins is None else _histogram_home(bins)
        self.go_home()
        self.axes.itslive_handles = legend_handles(data, look, showing.view)

    def go_home(self) -> None:
        """See everything."""
        self.axes.set_xlim(*self.home[0])
        self.axes.set_ylim(*self.home[1])

    def fit(self) -> None:
        """Divide the figure as its present size allows."""
        fit(self._figure, self._look.size)
        if self._dressed is not None and self._dressed[1] == SEASON:
            self._name_months()

    def _name_months(self) -> None:
        """Every month, or every second or third where letters would run into each other."""
        months, look = self._look.months, self._look
        letter = 0.6 * look.size * self._figure.dpi / 72
        needed = letter * (max(len(name) for name in months) + 1)
        apart = self.axes.bbox.width / len(months)
        every = next((step for step in (1, 2, 3) if step * apart >= needed), 6)
        names = [name if place % every == 0 else "" for place, name in enumerate(months)]
        self.axes.xaxis.set_major_formatter(FixedFormatter(names))

    def _add(
        self, data: PlotData, look: Look, showing: Showing, bins: Histogram | None
    ) -> list[Artist]:
        if bins is not None:
            artists = add_histogram(self.axes, bins)
        else:
            bars = showing.separations, showing.errors
            artists = add_values(self.axes, self.parts, *bars, look.ground)
        for curve in data.curves:
            if curve.view == showing.view:
                artists.extend(add_curve(self.axes, curve, look.ground))
        return artists


def _histogram_home(bins: Histogram) -> tuple[Limits, Limits]:
    most = float(sum(bins.counts.values()).max()) if bins.counts else 1.0
    return bins.usual, (0.0, 1.06 * most)


def _dress(figure: Figure, axes: Axes, look: Look, showing: Showing) -> None:
    figure.set_facecolor(look.ground)
    axes.set_facecolor(look.ground)
    across, up = _names(look, showing)
    axes.set_xlabel(across, color=look.ink, size=look.size)
    axes.set_ylabel(up, color=look.ink, size=look.size)
    _set_ticks(axes, showing.view)
    axes.tick_params(colors=look.ink, labelsize=look.size * 0.92, length=3)
    axes.grid(True, color=look.grid, linewidth=0.6, zorder=0)
    axes.set_axisbelow(True)
    for side, spine in axes.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color(look.grid)
    axes.xaxis.get_offset_text().set_color(look.ink)
    axes.xaxis.get_offset_text().set_size(look.size * 0.92)
    if look.credit:
        figure.text(
            0.995, 0.005, look.credit, ha="right", va="bottom", size=look.size * 0.7, color=look.ink
        )


def _names(look: Look, showing: Showing) -> tuple[str, str]:
    if showing.view == HISTOGRAM:
        return (look.speed if showing.of == SPEEDS else look.separation), look.count
    return (look.season if showing.view == SEASON else look.date), look.speed


def _set_ticks(axes: Axes, view: str) -> None:
    axes.xaxis.set_minor_locator(FixedLocator([]))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6))
    if view == TIME:
        locator = AutoDateLocator(minticks=3, maxticks=6)
        axes.xaxis.set_major_locator(locator)
        axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    elif view == SEASON:
        axes.xaxis.set_major_locator(FixedLocator(_MONTH_BEGINS))
    else:
        axes.xaxis.set_major_locator(MaxNLocator(nbins=6))
        axes.xaxis.set_major_formatter(ScalarFormatter())
