"""The simulated archive behind a gate: a test lets through so many requests for files."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests.archive import server as archive
from tests.archive.items import BUCKET


class Gate(archive.ArchiveServer):
    """Serves an archive that is there already. ``asked``: paths of the files let through."""

    def __init__(self, root: Path) -> None:
        stored = json.loads((root / "manifest.json").read_text(encoding="utf-8"))["items"]
        self._turn = threading.Condition()
        self._left: float = float("inf")
        self.asked: list[str] = []
        super().__init__(root, stored)
        self.RequestHandlerClass = _Handler

    def let(self, count: float = float("inf")) -> None:
        """Let through so many requests from now on; all without a number."""
        with self._turn:
            self._left = count
            self._turn.notify_all()

    def wait(self, path: str) -> None:
        """Wait until the gate is open for one more request."""
        with self._turn:
            self._turn.wait_for(lambda: self._left > 0, 120)
            self._left -= 1
            self.asked.append(path)


class _Handler(archive._Handler):
    server: Gate

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        if path.startswith(f"/{BUCKET}/"):
            self.server.wait(path)
        super().do_GET()
