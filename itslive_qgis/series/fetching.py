"""Chunks of official cubes, fetched and unpacked in threads, as they come."""

from __future__ import annotations

import heapq
import os
import queue
import threading
from collections import deque
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Optional, TypeVar

from ..archive.http import Network, make_session
from ..archive.objects import Objects
from ..archive.pace import NoPace
from ..archive.requesting import POLL
from ..errors import QT_TRANSLATE_NOOP, Cancelled, ItsliveError
from ..monitor import Monitor
from .chunks import Chunk, ChunkMemory, DamagedChunkError
from .zarr_meta import ArrayInfo

CONNECTIONS = 16
_UNPACKERS = min(max(os.cpu_count() or 1, 1), 4)

Unpack = Callable[[Mapping[str, Any], bytes], bytes]
_Part = TypeVar("_Part")


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


Use = Callable[[Wanted, Optional[Chunk]], bool]
Places = Callable[[Wanted], Sequence[tuple[int, ...]]]


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
        self._session.pace = NoPace()
        self.objects = make_objects(self._session)
        self._memory = memory
        self._unpack = unpack
        self.fetchers = ThreadPoolExecutor(CONNECTIONS, "itslive chunks")
        self.unpackers = ThreadPoolExecutor(_UNPACKERS, "itslive unpacking")
        self._idle = ThreadPoolExecutor(1, "itslive chunks at rest")
        self._fresh: deque[Chunk] = deque()
        self._is_reading = False
        self._closed = threading.Event()

    def close(self) -> None:
        """Let go of the connections; what is being read is cancelled, and so is what comes."""
        self._closed.set()
        self._session.abort()
        for threads in (self.fetchers, self.unpackers, self._idle):
            threads.shutdown(wait=False)
        self.objects.close()

    def read(
        self,
        wanted: Sequence[Wanted],
        monitor: Monitor,
        use: Use,
        places: Places,
        idle: Callable[[], None] = lambda: None,
    ) -> Generator[tuple[Wanted, Chunk | None, bool], None, None]:
        """The chunks as they come, begun in the order given; None for one the store leaves out.

        Args:
            wanted: which.
            monitor: can cancel.
            use: is given each chunk that is fetched, in the thread that has unpacked it, so that
                series are taken side by side; what it returns comes along with the chunk.
            places: tells of which places in a chunk the values are wanted.
            idle: called now and then while nothing comes.

        Raises:
            ItsliveError: one of them cannot be had; the others are given up.
            OtherCodecError: likewise, since nobody here can unpack it.
            Cancelled: within 200 ms of the user's wish, or when the reader is closed.
        """
        if self._closed.is_set():
            raise Cancelled
        one = _Round(self, wanted, (use, places), _Stop(self._closed))
        self._is_reading = True
        try:
            one.begin()
            while one.left:
                try:
                    each, chunk, is_used, error = one.done.get(timeout=POLL)
                except queue.Empty:
                    monitor.check()
                    idle()
                    continue
                monitor.check()
                if error is not None:
                    raise error
                one.left -= 1
                yield each, chunk, is_used
        finally:
            self._is_reading = False
            if self._fresh and not self._closed.is_set():
                with suppress(RuntimeError):  # closed meanwhile
                    self._idle.submit(self._settle)
            if one.left:
                one.give_up()
                self._session.cut()
                # Those that see the wish cut all connections: none may be the next reading's.
                wait(one.begun, timeout=2 * POLL)

    def _settle(self) -> None:
        """Lay out what was read for further points, as long as nobody reads."""
        while self._fresh and not self._is_reading and not self._closed.is_set():
            self._fresh.popleft().settle()

    def part(
        self, wanted: Wanted, take: Callable[[bytes, Unpack | None], _Part], monitor: Monitor
    ) -> _Part | None:
        """Something of a chunk, of which nothing else is unpacked or kept in memory.

        Args:
            wanted: the chunk.
            take: makes it of the chunk as it lies in the store, given what undoes the packing of
                codecs that are not known here.
            monitor: can cancel.

        Returns:
            what ``take`` makes; None where the store leaves out the chunk.

        Raises:
            ItsliveError: the chunk cannot be had, or is damaged.
            OtherCodecError: it is packed in a way that is not known here.
            Cancelled: within 200 ms of the user's wish, or when the reader is closed.
        """
        data = self._packed(wanted, monitor, anew=False)
        try:
            return None if data is None else take(data, self._unpack)
        except DamagedChunkError:
            data = self._packed(wanted, monitor, anew=True)
        try:
            return None if data is None else take(data, self._unpack)
        except DamagedChunkError as error:
            raise _damaged(wanted, error) from error

    def _packed(self, wanted: Wanted, monitor: Monitor, anew: bool) -> bytes | None:
        """A chunk as it lies in the store."""
        stop = _Stop(self._closed)
        get = self.objects.get
        try:
            begun = self.fetchers.submit(get, wanted.address, wanted.version, stop, anew)
        except RuntimeError:  # closed meanwhile
            raise Cancelled from None
        try:
            is_done = False
            while not is_done:
                is_done = bool(wait((begun,), timeout=POLL).done)
                monitor.check()
        except Cancelled:
            stop.event.set()
            self._session.cut()
            wait((begun,), timeout=2 * POLL)
            raise
        return begun.result()

    def known(self, wanted: Wanted) -> tuple[bool, Chunk | None]:
        """Whether a chunk is in memory, and the chunk."""
        return self._memory.get(_name(wanted))

    def opened(
        self,
        wanted: Wanted,
        data: bytes | None,
        stop: Monitor,
        places: Sequence[tuple[int, ...]],
    ) -> Chunk | None:
        """Unpack a chunk, and keep it.

        Raises:
            ItsliveError: it is damaged, and is so again when it is asked for once more.
            OtherCodecError: it is packed in a way that is not known here.
        """
        chunk = None
        if data is not None:
            try:
                chunk = self._open(wanted.info, data, places)
            except DamagedChunkError:
                # What came may have been damaged on the way, or on this disk.
                again = self.objects.get(wanted.address, wanted.version, stop, anew=True)
                chunk = self._again(wanted, again, places) if again is not None else None
        if len(wanted.index) > 1:  # what is along time alone is kept with the store
            self._memory.put(_name(wanted), chunk)
            if chunk is not None:
                self._fresh.append(chunk)
        return chunk

    def _again(self, wanted: Wanted, data: bytes, places: Sequence[tuple[int, ...]]) -> Chunk:
        try:
            return self._open(wanted.info, data, places)
        except DamagedChunkError as error:
            raise _damaged(wanted, error) from error

    def _open(self, info: ArrayInfo, data: bytes, places: Sequence[tuple[int, ...]]) -> Chunk:
        return Chunk(info, data, self._unpack, places)


def _damaged(wanted: Wanted, error: DamagedChunkError) -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "A part of {name} is damaged in the archive."),
        QT_TRANSLATE_NOOP(
            "Messages", "Try again later, or download granules and build a cube of them."
        ),
        code="damaged_chunk",
        retry=True,
        detail=f"{wanted.address}: {error}",
        name=wanted.url.rpartition("/")[2],
    )


def _name(wanted: Wanted) -> str:
    return f"{wanted.address} {wanted.version}"


class _Round:
    """The chunks of one call.

    All connections fetch, in the order given; but only as many threads unpack as there are
    processors, since more would take Python's lock from each other, and what was asked for first
    goes first.

    Attributes:
        done: for each chunk its place, itself, what ``use`` said of it, and why it cannot be had.
        begun: what the threads are to do.
        left: chunks that have not been handed over.
    """

    def __init__(
        self,
        reader: ChunkReader,
        wanted: Sequence[Wanted],
        told: tuple[Use, Places],
        stop: _Stop,
    ) -> None:
        self.done: queue.Queue[tuple[Wanted, Chunk | None, bool, BaseException | None]]
        self.done = queue.Queue()
        self.begun: list[Future[None]] = []
        self.left = len(wanted)
        self._reader = reader
        self._wanted = wanted
        self._use, self._places = told
        self._stop = stop
        self._come: list[tuple[int, bytes | None]] = []
        self._lock = threading.Lock()

    def begin(self) -> None:
        """Hand over what is in memory, and have the threads fetch what is not."""
        for number, each in enumerate(self._wanted):
            known, chunk = self._reader.known(each)
            if known:
                self.done.put((each, chunk, False, None))
                continue
            self.begun.append(_submitted(self._reader.fetchers, self._fetch, number))

    def give_up(self) -> None:
        """Have the threads leave the rest."""
        self._stop.event.set()
        for future in self.begun:
            future.cancel()

    def _fetch(self, number: int) -> None:
        each = self._wanted[number]
        try:
            self._stop.check()
            data = self._reader.objects.get(each.address, each.version, self._stop)
            with self._lock:
                heapq.heappush(self._come, (number, data))
            _submitted(self._reader.unpackers, self._open_next)
        except BaseException as error:  # whatever it is, it belongs to who waits for it
            self.done.put((each, None, False, error))

    def _open_next(self) -> None:
        with self._lock:
            number, data = heapq.heappop(self._come)
        each = self._wanted[number]
        try:
            self._stop.check()
            chunk = self._reader.opened(each, data, self._stop, self._places(each))
            self.done.put((each, chunk, self._use(each, chunk), None))
        except BaseException as error:
            self.done.put((each, None, False, error))


def _submitted(threads: ThreadPoolExecutor, work: Callable[..., None], *given: int) -> Future[None]:
    """Have threads work.

    Raises:
        Cancelled: they take no more, since the reader was closed meanwhile.
    """
    try:
        return threads.submit(work, *given)
    except RuntimeError:
        raise Cancelled from None
