"""Records as files: from the worker to QGIS, and where memory does not hold all of them."""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict, fields
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from .table import Place, PointSeries

_TOLD = "told"
_NAMES = ("satellites", "satellites_2", "sources")
#: Bytes of the records that are kept in memory.
MEMORY = 200_000_000


def write_record(path: str | Path, series: PointSeries) -> None:
    """Write a record as columns of numpy (``.npz``), which no other program is meant to read.

    Raises:
        OSError: it cannot be written.
    """
    columns = {
        field.name: getattr(series, field.name)
        for field in fields(series)
        if isinstance(getattr(series, field.name), np.ndarray)
    }
    told = {name: getattr(series, name) for name in (*_NAMES, "derived")}
    told["place"] = asdict(series.place)
    with Path(path).open("wb") as file:
        np.savez(
            file,
            **columns,
            granules=np.array(series.granules, dtype=str),
            **{_TOLD: np.array(json.dumps(told))},
        )


def read_record(path: str | Path) -> PointSeries:
    """The inverse of :func:`write_record`.

    Raises:
        OSError: it cannot be read.
        ValueError: it is no such file.
    """
    with np.load(path, allow_pickle=False) as file:
        columns: dict[str, Any] = {name: file[name] for name in file.files}
    told = json.loads(str(columns.pop(_TOLD)))
    columns.update({name: tuple(told[name]) for name in _NAMES})
    return PointSeries(
        place=Place(**told["place"]),
        granules=tuple(columns.pop("granules").tolist()),
        derived=bool(told["derived"]),
        **columns,
    )


class Records:
    """Records by number: in memory up to a size, the further ones in a temporary folder.

    As a context, which removes the folder.

    Args:
        limit: bytes of those in memory.
    """

    def __init__(self, limit: int = MEMORY) -> None:
        self._limit = limit
        self._size = 0
        self._held: dict[int, PointSeries] = {}
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._files: dict[int, Path] = {}

    def __enter__(self) -> Records:
        """Begin."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Remove the folder."""
        if self._folder is not None:
            self._folder.cleanup()

    def put(self, number: int, series: PointSeries) -> None:
        """Keep a record.

        Raises:
            ItsliveError: neither memory nor the disk has room for it (code ``no_room``).
        """
        size = _bytes_of(series)
        if self._size + size <= self._limit:
            self._held[number] = series
            self._size += size
            return
        try:
            if self._folder is None:
                self._folder = tempfile.TemporaryDirectory(prefix="itslive-")
            path = Path(self._folder.name) / f"{number}.npz"
            write_record(path, series)
        except OSError as error:
            raise _no_room(error) from error
        self._files[number] = path

    def get(self, number: int) -> PointSeries | None:
        """A record; None if there is none of this number."""
        path = self._files.get(number)
        return self._held.get(number) if path is None else read_record(path)


def _bytes_of(series: PointSeries) -> int:
    columns = (getattr(series, field.name) for field in fields(series))
    size = sum(each.nbytes for each in columns if isinstance(each, np.ndarray))
    return size + sum(map(len, series.granules))


def _no_room(error: OSError) -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP(
            "Messages",
            "What was read of the points does not fit into memory, and the temporary folder "
            "{folder} does not take it: {why}.",
        ),
        QT_TRANSLATE_NOOP("Messages", "Make room on its disk, or ask for fewer points at once."),
        code="no_room",
        detail=str(error),
        folder=tempfile.gettempdir(),
        why=error.strerror or type(error).__name__,
    )
