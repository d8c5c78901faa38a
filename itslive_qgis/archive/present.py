"""Whether a granule's file is here already, and whole; and what else may have its name."""

from __future__ import annotations

import os
from contextlib import suppress
from http import HTTPStatus
from itertools import count
from pathlib import Path

from ..monitor import Monitor
from . import failures
from .checksums import md5_of_etag, sums_of
from .disk_errors import disk_error, patiently, reading_error
from .files import is_whole
from .granule import Granule
from .http import ArchiveSession
from .record import Record
from .requesting import send
from .urls import secure_url


def is_present(
    granule: Granule, target: Path, session: ArchiveSession, record: Record, monitor: Monitor
) -> bool:
    """Whether ``target`` is the granule's whole file.

    A file the record knows is believed by its size. An unknown one is compared with the server
    once (its size, and its MD5 where the ETag is one), and recorded.

    Raises:
        ItsliveError: if there is an unknown file and the server cannot be asked about it.
    """
    url = secure_url(granule.url, granule.url)
    try:
        if not target.is_file():
            return False
        size = target.stat().st_size
        entry = record.complete(target.name) or {}
        is_known = entry.get("url") == url
        if (is_known and entry.get("size") != size) or not is_whole(target):
            return False
    except OSError as error:
        raise reading_error(error, target) from error
    if is_known:
        with suppress(OSError):  # the file is there, whatever the disk takes
            record.keep_complete(target.name)
        return True
    etag = _same_on_server(session, url, size, monitor)
    if etag is None:
        return False
    try:
        sha256, md5 = sums_of(target)
    except OSError as error:
        raise reading_error(error, target) from error
    if md5_of_etag(etag) not in ("", md5):
        return False
    try:
        record.add_complete(target.name, granule.granule_id, url, etag, size, sha256)
    except OSError as error:
        raise disk_error(error, target.parent) from error
    return True


def put_aside(target: Path, record: Record, size: int, sha256: str) -> Path | None:
    """Rename a file of somebody else, before the granule's takes its name.

    That is one which is whole, and neither what the record knows under this name nor the
    granule's: made by the user, or taken from elsewhere. One that was cut short may go.

    Args:
        target: the final name.
        record: of its folder.
        size: bytes of the granule's file.
        sha256: of the granule's file.

    Returns:
        where it is now, ``<name>.old`` or ``<name>.old-2`` and so on, which no cube takes for a
        granule; None if there is none.

    Raises:
        OSError: it cannot be read or renamed.
    """
    if not target.is_file():
        return None
    found = target.stat().st_size
    entry = record.complete(target.name)
    if (entry and entry.get("size") == found) or not is_whole(target):
        return None
    if found == size and sums_of(target)[0] == sha256:
        return None
    marks = (f".old-{number}" if number > 1 else ".old" for number in count(1))
    names = (target.with_name(target.name + mark) for mark in marks)
    aside = next(name for name in names if not os.path.lexists(name))
    patiently(os.rename, target, aside)
    return aside


def _same_on_server(session: ArchiveSession, url: str, size: int, monitor: Monitor) -> str | None:
    """The server's ETag (empty if it has none) if its file has this size; None if it differs."""
    response = send(session, "HEAD", url, monitor, headers={"Accept-Encoding": "identity"})
    if response.status_code != HTTPStatus.OK:
        failure = failures.of_status(response.status_code, url)
        if failure.retry:
            raise failure
        return None  # fetching the file will tell, in the words that fit
    if response.headers.get("Content-Length") != str(size):
        return None
    return response.headers.get("ETag", "")
