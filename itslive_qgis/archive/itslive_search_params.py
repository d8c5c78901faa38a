"""Queries as the older search API writes them, and the seed notebook's dictionary of them.

The API's parameters are facts of its clients (itslive-explorer, itslive-py until 0.3): ``polygon``
or ``bbox``, ``start``, ``end``, ``percent_valid_pixels``, ``min_interval``, ``max_interval``. The
notebook calls the last two ``min_separation`` and ``max_separation``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from math import ceil, floor, hypot
from typing import Any

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from .area import Area
from .geometry import Point, Ring, bounds, convex_hull
from .query import Query

KNOWN = (
    "polygon",
    "bbox",
    "start",
    "end",
    "min_separation",
    "max_separation",
    "percent_valid_pixels",
    "serialization",
)
MOST_POLYGONS = 25  # each is asked for by itself
MOST_CORNERS = 150  # the ring travels in the address, and servers take no more than 8 kB of that
_VERSIONS = ("1", "2")  # that can be asked for
_CRITERIA = {
    "min_interval": "separation",
    "max_interval": "separation",
    "percent_valid_pixels": "valid",
    "version": "versions",
}
_SAME_LINE = 1e-9  # degrees
_TURN = 360.0
_CORNERS_OF_A_BOX = 2


def query_of(params: Mapping[str, Any]) -> Query:
    """The query of a dictionary of search parameters as in the itslive-explorer notebook.

    Args:
        params: ``polygon`` ("lon,lat,lon,lat,...") or ``bbox`` ("west,south,east,north", west >
            east over the 180th meridian), and any of ``start``, ``end`` (YYYY-MM-DD),
            ``min_separation``, ``max_separation`` (days) and ``percent_valid_pixels``.
            ``serialization`` is the form of the service's answer and has no part in what is found.

    Raises:
        ItsliveError: for a name that is none of these, a value that cannot be read, or criteria
            that contradict each other (code "query_invalid"); as :class:`Area` for its outline.

    The query can be put to either service::

        query = query_of({"bbox": "-102.4,-75.5,-99.1,-74.7", "max_separation": 180})
        found = search(make_service("stac", "https://stac.itslive.cloud"), query)
    """
    unknown = [str(name) for name in params if name not in KNOWN]
    if unknown:
        raise _invalid(
            QT_TRANSLATE_NOOP("Messages", "{name} is no search parameter; those are {known}."),
            name=unknown[0],
            known=", ".join(KNOWN),
        )
    return Query(
        area=Area.from_rings([[_ring(params)]]),
        start=_value(params, "start", date.fromisoformat),
        end=_value(params, "end", date.fromisoformat),
        min_separation=_value(params, "min_separation", float),
        max_separation=_value(params, "max_separation", float),
        min_valid=_value(params, "percent_valid_pixels", float) or 0,
    )


def parameters_of(query: Query) -> tuple[dict[str, str], ...]:
    """The API's parameters that find all of a query's granules and some more.

    The service knows whole days and may have cut or rounded them, so a day more is asked for on
    each side of the separations. ``mission`` is left out: how the service takes several is not
    known. It takes one version, and knows no orbits, projections and places. Holes of the area are
    left out as well.

    Returns:
        one set for each polygon of the area, since the service takes one ring at a time.

    Raises:
        ItsliveError: if the area has more polygons than can be asked for (code "area_too_complex").
    """
    polygons = query.area.polygons
    if len(polygons) > MOST_POLYGONS:
        raise ItsliveError(
            QT_TRANSLATE_NOOP(
                "Messages",
                "This service is asked polygon by polygon, and the area has {count} of them.",
            ),
            QT_TRANSLATE_NOOP("Messages", "Draw one polygon around them and search again."),
            code="area_too_complex",
            count=len(polygons),
        )
    criteria = {}
    if query.start:
        criteria["start"] = query.start.isoformat()
    if query.end:
        criteria["end"] = query.end.isoformat()
    # Not sent for 0: the API may begin at 1, and what it leaves out then holds no data at all.
    if query.min_valid >= 1:
        criteria["percent_valid_pixels"] = str(floor(query.min_valid))
    if query.min_separation:
        criteria["min_interval"] = str(max(0, floor(query.min_separation) - 1))
    if query.max_separation is not None:
        criteria["max_interval"] = str(ceil(query.max_separation) + 1)
    versions = {version.lstrip("vV0") for version in query.versions}
    if len(versions) == 1 and versions <= set(_VERSIONS):
        criteria["version"] = versions.pop()
    return tuple({**_shape(polygon[0]), **criteria} for polygon in polygons)


def criteria_of(query: Query, parameters: Mapping[str, str]) -> tuple[str, ...]:
    """Names of ``query.CRITERIA`` that the service narrows its answer by."""
    dates = ("dates",) if query.start or query.end else ()
    asked = (name for key, name in _CRITERIA.items() if key in parameters)
    return ("area", *dates, *dict.fromkeys(asked))


def _shape(ring: Ring) -> dict[str, str]:
    """The ring; a hull or box around it where it has more corners than an address can hold."""
    corners = _corners(ring)
    if len(corners) > MOST_CORNERS:
        corners = convex_hull(ring)
    if len(corners) > MOST_CORNERS:
        return {"bbox": ",".join(map(_degrees, bounds(ring)))}
    return {"polygon": ",".join(_degrees(value) for point in corners for value in point)}


def _corners(ring: Ring) -> Ring:
    """The ring without the points that lie on the straight line between their neighbours."""
    kept = [ring[0]]
    for point, after in zip(ring[1:-1], ring[2:]):
        if not _between(kept[-1], point, after):
            kept.append(point)
    return (*kept, ring[-1])


def _between(a: Point, point: Point, b: Point) -> bool:
    past = hypot(point[0] - a[0], point[1] - a[1]) + hypot(b[0] - point[0], b[1] - point[1])
    length = hypot(b[0] - a[0], b[1] - a[1])
    across = abs((b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0]))
    return past - length < _SAME_LINE and across <= _SAME_LINE * length


def _degrees(value: float) -> str:
    """A tenth of a metre is enough."""
    return f"{value:.6f}".rstrip("0").rstrip(".")


def _ring(params: Mapping[str, Any]) -> list[Point]:
    name = "bbox" if params.get("polygon") in (None, "") else "polygon"
    text = params.get(name)
    if text in (None, ""):
        raise _invalid(
            QT_TRANSLATE_NOOP("Messages", "The search has no area: neither polygon nor bbox.")
        )
    if name == "polygon" and params.get("bbox") not in (None, ""):
        raise _invalid(
            QT_TRANSLATE_NOOP("Messages", "The search has two areas: a polygon and a bbox.")
        )
    try:
        numbers = [float(part) for part in str(text).split(",")]
    except ValueError as error:
        raise _unreadable(name, text) from error
    points = list(zip(numbers[::2], numbers[1::2]))
    if len(numbers) % 2 or (name == "bbox" and len(points) != _CORNERS_OF_A_BOX):
        raise _unreadable(name, text)
    if name == "polygon":
        return points
    (west, south), (east, north) = points
    if east < west and east + _TURN - west < _TURN / 2:  # over the 180th meridian
        east += _TURN
    if not (west < east and south < north):
        raise _unreadable(name, text)
    return [(west, south), (east, south), (east, north), (west, north)]


def _value(params: Mapping[str, Any], name: str, read: Callable[[str], Any]) -> Any:
    """The value of a parameter that may be missing."""
    value = params.get(name)
    if value is None or value == "":
        return None
    try:
        return read(str(value))
    except ValueError as error:
        raise _unreadable(name, value) from error


def _unreadable(name: str, value: Any) -> ItsliveError:
    return _invalid(
        QT_TRANSLATE_NOOP(
            "Messages", "The search parameter {name} cannot be read; it says {value}."
        ),
        name=name,
        value=str(value)[:80],
    )


def _invalid(what: str, **values: Any) -> ItsliveError:
    advice = QT_TRANSLATE_NOOP(
        "Messages",
        "Give a polygon as lon,lat,lon,lat,... or a bbox as west,south,east,north, dates as "
        "2018-07-01, and numbers for the rest.",
    )
    return ItsliveError(what, advice, code="query_invalid", **values)
