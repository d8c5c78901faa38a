"""The record of points from one official cube: which chunks are asked for, and what they give."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

import numpy as np

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..monitor import Monitor
from .chunks import Chunk
from .fetching import ChunkReader, Wanted
from .layers import FIRST, FURTHER
from .pixels import NEAREST, Pixels, Sampling, pixels_at
from .store import COMPONENTS, STORED, Store, absent

_AXES = ("x", "y")
_DRAWN_FIRST = (*_AXES, *FIRST, *COMPONENTS)
#: Of each variable of a point, so that a wide mean of a long record cannot fill the memory that
#: QGIS needs: 100 MB as int16. A radius of 1 km holds 218 pixels, and 200,000 layers of them.
MOST_VALUES = 50_000_000
#: Seconds between two looks at what has come.
BETWEEN_NEWS = 0.25


@dataclass(eq=False)
class Columns:
    """What was read of the pixels of one point.

    Attributes:
        pixels: which they are.
        values: by variable, (pixels, layers), as stored.
        came: by variable, (layers,), of how many pixels a layer's value has come.
    """

    pixels: Pixels
    values: dict[str, np.ndarray]
    came: dict[str, np.ndarray]

    def has(self, names: Sequence[str]) -> np.ndarray:
        """The layers of which all these variables have come, (layers,) bool."""
        count = self.pixels.rows.size
        return np.logical_and.reduce([self.came[name] >= count for name in names])


class _Teller:
    """Tells what has come, now and then, also while the rest lets itself be waited for.

    Attributes:
        has_more: whether more has come since.
    """

    def __init__(self, store: Store, news: Callable[[], None] | None) -> None:
        self._store = store
        self._news = news
        self._told_at = time.monotonic()
        self.has_more = False

    def look(self) -> None:
        """Tell, if it is time to."""
        if self.has_more and time.monotonic() - self._told_at >= BETWEEN_NEWS:
            self.tell()

    def tell(self) -> None:
        """Tell now."""
        if self._news is None or self._store.layers is None:
            return
        self._news()
        self.has_more = False
        self._told_at = time.monotonic()


class Reading:
    """Reads points of one cube.

    Args:
        store: the cube.
        places: x and y of the points in its projection.
        sampling: how values are taken.
        stored: whether v and its error are read, too; of the nearest pixel alone, since those of a
            mean are computed.

    Attributes:
        columns: for each point what has come; None where it lies outside the cube's grid.
    """

    def __init__(
        self,
        store: Store,
        places: Sequence[tuple[float, float]],
        sampling: Sampling,
        stored: bool = True,
    ) -> None:
        self.store = store
        self.columns: list[Columns | None] = [None] * len(places)
        self._places = places
        self._sampling = sampling
        further = STORED if stored and sampling.method == NEAREST else ()
        self.names = tuple(name for name in (*COMPONENTS, *further) if name in store.info.arrays)
        self._users: dict[tuple[int, ...], list[tuple[Columns, int, int, int]]] = {}
        self._early: list[tuple[Wanted, Chunk | None]] = []  # came before the axes

    def run(
        self, reader: ChunkReader, monitor: Monitor, news: Callable[[], None] | None = None
    ) -> None:
        """Read everything; what has come is in ``columns`` even where this fails.

        Args:
            reader: to read by.
            monitor: receives progress, can cancel.
            news: called now and then when more has come that can be drawn.

        Raises:
            ItsliveError: a part cannot be had.
            OtherCodecError: a part is packed in a way that is not known here.
            Cancelled: on request.
        """
        store = self.store
        if store.has_axes():
            self._place()
            if not self._users:
                return
            chunks = set(self._users)
        else:
            chunks = self._likely_chunks()
        wanted = [
            *store.plain(_AXES),
            *store.plain(FIRST),
            *self._velocities(COMPONENTS, chunks),
            *store.plain(FURTHER),
            *self._velocities(STORED, chunks),
        ]
        asked: set[str] = set()
        done, share = 0, 0.0
        teller = _Teller(store, news)
        while wanted:
            asked.update(each.address for each in wanted)
            # What a first drawing of everything waits for.
            first = {each.address for each in wanted if each.info.name in _DRAWN_FIRST}
            # Closed at once where what came is no good, so that no more of it is fetched.
            with closing(
                reader.read(wanted, monitor, self._use, self._places_in, teller.look)
            ) as coming:
                for each, chunk, is_used in coming:
                    done += 1
                    share = max(share, done / len(asked))
                    monitor.progress(share)
                    self._accept(each, chunk, is_used)
                    teller.has_more = True
                    if done < len(asked):
                        if first == {each.address}:
                            teller.tell()
                        else:
                            teller.look()
                    first.discard(each.address)
            # The transform beside the axes may have been wrong.
            all_of_them = self._velocities((*COMPONENTS, *STORED), set(self._users))
            wanted = [each for each in all_of_them if each.address not in asked]

    def _accept(self, wanted: Wanted, chunk: Chunk | None, is_used: bool) -> None:
        if len(wanted.index) == 1:
            self.store.take(wanted, chunk)
            if self.store.has_axes() and not self._users:
                self._place()
                for each, held in self._early:
                    self._use(each, held)
                    self._note(each)
                self._early.clear()
        elif is_used or self._use(wanted, chunk):
            self._note(wanted)
        elif not self.store.has_axes():
            self._early.append((wanted, chunk))

    def _note(self, wanted: Wanted) -> None:
        start, stop = wanted.info.span(wanted.index[0])
        for columns, *_ in self._users.get(wanted.index[1:], ()):
            columns.came[wanted.info.name][start:stop] += 1

    def _place(self) -> None:
        """Find the pixels, now that the axes are known."""
        store = self.store
        users: dict[tuple[int, ...], list[tuple[Columns, int, int, int]]] = {}
        for number, place in enumerate(self._places):
            pixels = pixels_at(store.x, store.y, place, self._sampling)
            if pixels is None:
                continue
            if pixels.rows.size * store.count > MOST_VALUES:
                raise _too_many(store, pixels)
            values = {
                name: np.zeros((pixels.rows.size, store.count), store.info.arrays[name].dtype)
                for name in self.names
            }
            came = {name: np.zeros(store.count, np.uint16) for name in self.names}
            columns = Columns(pixels, values, came)
            self.columns[number] = columns
            for place_of, (row, column) in enumerate(zip(pixels.rows, pixels.columns)):
                step_y, step_x = store.info.arrays[COMPONENTS[0]].chunks[1:]
                chunk = int(row) // step_y, int(column) // step_x
                inside = int(row) % step_y, int(column) % step_x
                users.setdefault(chunk, []).append((columns, place_of, *inside))
        self._users = users  # at once: other threads look for theirs

    def _likely_chunks(self) -> set[tuple[int, ...]]:
        step_y, step_x = self.store.info.arrays[COMPONENTS[0]].chunks[1:]
        likely = [self.store.likely_pixel(*place) for place in self._places]
        return {(row // step_y, column // step_x) for row, column in filter(None, likely)}

    def _velocities(self, names: Sequence[str], chunks: set[tuple[int, ...]]) -> Iterator[Wanted]:
        """The chunks of some variables: of one time all variables, then the next time."""
        held = [self.store.info.arrays[name] for name in names if name in self.names]
        for number in range(max((info.counts()[0] for info in held), default=0)):
            for chunk in sorted(chunks):
                for info in held:
                    if number < info.counts()[0]:
                        yield self.store.wanted(info, number, *chunk)

    def _places_in(self, wanted: Wanted) -> list[tuple[int, ...]]:
        """The places in a chunk whose values are wanted; guessed before the axes have come."""
        users = self._users.get(wanted.index[1:])
        if users is not None:
            return [(row, column) for _, _, row, column in users]
        if len(wanted.index) == 1 or self._users:
            return []
        step_y, step_x = wanted.info.chunks[1:]
        likely = [self.store.likely_pixel(*place) for place in self._places]
        return [(row % step_y, column % step_x) for row, column in filter(None, likely)]

    def _use(self, wanted: Wanted, chunk: Chunk | None) -> bool:
        """Take the values of a chunk, in whichever thread has it; whether anybody wanted them."""
        if len(wanted.index) == 1 or wanted.index[1:] not in self._users:
            return False
        info = wanted.info
        start, stop = info.span(wanted.index[0])
        for columns, place, row, column in self._users[wanted.index[1:]]:
            values = columns.values[info.name][place]
            if chunk is None:
                values[start:stop] = absent(info, stop - start)
            else:
                values[start:stop] = chunk.column(row, column)[: stop - start]
        return True


def _too_many(store: Store, pixels: Pixels) -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP(
            "Messages",
            "The mean would be of {pixels} pixels with {layers} image pairs each, more than fit "
            "into memory.",
        ),
        QT_TRANSLATE_NOOP("Messages", "Choose a smaller radius."),
        code="too_many_pixels",
        pixels=pixels.rows.size,
        layers=store.count,
    )
