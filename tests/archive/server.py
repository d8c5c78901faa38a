"""Serves the simulated archive over HTTP on loopback."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from . import objects, older_api, stac
from .items import BUCKET
from .official import service as official

BLOCK = 1 << 18


class ArchiveServer(ThreadingHTTPServer):
    """Serves the items and files of an archive; usable in a thread of a test as well.

    :param stored: items as :func:`tests.archive.build.make` returns them
    :param latency: seconds before each answer
    :param ensure: makes the object of a key before it is served, if it is not there
    :param log: file that gets a line of JSON for each connection, ``[peer, ""]``, and for each
        request, ``[peer, "GET /path"]``
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(
        self,
        root: Path,
        stored: list[dict],
        port: int = 0,
        latency: float = 0.0,
        ensure: Callable[[str], None] | None = None,
        log: Path | None = None,
    ) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.bucket = root / BUCKET
        self.latency = latency
        self.ensure = ensure
        self._log = log
        self._log_lock = threading.Lock()
        self.service = stac.Service(stored, self.url)
        self.older = older_api.Service(stored, self.url)
        self.official = official.Service(root, self.url)

    @property
    def url(self) -> str:
        """Base address, without a trailing slash."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def note(self, peer: str, asked: str = "") -> None:
        """Write down who came, and what was asked."""
        if self._log is not None:
            with self._log_lock, self._log.open("a", encoding="utf-8") as log:
                log.write(json.dumps([peer, asked]) + "\n")

    def verify_request(self, request: object, client_address: tuple[str, int]) -> bool:
        """Let everybody in, and note where from."""
        self.note(client_address[0])
        return True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: clients that go away in mid-answer are part of the tests."""

    def __enter__(self) -> ArchiveServer:
        """Serve in a thread until the block ends."""
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_exception: object) -> None:
        """Stop serving."""
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: ArchiveServer
    protocol_version = "HTTP/1.1"
    server_version = "SimulatedITS_LIVE/1"
    # headers and body leave as one packet, and small answers at once
    wbufsize = -1
    disable_nagle_algorithm = True

    def log_message(self, *_arguments: object) -> None:
        """Keep quiet: what matters is the answers."""

    def parse_request(self) -> bool:
        """Note each request as soon as it can be read."""
        readable = super().parse_request()
        if readable:
            self.server.note(self.client_address[0], f"{self.command} {self.path}")
        return readable

    def do_HEAD(self) -> None:
        self._get(with_body=False)

    def do_GET(self) -> None:
        self._get(with_body=True)

    def do_POST(self) -> None:
        time.sleep(self.server.latency)
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            if urlsplit(self.path).path.rstrip("/") != "/search":
                raise stac.ApiError(405, {"detail": "Method Not Allowed"})
            try:
                body = json.loads(content)
            except ValueError as error:
                raise stac.fault() from error
            if not isinstance(body, dict):
                raise stac.fault()
            answer = self.server.service.search(body, "POST")
        except stac.ApiError as error:
            self._send_error(error, True)
            return
        self._send_json(200, answer.body, answer.media_type, True)

    def _get(self, with_body: bool) -> None:
        time.sleep(self.server.latency)
        address = urlsplit(self.path)
        path = unquote(address.path)
        if path.startswith(f"/{BUCKET}/"):
            self._send(self._object(path[len(BUCKET) + 2 :]), with_body)
            return
        if older_api.owns(path):
            query = dict(parse_qsl(address.query))
            self._send(self.server.older.reply(path, query), with_body)
            return
        try:
            answer = self.server.service.get(path.rstrip("/"), dict(parse_qsl(address.query)))
        except stac.ApiError as error:
            self._send_error(error, with_body)
            return
        self._send_json(200, answer.body, answer.media_type, with_body)

    def _object(self, key: str) -> objects.Reply:
        if official.owns(key):
            return self.server.official.reply(key, self.headers)
        if self.server.ensure:
            self.server.ensure(key)
        return objects.reply(self.server.bucket, key, self.headers)

    def _send_error(self, error: stac.ApiError, with_body: bool) -> None:
        if isinstance(error.body, str):
            text = {"Content-Type": "text/plain; charset=utf-8"}
            self._send(objects.Reply(error.status, text, error.body.encode()), with_body)
        else:
            self._send_json(error.status, error.body, "application/json", with_body)

    def _send_json(self, status: int, body: object, media_type: str, with_body: bool) -> None:
        content = json.dumps(body).encode()
        self._send(objects.Reply(status, {"Content-Type": media_type}, content), with_body)

    def _send(self, reply: objects.Reply, with_body: bool) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        length = reply.length if reply.path else len(reply.body)
        if reply.status != 304:
            self.send_header("Content-Length", str(length))
        self.end_headers()
        if with_body and reply.status != 304:
            self._send_body(reply)
        self.wfile.flush()

    def _send_body(self, reply: objects.Reply) -> None:
        if reply.path is None:
            self.wfile.write(reply.body)
            return
        with reply.path.open("rb") as stream:
            stream.seek(reply.start)
            left = reply.length
            while left > 0:
                block = stream.read(min(BLOCK, left))
                if not block:
                    self.close_connection = True
                    return
                self.wfile.write(block)
                left -= len(block)
