"""A store of files on loopback that counts every byte it hands out, as slowly as it is told to.

Range, If-Range and ETag (the MD5) as S3 has them. It runs in the process that drives QGIS, so it
sees what QGIS asked for whatever becomes of QGIS.
"""

from __future__ import annotations

import hashlib
import random
import re
import socket
import threading
import time
from contextlib import suppress
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_PIECE = 8_192
_SEND_BUFFER = 16_384  # what the system holds of a connection counts as sent, so let it be little
_NAME = re.compile(r"/granule-(\d+)\.nc$")


@lru_cache(maxsize=64)
def content(number: int, size: int) -> bytes:
    """The bytes of one file: the superblock of an HDF5 file of this length, then noise.

    "HDF5 File Format Specification Version 3.0", II.A, version 2 of the superblock.
    """
    head = b"\x89HDF\r\n\x1a\n" + bytes([2, 8, 8, 0])
    head += b"".join(number.to_bytes(8, "little") for number in (0, 2**64 - 1, size))
    return head + random.Random(number).randbytes(size - len(head))


class ObjectStore(ThreadingHTTPServer):
    """Use it as a context manager.

    Args:
        count: how many files there are, ``/granule-0.nc`` and so on.
        size: bytes of each.
        rate: bytes per second over all connections; may be changed at any time.
    """

    daemon_threads = True

    def __init__(self, count: int, size: int, rate: float) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.count, self.size, self.rate = count, size, rate
        self.sent = 0
        self.connections = 0  # that are open
        self._lock = threading.Lock()
        self._free_at = 0.0

    @property
    def url(self) -> str:
        """The base address."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def __enter__(self) -> ObjectStore:
        threading.Thread(target=self.serve_forever, args=(0.1,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()

    def give(self, count: int) -> None:
        """Count bytes that are about to be sent, and wait for their turn."""
        with self._lock:
            self.sent += count
            now = time.monotonic()
            self._free_at = max(self._free_at, now) + count / self.rate
            pause = self._free_at - now
        time.sleep(min(pause, 5.0))

    def opened(self, change: int) -> None:
        """A connection came (1) or went (-1)."""
        with self._lock:
            self.connections += change

    def handle_error(self, *_: object) -> None:
        """A client that was killed is no error."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ObjectStore

    def setup(self) -> None:
        self.request.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().setup()
        self.server.opened(1)

    def finish(self) -> None:
        with suppress(OSError):
            super().finish()
        self.server.opened(-1)

    def log_message(self, *_: object) -> None:
        """Silence."""

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def _answer(self, body: bool) -> None:
        match = _NAME.match(self.path)
        if match is None or int(match[1]) >= self.server.count:
            self.send_error(404)
            return
        data = content(int(match[1]), self.server.size)
        etag = f'"{hashlib.md5(data).hexdigest()}"'
        start = self._start(etag)
        if start >= len(data):
            self.send_response(416)
            self.send_header("Content-Range", f"bytes */{len(data)}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        self.send_header("ETag", etag)
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Length", str(len(data) - start))
        self.end_headers()
        for first in range(start, len(data) if body else start, _PIECE):
            piece = data[first : first + _PIECE]
            self.server.give(len(piece))
            self.wfile.write(piece)

    def _start(self, etag: str) -> int:
        wanted = re.match(r"bytes=(\d+)-$", self.headers.get("Range", ""))
        right = self.headers.get("If-Range", etag) == etag
        return int(wanted[1]) if wanted and right else 0
