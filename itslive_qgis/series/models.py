"""Models of a record: a straight trend, and trend and season together.

Both are fitted by ``science.record_fit``: values that have lost the ice do not count, and the
standard errors hold also where those of the pairs are wrong, or go together.
"""

from __future__ import annotations

import numpy as np

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..science.periods import decimal_years
from ..science.record_fit import RecordFit, fit_record
from ..science.seasonal import DAYS_IN_YEAR, LEAST, model_of, named
from .components import Component
from .curve import CONFIDENCE, IN_95, Curve, Result, too_few
from .table import PointSeries

#: Values, and calendar years that have some, which a straight trend needs.
LEAST_OF_TREND, LEAST_YEARS = 10, 3
#: Days between two values of a drawn model, unless that were more than so many.
_STEP, _POSITIONS = 5.0, 3000
#: Of the season what is left to see, at least: of pairs that span whole years it is rounding alone.
_SEEN = 1e-2
#: An amplitude of fewer standard errors may be that of noise.
_CLEAR = 2.0


def linear_trend(days: np.ndarray, values: np.ndarray, errors: np.ndarray) -> Result:
    """The straight line through a record, with weights 1/error².

    Its standard errors are those of leaving out each calendar year in turn, since the season makes
    the residuals of a year go together. Where the months that were seen change over the years, the
    season still leaks into the line: the trend of :func:`seasonal_model` is free of that.

    Args:
        days: (n,), days since 1970-01-01.
        values: (n,), m/yr, NaN where missing.
        errors: (n,), one sigma, NaN where unknown.

    Returns:
        a curve with the numbers ``v0`` at ``reference`` (decimal year), ``trend`` per year, the
        standard errors ``v0_error`` and ``trend_error``, and how many values had a weight
        (``used``) and had none (``left_out``).
    """
    held = np.flatnonzero(np.isfinite(values) & np.isfinite(days))
    if len(held) < LEAST_OF_TREND:
        return too_few(len(held), LEAST_OF_TREND)
    days, values, errors = (np.asarray(each, float)[held] for each in (days, values, errors))
    years = decimal_years(days)
    _, groups = np.unique(np.floor(years), return_inverse=True)
    if groups.max() + 1 < LEAST_YEARS:
        return _too_short(int(groups.max()) + 1)
    reference = _middle(years)
    fit = fit_record(_line(years, reference), values, errors, (groups,))
    if fit is None:
        return _not_solved()
    at = _places(days)
    error = np.sqrt(np.diag(fit.covariance))
    numbers = {
        "v0": fit.values[0],
        "v0_error": error[0],
        "trend": fit.values[1],
        "trend_error": error[1],
        **_common(fit, reference),
    }
    return _drawn("linear_trend", at, fit, _line(decimal_years(at), reference), numbers)


def seasonal_model(series: PointSeries, chosen: Component, mask: np.ndarray) -> Result:
    """Trend and season of a record: v(t) = v0 + trend (t - t0) + A sin(2π(t + 1/4 - phase/365.25)).

    A pair measures the mean between its images, so that separations of any length may be mixed.
    See ``science.seasonal`` for the model and ``science.record_fit`` for its errors. These are of
    the measurement: they do not tell how far the ice departs from a sine and a straight line.

    Args:
        series: the record.
        chosen: one of its components, best ``along``.
        mask: bool (n,), the rows that count.

    Returns:
        a curve with the numbers ``v0`` at ``reference`` (decimal year), ``trend`` per year,
        ``amplitude`` (half the range), ``phase`` (day of the year of the maximum, 0 to 365.25),
        their standard errors (``..._error``, days for the phase), and how many values had a weight
        (``used``) and had none (``left_out``). Notes say where the amplitude may be
        that of noise, and where the dates of the images are not known, as in tables of other tools:
        then pairs count as independent.
    """
    rows = np.flatnonzero(mask & np.isfinite(chosen.values) & np.isfinite(series.separation))
    if len(rows) < LEAST:
        return too_few(len(rows), LEAST)
    days = series.mid_days[rows]
    years = decimal_years(days)
    reference = _middle(years)
    model = model_of(years, series.separation[rows] / DAYS_IN_YEAR, reference)
    if np.sqrt(np.mean(model[:, 2:] ** 2)) < _SEEN:
        return _not_solved()
    images = images_of(series, rows)
    fit = fit_record(
        model,
        np.asarray(chosen.values[rows], float),
        np.asarray(chosen.error[rows], float),
        images,
    )
    if fit is None:
        return _not_solved()
    found = named(fit.values[None], fit.covariance[None])
    numbers = {name: float(value[0]) for name, value in found.items()}
    at = _places(days)
    drawn = model_of(decimal_years(at), np.zeros(len(at)), reference)
    notes = []
    if numbers["amplitude"] < _CLEAR * numbers["amplitude_error"]:
        notes.append(_doubtful(numbers))
    if not images:
        notes.append(_images_unknown())
    numbers.update(_common(fit, reference))
    return _drawn("seasonal_model", at, fit, drawn, numbers, tuple(notes))


def images_of(series: PointSeries, rows: np.ndarray) -> tuple[np.ndarray, ...]:
    """The numbers of the first and of the second image of some pairs; empty if they are not known.

    An image is its satellite and moment, whatever the frame: those of one pass lie beside their
    place together.
    """
    dates = np.concatenate([series.date_1[rows], series.date_2[rows]])
    if np.isnat(dates).any():
        return ()
    seconds = dates.astype("datetime64[s]").astype(np.int64)
    codes = seconds * (len(series.satellites) + 1) + np.tile(series.satellite[rows], 2)
    _, numbers = np.unique(codes, return_inverse=True)
    return numbers[: len(rows)], numbers[len(rows) :]


def _line(years: np.ndarray, reference: float) -> np.ndarray:
    return np.column_stack([np.ones(len(years)), years - reference])


def _middle(years: np.ndarray) -> float:
    """The middle of a record as decimal year, to a tenth."""
    return round(float(years.min() + years.max()) / 2, 1)


def _places(days: np.ndarray) -> np.ndarray:
    first, last = days.min(), days.max()
    count = int(min(max((last - first) / _STEP, 1), _POSITIONS)) + 1
    return np.linspace(first, last, count)


def _common(fit: RecordFit, reference: float) -> dict[str, float]:
    used = float(fit.count - fit.left_out)
    return {"reference": reference, "used": used, "left_out": float(fit.left_out)}


def _drawn(
    kind: str,
    at: np.ndarray,
    fit: RecordFit,
    model: np.ndarray,
    numbers: dict[str, float],
    notes: tuple[ItsliveError, ...] = (),
) -> Result:
    values, error = fit.at(model)
    none = np.zeros(len(at), int)
    half = IN_95 * error
    numbers = {name: float(number) for name, number in numbers.items()}
    return Result(
        Curve(
            kind, at, values, values - half, values + half, CONFIDENCE, none, at, at,
            numbers=numbers, notes=notes,
        )
    )  # fmt: skip


def _too_short(years: int) -> Result:
    return Result(
        None,
        ItsliveError(
            QT_TRANSLATE_NOOP(
                "Messages", "A trend needs pairs of at least {least} years, and there are {years}."
            ),
            QT_TRANSLATE_NOOP("Messages", "Choose more time, or loosen a filter."),
            code="too_few_years",
            least=LEAST_YEARS,
            years=years,
        ),
    )


def _not_solved() -> Result:
    return Result(
        None,
        ItsliveError(
            QT_TRANSLATE_NOOP(
                "Messages",
                "The chosen pairs cannot tell the season from the trend: they lie too near each "
                "other in time, or each spans whole years.",
            ),
            QT_TRANSLATE_NOOP("Messages", "Choose more time, or allow shorter separations."),
            code="model_not_solved",
        ),
    )


def _images_unknown() -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP(
            "Messages",
            "The dates of the images are not known, so that pairs that share one count as "
            "independent: the uncertainties may be too small.",
        ),
        code="images_unknown",
    )


def _doubtful(numbers: dict[str, float]) -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP(
            "Messages",
            "The season of {amplitude} ± {error} m/yr may be noise alone; its day of the maximum "
            "says nothing then.",
        ),
        code="season_doubtful",
        amplitude=round(numbers["amplitude"], 1),
        error=round(numbers["amplitude_error"], 1),
    )
