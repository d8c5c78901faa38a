"""The typical speed of a cube: the speed of the mean velocity."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import netCDF4
import numpy as np
import rasterio

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..monitor import Monitor
from . import credits
from .cubefile import cube_grid, open_cube
from .granule import FILL
from .map_scale import kind_of_metres, to_common_metres

#: Layers held in memory at once.
_BLOCK = 16


def typical_speed(path: str, output: str, monitor: Monitor | None = None) -> dict[str, Any]:
    """Write the typical speed of a cube as a GeoTIFF (float32, m/yr, no-data -32767).

    The components are averaged first, each weighted by 1/error^2 of its layer, and the speed is
    taken of the means: a mean of speeds is biased by noise, which has no direction (V0 header,
    ``best_practice``). A layer without an error weighs as the median layer does. Of a cube with
    layers in metres of the map grid (V2) and on the ground (V0/V1) the result is in metres of the
    map grid.

    Args:
        path: a cube of ours.
        output: the file to write; replaced only when the new one is whole.
        monitor: receives progress, can cancel.

    Returns:
        ``output``; ``max``, the 98th percentile of its values in m/yr; and ``metres``, ``"map"`` or
        ``"ground"``.

    Raises:
        ItsliveError: it is no cube, or the file cannot be written.
        Cancelled: on request; nothing is left behind.
    """
    monitor = monitor or Monitor()
    with open_cube(path) as dataset:
        grid = cube_grid(dataset)
        vx = _weighted_mean(dataset, "vx", monitor.part(0, 0.5))
        vy = _weighted_mean(dataset, "vy", monitor.part(0.5, 1))
        metres = kind_of_metres(dataset)
    speed = np.hypot(vx, vy)
    part = f"{output}.part"
    try:
        _write(part, speed, grid, metres)
        os.replace(part, output)
        with suppress(FileNotFoundError):
            os.remove(f"{output}.aux.xml")  # GDAL's statistics of the file that was here before
    except (OSError, rasterio.errors.RasterioIOError) as error:
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "The raster {name} cannot be written: {reason}."),
            QT_TRANSLATE_NOOP("Messages", "Choose another folder, or free some space on the disk."),
            code="cannot_write",
            name=Path(output).name,
            reason=str(error),
        ) from error
    finally:
        with suppress(FileNotFoundError):
            os.remove(part)
    held = speed[np.isfinite(speed)]
    fastest = float(np.percentile(held, 98)) if held.size else 0.0
    return {"output": output, "max": fastest, "metres": metres}


def _weighted_mean(dataset: netCDF4.Dataset, name: str, monitor: Monitor) -> np.ndarray:
    """The mean of a component over the layers, float64 (ny, nx), NaN where there is none."""
    variable = dataset[name]
    weights = layer_weights(np.asarray(dataset[f"{name}_error"][:], float))
    total = np.zeros(variable.shape[1:])
    weight = np.zeros(variable.shape[1:])
    for start in range(0, variable.shape[0], _BLOCK):
        monitor.check()
        monitor.progress(
            start / variable.shape[0], QT_TRANSLATE_NOOP("Messages", "Averaging velocities")
        )
        block = variable[start : start + _BLOCK]
        held = np.where(block != FILL, weights[start : start + _BLOCK, None, None], 0.0)
        scale = to_common_metres(dataset, slice(start, start + _BLOCK), slice(None), slice(None))
        total += (held * scale * block).sum(axis=0)
        weight += held.sum(axis=0)
    return np.divide(total, weight, out=np.full(total.shape, np.nan), where=weight > 0)


def layer_weights(errors: np.ndarray) -> np.ndarray:
    """1/error^2 of each layer, shape (layers,); an unknown or zero error counts as the median."""
    known = np.isfinite(errors) & (errors > 0)
    if not known.any():
        return np.ones(errors.shape)
    return 1 / np.where(known, errors, np.median(errors[known])) ** 2


def _write(path: str, speed: np.ndarray, grid: Any, metres: str) -> None:
    profile = {
        "driver": "GTiff",
        "dtype": "float32",
        "count": 1,
        "height": grid.ny,
        "width": grid.nx,
        "crs": grid.crs,
        "transform": rasterio.Affine.from_gdal(*grid.geotransform),
        "nodata": FILL,
        "compress": "deflate",
        "predictor": 3,
        "tiled": True,
    }
    with rasterio.open(path, "w", **profile) as raster:
        raster.write(np.where(np.isfinite(speed), speed, FILL).astype("float32"), 1)
        raster.units = ("meter/year",)
        raster.set_band_description(1, "speed of the mean velocity")
        raster.update_tags(**credits.FILE_ATTRIBUTES, metres=metres)
