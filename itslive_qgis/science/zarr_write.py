"""Write a cube as a Zarr store: the same variables and attributes as its NetCDF file has.

The store is transcribed from a NetCDF file without pixels that exists in memory alone, so that
nothing is said twice of what a cube holds. Its blocks are those the NetCDF would hold.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import netCDF4
import numpy as np

from ..monitor import Monitor
from .blocks import Chunks, Packed, Shape
from .cube_schema import plane_of
from .cube_write import define_cube
from .zarr_store import CONSOLIDATED, array_metadata, framed, packed_array


def write_zarr(
    path: str,
    shape: Shape,
    blocks: Sequence[Packed],
    chunks: Callable[[int], Chunks],
    attributes: Mapping[str, Any],
    monitor: Monitor,
    ice: np.ndarray | None = None,
) -> None:
    """Write the finished blocks of a cube as a Zarr store (version 2, consolidated).

    Args:
        path: an empty folder.
        shape: how the variables are cut.
        blocks: in order of time.
        chunks: gives the packed blocks of the block of a number.
        attributes: of the store; what is no string or number becomes JSON.
        monitor: receives progress, can cancel.
        ice: which cells are ice, see ``ice_mask.ice_on``; None: nobody told.

    Raises:
        OSError: the disk does not take it.
        Cancelled: on request.
    """
    store = _Store(Path(path))
    # Of this name there is no file: it is told to netCDF4, which keeps everything in memory.
    with netCDF4.Dataset(f"{path}/header.nc", "w", diskless=True, persist=False) as header:
        define_cube(header, shape, blocks, attributes, ice)
        header.set_auto_maskandscale(False)
        store.tell(".zgroup", {"zarr_format": 2})
        store.tell(".zattrs", _attributes(header))
        for variable in header.variables.values():
            monitor.check()
            store.add(header, variable, shape)
    for number in range(len(blocks)):
        monitor.check()
        monitor.progress(number / len(blocks))
        for (name, down, across), packed in chunks(number).items():
            dtype = plane_of(name)[0]
            size = dtype.itemsize * int(np.prod(shape.block))
            store.put(name, (number, down, across), framed(packed, dtype, size))
    store.consolidate()


class _Store:
    """A store while it is written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._metadata: dict[str, Any] = {}

    def add(self, header: netCDF4.Dataset, variable: netCDF4.Variable, shape: Shape) -> None:
        """Add an array with its attributes and, unless it is one of pixels, its values."""
        name, attributes = variable.name, _attributes(variable)
        (self._folder / name).mkdir()
        fill = attributes.pop("_FillValue", None)
        attributes["_ARRAY_DIMENSIONS"] = list(variable.dimensions)
        if "grid_mapping" in attributes:
            # GDAL's own name for it; its Zarr driver does not know CF's.
            attributes["_CRS"] = {"wkt": header[attributes["grid_mapping"]].crs_wkt}
        self.tell(f"{name}/.zattrs", attributes)
        if name in shape.names:
            metadata = array_metadata(plane_of(name)[0], variable.shape, shape.block, fill)
        else:
            values = np.asarray(variable[...], "U" if variable.dtype is str else variable.dtype)
            cut = shape.block[1:] if variable.dimensions == ("y", "x") else values.shape
            metadata = array_metadata(values.dtype, values.shape, cut, fill)
            for place, block in _cut(values, cut):
                self.put(name, place, packed_array(block))
        self.tell(f"{name}/.zarray", metadata)

    def put(self, name: str, place: tuple[int, ...], packed: bytes) -> None:
        """Write one block of an array."""
        key = ".".join(map(str, place)) or "0"
        (self._folder / name / key).write_bytes(packed)

    def tell(self, key: str, value: dict[str, Any]) -> None:
        """Write a part of the metadata."""
        self._metadata[key] = value
        self._write(key, value)

    def consolidate(self) -> None:
        """Write all metadata in one file."""
        self._write(CONSOLIDATED, {"zarr_consolidated_format": 1, "metadata": dict(self._metadata)})

    def _write(self, key: str, value: dict[str, Any]) -> None:
        text = json.dumps(value, indent=1, allow_nan=False)
        (self._folder / key).write_text(text, encoding="utf-8")


def _cut(values: np.ndarray, cut: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], np.ndarray]]:
    """The blocks of an array and their places, those at its ends filled up with zeros."""
    if cut == values.shape:
        yield (0,) * values.ndim, values
        return
    high, wide = cut
    for down, top in enumerate(range(0, values.shape[0], high)):
        for across, left in enumerate(range(0, values.shape[1], wide)):
            part = values[top : top + high, left : left + wide]
            block = np.zeros(cut, values.dtype)
            block[: part.shape[0], : part.shape[1]] = part
            yield (down, across), block


def _attributes(told: netCDF4.Dataset | netCDF4.Variable) -> dict[str, Any]:
    """All attributes, as JSON has them."""
    return {name: np.asarray(told.getncattr(name)).tolist() for name in told.ncattrs()}
