"""How much the choice would weigh: as a download, and as a cube."""

from __future__ import annotations

from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QWidget

from ..archive.estimate import estimated_cube
from . import texts
from .job import Job
from .widgets import Hint

_SAMPLE = 8  # files the archive is asked for at most, see archive.estimate
_SETTLING = 700  # milliseconds without another choice before the archive is asked
_CELL = 0.12  # km


class SizeLine(Hint):
    """One line about sizes, asked for in the background while the line can be seen."""

    def __init__(self, job: Job, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setObjectName("itslive_sizes")
        self._job = job
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLING)
        self._settled.timeout.connect(self._ask)
        job.download.estimate.changed.connect(self._show)
        job.download.estimate.running_changed.connect(self._show)

    def ask(self) -> None:
        """Ask about the present choice once it has settled."""
        self._show()
        self._settled.start()

    def _ask(self) -> None:
        search, download = self._job.search, self._job.download
        if self.isVisible() and not search.is_running() and not download.is_running():
            download.estimate.ask(search.chosen())

    def _show(self) -> None:
        search = self._job.search
        count = len(search.chosen())
        if not count:
            self.setText("")
            return
        text = texts.joined(texts.granules(count), self._download_text(count), self._cube_text())
        left = search.left_to_login()
        if left:
            text = self.tr("{sizes}. Left out, since they need a login: {count}").format(
                sizes=text, count=texts.number(left)
            )
        self.setText(text + ".")

    def _download_text(self, count: int) -> str:
        estimate = self._job.download.estimate
        if estimate.is_running():
            return self.tr("asking for their size …")
        if estimate.bytes is None or not estimate.is_of(self._job.search.chosen()):
            return ""
        asked = min(count, _SAMPLE)
        if asked == count:
            return self.tr("{size} to download").format(size=texts.size(estimate.bytes))
        return self.tr("about {size} to download, estimated from {asked} files").format(
            size=texts.size(estimate.bytes), asked=texts.number(asked)
        )

    def _cube_text(self) -> str:
        cells = round(self._job.area.km2 / _CELL**2)
        if not cells:
            return ""
        size = texts.size(estimated_cube(cells, len(self._job.search.chosen())))
        return self.tr("as a cube about {size}").format(size=size)
