"""How the granules of a queue stand: each in one state, changed and asked from any thread.

Nothing here touches disk or network, so that a window may ask at any time.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice

from ..errors import ItsliveError
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

_SPARE = 1000  # keys that may stand twice in the line before it is looked through


class QueueBook:
    """The entries of a queue. Only who takes an entry (its owner) may say how that ended.

    Attributes:
        changed: the lock of it all, told when there is something to do.
        meter: counts what comes over the network.
    """

    def __init__(self, rate_limit: float = 0.0) -> None:
        self.meter = Meter(rate_limit)
        self.changed = threading.Condition()
        self._entries: dict[str, Entry] = {}
        self._next: deque[str] = deque()
        self._running: dict[str, Entry] = {}
        self._dropped: list[Entry] = []
        self._fresh: dict[str, None] = {}  # keys of what changed, in order
        self._tally = Tally()

    def items(self) -> list[Item]:
        """Everything in the queue, in the order it was asked for."""
        with self.changed:
            self._fresh.clear()
            return [entry.item() for entry in self._entries.values()]

    def take_changes(self, most: int | None = None) -> list[Item]:
        """What has changed since this or :meth:`items` was called last; for one listener.

        Args:
            most: no more than so many; the others come the next time.
        """
        with self.changed:
            keys = list(islice(self._fresh, most))
            for key in keys:
                del self._fresh[key]
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
        return self.count_open() > 0

    def owns(self, owner: object, entry: Entry) -> bool:
        """Whether ``owner`` has a say in this entry."""
        with self.changed:
            return entry.owner is owner

    def count_open(self) -> int:
        """How many wait or run."""
        with self.changed:
            return sum(self._tally.states[state] for state in OPEN)

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
            entry.wish, entry.owner = "", None
            self._size(entry, size)
            self._turn(entry, DONE)

    def fail(self, entry: Entry, owner: object, error: ItsliveError) -> None:
        """An entry's file cannot be had."""
        with self._owned(entry, owner) as is_owned:
            if not is_owned:
                return
            given_up = entry.wish == CANCELLED
            entry.wish, entry.owner = "", None
            if given_up:
                self._turn(entry, CANCELLED)
                self._dropped.append(entry)
                return
            entry.error = error
            self._turn(entry, FAILED)

    def select(self, chosen: Callable[[Entry], bool]) -> list[Entry]:
        """The entries for which ``chosen`` is true."""
        with self.changed:
            return [entry for entry in self._entries.values() if chosen(entry)]

    def share(self) -> tuple[float, int, int]:
        """Share done or failed, how many are done, and how many there are to do in all."""
        with self.changed:
            states = self._tally.states
            ended = states[DONE] + states[FAILED]
            count = ended + states[WAITING] + states[RUNNING]
            running = self._running.values()
            parts = sum(min(1.0, each.received / each.size) for each in running if each.size)
        return ((ended + parts) / count if count else 1.0), states[DONE], count

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
        if len(self._next) > 2 * len(self._entries) + _SPARE:
            self._next = deque(dict.fromkeys(self._next))
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
