"""A user of the desktop QGIS: finds widgets, clicks, types, waits, and takes pictures.

Runs inside QGIS. Everything goes through mouse and key events to real widgets.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from qgis.core import QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsPointXY, QgsProject
from qgis.PyQt.QtCore import QPoint, QRect, Qt, QTimer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QFileDialog,
    QLineEdit,
    QScrollArea,
    QToolButton,
    QWidget,
)
from qgis.utils import iface

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
PATIENCE = 120


class User:
    """Works with the main window and one folder for pictures."""

    def __init__(self, pictures: Path) -> None:
        self.window = iface.mainWindow()
        self.canvas = iface.mapCanvas()
        self._pictures = pictures
        self._taken = 0

    def wait(self, until: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
        """Let QGIS work until something holds; fail with ``what`` was waited for."""
        limit = time.monotonic() + seconds
        while not until():
            if time.monotonic() > limit:
                raise TimeoutError(f"Waited {seconds} s for {what}.")
            QTest.qWait(50)

    def find(self, name: str) -> QWidget:
        """The widget with this object name."""
        widget = self.window.findChild(QWidget, name)
        if widget is None:
            raise LookupError(f"There is no widget {name}.")
        return widget

    def reveal(self, widget: QWidget) -> QWidget:
        """Scroll until the widget can be clicked."""
        parent = widget.parentWidget()
        while parent is not None:
            if isinstance(parent, QScrollArea):
                parent.ensureWidgetVisible(widget)
            parent = parent.parentWidget()
        QTest.qWait(100)
        return widget

    def press(self, name: str) -> None:
        """Click the enabled button with this object name."""
        button = self.find(name)
        self.wait(lambda: button.isVisible() and button.isEnabled(), f"{name} to be enabled", 20)
        self.reveal(button)
        if not isinstance(button, QAbstractButton):
            raise TypeError(f"{name} is no button.")
        QTest.mouseClick(button, LEFT)
        QTest.qWait(150)

    def press_action(self, name: str) -> None:
        """Click the tool button of the toolbar's action with this object name."""
        self.wait(lambda: self._tool_button(name), f"the tool button of {name}", 20)
        button = self._tool_button(name)
        QTest.mouseClick(button, LEFT)
        QTest.qWait(150)

    def _tool_button(self, name: str) -> QToolButton | None:
        for button in self.window.findChildren(QToolButton):
            action = button.defaultAction()
            if action is not None and action.objectName() == name and button.isVisible():
                return button
        return None

    def type(self, name: str, text: str) -> None:
        """Replace the text of an input by typing."""
        widget = self.reveal(self.find(name))
        edit = widget if isinstance(widget, QLineEdit) else widget.findChild(QLineEdit)
        QTest.mouseClick(edit, LEFT)
        edit.selectAll()
        QTest.keyClicks(edit, text)
        QTest.keyClick(edit, Qt.Key.Key_Tab)
        QTest.qWait(100)

    def pixel(self, lon: float, lat: float) -> QPoint:
        """Where a place of the Earth is on the canvas."""
        project = QgsProject.instance()
        globe = QgsCoordinateReferenceSystem("EPSG:4326")
        crs = self.canvas.mapSettings().destinationCrs()
        place = QgsCoordinateTransform(globe, crs, project).transform(QgsPointXY(lon, lat))
        return self.canvas.getCoordinateTransform().transform(place).toQPointF().toPoint()

    def click_map(self, lon: float, lat: float, button: Qt.MouseButton = LEFT) -> None:
        """Move over a place of the map and click it."""
        place = self.pixel(lon, lat)
        area: QRect = self.canvas.viewport().rect()
        if not area.contains(place):
            raise ValueError(f"{lon}, {lat} is not on the map: {place} outside {area}.")
        QTest.mouseMove(self.canvas.viewport(), place)
        QTest.mouseClick(self.canvas.viewport(), button, Qt.KeyboardModifier.NoModifier, place)
        QTest.qWait(100)

    def answer_file_dialog(self, path: Path, open_it: Callable[[], None]) -> None:
        """Do what opens a file dialog, type a path into it and press Enter."""
        failed: list[str] = []

        def answer() -> None:
            dialog = QApplication.activeModalWidget()
            if not isinstance(dialog, QFileDialog):
                failed.append(f"{type(dialog).__name__} instead of a file dialog")
                if isinstance(dialog, QDialog):
                    dialog.reject()
                return
            edit = dialog.findChild(QLineEdit, "fileNameEdit")
            edit.selectAll()
            QTest.keyClicks(edit, str(path))
            QTest.keyClick(edit, Qt.Key.Key_Return)

        QTimer.singleShot(1500, answer)
        open_it()
        if failed:
            raise RuntimeError(failed[0])

    def rendered(self) -> None:
        """Wait until the map is drawn."""
        QTest.qWait(300)
        self.wait(lambda: not self.canvas.isDrawing(), "the map to be drawn", 60)
        QTest.qWait(200)

    def picture(self, name: str, widget: QWidget | None = None) -> None:
        """Save a picture of a widget, numbered; of the whole window without one."""
        self.rendered()
        self._taken += 1
        target = widget or self.window
        path = self._pictures / f"{self._taken:02d}_{name}.png"
        if not target.grab().save(str(path)):
            raise OSError(f"The picture {path} could not be saved.")
