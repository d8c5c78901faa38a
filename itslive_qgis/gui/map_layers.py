"""Puts the steps' results into the project as layers, and takes back what they replace."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsMapLayer,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from ..archive.granule import Granule
from ..errors import ItsliveError
from ..layers import footprints, group, points, rasters
from ..layers import released as release_of
from ..layers.folder_view import is_view_layer
from ..layers.released import ReleasedLayer
from ..layers.series_layer import describe_series, open_series
from .footprint_map import FootprintMap
from .summary_layers import SummaryLayers

GROUP_NAME = "ITS_LIVE"


_AFTER_QGIS = 40  # milliseconds


class MapLayers(QObject):
    """Owns no layer: it remembers them by id, since the user may remove any of them at any time.

    Signals:
        points_changed: the layer of points has come or gone.
        layers_changed: the project has other layers.
    """

    points_changed = pyqtSignal()
    layers_changed = pyqtSignal()

    def __init__(self, project: QgsProject, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project
        project.layersAdded.connect(self._after_adding)
        project.layersRemoved.connect(self._after_removal)
        project.cleared.connect(self._forget_released)
        self.footprints = FootprintMap(project, self._add, self)
        self.summaries = SummaryLayers(project, GROUP_NAME, self)
        self._cube_layer = ""
        self._typical = ""
        self._points = ""
        self._series = ""
        self._released: list[ReleasedLayer] = []

    def show_granules(self, granules: Sequence[Granule]) -> None:
        """Show the footprints of ``granules`` instead of those of the search before."""
        self.footprints.show(granules)

    def add(self, layer: QgsMapLayer) -> None:
        """Add a layer to the plugin's group."""
        self._add(layer)

    def footprint_layers(self) -> list[QgsMapLayer]:
        """Every layer of footprints in the project, those of earlier searches too."""
        layers = self._project.mapLayers().values()
        return [each for each in layers if footprints.is_footprint_layer(each)]

    def has_footprints(self) -> bool:
        """Whether the footprints of the last search or download are in the project."""
        return self.footprints.layer() is not None

    def show_cube(self, description: dict[str, Any], index: int) -> None:
        """Show one date of the cube, in the layer that shows this cube already if there is one."""
        layer = self._layer(self._cube_layer)
        if isinstance(layer, QgsRasterLayer) and self._reads(layer, description["path"]):
            rasters.show_cube_date(layer, description, index)
        else:
            layer = rasters.cube_layer(description, index)
            self._make_room(layer)
            self._show_alone("")  # an earlier cube under this one would show through its holes
            self._cube_layer = layer.id()
            self._add(layer)
        self._show_alone(self._cube_layer)

    def add_cube_date(self, description: dict[str, Any], index: int) -> None:
        """Add a layer of its own for one date of the cube, which later choices leave alone."""
        self._add(rasters.cube_layer(description, index))

    def show_typical_speed(self, path: str, description: dict[str, Any], alone: bool) -> None:
        """Put the raster of typical speed into the project.

        Args:
            path: of the raster.
            description: of the cube it was computed from.
            alone: show it now instead of the single date; otherwise it waits switched off.
        """
        layer = self._layer(self._typical)
        if not isinstance(layer, QgsRasterLayer) or not self._reads(layer, path):
            layer = rasters.typical_speed_layer(path, description)
            self._typical = layer.id()
            self._add(layer)
        self._show_alone(self._typical if alone else self._cube_layer)

    def show_summary(self, report: dict[str, Any], statistic: str, cube: str) -> None:
        """Show the summary of a cube, as :meth:`SummaryLayers.show` does, and nothing below it."""
        self.summaries.show(report, statistic, cube)
        self._show_alone("")

    def show_granule(self, path: str, header: dict[str, Any]) -> None:
        """Show the speed of one granule in its own projection."""
        self._add(rasters.granule_layer(path, header))

    def show_points(self, listed: Sequence[points.MapPoint], path: Path) -> None:
        """Write ``listed`` to the GeoPackage ``path`` and show it instead of the one before.

        Raises:
            ItsliveError: it cannot be written; the layer before is shown again then.
        """
        before = self.points_path()
        self._remove(self._points)
        try:
            self._use_points(points.write_points(listed, path))
        except ItsliveError:
            if before is not None:
                self._use_points(points.open_points(before))
            raise

    def _use_points(self, layer: QgsVectorLayer) -> None:
        layer.setName(self.tr("Points"))
        self._points = layer.id()
        self._add(layer)
        self.points_changed.emit()

    def points_path(self) -> Path | None:
        """The file of the layer of points, if it is in the project."""
        layer = self._layer(self._points)
        return Path(layer.source().partition("|")[0]) if layer is not None else None

    def has_points(self) -> bool:
        """Whether the points are in the project as a layer, with their labels."""
        return self._layer(self._points) is not None

    def show_series(self, part: Path, path: Path, has_pairs: bool) -> None:
        """Move the table of values from ``part`` to ``path`` and show it instead of the one before.

        Raises:
            OSError: it cannot be moved; the table before is shown again then.
        """
        before = self.series_path()
        layer = self._layer(self._series)
        had_pairs = layer is not None and bool(layer.temporalProperties().endField())
        self._remove(self._series)
        try:
            os.replace(part, path)
        except OSError:
            if before is not None:
                self._use_series(before, had_pairs)
            raise
        self._use_series(path, has_pairs)

    def _use_series(self, path: Path, has_pairs: bool) -> None:
        layer = open_series(path, self.tr("Velocities at the points"), has_pairs)
        describe_series(layer)
        self._series = layer.id()
        self._add(layer)

    def series_path(self) -> Path | None:
        """The file of the table of values, if it is in the project."""
        layer = self._layer(self._series)
        return Path(layer.source().partition("|")[0]) if layer is not None else None

    def release(self, path: str) -> None:
        """Take out the layers that read the cube ``path`` or its typical speed.

        Windows replaces no file that is open. :meth:`restore` or :meth:`reopen` follows.
        """
        if not path:
            return
        typical = Path(path).with_name(Path(path).stem + "_typical_speed.tif")
        layers = [
            layer
            for each in (path, typical)
            for layer in rasters.layers_from_file(self._project, each)
        ]
        self._released += release_of.release(self._project, layers)

    def restore(self) -> None:
        """Put the layers back as they were: their file was not replaced after all."""
        # From the first place to the last: each is counted among those before it.
        for each in sorted(self._take_released(), key=lambda each: each.place):
            layer = release_of.reopened(each)
            if layer is not None:
                release_of.put_back(self._project, each, layer)

    def reopen(self, description: dict[str, Any]) -> list[str]:
        """Open what the user kept of the cube before on the cube that replaced it.

        The layer of the chosen date and the typical speed are made anew for the new cube.

        Args:
            description: of the new cube.

        Returns:
            the names of kept layers whose date the new cube does not have; they are gone.
        """
        made_anew = (self._cube_layer, self._typical)
        kept = [each for each in self._take_released() if each.layer_id not in made_anew]
        return release_of.reopened_on(self._project, kept, description)

    def _take_released(self) -> list[ReleasedLayer]:
        taken, self._released = self._released, []
        return taken

    def _forget_released(self) -> None:
        """What was taken out of one project does not belong into the next."""
        self._released = []

    def _make_room(self, layer: QgsRasterLayer) -> None:
        """Prepare the map for a cube: without footprints above it, and undistorted.

        The projection is changed only in a project in degrees that has nothing but our layers.
        """
        layers = self._project.mapLayers().values()
        views = [each.id() for each in layers if is_view_layer(each)]
        for layer_id in (self.footprints.layer_id, *views):
            node = self._project.layerTreeRoot().findLayer(layer_id)
            if node is not None:
                node.setItemVisibilityChecked(False)
        own = self._project.layerTreeRoot().findGroup(GROUP_NAME)
        ours = set(own.findLayerIds()) if own is not None else set()
        if self._project.crs().isGeographic() and set(self._project.mapLayers()) <= ours:
            self._project.setCrs(layer.crs())

    def _add(self, layer: QgsMapLayer) -> None:
        crs = self._project.crs()
        is_first = not self._project.mapLayers()
        group.add_layers(self._project, GROUP_NAME, [layer])
        if is_first and crs.isValid():
            # QGIS is about to give the project the first layer's projection, footprints' degrees;
            # the user has drawn an area in this one and goes on in it.
            # Both take QGIS a while: in turns of their own.
            QTimer.singleShot(_AFTER_QGIS, lambda: self._restore(crs))

    def _restore(self, crs: QgsCoordinateReferenceSystem) -> None:
        if not sip.isdeleted(self):
            self._project.setCrs(crs)

    def _layer(self, layer_id: str) -> QgsMapLayer | None:
        layer = self._project.mapLayer(layer_id) if layer_id else None
        return None if layer is None or sip.isdeleted(layer) else layer

    def _remove(self, layer_id: str) -> None:
        if layer_id and self._project.mapLayer(layer_id) is not None:
            self._project.removeMapLayer(layer_id)

    def _after_adding(self, _layers: list[QgsMapLayer]) -> None:
        self.layers_changed.emit()

    def _after_removal(self, layer_ids: list[str]) -> None:
        self.layers_changed.emit()
        if self._points in layer_ids:
            self.points_changed.emit()

    def _reads(self, layer: QgsRasterLayer, path: str) -> bool:
        found = rasters.layers_from_file(self._project, path)
        return any(each.id() == layer.id() for each in found)

    def _show_alone(self, layer_id: str) -> None:
        """Of single date and typical speed show one: the holes of one would show the other."""
        for each in (self._cube_layer, self._typical):
            node = self._project.layerTreeRoot().findLayer(each) if each else None
            if node is not None:
                node.setItemVisibilityChecked(each == layer_id)
        if layer_id:
            self.summaries.hide()
