"""The download step: granules to a folder, or a folder one already has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qgis.PyQt.QtCore import pyqtSignal

from ... import settings
from ...archive.download import DownloadReport
from ...archive.granule import Granule
from ...tasks.archive import download_task, estimate_task
from ...tasks.cube import describe_folder_task
from .base import Step


class EstimateStep(Step):
    """The size of what is to be downloaded, asked in the background."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.bytes: int | None = None
        self._asked: tuple[str, ...] | None = None

    def ask(self, granules: Sequence[Granule]) -> None:
        """Estimate the size of ``granules`` unless that was the last question."""
        wanted = tuple(granule.granule_id for granule in granules)
        if wanted == self._asked:
            return
        self.dispose()
        self.bytes = None
        self._asked = wanted
        if granules:
            self.start(estimate_task(granules, settings.network()), self._take)
        self.changed.emit()

    def _take(self, size: int | None) -> None:
        self.bytes = size
        self.changed.emit()


class DownloadStep(Step):
    """Holds the folder, the report of the last download, or the description of a folder."""

    folder_changed = pyqtSignal(str)

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.folder = settings.download_folder()
        self.report: DownloadReport | None = None
        self.description: dict[str, Any] | None = None
        self.granules: tuple[Granule, ...] = ()
        self.estimate = EstimateStep(self)

    def is_done(self) -> bool:
        """Whether there are granule files to go on with."""
        return bool(self.inputs())

    def inputs(self) -> list[str]:
        """Paths of the granule files to go on with."""
        if self.report is not None:
            return [each.path for each in self.report.outcomes if each.path is not None]
        if self.description is not None:
            entries = self.description["granules"]
            return [each["path"] for each in entries if not each.get("error")]
        return []

    def set_folder(self, folder: str) -> None:
        """Download into this folder."""
        if folder == self.folder:
            return
        self.folder = folder
        self.folder_changed.emit(folder)

    def download(self, granules: Sequence[Granule]) -> bool:
        """Download ``granules``; what is there already is not fetched again."""
        self.granules = tuple(granules)
        task = download_task(self.granules, self.folder, settings.network(), settings.connections())
        return self.start(task, self._take_report)

    def retry(self) -> bool:
        """Download once more: only what failed is fetched."""
        return self.download(self.granules)

    def describe(self, folder: str) -> bool:
        """Go on with the granules found in ``folder``."""
        self.set_folder(folder)
        task = describe_folder_task(folder, settings.worker_python())
        return self.start(task, self._take_description)

    def reset(self) -> None:
        """Forget what an earlier search gave."""
        self.report = None
        self.description = None
        self.error = None
        self.changed.emit()

    def dispose(self) -> None:
        """Let go of the running tasks."""
        self.estimate.dispose()
        super().dispose()

    def _take_report(self, report: DownloadReport) -> None:
        self.report = report
        self.description = None
        self.changed.emit()

    def _take_description(self, description: dict[str, Any]) -> None:
        self.description = description
        self.report = None
        self.changed.emit()
