"""Points for the plot from a layer of the project or from a file of coordinates."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qgis.core import QgsMapLayer
from qgis.PyQt.QtCore import QCoreApplication, pyqtSignal

from ...errors import QT_TRANSLATE_NOOP, ItsliveError
from ...layers.point_features import LayerPoints
from ...monitor import Monitor
from ...series.points_in import NamedPoint, read_points
from ...settings import MOST_POINTS
from ...tasks.base import WorkTask
from .base import Step

translate = QCoreApplication.translate


@dataclass(frozen=True)
class PointsFound:
    """What was read.

    Attributes:
        source: name of the file or layer.
        points: those that are added; without a name where the list has none.
        problems: of lines or features that gave no point.
        notes: what was put right, and whether there are more points.
    """

    source: str
    points: tuple[NamedPoint, ...]
    problems: tuple[ItsliveError, ...]
    notes: tuple[ItsliveError, ...]


class PointsFromStep(Step):
    """Reads lists of points in the background.

    Signals:
        found: a :class:`PointsFound`, of which some may be no points.
    """

    found = pyqtSignal(object)

    def read_file(self, path: str) -> bool:
        """Read the points of a file; ``False`` if a list is being read already."""
        name = Path(path).name

        def work(monitor: Monitor) -> PointsFound:
            read = read_points(path)
            if not read.points and not read.problems:
                raise _nothing(name)
            # The reader calls a point without a name by its place in the list.
            points = tuple(
                each._replace(name="") if each.name == str(place) else each
                for place, each in enumerate(read.points, 1)
            )
            notes = read.notes
            if len(points) > MOST_POINTS:
                notes = (*notes, _too_many(name, len(points)))
            return PointsFound(name, points[:MOST_POINTS], read.problems, notes)

        return self._read(work)

    def read_layer(self, layer: QgsMapLayer | None) -> bool:
        """Read the selected features of a layer, else all; a layer without points is told."""
        try:
            source = LayerPoints(layer)
        except ItsliveError as error:
            self.error = error
            self.failed.emit(error)
            self.running_changed.emit()
            return False

        def work(monitor: Monitor) -> PointsFound:
            read = source.read(MOST_POINTS, monitor)
            if not read.points and not read.problems:
                raise _nothing(source.name)
            return PointsFound(source.name, read.points, read.problems, read.notes)

        return self._read(work)

    def _read(self, work: Any) -> bool:
        return self.start(WorkTask(translate("Tasks", "Read the points"), work), self.found.emit)


def _nothing(name: str) -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "{name} holds no points."),
        QT_TRANSLATE_NOOP("Messages", "Choose another file or layer."),
        code="no_points",
        name=name,
    )


def _too_many(name: str, count: int) -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "{name} holds {count} points; the first {most} were taken."),
        QT_TRANSLATE_NOOP("Messages", "Add the others from a file of their own."),
        code="more_points",
        name=name,
        count=count,
        most=MOST_POINTS,
    )
