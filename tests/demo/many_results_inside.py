"""Run inside QGIS by ``python -m tests.demo.many_results``: act, and feel the window's pulse."""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from pathlib import Path

sys.path.append(os.environ["ITSLIVE_REPOSITORY"])

from qgis.core import QgsCoordinateReferenceSystem, QgsGeometry, QgsProject, QgsRectangle
from qgis.PyQt.QtCore import QEvent, QPoint, Qt, QTimer
from qgis.PyQt.QtGui import QMouseEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QWidget
from qgis.utils import iface, plugins

from tests.demo.pulse import Pulse
from tests.demo.user import LEFT, User

JOB = json.loads(os.environ["ITSLIVE_DEMO"])
OUTPUT = Path(JOB["output"])
ALONE = "the same on a layer of QGIS's own"


def memory() -> int:
    """Bytes this process holds."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


class Actions:
    """What a user does with many results."""

    def __init__(self, user: User, pulse: Pulse) -> None:
        self.user = user
        self.pulse = pulse
        self.search_step = plugins["itslive_qgis"].job.search
        self.outcome: dict = {}
        # Looking for a widget in QGIS's window takes longer than what is to be measured.
        self.table = user.find("itslive_results")
        self._found: dict[str, QWidget] = {}

    def press(self, name: str) -> None:
        """Click a button of the page, which is in view."""
        QTest.mouseClick(self._found[name], LEFT)

    def look_for(self, *names: str) -> None:
        """Find widgets before the clock runs."""
        for name in names:
            self._found[name] = self.user.reveal(self.user.find(name))

    def search(self, name: str) -> None:
        """Press Search and wait for the end."""
        started = time.perf_counter()
        times: dict[str, float] = {}
        model = self.table.model()
        model.rowsInserted.connect(
            lambda *_: times.setdefault("first_rows", time.perf_counter() - started)
        )
        self.user.press("itslive_step_criteria")
        before = memory()
        self.look_for("itslive_search")

        def act() -> None:
            self.press("itslive_search")
            # The heart beats by itself here: no loop of this script stands in its way.
            while self.search_step.is_running() and not self.search_step.arriving:
                QTest.qWait(20)
            while self.search_step.is_running():
                QTest.qWait(50)
            times["all_rows"] = time.perf_counter() - started

        self.pulse.of(name, act, 3000)
        count = len(self.search_step.granules())
        self.outcome.setdefault("bytes_per_granule", (memory() - before) / max(count, 1))
        for key, value in times.items():
            self.outcome.setdefault(key, value)

    def click_header(self, column: int) -> None:
        head = self.table.horizontalHeader()
        place = QPoint(head.sectionViewportPosition(column) + 20, head.height() // 2)
        self.table.scrollTo(self.table.model().index(0, column))
        place = QPoint(head.sectionViewportPosition(column) + 20, head.height() // 2)
        QTest.mouseClick(head.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, place)

    def click_row(self, row: int, modifier=Qt.KeyboardModifier.NoModifier) -> None:
        index = self.table.model().index(row, 0)
        self.table.scrollTo(index)
        place = self.table.visualRect(index).center()
        QTest.mouseClick(self.table.viewport(), LEFT, modifier, place)

    def select_all(self) -> None:
        self.table.setFocus()
        QTest.keyClick(self.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)

    def click_year(self, year: int) -> None:
        chart = self._found["itslive_years"]
        place = chart.place_of(year).toPoint()
        QTest.mouseClick(chart, LEFT, Qt.KeyboardModifier.NoModifier, place)

    def type_filter(self, text: str) -> None:
        field = self._found["itslive_filter"]
        field.setFocus()
        QTest.keyClicks(field, text, Qt.KeyboardModifier.NoModifier, 60)

    def zoom(self, factor: float) -> None:
        self.user.canvas.zoomByFactor(factor)

    def drag_selection(self) -> None:
        """Drag a rectangle over most of the map with QGIS's own selecting tool."""
        iface.actionSelectRectangle().trigger()
        view = self.user.canvas.viewport()
        start, end = QPoint(view.width() // 3, view.height() // 3), None
        end = QPoint(view.width() * 2 // 3, view.height() * 2 // 3)
        QTest.mousePress(view, LEFT, Qt.KeyboardModifier.NoModifier, start)
        for share in (0.3, 0.6, 1.0):
            place = start + (end - start) * share
            move = QMouseEvent(
                QEvent.Type.MouseMove,
                place,
                view.mapToGlobal(place),
                Qt.MouseButton.NoButton,
                LEFT,
                Qt.KeyboardModifier.NoModifier,
            )
            QApplication.sendEvent(view, move)
            QTest.qWait(20)
        QTest.mouseRelease(view, LEFT, Qt.KeyboardModifier.NoModifier, end)

    def select_in_layer(self, step: int) -> None:
        """As any tool of QGIS that selects features: every ``step``-th of the layer."""
        layer = iface.activeLayer()
        layer.selectByIds(list(range(1, layer.featureCount() + 1, step)))

    def everything(self) -> None:
        """Every action, one after the other."""
        pulse, user = self.pulse, self.user
        self.search("search: pages arrive and the end")
        user.picture("found")
        layer = next(
            each
            for each in QgsProject.instance().mapLayers().values()
            if each.name().startswith("Granules")
        )
        iface.setActiveLayer(layer)
        self.look_for("itslive_show_all", "itslive_years", "itslive_legend_Landsat 8")
        self.look_for("itslive_filter", "itslive_results")
        for column in (0, 1, 2, 3, 4, 8):
            pulse.of(f"sort by column {column}", lambda column=column: self.click_header(column))
        pulse.of("filter by typing", lambda: self.type_filter("lc08 2018"), 1500)
        user.picture("filtered")
        pulse.of("show all again", lambda: self.press("itslive_show_all"))
        pulse.of("select all", self.select_all)
        user.picture("all_selected")
        pulse.of("select one row", lambda: self.click_row(100))
        control = Qt.KeyboardModifier.ControlModifier
        pulse.of("clear the selection", lambda: self.click_row(100, control))
        pulse.of("click a year", lambda: self.click_year(2016))
        user.picture("one_year")
        pulse.of("click it again", lambda: self.click_year(2016))
        pulse.of("click a satellite", lambda: self.press("itslive_legend_Landsat 8"))
        pulse.of("click it again ", lambda: self.press("itslive_legend_Landsat 8"))
        pulse.of("zoom in while the map draws", lambda: self.zoom(0.5), 1500)
        pulse.of("zoom out while the map draws", lambda: self.zoom(2.0), 3000)
        pulse.of("every second selected in the layer", lambda: self.select_in_layer(2))
        pulse.of("sort with every second selected", lambda: self.click_header(1))
        pulse.of("one row after that", lambda: self.click_row(7))
        pulse.of("a rectangle dragged on the map", self.drag_selection, 3000)
        user.picture("dragged")
        copy = layer.clone()
        QgsProject.instance().addMapLayer(copy)
        iface.setActiveLayer(copy)
        user.rendered()
        pulse.of(ALONE, self.drag_selection, 3000)
        QgsProject.instance().removeMapLayer(copy.id())
        iface.setActiveLayer(layer)
        iface.actionPan().trigger()
        self.search("new search over the old")


def run() -> None:
    """Show the plugin in front of a map of the place, measure, report, leave."""
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
        user.canvas.setExtent(QgsRectangle(-280_000, -2_350_000, -80_000, -2_180_000))
        user.rendered()
        actions = Actions(user, Pulse())
        collections = actions.pulse.watch_collections()
        if JOB["watch"]:
            actions.pulse.watch(OUTPUT / "late.txt", JOB["watch"] / 1000)
        actions.everything()
        outcome = {**actions.outcome, "stalls": actions.pulse.stalls, "own": actions.pulse.own}
        outcome["collections"] = collections
        outcome["granules"] = len(job.search.granules())
    except Exception:
        outcome["error"] = traceback.format_exc()
        iface.mainWindow().grab().save(str(OUTPUT / "failure.png"))
    part = OUTPUT / "outcome.part"
    part.write_text(json.dumps(outcome, indent=2), encoding="utf-8")
    part.replace(OUTPUT / "outcome.json")  # whoever waits for it ends QGIS then


QTimer.singleShot(2500, run)
