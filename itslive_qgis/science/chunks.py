"""The stored blocks of a granule's variables: where they lie in the file, and what is in them.

Read by libhdf5, a window costs its whole blocks, inflated by stock zlib in one thread at a time.
Here libhdf5 (through h5py) only tells where the blocks lie; they are read, inflated and cut in as
many threads as one likes. Whatever is stored in a way that is not foreseen is left to netCDF4.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np

from .inflate import DamagedStreamError, inflate

try:
    import h5py
except Exception:  # an accelerator; missing or broken, everything is read through netCDF4
    h5py = None

_DEFLATE, _SHUFFLE = 1, 2
#: Filters in the order they were applied in, as HDF5 numbers them.
_UNDERSTOOD = ((), (_DEFLATE,), (_SHUFFLE, _DEFLATE))
_ABSENT = -1
#: Blocks; the archive has up to 16 a variable, and asking for thousands one by one is slow.
_MOST_BLOCKS = 1024
#: Bytes of a block; those of the archive unpack to 4 MB at most.
_MOST_BYTES = 2**27


@dataclass(frozen=True)
class Stored:
    """How one variable lies in its file.

    Attributes:
        dtype: of its values, little-endian.
        shape: rows and columns.
        block: rows and columns of a block.
        filters: as applied, of HDF5's numbers.
        places: int64 (blocks down, blocks across, 2), byte offset and length; -1 where a block
            was never written.
        fill: what a block that was never written holds.
    """

    dtype: np.dtype
    shape: tuple[int, int]
    block: tuple[int, int]
    filters: tuple[int, ...]
    places: np.ndarray
    fill: Any

    def to_dict(self) -> dict[str, Any]:
        """A JSON-able form."""
        return {
            **vars(self),
            "dtype": self.dtype.str,
            "places": self.places.tolist(),
            "fill": int(self.fill),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Stored:
        """The inverse of :meth:`to_dict`."""
        dtype = np.dtype(data["dtype"])
        return cls(
            dtype,
            tuple(data["shape"]),
            tuple(data["block"]),
            tuple(data["filters"]),
            np.array(data["places"], np.int64),
            dtype.type(data["fill"]),
        )


class NotRawError(Exception):
    """These values have to be read through netCDF4."""


def stored_variable(dataset: Any) -> Stored | None:
    """Where the blocks of a variable lie; ``None`` where it is stored in an unforeseen way.

    Args:
        dataset: a ``h5py.h5d.DatasetID`` of two dimensions, or three of which the first is 1 long.
    """
    shape, plan = dataset.shape, dataset.get_create_plist()
    if plan.get_layout() != h5py.h5d.CHUNKED or len(shape) not in (2, 3):
        return None
    dtype, block = dataset.dtype, plan.get_chunk()
    filters = tuple(plan.get_filter(index)[0] for index in range(plan.get_nfilters()))
    if dtype.kind not in "iu" or dtype.byteorder == ">" or filters not in _UNDERSTOOD:
        return None
    if shape[:-2] not in ((), (1,)) or block[:-2] not in ((), (1,)):
        return None
    count = dataset.get_num_chunks()
    down, across = (-(-size // step) for size, step in zip(shape[-2:], block[-2:]))
    largest = dtype.itemsize * block[-2] * block[-1]
    if count > min(_MOST_BLOCKS, down * across) or largest > _MOST_BYTES:
        return None
    places = np.full((down, across, 2), _ABSENT, np.int64)
    for index in range(count):
        info = dataset.get_chunk_info(index)
        row, column = (start // step for start, step in zip(info.chunk_offset[-2:], block[-2:]))
        # A damaged index may lead anywhere; what zlib could not make smaller is hardly larger.
        lost = row >= down or column >= across or info.size > 2 * largest
        if info.filter_mask or lost or not info.byte_offset:
            return None
        places[row, column] = info.byte_offset, info.size
    fill = np.zeros(1, dtype)
    plan.get_fill_value(fill)
    return Stored(dtype, tuple(shape[-2:]), tuple(block[-2:]), filters, places, fill[0])


def spans(stored: Stored, rows: slice, columns: slice) -> list[tuple[int, int]]:
    """Where :func:`read_blocks` will read: byte offset and length of each block under a window."""
    high, wide = stored.block
    down = slice(rows.start // high, -(-rows.stop // high))
    across = slice(columns.start // wide, -(-columns.stop // wide))
    places = stored.places[down, across].reshape(-1, 2)
    return [(int(offset), int(size)) for offset, size in places if offset != _ABSENT]


def read_blocks(file: BinaryIO, stored: Stored, rows: slice, columns: slice) -> np.ndarray:
    """A window of a variable, as stored.

    Args:
        file: open for reading, without a buffer.
        stored: the variable.
        rows: of the variable, with a start and a stop within it.
        columns: likewise.

    Returns:
        an array of the window's shape.

    Raises:
        NotRawError: a block is not what it should be.
    """
    window = np.empty((rows.stop - rows.start, columns.stop - columns.start), stored.dtype)
    single_bytes = window.view(np.uint8).reshape(*window.shape, stored.dtype.itemsize)
    high, wide = stored.block
    for down in range(rows.start // high, -(-rows.stop // high)):
        for across in range(columns.start // wide, -(-columns.stop // wide)):
            inner_rows, outer_rows = _common(rows, down * high, high)
            inner_columns, outer_columns = _common(columns, across * wide, wide)
            offset, size = (int(number) for number in stored.places[down, across])
            if offset == _ABSENT:
                window[outer_rows, outer_columns] = stored.fill
                continue
            planes = _unpacked(_read(file, offset, size), stored)
            target = single_bytes[outer_rows, outer_columns]
            for byte, plane in enumerate(planes):
                target[..., byte] = plane[inner_rows, inner_columns]
    return window


def _common(wanted: slice, start: int, length: int) -> tuple[slice, slice]:
    """What a block and a window share, counted in the block and in the window."""
    first, last = max(wanted.start, start), min(wanted.stop, start + length)
    return slice(first - start, last - start), slice(first - wanted.start, last - wanted.start)


def _unpacked(packed: bytes, stored: Stored) -> np.ndarray:
    """A block as its first bytes, its second bytes and so on: uint8 (bytes, rows, columns).

    So HDF5's shuffle filter has put them; only what is wanted of it is put in order again.
    """
    item, (high, wide) = stored.dtype.itemsize, stored.block
    size = item * high * wide
    if _DEFLATE in stored.filters:
        try:
            data = inflate(packed, size)
        except DamagedStreamError as error:
            raise NotRawError from error
    else:
        data = np.frombuffer(packed, np.uint8)
        if data.size != size:
            raise NotRawError
    if _SHUFFLE in stored.filters:
        return data.reshape(item, high, wide)
    return np.moveaxis(data.reshape(high, wide, item), -1, 0)


def _read(file: BinaryIO, offset: int, size: int) -> bytes:
    file.seek(offset)
    packed = file.read(size)
    if len(packed) != size:
        raise NotRawError
    return packed
