"""Real proxies on loopback, and an archive that says who came to it.

Each proxy asks from an address of its own, so whatever goes beside it shows as another one:

    with http_proxy(login=("ann", "secret")) as proxy, watched_archive(folder) as archive:
        ...                                    # ask archive.url through proxy.url
        assert archive.peers() == {proxy.peer}
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from .layout import REPOSITORY
from .needed import require

PROGRAMS = ("tinyproxy", "microsocks")
OURS = "127.0.0.1"  # where requests come from that pass through none
HTTP_PEER, SOCKS_PEER = "127.0.0.3", "127.0.0.4"
PATIENCE = 30  # seconds


@dataclass(frozen=True)
class Proxy:
    """A proxy that runs: its scheme, where it listens, its login, and where it asks from."""

    scheme: str
    port: int
    peer: str
    login: tuple[str, str] = ("", "")
    host: str = OURS

    @property
    def url(self) -> str:
        """Its address with the login."""
        who = ":".join(quote(part, safe="") for part in self.login)
        return f"{self.scheme}://{who + '@' if self.login[0] else ''}{self.host}:{self.port}"

    def with_login(self, user: str = "", password: str = "") -> str:
        """Its address with another login, or none."""
        return Proxy(self.scheme, self.port, self.peer, (user, password)).url


def need_proxies() -> None:
    """Skip the test where the programs are missing, or fail it where nothing may be missing."""
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    missing += [] if importlib.util.find_spec("socks") else ["PySocks"]
    absent = ", ".join(missing)
    require(f"{absent} not installed; run tests/tools/setup.sh proxies." if absent else "")


@contextmanager
def http_proxy(login: tuple[str, str] = ("", "")) -> Iterator[Proxy]:
    """tinyproxy, which wants the login if there is one."""
    proxy = Proxy("http", _free_port(), HTTP_PEER, login)
    lines = [f"Port {proxy.port}", f"Listen {OURS}", f"Bind {proxy.peer}", "LogLevel Critical"]
    lines += [f"BasicAuth {' '.join(login)}"] if login[0] else []
    with TemporaryDirectory() as folder:
        configuration = Path(folder) / "tinyproxy.conf"
        configuration.write_text("\n".join(lines) + "\n", encoding="utf-8")
        with _running(["tinyproxy", "-d", "-c", str(configuration)], proxy.port):
            yield proxy


@contextmanager
def socks_proxy(login: tuple[str, str] = ("", "")) -> Iterator[Proxy]:
    """microsocks, which wants the login if there is one."""
    proxy = Proxy("socks5h", _free_port(), SOCKS_PEER, login)
    command = ["microsocks", "-i", OURS, "-p", str(proxy.port), "-b", proxy.peer]
    command += ["-u", login[0], "-P", login[1]] if login[0] else []
    with _running(command, proxy.port):
        yield proxy


@dataclass(frozen=True)
class WatchedArchive:
    """The simulated archive, and what it saw."""

    url: str
    log: Path

    def seen(self) -> list[tuple[str, str]]:
        """Where each connection came from, with an empty text, and each request with its line."""
        return [tuple(json.loads(line)) for line in self.log.read_text("utf-8").splitlines()]

    def requests(self) -> list[str]:
        """The requests alone, as ``GET /path``."""
        return [asked for _, asked in self.seen() if asked]

    def peers(self) -> set[str]:
        """All addresses that connections came from."""
        return {peer for peer, _ in self.seen()}

    def forget(self) -> None:
        """Begin a new count."""
        self.log.write_text("", "utf-8")


@contextmanager
def watched_archive(folder: Path) -> Iterator[WatchedArchive]:
    """The simulated archive of the other tests at an address of its own; its log in ``folder``."""
    log = folder / "archive.log"
    log.write_text("", "utf-8")
    root = REPOSITORY / "build" / "archive-small"
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.archive", "--root", str(root), "--log", str(log)],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield WatchedArchive(server.stdout.readline().strip(), log)
    finally:
        server.terminate()
        server.wait(PATIENCE)


@contextmanager
def _running(command: list[str], port: int) -> Iterator[None]:
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet) as process:
        try:
            end = time.monotonic() + PATIENCE
            while not _listens(port):
                if process.poll() is not None or time.monotonic() > end:
                    raise RuntimeError(f"{command[0]} did not start")
                time.sleep(0.02)
            yield
        finally:
            process.kill()


def _listens(port: int) -> bool:
    with socket.socket() as knock:
        return knock.connect_ex((OURS, port)) == 0


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind((OURS, 0))
        return listener.getsockname()[1]
