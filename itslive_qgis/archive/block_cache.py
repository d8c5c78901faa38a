"""Pieces of remote files kept on disk, up to a size; whoever was not asked for longest goes first.

A cache may lose anything at any time: what cannot be written or read is simply not there.
"""

from __future__ import annotations

import hashlib
import os
import threading
import zlib
from contextlib import suppress
from pathlib import Path

_SUFFIX = ".piece"
_CHECK = 4  # bytes of the checksum behind each piece
_SHARE = 0.9  # of the limit that is left after tidying up
_BETWEEN = 64_000_000  # bytes written between two looks at the size


class BlockCache:
    """Pieces by name, for any number of threads and processes at once.

    Args:
        folder: where they lie; made when there is something to keep. None keeps nothing.
        limit: bytes that they may take together; somewhat more for a moment.
    """

    def __init__(self, folder: Path | None, limit: int) -> None:
        self._folder = folder if limit > 0 else None
        self._limit = limit
        self._written = _BETWEEN  # what others left is looked at with the first piece
        self._lock = threading.Lock()

    def get(self, name: str) -> bytes | None:
        """The piece of this name, if it is here and unharmed."""
        path = self._path(name)
        if path is None:
            return None
        try:
            held = path.read_bytes()
        except OSError:
            return None
        piece, check = held[:-_CHECK], held[-_CHECK:]
        if zlib.crc32(piece).to_bytes(_CHECK, "little") != check:
            with suppress(OSError):
                path.unlink()
            return None
        with suppress(OSError):
            os.utime(path)  # by which it is known how long nobody asked for it
        return piece

    def keeps(self, length: int) -> bool:
        """Whether a piece of so many bytes would be kept."""
        return self._folder is not None and length <= self._limit

    def put(self, name: str, piece: bytes) -> None:
        """Keep a piece."""
        path = self._path(name)
        if path is None or not self.keeps(len(piece)):
            return
        part = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(piece + zlib.crc32(piece).to_bytes(_CHECK, "little"))
            part.replace(path)
        except OSError:
            with suppress(OSError):
                part.unlink()
            return
        with self._lock:
            self._written += len(piece)
            is_due = self._written >= min(_BETWEEN, self._limit / 10)
            self._written = 0 if is_due else self._written
        if is_due:
            self._tidy()

    def _tidy(self) -> None:
        """Remove the pieces that were not asked for longest, and what a crash left half written."""
        found = []
        for path in self._folder.rglob("*") if self._folder is not None else ():
            with suppress(OSError):
                state = path.stat()
                if path.suffix in (_SUFFIX, ".part"):
                    found.append((state.st_mtime, state.st_size, path))
        size = sum(each[1] for each in found)
        if size <= self._limit:
            return
        for _, length, path in sorted(found):
            with suppress(OSError):
                path.unlink()
                size -= length
            if size <= self._limit * _SHARE:
                return

    def _path(self, name: str) -> Path | None:
        if self._folder is None:
            return None
        key = hashlib.sha256(name.encode()).hexdigest()
        return self._folder / key[:2] / f"{key[2:]}{_SUFFIX}"
