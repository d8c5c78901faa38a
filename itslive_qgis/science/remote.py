"""Granules read where they are in the archive: their headers, and the blocks under a window.

Of the variables only ``vx``, ``vy`` and what else was asked for are fetched; ``v`` and ``v_error``
are computed from the components (``GranuleHeader.speed_derived``). The parts of a file lie in it
as h5py tells; they are asked for by ranges, and kept in a cache by address and version.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from ..archive.block_cache import BlockCache
from ..archive.http import Network, make_session
from ..archive.ranges import Ranges, Version
from ..errors import Cancelled, ItsliveError
from ..monitor import Monitor
from .chunks import spans
from .file_map import follow
from .granule import GranuleHeader, read_header, read_raw, read_window, remote_header
from .granule_header import HEADER, VELOCITIES
from .held import HeldFile
from .line import LineError
from .quick_header import NotQuickError, QuickDataset, alone_in_library, read_quickly
from .spread import wait_for

_T = TypeVar("_T")

#: Requests under way at a time.
CONNECTIONS = 16
#: Bytes that hold a granule's header, and the index of its first variable.
_HEAD = 1 << 16
#: Codes of what is wrong with one granule alone; anything else is wrong with the way to all.
_OWN = ("not_found", "forbidden", "http_status")


@dataclass(frozen=True)
class Reach:
    """How remote granules are reached.

    Attributes:
        network: how to reach the network.
        cache: folder of what was read before; empty for none.
        limit: bytes that the cache may take.
    """

    network: Network = field(default_factory=Network)
    cache: str = ""
    limit: int = 0

    @classmethod
    def of(cls, told: Mapping[str, Any] | None) -> Reach:
        """From a JSON-able form: ``network`` as its fields, ``cache``, ``limit``."""
        told = dict(told or {})
        network = {each.name: told.get("network", {}).get(each.name) for each in fields(Network)}
        given = {name: _tuples(value) for name, value in network.items() if value is not None}
        return cls(Network(**given), told.get("cache") or "", int(told.get("limit") or 0))

    def elsewhere(self) -> Reach:
        """How another computer reaches them: directly, and without what is here."""
        network = replace(self.network, proxy=None, no_proxy=(), proxies=(), ca_file=None)
        return Reach(network)


@contextmanager
def reading_remotely(reach: Mapping[str, Any] | None) -> Iterator[Remote]:
    """What reads granules of the archive while the block lasts.

    Args:
        reach: how, see :meth:`Reach.of`.
    """
    remote = Remote(Reach.of(reach))
    try:
        yield remote
    finally:
        remote.stop()


class Remote:
    """Reads granules of the archive, in any number of threads, until it is stopped.

    Args:
        reach: how.

    Attributes:
        reach: likewise.
        ranges: what was asked for by now.
        stored: bytes of the granules whose headers were read.
        threads: how many may read at a time.
    """

    threads = CONNECTIONS

    def __init__(self, reach: Reach) -> None:
        self.reach = reach
        self.stored = 0
        self._stop = _Stop()
        # One for all: asked for less, it gives way to all others.
        self._session = make_session(reach.network)
        cache = BlockCache(Path(reach.cache) if reach.cache else None, reach.limit)
        self.ranges = Ranges(self._session, cache, self._stop)

    def headers(
        self,
        urls: Sequence[str],
        further: Sequence[str],
        monitor: Monitor,
        tell: Callable[[int], None],
    ) -> dict[str, GranuleHeader | ItsliveError]:
        """The header of each granule, or what is wrong with it.

        Args:
            urls: of the granules.
            further: what will be read of them beside the velocities.
            monitor: can cancel.
            tell: is told how many are read.

        Raises:
            ItsliveError: the archive cannot be reached.
            Cancelled: on request.
        """
        found: dict[str, GranuleHeader | ItsliveError] = {}
        threads = ThreadPoolExecutor(CONNECTIONS, "itslive headers")
        try:
            reading = [(url, threads.submit(self._header, url, further)) for url in urls]
            for number, (url, future) in enumerate(reading):
                tell(number)
                try:
                    found[url] = wait_for(future, monitor.check)
                except ItsliveError as error:
                    found[url] = error
        except LineError as error:
            raise error.failure from error
        finally:
            if len(found) < len(urls):
                self.stop()
            threads.shutdown(wait=True, cancel_futures=True)
        self.stored += sum(each.size for each in found.values() if isinstance(each, GranuleHeader))
        return found

    def read(
        self, header: GranuleHeader, rows: slice, columns: slice, further: tuple[str, ...] = ()
    ) -> dict[str, np.ndarray]:
        """A window of a granule, as ``granule.read_raw`` gives it.

        Raises:
            NotRawError: it is stored in an unforeseen way: use :meth:`read_whole`.
            ItsliveError: this granule cannot be read any more.
            LineError: none can.
            Cancelled: on request.
        """
        return read_raw(header, rows, columns, further, self._opened)

    def read_whole(
        self, header: GranuleHeader, rows: slice, columns: slice, further: tuple[str, ...] = ()
    ) -> dict[str, np.ndarray]:
        """The same of a granule stored in an unforeseen way: all of it is fetched for that.

        Raises:
            ItsliveError: as :meth:`read`.
            LineError: likewise.
            Cancelled: on request.
        """
        with self._copied(header.path, Version(header.size, header.etag)) as path:
            return read_window(path, header, rows, columns, further)

    def stop(self) -> None:
        """End what is under way."""
        self._stop.wanted.set()
        self._session.abort()

    def _header(self, url: str, further: Sequence[str]) -> GranuleHeader:
        version, first = self._of_line(partial(self.ranges.begin, url, _HEAD))
        held = HeldFile(version.size, first, partial(self._part, url, version))

        def read(dataset: QuickDataset) -> GranuleHeader:
            header = remote_header(dataset, url, further)
            if held.failure is not None:
                raise held.failure
            return header

        # Before libhdf5 waits for them, and all other threads for libhdf5.
        follow((*HEADER, *VELOCITIES[:2], *further), held.held, held.expect)
        try:
            header = read_quickly(held, read)
        except NotQuickError as error:
            if held.failure is not None:
                raise held.failure from error
            with self._copied(url, version) as path, alone_in_library():
                header = replace(read_header(path), path=url, granule_id=Path(url).stem)
        return replace(header, path=url, size=version.size, etag=version.etag)

    @contextmanager
    def _opened(
        self, header: GranuleHeader, names: Sequence[str], rows: slice, columns: slice
    ) -> Iterator[Any]:
        """A file that holds the blocks under a window of some variables, and nothing else."""
        wanted = [
            (offset, offset + size)
            for name in names
            for offset, size in spans(header.stored[name], rows, columns)
        ]
        version = Version(header.size, header.etag)
        yield _Parts(self._of_line(partial(self.ranges.parts, header.path, version, wanted)))

    @contextmanager
    def _copied(self, url: str, version: Version) -> Iterator[str]:
        """A granule as a file, while the block lasts."""
        with tempfile.TemporaryDirectory(prefix="itslive-") as folder:
            path = Path(folder) / (Path(url).name or "granule.nc")
            path.write_bytes(self._part(url, version, 0, version.size))
            yield str(path)

    def _part(self, url: str, version: Version, start: int, stop: int) -> bytes:
        ((_, data),) = self._of_line(partial(self.ranges.parts, url, version, [(start, stop)]))
        return data

    def _of_line(self, ask: Callable[[], _T]) -> _T:
        try:
            return ask()
        except ItsliveError as error:
            if error.code in _OWN and not error.retry:
                raise
            raise LineError(error) from error
        except Exception as error:
            if self._stop.is_cancelled():  # a connection that was cut
                raise Cancelled from error
            raise


class _Stop(Monitor):
    def __init__(self) -> None:
        self.wanted = threading.Event()

    def is_cancelled(self) -> bool:
        return self.wanted.is_set()


class _Parts:
    """Parts of a file, read as if it were here: each read lies within one part."""

    def __init__(self, parts: list[tuple[int, bytes]]) -> None:
        self._parts = parts
        self._open = BytesIO()

    def seek(self, place: int) -> None:
        for start, data in self._parts:
            if start <= place < start + len(data):
                self._open = BytesIO(data)
                self._open.seek(place - start)
                return
        self._open = BytesIO()

    def read(self, size: int) -> bytes:
        return self._open.read(size)


def _tuples(value: Any) -> Any:
    """What JSON makes lists of."""
    return tuple(map(_tuples, value)) if isinstance(value, (list, tuple)) else value
