"""Many granules into one folder, a few at a time; each failure costs that granule alone."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..errors import ItsliveError
from ..monitor import Monitor
from .disk_errors import reading_error
from .download_queue import DownloadQueue
from .estimate import estimate_bytes
from .granule import Granule
from .http import Network
from .queue_items import CANCELLED, DONE, FAILED, Item
from .record import Record, complete_beside
from .urls import secure_url

__all__ = [
    "DownloadReport",
    "Outcome",
    "download",
    "estimate_bytes",
    "report_of",
    "there_already",
]


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
    rate_limit: float = 0.0,
) -> DownloadReport:
    """Bring granules into a folder; what is there and whole is not fetched again.

    Args:
        granules: any granules, as a search gives them.
        folder: made if missing. Gets the files, and ``granules.jsonl`` as the record of their
            origin.
        network: how to reach the archive.
        monitor: told of progress; only asked from the calling thread.
        connections: how many files to fetch at a time.
        rate_limit: bytes per second at most, 0 for all there are.

    Returns:
        a report with an outcome for each granule.

    Raises:
        ItsliveError: if the folder cannot be written to.
        Cancelled: within 200 ms of the user's wish. Complete files stay; incomplete ones stay as
            ``.part`` files, and the next download goes on from there.
    """
    queue = DownloadQueue(os.fspath(folder), rate_limit)
    queue.add(granules)
    queue.run(network, monitor, connections)
    return report_of(queue)


def report_of(queue: DownloadQueue, granules: Iterable[Granule] | None = None) -> DownloadReport:
    """What became of the granules of a queue, or of these of them, but for those cancelled.

    The listener of :meth:`DownloadQueue.take_changes` misses nothing by it.
    """
    place = Path(queue.folder).expanduser()
    wanted = None if granules is None else {secure_url(each.url, each.url) for each in granules}
    entries = queue.select(
        lambda entry: entry.state != CANCELLED and (wanted is None or entry.key in wanted)
    )
    items = (entry.item() for entry in entries)
    return DownloadReport(str(place), tuple(_outcome(item, place) for item in items))


def there_already(folder: str) -> list[Granule]:
    """What a folder has of the searches that it still lacks granules of.

    Raises:
        ItsliveError: if the record cannot be read.
    """
    place = Path(folder).expanduser()
    try:
        return list(complete_beside(Record(place))) if place.is_dir() else []
    except OSError as error:
        raise reading_error(error, place) from error


def _outcome(item: Item, place: Path) -> Outcome:
    name, url = item.granule.granule_id, item.granule.url
    if item.state == DONE:
        status = "present" if item.was_here else "downloaded"
        return Outcome(name, url, str(place / item.file), status, item.received)
    status = "failed" if item.state == FAILED else "waiting"
    return Outcome(name, url, None, status, 0, item.error)
