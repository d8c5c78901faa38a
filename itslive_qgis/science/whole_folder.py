"""A folder that is whole or not there at all, as ``output.whole_file`` is for a file."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..archive.disk_errors import patiently
from .output import check_place, writing


@contextmanager
def whole_folder(output: str) -> Iterator[str]:
    """An empty folder to write into, which becomes ``output`` when the block ends well.

    If it does not, nothing is left of the new folder, and an earlier ``output`` stays as it was.
    That one is renamed for the moment in which the new one gets its name; after a power cut in this
    moment the next call gives it its name back.

    Args:
        output: the folder; whoever calls has seen that an earlier one may be replaced.

    Raises:
        ItsliveError: there is no folder to hold it, or it cannot be written.
        MemoryError: memory ran out.
    """
    check_place(output, folder=True)
    if os.path.islink(output):
        output = os.path.realpath(output)  # what it leads to is replaced, and the link stays
    target, part, before = Path(output), Path(f"{output}.part"), Path(f"{output}.replaced")
    try:
        with writing(output):
            recover(output)
            for left in (before, part):
                if left.is_dir():
                    shutil.rmtree(left)
            part.mkdir()
            yield str(part)
            _flush(part)
            _exchange(part, target, before)
    finally:
        shutil.rmtree(part, ignore_errors=True)
        if target.exists():
            shutil.rmtree(before, ignore_errors=True)


def recover(output: str | os.PathLike[str]) -> None:
    """Give a folder its name back that a power cut took in the moment of its replacement.

    Raises:
        OSError: the disk refuses.
    """
    target, before = Path(output), Path(f"{output}.replaced")
    if before.is_dir() and not target.exists():
        before.rename(target)


def size_of(folder: str | os.PathLike[str]) -> int:
    """Bytes of all files in a folder and those below it."""
    return sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())


def _exchange(part: Path, target: Path, before: Path) -> None:
    if not target.is_dir():
        patiently(os.rename, part, target)
        return
    patiently(os.rename, target, before)
    try:
        patiently(os.rename, part, target)
    except OSError:
        os.rename(before, target)
        raise


def _flush(folder: Path) -> None:
    """Send all files of a folder to the disk."""
    if hasattr(os, "sync"):
        os.sync()  # at once: a folder may hold ten thousand files
        return
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("r+b") as file:
                os.fsync(file.fileno())
