"""Debian's nginx on loopback, as an ordinary process with a configuration of its own.

A server that none of us wrote: it alone decides what Range, If-Range, ETag, 416 and gzip mean.

    with nginx(root) as server:                       # serves the files below the folder root
        requests.get(server.url + "/granule.nc")
        server.requests()                             # what came in, from its log

    with nginx(root, "limit_req zone=few burst=2 nodelay;",       # lines of the server block
               http="limit_req_zone $uri zone=few:1m rate=5r/s;") as server: ...

    with nginx(root, "access_by_lua_block { ngx.sleep(0.05) }", lua=True) as server: ...

``tests/tools/setup.sh faults`` installs it. It takes a free port of 127.0.0.1, writes nothing
outside a folder of its own, and never outlives the process (nor the thread) that started it.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

MODULES = Path("/usr/lib/nginx/modules")
_LUA = ("ndk_http_module.so", "ngx_http_lua_module.so")
_PATIENCE = 10.0  # seconds for nginx to accept connections, and to end
_TRIES = 5  # ports: another program may take one before nginx does
_CONFIG = """
{modules}
{user}
daemon off;
pid {home}/pid;
error_log {home}/error.log warn;
worker_processes {workers};
events {{ worker_connections 512; }}
http {{
    # time, seconds it took, number of the connection, method, path, status, body bytes, Range
    log_format asked '$msec $request_time $connection $request_method $request_uri '
                     '$status $body_bytes_sent "$http_range"';
    access_log {home}/access.log asked;
    types {{ application/x-netcdf nc; text/html html; }}
    default_type application/octet-stream;
    client_body_temp_path {home}/body;
    proxy_temp_path {home}/proxy;
    fastcgi_temp_path {home}/fastcgi;
    uwsgi_temp_path {home}/uwsgi;
    scgi_temp_path {home}/scgi;
    tcp_nodelay on;
    keepalive_requests 100000;
    {http}
    server {{
        listen 127.0.0.1:{port};
        root "{root}";
        {server}
    }}
}}
"""


@dataclass(frozen=True)
class Asked:
    """One line of the log.

    Attributes:
        method: of the request.
        path: with its query, as it was sent.
        status: of the answer.
        sent: bytes of its body.
        range: the Range header, "-" without one.
        connection: a number that requests of one connection share.
    """

    method: str
    path: str
    status: int
    sent: int
    range: str
    connection: int


@dataclass(frozen=True)
class Nginx:
    """A running nginx: its base address without a trailing slash, port, and folder of logs."""

    port: int
    home: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def requests(self) -> list[Asked]:
        """The requests so far, in the order of their ends; a line may follow its answer."""
        lines = (self.home / "access.log").read_text().splitlines()
        return [_asked(line) for line in lines]

    def errors(self) -> str:
        """What nginx complained of."""
        return (self.home / "error.log").read_text()


def missing(*, lua: bool = False) -> str:
    """What is not installed, as a sentence; empty if nothing is."""
    absent = [
        name
        for name, there in (("nginx", _program()), ("setpriv", shutil.which("setpriv")))
        if not there
    ]
    absent += [name for name in _LUA if lua and not (MODULES / name).is_file()]
    return f"Missing: {', '.join(absent)}; run tests/tools/setup.sh faults." if absent else ""


@contextmanager
def nginx(
    root: Path, server: str = "", *, http: str = "", lua: bool = False, workers: int = 1
) -> Iterator[Nginx]:
    """Serve a folder until the block ends.

    Args:
        root: the folder.
        server: further lines of the server block.
        http: further lines of the http block, such as zones and maps.
        lua: load the module that knows ``*_by_lua_block``.
        workers: processes that serve.

    Raises:
        RuntimeError: nginx does not start; with what it said.
    """
    home = Path(tempfile.mkdtemp(prefix="nginx-"))
    try:
        fields = {
            # Started by root it would serve as another user, who may not read our folders.
            "user": "user root;" if os.geteuid() == 0 else "",
            "modules": "".join(f"load_module {MODULES / name};\n" for name in _LUA if lua),
            "home": home,
            "root": root,
            "http": http,
            "server": server,
            "workers": workers,
        }
        process, port = _start(home, fields)
        try:
            yield Nginx(port, home)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(_PATIENCE)
            finally:
                if process.poll() is None:
                    process.kill()
                    process.wait()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _start(home: Path, fields: dict[str, object]) -> tuple[subprocess.Popen, int]:
    config = home / "nginx.conf"
    for _ in range(_TRIES):
        port = _free_port()
        config.write_text(_CONFIG.format(port=port, **fields))
        # The kernel ends it with the thread that forks: no kill leaves a server behind.
        guarded = ["setpriv", "--pdeathsig=TERM", "--", _program() or "nginx"]
        with (home / "said").open("wb") as said:
            process = subprocess.Popen(
                [*guarded, "-e", home / "error.log", "-p", home, "-c", config],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )
        if _listens(process, home):
            return process, port
        process.kill()
        process.wait()
        words = (home / "said").read_text() + (home / "error.log").read_text()
        if "Address already in use" not in words:
            break
    raise RuntimeError(f"nginx did not start: {words}")


def _listens(process: subprocess.Popen, home: Path) -> bool:
    """Wait until nginx has its port; False if it ended before, or never gets it."""
    end = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < end:
        if (home / "pid").exists():  # written once the port is open
            return True
        time.sleep(0.01)
    return False


def _program() -> str | None:
    """Where nginx is; Debian's users do not have /usr/sbin on their PATH."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _asked(line: str) -> Asked:
    head, wanted, _ = line.rsplit('"', 2)
    _, _, connection, method, path, status, sent = head.split()
    return Asked(method, path, int(status), int(sent), wanted, int(connection))
