"""Claims on the files of one folder, so that two windows of QGIS never write the same one.

A claim is a lock on one byte of ``granules.lock``, beside the record. The system gives it back when
its process ends, however it ends, so nobody is kept waiting by a crash. Where a file system knows
no locks, or gives a file another number at each look (some network folders), claims hold within
this process only. Who gives back the last claim deletes the file.
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
_RESIGNED = 60.0  # seconds without patience for a name that was waited for in vain
_LOOKS = 5  # at a lock file that seems to be none
_RACES = 1_000  # lost against processes that delete the lock file, one after the other
_TAKEN = {errno.EACCES, errno.EAGAIN, getattr(errno, "EDEADLOCK", errno.EAGAIN), errno.EDEADLK}

_folders: dict[str, _Folder] = {}
_folders_lock = threading.Lock()
_in_vain: dict[tuple[str, str], float] = {}  # folder and name, and when waiting for it ended


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
    """Have ``name`` for a short work: wait for who has it, but not for a process that hangs.

    Who was waited for in vain is asked again, but not waited for, for the next minute.
    """
    is_ours = _wait_for(folder, name)
    try:
        yield
    finally:
        if is_ours:
            release(folder, name)


def _wait_for(folder: Path, name: str) -> bool:
    """Claim ``name`` with patience; whether that came to be."""
    key = (os.fspath(folder), name.lower())
    end = time.monotonic() + _PATIENCE
    while not claim(folder, name):
        now, in_vain = time.monotonic(), _in_vain.get(key)
        if in_vain is not None and now < in_vain + _RESIGNED:
            return False
        if now > end:
            _in_vain[key] = now
            return False
        time.sleep(0.005)
    _in_vain.pop(key, None)
    return True


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
            granted = self._lock_name(name)
            if granted:
                self._names.add(name)
            self._close_if_idle()
            return granted

    def _lock_name(self, name: str) -> bool:
        looks = races = 0
        while looks < _LOOKS and races < _RACES:
            if self._handle is None:
                with suppress(OSError):
                    self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o666)
            granted = self._handle is None or _locked(self._handle, _place(name))
            if self._names or self._handle is None or _is_at(self._handle, self._path):
                return granted
            # Another process deleted it between our opening and our locking; or its number is
            # not to be relied on.
            if os.fstat(self._handle).st_nlink:
                looks += 1
            else:
                races += 1
            os.close(self._handle)
            self._handle = None
        return True

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
