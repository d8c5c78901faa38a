"""The Area page: where on the map."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsCoordinateReferenceSystem, QgsMapLayer, QgsPointXY, QgsVectorLayer
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtGui import QDragEnterEvent, QDropEvent, QIcon
from qgis.PyQt.QtWidgets import QFileDialog, QWidget

from ...layers.outline_files import FILE_ENDINGS
from .. import texts
from ..area_card import AreaCard
from ..box_form import BoxForm
from ..glacier_search import GlacierSearch
from ..icons import icon, theme_icon
from ..job import Job
from ..map_work import MapWork
from ..outline_layers import OutlineLayers
from ..steps.base import Step
from ..tiles import Tiles
from ..widgets import ActionButton, Heading, Hint, reveal
from .base import Page


class AreaPage(Page):
    """What was chosen, and every way to choose."""

    def __init__(self, job: Job, map_work: MapWork) -> None:
        super().__init__(job)
        self._map = map_work
        self.setAcceptDrops(True)
        self.add_head(self.tr("Where?"), self.tr("The glacier, or the part of it, to look at."))
        self._card = AreaCard(job.area, map_work)
        self.body.addWidget(self._card)
        self._build_search()
        self._build_ways()
        self._build_outlines()
        self.body.addStretch(1)
        job.area.changed.connect(self._show)
        job.area.running_changed.connect(self._show)
        job.area.drawn.connect(self._reveal_card)
        job.outlines.changed.connect(self.changed)
        map_work.tool_changed.connect(self._show)
        map_work.glacier_clicked.connect(self._take_click)
        self._show()

    def _build_search(self) -> None:
        self.body.addWidget(Heading(self.tr("By name")))
        self._search = GlacierSearch(self.job.names)
        self._search.setObjectName("itslive_glacier_search")
        self._search.setPlaceholderText(self.tr("Name of a glacier, e.g. Helheim"))
        self._search.chosen.connect(self.job.outlines.take_suggestion)
        self._search.unknown.connect(self.job.outlines.refuse_name)
        self._searched = Hint()
        self._searched.setObjectName("itslive_searched_names")
        self.body.addWidget(self._search)
        self.body.addWidget(self._searched)

    def _build_ways(self) -> None:
        self.body.addSpacing(4)
        self.body.addWidget(Heading(self.tr("On the map")))
        self._polygon = self._way(
            self.tr("Draw a polygon"), icon("draw_polygon_area"), "itslive_draw_polygon"
        )
        self._rectangle = self._way(
            self.tr("Draw a rectangle"), icon("draw_rectangle_area"), "itslive_draw_rectangle"
        )
        self._extent = self._way(
            self.tr("Map's extent"), theme_icon("mActionZoomFullExtent"), "itslive_extent"
        )
        self._type = self._way(self.tr("Type a box"), icon("type_box"), "itslive_type_box")
        self._extent.setToolTip(self.tr("Take what the map shows now"))
        self._type.setToolTip(self.tr("Type or paste coordinates"))
        for button in (self._polygon, self._rectangle, self._type):
            button.setCheckable(True)
        self.body.addWidget(Tiles((self._polygon, self._rectangle, self._extent, self._type)))
        self._drawing = Hint()
        self._drawing.setObjectName("itslive_drawing_hint")
        self.body.addWidget(self._drawing)
        self._box = BoxForm()
        self._box.setVisible(False)
        self.body.addWidget(self._box)
        self._polygon.clicked.connect(self._toggle_polygon)
        self._rectangle.clicked.connect(self._toggle_rectangle)
        self._extent.clicked.connect(self._map.use_extent)
        self._type.toggled.connect(self._show_box)
        self._box.used.connect(self.job.outlines.take_box)

    def _way(self, text: str, picture: QIcon, name: str) -> ActionButton:
        button = ActionButton(text)
        button.setObjectName(name)
        button.set_picture(picture)
        return button

    def _build_outlines(self) -> None:
        self.body.addSpacing(4)
        self.body.addWidget(Heading(self.tr("From outlines")))
        self._outlines = OutlineLayers(self.job.layers)
        self.body.addWidget(self._outlines)
        self._clicking = Hint(
            self.tr("Click a glacier on the map. Its outline becomes the area. Esc gives up.")
        )
        self._clicking.setObjectName("itslive_clicking_hint")
        self.body.addWidget(self._clicking)
        self._outlines.layer_chosen.connect(self._use_names)
        self._outlines.features_wanted.connect(self.job.area.set_features)
        self._outlines.click_wanted.connect(self._toggle_click)
        self._outlines.file_wanted.connect(self._choose_file)
        self._use_names(self._outlines.current())

    def choose_layer(self, layer: QgsMapLayer | None) -> None:
        """Offer the layer that is active in QGIS, if it has polygons."""
        self._outlines.choose(layer)

    def steps(self) -> tuple[Step, ...]:
        """The area may be prepared in a task, after its outlines were read in another."""
        return (self.job.area, self.job.outlines)

    def is_done(self) -> bool:
        """Whether there is an area."""
        return self.job.area.is_done()

    def summary(self) -> str:
        """The area's size, and the next step."""
        if self.is_done():
            return self.tr("The area covers {size}. Next: say what to look for.").format(
                size=texts.area(self.job.area.km2)
            )
        return self.tr(
            "No area yet. With granules or a cube of your own, go to Download or Cube at once."
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """A single file may be dropped."""
        if _dropped_file(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Take the polygons of the dropped file."""
        path = _dropped_file(event)
        if path:
            event.acceptProposedAction()
            self.job.outlines.read_file(path)

    def _toggle_polygon(self) -> None:
        if self._map.drawing_tool() is self._map.polygon_tool:
            self._map.put_tool_away()
        else:
            self._map.draw_polygon()
            self._reveal(self._drawing)

    def _toggle_rectangle(self) -> None:
        if self._map.drawing_tool() is self._map.rectangle_tool:
            self._map.put_tool_away()
        else:
            self._map.draw_rectangle()
            self._reveal(self._drawing)

    def _toggle_click(self) -> None:
        if self._map.is_picking_glacier():
            self._map.put_tool_away()
        else:
            self._map.pick_glacier()
            self._reveal(self._clicking)

    def _take_click(self, point: QgsPointXY, crs: QgsCoordinateReferenceSystem) -> None:
        layer = self._outlines.current()
        if layer is not None:
            self.job.outlines.take_at(layer, point, crs)

    def _choose_file(self) -> None:
        endings = " ".join(f"*.{ending}" for ending in FILE_ENDINGS)
        kinds = self.tr("Outlines ({endings});;All files (*)").format(endings=endings)
        path, _kind = QFileDialog.getOpenFileName(self, self.tr("File of outlines"), "", kinds)
        if path:
            self.job.outlines.read_file(path)

    def _show_box(self, shown: bool) -> None:
        self._box.setVisible(shown)
        if shown:
            self._box.focus()
            self._reveal(self._box)

    def _use_names(self, layer: QgsVectorLayer | None) -> None:
        self.job.names.watch(layer)
        if layer is not None and self.job.names.has_named_layer():
            text = self.tr("Well-known glaciers, and those of the layer {name}.")
            self._searched.setText(text.format(name=texts.shortened(layer.name())))
        else:
            self._searched.setText(self.tr("Well-known glaciers of all regions."))
        if layer is None and self._map.is_picking_glacier():
            self._map.put_tool_away()

    def _reveal_card(self) -> None:
        self._reveal(self._card)

    def _reveal(self, widget: QWidget) -> None:
        """Once the page has made room for it."""
        QTimer.singleShot(0, lambda: reveal(widget))

    def _show(self) -> None:
        tool = self._map.drawing_tool()
        self._polygon.setChecked(tool is not None and tool is self._map.polygon_tool)
        self._rectangle.setChecked(tool is not None and tool is self._map.rectangle_tool)
        self._drawing.setVisible(tool is not None)
        if tool is self._map.polygon_tool:
            self._drawing.setText(
                self.tr(
                    "Click corner by corner on the map. A right click, double click or Enter "
                    "finishes; Backspace takes a corner back, Esc gives up."
                )
            )
        elif tool is not None:
            self._drawing.setText(self.tr("Drag over the map. Esc gives up."))
        self._outlines.show_picking(self._map.is_picking_glacier())
        self._clicking.setVisible(self._map.is_picking_glacier())
        self.changed.emit()


def _dropped_file(event: QDropEvent) -> str:
    """The path of the one file that is dragged, empty if it is anything else."""
    urls = event.mimeData().urls()
    path = urls[0].toLocalFile() if len(urls) == 1 else ""
    return path if path and Path(path).suffix.lower().lstrip(".") in FILE_ENDINGS else ""
