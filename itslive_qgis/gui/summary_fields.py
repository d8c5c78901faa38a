"""Which image pairs and values of a cube a summary is made of."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtWidgets import QCheckBox

from .. import settings
from ..cube_choices import check_days
from . import texts
from .day_fields import DayFields
from .fields import Fields, NumberBox
from .widgets import Heading, label_row

_LONGEST = 9999  # days
_FASTEST = 20_000  # m/yr
_MOST = 1000
_HALF_TURN = 180  # degrees


class TimeFields(Fields):
    """The first and the last mid-date."""

    def __init__(self) -> None:
        super().__init__()
        self.body.addWidget(Heading(self.tr("Mid-dates of image pairs")))
        self._days = DayFields("itslive_summary_start", "itslive_summary_end")
        self._days.changed.connect(self.recheck)
        self._days.changed.connect(self.changed)
        self._days.typed.connect(self.check_typed)
        self.body.addWidget(self._days)
        self.end()

    def values(self) -> dict[str, Any]:
        """``start`` and ``end`` of the worker's ``summarize_cube``."""
        start, end = self._days.days()
        return {
            "start": start.isoformat() if start is not None else None,
            "end": end.isoformat() if end is not None else None,
        }

    def examine(self) -> None:
        """The last day is not before the first."""
        check_days(*self._days.days())

    def summary(self) -> str:
        """The limits there are."""
        start, end = self._days.days()
        return texts.joined(
            self.tr("from {day}").format(day=start.isoformat()) if start is not None else "",
            self.tr("to {day}").format(day=end.isoformat()) if end is not None else "",
        )


class OutlierFields(Fields):
    """What is removed before the means are taken, in the order in which it is."""

    def __init__(self) -> None:
        super().__init__()
        self.body.addWidget(Heading(self.tr("Outliers, removed in this order")))
        self._limits: dict[str, NumberBox] = {}
        self._limit(
            "max_separation",
            self.tr("Longest separation"),
            self.tr("Long pairs of fast ice lose it and find noise, which is slow."),
            _LONGEST,
            self.tr(" days"),
        )
        self._limit(
            "max_error",
            self.tr("Largest error"),
            self.tr("One standard error of the speed."),
            _FASTEST,
            self.tr(" m/yr"),
        )
        self._limit(
            "min_speed_ratio",
            self.tr("Least speed, in errors"),
            self.tr("Takes slow ice more than fast ice."),
            _MOST,
            "",
        )
        self._bins = QCheckBox(self.tr("Separations must agree"))
        self._bins.setObjectName("itslive_summary_bin_rule")
        self._bins.setToolTip(
            self.tr(
                "Drop those that disagree with shorter ones: the rule of ITS_LIVE's composites, "
                "which compares long pairs with short ones in each pixel."
            )
        )
        self._bins.setChecked(bool(settings.DEFAULT_FILTERS.get("bin_rule")))
        self._bins.toggled.connect(self.changed)
        self.body.addWidget(self._bins)
        self._limit(
            "max_turn",
            self.tr("Angle to the median flow"),
            self.tr("The largest that is kept."),
            _HALF_TURN,
            self.tr("°"),
        )
        self._limit(
            "max_mad",
            self.tr("Deviation in time"),
            self.tr(
                "The largest from the median of pairs of a like separation, in standard deviations "
                "as the median absolute deviation tells them. A short surge is an outlier by it, "
                "too."
            ),
            _MOST,
            self.tr(" s.d."),
        )
        self.end()

    def _limit(self, name: str, label: str, tip: str, largest: float, suffix: str) -> None:
        box = NumberBox(f"itslive_summary_{name}", largest, suffix, self.tr("off"))
        box.setToolTip(tip)
        box.setValue(settings.DEFAULT_FILTERS.get(name) or 0)
        box.valueChanged.connect(self._tell)
        self._limits[name] = box
        self.body.addLayout(label_row(label, box))

    def values(self) -> dict[str, Any]:
        """``filters`` of the worker's ``summarize_cube``."""
        limits: dict[str, Any] = {name: box.number() or None for name, box in self._limits.items()}
        return {"filters": {**limits, "bin_rule": self._bins.isChecked()}}

    def summary(self) -> str:
        """What is removed."""
        words = {
            "max_separation": self.tr("up to {limit}"),
            "max_error": self.tr("errors to {limit}"),
            "min_speed_ratio": self.tr("speed above {limit} errors"),
            "max_turn": self.tr("angle to {limit}"),
            "max_mad": self.tr("deviation to {limit}"),
        }
        told = [
            words[name].format(limit=box.text())
            for name, box in self._limits.items()
            if box.number()
        ]
        bins = self.tr("separations agree") if self._bins.isChecked() else ""
        return texts.joined(bins, *told)

    def _tell(self, *_: object) -> None:
        self.changed.emit()
