"""The rasters of a summary: GeoTIFFs of several bands that say what they hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

import numpy as np
import rasterio
from rasterio.io import MemoryFile
from rasterio.windows import Window

from . import credits
from .cube_schema import BLOCK
from .granule import FILL
from .grid import Grid
from .seasonal import Fit
from .statistics import Statistics

_SPEED, _TREND, _DAYS, _NUMBER = "meter/year", "meter/year^2", "day", "1"

#: Bands of a period's raster, in this order: name, meaning, units.
PERIOD_BANDS = (
    ("v", "speed of the mean velocity", _SPEED),
    ("vx", "mean velocity along the x axis of the projection", _SPEED),
    ("vy", "mean velocity along the y axis of the projection", _SPEED),
    ("v_error", "standard error of v", _SPEED),
    ("vx_error", "standard error of vx", _SPEED),
    ("vy_error", "standard error of vy", _SPEED),
    ("v_median", "median of the speeds; noise biases it upwards where the ice is slow", _SPEED),
    ("v_mad", "median absolute deviation of the speeds from v_median", _SPEED),
    ("count", "number of values", _NUMBER),
    ("valid_fraction", "share of the image pairs with a value", _NUMBER),
)
#: Bands of the raster of trend and season.
FIT_BANDS = (
    ("trend", "trend of the speed along the mean flow", _TREND),
    ("trend_error", "standard error of trend", _TREND),
    ("amplitude", "amplitude of the season, half its range", _SPEED),
    ("amplitude_error", "standard error of amplitude", _SPEED),
    ("phase", "day of the year of the season's maximum", _DAYS),
    ("phase_error", "standard error of phase", _DAYS),
    ("v0", "speed along the mean flow at the reference time, without the season", _SPEED),
    ("v0_error", "standard error of v0", _SPEED),
    ("count", "number of values", _NUMBER),
    ("valid_fraction", "share of the image pairs with a value", _NUMBER),
)
Bands = tuple[tuple[str, str, str], ...]


def stacked(found: Statistics | Fit) -> np.ndarray:
    """The bands of a block, in the order of the raster's, float32 (bands, rows, columns)."""
    bands = PERIOD_BANDS if isinstance(found, Statistics) else FIT_BANDS
    if {name for name, *_ in bands} != {field.name for field in fields(found)}:
        raise AssertionError("bands and statistics differ")
    return np.stack([getattr(found, name) for name, *_ in bands]).astype(np.float32)


def write_raster(
    path: str,
    grid: Grid,
    bands: Bands,
    blocks: Iterable[tuple[tuple[slice, slice], np.ndarray]],
    tags: Mapping[str, str],
) -> None:
    """Write a GeoTIFF (float32, no-data -32767, one block of the file after the other).

    Args:
        path: where to.
        grid: of all its cells.
        bands: name, meaning and units of each.
        blocks: rows and columns, and the numbers there (bands, rows, columns), NaN where missing.
        tags: what else is to be told of the file.
    """
    profile = {
        "driver": "GTiff",
        "dtype": "float32",
        "count": len(bands),
        "height": grid.ny,
        "width": grid.nx,
        "crs": grid.crs,
        "transform": rasterio.Affine.from_gdal(*grid.geotransform),
        "nodata": FILL,
        "compress": "deflate",
        "predictor": 3,
        "tiled": True,
        "blockysize": BLOCK[1],
        "blockxsize": BLOCK[2],
        "interleave": "band",  # one band is read without the others
        "BIGTIFF": "IF_SAFER",
    }
    # In memory first: GDAL says nothing of a disk that was full when it closed the file.
    with MemoryFile() as memory:
        with memory.open(**profile) as raster:
            for (rows, columns), block in blocks:
                held = np.where(np.isfinite(block), block, np.float32(FILL))
                raster.write(held, window=Window.from_slices(rows, columns))
            raster.units = tuple(units for *_, units in bands)
            for number, (name, meaning, _) in enumerate(bands, 1):
                raster.set_band_description(number, name)
                raster.update_tags(number, long_name=meaning)
            raster.update_tags(**{**credits.FILE_ATTRIBUTES, **tags})
        with open(path, "wb") as file:
            file.write(memory.getbuffer())


def band_names(bands: Bands) -> list[str]:
    """The names of a raster's bands, from the first."""
    return [name for name, *_ in bands]


def filters_text(filters: Mapping[str, Any]) -> str:
    """The filters in use as text for a file's tags."""
    return ", ".join(f"{name}={value}" for name, value in filters.items()) or "none"
