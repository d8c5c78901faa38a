"""Write a cube's file: NetCDF-4 by the CF conventions, readable by GDAL and xarray."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

import netCDF4
import numpy as np
import pyproj

from ..monitor import Monitor
from . import credits, ice_mask
from .blocks import Chunks, Packed, Shape, unshuffled
from .cube_schema import APART, LAYER_NUMBERS, LAYER_TEXTS, TIME_UNITS, days, plane_of
from .grid import Grid
from .inflate import LEVEL, inflate
from .map_scale import map_scale

#: What file systems say that know no such thing, as of some shares.
_CANNOT_RESERVE = (errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENODEV)
#: Bytes that libhdf5 may want for its indexes of blocks, beside a fiftieth of their own.
_INDEXES = 4_000_000

try:
    import h5py
except Exception:  # an accelerator; missing or broken, everything is written through netCDF4
    h5py = None


def write_cube(
    path: str,
    shape: Shape,
    blocks: Sequence[Packed],
    chunks: Callable[[int], Chunks],
    attributes: Mapping[str, Any],
    monitor: Monitor,
    ice: np.ndarray | None = None,
) -> None:
    """Write the finished blocks of a cube as one file.

    The mid-dates are made unique by microseconds, as those of the official cubes are, so that two
    pairs with one mid-date stay two layers that can be selected by it.

    Args:
        path: the file, new.
        shape: how the variables are cut.
        blocks: in order of time.
        chunks: gives the packed blocks of the block of a number.
        attributes: of the file; what is no string or number becomes JSON.
        monitor: receives progress, can cancel.
        ice: which cells are ice, see ``ice_mask.ice_on``; None: nobody told.

    Raises:
        OSError: the disk does not take it; from netCDF4 this may be a RuntimeError.
        Cancelled: on request.
    """
    dataset = netCDF4.Dataset(path, "w", format="NETCDF4")
    try:
        define_cube(dataset, shape, blocks, attributes, ice)
        if h5py is None:
            _write_by_library(dataset, shape, blocks, chunks, monitor)
    finally:
        dataset.close()
    if h5py is not None:
        _write_packed(path, shape, blocks, chunks, monitor)


def define_cube(
    dataset: netCDF4.Dataset,
    shape: Shape,
    blocks: Sequence[Packed],
    attributes: Mapping[str, Any],
    ice: np.ndarray | None = None,
) -> None:
    """Write all of a cube but its variables (mid_date, y, x), which are defined and empty.

    Args:
        dataset: new, NetCDF-4.
        shape: as in :func:`write_cube`, like the others.
        blocks: in order of time.
        attributes: of the file.
        ice: as in :func:`write_cube`.
    """
    _define(dataset, shape)
    if ice is not None:
        _define_ice(dataset, ice)
    _describe_layers(dataset, [layer for block in blocks for layer in block.layers])
    for name, value in attributes.items():
        plain = value if isinstance(value, (str, int, float)) else json.dumps(value)
        dataset.setncattr(name, plain)


def _write_packed(
    path: str,
    shape: Shape,
    blocks: Sequence[Packed],
    chunks: Callable[[int], Chunks],
    monitor: Monitor,
) -> None:
    """Put the packed blocks where libhdf5 would have put them, had it packed them itself."""
    count = sum(len(block.layers) for block in blocks)
    _reserve(path, sum(block.size for block in blocks))
    with h5py.File(path, "r+") as file:
        planes = {name: file[name].id for name in shape.names}
        for plane in planes.values():
            plane.set_extent((count, shape.grid.ny, shape.grid.nx))
        for number in range(len(blocks)):
            _tell(monitor, number, len(blocks))
            for (name, down, across), packed in chunks(number).items():
                place = tuple(np.multiply((number, down, across), shape.block).tolist())
                planes[name].write_direct_chunk(place, packed)


def _reserve(path: str, size: int) -> None:
    """Have the disk keep room for so many further bytes of a file.

    libhdf5 takes the process with it when a disk refuses what h5py writes; asked before, it refuses
    with an error. What libhdf5 does not use of it, it cuts off at the end.
    """
    with open(path, "r+b") as file:
        start = file.seek(0, os.SEEK_END)
        needed = size + size // 50 + _INDEXES
        try:
            os.posix_fallocate(file.fileno(), start, needed)
        except AttributeError:  # Windows, where a longer file has its room
            file.truncate(start + needed)
        except OSError as error:
            if error.errno not in _CANNOT_RESERVE:
                raise


def _write_by_library(
    dataset: netCDF4.Dataset,
    shape: Shape,
    blocks: Sequence[Packed],
    chunks: Callable[[int], Chunks],
    monitor: Monitor,
) -> None:
    first = 0
    for number, block in enumerate(blocks):
        _tell(monitor, number, len(blocks))
        last = first + len(block.layers)
        for (name, down, across), packed in chunks(number).items():
            dtype, _, _ = plane_of(name)
            size = dtype.itemsize * int(np.prod(shape.block))
            values = unshuffled(inflate(packed, size), dtype, shape.block)
            top, left = down * shape.block[1], across * shape.block[2]
            bottom = min(top + shape.block[1], shape.grid.ny)
            right = min(left + shape.block[2], shape.grid.nx)
            part = values[: last - first, : bottom - top, : right - left]
            dataset[name][first:last, top:bottom, left:right] = part
        first = last


def _tell(monitor: Monitor, number: int, count: int) -> None:
    monitor.check()
    monitor.progress(number / count)


def _define(dataset: netCDF4.Dataset, shape: Shape) -> None:
    grid = shape.grid
    dataset.setncatts(credits.FILE_ATTRIBUTES)
    dataset.createDimension("mid_date", None)
    dataset.createDimension("y", grid.ny)
    dataset.createDimension("x", grid.nx)
    dataset.createDimension("bounds", 2)
    _define_space(dataset, grid)
    _define_times(dataset)
    _define_scale(dataset, grid)
    for name, text in LAYER_TEXTS.items():
        dataset.createVariable(name, str, ("mid_date",)).long_name = text
    for name, (dtype, text, units) in LAYER_NUMBERS.items():
        variable = dataset.createVariable(name, dtype, ("mid_date",), chunksizes=(1024,))
        variable.setncatts({"long_name": text, "units": units})
    for name in shape.names:
        plane, fill, attributes = plane_of(name)
        variable = dataset.createVariable(
            name,
            plane,
            ("mid_date", "y", "x"),
            zlib=True,
            complevel=LEVEL,
            shuffle=True,
            chunksizes=shape.block,
            fill_value=fill,
        )
        variable.set_auto_maskandscale(False)
        variable.setncatts({**attributes, "grid_mapping": "mapping"})


def _describe_layers(dataset: netCDF4.Dataset, layers: Sequence[Mapping[str, Any]]) -> None:
    """What is told of each layer, and its dates."""
    columns = {name: [layer[name] for layer in layers] for name in layers[0]}
    dates = np.array([columns["date_1"], columns["date_2"]])
    dataset["mid_date"][:] = _apart(columns["mid"])
    dataset["date_1"][:], dataset["date_2"][:] = dates
    dataset["mid_date_bounds"][:] = dates.T
    for name in LAYER_TEXTS:
        dataset[name][:] = np.array(columns[name], object)
    for name in LAYER_NUMBERS:
        dataset[name][:] = np.array(columns[name], dataset[name].dtype)


def _apart(written: Sequence[str]) -> list[float]:
    """Mid-dates in order, ISO, as days, each at least a little later than the one before."""
    moments: list[datetime] = []
    last = datetime.min.replace(tzinfo=timezone.utc) + timedelta(days=1)
    for text in written:
        last = max(datetime.fromisoformat(text), last + APART)
        moments.append(last)
    return [days(moment) for moment in moments]


def _define_scale(dataset: netCDF4.Dataset, grid: Grid) -> None:
    variable = dataset.createVariable(
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


def _define_ice(dataset: netCDF4.Dataset, ice: np.ndarray) -> None:
    variable = dataset.createVariable(
        ice_mask.NAME, "u1", ("y", "x"), zlib=True, complevel=2, fill_value=ice_mask.UNKNOWN
    )
    variable.set_auto_maskandscale(False)
    variable.setncatts({**ice_mask.ATTRIBUTES, "grid_mapping": "mapping"})
    variable[:] = ice


def _define_space(dataset: netCDF4.Dataset, grid: Grid) -> None:
    crs = pyproj.CRS.from_user_input(grid.crs)
    mapping = dataset.createVariable("mapping", "i4", ())
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
        variable = dataset.createVariable(axis, "f8", (axis,))
        variable.setncatts(
            {
                "standard_name": f"projection_{axis}_coordinate",
                "long_name": f"{axis} of the pixel centre",
                "units": "m",
                "axis": axis.upper(),
            }
        )
        variable[:] = values


def _define_times(dataset: netCDF4.Dataset) -> None:
    names = {
        "mid_date": "midpoint of the two acquisitions, made unique by microseconds",
        "date_1": "acquisition of the earlier image",
        "date_2": "acquisition of the later image",
    }
    for name, long_name in names.items():
        variable = dataset.createVariable(name, "f8", ("mid_date",), chunksizes=(1024,))
        variable.setncatts({"long_name": long_name, "units": TIME_UNITS, "calendar": "standard"})
    mid_date = dataset["mid_date"]
    mid_date.setncatts({"standard_name": "time", "axis": "T", "bounds": "mid_date_bounds"})
    dataset.createVariable("mid_date_bounds", "f8", ("mid_date", "bounds"), chunksizes=(1024, 2))
