"""Run inside QGIS by ``python -m tests.demo.downloads``: download, pause, cancel, and measure."""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.append(os.environ["ITSLIVE_REPOSITORY"])

from qgis.core import QgsCoordinateReferenceSystem, QgsGeometry, QgsProject, QgsRectangle
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtTest import QTest
from qgis.utils import iface, plugins

from tests.demo.pulse import Pulse
from tests.demo.user import LEFT, User

JOB = json.loads(os.environ["ITSLIVE_DEMO"])
OUTPUT = Path(JOB["output"])
SLOW = 300_000  # bytes per second of each connection, for pictures


def control(**settings: float) -> int:
    """Tell the server what to do; how many of our connections it sees open."""
    query = "&".join(f"{name}={value}" for name, value in settings.items())
    with urllib.request.urlopen(f"{JOB['server']}/control?{query}") as answer:
        return json.load(answer)["open"]


def open_connections() -> int:
    """As ``control`` tells, but the window is free while the server is asked."""
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(control)
        while not answer.done():
            QTest.qWait(2)
        return answer.result()


class Downloads:
    """What a user does with a download."""

    def __init__(self, user: User, pulse: Pulse) -> None:
        self.user = user
        self.pulse = pulse
        self.step = plugins["itslive_qgis"].job.download
        self.table = user.find("itslive_queue")
        self.ends: dict[str, tuple[float, float]] = {}
        self.seconds = 0.0

    def picture(self, name: str) -> None:
        self.user.picture(name)
        self.user.picture(f"{name}_dock", self.user.find("ItsliveDock"))

    def into(self, name: str) -> None:
        """Another folder."""
        self.step.set_folder(str(OUTPUT / name))
        QTest.qWait(200)

    def until_some_came(self, count: int) -> None:
        self.user.wait(lambda: self.step.queue.totals().counts["done"] >= count, "some granules")

    def wait_for_end(self) -> None:
        self.user.wait(lambda: not self.step.is_running(), "the end of the download", 300)

    def show_states(self) -> None:
        """Slowly, for the pictures: before, running, paused, failed, done."""
        self.into("shown")
        control(rate=SLOW, gone=40)
        self.picture("before")
        self.user.press("itslive_download")
        QTest.qWait(300)
        self.picture("begun")
        self.until_some_came(8)
        QTest.qWait(1500)
        self.picture("running")
        self.user.press("itslive_step_cube")
        QTest.qWait(400)
        self.picture("running_on_another_page")
        self.user.press("itslive_step_download")
        self.user.press("itslive_pause")
        self.wait_for_end()
        self.picture("paused")
        control(rate=0)
        self.user.press("itslive_go_on")
        self.wait_for_end()
        QTest.qWait(1500)
        self.picture("failed")
        control(gone=0)
        self.user.press("itslive_retry")
        self.wait_for_end()
        QTest.qWait(1500)
        self.picture("done")

    def whole(self) -> None:
        """All of it at full speed, and the table scrolled meanwhile."""
        self.into("granules")
        QTest.qWait(500)
        begin = self.user.reveal(self.user.find("itslive_download"))

        def act() -> None:
            started = time.perf_counter()
            QTest.mouseClick(begin, LEFT)
            rows = 0
            while self.step.is_running():
                QTest.qWait(100)
                rows = (rows + 25) % max(1, self.table.model().rowCount())
                self.table.scrollTo(self.table.model().index(rows, 0))
            self.seconds = time.perf_counter() - started

        self.pulse.of("8 downloads at a time, to the end", act, 3000)

    def stop(self, name: str, button: str, number: int, **settings: float) -> None:
        """Press a button in the midst of it; when the task and the sockets are gone."""
        folder = f"stopped_{number}"
        control(rate=SLOW, stall=0)
        self.into(folder)
        self.user.press("itslive_download")
        self.until_some_came(3)
        control(**settings)
        QTest.qWait(1500)
        press = self.user.find(button)
        times: list[float] = []

        def act() -> None:
            started = time.perf_counter()
            QTest.mouseClick(press, LEFT)
            while self.step.is_running():
                QTest.qWait(2)
            times.append(1000 * (time.perf_counter() - started))
            while open_connections() > 0 and time.perf_counter() - started < 10:
                QTest.qWait(10)
            times.append(1000 * (time.perf_counter() - started))

        self.pulse.of(name, act, 500)
        self.ends[name] = (times[0], times[1])
        control(rate=0, stall=0)

    def everything(self) -> None:
        self.whole()
        self.stop("Pause in the midst of files", "itslive_pause", 1)
        self.stop("Pause with every connection stalled", "itslive_pause", 2, stall=1)
        self.stop("Cancel all in the midst of files", "itslive_cancel_all", 3)
        self.stop("Cancel all with every connection stalled", "itslive_cancel_all", 4, stall=1)
        self.show_states()


def run() -> None:
    """Show the plugin, search, download, report, leave."""
    outcome: dict = {}
    try:
        user = User(OUTPUT)
        user.window.resize(1500, 940)
        user.press_action("itslive_open_dock")
        dock = user.find("ItsliveDock")
        user.window.resizeDocks([dock], [390], Qt.Orientation.Horizontal)
        QgsProject.instance().setCrs(QgsCoordinateReferenceSystem("EPSG:3413"))
        lon, lat = JOB["place"]
        box = QgsGeometry.fromRect(QgsRectangle(lon - 0.4, lat - 0.15, lon + 0.4, lat + 0.15))
        job = plugins["itslive_qgis"].job
        job.area.set_geometry(box, QgsCoordinateReferenceSystem("EPSG:4326"))
        user.wait(job.area.is_done, "the area")
        user.press("itslive_step_criteria")
        user.press("itslive_search")
        user.wait(lambda: job.search.is_done() and not job.search.is_running(), "the search")
        user.press("itslive_step_download")
        downloads = Downloads(user, Pulse())
        if JOB["watch"]:
            downloads.pulse.watch(OUTPUT / "late.txt", JOB["watch"] / 1000)
        if JOB["watch"]:
            downloads.whole()
        else:
            downloads.everything()
        outcome = {"stalls": downloads.pulse.stalls, "own": downloads.pulse.own}
        outcome["starved"] = downloads.pulse.starved
        outcome["ends"], outcome["seconds"] = downloads.ends, downloads.seconds
        outcome["files"] = len(list((OUTPUT / "granules").glob("*.nc")))
    except Exception:
        outcome["error"] = traceback.format_exc()
        iface.mainWindow().grab().save(str(OUTPUT / "failure.png"))
    part = OUTPUT / "outcome.part"
    part.write_text(json.dumps(outcome, indent=2), encoding="utf-8")
    part.replace(OUTPUT / "outcome.json")  # whoever waits for it ends QGIS then


QTimer.singleShot(2500, run)
