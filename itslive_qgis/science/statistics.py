"""Means, medians and their uncertainty over the layers of many pixels at once.

Written once for cubes and for the series of a point: arrays are ``(layers, ...)`` in m/yr, NaN
where a value is missing or has been filtered out.

**Mean.** The components are averaged, each with weights 1/error², and the speed is taken of the
means: a mean of speeds is biased upwards by noise, which has no direction (V0 header,
``best_practice``).

**Its uncertainty** is one standard error. That of a component is 1/√Σ(1/error²) (Bevington and
Robinson 2003, *Data Reduction and Error Analysis*, eq. 4.19), times the Birge ratio
√(Σ(x - mean)²/error² / (n - 1)) where that exceeds 1 (Birge 1932, *Phys. Rev.* 40, 207): where
the values scatter more than their errors say, by wrong errors or since the ice changed, the scatter
counts. It is carried over to the speed by v_error² = (vx² vx_error² + vy² vy_error²) / v². The
errors of the pairs, and of the two components, are taken as independent. Pairs that share an image
are not, nor is what a satellite does to all its images: the true uncertainty is the larger the more
of them there are.

**Median of speeds**: no outlier moves it far, but noise does: of the speeds of still ground with
noise s in both components the median is 1.18 s, not 0. Only where the ice is much faster than the
noise is it the speed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .medians import median_and_mad


@dataclass(frozen=True)
class Statistics:
    """Of a period, each of the shape of one layer; NaN where there is no value.

    Attributes:
        v: speed of the mean velocity, m/yr.
        vx: mean component, m/yr.
        vy: likewise.
        v_error: standard error of ``v``, m/yr.
        vx_error: likewise.
        vy_error: likewise.
        v_median: median of the speeds, m/yr.
        v_mad: median absolute deviation of the speeds from it, m/yr, unscaled.
        count: number of values.
        valid_fraction: share of the layers with a value, 0 to 1.
    """

    v: np.ndarray
    vx: np.ndarray
    vy: np.ndarray
    v_error: np.ndarray
    vx_error: np.ndarray
    vy_error: np.ndarray
    v_median: np.ndarray
    v_mad: np.ndarray
    count: np.ndarray
    valid_fraction: np.ndarray


def statistics(
    vx: np.ndarray,
    vy: np.ndarray,
    vx_error: np.ndarray,
    vy_error: np.ndarray,
    speed: np.ndarray | None = None,
) -> Statistics:
    """All statistics of some layers; see the module for their definitions.

    Args:
        vx: (layers, ...), m/yr, NaN where missing.
        vy: likewise, missing where ``vx`` is.
        vx_error: one-sigma errors in m/yr, larger than 0, that broadcast to ``vx``; all NaN if
            none is known.
        vy_error: likewise.
        speed: the speeds as measured, of which the median is taken; by default those of the
            components.
    """
    mean_x, error_x = weighted_mean(vx, vx_error)
    mean_y, error_y = weighted_mean(vy, vy_error)
    middle, mad = median_and_mad(np.hypot(vx, vy) if speed is None else speed)
    count = np.count_nonzero(np.isfinite(vx), axis=0)
    v = np.hypot(mean_x, mean_y)
    v_error = speed_error(mean_x, mean_y, error_x, error_y)
    share = valid_fraction(count, vx.shape[0])
    return Statistics(v, mean_x, mean_y, v_error, error_x, error_y, middle, mad, count, share)


def valid_fraction(count: np.ndarray, layers: int) -> np.ndarray:
    """The share of so many layers with a value, 0 to 1; of no layers it is 0."""
    return count / max(layers, 1)


def weighted_mean(values: np.ndarray, errors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The mean with weights 1/error² over the first axis, and its standard error.

    Args:
        values: (layers, ...), NaN where missing.
        errors: one-sigma errors that broadcast to ``values``; all NaN if none is known: then all
            weigh the same, the scatter alone gives the standard error, and one value has none.

    Returns:
        Two float64 arrays of the shape of one layer, NaN where there is nothing to tell.
    """
    held = np.isfinite(values)
    known = bool(np.isfinite(errors).any())
    weights = errors_to_weights(errors)
    filled = np.where(held, values, 0.0).astype(values.dtype)
    # Sums of products, in double precision and without arrays of that size in between.
    total = np.einsum("l...,l...->...", weights, held)
    of_values = np.einsum("l...,l...->...", weights, filled)
    of_squares = np.einsum("l...,l...,l...->...", weights, filled, filled)
    count = np.count_nonzero(held, axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = of_values / total
        chi_squared = np.maximum(of_squares - of_values * mean, 0.0)
        birge = np.sqrt(chi_squared / (count - 1))  # NaN of one value
        error = (np.fmax(birge, 1.0) if known else birge) / np.sqrt(total)
    return mean, np.where(count > 0, error, np.nan)


def errors_to_weights(errors: np.ndarray) -> np.ndarray:
    """1/error² of each value; ones if none is known.

    An error that is unknown or 0 among known ones counts as their median.
    """
    errors = np.asarray(errors, float)
    known = np.isfinite(errors) & (errors > 0)
    if not known.any():
        return np.ones(errors.shape)
    return 1 / np.where(known, errors, np.median(errors[known])) ** 2


def speed_error(
    vx: np.ndarray, vy: np.ndarray, vx_error: np.ndarray, vy_error: np.ndarray
) -> np.ndarray:
    """The error of the length of a vector, by linear propagation; at length 0 that of a component.

    Where the speed is not larger than its error, it says little: a length is never negative.
    """
    v = np.hypot(vx, vy)
    spread = np.hypot(vx * vx_error, vy * vy_error)
    still = np.asarray(np.hypot(vx_error, vy_error) / np.sqrt(2))
    return np.divide(spread, v, out=still, where=v > 0)
