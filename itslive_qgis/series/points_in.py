"""Lists of points as people have them: tables with any separator, header and way of writing angles.

What may be read in two ways is refused, never guessed, and each line that gives no point is named
with its number and the reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite
from pathlib import Path
from typing import NamedTuple

import pyproj

from ..archive.coordinates import angle, length, pasted
from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from .point_columns import SEPARATORS, Columns, Line, cells_of, columns_of, decoded, lines_of
from .point_problems import (
    OF_LINES,
    beyond,
    decimal_commas,
    exchanged_columns,
    no_crs,
    unreadable,
    which_is_which,
)

LAT_LON, LON_LAT = "lat_lon", "lon_lat"

_LETTER = re.compile(
    r"^\s*([NSEW])(?=[\s\d])|(?<=[\s\d°º'\"\u2032\u2033])([NSEW])\s*$", re.IGNORECASE
)
_WKT = re.compile(r"\bPOINT\s*Z?M?\s*\(\s*(\S+)\s+([^\s)]+)[^)]*\)", re.IGNORECASE)
_POLE, _HALF_TURN, _TURN = 90.0, 180.0, 360.0
_LAT, _LON = ("N", "S"), ("E", "W")
_TRIED = 200
_FOUR = 4


class NamedPoint(NamedTuple):
    """A point of a list: degrees, and the line of the file it stands in."""

    name: str
    lon: float
    lat: float
    line: int


@dataclass(frozen=True)
class PointList:
    """What a list of points holds.

    Attributes:
        points: those that are certain.
        problems: why a line gave no point, in the order of the lines; ``values["line"]`` is its
            number.
        notes: what was put right.
    """

    points: tuple[NamedPoint, ...]
    problems: tuple[ItsliveError, ...] = ()
    notes: tuple[ItsliveError, ...] = ()


class _Raw(NamedTuple):
    """The coordinates of a line as they stand there, in degrees, and whether letters say which."""

    name: str
    lon: float
    lat: float
    line: int
    certain: bool


def read_points(path: str | Path, crs: str = "", order: str = "") -> PointList:
    """The points in a file; see :func:`points_of`.

    Raises:
        ItsliveError: the file cannot be read (code ``not_read``), or see :func:`points_of`.
    """
    file = Path(path)
    try:
        content = file.read_bytes()
    except OSError as error:
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "The file {name} could not be read: {why}."),
            QT_TRANSLATE_NOOP("Messages", "Choose another file."),
            code="not_read",
            detail=str(error),
            name=file.name,
            why=error.strerror or type(error).__name__,
        ) from error
    return points_of(decoded(content), crs, order)


def points_of(text: str, crs: str = "", order: str = "") -> PointList:
    """The points in a text.

    Read are latitudes and longitudes in degrees (decimal points or commas, minutes and seconds,
    letters of a side, longitudes to 360), or x and y of a projection; between tabs, semicolons,
    commas, bars or spaces; with a header in any order, or without one where the numbers or letters
    tell which is which; and points as WKT.

    Args:
        text: of the list.
        crs: projection of x and y where the list names none, neither in a column nor a comment.
        order: :data:`LAT_LON` or :data:`LON_LAT`, of lists without a header that might be either.

    Raises:
        ItsliveError: ``crs``, or the list's own, is not known (code ``bad_crs``).
    """
    lines, named = lines_of(text)
    if not lines:
        return PointList(())
    readings = [_Reading(lines, each, crs or named, order) for each in SEPARATORS]
    best = max(readings, key=lambda reading: reading.score())
    return best.result()


class _Reading:
    """A list read with one separator."""

    def __init__(self, lines: list[Line], separator: str, crs: str, order: str) -> None:
        self.separator = separator
        self.crs = crs
        self.order = order
        header = cells_of(lines[0].text, separator)
        found = columns_of(header)
        self.columns = found or Columns()
        self.headed = found is not None and found.place
        self.width = len(header)
        is_header = found is not None and (found.place or len(lines) > 1)
        self.lines = lines[1:] if is_header else lines

    def score(self) -> tuple[int, bool, bool]:
        """Larger for the separator that the list most likely has."""
        tried = self.lines[:_TRIED]
        found = sum(isinstance(self._raw(line), _Raw) for line in tried)
        return found, self.headed, all(self.separator in line.text for line in tried)

    def result(self) -> PointList:
        """The points, and what is wrong with the others."""
        read = [self._raw(line) for line in self.lines]
        raw = [each for each in read if isinstance(each, _Raw)]
        problems = [each for each in read if isinstance(each, ItsliveError)]
        notes: list[ItsliveError] = []
        unsure = [each for each in raw if not each.certain]
        turned = self._turned(unsure, notes)
        if turned is None:
            problems += [which_is_which(each.line) for each in unsure]
            raw = [each for each in raw if each.certain]
        points: list[NamedPoint] = []
        for each in raw:
            swap = turned and not each.certain
            lon, lat = (each.lat, each.lon) if swap else (each.lon, each.lat)
            if abs(lat) > _POLE or not -_TURN <= lon <= _TURN:
                problems.append(beyond(each.line, lon, lat))
                continue
            name = each.name or str(len(points) + 1)
            points.append(NamedPoint(name, _wrapped(lon), lat, each.line))
        problems.sort(key=lambda problem: problem.values["line"])
        return PointList(tuple(points), tuple(problems), tuple(notes))

    def _turned(self, unsure: list[_Raw], notes: list[ItsliveError]) -> bool | None:
        """Whether latitude and longitude have to be exchanged; None if that cannot be told.

        They have to where that is the only way in which all lines are places.
        """
        as_read = [abs(each.lat) <= _POLE for each in unsure]
        exchanged = [abs(each.lon) <= _POLE for each in unsure]
        only_exchanged = all(exchanged) and not all(as_read)
        if self.headed:
            if only_exchanged:
                notes.append(exchanged_columns())
            return only_exchanged
        if self.order:  # lines without a header are read as longitude and latitude
            return self.order == LAT_LON
        if not unsure or (all(as_read) and not all(exchanged)):
            return False
        return True if only_exchanged else None

    def _raw(self, line: Line) -> _Raw | ItsliveError:
        try:
            return self._read(line)
        except ItsliveError as error:
            if error.code == "bad_crs":
                raise
            return error if error.code in OF_LINES else unreadable(line)

    def _read(self, line: Line) -> _Raw:
        cells = cells_of(line.text, self.separator)
        name = _cell(cells, self.columns.name)
        wkt = _WKT.search(line.text)
        if wkt:
            x, y = (_number(each, line) for each in wkt.groups())
            return self._projected(name, x, y, line, _cell(cells, self.columns.crs))
        if self.headed:
            if len(cells) > self.width:
                self._check_commas(cells, line)
            if self.columns.degrees:
                pair = _cell(cells, self.columns.lon), _cell(cells, self.columns.lat)
                return _of_angles(name, *pair, line)
            return self._of_xy(name, cells, line)
        # Between spaces the parts of one angle look like several.
        place = pasted(line.text) if self.separator == " " or len(cells) == 1 else None
        if place is not None and place.place is not None:
            return _Raw(name, *place.place, line.number, True)
        return self._without_header(cells, line)

    def _without_header(self, cells: list[str], line: Line) -> _Raw:
        """Two cells beside each other with coordinates; what is no number is a name."""
        numeric = [place for place, cell in enumerate(cells) if _is_coordinate(cell)]
        if len(numeric) >= _FOUR:
            self._check_commas([cells[place] for place in numeric], line)
        if len(numeric) > 2:  # noqa: PLR2004 - a pair
            raise which_is_which(line.number)
        if len(numeric) < 2 or numeric[1] != numeric[0] + 1:  # noqa: PLR2004
            raise unreadable(line)
        first, second = numeric
        words = [cell for place, cell in enumerate(cells) if place not in numeric and cell]
        name = words[0] if words else ""
        if self.crs:
            x, y = (length(cells[place], "west", ".") for place in (first, second))
            return self._projected(name, x, y, line, "")
        return _of_angles(name, cells[first], cells[second], line)

    def _check_commas(self, cells: list[str], line: Line) -> None:
        """See that commas between whole numbers are not those of decimals."""
        if self.separator == "," and all(cell.lstrip("+-").isdigit() for cell in cells):
            raise decimal_commas(line)

    def _of_xy(self, name: str, cells: list[str], line: Line) -> _Raw:
        texts = _cell(cells, self.columns.x), _cell(cells, self.columns.y)
        if not all(texts):
            raise unreadable(line)
        crs = _cell(cells, self.columns.crs) or self.crs
        if not crs and all(_letter(each) for each in texts):
            return _of_angles(name, *texts, line)
        decimal = "," if self.separator != "," and "," in "".join(texts) else "."
        x, y = (length(each, side, decimal) for each, side in zip(texts, ("west", "south")))
        return self._projected(name, x, y, line, crs)

    def _projected(self, name: str, x: float, y: float, line: Line, crs: str) -> _Raw:
        """A place of a projection; without one x and y are degrees if they can be."""
        crs = crs or self.crs
        if not crs:
            if abs(x) > _TURN or abs(y) > _POLE:
                raise no_crs(line)
            return _Raw(name, x, y, line.number, True)
        lon, lat = _to_globe(crs).transform(x, y)
        if not (isfinite(lon) and isfinite(lat)):
            raise unreadable(line)
        return _Raw(name, lon, lat, line.number, True)


def _of_angles(name: str, lon: str, lat: str, line: Line) -> _Raw:
    """The place of two angles; letters, where there are any, tell which is which."""
    if not lon or not lat:
        raise unreadable(line)
    letters = _letter(lon), _letter(lat)
    if (letters[0] in _LAT and letters[1] not in _LAT) or (
        letters[1] in _LON and letters[0] not in _LON
    ):
        lon, lat, letters = lat, lon, letters[::-1]
    if letters[0] in _LAT or letters[1] in _LON:
        raise unreadable(line)
    # Read without a limit of 90 degrees: it may turn out to be the longitude.
    x, y = (angle(each, "north" if _letter(each) in _LAT else "west") for each in (lon, lat))
    return _Raw(name, x, y, line.number, any(letters))


def _letter(text: str) -> str:
    found = _LETTER.search(text)
    return (found[1] or found[2]).upper() if found else ""


def _is_coordinate(cell: str) -> bool:
    try:
        angle(cell, "north" if _letter(cell) in _LAT else "west")
    except ItsliveError as error:
        return error.code == "coordinate_beyond"
    return True


def _cell(cells: list[str], place: int | None) -> str:
    return cells[place] if place is not None and place < len(cells) else ""


def _number(text: str, line: Line) -> float:
    try:
        number = float(text)
    except ValueError:
        raise unreadable(line) from None
    if not isfinite(number):
        raise unreadable(line)
    return number


def _wrapped(lon: float) -> float:
    """The longitude between -180 and 180."""
    if -_HALF_TURN <= lon <= _HALF_TURN:
        return lon
    return lon - _TURN if lon > 0 else lon + _TURN


@lru_cache(maxsize=32)
def _to_globe(crs: str) -> pyproj.Transformer:
    code = re.sub(r"\.0$", "", crs.strip())
    code = f"EPSG:{code}" if code.isdigit() else code
    try:
        return pyproj.Transformer.from_crs(code, 4326, always_xy=True)
    except pyproj.exceptions.CRSError as error:
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "The projection {crs} is not known."),
            QT_TRANSLATE_NOOP("Messages", "Choose another one, for instance EPSG:4326."),
            code="bad_crs",
            detail=str(error),
            crs=crs,
        ) from error
