"""Turns on the network: so many files arrive at a time, while others are on their way to the disk.

A connection that waits for the disk earns nothing. Where more threads than connections fetch files,
each takes a turn before it asks, and gives it back with the last byte; flushing, moving and
recording the file then happen while the connection brings another one.
"""

from __future__ import annotations

from ..monitor import Monitor
from .gate import Gate
from .http import ArchiveSession

CHUNK = 1 << 16  # bytes: the bite to begin with
LARGEST_BITE = 1 << 20
_WORTH = 0.1  # seconds of receiving that one bite may hold, and a broken connection may cost
_STRETCH = 8 * CHUNK  # bytes after which a speed is believed


class Turn:
    """One thread's turn, and how fast its files have come.

    Args:
        gate: shared by all threads, lets so many at a time into the network.
        sessions: the connections, as many as the gate lets in; shared by all threads, too. Whoever
            has a turn has one of them.

    Attributes:
        bite: how many bytes to read at a time.
    """

    def __init__(self, gate: Gate, sessions: list[ArchiveSession]) -> None:
        self.bite = CHUNK
        self._gate = gate
        self._sessions = sessions
        self._session: ArchiveSession | None = None
        self._bytes = 0
        self._seconds = 0.0

    def take(self, monitor: Monitor) -> None:
        """Wait for a free connection; nothing if the turn is taken already.

        Raises:
            Cancelled: if the monitor says so while waiting.
        """
        if self._session is None:
            self._gate.enter(monitor)
            self._session = self._sessions.pop()

    def give_back(self) -> None:
        """Let another thread use the connection; nothing if the turn is not taken."""
        session, self._session = self._session, None
        if session is not None:
            self._sessions.append(session)
            self._gate.leave()

    @property
    def session(self) -> ArchiveSession:
        """The connection of the turn.

        Raises:
            RuntimeError: no turn was taken.
        """
        if self._session is None:
            raise RuntimeError("A request without a turn.")
        return self._session

    def cut(self) -> None:
        """Cut the connection, if the turn is taken; called from another thread."""
        session = self._session
        if session is not None:
            session.cut()

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
