"""Lets the window have Python's lock soon while a thread of ours computes in Python.

Whoever wants the lock waits a switch interval for it, 5 ms unless told otherwise. The window wants
it dozens of times for one repaint, so that a table may stand still for a quarter of a second.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_INTERVAL = 0.0005  # seconds

_lock = threading.Lock()
_users = 0
_before = 0.0


@contextmanager
def courteous() -> Iterator[None]:
    """Switch threads often as long as this lasts, in any number of threads."""
    global _users, _before
    with _lock:
        if _users == 0:
            _before = sys.getswitchinterval()
            sys.setswitchinterval(min(_INTERVAL, _before))
        _users += 1
    try:
        yield
    finally:
        with _lock:
            _users -= 1
            if _users == 0:
                sys.setswitchinterval(_before)
