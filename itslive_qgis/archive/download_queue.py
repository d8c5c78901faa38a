"""A queue of downloads into one folder: what waits, runs, is done or has failed.

The queue itself lives in memory and can be asked and changed from any thread at once; disk and
network are the business of :meth:`DownloadQueue.run`. What it is to bring is kept in the folder's
record, so that :meth:`DownloadQueue.restore` finds it again after a crash.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..errors import ItsliveError
from ..monitor import Monitor
from . import record_lines
from .disk_errors import disk_error, reading_error
from .files import prepare_folder
from .given_up import remove_parts
from .granule import Granule
from .http import Network
from .provenance import keep_searches
from .queue_book import QueueBook
from .queue_items import (
    CANCELLED,
    DONE,
    FAILED,
    OPEN,
    PAUSED,
    RUNNING,
    WAITING,
    Entry,
)
from .record import Record, unfinished
from .requesting import POLL
from .transfers import Transfers
from .urls import secure_url

_LETTING_GO = 0.3  # seconds that cut transfers may need to let go of their files
_PIECE = 500  # granules written at a time, which is as long as a wish to stop waits


class DownloadQueue(QueueBook):
    """Granules for one folder.

    Args:
        folder: where the files go; looked at by the long works only.
        rate_limit: bytes per second that all connections together may take, 0 for all there are.
    """

    def __init__(self, folder: str, rate_limit: float = 0.0) -> None:
        super().__init__(rate_limit)
        self.folder = folder
        self.is_pausing = False
        self._unsettled: list[tuple[list[Granule], dict[str, Any] | None]] = []
        self._given_up: list[Entry] = []  # and recorded so, but their partial files are to go
        self._held: list[Entry] = []  # of these, whose partial files somebody held
        self._writing = threading.Lock()  # one writes what is unsettled, whoever else wants to

    def add(self, granules: Sequence[Granule], search: dict[str, Any] | None = None) -> int:
        """Let these be downloaded too; those that wait or run already do so once.

        Args:
            granules: any; one that failed, or was paused or cancelled, waits again, and so does
                one that is done: its file may have been deleted since.
            search: the search that found them, as ``SavedSearch.to_dict`` gives it; kept in the
                record as their origin.

        Returns:
            how many now wait that did not before.
        """
        keyed = [(secure_url(granule.url, granule.url), granule) for granule in granules]
        count = 0
        with self.changed:
            fresh = []
            for key, granule in keyed:
                entry = self._entries.get(key)
                if entry is None:
                    self._put(Entry(key, granule))
                    fresh.append(granule)
                elif entry.state == RUNNING:
                    entry.wish = ""
                    continue
                elif entry.state != WAITING:
                    fresh += [granule] if entry.state in (CANCELLED, DONE) else []
                    self._wait(entry)
                else:
                    continue
                count += 1
            if fresh:
                self._unsettled.append((fresh, search))
            self.changed.notify_all()
        return count

    def pause(self, keys: Iterable[str] | None = None) -> None:
        """Let these, or everything, rest; :meth:`run` returns soon if it is everything.

        What has arrived of them stays on disk, and :meth:`resume` goes on from there.
        """
        with self.changed:
            if keys is None:
                self.is_pausing = True
            for entry in self._of(keys or ()):
                if entry.state == RUNNING and not entry.wish:
                    entry.wish = PAUSED
                elif entry.state == WAITING:
                    self._turn(entry, PAUSED)
            self.changed.notify_all()

    def resume(self, keys: Iterable[str] | None = None) -> None:
        """Let these, or everything that was paused, wait for their turn again."""
        with self.changed:
            if keys is None:
                self.is_pausing = False
            for entry in self._of(keys):
                if entry.state == PAUSED:
                    self._wait(entry)
                elif entry.state == RUNNING and entry.wish == PAUSED:
                    entry.wish = ""
            self.changed.notify_all()

    def cancel(self, keys: Iterable[str] | None = None) -> None:
        """Give up these, or all that is not done: their partial files go, and they stay given up.

        Without a run under way :meth:`settle` is to be called for what is on disk. The partial
        file of one that another window fetches is left to it.
        """
        with self.changed:
            for entry in self._of(keys):
                if entry.state == RUNNING:
                    entry.wish = CANCELLED
                elif entry.state in (WAITING, PAUSED, FAILED):
                    self._turn(entry, CANCELLED)
                    self._dropped.append(entry)
            self.changed.notify_all()

    def retry(self, keys: Iterable[str] | None = None) -> int:
        """Let these, or all that failed, be tried again; how many that are."""
        with self.changed:
            failed = [entry for entry in self._of(keys) if entry.state == FAILED]
            for entry in failed:
                self._wait(entry)
            self.changed.notify_all()
        return len(failed)

    def prefer(self, keys: Iterable[str]) -> None:
        """Take these before all others that wait, in this order."""
        with self.changed:
            for entry in reversed(self._of(keys)):
                if entry.state in (WAITING, PAUSED):
                    self._wait(entry, first=True)
            self.changed.notify_all()

    def forget_done(self) -> None:
        """Take what is done or cancelled off the list; the files stay."""
        with self.changed:
            gone = [each for each in self._entries.values() if each.state in (DONE, CANCELLED)]
            for entry in gone:
                del self._entries[entry.key]
                self._tally.moved(entry.state, "")
                self._fresh.pop(entry.key, None)

    def has_unsettled(self) -> bool:
        """Whether :meth:`settle` has something to write."""
        with self.changed:
            return bool(self._unsettled or self._dropped)

    def restore(self, state: str = WAITING, monitor: Monitor | None = None) -> int:
        """Take up what the folder's record says is wanted and not there; how many that are.

        Args:
            state: what becomes of those that did not fail, PAUSED where a run that is under way
                must not begin with them by itself.
            monitor: asked whether to go on; nothing is taken up if not.

        Raises:
            ItsliveError: if the record cannot be read.
            Cancelled: soon after the user's wish, but for the reading of the record.
        """
        monitor = monitor or Monitor()
        monitor.check()
        place = Path(self.folder).expanduser()
        try:
            known = list(unfinished(Record(place))) if place.is_dir() else []
        except OSError as error:
            raise reading_error(error, place) from error
        # Before the lock is taken: on a network each look at a file takes its time.
        begun = {}
        for each in known:
            monitor.check()
            begun[each.file] = _size_of(place / (each.file + ".part"))
        with self.changed:
            for standing in known:
                if standing.granule is None or standing.url in self._entries:
                    continue
                entry = Entry(standing.url, standing.granule, file=standing.file)
                entry.received = begun[entry.file]
                self._put(entry)
                self._turn(entry, state)
                if standing.state == record_lines.FAILED:
                    entry.error = record_lines.error_of(standing)
                    self._turn(entry, FAILED)
            self.changed.notify_all()
        return len(known)

    def _look_again(self) -> None:
        """Let what was done and is not there any more wait again."""
        try:
            here = set(os.listdir(Path(self.folder).expanduser()))
        except OSError:
            here = set()
        with self.changed:
            lost = [
                entry
                for entry in self._entries.values()
                if entry.state == DONE and entry.file not in here
            ]
            for entry in lost:
                self._wait(entry)
            if lost:
                self._unsettled.append(([entry.granule for entry in lost], None))

    def write_again(self) -> None:
        """Have everything that is still to come written once more: the record was deleted."""
        with self.changed:
            still = [e.granule for e in self._entries.values() if e.state in (*OPEN, PAUSED)]
            if still:
                self._unsettled.append((still, None))

    def settle(self, monitor: Monitor | None = None) -> Record:
        """Write into the folder what was added and cancelled since; the folder's record.

        Raises:
            ItsliveError: if the folder cannot be written to, or its record not be read.
            Cancelled: within 200 ms of the user's wish; the rest is written the next time.
        """
        place = prepare_folder(self.folder)
        try:
            record = Record(place)
        except OSError as error:
            raise reading_error(error, place) from error
        try:
            self.write_wishes(record, monitor or Monitor())
        except OSError as error:
            raise disk_error(error, place) from error
        return record

    def write_wishes(self, record: Record, monitor: Monitor) -> None:
        """As :meth:`settle`, into a record that is there.

        Raises:
            OSError, ItsliveError: if it cannot be written; what was to be written is tried the
                next time.
            Cancelled: within 200 ms of the user's wish.
        """
        while not self._writing.acquire(timeout=POLL):
            monitor.check()
        try:
            # First, and not to be stopped: a wish to give up must not be lost with the window.
            self._write_dropped(record)
            while self._write_wanted(record, monitor):
                self._write_dropped(record)
            record.flush()
            # They are in the record as well: no reason to bring nothing.
            with suppress(OSError, ItsliveError):
                keep_searches(record.path.parent, record.searches(), record.counts_of_searches())
            self._remove_parts(record, monitor)
        finally:
            self._writing.release()

    def _write_wanted(self, record: Record, monitor: Monitor) -> bool:
        """Write a piece of what was added; whether there was something."""
        with self.changed:
            if not self._unsettled:
                return False
            granules, search = self._unsettled[0]
            piece = granules[:_PIECE]
            asked = {secure_url(each.url, each.url): each for each in piece}
            given = {each.file for each in self._entries.values() if each.key not in asked}
        monitor.check()
        number = record.add_search(search) if search else ""
        names = record.add_wanted(piece, number, given)
        with self.changed:
            del granules[: len(piece)]
            if not granules:
                self._unsettled.pop(0)
            for key, name in names.items():
                entry = self._entries.get(key) or Entry(key, asked[key], state=CANCELLED)
                entry.file = name
                if entry.state == CANCELLED:  # before it was written as wanted
                    self._dropped.append(entry)
            self.changed.notify_all()
        return True

    def _write_dropped(self, record: Record) -> None:
        """Write what was given up, whoever fetches it."""
        with self.changed:
            dropped, self._dropped = self._dropped, []
        # What has no name yet comes again when it has been written as wanted.
        gone = [entry for entry in dropped if entry.file and self._is_given_up(entry)]
        try:
            record.add_dropped((entry.file, entry.granule.granule_id, entry.key) for entry in gone)
        except OSError:
            with self.changed:
                self._dropped += gone
            raise
        self._given_up += gone

    def _remove_parts(self, record: Record, monitor: Monitor) -> None:
        """Delete what had come of what was given up, but for what somebody holds."""
        fresh, self._given_up = self._given_up, []
        held = remove_parts(record, self._held, self._is_given_up, monitor)
        self._held = held + remove_parts(record, fresh, self._is_given_up, monitor, _LETTING_GO)
        if self._held:
            monitor.check()

    def _is_given_up(self, entry: Entry) -> bool:
        """Whether nobody has asked for it again."""
        with self.changed:
            now = self._entries.get(entry.key)
            return now is None or now.state == CANCELLED

    def run(
        self, network: Network | None = None, monitor: Monitor | None = None, connections: int = 4
    ) -> None:
        """Download until nothing waits any more, or the queue is paused.

        Args:
            network: how to reach the archive.
            monitor: told of progress; only asked from the calling thread.
            connections: how many files to fetch at a time.

        A paused queue returns at once.

        Raises:
            ItsliveError: if the folder cannot be written to.
            Cancelled: within 200 ms of the user's wish. Complete files stay; incomplete ones stay
                as ``.part`` files, and what is not done waits: the next run goes on from there.
        """
        monitor = monitor or Monitor()
        self._look_again()
        record = self.settle(monitor)
        Transfers(self, record, network or Network(), connections).run(monitor)


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
