"""Measures the simulated ground for one image pair and writes the NetCDF granule."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import netCDF4
import numpy as np

from . import faults, header, radar, truth
from .layout import Frame, Placing, inner_window, lonlat, placing
from .pairs import Granule
from .sites import SITES
from .writers import chunk_shape, write_dataset

TEXTURE = 6.0  # m/yr, spread of the measured motion far from the glacier in real-size granules
SATURATED = 32_767
FAULTY_CHIP = 32_769  # what padding held before version 0.28.0
UNSET_HEIGHT = 65_535  # V0 and V1

__all__ = ["Measured", "chunk_shape", "measure", "write"]


@dataclass(frozen=True)
class Measured:
    """The cells of one granule as its file holds them; arrays are rows by columns in file dtypes.

    :param valid: which cells hold a velocity, saturated ones among them
    :param packing: scale factor and offset of variables that are stored as scaled integers
    """

    frame: Frame
    valid: np.ndarray
    arrays: dict[str, np.ndarray]
    packing: dict[str, tuple[float, float]] = field(default_factory=dict)


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
    vx[window], vy[window] = truth.components(
        granule.epsg, x, y, *granule.dates, ground=granule.is_old, at=SITES[granule.site]
    )
    if "lost-fast-ice" in granule.special:
        locked = faults.lost_fast_ice(granule, *lonlat(granule, frame))[1]
        vx[locked] *= faults.LOCKED_SHARE
        vy[locked] *= faults.LOCKED_SHARE
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


def _v_error(granule: Granule, vx: np.ndarray, vy: np.ndarray, v: np.ndarray) -> np.ndarray:
    error_x, error_y = (errors.best for errors in header.error_terms(granule))
    moving = np.maximum(v, 1e-12)
    return np.where(
        v > 0,
        np.hypot(error_x * vx / moving, error_y * vy / moving),
        _error_of_no_motion(error_x, error_y),
    )


def measure(granule: Granule, size: str = "small", noise: float = 0.0) -> Measured:
    """Return what the granule holds.

    :param size: ``small``, or ``real`` for a grid as large as a satellite scene's
    :param noise: standard deviation, m/yr, of noise added to each component
    """
    place = placing(granule, size)
    window = place.window
    valid = place.valid[window]
    vx, vy = (part[window] for part in _components(granule, place.search, size, noise))
    chips, interpolated = (part[window] for part in _chips(granule, place.search))
    velocities = {"vx": vx, "vy": vy, "v": np.hypot(vx, vy)}
    if not granule.is_old:
        velocities["v_error"] = _v_error(granule, vx, vy, velocities["v"])
    crop = Frame(place.search.x[window[1]], place.search.y[window[0]], granule.cell)
    matrices: dict[str, np.ndarray] = {}
    if granule.image_1.is_radar:
        seen = radar.geometry(granule, crop)
        velocities["vr"], velocities["va"] = radar.velocities(seen, vx, vy)
        matrices = {"M11": seen.range_x, "M12": seen.range_y}
    arrays = {
        name: np.where(valid, _whole(values), np.int16(header.FILL))
        for name, values in velocities.items()
    }
    _saturate(granule, crop, valid, arrays)
    packing = {}
    for name, values in matrices.items():
        arrays[name] = np.where(valid, values, np.float32(header.FILL))
        if "packed" in granule.special:
            arrays[name], packing[name] = _packed(values, valid)
    chips = np.where(valid, chips, np.uint16(0))
    arrays["chip_size_width"] = arrays["chip_size_height"] = chips
    if granule.is_old:
        arrays["chip_size_height"] = np.full(chips.shape, UNSET_HEIGHT, dtype=np.uint16)
    arrays["interp_mask"] = (valid & interpolated).astype(np.uint8)
    return _with_padding(granule, place, Measured(place.frame, valid, arrays, packing))


def _saturate(
    granule: Granule, frame: Frame, valid: np.ndarray, arrays: dict[str, np.ndarray]
) -> None:
    if "saturated" not in granule.special:
        return
    x, y = np.meshgrid(frame.x, frame.y)
    cells = faults.saturation(granule, *lonlat(granule, frame), x, y)
    alone = valid & cells["v"] & ~cells["vx"] & ~cells["vy"]
    arrays["vx"][alone] = arrays["vy"][alone] = faults.UNFIT
    for name, saturated in cells.items():
        arrays[name][valid & saturated] = SATURATED


def _packed(values: np.ndarray, valid: np.ndarray) -> tuple[np.ndarray, tuple[float, float]]:
    """Values as scaled 16-bit integers, with scale factor and offset."""
    low, high = float(values.min()), float(values.max())
    offset, scale = (low + high) / 2, max(high - low, 1e-9) / 65_000
    whole = np.rint((values.astype(float) - offset) / scale).astype(np.int16)
    return np.where(valid, whole, np.int16(header.FILL)), (scale, offset)


def _with_padding(granule: Granule, place: Placing, measured: Measured) -> Measured:
    """Lay the cells into the file's larger grid, if it has one."""
    shape = place.frame.y.size, place.frame.x.size
    if measured.valid.shape == shape:
        return measured
    valid = np.zeros(shape, dtype=bool)
    valid[place.inset] = measured.valid
    arrays = {}
    for name, values in measured.arrays.items():
        padding = header.FILL if name[0] in "vM" else 0
        if granule.form == "v2-padded":
            padding = {"chip": FAULTY_CHIP, "inte": 1}.get(name[:4], padding)
        arrays[name] = np.full(shape, padding, dtype=values.dtype)
        arrays[name][place.inset] = values
    return Measured(place.frame, valid, arrays, measured.packing)


def write(granule: Granule, measured: Measured, path: Path) -> None:
    """Write the granule beside its final place, then move it there whole."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with netCDF4.Dataset(part, "w", format="NETCDF4") as dataset:
        write_dataset(dataset, granule, measured)
    part.replace(path)
