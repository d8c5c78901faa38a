"""The Results page: what was found, what of it is looked at, and the choice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from qgis.gui import QgsFilterLineEdit
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QHBoxLayout, QToolButton

from ...archive.findings import Separation
from ...archive.granule import Granule
from ...archive.granule_filter import GranuleFilter
from ...archive.search import SearchResult
from .. import result_notes, texts
from ..choice_bar import ChoiceBar
from ..coverage_charts import CoverageCharts
from ..export_button import ExportButton
from ..granule_actions import GranuleActions
from ..granule_model import GranuleModel
from ..job import Job
from ..news_card import NewsCard
from ..preview_panel import PreviewPanel
from ..problem_list import ProblemList
from ..results_table import ResultsTable
from ..size_line import SizeLine
from ..slices import Slices
from ..steps.base import Step
from ..steps.search import ALL, SELECTED, SHOWN
from ..widgets import Heading, Hint
from ..zero_card import ZeroCard
from .base import Page

# What one reads once stands below the table, which needs the room.
_BELOW = ("itslive_twice", "itslive_checks")
_TYPING = 200  # milliseconds after the last key until the filter works
_BETWEEN_LAYOUTS = 250  # milliseconds, while granules arrive
_BETWEEN_SORTS = 150  # likewise


class ResultsPage(Page):
    """Charts and a table of the granules; filter and selection are those of the map."""

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        self.add_head(self.tr("What was found"))
        self._count = Heading()
        self._count.setObjectName("itslive_result_text")
        self.body.addWidget(self._count)
        self.body.addWidget(ZeroCard(job))
        self.body.addWidget(NewsCard(job))
        self._notes: dict[str, Hint] = {}
        for name, _ in result_notes.notes(job.search, job.area.area):
            self._notes[name] = Hint()
            self._notes[name].setObjectName(name)
            if name not in _BELOW:
                self.body.addWidget(self._notes[name])
        self._charts = CoverageCharts()
        self.body.addWidget(self._charts)
        self._build_filter()
        self._build_choice()
        self.model = GranuleModel(self)
        self.table = ResultsTable(self.model)
        self.table.setToolTip(
            self.tr("Rows selected here are selected on the map, and the other way round.")
        )
        self.body.addWidget(self.table, 1)
        self._actions = GranuleActions(job, self.table)
        self.body.addWidget(self._actions)
        self.body.addWidget(PreviewPanel(job.preview))
        for name in _BELOW:
            self.body.addWidget(self._notes[name])
        self._aside = ProblemList("itslive_set_aside")
        self.body.addWidget(self._aside)
        # Keeps everything on top while there is no table to take the room.
        self.body.addStretch(0)
        # Each line that appears or changes its height lays the page out anew, and each selection
        # paints the table: in turns of their own the window answers in between.
        self._later = self._timer(_BETWEEN_LAYOUTS, self._show)
        self._followed = self._timer(0, self._follow)
        # A page comes in pieces, and each new order lays out all rows that are there by then.
        self._sorted = self._timer(_BETWEEN_SORTS, self.model.sort_added)
        self._filling = Slices(self)
        self._connect()
        self._replace()
        self._fill()
        self._filling.finish()
        self._show()

    def _build_filter(self) -> None:
        self._text = QgsFilterLineEdit()
        self._text.setObjectName("itslive_filter")
        self._text.setShowSearchIcon(True)
        self._text.setPlaceholderText(self.tr("Filter by satellite, mid-date or name"))
        self._typed = self._timer(_TYPING, self._filter_text)
        self._shown = Hint()
        self._shown.setObjectName("itslive_shown_count")
        self._all = QToolButton()
        self._all.setObjectName("itslive_show_all")
        self._all.setText(self.tr("Show all"))
        self._all.setToolTip(self.tr("Take every filter off"))
        row = QHBoxLayout()
        row.addWidget(self._text, 1)
        row.addWidget(self._all)
        self.body.addLayout(row)
        self.body.addWidget(self._shown)

    def _timer(self, milliseconds: int, act: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(act)
        return timer

    def _build_choice(self) -> None:
        self._go_on = Heading(self.tr("Go on with"))
        row = QHBoxLayout()
        row.addWidget(self._go_on, 1)
        row.addWidget(ExportButton(self.job))
        self.body.addLayout(row)
        self._choice = ChoiceBar()
        self.body.addWidget(self._choice)
        self._size = SizeLine(self.job)
        self.body.addWidget(self._size)

    def _connect(self) -> None:
        search = self.job.search
        search.began.connect(self._clear)
        search.added.connect(self._add)
        search.replaced.connect(self._replace)
        search.found.connect(self._fill)
        search.filter_changed.connect(self._show_filtered)
        search.selection_changed.connect(self._followed.start)
        search.changed.connect(self._show_soon)
        self.job.area.changed.connect(self._show_notes)
        self.table.selected.connect(search.select_keys)
        self._text.textChanged.connect(lambda _text: self._typed.start())
        self._all.clicked.connect(lambda _checked: search.set_filter(GranuleFilter()))
        self._charts.year_picked.connect(self._pick_year)
        self._charts.group_picked.connect(self._pick_group)
        self._charts.separation_picked.connect(self._pick_separation)
        self._choice.chosen.connect(search.set_choice)

    def steps(self) -> tuple[Step, ...]:
        """The search shows its progress here too, and the fetching of one granule."""
        return (self.job.search, self.job.one_granule)

    def is_done(self) -> bool:
        """Whether there are granules to go on with."""
        return self.job.search.is_done()

    def summary(self) -> str:
        """How many, of which years; and the next step."""
        search = self.job.search
        if search.arriving:
            return self.tr("Granules are arriving.")
        if search.result is None:
            return self.tr("No search yet. Go back and search.")
        if not search.result.granules:
            return self._nothing_found(search.result)
        return self._what_goes_on()

    def _what_goes_on(self) -> str:
        search = self.job.search
        chosen = search.chosen()
        if not chosen and search.left_to_login():
            return self.tr("What is chosen needs a login. Choose other granules.")
        if not chosen:
            return self.tr("No granule is selected. Select rows, or use all of them.")
        if search.choice == ALL and not search.filter.is_open():
            return self.tr(
                "All {granules} go on, not only the {shown} shown. Next: download."
            ).format(granules=texts.granules(len(chosen)), shown=texts.number(len(search.shown())))
        return self.tr("{granules}, {years}. Next: download them.").format(
            granules=texts.granules(len(chosen)),
            years=texts.years((chosen[0].mid_date, chosen[-1].mid_date)),
        )

    def _nothing_found(self, result: SearchResult) -> str:
        if not result.complete:
            return self.tr("The search ended before anything that fits had come. Search again.")
        if result.set_aside:
            return self.tr(
                "Nothing fits. What was found and set aside is listed with its reasons; go "
                "back and loosen the criteria."
            )
        return self.tr(
            "ITS_LIVE has no granule here that fits. Go back and take more dates, more "
            "satellites or longer separations; or there is no glacier it covers in this area."
        )

    def enter(self) -> None:
        """Ask how large the download would be."""
        self._size.ask()

    def _clear(self) -> None:
        """Another search brings its first granules."""
        self._follow()
        self._filling.clear()
        self.model.set_granules(())
        self._aside.show_reasons("", ())
        self._show_filter()

    def _add(self, granules: list[Granule], _features: list[object]) -> None:
        is_first = not self.model.rowCount()
        self.model.add_granules(self.job.search.filter.passing(granules))
        if is_first:
            self.model.sort_added()
            self.table.fit_columns()
            self._show()
        elif not self._sorted.isActive():
            self._sorted.start()

    def _replace(self) -> None:
        self.model.set_granules(self.job.search.shown())

    def _fill(self) -> None:
        """Show what a search came to, piece by piece: others have much to do at its end, too."""
        self._filling.clear()
        self._filling.push(self._pieces())

    def _pieces(self) -> Iterator[None]:
        yield
        self.table.fit_columns()
        yield
        self._charts.show_overview(self.job.search.overview)
        yield
        self._show_filter()
        yield
        self._fill_reasons()

    def _fill_reasons(self) -> None:
        reasons = self.job.search.overview.reasons
        total = sum(each.count for each in reasons)
        title = self.tr("Found, but set aside: {count}").format(count=texts.number(total))
        self._aside.show_reasons(title, reasons)

    def _filter_text(self) -> None:
        self._narrow(text=self._text.text().strip())

    def _pick_year(self, year: int) -> None:
        self._narrow(year=None if self.job.search.filter.year == year else year)

    def _pick_group(self, group: str) -> None:
        self._narrow(group=None if self.job.search.filter.group == group else group)

    def _pick_separation(self, separation: Separation) -> None:
        present = self.job.search.filter.separation
        self._narrow(separation=None if present == separation else separation)

    def _narrow(self, **parts: object) -> None:
        self.job.search.set_filter(replace(self.job.search.filter, **parts))
        self._show_filter()

    def _show_filtered(self) -> None:
        self.model.set_granules(self.job.search.shown())
        self._show_filter()

    def _show_filter(self) -> None:
        search = self.job.search
        self._charts.show_filter(search.filter)
        if self._text.text().strip() != search.filter.text:
            self._text.setText(search.filter.text)
            self._typed.stop()
        text = result_notes.shown(search)
        self._shown.setText(text)
        self._shown.setVisible(bool(text))
        self._all.setEnabled(bool(text))

    def _follow(self) -> None:
        self.table.follow(self.job.search.selected)

    def _show_soon(self) -> None:
        """At once, but while granules arrive a few times a second."""
        if not self.job.search.arriving:
            self._show()
        elif not self._later.isActive():
            self._later.start()

    def _show(self) -> None:
        self._later.stop()
        search = self.job.search
        self._show_counts()
        if search.arriving:
            self._charts.show_overview(search.overview)
        self._show_notes()
        counts = {
            ALL: len(search.granules()),
            SHOWN: len(search.shown()),
            SELECTED: len(search.selected),
        }
        self._choice.show_choice(search.choice, counts)
        self._show_tables(bool(search.granules()))
        self._size.ask()
        self.changed.emit()

    def _show_notes(self) -> None:
        for name, text in result_notes.notes(self.job.search, self.job.area.area):
            self._notes[name].setText(text)
            self._notes[name].setVisible(bool(text))

    def _show_counts(self) -> None:
        self._count.setText(result_notes.heading(self.job.search))
        if not self.job.search.filter.is_open():
            self._shown.setText(result_notes.shown(self.job.search))

    def _show_tables(self, visible: bool) -> None:
        for widget in (self.table, self._charts, self._text, self._all, self._choice, self._go_on):
            widget.setVisible(visible)
        self._size.setVisible(visible)
