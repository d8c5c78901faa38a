"""What a cube is built of: the files of the Download step, or granules read in the archive."""

from __future__ import annotations

from collections.abc import Callable

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QButtonGroup, QRadioButton, QSizePolicy, QVBoxLayout, QWidget

from ..archive.area import Area
from . import texts
from .job import Job
from .widgets import Hint

#: Share of a download from which on that is as good.
_WORTH_IT = 0.7


class CubeSource(QWidget):
    """Two choices, and what the second one would fetch.

    Args:
        job: the steps.
        area: gives what the cube is clipped to.

    Signals:
        changed: another one is chosen.
    """

    changed = pyqtSignal()

    def __init__(self, job: Job, area: Callable[[], Area | None]) -> None:
        super().__init__()
        self._job = job
        self._area = area
        self._files = self._choice("itslive_cube_input")
        self._archive = self._choice("itslive_cube_remote")
        self._archive.setToolTip(
            self.tr(
                "Nothing is downloaded: of each granule the parts under the area are read, of vx "
                "and vy alone; v and its error are computed from them."
            )
        )
        self._group = QButtonGroup(self)
        self._told = Hint()
        self._told.setObjectName("itslive_cube_remote_size")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for choice in (self._files, self._archive):
            self._group.addButton(choice)
            column.addWidget(choice)
        column.addWidget(self._told)
        self._files.setChecked(True)
        self._archive.toggled.connect(self._take)
        for signal in (job.cube.remote_estimate.changed, job.cube.remote_estimate.running_changed):
            signal.connect(self.show_choice)
        job.search.changed.connect(self._show_if_seen)
        self.show_choice()

    def is_remote(self) -> bool:
        """Whether the granules are read in the archive."""
        return self._archive.isChecked()

    def is_ready(self) -> bool:
        """Whether what is chosen is there."""
        return bool(self.inputs())

    def inputs(self) -> list[str]:
        """Files, or addresses."""
        if self.is_remote():
            return [granule.url for granule in self._job.search.chosen()]
        return list(self._job.download.inputs())

    def show_choice(self, *_: object) -> None:
        """Show what there is, as the download and the search have it now."""
        download, chosen = self._job.download, self._job.search.chosen()
        self._files.setText(
            self.tr("{granules} of the Download step").format(
                granules=texts.granules(len(download.inputs()))
            )
            if download.is_done()
            else self.tr("No granules yet (see Download).")
        )
        self._archive.setText(
            self.tr("{granules}, read in the archive").format(granules=texts.granules(len(chosen)))
        )
        self._archive.setVisible(bool(chosen) or self.is_remote())
        self._told.setText(self._size_text() if self.is_remote() else "")
        self._told.setVisible(bool(self._told.text()))

    def ask(self) -> None:
        """Ask what reading in the archive would fetch, if that is chosen."""
        if self.is_remote() and not self._job.cube.is_running():
            self._job.cube.remote_estimate.ask(self.inputs(), self._area())
        self.show_choice()

    def _show_if_seen(self) -> None:
        if self.isVisible():  # a selection changes often
            self.show_choice()

    def _choice(self, name: str) -> QRadioButton:
        button = QRadioButton(self)
        button.setObjectName(name)
        # A long text must not widen the dock.
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        return button

    def _take(self, *_: object) -> None:
        self.ask()
        self.changed.emit()

    def _size_text(self) -> str:
        estimate = self._job.cube.remote_estimate
        if not self.inputs():
            return self.tr("No granule is chosen (see Results).")
        if estimate.is_running():
            return self.tr("Asking the archive how much that is …")
        if estimate.told is None or not estimate.is_of(self.inputs(), self._area()):
            return self.tr("How much of them is fetched is not known.")
        part, whole = estimate.told["bytes"], estimate.told["whole_bytes"]
        sizes = self.tr("About {part} are fetched, of {whole} that a download would.").format(
            part=texts.size(part), whole=texts.size(whole)
        )
        if part < _WORTH_IT * whole:
            return sizes
        return self.tr(
            "{sizes} Downloading costs hardly more, and what is downloaded can be used again."
        ).format(sizes=sizes)
