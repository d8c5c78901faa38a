"""Units of a build on a running dask cluster, by ``distributed.Client.get_executor``.

Before the build each worker gets our code (``travel.py``) and is asked whether it sees the
granules; workers that join later get the code from the scheduler, and each unit looks for its own.
A worker that dies costs its units a second try: dask's scheduler gives them to another one.
"""

from __future__ import annotations

import os
import socket
import tempfile
import time
import uuid
import zlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as WaitedTooLong
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..cube_choices import place_of
from ..errors import ItsliveError
from ..monitor import Monitor
from . import cluster_errors as errors
from .cluster_side import File, ShortOfMemory, Unit, Unseen
from .granule import GranuleHeader
from .line import is_remote
from .placement import Placer
from .spread import SuspectError, wait_for
from .travel import function_there, is_there, luggage, pack, unpack
from .units import Stacked

#: Seconds within which a scheduler has to answer, and to have a worker.
_ANSWER = 10
#: Seconds within which all workers have to be ready.
_READY = 60
#: Seconds between two questions whether there still are workers.
_ASK = 5
#: Seconds without any worker, or without any answer, after which the cluster is lost.
_SILENCE = 60
#: Image pairs whose granules the workers are asked for before the build.
_FIRST = 8
#: Units in a row that killed their workers; more come of the cluster, not of granules.
_MOST_SUSPECTS = 20
#: Seconds that leaving the cluster may take: usually, and when somebody waits for the end.
_LEAVE, _LEAVE_AT_ONCE = 5, 0.1

if TYPE_CHECKING:
    from .remote import Reach, Remote

Pairs = Sequence[Sequence[GranuleHeader]]


@contextmanager
def cluster_at(
    address: str,
    placer: Placer,
    most: int,
    pairs: Pairs,
    monitor: Monitor,
    remote: Remote | None = None,
) -> Iterator[Cluster]:
    """A cluster that works on the units of a build while the block lasts.

    Args:
        address: of its scheduler.
        placer: brings granules onto the cube's grid.
        most: layers that memory bears here.
        pairs: the units to come.
        monitor: can cancel.
        remote: how granules that are addresses are read, if some are.

    Raises:
        ItsliveError: it cannot be used; the sentence says why.
        Cancelled: on request, within a tenth of a second.
    """
    # Whatever waits for the cluster waits in a thread, so that a request to stop is heard.
    aside = ThreadPoolExecutor(2, "itslive cluster")
    late = time.monotonic() + _READY

    def look() -> None:
        monitor.check()
        if time.monotonic() > late:
            raise errors.lost(address, f"not ready within {_READY} s")

    reach = None if remote is None else remote.reach.elsewhere()
    joining = aside.submit(Cluster, address, placer, most, pairs, aside, reach)
    try:
        cluster = wait_for(joining, look)
    except BaseException:
        joining.add_done_callback(_leave_when_joined)
        aside.shutdown(wait=False)
        raise
    done = False
    try:
        yield cluster
        done = True
    finally:
        cluster.close(done)


def _leave_when_joined(joining: Future[Cluster]) -> None:
    if not joining.cancelled() and joining.exception() is None:
        joining.result().close(done=False)


class Cluster:
    """A dask cluster on which units can be worked on. Attributes as of ``spread.Spread``.

    Args:
        address: of its scheduler.
        placer: brings granules onto the cube's grid.
        most: layers that memory bears here.
        pairs: the units to come.
        aside: two threads for what has to wait for the cluster.
        reach: how granules that are addresses are read there, if some are.

    Raises:
        ItsliveError: it cannot be used; the sentence says why.
    """

    def __init__(
        self,
        address: str,
        placer: Placer,
        most: int,
        pairs: Pairs,
        aside: Executor,
        reach: Reach | None = None,
    ) -> None:
        self._address = address
        self._reach = reach
        self._aside = aside
        self._build = uuid.uuid4().hex
        self._suspects = 0
        self._client = _client_of(address)
        try:
            threads = _wait_for_workers(self._client, address)
            package = _send_code(self._client, address)
            self._stop = function_there(package, "cluster_side", "stop")
            self._work = function_there(package, "cluster_side", "work")
            self._ask_for(pairs[:_FIRST], package)
            shared = function_there(package, "cluster_side", "shared")
            self._shared = self._client.submit(shared, zlib.compress(pack(placer)), pure=False)
            self._watch = _Watch(self._client, self._shared, aside, address)
            self._watch.ask()
            self._executor: Executor = self._client.get_executor(pure=False)
        except Exception as error:
            with suppress(Exception):
                self._client.close()
            if isinstance(error, ItsliveError):
                raise
            raise errors.lost(address, error) from error
        self.most = max(1, min(2 * threads, most))
        self.here: Executor = ThreadPoolExecutor(1, "itslive packing")

    def submit(self, pair: Sequence[GranuleHeader]) -> Future[bytes]:
        """Begin a unit."""
        headers, files = _absolute(pair)
        unit = pack(Unit(self._build, headers, files, self._reach))
        try:
            return self._executor.submit(self._work, self._shared, unit)
        except Exception as error:
            raise errors.lost(self._address, error) from error

    def result(self, future: Future[bytes], monitor: Monitor) -> Stacked:
        """What a unit came to."""

        def look() -> None:
            monitor.check()
            self._watch.look()

        outcome = unpack(self._answer(future, look))
        self._suspects = 0
        if isinstance(outcome, Unseen):
            raise errors.unseen(outcome.host, outcome.path)
        if isinstance(outcome, ShortOfMemory):
            raise errors.short_of_memory(outcome.host)
        if isinstance(outcome, Exception):
            raise outcome
        stacked: Stacked = outcome
        return stacked

    def close(self, done: bool) -> None:
        """Leave the cluster; units that run there end with the granule that they read.

        Args:
            done: all units are; if not, somebody waits for the end.
        """
        leaving = self._aside.submit(self._leave, done)
        with suppress(WaitedTooLong):
            leaving.result(_LEAVE if done else _LEAVE_AT_ONCE)
        for threads in (self._aside, self.here):
            threads.shutdown(wait=False)

    def _answer(self, future: Future[bytes], look: Callable[[], None]) -> bytes:
        from distributed import KilledWorker

        try:
            return wait_for(future, look)
        except KilledWorker as error:
            self._suspects += 1
            if self._suspects > _MOST_SUSPECTS:
                raise errors.workers_die(self._address, self._suspects, error) from error
            raise SuspectError from error
        except CancelledError as error:  # not by us: the scheduler is gone, or began anew
            raise errors.lost(self._address, error) from error
        except (OSError, ImportError, AttributeError, TypeError, ValueError, RuntimeError) as error:
            raise errors.cannot_run(self._address, error) from error

    def _ask_for(self, pairs: Pairs, package: str) -> None:
        """See that every worker can run our code, and sees the granules of ``pairs``."""
        files = [file for pair in pairs for file in _absolute(pair)[1]]
        unseen = function_there(package, "cluster_side", "unseen")
        answers = self._client.run(unseen, pack(files), on_error="return")
        for worker, answer in answers.items():
            if isinstance(answer, Exception):
                raise errors.cannot_run(worker, answer)
            missing = unpack(answer)
            if missing is not None:
                raise errors.unseen(missing.host, missing.path)

    def _leave(self, done: bool) -> None:
        if not done and self._client.status == "running":
            with suppress(Exception):
                self._client.run(self._stop, self._build)
        with suppress(Exception):
            self._client.close(timeout=_LEAVE)


class _Watch:
    """Sees whether a cluster still has workers, without waiting for it.

    Args:
        client: of the cluster.
        shared: what every worker should hold. The scheduler gives units to those that do.
        aside: threads to wait in.
        address: of the scheduler.
    """

    def __init__(self, client: Any, shared: Any, aside: Executor, address: str) -> None:
        self._client = client
        self._shared = shared
        self._workers: frozenset[str] = frozenset()
        self._aside = aside
        self._address = address
        self._asked: Future[bool] | None = None
        self._next = 0.0
        self._silent_since: float | None = None

    def ask(self) -> bool:
        """Whether there are workers; those that are new get what all share."""
        workers = frozenset(self._client.nthreads())
        if workers - self._workers:
            self._client.replicate([self._shared])
        self._workers = workers
        return bool(workers)

    def look(self) -> None:
        """Raises ItsliveError if there was no worker for a minute, or no word of any."""
        if self._client.status != "running":
            # It may find the scheduler again, but not what that was asked for.
            raise errors.lost(self._address, self._client.status)
        now = time.monotonic()
        if self._asked is None and now >= self._next:
            self._silent_since = self._silent_since or now
            self._asked = self._aside.submit(self.ask)
        elif self._asked is not None and self._asked.done():
            if self._asked.exception() is None and self._asked.result():
                self._silent_since = None
            self._asked, self._next = None, now + _ASK
        if self._silent_since is not None and now - self._silent_since > _SILENCE:
            raise errors.lost(self._address, f"no worker for {_SILENCE} s")


def _client_of(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise errors.no_distributed(error) from error
    try:
        # A client tries for long to reach what is not there, and when it fails its thread stays.
        with socket.create_connection(place_of(address), _ANSWER):
            pass
        return Client(address, timeout=_ANSWER, set_as_default=False)
    except Exception as error:  # of what is wrong with an address, a certificate, a version
        raise errors.no_scheduler(address, error) from error


def _wait_for_workers(client: Any, address: str) -> int:
    """The number of the workers' threads."""
    late = time.monotonic() + _ANSWER
    while True:
        threads = sum(client.nthreads().values())
        if threads:
            return threads
        if time.monotonic() > late:
            raise errors.no_workers(address)
        time.sleep(0.1)


def _send_code(client: Any, address: str) -> str:
    """See that every worker has our code; returns the name of its package there."""
    package, content = luggage()
    if not all(client.run(bool, is_there(package)).values()):
        with tempfile.TemporaryDirectory(prefix="itslive-") as folder:
            place = Path(folder, f"{package}.zip")
            place.write_bytes(content)
            try:
                client.upload_file(str(place))
            except Exception as error:
                raise errors.cannot_run(address, error) from error
    return package


def _absolute(pair: Sequence[GranuleHeader]) -> tuple[tuple[GranuleHeader, ...], tuple[File, ...]]:
    """The granules with absolute paths, and those files that are there."""
    headers = tuple(
        header if is_remote(header.path) else replace(header, path=os.path.abspath(header.path))
        for header in pair
    )
    files = []
    for header in headers:
        with suppress(OSError):  # gone meanwhile: over there it is told as it would be here
            files.append(File(header.path, os.stat(header.path).st_size))
    return headers, tuple(files)
