"""What a disk refuses, in sentences; and patience with what it refuses for a moment only."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from ..errors import QT_TRANSLATE_NOOP, ItsliveError

_ON_WINDOWS = os.name == "nt"
_LONGEST_PATH = 259  # characters that Windows takes, unless it is set to take more
_PATIENCE = 2.0  # seconds that a virus scanner may look at a file that was just written

Result = TypeVar("Result")


class FileInUseError(PermissionError):
    """Another program has the file open, on a system where nobody else may then move it."""


def patiently(work: Callable[..., Result], *arguments: Any) -> Result:
    """Do what Windows refuses while another program has a file open; a scanner soon lets it go.

    Raises:
        FileInUseError: it is still refused after two seconds.
        OSError: any other failure, at once.
    """
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            return work(*arguments)
        except PermissionError as error:
            if not _ON_WINDOWS or _may_not_be_written(error):
                raise
            if time.monotonic() >= end:
                name = error.filename2 or error.filename
                raise FileInUseError(error.errno, error.strerror, name) from error
        time.sleep(0.05)


def _may_not_be_written(error: OSError) -> bool:
    """Whether patience is in vain: the file is a folder, or is marked as not to be written."""
    named = [name for name in (error.filename, error.filename2) if name and os.path.exists(name)]
    return any(os.path.isdir(name) or not os.access(name, os.W_OK) for name in named)


def folder_in_the_way(path: Path) -> ItsliveError:
    """The sentence for a folder that has the name of a file to be written."""
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "A folder is named {name}, as the file is to be."),
        QT_TRANSLATE_NOOP("Messages", "Rename or move this folder in {folder}, and try again."),
        code="folder_in_the_way",
        detail=str(path),
        name=path.name,
        folder=str(path.parent),
    )


def folder_gone(folder: Path) -> ItsliveError:
    """The sentence for a folder that was there when the work began (code "folder_gone")."""
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "The folder {folder} is not there any more."),
        QT_TRANSLATE_NOOP("Messages", "Put it back where it was, or choose another one."),
        code="folder_gone",
        folder=str(folder),
    )


def disk_error(error: OSError, path: Path) -> ItsliveError:
    """The sentence for a failure to write."""
    if isinstance(error, IsADirectoryError) and error.filename:
        return folder_in_the_way(Path(error.filename2 or error.filename))
    if isinstance(error, FileInUseError):
        return ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "Another program has the file {name} open."),
            QT_TRANSLATE_NOOP(
                "Messages",
                "Close it there, or wait until a virus scanner or a synchronisation is through "
                "with it, and try again.",
            ),
            code="file_in_use",
            detail=str(error),
            name=Path(error.filename or path).name,
        )
    if _is_too_long(error, path):
        return ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "The path {path} is too long for this system."),
            QT_TRANSLATE_NOOP("Messages", "Choose a folder with a shorter path."),
            code="path_too_long",
            detail=str(error),
            path=str(error.filename or path),
        )
    folder = str(path)
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "The disk of {folder} is full."),
            QT_TRANSLATE_NOOP(
                "Messages", "Make room and download again: what is complete is not fetched twice."
            ),
            code="disk_full",
            detail=str(error),
            folder=folder,
        )
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "Files cannot be written to {folder}: {why}."),
        QT_TRANSLATE_NOOP("Messages", "Choose a folder that you may write to."),
        code="folder_not_writable",
        detail=str(error),
        folder=folder,
        why=error.strerror or type(error).__name__,
    )


def _is_too_long(error: OSError, path: Path) -> bool:
    """Whether a path is what a system cannot take; Windows says of it that there is no such file.

    Windows can be set to take longer ones: then nothing fails by that.
    """
    if error.errno == errno.ENAMETOOLONG:
        return True
    length = len(os.path.abspath(error.filename or path))
    return _ON_WINDOWS and error.errno == errno.ENOENT and length > _LONGEST_PATH


def reading_error(error: OSError, path: Path) -> ItsliveError:
    """The sentence for a failure to read a file or a folder.

    Args:
        error: what happened; the file that it names, if any, is told of.
        path: what was to be read.
    """
    if isinstance(error, IsADirectoryError) and error.filename:
        return folder_in_the_way(Path(error.filename))
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "{path} cannot be read: {why}."),
        QT_TRANSLATE_NOOP(
            "Messages", "See that it is still there and that you may read it, then try again."
        ),
        code="not_readable",
        detail=str(error),
        path=str(error.filename or path),
        why=error.strerror or type(error).__name__,
    )
