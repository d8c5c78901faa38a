"""Run inside QGIS by ``python -m tests.demo.plot_speed``: use the plot, and feel the pulse."""

from __future__ import annotations

import gc
import json
import os
import sys
import time
import traceback
from pathlib import Path

sys.path.append(os.environ["ITSLIVE_REPOSITORY"])

import matplotlib
import numpy as np
from qgis.core import Qgis, QgsApplication
from qgis.PyQt.QtCore import QEvent, QPoint, QPointF, Qt, QTimer
from qgis.PyQt.QtGui import QMouseEvent, QWheelEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication
from qgis.utils import iface, plugins

from itslive_qgis.gui.steps.series import SeriesPoint
from tests.demo.plot_values import PLACE, record
from tests.demo.pulse import Pulse
from tests.demo.user import LEFT, User

JOB = json.loads(os.environ["ITSLIVE_DEMO"])
OUTPUT = Path(JOB["output"])
NO_KEY = Qt.KeyboardModifier.NoModifier
STEPS = 8
WIDE = (1400, 900)


class Plot:
    """What a user does with a plot of many values."""

    def __init__(self, user: User, pulse: Pulse) -> None:
        self.user = user
        self.pulse = pulse
        self.job = plugins["itslive_qgis"].job
        self.series = record(JOB["values"])
        self.lookup = 0.0
        self.collections = pulse.watch_collections()
        self.collected: dict[str, list[float]] = {}
        self.beside: dict[str, tuple[float, float]] = {}
        self.canvas = user.find("itslive_plot")
        self.dock = user.find("ItsliveDock")
        self.slider = user.find("itslive_plot_separation_slider")

    def step(self, name: str, act) -> None:
        """Feel the pulse of it, and note whether Python collected all garbage meanwhile."""
        before = len(self.collections)
        self.pulse.of(name, act)
        self.collected[name] = self.collections[before:]

    def show(self, *series) -> None:
        """As if these records had just been read."""
        self.job.series.points = tuple(
            SeriesPoint(number + 1, *PLACE, each, True) for number, each in enumerate(series)
        )
        self.job.series.changed.emit()

    def move(self, place: QPoint, button=Qt.MouseButton.NoButton) -> None:
        """Move the pointer, with a button held."""
        where = self.canvas.mapToGlobal(place)
        event = QMouseEvent(
            QEvent.Type.MouseMove, QPointF(place), QPointF(where), Qt.MouseButton.NoButton, button,
            NO_KEY,
        )  # fmt: skip
        QApplication.sendEvent(self.canvas, event)

    def drag(self) -> None:
        """Pan in steps, each drawn before the next."""
        start = self.canvas.rect().center()
        QTest.mousePress(self.canvas, LEFT, NO_KEY, start)
        for step in range(1, STEPS + 1):
            self.move(start + QPoint(-6 * step, 2 * step), LEFT)
            QTest.qWait(120)
        QTest.mouseRelease(self.canvas, LEFT, NO_KEY, start + QPoint(-6 * STEPS, 2 * STEPS))

    def wheel(self, turns: int) -> None:
        """Zoom about a place right of the middle, a step for each turn."""
        place = QPointF(self.canvas.width() * 0.7, self.canvas.height() * 0.55)
        for _ in range(abs(turns)):
            delta = QPoint(0, 120 if turns > 0 else -120)
            event = QWheelEvent(
                place, QPointF(self.canvas.mapToGlobal(place.toPoint())), QPoint(), delta,
                Qt.MouseButton.NoButton, NO_KEY, Qt.ScrollPhase.NoScrollPhase, False,
            )  # fmt: skip
            QApplication.sendEvent(self.canvas, event)
            QTest.qWait(120)

    def filter(self) -> None:
        """Drag the limit of separations down."""
        for days in range(118, 118 - 3 * STEPS, -3):
            self.slider.setValue(days)
            QTest.qWait(120)

    def hover(self) -> None:
        """Sweep over the values."""
        for x in np.linspace(0.2, 0.9, 20):
            self.move(QPoint(round(self.canvas.width() * x), round(self.canvas.height() * 0.6)))
            QTest.qWait(30)

    def time_lookups(self) -> None:
        """The longest of many searches for the value under the pointer."""
        box = self.canvas.figure.axes[0].bbox
        for x, y in np.random.default_rng(1).uniform(0, 1, (300, 2)):
            begin = time.thread_time()
            self.canvas.found_at(box.x0 + x * box.width, box.y0 + y * box.height)
            self.lookup = max(self.lookup, 1000 * (time.thread_time() - begin))

    def reset(self) -> None:
        """Everything in view, and the limit where it was."""
        self.canvas.reset_view()
        self.slider.setValue(120)
        QTest.qWait(300)

    def use(self, where: str) -> None:
        """Every step, timed."""
        step = self.step
        self.job.series.clear()
        QTest.qWait(300)
        step(f"{where}: first paint", lambda: self.show(self.series))
        self.user.picture(f"{where}_all", self.dock)
        step(f"{where}: pan", self.drag)
        step(f"{where}: zoom in", lambda: self.wheel(STEPS))
        self.user.picture(f"{where}_zoomed", self.dock)
        step(f"{where}: pan, zoomed in", self.drag)
        step(f"{where}: zoom out", lambda: self.wheel(-STEPS))
        self.reset()
        step(f"{where}: filter", self.filter)
        self.reset()
        step(f"{where}: pointer", self.hover)
        self.time_lookups()
        self.move(QPoint(1, 1))
        self.compare(where)

    def compare(self, where: str) -> None:
        """The same values in a plain errorbar of the same size."""
        data = self.dock._plot.data
        figure = matplotlib.figure.Figure()
        theirs = type(self.canvas).__mro__[1](figure)
        theirs.resize(self.canvas.width(), self.canvas.height())
        theirs.show()
        QTest.qWait(200)
        begin = time.perf_counter()
        axes = figure.add_subplot()
        for group in data.groups:
            axes.errorbar(
                group.days, group.v, yerr=group.error, xerr=group.half, fmt="o", markersize=3,
                color=group.colour, elinewidth=0.8, alpha=0.4,
            )  # fmt: skip
        axes.xaxis_date()
        theirs.draw()
        first = 1000 * (time.perf_counter() - begin)
        axes.set_xlim(*(np.array(axes.get_xlim()) + 30))
        begin = time.perf_counter()
        theirs.draw()
        again = 1000 * (time.perf_counter() - begin)
        theirs.close()
        axes.clear()
        gc.collect()  # a million of objects of theirs
        begin = time.perf_counter()
        self.canvas.show_data(data)
        self.canvas.draw()
        ours = 1000 * (time.perf_counter() - begin)
        self.canvas.pan(self.canvas.limits(), 0.01, 0.0)
        begin = time.perf_counter()
        self.canvas.draw()
        self.beside[f"{where}: first"] = (ours, first)
        self.beside[f"{where}: pan"] = (1000 * (time.perf_counter() - begin), again)
        self.canvas.reset_view()
        QTest.qWait(300)

    def other_looks(self) -> None:
        """Pictures of what else the plot shows."""
        user, canvas = self.user, self.canvas
        for name, changes in (
            ("season", {"view": "season"}),
            ("histogram", {"view": "histogram"}),
            ("histogram_separations", {"of": "separation"}),
            ("time_again", {"view": "time", "of": "v"}),
        ):
            canvas.show_as(**changes)
            user.picture(name, self.dock)
        self.show(record(40))
        user.picture("forty_values", self.dock)
        self.show(record(2500), record(2500, seed=2))
        user.picture("two_points", self.dock)


def floating(user: User, size: tuple[int, int]) -> None:
    """The dock as a window of its own."""
    dock = user.find("ItsliveDock")
    dock.setFloating(True)
    dock.resize(*size)
    QTest.qWait(500)


def run() -> None:
    """Open the Plot page, measure in the dock and in a wide window, report."""
    outcome: dict = {}
    try:
        user = User(OUTPUT)
        user.window.resize(1500, 940)
        user.press_action("itslive_open_dock")
        dock = user.find("ItsliveDock")
        user.window.resizeDocks([dock], [390], Qt.Orientation.Horizontal)
        user.press("itslive_step_plot")
        plot = Plot(user, Pulse())
        plot.canvas.show_as(errors=True)
        plot.use("dock")
        floating(user, WIDE)
        plot.use("wide")
        outcome["sizes"] = {"wide": [plot.canvas.width(), plot.canvas.height()]}
        dock.setFloating(False)
        user.window.resizeDocks([dock], [390], Qt.Orientation.Horizontal)
        QTest.qWait(500)
        outcome["sizes"]["dock"] = [plot.canvas.width(), plot.canvas.height()]
        plot.other_looks()
        QgsApplication.setUITheme("Night Mapping")
        plot.show(plot.series)
        user.picture("dark_all", dock)
        plot.show(record(40))
        user.picture("dark_forty_values", dock)
        outcome.update(
            values=JOB["values"],
            qgis=Qgis.QGIS_VERSION,
            matplotlib=matplotlib.__version__,
            stalls=plot.pulse.stalls,
            own=plot.pulse.own,
            starved=plot.pulse.starved,
            lookup=round(plot.lookup, 3),
            beside_errorbar=plot.beside,
            collected=plot.collected,
        )
    except Exception:
        outcome["error"] = traceback.format_exc()
        iface.mainWindow().grab().save(str(OUTPUT / "failure.png"))
    part = OUTPUT / "outcome.part"
    part.write_text(json.dumps(outcome, indent=2), encoding="utf-8")
    part.replace(OUTPUT / "outcome.json")  # whoever waits for it ends QGIS then


QTimer.singleShot(2500, run)
