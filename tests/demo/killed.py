"""Killing the worker leaves QGIS alive and able; killing QGIS leaves no worker.

python -m tests.demo.killed
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import time
from pathlib import Path
from subprocess import Popen

from tests.tools.layout import BUILD, PLUGIN, version
from tests.tools.profile import fresh_profile
from tests.tools.run_desktop import start_archive, stop

from .desktop import ended, screen, start_qgis, tell
from .processes import gone_within, workers

OUTPUT = BUILD / "killed"
PATIENCE = 180


def wait_for(qgis: Popen, phase: str) -> dict:
    """What the script inside QGIS said last, once it is in this phase."""
    limit = time.monotonic() + PATIENCE
    state: dict = {}
    while time.monotonic() < limit:
        file = OUTPUT / "state.json"
        state = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        if state.get("phase") == phase:
            return state
        if state.get("phase") == "failed" or qgis.poll() is not None:
            break
        time.sleep(0.02)
    raise SystemExit(f"QGIS did not come to {phase!r}: {state.get('error', state)}")


def main() -> int:
    shutil.rmtree(OUTPUT, ignore_errors=True)
    OUTPUT.mkdir(parents=True)
    server, _url = start_archive("60", "small")
    stop(server)  # only its granules are wanted
    root = OUTPUT / "profile"
    fresh_profile(root, BUILD / f"{PLUGIN}-{version()}.zip", {})
    job = {"output": str(OUTPUT), "granules": str(BUILD / "archive-small-60")}
    script = Path(__file__).with_name("killed_inside.py")
    with screen() as display, ended(start_qgis(display, root, script, job)) as qgis:
        state = wait_for(qgis, "building")
        mine = set(state["workers"])
        if not mine or not mine <= workers():
            raise SystemExit(f"No worker is building: {state}")
        os.kill(qgis.pid, signal.SIGKILL)
        qgis.wait(10)
        if not gone_within(2, mine):
            raise SystemExit("A worker was still there 2 s after QGIS was killed.")
    tell("The worker killed: QGIS said so and built again. QGIS killed: no worker was left.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
