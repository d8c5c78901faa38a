"""Many granules into one folder, a few at a time; each failure costs that granule alone."""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ..errors import QT_TRANSLATE_NOOP, Cancelled, ItsliveError
from ..monitor import Monitor
from .estimate import estimate_bytes
from .fetch import Fetch
from .files import disk_error, free_name, prepare_folder
from .granule import Granule
from .http import ArchiveSession, Network, make_session
from .present import is_present
from .record import Record
from .requesting import POLL
from .urls import secure_url

__all__ = ["DownloadReport", "Outcome", "download", "estimate_bytes"]

_GOODBYE = 0.05  # seconds given to cut threads before we leave them to end by themselves
_MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Outcome:
    """What became of one granule.

    Attributes:
        granule_id: its id.
        url: where it was to come from.
        path: its file, None if there is none.
        status: "downloaded", "present" (it was here, and whole) or "failed".
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
    monitor = monitor or Monitor()
    place = prepare_folder(folder)
    try:
        record = Record(place)
    except OSError as error:
        raise disk_error(error, place) from error
    job = _Job(_plan(granules, place, record), record, network or Network())
    job.run(monitor, max(1, connections))
    return DownloadReport(str(place), job.outcomes())


@dataclass(frozen=True)
class _Task:
    granule: Granule
    target: Path


def _plan(granules: Sequence[Granule], folder: Path, record: Record) -> list[_Task]:
    """A file for each granule: the one it had before, or a name no other granule has."""
    unique = {secure_url(granule.url, granule.url): granule for granule in granules}
    names = {url: name for url in unique if (name := record.file_of(url))}
    taken = record.names()
    # By address, so that the same granules get the same names in whatever order they come.
    for url in sorted(unique):
        if url not in names:
            names[url] = free_name(unique[url], taken)
        taken.add(names[url].lower())
    return [_Task(granule, folder / names[url]) for url, granule in unique.items()]


class _Stop(Monitor):
    """What the threads of a job ask; set by the job's own thread alone."""

    def __init__(self) -> None:
        self.event = threading.Event()

    def is_cancelled(self) -> bool:
        return self.event.is_set()


class _Job:
    """Threads that take tasks from a queue, and what they have done so far.

    Daemon threads instead of a pool: one that waits for a dead server must not keep QGIS from
    closing.
    """

    def __init__(self, tasks: list[_Task], record: Record, network: Network) -> None:
        self.tasks = tasks
        self.record = record
        self.network = network
        self._waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
        for index in range(len(tasks)):
            self._waiting.put(index)
        self._stop = _Stop()
        self._lock = threading.Lock()
        self._outcomes: dict[int, Outcome] = {}
        self._shares = [0.0] * len(tasks)
        self._received = 0
        self._full: ItsliveError | None = None

    def run(self, monitor: Monitor, connections: int) -> None:
        """Work until all is done or the monitor says stop."""
        with make_session(self.network) as session:
            threads = [
                threading.Thread(
                    target=self._work, args=(session,), name="itslive download", daemon=True
                )
                for _ in range(min(connections, len(self.tasks)))
            ]
            try:
                for thread in threads:
                    thread.start()
                for thread in threads:
                    while thread.is_alive():
                        monitor.check()
                        self._tell(monitor)
                        thread.join(POLL)
            except BaseException:
                self._stop.event.set()
                session.abort()
                end = time.monotonic() + _GOODBYE
                for thread in threads:
                    if thread.ident:
                        thread.join(max(0.0, end - time.monotonic()))
                raise
        self._tell(monitor)

    def outcomes(self) -> tuple[Outcome, ...]:
        """One outcome per task, in the tasks' order."""
        return tuple(self._outcomes[index] for index in range(len(self.tasks)))

    def _work(self, session: ArchiveSession) -> None:
        while not self._stop.is_cancelled():
            try:
                index = self._waiting.get_nowait()
            except queue.Empty:
                return
            task = self.tasks[index]
            try:
                outcome = self._one(index, task, session)
            except Cancelled:
                return
            except ItsliveError as error:
                outcome = _failed(task, error)
            except Exception as error:  # a fault of ours must not cost the other granules
                outcome = _failed(task, _unexpected(error))
            with self._lock:
                self._outcomes[index] = outcome
                self._shares[index] = 1.0

    def _one(self, index: int, task: _Task, session: ArchiveSession) -> Outcome:
        if self._full:
            raise self._full  # every further file would only fail the same way
        granule, target = task.granule, task.target
        before = 0

        def report(position: int, total: int | None) -> None:
            nonlocal before
            with self._lock:
                self._received += max(0, position - before)
                # A file that starts anew must not turn the bar back.
                share = position / total if total else 0.0
                self._shares[index] = max(self._shares[index], min(1.0, share))
            before = position

        with _claim(target, self._stop):
            if is_present(granule, target, session, self.record, self._stop):
                return _outcome(task, "present", target.stat().st_size)
            fetch = Fetch(
                granule.url, target, granule.granule_id, session, self.record, self._stop, report
            )
            try:
                return _outcome(task, "downloaded", fetch.run().size)
            except ItsliveError as error:
                if error.code == "disk_full":
                    self._full = error
                raise

    def _tell(self, monitor: Monitor) -> None:
        with self._lock:
            share = sum(self._shares) / len(self._shares) if self._shares else 1.0
            done, received = len(self._outcomes), self._received
        monitor.progress(
            share,
            QT_TRANSLATE_NOOP("Messages", "Downloaded {done} of {count} granules ({size} MB)"),
            done=done,
            count=len(self.tasks),
            size=round(received / _MEGABYTE, 1),
        )


_claims: set[str] = set()
_claims_lock = threading.Lock()


@contextmanager
def _claim(target: Path, monitor: Monitor) -> Iterator[None]:
    """Hold a file for one download of this process; another one of the same file waits."""
    key = os.path.normcase(os.path.abspath(target))
    while True:
        monitor.check()
        with _claims_lock:
            if key not in _claims:
                _claims.add(key)
                break
        time.sleep(POLL)
    try:
        yield
    finally:
        with _claims_lock:
            _claims.discard(key)


def _outcome(task: _Task, status: str, size: int) -> Outcome:
    return Outcome(task.granule.granule_id, task.granule.url, str(task.target), status, size)


def _failed(task: _Task, error: ItsliveError) -> Outcome:
    return Outcome(task.granule.granule_id, task.granule.url, None, "failed", 0, error)


def _unexpected(error: Exception) -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "The granule could not be downloaded: {why}."),
        QT_TRANSLATE_NOOP("Messages", "Try again; if it recurs, please report it."),
        code="unexpected",
        detail=repr(error),
        why=type(error).__name__,
    )
