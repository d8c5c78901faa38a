"""Write and open the cube's file: NetCDF-4 by the CF conventions, readable by GDAL and xarray."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

import netCDF4
import numpy as np
import pyproj

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from . import credits
from .granule import FILL, GranuleHeader
from .grid import Grid
from .map_scale import map_scale
from .placement import Layer

#: Layers, rows and columns of one stored block: small in time for a map of one date, small in
#: space for the series of one point.
BLOCK = (16, 128, 128)

#: Layers of large grids are written before a block is full, so that memory stays bounded.
PENDING_BYTES = 128_000_000

#: Two microseconds: days as float64 are exact to a third of one, and some readers cut instead of
#: rounding.
APART = timedelta(microseconds=2)

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
TIME_UNITS = "days since 1970-01-01"

_VELOCITIES = {
    "v": ("speed, the magnitude of vx and vy", None),
    "vx": ("velocity along the x axis of the projection", "land_ice_surface_x_velocity"),
    "vy": ("velocity along the y axis of the projection", "land_ice_surface_y_velocity"),
    "v_error": ("one-sigma error of v", None),
}
_LAYER_TEXTS = {
    "satellite": "satellite",
    "granule": "name of the granule",
    "filled_from": "names of the granules of the same pair that filled its holes",
}
_LAYER_NUMBERS = {
    "date_dt": ("f8", "time between the two images", "days"),
    "vx_error": ("f4", "one-sigma error of vx", "meter/year"),
    "vy_error": ("f4", "one-sigma error of vy", "meter/year"),
    "stable_shift_x": ("f4", "bias correction of vx in the granule's projection", "meter/year"),
    "stable_shift_y": ("f4", "bias correction of vy in the granule's projection", "meter/year"),
    "valid_percent": ("f4", "share of the area's cells that hold a measurement", "percent"),
    "filled_percent": (
        "f4",
        "share of the area's cells filled from the pair's granule in another projection",
        "percent",
    ),
    "source_epsg": ("i4", "EPSG code of the granule's own projection", "1"),
    "reprojected": ("i1", "1: resampled and rotated from another projection; 0: copied", "1"),
    "map_scale_corrected": (
        "i1",
        "1: metres on the ground (versions 0 and 1); 0: metres of the map grid (version 2)",
        "1",
    ),
}


def days(moment: datetime) -> float:
    """Days since 1970-01-01 of an aware datetime, exact to the microsecond."""
    return (moment - EPOCH) / timedelta(days=1)


def moment_of(number: float) -> datetime:
    """The inverse of :func:`days`, to the microsecond."""
    return EPOCH + timedelta(microseconds=round(number * 86_400_000_000))


class CubeFile:
    """A cube being written, layer after layer in order of time; use as a context manager.

    The mid-dates are made unique by microseconds, as those of the official cubes are, so that two
    pairs with one mid-date stay two layers that can be selected by it.
    """

    def __init__(self, path: str, grid: Grid, inside: np.ndarray) -> None:
        self.layers = 0
        self._inside = int(np.count_nonzero(inside))
        self._last_mid = datetime.min.replace(tzinfo=timezone.utc)
        self._pending: list[Layer] = []
        layer_bytes = 2 * len(_VELOCITIES) * grid.nx * grid.ny
        self._block = min(max(PENDING_BYTES // layer_bytes, 1), BLOCK[0])
        self._dataset = netCDF4.Dataset(path, "w", format="NETCDF4")
        try:
            self._define(grid)
        except BaseException:
            self._dataset.close()
            raise

    def __enter__(self) -> CubeFile:
        return self

    def __exit__(self, *_error: object) -> None:
        self._dataset.close()

    def append(self, header: GranuleHeader, layer: Layer) -> None:
        """Add a layer; its pixels reach the file a block at a time."""
        index, data = self.layers, self._dataset
        self.layers += 1
        mid = max(header.mid_date, self._last_mid + APART)
        self._last_mid = mid
        data["mid_date"][index] = days(mid)
        data["mid_date_bounds"][index] = [days(header.date_1), days(header.date_2)]
        data["date_1"][index], data["date_2"][index] = days(header.date_1), days(header.date_2)
        data["satellite"][index] = header.satellite
        data["granule"][index] = header.granule_id
        data["filled_from"][index] = " ".join(layer.filled_from)
        numbers = {
            "date_dt": header.separation_days,
            "vx_error": layer.vx_error,
            "vy_error": layer.vy_error,
            "stable_shift_x": header.stable_shift_x,
            "stable_shift_y": header.stable_shift_y,
            "valid_percent": 100 * layer.valid / self._inside,
            "filled_percent": 100 * layer.filled / self._inside,
            "source_epsg": header.epsg,
            "reprojected": int(layer.reprojected),
            "map_scale_corrected": int(header.ground_metres),
        }
        for name, number in numbers.items():
            data[name][index] = number
        self._pending.append(layer)
        if len(self._pending) == self._block:
            self.flush()

    def flush(self) -> None:
        """Write the layers that still wait in memory."""
        start = self.layers - len(self._pending)
        for name in _VELOCITIES if self._pending else ():
            block = np.stack([layer.pixels[name] for layer in self._pending])
            self._dataset[name][start : self.layers] = block
        self._pending.clear()

    def describe(self, **attributes: Any) -> None:
        """Write global attributes; what is no string or number becomes JSON."""
        for name, value in attributes.items():
            plain = value if isinstance(value, (str, int, float)) else json.dumps(value)
            self._dataset.setncattr(name, plain)

    def _define(self, grid: Grid) -> None:
        data = self._dataset
        data.setncatts(credits.FILE_ATTRIBUTES)
        data.createDimension("mid_date", None)
        data.createDimension("y", grid.ny)
        data.createDimension("x", grid.nx)
        data.createDimension("bounds", 2)
        self._define_space(grid)
        self._define_times()
        self._define_scale(grid)
        for name, long_name in _LAYER_TEXTS.items():
            data.createVariable(name, str, ("mid_date",)).long_name = long_name
        for name, (dtype, long_name, units) in _LAYER_NUMBERS.items():
            variable = data.createVariable(name, dtype, ("mid_date",), chunksizes=(1024,))
            variable.setncatts({"long_name": long_name, "units": units})
        chunks = (self._block, min(BLOCK[1], grid.ny), min(BLOCK[2], grid.nx))
        for name, (long_name, standard_name) in _VELOCITIES.items():
            variable = data.createVariable(
                name,
                "i2",
                ("mid_date", "y", "x"),
                zlib=True,
                complevel=2,
                shuffle=True,
                chunksizes=chunks,
                fill_value=FILL,
            )
            variable.set_auto_maskandscale(False)
            variable.setncatts(
                {"long_name": long_name, "units": "meter/year", "grid_mapping": "mapping"}
            )
            if standard_name:
                variable.standard_name = standard_name

    def _define_scale(self, grid: Grid) -> None:
        variable = self._dataset.createVariable(
            "map_scale", "f4", ("y", "x"), zlib=True, complevel=2, shuffle=True
        )
        variable.setncatts(
            {
                "long_name": "map distance over ground distance",
                "units": "1",
                "grid_mapping": "mapping",
            }
        )
        variable[:] = map_scale(grid)

    def _define_space(self, grid: Grid) -> None:
        data, crs = self._dataset, pyproj.CRS.from_user_input(grid.crs)
        mapping = data.createVariable("mapping", "i4", ())
        cf = {name: value for name, value in crs.to_cf().items() if value is not None}
        if cf.get("grid_mapping_name") == "polar_stereographic":
            # CF wants the pole, too; PROJ leaves it to the sign of the standard parallel.
            pole = float(np.copysign(90, cf.get("standard_parallel", 90)))
            cf.setdefault("latitude_of_projection_origin", pole)
        west, dx, _, north, _, dy = grid.geotransform
        mapping.setncatts(cf)
        mapping.spatial_ref = crs.to_wkt("WKT1_GDAL")
        mapping.GeoTransform = f"{west!r} {dx!r} 0 {north!r} 0 {dy!r}"
        epsg = crs.to_epsg()
        if epsg is not None:
            mapping.spatial_epsg = np.int32(epsg)
        for axis, values in (("x", grid.x), ("y", grid.y)):
            variable = data.createVariable(axis, "f8", (axis,))
            variable.setncatts(
                {
                    "standard_name": f"projection_{axis}_coordinate",
                    "long_name": f"{axis} of the pixel centre",
                    "units": "m",
                    "axis": axis.upper(),
                }
            )
            variable[:] = values

    def _define_times(self) -> None:
        names = {
            "mid_date": "midpoint of the two acquisitions, made unique by microseconds",
            "date_1": "acquisition of the earlier image",
            "date_2": "acquisition of the later image",
        }
        for name, long_name in names.items():
            variable = self._dataset.createVariable(name, "f8", ("mid_date",), chunksizes=(1024,))
            variable.setncatts(
                {"long_name": long_name, "units": TIME_UNITS, "calendar": "standard"}
            )
        mid_date = self._dataset["mid_date"]
        mid_date.setncatts({"standard_name": "time", "axis": "T", "bounds": "mid_date_bounds"})
        self._dataset.createVariable(
            "mid_date_bounds", "f8", ("mid_date", "bounds"), chunksizes=(1024, 2)
        )


def open_cube(path: str | os.PathLike[str]) -> netCDF4.Dataset:
    """Open a cube of ours for reading, values as stored.

    Raises:
        ItsliveError: there is no such file, or it is no cube.
    """
    name = os.path.basename(os.fspath(path))
    try:
        dataset = netCDF4.Dataset(os.fspath(path))
    except (OSError, RuntimeError) as error:
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "The cube {name} cannot be opened."),
            QT_TRANSLATE_NOOP("Messages", "Choose another file, or build the cube again."),
            code="no_cube",
            detail=str(error),
            name=name,
        ) from error
    coordinates = {"mid_date", "x", "y", "mapping", "map_scale"}
    wanted = {*coordinates, *_VELOCITIES, *_LAYER_TEXTS, *_LAYER_NUMBERS}
    missing = sorted(wanted - set(dataset.variables))
    if missing:
        dataset.close()
        raise ItsliveError(
            QT_TRANSLATE_NOOP(
                "Messages", "{name} is not a cube of this plugin: it lacks {missing}."
            ),
            QT_TRANSLATE_NOOP(
                "Messages", "Build a cube from the granules; a single granule opens as a layer."
            ),
            code="not_a_cube",
            name=name,
            missing=", ".join(missing),
        )
    dataset.set_auto_maskandscale(False)
    return dataset


def cube_grid(dataset: netCDF4.Dataset) -> Grid:
    """The grid of an open cube."""
    x, y = np.asarray(dataset["x"][:]), np.asarray(dataset["y"][:])
    crs = pyproj.CRS.from_wkt(dataset["mapping"].crs_wkt)
    authority = crs.to_authority()
    # A single row or column has no spacing of its own; our transform is written from the grid.
    transform = [float(number) for number in dataset["mapping"].GeoTransform.split()]
    dx = float((x[-1] - x[0]) / (x.size - 1)) if x.size > 1 else transform[1]
    dy = float((y[0] - y[-1]) / (y.size - 1)) if y.size > 1 else -transform[5]
    name = ":".join(authority) if authority else crs.to_wkt()
    return Grid(name, float(x[0]), float(y[0]), dx, dy, x.size, y.size)


def layer_texts(dataset: netCDF4.Dataset, name: str) -> Sequence[str]:
    """A text of every layer, such as ``"satellite"``."""
    return [str(text) for text in dataset[name][:]]
