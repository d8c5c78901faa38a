"""Four fields for the sides of a box, and the coordinate reference system they are in."""

from __future__ import annotations

from qgis.core import QgsCoordinateReferenceSystem
from qgis.gui import QgsProjectionSelectionWidget
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from ..archive.coordinates import around, pasted
from . import texts
from .widgets import SPACING, ActionButton, Hint, column

LON_LAT = "EPSG:4326"
_AROUND_KM = 20.0
_FEW = 2  # typed letters come one by one, a pasted text at once


class BoxForm(QWidget):
    """The sides as typed; a whole box or a place pasted into one field fills all four.

    Signals:
        used: the texts by side, and the CRS.
    """

    used = pyqtSignal(dict, QgsCoordinateReferenceSystem)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        body = column(self)
        self._fields: dict[str, QLineEdit] = {}
        body.addLayout(self._build_fields())
        self._crs = QgsProjectionSelectionWidget()
        self._crs.setObjectName("itslive_box_crs")
        self._crs.setCrs(QgsCoordinateReferenceSystem(LON_LAT))
        self._crs.setToolTip(self.tr("What the four numbers are in: degrees, or a projection"))
        body.addWidget(self._crs)
        self._hint = Hint()
        self._hint.setObjectName("itslive_box_hint")
        body.addWidget(self._hint)
        self._use = ActionButton(self.tr("Use this box"))
        self._use.setObjectName("itslive_use_box")
        body.addWidget(self._use)
        self._use.clicked.connect(self._tell)
        self._crs.crsChanged.connect(self._show_units)
        self._show_units()

    def _build_fields(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(SPACING)
        named = {
            "west": self.tr("West"),
            "east": self.tr("East"),
            "south": self.tr("South"),
            "north": self.tr("North"),
        }
        for number, (side, name) in enumerate(named.items()):
            field = QLineEdit()
            field.setObjectName(f"itslive_box_{side}")
            field.setMinimumWidth(60)
            label = QLabel(name)
            label.setBuddy(field)
            row, place = divmod(number, 2)
            grid.addWidget(label, row, 2 * place)
            grid.addWidget(field, row, 2 * place + 1)
            self._fields[side] = field
            field.returnPressed.connect(self._tell)
            field.textEdited.connect(self._spread_paste)
            field.editingFinished.connect(self._spread)
        self._length = 0
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        return grid

    def focus(self) -> None:
        """Begin with the first field."""
        self._fields["west"].setFocus()

    def _tell(self) -> None:
        self._spread()
        sides = {side: field.text() for side, field in self._fields.items()}
        self.used.emit(sides, self._crs.crs())

    def _spread_paste(self, text: str) -> None:
        came, self._length = len(text) - self._length, len(text)
        if came > _FEW:
            self._spread()

    def _spread(self) -> None:
        """Where one field holds several coordinates, they go where they belong."""
        for field in self._fields.values():
            found = pasted(field.text())
            if found is None:
                continue
            if found.place is not None:
                self._set_crs(LON_LAT)
                sides = tuple(f"{side:.4f}" for side in around(*found.place, _AROUND_KM))
                text = self.tr(
                    "A box of {size} km around the place that was pasted. Change it as you like."
                )
                self._hint.setText(text.format(size=texts.number(_AROUND_KM)))
            else:
                self._set_crs(found.crs or (LON_LAT if self._crs.crs().isGeographic() else ""))
                sides = found.sides
            for side, value in zip(("west", "south", "east", "north"), sides):
                self._fields[side].setText(value)
            return

    def _set_crs(self, code: str) -> None:
        crs = QgsCoordinateReferenceSystem(code)
        if crs.isValid():
            self._crs.setCrs(crs)

    def _show_units(self, *_: object) -> None:
        in_degrees = self._crs.crs().isGeographic()
        examples = {"west": "50.1 W", "south": "69\u00b000'N", "east": "-48.9", "north": "69.3"}
        for side, field in self._fields.items():
            field.setPlaceholderText(examples[side] if in_degrees else "")
        self._hint.setText(
            self.tr(
                "Decimals, or degrees and minutes with N, S, E, W. West greater than east means "
                "across 180\u00b0. Paste a box or a place from a paper into any field."
            )
            if in_degrees
            else self.tr("Coordinates of the projection, mostly metres.")
        )
