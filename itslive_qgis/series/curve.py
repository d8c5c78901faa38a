"""What is drawn over the pairs of a record, or why there is nothing to draw."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from ..errors import QT_TRANSLATE_NOOP, ItsliveError

#: What ``low`` and ``high`` of a curve are: the quartiles, the median absolute deviation to both
#: sides (half of the values lie between), or the interval that holds the truth in 95 % of cases.
QUARTILES, MAD, CONFIDENCE = "quartiles", "mad", "confidence"
#: Standard errors to both sides of a value that hold the truth in 95 % of cases.
IN_95 = 1.96


@dataclass(frozen=True, eq=False)
class Curve:
    """Values over time, in the unit of what they were made of.

    All arrays are (n,); NaN where there is a gap.

    Attributes:
        kind: such as ``"rolling_median"`` or ``"annual_medians"``.
        days: where the values are drawn, days since 1970-01-01; of a climatology days of the year.
        values: float64.
        low: lower end of the band around them.
        high: upper end.
        band: what the band is.
        count: how many values each is of; 0 where a model fills a gap.
        begin: first day that each value speaks of.
        end: last day.
        labels: names of the periods, or empty.
        more: further columns by name.
        numbers: what the curve as a whole says, by name.
        notes: what the reader has to know of it, sentence by sentence.
    """

    kind: str
    days: np.ndarray
    values: np.ndarray
    low: np.ndarray
    high: np.ndarray
    band: str
    count: np.ndarray
    begin: np.ndarray
    end: np.ndarray
    labels: tuple[str, ...] = ()
    more: dict[str, np.ndarray] = field(default_factory=dict)
    numbers: dict[str, float] = field(default_factory=dict)
    notes: tuple[ItsliveError, ...] = ()


@dataclass(frozen=True, eq=False)
class Histogram:
    """How many values lie in each bin.

    Attributes:
        edges: (n + 1,), rising; a value on an edge is in the bin above.
        count: (n,).
        below: values below the first edge.
        above: values from the last edge on.
    """

    edges: np.ndarray
    count: np.ndarray
    below: int
    above: int


class Result(NamedTuple):
    """A curve, or why there is none."""

    curve: Curve | None
    reason: ItsliveError | None = None


def sound(days: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The finite values, float64, and their days, in order of time."""
    held = np.flatnonzero(np.isfinite(values) & np.isfinite(days))
    order = held[np.argsort(np.asarray(days)[held], kind="stable")]
    return np.asarray(days, float)[order], np.asarray(values, float)[order]


def too_few(count: int, least: int) -> Result:
    """There are fewer values than a curve needs."""
    return Result(
        None,
        ItsliveError(
            QT_TRANSLATE_NOOP(
                "Messages", "This curve needs at least {least} values, and {count} are chosen."
            ),
            QT_TRANSLATE_NOOP(
                "Messages", "Loosen a filter, choose more time, or take a point with more pairs."
            ),
            code="too_few_values",
            count=int(count),
            least=least,
        ),
    )
