"""Open a file that should be a granule, and say what it is where it is none.

What can be told from the first bytes, the size and the record of the download is told before
libhdf5 touches the file: its own words are "NetCDF: Unknown file format" for everything.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import netCDF4

from ..archive.files import HDF5_SIGNATURE, RECORD_NAME, declared_length
from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from .shortage import UNREADABLE, bytes_needed, check_shortage

if TYPE_CHECKING:
    from ..archive.record import Record

_Read = TypeVar("_Read")

DOWNLOAD_AGAIN = QT_TRANSLATE_NOOP(
    "Messages", "Delete it and download it again; the other granules are not affected."
)
#: The code of a granule that libhdf5, or the reader after it, failed on.
DAMAGED = "damaged_granule"
#: The classic NetCDF formats, into which other programs may have converted a granule.
_CLASSIC = (b"CDF\x01", b"CDF\x02", b"CDF\x05")
_HEAD = 512


def fault(
    what: str,
    path: str | os.PathLike[str],
    code: str,
    advice: str = DOWNLOAD_AGAIN,
    detail: str = "",
    **values: Any,
) -> ItsliveError:
    """The failure of one granule; ``{name}`` in the templates is the name of its file."""
    name = Path(path).name
    return ItsliveError(what, advice, code=code, detail=detail, name=name, **values)


def damaged(path: str | os.PathLike[str], error: BaseException) -> ItsliveError:
    """The failure of a file that libhdf5 or the reader cannot make sense of."""
    what = QT_TRANSLATE_NOOP("Messages", "{name} cannot be read: the file is damaged.")
    return fault(what, path, DAMAGED, detail=repr(error))


def check_file(path: str | os.PathLike[str]) -> None:
    """See that the file is there, whole, as it was downloaded, and a NetCDF file.

    Raises:
        ItsliveError: it is not; the sentence says which.
        TooManyOpenFiles: no further file can be opened.
    """
    try:
        with open(path, "rb") as file:
            head = file.read(_HEAD)
            size = os.fstat(file.fileno()).st_size
    except OSError as error:
        check_shortage(error)
        raise _cannot_open(path, error) from error
    if not head:
        what = QT_TRANSLATE_NOOP("Messages", "{name} is empty.")
        raise fault(what, path, "empty_file")
    if not head.startswith((HDF5_SIGNATURE, *_CLASSIC)):
        raise _no_netcdf(path, head)
    _check_length(path, head, size)


def read_from(path: str | os.PathLike[str], read: Callable[[netCDF4.Dataset], _Read]) -> _Read:
    """What ``read`` makes of the open file, its numbers as stored: neither masked nor scaled.

    Decoded by its attributes, "measured" of ``interp_mask`` would become missing, and V0/V1, whose
    ``missing_value`` is of another type than the pixels, would depend on the library's version.

    Raises:
        ItsliveError: the file, or what is read of it, is damaged.
        MemoryError: memory, or the number of files one may open, was too small to tell.
    """
    try:
        try:
            return _read_once(path, read)
        except RuntimeError:
            # Of what came once and went a second look knows nothing. (Not at opening: a damaged
            # file that libhdf5 refused it may take the second time.)
            return _read_once(path, read)
    except OSError as error:
        # Below zero are the library's own numbers, above it the system's.
        raise (damaged if (error.errno or 0) <= 0 else _cannot_open)(path, error) from error
    except UNREADABLE as error:
        raise damaged(path, error) from error


def _read_once(path: str | os.PathLike[str], read: Callable[[netCDF4.Dataset], _Read]) -> _Read:
    try:
        with netCDF4.Dataset(os.fspath(path)) as dataset:
            dataset.set_auto_maskandscale(False)
            try:
                return read(dataset)
            except (OSError, RuntimeError) as error:
                check_shortage(error, bytes_needed(dataset))
                raise
    except (OSError, RuntimeError) as error:
        check_shortage(error)
        raise


def _cannot_open(path: str | os.PathLike[str], error: OSError) -> ItsliveError:
    what = QT_TRANSLATE_NOOP("Messages", "{name} cannot be opened: {reason}.")
    advice = QT_TRANSLATE_NOOP("Messages", "See that it is there and that you may read it.")
    reason = error.strerror or type(error).__name__
    return fault(what, path, "cannot_open", advice, repr(error), reason=reason)


def _no_netcdf(path: str | os.PathLike[str], head: bytes) -> ItsliveError:
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        what = QT_TRANSLATE_NOOP(
            "Messages",
            "{name} is a web page saved under a granule's name, for instance a page to sign in.",
        )
        return fault(what, path, "web_page", detail=repr(head[:200]))
    what = QT_TRANSLATE_NOOP("Messages", "{name} is no NetCDF file, whatever its name says.")
    return fault(what, path, "no_netcdf", detail=repr(head[:60]))


def _check_length(path: str | os.PathLike[str], head: bytes, size: int) -> None:
    recorded = _recorded_size(Path(path))
    if recorded is not None and size != recorded:
        what = QT_TRANSLATE_NOOP(
            "Messages",
            "{name} was cut short or changed since its download: it has {size} bytes, not "
            "{recorded}.",
        )
        raise fault(what, path, "changed_granule", size=size, recorded=recorded)
    declared = declared_length(head)
    if declared is not None and size < declared:
        what = QT_TRANSLATE_NOOP(
            "Messages", "{name} is cut short: {size} of its {declared} bytes are there."
        )
        raise fault(what, path, "cut_short", size=size, declared=declared)


def _recorded_size(path: Path) -> int | None:
    """The size the record of the file's folder has for it, None if it tells none."""
    try:
        state = (path.parent / RECORD_NAME).stat()
        sizes = _sizes_of(path.parent, state.st_mtime_ns, state.st_size)
    except OSError:  # no record, or none that can be read: nothing to hold the file to
        return None
    entry = sizes.complete(path.name) or {}
    size = entry.get("size")
    return size if isinstance(size, int) else None


@lru_cache(maxsize=4)
def _sizes_of(folder: Path, _changed: int, _size: int) -> Record:
    from ..archive.record import Record  # with requests and all: only where there is a record

    return Record(folder)
