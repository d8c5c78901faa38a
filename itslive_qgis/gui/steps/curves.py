"""The curves step: medians, trends and seasons of the values that the plot shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qgis.PyQt.QtCore import QCoreApplication

from ...monitor import Monitor
from ...tasks.base import WorkTask
from ..plot_choices import PlotChoices
from ..plot_content import Drawn, Record, curves
from .base import Step

translate = QCoreApplication.translate


class CurvesStep(Step):
    """Computes curves in the background; of several wishes the last one counts."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.drawn: list[Drawn] = []
        self._next: tuple[tuple[Record, ...], PlotChoices] | None = None
        self.running_changed.connect(self._begin)

    def is_done(self) -> bool:
        """Whether there are curves."""
        return bool(self.drawn)

    def ask(self, records: Sequence[Record], choices: PlotChoices) -> None:
        """Compute the curves that are chosen, of these points."""
        self.dispose()
        self._next = None
        if choices.curves and records:
            self._next = tuple(records), choices
            self._begin()
        elif self.drawn:
            self.drawn = []
            self.changed.emit()

    def _begin(self) -> None:
        if self._next is None or self.is_running():
            return
        (records, choices), self._next = self._next, None

        def work(monitor: Monitor) -> list[Drawn]:
            return curves(records, choices, monitor)

        self.start(WorkTask(translate("Tasks", "Compute the curves"), work, True), self._take)

    def _take(self, drawn: list[Drawn]) -> None:
        self.drawn = drawn
        self.changed.emit()
