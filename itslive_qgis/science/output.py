"""Files that are whole or not there at all, and the sentence for a disk that takes no more."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..archive.files import flush_and_move
from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from .shortage import check_shortage

_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
#: Bytes; less is left of a disk that has just refused to take more.
_NO_ROOM = 1_000_000


@contextmanager
def whole_file(output: str) -> Iterator[str]:
    """A path to write to, which becomes ``output`` when the block ends well.

    If it does not, nothing is left of the new file, and an earlier ``output`` stays as it was.

    Raises:
        ItsliveError: there is no such folder, or the file cannot be written.
        MemoryError: memory ran out.
    """
    check_place(output)
    part = f"{output}.part"
    try:
        with writing(output):
            yield part
            flush_and_move(Path(part), Path(output))
            with suppress(FileNotFoundError):
                os.remove(f"{output}.aux.xml")  # GDAL's statistics of the file that was here before
    finally:
        with suppress(OSError):  # most often: it has been moved
            # HDF5 keeps a file open that it could not close: emptied, it holds no room meanwhile.
            os.truncate(part, 0)
        with suppress(OSError):  # on Windows a file that failed to close cannot be removed yet
            os.remove(part)


@contextmanager
def writing(output: str | os.PathLike[str]) -> Iterator[None]:
    """While something is written for ``output``: what goes wrong becomes a sentence.

    Raises:
        ItsliveError: the disk is full, or takes nothing there.
        MemoryError: memory ran out.
    """
    try:
        yield
    except (OSError, RuntimeError) as error:  # netCDF4 tells of a full disk by a RuntimeError
        check_shortage(error)  # ... and of a full memory
        raise _cannot_write(Path(output), error) from error


def check_place(output: str | os.PathLike[str], folder: bool = False) -> None:
    """See that a file can come to lie at ``output``: before an hour's work, not after it.

    Args:
        output: the file.
        folder: it is to be a folder, which may take the place of another one.

    Raises:
        ItsliveError: there is no such folder, or a folder has the file's name.
    """
    output = Path(output)
    try:
        os.stat(output)
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise _cannot_write(output, error) from error
    if not output.parent.is_dir():
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "There is no folder {folder} to write {name} to."),
            QT_TRANSLATE_NOOP("Messages", "Choose another place for the file, or make the folder."),
            code="no_folder",
            folder=str(output.parent),
            name=output.name,
        )
    if output.is_dir() and not folder:
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "{name} cannot be written: a folder has this name."),
            QT_TRANSLATE_NOOP("Messages", "Choose another name for the file."),
            code="cannot_write",
            name=output.name,
        )


def _cannot_write(output: Path, error: OSError | RuntimeError) -> ItsliveError:
    what = QT_TRANSLATE_NOOP("Messages", "{name} cannot be written: {reason}.")
    advice = QT_TRANSLATE_NOOP(
        "Messages", "Choose a folder that you may write to, or make room on the disk."
    )
    code, reason = "cannot_write", getattr(error, "strerror", None)
    if getattr(error, "errno", None) in _FULL or _has_no_room(output.parent):
        what = QT_TRANSLATE_NOOP("Messages", "The disk of {folder} is full: {name} is not written.")
        advice = QT_TRANSLATE_NOOP("Messages", "Make room on the disk, or choose another folder.")
        code = "disk_full"
    elif not reason:
        what = QT_TRANSLATE_NOOP("Messages", "The disk of {folder} took only a part of {name}.")
    return ItsliveError(
        what,
        advice,
        code=code,
        detail=repr(error),
        name=output.name,
        folder=str(output.parent),
        reason=reason or "",
    )


def _has_no_room(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _NO_ROOM
    except OSError:
        return False
