"""Measures the simulated ground for one image pair and writes the NetCDF granule."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import netCDF4
import numpy as np

from . import header, truth
from .layout import Frame, cropped, inner_window, search_frame, valid_cells
from .pairs import Granule

TEXTURE = 6.0  # m/yr, spread of the measured motion far from the glacier in real-size granules
DTYPES = {
    **{name: ("i2", np.int16(header.FILL)) for name in ("vx", "vy", "v", "v_error")},
    **{name: ("u2", np.uint16(0)) for name in ("chip_size_width", "chip_size_height")},
    "interp_mask": ("u1", np.uint8(0)),
}


@dataclass(frozen=True)
class Measured:
    """The cells of one granule after cropping; arrays are rows by columns in file dtypes."""

    frame: Frame
    valid: np.ndarray
    arrays: dict[str, np.ndarray]


@cache
def _error_of_no_motion(error_x: float, error_y: float) -> float:
    """Spread of the length of a random vector: the error where the speed is 0."""
    draws = np.random.default_rng(7).normal(0, 1, (2, 100_000))
    return float(np.std(np.hypot(error_x * draws[0], error_y * draws[1])))


def _components(
    granule: Granule, frame: Frame, size: str, noise: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return vx and vy, float m/yr, on the whole search grid."""
    rng = np.random.default_rng([71, granule.seed])
    shape = frame.y.size, frame.x.size
    vx, vy = np.zeros(shape), np.zeros(shape)
    if size == "real":
        vx[:], vy[:] = rng.normal(0, TEXTURE, (2, *shape))
    window = inner_window(granule, frame)
    x, y = np.meshgrid(frame.x[window[1]], frame.y[window[0]])
    dates = granule.image_1.acquired, granule.image_2.acquired
    vx[window], vy[window] = truth.components(granule.epsg, x, y, *dates)
    if noise > 0:
        vx += rng.normal(0, noise, shape)
        vy += rng.normal(0, noise, shape)
    return vx, vy


def _chips(granule: Granule, frame: Frame) -> tuple[np.ndarray, np.ndarray]:
    """Return chip width, m, and which cells were filled in from their neighbours."""
    rng = np.random.default_rng([73, granule.seed])
    phases = rng.uniform(0, 2 * np.pi, 2)
    waves = np.sin(frame.x[None, :] / 2_900 + phases[0]) + np.sin(
        frame.y[:, None] / 3_700 + phases[1]
    )
    doublings = np.digitize(waves, [0.6, 1.5, 1.9])
    interpolated = rng.random(waves.shape, dtype=np.float32) < 0.04 + 0.12 * (doublings > 0)
    return (240 * 2**doublings).astype(np.uint16), interpolated


def _whole(values: np.ndarray) -> np.ndarray:
    return np.rint(np.clip(values, -32768, 32767)).astype(np.int16)


def measure(granule: Granule, size: str = "small", noise: float = 0.0) -> Measured:
    """Return what the granule holds.

    :param size: ``small``, or ``real`` for a grid as large as a satellite scene's
    :param noise: standard deviation, m/yr, of noise added to each component
    """
    search = search_frame(granule, size)
    valid = valid_cells(granule, search, size)
    vx, vy = _components(granule, search, size, noise)
    chips, interpolated = _chips(granule, search)
    frame, window = cropped(search, valid)
    valid, vx, vy = valid[window], vx[window], vy[window]
    error_x, error_y = (errors.best for errors in header.error_terms(granule))
    v = np.hypot(vx, vy)
    moving = np.maximum(v, 1e-12)
    v_error = np.where(
        v > 0,
        np.hypot(error_x * vx / moving, error_y * vy / moving),
        _error_of_no_motion(error_x, error_y),
    )
    arrays = {
        name: np.where(valid, _whole(values), np.int16(header.FILL))
        for name, values in (("vx", vx), ("vy", vy), ("v", v), ("v_error", v_error))
    }
    chips = np.where(valid, chips[window], np.uint16(0))
    arrays["chip_size_width"] = arrays["chip_size_height"] = chips
    arrays["interp_mask"] = (valid & interpolated[window]).astype(np.uint8)
    return Measured(frame, valid, arrays)


def chunk_shape(rows: int, columns: int) -> tuple[int, int]:
    """Chunks of published 2-D granules: full width, about a million cells."""
    return min(math.ceil(8192 / rows) * 128, rows), columns


def write(granule: Granule, measured: Measured, path: Path) -> None:
    """Write the granule beside its final place, then move it there whole."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with netCDF4.Dataset(part, "w", format="NETCDF4") as dataset:
        dataset.setncatts(header.global_attributes(granule))
        _write_header(dataset, granule, measured.frame)
        _write_arrays(dataset, granule, measured)
    part.replace(path)


def _write_header(dataset: netCDF4.Dataset, granule: Granule, frame: Frame) -> None:
    dataset.createVariable("img_pair_info", "U1", ()).setncatts(
        header.pair_attributes(granule, frame)
    )
    for axis, centres in (("x", frame.x), ("y", frame.y)):
        dataset.createDimension(axis, centres.size)
        variable = dataset.createVariable(axis, "f8", (axis,))
        variable.setncatts(header.axis_attributes(axis))
        variable[:] = centres
    dataset.createVariable("mapping", "U1", ()).setncatts(
        header.mapping_attributes(granule.epsg, frame)
    )


def _write_arrays(dataset: netCDF4.Dataset, granule: Granule, measured: Measured) -> None:
    errors = dict(zip(("vx", "vy"), header.error_terms(granule)))
    for name, (dtype, fill) in DTYPES.items():
        variable = dataset.createVariable(
            name,
            dtype,
            ("y", "x"),
            fill_value=fill,
            zlib=True,
            complevel=2,
            shuffle=True,
            chunksizes=chunk_shape(*measured.valid.shape),
        )
        if name in errors:
            attributes = header.component_attributes(
                name[1], errors[name], int(measured.valid.sum())
            )
        else:
            attributes = header.other_attributes(name, granule)
        variable.setncatts(attributes)
        variable.set_auto_maskandscale(False)
        variable[:] = measured.arrays[name]
