"""Points of series as a layer."""

from __future__ import annotations

from qgis.core import QgsPointXY, QgsSymbolLayer, QgsVectorLayer

from itslive_qgis.layers.points import MapPoint, point_layer, write_points
from itslive_qgis.palette import POINT_COLOURS

POINTS = [MapPoint("trunk", -138.0, 58.9), MapPoint("rock", -138.1, 59.0, "#123456")]


def test_points_keep_name_place_and_colour(qgis_app):
    layer = point_layer(POINTS, "points")
    features = list(layer.getFeatures())
    assert [f.attributes() for f in features] == [
        ["trunk", -138.0, 58.9, POINT_COLOURS[0]],
        ["rock", -138.1, 59.0, "#123456"],
    ]
    assert features[0].geometry().asPoint() == QgsPointXY(-138.0, 58.9)


def test_a_written_layer_opens_styled_and_labelled(qgis_app, tmp_path):
    path = tmp_path / "points.gpkg"
    write_points(POINTS, path)
    layer = QgsVectorLayer(str(path), "again", "ogr")
    symbol = layer.renderer().symbol().symbolLayer(0)
    properties = symbol.dataDefinedProperties()
    fill = properties.property(QgsSymbolLayer.Property.PropertyFillColor)
    assert fill.field() == "color"
    assert layer.labelsEnabled()
    assert layer.labeling().settings().fieldName == "name"
    assert [f["color"] for f in layer.getFeatures()] == [POINT_COLOURS[0], "#123456"]
