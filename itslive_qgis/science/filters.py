"""The outlier filters one after the other, in the order that keeps what is right.

On fast ice the long pairs are the many, and wrong: a filter that trusts the majority, as the median
absolute deviation does, takes the right values away if it comes before the limits of separation.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from . import outliers

#: In which order values are removed.
ORDER = ("unusable", "separation", "error", "bin_rule", "direction", "mad")


@dataclass(frozen=True)
class Filters:
    """What is to be removed; None and false: nothing.

    Attributes:
        max_separation: the longest separation of a pair, days.
        max_error: the largest one-sigma error of the speed, m/yr.
        min_speed_ratio: the least speed, in errors of it.
        bin_rule: drop separations that disagree with the shorter ones.
        max_turn: the largest angle to the median flow, degrees.
        max_mad: the largest distance from the median over time, in standard deviations as the
            median absolute deviation tells them.
    """

    max_separation: float | None = None
    max_error: float | None = None
    min_speed_ratio: float | None = None
    bin_rule: bool = False
    max_turn: float | None = None
    max_mad: float | None = None

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Filters:
        """The filters named in a call.

        Raises:
            ItsliveError: there is no such filter (code ``bad_filter``), or its limit is no positive
                number.
        """
        known = {field.name for field in fields(cls)}
        for name, limit in options.items():
            fits = isinstance(limit, bool) if name == "bin_rule" else _is_limit(limit)
            if name not in known or not fits:
                raise ItsliveError(
                    QT_TRANSLATE_NOOP("Messages", "The filter {name} cannot be {limit}."),
                    QT_TRANSLATE_NOOP(
                        "Messages", "Give a number larger than 0, or leave the filter out."
                    ),
                    code="bad_filter",
                    name=name,
                    limit=str(limit),
                )
        return cls(**options)

    @property
    def needs_error(self) -> bool:
        """Whether the errors of the pixels are looked at."""
        return self.max_error is not None or self.min_speed_ratio is not None

    def plain(self) -> dict[str, Any]:
        """The filters in use, by name; JSON-able."""
        return {name: value for name, value in asdict(self).items() if value not in (None, False)}


def _is_limit(limit: Any) -> bool:
    is_number = isinstance(limit, (int, float)) and not isinstance(limit, bool)
    return limit is None or (is_number and math.isfinite(limit) and limit > 0)


@dataclass(frozen=True)
class Filtered:
    """What the filters left of some pixels.

    Attributes:
        kept: the mask, (layers, ...).
        values: number of values there were.
        removed: by the name of each filter in use, in their order, how many values it removed of
            those that the earlier ones had left.
        pixels: number of pixels with a value before the rule of bins.
        disagreeing: number of pixels of which it dropped separations.
    """

    kept: np.ndarray
    values: int
    removed: dict[str, int]
    pixels: int
    disagreeing: int


def apply_filters(
    filters: Filters,
    vx: np.ndarray,
    vy: np.ndarray,
    separation: np.ndarray,
    v_error: np.ndarray | None = None,
) -> Filtered:
    """Run the filters over whole records, in the order of :data:`ORDER`.

    Separation comes first, then the rule of bins on the whole record, the median absolute deviation
    last and within bins: first, it would remove the right values of fast ice.

    Args:
        filters: which.
        vx: (layers, ...), m/yr, NaN where missing.
        vy: likewise.
        separation: (layers,), days.
        v_error: (layers, ...), m/yr, NaN where unknown; needed by the filters of errors.
    """
    mask = outliers.usable(vx, vy)
    values = int(np.count_nonzero(np.isfinite(vx) & np.isfinite(vy)))
    count = _Count(values)
    count.note("unusable", mask)
    if filters.max_separation is not None:
        mask = outliers.separation_limit(mask, separation, filters.max_separation)
        count.note("separation", mask)
    if filters.needs_error:
        if v_error is None:
            raise ValueError("the filters of errors need v_error")
        speed, limits = np.hypot(vx, vy), (filters.max_error, filters.min_speed_ratio)
        mask = outliers.error_limit(mask, speed, v_error, *limits)
        count.note("error", mask)
    pixels = int(np.count_nonzero(mask.any(axis=0)))
    mask, disagreeing = _by_flow(filters, mask, vx, vy, separation, count)
    return Filtered(mask, values, count.removed, pixels, disagreeing)


def _by_flow(
    filters: Filters,
    mask: np.ndarray,
    vx: np.ndarray,
    vy: np.ndarray,
    separation: np.ndarray,
    count: _Count,
) -> tuple[np.ndarray, int]:
    """The filters that go by each pixel's median flow, and how many pixels disagree."""
    disagreeing = 0
    if not (filters.bin_rule or filters.max_turn is not None or filters.max_mad is not None):
        return mask, disagreeing
    flow = outliers.median_flow(mask, vx, vy, separation)
    if filters.bin_rule:
        mask, longest = outliers.bin_rule(mask, vx, vy, separation, flow)
        disagreeing = int(np.count_nonzero(np.isfinite(longest)))
        count.note("bin_rule", mask)
    if filters.max_turn is not None:
        mask = outliers.flow_direction(mask, vx, vy, flow, filters.max_turn)
        count.note("direction", mask)
    if filters.max_mad is not None:
        mask = outliers.mad_in_time(mask, vx, vy, separation, flow, filters.max_mad)
        count.note("mad", mask)
    return mask, disagreeing


class _Count:
    def __init__(self, values: int) -> None:
        self.removed: dict[str, int] = {}
        self._left = values

    def note(self, name: str, mask: np.ndarray) -> None:
        left = int(np.count_nonzero(mask))
        self.removed[name] = self._left - left
        self._left = left
