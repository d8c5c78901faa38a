"""Many granules into one folder, a few at a time; each failure costs that granule alone."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..errors import ItsliveError
from ..monitor import Monitor
from .download_queue import DownloadQueue
from .estimate import estimate_bytes
from .granule import Granule
from .http import Network
from .queue_items import CANCELLED, DONE, FAILED, Item

__all__ = ["DownloadReport", "Outcome", "download", "estimate_bytes", "report_of"]


@dataclass(frozen=True)
class Outcome:
    """What became of one granule.

    Attributes:
        granule_id: its id.
        url: where it was to come from.
        path: its file, None if there is none.
        status: "downloaded", "present" (it was here, and whole), "failed", or "waiting" (the
            queue was paused).
        bytes: size of the file, 0 if there is none.
        error: why it failed, None otherwise.
    """

    granule_id: str
    url: str
    path: str | None
    status: str
    bytes: int
    error: ItsliveError | None = None


@dataclass(frozen=True)
class DownloadReport:
    """What became of a download.

    Attributes:
        folder: where the files are.
        outcomes: one per granule, in the order asked for; a granule asked for twice has one.
    """

    folder: str
    outcomes: tuple[Outcome, ...]

    @property
    def files(self) -> tuple[str, ...]:
        """Paths of the files that are here now."""
        return tuple(outcome.path for outcome in self.outcomes if outcome.path)

    @property
    def count(self) -> int:
        """How many files are here now."""
        return len(self.files)

    @property
    def bytes(self) -> int:
        """Size of the files that are here now."""
        return sum(outcome.bytes for outcome in self.outcomes)

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """Those that could not be had."""
        return tuple(outcome for outcome in self.outcomes if outcome.status == "failed")


def download(
    granules: Sequence[Granule],
    folder: str | os.PathLike[str],
    network: Network | None = None,
    monitor: Monitor | None = None,
    connections: int = 4,
) -> DownloadReport:
    """Bring granules into a folder; what is there and whole is not fetched again.

    Args:
        granules: any granules, as a search gives them.
        folder: made if missing. Gets the files, and ``granules.jsonl`` as the record of their
            origin.
        network: how to reach the archive.
        monitor: told of progress; only asked from the calling thread.
        connections: how many files to fetch at a time.

    Returns:
        a report with an outcome for each granule.

    Raises:
        ItsliveError: if the folder cannot be written to.
        Cancelled: within 200 ms of the user's wish. Complete files stay; incomplete ones stay as
            ``.part`` files, and the next download goes on from there.
    """
    queue = DownloadQueue(os.fspath(folder))
    queue.add(granules)
    queue.run(network, monitor, connections)
    return report_of(queue)


def report_of(queue: DownloadQueue) -> DownloadReport:
    """What became of the granules of a queue, but for those that were cancelled."""
    place = Path(queue.folder).expanduser()
    items = (item for item in queue.items() if item.state != CANCELLED)
    return DownloadReport(str(place), tuple(_outcome(item, place) for item in items))


def _outcome(item: Item, place: Path) -> Outcome:
    name, url = item.granule.granule_id, item.granule.url
    if item.state == DONE:
        status = "present" if item.was_here else "downloaded"
        return Outcome(name, url, str(place / item.file), status, item.received)
    status = "failed" if item.state == FAILED else "waiting"
    return Outcome(name, url, None, status, 0, item.error)
