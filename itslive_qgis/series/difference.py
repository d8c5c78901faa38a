"""The difference of two points over time: of the same image pairs, else of medians.

What one pair measured at both points has the same errors of its images, which the difference is
free of.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from .components import component
from .curve import CONFIDENCE, IN_95, MAD, Curve, Result
from .summaries import period_medians
from .table import GROUND, PointSeries

PAIRS, MONTHLY, ANNUAL = "pairs", "monthly", "annual"
#: From the finest on; the first that has enough in common is taken.
WAYS = (PAIRS, MONTHLY, ANNUAL)
#: Pairs, months and years that both points must have.
LEAST_COMMON = {PAIRS: 10, MONTHLY: 6, ANNUAL: 2}
#: A pair's identity is one number: bits of the seconds between its images, and of its satellite.
_BITS_OF_SECONDS, _BITS_OF_SATELLITE = 26, 5


@dataclass(frozen=True, eq=False)
class _Side:
    """One of the points: its record, the rows that count, their values and errors."""

    series: PointSeries
    rows: np.ndarray
    values: np.ndarray
    errors: np.ndarray


def difference(
    a: PointSeries,
    b: PointSeries,
    name: str = "v",
    masks: tuple[np.ndarray | None, np.ndarray | None] = (None, None),
    by: str = "",
) -> Result:
    """A component at the first point less that at the second, m/yr.

    Args:
        a: record of the first point.
        b: of the second.
        name: of the component. Speeds of different projections or kinds of metres are compared in
            metres on the ground.
        masks: the rows of each that count, bool (n,); None: all.
        by: ``pairs``, ``monthly`` or ``annual``; by default the first of them with enough in
            common.

    Returns:
        a curve with the column ``row_a`` and ``row_b`` (places in the records) where pairs are
        compared. Its kind is ``difference_pairs`` and so on.
    """
    # Where a projection is not known, neither is its scale: such speeds are taken as they are.
    known = bool(a.place.crs and b.place.crs)
    apart = known and a.place.crs != b.place.crs
    if apart and name in ("vx", "vy"):
        return Result(None, _other_axes(a.place.crs, b.place.crs))
    ground = apart or (known and a.place.metres != b.place.metres)
    one, two = (_side(series, name, mask, ground) for series, mask in zip((a, b), masks))
    for way in (by,) if by else WAYS:
        found = _of_pairs(one, two) if way == PAIRS else _of_periods(way, one, two)
        if found is not None:
            return Result(found)
    return Result(None, _nothing_common(by))


def _side(series: PointSeries, name: str, mask: np.ndarray | None, ground: bool) -> _Side:
    found = component(series, name, mask)
    if ground:
        found = found.in_metres(GROUND, series.place)
    held = np.isfinite(found.values) & (True if mask is None else mask)
    rows = np.flatnonzero(held)
    values, errors = (np.asarray(each, float)[rows] for each in (found.values, found.error))
    return _Side(series, rows, values, errors)


def _of_pairs(a: _Side, b: _Side) -> Curve | None:
    names = list(dict.fromkeys((*a.series.satellites, *b.series.satellites)))
    (keys_a, at_a), (keys_b, at_b) = (_identities(each, names) for each in (a, b))
    _, in_a, in_b = np.intersect1d(keys_a, keys_b, return_indices=True)
    if len(in_a) < LEAST_COMMON[PAIRS]:
        return None
    in_a, in_b = at_a[in_a], at_b[in_b]
    order = np.argsort(a.series.mid_date[a.rows[in_a]], kind="stable")
    in_a, in_b = in_a[order], in_b[order]
    values = a.values[in_a] - b.values[in_b]
    half = IN_95 * np.hypot(a.errors[in_a], b.errors[in_b])
    rows = a.rows[in_a]
    days = a.series.mid_days[rows]
    span = a.series.separation[rows] / 2
    return Curve(
        f"difference_{PAIRS}", days, values, values - half, values + half, CONFIDENCE,
        np.ones(len(days), int), days - span, days + span,
        more={"row_a": rows, "row_b": b.rows[in_b]}, numbers=_summed(values),
    )  # fmt: skip


def _identities(side: _Side, names: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """A number for each pair by its images' times and satellite, and its place; each once."""
    series, rows = side.series, side.rows
    known = np.flatnonzero(~np.isnat(series.date_1[rows]) & ~np.isnat(series.date_2[rows]))
    one, two = (
        each[rows[known]].astype("datetime64[s]").astype(np.int64)
        for each in (series.date_1, series.date_2)
    )
    between = two - one
    fits = np.flatnonzero((between >= 0) & (between < 1 << _BITS_OF_SECONDS))
    of_satellite = np.array([names.index(name) for name in series.satellites], np.int64)
    code = of_satellite[series.satellite[rows[known[fits]]]]
    key = ((one[fits] << _BITS_OF_SECONDS) + between[fits] << _BITS_OF_SATELLITE) + code
    keys, first = np.unique(key, return_index=True)
    return keys, known[fits][first]


def _of_periods(way: str, a: _Side, b: _Side) -> Curve | None:
    one, two = (
        period_medians(way, each.series.mid_days[each.rows], each.values, south=False).curve
        for each in (a, b)
    )
    if one is None or two is None:
        return None
    common, in_a, in_b = np.intersect1d(one.labels, two.labels, return_indices=True)
    if len(common) < LEAST_COMMON[way]:
        return None
    values = one.values[in_a] - two.values[in_b]
    # Of two independent spreads, as if both were normal.
    half = np.hypot(one.more["mad"][in_a], two.more["mad"][in_b])
    return Curve(
        f"difference_{way}", one.days[in_a], values, values - half, values + half, MAD,
        np.minimum(one.count[in_a], two.count[in_b]), one.begin[in_a], one.end[in_a],
        tuple(map(str, common)), numbers=_summed(values),
    )  # fmt: skip


def _summed(values: np.ndarray) -> dict[str, float]:
    return {"median": float(np.median(values)), "common": float(len(values))}


def _other_axes(crs_a: str, crs_b: str) -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP(
            "Messages",
            "The components of the two points lie along different axes: one is of {crs_a}, the "
            "other of {crs_b}.",
        ),
        QT_TRANSLATE_NOOP("Messages", "Compare the speed, or the velocity to true east or north."),
        code="other_axes",
        crs_a=crs_a,
        crs_b=crs_b,
    )


def _nothing_common(by: str) -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP(
            "Messages", "The chosen pairs of the two points have too little time in common."
        ),
        QT_TRANSLATE_NOOP("Messages", "Choose more time, or loosen a filter."),
        code="nothing_common",
        detail=f"by {by or WAYS}",
    )
