"""The threads of one run of a queue: each fetches one file after the other.

Daemon threads instead of a pool: one that waits for a dead server must not keep QGIS from closing.
Each has a session of its own, so that one transfer can be cut without the others.
"""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import QT_TRANSLATE_NOOP, Cancelled, ItsliveError
from ..monitor import Monitor
from .fetch import Fetch
from .files import disk_error
from .folder_lock import claim, release
from .gate import Gate
from .http import ArchiveSession, Network, make_session
from .present import is_present
from .queue_items import Entry
from .record import Record
from .requesting import LONGEST_PAUSE, POLL
from .turns import Turn

if TYPE_CHECKING:
    from .download_queue import DownloadQueue

_GOODBYE = 0.05  # seconds given to cut threads before we leave them to end by themselves
_ELSEWHERE = 0.5  # seconds until we ask again for a file that another window fetches
_MEGABYTE = 1_000_000


class Transfers:
    """One run of a queue.

    Args:
        queue: gives the entries and is told how they end.
        record: of the queue's folder.
        network: how to reach the archive.
        connections: threads at most.
    """

    def __init__(
        self, queue: DownloadQueue, record: Record, network: Network, connections: int
    ) -> None:
        self.queue = queue
        self.record = record
        self.network = network
        self.place: Path = record.path.parent
        self.connections = max(1, connections)
        self.gate = Gate(self.connections)
        self.stopped = threading.Event()
        self.over = threading.Event()  # nothing more will come: threads may go home
        self.outage = _Outage(network.patience)
        self.full: ItsliveError | None = None
        self._workers: list[_Worker] = []

    def run(self, monitor: Monitor) -> None:
        """Work until nothing waits, the queue is paused or the monitor says stop."""
        try:
            while self.queue.is_open() and not self.queue.is_pausing:
                monitor.check()
                self._settle(monitor)
                self._hire()
                for worker in self._workers:
                    worker.heed_wish()
                self._tell(monitor)
                with self.queue.changed:
                    self.queue.changed.wait(POLL)
            if self.queue.is_pausing:
                self._stop()
        except BaseException:
            self._stop()
            raise
        finally:
            self.over.set()
            self._dismiss()
        self._settle(monitor)
        self.record.flush()
        self._tell(monitor)

    def _settle(self, monitor: Monitor) -> None:
        if not self.queue.has_unsettled():
            return
        try:
            self.queue.write_wishes(self.record, monitor)
        except OSError as error:
            raise disk_error(error, self.place) from error

    def _hire(self) -> None:
        wanted = self.queue.count_open()
        # While some bring their files to the disk, others use the connections.
        threads = self.connections + self.connections // 2
        while len(self._workers) < min(threads, wanted):
            worker = _Worker(self)
            self._workers.append(worker)
            worker.start()

    def _stop(self) -> None:
        self.stopped.set()
        for worker in self._workers:
            worker.session.abort()

    def _dismiss(self) -> None:
        """Wait for the threads, but not for one that hangs in a dead connection."""
        end = time.monotonic() + _GOODBYE
        for worker in self._workers:
            worker.join(max(0.0, end - time.monotonic()))
        for worker in self._workers:
            worker.session.close()
            worker.leave()

    def _tell(self, monitor: Monitor) -> None:
        share, done, count = self.queue.share()
        wait = self.outage.wait_left()
        if wait > 1:
            monitor.progress(
                share,
                QT_TRANSLATE_NOOP(
                    "Messages", "No connection; {done} of {count} granules, next try in {wait} s"
                ),
                done=done,
                count=count,
                wait=round(wait),
            )
            return
        monitor.progress(
            share,
            QT_TRANSLATE_NOOP("Messages", "Downloaded {done} of {count} granules ({size} MB)"),
            done=done,
            count=count,
            size=round(self.queue.meter.total / _MEGABYTE, 1),
        )


class _Outage:
    """Whether the network has gone away, and whether that is still worth waiting for.

    A line that is gone would fail thousands of granules one after the other. Where bytes have come
    before in this run and none come now, failures of the line put granules back instead.
    """

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._lock = threading.Lock()
        self._since: float | None = None
        self._tries = 0
        self._next_try = 0.0

    def ended(self) -> None:
        """Bytes come."""
        with self._lock:
            self._since = None
            self._tries = 0
            self._next_try = 0.0

    def pause(self, has_worked: bool) -> float | None:
        """Seconds until the next try after a failure of the line; None if that is not worth it."""
        now = time.monotonic()
        with self._lock:
            if not has_worked or self._patience <= 0:
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


class _Stop(Monitor):
    """What the fetches of one worker ask."""

    def __init__(self, transfers: Transfers) -> None:
        self._transfers = transfers
        self.entry: Entry | None = None

    def is_cancelled(self) -> bool:
        entry = self.entry
        return self._transfers.stopped.is_set() or bool(entry is not None and entry.wish)


class _Worker(threading.Thread):
    """One connection."""

    def __init__(self, transfers: Transfers) -> None:
        super().__init__(name="itslive download", daemon=True)
        self.transfers = transfers
        self.queue = transfers.queue
        self.session: ArchiveSession = make_session(transfers.network)
        self.stop = _Stop(transfers)
        self.turn = Turn(transfers.gate)

    def run(self) -> None:
        """Fetch one file after the other until the run is over."""
        while not (self.transfers.stopped.is_set() or self.transfers.over.is_set()):
            entry = self.queue.take(self, time.monotonic())
            if entry is None:
                with self.queue.changed:
                    self.queue.changed.wait(POLL)
                continue
            self.stop.entry = entry
            try:
                self._settle(entry)
            finally:
                self.stop.entry = None

    def heed_wish(self) -> None:
        """Cut the connection if the user wants its file no more, or not now."""
        entry = self.stop.entry
        if entry is not None and entry.wish:
            self.session.cut()

    def leave(self) -> None:
        """Let a file wait again whose thread did not come back in time."""
        entry = self.stop.entry
        if entry is not None:
            self.queue.put_back(entry, self, first=True)

    def _settle(self, entry: Entry) -> None:
        """Fetch a file, and tell the queue how that ended."""
        before = self.queue.meter.total
        try:
            self._one(entry)
        except Cancelled:
            self.queue.put_back(entry, self, first=True)
        except ItsliveError as error:
            if not self._wait_out(entry, error, before):
                self._fail(entry, error)
        except Exception as error:  # a fault of ours must not cost the other granules
            self._fail(entry, _unexpected(error))

    def _one(self, entry: Entry) -> None:
        if self.transfers.full:
            raise self.transfers.full  # every further file would only fail the same way
        record, place = self.transfers.record, self.transfers.place
        if not claim(place, entry.file):
            self.queue.put_back(entry, self, not_before=time.monotonic() + _ELSEWHERE)
            return
        try:
            self._fetch(entry, record, place / entry.file)
        finally:
            release(place, entry.file)

    def _fetch(self, entry: Entry, record: Record, target: Path) -> None:
        try:
            record.refresh()  # another window may have fetched it, or a part of it, meanwhile
        except OSError as error:
            raise disk_error(error, target.parent) from error
        if is_present(entry.granule, target, self.session, record, self.stop):
            self.queue.end(entry, self, target.stat().st_size, was_here=True)
            return
        counted = 0

        def report(position: int, total: int | None) -> None:
            nonlocal counted
            fresh, counted = fetch.received - counted, fetch.received
            self.transfers.outage.ended()
            self.queue.note(entry, self, position, total)
            self.queue.meter.add(fresh, self.stop)

        fetch = Fetch(
            entry.granule.url,
            target,
            entry.granule.granule_id,
            self.session,
            record,
            self.stop,
            report,
            self.turn,
        )
        self.queue.end(entry, self, fetch.run().size, was_here=False)

    def _wait_out(self, entry: Entry, error: ItsliveError, before: int) -> bool:
        """Whether the line is gone, so that the file waits for it instead of failing."""
        total = self.queue.meter.total
        if not error.retry or total != before:
            return False
        pause = self.transfers.outage.pause(has_worked=total > 0)
        if pause is None:
            return False
        self.transfers.gate.close(pause)
        self.queue.put_back(entry, self, first=True)
        return True

    def _fail(self, entry: Entry, error: ItsliveError) -> None:
        if error.code == "disk_full":
            self.transfers.full = error
        else:
            # A disk that does not take the line has failed already.
            with suppress(OSError):
                self.transfers.record.add_failed(
                    entry.file, entry.granule.granule_id, entry.key, error
                )
        self.queue.fail(entry, self, error)


def _unexpected(error: Exception) -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "The granule could not be downloaded: {why}."),
        QT_TRANSLATE_NOOP("Messages", "Try again; if it recurs, please report it."),
        code="unexpected",
        detail=repr(error),
        why=type(error).__name__,
    )
