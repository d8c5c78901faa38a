"""Read the headers of many granules."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..monitor import Monitor
from .granule import GranuleHeader, read_header
from .skipped import CRASHES, Skipped


def read_headers(
    paths: Sequence[str], monitor: Monitor, leave_out: Collection[str] = ()
) -> tuple[list[GranuleHeader], list[Skipped]]:
    """Read every header; a granule that cannot be read costs that granule alone.

    Those of ``leave_out`` are not touched: a process crashed on them (``worker/building.py``).
    """
    headers, skipped = [], []
    for number, path in enumerate(paths):
        if path in leave_out:
            skipped.append(Skipped(Path(path).stem, CRASHES, {}))
            continue
        monitor.check()
        monitor.progress(
            number / len(paths),
            QT_TRANSLATE_NOOP("Messages", "Reading granule {number} of {count}"),
            number=number + 1,
            count=len(paths),
            reading=path,
        )
        try:
            headers.append(read_header(path))
        except ItsliveError as error:
            skipped.append(Skipped(Path(path).stem, error.what, error.values))
            monitor.progress(number / len(paths), unreadable=path)
    monitor.progress(1.0)
    return headers, skipped
