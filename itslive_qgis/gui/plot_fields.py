"""The fields beside the plot: which values are shown, which number of them, and what over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from qgis.gui import QgsCollapsibleGroupBox
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ..series.components import PER_DAY, PER_YEAR
from . import texts
from .plot_choices import ANNUAL, MODEL, ROLLING, SEASONAL, TREND, PlotChoices
from .plot_data import BY_POINT, BY_SATELLITE
from .plot_views import HISTOGRAM, SEASON, TIME
from .widgets import Hint, column

LONGEST = 1500
_MAD = 3.0
_MOST_ERROR = 2000
_MONTHS = 12
_NARROWEST = 90  # pixels of a list of choices among three


class PlotFields(QWidget):
    """Everything that is chosen of a plot.

    Signals:
        chosen: something else is, a ``PlotChoices``.
    """

    chosen = pyqtSignal(object)

    def __init__(self, choices: PlotChoices) -> None:
        super().__init__()
        self.choices = choices
        self._quiet = True  # while fields are made and set
        body = column(self)
        self._build_separation(body)
        self._build_looks(body)
        self._build_filters(body)
        self._build_curves(body)
        self._show()

    def set_longest(self, days: int) -> None:
        """Let the slider end at the longest separation there is; the limit itself stays."""
        self._quiet = True
        for widget in (self._slider, self._separation):
            widget.setMaximum(max(days, 2))
        self._quiet = False
        self._show()

    def set_satellites(self, groups: Sequence[str]) -> None:
        """Offer these groups of satellites."""
        if list(self._satellites) == list(groups):
            return
        for box in self._satellites.values():
            self._boxes.removeWidget(box)
            box.deleteLater()
        self._satellites = {}
        for place, group in enumerate(groups):
            box = QCheckBox(group)
            box.setObjectName(f"itslive_plot_{group.replace(' ', '_').lower()}")
            box.toggled.connect(self._take)
            self._satellites[group] = box
            self._boxes.addWidget(box, place // 2, place % 2)
        self._show()

    def set_several_points(self, several: bool) -> None:
        """Colours tell points only where there are some."""
        self._colour.setVisible(several)

    def set_separation(self, days: int) -> None:
        """Show separations up to so many days; 0 for all."""
        limit = float(days) if days else None
        self._choose(self.choices.with_selection(max_separation=limit))

    def _build_separation(self, body: QVBoxLayout) -> None:
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
            widget.setRange(1, LONGEST)
            widget.setToolTip(tip)
        self._slider.valueChanged.connect(self._separation.setValue)
        self._separation.valueChanged.connect(self._slider.setValue)
        self._separation.valueChanged.connect(self._take)
        row.addWidget(self._slider, 1)
        row.addWidget(self._separation)
        body.addLayout(row)

    def _build_looks(self, body: QVBoxLayout) -> None:
        self._component = self._combo(
            "component",
            (self.tr("Speed"), "v"),
            (self.tr("Along the flow"), "along"),
            (self.tr("Across the flow"), "across"),
            (self.tr("True east"), "v_east"),
            (self.tr("True north"), "v_north"),
            (self.tr("Along x of the map"), "vx"),
            (self.tr("Along y of the map"), "vy"),
        )
        self._view = self._combo(
            "view",
            (self.tr("Through time"), TIME),
            (self.tr("By day of year"), SEASON),
            (self.tr("Histogram"), HISTOGRAM),
        )
        self._per = self._combo("per", ("m/yr", PER_YEAR), ("m/d", PER_DAY))
        self._per.setMinimumContentsLength(3)
        self._colour = self._combo(
            "colour",
            (self.tr("Colours tell satellites"), BY_SATELLITE),
            (self.tr("Colours tell points"), BY_POINT),
        )
        row = QHBoxLayout()
        for combo, stretch in ((self._component, 2), (self._view, 2), (self._per, 0)):
            combo.setMinimumWidth(_NARROWEST)
            row.addWidget(combo, stretch)
        body.addLayout(row)
        body.addWidget(self._colour)

    def _build_filters(self, body: QVBoxLayout) -> None:
        grid = self._folded(body, "filters", self.tr("Further filters"))
        self._use_error, self._error = self._limit(
            self.tr("Errors up to"), self.tr(" m/yr"), _MOST_ERROR, "error"
        )
        self._error.setValue(100)
        self._mad = QCheckBox(self.tr("Without outliers"))
        self._mad.setObjectName("itslive_plot_mad")
        self._mad.setToolTip(
            self.tr(
                "Leaves out what lies more than {count} standard deviations, by the median "
                "absolute deviation, from the median of pairs of like separation. A short surge "
                "may be left out, too."
            ).format(count=texts.number(_MAD))
        )
        self._bins = QCheckBox(self.tr("Without lost pairs"))
        self._bins.setObjectName("itslive_plot_bins")
        self._bins.setToolTip(
            self.tr(
                "Leaves out long separations that disagree with the shorter ones, as in the "
                "archive's own composites: where the ice is fast they have lost it."
            )
        )
        self._first, self._last = QComboBox(), QComboBox()
        for combo, name in ((self._first, "first_month"), (self._last, "last_month")):
            combo.setObjectName(f"itslive_plot_{name}")
            for month in range(1, _MONTHS + 1):
                combo.addItem(self.locale().standaloneMonthName(month), month)
            combo.currentIndexChanged.connect(self._take)
        for box in (self._mad, self._bins):
            box.toggled.connect(self._take)
        months = QHBoxLayout()
        months.addWidget(QLabel(self.tr("Months")))
        months.addWidget(self._first, 1)
        months.addWidget(QLabel("\u2013"))
        months.addWidget(self._last, 1)
        self._satellites: dict[str, QCheckBox] = {}
        self._boxes = QGridLayout()
        grid.addWidget(self._use_error, 0, 0)
        grid.addWidget(self._error, 0, 1)
        grid.addWidget(self._mad, 1, 0)
        grid.addWidget(self._bins, 1, 1)
        grid.addLayout(months, 2, 0, 1, 2)
        grid.addLayout(self._boxes, 3, 0, 1, 2)

    def _build_curves(self, body: QVBoxLayout) -> None:
        grid = self._folded(body, "curves", self.tr("Curves and bars"))
        self._curves: dict[str, QCheckBox] = {}
        named = (
            (ROLLING, self.tr("Running median")),
            (ANNUAL, self.tr("Median of each year")),
            (SEASONAL, self.tr("Median of each season")),
            (TREND, self.tr("Trend")),
            (MODEL, self.tr("Trend and season")),
        )
        boxes = [self._check(f"curve_{kind}", text) for kind, text in named]
        self._curves = {kind: box for (kind, _), box in zip(named, boxes)}
        self._errors = self._check("errors", self.tr("Bars of errors"))
        self._bars = self._check("bars", self.tr("Bars of separations"))
        for place, box in enumerate([*self._curves.values(), self._errors, self._bars]):
            grid.addWidget(box, place // 2, place % 2)

    def _folded(self, body: QVBoxLayout, name: str, title: str) -> QGridLayout:
        """A folded group, so that the plot keeps its room."""
        group = QgsCollapsibleGroupBox(title)
        group.setObjectName(f"itslive_plot_{name}")
        group.setCollapsed(True)
        body.addWidget(group)
        return QGridLayout(group)

    def _check(self, name: str, text: str) -> QCheckBox:
        box = QCheckBox(text)
        box.setObjectName(f"itslive_plot_{name}")
        box.toggled.connect(self._take)
        return box

    def _combo(self, name: str, *items: tuple[str, str]) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName(f"itslive_plot_{name}")
        for text, value in items:
            combo.addItem(text, value)
        combo.setMinimumContentsLength(6)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.currentIndexChanged.connect(self._take)
        return combo

    def _limit(self, text: str, suffix: str, most: int, name: str) -> tuple[QCheckBox, QSpinBox]:
        box = self._check(f"use_{name}", text)
        field = QSpinBox()
        field.setObjectName(f"itslive_plot_{name}")
        field.setRange(1, most)
        field.setSuffix(suffix)
        field.valueChanged.connect(self._take)
        return box, field

    def _take(self, *_: object) -> None:
        if self._quiet:
            return
        chosen = tuple(group for group, box in self._satellites.items() if box.isChecked())
        all_of_them = len(chosen) in (0, len(self._satellites))
        first, last = self._first.currentData(), self._last.currentData()
        selection = replace(
            self.choices.selection,
            max_separation=self._limit_of_separation(),
            max_error=float(self._error.value()) if self._use_error.isChecked() else None,
            mad=_MAD if self._mad.isChecked() else None,
            bin_rule=self._bins.isChecked(),
            satellites=() if all_of_them else chosen,
            months=_months(first, last),
        )
        self._choose(
            PlotChoices(
                selection,
                self._component.currentData(),
                self._per.currentData(),
                self._colour.currentData(),
                self._view.currentData(),
                self._bars.isChecked(),
                self._errors.isChecked(),
                tuple(kind for kind, box in self._curves.items() if box.isChecked()),
            )
        )

    def _limit_of_separation(self) -> float | None:
        """The limit that the fields show; one beyond what there is stays as it was."""
        shown = self._separation.value()
        before = self.choices.selection.max_separation
        beyond = before is None or before > self._separation.maximum()
        return before if beyond and shown == self._separation.maximum() else float(shown)

    def _choose(self, choices: PlotChoices) -> None:
        if choices == self.choices:
            return
        self.choices = choices
        self._show()
        self.chosen.emit(choices)

    def _show(self) -> None:
        """Let the fields show what is chosen."""
        choices, selection = self.choices, self.choices.selection
        self._quiet = True
        limit = selection.max_separation
        shown = min(limit or LONGEST, self._separation.maximum())
        self._separation.setValue(int(shown))
        self._slider.setValue(int(shown))
        combos: Any = (
            (self._component, choices.component),
            (self._view, choices.view),
            (self._per, choices.per),
            (self._colour, choices.colour_by),
            *zip((self._first, self._last), _ends(selection.months)),
        )
        for combo, value in combos:
            combo.setCurrentIndex(max(combo.findData(value), 0))
        self._use_error.setChecked(selection.max_error is not None)
        self._error.setEnabled(selection.max_error is not None)
        if selection.max_error is not None:
            self._error.setValue(int(selection.max_error))
        self._mad.setChecked(selection.mad is not None)
        self._bins.setChecked(selection.bin_rule)
        for group, box in self._satellites.items():
            box.setChecked(not selection.satellites or group in selection.satellites)
        for kind, box in self._curves.items():
            box.setChecked(kind in choices.curves)
        self._bars.setChecked(choices.separations)
        self._errors.setChecked(choices.errors)
        self._quiet = False


def _months(first: int, last: int) -> tuple[int, ...]:
    """The months from one to another, over the new year where need be, in that order."""
    count = (last - first) % _MONTHS + 1
    if count == _MONTHS:
        return ()
    return tuple((first - 1 + step) % _MONTHS + 1 for step in range(count))


def _ends(months: Sequence[int]) -> tuple[int, int]:
    """The first and last of months in a row, which may lie over the new year."""
    held = set(months)
    if len(held) in (0, _MONTHS):
        return 1, _MONTHS
    first = next((each for each in sorted(held) if (each - 2) % _MONTHS + 1 not in held), 1)
    return first, (first - 2 + len(held)) % _MONTHS + 1
