"""Run inside QGIS (as PYQGIS_STARTUP): open the plugin's dock, picture the window, report, quit.

The folder in ITSLIVE_SHOW_DOCK receives ``show_dock.json`` and ``show_dock.png``.
"""

from __future__ import annotations

import json
import os
import time
import traceback
from pathlib import Path

import qgis.utils
from qgis.core import Qgis
from qgis.PyQt.QtCore import QT_VERSION_STR, QCoreApplication, QTimer
from qgis.PyQt.QtWidgets import QAction, QApplication, QDialog, QDockWidget, QLabel, QTextEdit

PLUGIN = "itslive_qgis"
OUT = Path(os.environ["ITSLIVE_SHOW_DOCK"])
PATIENCE = 60  # seconds for the dock to appear
SIZE = (1380, 860)


def state(error: str = "") -> dict:
    """What can be seen of the plugin in this QGIS."""
    window = qgis.utils.iface.mainWindow() if qgis.utils.iface else None
    dock = window.findChild(QDockWidget, "ItsliveDock") if window else None
    return {
        "qgis": Qgis.QGIS_VERSION,
        "qt": QT_VERSION_STR,
        "plugin_loaded": PLUGIN in qgis.utils.plugins,
        "dock_visible": bool(dock and dock.isVisible() and not dock.visibleRegion().isEmpty()),
        "error": error,
    }


def pause(seconds: float) -> None:
    """Let QGIS work for a while."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        QCoreApplication.processEvents()
        time.sleep(0.02)


def show() -> dict:
    """Open the dock by its own action and wait until it is seen."""
    window = qgis.utils.iface.mainWindow()
    window.showNormal()
    window.setGeometry(0, 0, *SIZE)
    action = window.findChild(QAction, "itslive_open_dock")
    if action is None:
        return state("There is no action itslive_open_dock.")
    if not state()["dock_visible"]:
        action.trigger()
    until = time.monotonic() + PATIENCE
    while not state()["dock_visible"] and time.monotonic() < until:
        pause(0.1)
    pause(2)  # for the canvas and the dock's own first paint
    window.grab().save(str(OUT / "show_dock.png"))
    return state()


def write(report: dict) -> None:
    """Leave the report, whole or not at all."""
    part = OUT / "show_dock.json.part"
    part.write_text(json.dumps(report, indent=2) + "\n")
    part.replace(OUT / "show_dock.json")


def words_of(dialog: QDialog) -> str:
    """What a dialog says."""
    texts = [label.text() for label in dialog.findChildren(QLabel)]
    texts += [edit.toPlainText() for edit in dialog.findChildren(QTextEdit)]
    return "\n".join([dialog.windowTitle(), *texts])


def begin() -> None:
    """Wait for the main window; a dialog before it (a plugin that cannot load) ends the run."""
    dialog = QApplication.activeModalWidget()
    if dialog is not None:
        dialog.grab().save(str(OUT / "show_dock.png"))
        write(state(words_of(dialog)))
        os._exit(1)  # QGIS waits inside the dialog and would go on to wait for a user
    if qgis.utils.iface is None or not qgis.utils.iface.mainWindow().isVisible():
        QTimer.singleShot(200, begin)
        return
    try:
        report = show()
    except Exception:
        report = state(traceback.format_exc())
    write(report)
    leave()


def leave() -> None:
    """End QGIS; again and again, for the first calls may come before its event loop runs."""
    QTimer.singleShot(500, leave)
    QApplication.exit(0)


QTimer.singleShot(1000, begin)
