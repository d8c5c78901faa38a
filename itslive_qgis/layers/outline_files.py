"""Outlines from a file: GeoJSON, shapefile, GeoPackage, KML, whatever GDAL reads with polygons."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from osgeo import gdal, ogr, osr
from qgis.core import QgsCoordinateReferenceSystem, QgsGeometry
from qgis.PyQt.QtCore import QCoreApplication

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..monitor import Monitor
from .areas import prepared_area
from .outlines import Outlines

#: What a file dialog offers; GDAL decides by the content.
FILE_ENDINGS = ("geojson", "json", "shp", "gpkg", "kml", "kmz", "gml", "fgb", "tab", "zip")
_POLYGONS = {
    ogr.wkbPolygon,
    ogr.wkbMultiPolygon,
    ogr.wkbCurvePolygon,
    ogr.wkbMultiSurface,
    ogr.wkbTriangle,
    ogr.wkbTIN,
    ogr.wkbPolyhedralSurface,
}


def outlines_of_file(path: str, monitor: Monitor) -> Outlines:
    """All polygons of a file, of every layer that has some; lines and points are passed over.

    Layers in different CRSs are brought to longitude and latitude.

    Args:
        path: of the file, a folder of shapefiles or a zipped one.
        monitor: asked often whether to go on.

    Raises:
        ItsliveError: the file cannot be read (code ``file_unreadable``), holds no polygon
            (``file_without_polygons``) or does not say where they lie (``file_without_crs``).
    """
    with _opened(path) as data:
        by_crs: dict[str, list[QgsGeometry]] = {}
        layers = 0
        for index in range(data.GetLayerCount()):
            layer = data.GetLayerByIndex(index)
            found = _polygons(layer, monitor)
            if any(not each.isNull() for each in found):
                layers += 1
                by_crs.setdefault(_crs_text(layer, path), []).extend(found)
    if not by_crs:
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "{file} holds no polygons."),
            QT_TRANSLATE_NOOP("Messages", "Choose a file of outlines, not of lines or points."),
            code="file_without_polygons",
            file=Path(path).name,
        )
    remarks = (_of_layers(layers),) if layers > 1 else ()
    geometries, crs = _in_one_crs(by_crs)
    return Outlines(tuple(geometries), crs, Path(path).stem, remarks)


@contextmanager
def _opened(path: str) -> Iterator[gdal.Dataset]:
    """The file as GDAL opens it; what GDAL says of it goes into the error, not to the console."""
    zipped = Path(path).suffix.lower() == ".zip"
    gdal.ErrorReset()
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    try:
        data = _open(f"/vsizip/{path}" if zipped else path)
        detail = gdal.GetLastErrorMsg()
    finally:
        gdal.PopErrorHandler()
    if data is None:
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "{file} cannot be read as a file of outlines."),
            QT_TRANSLATE_NOOP(
                "Messages",
                "Choose a GeoJSON, shapefile, GeoPackage or KML that QGIS can show on the map.",
            ),
            code="file_unreadable",
            detail=detail,
            file=Path(path).name,
        )
    yield data


def _open(path: str) -> gdal.Dataset | None:
    try:
        return gdal.OpenEx(path, gdal.OF_VECTOR | gdal.OF_READONLY)
    except RuntimeError:  # where another plugin has switched GDAL's exceptions on
        return None


def _polygons(layer: ogr.Layer, monitor: Monitor) -> list[QgsGeometry]:
    """The layer's polygons; for a feature without geometry a null one, so that it is counted."""
    found = []
    for feature in layer:
        monitor.check()
        geometry = feature.GetGeometryRef()
        found += [QgsGeometry()] if geometry is None else _polygon_parts(geometry)
    return found


def _polygon_parts(geometry: ogr.Geometry) -> list[QgsGeometry]:
    """The polygons of a geometry; a collection, as KML has them, may hold other things too."""
    kind = ogr.GT_Flatten(geometry.GetGeometryType())
    if kind == ogr.wkbGeometryCollection:
        parts = (geometry.GetGeometryRef(i) for i in range(geometry.GetGeometryCount()))
        return [each for part in parts for each in _polygon_parts(part)]
    if kind not in _POLYGONS:
        return []
    polygon = QgsGeometry()
    polygon.fromWkb(bytes(geometry.ExportToIsoWkb()))
    return [polygon]


def _crs_text(layer: ogr.Layer, path: str) -> str:
    """The layer's CRS as WKT.

    Raises:
        ItsliveError: it has none, or one of a drawing board.
    """
    crs = layer.GetSpatialRef()
    # A GeoPackage always has one; for an unknown one GDAL calls it "Undefined geographic SRS".
    unknown = crs is None or crs.IsLocal() or (crs.GetName() or "").lower().startswith("undefined")
    if not unknown:
        return str(crs.ExportToWkt(["FORMAT=WKT2_2019"]))
    if Path(path).suffix.lower() == ".shp":
        what = QT_TRANSLATE_NOOP(
            "Messages",
            "{file} has no .prj file beside it, so nobody knows where its polygons lie.",
        )
    else:
        what = QT_TRANSLATE_NOOP(
            "Messages",
            "{file} names no coordinate reference system, so nobody knows where its polygons lie.",
        )
    raise ItsliveError(
        what,
        QT_TRANSLATE_NOOP(
            "Messages",
            "Add it to the project as a layer, set the layer's coordinate reference system, and "
            "use it as a polygon layer here.",
        ),
        code="file_without_crs",
        file=Path(path).name,
    )


def _in_one_crs(
    by_crs: dict[str, list[QgsGeometry]],
) -> tuple[list[QgsGeometry], QgsCoordinateReferenceSystem]:
    if len(by_crs) == 1:
        ((wkt, geometries),) = by_crs.items()
        return geometries, _crs(wkt)
    lon_lat = []
    for wkt, geometries in by_crs.items():
        rings = prepared_area(geometries, _crs(wkt)).area.geojson()
        made = ogr.CreateGeometryFromJson(json.dumps(rings))
        lon_lat += _polygon_parts(made)
    return lon_lat, QgsCoordinateReferenceSystem("EPSG:4326")


def _crs(wkt: str) -> QgsCoordinateReferenceSystem:
    """By its authority code where it has one: QGIS knows more of such a CRS."""
    known = osr.SpatialReference()
    known.ImportFromWkt(wkt)
    code = known.GetAuthorityCode(None)
    if code and known.GetAuthorityName(None) == "EPSG":
        return QgsCoordinateReferenceSystem(f"EPSG:{code}")
    return QgsCoordinateReferenceSystem.fromWkt(wkt)


def _of_layers(count: int) -> str:
    text = QCoreApplication.translate(
        "Areas", "Layers of the file with polygons: {count}. All are taken."
    )
    return text.format(count=count)
