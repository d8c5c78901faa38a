"""Blosc containers, as the archive's cubes have them: zlib streams of shuffled bytes.

Format: c-blosc 1, ``README_CHUNK_FORMAT.rst``. What is shuffled is put in order only where it is
wanted: of a cube's chunk one pixel is a hundredth.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
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
#: And one of which a part alone is wanted, block by block.
_MOST_BYTES_OF_PARTS = 2**31 - 1


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


def unpacked_size(data: bytes) -> int:
    """Bytes that a container unpacks to, by its head.

    Raises:
        OtherCodecError: it is packed by another codec than zlib, or its bits are shuffled.
        BloscError: it is damaged.
    """
    return _container(data).size


def columns(data: bytes, dtype: np.dtype, firsts: Sequence[int], step: int) -> list[np.ndarray]:
    """Series of the array in a container, each of every ``step``-th value from one on.

    As :meth:`Unpacked.values`, but nothing else is kept: what is inflated stays in a buffer that
    fits into the processor's cache. Where memory is new, that takes a fifth of the time.

    Args:
        data: the container.
        dtype: of the array.
        firsts: places in the flat array.
        step: of the flat array.

    Raises:
        OtherCodecError: it is packed by another codec than zlib, or its bits are shuffled.
        BloscError: it is damaged, or its bytes are no whole number of such values.
    """
    container = _container(data)
    dtype = np.dtype(dtype)
    item, blocks = container.item, list(container.lengths())
    fits = _is_shuffled(container) and item == dtype.itemsize
    if not fits or container.size % item or any(start % item for start, _ in blocks):
        whole = Unpacked(data)
        return [whole.values(dtype, first, step).copy() for first in firsts]
    count = container.size // item
    found = [np.empty((len(range(first, count, step)), item), np.uint8) for first in firsts]
    done = [0] * len(firsts)
    for number, (start, length) in enumerate(blocks):
        begins = [_begin(first, start // item, step) for first in firsts]
        for plane, values in _planes(container, number, length):
            for place, begin in enumerate(begins):
                series = values[begin::step]
                found[place][done[place] : done[place] + series.size, plane] = series
        for place, begin in enumerate(begins):
            done[place] += len(range(begin, length // item, step))
    return [each.view(dtype).reshape(-1) for each in found]


def _begin(first: int, start: int, step: int) -> int:
    """Where in a block that begins at ``start`` the series from ``first`` on has a value."""
    begin = first - start
    return begin if begin >= 0 else begin % step


class Unpacked:
    """All that is in a container, inflated but in the order in which it was packed.

    Of a chunk that one pixel after the other is taken from, putting everything in order would cost
    more than all that is wanted of it.

    Args:
        data: the container.

    Attributes:
        nbytes: bytes that it takes in memory.

    Raises:
        OtherCodecError: it is packed by another codec than zlib, or its bits are shuffled.
        BloscError: it is damaged.
    """

    def __init__(self, data: bytes) -> None:
        container = _container(data)
        self._shuffled = _is_shuffled(container)
        self._item = container.item
        self.nbytes = container.size
        if container.flags & _PLAIN:
            self._blocks = [(0, container.size)]
            self._stored = np.frombuffer(data, np.uint8, container.size, _HEAD.size)
            return
        self._blocks = list(container.lengths())
        self._stored = np.empty(container.size, np.uint8)
        for number, (start, length) in enumerate(self._blocks):
            _store(container, number, self._stored[start : start + length])

    def values(self, dtype: np.dtype, first: int = 0, step: int = 1) -> np.ndarray:
        """Every ``step``-th value of the array in the container, from the one at ``first`` on.

        Args:
            dtype: of the array.
            first: place in the flat array.
            step: of the flat array; that of a chunk of (20000, 10, 10) is 100 for one pixel.

        Raises:
            BloscError: the bytes are no whole number of such values.
        """
        dtype = np.dtype(dtype)
        count, rest = divmod(self.nbytes, dtype.itemsize)
        if rest:
            raise BloscError(f"{self.nbytes} bytes are no values of {dtype.itemsize}")
        wanted = len(range(first, count, step))
        fits = self._item == dtype.itemsize and not any(at % self._item for at, _ in self._blocks)
        if not self._shuffled or not fits:
            return np.frombuffer(self.tobytes(), dtype)[first::step]
        found = np.empty((wanted, self._item), np.uint8)
        done = 0
        for start, length in self._blocks:
            begin = _begin(first, start // self._item, step)
            planes = self._stored[start : start + length].reshape(self._item, -1)[:, begin::step]
            found[done : done + planes.shape[1]] = planes.T
            done += planes.shape[1]
        return found.view(dtype).reshape(-1)

    def in_order(self, dtype: np.dtype) -> np.ndarray:
        """All values in order, (n,), writable.

        Raises:
            BloscError: the bytes are no whole number of such values.
        """
        dtype = np.dtype(dtype)
        fits = self._shuffled and self._item == dtype.itemsize
        if dtype.itemsize != 2 or not fits or any(at % self._item for at, _ in self._blocks):  # noqa: PLR2004
            return self.values(dtype).copy()
        found = np.empty(self.nbytes // 2, "<u2")
        for start, length in self._blocks:
            low, high = self._stored[start : start + length].reshape(2, -1)
            part = found[start // 2 : (start + length) // 2]
            # Sixteen bits at a time; taking byte after byte costs four times as much.
            np.copyto(part, high)
            part <<= 8
            part |= low
        return found.view(dtype)

    def tobytes(self) -> bytes:
        """All of it in order."""
        if not self._shuffled:
            return self._stored.tobytes()
        blocks = (self._stored[start : start + length] for start, length in self._blocks)
        return b"".join(_in_order(block, self._item) for block in blocks)


def part(data: bytes, start: int, stop: int, size: int) -> bytes:
    """Some of the bytes in a container, for which no other block is inflated than theirs.

    Args:
        data: the container.
        start: of the bytes in what was packed.
        stop: the one after the last.
        size: bytes that are in the container.

    Raises:
        OtherCodecError: it is packed by another codec than zlib, or its bits are shuffled.
        BloscError: it is damaged, or holds another number of bytes.
    """
    container = _container(data, _MOST_BYTES_OF_PARTS)
    if container.size != size or not 0 <= start < stop <= size:
        raise BloscError(f"{container.size} bytes instead of {size}, wanted {start} to {stop}")
    if container.flags & _PLAIN:
        return data[_HEAD.size + start : _HEAD.size + stop]
    if container.block > _MOST_BYTES:
        raise BloscError(f"blocks of {container.block} bytes")
    found = []
    for number in range(start // container.block, -(-stop // container.block)):
        begin = number * container.block
        stored = np.empty(min(container.block, size - begin), np.uint8)
        _store(container, number, stored)
        plain = _in_order(stored, container.item) if _is_shuffled(container) else stored.tobytes()
        found.append(plain[max(start - begin, 0) : stop - begin])
    return b"".join(found)


def _in_order(block: np.ndarray, item: int) -> bytes:
    """A shuffled block, uint8, as it was before."""
    whole = block.size // item * item
    return block[:whole].reshape(item, -1).T.tobytes() + block[whole:].tobytes()


def _container(data: bytes, most: int = _MOST_BYTES) -> _Container:
    if len(data) < _HEAD.size:
        raise BloscError(f"{len(data)} bytes are no container")
    version, _, flags, item, size, block, packed = _HEAD.unpack_from(data)
    # Before all else, so that a page of a web site is no container of another version.
    if packed != len(data) or not 0 <= size <= most or block < 0 or not item:
        raise BloscError(f"{len(data)} bytes instead of {packed}")
    if version != 2:  # noqa: PLR2004 - of c-blosc 1
        raise OtherCodecError(f"version {version}")
    if size and not block:
        raise BloscError("blocks of no length")
    if flags & _PLAIN:
        if packed != _HEAD.size + size:
            raise BloscError(f"{packed} bytes hold {size}")
    elif flags >> 5 != _ZLIB or flags & _BIT_SHUFFLED:
        raise OtherCodecError(f"codec {flags >> 5}, flags {flags:#x}")
    elif size and _HEAD.size + 4 * -(-size // block) > packed:
        raise BloscError(f"{packed} bytes hold no blocks of {block}")  # nor a list of millions
    return _Container(data, flags, item, size, block)


def _is_shuffled(container: _Container) -> bool:
    """Bytes of one-byte values are in order anyway."""
    return (
        bool(container.flags & _SHUFFLED) and container.item > 1 and not (container.flags & _PLAIN)
    )


def _store(container: _Container, number: int, stored: np.ndarray) -> None:
    """Inflate a block into ``stored``, uint8 of its length."""
    at = 0
    for piece in _pieces(container, number, stored.size):
        stored[at : at + piece.size] = piece
        at += piece.size


def _planes(container: _Container, number: int, length: int) -> Iterator[tuple[int, np.ndarray]]:
    """The planes of bytes of a block; each holds until the next one is asked for."""
    count = length // container.item
    at = 0
    for piece in _pieces(container, number, length):
        for plane in range(piece.size // count):
            yield at, piece[plane * count : (plane + 1) * count]
            at += 1


def _pieces(container: _Container, number: int, length: int) -> Iterator[np.ndarray]:
    """What the streams of a block hold, uint8; each holds until the next one is asked for."""
    try:
        (at,) = struct.unpack_from("<i", container.data, _HEAD.size + 4 * number)
        streams = _streams(container, length)
        size = length // streams
        for _ in range(streams):
            (packed,) = struct.unpack_from("<i", container.data, at)
            at += 4
            piece = container.data[at : at + packed]
            if not 0 < packed == len(piece):
                raise BloscError(f"a stream of {packed} bytes")
            at += packed
            # What does not get smaller is stored as it is.
            yield np.frombuffer(piece, np.uint8) if packed == size else inflate(piece, size)
    except (struct.error, DamagedStreamError) as error:
        raise BloscError(str(error)) from error


def _streams(container: _Container, length: int) -> int:
    is_split = (
        not container.flags & _UNSPLIT
        and container.item <= _MOST_STREAMS
        and container.block // container.item >= _LEAST_VALUES
        and length == container.block
    )
    return container.item if is_split else 1
