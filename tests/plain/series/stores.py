"""Official cubes of random numbers, small, written with zarr itself: no line of the plugin."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numcodecs
import numpy as np
import pyproj
import xarray as xr
import zarr

FILL = -32767
PIXEL = 120.0
PACKED = numcodecs.Blosc(cname="zlib", clevel=2, shuffle=1)
DAYS = "days since 1970-01-01"


@dataclass
class Cube:
    """How a cube is to be; what is not said is as in the archive.

    Attributes:
        path: of the store.
        epsg: its projection.
        corner: west and north edge, metres.
        layers: image pairs.
        size: columns and rows.
        chunks: of what has three dimensions.
        dtype: of the velocities.
        fill: ``"attribute"`` tells ``missing_value``, ``"fill"`` a ``fill_value``, ``"both"`` both.
        compressor: of all arrays.
        texts: type of satellites' names: ``"<U2"``, or ``"O"`` for texts of any length.
        south_first: whether y rises.
        without: arrays that are left out.
        seed: of the numbers.
        pairs: acquisition dates of both images, (layers,) datetime64[ns] each; random by default.
        values: of ``vx`` and ``vy``, (layers, rows, columns) with NaN; random by default.
    """

    path: Path
    epsg: int = 3413
    corner: tuple[float, float] = (-200_007.5, -2_199_992.5)
    layers: int = 300
    size: tuple[int, int] = (40, 30)
    chunks: tuple[int, int, int] = (100, 10, 10)
    dtype: str = "<i2"
    fill: str = "attribute"
    compressor: Any = field(default_factory=lambda: PACKED)
    texts: str = "<U2"
    south_first: bool = False
    without: tuple[str, ...] = ()
    seed: int = 1
    pairs: Any = None
    values: Any = None
    transform: str = ""
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def x(self) -> np.ndarray:
        """Centres of the columns."""
        return self.corner[0] + PIXEL * (np.arange(self.size[0]) + 0.5)

    @property
    def y(self) -> np.ndarray:
        """Centres of the rows."""
        falling = self.corner[1] - PIXEL * (np.arange(self.size[1]) + 0.5)
        return falling[::-1] if self.south_first else falling

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Outer edges: west, south, east, north."""
        west, north = self.corner
        return west, north - PIXEL * self.size[1], west + PIXEL * self.size[0], north

    def lonlat(self, x: float, y: float) -> tuple[float, float]:
        """Longitude and latitude of a place."""
        return pyproj.Transformer.from_crs(self.epsg, 4326, always_xy=True).transform(x, y)

    def of_pixel(self, column: int, row: int) -> tuple[float, float]:
        """Longitude and latitude of a pixel's centre."""
        return self.lonlat(self.x[column], self.y[row])

    def opened(self) -> xr.Dataset:
        """The cube, as xarray reads it from disk."""
        return xr.open_zarr(self.path, consolidated=True, decode_timedelta=False)

    def raw(self) -> zarr.Group:
        """The cube, as zarr reads it from disk."""
        return zarr.open_consolidated(str(self.path), mode="r")

    def write(self) -> Cube:
        """Write it; return it."""
        _Writer(self).write()
        return self

    def change(self, name: str, values: Any, filters: Any = None, **attributes: Any) -> None:
        """Write another array of this name into the store."""
        group = zarr.open_group(str(self.path), mode="a")
        before = group[name]
        told = {**before.attrs.asdict(), **attributes}
        array = group.create_dataset(
            name,
            data=values,
            chunks=before.chunks,
            compressor=before.compressor,
            filters=filters,
            fill_value=None,
            overwrite=True,
        )
        array.attrs.update(told)
        zarr.consolidate_metadata(group.store)


class _Writer:
    def __init__(self, cube: Cube) -> None:
        self.cube = cube
        self.rng = np.random.default_rng(cube.seed)
        self.group = zarr.open_group(str(cube.path), mode="w")

    def write(self) -> None:
        cube, rng = self.cube, self.rng
        first, second = cube.pairs if cube.pairs is not None else self._pairs()
        middle = first + (second - first) // 2
        self._add("mid_date", _microseconds(middle), units="microseconds since 1970-01-01")
        self._add("x", cube.x, dims=("x",))
        self._add("y", cube.y, dims=("y",))
        number = np.datetime64(0, "ns")
        day = np.timedelta64(1, "D")
        self._add("date_dt", ((second - first) / day).astype("<f4"), units="days", fill=FILL)
        for image, date in (("1", first), ("2", second)):
            days = (date - number) / day
            self._add(f"acquisition_date_img{image}", days, units=DAYS)
        # By the date, so that one pair has one satellite in all cubes.
        first_names = (first.astype("datetime64[s]").astype(np.int64) // 17) % 4
        for image, names in (("1", first_names), ("2", first_names ^ 1)):
            missions = np.array(["L", "L", "S", "S"])[names]
            self._text(f"mission_img{image}", missions, "O" if cube.texts == "O" else "<U1")
            longer = cube.texts in ("<U3", "O")
            numbers = np.array(["8.0" if longer else "8", "9", "1A", "2B"])[names]
            self._text(f"satellite_img{image}", numbers, cube.texts)
        for name in ("vx_error", "vy_error"):
            errors = rng.uniform(1, 90, cube.layers).astype("<f4")
            errors[rng.random(cube.layers) < 0.02] = FILL
            self._add(name, errors, fill=FILL, units="meter/year")
        self._velocities()
        self._mapping()
        # By which the metadata of a cube that is written anew are others.
        self.group.attrs["date_updated"] = f"{2024 + cube.seed}-01-01T00:00:00"
        for name, values in cube.extra.items():
            self._add(name, values)
        zarr.consolidate_metadata(self.group.store)

    def _pairs(self) -> tuple[np.ndarray, np.ndarray]:
        """In no order, to the microsecond."""
        start = np.datetime64("1985-03-01", "us") + self.rng.integers(
            0, 38 * 365 * 86_400_000_000, self.cube.layers
        ).astype("timedelta64[us]")
        days = self.rng.choice([6, 12, 16, 32, 368], self.cube.layers).astype("timedelta64[D]")
        return start.astype("datetime64[ns]"), (start + days).astype("datetime64[ns]")

    def _velocities(self) -> None:
        cube, rng = self.cube, self.rng
        shape = (cube.layers, cube.size[1], cube.size[0])
        if cube.values is not None:
            vx, vy = (np.array(each, float) for each in cube.values)
        else:
            vx, vy = rng.normal(300, 90, shape), rng.normal(-150, 60, shape)
            for each in (vx, vy):
                each[rng.random(shape) < 0.3] = np.nan
        whole = np.dtype(cube.dtype).kind == "i"
        vx, vy = (np.rint(each) if whole else each for each in (vx, vy))
        v = np.hypot(vx, vy)
        v_error = np.abs(rng.normal(20, 9, shape))
        v_error[np.isnan(v)] = np.nan
        for name, values in (("vx", vx), ("vy", vy), ("v", v), ("v_error", v_error)):
            if name in cube.without:
                continue
            held = np.where(np.isnan(values), FILL, np.rint(values) if whole else values)
            array = self.group.create_dataset(
                name,
                data=held.astype(cube.dtype),
                chunks=cube.chunks,
                compressor=cube.compressor,
                fill_value=FILL if cube.fill in ("fill", "both") else None,
            )
            array.attrs["_ARRAY_DIMENSIONS"] = ["mid_date", "y", "x"]
            array.attrs["grid_mapping"] = "mapping"
            if cube.fill in ("attribute", "both"):
                array.attrs["missing_value"] = FILL

    def _add(self, name, values, dims=("mid_date",), fill=None, **attributes) -> None:
        if name in self.cube.without:
            return
        array = self.group.create_dataset(
            name,
            data=values,
            chunks=(self.cube.chunks[0] * 2 + 7 if dims == ("mid_date",) else len(values),),
            compressor=self.cube.compressor,
            fill_value=fill,
        )
        array.attrs.update({"_ARRAY_DIMENSIONS": list(dims), **attributes})

    def _text(self, name: str, texts: np.ndarray, dtype: str) -> None:
        if dtype != "O":
            self._add(name, texts.astype(dtype))
        elif name not in self.cube.without:
            array = self.group.create_dataset(
                name,
                data=texts.astype(object),
                chunks=(self.cube.chunks[0] * 2 + 7,),
                dtype=object,
                object_codec=numcodecs.VLenUTF8(),
                compressor=self.cube.compressor,
            )
            array.attrs["_ARRAY_DIMENSIONS"] = ["mid_date"]

    def _mapping(self) -> None:
        west, north = self.cube.corner
        array = self.group.create_dataset("mapping", data="", shape=(), dtype="<U1")
        told = self.cube.transform or f"{west} {PIXEL} 0 {north} 0 {-PIXEL}"
        array.attrs.update(
            {"_ARRAY_DIMENSIONS": [], "spatial_epsg": self.cube.epsg, "GeoTransform": told}
        )


def _microseconds(dates: np.ndarray) -> np.ndarray:
    return dates.astype("datetime64[us]").astype(np.int64)


def feature(cube: Cube, url: str) -> dict[str, Any]:
    """The catalogue's entry of a cube."""
    west, south, east, north = cube.bounds
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [[cube.lonlat(*each) for each in ring]]},
        "properties": {
            "zarr_url": url,
            "epsg": cube.epsg,
            "datacube_exist": 1,
            "geometry_epsg": {"type": "Polygon", "coordinates": [ring]},
        },
    }


def catalogue(*features: dict[str, Any]) -> bytes:
    """A catalogue of some entries."""
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()
