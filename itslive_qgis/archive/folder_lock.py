"""Claims on the files of one folder, so that two windows of QGIS never write the same one.

A claim is a lock on one byte of ``granules.lock``, beside the record. The system gives it back when
its process ends, however it ends, so nobody is kept waiting by a crash. Where a file system knows
no locks (some network folders), claims hold within this process only. Who gives back the last
claim deletes the file.
"""

from __future__ import annotations

import errno
import hashlib
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

LOCK_NAME = "granules.lock"
_BYTES = 1 << 30  # what Windows can lock counts in 31 bits
_PATIENCE = 5.0  # seconds
_TAKEN = {errno.EACCES, errno.EAGAIN, getattr(errno, "EDEADLOCK", errno.EAGAIN), errno.EDEADLK}

_folders: dict[str, _Folder] = {}
_folders_lock = threading.Lock()


def claim(folder: Path, name: str) -> bool:
    """Take ``name`` for this thread; ``False`` if another thread or process has it.

    Args:
        folder: an existing folder.
        name: of a file in it, in any case; need not exist.
    """
    return _of(folder).claim(name.lower())


def release(folder: Path, name: str) -> None:
    """Give back what :func:`claim` has taken."""
    _of(folder).release(name.lower())


@contextmanager
def turn(folder: Path, name: str) -> Iterator[None]:
    """Have ``name`` for a short work: wait for who has it, but not for a process that hangs."""
    end = time.monotonic() + _PATIENCE
    while not claim(folder, name):
        if time.monotonic() > end:
            yield
            return
        time.sleep(0.005)
    try:
        yield
    finally:
        release(folder, name)


class _Folder:
    """The lock file of a folder, open while there are claims.

    It is opened once for all of them: systems forget every lock of a process on a file when it
    closes any handle of it. Open for longer it would keep Windows from deleting the folder.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._names: set[str] = set()
        self._lock = threading.Lock()
        self._handle: int | None = None

    def claim(self, name: str) -> bool:
        with self._lock:
            if name in self._names:
                return False
            while True:
                if self._handle is None:
                    with suppress(OSError):
                        self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o666)
                granted = self._handle is None or _locked(self._handle, _place(name))
                if self._names or self._handle is None or _is_at(self._handle, self._path):
                    break
                # Another process deleted it between our opening and our locking.
                os.close(self._handle)
                self._handle = None
            if granted:
                self._names.add(name)
            self._close_if_idle()
            return granted

    def release(self, name: str) -> None:
        with self._lock:
            if name not in self._names:
                return
            self._names.discard(name)
            if self._handle is not None:
                _unlock(self._handle, _place(name))
            self._close_if_idle()

    def _close_if_idle(self) -> None:
        if self._names or self._handle is None:
            return
        _give_up(self._handle, self._path)
        self._handle = None


def _of(folder: Path) -> _Folder:
    """The one object of a folder, by its real path."""
    path = Path(os.path.realpath(folder)) / LOCK_NAME
    with _folders_lock:
        return _folders.setdefault(os.path.normcase(path), _Folder(path))


def _is_at(handle: int, path: Path) -> bool:
    """Whether an open file is the one that has this name now."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except OSError:
        return False


def _place(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "little") % _BYTES


if sys.platform == "win32":
    import msvcrt

    def _locked(handle: int, place: int) -> bool:
        os.lseek(handle, place, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            return error.errno not in _TAKEN
        return True

    def _unlock(handle: int, place: int) -> None:
        os.lseek(handle, place, os.SEEK_SET)
        with suppress(OSError):
            msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

    def _give_up(handle: int, path: Path) -> None:
        os.close(handle)
        with suppress(OSError):  # Windows does not delete what another process has open
            path.unlink()

else:
    import fcntl

    def _locked(handle: int, place: int) -> bool:
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
        except OSError as error:
            return error.errno not in _TAKEN
        return True

    def _unlock(handle: int, place: int) -> None:
        with suppress(OSError):
            fcntl.lockf(handle, fcntl.LOCK_UN, 1, place)

    def _give_up(handle: int, path: Path) -> None:
        with suppress(OSError):
            # All bytes of it: only if no other process has a claim, and it is the file still.
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_at(handle, path):
                path.unlink()
        os.close(handle)
