"""The Area page: where on the map."""

from __future__ import annotations

from qgis.core import QgsMapLayer, QgsMapLayerProxyModel, QgsVectorLayer
from qgis.gui import QgsMapLayerComboBox
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QHBoxLayout

from ...layers.footprints import is_footprint_layer
from .. import texts
from ..icons import icon, theme_icon
from ..job import Job
from ..map_work import MapWork
from ..steps.base import Step
from ..widgets import ActionButton, Card, Heading, Hint, Text
from .base import Page


class AreaPage(Page):
    """Four ways to an area, and what was chosen."""

    def __init__(self, job: Job, map_work: MapWork) -> None:
        super().__init__(job)
        self._map = map_work
        self.add_head(self.tr("Where?"), self.tr("The glacier, or the part of it, to look at."))
        self._build_ways()
        self._build_features()
        self._build_card()
        self.body.addStretch(1)
        job.area.changed.connect(self._show)
        job.area.running_changed.connect(self._show)
        map_work.tool_changed.connect(self._show)
        self._show()

    def _build_ways(self) -> None:
        self._polygon = self._way(
            self.tr("Draw a polygon"), icon("draw_polygon_area"), "itslive_draw_polygon"
        )
        self._rectangle = self._way(
            self.tr("Draw a rectangle"), icon("draw_rectangle_area"), "itslive_draw_rectangle"
        )
        self._extent = self._way(
            self.tr("Use the map's extent"), theme_icon("mActionZoomFullExtent"), "itslive_extent"
        )
        self._polygon.setCheckable(True)
        self._rectangle.setCheckable(True)
        for button in (self._polygon, self._rectangle, self._extent):
            self.body.addWidget(button)
        self._drawing = Hint()
        self.body.addWidget(self._drawing)
        self._polygon.clicked.connect(self._toggle_polygon)
        self._rectangle.clicked.connect(self._toggle_rectangle)
        self._extent.clicked.connect(self._map.use_extent)

    def _way(self, text: str, picture: QIcon, name: str) -> ActionButton:
        button = ActionButton(text)
        button.setObjectName(name)
        button.set_picture(picture)
        return button

    def _build_features(self) -> None:
        self.body.addSpacing(4)
        self.body.addWidget(Heading(self.tr("From a polygon layer")))
        row = QHBoxLayout()
        self._layer = QgsMapLayerComboBox()
        self._layer.setObjectName("itslive_area_layer")
        self._layer.setFilters(QgsMapLayerProxyModel.Filter.PolygonLayer)
        self._layer.setMinimumContentsLength(8)
        self.job.layers.layers_changed.connect(self._leave_out_footprints)
        self._leave_out_footprints()
        self._features = ActionButton(self.tr("Use"))
        self._features.setObjectName("itslive_use_features")
        row.addWidget(self._layer, 1)
        row.addWidget(self._features)
        self.body.addLayout(row)
        self._selection = Hint()
        self.body.addWidget(self._selection)
        self._watched: QgsVectorLayer | None = None
        self._layer.layerChanged.connect(self._watch)
        self._features.clicked.connect(self._use_features)
        self._watch(self._layer.currentLayer())

    def _build_card(self) -> None:
        self.body.addSpacing(4)
        self._card = Card()
        self._size = Heading()
        self._size.setObjectName("itslive_area_size")
        font = self._size.font()
        font.setPointSizeF(font.pointSizeF() * 1.4)
        self._size.setFont(font)
        self._place = Text()
        self._remarks = Text()
        self._remarks.setObjectName("itslive_area_remarks")
        self._clear = ActionButton(self.tr("Clear the area"))
        self._clear.setObjectName("itslive_clear_area")
        self._card.box.addWidget(self._size)
        self._card.box.addWidget(self._place)
        self._card.box.addWidget(self._remarks)
        self._card.box.addWidget(self._clear, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self._card)
        self._clear.clicked.connect(self.job.area.clear)

    def choose_layer(self, layer: QgsMapLayer | None) -> None:
        """Offer the layer that is active in QGIS, if it has polygons."""
        if isinstance(layer, QgsVectorLayer) and not is_footprint_layer(layer):
            self._layer.setLayer(layer)

    def steps(self) -> tuple[Step, ...]:
        """The area may be prepared in a task."""
        return (self.job.area,)

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

    def _toggle_polygon(self) -> None:
        if self._map.drawing_tool() is self._map.polygon_tool:
            self._map.put_tool_away()
        else:
            self._map.draw_polygon()

    def _toggle_rectangle(self) -> None:
        if self._map.drawing_tool() is self._map.rectangle_tool:
            self._map.put_tool_away()
        else:
            self._map.draw_rectangle()

    def _use_features(self) -> None:
        layer = self._layer.currentLayer()
        if isinstance(layer, QgsVectorLayer):
            self.job.area.set_features(layer)

    def _leave_out_footprints(self) -> None:
        """Footprints are what a search gave, not where to search."""
        self._layer.setExceptedLayerList(self.job.layers.footprint_layers())

    def _watch(self, layer: QgsMapLayer | None) -> None:
        """Say how many features are selected in the layer offered."""
        if self._watched is not None and not sip.isdeleted(self._watched):
            self._watched.selectionChanged.disconnect(self._show_selection)
        self._watched = layer if isinstance(layer, QgsVectorLayer) else None
        if self._watched is not None:
            self._watched.selectionChanged.connect(self._show_selection)
        self._show_selection()

    def _show_selection(self, *_: object) -> None:
        layer = self._layer.currentLayer()
        self._features.setEnabled(isinstance(layer, QgsVectorLayer))
        if not isinstance(layer, QgsVectorLayer):
            self._selection.setText(self.tr("The project has no polygon layer, e.g. outlines."))
            return
        count = layer.selectedFeatureCount()
        if count:
            text = self.tr("Selected features: {count}.").format(count=texts.number(count))
        else:
            text = self.tr("Nothing is selected: all features of the layer are taken.")
        self._selection.setText(text)

    def _show(self) -> None:
        area = self.job.area
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
        self._card.setVisible(area.is_done())
        self._remarks.setText("\n".join(area.remarks))
        self._remarks.setVisible(bool(area.remarks))
        if area.area is not None:
            self._size.setText(texts.area(area.km2))
            self._place.setText(texts.lon_lat_box(*area.area.bbox()))
        self.changed.emit()
