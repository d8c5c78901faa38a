"""Styles results when QGIS loads them into the project."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsMapLayer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
)


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
