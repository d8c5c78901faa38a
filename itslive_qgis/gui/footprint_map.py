"""The footprints on the map, in step with the table and without searching the layer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Callable

from qgis.core import (
    QgsFeature,
    QgsFeatureRequest,
    QgsMapLayer,
    QgsProject,
    QgsVectorLayer,
)
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from ..archive.findings import Key, key_of
from ..archive.granule import Granule
from ..archive.granule_filter import GranuleFilter
from ..layers import footprints
from .slices import Slices

_PIECE = 100  # granules or features at a time
_COMPARED = 1000  # granules at a time
_BETWEEN_PAINTS = 2000  # milliseconds; drawing thousands of outlines takes processors for itself


class FootprintMap(QObject):
    """One layer of footprints, remembered by its id: the user may remove it at any time.

    Args:
        project: where the layer lies.
        add: puts a layer into the project.

    Signals:
        selected: keys of the granules selected in the layer, a set.
    """

    selected = pyqtSignal(object)

    def __init__(
        self,
        project: QgsProject,
        add: Callable[[QgsMapLayer], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._project = project
        self._add = add
        self.layer_id = ""
        self._features: dict[Key, int] = {}
        self._keys: dict[int, Key] = {}
        self._satellites: set[str] = set()
        self._filter = GranuleFilter()
        self._selected: frozenset[Key] = frozenset()
        self._is_users = False
        self._following = False
        self._slices = Slices(self)
        self._leaving = Slices(self)
        self._paint = QTimer(self)
        self._paint.setSingleShot(True)
        self._paint.setInterval(_BETWEEN_PAINTS)
        self._paint.timeout.connect(self._repaint)
        # In a turn of its own: QGIS has enough to do with thousands of selected features.
        self._told = QTimer(self)
        self._told.setSingleShot(True)
        self._told.setInterval(0)
        self._told.timeout.connect(self._tell_selection)

    def layer(self) -> QgsVectorLayer | None:
        """The layer, None if there is none any more."""
        layer = self._project.mapLayer(self.layer_id) if self.layer_id else None
        return layer if isinstance(layer, QgsVectorLayer) and not sip.isdeleted(layer) else None

    def clear(self) -> None:
        """Take the layer away, and forget filter and selection with it."""
        # Letting go of 20,000 footprints takes QGIS a while, beside whatever else is cleared now.
        self._take_away(soon=True)
        self._filter = GranuleFilter()
        self._selected = frozenset()

    def is_settled(self) -> bool:
        """Whether the layer shows all it is to show."""
        return self._slices.is_idle() and self._leaving.is_idle()

    def add(self, granules: Sequence[Granule], features: Sequence[QgsFeature]) -> None:
        """Show these granules too. ``features`` are theirs, made by ``footprint_features``."""
        if not granules:
            return
        if self._is_users:
            self._take_away()
        layer = self.layer() or self._made()
        self._style(layer, {each.satellite for each in granules})
        _, added = layer.dataProvider().addFeatures(list(features))
        for granule, feature in zip(granules, added):
            self._remember(key_of(granule), feature.id())
        layer.updateExtents()
        if not self._paint.isActive():
            self._paint.start()

    def show(self, granules: Sequence[Granule]) -> None:
        """Show these granules and no others; those that are there already stay as they are."""
        layer = self.layer()
        if layer is None or layer.providerType() != "memory":
            self._take_away()
        if not granules:
            self.clear()
            return
        self._slices.push(self._become(granules))

    def select(self, keys: Iterable[Key]) -> None:
        """Select these granules in the layer, and in one that takes its place."""
        self._selected = frozenset(keys)
        layer = self.layer()
        if layer is None:
            return
        features = self._features
        ids = {features[key] for key in self._selected if key in features}
        if ids != set(layer.selectedFeatureIds()):
            self._following = True
            layer.selectByIds(list(ids))
            self._following = False

    def set_filter(self, shown: GranuleFilter) -> None:
        """Draw those that pass the filter only."""
        self._filter = shown
        layer = self.layer()
        if layer is not None:
            footprints.show_only(layer, shown)

    def _made(self) -> QgsVectorLayer:
        self._forget()
        layer = footprints.empty_footprint_layer(self.tr("Granules of the last search"))
        footprints.describe_footprints(layer, ())
        self._satellites = set()
        self._take(layer)
        return layer

    def _take_away(self, soon: bool = False) -> None:
        """Let go of the layer; one that the user has put elsewhere stays where it is.

        Args:
            soon: the project gives it up piece by piece, while the window answers.
        """
        self._slices.clear()
        self._told.stop()
        layer, is_users = self.layer(), self._is_users
        self.layer_id, self._is_users = "", False
        self._forget()
        self._satellites = set()
        if layer is None:
            return
        # Of a project that was opened anew the layer has the same id, but nobody listens to it.
        with suppress(TypeError):
            layer.selectionChanged.disconnect(self._take_selection)
            layer.dataSourceChanged.disconnect(self._leave_to_user)
        if is_users:
            return
        if soon:
            self._leaving.push(self._empty(layer.id()))
        else:
            self._project.removeMapLayer(layer.id())

    def _empty(self, layer_id: str) -> Iterator[None]:
        """Take features out of a layer, then the layer: all at once takes a tenth of a second."""
        yield
        layer = self._project.mapLayer(layer_id)
        numbers = list(layer.allFeatureIds()) if layer is not None else []
        for first in range(0, len(numbers), _PIECE):
            yield
            layer = self._project.mapLayer(layer_id)
            if layer is None:
                return
            layer.dataProvider().deleteFeatures(numbers[first : first + _PIECE])
        yield
        self._project.removeMapLayer(layer_id)

    def _leave_to_user(self) -> None:
        """QGIS's "Make permanent" has put the layer into a file, where features are renumbered."""
        layer = self.layer()
        if layer is not None:
            self._is_users = True
            self._forget()
            self._slices.clear()
            self._slices.push(self._read(layer))

    def _take(self, layer: QgsVectorLayer) -> None:
        layer.selectionChanged.connect(self._take_selection)
        layer.dataSourceChanged.connect(self._leave_to_user)
        self.layer_id = layer.id()
        self._add(layer)

    def _style(self, layer: QgsVectorLayer, satellites: set[str]) -> None:
        """Give satellites that are new a colour and a line in the legend."""
        if not satellites <= self._satellites:
            self._satellites |= satellites
            footprints.style_footprints(layer, self._satellites)
            footprints.show_only(layer, self._filter)

    def _become(self, granules: Sequence[Granule]) -> Iterator[None]:
        """Drop what is not wanted any more, add what is missing."""
        wanted: set[Key] = set()
        missing: list[Granule] = []
        for first in range(0, len(granules), _COMPARED):
            # First of all: whoever told of the granules has others to tell.
            yield
            for granule in granules[first : first + _COMPARED]:
                key = key_of(granule)
                wanted.add(key)
                if key not in self._features:
                    missing.append(granule)
        yield
        gone = [key for key in self._features if key not in wanted]
        yield
        layer = self.layer()
        for first in range(0, len(gone) if layer is not None else 0, _PIECE):
            keys = gone[first : first + _PIECE]
            numbers = [self._features.pop(key) for key in keys]
            for number in numbers:
                del self._keys[number]
            if self.layer() is None:
                return
            layer.dataProvider().deleteFeatures(numbers)
            yield
        for first in range(0, len(missing), _PIECE):
            piece = missing[first : first + _PIECE]
            self.add(piece, footprints.footprint_features(piece))
            yield
        layer = self.layer()
        if layer is not None:
            footprints.describe_footprints(layer, granules)
            layer.updateExtents()
            self.select(self._selected)
            self._repaint()

    def _read(self, layer: QgsVectorLayer) -> Iterator[None]:
        """Learn which feature of a file is which granule."""
        request = QgsFeatureRequest()
        request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
        request.setSubsetOfAttributes(["granule_id", "url"], layer.fields())
        for number, feature in enumerate(layer.getFeatures(request)):
            self._remember((feature["granule_id"], feature["url"]), feature.id())
            if number % _PIECE == 0:
                yield
                if self.layer() is None:
                    return
        self.select(self._selected)

    def _remember(self, key: Key, number: int) -> None:
        self._features[key] = number
        self._keys[number] = key

    def _forget(self) -> None:
        self._features = {}
        self._keys = {}

    def _repaint(self) -> None:
        layer = self.layer()
        if layer is not None:
            layer.triggerRepaint()

    def _take_selection(self) -> None:
        if not self._following:
            self._told.start()

    def _tell_selection(self) -> None:
        layer = self.layer()
        if layer is None:
            return
        keys = self._keys
        chosen = layer.selectedFeatureIds()
        self.selected.emit(frozenset([keys[number] for number in chosen if number in keys]))
