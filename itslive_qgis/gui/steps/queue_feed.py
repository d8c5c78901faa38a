"""What goes into the queue of a download and out of it, in pieces while the window answers."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any, Callable, Optional

from qgis.PyQt.QtCore import QObject

from ...archive.download_queue import DownloadQueue
from ...archive.granule import Granule
from ...archive.queue_items import CANCELLED, DONE, WAITING
from ..slices import Slices

_PIECE = 500  # granules at a time: a queue holds its lock as long

_Request = tuple[DownloadQueue, Sequence[Granule], Optional[dict[str, Any]]]


class QueueFeed(QObject):
    """Holds what was asked for and is not in its queue yet.

    What is begun ``slowly`` goes on in the GUI thread's spare time; :meth:`finish` before the next
    wish of the user keeps the order.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pending: deque[_Request] = deque()
        self._slices = Slices(self)

    def hold(
        self, queue: DownloadQueue, granules: Sequence[Granule], search: dict[str, Any] | None
    ) -> None:
        """Keep these for ``queue``."""
        for start in range(0, len(granules), _PIECE):
            self._pending.append((queue, granules[start : start + _PIECE], search))

    def is_empty(self) -> bool:
        """Whether nothing is kept."""
        return not self._pending

    def forget(self) -> None:
        """What is kept is not wanted any more."""
        self._pending.clear()

    def feed(self) -> None:
        """Put all that is kept into its queue; any thread may."""
        while self._feed_piece():
            pass

    def feed_slowly(self, then: Callable[[], object]) -> None:
        """The same in pieces, then call ``then``."""
        self._slices.push(self._fed(then))

    def rest_slowly(self, queue: DownloadQueue, then: Callable[[], object]) -> None:
        """Let all that waits in ``queue`` rest, and what is kept for it, too."""
        self._slices.push(self._rested(queue, then))

    def cancel_slowly(self, queue: DownloadQueue, then: Callable[[], object]) -> None:
        """Give up all of ``queue`` that is not there."""
        self._slices.push(self._cancelled(queue, then))

    def finish(self) -> None:
        """Do at once what was begun slowly."""
        self._slices.finish()

    def dispose(self) -> None:
        """Leave what was begun slowly."""
        self._slices.clear()

    def _feed_piece(self) -> bool:
        try:
            queue, granules, search = self._pending.popleft()
        except IndexError:
            return False
        queue.add(granules, search)
        return True

    def _fed(self, then: Callable[[], object]) -> Iterator[None]:
        while self._feed_piece():
            yield
        then()

    def _rested(self, queue: DownloadQueue, then: Callable[[], object]) -> Iterator[None]:
        while self._feed_piece():
            yield
        waiting = [entry.key for entry in queue.select(lambda entry: entry.state == WAITING)]
        for keys in _pieces(waiting):
            queue.pause(keys)
            yield
        then()

    def _cancelled(self, queue: DownloadQueue, then: Callable[[], object]) -> Iterator[None]:
        entries = queue.select(lambda entry: entry.state not in (DONE, CANCELLED))
        # From the end: connections that get free would else begin with what is given up next.
        for keys in _pieces([entry.key for entry in reversed(entries)]):
            queue.cancel(keys)
            yield
        then()


def _pieces(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), _PIECE):
        yield keys[start : start + _PIECE]
