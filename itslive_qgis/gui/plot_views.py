"""The views of a plot: where values lie in time, in the year, or in a histogram. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .plot_data import PlotData, PlotGroup, date_limits, speed_limits

TIME, SEASON, HISTOGRAM = "time", "season", "histogram"
SPEEDS, SEPARATIONS = "v", "separation"
#: Ends of the axis of a year, days from its beginning.
YEAR = (0.0, 366.0)
_TURN = 365.25
_LONGEST_HALF = _TURN / 2
_MOST_BINS = 2000
_BINS = (12, 120)  # at least and at most within the usual range


@dataclass(frozen=True, eq=False)
class Placed:
    """A group's values where a view has them, in ascending order of ``x``; shape (m,) each.

    ``x`` and ``half`` are days, ``y`` and ``error`` in the unit of the axis; ``place``: index into
    the group's arrays. A value may be there twice: in the view of a year its bar goes on at the
    other end.
    """

    group: PlotGroup
    x: np.ndarray
    y: np.ndarray
    half: np.ndarray
    error: np.ndarray
    place: np.ndarray


@dataclass(frozen=True, eq=False)
class Histogram:
    """Counts of values by bin.

    Attributes:
        edges: of the bins, shape (bins + 1,).
        counts: for each name and colour, one beside another, shape (bins,).
        usual: ends of the range that is shown first; outliers lie beyond.
    """

    edges: np.ndarray
    counts: dict[tuple[str, str], np.ndarray]
    usual: tuple[float, float]


def placed(data: PlotData, view: str) -> tuple[Placed, ...]:
    """The values of each group in the view of time or of the year; a histogram has none."""
    if view == HISTOGRAM:
        return ()
    return tuple(_in_year(each) if view == SEASON else _in_time(each) for each in data.groups)


def home(data: PlotData, view: str) -> tuple[tuple[float, float], tuple[float, float]]:
    """Ends of both axes that show everything, but for wild values."""
    return (YEAR if view == SEASON else date_limits(data)), speed_limits(data)


def day_of_year(days: np.ndarray) -> np.ndarray:
    """Days since 1970 as days since the beginning of their year, 0 to below 366."""
    dates = np.floor(days).astype("datetime64[D]")
    return days - dates.astype("datetime64[Y]").astype("datetime64[D]").astype(float)


def histogram(data: PlotData, of: str = SPEEDS) -> Histogram:
    """How often the shown values, or the separations behind them, fall into equal bins.

    Bins are as wide as Freedman and Diaconis have it, within what reads well.
    """
    by_name: dict[tuple[str, str], list[np.ndarray]] = {}
    for group in data.groups:
        name = (group.satellite if data.colour_by == "satellite" else group.label, group.colour)
        by_name.setdefault(name, []).append(_measured(group, of))
    parts = {name: np.concatenate(values) for name, values in by_name.items()}
    values = np.concatenate([*parts.values(), np.empty(0)])
    if not len(values):
        return Histogram(np.array([0.0, 1.0]), {}, (0.0, 1.0))
    edges, usual = _bins(values)
    inside = (edges[0], edges[-1])
    counts = {
        name: np.histogram(each, len(edges) - 1, inside)[0]
        for name, each in sorted(parts.items(), key=lambda item: -len(item[1]))
    }
    return Histogram(edges, counts, usual)


def _measured(group: PlotGroup, of: str) -> np.ndarray:
    values = group.v if of == SPEEDS else 2 * group.half
    return values[np.isfinite(values)]


def _bins(values: np.ndarray) -> tuple[np.ndarray, tuple[float, float]]:
    quarter, three, low, high = np.percentile(values, (25, 75, 1, 99))
    least, most = float(values.min()), float(values.max())
    # Where hardly anything lies beyond, the usual range is the whole.
    low = least if least >= low - (high - low) else float(low)
    high = most if most <= high + (high - low) else float(high)
    span = max(high - low, 1e-9)
    wanted = 2 * (three - quarter) / len(values) ** (1 / 3)
    count = int(np.clip(np.ceil(span / wanted) if wanted > 0 else _BINS[0], *_BINS))
    width = _round_width(span / count)
    first = np.floor(least / width) * width
    total = min(int(np.ceil((most - first) / width)) + 1, _MOST_BINS)
    return first + width * np.arange(total + 1), (low - width, high + width)


def _round_width(width: float) -> float:
    """1, 2 or 5 times a power of ten, at least about ``width``: bins that can be read off."""
    power = 10.0 ** np.floor(np.log10(width))
    return float(power * min((1, 2, 5, 10), key=lambda step: abs(np.log(step * power / width))))


def _in_time(group: PlotGroup) -> Placed:
    place = np.arange(len(group.days))
    return Placed(group, group.days, group.v, group.half, group.error, place)


def _in_year(group: PlotGroup) -> Placed:
    """Days of the year, and again a year before and after where a bar reaches over its end."""
    day = day_of_year(group.days)
    half = np.minimum(group.half, _LONGEST_HALF)
    early = np.flatnonzero(day - half < 0)
    late = np.flatnonzero(day + half > _TURN)
    place = np.concatenate([np.arange(len(day)), early, late])
    x = np.concatenate([day, day[early] + _TURN, day[late] - _TURN])
    order = np.argsort(x, kind="stable")
    place = place[order]
    return Placed(group, x[order], group.v[place], half[place], group.error[place], place)
