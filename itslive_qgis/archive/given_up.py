"""What was given up leaves its folder: the record says so, and the partial file goes."""

from __future__ import annotations

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

_LETTING_GO = 0.3  # seconds that cut transfers may need to let go of their files


def give_up(
    record: Record, entries: Sequence[Entry], is_given_up: Callable[[Entry], bool], monitor: Monitor
) -> list[Entry]:
    """Write that these are not wanted any more, and delete their partial files.

    Where another window fetches one, that is written all the same, lest it be lost; if the other
    brings the file, the record says so after it.

    Args:
        record: of their folder.
        entries: with the names of their files.
        is_given_up: whether one still is, asked as late as can be.
        monitor: asked whether to wait for transfers that were cut.

    Returns:
        those whose partial files somebody holds, for :func:`remove_parts`.

    Raises:
        OSError: if the record cannot be written; nothing was deleted then.
    """
    place = record.path.parent
    end = time.monotonic() + _LETTING_GO
    held = {entry.file for entry in entries if not _claim(place, entry.file, end, monitor)}
    try:
        gone = [entry for entry in entries if is_given_up(entry)]
        record.add_dropped((entry.file, entry.granule.granule_id, entry.key) for entry in gone)
        for entry in gone:
            if entry.file not in held:
                _remove_part(place, entry)
    finally:
        for entry in entries:
            if entry.file not in held:
                release(place, entry.file)
    return [entry for entry in gone if entry.file in held]


def remove_parts(
    record: Record, entries: Sequence[Entry], is_given_up: Callable[[Entry], bool]
) -> list[Entry]:
    """Delete partial files that were held when they were given up; those that still are."""
    place = record.path.parent
    held = []
    for entry in entries:
        if not claim(place, entry.file):
            held.append(entry)
            continue
        try:
            # Another window may have asked for it since, or have brought it.
            if is_given_up(entry) and record.state(entry.file) == DROPPED:
                _remove_part(place, entry)
        finally:
            release(place, entry.file)
    return held


def _claim(place: Path, name: str, end: float, monitor: Monitor) -> bool:
    while not claim(place, name):
        if time.monotonic() > end or monitor.is_cancelled():
            return False
        time.sleep(POLL)
    return True


def _remove_part(place: Path, entry: Entry) -> None:
    # Windows does not delete what another program looks at; it is known as given up.
    with suppress(OSError):
        (place / (entry.file + ".part")).unlink(missing_ok=True)
