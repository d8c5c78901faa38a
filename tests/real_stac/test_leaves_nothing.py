"""However the tests end, no server of theirs runs on and no file of it stays."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from tests.tools.layout import REPOSITORY

from .running import RealStac

PATIENCE = 30  # seconds until all must be gone
COLLECTION = {
    "id": "few",
    "type": "Collection",
    "stac_version": "1.1.0",
    "description": "A few items",
    "license": "CC0-1.0",
    "links": [],
    "extent": {
        "spatial": {"bbox": [[-180, -90, 180, 90]]},
        "temporal": {"interval": [[None, None]]},
    },
}
ITEM = {
    "type": "Feature",
    "stac_version": "1.1.0",
    "id": "one",
    "collection": "few",
    "geometry": {"type": "Point", "coordinates": [1, 2]},
    "bbox": [1, 2, 1, 2],
    "properties": {"datetime": "2020-01-01T00:00:00Z"},
    "links": [],
    "assets": {},
}
QUERYABLES = {"properties": {"days": {"type": "number"}}}
# What a run of the tests does, with a moment in which it can be ended. Ctrl+C ends it even where a
# shell has started the tests in the background, which has them and their children ignore it.
RUN = f"""
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)
from tests.real_stac.running import RealStac
from tests.real_stac.test_leaves_nothing import serve_few
with RealStac() as server:
    print(server.pid, server.root, flush=True)
    if "loading" not in sys.argv:
        serve_few(server)
        print("serving", flush=True)
        time.sleep({10 * PATIENCE})
    serve_few(server)
"""


def serve_few(server: RealStac) -> str:
    """Load one item."""
    return server.serve("few", [COLLECTION], [ITEM], QUERYABLES)


def processes_of(root: Path) -> list[str]:
    """Command lines of the processes that work in a folder or name it."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            place = os.readlink(process / "cwd")
            if str(root) in command or place.startswith(str(root)):
                found.append(command)
    return found


def until(true: Callable[[], bool]) -> bool:
    """Whether something comes true in time."""
    deadline = time.monotonic() + PATIENCE
    while not true() and time.monotonic() < deadline:
        time.sleep(0.1)
    return true()


def nothing_left(root: Path) -> bool:
    return until(lambda: not processes_of(root) and not root.exists())


def start_run(*arguments: str) -> tuple[subprocess.Popen, int, Path]:
    """Start a run of its own process group; its server's process and folder."""
    run = subprocess.Popen(
        [sys.executable, "-c", RUN, *arguments],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    process, _, root = run.stdout.readline().strip().partition(" ")
    assert Path(root).is_dir()
    return run, int(process), Path(root)


def test_it_serves_and_then_nothing_is_left() -> None:
    with RealStac() as server:
        url = serve_few(server)
        answer = requests.get(f"{url}/collections/few/items", timeout=10).json()
        assert [item["id"] for item in answer["features"]] == ["one"]
        programs = " ".join(processes_of(server.root))
        assert "postgres" in programs
        assert "uvicorn" in programs
    assert nothing_left(server.root)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_when_the_tests_are_ended(number: signal.Signals) -> None:
    run, _, root = start_run()
    assert run.stdout.readline() == "serving\n"
    assert processes_of(root)
    os.killpg(run.pid, number)
    run.wait(PATIENCE)
    assert nothing_left(root)


def test_nothing_is_left_when_they_are_killed_while_it_starts() -> None:
    run, _, root = start_run("loading")
    assert until(lambda: bool(processes_of(root)))
    run.kill()
    run.wait(PATIENCE)
    assert nothing_left(root)


def test_a_killed_server_takes_its_children_along_and_the_next_its_files() -> None:
    run, process, root = start_run()
    assert run.stdout.readline() == "serving\n"
    os.kill(process, signal.SIGKILL)
    assert until(lambda: not processes_of(root))
    run.kill()
    run.wait(PATIENCE)
    with RealStac() as server:
        assert not root.exists()
    assert nothing_left(server.root)


def test_a_failed_start_says_why_and_leaves_nothing() -> None:
    with RealStac() as server, pytest.raises(RuntimeError, match="geometry"):
        server.serve("few", [COLLECTION], [{**ITEM, "geometry": None}], QUERYABLES)
    assert nothing_left(server.root)
