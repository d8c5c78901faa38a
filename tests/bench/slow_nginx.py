"""Debian's nginx on loopback as a distant server: every request waits before it is answered.

Configured as Debian ships it, but for the wait, the folder it serves and a log that says which
connection a request came by.
"""

from __future__ import annotations

import getpass
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.real_stac.children import Children, last_lines

_READY = 10.0  # seconds that nginx may take until it listens
_CONFIG = """
{user}
daemon off;
worker_processes auto;
pid {place}/nginx.pid;
error_log {place}/error.log;
include /etc/nginx/modules-enabled/*.conf;
events {{ worker_connections 768; }}
http {{
  sendfile on;
  tcp_nopush on;
  types_hash_max_size 2048;
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  log_format connections '$connection $status $uri';
  access_log {place}/access.log connections;
  client_body_temp_path {place}/body;
  proxy_temp_path {place}/proxy;
  fastcgi_temp_path {place}/fastcgi;
  uwsgi_temp_path {place}/uwsgi;
  scgi_temp_path {place}/scgi;
  server {{
    listen 127.0.0.1:{port};
    root {root};
    location / {{ access_by_lua_block {{ ngx.sleep({latency}) }} }}
  }}
}}
"""


@dataclass(frozen=True)
class Logged:
    """One answered request."""

    connection: str
    status: int
    path: str


class SlowNginx:
    """A running nginx.

    Attributes:
        url: its base address.
    """

    def __init__(self, url: str, log: Path) -> None:
        self.url = url
        self._log = log
        self._seen = 0

    def new_requests(self) -> list[Logged]:
        """The requests answered since the last look, in the order they were answered."""
        lines = self._log.read_text().splitlines()
        new, self._seen = lines[self._seen :], len(lines)
        parts = [line.split(" ", 2) for line in new]
        return [Logged(connection, int(status), path) for connection, status, path in parts]


@contextmanager
def slow_nginx(root: Path, place: Path, latency: float) -> Iterator[SlowNginx]:
    """Serve a folder until the block ends.

    Args:
        root: what is served.
        place: an empty folder for nginx's own files.
        latency: seconds that each request waits.
    """
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin")
    if program is None:
        raise RuntimeError("nginx is missing: run tests/tools/setup.sh bench")
    port = _free_port()
    user = getpass.getuser()
    config = place / "nginx.conf"
    config.write_text(
        _CONFIG.format(
            user="user root;" if user == "root" else "",  # or its workers may not read the folder
            place=place,
            port=port,
            root=root,
            latency=latency,
        )
    )
    children = Children(place)
    said = place / "error.log"
    try:
        nginx = children.start(
            [program, "-e", said, "-c", config], dict(os.environ), said, ending=signal.SIGTERM
        )
        _wait_for(nginx, port, said)
        yield SlowNginx(f"http://127.0.0.1:{port}", place / "access.log")
    finally:
        children.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(nginx: subprocess.Popen, port: int, said: Path) -> None:
    end = time.monotonic() + _READY
    while time.monotonic() < end and nginx.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"nginx did not start: {last_lines(said)}")
