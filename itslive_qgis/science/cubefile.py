"""Open a cube's file."""

from __future__ import annotations

import os
from collections.abc import Sequence

import netCDF4
import numpy as np
import pyproj

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from .cube_schema import wanted_variables
from .grid import Grid
from .zarr_open import open_store
from .zarr_store import is_zarr


def open_cube(path: str | os.PathLike[str]) -> netCDF4.Dataset:
    """Open a cube of ours for reading, values as stored; a Zarr store as if it were a file.

    Raises:
        ItsliveError: there is no such file, or it is no cube.
    """
    name = os.path.basename(os.fspath(path))
    try:
        dataset = open_store(path) if is_zarr(path) else netCDF4.Dataset(os.fspath(path))
    except (OSError, RuntimeError) as error:
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "The cube {name} cannot be opened."),
            QT_TRANSLATE_NOOP("Messages", "Choose another file, or build the cube again."),
            code="no_cube",
            detail=str(error),
            name=name,
        ) from error
    missing = sorted(wanted_variables() - set(dataset.variables))
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


def block_of(dataset: netCDF4.Dataset) -> tuple[int, int, int]:
    """Layers, rows and columns of a stored block of an open cube: what is best read at once."""
    layers, rows, columns = dataset["vx"].chunking()
    return int(layers), int(rows), int(columns)


def layer_texts(dataset: netCDF4.Dataset, name: str) -> Sequence[str]:
    """A text of every layer, such as ``"satellite"``."""
    return [str(text) for text in dataset[name][:]]
