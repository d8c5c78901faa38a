"""The export step: series as a CSV file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from qgis.PyQt.QtCore import QCoreApplication, pyqtSignal

from ...errors import QT_TRANSLATE_NOOP, ItsliveError
from ...layers.series_table import write_csv
from ...monitor import Monitor
from ...tasks.base import WorkTask
from .base import Step
from .series import SeriesPoint

translate = QCoreApplication.translate


class ExportStep(Step):
    """Writes series in the background.

    Signals:
        saved: path of the file written.
    """

    saved = pyqtSignal(str)

    def save_csv(self, points: Sequence[SeriesPoint], path: str) -> bool:
        """Write all values of ``points`` to ``path``, one row per point and date."""
        read = [(point.label, point.series) for point in points if point.series is not None]

        def work(monitor: Monitor) -> str:
            try:
                return str(write_csv(path, read))
            except OSError as error:
                raise not_saved(path, error) from error

        return self.start(WorkTask(translate("Tasks", "Save the values"), work), self._tell)

    def _tell(self, path: Any) -> None:
        self.saved.emit(str(path))


def not_saved(path: str, error: OSError) -> ItsliveError:
    """The failure to write a file the user asked for."""
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "{name} cannot be written: {problem}."),
        QT_TRANSLATE_NOOP(
            "Messages", "Choose another folder, make room on the disk, or close the file elsewhere."
        ),
        code="not_written",
        name=Path(path).name,
        problem=error.strerror or str(error),
    )
