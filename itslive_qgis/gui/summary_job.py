"""Ties the summary of a cube to the cube, to the map and to who opens its figure."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qgis.PyQt.QtCore import QObject, QUrl, pyqtSignal
from qgis.PyQt.QtGui import QDesktopServices

from ..errors import ItsliveError
from .free_path import free_path
from .map_layers import MapLayers
from .steps.base import Step
from .steps.cube import CubeStep
from .steps.summary import SummaryStep


class SummaryJob(QObject):
    """From the open cube to its rasters on the map.

    Signals:
        failed: rasters cannot be shown, an :class:`ItsliveError`.
        told: something went well, a sentence.
    """

    failed = pyqtSignal(object)
    told = pyqtSignal(str)

    def __init__(self, cube: CubeStep, layers: MapLayers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cube = cube
        self._layers = layers
        self.step = SummaryStep(self)
        cube.opened.connect(self.step.forget)
        self.step.about_to_write.connect(layers.summaries.release)
        self.step.made.connect(self._show)
        self.step.stopped.connect(self._restore)
        self.step.failed.connect(self._restore)
        self.step.figure.made.connect(self._open)

    def steps(self) -> tuple[Step, ...]:
        """What may run a task and fail."""
        return (self.step, self.step.figure)

    def suggested_folder(self, period: str) -> str:
        """Where the rasters would be written: beside the cube, in a folder not there yet."""
        cube = Path(self._cube.path)
        return str(free_path(cube.with_name(f"{cube.stem}_{period}"))) if self._cube.path else ""

    def summarize(self, output: str, choices: Mapping[str, Any], statistic: str) -> bool:
        """Summarize the open cube, as :meth:`SummaryStep.summarize` does."""
        return self.step.summarize(self._cube.path, output, choices, statistic)

    def _show(self) -> None:
        report = self.step.report or {}
        try:
            self._layers.show_summary(report, self.step.statistic, self.step.cube)
        except ItsliveError as error:
            self.failed.emit(error)
            return
        text = self.tr("{count} periods are on the map, as a group of layers with their times.")
        if len(report["periods"]) == 1:
            text = self.tr("1 period is on the map.")
        self.told.emit(text.format(count=len(report["periods"])))

    def _restore(self, *_: object) -> None:
        self._layers.summaries.restore()

    def _open(self, path: str) -> None:
        name = Path(path).name
        if QDesktopServices.openUrl(QUrl.fromLocalFile(path)):
            self.told.emit(self.tr("The figure is {name} beside the rasters.").format(name=name))
        else:
            text = self.tr("No program opens pictures here; the figure is {path}.")
            self.told.emit(text.format(path=path))
