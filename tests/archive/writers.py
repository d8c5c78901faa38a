"""The NetCDF files themselves: which variables each format holds, and how they are stored."""

from __future__ import annotations

import math
import zlib
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import netCDF4
import numpy as np

from . import header, old_header, projections, radar
from .layout import Frame
from .pairs import STACKED_FORMS, Granule

if TYPE_CHECKING:
    from .granule_file import Measured

FILLS = {"i2": np.int16(header.FILL), "f4": np.float32(header.FILL), "u1": np.uint8(0)}
FILLS["u2"] = np.uint16(0)
ORDER = (
    *("vx", "vy", "v", "v_error", "vr", "va", "M11", "M12"),
    *("chip_size_width", "chip_size_height", "interp_mask"),
)
GPS_EPOCH = datetime(1980, 1, 6, tzinfo=timezone.utc)
SQUARE = 512


def chunk_shape(rows: int, columns: int) -> tuple[int, int]:
    """Chunks of published 2-D granules: full width, about a million cells."""
    return min(math.ceil(8192 / rows) * 128, rows), columns


def write_dataset(dataset: netCDF4.Dataset, granule: Granule, measured: Measured) -> None:
    """Fill an empty dataset with the granule in its own format."""
    if granule.is_old:
        _write_old(dataset, granule, measured)
    else:
        _write_new(dataset, granule, measured)


def _names(measured: Measured) -> list[str]:
    return [name for name in ORDER if name in measured.arrays]


def _dtype(values: np.ndarray) -> str:
    return f"{values.dtype.kind}{values.dtype.itemsize}"


def _scalar(dataset: netCDF4.Dataset, name: str, attributes: dict, kind: str) -> None:
    fill = np.int8(-127) if kind == "i1" else None
    dataset.createVariable(name, kind, (), fill_value=fill).setncatts(attributes)


def _axes(dataset: netCDF4.Dataset, frame: Frame, attributes: dict[str, dict]) -> None:
    for axis, centres in (("x", frame.x), ("y", frame.y)):
        dataset.createDimension(axis, centres.size)
        variable = dataset.createVariable(axis, "f8", (axis,))
        variable.setncatts(attributes[axis])
        variable[:] = centres


def _write_new(dataset: netCDF4.Dataset, granule: Granule, measured: Measured) -> None:
    frame, stacked = measured.frame, granule.form in STACKED_FORMS
    dataset.setncatts(header.global_attributes(granule))
    kind = "i1" if "int8" in granule.special else "U1"
    _scalar(dataset, "img_pair_info", header.pair_attributes(granule, frame), kind)
    if stacked:
        _time(dataset, granule)
    _axes(dataset, frame, {axis: header.axis_attributes(axis) for axis in "xy"})
    mapping = projections.mapping_attributes(granule.epsg, frame)
    _scalar(dataset, "mapping", mapping, kind)
    shape = measured.valid.shape
    chunks = (1, *(min(SQUARE, length) for length in shape)) if stacked else chunk_shape(*shape)
    for name in _names(measured):
        values = measured.arrays[name]
        variable = dataset.createVariable(
            name,
            _dtype(values),
            ("time", "y", "x") if stacked else ("y", "x"),
            fill_value=FILLS[_dtype(values)],
            zlib=True,
            complevel=2,
            shuffle=True,
            chunksizes=chunks,
        )
        variable.setncatts(_new_attributes(name, granule, measured))
        variable.set_auto_maskandscale(False)
        variable[:] = values[None] if stacked else values


def _new_attributes(name: str, granule: Granule, measured: Measured) -> dict[str, object]:
    errors = dict(zip(("vx", "vy"), header.error_terms(granule)))
    # the radar's own directions have errors like the map's
    errors["vr"], errors["va"] = errors["vx"], errors["vy"]
    valid_count = int(measured.valid.sum())
    if name in ("vx", "vy"):
        is_radar = granule.image_1.is_radar
        return header.component_attributes(name[1], errors[name], valid_count, is_radar)
    if name in ("vr", "va"):
        return radar.velocity_attributes(name, errors[name], valid_count)
    if name in ("M11", "M12"):
        attributes = radar.matrix_attributes(name, granule)
        if name in measured.packing:
            attributes["scale_factor"], attributes["add_offset"] = measured.packing[name]
        return attributes
    return header.other_attributes(name, granule)


def _time(dataset: netCDF4.Dataset, granule: Granule) -> None:
    """The mid-date, with microseconds from the file's name so that no two are the same."""
    added = zlib.crc32(f"{granule.granule_id}.nc".encode()) % 1_000_000
    dataset.createDimension("time", None)
    variable = dataset.createVariable("time", "f8", ("time",))
    variable.setncatts(
        {
            "standard_name": "time",
            "description": "mid-date between acquisition_date_img1 and acquisition_date_img2 "
            "with microseconds added to ensure uniqueness.",
            "units": "seconds since 1980-01-06",
            "calendar": "proleptic_gregorian",
            "microseconds_added": np.int64(added),
            "microseconds_added_description": "6-digit numeric hash of the filename.",
        }
    )
    middle = granule.mid_date + timedelta(microseconds=added)
    variable[:] = (middle - GPS_EPOCH).total_seconds()


def _write_old(dataset: netCDF4.Dataset, granule: Granule, measured: Measured) -> None:
    frame, rewritten = measured.frame, granule.form == "nsidc"
    dataset.setncatts(old_header.global_attributes(granule))
    _axes(dataset, frame, {axis: old_header.axis_attributes(axis) for axis in "xy"})
    valid_count = int(measured.valid.sum())
    for name in _names(measured):
        values = measured.arrays[name]
        variable = dataset.createVariable(
            name,
            _dtype(values),
            ("y", "x"),
            fill_value=FILLS[_dtype(values)] if rewritten else None,
            zlib=True,
            complevel=2 if rewritten else 1,
            shuffle=rewritten,
            chunksizes=None if rewritten else measured.valid.shape,
        )
        variable.setncatts(old_header.grid_attributes(granule, name, valid_count))
        variable.set_auto_maskandscale(False)
        variable[:] = values
    kind = "f4" if rewritten else "S1"
    _scalar(dataset, "img_pair_info", old_header.pair_attributes(granule), kind)
    name, attributes = old_header.projection_attributes(granule, frame)
    _scalar(dataset, name, attributes, kind)
