"""The summary of the open cube: what it is to be, Summarize, and what came of it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from qgis.gui import QgsCollapsibleGroupBox, QgsFileWidget
from qgis.PyQt.QtWidgets import QCheckBox, QWidget

from ..cube_choices import PERIODS
from ..layers.summaries import COUNT, MAD, MEAN, MEDIAN, STATISTICS, VALID
from ..layers.summary_words import bias_of_medians, summary_lines
from .fields import FieldProblem
from .folded import Folded
from .job import Job
from .long_text import LongText
from .summary_fields import OutlierFields, TimeFields
from .widgets import SPACING, ActionButton, Hint, choice, column, label_row


class SummaryBox(QgsCollapsibleGroupBox):
    """Folded at first, and hidden while there is no cube."""

    def __init__(self, job: Job) -> None:
        super().__init__()
        self._job = job
        self._step = job.summaries.step
        self._suggested = ""
        self.setObjectName("itslive_summarize")
        self.setTitle(self.tr("Summarize the cube"))
        # The box hides and shows its own children as it is folded, whatever they were before.
        content = QWidget()
        column(self, margin=SPACING).addWidget(content)
        self._body = column(content)
        self._add_choices()
        self._add_output()
        self._add_result()
        self.setCollapsed(True)
        for signal in (
            job.cube.changed,
            job.cube.running_changed,
            self._step.changed,
            self._step.running_changed,
            self._step.figure.running_changed,
        ):
            signal.connect(self._show)
        job.cube.opened.connect(self._suggest_anew)
        self._step.made.connect(self._suggest)
        self._show()

    def _add_choices(self) -> None:
        periods = {
            "annual": self.tr("years"),
            "seasonal": self.tr("seasons"),
            "monthly": self.tr("months"),
            "whole": self.tr("the whole time"),
        }
        self._period = choice("itslive_summary_period", [(each, periods[each]) for each in PERIODS])
        self._period.setToolTip(self.tr("An image pair counts in the period of its mid-date."))
        self._period.currentIndexChanged.connect(self._suggest)
        self._body.addLayout(label_row(self.tr("Periods"), self._period))
        statistics = {
            MEAN: self.tr("mean velocity"),
            MEDIAN: self.tr("median speed"),
            MAD: self.tr("deviation from the median"),
            COUNT: self.tr("number of values"),
            VALID: self.tr("valid fraction"),
        }
        self._statistic = choice(
            "itslive_summary_statistic", [(each, statistics[each]) for each in STATISTICS]
        )
        self._statistic.setToolTip(
            self.tr(
                "The length of the mean vector, its components weighted by their errors; the "
                "median of the speeds; or how good they are. The files hold all of them."
            )
        )
        self._statistic.currentIndexChanged.connect(self._show)
        self._body.addLayout(label_row(self.tr("Shown first"), self._statistic))
        self._bias = Hint(bias_of_medians())
        self._bias.setObjectName("itslive_summary_bias")
        self._body.addWidget(self._bias)
        self._trend = QCheckBox(self.tr("Trend and season"))
        self._trend.setObjectName("itslive_summary_trend")
        self._trend.setToolTip(self.tr("Fitted where a pixel has at least 30 values."))
        self._trend.setChecked(True)
        self._body.addWidget(self._trend)
        self._limits = Folded(
            "itslive_summary_limits",
            self.tr("Filters"),
            self.tr("Filters: {set}"),
            (TimeFields(), OutlierFields()),
        )
        self._body.addWidget(self._limits)

    def _add_output(self) -> None:
        self._body.addWidget(Hint(self.tr("Write the rasters to the folder")))
        self._output = QgsFileWidget()
        self._output.setObjectName("itslive_summary_output")
        self._output.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
        self._output.setDialogTitle(self.tr("Folder of rasters"))
        self._output.fileChanged.connect(self._show)
        self._body.addWidget(self._output)
        self._replaces = LongText()
        self._replaces.setObjectName("itslive_summary_replaces")
        self._body.addWidget(self._replaces)
        self._summarize = ActionButton(self.tr("Summarize"))
        self._summarize.setObjectName("itslive_summarize_cube")
        self._summarize.clicked.connect(self.summarize)
        self._body.addWidget(self._summarize)

    def _add_result(self) -> None:
        self._told = LongText()
        self._told.setObjectName("itslive_summary_told")
        self._warning = FieldProblem()
        self._warning.setObjectName("itslive_summary_warning")
        self._figure = ActionButton(self.tr("Open the figure"))
        self._figure.setObjectName("itslive_summary_figure")
        self._figure.setToolTip(
            self.tr("A picture of all periods on one scale, with the citation, beside the rasters.")
        )
        self._figure.clicked.connect(self._step.draw)
        for widget in (self._warning, self._told, self._figure):
            self._body.addWidget(widget)

    def summarize(self) -> None:
        """Summarize the cube as the box says, unless something is wrong with that."""
        problem = self._limits.check()
        if problem is not None:
            self._job.failed.emit(problem)
            return
        choices: dict[str, Any] = {
            "period": self._period.currentData(),
            "trend": self._trend.isChecked(),
        }
        for group in self._limits.groups:
            choices.update(group.values())
        output = self._output.filePath()
        self._job.summaries.summarize(output, choices, self._statistic.currentData())

    def _suggest(self, *_: object) -> None:
        """Suggest a new folder, unless the user has chosen one."""
        present = self._output.filePath()
        report = self._step.report or {}
        if present in ("", self._suggested, report.get("output")):
            self._suggest_anew()

    def _suggest_anew(self) -> None:
        self._suggested = self._job.summaries.suggested_folder(self._period.currentData())
        self._output.setFilePath(self._suggested)

    def _show(self, *_: object) -> None:
        cube, step = self._job.cube, self._step
        output = self._output.filePath()
        self.setVisible(cube.is_done())
        is_told = step.report is not None and step.statistic == MEDIAN
        self._bias.setVisible(self._statistic.currentData() == MEDIAN and not is_told)
        # What is being written is there already, and no news.
        is_there = os.path.isdir(output) and not step.is_running()
        text = self.tr("{name} is there already: rasters of the same names will be replaced.")
        self._replaces.setText(text.format(name=os.path.basename(output)) if is_there else "")
        self._replaces.setVisible(is_there)
        free = not (cube.is_running() or step.is_running())
        self._summarize.setEnabled(free and Path(output).is_absolute())
        lines = [] if step.report is None else summary_lines(step.report, step.statistic)
        self._told.setText("\n".join(each.text for each in lines if not each.is_warning))
        self._told.setVisible(bool(lines))
        self._warning.say("\n".join(each.text for each in lines if each.is_warning))
        self._figure.setVisible(step.is_done())
        self._figure.setEnabled(not step.figure.is_running())
