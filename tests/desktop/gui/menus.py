"""Menus and dialogs, used by mouse and keys; a menu and a dialog keep the program until closed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QLineEdit,
    QMenu,
    QMessageBox,
    QToolButton,
)

_MOST_LOOKS = 300
_BETWEEN = 20  # milliseconds
LEFT = Qt.MouseButton.LeftButton


class Waiting:
    """Does something as soon as it can be done, from within whatever loop Qt is in."""

    def __init__(self, attempt: Callable[[], bool]) -> None:
        self.done = False
        self._attempt = attempt
        self._looks = 0
        self._again()

    def _again(self) -> None:
        QTimer.singleShot(_BETWEEN, self._look)

    def _look(self) -> None:
        self._looks += 1
        if self._attempt():
            self.done = True
        elif self._looks < _MOST_LOOKS:
            self._again()
        else:
            close_everything()


def close_everything() -> None:
    """So that a test fails instead of waiting for ever."""
    while QApplication.activePopupWidget() is not None:
        QApplication.activePopupWidget().close()
    if isinstance(QApplication.activeModalWidget(), QDialog):
        QApplication.activeModalWidget().reject()


def entries(button: QToolButton) -> list[str]:
    """The texts of a button's menu, opened for a look."""
    seen: list[str] = []

    def look() -> bool:
        menu = QApplication.activePopupWidget()
        if not isinstance(menu, QMenu):
            return False
        seen.extend(action.text() for action in menu.actions() if action.text())
        menu.close()
        return True

    waiting = Waiting(look)
    QTest.mouseClick(button, LEFT)
    assert waiting.done, "the menu did not open"
    return seen


def choose(button: QToolButton, *path: str, then: Waiting | None = None) -> None:
    """Click through a button's menu to the entry at the end of ``path`` (beginnings of texts)."""
    left = list(path)
    seen: list[str] = []

    def step() -> bool:
        menu = QApplication.activePopupWidget()
        if not isinstance(menu, QMenu):
            return False
        action = next((each for each in menu.actions() if each.text().startswith(left[0])), None)
        if action is None:
            seen[:] = [each.text() for each in menu.actions()]
            return False
        assert action.isEnabled(), f"{left[0]} is greyed"
        left.pop(0)
        QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())
        return not left

    def walk() -> bool:
        return step() and not left

    waiting = Waiting(walk)
    QTest.mouseClick(button, LEFT)
    assert waiting.done, f"there is no {left[0]} among {seen}"
    if then is not None:
        assert then.done, "the dialog did not come"


def choose_by_keys(button: QToolButton, downs: int, then: Waiting) -> None:
    """Open a button's menu by the space bar, go down so many entries, and press Enter."""

    def attempt() -> bool:
        menu = QApplication.activePopupWidget()
        if not isinstance(menu, QMenu):
            return False
        for _ in range(downs):
            QTest.keyClick(menu, Qt.Key.Key_Down)
        QTest.keyClick(menu, Qt.Key.Key_Return)
        return True

    waiting = Waiting(attempt)
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert waiting.done, "the menu did not open"
    assert then.done, "the dialog did not come"


def type_name(name: str) -> Waiting:
    """Type a name into the dialog that asks for one, and accept it."""

    def attempt() -> bool:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QDialog):
            return False
        edit = dialog.findChild(QLineEdit)
        edit.selectAll()
        QTest.keyClicks(edit, name)
        QTest.keyClick(edit, Qt.Key.Key_Return)
        return True

    return Waiting(attempt)


def choose_file(path: Path) -> Waiting:
    """Type a path into the file dialog, and accept it."""

    def attempt() -> bool:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QFileDialog):
            return False
        edit = dialog.findChild(QLineEdit, "fileNameEdit")
        edit.selectAll()
        QTest.keyClicks(edit, str(path))
        QTest.keyClick(edit, Qt.Key.Key_Return)
        return True

    return Waiting(attempt)


def answer(button: QMessageBox.StandardButton) -> Waiting:
    """Press a button of the question."""

    def attempt() -> bool:
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox):
            return False
        QTest.mouseClick(box.button(button), LEFT)
        return True

    return Waiting(attempt)
