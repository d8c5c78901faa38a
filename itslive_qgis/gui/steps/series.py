"""The series step: points clicked on the map, and their records from a cube or the archive."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Callable

import numpy as np

from ... import settings
from ...archive.http import Network
from ...errors import ItsliveError
from ...series.answer import Answer
from ...series.pixels import Sampling
from ...series.table import PointSeries, series_of_cube
from ...settings import ARCHIVE, AUTOMATIC, OWN_CUBE
from ...tasks.cube import series_task
from ...tasks.official import point_task
from .base import Step

LON_LAT = "EPSG:4326"


@dataclass(frozen=True)
class SeriesPoint:
    """One point of interest: where it is, and its record once read; None outside of all cubes.

    Attributes:
        source: where its record comes from, ``settings.OWN_CUBE`` or ``ARCHIVE``; empty before.
        answer: what the archive gave of it, which may still be coming.
        is_beside_cube: whether the cube was asked, and does not reach it.
        name: as the list it comes from calls it; empty for one that is called by its number.
    """

    number: int
    lon: float
    lat: float
    series: PointSeries | None = None
    is_read: bool = False
    source: str = ""
    answer: Answer | None = None
    is_beside_cube: bool = False
    name: str = ""

    @property
    def label(self) -> str:
        """How it is called on the map, in the plot and in tables."""
        return self.name or str(self.number)

    @property
    def index(self) -> int:
        """Its place among colours and shapes, from 0; it stays when other points go."""
        return self.number - 1

    def is_outside(self) -> bool:
        """Whether no cube that was asked reaches this point."""
        return self.is_read and self.series is None

    def has_values(self) -> bool:
        """Whether there is something to plot."""
        return self.series is not None and bool(np.isfinite(self.series.v).any())

    def unread(self) -> SeriesPoint:
        """The point alone."""
        return SeriesPoint(self.number, self.lon, self.lat, name=self.name)


class SeriesStep(Step):
    """Holds the points. Clicks made while a record is being read wait for the next request."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.cube = ""
        self.source = settings.series_source()
        self.points: tuple[SeriesPoint, ...] = ()
        self._number = 0
        self._asked: tuple[str, ...] = ()
        self.stopped.connect(self._take_back)
        self.running_changed.connect(self._ask)

    def is_done(self) -> bool:
        """Whether some point has values."""
        return any(point.has_values() for point in self.points)

    def use_cube(self, path: str) -> None:
        """Read again, from this cube, all points whose records come from cubes of one's own."""
        self.dispose()
        self.cube = path
        self.points = tuple(
            point if point.source == ARCHIVE and self.source == ARCHIVE else point.unread()
            for point in self.points
        )
        self.changed.emit()
        self.running_changed.emit()

    def use_source(self, source: str) -> None:
        """Read all points again, from there; one of ``settings.SERIES_SOURCES``."""
        if source == self.source:
            return
        self.dispose()
        self.source = source
        self.error = None
        settings.set_series_source(source)
        self.points = tuple(point.unread() for point in self.points)
        self.changed.emit()
        self.running_changed.emit()

    def add_point(self, lon: float, lat: float) -> None:
        """Add a point (degrees, WGS 84) and read its record."""
        self.add_points((("", lon, lat),))

    def add_points(self, points: Iterable[tuple[str, float, float]]) -> None:
        """Add points and read their records.

        Args:
            points: name, longitude and latitude of each. A point without a name is called by its
                number, and a name that is taken already gets a number behind it.
        """
        for name, lon, lat in points:
            self._number += 1
            number = str(self._number)
            label = self._free_label(" ".join(name.split()) or number)
            kept = "" if label == number else label
            self.points = (*self.points, SeriesPoint(self._number, lon, lat, name=kept))
        self.error = None
        self.changed.emit()
        self._ask()

    def read_again(self) -> None:
        """Go on after a failure with the points that were not read yet."""
        self.error = None
        self.changed.emit()
        self._ask()

    def has_stopped(self) -> bool:
        """Whether points wait because of a failure."""
        return self.error is not None and not self.is_running() and bool(self.waiting())

    def move_point(self, label: str, lon: float, lat: float) -> None:
        """Put a point elsewhere and read its record there."""
        moved = self._with(label, lon=lon, lat=lat)
        if label in self._asked:
            self.dispose()
        self.points = tuple(each.unread() if each.label == label else each for each in moved)
        self.error = None
        self.changed.emit()
        self.running_changed.emit()

    def remove_point(self, label: str) -> None:
        """Remove one point, read or not."""
        if label in self._asked:
            self.dispose()
        self.points = tuple(point for point in self.points if point.label != label)
        self.error = None
        self.changed.emit()
        self.running_changed.emit()

    def clear(self) -> None:
        """Remove all points."""
        self.dispose()
        self.points = ()
        self._number = 0
        self.error = None
        self.changed.emit()
        self.running_changed.emit()

    def waiting(self) -> tuple[SeriesPoint, ...]:
        """Points whose record was not read yet."""
        return tuple(point for point in self.points if not point.is_read)

    def needs_cube(self) -> bool:
        """Whether points wait for a cube to be opened."""
        return self.source == OWN_CUBE and not self.cube and bool(self.waiting())

    def _ask(self) -> None:
        waiting = self.waiting()
        if not waiting or self.is_running() or self.error is not None:
            return
        of_cube = tuple(point for point in waiting if self._is_for_cube(point))
        if of_cube and self.cube:
            self._asked = tuple(point.label for point in of_cube)
            places = [(point.lon, point.lat) for point in of_cube]
            task = series_task(self.cube, places, LON_LAT, settings.worker_python())
            self.start(task, self._take_of_cube, self._after_failure)
            return
        of_archive = [point for point in waiting if not self._is_for_cube(point)]
        if of_archive:
            self._ask_archive(of_archive[0], settings.network())

    def _is_for_cube(self, point: SeriesPoint) -> bool:
        if self.source == AUTOMATIC:
            return bool(self.cube) and not point.is_beside_cube
        return self.source == OWN_CUBE

    def _ask_archive(self, point: SeriesPoint, network: Network) -> None:
        self._asked = (point.label,)
        task = point_task(point.lon, point.lat, Sampling(), network)
        place = point.lon, point.lat

        def take(answer: Answer) -> None:
            if self._task is task:  # not of one that was let go
                self._take_answer(place, answer, is_read=False)

        def finish(answer: Answer) -> None:
            self._take_answer(place, answer, is_read=True)

        task.came.connect(take)
        self.start(task, finish, self._after_failure)

    def _take_answer(self, place: tuple[float, float], answer: Answer, is_read: bool) -> None:
        """Take what came of the point that is asked for, if it is still there."""
        now = {point.label: (point.lon, point.lat) for point in self.points}
        label = self._asked[0] if self._asked else ""
        if now.get(label) != place:
            return
        self.points = self._with(
            label, series=answer.series, answer=answer, source=ARCHIVE, is_read=is_read
        )
        self.changed.emit()

    def _take_of_cube(self, result: dict[str, Any]) -> None:
        answers = (series_of_cube(each, result["crs"], self.cube) for each in result["series"])
        found = dict(zip(self._asked, answers))
        self.points = tuple(
            self._read_of_cube(point, found[point.label])
            if not point.is_read and point.label in found
            else point
            for point in self.points
        )
        self.changed.emit()

    def _read_of_cube(self, point: SeriesPoint, series: PointSeries | None) -> SeriesPoint:
        if series is None and self.source == AUTOMATIC:
            return replace(point, is_beside_cube=True)  # the archive may have it
        return replace(point, series=series, is_read=True, source=OWN_CUBE)

    def _with(self, label: str, **changes: Any) -> tuple[SeriesPoint, ...]:
        return tuple(
            replace(point, **changes) if point.label == label else point for point in self.points
        )

    def _free_label(self, wanted: str) -> str:
        taken = {point.label for point in self.points}
        label, count = wanted, 2
        while label in taken:
            label, count = f"{wanted} ({count})", count + 1
        return label

    def _after_failure(self, _error: ItsliveError) -> None:
        """A single point of which nothing came is taken back; of several none is lost."""
        if len(self.waiting()) == 1:
            self._take_back()
        else:
            self._keep_what_came(lambda point: True)

    def _take_back(self) -> None:
        """Points of which nothing was read go."""
        self._keep_what_came(lambda point: point.is_read)

    def _keep_what_came(self, is_kept: Callable[[SeriesPoint], bool]) -> None:
        self.points = tuple(
            replace(point, is_read=True) if point.has_values() else point
            for point in self.points
            if point.has_values() or is_kept(point)
        )
        self.changed.emit()
