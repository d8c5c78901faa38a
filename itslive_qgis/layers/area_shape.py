"""The area as it is searched, as a shape that maps of any projection can show."""

from __future__ import annotations

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
    QgsWkbTypes,
)

from ..archive.area import Area

LON_LAT = "EPSG:4326"

_SEAM = 180.0
_TURN = 360.0
_POLE = 90.0
# How far beyond the part of the globe that a projection is made for a map is drawn, in degrees.
# Polar maps are looked at as far as the equator; UTM holds well 33 degrees beside its meridian.
_BESIDE = 30.0
_TOWARDS_THE_POLES = 60.0
_STEP = 1.0  # degrees
_MOST_JOINED = 20_000  # points: with more the map would stand still; the cut is shown instead
_SAME = 1e-3  # metres: how well the two sides of a cut meet again


def shape_of(area: Area) -> QgsGeometry:
    """The polygons of an area, in longitude and latitude."""
    return QgsGeometry.fromMultiPolygonXY(
        [
            [[QgsPointXY(lon, lat) for lon, lat in ring] for ring in polygon]
            for polygon in area.polygons
        ]
    )


def on_map(shape: QgsGeometry, crs: QgsCoordinateReferenceSystem) -> QgsGeometry:
    """A shape as a map shows it.

    What has no place on the map is left out; what was cut at the 180th meridian is whole again
    where the map goes on beyond it.

    Args:
        shape: polygons in longitude and latitude, such as :func:`shape_of` gives.
        crs: of the map.

    Returns:
        polygons in ``crs``, null if none has a place there.
    """
    transform = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem(LON_LAT), crs, QgsProject.instance()
    )
    parts = [
        placed
        for window in _windows(crs)
        for part in _within(shape, window).asGeometryCollection()
        for placed in _placed(part, transform)
    ]
    if not parts:
        return QgsGeometry()
    box = shape.boundingBox()
    is_cut = not crs.isGeographic() and box.xMinimum() <= -_SEAM and box.xMaximum() >= _SEAM
    is_quick = sum(part.constGet().nCoordinates() for part in parts) <= _MOST_JOINED
    whole = _joined(parts) if is_cut and is_quick else QgsGeometry()
    return QgsGeometry.collectGeometry(parts) if whole.isEmpty() else whole


def valid_polygons(geometry: QgsGeometry) -> QgsGeometry:
    """A valid polygon geometry without curves, null if there is nothing of the kind in it."""
    if geometry.isNull():
        return QgsGeometry()
    valid = QgsGeometry(geometry.constGet().segmentize())
    if not valid.isGeosValid():
        valid = valid.makeValid()
    if QgsWkbTypes.flatType(valid.wkbType()) == QgsWkbTypes.Type.GeometryCollection:
        # Repairing may leave stray lines and points beside the polygons.
        valid.convertGeometryCollectionToSubclass(QgsWkbTypes.GeometryType.PolygonGeometry)
    if valid.type() != QgsWkbTypes.GeometryType.PolygonGeometry:
        return QgsGeometry()
    return valid


def _windows(crs: QgsCoordinateReferenceSystem) -> list[QgsRectangle]:
    """The part of the globe that a map in ``crs`` can show, in degrees."""
    known = crs.bounds()
    west, east = known.xMinimum(), known.xMaximum()
    south, north = known.yMinimum(), known.yMaximum()
    if crs.isGeographic() or west == east:  # or nobody knows where it may be used
        return [QgsRectangle(-_SEAM, -_POLE, _SEAM, _POLE)]
    if west > east:  # over the 180th meridian
        east += _TURN
    if east - west >= _TURN and max(-south, north) < _POLE:  # cylinders have no poles
        return [QgsRectangle(-_SEAM, south, _SEAM, north)]
    south, north = max(south - _TOWARDS_THE_POLES, -_POLE), min(north + _TOWARDS_THE_POLES, _POLE)
    west, east = west - _BESIDE, east + _BESIDE
    if east - west >= _TURN:
        return [QgsRectangle(-_SEAM, south, _SEAM, north)]
    windows = []
    for turn in (-_TURN, 0.0, _TURN):
        left, right = max(west + turn, -_SEAM), min(east + turn, _SEAM)
        if left < right:
            windows.append(QgsRectangle(left, south, right, north))
    return windows


def _within(shape: QgsGeometry, window: QgsRectangle) -> QgsGeometry:
    if window.contains(shape.boundingBox()):
        return shape
    inside = valid_polygons(shape).intersection(QgsGeometry.fromRect(window))
    return valid_polygons(inside.densifyByDistance(_STEP))  # the map may bend the window's sides


def _placed(part: QgsGeometry, transform: QgsCoordinateTransform) -> list[QgsGeometry]:
    placed = QgsGeometry(part)
    try:
        placed.transform(transform)
    except QgsCsException:
        return []
    return [placed] if placed.boundingBox().isFinite() else []


def _joined(parts: list[QgsGeometry]) -> QgsGeometry:
    """One shape of parts that touch but for rounding; empty where GEOS cannot do it."""
    touching = [valid_polygons(part.snappedToGrid(_SAME, _SAME)) for part in parts]
    return valid_polygons(QgsGeometry.unaryUnion([part for part in touching if not part.isEmpty()]))
