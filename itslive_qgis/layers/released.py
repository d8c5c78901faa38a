"""Layers taken out of the project while their file is replaced, and put back afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

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

from .rasters import GRANULE, follow_date


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


def reopened_on(
    project: QgsProject, released: Iterable[ReleasedLayer], description: dict[str, Any]
) -> list[str]:
    """Put layers back on the cube that has taken the place of theirs, each with its own date.

    Args:
        project: which they were taken out of.
        released: the layers.
        description: of the new cube, as the worker's ``describe_cube`` gives it.

    Returns:
        the names of those whose date the new cube does not have; they are gone.
    """
    dates = {pair["granule_id"]: index for index, pair in enumerate(description["layers"])}
    gone = []
    # From the first place to the last: each is counted among those before it.
    for each in sorted(released, key=lambda each: each.place):
        layer = reopened(each)
        index = dates.get(each.granule_id)
        if layer is None or (each.granule_id and index is None):
            gone.append(each.name)
            continue
        if index is not None:
            follow_date(layer, description, index)
        put_back(project, each, layer)
    return gone


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
