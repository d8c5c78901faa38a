"""Polygons on the globe become polygons on a map of degrees: cut at 180°, closed over a pole.

A ring on the globe goes on over the 180th meridian, and one around a pole comes back to where it
began a whole turn of longitude further. On a map from -180 to 180 degrees either must be cut, as
GeoJSON wants it (RFC 7946, section 3.1.9). The cut follows one rule, whatever a ring does: with the
interior on its left, a ring that runs off the map goes on along the map's frame, anticlockwise,
until it meets the next ring that comes in. Where no ring comes in between two corners of the
frame, their side of it, and so a pole, belongs to the polygon.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import floor

from .geometry import Point, Ring, Rings, holds, is_flat, signed_area

SEAM = 180.0  # degrees: where the map of degrees begins and ends
POLE = 90.0
TURN = 360.0
SAME = 1e-9  # degrees, a tenth of a millimetre

_FRAME: Ring = ((SEAM, POLE), (-SEAM, POLE), (-SEAM, -POLE), (SEAM, -POLE))
_AROUND = 2 * (TURN + 2 * POLE)  # length of the frame
_BREAK = None  # in a ring's edges: one along the seam, which the frame draws again

Edge = tuple[Point, Point]


def continued(ring: Iterable[Point]) -> Ring:
    """A ring whose longitudes go on from point to point the shorter way, over 180 degrees too.

    Its last point is a whole turn from its first where it goes around a pole.
    """
    points: list[Point] = []
    for lon, lat in ring:
        turns = round((points[-1][0] - lon) / TURN) if points else 0
        points.append((_snapped(lon + TURN * turns), lat))
    return tuple(points)


def in_one_turn(rings: Rings) -> Rings | None:
    """A polygon that lies between two passages of the seam, moved to -180..180 degrees.

    Returns:
        its rings, the very same where they lie there already; None if it has to be cut.
    """
    west = min(lon for lon, _ in rings[0])
    turn = floor((west + SEAM) / TURN)
    low, high = TURN * turn - SEAM, TURN * turn + SEAM
    if not all(low <= lon <= high for ring in rings for lon, _ in ring):
        return None
    if any(abs(ring[0][0] - ring[-1][0]) > SAME for ring in rings):  # once around, over a pole
        return None
    if not turn:
        return rings
    return tuple(tuple((lon - TURN * turn, lat) for lon, lat in ring) for ring in rings)


def facing(ring: Ring, anticlockwise: bool) -> Ring:
    """The ring in the direction wanted, as it runs on a plane."""
    return ring if (signed_area(ring) > 0) == anticlockwise else ring[::-1]


def cut(rings: Rings) -> tuple[Rings, ...]:
    """A polygon on the globe as polygons between -180 and 180 degrees.

    Args:
        rings: the outer one first, longitudes continued from point to point as by
            :func:`continued`, with the polygon's interior to their left: on a map, the outer ring
            anticlockwise and holes clockwise; around the north pole eastwards.

    Returns:
        polygons of closed rings; those on both sides of the seam share its points. None if the
        rings enclose next to nothing.
    """
    chains: list[Ring] = []
    outer: list[Ring] = []
    holes: list[Ring] = []
    for ring in rings:
        parts, is_whole = _chains(ring)
        if not is_whole:
            chains += parts
        elif not is_flat(parts[0]):
            (outer if signed_area(parts[0]) > 0 else holes).append(parts[0])
    outer += _joined(chains)
    if holes and not outer:  # all of the globe but the holes
        outer = [(*_FRAME, _FRAME[0])]
    polygons = [[ring] for ring in outer]
    for hole in holes:
        max(polygons, key=_share_in(hole)).append(hole)
    return tuple(tuple(polygon) for polygon in polygons)


def _share_in(hole: Ring) -> Callable[[list[Ring]], int]:
    """How many points of a hole a polygon holds: they may lie on its border too."""
    return lambda polygon: sum(holds((polygon[0],), point) for point in hole)


def _chains(ring: Ring) -> tuple[list[Ring], bool]:
    """The parts of a ring between its passages of the seam, and whether it is whole, a loop."""
    edges = [edge for a, b in zip(ring[:-1], ring[1:]) for edge in _edges(a, b)]
    first = next((i for i, edge in enumerate(edges) if _parted(edges[i - 1], edge)), None)
    if first is None:
        loop = [edge[0] for edge in edges if edge]
        return [(*loop, loop[0])], True
    chains: list[list[Point]] = []
    before: Edge | None = _BREAK
    for edge in edges[first:] + edges[:first]:
        if edge:
            if _parted(before, edge):
                chains.append([edge[0]])
            chains[-1].append(edge[1])
        before = edge
    return [tuple(chain) for chain in chains], False


def _edges(a: Point, b: Point) -> Iterable[Edge | None]:
    """An edge cut at the seam, each part moved to -180..180 degrees."""
    points = [a]
    low, high = sorted((a[0], b[0]))
    seams = [
        TURN * turn + SEAM
        for turn in range(floor((low + SEAM) / TURN) - 1, floor((high + SEAM) / TURN) + 1)
        if low + SAME < TURN * turn + SEAM < high - SAME
    ]
    for seam in seams if a[0] < b[0] else seams[::-1]:
        points.append((seam, a[1] + (b[1] - a[1]) * (seam - a[0]) / (b[0] - a[0])))
    points.append(b)
    for start, end in zip(points[:-1], points[1:]):
        back = TURN * floor(((start[0] + end[0]) / 2 + SEAM) / TURN)
        edge = (_snapped(start[0] - back), start[1]), (_snapped(end[0] - back), end[1])
        is_along_the_seam = edge[0][0] == edge[1][0] and abs(edge[0][0]) == SEAM
        yield _BREAK if is_along_the_seam else edge


def _parted(before: Edge | None, edge: Edge | None) -> bool:
    """Whether the seam lies between two neighbouring edges."""
    if before is _BREAK or edge is _BREAK:
        return True
    return abs(before[1][0] - edge[0][0]) > SEAM


def _joined(chains: Sequence[Ring]) -> list[Ring]:
    """Closed rings of chains that begin and end on the frame, along which they are joined."""
    starts = [_along_the_frame(chain[0]) for chain in chains]
    left = set(range(len(chains)))
    rings = []
    while left:
        first = current = left.pop()
        points: list[Point] = []
        while True:
            points += chains[current]
            end = _along_the_frame(chains[current][-1])
            # One that begins where this one ends may seem to lie a rounding behind it.
            ways = {i: (starts[i] - end + SAME) % _AROUND for i in sorted(left | {first})}
            current = min(ways, key=lambda i: ways[i])
            points += _corners(end, ways[current])
            if current == first:
                break
            left.remove(current)
        ring = _without_repetition(points)
        if not is_flat(ring):  # as where a ring only touches the seam
            rings.append(ring)
    return rings


def _along_the_frame(point: Point) -> float:
    """Where on the frame a point of the seam lies: degrees from its south-east, anticlockwise."""
    lon, lat = point
    return lat + POLE if lon > 0 else 2 * POLE + TURN + POLE - lat


def _corners(start: float, way: float) -> list[Point]:
    """The corners of the frame on the way from a place on it."""
    found = []
    for turn in (0.0, _AROUND):
        for place, corner in zip((180.0, 540.0, 720.0, 1080.0), _FRAME):
            if start < place + turn < start + way:
                found.append(corner)
    return found


def _without_repetition(points: Sequence[Point]) -> Ring:
    ring: list[Point] = []
    for point in (*points, points[0]):
        if not ring or point != ring[-1]:
            ring.append(point)
    return tuple(ring)


def _snapped(lon: float) -> float:
    """A longitude, on the seam where it lies within rounding of it."""
    seam = TURN * floor(lon / TURN) + SEAM
    return seam if abs(lon - seam) <= SAME else lon
