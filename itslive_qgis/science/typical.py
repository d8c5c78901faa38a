"""The typical speed of a cube: the speed of the mean velocity."""

from __future__ import annotations

from typing import Any

import netCDF4
import numpy as np
import rasterio
from rasterio.io import MemoryFile

from ..errors import QT_TRANSLATE_NOOP
from ..monitor import Monitor
from . import credits
from .cube_open import opened_cube
from .cubefile import block_of, cube_grid
from .granule import FILL
from .map_scale import kind_of_metres, to_common_metres
from .output import check_place, whole_file


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
    check_place(output)
    with opened_cube(path) as dataset:
        grid = cube_grid(dataset)
        speed = _speed(dataset, monitor)
        metres = kind_of_metres(dataset)
    with whole_file(output) as part:
        _write(part, speed, grid, metres)
    held = speed[np.isfinite(speed)]
    fastest = float(np.percentile(held, 98)) if held.size else 0.0
    return {"output": output, "max": fastest, "metres": metres}


def _speed(dataset: netCDF4.Dataset, monitor: Monitor) -> np.ndarray:
    """The speed of the mean velocity, float32 (ny, nx), NaN where there is none."""
    rows = dataset.dimensions["y"].size
    speed = np.empty((rows, dataset.dimensions["x"].size), np.float32)
    weights = {name: layer_weights(dataset[f"{name}_error"][:]) for name in ("vx", "vy")}
    # By bands of rows, one chunk of the file high: memory does not grow with the area.
    high = block_of(dataset)[1]
    for top in range(0, rows, high):
        monitor.progress(top / rows, QT_TRANSLATE_NOOP("Messages", "Averaging velocities"))
        band = slice(top, top + high)
        vx, vy = (_mean(dataset, name, weights[name], band, monitor) for name in ("vx", "vy"))
        speed[band] = np.hypot(vx, vy)
    return speed


def _mean(
    dataset: netCDF4.Dataset, name: str, weights: np.ndarray, rows: slice, monitor: Monitor
) -> np.ndarray:
    """The weighted mean of a component over the layers in some rows, NaN where there is none.

    What brings a layer's velocities to the common metres does so with their errors, too.
    """
    variable, every = dataset[name], slice(None)
    total = weight = np.zeros(1)
    at_once = block_of(dataset)[0]
    for start in range(0, variable.shape[0], at_once):
        monitor.check()
        layers = slice(start, start + at_once)
        block = variable[layers, rows]
        factor = to_common_metres(dataset, layers, rows, every)
        held = np.where(block != FILL, weights[layers, None, None] / factor**2, 0.0)
        total = total + (held * factor * block).sum(axis=0)
        weight = weight + held.sum(axis=0)
    return np.divide(total, weight, out=np.full(total.shape, np.nan), where=weight > 0)


def layer_weights(errors: np.ndarray) -> np.ndarray:
    """1/error^2 of each layer, shape (layers,); an unknown or zero error counts as the median."""
    errors = np.asarray(errors, float)
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
    # In memory first: GDAL says nothing of a disk that was full when it closed the file.
    with MemoryFile() as memory:
        with memory.open(**profile) as raster:
            raster.write(np.where(np.isfinite(speed), speed, FILL).astype("float32"), 1)
            raster.units = ("meter/year",)
            raster.set_band_description(1, "speed of the mean velocity")
            raster.update_tags(**credits.FILE_ATTRIBUTES, metres=metres)
        with open(path, "wb") as file:
            file.write(memory.getbuffer())
