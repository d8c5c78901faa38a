"""The Plot page: points clicked on the map, their records, and what can be taken along."""

from __future__ import annotations

import gc
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from qgis.PyQt.QtWidgets import QHBoxLayout, QWidget

from ... import settings
from ...archive.satellites import group_of
from ...credits import ATTRIBUTION
from ...errors import ItsliveError
from ...series.components import LABELS
from ...series.web_link import web_link
from ...settings import ARCHIVE, AUTOMATIC, OWN_CUBE
from ...translation import message
from .. import texts
from ..icons import icon
from ..job import Job
from ..map_time import MapTime
from ..map_work import MapWork
from ..plot_choices import PlotChoices
from ..plot_content import Content, Record, content
from ..plot_data import BY_SATELLITE, PlotData, PlotGroup
from ..plot_exports import PlotExports
from ..plot_fields import LONGEST, PlotFields
from ..plot_link import PlotLink
from ..plot_words import of_choice, of_curves, of_points, of_value
from ..points_button import PointsButton, PointsNews
from ..span_bar import SpanBar
from ..steps.base import Step
from ..steps.curves import CurvesStep
from ..steps.export import not_saved
from ..widgets import ActionButton, Hint, Text, choice, column
from .base import Page

_FEW_LETTERS = 6  # that lists of choices show at least, in a narrow dock


class PlotPage(Page):
    """Point tool, plot, what is chosen of it, tables and pictures."""

    def __init__(self, job: Job, map_work: MapWork) -> None:
        super().__init__(job)
        self._map = map_work
        self.content = Content(PlotData((), 0, 0, BY_SATELLITE), {}, 0, 0)
        self.canvas: Any = None
        self.curves = CurvesStep(self)
        self._asked_for: tuple[Any, ...] = ()
        self.add_head(
            self.tr("Speed through time"),
            self.tr("Click points on the map to see their velocities."),
        )
        self._build_tools()
        self._message = Hint()
        self._message.setObjectName("itslive_plot_message")
        self.body.addWidget(self._message)
        self._span_bar = SpanBar()
        self.body.addWidget(self._span_bar)
        self._again = ActionButton(self.tr("Read again"))
        self._again.setObjectName("itslive_read_again")
        self._again.clicked.connect(job.series.read_again)
        self.body.addWidget(self._again)
        self._news = PointsNews(job)
        self.body.addWidget(self._news)
        self._place = self.body.count()
        self._results = QWidget()
        body = column(self._results)
        self._shown = Text()
        self._shown.setObjectName("itslive_shown")
        body.addWidget(self._shown)
        self.fields = PlotFields(PlotChoices.from_text(settings.plot_choices()))
        body.addWidget(self.fields)
        self._notes = Hint()
        self._notes.setObjectName("itslive_plot_notes")
        body.addWidget(self._notes)
        self._exports = PlotExports(
            lambda: job.download.folder, job.add_point_layer, self._web_address
        )
        self._exports.csv_wanted.connect(
            lambda path, form: job.save_csv(path, form, self.fields.choices)
        )
        self._exports.table_wanted.connect(job.add_series_table)
        self._exports.picture_wanted.connect(self._save_picture)
        body.addWidget(self._exports)
        self.body.addWidget(self._results)
        # Keeps everything on top until there is a plot, which then takes all the room.
        self.body.addStretch(0)
        self._tie()
        self._show()

    @property
    def data(self) -> PlotData:
        """What the plot draws."""
        return self.content.data

    def _tie(self) -> None:
        job = self.job
        job.series.changed.connect(self._show)
        job.series.running_changed.connect(self._show)
        job.series.failed.connect(self._show)
        job.cube.opened.connect(self._show)
        self._map.tool_changed.connect(self._show_tool)
        self.fields.chosen.connect(self._take_choices)
        self.curves.changed.connect(self._show_curves)
        self.curves.failed.connect(job.failed)

    def _build_tools(self) -> None:
        row = QHBoxLayout()
        self._pick = ActionButton(self.tr("Click points"))
        self._pick.setObjectName("itslive_pick_points")
        self._pick.set_picture(icon("point_tool"))
        self._pick.setCheckable(True)
        self._pick.setToolTip(
            self.tr(
                "Click on the map to set a point. Drag a point to move it, Esc puts it back. "
                "Right-click on a point to remove it. With Ctrl points snap to other layers."
            )
        )
        self._pick.clicked.connect(self._map.pick_points)
        self._remove = ActionButton(self.tr("Remove all"))
        self._remove.setObjectName("itslive_remove_points")
        self._remove.clicked.connect(self.job.series.clear)
        several = PointsButton(self.job, self._map.current_layer)
        several.setMinimumHeight(self._pick.minimumHeight())
        row.addWidget(self._pick, 1)
        row.addWidget(several)
        self.body.addLayout(row)
        self._source = choice(
            "itslive_series_source",
            (
                (AUTOMATIC, self.tr("From the open cube, else from the archive")),
                (OWN_CUBE, self.tr("From the open cube")),
                (ARCHIVE, self.tr("From the archive's cubes: forty years")),
            ),
        )
        self._source.setMinimumContentsLength(_FEW_LETTERS)
        self._source.setCurrentIndex(self._source.findData(self.job.series.source))
        self._source.setToolTip(
            self.tr(
                "The archive holds the whole record of nearly every glacier in cubes of its own. "
                "A point of them is read in a second or two; nothing has to be downloaded before."
            )
        )
        self._source.currentIndexChanged.connect(
            lambda _: self.job.series.use_source(self._source.currentData())
        )
        row = QHBoxLayout()
        row.addWidget(self._source, 1)
        row.addWidget(self._remove)
        self.body.addLayout(row)

    def steps(self) -> tuple[Step, ...]:
        """Reading of the records, then of a value's granule; curves come without a sign."""
        job = self.job
        return (job.series, job.points_from, job.pair_granule, job.one_granule)

    def is_done(self) -> bool:
        """Whether something is plotted."""
        return self.job.series.is_done()

    def summary(self) -> str:
        """How many points and values; or what to do."""
        series = self.job.series
        if series.needs_cube() or (series.source == OWN_CUBE and not self.job.cube.is_done()):
            return self.tr("A plot needs a cube. Build one, or open one you already have.")
        if not series.points:
            return self.tr("Press \u201cClick points\u201d, then click on the glacier.")
        if not series.is_done():
            return ""
        return self.tr("{points} points, {values} values. Click further points, or save.").format(
            points=texts.number(len(series.points)), values=texts.number(self.content.total)
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
        self.fields.set_separation(days)

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
        else:
            self.canvas = PlotCanvas(self._plot_texts(), self._describe)
            self.canvas.setObjectName("itslive_plot")
            time = MapTime(self._map.canvas, self)
            self._map.removed.connect(time.show_before)
            PlotLink(self.canvas, time, self.job, self._span_bar, self)
            # Loading matplotlib makes so many objects that Python soon looks for garbage among all
            # there are, a tenth of a second: better now, while one waits anyway, than in a drag.
            # None of them is any, nor will be: they are not looked at again.
            gc.collect()
            gc.freeze()
        self.body.insertWidget(self._place, self.canvas, 1)
        self.canvas.setVisible(self.job.series.is_done())

    def _has_plot(self) -> bool:
        return hasattr(self.canvas, "show_data")

    def _plot_texts(self) -> dict[str, str]:
        choices = self.fields.choices
        return {
            "speed": f"{message(LABELS[choices.component], {})} ({choices.per})",
            "date": self.tr("Mid-date"),
            "point": self.tr("Point {label}"),
        }

    def _describe(self, group: PlotGroup, place: int) -> str:
        point = next(each for each in self.job.series.points if each.index == group.point)
        if point.series is None:
            return ""
        return of_value(point.series, group, place, self.fields.choices)

    def _records(self) -> list[Record]:
        return [
            Record(point.index, point.label, point.series)
            for point in self.job.series.points
            if point.series is not None and point.has_values()
        ]

    def _take_choices(self, choices: PlotChoices) -> None:
        settings.set_plot_choices(choices.to_text())
        self._draw()

    def _draw(self) -> None:
        records, choices = self._records(), self.fields.choices
        self.content = content(records, choices)
        self._shown.setVisible(bool(records))
        self._shown.setText(of_choice(self.content, choices))
        if self._has_plot():
            self.canvas.show_content(self._drawn(), self._plot_texts(), self._showing())
        text = "\n".join(self._problems())
        self._message.setText(text)
        self._message.setVisible(bool(text))
        self._ask_curves(records, choices)
        self._tell()
        self.changed.emit()

    def _ask_curves(self, records: list[Record], choices: PlotChoices) -> None:
        """Have curves computed anew, if they are of something else than those there are."""
        wanted = (choices, *((each.label, id(each.series)) for each in records))
        if wanted == self._asked_for:
            return
        self._asked_for = wanted
        # What is still coming would only be computed in vain.
        self.curves.ask([] if self.job.series.is_running() else records, choices)
        if self.job.series.is_running():
            self._asked_for = ()

    def _drawn(self) -> PlotData:
        """The values, and the curves over them."""
        curves = [each.plot for each in self.curves.drawn if each.plot is not None]
        return replace(self.data, curves=tuple(curves))

    def _showing(self) -> Any:
        from ..plot_drawing import Showing

        choices = self.fields.choices
        return Showing(view=choices.view, separations=choices.separations, errors=choices.errors)

    def _show_curves(self) -> None:
        if self._has_plot():
            self.canvas.show_curves(self._drawn().curves)
        self._tell()

    def _tell(self) -> None:
        drawn = self.curves.drawn
        told = of_points(self.job.series.points) + of_curves(drawn, self.fields.choices)
        self._notes.setText("\n".join(told))
        self._notes.setVisible(bool(told))

    def _show(self, *_: object) -> None:
        step = self.job.series
        records = self._records()
        longest = [float(np.nanmax(each.series.separation, initial=0)) for each in records]
        self.fields.set_longest(math.ceil(max(longest, default=0)) or LONGEST)
        names = {name for each in records for name in each.series.satellites}
        self.fields.set_satellites(sorted({group_of(name) for name in names if name}))
        self.fields.set_several_points(len(step.points) > 1)
        self._remove.setEnabled(bool(step.points))
        self._again.setVisible(step.has_stopped())
        if not step.points and not step.is_running():
            self._news.forget()
        self._exports.show_state(step.is_done(), bool(step.points), self._has_plot())
        self._results.setVisible(step.is_done())
        if self.canvas is not None:
            self.canvas.setVisible(step.is_done())
        self._show_tool()
        self._draw()

    def _problems(self) -> list[str]:
        """What the points give that cannot be plotted, in a sentence each."""
        step = self.job.series
        lines = []
        if step.needs_cube():
            lines.append(self.tr("The points wait for a cube."))
        elif step.has_stopped():
            told = self.tr("{count} points are not read yet.")
            lines.append(told.format(count=texts.number(len(step.waiting()))))
        if self._records() and not self.content.shown:
            lines.append(
                self.tr("No image pair is this short. Allow longer separations.")
                if self._is_separation_alone()
                else self.tr("No value passes all filters. Loosen one of them.")
            )
        outside = [each for each in step.points if each.is_outside()]
        for source, text in (
            (
                OWN_CUBE,
                self.tr("Outside the cube: point {labels}. Click within the coloured area."),
            ),
            (
                ARCHIVE,
                self.tr("The archive has no cube at point {labels}. Click on a glacier."),
            ),
        ):
            labels = [each.label for each in outside if each.source in (source, "")]
            if labels and (source == step.source or any(e.source == source for e in outside)):
                lines.append(text.format(labels=texts.joined(*labels)))
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
        return lines

    def _is_separation_alone(self) -> bool:
        """Whether no other filter is set."""
        selection = self.fields.choices.selection
        plain = PlotChoices().selection.filters.plain()
        others = {**selection.filters.plain()}
        return set(others) <= set(plain) and not (selection.satellites or selection.months)

    def _show_tool(self) -> None:
        self._pick.setChecked(self._map.is_picking())

    def _web_address(self) -> str:
        longest = self.fields.choices.selection.max_separation
        places = [(each.lon, each.lat) for each in self.job.series.points]
        return web_link(places, separations=(None, longest))

    def _save_picture(self, path: str) -> None:
        from ..plot_drawing import Look
        from ..plot_picture import Paper, save_picture

        paper = Paper(**self._exports.picture_size())
        look = Look(credit=ATTRIBUTION, **self._plot_texts())
        try:
            limits = self.canvas.limits()
            save_picture(self._drawn(), look, path, self.canvas.showing, limits, paper)
        except OSError as error:
            self.job.failed.emit(not_saved(path, error))
            return
        except ItsliveError as error:
            self.job.failed.emit(error)
            return
        self.job.told.emit(self.tr("Saved {name}.").format(name=Path(path).name))
