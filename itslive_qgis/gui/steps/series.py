"""The series step: points clicked on the map, and their series from the cube."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ... import settings
from ...errors import ItsliveError
from ...series.table import PointSeries, series_of_cube
from ...tasks.cube import series_task
from .base import Step

LON_LAT = "EPSG:4326"


@dataclass(frozen=True)
class SeriesPoint:
    """One point of interest: where it is, and its series once read; None outside the cube."""

    number: int
    lon: float
    lat: float
    series: PointSeries | None = None
    is_read: bool = False

    @property
    def label(self) -> str:
        """How it is called on the map, in the plot and in tables."""
        return str(self.number)

    @property
    def index(self) -> int:
        """Its place among colours and shapes, from 0; it stays when other points go."""
        return self.number - 1

    def is_outside(self) -> bool:
        """Whether the cube does not reach this point."""
        return self.is_read and self.series is None

    def has_values(self) -> bool:
        """Whether there is something to plot."""
        return self.series is not None and bool(np.isfinite(self.series.v).any())


class SeriesStep(Step):
    """Holds the points. Clicks made while a series is being read wait for the next request."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.cube = ""
        self.points: tuple[SeriesPoint, ...] = ()
        self._number = 0
        self._asked: tuple[str, ...] = ()
        self.running_changed.connect(self._ask)

    def is_done(self) -> bool:
        """Whether some point has values."""
        return any(point.has_values() for point in self.points)

    def use_cube(self, path: str) -> None:
        """Read all points again, from this cube."""
        self.dispose()
        self.cube = path
        self.points = tuple(replace(point, series=None, is_read=False) for point in self.points)
        self.changed.emit()
        self.running_changed.emit()

    def add_point(self, lon: float, lat: float) -> None:
        """Add a point (degrees, WGS 84) and read its series."""
        self._number += 1
        self.points = (*self.points, SeriesPoint(self._number, lon, lat))
        self.error = None
        self.changed.emit()
        self._ask()

    def remove_point(self, label: str) -> None:
        """Remove one point."""
        self.points = tuple(point for point in self.points if point.label != label)
        self.changed.emit()

    def clear(self) -> None:
        """Remove all points."""
        self.dispose()
        self.points = ()
        self._number = 0
        self.error = None
        self.changed.emit()
        self.running_changed.emit()

    def waiting(self) -> tuple[SeriesPoint, ...]:
        """Points whose series was not read yet."""
        return tuple(point for point in self.points if not point.is_read)

    def _ask(self) -> None:
        waiting = self.waiting()
        if not waiting or not self.cube or self.is_running() or self.error is not None:
            return
        self._asked = tuple(point.label for point in waiting)
        coordinates = [(point.lon, point.lat) for point in waiting]
        task = series_task(self.cube, coordinates, LON_LAT, settings.worker_python())
        self.start(task, self._take, self._drop)

    def _take(self, result: dict[str, Any]) -> None:
        answers = (series_of_cube(each, result["crs"], self.cube) for each in result["series"])
        found = dict(zip(self._asked, answers))
        self.points = tuple(
            replace(point, series=found[point.label], is_read=True)
            if not point.is_read and point.label in found
            else point
            for point in self.points
        )
        self.changed.emit()

    def _drop(self, error: ItsliveError) -> None:
        """Points that could not be read are taken back; the message says why."""
        self.points = tuple(point for point in self.points if point.label not in self._asked)
        self.changed.emit()
