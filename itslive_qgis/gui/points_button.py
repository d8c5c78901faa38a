"""The button that adds many points at once, and what is told of them."""

from __future__ import annotations

from typing import Callable

from qgis.core import QgsMapLayer
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QAction, QFileDialog, QMenu, QToolButton, QWidget

from ..layers.point_features import is_of_points
from ..translation import error_text, message
from . import texts
from .job import Job
from .problem_list import Problem, ProblemList
from .steps.points_from import PointsFound
from .widgets import Hint, column

_FIRST = 3  # problems that are told at once


class PointsButton(QToolButton):
    """Adds the points of the current layer, or those of a file."""

    def __init__(self, job: Job, current_layer: Callable[[], QgsMapLayer | None]) -> None:
        super().__init__()
        self._job = job
        self._current_layer = current_layer
        self.setObjectName("itslive_points_from")
        self.setText(self.tr("Points from"))
        self.setToolTip(
            self.tr("Adds the points of a layer, the vertices of lines, or a list of coordinates.")
        )
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._menu = QMenu(self)
        self._menu.setObjectName("itslive_points_menu")
        self._menu.aboutToShow.connect(self.fill)
        self.setMenu(self._menu)
        job.points_from.running_changed.connect(self._show)

    def fill(self) -> None:
        """Name the current layer, and how much of it would be taken."""
        self._menu.clear()
        layer = self._current_layer()
        text = self.tr("The current layer")
        if layer is not None and is_of_points(layer):
            text = self.tr("Layer {name}, all features")
            if layer.selectedFeatureCount():
                text = self.tr("Layer {name}, {count} selected")
            text = text.format(
                name=texts.shortened(layer.name()),
                count=texts.number(layer.selectedFeatureCount()),
            )
        self._add("layer", text.replace("&", "&&"), lambda: self._job.points_from.read_layer(layer))
        self._add("csv", self.tr("File of coordinates\u2026"), self._choose_file)

    def _add(self, name: str, text: str, call: Callable[[], object]) -> None:
        action = QAction(text, self._menu)
        action.setObjectName(f"itslive_points_{name}")
        action.triggered.connect(lambda *_: call())
        self._menu.addAction(action)

    def _choose_file(self) -> None:
        kinds = ";;".join(
            (self.tr("Coordinates (*.csv *.txt *.tsv *.dat)"), self.tr("All files (*)"))
        )
        path, _filter = QFileDialog.getOpenFileName(
            self.window(), self.tr("Points from a file"), self._job.download.folder, kinds
        )
        if path:
            self._job.points_from.read_file(path)

    def _show(self) -> None:
        self.setEnabled(not self._job.points_from.is_running())


class PointsNews(QWidget):
    """What came of a list of points: how many, and each line that gave none."""

    def __init__(self, job: Job) -> None:
        super().__init__()
        body = column(self)
        self._told = Hint()
        self._told.setObjectName("itslive_points_told")
        body.addWidget(self._told)
        self._problems = ProblemList("itslive_points_problems")
        body.addWidget(self._problems)
        self.setVisible(False)
        job.points_from.found.connect(self._show_found)
        job.points_from.failed.connect(lambda _: self.setVisible(False))

    def forget(self) -> None:
        """The points are gone."""
        self.setVisible(False)

    def _show_found(self, found: PointsFound) -> None:
        count = len(found.problems)
        lines = [self._counted(found), *(error_text(note) for note in found.notes)]
        if count:
            lines.append(
                self.tr("{count} lines or features gave no point:").format(
                    count=texts.number(count)
                )
            )
        first = found.problems[:_FIRST]
        lines += [message(each.what, each.values) for each in first]
        # The same advice once is enough.
        lines += dict.fromkeys(message(each.advice, each.values) for each in first)
        self._told.setText("\n".join(texts.breakable(line) for line in lines))
        title = self.tr("All {count} without a point").format(count=texts.number(count))
        listed = [
            Problem(message(each.what, each.values), each.what, each.values)
            for each in found.problems
        ]
        self._problems.show_problems(title, listed if count > _FIRST else ())
        self.setVisible(True)

    def _counted(self, found: PointsFound) -> str:
        if not found.points:
            return self.tr("No point was added from {name}.").format(name=found.source)
        return self.tr("Points added from {name}: {count}.").format(
            name=found.source, count=texts.number(len(found.points))
        )
