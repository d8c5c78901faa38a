"""The choice of a polygon layer, and the ways from it and from a file to an area."""

from __future__ import annotations

from qgis.core import QgsMapLayer, QgsMapLayerProxyModel, QgsVectorLayer, QgsWkbTypes
from qgis.gui import QgsMapLayerComboBox
from qgis.PyQt import sip
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QHBoxLayout, QWidget

from ..layers.footprints import is_footprint_layer
from . import texts
from .icons import icon, theme_icon
from .map_layers import MapLayers
from .tiles import Tiles
from .widgets import ActionButton, Hint, column


class OutlineLayers(QWidget):
    """Offers the project's polygon layers; without one only a file.

    Signals:
        layer_chosen: another layer, or ``None``.
        features_wanted: take the layer's selected features, or all.
        click_wanted: choose a glacier of the layer on the map, or do not any more.
        file_wanted: choose a file.
    """

    layer_chosen = pyqtSignal(object)
    features_wanted = pyqtSignal(object)
    click_wanted = pyqtSignal()
    file_wanted = pyqtSignal()

    def __init__(self, layers: MapLayers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layers = layers
        self._watched: QgsVectorLayer | None = None
        body = column(self)
        row = QHBoxLayout()
        self._layer = QgsMapLayerComboBox()
        self._layer.setObjectName("itslive_area_layer")
        self._layer.setFilters(QgsMapLayerProxyModel.Filter.PolygonLayer)
        self._layer.setMinimumContentsLength(8)
        self._layer.setToolTip(self.tr("A layer of outlines in the project, as of RGI or GLIMS"))
        self._features = ActionButton(self.tr("Use"))
        self._features.setObjectName("itslive_use_features")
        self._features.setToolTip(self.tr("Take the layer's selected features, or else all"))
        row.addWidget(self._layer, 1)
        row.addWidget(self._features)
        body.addLayout(row)
        self._selection = Hint()
        self._selection.setObjectName("itslive_area_selection")
        body.addWidget(self._selection)
        self._click = _way(self.tr("Click a glacier"), "itslive_click_glacier")
        self._click.set_picture(icon("click_glacier"))
        self._click.setCheckable(True)
        self._click.setToolTip(self.tr("Take the outline of this layer that you click on the map"))
        self._file = _way(self.tr("From a file\u2026"), "itslive_area_file")
        self._file.set_picture(theme_icon("mActionFileOpen"))
        self._file.setToolTip(
            self.tr("GeoJSON, shapefile, GeoPackage, KML\u2026; or drop the file on this page")
        )
        self._tiles = Tiles((self._click, self._file))
        body.addWidget(self._tiles)
        layers.layers_changed.connect(self._leave_out_footprints)
        self._layer.layerChanged.connect(self._watch)
        self._features.clicked.connect(lambda: self.features_wanted.emit(self.current()))
        self._click.clicked.connect(self.click_wanted)
        self._file.clicked.connect(self.file_wanted)
        self._leave_out_footprints()
        self._watch(self._layer.currentLayer())

    def current(self) -> QgsVectorLayer | None:
        """The chosen layer."""
        layer = self._layer.currentLayer()
        return layer if isinstance(layer, QgsVectorLayer) else None

    def choose(self, layer: QgsMapLayer | None) -> None:
        """Offer the layer that is active in QGIS, if it has polygons."""
        if not isinstance(layer, QgsVectorLayer) or is_footprint_layer(layer):
            return
        # The list would otherwise stand on no layer at all.
        if layer.geometryType() == QgsWkbTypes.GeometryType.PolygonGeometry:
            self._layer.setLayer(layer)

    def show_picking(self, on: bool) -> None:
        """Show whether a glacier is to be clicked on the map."""
        self._click.setChecked(on)

    def _leave_out_footprints(self) -> None:
        """Footprints are what a search gave, not where to search."""
        self._layer.setExceptedLayerList(self._layers.footprint_layers())

    def _watch(self, layer: QgsMapLayer | None) -> None:
        """Say how many features are selected in the layer offered."""
        if self._watched is not None and not sip.isdeleted(self._watched):
            self._watched.selectionChanged.disconnect(self._show_selection)
        self._watched = layer if isinstance(layer, QgsVectorLayer) else None
        if self._watched is not None:
            self._watched.selectionChanged.connect(self._show_selection)
        self._show_selection()
        self.layer_chosen.emit(self._watched)

    def _show_selection(self, *_: object) -> None:
        layer = self.current()
        has_layer = layer is not None
        self._features.setEnabled(has_layer)
        for widget in (self._layer, self._features):
            widget.setVisible(has_layer)
        self._tiles.show_tile(self._click, has_layer)
        if layer is None:
            text = self.tr(
                "With a layer of outlines in the project, such as RGI or GLIMS, you can also click "
                "a glacier on the map and find it by its name."
            )
        elif layer.selectedFeatureCount():
            count = texts.number(layer.selectedFeatureCount())
            text = self.tr("Selected features: {count}.").format(count=count)
        else:
            text = self.tr("Nothing is selected: all features of the layer are taken.")
        self._selection.setText(text)


def _way(text: str, name: str) -> ActionButton:
    button = ActionButton(text)
    button.setObjectName(name)
    return button
