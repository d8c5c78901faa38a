"""The Download page: granules into a folder, or a folder one already has."""

from __future__ import annotations

from pathlib import Path

from qgis.gui import QgsFileWidget
from qgis.PyQt.QtCore import QCoreApplication

from ...archive.download import DownloadReport
from ...archive.room import Outlook, no_room
from ...translation import error_text
from .. import texts
from ..job import Job
from ..queue_card import QueueCard
from ..queue_words import paused_sentence, stopped_sentence
from ..steps.base import Step
from ..widgets import ActionButton, Heading, Hint, Text
from .base import Page

translate = QCoreApplication.translate


class DownloadPage(Page):
    """Folder, size, Download; then how it goes and what came of it."""

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        self.add_head(
            self.tr("Get the granules"),
            self.tr("What is in the folder already is not downloaded again."),
        )
        self.body.addWidget(Heading(self.tr("Folder")))
        self._folder = QgsFileWidget()
        self._folder.setObjectName("itslive_folder")
        self._folder.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
        self._folder.setDialogTitle(self.tr("Folder of granules"))
        self._folder.setFilePath(job.download.folder)
        self.body.addWidget(self._folder)
        self._size = Hint()
        self._size.setObjectName("itslive_download_size")
        self.body.addWidget(self._size)
        self._room = Text()
        self._room.setObjectName("itslive_download_room")
        self.body.addWidget(self._room)
        self._download = ActionButton(self.tr("Download"), strong=True)
        self._download.setObjectName("itslive_download")
        self.body.addWidget(self._download)
        self.body.addSpacing(4)
        self._card = QueueCard(job)
        self.body.addWidget(self._card)
        self._build_own()
        self.body.addStretch(1)
        self._folder.fileChanged.connect(job.download.set_folder)
        job.download.folder_changed.connect(self._follow_folder)
        self._download.clicked.connect(self._start)
        for signal in (
            job.search.changed,
            job.download.changed,
            job.download.running_changed,
            job.download.queue_changed,
            job.keep.running_changed,
            job.download.room.changed,
            job.download.room.running_changed,
        ):
            signal.connect(self._show)
        for signal in (job.search.changed, job.download.running_changed):
            signal.connect(self._ask_for_room)
        self._show()

    def _build_own(self) -> None:
        self.body.addSpacing(8)
        self.body.addWidget(Heading(self.tr("Granules you already have")))
        self.body.addWidget(
            Hint(self.tr("Choose their folder above; a search is not needed for them."))
        )
        self._own = ActionButton(self.tr("Use what is in this folder"))
        self._own.setObjectName("itslive_use_folder")
        self._own.clicked.connect(self._use_folder)
        self.body.addWidget(self._own)

    def steps(self) -> tuple[Step, ...]:
        """Download and the reading of a folder."""
        return (self.job.download,)

    def stops_itself(self) -> bool:
        """A download has its Pause beside its table."""
        return self.job.download.is_downloading()

    def is_done(self) -> bool:
        """Whether there are granule files."""
        return self.job.download.is_done()

    def summary(self) -> str:
        """What is in the folder, and the next step."""
        download = self.job.download
        if download.is_due():
            return self.tr("What was given up is taken out of the folder; then it begins.")
        if download.was_cancelled:
            return stopped_sentence(download.queue.totals(), len(download.there_before))
        if download.report is not None:
            return self._report_summary(download.report)
        if download.description is not None:
            count = len(download.inputs())
            if not count:
                return self.tr("There is no granule in this folder. Choose another one.")
            return self.tr("{granules} in the folder. Next: build a cube.").format(
                granules=texts.granules(count)
            )
        return self._summary_before()

    def _summary_before(self) -> str:
        download = self.job.download
        chosen = self.job.search.chosen()
        if chosen:
            return self.tr("{granules} to download.").format(granules=texts.granules(len(chosen)))
        if download.is_paused():
            return paused_sentence(download.queue.totals(), len(download.there_before))
        return self.tr("Nothing to download yet: search, or use a folder you already have.")

    def enter(self) -> None:
        """Ask how large the download would be, and what the folder still lacks."""
        download = self.job.download
        if download.is_running():
            return
        chosen = self.job.search.chosen()
        has_ended = download.report is not None or download.was_cancelled
        if chosen and not download.is_asked_for(chosen) and has_ended:
            download.reset()  # what came of another choice is not what came of this one
        self._ask_for_room()
        download.look()

    def _ask_for_room(self) -> None:
        download = self.job.download
        if self.isVisible() and not download.is_running() and not self.job.search.is_running():
            download.room.ask(self.job.search.chosen(), download.folder)

    def _report_summary(self, report: DownloadReport) -> str:
        there = texts.granules(len(self.job.download.inputs()))
        if report.failed:
            counted = self.tr("{granules} there, {failed} failed. Try again, or go on.").format(
                granules=there, failed=texts.number(len(report.failed))
            )
            return f"{counted} {_shared_reason(report)}".strip()
        waiting = sum(each.status == "waiting" for each in report.outcomes)
        if waiting:
            return self.tr("{granules} there, {paused} paused. Go on fetches them.").format(
                granules=there, paused=texts.number(waiting)
            )
        return self.tr("{granules} in the folder. Next: build a cube.").format(granules=there)

    def _start(self) -> None:
        self.job.start_download()

    def _use_folder(self) -> None:
        self.job.download.describe(self._folder.filePath())

    def _follow_folder(self, folder: str) -> None:
        if self._folder.filePath() != folder:
            self._folder.setFilePath(folder)
        if self.isVisible():
            self.job.download.look()
            self._ask_for_room()
        self._show()

    def _show(self) -> None:
        download = self.job.download
        chosen = self.job.search.chosen()
        running = download.is_running()
        self._folder.setEnabled(not running)
        self._size.setText(self._size_text(len(chosen)))
        self._size.setVisible(bool(chosen))
        short = download.room.is_short() and not running
        if short and download.room.outlook is not None:
            lack = no_room(download.room.outlook.room, download.folder)
            self._room.setText(error_text(lack))
        self._room.setVisible(short)
        self._show_button(len(chosen), download.is_asked_for(chosen))
        placed = Path(self._folder.filePath()).is_absolute()
        self._own.setEnabled(not running and placed)
        self._card.refresh()
        self.changed.emit()

    def _show_button(self, count: int, is_asked_for: bool) -> None:
        download = self.job.download
        joins = download.is_downloading()
        text = self.tr("Download")
        if count:
            text = self.tr("Add {granules}") if joins else self.tr("Download {granules}")
            if download.room.is_short() and not joins:
                text = self.tr("Download {granules} all the same")
        self._download.setText(text.format(granules=texts.granules(count)))
        self._download.setToolTip(
            self.tr("They join the download that is under way.")
            if joins
            else self.tr("Fetch them into the folder, and a record of where they come from.")
        )
        is_due = not (joins or download.is_done() or (is_asked_for and download.is_paused()))
        self._download.set_strong(is_due)
        # While it runs there is nothing more to ask for than another choice.
        self._download.setVisible(not (joins and is_asked_for))
        free = joins or not (download.is_running() or download.is_due())
        placed = Path(self._folder.filePath()).is_absolute()
        self._download.setEnabled(bool(count) and free and placed)

    def _size_text(self, count: int) -> str:
        room = self.job.download.room
        if room.is_running():
            return self.tr("{granules}; asking for their size …").format(
                granules=texts.granules(count)
            )
        if room.outlook is None:
            return texts.granules(count)
        return _outlook_text(room.outlook)


def _outlook_text(outlook: Outlook) -> str:
    """What is to come, and what the disk has."""
    if not outlook.count:
        return translate("DownloadPage", "All of them are in the folder already.")
    text = translate("DownloadPage", "{granules} to fetch, of unknown size.")
    if outlook.bytes is not None:
        text = translate("DownloadPage", "{granules} to fetch, about {size}.")
        if outlook.room.free is not None:
            text = translate("DownloadPage", "{granules} to fetch, about {size}; {free} are free.")
    return text.format(
        granules=texts.granules(outlook.count),
        size=texts.size(outlook.bytes or 0),
        free=texts.size(outlook.room.free or 0),
    )


def _shared_reason(report: DownloadReport) -> str:
    """Why all failures happened and what to do, if it is one reason for all of them."""
    told = {error_text(each.error) for each in report.failed if each.error is not None}
    return told.pop() if len(told) == 1 else ""
