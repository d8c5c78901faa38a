"""From point series to what a plot shows: pure functions on arrays, without Qt and matplotlib."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..archive.satellites import group_of
from ..palette import point_colour, satellite_colour

BY_SATELLITE, BY_POINT = "satellite", "point"
_DAY = np.timedelta64(86_400_000_000, "us")
_OUTLYING = 2.0
_HEADROOM = 1.08
# Rock stands still: its markers lie on the zero line and must not be cut in half.
_FOOTROOM = 0.035


@dataclass(frozen=True)
class PlotSeries:
    """One point's series as it enters the plot: place among colours, name, worker's answer.

    ``series`` has lists of equal length ``mid_date`` (ISO), ``separation_days``, ``satellite``,
    ``v`` and ``v_error`` (m/yr, ``None`` where there is none).
    """

    index: int
    label: str
    series: dict[str, Any]


@dataclass(frozen=True, eq=False)
class PlotGroup:
    """Values drawn alike: one satellite at one point. All arrays have the same length.

    ``days``: mid-dates in days since 1970; ``half``: half the separation in days; ``v`` and
    ``error`` in m/yr (``error`` is NaN where unknown); ``rows``: places in the point's series.
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
class PlotData:
    """Everything a plot shows, and how many of the values there are."""

    groups: tuple[PlotGroup, ...]
    shown: int
    total: int
    colour_by: str

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
) -> PlotData:
    """Sort the values into groups by point and satellite; leave out long separations.

    Args:
        series: one entry per point.
        max_separation: days; pairs further apart are not shown, ``None`` shows all.
        colour_by: ``"satellite"`` or ``"point"``.
    """
    groups: list[PlotGroup] = []
    total = shown = 0
    for each in series:
        values = _numbers(each.series["v"])
        separation = _numbers(each.series["separation_days"])
        present = np.isfinite(values)
        total += int(present.sum())
        if max_separation is not None:
            present &= separation <= max_separation
        shown += int(present.sum())
        groups.extend(_groups(each, values, separation, present, colour_by))
    return PlotData(tuple(groups), shown, total, colour_by)


def _groups(
    each: PlotSeries,
    values: np.ndarray,
    separation: np.ndarray,
    present: np.ndarray,
    colour_by: str,
) -> list[PlotGroup]:
    days = days_since_1970(each.series["mid_date"])
    error = _numbers(each.series["v_error"])
    satellites = np.array([group_of(name) for name in each.series["satellite"]], dtype=object)
    found = []
    for satellite in sorted(set(satellites[present])):
        rows = np.flatnonzero(present & (satellites == satellite))
        rows = rows[np.argsort(days[rows], kind="stable")]
        by_point = colour_by == BY_POINT
        found.append(
            PlotGroup(
                point=each.index,
                label=each.label,
                satellite=str(satellite),
                colour=point_colour(each.index) if by_point else satellite_colour(satellite),
                days=days[rows],
                half=separation[rows] / 2,
                v=values[rows],
                error=error[rows],
                rows=rows,
            )
        )
    return found


def days_since_1970(dates: Sequence[str]) -> np.ndarray:
    """ISO dates in UTC as days since 1970-01-01, as matplotlib counts them."""
    plain = [text.replace("Z", "").split("+", maxsplit=1)[0] for text in dates]
    moments = np.array(plain, dtype="datetime64[us]")
    return (moments - np.datetime64(0, "us")) / _DAY


def speed_limits(data: PlotData) -> tuple[float, float]:
    """Ends of the speed axis, m/yr: a little below 0, and a few wild values squeeze nothing."""
    if not data.shown:
        return 0.0, 100.0
    values = np.concatenate([group.v for group in data.groups])
    top = float(values.max())
    usual = float(np.percentile(values, 98))
    if usual > 0 and top > _OUTLYING * usual:
        top = _OUTLYING * usual
    end = max(top * _HEADROOM, 1.0)
    return -_FOOTROOM * end, end


def date_limits(data: PlotData) -> tuple[float, float]:
    """First and last day of the date axis, with the separation bars inside."""
    if not data.shown:
        return 0.0, 1.0
    first = min(float((group.days - group.half).min()) for group in data.groups)
    last = max(float((group.days + group.half).max()) for group in data.groups)
    margin = max((last - first) * 0.03, 10.0)
    return first - margin, last + margin


def longest_separation(series: Sequence[PlotSeries]) -> float:
    """The longest separation of all values, days; 0 without values."""
    longest = [_numbers(each.series["separation_days"]) for each in series]
    longest = [each for each in longest if each.size]
    return max((float(np.nanmax(each)) for each in longest), default=0.0)


def nearest(places: np.ndarray, pointer: tuple[float, float], reach: float) -> int | None:
    """Row of ``places`` (n, 2; pixels) next to ``pointer``, or ``None`` if none is within reach."""
    if not len(places):
        return None
    distance = np.hypot(places[:, 0] - pointer[0], places[:, 1] - pointer[1])
    best = int(np.argmin(distance))
    return best if distance[best] <= reach else None


def _numbers(values: Sequence[float | None]) -> np.ndarray:
    return np.array([np.nan if value is None else value for value in values], dtype=float)
