"""Whether a granule meets an area, judged in a plane around the granule.

Longitudes and latitudes are taken for those of a sphere: both shapes are bent alike, so what meets
on the ellipsoid meets here, and distances are right within half a percent. In the azimuthal
equidistant plane neither a pole nor the 180th meridian is anything special.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence

import numpy as np
import pyproj
from osgeo import ogr

RADIUS = 6_371_008.8  # m
STEP = 5_000.0  # m, between the points of an edge; in degrees as if they were 111 km
MARGIN = 2_000.0  # m, in which a careful human would not bet
# Near a pole a footprint's straight line between points 60 km apart leaves the true edge by more.
POLAR_MARGIN, POLAR_LATITUDE = 30_000.0, 86.0

ogr.UseExceptions()


def densified(ring: Sequence[Sequence[float]], step: float) -> np.ndarray:
    """A ring, open or closed, with points at most ``step`` apart; closed, n by 2."""
    points = [tuple(point) for point in ring]
    if points[0] != points[-1]:
        points.append(points[0])
    pieces = []
    for start, end in zip(np.array(points[:-1]), np.array(points[1:])):
        count = max(1, int(np.ceil(np.hypot(*(end - start)) / step)))
        pieces.append(start + (end - start) * np.arange(count)[:, None] / count)
    return np.vstack([*pieces, points[0]])


def to_lonlat(ring: Sequence[Sequence[float]], crs: str) -> np.ndarray:
    """A ring in any CRS, straight-edged there, as many points in degrees: n by 2."""
    if crs == "EPSG:4326":
        return densified(ring, STEP / 111_000)
    x, y = densified(ring, STEP).T
    transformer = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    return np.column_stack(transformer.transform(x, y))


def distance(lon: float, lat: float, lons: np.ndarray, lats: np.ndarray) -> np.ndarray:
    """Metres from a point to others (haversine)."""
    phi, phis = np.radians(lat), np.radians(lats)
    half_lon, half_lat = np.radians(lons - lon) / 2, (phis - phi) / 2
    root = np.sin(half_lat) ** 2 + np.cos(phi) * np.cos(phis) * np.sin(half_lon) ** 2
    return 2 * RADIUS * np.arcsin(np.sqrt(np.clip(root, 0, 1)))


def plane(lon: float, lat: float, points: np.ndarray) -> np.ndarray:
    """Points in degrees in the azimuthal equidistant plane around (lon, lat), metres.

    Snyder 1987, *Map Projections: A Working Manual*, equations 22-4, 22-5 and 25-2.
    """
    turn, phi, phis = np.radians(points[:, 0] - lon), np.radians(lat), np.radians(points[:, 1])
    cosine = np.sin(phi) * np.sin(phis) + np.cos(phi) * np.cos(phis) * np.cos(turn)
    x = np.cos(phis) * np.sin(turn)
    y = np.cos(phi) * np.sin(phis) - np.sin(phi) * np.cos(phis) * np.cos(turn)
    sine = np.hypot(x, y)
    angle = np.arctan2(sine, cosine)
    scale = RADIUS * np.where(sine > 0, angle / np.where(sine > 0, sine, 1), 1)
    return np.column_stack([x * scale, y * scale])


class Region:
    """An area: polygons (rings, the outer one first) in a CRS, smaller than half the globe."""

    def __init__(self, polygons: Iterable[Iterable[Sequence]], crs: str) -> None:
        self._polygons = [[to_lonlat(ring, crs) for ring in polygon] for polygon in polygons]
        outline = np.vstack([polygon[0] for polygon in self._polygons])
        lons, lats = np.radians(outline).T
        middle = np.array(
            [np.cos(lats) * np.cos(lons), np.cos(lats) * np.sin(lons), np.sin(lats)]
        ).mean(axis=1)
        self._lon = float(np.degrees(np.arctan2(middle[1], middle[0])))
        self._lat = float(np.degrees(np.arctan2(middle[2], np.hypot(middle[0], middle[1]))))
        self._reach = float(distance(self._lon, self._lat, *outline.T).max())

    def candidates(self, lons: np.ndarray, lats: np.ndarray, reach: np.ndarray) -> np.ndarray:
        """Which granules, given by centre and radius in metres, may meet the area at all."""
        far = distance(self._lon, self._lat, lons, lats)
        return far <= self._reach + reach + 2 * POLAR_MARGIN

    def judge(self, lon: float, lat: float, ring: np.ndarray) -> tuple[bool, bool]:
        """Whether a granule meets the area, and whether that is too close to call.

        Args:
            lon, lat: its centre.
            ring: its outline in degrees, n by 2.
        """
        area = _geometry(
            [[plane(lon, lat, part) for part in polygon] for polygon in self._polygons]
        )
        granule = _geometry([[plane(lon, lat, ring)]])
        polar = np.abs(ring[:, 1]).max() > POLAR_LATITUDE
        margin = POLAR_MARGIN if polar else MARGIN
        surely = granule.Buffer(-margin).Intersects(area)
        perhaps = granule.Buffer(margin).Intersects(area)
        return granule.Intersects(area), surely != perhaps


def _geometry(polygons: list[list[np.ndarray]]) -> ogr.Geometry:
    """A valid MultiPolygon of GEOS from polygons of closed rings (well-known binary)."""
    parts = [struct.pack("<BII", 1, 6, len(polygons))]
    for rings in polygons:
        parts.append(struct.pack("<BII", 1, 3, len(rings)))
        for ring in rings:
            parts += [struct.pack("<I", len(ring)), ring.astype("<f8").tobytes()]
    return ogr.CreateGeometryFromWkb(b"".join(parts)).MakeValid()
