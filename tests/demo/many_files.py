"""The items of ``many_items`` with a file each: slowed, stalled or missing as it is told to.

``GET /control?name=value&...`` sets ``rate`` (bytes per second of each connection, 0 for all there
are), ``stall`` (1: every file stops in its middle) and ``gone`` (every n-th file is missing, 0 for
none), and answers with the number of connections that are open beside its own.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import socket
import threading
import time
from functools import cache
from urllib.parse import parse_qsl, urlsplit

from .many_items import ManyItems, _Handler

SIZE = 1_000_000
_BLOCK = 20_000
_FILLING = random.Random(5).randbytes(SIZE)


@cache
def etag(number: int) -> str:
    """The MD5 of a file, as an object store tells it."""
    return f'"{hashlib.md5(body(number)).hexdigest()}"'


def body(number: int) -> bytes:
    """A file of an HDF5 file's head and length; every number has another one."""
    superblock = b"\x89HDF\r\n\x1a\n" + bytes([0, 0, 0, 0, 0, 8, 8, 0]) + bytes(24)
    head = superblock + SIZE.to_bytes(8, "little") + number.to_bytes(8, "little")
    return head + _FILLING[len(head) :]


class ManyFiles(ManyItems):
    """Serves items and files; use it in a process of its own."""

    def __init__(self, total: int, latency: float) -> None:
        super().__init__(total, latency)
        self.RequestHandlerClass = _FileHandler
        self.rate, self.stall, self.gone = 0.0, 0, 0
        self.open = 0
        self.counting = threading.Lock()
        self.closing = threading.Event()
        items = [json.loads(each) for each in self.items]
        for number, item in enumerate(items):
            item["assets"]["data"]["href"] = f"{self.url}/{number}/{item['id']}.nc"
        self.items = [json.dumps(each).encode() for each in items]

    def __exit__(self, *exception: object) -> None:
        """Stop serving, stalled answers too."""
        self.closing.set()
        super().__exit__(*exception)


class _FileHandler(_Handler):
    server: ManyFiles

    def setup(self) -> None:
        super().setup()
        with self.server.counting:
            self.server.open += 1

    def finish(self) -> None:
        with self.server.counting:
            self.server.open -= 1
        super().finish()

    def do_HEAD(self) -> None:
        self._file(with_body=False)

    def do_GET(self) -> None:
        if self.path.startswith("/control"):
            self._control()
        else:
            self._file(with_body=True)

    def _control(self) -> None:
        for name, value in parse_qsl(urlsplit(self.path).query):
            setattr(self.server, name, float(value))
        self.close_connection = True
        self._send(200, json.dumps({"open": self.server.open - 1}).encode())

    def _file(self, with_body: bool) -> None:
        time.sleep(self.server.latency)
        wanted = re.match(r"/(\d+)/", self.path)
        number = int(wanted[1]) if wanted else -1
        gone = int(self.server.gone)
        if number < 0 or (gone and number % gone == 0):
            self._send(404, b"<Error><Code>NoSuchKey</Code></Error>")
            return
        content, start = body(number), self._start(number)
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{SIZE - 1}/{SIZE}")
        self.send_header("Content-Type", "application/x-netcdf")
        self.send_header("Content-Length", str(SIZE - start))
        self.send_header("ETag", etag(number))
        self.end_headers()
        if with_body:
            self._trickle(content[start:])

    def _start(self, number: int) -> int:
        asked = re.match(r"bytes=(\d+)-$", self.headers.get("Range", ""))
        is_same = self.headers.get("If-Range", etag(number)) == etag(number)
        return int(asked[1]) if asked and is_same and int(asked[1]) < SIZE else 0

    def _trickle(self, content: bytes) -> None:
        if not self.server.rate and not self.server.stall:
            self.wfile.write(content)  # at once, so that the server takes little of the machine
            return
        for start in range(0, len(content), _BLOCK):
            if self.server.stall and start >= len(content) // 2:
                self._hang()
                return
            self.wfile.write(content[start : start + _BLOCK])
            self.wfile.flush()
            if self.server.rate:
                time.sleep(_BLOCK / self.server.rate)

    def _hang(self) -> None:
        """Keep the connection and send nothing more until the other side goes."""
        self.close_connection = True
        self.connection.settimeout(0.05)
        while not self.server.closing.is_set():
            try:
                if self.connection.recv(1) == b"":
                    return
            except socket.timeout:
                continue
            except OSError:
                return
