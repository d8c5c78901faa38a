"""Plane geometry on rings of coordinates, as services judge it: straight edges in lon/lat."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil, hypot, log, radians, sin, sqrt

# WGS 84: half the major axis, and the squared eccentricity
_AXIS_KM = 6378.137
_E2 = 0.0066943799901413165

_FLAT = 1e-12  # of the square over a ring's diagonal: below that it is a line

Point = tuple[float, float]
Ring = tuple[Point, ...]
Rings = tuple[Ring, ...]
Box = tuple[float, float, float, float]


def side(a: Point, b: Point, c: Point) -> float:
    """Twice the signed area of the triangle a, b, c: positive where c lies left of a to b."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def edges_cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Whether a to b and c to d cross at a point inside both (touching is no crossing)."""
    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


def ring_crosses_itself(ring: Sequence[Point]) -> bool:
    """Whether any two edges of a closed ring cross.

    Edges are swept from left to right, so that outlines of thousands of points stay quick.
    """
    edges = sorted(zip(ring[:-1], ring[1:]), key=lambda edge: min(edge[0][0], edge[1][0]))
    active: list[tuple[Point, Point]] = []
    for a, b in edges:
        left = min(a[0], b[0])
        active = [edge for edge in active if max(edge[0][0], edge[1][0]) >= left]
        if any(edges_cross(a, b, c, d) for c, d in active):
            return True
        active.append((a, b))
    return False


def signed_area(ring: Sequence[Point]) -> float:
    """Area of a closed ring in squared units of its coordinates, positive if anticlockwise."""
    x0, y0 = ring[0]  # a near origin keeps the precision of small rings at large coordinates
    return 0.5 * sum(
        (a[0] - x0) * (b[1] - y0) - (b[0] - x0) * (a[1] - y0) for a, b in zip(ring[:-1], ring[1:])
    )


def is_flat(ring: Sequence[Point]) -> bool:
    """Whether a closed ring encloses, for its size, no more than a line does."""
    west, south, east, north = bounds(ring)
    return abs(signed_area(ring)) <= _FLAT * hypot(east - west, north - south) ** 2


def bounds(points: Iterable[Point]) -> Box:
    """Smallest x, smallest y, largest x, largest y."""
    xs, ys = zip(*points)
    return min(xs), min(ys), max(xs), max(ys)


def convex_hull(points: Iterable[Point]) -> Ring:
    """The smallest convex ring around points, anticlockwise and closed (Andrew 1979)."""
    ordered = sorted(set(points))
    hull: list[Point] = []
    for way in (ordered, ordered[::-1]):
        chain: list[Point] = []
        for point in way:
            while len(chain) > 1 and side(chain[-2], chain[-1], point) <= 0:
                chain.pop()
            chain.append(point)
        hull += chain[:-1]
    return (*hull, hull[0])


def boxes_meet(a: Box, b: Box) -> bool:
    """Whether two boxes share a point."""
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]


def holds(rings: Rings, point: Point) -> bool:
    """Whether a polygon (outer ring, then holes) holds the point, by counting crossings."""
    x, y = point
    inside = False
    for ring in rings:
        for (x1, y1), (x2, y2) in zip(ring[:-1], ring[1:]):
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
                inside = not inside
    return inside


def polygons_meet(a: Rings, b: Rings) -> bool:
    """Whether two polygons (outer ring, then holes) share a point, touching borders aside."""
    box_a, box_b = bounds(a[0]), bounds(b[0])
    if not boxes_meet(box_a, box_b):
        return False
    # Overlapping polygons nearly always show themselves here, before the edges need comparing.
    if any(_in_box(box_b, point) and holds(b, point) for point in a[0]):
        return True
    if any(_in_box(box_a, point) and holds(a, point) for point in b[0]):
        return True
    near_a = list(_edges_in(a, box_b))
    return any(edges_cross(p, q, r, s) for r, s in _edges_in(b, box_a) for p, q in near_a)


def _in_box(box: Box, point: Point) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def _edges_in(rings: Rings, box: Box) -> Iterable[tuple[Point, Point]]:
    for ring in rings:
        for edge in zip(ring[:-1], ring[1:]):
            if boxes_meet(bounds(edge), box):
                yield edge


def ring_km2(ring: Ring) -> float:
    """Area in square kilometres that a closed ring of degrees encloses on WGS 84.

    Between the equator and latitude phi a strip of a radian of longitude has ``a^2 q(phi) / 2``
    (Snyder 1987, *Map Projections: A Working Manual*, equation 3-12). Its integral along each
    edge, a straight line on a map of degrees, is taken by Simpson's rule.
    """
    total = 0.0
    for (lon_1, lat_1), (lon_2, lat_2) in zip(ring, ring[1:]):
        parts = max(2, 2 * ceil(abs(lat_2 - lat_1)))
        heights = [_q(lat_1 + (lat_2 - lat_1) * i / parts) for i in range(parts + 1)]
        inner = 4 * sum(heights[1:-1:2]) + 2 * sum(heights[2:-1:2])
        mean = (heights[0] + inner + heights[-1]) / (3 * parts)
        total += mean * radians(lon_2 - lon_1)
    return abs(total) * _AXIS_KM**2 / 2


def _q(latitude: float) -> float:
    e, sine = sqrt(_E2), sin(radians(latitude))
    return (1 - _E2) * (sine / (1 - _E2 * sine**2) - log((1 - e * sine) / (1 + e * sine)) / (2 * e))
