"""Inside QGIS: begin a download, or go on with the one that was killed; tell how far it is.

Started by ``python -m tests.demo.soak``, which says in ``ITSLIVE_DEMO`` (JSON) what to use.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from datetime import datetime, timedelta, timezone
from pathlib import Path

sys.path.append(os.environ["ITSLIVE_REPOSITORY"])

from qgis.PyQt.QtCore import QTimer
from qgis.utils import iface, plugins

from itslive_qgis.archive.granule import Granule
from tests.demo.user import User

JOB = json.loads(os.environ["ITSLIVE_DEMO"])
OUTPUT = Path(JOB["output"])
MIDDLE = datetime(2020, 1, 1, tzinfo=timezone.utc)


def say(**facts: object) -> None:
    """Tell the starter how far we are: it reads this file."""
    part = OUTPUT / "state.part"
    part.write_text(json.dumps(facts), encoding="utf-8")
    part.replace(OUTPUT / "state.json")


def granule(number: int) -> Granule:
    """One of the store's files, as a search would give it."""
    middle = MIDDLE + timedelta(days=number)
    return Granule(
        granule_id=f"granule-{number}",
        url=f"{JOB['url']}/granule-{number}.nc",
        mid_date=middle,
        date_1=middle - timedelta(days=8),
        date_2=middle + timedelta(days=8),
        separation_days=16.0,
        satellite="Landsat 8",
        percent_valid=50.0,
        epsg=32607,
        version="002",
        footprint={},
    )


def run() -> None:
    """Go on if the page offers it, begin if there is nothing, and wait for the end."""
    try:
        user = User(OUTPUT)
        user.press_action("itslive_open_dock")
        step = plugins["itslive_qgis"].job.download
        user.press("itslive_step_download")
        if (Path(JOB["folder"]) / "granules.jsonl").exists():
            user.type("itslive_folder", JOB["folder"])
            user.wait(step.is_paused, "the folder's queue", 60)
            counts = step.queue.totals().counts
            user.press("itslive_go_on")
        else:
            counts = {"waiting": 0, "paused": 0}
            user.type("itslive_folder", JOB["folder"])
            step.download([granule(number) for number in range(JOB["count"])])
        restored = counts["paused"] + counts["waiting"]
        say(phase="downloading", restored=restored)
        user.wait(lambda: not step.is_downloading(), "the end of the download", 600)
        failed = [str(each.error) for each in step.report.failed] if step.report else []
        said = user.find("itslive_summary").text()
        say(phase="done", restored=restored, said=said, failed=failed[:3])
    except Exception:
        say(phase="failed", error=traceback.format_exc())
        iface.mainWindow().grab().save(str(OUTPUT / "failure.png"))


QTimer.singleShot(500, run)
