"""The catalogue of ITS_LIVE's own cubes, Zarr stores of 100 by 100 km, and those that hold a point.

A point belongs to a cube by the cube's own projection (``geometry_epsg``): the outlines in degrees
that stand beside are those of the corners alone. Cubes of neighbouring projections overlap, so a
point may be in several.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite
from typing import Any
from urllib.parse import urlsplit

from pyproj import Transformer
from pyproj.exceptions import ProjError

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from .urls import secure_url

_ENDING = ".zarr"
#: Degrees that a place may move on its way into a projection and back. Far outside a projection's
#: own part of the Earth it comes back somewhere else.
_EXACT = 1e-6


@dataclass(frozen=True)
class OfficialCube:
    """A cube of the catalogue.

    Attributes:
        url: of its store.
        epsg: its projection.
        bounds: x from, y from, x to, y to, of its pixels' outer edges, metres.
    """

    url: str
    epsg: int
    bounds: tuple[float, float, float, float]

    def depth(self, x: float, y: float) -> float:
        """Metres from a place in its projection to its nearest edge; negative outside."""
        x_from, y_from, x_to, y_to = self.bounds
        return min(x - x_from, x_to - x, y - y_from, y_to - y)


@dataclass(frozen=True)
class Found:
    """A cube that holds a point.

    Attributes:
        cube: the cube.
        x: of the point in the cube's projection, metres.
        y: likewise.
    """

    cube: OfficialCube
    x: float
    y: float


class Catalogue:
    """All cubes.

    Args:
        cubes: in any order.
    """

    def __init__(self, cubes: tuple[OfficialCube, ...]) -> None:
        self.cubes = cubes
        self._by_epsg: dict[int, list[OfficialCube]] = defaultdict(list)
        for cube in cubes:
            self._by_epsg[cube.epsg].append(cube)

    @classmethod
    def parse(cls, data: bytes) -> Catalogue:
        """Read the catalogue's GeoJSON, of any of its generations.

        Cubes that are planned and not there yet (``datacube_exist`` 0), and entries that tell no
        place, are passed over.

        Raises:
            ItsliveError: it is no catalogue, or one without any cube.
        """
        try:
            features = json.loads(data)["features"]
            cubes = tuple(cube for cube in map(_cube, features) if cube is not None)
        except (ValueError, LookupError, TypeError, RecursionError) as error:
            raise _no_catalogue(repr(error)) from error
        if not cubes:
            raise _no_catalogue("no cube")
        return cls(cubes)

    def at(self, lon: float, lat: float) -> list[Found]:
        """The cubes that hold a place, that first in which it lies farthest from the edge.

        Args:
            lon: longitude, degrees.
            lat: latitude, degrees.
        """
        found = []
        for epsg, cubes in self._by_epsg.items():
            place = _projected(epsg, lon, lat)
            if place is not None:
                found += [Found(cube, *place) for cube in cubes if cube.depth(*place) >= 0]
        return sorted(found, key=lambda each: (-each.cube.depth(each.x, each.y), each.cube.url))


def _cube(feature: dict[str, Any]) -> OfficialCube | None:
    try:
        told = feature["properties"]
        url, ring = str(told["zarr_url"]), told["geometry_epsg"]["coordinates"][0]
        # An older catalogue wrote "EPSG:32718" into another field.
        epsg = int(str(told.get("epsg") or told["data_epsg"]).rpartition(":")[2])
        xs, ys = ([float(corner[axis]) for corner in ring] for axis in (0, 1))
    except (LookupError, TypeError, ValueError, AttributeError):
        return None
    bounds = min(xs), min(ys), max(xs), max(ys)
    is_there = told.get("datacube_exist", 1)
    if not is_there or not all(map(isfinite, bounds)) or not _is_store(url):
        return None
    return OfficialCube(secure_url(url), epsg, bounds)


def _is_store(url: str) -> bool:
    try:
        return urlsplit(url).path.endswith(_ENDING)
    except ValueError:
        return False


def _projected(epsg: int, lon: float, lat: float) -> tuple[float, float] | None:
    """A place in a projection; None where the projection does not reach."""
    try:
        transformer = _transformer(epsg)
        x, y = transformer.transform(lon, lat, errcheck=True)
        back = transformer.transform(x, y, direction="INVERSE", errcheck=True)
    except ProjError:
        return None
    # The same meridian has two names where the day changes, and any at a pole.
    turned = abs((back[0] - lon + 180) % 360 - 180)
    is_same = abs(back[1] - lat) < _EXACT and (turned < _EXACT or abs(lat) > 90 - _EXACT)
    return (x, y) if is_same else None


@lru_cache(maxsize=128)
def _transformer(epsg: int) -> Transformer:
    return Transformer.from_crs("EPSG:4326", f"EPSG:{epsg}", always_xy=True)


def _no_catalogue(detail: str) -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "What the archive sent is no catalogue of cubes."),
        QT_TRANSLATE_NOOP("Messages", "Try again later, or use a cube that you built yourself."),
        code="no_catalogue",
        detail=detail,
    )
