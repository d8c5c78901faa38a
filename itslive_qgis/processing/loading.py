"""Styles results when QGIS loads them into the project."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Any

from qgis.core import (
    QgsMapLayer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
    QgsProject,
)

from ..layers.group import move_to_group
from ..layers.rasters import best_index, cube_layer
from ..monitor import Monitor
from ..worker.client import Worker


class StyleOnLoad(QgsProcessingLayerPostProcessorInterface):
    """Styles a result when QGIS loads it into the project, in the main thread.

    Processing keeps no reference to it, so it holds itself until the layer is there.
    """

    _waiting: set[StyleOnLoad] = set()  # noqa: RUF012 - shared on purpose
    _most_waiting = 32

    def __init__(self, style: Any) -> None:
        super().__init__()
        self._style = style
        if len(self._waiting) >= self._most_waiting:
            # Runs without a desktop never load a layer; do not pile those up.
            self._waiting.clear()
        self._waiting.add(self)

    def postProcessLayer(
        self, layer: QgsMapLayer, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        """Called by Processing with the layer it has just loaded."""
        self._style(layer)
        layer.triggerRepaint()
        self._waiting.discard(self)


def style_when_loaded(context: QgsProcessingContext, destination: str, style: Any) -> None:
    """Let ``style(layer)`` run on the layer of ``destination`` if it is going to be loaded."""
    if context.willLoadLayerOnCompletion(destination):
        details = context.layerToLoadOnCompletionDetails(destination)
        details.setPostProcessor(StyleOnLoad(style))


class GroupOnLoad(QgsProcessingLayerPostProcessorInterface):
    """Moves a result into a group when QGIS has loaded it, in the main thread.

    QGIS has no groups of results before 3.32. Each layer needs one of its own, since the context
    deletes them with itself.
    """

    def __init__(self, project: QgsProject, name: str) -> None:
        super().__init__()
        self._project = project
        self._name = name

    def postProcessLayer(
        self, layer: QgsMapLayer, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        """Called by Processing with the layer it has just loaded."""
        move_to_group(self._project, self._name, layer)


#: Processing keeps no reference to them, and runs without a desktop never come to them: those of
#: the last runs are kept here.
_movers: deque[list[GroupOnLoad]] = deque(maxlen=64)


def load_as_group(context: QgsProcessingContext, layers: Sequence[QgsMapLayer], name: str) -> None:
    """Have layers loaded as one group, the first on top, when the run is over (in a desktop)."""
    project = context.project()
    if project is None:
        return
    _movers.append([])
    for number, layer in enumerate(layers):
        details = QgsProcessingContext.LayerDetails(layer.name(), project)
        if hasattr(details, "groupName"):
            details.groupName = name
            details.layerSortKey = -number
        else:
            _movers[-1].append(GroupOnLoad(project, name))
            details.setPostProcessor(_movers[-1][-1])
        context.temporaryLayerStore().addMapLayer(layer)
        context.addLayerToLoadOnCompletion(layer.id(), details)


def load_cube(worker: Worker, path: str, context: QgsProcessingContext, monitor: Monitor) -> None:
    """Have the best covered date loaded, styled, when the run is over (in a desktop)."""
    description = worker.call("describe_cube", {"path": path}, monitor)
    layer = cube_layer(description, best_index(description))
    details = QgsProcessingContext.LayerDetails(layer.name(), context.project(), "OUTPUT")
    context.temporaryLayerStore().addMapLayer(layer)
    context.addLayerToLoadOnCompletion(layer.id(), details)
