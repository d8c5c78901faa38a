"""A folder of granules served as the archive's bucket is, with faults on request."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.archive import objects

#: Given a request's path and Range: what to answer it with instead; None: what is there.
Fault = Callable[[str, str], "tuple[int, dict[str, str], bytes] | None"]


class RangedServer(ThreadingHTTPServer):
    """Serves until the block ends.

    Args:
        folder: what is served.

    Attributes:
        asked: name and Range of each request that was answered.
        sent: bytes of all bodies.
        fault: what goes wrong.
        latency: seconds before each answer.
    """

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.folder = folder
        self.asked: list[tuple[str, str]] = []
        self.sent = 0
        self.fault: Fault = lambda _path, _range: None
        self.latency = 0.0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def reach(self) -> dict:
        """What a cube is told of the way here."""
        return {"network": {"services": [self.url], "attempts": 2, "backoff": 0.01}}

    def addresses(self) -> list[str]:
        return [f"{self.url}/{path.name}" for path in sorted(self.folder.glob("*.nc"))]

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that go away are part of the tests."""

    def __enter__(self) -> RangedServer:
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: RangedServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        name, wanted = self.path.lstrip("/"), self.headers.get("Range", "")
        time.sleep(self.server.latency)
        self.server.asked.append((name, wanted))
        status, headers, body = self.server.fault(name, wanted) or self._there(name)
        self.server.sent += len(body)
        self.send_response(status)
        for key, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body)

    def _there(self, name: str) -> tuple[int, dict[str, str], bytes]:
        reply = objects.reply(self.server.folder, name, dict(self.headers))
        body = reply.body
        if reply.path is not None:
            with reply.path.open("rb") as file:
                file.seek(reply.start)
                body = file.read(reply.length)
        return reply.status, dict(reply.headers), body or b""

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""
