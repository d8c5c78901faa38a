"""Points in time as services and file names write them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

# date.fromisoformat of Python 3.9 knows neither "Z" nor fractions of any other length than 3 or 6.
_TIME = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})"
    r"(?:[T ](\d{2}):?(\d{2}):?(\d{2})(?:[.,](\d+))?)?"
    r"\s*(Z|[+-]\d{2}:?\d{2})?$",
    re.IGNORECASE | re.ASCII,
)


def parse_time(text: object) -> datetime | None:
    """Read ``2022-05-14T15:28:11Z``, ``20220514T152811`` or ``20220514`` as an aware UTC time.

    A time without a zone is taken as UTC, a date without a time as its midnight. Anything else
    gives None.
    """
    if not isinstance(text, str):
        return None
    match = _TIME.match(text.strip())
    if not match:
        return None
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    microsecond = int((fraction or "0")[:6].ljust(6, "0"))
    try:
        moment = datetime(
            int(year),
            int(month),
            int(day),
            int(hour or 0),
            int(minute or 0),
            int(second or 0),
            microsecond,
            tzinfo=timezone.utc,
        )
        return moment - _offset(zone)
    except (ValueError, OverflowError):
        return None


def _offset(zone: str | None) -> timedelta:
    if zone is None or zone in "Zz":
        return timedelta(0)
    digits = zone[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return -offset if zone[0] == "-" else offset


def iso_utc(moment: datetime) -> str:
    """An aware time as ISO text in UTC, ``2022-05-14T15:28:11Z``, with fractions if it has any."""
    return moment.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")
