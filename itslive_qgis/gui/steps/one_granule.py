"""The step of one granule: from the table, an address or a name to a file that is there."""

from __future__ import annotations

from qgis.PyQt.QtCore import pyqtSignal

from ... import settings
from ...archive.granule import Granule
from ...tasks.archive import fetch_granule_task
from .base import Step


class OneGranuleStep(Step):
    """Fetches one granule into the download folder.

    Signals:
        fetched: the granule and the path of its file.
    """

    fetched = pyqtSignal(object, str)

    def fetch(self, wanted: Granule | str, folder: str) -> bool:
        """Fetch a granule, or what an address or a name stands for, unless one is under way."""
        task = fetch_granule_task(
            wanted,
            folder,
            settings.service_kind(),
            settings.service_url(),
            settings.network(),
            settings.rate_limit(),
        )
        return self.start(task, self._take)

    def forget_problem(self) -> None:
        """Something else is looked at: what went wrong before was told, and is over."""
        if self.error is not None and not self.is_running():
            self.error = None
            self.changed.emit()

    def _take(self, result: tuple[Granule, str]) -> None:
        granule, path = result
        self.fetched.emit(granule, path)
