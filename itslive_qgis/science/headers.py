"""Read the headers of many granules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..monitor import Monitor
from .granule import GranuleHeader, read_header
from .granule_open import DAMAGED
from .skipped import CRASHES, Skipped


def read_headers(
    paths: Sequence[str], monitor: Monitor, leave_out: Mapping[str, Any] = MappingProxyType({})
) -> tuple[list[GranuleHeader], list[Skipped]]:
    """Read every header; a granule that cannot be read costs that granule alone.

    Those of ``leave_out`` are not touched, since a process crashed on them or after them
    (``worker/building.py``); they keep the reason given there, None being the crash itself.
    """
    headers, skipped = [], []
    for number, path in enumerate(paths):
        if path in leave_out:
            reason = leave_out[path] or {"what": CRASHES, "values": {}}
            skipped.append(Skipped(Path(path).stem, reason["what"], reason["values"]))
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
            # Files that libhdf5 never saw, or read well, have spoilt nothing.
            if error.code == DAMAGED:
                reason = {"what": error.what, "values": error.values}
                monitor.progress(number / len(paths), unreadable=path, reason=reason)
    monitor.progress(1.0)
    return headers, skipped
