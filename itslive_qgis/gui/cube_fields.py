"""The options of a cube in groups, each a share of what the worker is asked for."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsCoordinateReferenceSystem
from qgis.gui import QgsProjectionSelectionWidget
from qgis.PyQt.QtWidgets import QCheckBox

from ..cube_choices import PROJECTIONS, RESAMPLINGS, VARIABLES, check_days
from ..layers.areas import check_in_metres, crs_text
from . import texts
from .chips import Chips
from .day_fields import DayFields
from .fields import Fields, NumberBox
from .widgets import Heading, Hint, choice, label_row

_LONGEST = 9999  # days
_LARGEST = 100_000  # metres


class OptionFields(Fields):
    """A group of options.

    Attributes:
        faults: codes of the errors that a build ends with because of them.
    """

    faults: tuple[str, ...] = ()

    def reset(self) -> None:
        """As they are for a new cube."""
        raise NotImplementedError

    def _note_change(self, *_: object) -> None:
        self.recheck()
        self.changed.emit()


class ProjectionFields(OptionFields):
    """The projection of the cube, and what becomes of granules of another one."""

    faults = ("bad_crs", "no_place_in_crs", "nothing_to_build")

    def __init__(self) -> None:
        super().__init__()
        self.body.addWidget(Heading(self.tr("Projection")))
        self._crs = QgsProjectionSelectionWidget()
        self._crs.setObjectName("itslive_cube_crs")
        self._crs.setAccessibleName(self.tr("Projection of the cube"))
        option = QgsProjectionSelectionWidget.CrsOption
        for other in (option.LayerCrs, option.ProjectCrs, option.DefaultCrs):
            self._crs.setOptionVisible(other, False)
        self.body.addWidget(self._crs)
        entries = {
            "all": self.tr("Use granules of all projections"),
            "commonest": self.tr("Only granules of the commonest projection"),
        }
        self._projections = choice(
            "itslive_cube_projections", [(each, entries[each]) for each in PROJECTIONS]
        )
        self._projections.setAccessibleName(self.tr("Granules in other projections"))
        self._projections.setToolTip(
            self.tr(
                "Granules of another projection are resampled, and their vectors turned to the "
                "axes of the cube. Those of the cube's own projection are never resampled."
            )
        )
        self.body.addWidget(self._projections)
        self._merge = QCheckBox(self.tr("One layer per image pair"))
        self._merge.setObjectName("itslive_cube_merge")
        self._merge.setToolTip(
            self.tr(
                "Of an image pair in several projections the holes of the best granule are filled "
                "from the others. Without a check mark each granule is a layer of its own."
            )
        )
        self.body.addWidget(self._merge)
        self.end()
        self.reset()
        self._crs.crsChanged.connect(self._take_crs)
        self._projections.currentIndexChanged.connect(self._note_change)
        self._merge.toggled.connect(self._note_change)

    def values(self) -> dict[str, Any]:
        """Options ``crs``, ``projections`` and ``merge_zones``."""
        crs = self._crs.crs()
        return {
            "crs": crs_text(crs) if crs.isValid() else None,
            "projections": self._projections.currentData(),
            "merge_zones": self._merge.isChecked(),
        }

    def examine(self) -> None:
        """A cube is in metres."""
        if self._crs.crs().isValid():
            check_in_metres(self._crs.crs())

    def summary(self) -> str:
        """The projection if one is chosen, and what is left apart."""
        crs = self._crs.crs()
        one = self._projections.currentData() != PROJECTIONS[0]
        return texts.joined(
            (crs.authid() or crs.description()) if crs.isValid() else "",
            self.tr("one projection") if one else "",
            "" if self._merge.isChecked() else self.tr("pairs not merged"),
        )

    def reset(self) -> None:
        """The commonest projection of all, with pairs merged."""
        self.forget()
        self._projections.setCurrentIndex(0)
        self._merge.setChecked(True)

    def forget(self) -> None:
        """A projection chosen for one place is wrong for the next."""
        self._crs.setCrs(QgsCoordinateReferenceSystem())

    def name_commonest(self, text: str) -> None:
        """How the choice of none is called."""
        self._crs.setOptionVisible(QgsProjectionSelectionWidget.CrsOption.CrsNotSet, True)
        self._crs.setNotSetText(text)

    def _take_crs(self, *_: object) -> None:
        self.check()
        self.changed.emit()


class PairFields(OptionFields):
    """Which image pairs of the granules at hand."""

    faults = ("none_chosen",)

    def __init__(self) -> None:
        super().__init__()
        self.body.addWidget(Heading(self.tr("Mid-dates of image pairs")))
        self._days = DayFields("itslive_cube_start", "itslive_cube_end")
        self._days.changed.connect(self._note_change)
        self._days.typed.connect(self.check_typed)
        self.body.addWidget(self._days)
        self._longest = NumberBox(
            "itslive_cube_max_separation", _LONGEST, self.tr(" days"), self.tr("any")
        )
        self._longest.setToolTip(
            self.tr("On fast glaciers pairs of more than about 60 days are often wrong.")
        )
        self._longest.valueChanged.connect(self._note_change)
        self.body.addLayout(label_row(self.tr("Longest separation"), self._longest))
        self.end()

    def values(self) -> dict[str, Any]:
        """Options ``start``, ``end`` and ``max_separation``."""
        start, end = self._days.days()
        return {
            "start": start.isoformat() if start is not None else None,
            "end": end.isoformat() if end is not None else None,
            "max_separation": self._longest.number() or None,
        }

    def examine(self) -> None:
        """The last day is not before the first."""
        check_days(*self._days.days())

    def summary(self) -> str:
        """The limits there are."""
        start, end = self._days.days()
        days = self._longest.number()
        return texts.joined(
            self.tr("from {day}").format(day=start.isoformat()) if start is not None else "",
            self.tr("to {day}").format(day=end.isoformat()) if end is not None else "",
            self.tr("up to {days} days").format(days=texts.number(days)) if days else "",
        )

    def reset(self) -> None:
        """All pairs."""
        self._days.set_days(None, None)
        self._longest.setValue(0)


class PixelFields(OptionFields):
    """Size and values of the pixels."""

    faults = ("bad_resolution", "too_large")

    def __init__(self) -> None:
        super().__init__()
        self.body.addWidget(Heading(self.tr("Pixels")))
        self._size = NumberBox(
            "itslive_cube_resolution", _LARGEST, self.tr(" m"), self.tr("as stored")
        )
        self._size.setToolTip(
            self.tr(
                "A multiple of the granules' own, usually 120 m, whose vectors are then averaged, "
                "or a whole part of it."
            )
        )
        self.body.addLayout(label_row(self.tr("Pixel size"), self._size))
        entries = {"bilinear": self.tr("bilinear"), "nearest": self.tr("nearest pixel")}
        self._resampling = choice(
            "itslive_cube_resampling", [(each, entries[each]) for each in RESAMPLINGS]
        )
        self._resampling.setToolTip(
            self.tr(
                "Of granules in other projections alone. The nearest pixel keeps single values, "
                "but lies up to half a pixel beside them."
            )
        )
        self.body.addLayout(label_row(self.tr("Resampling"), self._resampling))
        self._measured = QCheckBox(self.tr("Measured values only"))
        self._measured.setToolTip(self.tr("Leave out values that were interpolated."))
        self._measured.setObjectName("itslive_cube_measured_only")
        self.body.addWidget(self._measured)
        self.end()
        self._size.valueChanged.connect(self._note_change)
        self._resampling.currentIndexChanged.connect(self._note_change)
        self._measured.toggled.connect(self._note_change)

    def values(self) -> dict[str, Any]:
        """Options ``resolution``, ``resampling`` and ``measured_only``."""
        return {
            "resolution": self._size.number() or None,
            "resampling": self._resampling.currentData(),
            "measured_only": self._measured.isChecked(),
        }

    def summary(self) -> str:
        """What is not as usual."""
        is_usual = self._resampling.currentData() == RESAMPLINGS[0]
        return texts.joined(
            self._size.text() if self._size.number() else "",
            "" if is_usual else self._resampling.currentText(),
            self.tr("measured only") if self._measured.isChecked() else "",
        )

    def reset(self) -> None:
        """As the granules have them."""
        self._size.setValue(0)
        self._resampling.setCurrentIndex(0)
        self._measured.setChecked(False)


class VariableFields(OptionFields):
    """What a cube holds beside its velocities."""

    def __init__(self) -> None:
        super().__init__()
        self.body.addWidget(Heading(self.tr("Further variables")))
        self.chips = Chips([(name, name) for name in VARIABLES], (3, 2, 1))
        self.chips.setObjectName("itslive_cube_variables")
        for name, tip in self._tips().items():
            self.chips.button(name).setToolTip(tip)
        self.chips.changed.connect(self._note_change)
        self.body.addWidget(self.chips)
        self.body.addWidget(
            Hint(
                self.tr("v_east and v_north point to true east and north, in metres on the ground.")
            )
        )
        self.end()

    def _tips(self) -> dict[str, str]:
        chip = self.tr("Size of the image chip that was tracked, in metres")
        return {
            "v_east": self.tr("Velocity to true east, in metres on the ground per year"),
            "v_north": self.tr("Velocity to true north, in metres on the ground per year"),
            "interp_mask": self.tr("0 where a value was measured, 1 where it was interpolated"),
            "chip_size_width": chip,
            "chip_size_height": chip,
        }

    def values(self) -> dict[str, Any]:
        """Option ``variables``."""
        return {"variables": list(self.chips.on())}

    def summary(self) -> str:
        """Their names."""
        return texts.joined(*self.chips.on())

    def reset(self) -> None:
        """None."""
        self.chips.set_on(())
