"""How many transfers run at a time: as many as allowed, fewer once a server asks for a pause."""

from __future__ import annotations

import threading
import time
from collections import deque

from ..monitor import Monitor
from .requesting import POLL

_SAME_STORM = 1.0  # seconds in which several refusals are one


class Gate:
    """Turns for the connections of one download.

    Halved whenever a server refuses for being asked too much (429, 503), and one more again after
    as many good answers in a row as there are turns: what TCP does about a crowded network.

    Turns are given in the order in which they were asked for. Otherwise a file that was refused
    comes back to the minute it was told, before those that waited all the while, and is refused
    again in the place of all the others until its attempts are used up.

    Args:
        most: transfers at a time, 1 or more.
    """

    def __init__(self, most: int) -> None:
        self.most = self.limit = max(1, most)
        self._active = 0
        self._well = 0
        self._closed_until = 0.0
        self._refused_at = -_SAME_STORM
        self._waiting: deque[object] = deque()
        self._changed = threading.Condition()

    def enter(self, monitor: Monitor) -> None:
        """Wait for a turn; whoever has one calls :meth:`leave` in the end.

        Raises:
            Cancelled: within 2 x POLL of the user's wish.
        """
        ticket = object()
        with self._changed:
            self._waiting.append(ticket)
            try:
                while self._waiting[0] is not ticket or self._is_full():
                    monitor.check()
                    left = self._closed_until - time.monotonic()
                    self._changed.wait(min(POLL, left) if left > 0 else POLL)
                self._active += 1
            finally:
                self._waiting.remove(ticket)
                self._changed.notify_all()

    def leave(self) -> None:
        """Give the turn to another one."""
        with self._changed:
            self._active -= 1
            self._changed.notify_all()

    def _is_full(self) -> bool:
        return self._active >= self.limit or time.monotonic() < self._closed_until

    def close(self, seconds: float) -> None:
        """Let nobody in for so long."""
        with self._changed:
            self._closed_until = max(self._closed_until, time.monotonic() + seconds)

    def refused(self, seconds: float) -> None:
        """A server asked for fewer requests, and for a pause of so many seconds."""
        now = time.monotonic()
        with self._changed:
            self._well = 0
            if now - self._refused_at >= _SAME_STORM:
                self.limit = max(1, self.limit // 2)
                self._refused_at = now
        self.close(seconds)

    def answered(self) -> None:
        """A file came whole."""
        with self._changed:
            self._well += 1
            if self._well >= self.limit and self.limit < self.most:
                self.limit += 1
                self._well = 0
                self._changed.notify_all()
