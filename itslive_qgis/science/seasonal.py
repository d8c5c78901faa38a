"""The trend and the season of the flow, by weighted least squares.

The model of the speed along the mean flow is that of ITS_LIVE's composites and web map,

    v(t) = v0 + trend · (t - t0) + A · sin(2π (t + 1/4 - phase/365.25)),

with t in decimal years: A is half the range of the season, and ``phase`` the day of the year of its
maximum. A pair measures the mean of v between its two images, so the sine and cosine of the model
are averaged over that time, which the composites do by fitting displacements: a long pair then
weakens the season no more than it has to. The trend's mean is its value at the middle.

Errors are those of the weighted least squares (Bevington and Robinson 2003, eq. 7.25), times
√(χ²/(n - 4)) where that exceeds 1, and are carried over to amplitude and phase linearly. The errors
of the pairs are taken as independent, see ``statistics``; ``record_fit`` does without that for the
record of one point, with the model of this module. An amplitude is never negative: one that
is not larger than twice its error may be noise alone, and its phase says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from .statistics import errors_to_weights, valid_fraction, weighted_mean

#: Values that a fit needs; the composites ask for as many.
LEAST = 30
DAYS_IN_YEAR = 365.25
_UNKNOWNS = 4
#: Of the eigenvalues of the scaled normal matrix: below it two of the unknowns are one.
_SINGULAR = 1e-6


@dataclass(frozen=True)
class Fit:
    """Of each pixel, NaN where there is no fit.

    Attributes:
        v0: speed along the mean flow at the reference time, without the season, m/yr.
        v0_error: its standard error, m/yr.
        trend: m/yr per year.
        trend_error: likewise.
        amplitude: half the range of the season, m/yr.
        amplitude_error: m/yr.
        phase: day of the year of the maximum, 0 to 365.25.
        phase_error: days.
        count: number of values, also where they were too few.
        valid_fraction: share of the layers with a value, 0 to 1, likewise.
    """

    v0: np.ndarray
    v0_error: np.ndarray
    trend: np.ndarray
    trend_error: np.ndarray
    amplitude: np.ndarray
    amplitude_error: np.ndarray
    phase: np.ndarray
    phase_error: np.ndarray
    count: np.ndarray
    valid_fraction: np.ndarray


def trend_and_season(
    velocity: tuple[np.ndarray, np.ndarray],
    errors: tuple[np.ndarray, np.ndarray],
    years: np.ndarray,
    spans: np.ndarray,
    reference: float,
    least: int = LEAST,
) -> Fit:
    """Fit the model of the module to each pixel's record.

    Args:
        velocity: vx and vy, (layers, ...), m/yr, NaN where missing.
        errors: of vx and vy, one sigma, that broadcast to them; all NaN if none is known.
        years: (layers,), decimal years of the mid-dates.
        spans: (layers,), years between the two images.
        reference: t0, decimal year.
        least: number of values below which a pixel gets no fit.
    """
    shape = velocity[0].shape[1:]
    along, weights = _along(velocity, errors)
    count = np.count_nonzero(weights, axis=0)
    chosen = np.flatnonzero(count >= max(least, _UNKNOWNS + 1))
    model = model_of(years, spans, reference)
    found = {name: np.full(count.size, np.nan) for name in (f.name for f in fields(Fit))}
    known = any(np.isfinite(each).any() for each in errors)
    least_birge = 1.0 if known else 0.0
    solved, values, covariance = _solve(model, along[:, chosen], weights[:, chosen], least_birge)
    for name, numbers in named(values, covariance).items():
        found[name][chosen[solved]] = numbers
    found["count"] = count
    found["valid_fraction"] = valid_fraction(count, len(years))
    return Fit(**{name: numbers.reshape(shape) for name, numbers in found.items()})


def _along(
    velocity: tuple[np.ndarray, np.ndarray], errors: tuple[np.ndarray, np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """The component along the mean flow and its weights, both (layers, pixels), 0 where missing."""
    layers = velocity[0].shape[0]
    mean_x, mean_y = (weighted_mean(*each)[0] for each in zip(velocity, errors))
    speed = np.hypot(mean_x, mean_y)
    moves = speed > 0
    ux = np.divide(mean_x, speed, out=np.ones_like(speed), where=moves)
    uy = np.divide(mean_y, speed, out=np.zeros_like(speed), where=moves)
    variance_x, variance_y = (1 / errors_to_weights(each) for each in errors)
    along = velocity[0] * ux + velocity[1] * uy
    held = np.isfinite(along)
    weights = np.where(held, 1 / (ux**2 * variance_x + uy**2 * variance_y), 0.0)
    return (
        np.where(held, along, 0.0).reshape(layers, -1),
        np.where(held, weights, 0.0).reshape(layers, -1),
    )


def model_of(years: np.ndarray, spans: np.ndarray, reference: float) -> np.ndarray:
    """What each unknown adds to each layer, (layers, 4): v0, trend, cosine and sine.

    Args:
        years: (layers,), decimal years of the mid-dates.
        spans: (layers,), years between the two images; 0 for what the ice does at a moment.
        reference: t0, decimal year.
    """
    angle = 2 * np.pi * years
    # The mean of a cosine over a span is that at its middle times sin(π span) / (π span).
    left = np.sinc(spans)
    ones = np.ones(len(years))
    return np.column_stack([ones, years - reference, np.cos(angle) * left, np.sin(angle) * left])


def _solve(
    model: np.ndarray, along: np.ndarray, weights: np.ndarray, least_birge: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Which pixels could be solved, and their unknowns (n, 4) and covariances (n, 4, 4)."""
    products = np.einsum("li,lj->lij", model, model).reshape(len(model), -1)
    normal = (weights.T @ products).reshape(-1, _UNKNOWNS, _UNKNOWNS)
    # Against a season that pairs see in full: of pairs of whole years nothing of it is left.
    scale = np.sqrt(normal[:, :1, 0].repeat(_UNKNOWNS, axis=1))
    scale[:, 1] = np.sqrt(np.maximum(normal[:, 1, 1], np.finfo(float).tiny))
    scaled = normal / scale[:, :, None] / scale[:, None, :]
    solved = np.linalg.eigvalsh(scaled)[:, 0] > _SINGULAR
    along, weights, scale = along[:, solved], weights[:, solved], scale[solved]
    inverse = np.linalg.inv(scaled[solved]) / scale[:, :, None] / scale[:, None, :]
    values = np.einsum("pij,pj->pi", inverse, (weights * along).T @ model)
    residual = along - model @ values.T
    freedom = np.count_nonzero(weights, axis=0) - _UNKNOWNS
    birge_squared = (weights * residual**2).sum(axis=0) / freedom
    return solved, values, inverse * np.maximum(birge_squared, least_birge)[:, None, None]


def named(values: np.ndarray, covariance: np.ndarray) -> dict[str, np.ndarray]:
    """The unknowns of solved pixels as what they mean, with their standard errors.

    Args:
        values: (pixels, 4), the unknowns of :func:`model_of`.
        covariance: of their errors, (pixels, 4, 4).

    Returns:
        by the names of the attributes of :class:`Fit`, each (pixels,).
    """
    v0, trend, a, b = values.T
    variance_a, variance_b = covariance[:, 2, 2], covariance[:, 3, 3]
    both = 2 * a * b * covariance[:, 2, 3]
    amplitude = np.hypot(a, b)
    with np.errstate(invalid="ignore", divide="ignore"):
        radial = (a**2 * variance_a + both + b**2 * variance_b) / amplitude**2
        turning = (b**2 * variance_a - both + a**2 * variance_b) / amplitude**4
    to_days = DAYS_IN_YEAR / (2 * np.pi)
    return {
        "v0": v0,
        "v0_error": np.sqrt(covariance[:, 0, 0]),
        "trend": trend,
        "trend_error": np.sqrt(covariance[:, 1, 1]),
        "amplitude": amplitude,
        "amplitude_error": np.sqrt(radial),
        "phase": np.arctan2(b, a) % (2 * np.pi) * to_days,
        "phase_error": np.sqrt(turning) * to_days,
    }
