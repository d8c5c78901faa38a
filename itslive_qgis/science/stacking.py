"""The layers of a cube, one after the other in order of time, made by several threads or computers.

A unit of work is an image pair: its granules are read, placed on the cube's grid and joined. What
is stored as the archive stores it is read without libhdf5, in any thread; the rest by netCDF4, in
the thread that asks, since libhdf5 serves one at a time and may take the process with it: the
granule that it reads is always known. On a cluster it is read over there, and in this thread only
what killed one process after another.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

from ..monitor import Monitor
from .blocks import Chunks, Packed, Shape, Spool, pack, record_of
from .chunks import NotRawError
from .granule import GranuleHeader, read_window
from .line import LineError, is_remote
from .placement import Placer
from .plan import Plan
from .spread import Spread, SuspectError, spread_over, wait_for
from .units import Stacked, stack_pair

if TYPE_CHECKING:
    from .remote import Remote

#: See ``make_blocks``.
Tell = Callable[[int, "GranuleHeader | None"], None]


def make_blocks(
    plan: Plan,
    placer: Placer,
    shape: Shape,
    spool: Spool,
    monitor: Monitor,
    tell: Tell,
    scheduler: str | None = None,
    remote: Remote | None = None,
) -> list[Packed]:
    """Make the blocks of a cube and keep them in ``spool``; those that are there are not made anew.

    Args:
        plan: the cube to be built.
        placer: brings granules onto its grid.
        shape: how its variables are cut.
        spool: keeps the blocks.
        monitor: can cancel.
        tell: is told the number of the pair that is worked on, and the granule that netCDF4 is
            about to read, if it is.
        scheduler: address of a dask scheduler, on whose cluster the units are worked on; ``None``:
            in threads of this process.
        remote: reads granules that are addresses, if some are.

    Returns:
        all blocks in order of time, without their packed pixels.

    Raises:
        OSError: the disk takes no more.
        Cancelled: on request, within a tenth of a second.
        MemoryError: memory ran out.
        ItsliveError: the cluster cannot be used, or is lost, or the archive cannot be reached; the
            sentence says which.
    """
    blocks = spool.finished()
    inside = int(np.count_nonzero(plan.inside))
    packing: list[tuple[Packed, Future[Chunks]]] = []

    def keep() -> None:
        for block, chunks in packing:
            packed = wait_for(chunks, monitor.check)
            size = sum(len(each) for each in packed.values())
            spool.add(len(blocks), replace(block, chunks=packed, size=size))
            blocks.append(replace(block, size=size))
        packing.clear()

    def flush(stop_at: int) -> None:
        keep()  # one block is packed at a time, so that memory holds two at most
        first = blocks[-1].stop if blocks else 0
        chunks = spread.here.submit(pack, shape, planes)
        packing.append((Packed(first, stop_at, records, skipped, {}, 0), chunks))

    planes: list[Mapping[str, np.ndarray]] = []
    records: list[dict[str, Any]] = []
    skipped: list[dict[str, Any]] = []
    start = blocks[-1].stop if blocks else 0
    left = plan.pairs[start:]
    if not left:
        return blocks
    fine = plan.grid.divided(plan.times)  # what a layer is placed on
    with spread_over(scheduler, placer, fine, left, monitor, remote) as spread:
        for number, stacked in enumerate(
            _stacked(plan, start, placer, spread, monitor, tell, remote), start
        ):
            skipped += [item.to_dict() for item in stacked.skipped]
            if stacked.header is not None and stacked.layer is not None:
                tell(number, None)  # from here on a crash is no granule's fault
                records.append(record_of(stacked.header, stacked.layer, inside))
                planes.append(stacked.layer.pixels)
            if len(planes) == shape.block[0] or number == len(plan.pairs) - 1:
                flush(number + 1)
                planes, records, skipped = [], [], []
        keep()
    return blocks


def _stacked(
    plan: Plan,
    start: int,
    placer: Placer,
    spread: Spread,
    monitor: Monitor,
    tell: Tell,
    remote: Remote | None,
) -> Iterator[Stacked]:
    """What each pair of a plan from ``start`` on comes to, in the plan's order."""
    waiting: deque[tuple[int, Future[Any]]] = deque()
    numbers = iter(range(start, len(plan.pairs)))
    while True:
        for number in islice(numbers, spread.most - len(waiting)):
            waiting.append((number, spread.submit(plan.pairs[number])))
        if not waiting:
            return
        number, future = waiting.popleft()
        tell(number, None)
        try:
            yield _unless_cut(partial(spread.result, future, monitor))
        except (NotRawError, SuspectError):
            library = partial(_library, partial(tell, number), placer.needed, remote)
            yield _unless_cut(partial(stack_pair, plan.pairs[number], placer, library))


def _unless_cut(work: Callable[[], Stacked]) -> Stacked:
    try:
        return work()
    except LineError as error:
        raise error.failure from error


def _library(
    tell: Callable[[GranuleHeader], None],
    further: tuple[str, ...],
    remote: Remote | None,
    header: GranuleHeader,
    rows: slice,
    columns: slice,
) -> dict[str, np.ndarray]:
    tell(header)
    if remote is not None and is_remote(header.path):
        return remote.read_whole(header, rows, columns, further)
    return read_window(header.path, header, rows, columns, further)
