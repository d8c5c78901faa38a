"""Which columns of a list of points hold what, by its header or, without one, by its numbers."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

#: What a column may be called, in lower case without units, accents and signs.
_NAMES = {
    "lat": ("lat", "latitude", "latdd", "latdeg", "latwgs84", "ylat", "breite", "breitengrad"),
    "lon": ("lon", "long", "longitude", "lng", "londd", "londeg", "lonwgs84", "longdd", "xlon",
            "lange", "laengengrad", "langengrad"),
    "x": ("x", "easting", "eastings", "xcoord", "xm", "coordx", "pointx"),
    "y": ("y", "northing", "northings", "ycoord", "ym", "coordy", "pointy"),
    "crs": ("epsg", "crs", "srid", "srs", "projection"),
    "name": ("name", "id", "fid", "label", "point", "site", "station", "nom", "pointid", "title"),
    "wkt": ("wkt", "geometry", "geom", "wktgeom", "thegeom"),
}  # fmt: skip
_BARE = re.compile(r"[^a-z0-9]")
_UNIT = re.compile(r"[\[(].*?[\])]")
SEPARATORS = ("\t", ";", ",", "|", " ")
_COMMENTS = ("#", "//", "%")
_EXCEL = re.compile(r"sep=.", re.IGNORECASE)
_CRS_IN_COMMENT = re.compile(r"(EPSG|ESRI)\s*:\s*(\d+)", re.IGNORECASE)
_HAS_DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class Line:
    """A line of the file: its number from 1, and its text without what surrounds it."""

    number: int
    text: str


@dataclass(frozen=True)
class Columns:
    """The places of what is known of the columns; None for what there is not."""

    lat: int | None = None
    lon: int | None = None
    x: int | None = None
    y: int | None = None
    crs: int | None = None
    name: int | None = None
    wkt: int | None = None

    @property
    def degrees(self) -> bool:
        """Whether there are a latitude and a longitude."""
        return self.lat is not None and self.lon is not None

    @property
    def projected(self) -> bool:
        """Whether there are x and y."""
        return self.x is not None and self.y is not None

    @property
    def place(self) -> bool:
        """Whether the columns tell a place."""
        return self.degrees or self.projected or self.wkt is not None


def decoded(content: bytes) -> str:
    """The text of a file that may come from any spreadsheet."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def lines_of(text: str) -> tuple[list[Line], str]:
    """The lines with content, without comments; and the projection that a comment names."""
    found, crs = [], ""
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip(" \r\n\x1a\x00")
        if line.strip().startswith(_COMMENTS):
            named = _CRS_IN_COMMENT.search(line)
            crs = f"{named[1].upper()}:{named[2]}" if named else crs
        elif line.strip() and not _EXCEL.fullmatch(line.strip()):
            found.append(Line(number, line))
    return found, crs


def cells_of(line: str, separator: str) -> list[str]:
    """The cells of a line without the spaces around them, and without empty ones at its end."""
    if separator == " ":
        cells = line.split()
    else:
        try:
            cells = next(csv.reader([line], delimiter=separator, skipinitialspace=True))
        except csv.Error:
            cells = line.split(separator)
    cells = [cell.strip().strip("\u201c\u201d\u201e").strip() for cell in cells]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def columns_of(header: Sequence[str]) -> Columns | None:
    """The columns that a header names; None if it is no header."""
    found: dict[str, int] = {}
    for place, cell in enumerate(header):
        plain = unicodedata.normalize("NFKD", _UNIT.sub("", cell)).lower()
        bare = _BARE.sub("", plain)
        for kind, names in _NAMES.items():
            if bare in names and kind not in found:
                found[kind] = place
    columns = Columns(**found)
    if columns.place:
        return columns
    return None if any(_HAS_DIGIT.search(cell) for cell in header) or not header else columns
