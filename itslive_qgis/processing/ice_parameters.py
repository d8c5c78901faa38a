"""The parameters that say which cells of a cube are ice: a raster, or polygons."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsFeatureRequest,
    QgsGeometry,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeatureSource,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterMapLayer,
    QgsRasterLayer,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..archive.area import Area
from ..errors import QT_TRANSLATE_NOOP
from ..layers.area_shape import LON_LAT
from ..layers.areas import prepared_area
from .base import ItsliveAlgorithm

ICE_HELP = QT_TRANSLATE_NOOP(
    "CubeChoices",
    "<p><b>Ice mask</b>: glacier outlines as polygons, such as those of the RGI, or a raster of 0 "
    "and 1 in any projection, such as a landice GeoTIFF of ITS_LIVE. The cube holds it as "
    "<i>landice</i>. <b>Leave out what is not ice</b>: keep velocities on ice alone.</p>",
)


def translated_ice_help() -> str:
    """What the parameters mean, as HTML."""
    return _tr(ICE_HELP)


def add_ice(algorithm: ItsliveAlgorithm) -> None:
    """Define the parameters."""
    kinds = [QgsProcessing.SourceType.TypeVectorPolygon, QgsProcessing.SourceType.TypeRaster]
    for parameter in (
        QgsProcessingParameterMapLayer("ICE_MASK", _tr("Ice mask"), None, True, kinds),
        QgsProcessingParameterBoolean("ICE_ONLY", _tr("Leave out what is not ice"), False, True),
    ):
        advanced = QgsProcessingParameterDefinition.Flag.FlagAdvanced
        parameter.setFlags(parameter.flags() | advanced)
        algorithm.addParameter(parameter)


def ice_fault(
    algorithm: ItsliveAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext
) -> str:
    """That ice alone is wanted, but nothing says where it is; empty if all is well."""
    only = algorithm.parameterAsBoolean(parameters, "ICE_ONLY", context)
    # A cube that is extended may hold a mask already.
    extends = algorithm.parameterAsBoolean(parameters, "APPEND", context)
    if not only or extends or parameters.get("ICE_MASK") not in (None, ""):
        return ""
    return _tr("Choose an ice mask, or do not leave out what is not ice.")


def chosen_ice(
    algorithm: ItsliveAlgorithm,
    parameters: dict[str, Any],
    context: QgsProcessingContext,
    area: Area | None,
) -> dict[str, Any]:
    """The options of ``science.options.CubeOptions`` that the parameters come to.

    Args:
        algorithm: whose parameters they are.
        parameters: of the run.
        context: of the run.
        area: of the cube; outlines far from it are not read.

    Raises:
        QgsProcessingException: the mask is not there, or no file.
        ItsliveError: the polygons cannot be used.
    """
    only = algorithm.parameterAsBoolean(parameters, "ICE_ONLY", context)
    return {"ice_only": only, "ice_mask": _ice(algorithm, parameters, context, area)}


def _ice(
    algorithm: ItsliveAlgorithm,
    parameters: dict[str, Any],
    context: QgsProcessingContext,
    area: Area | None,
) -> str | dict[str, Any] | None:
    if parameters.get("ICE_MASK") in (None, ""):
        return None
    layer = algorithm.parameterAsLayer(parameters, "ICE_MASK", context)
    if isinstance(layer, QgsRasterLayer):
        if layer.providerType() != "gdal":
            text = _tr("The ice mask {layer} is no file. Save it as a GeoTIFF, and choose that.")
            raise QgsProcessingException(text.format(layer=layer.name()))
        path = layer.source()
        return os.path.abspath(path) if os.path.exists(path) else path
    source = algorithm.parameterAsSource(parameters, "ICE_MASK", context)
    if source is None:
        raise QgsProcessingException(algorithm.invalidSourceError(parameters, "ICE_MASK"))
    outlines = list(_outlines(source, context, area))
    if not outlines:
        raise QgsProcessingException(
            _tr("The ice mask has no polygon in the area. Choose outlines of this region.")
        )
    geometry: dict[str, Any] = prepared_area(outlines, source.sourceCrs()).area.geojson()
    return geometry


def _outlines(
    source: QgsProcessingFeatureSource, context: QgsProcessingContext, area: Area | None
) -> Iterator[QgsGeometry]:
    """The polygons near the area; those of a whole region may be tens of thousands."""
    request = QgsFeatureRequest()
    request.setSubsetOfAttributes([])
    if area is not None:
        points = [point for polygon in area.polygons for ring in polygon for point in ring]
        lon, lat = zip(*(point[:2] for point in points))
        box = QgsRectangle(min(lon), min(lat), max(lon), max(lat))
        degrees = QgsCoordinateReferenceSystem(LON_LAT)
        transform = QgsCoordinateTransform(degrees, source.sourceCrs(), context.transformContext())
        # Where the area is no part of the layer's projection all polygons are looked at.
        with suppress(QgsCsException):
            request.setFilterRect(transform.transformBoundingBox(box))
    unchecked = QgsProcessingFeatureSource.Flag.FlagSkipGeometryValidityChecks
    for feature in source.getFeatures(request, unchecked):
        yield feature.geometry()


def _tr(text: str) -> str:
    return QCoreApplication.translate("CubeChoices", text)
