"""The record of one point as columns, whatever it was read from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any

import numpy as np
from pyproj import Transformer

from ..archive.names import parse_name
from ..archive.satellites import satellite_name

#: Units of velocities that are in metres of the map grid, and of those on the ground.
MAP, GROUND = "map", "ground"


@dataclass(frozen=True)
class Place:
    """Where a record was asked for, and what was used for it.

    Attributes:
        lon: of the point asked for, degrees.
        lat: likewise.
        crs: projection along whose axes ``vx`` and ``vy`` lie, such as ``"EPSG:3413"``.
        x: of the point in it, metres.
        y: likewise.
        pixel_x: centre of the pixel used, or nearest to the point; None without one.
        pixel_y: likewise.
        distance: metres of the map from the point to that centre; None without one.
        map_scale: map distance over ground distance there.
        metres: of what the velocities are, :data:`MAP` or :data:`GROUND`.
        pixels: how many pixels were used: 1, 4 for bilinear, more for a mean over a radius.
    """

    lon: float
    lat: float
    crs: str
    x: float
    y: float
    pixel_x: float | None = None
    pixel_y: float | None = None
    distance: float | None = None
    map_scale: float = 1.0
    metres: str = MAP
    pixels: int = 1

    @property
    def epsg(self) -> int | None:
        """The number in ``"EPSG:32607"``; None for a projection without one."""
        authority, _, code = self.crs.partition(":")
        return int(code) if authority == "EPSG" and code.isdigit() else None

    @property
    def pixel_lon_lat(self) -> tuple[float, float] | None:
        """Longitude and latitude of the pixel's centre, degrees; None where it is not told."""
        if self.pixel_x is None or self.pixel_y is None or not self.crs:
            return None
        lon, lat = _to_globe(self.crs).transform(self.pixel_x, self.pixel_y)
        return float(lon), float(lat)


@dataclass(frozen=True, eq=False)
class PointSeries:
    """A row for each image pair that has a velocity at a point, in order of mid-date.

    All arrays have shape (n,).

    Attributes:
        place: where.
        mid_date: datetime64[ns], UTC. In official cubes what is below a second is a code that
            makes dates unique, not a time.
        date_1: of the earlier image, datetime64[ns]; NaT where it is not known.
        date_2: of the later image, likewise.
        separation: days between them, float64.
        satellite: index into ``satellites``, uint8.
        satellites: names as ``archive.satellites`` has them, such as ``"Sentinel-1A"``.
        v: speed, m/yr, float32, NaN where missing; so are the others.
        vx: component along x of the projection of ``place``.
        vy: component along y.
        v_error: one-sigma error of ``v``.
        vx_error: likewise.
        vy_error: likewise.
        source: index into ``sources``, uint8.
        sources: paths or addresses of the cubes.
        layer: place of the pair in its cube, int64.
        granules: names of the granules, or empty where they are not known (yet).
        derived: whether ``v`` and ``v_error`` were computed from the components, until those that
            are stored have come.
        satellite_2: likewise of the other image, index into ``satellites_2``, uint8; None where it
            is not known (yet).
        satellites_2: names, empty of an image whose satellite is not known.
    """

    place: Place
    mid_date: np.ndarray
    date_1: np.ndarray
    date_2: np.ndarray
    separation: np.ndarray
    satellite: np.ndarray
    satellites: tuple[str, ...]
    v: np.ndarray
    vx: np.ndarray
    vy: np.ndarray
    v_error: np.ndarray
    vx_error: np.ndarray
    vy_error: np.ndarray
    source: np.ndarray
    sources: tuple[str, ...]
    layer: np.ndarray
    granules: tuple[str, ...] = ()
    derived: bool = False
    satellite_2: np.ndarray | None = None
    satellites_2: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.mid_date)

    @property
    def mid_days(self) -> np.ndarray:
        """Mid-dates in days since 1970-01-01, float64, as matplotlib counts them."""
        return (self.mid_date - np.datetime64(0, "ns")) / np.timedelta64(1, "D")

    @property
    def satellite_names(self) -> np.ndarray:
        """The name of each row's satellite, an array of objects."""
        return np.array(self.satellites, dtype=object)[self.satellite]

    def satellites_of(self, row: int) -> tuple[str, ...]:
        """Names of the satellites of a row's two images; one where both are of the same."""
        names = [self.satellites[self.satellite[row]]]
        if self.satellite_2 is not None:
            names.append(self.satellites_2[self.satellite_2[row]])
        return tuple(dict.fromkeys(name for name in names if name))

    def at(self, rows: np.ndarray) -> PointSeries:
        """Some of the rows, by bool or index."""
        taken = {
            field.name: getattr(self, field.name)[rows]
            for field in fields(self)
            if isinstance(getattr(self, field.name), np.ndarray)
        }
        if self.granules:
            taken["granules"] = tuple(np.array(self.granules, dtype=object)[rows])
        return replace(self, **taken)


def series_of_cube(answer: Mapping[str, Any], crs: str, path: str = "") -> PointSeries | None:
    """The record in the worker's answer for one point of a cube of ours; None outside the cube.

    Args:
        answer: an entry of ``series`` of ``science.cube_series.point_series``.
        crs: of the cube.
        path: of the cube.
    """
    if not answer["inside"]:
        return None
    count = len(answer["mid_date"])
    names, codes = _coded(answer["satellite"])
    names_2, codes_2 = _coded(map(_other_satellite, answer["granule_id"], answer["satellite"]))
    place = Place(
        lon=answer["lon"],
        lat=answer["lat"],
        crs=crs,
        x=answer["at"][0],
        y=answer["at"][1],
        pixel_x=answer["pixel_x"],
        pixel_y=answer["pixel_y"],
        distance=answer["distance_m"],
        map_scale=answer["map_scale"] or 1.0,
        metres=answer["metres"],
    )
    unknown = np.full(count, np.nan, np.float32)
    series = PointSeries(
        place=place,
        mid_date=_dates(answer["mid_date"]),
        date_1=_dates(answer["date_1"]),
        date_2=_dates(answer["date_2"]),
        separation=np.array(answer["separation_days"], float),
        satellite=codes,
        satellites=names,
        v=_numbers(answer["v"]),
        vx=_numbers(answer["vx"]),
        vy=_numbers(answer["vy"]),
        v_error=_numbers(answer["v_error"]),
        vx_error=_numbers(answer.get("vx_error", unknown)),
        vy_error=_numbers(answer.get("vy_error", unknown)),
        source=np.zeros(count, np.uint8),
        sources=(path,),
        layer=np.array(answer.get("layer", np.arange(count)), np.int64),
        granules=tuple(answer["granule_id"]),
        satellite_2=codes_2,
        satellites_2=names_2,
    )
    return series.at(np.argsort(series.mid_date, kind="stable"))


@lru_cache(maxsize=32)
def _to_globe(crs: str) -> Transformer:
    return Transformer.from_crs(crs, "EPSG:4326", always_xy=True)


def _coded(texts: Iterable[str]) -> tuple[tuple[str, ...], np.ndarray]:
    """The texts there are, and for each its place among them, uint8."""
    texts = list(texts)
    names = tuple(dict.fromkeys(texts))
    codes = {name: code for code, name in enumerate(names)}
    return names, np.array([codes[text] for text in texts], np.uint8)


def _other_satellite(granule_id: str, satellite: str) -> str:
    """The satellite of a granule's other image, as its name tells; empty if it does not."""
    both = [satellite_name(scene.sensor) for scene in parse_name(granule_id).scenes]
    if satellite in both:
        both.remove(satellite)
    return both[-1] if both else ""


def _dates(texts: Any) -> np.ndarray:
    plain = [text.replace("Z", "").split("+", maxsplit=1)[0] if text else "NaT" for text in texts]
    return np.array(plain, dtype="datetime64[ns]")


def _numbers(values: Any) -> np.ndarray:
    return np.array([np.nan if value is None else value for value in values], np.float32)
