"""The Plot page: points clicked on the map, their series, and what can be taken along."""

from __future__ import annotations

import gc
import math
from pathlib import Path
from typing import Any

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLayout,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ...credits import ATTRIBUTION
from ...errors import ItsliveError
from ...series.table import MAP
from .. import texts
from ..icons import icon
from ..job import Job
from ..map_work import MapWork
from ..plot_data import (
    BY_POINT,
    BY_SATELLITE,
    PlotData,
    PlotGroup,
    PlotSeries,
    longest_separation,
    prepare,
)
from ..steps.base import Step
from ..steps.export import not_saved
from ..widgets import ActionButton, Hint, Text, column
from .base import Page

DEFAULT_MAX_SEPARATION = 120
_LONGEST = 1500
#: Where map and ground differ by less, saying both would only confuse (UTM: 0.1 %).
_SCALE_WORTH_SAYING = 0.002


class PlotPage(Page):
    """Point tool, plot, separation filter, CSV and picture."""

    def __init__(self, job: Job, map_work: MapWork) -> None:
        super().__init__(job)
        self._map = map_work
        self._limit = DEFAULT_MAX_SEPARATION
        self.data = PlotData((), 0, 0, BY_SATELLITE)
        self.canvas: Any = None
        self.add_head(
            self.tr("Speed through time"),
            self.tr("Click points on the map to see their velocities."),
        )
        self._build_tools()
        self._message = Hint()
        self._message.setObjectName("itslive_plot_message")
        self.body.addWidget(self._message)
        self._place = self.body.count()
        self._results = QWidget()
        self._build_filter(column(self._results))
        self._build_exports(self._results.layout())
        self.body.addWidget(self._results)
        # Keeps everything on top until there is a plot, which then takes all the room.
        self.body.addStretch(0)
        job.series.changed.connect(self._show)
        job.series.running_changed.connect(self._show)
        job.series.failed.connect(self._show)
        job.cube.opened.connect(self._show)
        map_work.tool_changed.connect(self._show_tool)
        self._show()

    def _build_tools(self) -> None:
        row = QHBoxLayout()
        self._pick = ActionButton(self.tr("Click points"))
        self._pick.setObjectName("itslive_pick_points")
        self._pick.set_picture(icon("point_tool"))
        self._pick.setCheckable(True)
        self._pick.clicked.connect(self._map.pick_points)
        self._remove = ActionButton(self.tr("Remove all"))
        self._remove.setObjectName("itslive_remove_points")
        self._remove.clicked.connect(self.job.series.clear)
        row.addWidget(self._pick, 1)
        row.addWidget(self._remove)
        self.body.addLayout(row)

    def _build_filter(self, body: QVBoxLayout) -> None:
        self._shown = Text()
        self._shown.setObjectName("itslive_shown")
        body.addWidget(self._shown)
        tip = self.tr(
            "Long separations show too slow speeds where ice is fast. This limit acts on the plot "
            "only; the CSV has all values."
        )
        body.addWidget(Hint(self.tr("Longest separation shown")))
        row = QHBoxLayout()
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setObjectName("itslive_plot_separation_slider")
        self._separation = QSpinBox()
        self._separation.setObjectName("itslive_plot_separation")
        self._separation.setSuffix(self.tr(" days"))
        for widget in (self._slider, self._separation):
            widget.setRange(1, _LONGEST)
            widget.setValue(DEFAULT_MAX_SEPARATION)
            widget.setToolTip(tip)
        self._slider.valueChanged.connect(self._separation.setValue)
        self._separation.valueChanged.connect(self._slider.setValue)
        self._separation.valueChanged.connect(self._take_limit)
        row.addWidget(self._slider, 1)
        row.addWidget(self._separation)
        body.addLayout(row)
        self._colour = QComboBox()
        self._colour.setObjectName("itslive_plot_colour")
        self._colour.addItem(self.tr("Colours tell satellites"), BY_SATELLITE)
        self._colour.addItem(self.tr("Colours tell points"), BY_POINT)
        self._colour.currentIndexChanged.connect(self._draw)
        body.addWidget(self._colour)

    def _build_exports(self, body: QLayout) -> None:
        row = QHBoxLayout()
        self._csv = ActionButton(self.tr("Save CSV"))
        self._csv.setObjectName("itslive_csv")
        self._csv.clicked.connect(self._choose_csv)
        self._picture = ActionButton(self.tr("Save picture"))
        self._picture.setObjectName("itslive_save_plot")
        self._picture.clicked.connect(self._choose_picture)
        self._layer = ActionButton(self.tr("Add the points as a layer"))
        self._layer.setObjectName("itslive_add_points")
        self._layer.clicked.connect(self.job.add_point_layer)
        row.addWidget(self._csv, 1)
        row.addWidget(self._picture, 1)
        body.addLayout(row)
        body.addWidget(self._layer)

    def steps(self) -> tuple[Step, ...]:
        """Reading of the series."""
        return (self.job.series,)

    def is_done(self) -> bool:
        """Whether something is plotted."""
        return self.job.series.is_done()

    def summary(self) -> str:
        """How many points and values; or what to do."""
        if not self.job.cube.is_done():
            return self.tr("A plot needs a cube. Build one, or open one you already have.")
        if not self.job.series.points:
            return self.tr("Press \u201cClick points\u201d, then click on the glacier.")
        if not self.job.series.is_done():
            return ""
        return self.tr("{points} points, {values} values. Click further points, or save.").format(
            points=texts.number(len(self.job.series.points)), values=texts.number(self.data.total)
        )

    def next_text(self) -> str:
        """There is nothing after the plot."""
        return ""

    def enter(self) -> None:
        """Make the plot when it is first looked at: matplotlib takes a moment to load."""
        if self.canvas is None:
            self._make_canvas()
        self._show()

    def set_separation(self, days: int) -> None:
        """Start with the limit of the search; 0 means none."""
        self._limit = days or _LONGEST
        self._show()

    def _make_canvas(self) -> None:
        try:
            from ..plot_canvas import PlotCanvas
        except ImportError as error:
            self.canvas = Hint(
                self.tr(
                    "The plot needs the Python package matplotlib in QGIS ({error}). The CSV "
                    "works without it."
                ).format(error=error)
            )
            self._picture.setEnabled(False)
        else:
            self.canvas = PlotCanvas(self._plot_texts(), self._describe)
            self.canvas.setObjectName("itslive_plot")
            # Loading matplotlib makes so many objects that Python soon looks for garbage among all
            # there are, a fifth of a second: better now, while one waits anyway, than in a drag.
            gc.collect()
        self.body.insertWidget(self._place, self.canvas, 1)
        self.canvas.setVisible(self.job.series.is_done())

    def _plot_texts(self) -> dict[str, str]:
        return {
            "speed": self.tr("Speed v (m/yr)"),
            "date": self.tr("Mid-date"),
            "point": self.tr("Point {label}"),
        }

    def _describe(self, group: PlotGroup, place: int) -> str:
        point = next(each for each in self.job.series.points if each.index == group.point)
        series, row = point.series, int(group.rows[place])
        error = group.error[place]
        speed = texts.number(group.v[place])
        if not math.isnan(error):
            speed = self.tr("{v} ± {error}").format(v=speed, error=texts.number(error))
        said = self.tr("{date}, {satellite}\n{days} days apart\n{speed} m/yr").format(
            date=texts.day(str(series.mid_date[row])),
            satellite=series.satellites[series.satellite[row]],
            days=texts.number(series.separation[row]),
            speed=speed,
        )
        scale = series.place.map_scale
        if series.place.metres == MAP and abs(scale - 1) > _SCALE_WORTH_SAYING:
            ground = texts.number(group.v[place] / scale)
            said += self.tr("\n{speed} m/yr on the ground").format(speed=ground)
        return said

    def _series(self) -> list[PlotSeries]:
        return [
            PlotSeries(point.index, point.label, point.series)
            for point in self.job.series.points
            if point.series is not None and point.has_values()
        ]

    def _take_limit(self, days: int) -> None:
        self._limit = days
        self._draw()

    def _fit_range(self) -> None:
        """Let the slider end at the longest separation there is; the limit itself stays."""
        longest = math.ceil(longest_separation(self._series())) or _LONGEST
        for widget in (self._slider, self._separation):
            widget.blockSignals(True)
            widget.setMaximum(max(longest, 2))
            widget.setValue(min(self._limit, longest))
            widget.blockSignals(False)

    def _draw(self, *_: object) -> None:
        series = self._series()
        self.data = prepare(series, self._limit, self._colour.currentData())
        self._shown.setVisible(bool(series))
        self._shown.setText(
            self.tr("{shown} of {total} values shown, separations up to {days} days.").format(
                shown=texts.number(self.data.shown),
                total=texts.number(self.data.total),
                days=texts.number(self._separation.value()),
            )
        )
        if self.canvas is not None and hasattr(self.canvas, "show_data"):
            self.canvas.show_data(self.data)
        text = self._message_text()
        self._message.setText(text)
        self._message.setVisible(bool(text))
        self.changed.emit()

    def _show(self, *_: object) -> None:
        step = self.job.series
        self._fit_range()
        self._remove.setEnabled(bool(step.points))
        self._csv.setEnabled(step.is_done())
        self._picture.setEnabled(step.is_done())
        self._layer.setEnabled(bool(step.points))
        self._colour.setVisible(len(step.points) > 1)
        self._results.setVisible(step.is_done())
        if self.canvas is not None:
            self.canvas.setVisible(step.is_done())
        self._show_tool()
        self._draw()

    def _message_text(self) -> str:
        """What the points give that cannot be plotted, in a sentence each."""
        step = self.job.series
        lines = []
        if step.points and not self.job.cube.is_done():
            lines.append(self.tr("The points wait for a cube."))
        if self._series() and not self.data.shown:
            lines.append(self.tr("No image pair is this short. Allow longer separations."))
        outside = [each.label for each in step.points if each.is_outside()]
        if outside:
            lines.append(
                self.tr("Outside the cube: point {labels}. Click within the coloured area.").format(
                    labels=texts.joined(*outside)
                )
            )
        empty = [
            each.label
            for each in step.points
            if each.is_read and not each.is_outside() and not each.has_values()
        ]
        if empty:
            lines.append(
                self.tr("No velocity at point {labels} on any date.").format(
                    labels=texts.joined(*empty)
                )
            )
        return "\n".join(lines)

    def _show_tool(self) -> None:
        self._pick.setChecked(self._map.is_picking())

    def _choose_csv(self) -> None:
        path = self._ask_path(self.tr("Save the values"), "velocities.csv", "CSV (*.csv)")
        if path:
            self.job.save_csv(path)

    def _choose_picture(self) -> None:
        kinds = self.tr("Pictures (*.png *.svg *.pdf)")
        path = self._ask_path(self.tr("Save the plot"), "velocities.png", kinds)
        if path:
            self._save_picture(path)

    def _save_picture(self, path: str) -> None:
        from ..plot_drawing import Look
        from ..plot_picture import save_picture

        look = Look(credit=ATTRIBUTION, **self._plot_texts())
        try:
            save_picture(self.data, look, path, self.canvas.showing, self.canvas.limits())
        except OSError as error:
            self.job.failed.emit(not_saved(path, error))
            return
        except ItsliveError as error:
            self.job.failed.emit(error)
            return
        self.job.told.emit(self.tr("Saved {name}.").format(name=Path(path).name))

    def _ask_path(self, title: str, name: str, kinds: str) -> str:
        start = str(Path(self.job.download.folder) / name)
        path, _filter = QFileDialog.getSaveFileName(self, title, start, kinds)
        if path and not Path(path).suffix:
            path += Path(name).suffix
        return path
