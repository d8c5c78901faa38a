"""What the log tells of the points of a run, and what the filters removed of their records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from qgis.core import QgsProcessingFeedback
from qgis.PyQt.QtCore import QCoreApplication

from ..layers.summary_words import removed_text
from ..series.answer import Answer
from ..series.selection import Selected
from ..series.table import PointSeries
from ..translation import error_text
from .series_points import FEW, NamedPlace

_METRES = 1  # decimals of distances
_DEGREES = 5


class SeriesReport:
    """Gathers what is to be told, and tells it in the order of the points.

    Args:
        places: the points.
        feedback: the log.
    """

    def __init__(self, places: Sequence[NamedPlace], feedback: QgsProcessingFeedback) -> None:
        self._names = [place.name for place in places]
        self._feedback = feedback
        self._outside: list[int] = []
        self._empty: list[int] = []
        self._several: dict[int, int] = {}
        self._pixels: dict[int, PointSeries] = {}
        self._farthest = 0.0
        self._removed: Counter[str] = Counter()
        self._values = 0
        self._is_stale = False

    def answered(self, number: int, answer: Answer) -> None:
        """Note what the archive's answer for a point tells.

        Args:
            number: of the point, from 0.
            answer: with all there is.
        """
        if len(answer.cubes) > 1:
            self._several[number] = len(answer.cubes)
        if answer.problem is not None and not self._is_stale:
            self._is_stale = True
            text = _tr(
                "The archive could not be asked what is new, so older copies are used: {why}"
            )
            self._feedback.pushWarning(text.format(why=error_text(answer.problem)))

    def read(self, number: int, series: PointSeries | None) -> None:
        """Note a point's record; None where no cube holds the point."""
        if series is None:
            self._outside.append(number)
            return
        if not len(series):
            self._empty.append(number)
        if series.place.distance is not None:
            self._farthest = max(self._farthest, series.place.distance)
            if len(self._names) <= FEW:
                self._pixels[number] = series

    def selected(self, found: Selected) -> None:
        """Note what the filters left of a record."""
        self._removed.update(found.removed)
        self._values += found.total

    def tell(self, is_of_cube: bool) -> None:
        """Write the log.

        Args:
            is_of_cube: whether a cube of the user's was read, not those of the archive.
        """
        self._tell_outside(is_of_cube)
        if is_of_cube:
            one = _tr("The point {name} has no measurement in the cube.")
            many = _tr("{count} points have no measurement in the cube: {names}.")
        else:
            one = _tr(
                "The point {name} has no measurement in the archive's cubes, as on rock or sea."
            )
            many = _tr(
                "{count} points have no measurement in the archive's cubes, as on rock or sea: "
                "{names}."
            )
        self._tell_each(self._empty, one, many, self._feedback.pushWarning)
        for cubes in sorted(set(self._several.values())):
            numbers = [number for number, count in self._several.items() if count == cubes]
            one = _tr(
                "The point {name} lies in {cubes} of the archive's cubes; each image pair is "
                "taken once."
            )
            many = _tr(
                "{count} points lie in {cubes} of the archive's cubes each: {names}. Each image "
                "pair is taken once."
            )
            self._tell_each(numbers, one, many, self._feedback.pushInfo, cubes=cubes)
        self._tell_pixels()
        for name, count in self._removed.items():
            if count or name != "unusable":
                self._feedback.pushInfo(removed_text(name, count, self._values))

    def _tell_outside(self, is_of_cube: bool) -> None:
        if is_of_cube:
            one = _tr("The point {name} lies outside the cube.")
            many = _tr("{count} points lie outside the cube: {names}.")
        else:
            one = _tr("The point {name} lies outside of all of the archive's cubes.")
            many = _tr("{count} points lie outside of all of the archive's cubes: {names}.")
        self._tell_each(self._outside, one, many, self._feedback.pushWarning)

    def _tell_each(
        self,
        numbers: list[int],
        one: str,
        many: str,
        push: Callable[[str], None],
        **values: int,
    ) -> None:
        """A sentence for each of a few points, one for many."""
        numbers = sorted(numbers)
        if len(numbers) <= FEW:
            for number in numbers:
                push(one.format(name=self._names[number], **values))
            return
        first = ", ".join(self._names[number] for number in numbers[:FEW])
        names = _tr("{names} and others").format(names=first)
        push(many.format(count=len(numbers), names=names, **values))

    def _tell_pixels(self) -> None:
        for number, series in sorted(self._pixels.items()):
            self._feedback.pushInfo(_pixel_text(self._names[number], series))
        if not self._pixels and self._farthest:
            text = _tr("The points lie at most {distance} m from the centres of their pixels.")
            self._feedback.pushInfo(text.format(distance=round(self._farthest, _METRES)))


def _pixel_text(name: str, series: PointSeries) -> str:
    place = series.place
    distance = round(place.distance or 0.0, _METRES)
    lon, lat = (round(each, _DEGREES) for each in place.pixel_lon_lat or (place.lon, place.lat))
    if place.pixels > 1:
        text = _tr(
            "The point {name} takes the mean of {pixels} pixels; the nearest one has its centre at "
            "{lon}, {lat}, {distance} m from the point."
        )
    else:
        text = _tr(
            "The point {name} takes the pixel with its centre at {lon}, {lat}, {distance} m from "
            "the point."
        )
    return text.format(name=name, pixels=place.pixels, lon=lon, lat=lat, distance=distance)


def _tr(text: str) -> str:
    return QCoreApplication.translate("SeriesReport", text)
