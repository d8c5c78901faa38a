"""The area in the cube's projection."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, isfinite
from typing import Any

import pyproj

Ring = list[list[float]]
Polygon = list[Ring]
Box = tuple[float, float, float, float]

#: Degrees left around a cube where an outline is cut, far more than a vertex a degree can bend.
_ROOM = 5.0
_TURN = 360.0


@dataclass(frozen=True)
class Outline:
    """A polygon or several in one projection.

    Attributes:
        geometry: GeoJSON Polygon or MultiPolygon.
        bounds: xmin, ymin, xmax, ymax.
    """

    geometry: dict[str, Any]
    bounds: tuple[float, float, float, float]


def project_geometry(geometry: dict[str, Any], crs: str, reach: Box) -> Outline | None:
    """Transform what lies near of a GeoJSON geometry in longitude and latitude.

    Edges are taken as they are: ``archive.area`` has added vertices along them, so that straight
    lines between neighbours stay within metres of the drawn ones.

    Args:
        geometry: Polygon or MultiPolygon, degrees.
        crs: the projection to transform to.
        reach: xmin, ymin, xmax, ymax in ``crs`` of what the outline is for. Far from there a
            projection may have no places, or turn an outline inside out, as UTM does with half
            the globe; so what lies further than some degrees away is cut off before.

    Returns:
        the outline, ``None`` if nothing of it is near.
    """
    polygons = list(_polygons(geometry))
    box = _around(reach, crs)
    near = [part for turn in _turns(box) for part in _near(_moved(polygons, turn), box)]
    return _projected(near, crs) if near else None


def _turns(box: Box) -> Sequence[float]:
    """By what to move longitudes of -180..180 so that they come to lie in the box."""
    return [turn for turn in (-_TURN, 0.0, _TURN) if box[0] < turn + 180 and turn - 180 < box[2]]


def _moved(polygons: Sequence[Polygon], turn: float) -> Sequence[Polygon]:
    if not turn:
        return polygons
    return [
        [[[lon + turn, lat] for lon, lat, *_ in ring] for ring in polygon] for polygon in polygons
    ]


def _near(polygons: Sequence[Polygon], box: Box) -> Sequence[Polygon]:
    """The parts of polygons in the box; the polygons themselves if all of them lie in it."""
    lon, lat = zip(*(point[:2] for polygon in polygons for ring in polygon for point in ring))
    if min(lon) < box[0] or min(lat) < box[1] or max(lon) > box[2] or max(lat) > box[3]:
        return cut(polygons, box)
    return polygons


def cut(polygons: Sequence[Polygon], box: Box) -> list[Polygon]:
    """The parts of polygons in a box; parts of one polygon stay joined by edges along the box.

    Each side of the box cuts in turn (Sutherland and Hodgman, Comm. ACM 17, 1974). Edges along the
    box get vertices every degree, since they may be bent by a projection.
    """
    west, south, east, north = box
    kept = []
    for polygon in polygons:
        rings = list(polygon)
        for axis, limit, sign in ((0, west, 1), (1, south, 1), (0, east, -1), (1, north, -1)):
            rings = [_one_side(ring, axis, limit, sign) for ring in rings]
        if rings[0]:
            kept.append([_with_vertices(ring) for ring in rings if ring])
    return kept


def _projected(polygons: Sequence[Polygon], crs: str) -> Outline:
    transformer = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True)

    def project(ring: Ring) -> Ring:
        x, y = transformer.transform([at[0] for at in ring], [at[1] for at in ring])
        return [list(point) for point in zip(x, y)]

    projected = [[project(ring) for ring in polygon] for polygon in polygons]
    points = [point for polygon in projected for ring in polygon for point in ring]
    x, y = zip(*points)
    return Outline(
        {"type": "MultiPolygon", "coordinates": projected}, (min(x), min(y), max(x), max(y))
    )


def _around(reach: Box, crs: str) -> Box:
    """A box in degrees with room around ``reach``; the whole globe if it cannot be told.

    It may begin before -180 or end after 180 degrees.
    """
    to_lonlat = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    west, south, east, north = to_lonlat.transform_bounds(*reach)
    if not all(isfinite(side) for side in (west, south, east, north)):
        return (-180.0, -90.0, 180.0, 90.0)
    south, north = max(south - _ROOM, -90.0), min(north + _ROOM, 90.0)
    if west > east:  # across the 180th meridian
        east += _TURN
    if east - west + 2 * _ROOM >= _TURN:  # as around a pole
        return -180.0, south, 180.0, north
    return west - _ROOM, south, east + _ROOM, north


def _one_side(ring: Ring, axis: int, limit: float, sign: int) -> Ring:
    """The part of a closed ring where ``sign * coordinate >= sign * limit``, closed again."""
    kept: Ring = []
    for a, b in zip(ring[:-1], ring[1:]):
        a_in, b_in = sign * a[axis] >= sign * limit, sign * b[axis] >= sign * limit
        if a_in:
            kept.append(list(a))
        if a_in != b_in:
            share = (limit - a[axis]) / (b[axis] - a[axis])
            crossing = [a[i] + share * (b[i] - a[i]) for i in (0, 1)]
            crossing[axis] = limit
            kept.append(crossing)
    return [*kept, kept[0]] if kept else []


def _with_vertices(ring: Ring) -> Ring:
    points: Ring = ring[:1]
    for a, b in zip(ring[:-1], ring[1:]):
        count = max(1, ceil(max(abs(b[0] - a[0]), abs(b[1] - a[1]))))
        points += [
            [a[i] + (b[i] - a[i]) * step / count for i in (0, 1)] for step in range(1, count + 1)
        ]
    return points


def _polygons(geometry: dict[str, Any]) -> Iterator[list[Any]]:
    if geometry["type"] == "Polygon":
        yield geometry["coordinates"]
    else:
        yield from geometry["coordinates"]


def crs_name(crs: str) -> str:
    """How a projection is called to the user: ``"EPSG:n"`` as it is, of a WKT the name in it."""
    return crs if crs.startswith("EPSG:") else pyproj.CRS.from_user_input(crs).name
