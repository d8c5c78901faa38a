"""The size of a saved picture, as journals ask for it: centimetres, and dots per inch."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtWidgets import QDoubleSpinBox, QSpinBox

from .. import settings
from . import texts
from .fields import Fields
from .folded import Folded
from .widgets import label_row


class PictureFields(Fields):
    """Width and height in centimetres, and dots per inch; kept for the next picture."""

    def __init__(self) -> None:
        super().__init__()
        width, height, dpi = settings.picture_size()
        self._width = self._length("itslive_picture_width", width)
        self._height = self._length("itslive_picture_height", height)
        self._dpi = QSpinBox()
        self._dpi.setObjectName("itslive_picture_dpi")
        self._dpi.setRange(*map(int, settings.PICTURE_DPI))
        self._dpi.setSuffix(self.tr(" dpi"))
        self._dpi.setValue(round(dpi))
        self.body.addLayout(label_row(self.tr("Width"), self._width))
        self.body.addLayout(label_row(self.tr("Height"), self._height))
        self.body.addLayout(label_row(self.tr("Resolution"), self._dpi))
        for field in (self._width, self._height, self._dpi):
            field.valueChanged.connect(self._take)
        self.end()

    def values(self) -> dict[str, Any]:
        """Width, height and dots per inch, as ``plot_picture.Paper`` has them."""
        return {
            "width": self._width.value(),
            "height": self._height.value(),
            "dpi": float(self._dpi.value()),
        }

    def summary(self) -> str:
        """The size in few words."""
        lengths = [texts.number(each.value(), 1) for each in (self._width, self._height)]
        return self.tr("{width} \u00d7 {height} cm, {dpi} dpi").format(
            width=lengths[0], height=lengths[1], dpi=texts.number(self._dpi.value())
        )

    def _length(self, name: str, value: float) -> QDoubleSpinBox:
        field = QDoubleSpinBox()
        field.setObjectName(name)
        field.setDecimals(1)
        field.setRange(*settings.PICTURE_CENTIMETRES)
        field.setSuffix(self.tr(" cm"))
        field.setValue(value)
        return field

    def _take(self, *_: object) -> None:
        settings.set_picture_size(*self.values().values())
        self.changed.emit()


class PictureSize(Folded):
    """The fields, folded under a title that tells the size."""

    def __init__(self) -> None:
        fields = PictureFields()
        translate = QCoreApplication.translate  # there is no self.tr before Qt's own part is made
        super().__init__(
            "itslive_picture_size",
            translate("PictureSize", "Size of the picture"),
            translate("PictureSize", "Picture: {set}"),
            (fields,),
        )
        self.fields = fields
