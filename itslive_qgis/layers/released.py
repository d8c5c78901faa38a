"""Layers taken out of the project while their file is replaced, and put back afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from qgis.core import (
    QgsLayerTreeGroup,
    QgsLayerTreeLayer,
    QgsMapLayer,
    QgsProject,
    QgsRasterLayer,
    QgsReadWriteContext,
    QgsVectorLayer,
)
from qgis.PyQt import sip
from qgis.PyQt.QtXml import QDomDocument

from .rasters import GRANULE


@dataclass(frozen=True)
class ReleasedLayer:
    """A layer that is out of the project for a while, and all it takes to put it back.

    Attributes:
        layer_id: its id, which it has again afterwards.
        name: as the user sees it.
        granule_id: of the image pair it shows; empty if it shows none.
        document: the layer as a project's file would hold it: source, style, metadata.
        node: its entry in the layer tree, ``None`` if it had none.
        group: the group that entry was in.
        place: of the entry in the group.
    """

    layer_id: str
    name: str
    granule_id: str
    document: QDomDocument
    node: QgsLayerTreeLayer | None
    group: QgsLayerTreeGroup | None
    place: int


def release(project: QgsProject, layers: Iterable[QgsMapLayer]) -> list[ReleasedLayer]:
    """Remove ``layers`` from ``project``: Windows replaces no file that is open."""
    released = [_released(project, layer) for layer in layers]
    for each in released:
        project.removeMapLayer(each.layer_id)
    return released


def reopened(released: ReleasedLayer) -> QgsMapLayer | None:
    """The layer as it was, not in the project yet; ``None`` if its file cannot be read."""
    element = released.document.documentElement()
    layer = QgsVectorLayer() if element.attribute("type") == "vector" else QgsRasterLayer()
    layer.readLayerXml(element, QgsReadWriteContext())
    return layer if layer.isValid() else None


def put_back(project: QgsProject, released: ReleasedLayer, layer: QgsMapLayer) -> None:
    """Add ``layer`` to ``project`` at the place ``released`` had in the layer tree."""
    project.addMapLayer(layer, False)
    if released.node is None:
        return
    group = released.group
    if group is None or sip.isdeleted(group):
        group = project.layerTreeRoot()
    released.node.resolveReferences(project)
    group.insertChildNode(min(released.place, len(group.children())), released.node)


def _released(project: QgsProject, layer: QgsMapLayer) -> ReleasedLayer:
    document = QDomDocument("layer")
    element = document.createElement("maplayer")
    document.appendChild(element)
    layer.writeLayerXml(element, document, QgsReadWriteContext())
    node = project.layerTreeRoot().findLayer(layer.id())
    group = node.parent() if node is not None else None
    return ReleasedLayer(
        layer.id(),
        layer.name(),
        str(layer.customProperty(GRANULE) or ""),
        document,
        node.clone() if node is not None else None,
        group,
        group.children().index(node) if group is not None else 0,
    )
