"""Whether two GeoJSON geometries on the plane of longitude and latitude touch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

Point = tuple[float, float]
Ring = list[Point]


class GeometryError(ValueError):
    """A geometry that is not valid GeoJSON."""


def box_polygon(box: Sequence[float]) -> dict:
    """Return a bounding box (4 or 6 numbers) as a Polygon."""
    if len(box) not in (4, 6):
        raise GeometryError("bbox must have 4 or 6 numbers")
    west, south = box[0], box[1]
    east, north = (box[2], box[3]) if len(box) == 4 else (box[3], box[4])
    if south > north:
        raise GeometryError("Maximum latitude must be greater than minimum latitude")
    if max(abs(west), abs(east)) > 180 or max(abs(south), abs(north)) > 90:
        raise GeometryError("Bounding box must be within (-180, -90, 180, 90)")
    # where east is less than west, the real service takes the box between them all the same
    west, east = min(west, east), max(west, east)
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def _points(coordinates: object) -> Ring:
    try:
        points = [(float(position[0]), float(position[1])) for position in coordinates]
    except (TypeError, ValueError, IndexError, KeyError) as error:
        raise GeometryError("coordinates are not positions") from error
    if not points:
        raise GeometryError("coordinates are empty")
    return points


def _polygon(coordinates: object) -> list[Ring]:
    if not isinstance(coordinates, list) or not coordinates:
        raise GeometryError("a Polygon needs rings")
    rings = [_points(ring) for ring in coordinates]
    if any(len(ring) < 4 or ring[0] != ring[-1] for ring in rings):
        raise GeometryError("a ring needs four positions, the last equal to the first")
    return rings


def parts(geometry: object) -> tuple[list[Ring], list[list[Ring]]]:
    """Return the geometry's lines (a point is a line of one) and its polygons."""
    if not isinstance(geometry, dict):
        raise GeometryError("a geometry is an object")
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind == "Point":
        return [_points([coordinates])], []
    if kind == "LineString":
        return [_points(coordinates)], []
    if kind == "Polygon":
        return [], [_polygon(coordinates)]
    if kind == "MultiPolygon" and isinstance(coordinates, list) and coordinates:
        return [], [_polygon(polygon) for polygon in coordinates]
    if kind == "GeometryCollection" and isinstance(geometry.get("geometries"), list):
        members = [parts(member) for member in geometry["geometries"]]
        return (
            [line for lines, _ in members for line in lines],
            [polygon for _, polygons in members for polygon in polygons],
        )
    raise GeometryError(f"geometry type {kind!r} is not understood")


def box(geometry: object) -> tuple[float, float, float, float]:
    """Return west, south, east and north of a geometry."""
    lines, polygons = parts(geometry)
    points = [
        point
        for ring in [*lines, *(ring for rings in polygons for ring in rings)]
        for point in ring
    ]
    (west, east), (south, north) = ((min(c), max(c)) for c in zip(*points))
    return west, south, east, north


def boxes_meet(one: Sequence[float], other: Sequence[float]) -> bool:
    """Whether two boxes (west, south, east, north) share a point."""
    across = one[0] <= other[2] and other[0] <= one[2]
    return across and one[1] <= other[3] and other[1] <= one[3]


def _edges(rings: list[Ring]) -> Iterator[tuple[Point, Point]]:
    for ring in rings:
        yield from zip(ring, ring[1:])


def _side(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _on(a: Point, b: Point, c: Point) -> bool:
    within_x = min(a[0], b[0]) <= c[0] <= max(a[0], b[0])
    return within_x and min(a[1], b[1]) <= c[1] <= max(a[1], b[1])


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    sides = _side(a, b, c), _side(a, b, d), _side(c, d, a), _side(c, d, b)
    if sides[0] * sides[1] < 0 and sides[2] * sides[3] < 0:
        return True
    touching = ((a, b, c), (a, b, d), (c, d, a), (c, d, b))
    return any(side == 0 and _on(*triple) for side, triple in zip(sides, touching))


def _inside(point: Point, polygon: list[Ring]) -> bool:
    """Even-odd rule over all rings, so that holes count as outside."""
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in _edges(polygon):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            inside = not inside
    return inside


def _edges_at(rings: list[Ring], around: Sequence[float]) -> list[tuple[Point, Point]]:
    """The edges that come near a box: of an outline with many points a few."""
    west, south, east, north = around
    return [
        (a, b)
        for a, b in _edges(rings)
        if min(a[0], b[0]) <= east
        and max(a[0], b[0]) >= west
        and min(a[1], b[1]) <= north
        and max(a[1], b[1]) >= south
    ]


def intersects(geometry: object, polygon: list[Ring]) -> bool:
    """Whether a GeoJSON geometry and a polygon share a point."""
    lines, polygons = parts(geometry)
    around = box({"type": "Polygon", "coordinates": polygon})
    own = list(_edges(polygon))
    for rings in [*([line] for line in lines), *polygons]:
        if any(_inside(ring[0], polygon) for ring in rings):
            return True
        if any(_cross(*one, *two) for one in _edges_at(rings, around) for two in own):
            return True
    return any(_inside(polygon[0][0], other) for other in polygons)
