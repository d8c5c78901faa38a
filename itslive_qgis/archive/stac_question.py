"""The body of a STAC item search, and the shapes an area is asked for by."""

from __future__ import annotations

from typing import Any

from .area import Area
from .geometry import Box, Ring, bounds, convex_hull
from .globe import SEAM
from .query import Query
from .stac_filter import Filter

COLLECTION = "itslive-granules"
# About 80 kB. Proxies refuse bodies of a megabyte, and the exact outline is checked here anyhow.
MOST_CORNERS = 2_000
_MOST_BOXES = 100


def search_body(
    query: Query, shape: dict[str, Any], limit: int, narrowing: Filter
) -> dict[str, Any]:
    """The body of a search that finds all of the query's granules in the shape, and some more.

    The service takes ``datetime`` for items whose interval from first to second image overlaps; a
    mid-date lies in its interval, so none is missed.

    Args:
        query: what is searched for.
        shape: GeoJSON geometry in longitude and latitude.
        limit: items asked for per page.
        narrowing: what the service is to leave out.
    """
    body: dict[str, Any] = {"collections": [COLLECTION], "intersects": shape, "limit": limit}
    if query.start or query.end:
        start = f"{query.start.isoformat()}T00:00:00Z" if query.start else ".."
        end = f"{query.end.isoformat()}T23:59:59.999999Z" if query.end else ".."
        body["datetime"] = f"{start}/{end}"
    return filtered(body, narrowing)


def filtered(body: dict[str, Any], narrowing: Filter) -> dict[str, Any]:
    """The body with this filter in place of the one it has."""
    plain = {key: value for key, value in body.items() if not key.startswith("filter")}
    if narrowing.expression is None:
        return plain
    return {**plain, "filter-lang": "cql2-json", "filter": narrowing.expression}


def criteria_of(query: Query, narrowing: Filter) -> tuple[str, ...]:
    """Names of ``query.CRITERIA`` that the service narrows its answer by."""
    dates = ("dates",) if query.start or query.end else ()
    return ("area", *dates, *narrowing.criteria)


def shape_of(area: Area) -> dict[str, Any]:
    """The area; where it has very many corners, convex hulls that hold its polygons, or boxes."""
    if sum(len(ring) for polygon in area.polygons for ring in polygon) <= MOST_CORNERS:
        return area.geojson()
    hulls = [convex_hull(polygon[0]) for polygon in area.polygons]
    return _geojson(hulls) if sum(map(len, hulls)) <= MOST_CORNERS else boxes_of(area)


def boxes_of(area: Area) -> dict[str, Any]:
    """A box around each polygon of the area; around all of them if they are many."""
    boxes = [bounds(polygon[0]) for polygon in area.polygons]
    if len(boxes) > _MOST_BOXES:
        boxes = _parts(area.bbox())
    return _geojson(
        [
            ((west, south), (east, south), (east, north), (west, north), (west, south))
            for west, south, east, north in boxes
        ]
    )


def _parts(box: Box) -> list[Box]:
    """A box, cut in two where it lies over the 180th meridian: on a plane it would be the rest."""
    west, south, east, north = box
    if west <= east:
        return [box]
    return [(west, south, SEAM, north), (-SEAM, south, east, north)]


def _geojson(rings: list[Ring]) -> dict[str, Any]:
    coordinates = [[[list(point) for point in ring]] for ring in rings]
    if len(coordinates) == 1:
        return {"type": "Polygon", "coordinates": coordinates[0]}
    return {"type": "MultiPolygon", "coordinates": coordinates}
