"""What runs in the processes of a cluster: units, and what is asked before them.

Called by ``cluster.py``, with values packed by ``travel.py``.
"""

from __future__ import annotations

import os
import platform
import socket
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import Cancelled, ItsliveError, unexpected
from .chunks import NotRawError
from .granule import GranuleHeader, read_raw, read_window
from .line import LineError, is_remote
from .placement import Placer
from .travel import pack, unpack
from .units import stack_pair

if TYPE_CHECKING:
    from .remote import Reach, Remote

#: Builds that were given up while some of their units ran.
_stopped: set[str] = set()


@dataclass(frozen=True)
class File:
    """A file as the computer that plans the build sees it: its path, and its bytes."""

    path: str
    size: int

    def is_seen(self) -> bool:
        """Whether it is the same from here."""
        try:
            return os.stat(self.path).st_size == self.size
        except OSError:
            return False


@dataclass(frozen=True)
class Unit:
    """A unit of work.

    Attributes:
        build: tells its build from others.
        pair: the granules of an image pair, their paths absolute.
        files: of those granules, that this process must see.
        reach: how those that are addresses are read, if some are.
    """

    build: str
    pair: tuple[GranuleHeader, ...]
    files: tuple[File, ...]
    reach: Reach | None = None


@dataclass(frozen=True)
class Unseen:
    """A unit came to nothing, since a process does not see a file, or sees another.

    Attributes:
        host: the computer of the process.
        path: the file.
    """

    host: str
    path: str


@dataclass(frozen=True)
class ShortOfMemory:
    """A unit came to nothing, since this computer was short of memory, or of open files."""

    host: str


def unseen(data: bytes) -> bytes:
    """The first of some files (:class:`File`) that is not seen from here, as :class:`Unseen`."""
    return pack(_first_unseen(unpack(data)))


def shared(data: bytes) -> tuple[Placer]:
    """What all units of a build share; a task of its own, so that it is made anew when lost.

    Deflated: most of it is the area, millions of cells of which few differ from their neighbours.
    In a tuple, since the client is told of what type it is, and does not have this package.
    """
    return (unpack(zlib.decompress(data)),)


def work(placer: tuple[Placer], data: bytes) -> bytes:
    """Work on a :class:`Unit`.

    Args:
        placer: of the build, see :func:`shared`.
        data: the unit.

    Returns:
        ``units.Stacked``, or why there is none: :class:`Unseen`, :class:`ShortOfMemory`, or an
        exception.
    """
    unit: Unit = unpack(data)
    missing = _first_unseen(unit.files)
    return pack(missing or _outcome(placer[0], unit))


def stop(build: str) -> None:
    """Let the units of a build end with the granule that they read."""
    _stopped.add(build)


def python() -> str:
    """What runs here, for who wonders why it cannot do what another can."""
    return f"Python {platform.python_version()}, numpy {np.__version__}"


def _outcome(placer: Placer, unit: Unit) -> Any:
    try:
        return stack_pair(unit.pair, placer, partial(_read, unit, placer.needed))
    except (Cancelled, ItsliveError, LineError) as error:
        return error
    except MemoryError:
        return ShortOfMemory(socket.gethostname())
    except Exception as error:
        return unexpected(error)


def _read(
    unit: Unit, further: tuple[str, ...], header: GranuleHeader, rows: slice, columns: slice
) -> dict[str, np.ndarray]:
    if unit.build in _stopped:
        raise Cancelled
    if unit.reach is not None and is_remote(header.path):
        return _read_remote(_remote(unit.reach), further, header, rows, columns)
    try:
        return read_raw(header, rows, columns, further)
    except NotRawError:
        with _library_lock():
            return read_window(header.path, header, rows, columns, further)


def _read_remote(
    remote: Remote, further: tuple[str, ...], header: GranuleHeader, rows: slice, columns: slice
) -> dict[str, np.ndarray]:
    try:
        return remote.read(header, rows, columns, further)
    except NotRawError:
        with _library_lock():
            return remote.read_whole(header, rows, columns, further)


@lru_cache(maxsize=2)
def _remote(reach: Reach) -> Remote:
    from .remote import Remote

    return Remote(reach)


def _first_unseen(files: Sequence[File]) -> Unseen | None:
    paths = (file.path for file in files if not file.is_seen())
    path = next(paths, None)
    return None if path is None else Unseen(socket.gethostname(), path)


@lru_cache(maxsize=1)
def _library_lock() -> Any:
    """Who reads through libhdf5 in this process: one at a time.

    Other people's work, and that of another version of ours, runs in the same process: xarray's
    lock is what they hold, too.
    """
    try:
        from xarray.backends.locks import HDF5_LOCK
    except Exception:  # not installed, or for another numpy
        from dask.utils import SerializableLock

        return SerializableLock("itslive")
    return HDF5_LOCK
