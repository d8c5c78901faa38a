"""Buttons side by side, as many as fit: two columns in a usual dock, one in a narrow one."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QResizeEvent
from qgis.PyQt.QtWidgets import QGridLayout, QLayout, QSizePolicy, QWidget

_COLUMNS = 2
_GAP = 6


class Tiles(QWidget):
    """A grid of equally wide buttons that grows higher where it gets narrower."""

    def __init__(self, tiles: Sequence[QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tiles = tuple(tiles)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(_GAP)
        # The present columns must not keep the widget from getting narrower.
        self._grid.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._columns = 0
        self._shown: tuple[QWidget, ...] = ()
        for tile in self._tiles:
            tile.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            tile.setParent(self)
        self._arrange(_COLUMNS)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Take two columns if they fit."""
        super().resizeEvent(event)
        both = _COLUMNS * self._widest() + _GAP
        self._arrange(_COLUMNS if both <= event.size().width() else 1)

    def show_tile(self, tile: QWidget, shown: bool) -> None:
        """Show a button, or have the others take its place."""
        tile.setVisible(shown)
        self._arrange(self._columns)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As narrow as one column, as high as the present ones."""
        return QSize(self._widest(), self._grid.minimumSize().height())

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as two columns, as high as the present ones."""
        width = _COLUMNS * self._widest() + _GAP
        return QSize(width, self._grid.sizeHint().height())

    def _widest(self) -> int:
        return max(tile.sizeHint().width() for tile in self._tiles)

    def _arrange(self, columns: int) -> None:
        shown = tuple(tile for tile in self._tiles if not tile.isHidden())
        if (columns, shown) == (self._columns, self._shown):
            return
        self._columns, self._shown = columns, shown
        for tile in self._tiles:
            self._grid.removeWidget(tile)
        for number, tile in enumerate(shown):
            self._grid.addWidget(tile, number // columns, number % columns)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1 if min(columns, len(shown)) > 1 else 0)
        self.updateGeometry()
