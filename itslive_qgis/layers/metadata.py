"""What a layer's numbers are, where they come from and whom to cite, in the layer's own metadata.

Written into ``QgsLayerMetadata``, which every QGIS shows under Properties, Information, and keeps
in the project; nothing here needs the plugin to be read again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from qgis.core import (
    QgsAbstractMetadataBase,
    QgsBox3d,
    QgsDateTimeRange,
    QgsLayerMetadata,
    QgsMapLayer,
    QgsProviderRegistry,
    QgsRasterLayer,
    QgsRasterLayerTemporalProperties,
    QgsVectorLayer,
    QgsVectorLayerTemporalProperties,
)
from qgis.PyQt.QtCore import QCoreApplication

from .. import credits
from ..paths import plugin_version
from .times import qdatetime


@dataclass(frozen=True)
class LayerFacts:
    """What is to be said of a layer.

    Attributes:
        title: one line, as in the layer tree.
        abstract: sentences, one per entry.
        begin, end: the time the numbers speak of (UTC), None where unknown.
        history: how the layer came to be, one step per entry.
    """

    title: str
    abstract: tuple[str, ...]
    begin: datetime | None = None
    end: datetime | None = None
    history: tuple[str, ...] = field(default=())


def describe_layer(layer: QgsMapLayer, facts: LayerFacts) -> None:
    """Write ``facts`` into the metadata of ``layer``; a raster also gets its time range."""
    citation = _tr("Please cite:") + "\n" + "\n".join(r.citation for r in credits.REFERENCES)
    source = _tr("Source: {project}, {address}").format(
        project=credits.ATTRIBUTION, address=credits.HOME
    )
    metadata = QgsLayerMetadata()
    metadata.setType("dataset")
    metadata.setTitle(facts.title)
    metadata.setAbstract("\n".join((*facts.abstract, "", source, "", citation)))
    metadata.setIdentifier(layer.name())
    metadata.setKeywords({"keywords": ["ITS_LIVE", "glacier", "velocity", "ice flow"]})
    metadata.setRights([credits.ATTRIBUTION])
    metadata.setLicenses(list(credits.LICENCES))
    metadata.setLinks([_link(reference) for reference in credits.REFERENCES])
    metadata.setHistory([*facts.history, f"ITS_LIVE for QGIS {plugin_version()}"])
    metadata.setCrs(layer.crs())
    metadata.setExtent(_extent(layer, facts))
    layer.setMetadata(metadata)
    if isinstance(layer, QgsRasterLayer):
        set_time_range(layer, facts.begin, facts.end)


def keep_metadata(layer: QgsVectorLayer, written: QgsVectorLayer) -> bool:
    """Write the metadata of ``layer`` into the GeoPackage of ``written``; whether that went well.

    Of files of another kind QGIS would write one more file beside them, and nothing is done.
    """
    registry = QgsProviderRegistry.instance()
    parts = registry.decodeUri("ogr", written.source())
    if not str(parts.get("path") or "").lower().endswith(".gpkg"):
        return False
    if not parts.get("layerName"):
        provider = written.dataProvider()
        tables = provider.subLayers()
        if not tables:
            return False
        parts["layerName"] = tables[0].split(provider.sublayerSeparator())[1]
    source = registry.encodeUri("ogr", parts)
    return bool(registry.saveLayerMetadata("ogr", source, layer.metadata())[0])


def set_time_range(layer: QgsRasterLayer, begin: datetime | None, end: datetime | None) -> None:
    """Let the temporal controller show ``layer`` while its range touches [begin, end]."""
    temporal = layer.temporalProperties()
    if begin is None or end is None:
        temporal.setIsActive(False)
        return
    temporal.setMode(QgsRasterLayerTemporalProperties.ModeFixedTemporalRange)
    temporal.setFixedTemporalRange(QgsDateTimeRange(qdatetime(begin), qdatetime(end)))
    temporal.setIsActive(True)


def set_feature_times(layer: QgsVectorLayer, start: str, end: str) -> None:
    """Let the temporal controller show features while its range touches [start, end].

    Args:
        layer: which.
        start: name of a field of dates and times.
        end: likewise.
    """
    temporal = layer.temporalProperties()
    temporal.setMode(QgsVectorLayerTemporalProperties.ModeFeatureDateTimeStartAndEndFromFields)
    temporal.setStartField(start)
    temporal.setEndField(end)
    temporal.setIsActive(True)


def speed_sentences(*, ground_metres: bool = False) -> tuple[str, ...]:
    """What the numbers of a raster of speeds are."""
    first = _tr("Surface speed of the ice in metres per year (m/yr).")
    if ground_metres:
        scale = _tr("Distances are metres on the ground.")
    else:
        scale = _tr(
            "Distances are metres of the map grid of the layer's projection, "
            "which differ from metres on the ground by the projection's local scale."
        )
    return (first, scale, _tr("Pixels without a measurement are no-data (-32767)."))


def _link(reference: credits.Reference) -> QgsAbstractMetadataBase.Link:
    link = QgsAbstractMetadataBase.Link(f"DOI {reference.doi}", "WWW:LINK", reference.url)
    link.description = reference.text
    return link


def _extent(layer: QgsMapLayer, facts: LayerFacts) -> QgsLayerMetadata.Extent:
    extent = QgsLayerMetadata.Extent()
    if not layer.extent().isNull():
        spatial = QgsLayerMetadata.SpatialExtent()
        spatial.extentCrs = layer.crs()
        spatial.bounds = QgsBox3d(layer.extent())
        extent.setSpatialExtents([spatial])
    if facts.begin is not None and facts.end is not None:
        extent.setTemporalExtents([QgsDateTimeRange(qdatetime(facts.begin), qdatetime(facts.end))])
    return extent


def _tr(text: str) -> str:
    return QCoreApplication.translate("LayerMetadata", text)
