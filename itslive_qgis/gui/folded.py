"""A folded part of a page, whose title tells what is set in it."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.gui import QgsCollapsibleGroupBox
from qgis.PyQt.QtCore import QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QResizeEvent

from ..errors import ItsliveError
from . import texts
from .fields import Fields
from .widgets import SPACING, column

_BESIDE_TITLE = 48  # pixels that a folded group takes beside its title


class Folded(QgsCollapsibleGroupBox):
    """Groups of fields that few users need, folded at first.

    Signals:
        changed: something else is set.
    """

    changed = pyqtSignal()

    def __init__(self, name: str, plain: str, telling: str, groups: Sequence[Fields]) -> None:
        """``name`` of the object; ``plain`` title, and the ``telling`` one with ``{set}`` in it."""
        super().__init__()
        self.setObjectName(name)
        self._plain, self._telling = plain, telling
        self.groups = tuple(groups)
        self.body = column(self, margin=SPACING)
        for group in self.groups:
            self.body.addWidget(group)
            group.changed.connect(self._show)
            group.changed.connect(self.changed)
        self._show()
        self.setCollapsed(True)

    def summary(self) -> str:
        """What is set in few words; empty where all is as usual."""
        return texts.joined(*(group.summary() for group in self.groups))

    def check(self) -> ItsliveError | None:
        """The first that is wrong with the fields, shown; all that is is said beside them."""
        problems = [(group, group.check()) for group in self.groups]
        first = next(((each, error) for each, error in problems if error is not None), None)
        if first is None:
            return None
        self.setCollapsed(False)
        first[0].focus()
        return first[1]

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The title is cut to what there is, so it asks for nothing."""
        held = self.layout().totalMinimumSize()
        return QSize(held.width(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The title never widens the dock."""
        super().resizeEvent(event)
        self._show()

    def _show(self) -> None:
        told = self.summary()
        full = self._telling.format(set=told) if told else self._plain
        room = max(self.width() - _BESIDE_TITLE, 0)
        title = self.fontMetrics().elidedText(full, Qt.TextElideMode.ElideRight, room)
        if title != self.title():
            self.setTitle(title)
        self.setToolTip(full if title != full else "")
