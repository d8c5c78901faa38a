"""Polygons of any coordinate reference system get their place in longitude and latitude."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot, isfinite

from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from .geometry import Point, Ring, Rings, bounds, signed_area
from .globe import POLE, SAME, TURN, continued, cut, facing, in_one_turn
from .lonlat import densified, transformed, turned

# A pole has no longitude of its own: points of other projections keep a decimetre off it.
_LARGEST_LATITUDE = POLE - 1e-6
_RETURN = 1e-4  # of a coordinate: a point that comes back farther off was never on the map
_SAMPLES = 16  # corners of which the handedness of a projection is told
_STEP = 1e-4  # of a ring's size


def placed(polygons: Sequence[Rings], crs: str) -> tuple[Rings, ...]:
    """Polygons carried into longitude and latitude, cut at 180 degrees and closed over poles.

    Args:
        polygons: closed rings in ``crs``, the outer one first, none of which crosses itself.
        crs: anything pyproj understands.

    Raises:
        ItsliveError: the CRS is not known or leads nowhere on the Earth, a part lies outside of
            what it covers, or a polygon goes around the globe more than once.
    """
    source = _known(crs)
    to_lonlat = _transformer(source)
    found: list[Rings] = []
    for polygon in polygons:
        if to_lonlat is None:
            parts = _of_degrees(polygon)
        else:
            parts = _of_map(polygon, to_lonlat, source.is_geographic)
        found += [tuple(densified(ring) for ring in part) for part in parts]
    return tuple(found)


def _known(crs: str) -> CRS:
    try:
        return CRS.from_user_input(crs)
    except CRSError as error:
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "The coordinate reference system {crs} is unknown."),
            QT_TRANSLATE_NOOP("Messages", "Give the area in another one, such as EPSG:4326."),
            code="crs_unknown",
            detail=str(error),
            crs=str(crs)[:80],
        ) from error


def _transformer(source: CRS) -> Transformer | None:
    """To longitude and latitude; None where the coordinates are that already."""
    lonlat = CRS.from_epsg(4326)
    if source.equals(lonlat, ignore_axis_order=True):
        return None
    try:
        return Transformer.from_crs(source, lonlat, always_xy=True)
    except ProjError as error:
        raise ItsliveError(
            QT_TRANSLATE_NOOP(
                "Messages", "From {crs} no way leads to longitude and latitude on the Earth."
            ),
            QT_TRANSLATE_NOOP("Messages", "Give the area in another one, such as EPSG:4326."),
            code="crs_without_place",
            detail=str(error),
            crs=source.name,
        ) from error


def _of_degrees(rings: Rings) -> tuple[Rings, ...]:
    """A polygon in degrees, which may lie on any turn of the globe or over the end of one."""
    _, south, _, north = bounds(rings[0])
    if south < -POLE or north > POLE:
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "A latitude of the area is beyond 90 degrees."),
            QT_TRANSLATE_NOOP(
                "Messages", "Check the area's coordinate reference system and its axis order."
            ),
            code="area_invalid",
        )
    _check_width(rings[0])
    whole = in_one_turn(rings)
    if whole is not None:
        return (whole,)
    return cut(tuple(facing(ring, not index) for index, ring in enumerate(rings)))


def _of_map(rings: Rings, to_lonlat: Transformer, in_degrees: bool) -> tuple[Rings, ...]:
    """A polygon of a map's coordinates, or in degrees of another datum.

    Its interior is to the left of the rings on the map, and therefore on the globe; so nothing else
    needs to be known of what the projection does with poles and with the 180th meridian.
    """
    mirrored = _is_mirrored(rings[0], to_lonlat)
    directed = [facing(ring, bool(index) == mirrored) for index, ring in enumerate(rings)]
    on_globe = tuple(_of_ring(ring, to_lonlat, in_degrees) for ring in directed)
    # An outer ring that runs clockwise leaves out what it encircles, and holds both poles.
    whole = in_one_turn(on_globe) if signed_area(on_globe[0]) > 0 else None
    return cut(on_globe) if whole is None else (whole,)


def _of_ring(ring: Ring, to_lonlat: Transformer, in_degrees: bool) -> Ring:
    source, image = transformed(ring, to_lonlat)
    if not all(isfinite(lon) and isfinite(lat) for lon, lat in image):
        raise _outside()
    goes_round = _goes_round(source, image, to_lonlat)
    limit = POLE if in_degrees else _LARGEST_LATITUDE
    on_globe = continued((lon, min(max(lat, -limit), limit)) for lon, lat in image)
    if goes_round or in_degrees:
        _check_width(on_globe)
    return on_globe


def _goes_round(source: Ring, image: Ring, to_lonlat: Transformer) -> bool:
    """Whether the map goes on beyond one turn of the globe, as those with parallel meridians do.

    Raises:
        ItsliveError: points of the globe lead back to another place of the map, so this part of
            the plane shows nothing.
    """
    lons, lats = zip(*image)
    back = to_lonlat.transform(lons, lats, direction="INVERSE")
    shifts = []
    for x, y, x_back, y_back in zip(*zip(*source), *back):
        close = _RETURN * max(1.0, abs(x), abs(y))
        if not abs(y_back - y) <= close:  # infinite too
            raise _outside()
        if not abs(x_back - x) <= close:
            shifts.append(abs(x_back - x))
    if not shifts:
        return False
    width = min(shifts)
    if not all(abs(shift / width - round(shift / width)) <= _RETURN for shift in shifts):
        raise _outside()
    return True


def _is_mirrored(ring: Ring, to_lonlat: Transformer) -> bool:
    """Whether a map turns left into right, as those with axes to the south and west do."""
    west, south, east, north = bounds(ring)
    step = _STEP * hypot(east - west, north - south)
    left_turns = 0
    for x, y in ring[: -1 : max(1, len(ring) // _SAMPLES)]:
        lons, lats = to_lonlat.transform((x, x + step, x), (y, y, y + step))
        if all(map(isfinite, (*lons, *lats))):
            ahead = turned(lons[1] - lons[0]), lats[1] - lats[0]
            aside = turned(lons[2] - lons[0]), lats[2] - lats[0]
            left_turns += 1 if ahead[0] * aside[1] > ahead[1] * aside[0] else -1
    return left_turns < 0


def _check_width(ring: Sequence[Point]) -> None:
    west, _, east, _ = bounds(ring)
    if east - west > TURN + SAME:
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "The area goes around the globe more than once."),
            QT_TRANSLATE_NOOP("Messages", "Draw an area of at most 360 degrees of longitude."),
            code="area_too_wide",
        )


def _outside() -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP(
            "Messages", "A part of the area lies outside of what its projection covers."
        ),
        QT_TRANSLATE_NOOP(
            "Messages", "Draw a smaller area, or use a projection made for that region."
        ),
        code="area_outside_projection",
    )
