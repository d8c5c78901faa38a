"""The criteria of most searches: dates, separation, valid pixels, satellites, months, a maximum."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import QCoreApplication, QLocale
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSpinBox,
)

from ..archive.query import Query
from ..archive.satellites import GROUPS, OTHER
from . import texts
from .chips import Chips
from .criteria_section import Section
from .day_fields import DayFields
from .fields import NumberBox
from .widgets import Heading, Hint

_LONGEST = 9999  # days
_FULL = 100  # percent
_MOST_PER_YEAR = 10000
_MONTHS = 12

translate = QCoreApplication.translate


class DatesSection(Section):
    """First and last mid-date, each of which may be left open."""

    def __init__(self) -> None:
        super().__init__()
        self.body.addWidget(Heading(self.tr("Mid-date")))
        self._days = DayFields("itslive_start", "itslive_end")
        self._days.changed.connect(self.recheck)
        self._days.changed.connect(self.changed)
        self._days.typed.connect(self.check_typed)
        self.body.addWidget(self._days)
        self.end()

    def values(self) -> dict[str, Any]:
        """First and last mid-date."""
        start, end = self._days.days()
        return {"start": start, "end": end}

    def take(self, query: Query) -> None:
        """A date left open keeps what its field has, unmarked."""
        self._days.set_days(query.start, query.end)


class SeparationSection(Section):
    """Fewest and most days between the two images."""

    def __init__(self) -> None:
        super().__init__()
        self.body.addWidget(Heading(self.tr("Separation of the two images")))
        row = QHBoxLayout()
        self._shortest = self._days("itslive_min_separation")
        self._longest = self._days("itslive_max_separation")
        row.addWidget(self._shortest, 1)
        row.addWidget(QLabel(self.tr("to")))
        row.addWidget(self._longest, 1)
        self.body.addLayout(row)
        self.end()
        hint = Hint(
            self.tr(
                "Fast ice changes too much between distant dates: long pairs then show far too "
                "slow speeds. For fast glaciers take 64 days or less."
            )
        )
        reason = self.tr(
            "On Jakobshavn Isbræ in 2015, pairs up to 16 days show about 7,900 m/yr, pairs longer "
            "than 64 days about 600 m/yr: they lock onto what does not move."
        )
        hint.setToolTip(reason)
        self._longest.setToolTip(reason)
        self.body.addWidget(hint)

    def _days(self, name: str) -> NumberBox:
        box = NumberBox(name, _LONGEST, self.tr(" days"), self.tr("any"))
        box.valueChanged.connect(self.recheck)
        box.valueChanged.connect(self.changed)
        box.editingFinished.connect(self.check_typed)
        return box

    def values(self) -> dict[str, Any]:
        """Shortest and longest separation, None for any."""
        return {
            "min_separation": self._shortest.number() or None,
            "max_separation": self._longest.number() or None,
        }

    def take(self, query: Query) -> None:
        """Show both limits."""
        self._shortest.setValue(query.min_separation or 0)
        self._longest.setValue(query.max_separation or 0)

    def longest(self) -> float:
        """The longest separation asked for, days; 0 for any."""
        return self._longest.number()


class ValidSection(Section):
    """The smallest share of valid pixels."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout()
        row.addWidget(Heading(self.tr("Valid pixels, at least")), 1)
        self._valid = NumberBox("itslive_min_valid", _FULL, " %")
        self._valid.setToolTip(self.tr("Share of a granule's pixels that have a velocity."))
        self._valid.valueChanged.connect(self.changed)
        row.addWidget(self._valid)
        self.body.addLayout(row)
        self.end()

    def values(self) -> dict[str, Any]:
        """The share in percent."""
        return {"min_valid": self._valid.number()}

    def take(self, query: Query) -> None:
        """Show the share."""
        self._valid.setValue(query.min_valid)


class ChipsSection(Section):
    """Toggles of which none means all; their heading says what is chosen."""

    def __init__(
        self,
        attribute: str,
        name: str,
        entries: list[tuple[object, str]],
        columns: tuple[int, ...],
        heading: str,
    ) -> None:
        """``attribute``: of the query; ``heading``: a template with ``{chosen}``."""
        super().__init__()
        self._attribute = attribute
        self._template = heading
        self._heading = Heading()
        self.body.addWidget(self._heading)
        self.chips = Chips(entries, columns)
        self.chips.setObjectName(name)
        self.chips.changed.connect(self._show)
        self.chips.changed.connect(self.changed)
        self.body.addWidget(self.chips)
        self.end()
        self._show()

    def values(self) -> dict[str, Any]:
        """What is chosen."""
        return {self._attribute: self.chips.chosen()}

    def take(self, query: Query) -> None:
        """Show what the query asks for."""
        self.chips.set_on(getattr(query, self._attribute))

    def _show(self) -> None:
        chosen = texts.joined(*self.chips.texts()) or translate("Criteria", "all")
        self._heading.setText(self._template.format(chosen=chosen))


class SatellitesSection(ChipsSection):
    """Groups of satellites, and all that are in none of them."""

    def __init__(self) -> None:
        entries = [(group, group) for group in GROUPS]
        entries.append((OTHER, translate("Criteria", "Other")))
        heading = translate("Criteria", "Satellites: {chosen}")
        super().__init__("satellites", "itslive_satellites", entries, (3, 2), heading)
        self.chips.button(OTHER).setToolTip(
            self.tr("Every satellite that this version of the plugin does not know by name.")
        )


class MonthsSection(ChipsSection):
    """Months of the mid-date."""

    def __init__(self) -> None:
        short = QLocale.FormatType.ShortFormat
        entries = [
            (month, QLocale().standaloneMonthName(month, short)) for month in range(1, _MONTHS + 1)
        ]
        heading = translate("Criteria", "Months: {chosen}")
        super().__init__("months", "itslive_months", entries, (6, 4, 3), heading)


class PerYearSection(Section):
    """The most granules per year, and which of them stay."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout()
        row.addWidget(Heading(self.tr("At most per year")), 1)
        self._per_year = QSpinBox()
        self._per_year.setObjectName("itslive_max_per_year")
        self._per_year.setRange(0, _MOST_PER_YEAR)
        self._per_year.setSpecialValueText(self.tr("no limit"))
        row.addWidget(self._per_year)
        self.body.addLayout(row)
        self._rank = QComboBox()
        self._rank.setObjectName("itslive_rank")
        self._rank.addItem(self.tr("keep those with most valid pixels"), "valid")
        self._rank.addItem(self.tr("keep those with shortest separation"), "separation")
        self._rank.addItem(self.tr("keep them evenly spread over the year"), "even")
        self._rank.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._rank.setMinimumContentsLength(12)
        self._rank.setVisible(False)
        self._per_year.valueChanged.connect(self._show_rank)
        self._per_year.valueChanged.connect(self.changed)
        self._rank.currentIndexChanged.connect(self.changed)
        self.body.addWidget(self._rank)
        self.end()

    def values(self) -> dict[str, Any]:
        """The most per year, None for all, and the rank."""
        return {
            "max_per_year": self._per_year.value() or None,
            "rank": self._rank.currentData(),
        }

    def take(self, query: Query) -> None:
        """Show both."""
        self._per_year.setValue(query.max_per_year or 0)
        self._rank.setCurrentIndex(self._rank.findData(query.rank))

    def _show_rank(self, limit: int) -> None:
        self._rank.setVisible(limit > 0)
