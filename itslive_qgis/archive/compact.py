"""GeoJSON geometries in a tenth of the room that nested lists of numbers take."""

from __future__ import annotations

from array import array
from typing import Any, Union

#: A ring of degrees one after the other, any other geometry as it came, or nothing.
Packed = Union["array[float]", dict[str, Any], tuple[()]]

_PLANE = 2  # coordinates of a point


def packed(geometry: dict[str, Any]) -> Packed:
    """The geometry in little room: a polygon of one ring, as footprints are, as one array.

    Anything else, and whatever only resembles a polygon, is kept as it is.
    """
    if not geometry:
        return ()
    if geometry.get("type") != "Polygon" or len(geometry) != 2:  # noqa: PLR2004 - no other member
        return geometry
    try:
        (ring,) = geometry["coordinates"]
        if any(len(point) != _PLANE for point in ring):
            return geometry
        return array("d", [number for point in ring for number in point]) or geometry
    except (KeyError, TypeError, ValueError, OverflowError):
        return geometry


def unpacked(kept: Packed) -> dict[str, Any]:
    """The geometry that was packed; empty if there was none."""
    if isinstance(kept, dict):
        return kept
    if not kept:
        return {}
    ring = list(map(list, zip(kept[::2], kept[1::2])))
    return {"type": "Polygon", "coordinates": [ring]}
