"""Turns on the network: so many files arrive at a time, while others are on their way to the disk.

A connection that waits for the disk earns nothing. Where more threads than connections fetch files,
each takes a turn before it asks, and gives it back with the last byte; flushing, moving and
recording the file then happen while the connection brings another one.
"""

from __future__ import annotations

from ..monitor import Monitor
from .gate import Gate

CHUNK = 1 << 16  # bytes: the bite to begin with
LARGEST_BITE = 1 << 20
_WORTH = 0.1  # seconds of receiving that one bite may hold, and a broken connection may cost
_STRETCH = 8 * CHUNK  # bytes after which a speed is believed


class Turn:
    """One thread's turn, and how fast its files have come.

    Args:
        gate: shared by all threads, lets so many at a time into the network.

    Attributes:
        bite: how many bytes to read at a time.
    """

    def __init__(self, gate: Gate) -> None:
        self.bite = CHUNK
        self._gate = gate
        self._taken = False
        self._bytes = 0
        self._seconds = 0.0

    def take(self, monitor: Monitor) -> None:
        """Wait for a free connection; nothing if the turn is taken already.

        Raises:
            Cancelled: if the monitor says so while waiting.
        """
        if not self._taken:
            self._gate.enter(monitor)
            self._taken = True

    def give_back(self) -> None:
        """Let another thread use the connection; nothing if the turn is not taken."""
        if self._taken:
            self._taken = False
            self._gate.leave()

    def answered(self) -> None:
        """A file came whole."""
        self._gate.answered()

    def refused(self, seconds: float) -> None:
        """The server asked for fewer requests, and for a pause of so many seconds."""
        self._gate.refused(seconds)

    def learn(self, count: int, seconds: float) -> None:
        """So many bytes came in so many seconds: bite off what a fast connection has ready.

        On a slow one a bite stays small, so that progress is seen and a break costs little.
        """
        self._bytes += count
        self._seconds += seconds
        if self._bytes >= _STRETCH:
            speed = self._bytes / max(self._seconds, 1e-9)
            self.bite = int(min(max(speed * _WORTH, CHUNK), LARGEST_BITE))
            self._bytes, self._seconds = 0, 0.0

    def doubt(self) -> None:
        """The connection broke: what was learned of it no longer holds."""
        self.bite = CHUNK
        self._bytes, self._seconds = 0, 0.0
