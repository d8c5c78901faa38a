"""The choice of the date of a cube that the map shows."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QComboBox, QHBoxLayout, QSlider, QToolButton, QWidget

from ..layers.names import is_of_other_metres
from . import texts
from .job import Job
from .widgets import ActionButton, Heading, Hint, column


class CubeDates(QWidget):
    """Satellite, date list, slider with steps to and fro; further layers by button."""

    def __init__(self, job: Job) -> None:
        super().__init__()
        self.job = job
        self._indices: list[int] = []
        box = column(self)
        box.addWidget(Heading(self.tr("Speed on the map")))
        self._satellite = self._combo("itslive_cube_satellite")
        self._date = self._combo("itslive_cube_date")
        box.addWidget(self._satellite)
        box.addWidget(self._date)
        row = QHBoxLayout()
        self._earlier = self._arrow(Qt.ArrowType.LeftArrow, self.tr("Earlier date"))
        self._later = self._arrow(Qt.ArrowType.RightArrow, self.tr("Later date"))
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setObjectName("itslive_cube_slider")
        row.addWidget(self._earlier)
        row.addWidget(self._slider, 1)
        row.addWidget(self._later)
        box.addLayout(row)
        self._valid = Hint()
        self._valid.setObjectName("itslive_cube_date_facts")
        box.addWidget(self._valid)
        self._add_buttons(box)
        self._satellite.currentIndexChanged.connect(self._fill_dates)
        self._date.activated.connect(self._choose)
        self._slider.valueChanged.connect(self._choose)
        self._earlier.clicked.connect(lambda: self._choose(self._slider.value() - 1))
        self._later.clicked.connect(lambda: self._choose(self._slider.value() + 1))
        job.cube.changed.connect(self._fill)
        job.cube.index_changed.connect(self._show)
        job.cube.typical.running_changed.connect(self._show_buttons)
        job.cube.typical.changed.connect(self._show_buttons)
        job.download.changed.connect(self._show_buttons)
        self._fill()

    def _combo(self, name: str) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName(name)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(10)
        return combo

    def _arrow(self, direction: Qt.ArrowType, tip: str) -> QToolButton:
        arrow = QToolButton()
        arrow.setArrowType(direction)
        arrow.setToolTip(tip)
        arrow.setAccessibleName(tip)
        arrow.setAutoRepeat(True)
        return arrow

    def _add_buttons(self, box: Any) -> None:
        self._typical = ActionButton(self.tr("Typical speed of all dates"))
        self._typical.setCheckable(True)
        self._typical.setObjectName("itslive_typical_speed")
        self._typical.setToolTip(
            self.tr("The length of the mean velocity of all dates, weighted by their errors.")
        )
        self._keep = ActionButton(self.tr("Keep as layer"))
        self._keep.setObjectName("itslive_add_date")
        self._keep.setToolTip(self.tr("The layer stays at this date when another is chosen."))
        self._granule = ActionButton(self.tr("Add granule"))
        self._granule.setObjectName("itslive_add_granule")
        self._granule.setToolTip(self.tr("The granule unclipped, in its own projection."))
        row = QHBoxLayout()
        row.addWidget(self._keep, 1)
        row.addWidget(self._granule, 1)
        box.addLayout(row)
        box.addWidget(self._typical)
        self._typical.clicked.connect(self.job.show_typical_speed)
        self._keep.clicked.connect(self._add_date)
        self._granule.clicked.connect(self._add_granule)

    def _fill(self) -> None:
        layers = self.job.cube.layers()
        self._satellite.blockSignals(True)
        self._satellite.clear()
        self._satellite.addItem(self.tr("All satellites"), "")
        for name in sorted({each["satellite"] for each in layers}):
            self._satellite.addItem(name, name)
        self._satellite.blockSignals(False)
        self._list_dates()
        self._show(self.job.cube.index)

    def _fill_dates(self, *_: object) -> None:
        """Another satellite: list its dates and go to the nearest one."""
        self._list_dates()
        if self._indices and self.job.cube.index not in self._indices:
            near = min(self._indices, key=lambda index: abs(index - self.job.cube.index))
            self.job.show_date(near)
        self._show(self.job.cube.index)

    def _list_dates(self) -> None:
        wanted = self._satellite.currentData()
        layers = self.job.cube.layers()
        self._indices = [
            number for number, each in enumerate(layers) if wanted in ("", each["satellite"])
        ]
        self._date.blockSignals(True)
        self._slider.blockSignals(True)
        self._date.clear()
        self._date.addItems([self._date_text(layers[index]) for index in self._indices])
        self._slider.setRange(0, max(len(self._indices) - 1, 0))
        self._date.blockSignals(False)
        self._slider.blockSignals(False)

    def _date_text(self, layer: dict[str, Any]) -> str:
        return self.tr("{date}  {satellite}, {days} days").format(
            date=texts.day(layer["mid_date"]),
            satellite=layer["satellite"],
            days=texts.number(layer["separation_days"]),
        )

    def _choose(self, place: int) -> None:
        if 0 <= place < len(self._indices):
            self.job.show_date(self._indices[place])
            self._show(self.job.cube.index)

    def _show(self, index: int) -> None:
        layers = self.job.cube.layers()
        if index not in self._indices:
            return
        place = self._indices.index(index)
        for widget, setter in ((self._date, "setCurrentIndex"), (self._slider, "setValue")):
            widget.blockSignals(True)
            getattr(widget, setter)(place)
            widget.blockSignals(False)
        self._earlier.setEnabled(place > 0)
        self._later.setEnabled(place < len(self._indices) - 1)
        self._valid.setText(self._facts(layers[index]))
        self._show_buttons()

    def _facts(self, layer: dict[str, Any]) -> str:
        """What else there is to know of a date."""
        parts = [
            self.tr("{first} to {second}").format(
                first=texts.day(layer["date_1"]), second=texts.day(layer["date_2"])
            )
        ]
        if layer.get("valid_percent") is not None:
            parts.append(
                self.tr("{percent} % valid").format(percent=texts.number(layer["valid_percent"]))
            )
        if layer.get("reprojected"):
            parts.append(self.tr("from EPSG:{code}").format(code=layer["source_epsg"]))
        if layer.get("filled_percent"):
            parts.append(
                self.tr("{percent} % from another projection").format(
                    percent=texts.number(layer["filled_percent"])
                )
            )
        metres = (self.job.cube.description or {}).get("metres")
        if is_of_other_metres(layer, metres):
            parts.append(
                self.tr(
                    "in metres on the ground, as versions 0 and 1 are; the plot gives metres of "
                    "the map grid"
                )
                if layer["ground_metres"]
                else self.tr("in metres of the map grid; the plot gives metres on the ground")
            )
        return texts.joined(*parts)

    def _show_buttons(self) -> None:
        typical = self.job.cube.typical
        self._typical.setEnabled(not typical.is_running())
        self._typical.setChecked(typical.wanted)
        self._granule.setVisible(self.job.download.is_done())

    def _add_date(self) -> None:
        self.job.add_cube_date()

    def _add_granule(self) -> None:
        self.job.add_granule_layer(self.job.cube.index)
