"""Run inside QGIS: enter a proxy in QGIS's own options dialog, as a user does, and leave QGIS."""

from __future__ import annotations

import json
import os
import sys
import traceback
from pathlib import Path

from qgis.core import QgsSettings
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QGroupBox,
    QLineEdit,
    QListWidget,
    QWidget,
)
from qgis.utils import iface

JOB = json.loads(os.environ["ITSLIVE_DEMO"])
OUTPUT = Path(JOB["output"])


def enter(dialog: QDialog) -> None:
    """Fill in the page of the network and press OK."""

    def find(kind: type[QWidget], name: str) -> QWidget:
        widget = dialog.findChild(kind, name)
        if widget is None:
            names = sorted({each.objectName() for each in dialog.findChildren(kind)})
            raise LookupError(f"no {name} among {names}")
        return widget

    def type_in(name: str, text: str) -> None:
        field = find(QLineEdit, name)
        field.clear()
        QTest.keyClicks(field, text)

    find(QGroupBox, "grpProxy").setChecked(True)
    kinds = find(QComboBox, "mProxyTypeComboBox")
    kinds.setCurrentIndex(kinds.findText(JOB["kind"]))
    type_in("leProxyHost", JOB["host"])
    type_in("leProxyPort", JOB["port"])
    type_in("txtUserName", JOB["user"])
    type_in("txtPassword", JOB["password"])
    for url in JOB["excluded"]:
        QTest.mouseClick(find(QAbstractButton, "mAddUrlPushButton"), Qt.MouseButton.LeftButton)
        entries = find(QListWidget, "mNoProxyUrlListWidget")
        entries.item(entries.count() - 1).setText(url)
    ok = find(QDialogButtonBox, "buttonBox").button(QDialogButtonBox.StandardButton.Ok)
    QTest.mouseClick(ok, Qt.MouseButton.LeftButton)


def act() -> None:
    """Open the dialog; what is in it happens while it blocks."""
    told: list[str] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is None:
            QTimer.singleShot(100, look)
            return
        try:
            enter(dialog)
        except Exception:
            told.append(traceback.format_exc())
            dialog.reject()

    QTimer.singleShot(100, look)
    iface.showOptionsDialog(iface.mainWindow(), "mOptionsPageNetwork")
    QgsSettings().sync()
    (OUTPUT / "told.txt").write_text("".join(told) or "entered", encoding="utf-8")
    iface.actionExit().trigger()


def main() -> None:
    """Begin when QGIS has started."""
    try:
        act()
    except Exception:
        (OUTPUT / "told.txt").write_text(traceback.format_exc(), encoding="utf-8")
        sys.stderr.flush()
        os._exit(1)


QTimer.singleShot(500, main)
