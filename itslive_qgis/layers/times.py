"""Dates between Python, the worker's ISO text and Qt; all of them UTC.

Qt values are made from milliseconds since 1970 because that one constructor means the same in
Qt 5 and Qt 6 and in every time zone of the computer.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

from qgis.PyQt.QtCore import QDateTime, Qt

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_EXTRA_DIGITS = re.compile(r"(\.\d{6})\d+")
_FRACTION = re.compile(r"\.(\d{1,6})(?=$|[+-])")


def utc(value: datetime | str) -> datetime:
    """An aware UTC datetime from a datetime or ISO text; without a zone it is taken as UTC."""
    if isinstance(value, str):
        value = datetime.fromisoformat(_plain_iso(value))
    if value.tzinfo is None:
        return value.replace(tzinfo=timezone.utc)
    return value.astimezone(timezone.utc)


def _plain_iso(text: str) -> str:
    # Python 3.9 reads neither "Z" nor fractions of other than 3 or 6 digits; numpy writes 9.
    text = _EXTRA_DIGITS.sub(r"\1", text.strip().replace("Z", "+00:00"))
    return _FRACTION.sub(lambda match: "." + match.group(1).ljust(6, "0"), text)


def qdatetime(value: datetime | str) -> QDateTime:
    """The same instant as a UTC ``QDateTime`` (to the millisecond)."""
    milliseconds = round((utc(value) - _EPOCH) / timedelta(milliseconds=1))
    return QDateTime.fromMSecsSinceEpoch(milliseconds).toUTC()


def from_qdatetime(value: QDateTime) -> datetime:
    """The same instant as an aware UTC datetime.

    A value without a zone shows the digits that were written, which are UTC here: file formats
    drop the zone, and QGIS then hands the digits back as local time.
    """
    if value.timeSpec() == Qt.TimeSpec.LocalTime:
        date, time = value.date(), value.time()
        return datetime(
            date.year(),
            date.month(),
            date.day(),
            time.hour(),
            time.minute(),
            time.second(),
            time.msec() * 1000,
            tzinfo=timezone.utc,
        )
    return _EPOCH + timedelta(milliseconds=value.toMSecsSinceEpoch())


def day_time(day: float) -> QDateTime:
    """The instant of a day since 1970 as plots count them, to the millisecond."""
    return qdatetime(_EPOCH + timedelta(days=day))


def day_number(value: QDateTime) -> float:
    """The inverse of :func:`day_time`; read as :func:`from_qdatetime` reads."""
    return (from_qdatetime(value) - _EPOCH) / timedelta(days=1)
