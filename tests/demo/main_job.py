"""The main job in the desktop QGIS, from the ZIP to the saved project.

``qgis --code`` runs this file inside QGIS; ``python -m tests.demo`` starts it and tells it by the
environment variable ``ITSLIVE_DEMO`` (JSON) what to do.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from pathlib import Path

sys.path.append(os.environ["ITSLIVE_REPOSITORY"])

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
)
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtTest import QTest
from qgis.utils import iface, plugins

from tests.demo.batch import Batch
from tests.demo.user import RIGHT, User

JOB = json.loads(os.environ["ITSLIVE_DEMO"])
OUTPUT = Path(JOB["output"])


def install_zip(user: User) -> None:
    """As the plugin manager's page *Install from ZIP* does."""
    import pyplugin_installer

    pyplugin_installer.instance().installFromZipFile(JOB["zip"])
    user.wait(lambda: "itslive_qgis" in plugins, "the plugin to be loaded", 30)
    import itslive_qgis

    if not Path(itslive_qgis.__file__).is_relative_to(JOB["profile"]):
        raise RuntimeError(f"The plugin came from {itslive_qgis.__file__}, not from the ZIP.")


def show_the_region(user: User) -> None:
    """A new project in the glacier's own projection, as its user would have it open."""
    iface.newProject()
    project = QgsProject.instance()
    project.setCrs(QgsCoordinateReferenceSystem(JOB["crs"]))
    user.canvas.setExtent(QgsRectangle(*JOB["extent"]))
    user.canvas.refresh()
    user.rendered()


def arrange(user: User) -> None:
    """A window of the usual size; the panels that are not needed closed."""
    user.window.resize(1500, 940)
    for name in ("Browser", "Browser2", "undo", "LayerOrder"):
        panel = user.window.findChild(type(user.window.findChild(object, name)), name)
        if panel is not None:
            panel.close()
    QTest.qWait(300)


def draw_area(user: User) -> None:
    user.press_action("itslive_open_dock")
    user.wait(lambda: user.find("ItsliveDock").isVisible(), "the dock", 10)
    dock = user.find("ItsliveDock")
    user.window.resizeDocks([dock], [430], Qt.Orientation.Horizontal)
    show_the_region(user)
    user.picture("start")
    user.press("itslive_draw_polygon")
    for lon, lat in JOB["polygon"]:
        user.click_map(lon, lat)
    user.click_map(*JOB["polygon"][-1], button=RIGHT)
    user.picture("area")


def search(user: User) -> None:
    user.press("itslive_next")
    user.type("itslive_max_separation", str(JOB["max_separation"]))
    if JOB.get("max_per_year"):
        user.type("itslive_max_per_year", str(JOB["max_per_year"]))
    user.picture("criteria")
    user.press("itslive_search")
    table = user.find("itslive_results")
    user.wait(lambda: table.model().rowCount() > 0, "granules in the table")
    user.picture("results")


def download(user: User) -> None:
    user.press("itslive_next")
    user.type("itslive_folder", str(OUTPUT / "granules"))
    user.press("itslive_download")
    next_button = user.find("itslive_next")
    cancel = user.find("itslive_cancel")
    user.wait(lambda: list((OUTPUT / "granules").glob("*.nc")), "the first granule")
    user.wait(lambda: next_button.isVisible() and not cancel.isVisible(), "the download", 1800)
    user.picture("download")


def build(user: User) -> None:
    user.press("itslive_next")
    user.type("itslive_cube_output", str(OUTPUT / "cube.nc"))
    user.press("itslive_build")
    typical = OUTPUT / "cube_typical_speed.tif"
    user.wait(typical.exists, "the cube and its typical speed", 1800)
    user.wait(lambda: not user.find("itslive_cancel").isVisible(), "the work to end")
    user.picture("cube")


def plot(user: User) -> None:
    user.press("itslive_next")
    if not user.find("itslive_pick_points").isChecked():
        user.press("itslive_pick_points")
    for lon, lat in JOB["points"]:
        user.click_map(lon, lat)
        user.wait(lambda: not user.find("itslive_cancel").isVisible(), "the series")
    user.wait(lambda: user.find("itslive_csv").isEnabled(), "the plot", 60)
    QTest.qWait(800)
    user.picture("plot_beside_the_map")
    user.picture("plot", user.find("itslive_plot"))
    user.picture("map", user.canvas)
    user.picture("dock", user.find("ItsliveDock"))
    user.answer_file_dialog(OUTPUT / "velocities.csv", lambda: user.press("itslive_csv"))
    user.wait((OUTPUT / "velocities.csv").exists, "the CSV", 30)
    user.wait(lambda: not user.find("itslive_cancel").isVisible(), "the export")
    user.press("itslive_add_points")


def save(user: User) -> None:
    path = OUTPUT / "itslive.qgz"
    user.answer_file_dialog(path, lambda: iface.actionSaveProject().trigger())
    user.wait(path.exists, "the project", 30)


def batch(user: User) -> None:
    """Cubes of parts of the area: by the dock's steps, then by QGIS's batch dialog."""
    folder = OUTPUT / "batch"
    folder.mkdir()
    job = plugins["itslive_qgis"].job
    rows = []
    for part, ring in JOB.get("parts", {}).items():
        drawn = QgsGeometry.fromPolygonXY([[QgsPointXY(*corner) for corner in ring]])
        job.area.set_geometry(drawn, QgsCoordinateReferenceSystem("EPSG:4326"))
        user.wait(lambda: not job.area.is_running(), "the area")
        file = folder / f"{part}.geojson"
        file.write_text(json.dumps(job.area.area.geojson()), encoding="utf-8")
        output = str(folder / f"dock_{part}.nc")
        job.cube.build(job.download.inputs(), output, job.area.area)
        user.wait(lambda: not job.cube.is_running(), "the cube of a part")
        user.wait(lambda: not job.cube.typical.is_running(), "its typical speed")
        if job.cube.error is not None:
            raise job.cube.error
        row = {"INPUT": str(OUTPUT / "granules"), "AREA": str(file), "LOAD": True}
        rows.append({**row, "OUTPUT": str(folder / f"batch_{part}.nc")})
    if rows:
        algorithm = QgsApplication.processingRegistry().algorithmById("itslive:buildcube")
        dialog = Batch(algorithm, user.window)
        dialog.fill(rows)
        user.picture("batch", dialog.dialog)
        log = dialog.run()
        (folder / "batch.log").write_text(log, encoding="utf-8")
        user.picture("batch_done", dialog.dialog)
        dialog.dialog.close()
        user.picture("batch_on_the_map")


def run() -> None:
    """The job, and a word about how it went."""
    outcome = {"ok": False}
    try:
        user = User(OUTPUT)
        arrange(user)
        install_zip(user)
        for step in (draw_area, search, download, build, plot, save, batch):
            outcome["step"] = step.__name__
            step(user)
        layers = QgsProject.instance().mapLayers().values()
        outcome.update(ok=True, layers=[layer.name() for layer in layers])
    except Exception:
        outcome["error"] = traceback.format_exc()
        iface.mainWindow().grab().save(str(OUTPUT / "failure.png"))
    (OUTPUT / "outcome.json").write_text(json.dumps(outcome, indent=2), encoding="utf-8")
    QgsProject.instance().setDirty(False)
    QTimer.singleShot(0, iface.actionExit().trigger)


QTimer.singleShot(2500, run)
