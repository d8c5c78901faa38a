"""Numbers, sizes, dates and spans as the user's language writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from qgis.PyQt.QtCore import QCoreApplication, QLocale

_UNITS = ("bytes", "kB", "MB", "GB", "TB")
_STEP = 1000.0
_SMALL_AREA = 10.0
_LONGEST_WORD = 40
_UNBROKEN = 16
_ZERO_WIDTH_SPACE = "\u200b"

translate = QCoreApplication.translate


def number(value: float, decimals: int = 0) -> str:
    """A number with the language's separators."""
    return QLocale().toString(float(value), "f", decimals)


def area(km2: float) -> str:
    """An area in square kilometres, with a decimal if it is small."""
    return f"{number(km2, 2 if km2 < _SMALL_AREA else 0)} km²"


def size(count: float) -> str:
    """A file size, e.g. ``12.4 MB``."""
    value = float(count)
    unit = 0
    while value >= _STEP and unit < len(_UNITS) - 1:
        value /= _STEP
        unit += 1
    return f"{number(value, 1 if unit > 1 else 0)} {_UNITS[unit]}"


def granules(count: int) -> str:
    """``1 granule`` or ``46 granules``."""
    if count == 1:
        return translate("Texts", "1 granule")
    return translate("Texts", "{count} granules").format(count=number(count))


def years(dates: Iterable[Any]) -> str:
    """The span of dates: ``1986–2024``, a single year, or nothing for no dates."""
    found = sorted(year_of(each) for each in dates if each)
    if not found:
        return ""
    if found[0] == found[-1]:
        return str(found[0])
    return f"{found[0]}\u2013{found[-1]}"


def year_of(day: date | datetime | str) -> int:
    """The year of a date or of an ISO text."""
    return int(day[:4]) if isinstance(day, str) else day.year


def day(iso: str) -> str:
    """The day of an ISO text, ``2018-06-14``."""
    return iso[:10]


def joined(*parts: str) -> str:
    """Parts with commas between; empty ones are left out."""
    return ", ".join(part for part in parts if part)


def shortened(text: str, longest: int = _LONGEST_WORD) -> str:
    """``text`` with the middle of long words left out, as of the names of granules."""
    head, tail = longest // 2, longest - longest // 2 - 1

    def short(word: re.Match[str]) -> str:
        return f"{word[0][:head]}\u2026{word[0][-tail:]}"

    return re.sub(rf"\S{{{longest + 1},}}", short, text)


def breakable(text: str) -> str:
    """``text`` in which a line may break within long words: labels break at spaces only."""

    def broken(word: re.Match[str]) -> str:
        pieces = [word[0][start : start + _UNBROKEN] for start in range(0, len(word[0]), _UNBROKEN)]
        return _ZERO_WIDTH_SPACE.join(pieces)

    return re.sub(rf"\S{{{_UNBROKEN + 1},}}", broken, text)


def lon_lat_box(west: float, south: float, east: float, north: float) -> str:
    """A box as ``58.72° N – 59.02° N, 138.31° W – 137.80° W``."""
    return (
        f"{degrees(south, 'N', 'S')} \u2013 {degrees(north, 'N', 'S')}, "
        f"{degrees(west, 'E', 'W')} \u2013 {degrees(east, 'E', 'W')}"
    )


def degrees(value: float, positive: str, negative: str) -> str:
    """An angle with its side, ``138.31° W``."""
    return f"{number(abs(value), 2)}° {positive if value >= 0 else negative}"
