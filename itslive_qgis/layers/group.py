"""Results go into one named group of the layer tree, in an order in which all can be seen."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable

from qgis.core import (
    QgsLayerTreeGroup,
    QgsLayerTreeLayer,
    QgsMapLayer,
    QgsMapLayerLegendUtils,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QCoreApplication

_POINTS, _LINES, _POLYGONS, _RASTERS, _TABLES = range(5)


def add_layers(
    project: QgsProject, group_name: str, layers: Iterable[QgsMapLayer]
) -> QgsLayerTreeGroup:
    """Add ``layers`` to the group ``group_name``, made on top of the tree if it is not there.

    Points lie above lines, outlines and rasters; among equals the newest lies on top. Legends of
    rasters are open, others folded. The project owns the layers afterwards.
    """
    root = project.layerTreeRoot()
    group = root.findGroup(group_name) or root.insertGroup(0, group_name)
    for layer in layers:
        project.addMapLayer(layer, False)
        node = QgsLayerTreeLayer(layer)
        # A speed without its legend says nothing; satellites' colours are known or looked up.
        node.setExpanded(isinstance(layer, QgsRasterLayer))
        if isinstance(layer, QgsRasterLayer):
            _name_legend(node)
        group.insertChildNode(_place_of(group, _rank(layer)), node)
    return group


def add_group(
    project: QgsProject, parent_name: str, name: str, layers: Iterable[QgsMapLayer]
) -> QgsLayerTreeGroup:
    """Add rasters in their order as a group of their own, above the other rasters of a group.

    A name that is taken gets a number. The first legend is open, which is that of the others, too.

    Args:
        project: owns the layers afterwards.
        parent_name: of the group that it goes into, made as by :func:`add_layers`.
        name: of the new group.
        layers: the uppermost first.
    """
    root = project.layerTreeRoot()
    parent = root.findGroup(parent_name) or root.insertGroup(0, parent_name)
    names = (f"{name} ({number})" if number > 1 else name for number in itertools.count(1))
    free = next(each for each in names if root.findGroup(each) is None)
    group = parent.insertGroup(_place_of(parent, _RASTERS), free)
    for place, layer in enumerate(layers):
        project.addMapLayer(layer, False)
        node = group.addLayer(layer)
        node.setExpanded(place == 0)
        if layer.temporalProperties().isActive():  # a trend has none, and is no speed
            _name_legend(node)
    return group


def move_to_group(project: QgsProject, group_name: str, layer: QgsMapLayer) -> None:
    """Move a layer of the project into a group, made on top of the tree if it is not there.

    The newest is on top, by the begin of its time range; what has none lies below.
    """
    root = project.layerTreeRoot()
    node = root.findLayer(layer.id())
    if node is None:
        return
    group = root.findGroup(group_name) or root.insertGroup(0, group_name)
    others = [child.layer() for child in group.children() if isinstance(child, QgsLayerTreeLayer)]
    newer = [each for each in others if each is not None and _begin(each) >= _begin(layer)]
    copy = node.clone()
    group.insertChildNode(len(newer), copy)
    node.parent().removeChildNode(node)


def _name_legend(node: QgsLayerTreeLayer) -> None:
    """The legend's first line is GDAL's name of the band, with a raw number for its date."""
    title = QCoreApplication.translate("LayerGroup", "Speed (m/yr)")
    QgsMapLayerLegendUtils.setLegendNodeUserLabel(node, 0, title)


def _begin(layer: QgsMapLayer) -> float:
    """When a raster's time range begins, in seconds; before all others if it has none."""
    temporal = layer.temporalProperties()
    if not isinstance(layer, QgsRasterLayer) or not temporal.isActive():
        return -math.inf
    return temporal.fixedTemporalRange().begin().toMSecsSinceEpoch() / 1000


def _place_of(group: QgsLayerTreeGroup, rank: int) -> int:
    for position, child in enumerate(group.children()):
        if isinstance(child, QgsLayerTreeLayer) and child.layer() is None:
            continue
        # Groups in it are of rasters.
        is_layer = isinstance(child, QgsLayerTreeLayer)
        if (_rank(child.layer()) if is_layer else _RASTERS) >= rank:
            return position
    return len(group.children())


def _rank(layer: QgsMapLayer) -> int:
    if not isinstance(layer, QgsVectorLayer):
        return _RASTERS
    return {
        QgsWkbTypes.GeometryType.PointGeometry: _POINTS,
        QgsWkbTypes.GeometryType.LineGeometry: _LINES,
        QgsWkbTypes.GeometryType.PolygonGeometry: _POLYGONS,
    }.get(layer.geometryType(), _TABLES)
