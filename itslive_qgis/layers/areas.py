"""What the user drew or chose on the map becomes an area of the archive."""

from __future__ import annotations

from collections.abc import Iterable

from qgis.core import QgsCoordinateReferenceSystem, QgsGeometry, QgsWkbTypes

from ..archive.area import Area
from ..errors import QT_TRANSLATE_NOOP, ItsliveError


def area_from_geometries(
    geometries: Iterable[QgsGeometry], crs: QgsCoordinateReferenceSystem
) -> Area:
    """The area covered by polygons, in longitude and latitude.

    Several polygons are united and invalid ones (a bow tie, a doubled vertex) repaired first.

    Args:
        geometries: polygons or multipolygons, curved ones too; others are passed over.
        crs: in which their coordinates are; edges are made dense in it before transforming.

    Raises:
        ItsliveError: nothing covers any ground (code ``no_area``), or the area cannot be used.
    """
    parts = [_repaired(geometry) for geometry in geometries if not geometry.isNull()]
    united = QgsGeometry.unaryUnion([part for part in parts if not part.isEmpty()])
    return Area.from_rings(polygon_rings(united), crs_text(crs))


def polygon_rings(geometry: QgsGeometry) -> list[list[list[tuple[float, float]]]]:
    """The rings of every polygon in ``geometry``, repaired if they cross themselves.

    Returns:
        Polygon -> rings, the outer one first -> closed list of (x, y).

    Raises:
        ItsliveError: there is no polygon in the geometry (code ``no_area``).
    """
    straight = QgsGeometry() if geometry.isNull() else _repaired(geometry)
    if straight.isNull() or straight.isEmpty():
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "What was drawn or selected encloses no area."),
            QT_TRANSLATE_NOOP("Messages", "Draw at least three corners, or select polygons."),
            code="no_area",
        )
    polygons = straight.asMultiPolygon() if straight.isMultipart() else [straight.asPolygon()]
    return [[[(p.x(), p.y()) for p in ring] for ring in polygon] for polygon in polygons]


def crs_text(crs: QgsCoordinateReferenceSystem) -> str:
    """A CRS as text for pyproj: its authority code, else WKT (a user's own has no code there)."""
    code = crs.authid()
    if code and not code.startswith("USER:"):
        return code
    return crs.toWkt(QgsCoordinateReferenceSystem.WktVariant.WKT2_2019)


def _repaired(geometry: QgsGeometry) -> QgsGeometry:
    """A valid polygon geometry without curves, null if there is nothing of the kind in it."""
    valid = QgsGeometry(geometry.constGet().segmentize())
    if not valid.isGeosValid():
        valid = valid.makeValid()
    if QgsWkbTypes.flatType(valid.wkbType()) == QgsWkbTypes.Type.GeometryCollection:
        # Repairing may leave stray lines and points beside the polygons.
        valid.convertGeometryCollectionToSubclass(QgsWkbTypes.GeometryType.PolygonGeometry)
    if valid.type() != QgsWkbTypes.GeometryType.PolygonGeometry:
        return QgsGeometry()
    return valid
