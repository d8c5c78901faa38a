"""Blosc containers, as the archive's cubes have them: zlib streams of shuffled bytes.

Format: c-blosc 1, ``README_CHUNK_FORMAT.rst``. What is shuffled is put in order only where it is
wanted: of a cube's chunk one pixel is a hundredth. Needs numpy and the standard library alone.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from .inflate import DamagedStreamError, inflate

_HEAD = struct.Struct("<4B3i")
_SHUFFLED, _PLAIN, _BIT_SHUFFLED, _UNSPLIT = 0x01, 0x02, 0x04, 0x10
_ZLIB = 3
#: A block is split into a stream for each byte of its values, if there are not more of them than
#: the first, nor fewer values than the second.
_MOST_STREAMS, _LEAST_VALUES = 16, 128
#: Bytes that a container may unpack to; the archive's have 4 MB.
_MOST_BYTES = 2**28


class BloscError(ValueError):
    """What should be a container is none, or a damaged one."""


class OtherCodecError(BloscError):
    """It is a container whose packing is not known here; zarr can read it."""


@dataclass(frozen=True)
class _Container:
    data: bytes
    flags: int
    item: int
    size: int
    block: int

    def lengths(self) -> Iterator[tuple[int, int]]:
        """Where each block begins in what was packed, and its length."""
        for start in range(0, self.size, self.block or 1):
            yield start, min(self.block, self.size - start)


def unpacked(data: bytes) -> bytes:
    """All that is in a container.

    Raises:
        OtherCodecError: it is packed by another codec than zlib, or its bits are shuffled.
        BloscError: it is damaged.
    """
    container = _container(data)
    if container.flags & _PLAIN:
        return container.data[_HEAD.size :]
    parts = []
    for number, (_, length) in enumerate(container.lengths()):
        stored = _stored(container, number, length)
        if not _is_shuffled(container):
            parts.append(stored.tobytes())
            continue
        whole = length // container.item * container.item
        planes = stored[:whole].reshape(container.item, -1)
        parts.append(planes.T.tobytes() + stored[whole:].tobytes())
    return b"".join(parts)


def values_at(data: bytes, dtype: np.dtype, places: np.ndarray) -> np.ndarray:
    """Some values of the array in a container.

    Args:
        data: the container.
        dtype: of the array.
        places: of the values in the array, flat, rising; int64 of any length.

    Returns:
        the values, of the same length.

    Raises:
        OtherCodecError: it is packed by another codec than zlib, or its bits are shuffled.
        BloscError: it is damaged, or holds fewer values.
    """
    container = _container(data)
    dtype = np.dtype(dtype)
    if places.size and not 0 <= places[0] <= places[-1] < container.size // dtype.itemsize:
        raise BloscError(f"{container.size} bytes hold no value {places[-1]}")
    fits = _is_shuffled(container) and container.item == dtype.itemsize
    if not fits or container.block % dtype.itemsize:
        return np.frombuffer(unpacked(data), dtype, container.size // dtype.itemsize)[places]
    found = np.empty((places.size, dtype.itemsize), np.uint8)
    for number, (start, length) in enumerate(container.lengths()):
        first = start // dtype.itemsize
        low, high = np.searchsorted(places, (first, first + length // dtype.itemsize))
        if low == high:
            continue
        stored = _stored(container, number, length)
        planes = stored[: length // dtype.itemsize * dtype.itemsize].reshape(dtype.itemsize, -1)
        found[low:high] = planes[:, places[low:high] - first].T
    return found.view(dtype).reshape(-1)


def _container(data: bytes) -> _Container:
    if len(data) < _HEAD.size:
        raise BloscError(f"{len(data)} bytes are no container")
    version, _, flags, item, size, block, packed = _HEAD.unpack_from(data)
    if version != 2:  # noqa: PLR2004 - of c-blosc 1
        raise OtherCodecError(f"version {version}")
    if packed != len(data) or not 0 <= size <= _MOST_BYTES or block < 0 or not item:
        raise BloscError(f"{len(data)} bytes instead of {packed}")
    if size and not block:
        raise BloscError("blocks of no length")
    if flags & _PLAIN:
        if packed != _HEAD.size + size:
            raise BloscError(f"{packed} bytes hold {size}")
    elif flags >> 5 != _ZLIB or flags & _BIT_SHUFFLED:
        raise OtherCodecError(f"codec {flags >> 5}, flags {flags:#x}")
    return _Container(data, flags, item, size, block)


def _is_shuffled(container: _Container) -> bool:
    """Bytes of one-byte values are in order anyway."""
    return (
        bool(container.flags & _SHUFFLED) and container.item > 1 and not (container.flags & _PLAIN)
    )


def _stored(container: _Container, number: int, length: int) -> np.ndarray:
    """A block as it was packed: uint8 of ``length``, shuffled or not."""
    try:
        (at,) = struct.unpack_from("<i", container.data, _HEAD.size + 4 * number)
        streams = _streams(container, length)
        stored = np.empty(length, np.uint8)
        size = length // streams
        for stream in range(streams):
            (packed,) = struct.unpack_from("<i", container.data, at)
            at += 4
            piece = container.data[at : at + packed]
            if not 0 < packed == len(piece):
                raise BloscError(f"a stream of {packed} bytes")
            at += packed
            # What does not get smaller is stored as it is.
            part = np.frombuffer(piece, np.uint8) if packed == size else inflate(piece, size)
            stored[stream * size : (stream + 1) * size] = part
    except (struct.error, DamagedStreamError) as error:
        raise BloscError(str(error)) from error
    return stored


def _streams(container: _Container, length: int) -> int:
    is_split = (
        not container.flags & _UNSPLIT
        and container.item <= _MOST_STREAMS
        and container.block // container.item >= _LEAST_VALUES
        and length == container.block
    )
    return container.item if is_split else 1
