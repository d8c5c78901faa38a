"""Read a cube that may be damaged: libhdf5's own words reach nobody."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import netCDF4

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from .cubefile import open_cube
from .shortage import UNREADABLE, check_shortage


@contextmanager
def opened_cube(path: str | os.PathLike[str]) -> Iterator[netCDF4.Dataset]:
    """A cube of ours while it is read, values as stored.

    Raises:
        ItsliveError: there is no such file, it is no cube, or what is read of it inside the
            ``with`` is damaged.
        MemoryError: memory, or the number of files one may open, was too small to tell.
    """
    try:
        with open_cube(path) as dataset:
            yield dataset
    except UNREADABLE as error:
        raise damaged_cube(path, error) from error


def damaged_cube(path: str | os.PathLike[str], error: BaseException) -> ItsliveError:
    """What is to be told of a cube whose reading raised ``error``.

    Raises:
        MemoryError: memory, or the number of files one may open, was too small to tell.
    """
    check_shortage(error)
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "The cube {name} cannot be read: the file is damaged."),
        QT_TRANSLATE_NOOP("Messages", "Build it again from its granules."),
        code="damaged_cube",
        detail=repr(error),
        name=os.path.basename(os.fspath(path)),
    )
