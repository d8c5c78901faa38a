"""Medians and means of a record: running, by period, by day of the year; and how values spread.

Medians and means are those of ``science.statistics``, as in the summaries of cubes. A pair counts
at its mid-date.
"""

from __future__ import annotations

from datetime import datetime, timezone

import numpy as np

from ..science.medians import median_and_mad
from ..science.periods import Period, decimal_years, periods_of
from ..science.seasonal import DAYS_IN_YEAR
from ..science.statistics import statistics
from .curve import CONFIDENCE, IN_95, MAD, QUARTILES, Curve, Histogram, Result, sound, too_few

#: Values below which a median of a window or a bin says too little.
LEAST_OF_WINDOW = 3
#: Positions of a running median, at most: more than a screen has columns.
_POSITIONS = 2000
_STEPS_OF_WINDOW = 4
_BINS_OF_YEAR = 24
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
#: Widths of bins are 1, 2 or 5 times a power of ten.
_NICE = np.array([1.0, 2.0, 5.0, 10.0])
_MOST_BINS, _FEWEST_BINS = 60, 8
#: From here on beyond the quartiles, in their distance, a value gets no bin of its own.
_FAR = 3.0


def rolling_median(days: np.ndarray, values: np.ndarray, window: float) -> Result:
    """The median and quartiles of all values within half a window, at places of equal distance.

    At the ends of the record and beside gaps a window has values on one side only. One of fewer
    than three values is a gap.

    Args:
        days: (n,), in any order and of any distance.
        values: (n,), NaN where missing.
        window: days.
    """
    days, values = sound(days, values)
    if len(days) < LEAST_OF_WINDOW:
        return too_few(len(days), LEAST_OF_WINDOW)
    span = days[-1] - days[0]
    step = max(window / _STEPS_OF_WINDOW, span / _POSITIONS)
    places = days[0] + step * np.arange(int(span // step) + 1)
    begin, end = places - window / 2, places + window / 2
    first, last = np.searchsorted(days, begin, "left"), np.searchsorted(days, end, "right")
    low, middle, high = _quartiles([values[a:b] for a, b in zip(first, last)])
    return Result(
        Curve(
            "rolling_median", places, middle, low, high, QUARTILES, last - first, begin, end,
            numbers={"window": float(window)},
        )
    )  # fmt: skip


def period_medians(kind: str, days: np.ndarray, values: np.ndarray, *, south: bool) -> Result:
    """The median of each period, and the median absolute deviation from it.

    Args:
        kind: ``annual``, ``seasonal``, ``monthly`` or ``whole``.
        days: (n,).
        values: (n,), NaN where missing.
        south: whether the place lies in the southern hemisphere, which names seasons otherwise.
    """
    days, values = sound(days, values)
    if not len(days):
        return too_few(0, 1)
    periods = periods_of(kind, days, south=south)
    found = np.array(
        [[float(each) for each in median_and_mad(values[rows])] for _, rows in periods]
    )
    middle, mad = found.T
    band = (middle - mad, middle + mad, MAD)
    return Result(_of_periods(f"{kind}_medians", periods, middle, band, {"mad": mad}))


def period_means(
    kind: str,
    days: np.ndarray,
    velocity: tuple[np.ndarray, np.ndarray],
    errors: tuple[np.ndarray, np.ndarray],
    *,
    south: bool,
) -> Result:
    """The speed of each period's mean velocity, with its standard error.

    The components are averaged, with weights 1/error², and the speed is that of the means: a mean
    of speeds is biased upwards by noise. Errors count as independent, see ``science.statistics``.

    Args:
        kind: ``annual``, ``seasonal``, ``monthly`` or ``whole``.
        days: (n,).
        velocity: two components that are at right angles, (n,), NaN where missing.
        errors: of them, one sigma, likewise.
        south: whether the place lies in the southern hemisphere.

    Returns:
        a curve of speeds, with the columns ``vx``, ``vy``, ``v_error``, ``vx_error`` and
        ``vy_error`` besides.
    """
    held = np.flatnonzero(np.isfinite(velocity[0]) & np.isfinite(velocity[1]))
    if not len(held):
        return too_few(0, 1)
    days = np.asarray(days, float)[held]
    parts = [np.asarray(each, float)[held] for each in (*velocity, *errors)]
    periods = periods_of(kind, days, south=south)
    found = [statistics(*(each[rows] for each in parts)) for _, rows in periods]
    names = ("vx", "vy", "v_error", "vx_error", "vy_error")
    more = {name: np.array([float(getattr(each, name)) for each in found]) for name in names}
    speed = np.array([float(each.v) for each in found])
    half = IN_95 * more["v_error"]
    band = (speed - half, speed + half, CONFIDENCE)
    return Result(_of_periods(f"{kind}_means", periods, speed, band, more))


def climatology(days: np.ndarray, values: np.ndarray, bins: int = _BINS_OF_YEAR) -> Result:
    """The median and quartiles of the values of all years by the day of the year.

    Args:
        days: (n,), days since 1970-01-01.
        values: (n,), NaN where missing.
        bins: of equal length, into which the year is cut; one of fewer than three values is a gap.
    """
    days, values = sound(days, values)
    if len(days) < LEAST_OF_WINDOW:
        return too_few(len(days), LEAST_OF_WINDOW)
    edges = np.linspace(0, DAYS_IN_YEAR, bins + 1)
    number = np.minimum((decimal_years(days) % 1 * bins).astype(int), bins - 1)
    order = np.argsort(number, kind="stable")
    counts = np.bincount(number, minlength=bins)
    low, middle, high = _quartiles(np.split(values[order], np.cumsum(counts)[:-1]))
    places = (edges[:-1] + edges[1:]) / 2
    return Result(
        Curve("climatology", places, middle, low, high, QUARTILES, counts, edges[:-1], edges[1:])
    )


def histogram(values: np.ndarray) -> Histogram:
    """How the values spread, in bins of a round width.

    The width is about that of Freedman and Diaconis (1981, *Z. Wahrscheinlichkeitstheorie verw.
    Gebiete* 57, 453), and at least 1: velocities are whole metres per year. What lies further than
    three distances of the quartiles beyond them is only counted.

    Args:
        values: (n,), NaN where missing.
    """
    values = np.asarray(values, float)
    values = values[np.isfinite(values)]
    if not len(values):
        return Histogram(np.array([0.0, 1.0]), np.zeros(1, int), 0, 0)
    lower, upper = np.percentile(values, (25, 75))
    far = _FAR * (upper - lower)
    first = max(values.min(), lower - far)
    last = min(values.max(), upper + far)
    wide = 2 * (upper - lower) / len(values) ** (1 / 3)
    wide = min(max(wide, (last - first) / _MOST_BINS), (last - first) / _FEWEST_BINS)
    width = _round_width(max(wide, 1.0))
    begin = np.floor(first / width)
    edges = width * np.arange(begin, np.floor(last / width) + 2)
    count, _ = np.histogram(values, edges)
    # numpy counts what lies on the last edge, here it is above.
    above = int(np.count_nonzero(values >= edges[-1]))
    count[-1] -= int(np.count_nonzero(values == edges[-1]))
    return Histogram(edges, count, int(np.count_nonzero(values < edges[0])), above)


def _round_width(width: float) -> float:
    power = 10.0 ** np.floor(np.log10(width))
    return float(power * _NICE[np.searchsorted(_NICE, width / power * (1 - 1e-9))])


def _quartiles(parts: list[np.ndarray]) -> np.ndarray:
    """Lower quartile, median and upper quartile of each part, (3, parts); NaN of too few."""
    found = np.full((3, len(parts)), np.nan)
    for place, part in enumerate(parts):
        if len(part) >= LEAST_OF_WINDOW:
            ordered = np.sort(part)
            at = (len(part) - 1) * np.array([0.25, 0.5, 0.75])
            below = at.astype(int)
            above = np.minimum(below + 1, len(part) - 1)
            found[:, place] = ordered[below] + (ordered[above] - ordered[below]) * (at - below)
    return found


def _of_periods(
    kind: str,
    periods: list[tuple[Period, np.ndarray]],
    values: np.ndarray,
    band: tuple[np.ndarray, np.ndarray, str],
    more: dict[str, np.ndarray],
) -> Curve:
    begin, end = (
        np.array([_day(getattr(period, name)) for period, _ in periods])
        for name in ("begin", "end")
    )
    days = (begin + end) / 2
    if kind.startswith("annual"):
        # As the archive's own map draws years.
        days = np.array([_day(period.begin.replace(month=7)) for period, _ in periods])
    counts = np.array([rows.size for _, rows in periods])
    labels = tuple(period.key for period, _ in periods)
    return Curve(kind, days, values, *band, counts, begin, end, labels, more)


def _day(moment: datetime) -> float:
    return (moment - _EPOCH).total_seconds() / 86_400
