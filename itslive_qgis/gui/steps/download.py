"""The download step: granules to a folder, or a folder one already has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qgis.PyQt.QtCore import pyqtSignal

from ... import settings
from ...archive.download import DownloadReport
from ...archive.granule import Granule
from ...tasks.archive import download_task, estimate_task, present_task
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

    def is_of(self, granules: Sequence[Granule]) -> bool:
        """Whether the last question was about these granules."""
        return self._asked == tuple(granule.granule_id for granule in granules)

    def _take(self, size: int | None) -> None:
        self.bytes = size
        self.changed.emit()


class PresentStep(Step):
    """How many granules a download left that was cancelled, counted in the background."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.count: int | None = None

    def ask(self, granules: Sequence[Granule], folder: str) -> None:
        """Count those of ``granules`` that are in ``folder``."""
        self.reset()
        self.start(present_task(granules, folder), self._take)

    def reset(self) -> None:
        """Forget the last count."""
        self.dispose()
        self.count = None

    def _take(self, count: int) -> None:
        self.count = count
        self.changed.emit()


class DownloadStep(Step):
    """Holds the folder, the report of the last download, or the description of a folder.

    ``was_cancelled``: the last download was; ``present`` counts what it left.
    """

    folder_changed = pyqtSignal(str)

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.folder = settings.download_folder()
        self.report: DownloadReport | None = None
        self.description: dict[str, Any] | None = None
        self.granules: tuple[Granule, ...] = ()
        self.estimate = EstimateStep(self)
        self.was_cancelled = False
        self.present = PresentStep(self)
        self._downloading = False
        self.stopped.connect(self._take_stop)

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
        """Download into this folder; what came of another one is forgotten."""
        if folder == self.folder:
            return
        self.folder = folder
        self.folder_changed.emit(folder)
        self.reset()

    def download(self, granules: Sequence[Granule]) -> bool:
        """Download ``granules``; what is there already is not fetched again."""
        if self.is_running():
            return False
        if tuple(granules) != self.granules:
            self.report = None  # of other granules, should this download be cancelled
        self.granules = tuple(granules)
        self._begin(downloading=True)
        task = download_task(self.granules, self.folder, settings.network(), settings.connections())
        return self.start(task, self._take_report)

    def retry(self) -> bool:
        """Download once more: only what failed is fetched."""
        return self.download(self.granules)

    def describe(self, folder: str) -> bool:
        """Go on with the granules found in ``folder``."""
        self.set_folder(folder)
        if self.is_running():
            return False
        self._begin(downloading=False)
        task = describe_folder_task(folder, settings.worker_python())
        return self.start(task, self._take_description)

    def reset(self) -> None:
        """Forget what an earlier search or another folder gave."""
        self._begin(downloading=False)
        self.report = None
        self.description = None
        self.error = None
        self.changed.emit()

    def dispose(self) -> None:
        """Let go of the running tasks."""
        self.estimate.dispose()
        self.present.dispose()
        super().dispose()

    def _begin(self, downloading: bool) -> None:
        self._downloading = downloading
        self.was_cancelled = False
        self.present.reset()

    def _take_stop(self) -> None:
        if self._downloading:
            self.was_cancelled = True
            self.present.ask(self.granules, self.folder)
            self.changed.emit()

    def _take_report(self, report: DownloadReport) -> None:
        self.report = report
        self.description = None
        self.changed.emit()

    def _take_description(self, description: dict[str, Any]) -> None:
        self.description = description
        self.report = None
        self.changed.emit()
