"""Lets the window have Python's lock soon while a thread of ours computes in Python.

Whoever wants the lock waits a switch interval for it, 5 ms unless told otherwise. The window wants
it dozens of times for one repaint, so that a table may stand still for a quarter of a second.
"""

from __future__ import annotations

import sys
import threading
from types import TracebackType

_INTERVAL = 0.0005  # seconds


class _Courtesy:
    """A context in which threads switch often; any number of threads may be in it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._users = 0
        self._before = 0.0

    def __enter__(self) -> None:
        with self._lock:
            if self._users == 0:
                self._before = sys.getswitchinterval()
                sys.setswitchinterval(min(_INTERVAL, self._before))
            self._users += 1

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._lock:
            self._users -= 1
            if self._users == 0:
                sys.setswitchinterval(self._before)


courteous = _Courtesy()
