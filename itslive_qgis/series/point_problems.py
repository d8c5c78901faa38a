"""Why a line of a list gave no point, and what was put right: sentences with the line's number."""

from __future__ import annotations

from typing import Any

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from .point_columns import Line

LINE, CRS, ORDER = "point_line", "point_crs", "point_order"
#: The codes of what is wrong with a single line.
OF_LINES = (LINE, CRS, ORDER)


def _problem(line: int, what: str, advice: str, code: str = LINE, **values: Any) -> ItsliveError:
    return ItsliveError(what, advice, code=code, line=line, **values)


def unreadable(line: Line) -> ItsliveError:
    """A line without two coordinates that can be read."""
    return _problem(
        line.number,
        QT_TRANSLATE_NOOP("Messages", "Line {line} gives no point: \u201c{text}\u201d."),
        QT_TRANSLATE_NOOP("Messages", "Write latitude and longitude as 69.17 and -49.83."),
        text=line.text[:60],
    )


def decimal_commas(line: Line) -> ItsliveError:
    """A line whose commas may be those of decimals."""
    return _problem(
        line.number,
        QT_TRANSLATE_NOOP(
            "Messages",
            "Line {line} has more commas than columns, so that decimals and columns cannot be told "
            "apart: \u201c{text}\u201d.",
        ),
        QT_TRANSLATE_NOOP("Messages", "Put semicolons between the columns, or points in numbers."),
        text=line.text[:60],
    )


def no_crs(line: Line) -> ItsliveError:
    """A line in metres of nobody knows which projection."""
    return _problem(
        line.number,
        QT_TRANSLATE_NOOP(
            "Messages", "Line {line} has coordinates of a projection, and none is named."
        ),
        QT_TRANSLATE_NOOP("Messages", "Add a column epsg, or choose the projection."),
        CRS,
    )


def beyond(line: int, lon: float, lat: float) -> ItsliveError:
    """A line whose point is no place."""
    return _problem(
        line,
        QT_TRANSLATE_NOOP(
            "Messages", "Line {line} lies beyond the globe: latitude {lat}, longitude {lon}."
        ),
        QT_TRANSLATE_NOOP("Messages", "Correct it, or name the projection in a column epsg."),
        lat=round(lat, 6),
        lon=round(lon, 6),
    )


def which_is_which(line: int) -> ItsliveError:
    """A line of two or more numbers without a word of what they are."""
    return _problem(
        line,
        QT_TRANSLATE_NOOP(
            "Messages", "Of line {line} nobody can tell which number is the latitude."
        ),
        QT_TRANSLATE_NOOP("Messages", "Add the header lat,lon or lon,lat to the file."),
        ORDER,
    )


def exchanged_columns() -> ItsliveError:
    """The note that latitude and longitude were taken for each other."""
    return ItsliveError(
        QT_TRANSLATE_NOOP(
            "Messages",
            "The columns of latitude and longitude were exchanged: as they are named, the points "
            "would lie beyond the poles.",
        ),
        code="points_exchanged",
    )
