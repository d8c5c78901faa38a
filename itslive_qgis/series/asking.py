"""One question to the archive: points that lie in the same cubes, read together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ..archive.official_cubes import Found, OfficialCube
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


class Asking:
    """Some points, of which all cubes are read that hold them.

    Args:
        reader: to read by.
        places: longitude and latitude of each, degrees; they lie in the same cubes.
        sampling: how values are taken.
        monitor: receives progress, can cancel.
        tell: is given what has come so far, now and then.
    """

    def __init__(
        self,
        reader: SeriesReader,
        places: Sequence[tuple[float, float]],
        sampling: Sampling,
        monitor: Monitor,
        tell: Callable[[list[Answer]], None] | None = None,
    ) -> None:
        self._reader = reader
        self._places = places
        self._sampling = sampling
        self._monitor = monitor
        self._tell = tell
        self._records: list[list[PointSeries]] = [[] for _ in places]
        self._cubes: list[str] = []
        self._layers = 0
        self._problem: ItsliveError | None = None
        self._is_whole = True

    def run(self) -> list[Answer]:
        """What there is of each point, in their order.

        Raises:
            ItsliveError: nothing of them can be had.
            OtherCodecError: a cube is packed in a way that is not known here.
            Cancelled: on request.
        """
        absent = self._read_all(self._find(anew=False))
        if absent:
            # The archive has moved its cubes since the catalogue was read.
            absent = self._read_all(self._find(anew=True))
            if absent and not self._cubes:
                raise _moved(absent[0])
        return self._answers(self._is_whole)

    def _find(self, anew: bool) -> dict[str, list[Found | None]]:
        """By address each cube that holds a point, and where in it each of them lies."""
        cubes: dict[str, list[Found | None]] = {}
        for number, place in enumerate(self._places):
            found, self._problem = self._reader.cubes_at(*place, self._monitor, anew and not number)
            for each in found:
                held = cubes.setdefault(each.cube.url, [None] * len(self._places))
                held[number] = each
        return cubes

    def _read_all(self, cubes: dict[str, list[Found | None]]) -> list[str]:
        """Read the cubes one after the other; addresses of those that are not there."""
        absent = []
        fresh = [url for url in cubes if url not in self._cubes]
        for number, url in enumerate(fresh):
            part = self._monitor.part(number / len(fresh), (number + 1) / len(fresh))
            found = cubes[url]
            try:
                store = self._reader.store(_cube_of(found), part)
                if store is None:
                    absent.append(url)
                    continue
                self._cubes.append(url)
                self._layers += store.count
                self._problem = self._problem or store.failure
                self._read(found, store, part)
            except ItsliveError as error:
                if not any(self._records):
                    raise
                self._problem = error
                self._is_whole = False
                return []
        return absent

    def _read(self, found: list[Found | None], store: Store, monitor: Monitor) -> None:
        inside = [(number, each) for number, each in enumerate(found) if each is not None]
        reading = Reading(store, [(each.x, each.y) for _, each in inside], self._sampling)
        before = [len(records) for records in self._records]

        def take() -> None:
            for (number, each), columns in zip(inside, reading.columns):
                records = self._records[number]
                del records[before[number] :]
                if columns is not None and store.layers is not None:
                    records.append(series_of(store, columns, each, *self._places[number]))

        def tell() -> None:
            take()
            if self._tell is not None:
                self._tell(self._answers(whole=False))

        try:
            self._reader.run(reading, monitor, tell if self._tell is not None else None)
        finally:
            take()

    def _answers(self, whole: bool) -> list[Answer]:
        return [
            Answer(
                *place,
                merged(records) if records else None,
                tuple(self._cubes),
                self._layers,
                whole,
                self._problem,
            )
            for place, records in zip(self._places, self._records)
        ]


def _cube_of(found: list[Found | None]) -> OfficialCube:
    return next(each.cube for each in found if each is not None)


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
