"""``python -m tests.real_stac.server``: PostgreSQL, pgstac and stac-fastapi until its input ends.

Its input is a lifeline. When it closes, be it that the tests are done or that they were killed,
everything is stopped and removed. Each line of it asks for a service: ``{"name": ..., "folder":
...}`` with ``collections.ndjson``, ``items.ndjson`` and ``queryables.ndjson`` in the folder. Each
line of output answers: first ``{"root": folder}``, where such folders may be made, then
``{"url": ...}`` or ``{"error": ...}`` in the order of the questions.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any

from tests.tools.layout import BUILD, REPOSITORY

from .children import PATIENCE, Children, last_lines
from .cluster import Cluster, can_enter, free_port

VENV = REPOSITORY / ".venv-stac" / "bin"
PREFIX, LOCK = "real-stac-", "lock"
TEMPLATE = "pgstac_template"
START_PATIENCE = 60  # seconds
SETTING = "UPDATE pgstac.pgstac_settings SET value = '{1}' WHERE name = '{0}'"
# what https://github.com/betolink/itslive-ingest asks pgstac to index
INDEXED = "dt_days,percent_valid_pixels,scene_1_frame,scene_2_frame,created"


class Server:
    """A cluster, and for each world a database and a STAC service of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._lock = (root / LOCK).open("wb")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        self._children = Children(root)
        self._cluster = Cluster(root, self._children)

    def start(self) -> None:
        """Make the cluster and the empty database that all others are copies of."""
        self._cluster.start()
        self._cluster.create(TEMPLATE)
        self._pypgstac(TEMPLATE, "migrate")

    def serve(self, name: str, folder: Path) -> str:
        """Load a world into a database and return the address of its STAC service."""
        self._cluster.create(name, TEMPLATE)
        for table in ("collections", "items"):
            self._pypgstac(name, "load", table, str(folder / f"{table}.ndjson"))
        queryables = str(folder / "queryables.json")
        self._pypgstac(name, "load_queryables", queryables, f"--index_fields={INDEXED}")
        settings = json.loads((folder / "settings.json").read_text())
        self._cluster.execute(name, *(SETTING.format(*pair) for pair in settings.items()))
        self._cluster.execute(name, "ANALYZE")
        return self._serve(name)

    def stop(self) -> None:
        """Stop all and remove every file."""
        self._children.stop()
        deadline = time.monotonic() + PATIENCE
        while self.root.exists() and time.monotonic() < deadline:
            # a process that is being killed may still be in the middle of a write
            shutil.rmtree(self.root, ignore_errors=True)

    def _pypgstac(self, database: str, *command: str) -> None:
        environment = self._cluster.environment(database)
        log = self.root / f"pypgstac-{database}.log"
        self._children.run([VENV / "pypgstac", *command], environment, log)

    def _serve(self, name: str) -> str:
        port, log = free_port(), self.root / f"uvicorn-{name}.log"
        process = self._children.start(
            [
                *(VENV / "uvicorn", "stac_fastapi.pgstac.app:create_app", "--factory"),
                *("--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"),
            ],
            self._cluster.environment(name),
            log,
        )
        url = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + START_PATIENCE
        while process.poll() is None and time.monotonic() < deadline:
            asked = urllib.request.Request(f"{url}/_mgmt/ping")
            with contextlib.suppress(OSError), urllib.request.urlopen(asked, timeout=5):
                return url
            time.sleep(0.1)
        raise RuntimeError(f"stac-fastapi did not start: {last_lines(log)}")


def make_root() -> Path:
    """A new folder below build/, or if PostgreSQL's user may not go there, where it may."""
    BUILD.mkdir(exist_ok=True)
    parent = BUILD if can_enter(BUILD) else Path(tempfile.gettempdir())
    for left in parent.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError), (left / LOCK).open("rb") as lock:
            # whoever works in a folder holds its lock; a server that was killed does not
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(left, ignore_errors=True)
    root = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
    root.chmod(0o755)
    return root


def _say(answer: dict[str, Any]) -> None:
    with contextlib.suppress(BrokenPipeError):
        print(json.dumps(answer), flush=True)


def _listen(questions: queue.SimpleQueue, server: Server) -> None:
    """Pass on the lines of the input; at its end stop all, whatever the main thread is at."""
    for line in sys.stdin:
        questions.put(json.loads(line))
    server.stop()
    os._exit(0)


def main() -> None:
    """Serve until the input ends or a signal comes."""
    server = Server(make_root())

    def stop(*_signal: object) -> None:
        # not in the handler itself: the main thread may hold the lock that stopping needs
        threading.Thread(target=lambda: (server.stop(), os._exit(0))).start()

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, stop)
    questions: queue.SimpleQueue = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(questions, server), daemon=True).start()
    _say({"root": str(server.root)})
    try:
        server.start()
        while True:
            question = questions.get()
            _say({"url": server.serve(question["name"], Path(question["folder"]))})
    except (OSError, RuntimeError, subprocess.SubprocessError) as error:
        _say({"error": str(error)})
    server.stop()
    sys.exit(1)


if __name__ == "__main__":
    main()
