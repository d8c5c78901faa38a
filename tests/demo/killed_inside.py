"""Inside QGIS: build a cube while its worker is killed, build it again, then wait to be killed.

Started by ``python -m tests.demo.killed``, which says in ``ITSLIVE_DEMO`` (JSON) what to use.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from pathlib import Path

sys.path.append(os.environ["ITSLIVE_REPOSITORY"])

from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QProgressBar
from qgis.utils import iface

from tests.demo.processes import workers
from tests.demo.user import User

JOB = json.loads(os.environ["ITSLIVE_DEMO"])
OUTPUT = Path(JOB["output"])


def say(**facts: object) -> None:
    """Tell the starter how far we are: it reads this file."""
    part = OUTPUT / "state.part"
    part.write_text(json.dumps(facts), encoding="utf-8")
    part.replace(OUTPUT / "state.json")


def enter_with_a_folder(user: User) -> None:
    user.press_action("itslive_open_dock")
    user.wait(lambda: user.find("ItsliveDock").isVisible(), "the dock", 10)
    user.press("itslive_step_download")
    user.type("itslive_folder", JOB["granules"])
    user.press("itslive_use_folder")
    user.wait(lambda: not user.find("itslive_cancel").isVisible(), "the folder's description")
    user.press("itslive_step_cube")


def start_building(user: User, name: str) -> None:
    """Press Build and wait until granules are being stacked."""
    user.type("itslive_cube_output", str(OUTPUT / name))
    bar = user.find("itslive_progress")
    user.press("itslive_build")
    if not isinstance(bar, QProgressBar):
        raise TypeError("The progress is no progress bar.")
    user.wait(lambda: bar.isVisible() and bar.value() > 15, "progress of the build")


def kill_the_worker(user: User) -> None:
    start_building(user, "killed.nc")
    mine = workers(parent=os.getpid())
    for pid in mine:
        os.kill(pid, signal.SIGKILL)
    user.wait(lambda: not user.find("itslive_cancel").isVisible(), "the build to end", 10)
    said = user.find("itslive_summary").text()
    user.picture("worker_killed")
    leftovers = [path.name for path in OUTPUT.glob("killed*")]
    say(phase="killed", said=said, killed=len(mine), leftovers=leftovers)
    if "worker process was ended" not in said or leftovers or not mine:
        raise RuntimeError(f"After the kill of {mine}: {said!r}, left behind {leftovers}")


def build_again(user: User) -> None:
    user.type("itslive_cube_output", str(OUTPUT / "again.nc"))
    user.press("itslive_build")
    user.wait((OUTPUT / "again.nc").exists, "the second cube")
    user.wait(lambda: not user.find("itslive_cancel").isVisible(), "the second build to end")
    user.picture("built_again")


def wait_to_be_killed(user: User) -> None:
    start_building(user, "orphan.nc")
    say(phase="building", workers=sorted(workers(parent=os.getpid())))


def run() -> None:
    try:
        user = User(OUTPUT)
        user.window.resize(1500, 940)
        for step in (enter_with_a_folder, kill_the_worker, build_again, wait_to_be_killed):
            step(user)
    except Exception:
        say(phase="failed", error=traceback.format_exc())
        iface.mainWindow().grab().save(str(OUTPUT / "failure.png"))


QTimer.singleShot(2500, run)
