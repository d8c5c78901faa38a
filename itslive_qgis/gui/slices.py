"""Long work of the GUI thread in slices, so that the window answers in between."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from typing import Callable

from qgis.PyQt.QtCore import QObject, QTimer

_SLICE = 0.01  # seconds per turn of the event loop


class Slices(QObject):
    """Runs iterators one after the other, each as far as a slice of time goes, then yields.

    Whatever an iterator does between two ``yield`` is one piece; a piece should be short.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: deque[Iterator[None]] = deque()
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._work)

    def push(self, work: Iterator[None]) -> None:
        """Do this after what is waiting; a first slice now if nothing is."""
        was_idle = not self._waiting
        self._waiting.append(work)
        if was_idle:
            self._timer.start()
            self._work()

    def call(self, function: Callable[[], None]) -> None:
        """Call this after what is waiting, now if nothing is."""

        def once() -> Iterator[None]:
            function()
            yield

        self.push(once())

    def clear(self) -> None:
        """Forget what is waiting."""
        self._waiting.clear()
        self._timer.stop()

    def finish(self) -> None:
        """Do all that is waiting at once."""
        while self._waiting:
            work = self._waiting[0]
            for _ in work:
                pass
            if self._waiting and self._waiting[0] is work:
                self._waiting.popleft()
        self._timer.stop()

    def is_idle(self) -> bool:
        """Whether nothing is waiting."""
        return not self._waiting

    def _work(self) -> None:
        end = time.perf_counter() + _SLICE
        while self._waiting:
            work = self._waiting[0]
            try:
                next(work)
            except StopIteration:
                # What was called may have cleared everything, and pushed anew.
                if self._waiting and self._waiting[0] is work:
                    self._waiting.popleft()
            if time.perf_counter() > end:
                break
        if not self._waiting:
            self._timer.stop()
