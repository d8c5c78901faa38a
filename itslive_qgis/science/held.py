"""A remote file as libhdf5 reads it: in pages, of which those that are not here yet are fetched.

libhdf5 must never see a read fail: it crashes of that (1.10.8). What cannot be fetched is given as
zeros, and the failure kept; whoever reads looks at it before anything that was read is believed.
While libhdf5 waits here no other thread gets into it, so what it will ask for is better fetched
before, by :meth:`HeldFile.expect`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

_PAGE = 4096
_AHEAD = 4  # pages fetched at a time where nobody expected anything


class HeldFile:
    """What h5py needs of a file that is open for reading.

    Args:
        size: bytes of the file.
        first: its first bytes.
        fetch: gives the bytes from a place to before another; ``Exception`` if it cannot.

    Attributes:
        failure: why a page could not be fetched, if one could not.
    """

    def __init__(self, size: int, first: bytes, fetch: Callable[[int, int], bytes]) -> None:
        self._size = size
        self._fetch = fetch
        self._pages: dict[int, bytes] = {}
        self._place = 0
        self.failure: Exception | None = None
        whole = len(first) if len(first) >= size else len(first) // _PAGE * _PAGE
        self._keep(0, first[:whole])

    def expect(self, start: int, stop: int) -> None:
        """Fetch what is not here of these bytes."""
        last = min(-(-stop // _PAGE), -(-self._size // _PAGE))
        wanted = [page for page in range(start // _PAGE, last) if page not in self._pages]
        if not wanted:
            return
        low, high = wanted[0] * _PAGE, min((wanted[-1] + 1) * _PAGE, self._size)
        self._keep(low, self._fetch(low, high))

    def held(self, start: int, length: int) -> bytes:
        """These bytes, fewer at the end of the file; raises KeyError if they are not here."""
        stop = min(start + length, self._size)
        pages = range(start // _PAGE, -(-stop // _PAGE))
        return b"".join(self._pages[page] for page in pages)[start % _PAGE :][: stop - start]

    def seek(self, place: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._size}[whence]
        self._place = base + place
        return self._place

    def tell(self) -> int:
        """Where the next bytes come from."""
        return self._place

    def readinto(self, buffer: Any) -> int:
        """Fill ``buffer``, as h5py asks; never raises."""
        count = len(buffer)
        data = self._read(self._place, self._place + count)
        buffer[:] = data.ljust(count, b"\0")
        self._place += count
        return count

    def flush(self) -> None:
        """Nothing is ever written."""

    def truncate(self, size: int | None = None) -> int:
        """Nothing is ever written."""
        return self._size

    def _read(self, start: int, stop: int) -> bytes:
        try:
            return self.held(start, stop - start)
        except KeyError:
            pass
        try:
            self.expect(start, max(stop, start + _AHEAD * _PAGE))
            return self.held(start, stop - start)
        except Exception as error:  # whatever it is, libhdf5 must not see it
            self.failure = self.failure or error
            return b""

    def _keep(self, start: int, data: bytes) -> None:
        for offset in range(0, len(data), _PAGE):
            self._pages[(start + offset) // _PAGE] = data[offset : offset + _PAGE]
