"""Suggestions for a glacier's name: from the shipped list, and from a layer of outlines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qgis.core import QgsVectorLayer
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QCoreApplication, pyqtSignal

from ...archive import glaciers
from ...archive.glaciers import Glacier
from ...layers.outlines import (
    NamedOutline,
    OutlineSource,
    best_named,
    name_fields,
    named_outlines,
)
from ...tasks.base import WorkTask
from .base import Step

_MOST = 30  # more nobody reads; further letters bring the list down

translate = QCoreApplication.translate


@dataclass(frozen=True)
class Suggestion:
    """A glacier that may be meant.

    Attributes:
        name: of the glacier.
        where: what tells it from another of its name: region, or id and layer.
        glacier: of the shipped list, or ``None`` for one of a layer.
        layer_id: of the layer, empty for one of the list.
        fid: of the layer's feature.
    """

    name: str
    where: str
    glacier: Glacier | None = None
    layer_id: str = ""
    fid: int = -1

    @property
    def text(self) -> str:
        """Name and where."""
        return f"{self.name}  \u00b7  {self.where}"


class GlacierNames(Step):
    """Knows the names in one layer, read in a task when they are first asked for.

    Signals:
        names_changed: the layer's names have been read, so the same text may find more.
    """

    names_changed = pyqtSignal()

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._layer: QgsVectorLayer | None = None
        self._names: tuple[NamedOutline, ...] | None = None

    def watch(self, layer: QgsVectorLayer | None) -> None:
        """Look into this layer from now on."""
        if layer is self._layer:
            return
        if self._layer is not None and not sip.isdeleted(self._layer):
            for signal in _signals(self._layer):
                signal.disconnect(self._forget)
        self._layer = layer
        self._forget()
        if layer is not None:
            for signal in _signals(layer):
                signal.connect(self._forget)

    def has_named_layer(self) -> bool:
        """Whether the layer has a field of names."""
        return self._has_layer() and bool(name_fields(self._layer.fields()))

    def suggestions(self, text: str) -> list[Suggestion]:
        """Glaciers that ``text`` may mean, the likeliest first, at most thirty.

        The first call with a layer begins to read its names; ``names_changed`` follows.
        """
        wanted = glaciers.folded(text)
        if not wanted:
            return []
        self._read_names()
        listed = [
            (
                glaciers.rank(wanted, [glaciers.folded(name) for name in each.names()]),
                _listed(each, text),
            )
            for each in glaciers.find(text)
        ]
        ranked = [*listed, *self._in_layer(wanted)]
        # Sorting is stable: at the same rank the list comes before the layer.
        return [each for _, each in sorted(ranked, key=lambda entry: entry[0])][:_MOST]

    def _in_layer(self, wanted: str) -> list[tuple[int, Suggestion]]:
        if self._names is None or not self._has_layer():
            return []
        layer_id, layer_name = self._layer.id(), self._layer.name()
        return [
            (rank, Suggestion(each.name, _where(layer_name, each), None, layer_id, each.fid))
            for rank, each in best_named(self._names, wanted, _MOST)
        ]

    def _read_names(self) -> None:
        if self._names is not None or self.is_running() or not self.has_named_layer():
            return
        source = OutlineSource.of(self._layer)
        title = translate("Tasks", "Read the names of glaciers")
        self.start(WorkTask(title, lambda monitor: named_outlines(source, monitor)), self._take)

    def _take(self, names: tuple[NamedOutline, ...]) -> None:
        self._names = names
        self.names_changed.emit()

    def _forget(self, *_: object) -> None:
        """The layer's names may be others now; they are read again when asked for."""
        was_running = self.is_running()
        self.dispose()
        self._names = None
        if was_running:
            self.running_changed.emit()

    def _has_layer(self) -> bool:
        return self._layer is not None and not sip.isdeleted(self._layer)


def _signals(layer: QgsVectorLayer) -> tuple[Any, ...]:
    return (
        layer.dataChanged,
        layer.subsetStringChanged,
        layer.updatedFields,
        layer.featureAdded,
        layer.featuresDeleted,
        layer.attributeValueChanged,
    )


def _listed(glacier: Glacier, text: str) -> Suggestion:
    """With the other name that the text fits, lest one wonder why it is suggested."""
    fitting = glaciers.fitting_name(text, glacier.names())
    parts = [glacier.region] if fitting == glacier.name else [fitting, glacier.region]
    return Suggestion(glacier.name, ", ".join(parts), glacier)


def _where(layer_name: str, outline: NamedOutline) -> str:
    return f"{outline.code}, {layer_name}" if outline.code else layer_name
