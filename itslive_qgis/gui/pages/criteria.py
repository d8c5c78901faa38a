"""The Criteria page: which granules, and the search for them."""

from __future__ import annotations

from datetime import date

from qgis.PyQt.QtCore import QDate, QLocale
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSpinBox,
)

from ...archive.query import Query
from ...archive.satellites import GROUPS
from ...errors import ItsliveError
from .. import texts
from ..job import Job
from ..steps.base import Step
from ..widgets import ActionButton, Chips, Heading, Hint
from .base import Page

FIRST_YEAR = 1982
DEFAULT_MAX_SEPARATION = 120
_LONGEST = 1500
_MONTHS = 12


class CriteriaPage(Page):
    """Dates, separation, valid pixels, satellites, months, a maximum per year; and Search."""

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        self.add_head(
            self.tr("Which image pairs?"),
            self.tr("Each granule is the velocity between two images of one satellite."),
        )
        self._add_dates()
        self._add_pair_limits()
        self._add_satellites()
        self._add_months()
        self._add_per_year()
        self._search = ActionButton(self.tr("Search"), strong=True)
        self._search.setObjectName("itslive_search")
        self._search.clicked.connect(self.search)
        self.body.addSpacing(4)
        self.body.addWidget(self._search)
        self.body.addStretch(1)
        job.area.changed.connect(self._show)
        job.search.running_changed.connect(self._show)
        job.search.changed.connect(self._show)
        self._show()

    def _add_dates(self) -> None:
        self.body.addWidget(Heading(self.tr("Mid-date")))
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        today = QDate.currentDate()
        self._start_on, self._start = self._date_row(
            grid, 0, self.tr("From"), QDate(FIRST_YEAR, 1, 1), "itslive_start"
        )
        self._end_on, self._end = self._date_row(grid, 1, self.tr("To"), today, "itslive_end")
        self.body.addLayout(grid)

    def _date_row(
        self, grid: QGridLayout, row: int, text: str, preset: QDate, name: str
    ) -> tuple[QCheckBox, QDateEdit]:
        check = QCheckBox(text)
        check.setObjectName(f"{name}_on")
        check.setToolTip(self.tr("Without a check mark any date will do."))
        edit = QDateEdit(preset)
        edit.setObjectName(name)
        edit.setDisplayFormat("yyyy-MM-dd")
        edit.setCalendarPopup(True)
        edit.setEnabled(False)
        check.toggled.connect(edit.setEnabled)
        grid.addWidget(check, row, 0)
        grid.addWidget(edit, row, 1)
        return check, edit

    def _add_pair_limits(self) -> None:
        self.body.addSpacing(4)
        self.body.addWidget(Heading(self.tr("Separation of the two images")))
        row = QHBoxLayout()
        self._shortest = self._days("itslive_min_separation", self.tr("any"), 0)
        self._longest = self._days("itslive_max_separation", self.tr("any"), DEFAULT_MAX_SEPARATION)
        row.addWidget(self._shortest, 1)
        row.addWidget(QLabel(self.tr("to")))
        row.addWidget(self._longest, 1)
        self.body.addLayout(row)
        hint = Hint(
            self.tr(
                "Fast ice changes too much between distant dates: long pairs then show far too "
                "slow speeds. For fast glaciers take 64 days or less."
            )
        )
        reason = self.tr(
            "On Jakobshavn Isbræ in 2015, pairs up to 16 days show about 7,900 m/yr, pairs longer "
            "than 64 days about 600 m/yr: they lock onto what does not move."
        )
        hint.setToolTip(reason)
        self._longest.setToolTip(reason)
        self.body.addWidget(hint)
        self.body.addSpacing(4)
        row = QHBoxLayout()
        row.addWidget(Heading(self.tr("Valid pixels, at least")), 1)
        self._valid = QSpinBox()
        self._valid.setObjectName("itslive_min_valid")
        self._valid.setRange(0, 100)
        self._valid.setValue(1)
        self._valid.setSuffix(" %")
        self._valid.setToolTip(self.tr("Share of a granule's pixels that have a velocity."))
        row.addWidget(self._valid)
        self.body.addLayout(row)

    def _days(self, name: str, none: str, value: int) -> QSpinBox:
        box = QSpinBox()
        box.setObjectName(name)
        box.setRange(0, _LONGEST)
        box.setSpecialValueText(none)
        box.setSuffix(self.tr(" days"))
        box.setValue(value)
        return box

    def _add_satellites(self) -> None:
        self.body.addSpacing(4)
        self._satellites_head = Heading()
        self.body.addWidget(self._satellites_head)
        self._satellites = Chips([(group, group) for group in GROUPS], (3, 2))
        self._satellites.setObjectName("itslive_satellites")
        self._satellites.changed.connect(self._show_satellites)
        self._show_satellites()
        self.body.addWidget(self._satellites)

    def _add_months(self) -> None:
        self.body.addSpacing(4)
        self._months_head = Heading()
        self.body.addWidget(self._months_head)
        short = QLocale.FormatType.ShortFormat
        names = [
            (month, QLocale().standaloneMonthName(month, short)) for month in range(1, _MONTHS + 1)
        ]
        self._months = Chips(names, (6, 4, 3))
        self._months.setObjectName("itslive_months")
        self._months.changed.connect(self._show_months)
        self.body.addWidget(self._months)
        self._show_months()

    def _add_per_year(self) -> None:
        self.body.addSpacing(4)
        row = QHBoxLayout()
        row.addWidget(Heading(self.tr("At most per year")), 1)
        self._per_year = QSpinBox()
        self._per_year.setObjectName("itslive_max_per_year")
        self._per_year.setRange(0, 10000)
        self._per_year.setSpecialValueText(self.tr("no limit"))
        row.addWidget(self._per_year)
        self.body.addLayout(row)
        self._rank = QComboBox()
        self._rank.setObjectName("itslive_rank")
        self._rank.addItem(self.tr("keep those with most valid pixels"), "valid")
        self._rank.addItem(self.tr("keep those with shortest separation"), "separation")
        self._rank.addItem(self.tr("keep them evenly spread over the year"), "even")
        self._rank.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._rank.setMinimumContentsLength(12)
        self._rank.setVisible(False)
        self._per_year.valueChanged.connect(self._show_rank)
        self.body.addWidget(self._rank)

    def steps(self) -> tuple[Step, ...]:
        """The search belongs here."""
        return (self.job.search,)

    def is_done(self) -> bool:
        """Whether a search of this area gave something."""
        return self.job.search.is_of(self.job.area.area) and bool(self.job.search.granules())

    def summary(self) -> str:
        """What is missing, or what was found."""
        if not self.job.area.is_done():
            return self.tr("The search needs an area. Go back and draw one.")
        result = self.job.search.result
        if result is None:
            return self.tr("Area: {size}. Next: search.").format(size=texts.area(self.job.area.km2))
        if not self.job.search.is_of(self.job.area.area):
            return self.tr("The area has changed since the last search. Search again.")
        if not result.granules:
            return self.tr("The last search found nothing that fits. Change something, and search.")
        return self.tr("The last search found {granules}. Next: look at them.").format(
            granules=texts.granules(len(result.granules))
        )

    def query(self) -> Query:
        """The criteria as they stand.

        Raises:
            ItsliveError: they contradict each other.
        """
        area = self.job.area.area
        return Query(
            area=area,
            start=_day(self._start) if self._start_on.isChecked() else None,
            end=_day(self._end) if self._end_on.isChecked() else None,
            min_separation=self._shortest.value() or None,
            max_separation=self._longest.value() or None,
            min_valid=self._valid.value(),
            satellites=self._satellites.chosen(),
            months=self._months.chosen(),
            max_per_year=self._per_year.value() or None,
            rank=self._rank.currentData(),
        )

    def max_separation(self) -> int:
        """The longest separation asked for, days; 0 for any."""
        return self._longest.value()

    def search(self) -> None:
        """Search with the criteria as they stand."""
        try:
            query = self.query()
        except ItsliveError as error:
            self.job.failed.emit(error)
            return
        self.job.search.search(query)

    def _show_satellites(self) -> None:
        self._satellites_head.setText(
            self.tr("Satellites: {chosen}").format(chosen=self._chosen(self._satellites))
        )

    def _show_months(self) -> None:
        self._months_head.setText(
            self.tr("Months: {chosen}").format(chosen=self._chosen(self._months))
        )

    def _chosen(self, chips: Chips) -> str:
        return texts.joined(*chips.texts()) or self.tr("all")

    def _show_rank(self, limit: int) -> None:
        self._rank.setVisible(limit > 0)

    def _show(self) -> None:
        search = self.job.search
        self._search.setEnabled(self.job.area.is_done() and not search.is_running())
        self._search.set_strong(not self.is_done())
        self._search.setText(
            self.tr("Search again") if search.result is not None else self.tr("Search")
        )
        self.changed.emit()


def _day(edit: QDateEdit) -> date:
    value = edit.date()
    return date(value.year(), value.month(), value.day())
