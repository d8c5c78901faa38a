"""The layers of a cube, one after the other in order of time, made by several threads.

A unit of work is an image pair: its granules are read, placed on the cube's grid and joined. What
is stored as the archive stores it is read without libhdf5, in any thread; the rest by netCDF4, in
the thread that asks, since libhdf5 serves one at a time and may take the process with it: the
granule that it reads is always known.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, TimeoutError
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Any, TypeVar

import numpy as np

from ..errors import Cancelled, ItsliveError
from ..monitor import Monitor
from .blocks import Chunks, Packed, Shape, Spool, pack, record_of
from .chunks import NotRawError
from .granule import GranuleHeader, read_raw, read_window
from .pairs import completes, not_needed
from .placement import Layer, Placer, Read
from .plan import Plan
from .skipped import NO_DATA, Skipped

#: See ``make_blocks``.
Tell = Callable[[int, "GranuleHeader | None"], None]
_T = TypeVar("_T")

#: Seconds between two looks at whether to stop, while threads work.
_LOOK = 0.05
#: Bytes of layers that may wait for the one before them.
_AHEAD = 128_000_000
#: A layer's bytes per cell, at most.
_CELL = 13


@dataclass(frozen=True)
class Stacked:
    """What an image pair came to.

    Attributes:
        header: the granule that is the layer, dated as the pair's best; ``None`` if none is.
        layer: its pixels; ``None`` if no granule of the pair has anything to give.
        skipped: its granules that are not used.
    """

    header: GranuleHeader | None
    layer: Layer | None
    skipped: tuple[Skipped, ...]


def make_blocks(
    plan: Plan, placer: Placer, shape: Shape, spool: Spool, monitor: Monitor, tell: Tell
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

    Returns:
        all blocks in order of time, without their packed pixels.

    Raises:
        OSError: the disk takes no more.
        Cancelled: on request, within a tenth of a second.
        MemoryError: memory ran out.
    """
    blocks = spool.finished()
    inside = int(np.count_nonzero(plan.inside))
    cells = plan.times**2 * plan.grid.nx * plan.grid.ny
    threads = min(_cores(), max(1, _AHEAD // (_CELL * cells)))
    stop = threading.Event()
    pool = ThreadPoolExecutor(threads, "itslive stacking")
    packing: list[tuple[Packed, Future[Chunks]]] = []

    def keep() -> None:
        for block, chunks in packing:
            packed = _result(chunks, monitor)
            size = sum(len(each) for each in packed.values())
            spool.add(len(blocks), replace(block, chunks=packed, size=size))
            blocks.append(replace(block, size=size))
        packing.clear()

    def flush(stop_at: int) -> None:
        keep()  # one block is packed at a time, so that memory holds two at most
        first = blocks[-1].stop if blocks else 0
        chunks = pool.submit(pack, shape, planes)
        packing.append((Packed(first, stop_at, records, skipped, {}, 0), chunks))

    planes: list[Mapping[str, np.ndarray]] = []
    records: list[dict[str, Any]] = []
    skipped: list[dict[str, Any]] = []
    try:
        start = blocks[-1].stop if blocks else 0
        units = _stacked(plan, start, placer, pool, stop, monitor, tell)
        for number, stacked in enumerate(units, start):
            skipped += [item.to_dict() for item in stacked.skipped]
            if stacked.header is not None and stacked.layer is not None:
                tell(number, None)  # from here on a crash is no granule's fault
                records.append(record_of(stacked.header, stacked.layer, inside))
                planes.append(stacked.layer.pixels)
            if len(planes) == shape.block[0] or number == len(plan.pairs) - 1:
                flush(number + 1)
                planes, records, skipped = [], [], []
        keep()
    finally:
        stop.set()
        pool.shutdown(wait=True, cancel_futures=True)
    return blocks


def _stacked(
    plan: Plan,
    start: int,
    placer: Placer,
    pool: ThreadPoolExecutor,
    stop: threading.Event,
    monitor: Monitor,
    tell: Tell,
) -> Iterator[Stacked]:
    """What each pair of a plan from ``start`` on comes to, in the plan's order."""
    raw = partial(_raw, stop, placer.needed)
    waiting: deque[tuple[int, Future[Stacked]]] = deque()
    numbers = iter(range(start, len(plan.pairs)))
    while True:
        for number in islice(numbers, 2 * pool._max_workers - len(waiting)):
            waiting.append((number, pool.submit(stack_pair, plan.pairs[number], placer, raw)))
        if not waiting:
            return
        number, future = waiting.popleft()
        tell(number, None)
        try:
            yield _result(future, monitor)
        except NotRawError:
            library = partial(_library, partial(tell, number), placer.needed)
            yield stack_pair(plan.pairs[number], placer, library)


def stack_pair(pair: Sequence[GranuleHeader], placer: Placer, read: Read) -> Stacked:
    """The layer of an image pair, and the granule it is: the first that has something to give.

    Its holes are filled from the same measurement in other projections. What is not used is noted
    with its reason. The dates are those of the pair's best granule, by which the pairs are in
    order: all are of the same two images, but version 1 tells their days alone.

    Raises:
        NotRawError: ``read`` cannot read one of them, but netCDF4 can.
    """
    used: GranuleHeader | None = None
    layer: Layer | None = None
    skipped: list[Skipped] = []
    for header in pair:
        if used is None or layer is None:
            layer = _layer(header, placer, read, skipped)
            if layer is not None:
                used = replace(header, date_1=pair[0].date_1, date_2=pair[0].date_2)
        elif completes(header, used):
            layer = _completed(layer, used, header, placer, read, skipped)
        else:
            skipped.append(not_needed(header, used))
    if used is not None and layer is not None:
        layer = placer.finished(used, layer)
        if layer is None:
            skipped.append(Skipped(used.granule_id, NO_DATA, {}))
            used = None
    return Stacked(used, layer, tuple(skipped))


def _completed(
    layer: Layer,
    used: GranuleHeader,
    other: GranuleHeader,
    placer: Placer,
    read: Read,
    skipped: list[Skipped],
) -> Layer:
    """The layer with its holes filled from ``other``, as far as that holds anything there."""
    try:
        filling = placer.place(other, read, layer.missing)
    except ItsliveError as error:
        skipped.append(Skipped(other.granule_id, error.what, error.values))
        return layer
    if filling is None:
        skipped.append(not_needed(other, used))
        return layer
    return layer.completed_by(filling, other.granule_id)


def _layer(
    header: GranuleHeader, placer: Placer, read: Read, skipped: list[Skipped]
) -> Layer | None:
    """The granule as a layer; ``None``, with the reason noted, if it cannot be one."""
    try:
        layer = placer.place(header, read)
    except ItsliveError as error:
        skipped.append(Skipped(header.granule_id, error.what, error.values))
        return None
    if layer is None:
        skipped.append(Skipped(header.granule_id, NO_DATA, {}))
    return layer


def _raw(
    stop: threading.Event,
    further: tuple[str, ...],
    header: GranuleHeader,
    rows: slice,
    columns: slice,
) -> dict[str, np.ndarray]:
    if stop.is_set():
        raise Cancelled
    return read_raw(header, rows, columns, further)


def _library(
    tell: Callable[[GranuleHeader], None],
    further: tuple[str, ...],
    header: GranuleHeader,
    rows: slice,
    columns: slice,
) -> dict[str, np.ndarray]:
    tell(header)
    return read_window(header.path, header, rows, columns, further)


def _result(future: Future[_T], monitor: Monitor) -> _T:
    while True:
        monitor.check()
        try:
            return future.result(_LOOK)
        except TimeoutError:
            continue


def _cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
