"""The records of points as a table of the project: no geometry, typed columns, and dates."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from osgeo import ogr
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransformContext,
    QgsFeature,
    QgsFeatureSink,
    QgsVectorFileWriter,
    QgsVectorLayer,
    QgsVectorLayerTemporalProperties,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..monitor import Monitor
from ..series.table import PointSeries
from .fields import fields
from .metadata import LayerFacts, describe_layer, keep_metadata
from .series_table import COLUMNS, table_rows
from .table_file import discard
from .times import qdatetime

TABLE = "velocities"
_TOGETHER = 1_000  # rows that are handed to OGR at once


def write_series(
    path: str | Path, points: Sequence[tuple[str, PointSeries]], monitor: Monitor
) -> int:
    """Write records to a new GeoPackage, a row per point and date; touches no layer of the project.

    Args:
        path: of the file; nothing may be there.
        points: name and record of each point, in the order wanted.
        monitor: told how far it is, and asked whether to stop.

    Returns:
        the number of rows.

    Raises:
        OSError: it cannot be written; nothing is left of it.
        Cancelled: on request; likewise.
    """
    total = sum(len(series) for _, series in points)
    try:
        _write(path, points, total, monitor)
        if _count(path) != total:
            raise OSError(QCoreApplication.translate("SeriesLayer", "not all rows were written"))
    except BaseException:
        discard(path)
        raise
    return total


def open_series(path: str | Path, name: str, has_pairs: bool) -> QgsVectorLayer:
    """The table that :func:`write_series` wrote, which the temporal controller knows.

    Args:
        path: of the file.
        name: of the layer.
        has_pairs: whether every row tells the dates of both images (:func:`has_all_dates`); it is
            there from the one to the other then, else at its mid-date.
    """
    layer = QgsVectorLayer(f"{Path(path).as_posix()}|layername={TABLE}", name, "ogr")
    temporal = layer.temporalProperties()
    if has_pairs:
        temporal.setMode(QgsVectorLayerTemporalProperties.ModeFeatureDateTimeStartAndEndFromFields)
        temporal.setStartField("date_1")
        temporal.setEndField("date_2")
    else:
        temporal.setMode(QgsVectorLayerTemporalProperties.ModeFeatureDateTimeInstantFromField)
        temporal.setStartField("mid_date")
    temporal.setIsActive(True)
    return layer


def describe_series(layer: QgsVectorLayer) -> None:
    """Say in the table's metadata, in its file too, what its numbers are."""
    text = QCoreApplication.translate(
        "SeriesLayer",
        "Velocities of image pairs at points. Dates are UTC; v, vx, vy and v_error are metres per "
        "year, vx and vy along the axes of the projection epsg. Where metres is map, they are of "
        "that projection's grid, and divided by map_scale metres on the ground.",
    )
    describe_layer(layer, LayerFacts(title=layer.name(), abstract=(text,)))
    keep_metadata(layer, layer)


def has_all_dates(points: Sequence[tuple[str, PointSeries]]) -> bool:
    """Whether every row tells the dates of both its images."""
    dates = [each for _, series in points for each in (series.date_1, series.date_2)]
    return not any(np.isnat(each).any() for each in dates)


def _write(
    path: str | Path, points: Sequence[tuple[str, PointSeries]], total: int, monitor: Monitor
) -> None:
    columns = fields(COLUMNS)
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "GPKG"
    options.layerName = TABLE
    writer = QgsVectorFileWriter.create(
        str(path),
        columns,
        QgsWkbTypes.Type.NoGeometry,
        QgsCoordinateReferenceSystem(),
        QgsCoordinateTransformContext(),
        options,
    )
    done = 0
    try:
        _check(writer)
        for name, series in points:
            rows = iter(table_rows(name, series))
            while features := [_feature(columns, row) for row in islice(rows, _TOGETHER)]:
                monitor.check()
                writer.addFeatures(features, QgsFeatureSink.Flag.FastInsert)
                _check(writer)
                done += len(features)
                monitor.progress(done / total)
    finally:
        del writer  # closes the file


def _count(path: str | Path) -> int:
    """How many rows can be read: OGR does not tell of every disk that was full.

    Not through QGIS, which would keep a connection to a file that is about to be moved.
    """
    try:
        source = ogr.Open(str(path))
    except RuntimeError:  # GDAL 4 raises where GDAL 3 gives None
        return -1
    return -1 if source is None else sum(1 for _ in source.GetLayerByName(TABLE))


def _check(writer: QgsVectorFileWriter) -> None:
    if writer.hasError() != QgsVectorFileWriter.WriterError.NoError:
        raise OSError(writer.errorMessage())


def _feature(columns: Any, row: tuple[Any, ...]) -> QgsFeature:
    feature = QgsFeature(columns)
    feature.setAttributes(
        [
            qdatetime(value) if kind == "time" and value is not None else value
            for value, kind in zip(row, COLUMNS.values())
        ]
    )
    return feature
