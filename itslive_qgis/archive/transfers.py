"""The threads of one run of a queue: each fetches one file after the other.

Daemon threads instead of a pool: one that waits for a dead server must not keep QGIS from closing.
A turn on the network comes with a session of its own, so that one transfer can be cut without the
others.
"""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import QT_TRANSLATE_NOOP, Cancelled, ItsliveError
from ..monitor import Monitor
from .disk_errors import disk_error, folder_gone, reading_error
from .fetch import Fetch
from .folder_lock import claim, release
from .gate import Gate
from .http import Network, make_session
from .outage import LINE_IS_GONE, Outage
from .present import is_present
from .queue_items import Entry
from .record import Record
from .requesting import POLL
from .turns import Turn

if TYPE_CHECKING:
    from .download_queue import DownloadQueue

_LONG_WISH = 3  # minutes: what a server asks for and we do not wait within one request
_IN_VAIN = 4  # files more than connections that fail one like the other, until it is the line
_GOODBYE = 0.05  # seconds given to cut threads before we leave them to end by themselves
_ELSEWHERE = 0.5  # seconds until we ask again for a file that another window fetches
_MEGABYTE = 1_000_000
_BY_THE_FOLDER = ("folder_not_writable", "not_readable")  # what may be one that has gone


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
        self._sessions = [make_session(network) for _ in range(self.connections)]
        for session in self._sessions:
            session.goes_on = True
        self.free_sessions = list(self._sessions)
        self.stopped = threading.Event()
        self.over = threading.Event()  # nothing more will come: threads may go home
        self.outage = Outage(network.patience)
        self.halted: ItsliveError | None = None  # why no further file could come
        self.in_vain = 0  # files that failed for want of a line, before any byte came
        self._received_before = queue.meter.total
        self.elsewhere: set[str] = set()  # keys of what another window fetches
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

    def halt_if_hopeless(self, error: ItsliveError) -> ItsliveError:
        """Ask for no further file if it could only fail the same way; what is to be told."""
        if error.code in _BY_THE_FOLDER and not self.place.is_dir():
            error = folder_gone(self.place)
        self.in_vain += error.code in LINE_IS_GONE
        never = self.queue.meter.total == self._received_before
        if (
            error.code in ("disk_full", "folder_gone")
            or error.values.get("minutes", 0) >= _LONG_WISH
            or (never and self.in_vain >= self.connections + _IN_VAIN)
        ):
            self.halted = self.halted or error
        return error

    def _settle(self, monitor: Monitor) -> None:
        if not self.place.is_dir():
            self.halted = self.halted or folder_gone(self.place)
            return
        if self.record.is_lost:
            self.record.is_lost = False
            self.queue.write_again()
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
        for session in self._sessions:
            session.abort()

    def _dismiss(self) -> None:
        """Wait for the threads, but not for one that hangs in a dead connection."""
        end = time.monotonic() + _GOODBYE
        for worker in self._workers:
            worker.join(max(0.0, end - time.monotonic()))
        for session in self._sessions:
            session.close()
        for worker in self._workers:
            worker.leave()

    def _tell(self, monitor: Monitor) -> None:
        share, done, count = self.queue.share()
        wait = self.outage.wait_left()
        others = len(self.elsewhere)
        if others and others >= self.queue.count_open():
            monitor.progress(
                share,
                QT_TRANSLATE_NOOP(
                    "Messages",
                    "Downloaded {done} of {count} granules; another window fetches the others",
                ),
                done=done,
                count=count,
            )
            return
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
        self.stop = _Stop(transfers)
        self.turn = Turn(transfers.gate, transfers.free_sessions)

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
            self.turn.cut()

    def leave(self) -> None:
        """Let a file wait again whose thread did not come back in time."""
        entry = self.stop.entry
        if entry is not None:
            self.queue.put_back(entry, self, first=True)

    def _settle(self, entry: Entry) -> None:
        """Fetch a file, and tell the queue how that ended."""
        try:
            self._one(entry)
        except Cancelled:
            self.queue.put_back(entry, self, first=True)
        except ItsliveError as error:
            if not self._wait_out(entry, error):
                self._fail(entry, error)
        except Exception as error:  # a fault of ours must not cost the other granules
            self._fail(entry, _unexpected(error))

    def _one(self, entry: Entry) -> None:
        record, place = self.transfers.record, self.transfers.place
        if not claim(place, entry.file):
            self.transfers.elsewhere.add(entry.key)
            self.queue.put_back(entry, self, not_before=time.monotonic() + _ELSEWHERE)
            return
        self.transfers.elsewhere.discard(entry.key)
        try:
            self._fetch(entry, record, place / entry.file)
        finally:
            with suppress(OSError):
                release(place, entry.file)

    def _fetch(self, entry: Entry, record: Record, target: Path) -> None:
        try:
            record.refresh()  # another window may have fetched it, or a part of it, meanwhile
        except OSError as error:
            raise reading_error(error, target.parent) from error
        if self._is_present(entry, target, record):
            self.queue.end(entry, self, target.stat().st_size, was_here=True)
            return
        halted = self.transfers.halted
        if halted is not None:  # every further file would only fail the same way
            raise ItsliveError.from_dict(halted.to_dict())
        counted = 0

        def report(position: int, total: int | None) -> None:
            nonlocal counted
            fresh, counted = fetch.received - counted, fetch.received
            self.transfers.outage.end()
            self.queue.note(entry, self, position, total)
            self.queue.meter.add(fresh, self.stop)

        fetch = Fetch(
            entry.granule.url,
            target,
            entry.granule.granule_id,
            self.transfers.network,
            record,
            self.stop,
            report,
            self.turn,
        )
        self.queue.end(entry, self, fetch.run().size, was_here=False)

    def _is_present(self, entry: Entry, target: Path, record: Record) -> bool:
        if not target.exists():
            return False
        self.turn.take(self.stop)  # the server may have to be asked
        try:
            return is_present(entry.granule, target, self.turn.session, record, self.stop)
        finally:
            self.turn.give_back()

    def _wait_out(self, entry: Entry, error: ItsliveError) -> bool:
        """Whether the line is gone, so that the file waits for it instead of failing."""
        outage, meter = self.transfers.outage, self.queue.meter
        if error.code not in LINE_IS_GONE or not meter.total:
            return False
        if meter.quiet_for() < self.transfers.network.backoff:
            return False  # others come: it is the file
        if not outage.takes_back(entry, alone=self.queue.count_open() == 1):
            return False
        pause = outage.pause()
        if pause is None:
            return False
        self.transfers.gate.close(pause)
        self.queue.put_back(entry, self, first=True)
        return True

    def _fail(self, entry: Entry, error: ItsliveError) -> None:
        if not self.queue.owns(self, entry):
            return  # cut long ago, and in other hands by now
        error = self.transfers.halt_if_hopeless(error)
        if error.code not in ("disk_full", "folder_gone"):
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
