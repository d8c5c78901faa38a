"""The area a user searches and clips by, as polygons in longitude and latitude."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from typing import Any

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from .geometry import Box, Point, Polygon, Ring, Rings, is_flat, ring_crosses_itself, ring_km2
from .in_thread import in_python_thread
from .lonlat import polygons_of
from .placing import placed
from .seam import latitudes_near, narrowest_box, probe_at

Polygons = tuple[Rings, ...]
RawPolygons = Iterable[Iterable[Iterable[Sequence[float]]]]


@dataclass(frozen=True)
class Area:
    """Polygons in longitude and latitude (EPSG:4326) with closed rings and densified edges.

    They lie within -180..180 and -90..90 degrees: one over the 180th meridian is cut there, one
    around a pole has an edge along it from -180 to 180.

    Attributes:
        polygons: polygon, then rings (the outer one first, then holes), then (lon, lat) in degrees.
    """

    polygons: Polygons

    @classmethod
    def from_rings(cls, polygons: RawPolygons, crs: str = "EPSG:4326") -> Area:
        """The area of polygons given in any coordinate reference system.

        Edges are straight in ``crs``: each gets as many points as it needs to stay in place in
        longitude and latitude, before anything is transformed. Longitudes may lie on any turn of
        the globe, 170 to 190 as well as -190 to -170.

        Args:
            polygons: polygon, then rings (outer first), then points (x, y); rings may be open.
            crs: anything pyproj understands, e.g. ``"EPSG:3413"`` or WKT.

        Raises:
            ItsliveError: if the area is empty, flat, crosses itself, goes around the globe more
                than once, or has no place in longitude and latitude.
        """
        cleaned = tuple(
            tuple(_clean_ring(ring) for ring in polygon if polygon) for polygon in polygons
        )
        cleaned = tuple(polygon for polygon in cleaned if polygon)
        if not cleaned:
            raise _empty()
        polygons_on_globe = in_python_thread(placed, cleaned, crs)
        if not polygons_on_globe:
            raise _empty()
        return cls(polygons_on_globe)

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
        """West, south, east, north in degrees; west > east over the 180th meridian (RFC 7946)."""
        return narrowest_box(self.polygons)

    @cached_property
    def outlines(self) -> tuple[Polygon, ...]:
        """The polygons made ready to be compared with thousands of footprints."""
        return tuple(map(Polygon, self.polygons))

    def meets(self, footprint: Polygon) -> bool:
        """Whether a footprint in longitude and latitude shares a point with the area."""
        return any(outline.meets(footprint) for outline in self.outlines)

    def near_seam(self) -> bool:
        """Whether a granule that touches the area may lie over the 180th meridian or a pole."""
        return latitudes_near(self.polygons) is not None

    def probe(self) -> dict[str, Any] | None:
        """What to search besides, so that granules are found whose footprints are stored wrongly.

        Returns:
            A GeoJSON polygon far from the area, which on a plane meets every footprint that
            leaps over the map from 179 to -179 degrees, of any granule that touches the area and
            others; None if no granule there can have such a footprint.
        """
        near = latitudes_near(self.polygons)
        return probe_at(*near) if near else None

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
    if is_flat(closed):
        # A bow tie may enclose nothing by its sign alone; say what is wrong with it.
        raise _crossing() if ring_crosses_itself(closed) else _empty()
    if ring_crosses_itself(closed):
        raise _crossing()
    return closed


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
