"""Downloads in a real desktop QGIS: does the window stay awake, and does Pause let go at once?

python -m tests.demo.downloads [--granules N] [--most MILLISECONDS] [--watch MILLISECONDS]

A server in this process sends granules of 1 MB over 8 connections to the QGIS it starts. Measured
there: the longest stall of the window meanwhile; after Pause and after Cancel all, in the midst of
files and with every connection stalled, the time until the interface is free and the task has
ended, and until the server sees no socket of ours. Pictures and figures in build/downloads.
"""

from __future__ import annotations

import argparse
import sys

from tests.tools.layout import BUILD

from .desktop import tell
from .many_files import ManyFiles
from .many_items import PLACE
from .measured import measured

OUTPUT = BUILD / "downloads"
PATIENCE = 420
CONNECTIONS = 8
TRIES = 3  # the machine may be busy with something else
#: Milliseconds
TASK_ENDS, SOCKETS_GO = 200.0, 2_000.0


def measure(granules: int, watch: float = 0.0) -> dict:
    """One run of QGIS: stalls and ends, in milliseconds."""
    with ManyFiles(granules, 0.05) as server:
        options = {"stac_url": server.url, "connections": str(CONNECTIONS)}
        options["download_folder"] = str(OUTPUT / "granules")
        job = {"place": PLACE, "server": server.url, "watch": watch}
        return measured("downloads_inside.py", OUTPUT, options, job, PATIENCE)


def too_long(outcome: dict, most: float) -> list[str]:
    """What took longer than it may."""
    slow = [name for name, stall in outcome["stalls"].items() if stall > most]
    for name, (task, sockets) in outcome["ends"].items():
        if task > TASK_ENDS or sockets > SOCKETS_GO:
            slow.append(name)
    return slow


def show(outcome: dict) -> None:
    """The figures, for who reads along."""
    tell("longest stall of the window in ms; of it waited for a processor; most CPU of its own:")
    for name, stall in outcome["stalls"].items():
        starved, own = outcome["starved"][name], outcome["own"][name]
        tell(f"  {name:44} {stall:6.1f} {starved:6.1f} {own:6.1f}")
    tell("ms until the task has ended, and until the server sees no socket of ours:")
    for name, (task, sockets) in outcome["ends"].items():
        tell(f"  {name:44} {task:6.1f} {sockets:6.1f}")
    tell(f"{outcome['files']} files of 1 MB in {outcome['seconds']:.1f} s")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--granules", type=int, default=300)
    parser.add_argument("--most", type=float, default=100.0, help="milliseconds of a stall")
    parser.add_argument(
        "--watch", type=float, default=0.0, help="milliseconds; what is later is in late.txt"
    )
    options = parser.parse_args()
    outcome = measure(options.granules, options.watch)
    show(outcome)
    slow = too_long(outcome, options.most)
    for _ in range(0 if options.watch else TRIES - 1):
        if not slow:
            break
        tell(f"Too long, tried once more: {', '.join(slow)}")
        again = measure(options.granules)
        show(again)
        slow = [name for name in slow if name in too_long(again, options.most)]
    if slow:
        raise SystemExit(f"Too long: {', '.join(slow)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
