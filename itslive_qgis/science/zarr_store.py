"""What a Zarr store is made of: its names, its metadata, and blocks as Blosc packs them.

Version 2 of the format (zarr-specs.readthedocs.io/en/latest/v2/v2.0.html), as the archive's own
cubes are. HDF5's shuffle is a filter of Zarr, too, but GDAL (3.6 and 3.10) does not know it; Blosc
shuffles in the same way and is read by all.
"""

from __future__ import annotations

import json
import os
import struct
from pathlib import Path
from typing import Any

import numpy as np

from .blocks import shuffled
from .cube_schema import wanted_variables
from .inflate import LEVEL, deflate, inflate

ENDING = ".zarr"
#: The store's own file of all metadata: one request instead of two for each array.
CONSOLIDATED = ".zmetadata"

COMPRESSOR = {"id": "blosc", "cname": "zlib", "clevel": LEVEL, "shuffle": 1, "blocksize": 0}
#: Blosc's flags: bytes are shuffled, a block is one stream, the stream is zlib's.
_FLAGS = 0x01 | 0x10 | 3 << 5
_VERSIONS = (2, 1)  # of Blosc's format, and of its zlib
_HEAD = struct.Struct("<4B3i2i")


def is_zarr(path: str | os.PathLike[str]) -> bool:
    """Whether a path is, by its name, that of a Zarr store."""
    return os.fspath(path).lower().endswith(ENDING)


def is_cube_store(path: str | os.PathLike[str]) -> bool:
    """Whether a folder is a Zarr store that holds a cube of ours."""
    try:
        metadata = json.loads(Path(path, CONSOLIDATED).read_text(encoding="utf-8"))["metadata"]
        arrays = {name.partition("/")[0] for name in metadata if name.endswith("/.zarray")}
    except (OSError, ValueError, LookupError, TypeError):
        return False
    return wanted_variables() <= arrays


def packed_array(values: np.ndarray) -> bytes:
    """An array as a block of the store, packed as :data:`COMPRESSOR` says."""
    if values.dtype.kind == "U":
        # Blosc knows no items beyond 255 bytes; the bytes of characters gather as well.
        values = values.reshape(-1).view(np.uint32)
    raw = shuffled(np.atleast_1d(values))
    return framed(deflate(raw), values.dtype, raw.size)


def framed(packed: bytes, dtype: np.dtype, size: int) -> bytes:
    """A shuffled and deflated block with the header that makes it one of Blosc's.

    Format: c-blosc, ``README_CHUNK_FORMAT.rst``; the block is not split, so that what HDF5 holds
    can be taken as it is.

    Args:
        packed: a zlib stream of shuffled values.
        dtype: of the values.
        size: their bytes, unpacked.
    """
    if len(packed) == size:
        # A stream as long as what is in it counts as not packed.
        packed = inflate(packed, size).tobytes()
    whole = _HEAD.size + len(packed)
    start = _HEAD.size - 4  # of the block: its length, then the stream
    head = _HEAD.pack(*_VERSIONS, _FLAGS, dtype.itemsize, size, size, whole, start, len(packed))
    return head + packed


def unframed(block: bytes, dtype: np.dtype, size: int) -> bytes | None:
    """The inverse of :func:`framed`; None if the block was packed by another program."""
    if len(block) < _HEAD.size:
        return None
    *kind, item, length, _, whole, start, packed = _HEAD.unpack_from(block)
    ours = [*_VERSIONS, _FLAGS, dtype.itemsize, size, _HEAD.size - 4]
    is_whole = len(block) == whole == _HEAD.size + packed
    if not is_whole or [*kind, item, length, start] != ours:
        return None
    stream = block[_HEAD.size :]
    return deflate(np.frombuffer(stream, np.uint8)) if packed == size else stream


def array_metadata(
    dtype: np.dtype, shape: tuple[int, ...], chunks: tuple[int, ...], fill: int | None
) -> dict[str, Any]:
    """The ``.zarray`` of an array; with ``fill`` None every value counts, whatever it is."""
    return {
        "zarr_format": 2,
        "shape": list(shape),
        "chunks": list(chunks),
        "dtype": dtype.str,
        "compressor": COMPRESSOR,
        "fill_value": fill,
        "order": "C",
        "filters": None,
    }
