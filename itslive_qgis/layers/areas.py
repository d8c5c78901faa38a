"""What the user drew or chose on the map becomes an area of the archive."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsProject,
    QgsRectangle,
    QgsUnitTypes,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..archive.area import Area
from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from .area_shape import LON_LAT, shape_of, valid_polygons

_WHOLE = QgsRectangle(-180.0, -90.0, 180.0, 90.0)
_MOST_CORNERS = 300_000
_MOST_TO_REPAIR = 20_000  # corners of one polygon that crosses itself, perhaps everywhere
_MERCATOR_END = 85.0  # degrees; projections of the whole globe reach at least as far


@dataclass(frozen=True)
class PreparedArea:
    """An area, and what had to be done to the polygons it was made of.

    Attributes:
        area: in longitude and latitude.
        shape: the same as a geometry of QGIS: what will be searched, after all repairs.
        polygons: how many features or drawn outlines were given.
        repaired: how many of them crossed themselves or were invalid otherwise.
        left_out: how many enclose nothing.
    """

    area: Area
    shape: QgsGeometry
    polygons: int
    repaired: int
    left_out: int

    def remarks(self) -> tuple[str, ...]:
        """What the user should know of it, a sentence each in the user's language."""
        found = []
        if self.repaired:
            text = _tr(
                "Polygons repaired because they cross themselves or are invalid otherwise: "
                "{count} of {all}. Check the area on the map."
            )
            found.append(text.format(count=self.repaired, all=self.polygons))
        if self.left_out:
            text = _tr(
                "Polygons left out because they enclose nothing: {count} of {all}. Check the layer "
                "if one is missing."
            )
            found.append(text.format(count=self.left_out, all=self.polygons))
        return tuple(found)


def prepared_area(
    geometries: Iterable[QgsGeometry], crs: QgsCoordinateReferenceSystem
) -> PreparedArea:
    """The area covered by polygons, in longitude and latitude.

    Several polygons are united. Invalid ones (a bow tie) are repaired first, which is remarked.

    Args:
        geometries: polygons or multipolygons, curved ones too; others are passed over.
        crs: in which their coordinates are; edges are made dense in it before transforming.

    Raises:
        ItsliveError: nothing covers any ground (code ``no_area``), their place on the Earth is not
            known (``no_crs``), they have too many corners (``too_many_corners``), or the area
            cannot be used.
    """
    given = list(geometries)
    _check_corners(given)
    kept, repaired = [], 0
    for geometry in given:
        part = valid_polygons(geometry)
        if part.isNull() or part.isEmpty():
            continue
        kept.append(part)
        repaired += not geometry.isGeosValid()
    rings = polygon_rings(QgsGeometry.unaryUnion(kept))
    if not crs.isValid():
        raise _no_crs()
    area = Area.from_rings(rings, crs_text(crs))
    shape = shape_of(area)
    if not shape.isGeosValid():
        # Longitudes of two turns may name the same ground twice, as 170 to 190 and -180 to -170.
        parts = [valid_polygons(part) for part in shape.asGeometryCollection()]
        area = Area.from_rings(polygon_rings(QgsGeometry.unaryUnion(parts)))
        shape = shape_of(area)
    return PreparedArea(area, shape, len(given), repaired, len(given) - len(kept))


def _check_corners(geometries: list[QgsGeometry]) -> None:
    """GEOS cannot be stopped, and needs more than any computer has for a scribble of this size."""
    counts = [(each.constGet().nCoordinates(), each) for each in geometries if not each.isNull()]
    total = sum(count for count, _ in counts)
    if total > _MOST_CORNERS:
        raise _too_many_corners(total, _MOST_CORNERS)
    for count, geometry in counts:
        if count > _MOST_TO_REPAIR and not geometry.isGeosValid():
            raise _too_many_corners(count, _MOST_TO_REPAIR)


def on_the_globe(extent: QgsRectangle, crs: QgsCoordinateReferenceSystem) -> QgsRectangle:
    """The part of a map's extent that lies on the globe.

    A map in degrees, or in a projection of the whole globe, goes on where the globe ends; polar and
    regional projections have no such edge, and their extents are given back as they are. Eastwards
    and westwards the globe has no end: a map that shows 170 to 190 degrees shows ground throughout.

    Args:
        extent: of the map, in ``crs``.
        crs: of the map.
    """
    globe = _globe(crs)
    if (
        globe is None
        or extent.yMaximum() < globe.yMinimum()
        or extent.yMinimum() > globe.yMaximum()
    ):
        return QgsRectangle(extent)
    south = max(extent.yMinimum(), globe.yMinimum())
    north = min(extent.yMaximum(), globe.yMaximum())
    if extent.width() >= globe.width():
        return QgsRectangle(globe.xMinimum(), south, globe.xMaximum(), north)
    return QgsRectangle(extent.xMinimum(), south, extent.xMaximum(), north)


def _globe(crs: QgsCoordinateReferenceSystem) -> QgsRectangle | None:
    """The whole globe in ``crs``, ``None`` if that is not made for all of it."""
    if crs.isGeographic():
        return QgsRectangle(_WHOLE)
    known = crs.bounds()  # in degrees; empty if nobody knows where it may be used
    if known.width() < _WHOLE.width() or min(-known.yMinimum(), known.yMaximum()) < _MERCATOR_END:
        return None
    transform = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem(LON_LAT), crs, QgsProject.instance()
    )
    try:
        return transform.transformBoundingBox(known)
    except QgsCsException:
        return None  # then the area says itself that it has no place


def polygon_rings(geometry: QgsGeometry) -> list[list[list[tuple[float, float]]]]:
    """The rings of every polygon in ``geometry``, repaired if they cross themselves.

    Returns:
        Polygon -> rings, the outer one first -> closed list of (x, y).

    Raises:
        ItsliveError: there is no polygon in the geometry (code ``no_area``).
    """
    straight = valid_polygons(geometry)
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


def check_in_metres(crs: QgsCoordinateReferenceSystem) -> None:
    """See that velocities can be given along the axes of a projection.

    Raises:
        ItsliveError: its unit is not metres (code ``bad_crs``).
    """
    if QgsUnitTypes.encodeUnit(crs.mapUnits()) == "meters":
        return
    raise ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "A cube cannot be built in {crs}: its unit is not metres."),
        QT_TRANSLATE_NOOP("Messages", "Choose a projection in metres, for instance EPSG:3413."),
        code="bad_crs",
        crs=crs.authid() or crs.description(),
    )


def _too_many_corners(count: int, most: int) -> ItsliveError:
    if most == _MOST_TO_REPAIR:
        what = QT_TRANSLATE_NOOP(
            "Messages", "A polygon of {count} corners crosses itself, and cannot be repaired."
        )
    else:
        what = QT_TRANSLATE_NOOP(
            "Messages", "The area has {count} corners, and at most {most} can be searched by."
        )
    return ItsliveError(
        what,
        QT_TRANSLATE_NOOP(
            "Messages",
            "Select fewer polygons, or simplify them first (Vector \u25b8 Geometry Tools \u25b8 "
            "Simplify).",
        ),
        code="too_many_corners",
        count=count,
        most=most,
    )


def _no_crs() -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP(
            "Messages",
            "The polygons have no coordinate reference system, so nobody knows where they lie.",
        ),
        QT_TRANSLATE_NOOP(
            "Messages", "Set the one of their layer, or for a drawing that of the project."
        ),
        code="no_crs",
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("Areas", text)
