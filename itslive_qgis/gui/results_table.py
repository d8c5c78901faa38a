"""The table of granules, quick with 20,000 of them; what is selected is known by keys."""

from __future__ import annotations

from qgis.PyQt.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    Qt,
    pyqtSignal,
)
from qgis.PyQt.QtGui import QRegion
from qgis.PyQt.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ..archive.findings import Key, key_of
from ..archive.granule import Granule
from .granule_model import ACCESS, MID_DATE, NAME, ORBIT, VERSION, GranuleModel
from .one_lock import OneLock

_MEASURED_ROWS = 50  # for the widths of columns
_NAME_WIDTH = 240
_MANY_RANGES = 50
_OFTEN_HIDDEN = (VERSION, ORBIT, ACCESS)


class _Header(OneLock, QHeaderView):
    pass


class ResultsTable(OneLock, QTableView):
    """Sortable rows of granules.

    Signals:
        selected: keys of the selected rows, a set, whenever the user selects others.
    """

    selected = pyqtSignal(object)

    def __init__(self, model: GranuleModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._granules = model
        self._keys: frozenset[Key] = frozenset()
        self._following = False
        self.setObjectName("itslive_results")
        self.setHorizontalHeader(_Header(Qt.Orientation.Horizontal, self))
        self.setModel(model)
        # A header asks of each column whether all of its rows are selected, one by one, to draw its
        # edges. This one looks at a selection of its own, which is always empty.
        self.horizontalHeader().setSelectionModel(QItemSelectionModel(model, self))
        self._dress()
        self._dress_head()
        for column in _OFTEN_HIDDEN:
            self.setColumnHidden(column, True)
        self.selectionModel().selectionChanged.connect(self._tell)
        model.about_to_rearrange.connect(self._let_go)
        model.rearranged.connect(self._take_up)

    def follow(self, keys: frozenset[Key]) -> None:
        """Select the rows of these granules, as selected elsewhere."""
        if keys == self._keys:
            return
        self._keys = keys
        self._let_go()
        selection = self._take_up()
        if selection:
            self.scrollTo(self._granules.index(selection[0].top(), 0))

    def selected_granules(self) -> list[Granule]:
        """The granules of the selected rows, from top to bottom."""
        rows = sorted(self.selectionModel().selection(), key=lambda each: each.top())
        return [g for each in rows for g in self._granules.granules(each.top(), each.bottom())]

    def fit_columns(self) -> None:
        """Hide the columns that say nothing, and make the others as wide as their texts."""
        varying = self._granules.varying()
        for column in _OFTEN_HIDDEN:
            self.setColumnHidden(column, column not in varying)
        for column in range(NAME):
            self.resizeColumnToContents(column)
        self.setColumnWidth(NAME, _NAME_WIDTH)

    def visualRegionForSelection(  # noqa: N802 - Qt's name
        self, selection: QItemSelection
    ) -> QRegion:
        """What to paint anew; of many ranges Qt would ask for each one's place, row by row."""
        if selection.count() > _MANY_RANGES:
            return QRegion(self.viewport().rect())
        return super().visualRegionForSelection(selection)

    def _dress(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMinimumHeight(200)
        self.verticalHeader().hide()
        # Of one height: else each of 20,000 rows would be asked for its own.
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)

    def _dress_head(self) -> None:
        head = self.horizontalHeader()
        head.setSectionsClickable(True)
        head.setHighlightSections(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setResizeContentsPrecision(_MEASURED_ROWS)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setSortingEnabled(True)
        self.sortByColumn(MID_DATE, Qt.SortOrder.AscendingOrder)

    def _tell(self, *_: object) -> None:
        if self._following:
            return
        self._keys = frozenset(map(key_of, self.selected_granules()))
        self.selected.emit(self._keys)

    def _let_go(self) -> None:
        """Unselect all: Qt would carry each selected row over to its new place by itself."""
        self._following = True
        self.selectionModel().clearSelection()
        self._following = False

    def _take_up(self) -> QItemSelection:
        """Select the rows of the remembered granules where they are now."""
        if not self._keys:
            return QItemSelection()
        selection = self._granules.selection_of(self._keys)
        if selection:
            self._following = True
            mode = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.selectionModel().select(selection, mode)
            self._following = False
        return selection
