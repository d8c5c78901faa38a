"""The worker processes on this machine."""

from __future__ import annotations

import time
from pathlib import Path


def workers(parent: int | None = None) -> set[int]:
    """Process numbers of workers; of one parent only if it is given."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().split(b"\0")
            # The fourth field of stat is the parent; the name before it may hold spaces.
            above = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        is_worker = any(part.endswith(b"itslive_qgis/worker/start.py") for part in command)
        if is_worker and parent in (None, above):
            found.add(int(folder.name))
    return found


def gone_within(seconds: float, pids: set[int]) -> bool:
    """Whether all these processes end in time."""
    limit = time.monotonic() + seconds
    while pids & workers():
        if time.monotonic() > limit:
            return False
        time.sleep(0.05)
    return True
