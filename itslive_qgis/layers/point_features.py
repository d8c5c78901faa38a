"""The points of a layer of the project, whatever its projection: features, or vertices of lines."""

from __future__ import annotations

from qgis.core import (
    NULL,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsFeature,
    QgsFeatureRequest,
    QgsMapLayer,
    QgsProject,
    QgsVectorLayer,
    QgsVectorLayerFeatureSource,
    QgsWkbTypes,
)

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..monitor import Monitor
from ..series.points_in import NamedPoint, PointList

NAME_FIELD = "name"
_LON_LAT = "EPSG:4326"
_KINDS = (QgsWkbTypes.GeometryType.PointGeometry, QgsWkbTypes.GeometryType.LineGeometry)


class LayerPoints:
    """The features of a layer as they are now: those that are selected, else all.

    Made where the layer lives, in the GUI thread; read in any.

    Attributes:
        name: of the layer.

    Raises:
        ItsliveError: the layer has no points or lines (code ``no_points_layer``), or nobody knows
            where they lie (code ``no_crs``).
    """

    def __init__(self, layer: QgsMapLayer | None) -> None:
        if not is_of_points(layer):
            raise ItsliveError(
                QT_TRANSLATE_NOOP("Messages", "The current layer has no points and no lines."),
                QT_TRANSLATE_NOOP(
                    "Messages", "Choose a layer of points or lines among the layers."
                ),
                code="no_points_layer",
            )
        if not layer.crs().isValid():
            raise ItsliveError(
                QT_TRANSLATE_NOOP(
                    "Messages",
                    "The points have no coordinate reference system, so nobody knows where they "
                    "lie.",
                ),
                QT_TRANSLATE_NOOP("Messages", "Set the one of their layer."),
                code="no_crs",
            )
        self.name = layer.name()
        self._source = QgsVectorLayerFeatureSource(layer)
        self._field = layer.fields().lookupField(NAME_FIELD)
        self._request = QgsFeatureRequest()
        if layer.selectedFeatureCount():
            self._request.setFilterFids(layer.selectedFeatureIds())
            self._request.addOrderBy("$id")  # as a set they come in any order
        self._request.setSubsetOfAttributes([self._field] if self._field >= 0 else [])
        self._to_globe = QgsCoordinateTransform(
            layer.crs(),
            QgsCoordinateReferenceSystem(_LON_LAT),
            QgsProject.instance().transformContext(),
        )

    def read(self, most: int, monitor: Monitor) -> PointList:
        """The first points, and whether there are more.

        Args:
            most: how many points at most.
            monitor: asked whether to stop.

        Returns:
            the points in degrees; ``line`` counts them from 1. Names are those of the field
            ``name``, with a number behind where a feature has several vertices; else empty.

        Raises:
            Cancelled: on request.
        """
        points: list[NamedPoint] = []
        problems: list[ItsliveError] = []
        tried = 0
        for feature in self._source.getFeatures(self._request):
            monitor.check()
            for name, x, y in self._vertices(feature):
                if tried == most:
                    return PointList(tuple(points), tuple(problems), (_more(self.name, most),))
                tried += 1
                try:
                    place = self._to_globe.transform(x, y)
                except QgsCsException as error:
                    problems.append(_nowhere(name or str(tried), tried, error))
                    continue
                points.append(NamedPoint(name, place.x(), place.y(), tried))
        return PointList(tuple(points), tuple(problems))

    def _vertices(self, feature: QgsFeature) -> list[tuple[str, float, float]]:
        """Name and coordinates of each vertex; a missing geometry has none."""
        geometry = feature.geometry()
        vertices = [] if geometry.isNull() else list(geometry.vertices())
        value = feature[self._field] if self._field >= 0 else NULL
        name = "" if value in (NULL, None) else str(value).strip()
        is_one = len(vertices) == 1
        return [
            (name if is_one or not name else f"{name} {number}", vertex.x(), vertex.y())
            for number, vertex in enumerate(vertices, 1)
        ]


def is_of_points(layer: QgsMapLayer | None) -> bool:
    """Whether a layer has points or lines."""
    return isinstance(layer, QgsVectorLayer) and layer.isValid() and layer.geometryType() in _KINDS


def _more(name: str, most: int) -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "{name} has more points; the first {count} were taken."),
        QT_TRANSLATE_NOOP("Messages", "Select those you need, at most {count} at a time."),
        code="more_points",
        name=name,
        count=most,
    )


def _nowhere(name: str, number: int, error: Exception) -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "The point {name} has no place in longitude and latitude."),
        QT_TRANSLATE_NOOP("Messages", "Check the projection of the points' layer."),
        code="bad_point",
        detail=str(error),
        name=name,
        line=number,
    )
