"""Points from the archive's own cubes: which hold them, and the record of all of these."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..archive.block_cache import BlockCache
from ..archive.cube_catalogue import DEFAULT_CATALOGUE, CatalogueFile
from ..archive.http import ArchiveSession, Network
from ..archive.objects import Objects
from ..archive.official_cubes import Catalogue, Found, OfficialCube
from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..monitor import Monitor
from .chunks import ChunkMemory
from .fetching import ChunkReader, Unpack
from .merging import merged
from .official import Reading
from .pixels import Sampling
from .rows import series_of
from .store import HOUR, Store, open_store
from .table import PointSeries

#: Bytes of unpacked chunks in memory: of the longest records, of 200,000 layers, 100 pixels.
MEMORY = 256_000_000
_STORES = 8  # whose layers are kept


@dataclass(frozen=True)
class Answer:
    """What there is of a point.

    Attributes:
        lon: of the point, degrees.
        lat: likewise.
        series: its record; None where no cube holds the point.
        cubes: addresses of the cubes that hold it.
        layers: layers of these, whether they have a value there or not.
        whole: whether everything has come.
        problem: why it has not, or why what is here may be old.
    """

    lon: float
    lat: float
    series: PointSeries | None
    cubes: tuple[str, ...]
    layers: int
    whole: bool
    problem: ItsliveError | None = None


News = Callable[[Answer], None]


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
        kept = BlockCache(cache, cache_limit)

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
        news: News | None = None,
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
        with self._lock:
            return _Asking(self, lon, lat, sampling or Sampling(), monitor, news).run()

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


class _Asking:
    """One point."""

    def __init__(
        self,
        reader: SeriesReader,
        lon: float,
        lat: float,
        sampling: Sampling,
        monitor: Monitor,
        news: News | None,
    ) -> None:
        self._reader = reader
        self._place = lon, lat
        self._sampling = sampling
        self._monitor = monitor
        self._news = news
        self._records: list[PointSeries] = []
        self._cubes: list[str] = []
        self._layers = 0
        self._problem: ItsliveError | None = None
        self._is_whole = True

    def run(self) -> Answer:
        found, self._problem = self._reader.cubes_at(*self._place, self._monitor)
        absent = self._read_all(found)
        if absent:
            # The archive has moved its cubes since the catalogue was read.
            found, self._problem = self._reader.cubes_at(*self._place, self._monitor, anew=True)
            absent = self._read_all(found)
            if absent and not self._cubes:
                raise _moved(absent[0])
        return self._answer(whole=self._is_whole)

    def _read_all(self, found: list[Found]) -> list[str]:
        """Read the cubes one after the other; addresses of those that are not there."""
        absent = []
        fresh = [each for each in found if each.cube.url not in self._cubes]
        for number, each in enumerate(fresh):
            part = self._monitor.part(number / len(fresh), (number + 1) / len(fresh))
            try:
                store = self._reader.store(each.cube, part)
                if store is None:
                    absent.append(each.cube.url)
                    continue
                self._cubes.append(store.url)
                self._layers += store.count
                self._read(each, store, part)
            except ItsliveError as error:
                if not self._records:
                    raise
                self._problem = error
                self._is_whole = False
                return []
        return absent

    def _read(self, found: Found, store: Store, monitor: Monitor) -> None:
        self._problem = self._problem or store.failure
        reading = Reading(store, [(found.x, found.y)], self._sampling)
        before = len(self._records)

        def take() -> bool:
            columns = reading.columns[0]
            del self._records[before:]
            if columns is None or store.layers is None:
                return False
            self._records.append(series_of(store, columns, found, *self._place))
            return True

        def tell() -> None:
            if take() and self._news is not None:
                self._news(self._answer(whole=False))

        try:
            self._reader.run(reading, monitor, tell)
        finally:
            take()

    def _answer(self, whole: bool) -> Answer:
        series = merged(self._records) if self._records else None
        return Answer(*self._place, series, tuple(self._cubes), self._layers, whole, self._problem)


def _moved(url: str) -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP(
            "Messages", "The archive's catalogue names the cube {name}, but it is not there."
        ),
        QT_TRANSLATE_NOOP(
            "Messages", "Try again later, or download granules and build a cube of them."
        ),
        code="cube_moved",
        detail=url,
        name=url.rpartition("/")[2],
    )
