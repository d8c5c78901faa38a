"""A queue of downloads into one folder: what waits, runs, is done or has failed.

The queue itself lives in memory and can be asked and changed from any thread at once; disk and
network are the business of :meth:`DownloadQueue.run`. What it is to bring is kept in the folder's
record, so that :meth:`DownloadQueue.restore` finds it again after a crash.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from ..errors import ItsliveError
from ..monitor import Monitor
from . import record as records
from .files import disk_error, prepare_folder
from .granule import Granule
from .http import Network
from .meter import Meter
from .queue_items import (
    CANCELLED,
    DONE,
    FAILED,
    OPEN,
    PAUSED,
    RUNNING,
    WAITING,
    Entry,
    Item,
    Tally,
    Totals,
)
from .record import Record
from .urls import secure_url


class DownloadQueue:
    """Granules for one folder.

    Args:
        folder: where the files go; looked at by the long works only.
        rate_limit: bytes per second that all connections together may take, 0 for all there are.
    """

    def __init__(self, folder: str, rate_limit: float = 0.0) -> None:
        self.folder = folder
        self.meter = Meter(rate_limit)
        self.changed = threading.Condition()  # the lock of all below, told when there is work
        self._entries: dict[str, Entry] = {}
        self._next: deque[str] = deque()
        self._running: dict[str, Entry] = {}
        self._unsettled: list[tuple[list[Granule], dict[str, Any] | None]] = []
        self._dropped: list[Entry] = []
        self._fresh: dict[str, None] = {}  # keys of what changed, in order
        self._tally = Tally()
        self.is_pausing = False

    # ---- at once, from any thread ----

    def add(self, granules: Sequence[Granule], search: dict[str, Any] | None = None) -> int:
        """Let these be downloaded too; those that are in the queue already stand as they are.

        Args:
            granules: any; one that failed, or was paused or cancelled, waits again.
            search: the search that found them, as ``SavedSearch.to_dict`` gives it; kept in the
                record as their origin.

        Returns:
            how many now wait that did not before.
        """
        count = 0
        with self.changed:
            fresh = []
            for granule in granules:
                key = secure_url(granule.url, granule.url)
                entry = self._entries.get(key)
                if entry is None:
                    self._put(Entry(key, granule))
                    fresh.append(granule)
                elif entry.state in (CANCELLED, FAILED, PAUSED):
                    fresh += [granule] if entry.state == CANCELLED else []
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
                if entry.state == RUNNING:
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
            self.changed.notify_all()

    def cancel(self, keys: Iterable[str] | None = None) -> None:
        """Give up these, or all that is not done: their partial files go, and they stay given up.

        Without a run under way :meth:`settle` is to be called for what is on disk.
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

    def items(self) -> list[Item]:
        """Everything in the queue, in the order it was asked for."""
        with self.changed:
            self._fresh.clear()
            return [entry.item() for entry in self._entries.values()]

    def take_changes(self) -> list[Item]:
        """What has changed since this or :meth:`items` was called last; for one listener."""
        with self.changed:
            keys, self._fresh = self._fresh, {}
            return [self._entries[key].item() for key in keys]

    def totals(self) -> Totals:
        """The whole queue in numbers."""
        rate = self.meter.rate()
        with self.changed:
            running = sum(entry.received for entry in self._running.values())
            left = self._tally.bytes_left(running)
            return Totals(
                counts=dict(self._tally.states),
                received=self.meter.total,
                rate=rate,
                bytes_left=left,
                seconds_left=left / rate if left is not None and rate > 0 else None,
            )

    def is_open(self) -> bool:
        """Whether there is anything to do for a run."""
        with self.changed:
            return any(self._tally.states[state] for state in OPEN)

    def has_unsettled(self) -> bool:
        """Whether :meth:`settle` has something to write."""
        with self.changed:
            return bool(self._unsettled or self._dropped)

    # ---- long works, for a task: one at a time ----

    def restore(self) -> int:
        """Take up what the folder's record says is wanted and not there; how many that are.

        Raises:
            ItsliveError: if the record cannot be read.
        """
        place = Path(self.folder).expanduser()
        try:
            known = list(records.unfinished(Record(place))) if place.is_dir() else []
        except OSError as error:
            raise disk_error(error, place) from error
        with self.changed:
            for standing in known:
                if standing.granule is None or standing.url in self._entries:
                    continue
                entry = Entry(standing.url, standing.granule, file=standing.file)
                with suppress(OSError):
                    entry.received = (place / (entry.file + ".part")).stat().st_size
                self._put(entry)
                if standing.state == records.FAILED:
                    entry.error = records.error_of(standing)
                    self._turn(entry, FAILED)
            self.changed.notify_all()
        return len(known)

    def settle(self) -> Record:
        """Write into the folder what was added and cancelled since; the folder's record.

        Raises:
            ItsliveError: if the folder cannot be written to.
        """
        place = prepare_folder(self.folder)
        try:
            record = Record(place)
            self.write_wishes(record)
        except OSError as error:
            raise disk_error(error, place) from error
        return record

    def write_wishes(self, record: Record) -> None:
        """As :meth:`settle`, into a record that is there.

        Raises:
            OSError: if it cannot be written; what was to be written is tried the next time.
        """
        while True:
            with self.changed:
                batch = self._unsettled[0] if self._unsettled else None
            if batch is None:
                break
            granules, search = batch
            number = record.add_search(search) if search else ""
            names = record.add_wanted(granules, number)
            with self.changed:
                self._unsettled.pop(0)
                for key, name in names.items():
                    if key in self._entries:
                        self._entries[key].file = name
                self.changed.notify_all()
        with self.changed:
            dropped, self._dropped = self._dropped, []
        gone = [entry for entry in dropped if entry.state == CANCELLED and entry.file]
        for entry in gone:
            (record.path.parent / (entry.file + ".part")).unlink(missing_ok=True)
        record.add_dropped((entry.file, entry.granule.granule_id, entry.key) for entry in gone)

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
        from .transfers import Transfers

        record = self.settle()
        Transfers(self, record, network or Network(), connections).run(monitor or Monitor())

    # ---- for the transfers of a run ----

    def take(self, owner: object, now: float) -> Entry | None:
        """The next entry whose turn it is, now RUNNING; None if there is none at the moment."""
        with self.changed:
            for _ in range(len(self._next)):
                key = self._next.popleft()
                entry = self._entries.get(key)
                if entry is None or entry.state != WAITING:
                    continue
                if not entry.file or entry.not_before > now:
                    self._next.append(key)
                    continue
                entry.wish, entry.owner = "", owner
                self._turn(entry, RUNNING)
                return entry
        return None

    def put_back(
        self, entry: Entry, owner: object, not_before: float = 0.0, first: bool = False
    ) -> None:
        """Let a RUNNING entry wait again, if no wish says otherwise."""
        with self._owned(entry, owner) as is_owned:
            if not is_owned:
                return
            entry.not_before = not_before
            if entry.wish == PAUSED:
                self._turn(entry, PAUSED)
            elif entry.wish == CANCELLED:
                self._turn(entry, CANCELLED)
                self._dropped.append(entry)
            else:
                self._wait(entry, first=first)
            entry.wish, entry.owner = "", None

    def note(self, entry: Entry, owner: object, received: int, size: int | None) -> None:
        """Bytes of a RUNNING entry came."""
        with self.changed:
            if entry.owner is not owner:
                return
            entry.received = received
            self._size(entry, size)
            self._fresh[entry.key] = None

    def end(self, entry: Entry, owner: object, size: int, was_here: bool) -> None:
        """An entry's file is there."""
        with self._owned(entry, owner) as is_owned:
            if not is_owned:
                return
            entry.received, entry.was_here, entry.error = size, was_here, None
            self._size(entry, size)
            self._turn(entry, DONE)

    def fail(self, entry: Entry, owner: object, error: ItsliveError) -> None:
        """An entry's file cannot be had."""
        with self._owned(entry, owner) as is_owned:
            if not is_owned:
                return
            entry.error = error
            self._turn(entry, FAILED)

    def select(self, chosen: Callable[[Entry], bool]) -> list[Entry]:
        """The entries for which ``chosen`` is true."""
        with self.changed:
            return [entry for entry in self._entries.values() if chosen(entry)]

    def share(self) -> tuple[float, int, int]:
        """Share done, how many are done or failed, and how many there are to do in all."""
        with self.changed:
            states = self._tally.states
            ended = states[DONE] + states[FAILED]
            count = ended + states[WAITING] + states[RUNNING]
            running = self._running.values()
            parts = sum(min(1.0, each.received / each.size) for each in running if each.size)
        return ((ended + parts) / count if count else 1.0), ended, count

    # ---- under the lock ----

    @contextmanager
    def _owned(self, entry: Entry, owner: object) -> Iterator[bool]:
        """The lock, and whether ``owner`` has a say: a thread that was left behind has none."""
        with self.changed:
            yield entry.owner is owner
            self.changed.notify_all()

    def _of(self, keys: Iterable[str] | None) -> list[Entry]:
        if keys is None:
            return list(self._entries.values())
        return [self._entries[key] for key in keys if key in self._entries]

    def _put(self, entry: Entry) -> None:
        self._entries[entry.key] = entry
        self._tally.moved("", entry.state)
        self._next.append(entry.key)
        self._fresh[entry.key] = None

    def _wait(self, entry: Entry, first: bool = False) -> None:
        entry.error = None
        self._turn(entry, WAITING)
        (self._next.appendleft if first else self._next.append)(entry.key)

    def _turn(self, entry: Entry, state: str) -> None:
        self._tally.moved(entry.state, state)
        entry.state = state
        if state == RUNNING:
            self._running[entry.key] = entry
        else:
            self._running.pop(entry.key, None)
        self._fresh[entry.key] = None

    def _size(self, entry: Entry, size: int | None) -> None:
        if size is None or size == entry.size:
            return
        self._tally.sized += entry.size is None
        self._tally.bytes_of_sized += size - (entry.size or 0)
        entry.size = size
