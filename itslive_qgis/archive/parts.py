"""How far a partial file is believed when a download goes on from it.

A length says nothing of the bytes after a power cut: a file system may have kept the one and lost
the others, and where the ETag is no MD5 nothing would tell. So a partial file is sent to the disk
every ``FLUSH_EVERY`` bytes, and

- all of it is believed if the machine has not been started since it was written: what a program
  wrote survives the program;
- else all but the stretch at its end that may not have been on the disk, which is fetched again.

Whether it was written since the start is told by its time of change, and not believed of one that
lies in the future. A disk that is pulled out while it is written to, or a file server that loses
what it had taken, are not seen by this.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import IO

from .turns import LARGEST_BITE

FLUSH_EVERY = 16 << 20  # bytes; each time costs the connection some time, so not too often
DOUBTED = FLUSH_EVERY + 2 * LARGEST_BITE  # what may be written before it is flushed


def keep_believed(part: Path) -> int:
    """Shorten a partial file to what is believed of it; how many bytes these are, 0 for none.

    Raises:
        OSError: there is none, or it cannot be shortened.
    """
    status = part.stat()
    if _written_since_start(status.st_mtime):
        return status.st_size
    believed = max(0, status.st_size - DOUBTED)
    if believed:
        os.truncate(part, believed)
    return believed


class PartWriter:
    """Appends to a partial file so that no more of it is in doubt than ``DOUBTED``.

    Args:
        file: open for appending.
        start: bytes it has already; a program that was killed may not have flushed them.
    """

    def __init__(self, file: IO[bytes], start: int) -> None:
        self._file = file
        self._unflushed = 0
        if start:
            self.to_disk()

    def write(self, piece: bytes) -> None:
        self._file.write(piece)
        self._unflushed += len(piece)
        if self._unflushed >= FLUSH_EVERY:
            self.to_disk()

    def to_disk(self) -> None:
        """Return when all of it is on the disk."""
        to_disk(self._file)
        self._unflushed = 0


def to_disk(file: IO[bytes]) -> None:
    """Send an open file to the disk."""
    file.flush()
    os.fsync(file.fileno())


def _written_since_start(moment: float) -> bool:
    """Whether the machine has run without a break since a moment (seconds since 1970)."""
    now = time.time()
    return now - _uptime() <= moment <= now


def _uptime() -> float:
    """Seconds since the machine was started; less where time asleep does not count."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()
