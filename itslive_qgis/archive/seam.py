"""Where an area lies towards the 180th meridian, at which footprints are often stored wrongly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import asin, cos, degrees, radians, sin
from typing import Any

from .geometry import Box, Point, Rings, bounds
from .globe import POLE, SEAM, TURN

REACH = 6.0  # degrees: a granule is at most 600 km across, which are 5.4
_SPACING = 0.5  # degrees: more than lies between two points of an area's ring
_HALF_WIDTH = 0.005  # degrees
# The meridian of the Weddell Sea, where ice, and so granules, begin only at 78° south. Edges of
# footprints that leap over the map pass it as long as their granules keep off the pole.
_WEDDELL_SEA = -45.0
_KEEPS_OFF = -88.0


def narrowest_box(polygons: Sequence[Rings]) -> Box:
    """West, south, east, north around polygons within -180..180 degrees.

    West is larger than east where the narrowest box lies over the 180th meridian (RFC 7946, 5.2).
    """
    west, south, east, north = bounds(point for polygon in polygons for point in polygon[0])
    widest = west + TURN - east
    reached = west
    for low, high in sorted((box[0], box[2]) for box in (bounds(rings[0]) for rings in polygons)):
        if low - reached > widest:
            widest, west, east = low - reached, low, reached
        reached = max(reached, high)
    return west, south, east, north


def latitudes_near(polygons: Iterable[Rings]) -> tuple[float, float] | None:
    """South and north of the part so near the 180th meridian that a granule may lie over both."""
    near = [
        point[1]
        for polygon in polygons
        for ring in polygon
        for point in ring
        if _degrees_off(point) <= REACH + _SPACING
    ]
    return (min(near), max(near)) if near else None


def probe_at(south: float, north: float) -> dict[str, Any]:
    """A strip that all wrongly stored footprints meet of granules which touch these latitudes.

    Near the 180th meridian the longitudes of a footprint's ring leap from 179 to -179. On a plane
    such an edge, more than 180 degrees long, passes the meridian of 0 whatever its ends; and the
    ring of a granule around a pole passes all meridians. Where they do, their latitude is one of
    the granule. An edge of 600 km that keeps two degrees off the pole spans 107 degrees at most;
    over the 180th meridian it thus ends west of -73, and its leap passes -45 as well.
    """
    south, north = max(south - REACH, -POLE), min(north + REACH, POLE)
    lon = _WEDDELL_SEA if south > _KEEPS_OFF and north < 0 else 0.0
    west, east = lon - _HALF_WIDTH, lon + _HALF_WIDTH
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def _degrees_off(point: Point) -> float:
    """Angle between a point and the 180th meridian, from pole to pole, on a sphere."""
    lon, lat = point
    beside = SEAM - abs(lon)
    if beside >= POLE:  # the nearest place of the half circle is its end
        return POLE - abs(lat)
    return degrees(asin(cos(radians(lat)) * sin(radians(beside))))
