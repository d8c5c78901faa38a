"""Where the granule of an image pair lies, which official cubes tell of each layer.

They hold it as texts of 1024 letters, 4 KB for each layer: so it is read of one layer when it is
asked for, and never of all.
"""

from __future__ import annotations

import numpy as np

from ..archive.names import parse_name
from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..monitor import Monitor
from .chunks import text_at
from .fetching import ChunkReader, Unpack
from .store import Store
from .table import PointSeries

NAME = "granule_url"
_SAME = np.timedelta64(1, "D")  # names of Landsat tell the day alone


def granule_url(
    reader: ChunkReader, store: Store, series: PointSeries, row: int, monitor: Monitor
) -> str:
    """The address of the granule that a row of a record is from.

    Args:
        reader: to read by.
        store: the cube of the row.
        series: a record from it.
        row: of the record.
        monitor: can cancel.

    Raises:
        ItsliveError: it cannot be read; the cube tells none (code ``no_granule_url``); it is of
            another pair than the row, since the archive has replaced the cube
            (``cube_replaced``).
        OtherCodecError: it is packed in a way that is not known here.
        Cancelled: on request.
    """
    layer, info = int(series.layer[row]), store.info.arrays.get(NAME)
    found: str | None = None
    if info is not None and info.shape == (store.count,) and layer < store.count:
        number, place = divmod(layer, info.chunks[0])

        def take(data: bytes, unpack: Unpack | None) -> str:
            return text_at(info, data, place, unpack)

        found = reader.part(store.wanted(info, number), take, monitor)
    url = (found or "").strip("\0 ")
    if layer >= store.count or not _is_of(url, series, row):
        raise _replaced(store.url, url)
    if not url:
        raise _none_told(store.url)
    return url


def _is_of(url: str, series: PointSeries, row: int) -> bool:
    """Whether a granule is, for all its name tells, of the row's pair."""
    told = parse_name(url).dates
    known = [series.date_1[row], series.date_2[row]]
    if told is None or np.isnat(known).any():
        return True
    named = [np.datetime64(date.replace(tzinfo=None), "ns") for date in told]
    return all(abs(one - other) <= _SAME for one, other in zip(known, named))


def _none_told(cube: str) -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP(
            "Messages", "The archive's cube does not tell which granule this value is from."
        ),
        QT_TRANSLATE_NOOP("Messages", "Search for granules of its dates instead."),
        code="no_granule_url",
        detail=cube,
    )


def _replaced(cube: str, url: str) -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP(
            "Messages",
            "The granule of this value could not be told: the archive has replaced the cube since "
            "the point was read.",
        ),
        QT_TRANSLATE_NOOP("Messages", "Remove the point and click it again."),
        code="cube_replaced",
        detail=f"{cube}\n{url}",
    )
