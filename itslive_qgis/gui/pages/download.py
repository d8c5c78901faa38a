"""The Download page: granules into a folder, or a folder one already has."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from qgis.gui import QgsFileWidget

from ...archive.download import DownloadReport
from ...translation import error_text
from .. import texts
from ..job import Job
from ..problem_list import Problem, ProblemList
from ..steps.base import Step
from ..widgets import ActionButton, Card, Heading, Hint, Text
from .base import Page


class DownloadPage(Page):
    """Folder, size, Download; then what came of it."""

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
        self._download = ActionButton(self.tr("Download"), strong=True)
        self._download.setObjectName("itslive_download")
        self.body.addWidget(self._download)
        self._build_card()
        self._build_own()
        self.body.addStretch(1)
        self._folder.fileChanged.connect(job.download.set_folder)
        job.download.folder_changed.connect(self._follow_folder)
        self._download.clicked.connect(self._start)
        for signal in (
            job.search.changed,
            job.download.changed,
            job.download.running_changed,
            job.download.estimate.changed,
            job.download.estimate.running_changed,
            job.download.present.changed,
        ):
            signal.connect(self._show)
        self._show()

    def _build_card(self) -> None:
        self.body.addSpacing(4)
        self._card = Card()
        self._result = Text()
        self._result.setObjectName("itslive_download_result")
        self._card.box.addWidget(self._result)
        self._problems = ProblemList("itslive_failed")
        self._card.box.addWidget(self._problems)
        self._retry = ActionButton(self.tr("Try the failed ones again"))
        self._retry.setObjectName("itslive_retry")
        self._retry.clicked.connect(self.job.download.retry)
        self._card.box.addWidget(self._retry)
        self.body.addWidget(self._card)

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

    def is_done(self) -> bool:
        """Whether there are granule files."""
        return self.job.download.is_done()

    def summary(self) -> str:
        """What is in the folder, and the next step."""
        download = self.job.download
        if download.was_cancelled:
            return self._cancelled_summary()
        if download.report is not None:
            return self._report_summary(download.report)
        if download.description is not None:
            count = len(download.inputs())
            if not count:
                return self.tr("There is no granule in this folder. Choose another one.")
            return self.tr("{granules} in the folder. Next: build a cube.").format(
                granules=texts.granules(count)
            )
        chosen = self.job.search.chosen()
        if chosen:
            return self.tr("{granules} to download.").format(granules=texts.granules(len(chosen)))
        return self.tr("Nothing to download yet: search, or use a folder you already have.")

    def enter(self) -> None:
        """Ask how large the download would be."""
        download = self.job.download
        if download.is_running():
            return
        chosen = self.job.search.chosen()
        has_ended = download.report is not None or download.was_cancelled
        if chosen != download.granules and has_ended:
            download.reset()  # what came of another choice is not what came of this one
        if download.report is None:
            download.estimate.ask(chosen)

    def _cancelled_summary(self) -> str:
        download = self.job.download
        if download.present.count is None:
            return self.tr("The download was cancelled. Download goes on from there.")
        return self.tr(
            "The download was cancelled: {count} of {granules} are there. Download goes on from "
            "there."
        ).format(
            count=texts.number(download.present.count),
            granules=texts.granules(len(download.granules)),
        )

    def _report_summary(self, report: DownloadReport) -> str:
        there = texts.granules(len(self.job.download.inputs()))
        if report.failed:
            counted = self.tr("{granules} there, {failed} failed. Try again, or go on.").format(
                granules=there, failed=texts.number(len(report.failed))
            )
            return f"{counted} {_shared_reason(report)}".strip()
        return self.tr("{granules} in the folder. Next: build a cube.").format(granules=there)

    def _start(self) -> None:
        self.job.download.download(self.job.search.chosen())

    def _use_folder(self) -> None:
        self.job.download.describe(self._folder.filePath())

    def _follow_folder(self, folder: str) -> None:
        if self._folder.filePath() != folder:
            self._folder.setFilePath(folder)
        self._show()

    def _show(self) -> None:
        download = self.job.download
        chosen = self.job.search.chosen()
        running = download.is_running()
        self._folder.setEnabled(not running)
        self._size.setText(self._size_text(len(chosen)))
        self._size.setVisible(bool(chosen))
        self._download.set_strong(not download.is_done())
        self._download.setText(
            self.tr("Download {granules}").format(granules=texts.granules(len(chosen)))
            if chosen
            else self.tr("Download")
        )
        placed = Path(self._folder.filePath()).is_absolute()
        self._download.setEnabled(bool(chosen) and not running and placed)
        self._own.setEnabled(not running and placed)
        self._show_report(download.report, download.description)
        self.changed.emit()

    def _size_text(self, count: int) -> str:
        estimate = self.job.download.estimate
        if estimate.is_running():
            return self.tr("{granules}; asking for their size …").format(
                granules=texts.granules(count)
            )
        if estimate.bytes is None:
            return texts.granules(count)
        return self.tr("{granules}, about {size}.").format(
            granules=texts.granules(count), size=texts.size(estimate.bytes)
        )

    def _show_report(
        self, report: DownloadReport | None, description: dict[str, Any] | None
    ) -> None:
        self._card.setVisible(report is not None or description is not None)
        self._retry.setVisible(report is not None and bool(report.failed))
        if report is not None:
            self._result.setText(self._report_text(report))
            problems = [
                Problem.of_error(each.granule_id, each.error)
                for each in report.outcomes
                if each.status == "failed"
            ]
            self._problems.show_problems(
                self.tr("Failed: {count}").format(count=texts.number(len(problems))), problems
            )
        elif description is not None:
            self._result.setText(self._folder_text(description))
            problems = [
                Problem.of_reason(each["granule_id"], each["error"])
                for each in description["granules"]
                if each.get("error")
            ]
            self._problems.show_problems(
                self.tr("Not usable: {count}").format(count=texts.number(len(problems))), problems
            )

    def _report_text(self, report: DownloadReport) -> str:
        statuses = Counter(each.status for each in report.outcomes)
        fetched = sum(each.bytes for each in report.outcomes if each.status == "downloaded")
        parts = [
            self.tr("{count} downloaded ({size})").format(
                count=texts.number(statuses["downloaded"]), size=texts.size(fetched)
            )
        ]
        if statuses["present"]:
            parts.append(
                self.tr("{count} already there").format(count=texts.number(statuses["present"]))
            )
        if statuses["failed"]:
            parts.append(self.tr("{count} failed").format(count=texts.number(statuses["failed"])))
        return texts.joined(*parts)

    def _folder_text(self, description: dict[str, Any]) -> str:
        usable = [each for each in description["granules"] if not each.get("error")]
        zones = Counter(each["epsg"] for each in usable)
        parts = [
            self.tr("EPSG:{code}: {count}").format(code=code, count=texts.number(count))
            for code, count in zones.most_common()
        ]
        return texts.joined(
            texts.granules(len(usable)),
            texts.years(each["mid_date"] for each in usable),
            *parts,
        )


def _shared_reason(report: DownloadReport) -> str:
    """Why all failures happened and what to do, if it is one reason for all of them."""
    told = {error_text(each.error) for each in report.failed if each.error is not None}
    return told.pop() if len(told) == 1 else ""
