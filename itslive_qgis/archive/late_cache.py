"""A cache that takes what came at once, and brings it to the disk when there is time."""

from __future__ import annotations

import queue
import threading
import time

from .block_cache import BlockCache

_MOST = 128_000_000  # bytes that may wait; a slow disk then holds up who brings more
_QUIET = 0.5  # seconds without anything new, after which there is time
_LOOK = 0.005  # seconds between two looks
_GOODBYE = 1.0  # seconds given to the piece that is being written
_IDLE = 2.0  # seconds without work after which the thread ends


class LateCache:
    """As a :class:`BlockCache`, but nobody who puts something waits for the disk.

    What still waits when the program ends is not kept: a cache may lose anything.

    Args:
        cache: where it goes.
    """

    def __init__(self, cache: BlockCache) -> None:
        self._cache = cache
        self._waiting: dict[str, bytes] = {}
        self._size = 0
        self._queue: queue.Queue[str] = queue.Queue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._put_at = 0.0
        self._is_wanted = threading.Event()  # on the disk, now

    def get(self, name: str) -> bytes | None:
        """The piece of this name, if it is here and unharmed."""
        with self._lock:
            waiting = self._waiting.get(name)
        return self._cache.get(name) if waiting is None else waiting

    def put(self, name: str, piece: bytes) -> None:
        """Keep a piece."""
        if not self._cache.keeps(len(piece)):
            return
        with self._lock:
            late = self._size + len(piece) <= _MOST
            self._put_at = time.monotonic()
            if late:
                self._size += len(piece) - len(self._waiting.get(name, b""))
                self._waiting[name] = piece
                self._queue.put(name)
                if self._thread is None:
                    self._thread = threading.Thread(
                        target=self._write, name="itslive cache", daemon=True
                    )
                    self._thread.start()
        if not late:
            self._cache.put(name, piece)

    def _wait_for_quiet(self) -> None:
        """Let those who bring more go on: where there are few processors they need all of them."""
        while time.monotonic() - self._put_at < _QUIET and self._size < _MOST / 2:
            if self._is_wanted.wait(_QUIET / 4):
                return

    def flush(self, seconds: float) -> bool:
        """Wait until everything is on the disk, but no longer; whether it is."""
        end = time.monotonic() + seconds
        self._is_wanted.set()
        try:
            while time.monotonic() < end:
                with self._lock:
                    if not self._waiting:
                        return True
                time.sleep(_LOOK)
            return False
        finally:
            self._is_wanted.clear()

    def close(self) -> None:
        """Let what still waits go, and wait for what is being written."""
        with self._lock:
            self._waiting.clear()
            self._size = 0
            thread = self._thread
        if thread is not None:
            self._is_wanted.set()
            self._queue.put("")  # has it look up
            thread.join(_GOODBYE)
            self._is_wanted.clear()

    def _write(self) -> None:
        while True:
            try:
                name = self._queue.get(timeout=_IDLE)
            except queue.Empty:
                with self._lock:
                    if self._queue.empty():
                        self._thread = None
                        return
                continue
            self._wait_for_quiet()
            with self._lock:
                piece = self._waiting.get(name)
            if piece is None:
                if self._queue.empty():
                    with self._lock:
                        if not self._waiting:
                            self._thread = None
                            return
                continue
            self._cache.put(name, piece)
            with self._lock:
                if self._waiting.get(name) is piece:
                    del self._waiting[name]
                    self._size -= len(piece)
