"""The area in the cube's projection."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyproj


@dataclass(frozen=True)
class Outline:
    """A polygon or several in one projection.

    Attributes:
        geometry: GeoJSON Polygon or MultiPolygon.
        bounds: xmin, ymin, xmax, ymax.
    """

    geometry: dict[str, Any]
    bounds: tuple[float, float, float, float]


def project_geometry(geometry: dict[str, Any], crs: str) -> Outline:
    """Transform a GeoJSON geometry from longitude and latitude.

    Edges are taken as they are: ``archive.area`` has added vertices along them, so that straight
    lines between neighbours stay within metres of the drawn ones.
    """
    transformer = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True)

    def project(ring: list[list[float]]) -> list[list[float]]:
        x, y = transformer.transform([at[0] for at in ring], [at[1] for at in ring])
        return [list(point) for point in zip(x, y)]

    polygons = [[project(ring) for ring in polygon] for polygon in _polygons(geometry)]
    points = [point for polygon in polygons for ring in polygon for point in ring]
    x, y = zip(*points)
    return Outline(
        {"type": "MultiPolygon", "coordinates": polygons}, (min(x), min(y), max(x), max(y))
    )


def _polygons(geometry: dict[str, Any]) -> Iterator[list[Any]]:
    if geometry["type"] == "Polygon":
        yield geometry["coordinates"]
    else:
        yield from geometry["coordinates"]
