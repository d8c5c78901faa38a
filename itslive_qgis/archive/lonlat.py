"""Rings on their way into longitude and latitude: read from GeoJSON, densified, transformed."""

from __future__ import annotations

from math import ceil, cos, hypot, isfinite, radians
from typing import Any

from pyproj import Transformer

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from .geometry import Point, Ring, Rings

LONGEST_EDGE = 0.25  # degrees: whoever projects the ring later moves no edge by more than metres
TOLERANCE_M = 30.0  # a quarter of a granule's pixel
_ROUNDS = 14  # halvings of one edge; also what bounds the work where no halving can help
_METRES_PER_DEGREE = 111_320.0
_POLE = 90.0


def polygons_of(geometry: dict[str, Any]) -> tuple[Rings, ...]:
    """The polygons in a GeoJSON geometry, feature or collection, unchanged but for a third axis.

    Raises:
        ItsliveError: if it is no GeoJSON, or holds anything that is no polygon.
    """
    try:
        return tuple(_polygons(geometry))
    except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "The area is not a GeoJSON polygon."),
            QT_TRANSLATE_NOOP("Messages", "Give a Polygon or MultiPolygon."),
            code="area_invalid",
            detail=repr(error),
        ) from error


def _polygons(geometry: dict[str, Any]) -> list[Rings]:
    kind = geometry["type"]
    if kind == "Polygon":
        return [_rings(geometry["coordinates"])]
    if kind == "MultiPolygon":
        return [_rings(polygon) for polygon in geometry["coordinates"]]
    if kind == "Feature":
        return _polygons(geometry["geometry"])
    if kind == "FeatureCollection":
        members = geometry["features"]
    elif kind == "GeometryCollection":
        members = geometry["geometries"]
    else:
        raise ValueError(f"a {kind} is no polygon")
    return [polygon for member in members for polygon in _polygons(member)]


def _rings(coordinates: Any) -> Rings:
    return tuple(
        tuple((float(point[0]), float(point[1])) for point in ring) for ring in coordinates
    )


def densified(ring: Ring) -> Ring:
    """A ring in degrees with points added, so that no edge is longer than LONGEST_EDGE.

    An edge along a pole gets none, since it is a single place.
    """
    points = [ring[0]]
    for (x1, y1), (x2, y2) in zip(ring[:-1], ring[1:]):
        if y1 == y2 and abs(y1) == _POLE:
            points.append((x2, y2))
            continue
        # The small allowance keeps a ring that is dense already exactly as it is.
        count = max(1, ceil(max(abs(x2 - x1), abs(y2 - y1)) / LONGEST_EDGE - 1e-6))
        points += [
            (x1 + (x2 - x1) * step / count, y1 + (y2 - y1) * step / count)
            for step in range(1, count)
        ]
        points.append((x2, y2))
    return tuple(points)


def transformed(ring: Ring, to_lonlat: Transformer) -> tuple[Ring, Ring]:
    """A ring with points added where its edges bend, and its image in longitude and latitude.

    An edge is halved in its own CRS until the middle of its image lies within TOLERANCE_M of the
    straight line between its ends. Points that have no image are infinite.
    """
    source: list[Point] = list(ring)
    image = _images(source, to_lonlat)
    # One halving for all, since an edge may bend and still pass the straight line in its middle.
    open_edges = [True] * (len(source) - 1)
    for round_number in range(_ROUNDS):
        middles = [
            ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
            for a, b, is_open in zip(source[:-1], source[1:], open_edges)
            if is_open
        ]
        if not middles:
            break
        pairs = iter(zip(middles, _images(middles, to_lonlat)))
        new_source, new_image, still_open = [source[0]], [image[0]], []
        for index, is_open in enumerate(open_edges):
            if is_open:
                middle, its_image = next(pairs)
                far = _metres_off(image[index], image[index + 1], its_image) > TOLERANCE_M
                if far or round_number == 0:
                    new_source.append(middle)
                    new_image.append(its_image)
                    still_open += [True, True]
                else:
                    still_open.append(False)
            else:
                still_open.append(False)
            new_source.append(source[index + 1])
            new_image.append(image[index + 1])
        source, image, open_edges = new_source, new_image, still_open
    return tuple(source), tuple(image)


def _images(points: list[Point], to_lonlat: Transformer) -> list[Point]:
    xs, ys = zip(*points)
    lons, lats = to_lonlat.transform(xs, ys)
    return list(zip(lons, lats))


def _metres_off(a: Point, b: Point, middle: Point) -> float:
    """How far ``middle`` lies from the middle of a and b, in metres; 0 where any has no place."""
    if not all(isfinite(value) for point in (a, b, middle) for value in point):
        return 0.0
    lon = a[0] + turned(b[0] - a[0]) / 2
    lat = (a[1] + b[1]) / 2
    east = turned(middle[0] - lon) * cos(radians(middle[1]))
    return hypot(east, middle[1] - lat) * _METRES_PER_DEGREE


def turned(degrees: float) -> float:
    """An angle as the shorter turn, -180 to 180."""
    return (degrees + 180.0) % 360.0 - 180.0
