"""Chunks of Zarr arrays: unpacked, and kept in memory up to a size."""

from __future__ import annotations

import struct
import threading
import zlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any, Callable, TypeVar

import numpy as np

from ..science.blosc import (
    BloscError,
    OtherCodecError,
    Unpacked,
    columns,
    part,
    unpacked_size,
)
from .zarr_meta import TEXTS, ArrayInfo

_COUNT = struct.Struct("<I")
_Undone = TypeVar("_Undone")
_SETTLED = 2  # bytes of the values that are worth it
_PIECE = 512  # layers


class DamagedChunkError(ValueError):
    """What should be a chunk is none, or one of another array."""


class Chunk:
    """A chunk of an array, of which single series are taken.

    Args:
        info: its array.
        data: as it lies in the store.
        unpack: undoes the packing of a codec that is not known here, given its configuration as
            numcodecs has it; may raise ``ValueError``.
        places: along the dimensions but the first, of which the values are wanted now. If there
            are any, the chunk is kept as it came until :meth:`settle` is called.

    Attributes:
        nbytes: bytes that it takes in memory at most.

    Raises:
        OtherCodecError: it is packed in a way that is not known here.
        DamagedChunkError: it is no chunk of this array.
    """

    def __init__(
        self,
        info: ArrayInfo,
        data: bytes,
        unpack: Callable[[Mapping[str, Any], bytes], bytes] | None = None,
        places: Sequence[tuple[int, ...]] = (),
    ) -> None:
        self._info = info
        self._dtype = info.dtype
        self._shape = info.chunks
        self._places = places
        self._data: bytes | None = None
        self._columns: dict[int, np.ndarray] = {}
        self._plain: np.ndarray | None = None
        self._packed: Unpacked | None = None
        self._series: np.ndarray | None = None
        if info.filters and not _is_text(info):
            raise OtherCodecError(f"filters {[each.get('id') for each in info.filters]}")
        try:
            try:
                self._take(info, data)
            except OtherCodecError:
                if unpack is None:
                    raise
                self._plain = np.frombuffer(unpack(info.compressor or {}, data), np.uint8)
            size = self._size()
            if _is_text(info):
                self._plain, self._packed = _texts(self._bytes()), None
                size = self._plain.size * info.dtype.itemsize
        except OtherCodecError:
            raise
        except (ValueError, zlib.error, struct.error) as error:
            raise DamagedChunkError(f"{info.name}: {error}") from error
        wanted = int(np.prod(info.chunks)) * info.dtype.itemsize
        if size != wanted:
            raise DamagedChunkError(f"{info.name}: {size} bytes instead of {wanted}")
        self.nbytes = size

    def _take(self, info: ArrayInfo, data: bytes) -> None:
        codec = (info.compressor or {}).get("id")
        if codec == "blosc" and self._places:
            firsts = sorted({self._first(place)[0] for place in self._places})
            step = self._first(self._places[0])[1]
            found = _known(info, lambda: columns(data, info.dtype, firsts, step))
            self._columns = dict(zip(firsts, found))
            self._data = data
        elif codec == "blosc":
            self._packed = _known(info, lambda: Unpacked(data))
        elif codec in (None, "zlib"):
            plain = data if codec is None else zlib.decompress(data)
            self._plain = np.frombuffer(plain, np.uint8)
        else:
            raise OtherCodecError(f"codec {codec}")

    def _size(self) -> int:
        if self._data is not None:
            return unpacked_size(self._data)
        if self._packed is not None:
            return self._packed.nbytes
        return 0 if self._plain is None else self._plain.nbytes

    def column(self, *place: int) -> np.ndarray:
        """All values along the first dimension at a place along the others.

        Returns:
            array (chunk's first dimension,), of the array's type.
        """
        first, step = self._first(place)
        series, packed, data = self._series, self._packed, self._data
        if series is not None:
            return series[first]
        if first in self._columns:
            return self._columns[first]
        if packed is not None:
            return packed.values(self._dtype, first, step)
        if data is not None:
            return columns(data, self._dtype, [first], step)[0]
        plain = np.empty(0, np.uint8) if self._plain is None else self._plain
        values = plain if plain.dtype == object else plain.view(self._dtype)
        return values[first::step]

    def _first(self, place: Sequence[int]) -> tuple[int, int]:
        """Where in the flat array the series of a place begins, and its step."""
        first, step = 0, 1
        for index, size in zip(place, self._shape[1:]):
            first, step = first * size + index, step * size
        return first, step

    def settle(self) -> None:
        """Lay out the values place by place, so that further series are there at once.

        Of values that are laid out time by time each series takes a walk through all memory.
        """
        data = self._data
        if data is None or self._dtype.itemsize != _SETTLED:
            return
        packed = Unpacked(data)
        values = packed.in_order(self._dtype).reshape(self._shape[0], -1)
        series = np.empty(values.shape[::-1], self._dtype)
        for start in range(0, len(values), _PIECE):  # as much as the processor keeps at hand
            series[:, start : start + _PIECE] = values[start : start + _PIECE].T
        self._series = series
        self._data, self._columns = None, {}

    def _bytes(self) -> bytes:
        if self._packed is not None:
            return self._packed.tobytes()
        return b"" if self._plain is None else self._plain.tobytes()


def text_at(
    info: ArrayInfo,
    data: bytes,
    place: int,
    unpack: Callable[[Mapping[str, Any], bytes], bytes] | None = None,
) -> str:
    """One text of a chunk of a one-dimensional array, for which as little is unpacked as can be.

    Args:
        info: its array.
        data: as it lies in the store.
        place: of the text in the chunk.
        unpack: as of :class:`Chunk`.

    Raises:
        OtherCodecError: as of :class:`Chunk`.
        DamagedChunkError: likewise, or what is there is no text.
    """
    size = info.dtype.itemsize
    try:
        if (info.compressor or {}).get("id") == "blosc" and not info.filters:
            found = part(data, place * size, (place + 1) * size, info.chunks[0] * size)
            value = np.frombuffer(found, info.dtype)[0]
        else:
            value = Chunk(info, data, unpack).column()[place]
    except OtherCodecError:
        value = Chunk(info, data, unpack).column()[place]
    except DamagedChunkError:
        raise
    except (BloscError, ValueError) as error:
        raise DamagedChunkError(f"{info.name}: {error}") from error
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def _known(info: ArrayInfo, undo: Callable[[], _Undone]) -> _Undone:
    """What undoes a packing that the array is told to have, if it is known here."""
    told = info.compressor or {}
    try:
        return undo()
    except OtherCodecError as error:
        if told.get("cname") == "zlib" and told.get("shuffle") in (0, 1):
            # The array is told to be packed by what is known here: its header is damaged.
            raise DamagedChunkError(str(error)) from error
        raise


def _is_text(info: ArrayInfo) -> bool:
    return info.dtype == object and [each.get("id") for each in info.filters] == [TEXTS]


def _texts(data: bytes) -> np.ndarray:
    """Texts of any length, as numcodecs' ``vlen-utf8`` has them: count, then length and letters."""
    (count,) = _COUNT.unpack_from(data)
    at, found = _COUNT.size, []
    for _ in range(count):
        (length,) = _COUNT.unpack_from(data, at)
        at += _COUNT.size + length
        if at > len(data):
            raise DamagedChunkError("texts cut short")
        found.append(data[at - length : at].decode())
    return np.array(found, dtype=object)


class ChunkMemory:
    """Chunks by name, those asked for last, for any number of threads.

    Args:
        limit: bytes that they may take together.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._chunks: OrderedDict[str, Chunk | None] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, name: str) -> tuple[bool, Chunk | None]:
        """Whether the chunk is known, and the chunk; None for one that the store leaves out."""
        with self._lock:
            if name not in self._chunks:
                return False, None
            self._chunks.move_to_end(name)
            return True, self._chunks[name]

    def put(self, name: str, chunk: Chunk | None) -> None:
        """Keep a chunk."""
        with self._lock:
            if name in self._chunks or (chunk is not None and chunk.nbytes > self._limit):
                return
            self._chunks[name] = chunk
            self._size += chunk.nbytes if chunk is not None else 0
            while self._size > self._limit:
                _, gone = self._chunks.popitem(last=False)
                self._size -= gone.nbytes if gone is not None else 0
