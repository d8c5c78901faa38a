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
    found: dict[Period, list[int]] = {}
    if kind == "whole" and len(mid_days):
        first, last = (_moment(float(each)) for each in (min(mid_days), max(mid_days)))
        whole = Period("whole", first, last + timedelta(microseconds=1))
        return [(whole, np.arange(len(mid_days)))]
    for layer, day in enumerate(mid_days):
        found.setdefault(_period(kind, _moment(float(day)), south), []).append(layer)
    ordered = sorted(found.items(), key=lambda item: item[0].begin)
    return [(period, np.array(layers)) for period, layers in ordered]


def decimal_years(days: np.ndarray) -> np.ndarray:
    """Years with their fraction, of days since 1970-01-01: 2019.5 is the middle of 2019."""
    return np.array([_decimal_year(_moment(float(day))) for day in days], float)


def _period(kind: str, moment: datetime, south: bool) -> Period:
    year, month = moment.year, moment.month
    if kind == "annual":
        return Period(str(year), _month(year, 1), _month(year + 1, 1))
    if kind == "monthly":
        return Period(f"{year}-{month:02d}", _month(year, month), _month(year, month + 1))
    first = month - month % 3  # 0: December of the year before
    begin = _month(year, first)
    quarter = _QUARTERS[begin.month]
    names = _SOUTHERN if south else _NORTHERN
    key = f"{begin.year}-{begin.month:02d}_{quarter}"
    return Period(key, begin, _month(year, first + 3), names[quarter])


def _month(year: int, month: int) -> datetime:
    """The first moment of a month; month 0 and 13 are those of the years beside."""
    years, place = divmod(month - 1, _MONTHS_IN_YEAR)
    return datetime(year + years, place + 1, 1, tzinfo=timezone.utc)


def _moment(day: float) -> datetime:
    return _EPOCH + timedelta(microseconds=round(day * 86_400_000_000))


def _decimal_year(moment: datetime) -> float:
    begin, end = _month(moment.year, 1), _month(moment.year + 1, 1)
    return moment.year + (moment - begin) / (end - begin)
