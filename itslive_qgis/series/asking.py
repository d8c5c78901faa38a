"""One question to the archive: points that lie in the same cubes, read together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ..archive.official_cubes import Found, OfficialCube
from ..archive.outage import LINE_IS_GONE
from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..monitor import Monitor
from .answer import Answer
from .merging import merged
from .official import Reading
from .pixels import Sampling
from .rows import series_of
from .store import Store
from .table import PointSeries

if TYPE_CHECKING:
    from .reader import SeriesReader

#: Shares of the work at which a first reading ends, and others where it turns out that the archive
#: has replaced the cube, or moved all of them.
_SHARES = (0.0, 0.9, 0.95, 1.0)


class Asking:
    """Some points, of which all cubes are read that hold them.

    Args:
        reader: to read by.
        places: longitude and latitude of each, degrees; they lie in the same cubes.
        sampling: how values are taken.
        monitor: receives progress, can cancel.
        tell: is given what has come so far, now and then.
        stored: whether speeds and their errors are read, or computed.
    """

    def __init__(
        self,
        reader: SeriesReader,
        places: Sequence[tuple[float, float]],
        sampling: Sampling,
        monitor: Monitor,
        tell: Callable[[list[Answer]], None] | None = None,
        stored: bool = True,
    ) -> None:
        self._reader = reader
        self._places = places
        self._sampling = sampling
        self._monitor = monitor
        self._tell = tell
        self._stored = stored
        self._begin()

    def run(self) -> list[Answer]:
        """What there is of each point, in their order.

        Raises:
            ItsliveError: nothing of them can be had.
            OtherCodecError: a cube is packed in a way that is not known here.
            Cancelled: on request.
        """
        absent = self._read_all(self._find(anew=False), self._monitor.part(*_SHARES[:2]))
        if absent:
            # The archive has moved its cubes since the catalogue was read: what came of some is of
            # a version that it has left.
            self._begin()
            absent = self._read_all(self._find(anew=True), self._monitor.part(_SHARES[1], 1.0))
            if absent:
                self._miss(cube_moved(absent[0]))
        if self._missed is not None and not any(self._records):
            raise self._missed
        return self._answers(whole=self._missed is None)

    def _begin(self) -> None:
        self._records: list[list[PointSeries]] = [[] for _ in self._places]
        self._cubes: list[str] = []
        self._layers = 0
        self._stale: ItsliveError | None = None
        self._missed: ItsliveError | None = None

    def _miss(self, error: ItsliveError) -> None:
        self._missed = self._missed or error

    def _find(self, anew: bool) -> dict[str, list[Found | None]]:
        """By address each cube that holds a point, and where in it each of them lies."""
        cubes: dict[str, list[Found | None]] = {}
        for number, place in enumerate(self._places):
            found, self._stale = self._reader.cubes_at(*place, self._monitor, anew and not number)
            for each in found:
                held = cubes.setdefault(each.cube.url, [None] * len(self._places))
                held[number] = each
        return cubes

    def _read_all(self, cubes: dict[str, list[Found | None]], monitor: Monitor) -> list[str]:
        """Read the cubes one after the other; addresses of those that are not there."""
        absent = []
        for number, (url, found) in enumerate(cubes.items()):
            part = monitor.part(number / len(cubes), (number + 1) / len(cubes))
            try:
                store = self._reader.store(_cube_of(found), part)
                if store is None:
                    absent.append(url)
                    continue
                self._stale = self._stale or store.failure
                self._cubes.append(url)
                self._layers += self._read_settled(found, store, part).count
            except ItsliveError as error:
                self._miss(error)
                if error.code in LINE_IS_GONE:
                    break  # the others cannot be had either
        return absent

    def _read_settled(self, found: list[Found | None], store: Store, monitor: Monitor) -> Store:
        """Read a cube, again if it was replaced meanwhile; the one that was read."""
        cube = _cube_of(found)
        before = [len(records) for records in self._records]
        for start, stop in zip(_SHARES, _SHARES[1:]):
            requests = self._reader.objects.requests
            failure = None
            try:
                self._read(found, store, monitor.part(start, stop))
            except ItsliveError as error:
                failure = error  # which may come of a mixture of both
            is_fetched = self._reader.objects.requests > requests
            if not is_fetched or not self._reader.is_replaced(cube, store, monitor):
                if failure is not None:
                    raise failure
                break
            for records, count in zip(self._records, before):
                del records[count:]
            store = self._reader.store(cube, monitor) or store
        return store

    def _read(self, found: list[Found | None], store: Store, monitor: Monitor) -> None:
        inside = [(number, each) for number, each in enumerate(found) if each is not None]
        places = [(each.x, each.y) for _, each in inside]
        reading = Reading(store, places, self._sampling, self._stored)
        before = [len(records) for records in self._records]

        def take() -> bool:
            if store.layers is None:
                return False
            for (number, each), columns in zip(inside, reading.columns):
                records = self._records[number]
                del records[before[number] :]
                if columns is not None:
                    records.append(series_of(store, columns, each, *self._places[number]))
            return True

        def tell() -> None:
            if take() and self._tell is not None:
                self._tell(self._answers(whole=False))

        try:
            self._reader.run(reading, monitor, tell if self._tell is not None else None)
        except ItsliveError:
            take()
            raise
        take()

    def _answers(self, whole: bool) -> list[Answer]:
        problem = self._missed or self._stale
        return [
            Answer(
                *place,
                merged(records) if records else None,
                tuple(self._cubes),
                self._layers,
                whole,
                problem,
            )
            for place, records in zip(self._places, self._records)
        ]


def _cube_of(found: list[Found | None]) -> OfficialCube:
    return next(each.cube for each in found if each is not None)


def cube_moved(url: str) -> ItsliveError:
    """What to say of a cube that is listed, and not there."""
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
