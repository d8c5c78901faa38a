"""Footprints of granules as they lie on the globe, also where they are stored wrongly.

The archive's writer makes a footprint of points along the edges of a granule's array. Near the
180th meridian their longitudes leap from 179 to -179, so on a plane the polygon covers the rest of
the world; and the ring of a granule around a pole goes around once without being closed over it.
"""

from __future__ import annotations

from math import isfinite
from typing import Any

from ..errors import ItsliveError
from .geometry import Ring, Rings, is_flat
from .globe import POLE, SEAM, continued, cut, facing, in_one_turn
from .lonlat import polygons_of

_CORNERS = 3


def repaired(geometry: dict[str, Any]) -> tuple[Rings, ...]:
    """A granule's footprint as polygons that are right on the globe.

    Args:
        geometry: GeoJSON Polygon or MultiPolygon, longitude and latitude in degrees.

    Returns:
        Polygons of closed rings (the outer one first) of (lon, lat) within -180..180, cut at 180
        degrees and closed over a pole where need be; one that is right already as it is. Empty if
        the geometry is no footprint: none, of too few points, or with places that are none.
    """
    try:
        polygons = [_closed(rings) for rings in polygons_of(geometry)] if geometry else []
    except ItsliveError:
        return ()
    if not all(polygons) or not all(_is_sound(ring) for rings in polygons for ring in rings):
        return ()
    return tuple(part for rings in polygons for part in _on_globe(rings))


def _closed(rings: Rings) -> Rings:
    return tuple(ring if ring[:1] == ring[-1:] else (*ring, ring[0]) for ring in rings)


def _is_sound(ring: Ring) -> bool:
    if len(set(ring)) < _CORNERS:
        return False
    if not all(isfinite(lon) and abs(lat) <= POLE for lon, lat in ring):
        return False
    on_globe = continued(ring) if _leaps(ring) else ring
    return abs(on_globe[-1][0] - on_globe[0][0]) > SEAM or not is_flat(on_globe)


def _on_globe(rings: Rings) -> tuple[Rings, ...]:
    directed = rings
    if any(_leaps(ring) for ring in rings):
        directed = tuple(_facing(continued(ring), not index) for index, ring in enumerate(rings))
    whole = in_one_turn(directed)
    if whole is None:
        return cut(tuple(_facing(ring, not index) for index, ring in enumerate(directed)))
    return (whole,)


def _leaps(ring: Ring) -> bool:
    """Whether an edge goes over half the globe, other than along a pole or a whole parallel."""
    return any(
        abs(b[0] - a[0]) > SEAM
        and not abs(a[1]) == abs(b[1]) == POLE
        and not (abs(a[0]) == abs(b[0]) == SEAM and a[1] == b[1])
        for a, b in zip(ring[:-1], ring[1:])
    )


def _facing(ring: Ring, is_outer: bool) -> Ring:
    """The ring with the footprint to its left; around a pole, the pole of its hemisphere."""
    turns = ring[-1][0] - ring[0][0]
    if abs(turns) < SEAM:
        return facing(ring, is_outer)
    is_north = sum(lat for _, lat in ring) > 0
    return ring if (turns > 0) == (is_north == is_outer) else ring[::-1]
