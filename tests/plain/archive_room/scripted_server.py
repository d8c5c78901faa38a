"""An HTTP server on loopback that does what a test tells it to, faults included.

Each path has a list of steps; each request takes the next one, and the last one repeats.
"""

from __future__ import annotations

import hashlib
import json
import re
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Asked:
    """A request as it arrived."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass
class Reply:
    """One answer.

    Attributes:
        status: HTTP status.
        headers: besides Content-Length, which is added unless given here or ``bare``.
        body: sent whole, or up to ``cut``.
        cut: bytes of the body after which the connection ends; None sends all.
        reset: end a cut connection with a reset instead of a clean close.
        stall: after the cut keep the connection open and send nothing more.
        bare: send no Content-Length; the end of the connection ends the body.
        drip: seconds before each byte of the body.
    """

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    cut: int | None = None
    reset: bool = False
    stall: bool = False
    bare: bool = False
    drip: float = 0


Step = Callable[[Asked], Reply]


def json_reply(content: Any, status: int = 200, **headers: str) -> Reply:
    """An answer in JSON."""
    body = json.dumps(content).encode()
    return Reply(status, {"Content-Type": "application/json", **headers}, body)


def stored(data: bytes, etag: str | None = None, **faults: Any) -> Step:
    """An object store's answer: HEAD, Range and If-Range as S3 does them; ``faults`` of Reply."""
    tag = f'"{hashlib.md5(data).hexdigest()}"' if etag is None else etag

    def step(asked: Asked) -> Reply:
        headers = {"ETag": tag, "Content-Type": "application/x-netcdf", "Accept-Ranges": "bytes"}
        wanted = re.match(r"bytes=(\d+)-$", asked.headers.get("Range", ""))
        if not wanted or asked.headers.get("If-Range", tag) != tag:
            return Reply(200, headers, data, **faults)
        start = int(wanted[1])
        if start >= len(data):
            return Reply(416, {"Content-Range": f"bytes */{len(data)}"})
        headers["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
        return Reply(206, headers, data[start:], **faults)

    return step


class ScriptedServer(ThreadingHTTPServer):
    """Use it as a context manager; ``url`` is its base address, ``asked`` what came in."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[Asked] = []
        self.gone = threading.Event()  # set when a client leaves a stalled answer
        self.closing = threading.Event()
        self._steps: dict[str, list[Step]] = {}
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def on(self, path: str, *steps: Step | Reply) -> str:
        """Answer requests for ``path`` with these steps, one after the other; return its URL."""
        self._steps[path] = [
            step if callable(step) else (lambda _asked, reply=step: reply) for step in steps
        ]
        return self.url + path

    def of(self, method: str) -> list[Asked]:
        """The requests with this method."""
        return [asked for asked in self.asked if asked.method == method]

    def answer(self, asked: Asked) -> Reply:
        with self._lock:
            self.asked.append(asked)
            # A proxy is asked with whole addresses, and for a tunnel with host and port.
            tunnel = asked.method == "CONNECT"
            steps = self._steps.get(asked.target if tunnel else urlsplit(asked.target).path)
            if not steps:
                return Reply(404, {}, b"nothing here")
            step = steps.pop(0) if len(steps) > 1 else steps[0]
        return step(asked)

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that go away in mid-answer are part of the tests."""

    def __enter__(self) -> ScriptedServer:
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.closing.set()
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: ScriptedServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_arguments: object) -> None:
        """Keep quiet."""

    def handle_any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        asked = Asked(self.command, self.path, dict(self.headers.items()), body)
        reply = self.server.answer(asked)
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.bare:
            self.close_connection = True
        elif "Content-Length" not in reply.headers:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if self.command == "HEAD":
            return
        if reply.drip:
            self._drip(reply)
            return
        self.wfile.write(reply.body[: reply.cut])
        self.wfile.flush()
        if reply.cut is not None:
            self._cut(reply)

    do_GET = do_POST = do_HEAD = do_CONNECT = handle_any  # noqa: N815 - names http.server looks for

    def _drip(self, reply: Reply) -> None:
        for byte in reply.body:
            if self.server.closing.wait(reply.drip):
                return
            try:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
            except OSError:
                self.server.gone.set()
                return

    def _cut(self, reply: Reply) -> None:
        self.close_connection = True
        if reply.stall:
            self.connection.settimeout(0.05)
            while not self.server.closing.is_set():
                try:
                    if self.connection.recv(1) == b"":
                        break
                except socket.timeout:
                    continue
                except OSError:
                    break
            self.server.gone.set()
        if reply.reset:
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.connection.close()
