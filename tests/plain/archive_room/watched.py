"""A monitor that tests can look into."""

from __future__ import annotations

import threading
import time
from typing import Any

from itslive_qgis.monitor import Monitor


class WatchedMonitor(Monitor):
    """Remembers progress; cancelled by ``stop()`` or by itself after some seconds."""

    def __init__(self, cancel_after: float | None = None) -> None:
        self.told: list[tuple[float, str, dict[str, Any]]] = []
        self.stopped_at: float | None = None
        self._cancelled = threading.Event()
        if cancel_after is not None:
            timer = threading.Timer(cancel_after, self.stop)
            timer.daemon = True
            timer.start()

    def stop(self) -> None:
        self.stopped_at = time.monotonic()
        self._cancelled.set()

    def progress(self, fraction: float, text: str = "", **values: Any) -> None:
        self.told.append((fraction, text, values))

    def is_cancelled(self) -> bool:
        return self._cancelled.is_set()

    def seconds_since_stop(self) -> float:
        assert self.stopped_at is not None
        return time.monotonic() - self.stopped_at
