"""What a summary reads of a cube: its layers' times and errors, and the values of some cells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

import netCDF4
import numpy as np

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..monitor import Monitor
from .cube_schema import days
from .cubefile import block_of
from .granule import FILL
from .map_scale import to_common_metres
from .periods import decimal_years
from .seasonal import DAYS_IN_YEAR

#: Saturation of int16: no velocity.
_SATURATED = 32767


@dataclass(frozen=True)
class Layers:
    """The layers of a cube, (layers,) each.

    Attributes:
        mid_days: mid-dates as days since 1970-01-01.
        years: the same as decimal years.
        separation: days between the two images.
        vx_error: one-sigma errors, m/yr; unknown ones are the median of the known, or all NaN.
        vy_error: likewise.
        chosen: indices of those that the statistics are of; the filters look at all.
    """

    mid_days: np.ndarray
    years: np.ndarray
    separation: np.ndarray
    vx_error: np.ndarray
    vy_error: np.ndarray
    chosen: np.ndarray

    @property
    def spans(self) -> np.ndarray:
        """Years between the two images."""
        return self.separation / DAYS_IN_YEAR


@dataclass(frozen=True)
class Values:
    """The velocities of some cells, float (layers, rows, columns), m/yr of one kind of metres.

    Attributes:
        vx: NaN where missing, and where the file's int16 was too small for it.
        vy: likewise.
        v: the speed as the archive has it, likewise.
        v_error: NaN where unknown; None if it was not asked for.
        factor: what the layers' errors are to be multiplied by, broadcasts to ``vx``.
    """

    vx: np.ndarray
    vy: np.ndarray
    v: np.ndarray
    v_error: np.ndarray | None
    factor: np.ndarray


def read_layers(dataset: netCDF4.Dataset, start: str | None, end: str | None) -> Layers:
    """The layers of an open cube.

    Args:
        dataset: the cube.
        start: the first day of the mid-dates that statistics are made of, ``YYYY-MM-DD``.
        end: the last day, inclusive.

    Raises:
        ItsliveError: no layer lies between the two (code ``no_dates``), or they are no days.
    """
    mid_days = np.asarray(dataset["mid_date"][:], float)
    first = -np.inf if start is None else days(_midnight(start))
    last = np.inf if end is None else days(_midnight(end) + timedelta(days=1))
    chosen = np.flatnonzero((mid_days >= first) & (mid_days < last))
    if not chosen.size:
        raise _no_dates(mid_days, start, end)
    return Layers(
        mid_days,
        decimal_years(mid_days),
        np.asarray(dataset["date_dt"][:], float),
        _known(dataset["vx_error"][:]),
        _known(dataset["vy_error"][:]),
        chosen,
    )


def read_values(
    dataset: netCDF4.Dataset, rows: slice, columns: slice, with_error: bool, monitor: Monitor
) -> dict[str, np.ndarray]:
    """The stored numbers of some cells through all layers, int16 (layers, rows, columns)."""
    names = ["vx", "vy", "v", *(["v_error"] if with_error else [])]
    layers = dataset.dimensions["mid_date"].size
    shape = layers, rows.stop - rows.start, columns.stop - columns.start
    stored = {name: np.empty(shape, np.int16) for name in names}
    at_once = block_of(dataset)[0]
    for start in range(0, layers, at_once):
        part = slice(start, min(start + at_once, layers))
        for name in names:
            monitor.check()
            stored[name][part] = dataset[name][part, rows, columns]
    return stored


def values_of(
    dataset: netCDF4.Dataset, stored: dict[str, np.ndarray], rows: slice, columns: slice
) -> Values:
    """Stored numbers as velocities in common metres; ``rows`` and ``columns`` are the cube's."""
    factor = to_common_metres(dataset, slice(None), rows, columns).astype(np.float32)
    plain = {name: _velocities(numbers) * factor for name, numbers in stored.items()}
    missing = np.isnan(plain["vx"]) | np.isnan(plain["vy"])
    for name in ("vx", "vy", "v"):
        plain[name][missing] = np.nan
    return Values(plain["vx"], plain["vy"], plain["v"], plain.get("v_error"), factor)


def _velocities(numbers: np.ndarray) -> np.ndarray:
    """Stored numbers as float32, NaN where they are no velocity."""
    held = (numbers > FILL) & (numbers < _SATURATED)
    return np.where(held, numbers.astype(np.float32), np.float32(np.nan))


def _known(errors: np.ndarray) -> np.ndarray:
    errors = np.asarray(errors, float)
    known = np.isfinite(errors) & (errors > 0)
    return np.where(known, errors, np.median(errors[known]) if known.any() else np.nan)


def _midnight(day: str) -> datetime:
    try:
        plain = date.fromisoformat(day)
    except ValueError as error:
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "{day} is no day."),
            QT_TRANSLATE_NOOP("Messages", "Write it like 2019-12-31."),
            code="bad_day",
            day=day,
        ) from error
    return datetime(plain.year, plain.month, plain.day, tzinfo=timezone.utc)


def _no_dates(mid_days: np.ndarray, start: str | None, end: str | None) -> ItsliveError:
    epoch = date(1970, 1, 1)
    first, last = (
        (epoch + timedelta(days=int(limit(mid_days)))).isoformat() if mid_days.size else ""
        for limit in (np.min, np.max)
    )
    return ItsliveError(
        QT_TRANSLATE_NOOP(
            "Messages", "The cube has no image pair with its mid-date from {start} to {end}."
        ),
        QT_TRANSLATE_NOOP("Messages", "Its mid-dates reach from {first} to {last}."),
        code="no_dates",
        start=start or first,
        end=end or last,
        first=first,
        last=last,
    )
