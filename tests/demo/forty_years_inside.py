"""Run inside QGIS by ``python -m tests.demo.forty_years``: click on three glaciers."""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from pathlib import Path

sys.path.append(os.environ["ITSLIVE_REPOSITORY"])

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
)
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtTest import QTest
from qgis.utils import iface, plugins

from tests.demo.user import User

JOB = json.loads(os.environ["ITSLIVE_DEMO"])
OUTPUT = Path(JOB["output"])
HALF = 12_000.0  # metres of the map around a point


def look_at(user: User, lon: float, lat: float) -> None:
    """Show the map around a place, in a projection that suits it."""
    epsg = 3413 if lat > 60 else 32600 + 100 * (lat < 0) + int((lon + 180) // 6) + 1
    crs = QgsCoordinateReferenceSystem(f"EPSG:{epsg}")
    globe = QgsCoordinateReferenceSystem("EPSG:4326")
    user.canvas.setDestinationCrs(crs)
    QgsProject.instance().setCrs(crs)
    place = QgsCoordinateTransform(globe, crs, QgsProject.instance()).transform(
        QgsPointXY(lon, lat)
    )
    x, y = place.x(), place.y()
    user.canvas.setExtent(QgsRectangle(x - HALF, y - HALF, x + HALF, y + HALF))
    user.canvas.refresh()
    QTest.qWait(500)


def choose(user: User, name: str, value: str) -> None:
    combo = user.find(f"itslive_plot_{name}")
    combo.setCurrentIndex(combo.findData(value))


def one(user: User, name: str, lon: float, lat: float) -> dict:
    """Click on a glacier and take pictures."""
    look_at(user, lon, lat)
    step = plugins["itslive_qgis"].job.series
    if step.points:
        user.press("itslive_remove_points")
    if not user.find("itslive_pick_points").isChecked():
        user.press("itslive_pick_points")
    began = time.monotonic()
    user.click_map(lon, lat)
    user.wait(lambda: step.points and not step.waiting(), f"the record of {name}", 120)
    seconds = time.monotonic() - began
    QTest.qWait(800)
    user.picture(f"{name}_beside_the_map")
    user.picture(f"{name}_plot", user.find("itslive_plot"))
    user.find("itslive_plot_curve_model").setChecked(True)
    user.find("itslive_plot_curve_annual").setChecked(True)
    curves = user.find("ItsliveDock")._plot.curves
    user.wait(lambda: len(curves.drawn) == 2, "the curves", 60)
    QTest.qWait(500)
    user.picture(f"{name}_curves", user.find("ItsliveDock"))
    said = user.find("itslive_plot_notes").text()
    for view in ("season", "histogram", "time"):
        choose(user, "view", view)
        QTest.qWait(400)
        if view != "time":
            user.picture(f"{name}_{view}", user.find("itslive_plot"))
    for kind in ("model", "annual"):
        user.find(f"itslive_plot_curve_{kind}").setChecked(False)
    (point,) = step.points
    return {"seconds": seconds, "values": len(point.series), "said": said.replace("\n", " | ")}


def run() -> None:
    outcome: dict = {"points": {}}
    try:
        user = User(OUTPUT)
        user.window.resize(1500, 940)
        user.press_action("itslive_open_dock")
        dock = user.find("ItsliveDock")
        user.window.resizeDocks([dock], [390], Qt.Orientation.Horizontal)
        user.press("itslive_step_plot")
        user.picture("before")
        for name, (lon, lat) in JOB["places"].items():
            outcome["points"][name] = one(user, name, lon, lat)
        dock.setFloating(True)
        dock.resize(1200, 900)
        QTest.qWait(800)
        user.find("itslive_plot_filters").setCollapsed(False)
        user.find("itslive_plot_curves").setCollapsed(False)
        QTest.qWait(500)
        user.picture("wide", dock)
    except Exception:
        outcome["error"] = traceback.format_exc()
        iface.mainWindow().grab().save(str(OUTPUT / "failure.png"))
    part = OUTPUT / "outcome.part"
    part.write_text(json.dumps(outcome, indent=2), encoding="utf-8")
    part.replace(OUTPUT / "outcome.json")  # whoever waits for it ends QGIS then


QTimer.singleShot(2500, run)
