"""The time that the map shows: its temporal controller, and an interval that all layers follow."""

from __future__ import annotations

from qgis.core import QgsDateTimeRange, QgsTemporalNavigationObject
from qgis.gui import QgsMapCanvas
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ..layers.times import day_number, day_time

Interval = tuple[float, float]


class MapTime(QObject):
    """Reads and sets the temporal range of a map canvas, in days since 1970 (UTC).

    QGIS has a temporal controller for its main canvas, other programs may have none.

    Signals:
        changed: the map shows another time.
    """

    changed = pyqtSignal()

    def __init__(self, canvas: QgsMapCanvas, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._span: Interval | None = None
        self._own = self._before = _copy(canvas.temporalRange())
        canvas.temporalRangeChanged.connect(self._take_range)

    @property
    def span(self) -> Interval | None:
        """The interval that :meth:`show_only` has set, as long as nobody has set another."""
        return self._span

    def moment(self) -> float | None:
        """The middle of what the map shows; None where it shows all times, or the interval.

        Where frames pile up from the first one on, it is the end of the last.
        """
        shown = self._canvas.temporalRange()
        if self._span is not None or not _is_bounded(shown):
            return None
        begin, end = day_number(shown.begin()), day_number(shown.end())
        controller = self._controller()
        if controller is not None and _is_animated(controller):
            begin = end if controller.temporalRangeCumulative() else begin
        return (begin + end) / 2

    def go_to(self, day: float) -> bool:
        """Have the temporal controller show a day, if it is switched on; whether it does.

        An animation goes to the frame that holds the day, a fixed range is moved to have it in
        its middle.
        """
        controller = self._controller()
        if controller is None:
            return False
        moment, extents = day_time(day), controller.temporalExtents()
        if controller.navigationMode() == QgsTemporalNavigationObject.FixedRange:
            if not _is_bounded(extents):
                return False
            half = (day_number(extents.end()) - day_number(extents.begin())) / 2
            controller.setTemporalExtents(_range((day - half, day + half)))
            return True
        if not _is_animated(controller) or not extents.contains(moment):
            return False
        controller.setCurrentFrameNumber(controller.findBestFrameNumberForFrameStart(moment))
        return True

    def show_only(self, span: Interval) -> None:
        """Let all layers that know of time show what is of this interval."""
        if self._span is None:
            self._before = _copy(self._canvas.temporalRange())
        self._own, self._span = _range(span), span
        if self._canvas.temporalRange() == self._own:
            self.changed.emit()
        self._canvas.setTemporalRange(self._own)

    def show_before(self) -> None:
        """Show again what was shown before the interval."""
        if self._span is None or sip.isdeleted(self._canvas):
            return
        self._span = None
        self._canvas.setTemporalRange(self._before)
        self.changed.emit()

    def _take_range(self) -> None:
        if self._span is not None and self._canvas.temporalRange() != self._own:
            self._span = None  # another hand has set it: what was before is over
        self.changed.emit()

    def _controller(self) -> QgsTemporalNavigationObject | None:
        found = self._canvas.temporalController()
        return found if isinstance(found, QgsTemporalNavigationObject) else None


def _is_bounded(shown: QgsDateTimeRange) -> bool:
    return shown.begin().isValid() and shown.end().isValid()


def _is_animated(controller: QgsTemporalNavigationObject) -> bool:
    """Whether it goes frame by frame, as films do in newer versions of QGIS."""
    still = QgsTemporalNavigationObject.NavigationOff, QgsTemporalNavigationObject.FixedRange
    return controller.navigationMode() not in still


def _copy(shown: QgsDateTimeRange) -> QgsDateTimeRange:
    return QgsDateTimeRange(
        shown.begin(), shown.end(), shown.includeBeginning(), shown.includeEnd()
    )


def _range(span: Interval) -> QgsDateTimeRange:
    return QgsDateTimeRange(*map(day_time, span))
