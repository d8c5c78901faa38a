"""How fast bytes come, and a limit on it for metered connections."""

from __future__ import annotations

import threading
import time
from collections import deque

from ..monitor import Monitor
from .requesting import wait

_WINDOW = 10.0  # seconds that the rate is a mean of
_STEP = 0.25  # seconds of one entry
_BURST = 0.25  # seconds' worth of bytes that may come at once


class Meter:
    """The bytes of all connections of a download; safe to use from several threads.

    Args:
        limit: bytes per second at most, 0 for as fast as it goes.
    """

    def __init__(self, limit: float = 0.0) -> None:
        self.limit = limit
        self.total = 0
        self._lock = threading.Lock()
        self._steps: deque[tuple[float, int]] = deque()
        self._free_at = 0.0
        self._last = time.monotonic()

    def add(self, count: int, monitor: Monitor) -> None:
        """Count bytes that came; wait until the next ones may, if there is a limit.

        Raises:
            Cancelled: if the user stops while it waits.
        """
        now = time.monotonic()
        with self._lock:
            self.total += count
            self._last = now
            if self._steps and now - self._steps[-1][0] < _STEP:
                self._steps[-1] = (self._steps[-1][0], self._steps[-1][1] + count)
            else:
                self._steps.append((now, count))
            self._forget(now)
            pause = self._pause(count, now)
        if pause > 0:
            wait(pause, monitor)

    def rate(self) -> float:
        """Bytes per second over the last ten seconds, 0 if none came."""
        now = time.monotonic()
        with self._lock:
            self._forget(now)
            if not self._steps:
                return 0.0
            return sum(count for _, count in self._steps) / max(now - self._steps[0][0], _STEP)

    def quiet_for(self) -> float:
        """Seconds since bytes came last; since the meter was made if none has."""
        with self._lock:
            return time.monotonic() - self._last

    def _pause(self, count: int, now: float) -> float:
        if self.limit <= 0:
            return 0.0
        self._free_at = max(self._free_at, now - _BURST) + count / self.limit
        return self._free_at - now

    def _forget(self, now: float) -> None:
        while self._steps and now - self._steps[0][0] > _WINDOW:
            self._steps.popleft()
