"""What a download still has to fetch, and whether the disk has room for it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..monitor import Monitor
from .disk_errors import reading_error
from .estimate import estimate_bytes
from .files import safe_name
from .granule import Granule
from .http import Network
from .record import Record
from .urls import secure_url

_MARGIN_SHARE = 0.05  # sizes are estimated by a sample
_MARGIN = 100_000_000  # bytes: the record, and what other programs write meanwhile
_ATTEMPTS = 2
_UNITS = ("kB", "MB", "GB", "TB")
_STEP = 1000


@dataclass(frozen=True)
class Room:
    """The room on a disk, in bytes.

    Attributes:
        free: what the user may still write; None if the system does not tell.
        needed: what is to be written, with a margin; 0 if that is nothing.
        fits: whether it does, or may.
    """

    free: int | None
    needed: int
    fits: bool


@dataclass(frozen=True)
class Outlook:
    """What a download will take, before it starts.

    Attributes:
        count: granules whose files are not there.
        bytes: still to come, estimated by a sample; None if the server told no size.
        room: of the folder's disk for them.
    """

    count: int
    bytes: int | None
    room: Room


def room(folder: str | os.PathLike[str], needed: int) -> Room:
    """The room for ``needed`` bytes in a folder, which need not exist yet.

    A margin of 5 % and 100 MB is added to what is needed.
    """
    whole = round(needed * (1 + _MARGIN_SHARE)) + _MARGIN if needed > 0 else 0
    path = Path(folder).expanduser().absolute()
    # A folder that may not be looked into has no parents that tell more.
    existing = next((each for each in (path, *path.parents) if os.path.exists(each)), path)
    try:
        free = shutil.disk_usage(existing).free
    except OSError:
        return Room(None, whole, True)
    return Room(free, whole, whole <= free)


def outlook(
    granules: Sequence[Granule],
    folder: str | os.PathLike[str],
    network: Network | None = None,
    monitor: Monitor | None = None,
) -> Outlook:
    """Say what a download of ``granules`` into ``folder`` will take; nothing is written.

    The bytes of partial files are not counted again. A file that the record does not know counts
    as there: the download will verify it.

    Raises:
        ItsliveError: if the folder's record cannot be read.
        Cancelled: within 200 ms of the user's wish.
    """
    place = Path(folder).expanduser()
    try:
        missing, begun = _missing(granules, place)
    except OSError as error:
        raise reading_error(error, place) from error
    # A server that does not answer will be told of by the download itself.
    hasty = replace(network or Network(), attempts=_ATTEMPTS)
    size = estimate_bytes(missing, hasty, monitor)
    left = None if size is None else max(0, size - begun)
    return Outlook(len(missing), left, room(place, left or 0))


def no_room(room: Room, folder: str | os.PathLike[str]) -> ItsliveError:
    """The sentence for a download that does not fit (code "no_room")."""
    return ItsliveError(
        QT_TRANSLATE_NOOP(
            "Messages",
            "The download needs about {needed} with some margin, but the disk of {folder} has "
            "only {free} free.",
        ),
        QT_TRANSLATE_NOOP(
            "Messages", "Make room, choose a folder on another disk, or download fewer granules."
        ),
        code="no_room",
        needed=readable_bytes(room.needed),
        free=readable_bytes(room.free or 0),
        folder=os.fspath(folder),
    )


def readable_bytes(count: float) -> str:
    """A number of bytes as people say it, e.g. ``"1.3 GB"``; in decimal units."""
    number, units = count / _STEP, list(_UNITS)
    # What would be shown as 1000 of one unit is 1.0 of the next.
    while number >= _STEP - 0.5 and len(units) > 1:
        number /= _STEP
        del units[0]
    unit = units[0]
    return f"{number:.0f} {unit}" if number >= 10 else f"{number:.1f} {unit}"  # noqa: PLR2004


def _missing(granules: Sequence[Granule], place: Path) -> tuple[list[Granule], int]:
    """The granules without a file, each once, and how many bytes of them are there in parts."""
    unique = {secure_url(granule.url, granule.url): granule for granule in granules}
    if not place.is_dir():
        return list(unique.values()), 0
    record = Record(place)
    missing, begun = [], 0
    for url, granule in unique.items():
        name = record.file_of(url) or safe_name(url)
        if (place / name).is_file():
            continue
        missing.append(granule)
        part = place / f"{name}.part"
        begun += part.stat().st_size if part.is_file() else 0
    return missing, begun
