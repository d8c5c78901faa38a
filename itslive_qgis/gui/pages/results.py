"""The Results page: what was found, what was set aside, and the choice."""

from __future__ import annotations

from collections import Counter

from qgis.PyQt.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QSortFilterProxyModel,
    Qt,
)
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHeaderView,
    QTableView,
)

from ...archive.search import SearchResult
from .. import texts
from ..granule_model import ID_ROLE, MID_DATE, NAME, SORT_ROLE, GranuleModel
from ..job import Job
from ..problem_list import Problem, ProblemList
from ..widgets import Heading, Hint
from ..year_bars import YearBars
from .base import Page


class ResultsPage(Page):
    """A sortable table of the granules; its selection is the selection on the map."""

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        self.add_head(
            self.tr("What was found"),
            self.tr("Rows selected here are selected on the map, and the other way round."),
        )
        self._count = Heading()
        self._count.setObjectName("itslive_result_text")
        self.body.addWidget(self._count)
        self._zones = Hint()
        self._zones.setObjectName("itslive_zones")
        self.body.addWidget(self._zones)
        self._unplaced = Hint()
        self._unplaced.setObjectName("itslive_unplaced")
        self.body.addWidget(self._unplaced)
        self._bars = YearBars()
        self.body.addWidget(self._bars)
        self._build_table()
        self._only = QCheckBox(self.tr("Use the selected granules only"))
        self._only.setObjectName("itslive_selected_only")
        self._only.toggled.connect(job.search.set_selected_only)
        self.body.addWidget(self._only)
        self._aside = ProblemList("itslive_set_aside")
        self.body.addWidget(self._aside)
        # Keeps everything on top while there is no table to take the room.
        self.body.addStretch(0)
        self._following = False
        job.search.found.connect(self._fill)
        job.search.changed.connect(self._show)
        self._fill()

    def _build_table(self) -> None:
        self.model = GranuleModel(self)
        self.sorted = QSortFilterProxyModel(self)
        self.sorted.setSourceModel(self.model)
        self.sorted.setSortRole(SORT_ROLE)
        self.table = QTableView()
        self.table.setObjectName("itslive_results")
        self.table.setModel(self.sorted)
        self.table.setSortingEnabled(True)
        self.table.sortByColumn(MID_DATE, Qt.SortOrder.AscendingOrder)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setAlternatingRowColors(True)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setTabKeyNavigation(False)
        self.table.setMinimumHeight(200)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(self.table.fontMetrics().height() + 8)
        head = self.table.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.selectionModel().selectionChanged.connect(self._take_selection)
        self.body.addWidget(self.table, 1)

    def is_done(self) -> bool:
        """Whether there are granules to go on with."""
        return self.job.search.is_done()

    def summary(self) -> str:
        """How many, of which years; and the next step."""
        search = self.job.search
        if search.result is None:
            return self.tr("No search yet. Go back and search.")
        if not search.result.granules:
            if search.result.set_aside:
                return self.tr(
                    "Nothing fits. What was found and set aside is listed with its reasons; go "
                    "back and loosen the criteria."
                )
            return self.tr(
                "ITS_LIVE has no granule here that fits. Go back and take more dates, more "
                "satellites or longer separations; or there is no glacier it covers in this area."
            )
        chosen = search.chosen()
        if not chosen:
            return self.tr("No granule is selected. Select rows, or use all of them.")
        return self.tr("{granules}, {years}. Next: download them.").format(
            granules=texts.granules(len(chosen)),
            years=texts.years(each.mid_date for each in chosen),
        )

    def _fill(self) -> None:
        result = self.job.search.result
        granules = result.granules if result is not None else ()
        self.model.set_granules(granules)
        self._bars.set_dates([each.mid_date for each in granules])
        for number in range(NAME):
            self.table.resizeColumnToContents(number)
        self.table.setColumnWidth(NAME, 240)
        self._fill_reasons(result)
        self._show()

    def _fill_reasons(self, result: SearchResult | None) -> None:
        aside = result.set_aside if result is not None else ()
        title = self.tr("Found, but set aside: {count}").format(count=texts.number(len(aside)))
        problems = [Problem(each.granule.granule_id, each.reason) for each in aside]
        self._aside.show_problems(title, problems)

    def _take_selection(self, *_: QItemSelection) -> None:
        if self._following:
            return
        rows = self.table.selectionModel().selectedRows()
        self.job.search.select([row.data(ID_ROLE) for row in rows])

    def _follow_selection(self) -> None:
        """Select the rows of what was selected on the map."""
        wanted = self.job.search.selected
        model = self.table.selectionModel()
        if {row.data(ID_ROLE) for row in model.selectedRows()} == wanted:
            return
        selection = QItemSelection()
        for row in range(self.sorted.rowCount()):
            index = self.sorted.index(row, 0)
            if index.data(ID_ROLE) in wanted:
                selection.select(index, index)
        self._following = True
        mode = QItemSelectionModel.SelectionFlag
        model.select(selection, mode.ClearAndSelect | mode.Rows)
        self._following = False
        if selection.indexes():
            self.table.scrollTo(selection.indexes()[0])

    def _show(self) -> None:
        search = self.job.search
        self._follow_selection()
        self._only.setChecked(search.selected_only)
        selected = len(search.selected)
        self._only.setText(
            self.tr("Use the selected granules only ({count})").format(count=texts.number(selected))
            if selected
            else self.tr("Use the selected granules only")
        )
        self._show_count(search.result)
        self.table.setVisible(bool(search.granules()))
        self._only.setVisible(bool(search.granules()))
        self._bars.setVisible(bool(search.granules()))
        self.changed.emit()

    def _show_count(self, result: SearchResult | None) -> None:
        if result is None:
            self._count.setText(self.tr("No search yet."))
        else:
            self._count.setText(texts.granules(len(result.granules)))
        zones = Counter(each.epsg for each in self.job.search.granules() if each.epsg is not None)
        parts = [
            self.tr("EPSG:{code}: {count}").format(code=code, count=texts.number(count))
            for code, count in zones.most_common()
        ]
        rest = len(self.job.search.granules()) - sum(zones.values())
        if parts and rest:
            parts.append(self.tr("projection not stated: {count}").format(count=texts.number(rest)))
        self._zones.setText(texts.joined(*parts))
        self._zones.setVisible(bool(parts))
        self._show_unplaced()

    def _show_unplaced(self) -> None:
        count = self.job.search.without_footprint()
        self._unplaced.setVisible(count > 0)
        if count == len(self.job.search.granules()):
            self._unplaced.setText(
                self.tr(
                    "This service does not tell where granules lie, so the map shows none of "
                    "them. They can be downloaded all the same."
                )
            )
        else:
            self._unplaced.setText(
                self.tr(
                    "Of {granules} the service does not tell where they lie; the map shows the "
                    "others."
                ).format(granules=texts.granules(count))
            )
