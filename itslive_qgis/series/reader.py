"""Points from the archive's own cubes: which hold them, and the record of all of these."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from ..archive.block_cache import BlockCache
from ..archive.cube_catalogue import DEFAULT_CATALOGUE, CatalogueFile
from ..archive.http import ArchiveSession, Network
from ..archive.late_cache import LateCache
from ..archive.locks import held_lock
from ..archive.objects import Objects
from ..archive.official_cubes import Catalogue, Found, OfficialCube
from ..errors import ItsliveError
from ..monitor import Monitor
from .answer import Answer
from .asking import Asking, cube_moved
from .chunks import ChunkMemory
from .fetching import ChunkReader, Unpack
from .granule_url import granule_url
from .grouping import grouped
from .official import Reading
from .pixels import Sampling
from .store import HOUR, Store, open_store
from .table import PointSeries

#: Bytes of unpacked chunks in memory: of the longest records, of 200,000 layers, 100 pixels.
MEMORY = 256_000_000
_STORES = 8  # whose layers are kept
#: Seconds after which a cube that was read from is asked whether it is still the same.
_SETTLED = 60.0


class SeriesReader:
    """Reads points of official cubes, and keeps what it read.

    One call at a time; another one waits.

    Args:
        network: how to reach the archive.
        cache: folder for what was read; None for none.
        cache_limit: bytes that it may take.
        catalogue: address of the catalogue.
        memory: bytes of unpacked chunks that are kept in memory.
        unpack: undoes the packing of codecs that are not known here.
    """

    def __init__(
        self,
        network: Network | None = None,
        cache: Path | None = None,
        cache_limit: int = 0,
        catalogue: str = DEFAULT_CATALOGUE,
        memory: int = MEMORY,
        unpack: Unpack | None = None,
    ) -> None:
        kept = LateCache(BlockCache(cache, cache_limit))

        def make(session: ArchiveSession) -> Objects:
            return Objects(session, kept)

        self._chunks = ChunkReader(network or Network(), make, ChunkMemory(memory), unpack)
        self._catalogue = CatalogueFile(catalogue, self._chunks.objects)
        self._stores: OrderedDict[str, Store] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def objects(self) -> Objects:
        """What asks the archive, with the numbers of requests and bytes."""
        return self._chunks.objects

    def close(self) -> None:
        """Let go of all connections."""
        self._chunks.close()

    def point(
        self,
        lon: float,
        lat: float,
        sampling: Sampling | None = None,
        monitor: Monitor | None = None,
        news: Callable[[Answer], None] | None = None,
    ) -> Answer:
        """The record of a point, from all cubes that hold it.

        Where the network goes midway, what came is in the answer, with the problem.

        Args:
            lon: degrees.
            lat: degrees.
            sampling: how values are taken at it; by default the nearest pixel.
            monitor: receives progress, can cancel.
            news: is given what has come so far, now and then.

        Raises:
            ItsliveError: nothing of it can be had.
            OtherCodecError: a cube is packed in a way that nobody here can undo.
            Cancelled: within 200 ms of the user's wish.
        """
        monitor = monitor or Monitor()

        def tell(answers: list[Answer]) -> None:
            if news is not None:
                news(answers[0])

        with held_lock(self._lock, monitor):
            asking = Asking(self, [(lon, lat)], sampling or Sampling(), monitor, tell)
            return asking.run()[0]

    def points(
        self,
        places: Sequence[tuple[float, float]],
        sampling: Sampling | None = None,
        monitor: Monitor | None = None,
        stored: bool = True,
    ) -> Iterator[tuple[int, Answer]]:
        """The records of many points, those that lie near each other one after the other.

        Each chunk is read once for all points that lie in it, as long as memory holds it.

        Args:
            places: longitude and latitude of each, degrees.
            sampling: how values are taken; by default the nearest pixel.
            monitor: receives progress, can cancel.
            stored: whether speeds and their errors are read, too, which takes twice the bytes;
                else they are computed, as for a first drawing.

        Yields:
            The place of a point among those asked for, and its record; in another order.

        Raises:
            ItsliveError: as of :meth:`point`.
            Cancelled: within 200 ms of the user's wish.
        """
        monitor = monitor or Monitor()
        with held_lock(self._lock, monitor):
            groups = grouped(self, places, sampling or Sampling(), monitor)
            done = 0
            for group in groups:
                share = done / len(places), (done + len(group)) / len(places)
                chosen = [places[number] for number in group]
                part = monitor.part(*share)
                asking = Asking(self, chosen, sampling or Sampling(), part, stored=stored)
                yield from zip(group, asking.run())
                done += len(group)

    def granule_url(self, series: PointSeries, row: int, monitor: Monitor | None = None) -> str:
        """The address of the granule that a row of a record from official cubes is from.

        Args:
            series: the record.
            row: of it.
            monitor: can cancel.

        Raises:
            ItsliveError: it cannot be read; or as of :func:`.granule_url.granule_url`.
            OtherCodecError: as of :meth:`point`.
            Cancelled: within 200 ms of the user's wish.
        """
        monitor = monitor or Monitor()
        url = series.sources[series.source[row]]
        with held_lock(self._lock, monitor):
            cubes = (each for each in self.catalogue(monitor).cubes if each.url == url)
            cube = next(cubes, None)
            store = self.store(cube, monitor) if cube is not None else None
            if store is None:
                raise cube_moved(url)
            return granule_url(self._chunks, store, series, row, monitor)

    def cubes_at(
        self, lon: float, lat: float, monitor: Monitor, anew: bool = False
    ) -> tuple[list[Found], ItsliveError | None]:
        """The cubes that hold a point, and why what is known of that may be old."""
        known = self._catalogue.load(monitor, anew)
        return known.catalogue.at(lon, lat), known.failure

    def catalogue(self, monitor: Monitor) -> Catalogue:
        """All cubes."""
        return self._catalogue.load(monitor).catalogue

    def store(self, cube: OfficialCube, monitor: Monitor) -> Store | None:
        """A cube, open; None if there is nothing under its address."""
        held = self._stores.get(cube.url)
        if held is None or time.monotonic() - held.asked_at > HOUR:
            opened = open_store(cube, self._chunks.objects, monitor)
            if opened is None:
                return None
            if held is None or held.version != opened.version:
                self._stores[cube.url] = held = opened
            held.failure, held.asked_at = opened.failure, opened.asked_at
        self._stores.move_to_end(cube.url)
        while len(self._stores) > _STORES:
            self._stores.popitem(last=False)
        return held

    def run(self, reading: Reading, monitor: Monitor, news: Any = None) -> None:
        """Read what is wanted of a cube."""
        reading.run(self._chunks, monitor, news)

    def is_replaced(self, cube: OfficialCube, store: Store, monitor: Monitor) -> bool:
        """Whether the archive has another cube under the address than when this one was opened.

        Asked after its chunks were: some of them may have been the other one's.
        """
        if time.monotonic() - store.asked_at < _SETTLED:
            return False
        try:
            now = open_store(cube, self._chunks.objects, monitor, max_age=0)
        except ItsliveError:
            return False  # the line has gone: nothing speaks against what has come
        if now is None:
            return False
        if now.version == store.version:
            store.failure, store.asked_at = now.failure, now.asked_at
            return False
        self._stores[cube.url] = now
        return True
