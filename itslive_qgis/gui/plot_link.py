"""Plot and map as one: the plot follows the map's time and sets it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import QObject

from ..layers.times import day_time
from ..settings import ARCHIVE
from .job import Job
from .map_time import MapTime
from .span_bar import SpanBar

if TYPE_CHECKING:
    from .plot_canvas import PlotCanvas  # needs matplotlib, which QGIS may lack

_DAY = "yyyy-MM-dd"


class PlotLink(QObject):
    """Ties a plot to the map and to the job.

    Args:
        plot: the plot.
        time: of the map.
        job: what is done with pairs.
        bar: says that the map is filtered.
    """

    def __init__(
        self, plot: PlotCanvas, time: MapTime, job: Job, bar: SpanBar, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._plot = plot
        self._time = time
        self._job = job
        self._bar = bar
        self._is_filtered = False
        plot.clicked.connect(self._go_to)
        plot.span_selected.connect(self._filter)
        plot.double_clicked.connect(self._load)
        plot.span_cleared.connect(time.show_before)
        bar.all_wanted.connect(time.show_before)
        time.changed.connect(self._follow)
        job.series.changed.connect(self._look_at_points)
        self._follow()

    def _go_to(self, day: float) -> None:
        """Move the map's time, which the line follows; without a controller the line alone."""
        if not self._time.go_to(day):
            self._plot.show_moment(day)

    def _filter(self, first: float, last: float) -> None:
        self._time.show_only((first, last))

    def _follow(self) -> None:
        self._plot.show_moment(self._time.moment())
        span = self._time.span
        if span is not None:
            self._plot.show_span(span)
            self._bar.show_span(*(day_time(day).toString(_DAY) for day in span))
        elif self._is_filtered:
            self._plot.show_span(None)
            self._bar.hide()
        self._is_filtered = span is not None

    def _load(self, index: int, row: int) -> None:
        """Show the velocities of the granule that a value is from."""
        job = self._job
        found = (each for each in job.series.points if each.index == index)
        point = next(found, None)
        if point is None or point.series is None:
            return
        if job.pair_granule.is_running() or job.one_granule.is_running():
            job.told.emit(
                self.tr("A granule is on its way already. Double-click again when it is there.")
            )
        elif point.source == ARCHIVE:
            job.pair_granule.find(point.series, row)
        else:
            job.add_granule_layer(int(point.series.layer[row]))

    def _look_at_points(self) -> None:
        """With the last point the plot goes, and with it where the interval could be seen."""
        if not self._job.series.points:
            self._time.show_before()
