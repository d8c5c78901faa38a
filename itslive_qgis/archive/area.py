"""The area a user searches and clips by, as polygons in longitude and latitude."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor, hypot, isfinite
from typing import Any

from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from .geometry import Box, Point, Ring, Rings, bounds, ring_crosses_itself, ring_km2, signed_area
from .in_thread import in_python_thread
from .lonlat import densified, polygons_of, transformed

Polygons = tuple[Rings, ...]
RawPolygons = Iterable[Iterable[Iterable[Sequence[float]]]]

_LARGEST_LATITUDE = 89.999
_SMALLEST_PART = 1e-12  # of the ring's own box: below that it is a line


@dataclass(frozen=True)
class Area:
    """Polygons in longitude and latitude (EPSG:4326) with closed rings and densified edges.

    Attributes:
        polygons: polygon, then rings (the outer one first, then holes), then (lon, lat) in degrees.
    """

    polygons: Polygons

    @classmethod
    def from_rings(cls, polygons: RawPolygons, crs: str = "EPSG:4326") -> Area:
        """The area of polygons given in any coordinate reference system.

        Edges are straight in ``crs``: each gets as many points as it needs to stay in place in
        longitude and latitude, before anything is transformed.

        Args:
            polygons: polygon, then rings (outer first), then points (x, y); rings may be open.
            crs: anything pyproj understands, e.g. ``"EPSG:3413"`` or WKT.

        Raises:
            ItsliveError: if the area is empty, flat, crosses itself, crosses the 180th meridian
                or holds a pole, or if it has no place in longitude and latitude.
        """
        cleaned = tuple(
            tuple(_clean_ring(ring) for ring in polygon if polygon) for polygon in polygons
        )
        cleaned = tuple(polygon for polygon in cleaned if polygon)
        if not cleaned:
            raise _empty()
        return cls(in_python_thread(_lonlat_polygons, cleaned, crs))

    @classmethod
    def from_geojson(cls, geometry: dict[str, Any]) -> Area:
        """The area of a GeoJSON geometry, feature or collection of polygons in lon/lat.

        Gives back exactly the area whose :meth:`geojson` it is.

        Raises:
            ItsliveError: as :meth:`from_rings`, or if there is anything but polygons in it.
        """
        return cls.from_rings(polygons_of(geometry))

    def geojson(self) -> dict[str, Any]:
        """The area as a GeoJSON Polygon or MultiPolygon."""
        coordinates = [
            [[list(point) for point in ring] for ring in polygon] for polygon in self.polygons
        ]
        if len(coordinates) == 1:
            return {"type": "Polygon", "coordinates": coordinates[0]}
        return {"type": "MultiPolygon", "coordinates": coordinates}

    def bbox(self) -> Box:
        """West, south, east, north in degrees."""
        return bounds(point for polygon in self.polygons for point in polygon[0])

    def km2(self) -> float:
        """Area on the WGS 84 ellipsoid in square kilometres, holes taken away.

        Its edges are straight on a map of degrees, and it may be larger than half the globe.
        """
        rings = ((index, ring) for polygon in self.polygons for index, ring in enumerate(polygon))
        return sum(-ring_km2(ring) if index else ring_km2(ring) for index, ring in rings)


def _clean_ring(ring: Iterable[Sequence[float]]) -> Ring:
    """The ring closed, without repeated points; ItsliveError if it encloses nothing."""
    points: list[Point] = []
    for raw in ring:
        point = (float(raw[0]), float(raw[1]))
        if not (isfinite(point[0]) and isfinite(point[1])):
            raise ItsliveError(
                QT_TRANSLATE_NOOP("Messages", "The area has a corner that is nowhere."),
                QT_TRANSLATE_NOOP("Messages", "Draw the area again."),
                code="area_invalid",
            )
        if not points or point != points[-1]:
            points.append(point)
    if len(points) > 1 and points[0] == points[-1]:
        points.pop()
    if len(set(points)) < 3:  # noqa: PLR2004 - a triangle
        raise _empty()
    closed = (*points, points[0])
    west, south, east, north = bounds(closed)
    if abs(signed_area(closed)) <= _SMALLEST_PART * hypot(east - west, north - south) ** 2:
        # A bow tie may enclose nothing by its sign alone; say what is wrong with it.
        raise _crossing() if ring_crosses_itself(closed) else _empty()
    if ring_crosses_itself(closed):
        raise _crossing()
    return closed


def _lonlat_polygons(polygons: Polygons, crs: str) -> Polygons:
    to_lonlat = _transformer(crs)
    return tuple(tuple(_lonlat_ring(ring, to_lonlat) for ring in polygon) for polygon in polygons)


def _transformer(crs: str) -> Transformer | None:
    """To longitude and latitude; None where the coordinates are that already."""
    try:
        source = CRS.from_user_input(crs)
        if source.equals(CRS.from_epsg(4326), ignore_axis_order=True):
            return None
        return Transformer.from_crs(source, CRS.from_epsg(4326), always_xy=True)
    except CRSError as error:
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "The coordinate reference system {crs} is unknown."),
            QT_TRANSLATE_NOOP("Messages", "Give the area in another one, such as EPSG:4326."),
            code="crs_unknown",
            detail=str(error),
            crs=str(crs)[:80],
        ) from error
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


def _lonlat_ring(ring: Ring, to_lonlat: Transformer | None) -> Ring:
    if to_lonlat is None:
        return densified(_wrapped(ring))
    points = transformed(ring, to_lonlat)
    if not all(isfinite(lon) and isfinite(lat) for lon, lat in points):
        raise ItsliveError(
            QT_TRANSLATE_NOOP(
                "Messages", "A part of the area lies outside of what its projection covers."
            ),
            QT_TRANSLATE_NOOP(
                "Messages", "Draw a smaller area, or use a projection made for that region."
            ),
            code="area_outside_projection",
        )
    jumps = any(abs(b[0] - a[0]) > 180 for a, b in zip(points[:-1], points[1:]))  # noqa: PLR2004
    if jumps or any(abs(lat) > _LARGEST_LATITUDE for _, lat in points):
        raise _antimeridian()
    return densified(points)


def _wrapped(ring: Ring) -> Ring:
    """The ring between -180 and 180 degrees, where it lies wholly on one turn of the globe."""
    west, south, east, north = bounds(ring)
    if south < -90 or north > 90:  # noqa: PLR2004 - the poles
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "A latitude of the area is beyond 90 degrees."),
            QT_TRANSLATE_NOOP(
                "Messages", "Check the area's coordinate reference system and its axis order."
            ),
            code="area_invalid",
        )
    turn = -360.0 * floor((west + 180) / 360)
    if east + turn > 180 or max(-south, north) > _LARGEST_LATITUDE:  # noqa: PLR2004
        raise _antimeridian()
    return tuple((lon + turn, lat) for lon, lat in ring) if turn else ring


def _empty() -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "The area is empty: it needs three corners or more."),
        QT_TRANSLATE_NOOP("Messages", "Draw a polygon or rectangle around the glacier."),
        code="area_empty",
    )


def _crossing() -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "The outline of the area crosses itself."),
        QT_TRANSLATE_NOOP("Messages", "Draw it again without crossing lines."),
        code="area_crosses_itself",
    )


def _antimeridian() -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "The area crosses the 180th meridian or holds a pole."),
        QT_TRANSLATE_NOOP("Messages", "Draw an area that stays on one side of it."),
        code="area_antimeridian",
    )
