"""The points whose series are plotted, as a layer in the plot's colours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from qgis.core import (
    QgsFeature,
    QgsGeometry,
    QgsMarkerSymbol,
    QgsPalLayerSettings,
    QgsPointXY,
    QgsProperty,
    QgsSingleSymbolRenderer,
    QgsSymbolLayer,
    QgsTextBufferSettings,
    QgsTextFormat,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..palette import point_colour
from .fields import fields
from .footprints import write_styled
from .metadata import LayerFacts, describe_layer

TABLE = "points"
_FIELDS = {"name": "text", "lon": "number", "lat": "number", "color": "text"}


@dataclass(frozen=True)
class MapPoint:
    """A named point in longitude and latitude; ``color`` as ``#rrggbb`` or empty for the next."""

    name: str
    lon: float
    lat: float
    color: str = ""


def point_layer(points: Iterable[MapPoint], name: str) -> QgsVectorLayer:
    """A styled, labelled layer of ``points`` in memory (EPSG:4326)."""
    layer = QgsVectorLayer("Point?crs=EPSG:4326", name, "memory")
    layer.dataProvider().addAttributes(fields(_FIELDS).toList())
    layer.updateFields()
    layer.dataProvider().addFeatures(
        [_feature(layer, point, index) for index, point in enumerate(points)]
    )
    layer.updateExtents()
    _style(layer)
    text = QCoreApplication.translate("Points", "Points of velocity time series.")
    describe_layer(layer, LayerFacts(title=name, abstract=(text,)))
    return layer


def write_points(points: Iterable[MapPoint], path: str | Path) -> QgsVectorLayer:
    """Write a GeoPackage of points that opens styled everywhere; return its layer.

    Raises:
        ItsliveError: the file cannot be written (code ``not_written``).
    """
    path = Path(path).absolute()
    write_styled(point_layer(points, path.stem), path, TABLE)
    return open_points(path)


def open_points(path: Path) -> QgsVectorLayer:
    """The layer of points in a GeoPackage that :func:`write_points` wrote."""
    return QgsVectorLayer(f"{path.as_posix()}|layername={TABLE}", path.stem, "ogr")


def _feature(layer: QgsVectorLayer, point: MapPoint, index: int) -> QgsFeature:
    feature = QgsFeature(layer.fields())
    feature.setAttributes([point.name, point.lon, point.lat, point.color or point_colour(index)])
    feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(point.lon, point.lat)))
    return feature


def _style(layer: QgsVectorLayer) -> None:
    symbol = QgsMarkerSymbol.createSimple(
        {"name": "circle", "size": "3", "outline_color": "white", "outline_width": "0.4"}
    )
    symbol.symbolLayer(0).setDataDefinedProperty(
        QgsSymbolLayer.Property.PropertyFillColor, QgsProperty.fromField("color")
    )
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))
    halo = QgsTextBufferSettings()
    halo.setEnabled(True)
    text = QgsTextFormat()
    text.setBuffer(halo)
    settings = QgsPalLayerSettings()
    settings.fieldName = "name"
    settings.setFormat(text)
    layer.setLabeling(QgsVectorLayerSimpleLabeling(settings))
    layer.setLabelsEnabled(True)
