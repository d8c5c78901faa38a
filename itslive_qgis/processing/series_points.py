"""The points of a run: of a layer of points or lines, or of a table of coordinates."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

from qgis.core import (
    NULL,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsFeature,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeatureSource,
    QgsProcessingFeedback,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..layers.areas import crs_text
from ..series.points_in import read_points
from ..translation import error_text
from .base import ItsliveAlgorithm

LON_LAT = "EPSG:4326"
#: Of the lines of a table without a point, how many are told one by one.
FEW = 5
_NAME_FIELD = "name"


class NamedPlace(NamedTuple):
    """A point of a run: its name, and degrees."""

    name: str
    lon: float
    lat: float


def named_places(
    algorithm: ItsliveAlgorithm,
    parameters: dict[str, Any],
    context: QgsProcessingContext,
    feedback: QgsProcessingFeedback,
) -> list[NamedPlace]:
    """The points that the parameters POINTS and NAME, or POINTS_FILE and POINTS_CRS, give.

    Raises:
        ItsliveError: they lie nowhere, or the table cannot be read or has none.
        QgsProcessingException: there is no such layer.
    """
    path = algorithm.path(parameters, "POINTS_FILE", context)
    if path:
        crs = algorithm.parameterAsCrs(parameters, "POINTS_CRS", context)
        return _of_file(path, crs_text(crs) if crs.isValid() else "", feedback)
    source = algorithm.parameterAsSource(parameters, "POINTS", context)
    if source is None:
        raise QgsProcessingException(algorithm.invalidSourceError(parameters, "POINTS"))
    return _of_layer(source, algorithm.parameterAsString(parameters, "NAME", context), context)


def _of_file(path: str, crs: str, feedback: QgsProcessingFeedback) -> list[NamedPlace]:
    found = read_points(path, crs)
    for note in found.notes:
        feedback.pushInfo(error_text(note))
    for problem in found.problems[:FEW]:
        feedback.pushWarning(error_text(problem))
    more = len(found.problems) - FEW
    if more > 0:
        text = _tr("{count} further lines of the table give no point, either.")
        feedback.pushWarning(text.format(count=more))
    if not found.points:
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "The table {path} gives no point."),
            QT_TRANSLATE_NOOP(
                "Messages", "Give it the columns name, lon and lat, in degrees, with a header."
            ),
            code="no_points",
            path=path,
        )
    return [NamedPlace(each.name, each.lon, each.lat) for each in found.points]


def _of_layer(
    source: QgsProcessingFeatureSource, name_field: str, context: QgsProcessingContext
) -> list[NamedPlace]:
    """All points; those of a multipoint share a name, vertices of lines are numbered."""
    if not name_field and source.fields().indexFromName(_NAME_FIELD) >= 0:
        name_field = _NAME_FIELD
    if not source.sourceCrs().isValid():
        raise ItsliveError(
            QT_TRANSLATE_NOOP(
                "Messages",
                "The points have no coordinate reference system, so nobody knows where they lie.",
            ),
            QT_TRANSLATE_NOOP("Messages", "Set the one of their layer."),
            code="no_crs",
        )
    to_lon_lat = QgsCoordinateTransform(
        source.sourceCrs(), QgsCoordinateReferenceSystem(LON_LAT), context.transformContext()
    )
    places: list[NamedPlace] = []
    vertices: Counter[str] = Counter()  # several lines may have one name
    for number, feature in enumerate(source.getFeatures(), 1):
        name = _name(feature, name_field, number)
        geometry = feature.geometry()
        is_line = geometry.type() == QgsWkbTypes.GeometryType.LineGeometry
        for vertex in geometry.vertices() if not geometry.isNull() else ():
            vertices[name] += 1
            own = f"{name}:{vertices[name]}" if is_line else name
            try:
                place = to_lon_lat.transform(vertex.x(), vertex.y())
            except QgsCsException as error:
                raise _nowhere(own, error) from error
            places.append(NamedPlace(own, place.x(), place.y()))
    return places


def _name(feature: QgsFeature, field: str, number: int) -> str:
    name = feature[field] if field else NULL
    return str(number) if name in (NULL, None, "") else str(name)


def _nowhere(name: str, error: Exception) -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "The point {name} has no place in longitude and latitude."),
        QT_TRANSLATE_NOOP("Messages", "Check the projection of the points' layer."),
        code="bad_point",
        detail=str(error),
        name=name,
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("SeriesPoints", text)
