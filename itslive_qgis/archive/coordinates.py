"""Coordinates as people type and paste them: decimals, degrees with minutes, letters of a side.

What may be read in two ways is refused, never guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import cos, radians
from typing import Any

from ..errors import QT_TRANSLATE_NOOP, ItsliveError

_NUMBER = r"([+\-\u2212\u2013]?\d+(?:\.\d+)?)"
_DEGREE = "[°º\u02da]"
_MINUTE = "['\u2032\u2019]"
_SECOND = "(?:[\"\u2033\u201d]|''|\u2032\u2032|\u2019\u2019)"
# 69°10'30"N, 69° 10.5' N, 69.175 N, N69 10 30: minutes and seconds stand after a sign or a space.
_PLAIN = r"\d+(?:[.,]\d+)?"
_ANGLE = re.compile(
    rf"(?P<before>[NSEWO])?\s*(?P<sign>[+\-\u2212\u2013])?\s*(?P<degrees>{_PLAIN})\s*{_DEGREE}?"
    rf"(?:(?<=[\s°º\u02da])\s*(?P<minutes>{_PLAIN})\s*{_MINUTE}?"
    rf"(?:(?<=[\s'\u2032\u2019])\s*(?P<seconds>{_PLAIN})\s*{_SECOND}?)?)?"
    r"\s*(?P<after>[NSEWO](?![A-Z]))?",
    re.IGNORECASE,
)
_EXTENT = re.compile(r"\s*" + r"\s*[,;]\s*".join([_NUMBER] * 4) + r"\s*")
_DASH = re.compile("(?<=[NSEWnsew°º\u02da'\"\u2032\u2033])\\s*[-\u2013\u2212]")
_WITH_CRS = re.compile(r"^(?P<numbers>.*?)\s*\[(?P<crs>[A-Za-z]+:\w+)\]\s*$", re.DOTALL)
_LAT, _LON = "NS", "EW"
_POLE, _WHOLE_TURN = 90.0, 360.0
_SIXTY = 60.0


@dataclass(frozen=True)
class Pasted:
    """What a text with several coordinates says.

    Attributes:
        sides: texts of west, south, east, north; for a place of two coordinates ``None``.
        place: longitude and latitude in degrees, where the text gives a place and no box.
        crs: authority code the text names, empty if it names none.
    """

    sides: tuple[str, str, str, str] | None = None
    place: tuple[float, float] | None = None
    crs: str = ""


def pasted(text: str) -> Pasted | None:
    """Several coordinates in one text, or ``None`` if it is no more than one or none is clear.

    Read are: two latitudes and two longitudes with their letters, in any order; one of each, a
    place; four numbers as west, south, east, north (GeoJSON's and STAC's ``bbox``, with or without
    brackets); QGIS's own ``xmin,xmax,ymin,ymax [EPSG:n]``.
    """
    named = _WITH_CRS.match(text)
    numbers = _EXTENT.fullmatch(named["numbers"] if named else text.strip().strip("[]()"))
    if numbers and named:
        west, east, south, north = numbers.groups()
        return Pasted((west, south, east, north), crs=named["crs"].upper())
    if numbers:
        west, south, east, north = numbers.groups()
        return Pasted((west, south, east, north))
    try:
        return _with_letters(text)
    except ItsliveError:
        return None  # such as 69°75'N: the field it stands in will tell


def angle(text: str, side: str) -> float:
    """Degrees of longitude (side ``west`` or ``east``) or latitude (``south`` or ``north``).

    A comma is a decimal one: no angle has thousands.

    Raises:
        ItsliveError: there is nothing, no angle or more than one in the text, its letter is of the
            other axis, or the angle is beyond the globe.
    """
    if not text.strip():
        raise _missing(side)
    found = _ANGLE.fullmatch(text.strip())
    letters = _LAT if side in ("south", "north") else _LON
    letter = _letter(found) if found else ""
    if not found or (letter and (found["sign"] or letter not in letters)):
        raise _unclear(text)
    value = _degrees(found, text)
    limit = _POLE if letters == _LAT else _WHOLE_TURN
    if abs(value) > limit:
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "{text} lies beyond {limit} degrees."),
            QT_TRANSLATE_NOOP(
                "Messages",
                "Latitudes go in the fields for south and north, and coordinates in metres need "
                "their projection chosen below.",
            ),
            code="coordinate_beyond",
            text=text.strip(),
            limit=f"{limit:.0f}",
        )
    return value


def length(text: str, side: str, decimal: str = ".") -> float:
    """A coordinate in metres, or whatever unit a projection has.

    Args:
        text: digits, perhaps with signs between the thousands.
        side: ``west``, ``south``, ``east`` or ``north``.
        decimal: the sign before the decimals in the user's language.

    Raises:
        ItsliveError: nothing, no number, or one that may be read in two ways: ``499,500``.
    """
    if not text.strip():
        raise _missing(side)
    bare = re.sub(r"[\s'\u2019]", "", text.strip()).replace("\u2212", "-").replace("\u2013", "-")
    bare = re.sub(r"(?<=\d)m$", "", bare)
    if not re.fullmatch(r"[+-]?\d[\d.,]*", bare):
        raise _unclear(text)
    return float(_with_point(bare, text, decimal))


def box(
    west: float, south: float, east: float, north: float, geographic: bool
) -> tuple[float, float, float, float]:
    """The box with these sides, checked; east of a box across 180 degrees is beyond 180.

    Args:
        west, south, east, north: in degrees or in the units of a projection.
        geographic: in degrees: there a west beyond the east means across the 180th meridian.

    Returns:
        West, south, east, north with west < east and south < north.

    Raises:
        ItsliveError: a side is on the wrong side of the other, or both are the same.
    """
    if south >= north:
        raise _reversed(
            QT_TRANSLATE_NOOP("Messages", "The north side, {north}, is not north of {south}."),
            north=north,
            south=south,
        )
    if not geographic:
        if west >= east:
            raise _reversed(
                QT_TRANSLATE_NOOP("Messages", "The east side, {east}, is not east of {west}."),
                east=east,
                west=west,
            )
        return west, south, east, north
    if east - west >= _WHOLE_TURN:
        return -180.0, south, 180.0, north
    west, east = _turned(west), _turned(east)
    if west == east:
        raise _reversed(
            QT_TRANSLATE_NOOP("Messages", "West and east side are the same meridian, {west}."),
            west=west,
        )
    return west, south, east if west < east else east + _WHOLE_TURN, north


def around(lon: float, lat: float, km: float) -> tuple[float, float, float, float]:
    """West, south, east, north in degrees of a box about ``km`` wide and high around a place.

    It is meant to be looked at and changed: degrees of a sphere are good enough. It ends at the
    poles, and near them it is as wide as the globe.
    """
    half = km / 2 / 111.2  # kilometres of a degree of latitude
    wide = min(half / max(cos(radians(lat)), 1e-6), 180.0)
    return lon - wide, max(lat - half, -_POLE), lon + wide, min(lat + half, _POLE)


def _with_letters(text: str) -> Pasted | None:
    """Angles with letters, one or two of each axis."""
    angles: dict[str, list[float]] = {_LAT: [], _LON: []}
    for found in _ANGLE.finditer(_suffixed(_DASH.sub(" ; ", text))):
        letter = _letter(found)
        axis = next((each for each in angles if letter and letter in each), None)
        if axis is None or found["sign"]:
            return None
        angles[axis].append(_degrees(found, text))
    lats, lons = sorted(angles[_LAT]), angles[_LON]
    if (len(lats), len(lons)) == (1, 1):
        return Pasted(place=(lons[0], lats[0]))
    if (len(lats), len(lons)) == (2, 2):
        west, east = _in_order(lons)
        return Pasted((_text(west), _text(lats[0]), _text(east), _text(lats[1])))
    return None


def _suffixed(text: str) -> str:
    """``N 69 W 49`` as ``69 N 49 W``, so that no letter is taken for its neighbour's."""
    if not re.match(r"\s*[NSEW]\s*\d", text, re.IGNORECASE):
        return text
    return re.sub(r"([NSEW])\s*([^NSEW]+)", r"\2 \1 ; ", text, flags=re.IGNORECASE)


def _in_order(lons: list[float]) -> tuple[float, float]:
    """West and east of two longitudes: the box is on their short way around the globe."""
    west, east = sorted(lons)
    return (west, east) if east - west <= _WHOLE_TURN / 2 else (east, west)


def _letter(found: re.Match[str]) -> str:
    """The letter of an angle; two letters, or an O that is east to some and west to others: ?."""
    letters = f"{found['before'] or ''}{found['after'] or ''}".upper()
    return letters if len(letters) < 2 and letters != "O" else "?"  # noqa: PLR2004


def _degrees(found: re.Match[str], text: str) -> float:
    parts = [found[name] for name in ("degrees", "minutes", "seconds")]
    values = [float(part.replace(",", ".")) for part in parts if part]
    fractions = [value % 1 for value in values[:-1]]  # of hundreds of digits it is no number
    if any(value >= _SIXTY for value in values[1:]) or any(fractions):
        raise _unclear(text)
    value = sum(part / _SIXTY**place for place, part in enumerate(values))
    south_or_west = _letter(found) in ("S", "W")
    return -value if south_or_west or (found["sign"] or "+") != "+" else value


def _with_point(bare: str, text: str, decimal: str) -> str:
    """The number as Python reads it; the last of two kinds of signs is before the decimals."""
    signs = [sign for sign in ".," if sign in bare]
    if len(signs) == 2:  # noqa: PLR2004 - both kinds
        last = max(signs, key=bare.rindex)
        other = "," if last == "." else "."
        if bare.count(last) > 1:
            raise _unclear(text)
        return bare.replace(other, "").replace(last, ".")
    if not signs:
        return bare
    (sign,) = signs
    if bare.count(sign) > 1:
        return bare.replace(sign, "")
    if sign != decimal and re.fullmatch(r"[+-]?\d{1,3}\D\d{3}", bare):
        raise _unclear(text)
    return bare.replace(sign, ".")


def _turned(lon: float) -> float:
    """The longitude between -180 and 180; both ends stay as they are."""
    if -_WHOLE_TURN / 2 <= lon <= _WHOLE_TURN / 2:
        return lon
    return lon - _WHOLE_TURN if lon > 0 else lon + _WHOLE_TURN


def _text(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")


def _missing(side: str) -> ItsliveError:
    whats = {
        "west": QT_TRANSLATE_NOOP("Messages", "The west side of the box is missing."),
        "south": QT_TRANSLATE_NOOP("Messages", "The south side of the box is missing."),
        "east": QT_TRANSLATE_NOOP("Messages", "The east side of the box is missing."),
        "north": QT_TRANSLATE_NOOP("Messages", "The north side of the box is missing."),
    }
    return ItsliveError(
        whats[side],
        QT_TRANSLATE_NOOP("Messages", "Fill all four fields."),
        code="coordinate_missing",
    )


def _unclear(text: str) -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "\u201c{text}\u201d is no coordinate that can be read."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Write it as -49.83, 49.83 W or 49\u00b050'W, or in metres without signs between the "
            "thousands.",
        ),
        code="coordinate_unclear",
        text=text.strip()[:60],
    )


def _reversed(what: str, **values: float) -> ItsliveError:
    shown: dict[str, Any] = {name: _text(value) for name, value in values.items()}
    return ItsliveError(
        what,
        QT_TRANSLATE_NOOP("Messages", "Check the fields, they may be swapped."),
        code="coordinate_reversed",
        **shown,
    )
