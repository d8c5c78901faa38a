"""Where the units of a build are worked on: in threads of this process, or on a dask cluster.

Both are an executor of ``concurrent.futures``, and a unit's result is asked for in one way.
On a cluster the same functions run (``cluster.py`` here, ``cluster_side.py`` over there).
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor, TimeoutError
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import numpy as np

from ..errors import Cancelled
from ..monitor import Monitor
from .granule import GranuleHeader, read_raw
from .grid import Grid
from .line import is_remote
from .placement import Placer
from .units import Stacked, stack_pair

if TYPE_CHECKING:
    from .remote import Remote

_T = TypeVar("_T")

#: Seconds between two looks at whether to stop, while others work.
_LOOK = 0.05
#: Bytes of layers that may wait for the one before them.
_AHEAD = 128_000_000
#: A layer's bytes per cell, at most.
_CELL = 13


class SuspectError(Exception):
    """Processes died with this unit again and again; whoever asks has to find out why."""


class Spread(Protocol):
    """Where units are worked on.

    Attributes:
        most: units that may be under way or wait to be taken.
        here: threads of this process, for what needs no granule.
    """

    most: int
    here: Executor

    def submit(self, pair: Sequence[GranuleHeader]) -> Future[Any]:
        """Begin a unit, see ``units.stack_pair``."""

    def result(self, future: Future[Any], monitor: Monitor) -> Stacked:
        """What a unit came to; waits for it.

        Raises:
            NotRawError: netCDF4 has to read one of its granules, in the thread that asks.
            SuspectError: likewise, and it may take the process with it.
            Cancelled: on request, within a tenth of a second.
            ItsliveError: a cluster cannot go on; the sentence says why.
            LineError: the archive cannot be reached.
        """


@contextmanager
def spread_over(
    scheduler: str | None,
    placer: Placer,
    grid: Grid,
    pairs: Sequence[Sequence[GranuleHeader]],
    monitor: Monitor,
    remote: Remote | None = None,
) -> Iterator[Spread]:
    """What works on the units of a build while the block lasts; nothing goes on after it.

    Args:
        scheduler: address of a dask scheduler; ``None``: this process.
        placer: brings granules onto the cube's grid.
        grid: the pixels that layers are placed on.
        pairs: the units to come; a cluster is asked whether it sees the first of their files.
        monitor: can cancel.
        remote: reads granules that are addresses, if some are.

    Raises:
        ItsliveError: the cluster cannot be used; the sentence says why.
        Cancelled: on request, within a tenth of a second.
    """
    if scheduler is None:
        threads = Threads(placer, most_layers(grid), remote)
        try:
            yield threads
        finally:
            threads.close()
        return
    from .cluster import cluster_at

    with cluster_at(scheduler, placer, 2 * most_layers(grid), pairs, monitor, remote) as cluster:
        yield cluster


class Threads:
    """Threads of this process, which read without libhdf5. Attributes as of :class:`Spread`.

    Args:
        placer: brings granules onto the cube's grid.
        most: layers that memory bears beside those that wait.
        remote: reads granules that are addresses, if some are; that is waiting, for the most part.
    """

    def __init__(self, placer: Placer, most: int, remote: Remote | None = None) -> None:
        threads = min(_cores() if remote is None else remote.threads, most)
        self.most = 2 * threads
        self.here: Executor = ThreadPoolExecutor(threads, "itslive stacking")
        self._stop = threading.Event()
        self._remote = remote
        self._unit = partial(
            stack_pair, placer=placer, read=partial(_raw, self._stop, placer.needed, remote)
        )

    def submit(self, pair: Sequence[GranuleHeader]) -> Future[Stacked]:
        """Begin a unit."""
        return self.here.submit(self._unit, pair)

    def result(self, future: Future[Stacked], monitor: Monitor) -> Stacked:
        """What a unit came to."""
        return wait_for(future, monitor.check)

    def close(self) -> None:
        """End the threads, each with the granule that it reads."""
        self._stop.set()
        if self._remote is not None:
            self._remote.stop()
        self.here.shutdown(wait=True, cancel_futures=True)


def wait_for(future: Future[_T], look: Callable[[], None]) -> _T:
    """The result of ``future``, or what it raises.

    Args:
        future: what is waited for.
        look: raises something if there is no use in waiting longer; called every 50 ms.
    """
    while True:
        look()
        try:
            return future.result(_LOOK)
        except TimeoutError:
            if future.done():  # it was the work's own
                raise


def most_layers(grid: Grid) -> int:
    """Layers of a grid that memory bears beside those of a block."""
    return max(1, _AHEAD // (_CELL * grid.nx * grid.ny))


def _raw(
    stop: threading.Event,
    further: tuple[str, ...],
    remote: Remote | None,
    header: GranuleHeader,
    rows: slice,
    columns: slice,
) -> dict[str, np.ndarray]:
    if stop.is_set():
        raise Cancelled
    if remote is not None and is_remote(header.path):
        return remote.read(header, rows, columns, further)
    return read_raw(header, rows, columns, further)


def _cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
