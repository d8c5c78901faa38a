"""Years, seasons and months, and which layers of a record belong to each.

An image pair spans the time between its two images. It counts in the period of its mid-date, whole:
shared out among periods, a pair of a year would smooth them all. A limit of separation keeps pairs
from speaking of much more than their period.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

import numpy as np

from ..cube_choices import PERIODS

KINDS = PERIODS

#: The meteorological seasons by the month that each begins in.
_QUARTERS = {12: "DJF", 3: "MAM", 6: "JJA", 9: "SON"}
_NORTHERN = {"DJF": "winter", "MAM": "spring", "JJA": "summer", "SON": "autumn"}
_SOUTHERN = {"DJF": "summer", "MAM": "autumn", "JJA": "winter", "SON": "spring"}
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MONTHS_IN_YEAR = 12
#: Months of a period, and which of the year's begin one: a year in January, a season in December.
_LENGTHS = {"annual": 12, "seasonal": 3, "monthly": 1}
_OFFSETS = {"annual": 0, "seasonal": 2, "monthly": 0}


@dataclass(frozen=True)
class Period:
    """A stretch of time.

    Attributes:
        key: for names of files, in the order of time: ``2019``, ``2018-12_DJF``, ``2019-07``,
            ``whole``.
        begin: its first moment, UTC.
        end: the first moment after it.
        season: ``winter``, ``spring``, ``summer`` or ``autumn`` of its hemisphere, else empty.
    """

    key: str
    begin: datetime
    end: datetime
    season: str = ""


def periods_of(kind: str, mid_days: np.ndarray, *, south: bool) -> list[tuple[Period, np.ndarray]]:
    """The periods that hold layers, in order of time, each with the indices of its layers.

    Args:
        kind: one of :data:`KINDS`.
        mid_days: (layers,), days since 1970-01-01 of their mid-dates.
        south: whether the place lies in the southern hemisphere, where the seasons of a month have
            other names. Winter of the north and summer of the south are those of three months
            (December to February), in one piece.
    """
    if len(mid_days) == 0:
        return []
    moments = _moments(mid_days)
    if kind == "whole":
        first, last = (_moment(each) for each in (moments.min(), moments.max()))
        whole = Period("whole", first, last + timedelta(microseconds=1))
        return [(whole, np.arange(len(mid_days)))]
    months = moments.astype("datetime64[M]").astype(np.int64)
    first_months = months - (months - _OFFSETS[kind]) % _LENGTHS[kind]
    # Stable, so that the layers of a period keep their order.
    order = np.argsort(first_months, kind="stable")
    begins, starts = np.unique(first_months[order], return_index=True)
    parts = np.split(order, starts[1:])
    return [(_period(kind, int(month), south), part) for month, part in zip(begins, parts)]


def decimal_years(days: np.ndarray) -> np.ndarray:
    """Years with their fraction, of days since 1970-01-01: 2019.5 is the middle of 2019."""
    moments = _moments(days)
    years = moments.astype("datetime64[Y]")
    begin, end = (each.astype("datetime64[us]") for each in (years, years + 1))
    return years.astype(np.int64) + _EPOCH.year + (moments - begin) / (end - begin)


def _period(kind: str, first_month: int, south: bool) -> Period:
    """The period that begins with a month, counted from January 1970."""
    year, month = _EPOCH.year + first_month // _MONTHS_IN_YEAR, first_month % _MONTHS_IN_YEAR + 1
    begin, end = _month(year, month), _month(year, month + _LENGTHS[kind])
    if kind == "annual":
        return Period(str(year), begin, end)
    if kind == "monthly":
        return Period(f"{year}-{month:02d}", begin, end)
    quarter = _QUARTERS[month]
    names = _SOUTHERN if south else _NORTHERN
    return Period(f"{year}-{month:02d}_{quarter}", begin, end, names[quarter])


def _month(year: int, month: int) -> datetime:
    """The first moment of a month; month 13 is January of the year after."""
    years, place = divmod(month - 1, _MONTHS_IN_YEAR)
    return datetime(year + years, place + 1, 1, tzinfo=timezone.utc)


def _moments(days: np.ndarray) -> np.ndarray:
    """Days since 1970-01-01 as datetime64 in microseconds."""
    return (
        np.rint(np.asarray(days, float) * 86_400_000_000).astype(np.int64).astype("datetime64[us]")
    )


def _moment(moment: np.datetime64) -> datetime:
    return _EPOCH + timedelta(microseconds=int(moment.astype(np.int64)))
