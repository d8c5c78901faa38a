"""Whether the network has gone away, and whether that is still worth waiting for.

A line that is gone would fail thousands of granules one after the other. Where bytes have come in a
run and none come now, failures of the line put granules back instead, and one try is made now and
then.
"""

from __future__ import annotations

import threading
import time

from .queue_items import Entry
from .requesting import LONGEST_PAUSE

#: Codes of failures that a line which is gone gives, whatever file is asked for.
LINE_IS_GONE = frozenset({"dns", "timeout", "refused", "connection", "proxy"})
_OUTAGES = 3  # in which one file is put back; after more it has faults of its own
_TRIES_ALONE = 4  # of the only file left: nothing else tells whether it is the line or the file


class Outage:
    """The present outage of a run, if there is one; safe to use from several threads.

    Args:
        patience: seconds to wait for the line at most.
    """

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._lock = threading.Lock()
        self._number = 1
        self._since: float | None = None
        self._tries = 0
        self._next_try = 0.0

    def end(self) -> None:
        """Bytes come."""
        with self._lock:
            if self._since is None:
                return
            self._number += 1
            self._since = None
            self._tries = 0
            self._next_try = 0.0

    def takes_back(self, entry: Entry, alone: bool) -> bool:
        """Whether an entry that failed for want of a line may wait for it; counts how often.

        Args:
            entry: of the calling thread.
            alone: nothing else is left to come.
        """
        with self._lock:
            if entry.outage != self._number:
                entry.outage = self._number
                entry.put_back += 1
            return entry.put_back <= _OUTAGES and not (alone and self._tries >= _TRIES_ALONE)

    def pause(self) -> float | None:
        """Seconds until the next try; None if the line is not worth waiting for any more."""
        now = time.monotonic()
        with self._lock:
            if self._patience <= 0:
                return None
            self._since = self._since or now
            if now - self._since > self._patience:
                return None
            if now >= self._next_try:
                self._tries += 1
                self._next_try = now + min(2.0 ** (self._tries - 1), LONGEST_PAUSE)
            return self._next_try - now

    def wait_left(self) -> float:
        """Seconds until the next try, 0 if there is no outage."""
        return max(0.0, self._next_try - time.monotonic()) if self._since else 0.0
