"""Which value is under the pointer, and how a view moves and grows: pure functions on numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .plot_raster import View
from .plot_views import Placed

Limits = tuple[float, float]
#: A view is never narrower than this part of all, nor wider than so many times all.
_NARROWEST, _WIDEST = 2e-5, 1.6


@dataclass(frozen=True)
class Found:
    """A value: the group it is in and where it is seen, and its place in both."""

    part: Placed
    index: int

    @property
    def place(self) -> int:
        """Its place in the arrays of its group."""
        return int(self.part.place[self.index])

    @property
    def row(self) -> int:
        """Its place in the point's series."""
        return int(self.part.group.rows[self.place])

    @property
    def at(self) -> tuple[float, float]:
        """Where it is, in the axes' values."""
        return float(self.part.x[self.index]), float(self.part.y[self.index])


def nearest(
    parts: Sequence[Placed], view: View, pointer: tuple[float, float], reach: float
) -> Found | None:
    """The value next to the pointer, or None if none is within reach.

    Args:
        parts: values in ascending order of ``x``, so that only those about the pointer are asked.
        view: of the axes they are in.
        pointer: pixels from the lower left corner of the view's picture.
        reach: pixels.
    """
    # Where values are dense the next one is near: the whole reach holds tens of thousands.
    near = _within(parts, view, pointer, reach / 8)
    return near if near is not None else _within(parts, view, pointer, reach)


def _within(
    parts: Sequence[Placed], view: View, pointer: tuple[float, float], reach: float
) -> Found | None:
    best, found = reach**2, None
    middle = view.xlim[0] + (pointer[0] - view.left) / view.x_scale
    width = abs(reach / view.x_scale)
    for part in parts:
        begin, end = np.searchsorted(part.x, (middle - width, middle + width))
        if begin == end:
            continue
        across = view.column(part.x[begin:end]) - pointer[0]
        up = view.row(part.y[begin:end]) - pointer[1]
        distance = across * across + up * up
        index = int(np.argmin(distance))
        if distance[index] <= best:
            best, found = float(distance[index]), Found(part, int(begin) + index)
    return found


def zoomed(limits: Limits, about: float, factor: float, home: Limits) -> Limits:
    """Limits with ``factor`` times their width, in which ``about`` stays where it is."""
    low, high = limits
    whole = home[1] - home[0]
    width = (high - low) * factor
    width = min(max(width, _NARROWEST * whole), _WIDEST * whole)
    share = (about - low) / (high - low)
    return kept((about - share * width, about + (1 - share) * width), home)


def moved(limits: Limits, by: float, home: Limits) -> Limits:
    """Limits that lie ``by`` further."""
    return kept((limits[0] + by, limits[1] + by), home)


def kept(limits: Limits, home: Limits) -> Limits:
    """The same width, and something of ``home`` in view: nobody gets lost in emptiness."""
    low, high = limits
    width = high - low
    slack = (_WIDEST - 1) / 2 * (home[1] - home[0])
    if width > home[1] - home[0]:
        slack = max(slack, (width - (home[1] - home[0])) / 2)
    low = max(min(low, home[1] + slack - width), home[0] - slack)
    return low, low + width
