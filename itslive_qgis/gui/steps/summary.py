"""The summary step: rasters of a cube's years, seasons or months, and their figure."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qgis.PyQt.QtCore import QCoreApplication, pyqtSignal

from ... import settings
from ...errors import ItsliveError
from ...layers.summaries import MEAN, panel_writer
from ...monitor import Monitor
from ...tasks.base import WorkTask
from ...tasks.cube import summarize_task
from .base import Step

translate = QCoreApplication.translate


class SummaryStep(Step):
    """Holds the report of the worker's ``summarize_cube``, and which statistic is shown of it.

    Signals:
        about_to_write: rasters in this folder may be replaced; whoever has them open lets go.
        made: the rasters are there.
    """

    about_to_write = pyqtSignal(str)
    made = pyqtSignal()

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.report: dict[str, Any] | None = None
        self.cube = ""
        self.period = ""
        self.statistic = MEAN
        self.figure = FigureStep(self)

    def is_done(self) -> bool:
        """Whether there are rasters of the present cube."""
        return self.report is not None

    def summarize(
        self, cube: str, output: str, choices: Mapping[str, Any], statistic: str = MEAN
    ) -> bool:
        """Summarize a cube.

        Args:
            cube: its path.
            output: the folder of the rasters, made if it is not there.
            choices: ``period, start, end, filters, trend`` as the worker's ``summarize_cube`` takes
                them.
            statistic: that is to be shown, one of ``summaries.STATISTICS``; the rasters hold both.
        """
        if self.is_running():
            return False

        def take(report: dict[str, Any]) -> None:
            self.report, self.cube = report, cube
            self.period, self.statistic = choices["period"], statistic
            self.changed.emit()
            self.made.emit()

        self.about_to_write.emit(output)
        request = {"path": cube, "output": output, **choices}
        return self.start(summarize_task(request, settings.worker_python()), take)

    def draw(self) -> bool:
        """Draw the figure of all periods, beside the rasters."""
        if self.report is None:
            return False
        name = f"figure_{self.period}_{self.statistic}.png"
        return self.figure.draw(str(Path(self.report["output"], name)), self.report, self.statistic)

    def forget(self) -> None:
        """There is another cube: what is told of the one before is not told of it."""
        if self.report is None and self.error is None:
            return
        self.report = self.error = self.figure.error = None
        self.changed.emit()

    def dispose(self) -> None:
        """Let go of the running tasks."""
        self.figure.dispose()
        super().dispose()


class FigureStep(Step):
    """Draws the figure of a summary.

    Signals:
        made: path of the picture.
    """

    made = pyqtSignal(str)

    def draw(self, path: str, report: dict[str, Any], statistic: str) -> bool:
        """Draw all periods of ``report`` into the picture ``path``."""
        if self.is_running():
            return False
        try:
            write_panels = panel_writer()
        except ItsliveError as error:
            self.error = error
            self.failed.emit(error)
            return False

        def work(monitor: Monitor) -> str:
            write_panels(path, report, statistic)
            monitor.check()
            return path

        return self.start(WorkTask(translate("Tasks", "Draw the figure"), work), self.made.emit)
