"""``python -m tests.archive``: make the archive if need be, then serve it in the foreground.

The first line of standard output is the base URL, written once requests are answered.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
import time
from pathlib import Path

from . import build, layout, pairs
from .server import ArchiveServer

REPOSITORY = Path(__file__).resolve().parents[2]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.archive", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 picks a free one")
    parser.add_argument("--granules", type=int, default=60)
    parser.add_argument("--size", choices=sorted(layout.SIZES), default="small")
    parser.add_argument("--world", choices=pairs.WORLDS, default="main")
    parser.add_argument("--noise", type=float, default=0.0, help="m/yr on each component")
    parser.add_argument("--latency", type=float, default=0.0, help="ms before each answer")
    parser.add_argument("--root", type=Path, help="folder; default build/archive-...")
    parser.add_argument("--log", type=Path, help="file that is told of every request")
    return parser.parse_args()


def _stop(*_signal: object) -> None:
    # at once, whatever a request or the making of a granule is at: nothing half-made counts
    os._exit(0)


def _stop_with_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.2)
    _stop()


def main() -> int:
    """Run until a signal comes or the parent process ends."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    threading.Thread(target=_stop_with_parent, args=(os.getppid(),), daemon=True).start()
    arguments = _arguments()
    name = arguments.size if arguments.world == "main" else f"{arguments.world}-{arguments.size}"
    root = (arguments.root or REPOSITORY / "build" / f"archive-{name}").resolve()
    parameters = build.Parameters(
        arguments.granules, arguments.size, arguments.noise, arguments.world
    )
    stored = build.make(root, parameters)
    ensure = build.Maker(root, parameters, stored).ensure if parameters.lazy else None
    latency = arguments.latency / 1000
    with ArchiveServer(root, stored, arguments.port, latency, ensure, arguments.log) as server:
        sys.stdout.write(server.url + "\n")
        sys.stdout.flush()
        threading.Event().wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
