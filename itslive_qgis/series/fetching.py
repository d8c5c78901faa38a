"""Chunks of official cubes, fetched and unpacked in threads, as they come."""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

from ..archive.http import Network, make_session
from ..archive.objects import Objects
from ..archive.requesting import POLL
from ..errors import QT_TRANSLATE_NOOP, Cancelled, ItsliveError
from ..monitor import Monitor
from .chunks import Chunk, ChunkMemory, DamagedChunkError
from .zarr_meta import ArrayInfo

CONNECTIONS = 16

Unpack = Callable[[Mapping[str, Any], bytes], bytes]


@dataclass(frozen=True)
class Wanted:
    """A chunk that is wanted.

    Attributes:
        url: of its store.
        version: of the store.
        info: its array.
        index: its place in the array, in chunks.
    """

    url: str
    version: str
    info: ArrayInfo
    index: tuple[int, ...]

    @property
    def address(self) -> str:
        """Where it lies."""
        return f"{self.url}/{self.info.key(*self.index)}"


_Arrivals = queue.Queue  # of a chunk's place, the chunk, and why it cannot be had


class _Stop(Monitor):
    """What the threads of one reading ask.

    Args:
        closed: set when the reader is closed.
    """

    def __init__(self, closed: threading.Event) -> None:
        self.event = threading.Event()
        self._closed = closed

    def is_cancelled(self) -> bool:
        return self.event.is_set() or self._closed.is_set()


class ChunkReader:
    """Reads chunks by some connections at a time, those of several calls one after the other.

    Args:
        network: how to reach the archive.
        make_objects: makes what asks, of a session.
        memory: keeps what is unpacked.
        unpack: undoes the packing of a codec that is not known here; None where nobody can.
    """

    def __init__(
        self,
        network: Network,
        make_objects: Callable[[Any], Objects],
        memory: ChunkMemory,
        unpack: Unpack | None = None,
    ) -> None:
        self._session = make_session(network)
        self._session.goes_on = True  # a wish to stop is one for a single series
        self.objects = make_objects(self._session)
        self._memory = memory
        self._unpack = unpack
        self._threads = ThreadPoolExecutor(CONNECTIONS, "itslive chunks")
        self._idle = ThreadPoolExecutor(1, "itslive chunks at rest")
        self._fresh: deque[Chunk] = deque()
        self._is_reading = False
        self._closed = threading.Event()

    def close(self) -> None:
        """Let go of the connections; what is being read is cancelled, and so is what comes."""
        self._closed.set()
        self._session.abort()
        self._threads.shutdown(wait=False)
        self._idle.shutdown(wait=False)

    def read(
        self,
        wanted: Sequence[Wanted],
        monitor: Monitor,
        use: Callable[[Wanted, Chunk | None], bool],
    ) -> Generator[tuple[Wanted, Chunk | None, bool], None, None]:
        """The chunks as they come, begun in the order given; None for one the store leaves out.

        Args:
            wanted: which.
            monitor: can cancel.
            use: is given each chunk that is fetched in the thread that has fetched it, so that what
                it takes of it is taken side by side; what it returns comes along with the chunk.

        Raises:
            ItsliveError: one of them cannot be had; the others are given up.
            OtherCodecError: likewise, since nobody here can unpack it.
            Cancelled: within 200 ms of the user's wish, or when the reader is closed.
        """
        if self._closed.is_set():
            raise Cancelled
        stop = _Stop(self._closed)
        done: _Arrivals = queue.Queue()
        begun = self._begin(wanted, done, stop, use)
        left = len(wanted)
        self._is_reading = True
        try:
            while left:
                try:
                    each, chunk, is_used, error = done.get(timeout=POLL)
                except queue.Empty:
                    monitor.check()
                    continue
                monitor.check()
                if error is not None:
                    raise error
                left -= 1
                yield each, chunk, is_used
        finally:
            self._is_reading = False
            if self._fresh and not self._closed.is_set():
                self._idle.submit(self._settle)
            if left:
                stop.event.set()
                for future in begun:
                    future.cancel()
                self._session.cut()
                # Those that see the wish cut all connections: none may be the next reading's.
                wait(begun, timeout=2 * POLL)

    def _begin(
        self,
        wanted: Sequence[Wanted],
        done: _Arrivals,
        stop: _Stop,
        use: Callable[[Wanted, Chunk | None], bool],
    ) -> list[Future[None]]:
        """Hand over what is in memory, and have the threads fetch what is not."""

        def work(each: Wanted) -> None:
            try:
                stop.check()
                chunk = self._chunk(each, stop)
                done.put((each, chunk, use(each, chunk), None))
            except BaseException as error:  # whatever it is, it belongs to who waits for it
                done.put((each, None, False, error))

        begun = []
        for each in wanted:
            known, chunk = self._memory.get(_name(each))
            if known:
                done.put((each, chunk, False, None))
            else:
                begun.append(self._threads.submit(work, each))
        return begun

    def _settle(self) -> None:
        """Lay out what was read for further points, as long as nobody reads."""
        while self._fresh and not self._is_reading and not self._closed.is_set():
            self._fresh.popleft().settle()

    def _chunk(self, wanted: Wanted, stop: Monitor) -> Chunk | None:
        data = self.objects.get(wanted.address, wanted.version, stop)
        chunk = None
        if data is not None:
            try:
                chunk = self._open(wanted.info, data)
            except DamagedChunkError:
                # What came may have been damaged on the way, or on this disk.
                again = self.objects.get(wanted.address, wanted.version, stop, anew=True)
                chunk = self._again(wanted, again) if again is not None else None
        if len(wanted.index) > 1:  # what is along time alone is kept with the store
            self._memory.put(_name(wanted), chunk)
            if chunk is not None:
                self._fresh.append(chunk)
        return chunk

    def _again(self, wanted: Wanted, data: bytes) -> Chunk:
        try:
            return self._open(wanted.info, data)
        except DamagedChunkError as error:
            raise ItsliveError(
                QT_TRANSLATE_NOOP("Messages", "A part of {name} is damaged in the archive."),
                QT_TRANSLATE_NOOP(
                    "Messages", "Try again later, or download granules and build a cube of them."
                ),
                code="damaged_chunk",
                retry=True,
                detail=f"{wanted.address}: {error}",
                name=wanted.url.rpartition("/")[2],
            ) from error

    def _open(self, info: ArrayInfo, data: bytes) -> Chunk:
        return Chunk(info, data, self._unpack)


def _name(wanted: Wanted) -> str:
    return f"{wanted.address} {wanted.version}"
