"""From point series to what a plot shows: pure functions on arrays, without Qt and matplotlib."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from ..archive.satellites import group_of
from ..palette import point_colour, satellite_colour
from ..series.table import PointSeries

BY_SATELLITE, BY_POINT = "satellite", "point"
_OUTLYING = 2.0
_HEADROOM = 1.08
# Rock stands still: its markers lie on the zero line and must not be cut in half.
_FOOTROOM = 0.035
_USUAL = (2, 98)  # percentiles; what lies far outside of them squeezes nothing


@dataclass(frozen=True, eq=False)
class PlotSeries:
    """One point's series as it enters the plot.

    Attributes:
        index: place among colours and shapes, from 0.
        label: name of the point.
        series: its record, n rows.
        values: what is drawn instead of ``series.v``, shape (n,), in the unit of the axis: a
            component, or a speed in metres per day.
        errors: of these, likewise; NaN where unknown.
    """

    index: int
    label: str
    series: PointSeries
    values: np.ndarray | None = None
    errors: np.ndarray | None = None

    def drawn(self) -> np.ndarray:
        """The values to be drawn, float64, shape (n,)."""
        return np.asarray(self.series.v if self.values is None else self.values, float)

    def drawn_errors(self) -> np.ndarray:
        """Their errors, likewise; those of the speed belong to the speed alone."""
        if self.values is None:
            return np.asarray(self.series.v_error, float)
        return np.full(len(self.series), np.nan) if self.errors is None else self.errors


@dataclass(frozen=True, eq=False)
class PlotGroup:
    """Values drawn alike: one satellite at one point. All arrays have the same length.

    ``days``: mid-dates in days since 1970, ascending; ``half``: half the separation in days, NaN
    where unknown; ``v`` and ``error`` in the unit of the axis (``error`` is NaN where unknown);
    ``rows``: places in the point's series.
    """

    point: int
    label: str
    satellite: str
    colour: str
    days: np.ndarray
    half: np.ndarray
    v: np.ndarray
    error: np.ndarray
    rows: np.ndarray


@dataclass(frozen=True, eq=False)
class PlotCurve:
    """A line over the values: a median, a trend, a model.

    Attributes:
        label: in the legend; empty for none.
        colour: ``#rrggbb``.
        days: since 1970, or what else the view has along x; shape (n,).
        values: in the unit of the axis; NaN interrupts the line.
        low: lower end of a band around it, or None.
        high: upper end likewise.
        style: ``"line"``, ``"steps"`` (each value holds halfway to the next) or ``"points"``.
        view: the view it belongs to, as in ``plot_views``.
    """

    label: str
    colour: str
    days: np.ndarray
    values: np.ndarray
    low: np.ndarray | None = None
    high: np.ndarray | None = None
    style: str = "line"
    view: str = "time"


@dataclass(frozen=True, eq=False)
class PlotData:
    """Everything a plot shows, and how many of the values there are.

    ``least`` is the height that the axis has at least, in its unit: a metre per year.
    """

    groups: tuple[PlotGroup, ...]
    shown: int
    total: int
    colour_by: str
    curves: tuple[PlotCurve, ...] = field(default=())
    least: float = 1.0

    def satellites(self) -> list[tuple[str, str]]:
        """Satellites and their colours, by name."""
        return sorted({(group.satellite, group.colour) for group in self.groups})

    def points(self) -> list[tuple[int, str]]:
        """Places and names of the points shown."""
        return sorted({(group.point, group.label) for group in self.groups})


def prepare(
    series: Sequence[PlotSeries],
    max_separation: float | None = None,
    colour_by: str = BY_SATELLITE,
    masks: Mapping[int, np.ndarray] | None = None,
) -> PlotData:
    """Sort the values into groups by point and satellite; leave out what is not chosen.

    Args:
        series: one entry per point.
        max_separation: days; pairs further apart are not shown, ``None`` shows all.
        colour_by: ``"satellite"`` or ``"point"``.
        masks: by a point's index, which of its rows are chosen (bool, one per row); a point that
            is not among them is shown whole.
    """
    groups: list[PlotGroup] = []
    total = shown = 0
    for each in series:
        values = each.drawn()
        present = np.isfinite(values) & ~np.isnat(each.series.mid_date)
        total += int(np.count_nonzero(present))
        if max_separation is not None:
            present &= each.series.separation <= max_separation
        if masks is not None and each.index in masks:
            present &= masks[each.index]
        shown += int(np.count_nonzero(present))
        groups.extend(_groups(each, values, present, colour_by))
    return PlotData(tuple(groups), shown, total, colour_by)


def _groups(
    each: PlotSeries, values: np.ndarray, present: np.ndarray, colour_by: str
) -> list[PlotGroup]:
    record = each.series
    days, error = record.mid_days, each.drawn_errors()
    names = [group_of(name) for name in record.satellites]
    groups = sorted(set(names))
    # Codes of groups instead of names: comparing texts of 200,000 rows takes too long.
    codes = np.array([groups.index(name) for name in names], np.uint8)[record.satellite]
    found = []
    for code, satellite in enumerate(groups):
        rows = np.flatnonzero(present & (codes == code))
        if not len(rows):
            continue
        if np.any(np.diff(days[rows]) < 0):
            rows = rows[np.argsort(days[rows], kind="stable")]
        by_point = colour_by == BY_POINT
        found.append(
            PlotGroup(
                point=each.index,
                label=each.label,
                satellite=satellite,
                colour=point_colour(each.index) if by_point else satellite_colour(satellite),
                days=days[rows],
                half=record.separation[rows] / 2,
                v=values[rows],
                error=error[rows],
                rows=rows,
            )
        )
    return found


def speed_limits(data: PlotData) -> tuple[float, float]:
    """Ends of the axis of values: a few wild ones squeeze nothing, and speeds begin below 0."""
    if not data.shown:
        return 0.0, 100.0 * data.least
    values = np.concatenate([group.v for group in data.groups])
    low, high = float(values.min()), float(values.max())
    usual_low, usual_high = (float(end) for end in np.percentile(values, _USUAL))
    if usual_high > 0:
        high = min(high, _OUTLYING * usual_high)
    if low >= 0:
        end = max(high * _HEADROOM, data.least)
        return -_FOOTROOM * end, end
    if usual_low < 0:
        low = max(low, _OUTLYING * usual_low)
    margin = max((high - low) * (_HEADROOM - 1), data.least / 2)
    return low - margin, high + margin


def date_limits(data: PlotData) -> tuple[float, float]:
    """First and last day of the date axis, with the separation bars inside."""
    if not data.shown:
        return 0.0, 1.0
    halves = [np.nan_to_num(group.half) for group in data.groups]
    first = min(float((group.days - half).min()) for group, half in zip(data.groups, halves))
    last = max(float((group.days + half).max()) for group, half in zip(data.groups, halves))
    margin = max((last - first) * 0.03, 10.0)
    return first - margin, last + margin


def longest_separation(series: Sequence[PlotSeries]) -> float:
    """The longest separation of all values, days; 0 without values."""
    longest = [each.series.separation for each in series]
    longest = [each[np.isfinite(each)] for each in longest]
    return max((float(each.max()) for each in longest if len(each)), default=0.0)
