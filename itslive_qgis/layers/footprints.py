"""The granules of a search as a layer of footprints, and back again.

The table holds all that a download needs, so a saved footprint layer is a search that can be
taken up next week.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from qgis.core import (
    NULL,
    QgsCategorizedSymbolRenderer,
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFields,
    QgsFillSymbol,
    QgsGeometry,
    QgsMapLayer,
    QgsPointXY,
    QgsProject,
    QgsRendererCategory,
    QgsSimpleLineSymbolLayer,
    QgsVectorFileWriter,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..archive.footprints import repaired
from ..archive.granule import Granule, told_by_name
from ..archive.granule_filter import GranuleFilter
from ..archive.saved import SavedSearch
from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..palette import OTHER_COLOUR, SATELLITE_COLOURS
from .fields import fields
from .footprint_filter import GROUP, expression
from .metadata import LayerFacts, describe_layer, keep_metadata, set_feature_times
from .search_line import search_line
from .table_file import discard
from .times import from_qdatetime, qdatetime

CRS = "EPSG:4326"
TABLE = "footprints"
WKB_TYPE = QgsWkbTypes.Type.MultiPolygon

_FIELDS = {
    "granule_id": "text",
    "url": "text",
    "mid_date": "time",
    "date_1": "time",
    "date_2": "time",
    "separation_days": "number",
    "satellite": "text",
    "percent_valid": "number",
    "epsg": "whole",
    "version": "text",
}
# Layers of earlier versions of the plugin have none of these, and serve as well.
_FURTHER = {
    "orbit": "text",
    "place": "text",
    "preview": "text",
    "login_url": "text",
}
_BETWEEN_PLACES = ", "
_TIMES = ("mid_date", "date_1", "date_2")
#: Fields of the times between which a pair's ice has moved.
PAIR = ("date_1", "date_2")

_OTHER = "Other"
_COLOURED = ", ".join(f"'{group}'" for group in SATELLITE_COLOURS)
# What has no colour of its own is told so, not left to the category of all other values: that one
# would show again what a filter hides.
_CATEGORY = f"CASE WHEN {GROUP} IN ({_COLOURED}) THEN {GROUP} ELSE '{_OTHER}' END"


def footprint_fields() -> QgsFields:
    """The fields of a footprint layer, in order."""
    return fields({**_FIELDS, **_FURTHER})


def footprint_feature(granule: Granule, layer_fields: QgsFields) -> QgsFeature:
    """A granule as a feature: its record, and its footprint as a multipolygon."""
    feature = QgsFeature(layer_fields)
    place = _BETWEEN_PLACES.join(granule.places)
    further = (granule.orbit, place, granule.preview, granule.login_url)
    feature.setAttributes(
        [
            qdatetime(getattr(granule, name)) if name in _TIMES else getattr(granule, name)
            for name in _FIELDS
        ]
        + [text or None for text in further]
    )
    feature.setGeometry(multipolygon(granule.footprint))
    return feature


def granule_from_feature(feature: QgsFeature) -> Granule:
    """The granule a feature of a footprint layer stands for.

    Raises:
        ItsliveError: the feature lacks a field of a footprint layer (code ``not_footprints``).
    """
    missing = missing_fields(feature.fields())
    if missing or not feature["url"] or feature["url"] == NULL:
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "This layer does not hold ITS_LIVE footprints."),
            QT_TRANSLATE_NOOP("Messages", "Choose the layer that a search for granules made."),
            code="not_footprints",
            detail=f"missing: {missing}",
        )
    values = {name: None if feature[name] == NULL else feature[name] for name in _FIELDS}
    for name in _TIMES:
        # An emptied date costs no download: the address alone is needed for it.
        values[name] = values[name] and from_qdatetime(values[name])
    # Files hold an empty geometry where there is none.
    placed = not feature.geometry().isEmpty()
    footprint = json.loads(feature.geometry().asJson()) if placed else {}
    further = {name: _text(feature, name) for name in _FURTHER}
    places = tuple(place for place in further.pop("place").split(_BETWEEN_PLACES) if place)
    return told_by_name(Granule(footprint=footprint, places=places, **further, **values))


def _text(feature: QgsFeature, name: str) -> str:
    value = feature[name] if feature.fields().indexFromName(name) >= 0 else NULL
    return "" if value in (None, NULL) else str(value)


def missing_fields(present: QgsFields) -> list[str]:
    """Names of a footprint layer's fields that are not among the ``present``."""
    names = present.names()
    return [name for name in _FIELDS if name not in names]


def is_footprint_layer(layer: QgsMapLayer) -> bool:
    """Whether a layer of the project is one of footprints, whoever made it and when."""
    return isinstance(layer, QgsVectorLayer) and set(_FIELDS) <= set(layer.fields().names())


def footprint_layer(granules: Iterable[Granule], name: str) -> QgsVectorLayer:
    """A styled layer of footprints in memory, longitude and latitude (EPSG:4326)."""
    granules = list(granules)
    layer = empty_footprint_layer(name)
    layer.dataProvider().addFeatures(footprint_features(granules))
    layer.updateExtents()
    style_footprints(layer, {granule.satellite for granule in granules})
    describe_footprints(layer, granules)
    return layer


def empty_footprint_layer(name: str) -> QgsVectorLayer:
    """A layer in memory for features of :func:`footprint_features`, without style."""
    layer = QgsVectorLayer(f"MultiPolygon?crs={CRS}", name, "memory")
    layer.dataProvider().addAttributes(footprint_fields().toList())
    layer.updateFields()
    return layer


def footprint_features(granules: Iterable[Granule]) -> list[QgsFeature]:
    """Granules as features; touches no layer, so any thread may make them."""
    layer_fields = footprint_fields()
    return [footprint_feature(granule, layer_fields) for granule in granules]


def write_footprints(granules: Iterable[Granule], path: str | Path) -> QgsVectorLayer:
    """Write a GeoPackage of footprints that opens styled everywhere; return its layer.

    The file is whole or not there at all: it is written beside its name and moved there.

    Raises:
        ItsliveError: the file cannot be written (code ``not_written``).
    """
    path = Path(path).absolute()
    layer = footprint_layer(granules, path.stem)
    write_styled(layer, path, TABLE)
    written = QgsVectorLayer(f"{path.as_posix()}|layername={TABLE}", path.stem, "ogr")
    set_feature_times(written, *PAIR)  # QGIS takes none from the style in the file
    return written


def write_styled(layer: QgsVectorLayer, path: Path, table: str) -> None:
    """Write ``layer`` to the GeoPackage ``path`` with its style as the default of ``table``.

    Its metadata go into the file, too.

    Raises:
        ItsliveError: the file cannot be written (code ``not_written``).
    """
    part = path.with_name(f"{path.stem}.part.gpkg")
    try:
        part.unlink(missing_ok=True)
        _write_part(layer, part, table)
        os.replace(part, path)
    except OSError as error:
        raise _not_written(path, str(error)) from error
    finally:
        discard(part)


def _write_part(layer: QgsVectorLayer, part: Path, table: str) -> None:
    """Write features and style, and read them again: OGR does not tell of every full disk."""
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "GPKG"
    options.layerName = table
    result = QgsVectorFileWriter.writeAsVectorFormatV3(
        layer, part.as_posix(), QgsProject.instance().transformContext(), options
    )
    if result[0] != QgsVectorFileWriter.WriterError.NoError:
        raise OSError(result[1])
    written = QgsVectorLayer(f"{part.as_posix()}|layername={table}", layer.name(), "ogr")
    if written.featureCount() != layer.featureCount():
        raise OSError(f"{written.featureCount()} of {layer.featureCount()} features")
    written.setRenderer(layer.renderer().clone())
    written.setLabeling(layer.labeling().clone() if layer.labeling() else None)
    written.setLabelsEnabled(layer.labelsEnabled())
    message = written.saveStyleToDatabase(table, "ITS_LIVE", True, "")
    keep_metadata(layer, written)
    written.setDataSource("", "", "memory")  # closes the file, which Windows wants before a move
    if message:
        raise OSError(message)


def style_footprints(layer: QgsVectorLayer, satellites: Iterable[str] = ()) -> None:
    """Outlines coloured by satellite, for ``satellites`` only (all groups if none are given)."""
    satellites = tuple(satellites)
    renderer = QgsCategorizedSymbolRenderer()
    for group, colour in SATELLITE_COLOURS.items():
        if not satellites or any(satellite.startswith(group) for satellite in satellites):
            renderer.addCategory(QgsRendererCategory(group, _outline(colour), group))
    if not satellites or any(not s.startswith(tuple(SATELLITE_COLOURS)) for s in satellites):
        other = QCoreApplication.translate("Footprints", "Other")
        renderer.addCategory(QgsRendererCategory(_OTHER, _outline(OTHER_COLOUR), other))
    renderer.setClassAttribute(_category(renderer))
    layer.setRenderer(renderer)
    set_feature_times(layer, *PAIR)


def show_only(layer: QgsVectorLayer, shown: GranuleFilter) -> bool:
    """Hide the outlines of granules that do not pass; they stay in the layer.

    Returns:
        whether the layer could be told: one that the user gave a style of his own is left alone.
    """
    renderer = layer.renderer()
    if not isinstance(renderer, QgsCategorizedSymbolRenderer):
        return False
    if GROUP not in renderer.classAttribute():
        return False
    condition, category = expression(shown), _category(renderer)
    wanted = f"CASE WHEN {condition} THEN {category} END" if condition else category
    if renderer.classAttribute() != wanted:
        # What passes no filter gets no category, and what has none is not drawn.
        renderer.setClassAttribute(wanted)
        layer.emitStyleChanged()
        layer.triggerRepaint()
    return True


def _category(renderer: QgsCategorizedSymbolRenderer) -> str:
    """What a feature's category is, the quicker where all satellites have their own colour."""
    return _CATEGORY if renderer.categoryIndexForValue(_OTHER) >= 0 else GROUP


def multipolygon(geojson: dict[str, Any] | None) -> QgsGeometry:
    """A footprint as QGIS geometry, cut at the 180th meridian; null if there is none."""
    polygons = repaired(geojson or {})
    if not polygons:
        return QgsGeometry()
    return QgsGeometry.fromMultiPolygonXY(
        [[[QgsPointXY(*point) for point in ring] for ring in rings] for rings in polygons]
    )


def _outline(colour: str) -> QgsFillSymbol:
    # A line as the only layer of a fill symbol: a selected footprint then shows a yellow outline,
    # where a transparent fill would hide the map under plain yellow.
    line = QgsSimpleLineSymbolLayer.create({"line_color": colour, "line_width": "0.4"})
    symbol = QgsFillSymbol.createSimple({})
    symbol.changeSymbolLayer(0, line)
    return symbol


def describe_footprints(
    layer: QgsVectorLayer, granules: Sequence[Granule], search: SavedSearch | None = None
) -> None:
    """Say in the layer's metadata what it holds, and which search gave it."""
    text = QCoreApplication.translate(
        "Footprints",
        "Footprints of granules, each the velocities between two satellite images. "
        "Dates are UTC; the separation of the images is in days, percent_valid the share of "
        "measured pixels.",
    )
    facts = LayerFacts(
        title=layer.name(),
        abstract=(text,),
        begin=min((granule.date_1 for granule in granules), default=None),
        end=max((granule.date_2 for granule in granules), default=None),
        history=(search_line(search),) if search is not None else (),
    )
    layer.setCrs(QgsCoordinateReferenceSystem(CRS))
    describe_layer(layer, facts)


def _not_written(path: Path, detail: str) -> ItsliveError:
    if re.search("%[0-9A-Fa-f]{2}", str(path)):
        # GDAL before 3.8 decodes them in the names of SQLite files, and so finds no such file.
        return ItsliveError(
            QT_TRANSLATE_NOOP(
                "Messages", "The file {name} could not be written: {folder} has a percent sign."
            ),
            QT_TRANSLATE_NOOP(
                "Messages", "Choose a folder without one: QGIS opens no GeoPackage there."
            ),
            code="not_written",
            detail=detail,
            name=path.name,
            folder=str(path.parent),
        )
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "The file {name} could not be written."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Check that the disk has room, that the folder may be written to and that no program "
            "uses the file.",
        ),
        code="not_written",
        detail=detail,
        name=path.name,
    )
