"""The card of a download: how it stands, its granules, what can be done, and what came of it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from qgis.PyQt.QtWidgets import QComboBox, QHBoxLayout, QWidget

from ..archive.download import DownloadReport
from ..archive.queue_items import FAILED, STATES
from . import texts
from .job import Job
from .problem_list import Problem, ProblemList
from .queue_table import QueueTable
from .queue_words import paused_line, running_line
from .widgets import SPACING, ActionButton, Card, Text

_GONE = "not_found"
_FEW = 6  # rows that need no choice among them


class QueueCard(Card):
    """Shown while there is a download or a folder that was read; absent what means nothing."""

    def __init__(self, job: Job, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._job = job
        self._step = job.download
        self._shown: object = None
        self._wish: str | None = None  # the state that the table is to show
        self._line = Text()
        self._line.setObjectName("itslive_queue_line")
        self._result = Text()
        self._result.setObjectName("itslive_download_result")
        self._states = QComboBox()
        self._states.setObjectName("itslive_queue_state")
        self._states.setToolTip(self.tr("Which granules the table shows"))
        self.table = QueueTable(self._step)
        self._problems = ProblemList("itslive_failed")
        self._make_buttons()
        for widget in (self._line, self._result, self._states, self.table, self._problems):
            self.box.addWidget(widget)
        self._arrange_buttons()
        self._states.currentIndexChanged.connect(self._choose_state)
        self._step.beat.connect(self._show_numbers)
        self.refresh()

    def refresh(self) -> None:
        """Show the download as it is now."""
        step = self._step
        is_over = step.report is not None and not step.is_downloading()
        if (step.report, step.description, is_over) != self._shown:
            self._shown = (step.report, step.description, is_over)
            self._show_outcome(step.report, step.description)
            # At the end those are of interest that are not there; while it runs, all.
            self._wish = FAILED if is_over and step.report and step.report.failed else ""
        self._show_numbers()

    def _make_buttons(self) -> None:
        step = self._step
        self._pause = self._button("itslive_pause", self.tr("Pause"), step.pause)
        self._pause.setToolTip(
            self.tr("Stop for now; what has come stays, and you may close QGIS meanwhile.")
        )
        self._go_on = self._button("itslive_go_on", self.tr("Go on"), step.go_on)
        self._go_on.set_strong(True)
        self._go_on.setToolTip(
            self.tr("Fetch what is still to come, each file from where it was left.")
        )
        self._cancel = self._button("itslive_cancel_all", self.tr("Cancel all"), step.cancel_all)
        self._cancel.setToolTip(
            self.tr(
                "Give up what is not there yet and remove partial files; complete files stay. "
                "Download brings it back into the list."
            )
        )
        self._retry = self._button(
            "itslive_retry", self.tr("Try the failed ones again"), step.retry
        )
        self._retry.setToolTip(self.tr("Fetch the granules that failed once more."))
        self._again = self._button(
            "itslive_search_again", self.tr("Search again"), self._job.search_again
        )
        self._folder = self._button(
            "itslive_show_folder", self.tr("Show on the map"), self._job.show_folder
        )
        self._folder.setToolTip(
            self.tr("Show where the granules of this folder lie, and how each file stands.")
        )
        self._again.setToolTip(
            self.tr(
                "Granules that are gone from the archive were mostly processed anew, under other "
                "names: the same search finds them."
            )
        )

    def _button(self, name: str, text: str, call: Any) -> ActionButton:
        button = ActionButton(text)
        button.setObjectName(name)
        button.clicked.connect(lambda _checked: call())
        return button

    def _arrange_buttons(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(SPACING)
        for button in (self._pause, self._go_on, self._cancel, self._folder):
            row.addWidget(button)
        row.addStretch(1)
        place = self.box.indexOf(self._problems)
        self.box.insertLayout(place, row)
        self.box.insertWidget(place + 1, self._retry)
        self.box.insertWidget(place + 2, self._again)

    def _show_numbers(self) -> None:
        step = self._step
        totals = step.queue.totals()
        counts = totals.counts
        running, paused = step.is_downloading(), step.is_paused()
        if running:
            self._line.setText(running_line(totals, step.received_before))
        elif paused:
            self._line.setText(paused_line(totals, len(step.there_before)))
        self._line.setVisible(running or paused)
        has_outcome = step.report is not None or step.description is not None
        self._result.setVisible(has_outcome and not running)
        is_listed = running or paused or counts[FAILED] > 0
        self.table.setVisible(is_listed)
        self._pause.setVisible(running)
        self._pause.setEnabled(not step.cancelling)
        self._go_on.setVisible(paused)
        self._go_on.setEnabled(not step.is_running())
        self._cancel.setVisible(running or paused)
        self._retry.setVisible(counts[FAILED] > 0)
        self._folder.setEnabled(not self._job.keep.is_running())
        self._retry.setEnabled(running or not step.is_running())
        self._again.setVisible(not (running or paused) and self._has_gone(counts[FAILED]))
        self._show_states(counts, is_listed)
        self.setVisible(is_listed or has_outcome)

    def _has_gone(self, failed: int) -> bool:
        """Whether something failed because the archive does not have it any more."""
        if not failed:
            return False
        return bool(
            self._step.queue.select(
                lambda entry: (
                    entry.state == FAILED and entry.error is not None and entry.error.code == _GONE
                )
            )
        )

    def _show_states(self, counts: dict[str, int], is_listed: bool) -> None:
        """Offer the states there are; while one is chosen it stays."""
        there = [state for state in STATES if counts[state]]
        wanted = ["", *there]
        before = self._states.currentData() or ""
        chosen, self._wish = (before if self._wish is None else self._wish), None
        if [self._states.itemData(row) for row in range(self._states.count())] != wanted:
            self._states.blockSignals(True)
            self._states.clear()
            for state in wanted:
                self._states.addItem("", state)
            self._states.setCurrentIndex(max(0, self._states.findData(before)))
            self._states.blockSignals(False)
            if before not in wanted:
                self._choose_state()
        self._states.setCurrentIndex(max(0, self._states.findData(chosen)))
        self._states.setItemText(
            0, self.tr("All: {count}").format(count=texts.number(sum(counts.values())))
        )
        for row, state in enumerate(there, start=1):
            word = self.table.rows.word(state)
            self._states.setItemText(row, f"{word}: {texts.number(counts[state])}")
        many = sum(counts.values()) > _FEW and len(there) > 1
        self._states.setVisible(is_listed and (many or bool(chosen)))

    def _choose_state(self, *_: int) -> None:
        self.table.show_state(self._states.currentData() or "")

    def _show_outcome(
        self, report: DownloadReport | None, description: dict[str, Any] | None
    ) -> None:
        problems: list[Problem] = []
        title = self.tr("Failed: {count}")
        if report is not None:
            self._result.setText(self._report_text(report))
            problems = [Problem.of_error(each.granule_id, each.error) for each in report.failed]
        elif description is not None:
            self._result.setText(self._folder_text(description))
            title = self.tr("Not usable: {count}")
            problems = [
                Problem.of_reason(each["granule_id"], each["error"])
                for each in description["granules"]
                if each.get("error")
            ]
        count = texts.number(len(problems))
        self._problems.show_problems(title.format(count=count), problems)

    def _report_text(self, report: DownloadReport) -> str:
        statuses = Counter(each.status for each in report.outcomes)
        fetched = sum(each.bytes for each in report.outcomes if each.status == "downloaded")
        parts = [
            self.tr("{count} downloaded ({size})").format(
                count=texts.number(statuses["downloaded"]), size=texts.size(fetched)
            )
        ]
        for status, text in (
            ("present", self.tr("{count} already there")),
            ("failed", self.tr("{count} failed")),
            ("waiting", self.tr("{count} paused")),
        ):
            if statuses[status]:
                parts.append(text.format(count=texts.number(statuses[status])))
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
