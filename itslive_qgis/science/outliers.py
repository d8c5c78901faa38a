"""Which values of a pixel's record are kept: masks in, masks out.

All functions take the velocities of many pixels at once, ``(layers, ...)`` in m/yr with NaN where
there is none, and a mask of that shape, true where a value is kept; they return a mask that keeps
no more. They know nothing of files, so that a cube and a series of one point use the same.

The rules are those by which ITS_LIVE makes its annual composites (nasa-jpl/its_live_production,
``itslive_composite.py``), and limits that users ask for.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .medians import MAD_TO_SIGMA, median, median_and_mad

#: Edges of the bins of separation in days; a pair of 16 days is in the first.
EDGES = (0.0, 16.0, 32.0, 64.0, 128.0, 256.0, np.inf)
#: m/yr; the composites take no vector that is longer, and int16 ends at 32767.
HIGHEST_SPEED = 20_000.0
#: m/yr; on slower ice the bins differ by their noise alone.
SLOWEST_JUDGED = 50.0
#: Half the width of a bin's interval, in standard deviations.
OVERLAP = 0.67
#: Values that make a bin the reference; fewer do only where no bin has as many.
ENOUGH, FEW = 50, 10
#: Values below which a bin's median absolute deviation says too little to remove by it.
LEAST_FOR_MAD = 5
#: m/yr; velocities are whole metres per year, so that a spread may come out as nought.
_RESOLUTION = 1.0


@dataclass(frozen=True)
class Flow:
    """The median flow of each pixel: a unit vector ``ux, uy`` and its ``speed`` in m/yr."""

    ux: np.ndarray
    uy: np.ndarray
    speed: np.ndarray

    def along(self, vx: np.ndarray, vy: np.ndarray) -> np.ndarray:
        """The component of velocities in the direction of the flow."""
        return vx * self.ux + vy * self.uy

    def across(self, vx: np.ndarray, vy: np.ndarray) -> np.ndarray:
        """The component of velocities to the left of the flow."""
        return vy * self.ux - vx * self.uy


def usable(vx: np.ndarray, vy: np.ndarray) -> np.ndarray:
    """Where there is a velocity that can be one: finite, and of at most 20000 m/yr."""
    with np.errstate(invalid="ignore"):
        return vx * vx + vy * vy <= HIGHEST_SPEED**2


def median_flow(mask: np.ndarray, vx: np.ndarray, vy: np.ndarray, separation: np.ndarray) -> Flow:
    """The direction and speed of each pixel's flow, by the medians of its components.

    The pairs of at most 16 days count, or 32, 64, 128, 256 or all: as few as hold 50 values, since
    long pairs may have lost the ice. In a record of fewer than 50, as few as hold 10; in one of
    fewer than 10, all. A pixel without a value, or that rests, has the direction of x.

    Args:
        mask: (layers, ...).
        vx: (layers, ...), m/yr.
        vy: likewise.
        separation: (layers,), days.
    """
    limit = _shortest_limit(mask, separation)
    within = mask & (_by_layer(separation, mask) <= limit)
    x, y = (median(np.where(within, each, np.nan)) for each in (vx, vy))
    speed = np.hypot(x, y)
    moves = speed > 0  # false where NaN
    ones = np.ones_like(speed)
    ux = np.divide(x, speed, out=ones.copy(), where=moves)
    uy = np.divide(y, speed, out=np.zeros_like(speed), where=moves)
    return Flow(ux, uy, np.where(np.isfinite(speed), speed, 0.0).astype(speed.dtype))


def _shortest_limit(mask: np.ndarray, separation: np.ndarray) -> np.ndarray:
    """The separation up to which each pixel has values enough to tell its flow, days."""
    limits = np.array(EDGES[1:])
    counts = np.stack([np.count_nonzero(mask[separation <= limit], axis=0) for limit in limits])
    wanted = np.where(counts[-1] >= ENOUGH, ENOUGH, np.where(counts[-1] >= FEW, FEW, counts[-1]))
    return limits[np.argmax(counts >= wanted, axis=0)]


def separation_limit(mask: np.ndarray, separation: np.ndarray, longest: float) -> np.ndarray:
    """Keep pairs of at most ``longest`` days; ``separation`` is (layers,) in days."""
    return mask & _by_layer(separation <= longest, mask)


def error_limit(
    mask: np.ndarray,
    speed: np.ndarray,
    v_error: np.ndarray,
    highest: float | None = None,
    ratio: float | None = None,
) -> np.ndarray:
    """Keep values by their one-sigma error; one whose error is unknown is not kept.

    Args:
        mask: (layers, ...).
        speed: (layers, ...), m/yr.
        v_error: (layers, ...), m/yr, NaN where unknown.
        highest: the largest error kept, m/yr.
        ratio: speeds of less than so many errors go. That takes slow ice more than fast ice, and
            so biases what is left.
    """
    with np.errstate(invalid="ignore"):
        if highest is not None:
            mask = mask & (v_error <= highest)
        if ratio is not None:
            mask = mask & (speed >= ratio * v_error)
    return mask


def bin_rule(
    mask: np.ndarray, vx: np.ndarray, vy: np.ndarray, separation: np.ndarray, flow: Flow
) -> tuple[np.ndarray, np.ndarray]:
    """Drop the separations that disagree with the shorter ones.

    Long pairs of fast ice lose it and find noise, or what does not move. The component along the
    median flow is taken in bins of separation (:data:`EDGES`). The reference is the shortest bin
    of at least 50 values. A longer bin whose median ± 0.67 · 1.4826 · MAD does not overlap the
    reference's is dropped, and all that are longer still with it, as in the composites. Ice of at
    most 50 m/yr is not judged.

    Records of one's own are shorter than the archive's. Where no bin has 50 values, the reference
    is the shortest of at least 10: against these a sound bin of as many is dropped in some 4 % of
    cases. Where none has 10, nothing is dropped. A bin of n < 10 values, whose own spread says
    little, has at least the reference's, and that times the square root of 10/n, as the median of
    few is the less certain.

    Args:
        mask: (layers, ...).
        vx: (layers, ...), m/yr.
        vy: likewise.
        separation: (layers,), days.
        flow: of the pixels.

    Returns:
        the mask, and for each pixel the longest separation kept, in days, infinite where all are.
    """
    middle, mad, count = _bins(np.where(mask, flow.along(vx, vy), np.nan), separation)
    wanted = np.where((count >= ENOUGH).any(axis=0), ENOUGH, FEW)
    reference = np.argmax(count >= wanted, axis=0)[None]
    middle_0, mad_0 = (np.take_along_axis(each, reference, 0) for each in (middle, mad))
    widened = np.fmax(mad, mad_0) * np.sqrt(FEW / np.maximum(count, 1))
    spread = np.where(count < FEW, widened, mad)
    numbers = np.arange(len(count)).reshape(-1, *[1] * (count.ndim - 1))
    with np.errstate(invalid="ignore"):
        apart = np.abs(middle - middle_0) > OVERLAP * MAD_TO_SIGMA * (spread + mad_0)
    judged = (count >= wanted).any(axis=0) & (flow.speed > SLOWEST_JUDGED)
    apart &= judged & (numbers > reference) & (count > 0)
    edges = np.array(EDGES)
    longest = np.where(apart.any(axis=0), edges[np.argmax(apart, axis=0)], np.inf)
    return mask & (_by_layer(separation, mask) <= longest), longest


def _bins(values: np.ndarray, separation: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Median, median absolute deviation and count of each bin, each (bins, ...)."""
    middles, mads, counts = [], [], []
    for chosen in _layers_of_bins(separation):
        middle, mad = median_and_mad(values[chosen])
        middles.append(middle)
        mads.append(mad)
        counts.append(np.count_nonzero(~np.isnan(values[chosen]), axis=0))
    return np.stack(middles), np.stack(mads), np.stack(counts)


def flow_direction(
    mask: np.ndarray, vx: np.ndarray, vy: np.ndarray, flow: Flow, degrees: float
) -> np.ndarray:
    """Keep vectors that point at most ``degrees`` away from the median flow.

    On slow ice noise points everywhere, and half of it in a way that is kept: what is left there
    is biased towards flow.
    """
    with np.errstate(invalid="ignore"):
        return mask & (flow.along(vx, vy) >= np.cos(np.radians(degrees)) * np.hypot(vx, vy))


def mad_in_time(
    mask: np.ndarray,
    vx: np.ndarray,
    vy: np.ndarray,
    separation: np.ndarray,
    flow: Flow,
    most: float,
) -> np.ndarray:
    """Keep values near the median over time of their bin of separation.

    A value goes if its component along or across the flow is more than ``most`` times
    1.4826 · MAD from the bin's median (Leys et al. 2013, *Detecting outliers*, J. Exp. Soc.
    Psychol. 49). Bins of fewer than 5 values stay. A surge that is short against the record is an
    outlier by this rule, too.
    """
    kept = mask.copy()
    bins = _layers_of_bins(separation)
    for component in (flow.along(vx, vy), flow.across(vx, vy)):
        values = np.where(mask, component, np.nan)
        for chosen in bins:
            if chosen.size < LEAST_FOR_MAD:
                continue
            part = values[chosen]
            middle, mad = median_and_mad(part)
            few = np.count_nonzero(~np.isnan(part), axis=0) < LEAST_FOR_MAD
            limit = most * np.maximum(MAD_TO_SIGMA * mad, _RESOLUTION)
            with np.errstate(invalid="ignore"):
                kept[chosen] &= few | (np.abs(part - middle) <= limit)
    return kept


def _layers_of_bins(separation: np.ndarray) -> list[np.ndarray]:
    """For each bin the indices of its layers."""
    number = np.digitize(separation, EDGES[1:-1], right=True)
    return [np.flatnonzero(number == each) for each in range(len(EDGES) - 1)]


def _by_layer(values: np.ndarray, like: np.ndarray) -> np.ndarray:
    """One value per layer, in a shape that broadcasts to ``like``."""
    return np.asarray(values).reshape(-1, *[1] * (like.ndim - 1))
