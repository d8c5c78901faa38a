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
Edge = tuple[Point, Point]
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
    return _is_inside((edge for ring in rings for edge in zip(ring[:-1], ring[1:])), point)


class Polygon:
    """A polygon that is compared with many others, its edges sorted into bands of y for that.

    Args:
        rings: the outer one first, then holes, closed.
    """

    def __init__(self, rings: Rings) -> None:
        self.rings = rings
        self.box = bounds(rings[0])
        edges = [edge for ring in rings for edge in zip(ring[:-1], ring[1:])]
        self._bands: list[list[Edge]] = [[] for _ in range(ceil(sqrt(len(edges))))]
        for edge in edges:
            for band in self._range(*sorted((edge[0][1], edge[1][1]))):
                self._bands[band].append(edge)

    def holds(self, point: Point) -> bool:
        """Whether a point lies in the polygon; on its border either may be said."""
        if not _in_box(self.box, point):
            return False
        (band,) = self._range(point[1], point[1])
        return _is_inside(self._bands[band], point)

    def points_in(self, box: Box) -> Iterable[Point]:
        """The polygon's points in a box."""
        return (edge[0] for edge in self._edges_near(box) if _in_box(box, edge[0]))

    def edges_in(self, box: Box) -> Iterable[Edge]:
        """The polygon's edges that may meet a box, some of them more than once."""
        west, south, east, north = box
        for edge in self._edges_near(box):
            (x1, y1), (x2, y2) = edge
            apart = (x1 < west and x2 < west) or (x1 > east and x2 > east)
            if not apart and not (y1 < south and y2 < south) and not (y1 > north and y2 > north):
                yield edge

    def meets(self, other: Polygon) -> bool:
        """Whether the two share a point, touching borders aside."""
        if not boxes_meet(self.box, other.box):
            return False
        # Overlapping polygons nearly always show themselves here, before edges need comparing.
        if any(other.holds(point) for point in self.points_in(other.box)):
            return True
        if any(self.holds(point) for point in other.points_in(self.box)):
            return True
        edges = sorted((self, other), key=lambda polygon: len(polygon._bands))
        few = list(edges[0].edges_in(edges[1].box))
        return any(
            edges_cross(*edge, *far) for edge in few for far in edges[1].edges_in(bounds(edge))
        )

    def _edges_near(self, box: Box) -> Iterable[Edge]:
        if box[1] > self.box[3] or box[3] < self.box[1]:
            return ()
        return (edge for band in self._range(box[1], box[3]) for edge in self._bands[band])

    def _range(self, low: float, high: float) -> range:
        """The bands from one y to another."""
        _, south, _, north = self.box
        share = len(self._bands) / ((north - south) or 1.0)
        last = len(self._bands) - 1
        first, end = (min(max(int((y - south) * share), 0), last) for y in (low, high))
        return range(first, end + 1)


def _is_inside(edges: Iterable[Edge], point: Point) -> bool:
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in edges:
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            inside = not inside
    return inside


def _in_box(box: Box, point: Point) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


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
