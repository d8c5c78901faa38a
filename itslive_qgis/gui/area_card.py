"""The card that says what area was chosen."""

from __future__ import annotations

from qgis.PyQt.QtWidgets import QWidget

from . import texts
from .map_work import MapWork
from .steps.area import AreaStep
from .tiles import Tiles
from .widgets import ActionButton, Card, Heading, Hint, Text


class AreaCard(Card):
    """Size, cells, place and remarks of the area; to go there, and to clear it."""

    def __init__(self, area: AreaStep, map_work: MapWork, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._area = area
        self._title = Text()
        self._title.setObjectName("itslive_area_title")
        self._size = Heading()
        self._size.setObjectName("itslive_area_size")
        font = self._size.font()
        font.setPointSizeF(font.pointSizeF() * 1.4)
        self._size.setFont(font)
        self._cells = Text()
        self._cells.setObjectName("itslive_area_cells")
        self._place = Text()
        self._place.setObjectName("itslive_area_place")
        self._remarks = Hint()
        self._remarks.setObjectName("itslive_area_remarks")
        zoom = ActionButton(self.tr("Zoom to it"))
        zoom.setObjectName("itslive_zoom_to_area")
        zoom.clicked.connect(map_work.zoom_to_area)
        clear = ActionButton(self.tr("Clear the area"))
        clear.setObjectName("itslive_clear_area")
        clear.clicked.connect(area.clear)
        self.box.setSpacing(4)
        for text in (self._title, self._size, self._cells, self._place, self._remarks):
            self.box.addWidget(text)
        self.box.addSpacing(4)
        self.box.addWidget(Tiles((zoom, clear)))
        area.changed.connect(self.follow)
        self.follow()

    def follow(self) -> None:
        """Say what the area is now."""
        self.setVisible(self._area.is_done())
        if self._area.area is None:
            return
        self._title.setText(texts.breakable(self._area.title))
        self._title.setVisible(bool(self._area.title))
        self._size.setText(texts.area(self._area.km2))
        cells = self.tr("{count} cells of 120 m").format(count=texts.number(self._area.cells))
        self._cells.setText(cells)
        self._place.setText(texts.lon_lat_box(*self._area.area.bbox()))
        self._remarks.setText("\n".join(self._area.remarks))
        self._remarks.setVisible(bool(self._area.remarks))
