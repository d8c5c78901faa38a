"""What there is of granules, as charts to filter by: years by satellite, and separations."""

from __future__ import annotations

from math import isinf

from qgis.gui import QgsCollapsibleGroupBoxBasic
from qgis.PyQt.QtCore import QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QIcon, QPixmap, QResizeEvent
from qgis.PyQt.QtWidgets import QGridLayout, QLayout, QSizePolicy, QToolButton, QWidget

from ..archive.coverage import SEPARATIONS
from ..archive.findings import Overview, Separation
from ..archive.granule_filter import GranuleFilter
from ..archive.satellites import GROUPS, OTHER
from ..palette import SATELLITE_COLOURS, satellite_colour
from . import texts
from .bars import Bar, Part, StackedBars
from .widgets import Hint, column

_COLUMNS = (4, 3, 2)  # of the legend, as many as have room


class CoverageCharts(QWidget):
    """Bars of years with a legend of satellites, and bars of separations.

    Signals:
        year_picked, group_picked, separation_picked: what the user clicked.
    """

    year_picked = pyqtSignal(object)
    group_picked = pyqtSignal(str)
    separation_picked = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.years = StackedBars("itslive_years")
        self.years.setAccessibleName(self.tr("Granules by year and satellite"))
        self.separations = StackedBars("itslive_separations")
        self.separations.setAccessibleName(self.tr("Granules by separation"))
        self._legend = _Legend()
        by_year = _group(self.tr("By year and satellite"), "itslive_by_year")
        by_year_hint = Hint()
        column(by_year).addWidget(self.years)
        by_year.layout().addWidget(by_year_hint)
        by_year.layout().addWidget(self._legend)
        by_days = _group(self.tr("By separation in days"), "itslive_by_separation")
        by_days_hint = Hint()
        column(by_days).addWidget(self.separations)
        by_days.layout().addWidget(by_days_hint)
        by_days.setCollapsed(True)
        layout = column(self, spacing=4)
        layout.addWidget(by_year)
        layout.addWidget(by_days)
        for bars, hint in ((self.years, by_year_hint), (self.separations, by_days_hint)):
            # A line of its own: what is told must not move what is pointed at.
            usual = self.tr("Click a bar to see it alone.")
            hint.setText(usual)
            hint.setWordWrap(False)
            hint.setMinimumWidth(1)
            bars.looked_at.connect(lambda text, hint=hint, usual=usual: hint.setText(text or usual))
        self.years.picked.connect(self.year_picked)
        self._legend.picked.connect(self.group_picked)
        self.separations.picked.connect(self.separation_picked)

    def show_overview(self, overview: Overview) -> None:
        """Draw these numbers."""
        groups = [each for each in _order() if any(group == each for _, group in overview.counts)]
        self.years.show_bars(_year_bars(overview, groups))
        self.separations.show_bars(_separation_bars(overview))
        self._legend.show_groups(groups)

    def show_filter(self, shown: GranuleFilter) -> None:
        """Mark what is looked at alone."""
        self.years.choose(shown.year, shown.group)
        self.separations.choose(shown.separation)
        self._legend.choose(shown.group)


class _Legend(QWidget):
    """Satellites with their colours, each a button, in as many columns as have room."""

    picked = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__()
        self._buttons: dict[str, QToolButton] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(2)
        # The present columns must not keep the dock from getting narrower.
        self._grid.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._columns = 0

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Take as many columns as fit."""
        super().resizeEvent(event)
        self._arrange()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As narrow as the fewest columns are, as high as the present ones."""
        widest = max((each.sizeHint().width() for each in self._buttons.values()), default=0)
        return QSize(_COLUMNS[-1] * widest, self._grid.minimumSize().height())

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as the present columns make it."""
        return self.minimumSizeHint()

    def show_groups(self, groups: list[str]) -> None:
        """Offer these satellites."""
        if list(self._buttons) == groups:
            return
        for button in self._buttons.values():
            self._grid.removeWidget(button)
            button.deleteLater()
        self._buttons = {group: self._button(group) for group in groups}
        self._columns = 0
        self._arrange()

    def choose(self, group: str | None) -> None:
        """Mark the satellite that is looked at alone."""
        for each, button in self._buttons.items():
            button.setChecked(each == group)

    def _arrange(self) -> None:
        widest = max((each.sizeHint().width() for each in self._buttons.values()), default=1) + 2
        columns = next((each for each in _COLUMNS if each * widest <= self.width()), _COLUMNS[-1])
        if columns == self._columns:
            return
        self._columns = columns
        for number, button in enumerate(self._buttons.values()):
            self._grid.addWidget(button, number // columns, number % columns)
        self.updateGeometry()

    def _button(self, group: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"itslive_legend_{group}")
        button.setText(self.tr("Other") if group == OTHER else group)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setIcon(_square(satellite_colour(group)))
        button.setIconSize(QSize(10, 10))
        button.setCheckable(True)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setToolTip(self.tr("Show {satellite} alone").format(satellite=button.text()))
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.clicked.connect(lambda _checked, group=group: self.picked.emit(group))
        return button


def separation_text(separation: Separation) -> str:
    """A range of separations as it stands below its bar, ``17–32`` or ``> 546``."""
    low, high = separation
    if isinf(high):
        return f"> {texts.number(low)}"
    return f"\u2264 {texts.number(high)}" if low <= 0 else f"{low + 1:.0f}\u2013{high:.0f}"


def _year_bars(overview: Overview, groups: list[str]) -> list[Bar]:
    years = {year for year, _ in overview.counts}
    if not years:
        return []
    return [
        Bar(
            year,
            str(year),
            tuple(
                Part(group, group, satellite_colour(group), overview.counts.get((year, group), 0))
                for group in groups
            ),
        )
        for year in range(min(years), max(years) + 1)
    ]


def _separation_bars(overview: Overview) -> list[Bar]:
    bins = list(zip((0.0, *SEPARATIONS), SEPARATIONS))
    return [
        Bar(each, separation_text(each), (Part(None, "", "", overview.separations.get(each, 0)),))
        for each in bins
    ]


def _order() -> list[str]:
    """Satellite groups as legends list them: those with colours of their own, then the others."""
    return [*SATELLITE_COLOURS, *(each for each in GROUPS if each not in SATELLITE_COLOURS), OTHER]


def _group(title: str, name: str) -> QgsCollapsibleGroupBoxBasic:
    group = QgsCollapsibleGroupBoxBasic(title)
    group.setObjectName(name)
    return group


def _square(colour: str) -> QIcon:
    picture = QPixmap(20, 20)
    picture.fill(QColor(colour))
    return QIcon(picture)
