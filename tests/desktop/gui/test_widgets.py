"""The small widgets: chips that reflow, the wheel over fields, the done mark."""

from __future__ import annotations

import pytest
from qgis.PyQt.QtCore import QPoint, QPointF, Qt
from qgis.PyQt.QtGui import QWheelEvent
from qgis.PyQt.QtWidgets import QApplication, QSpinBox, QVBoxLayout, QWidget

from itslive_qgis.gui.chips import Chips
from itslive_qgis.gui.icons import done_icon, icon
from itslive_qgis.gui.widgets import scrolled

from .conftest import settle


@pytest.fixture
def chips(qgis_app):
    chips = Chips([(number, f"Satellite {number}") for number in range(6)], (3, 2, 1))
    chips.show()
    yield chips
    chips.deleteLater()


def test_all_chips_or_none_mean_no_limit(chips):
    assert chips.chosen() == ()
    chips.button(2).click()
    assert chips.chosen() == (2,)
    assert chips.texts() == ["Satellite 2"]
    for number in (0, 1, 3, 4, 5):
        chips.button(number).click()
    assert chips.chosen() == ()


def test_chips_take_as_many_columns_as_fit(chips):
    chips.resize(900, 100)
    settle()
    assert chips.button(0).y() == chips.button(2).y()
    chips.resize(chips.minimumSizeHint().width(), 300)
    settle()
    assert chips.button(0).y() < chips.button(1).y()


def test_the_wheel_changes_a_field_only_with_the_focus(qgis_app):
    page = QWidget()
    box = QSpinBox()
    QVBoxLayout(page).addWidget(box)
    area = scrolled(page)
    area.show()
    wheel = QWheelEvent(
        QPointF(5, 5),
        QPointF(box.mapToGlobal(QPoint(5, 5))),
        QPoint(0, 0),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    box.clearFocus()
    QApplication.sendEvent(box, wheel)
    assert box.value() == 0
    area.activateWindow()
    box.setFocus()
    settle()
    QApplication.sendEvent(box, wheel)
    assert box.value() == 1
    area.deleteLater()


def test_a_done_step_has_another_picture(qgis_app):
    plain = icon("cube").pixmap(24, 24).toImage()
    done = done_icon("cube").pixmap(24, 24).toImage()
    assert not plain.isNull()
    assert plain != done
