"""The partial files of what was given up go, as soon as nobody holds them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from ..monitor import Monitor
from .folder_lock import claim, release
from .queue_items import Entry
from .record import Record
from .record_lines import DROPPED
from .requesting import POLL

_PART = ".part"


def remove_parts(
    record: Record,
    entries: Sequence[Entry],
    is_given_up: Callable[[Entry], bool],
    monitor: Monitor,
    patience: float = 0.0,
) -> list[Entry]:
    """Delete the partial files of entries that the record says are not wanted any more.

    Args:
        record: of their folder.
        entries: with the names of their files.
        is_given_up: whether an entry still is, asked as late as can be.
        monitor: the rest is left when the user asks to stop.
        patience: seconds to wait, for all of them together, for whoever holds a file.

    Returns:
        those that are left: another window fetches them, or a thread of ours does not let go.
    """
    place = record.path.parent
    end = time.monotonic() + patience
    try:
        # One look for all: most were given up before anything had come of them.
        here = {name.lower() for name in os.listdir(place)} if entries else set()
    except OSError:
        return list(entries)
    left = []
    for entry in entries:
        if (entry.file + _PART).lower() not in here:
            continue
        if monitor.is_cancelled() or not _claim(place, entry.file, end, monitor):
            left.append(entry)
            continue
        try:
            # Another window may have asked for it since, or have brought it.
            if is_given_up(entry) and record.state(entry.file) == DROPPED:
                # Windows does not delete what another program looks at; it is known as given up.
                with suppress(OSError):
                    (place / (entry.file + _PART)).unlink(missing_ok=True)
        finally:
            release(place, entry.file)
    return left


def _claim(place: Path, name: str, end: float, monitor: Monitor) -> bool:
    while not claim(place, name):
        if time.monotonic() >= end or monitor.is_cancelled():
            return False
        time.sleep(POLL)
    return True
