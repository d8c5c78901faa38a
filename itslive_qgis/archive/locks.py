"""Locks that are held as long as a request takes, and waited for no longer than the user wants."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ..monitor import Monitor
from .requesting import POLL


@contextmanager
def held_lock(lock: threading.Lock, monitor: Monitor) -> Iterator[None]:
    """Hold a lock.

    Raises:
        Cancelled: while waiting for it, on request.
    """
    while not lock.acquire(timeout=POLL):
        monitor.check()
    try:
        yield
    finally:
        lock.release()
