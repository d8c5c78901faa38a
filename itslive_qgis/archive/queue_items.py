"""What stands in a queue of downloads, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..errors import ItsliveError
from .granule import Granule

WAITING, RUNNING, PAUSED = "waiting", "running", "paused"
DONE, FAILED, CANCELLED = "done", "failed", "cancelled"
STATES = (WAITING, RUNNING, PAUSED, DONE, FAILED, CANCELLED)
OPEN = (WAITING, RUNNING)


@dataclass(frozen=True)
class Item:
    """One granule of a queue at one moment.

    Attributes:
        key: address of the file; what the queue knows the granule by.
        granule: the granule.
        file: name of its file in the folder; empty until that is given.
        state: one of ``STATES``. PAUSED ones are passed over until they are resumed.
        received: bytes that are on disk, those of an earlier time too.
        size: bytes of the whole file, None until a server says so.
        error: why it failed, None otherwise.
        was_here: the file was in the folder already, and whole.
    """

    key: str
    granule: Granule
    file: str
    state: str
    received: int
    size: int | None
    error: ItsliveError | None
    was_here: bool


@dataclass(frozen=True)
class Totals:
    """The whole queue at one moment.

    Attributes:
        counts: how many granules are in each of ``STATES``.
        received: bytes that came over the network since the queue was made.
        rate: bytes per second over the last seconds.
        bytes_left: bytes still to come, by the mean size of the files known; None if none is.
        seconds_left: at the present rate; None if that is not known.
    """

    counts: dict[str, int]
    received: int
    rate: float
    bytes_left: int | None
    seconds_left: float | None


@dataclass
class Entry:
    """An item as the queue itself holds it; read and changed under the queue's lock alone."""

    key: str
    granule: Granule
    search: str = ""
    file: str = ""
    state: str = WAITING
    received: int = 0
    size: int | None = None
    error: ItsliveError | None = None
    was_here: bool = False
    wish: str = ""  # PAUSED or CANCELLED, while it runs
    owner: object = None  # who fetches it; whoever did before has no say any more
    outage: int = 0  # the last one it was put back in
    put_back: int = 0  # how often it was for want of a line
    not_before: float = 0.0  # on time.monotonic(): another window may have the file

    def item(self) -> Item:
        """What the outside sees."""
        return Item(
            self.key,
            self.granule,
            self.file,
            self.state,
            self.received,
            self.size,
            self.error,
            self.was_here,
        )


@dataclass
class Tally:
    """Counts of a queue, kept up with each change so that asking costs nothing."""

    states: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STATES, 0))
    sized: int = 0
    bytes_of_sized: int = 0

    def moved(self, before: str, after: str) -> None:
        """An entry left one state (none if empty) for another."""
        if before:
            self.states[before] -= 1
        if after:
            self.states[after] += 1

    def bytes_left(self, received_of_open: int) -> int | None:
        """Bytes of the open ones, by the mean of those whose size is known."""
        left = sum(self.states[state] for state in OPEN)
        if not left:
            return 0
        if not self.sized:
            return None
        return max(0, round(left * self.bytes_of_sized / self.sized) - received_of_open)
