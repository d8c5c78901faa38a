"""Read the headers of many granules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..monitor import Monitor
from .granule import GranuleHeader, read_header
from .granule_open import DAMAGED
from .line import is_remote
from .second_opinion import Opinion, second_opinions
from .skipped import CRASHES, Skipped

if TYPE_CHECKING:
    from .remote import Remote

#: The code of a granule that was not to be touched.
LEFT_OUT = "left_out"


def read_headers(
    paths: Sequence[str],
    monitor: Monitor,
    leave_out: Mapping[str, Any] = MappingProxyType({}),
    remote: Remote | None = None,
    further: Sequence[str] = (),
) -> tuple[list[GranuleHeader], list[Skipped]]:
    """Read every header; a granule that cannot be read costs that granule alone.

    Those of ``leave_out`` are not touched, since a process crashed on them or after them
    (``worker/building.py``); they keep the reason given there, None being the crash itself. Those
    that libhdf5 calls damaged are read again by a fresh process: one damaged file may make it say
    so of others. Those that are addresses are read by ``remote``, and what is needed of them beside
    the velocities is ``further``.

    Raises:
        ItsliveError: the archive cannot be reached.
        Cancelled: on request.
    """
    found: dict[str, Opinion] = {}
    for number, path in enumerate(paths):
        if remote is not None and is_remote(path):
            continue
        if path in leave_out:
            reason = leave_out[path] or {"what": CRASHES, "values": {}}
            found[path] = ItsliveError(reason["what"], code=LEFT_OUT, **reason["values"])
            continue
        monitor.check()
        _tell(monitor, len(paths), number, path)
        try:
            found[path] = read_header(path)
        except ItsliveError as error:
            found[path] = error
            # Files that libhdf5 never saw, or read well, have spoilt nothing.
            if error.code == DAMAGED:
                reason = {"what": error.what, "values": error.values}
                monitor.progress(number / len(paths), unreadable=path, reason=reason)
    doubtful = [path for path, each in found.items() if getattr(each, "code", "") == DAMAGED]
    found.update(second_opinions(doubtful, monitor))
    if remote is not None:
        away = [path for path in paths if is_remote(path)]
        here = len(found)
        found.update(
            remote.headers(
                away, further, monitor, lambda number: _tell(monitor, len(paths), here + number)
            )
        )
    monitor.progress(1.0)
    found = {path: found[path] for path in paths}
    headers = [each for each in found.values() if isinstance(each, GranuleHeader)]
    skipped = [
        Skipped(Path(path).stem, each.what, each.values)
        for path, each in found.items()
        if isinstance(each, ItsliveError)
    ]
    return headers, skipped


def _tell(monitor: Monitor, count: int, number: int, path: str = "") -> None:
    monitor.progress(
        number / count,
        QT_TRANSLATE_NOOP("Messages", "Reading granule {number} of {count}"),
        number=number + 1,
        count=count,
        **({"reading": path} if path else {}),
    )
