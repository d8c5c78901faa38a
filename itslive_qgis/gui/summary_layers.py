"""Summaries of cubes in the project: one group each, and what a new summary replaces."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from qgis.core import QgsLayerTreeGroup, QgsProject, QgsRasterLayer
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject

from ..layers import released as release_of
from ..layers.group import add_group
from ..layers.rasters import layers_from_folder
from ..layers.released import ReleasedLayer
from ..layers.summaries import group_name, summary_layers

#: The rasters that the worker's ``summarize_cube`` writes.
_NAMES = re.compile(r"(velocity_.+|trend_and_season)\.tif")


class SummaryLayers(QObject):
    """Owns no layer and no group: the user may remove any of them at any time."""

    def __init__(self, project: QgsProject, parent_group: str, parent: QObject) -> None:
        """``parent_group``: name of the group that those of the summaries go into."""
        super().__init__(parent)
        self._project = project
        self._parent_group = parent_group
        self._groups: list[QgsLayerTreeGroup] = []
        self._released: list[tuple[Path, ReleasedLayer]] = []
        project.cleared.connect(self._forget)

    def release(self, folder: str) -> None:
        """Take out the rasters of an earlier summary in a folder, which a new one may replace.

        Windows replaces no file that is open. :meth:`restore` or :meth:`show` follows.
        """
        found = layers_from_folder(self._project, folder)
        rasters = [layer for layer in found if _NAMES.fullmatch(_file(layer).name)]
        files = [_file(layer) for layer in rasters]
        self._released += zip(files, release_of.release(self._project, rasters))

    def restore(self, replaced: frozenset[Path] = frozenset()) -> None:
        """Put back the layers of all files but those that were replaced."""
        taken, self._released = self._released, []
        for path, each in sorted(taken, key=lambda pair: pair[1].place):
            layer = release_of.reopened(each) if path not in replaced else None
            if layer is not None:
                release_of.put_back(self._project, each, layer)

    def show(self, report: dict[str, Any], statistic: str, cube: str) -> None:
        """Show the rasters of a summary as one group, which is seen alone of all summaries.

        Args:
            report: of the worker's ``summarize_cube``.
            statistic: one of ``summaries.STATISTICS``.
            cube: path of the cube.

        Raises:
            ItsliveError: GDAL cannot read a raster (code ``layer_unreadable``).
        """
        paths = (each["path"] for each in report["periods"])
        self.restore(frozenset(Path(each) for each in (*paths, report["trend"] or "")))
        for group in self._present():
            if not group.children():
                group.parent().removeChildNode(group)
        layers = summary_layers(report, statistic)
        self.hide()
        group = add_group(self._project, self._parent_group, group_name(cube), layers)
        self._groups = [*self._present(), group]

    def hide(self) -> None:
        """Show what lies below the summaries."""
        for group in self._present():
            group.setItemVisibilityChecked(False)

    def _present(self) -> list[QgsLayerTreeGroup]:
        return [group for group in self._groups if not sip.isdeleted(group)]

    def _forget(self) -> None:
        """What was taken out of one project does not belong into the next."""
        self._groups, self._released = [], []


def _file(layer: QgsRasterLayer) -> Path:
    return Path(layer.source())
