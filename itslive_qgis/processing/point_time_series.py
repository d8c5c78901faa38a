"""``itslive:pointtimeseries``: a cube and points give a table of velocities."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    NULL,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsFeature,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeatureSource,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFile,
    QgsProperty,
    QgsWkbTypes,
)

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..layers.fields import fields
from ..layers.series_table import COLUMNS, series_rows
from ..layers.sources import is_cube_there
from ..layers.times import qdatetime
from ..worker.client import shared_worker
from .base import WorkerAlgorithm
from .feedback import FeedbackMonitor

LON_LAT = "EPSG:4326"
_NAME_FIELD = "name"


class PointTimeSeries(WorkerAlgorithm):
    """Reads the velocities of a cube at points, in the worker."""

    icon_name = "plot.svg"
    algorithm_name = "pointtimeseries"
    title = QT_TRANSLATE_NOOP("PointTimeSeries", "Point time series")
    summary = QT_TRANSLATE_NOOP(
        "PointTimeSeries", "Read the velocities of a cube at points, one row per point and date."
    )
    keywords = QT_TRANSLATE_NOOP("PointTimeSeries", "glacier,velocity,ice,itslive,sample,table,csv")
    explanation = QT_TRANSLATE_NOOP(
        "PointTimeSeries",
        "<p>Reads the velocities of a cube at points and writes a table with one row per "
        "point and date that has a measurement there, sorted by point, then by "
        "mid-date.</p>"
        "<p><b>Cube</b>: a NetCDF file or Zarr store made by <i>Build velocity cube</i>.</p>"
        "<p><b>Points</b>: in any projection; each takes the pixel it lies in. Points outside "
        "the cube are named in the log and have no rows.</p>"
        "<p><b>Field with the points' names</b>: goes into the column <i>point</i>; by default "
        "the field <i>name</i> if there is one, else numbers from 1.</p>"
        "<p><b>Table</b>: point, lon, lat, mid_date, date_1, date_2 (UTC), separation_days, "
        "satellite, granule_id, v, vx, vy, v_error (metres per year), epsg, the projection "
        "along whose axes vx and vy are given, metres and map_scale. Where <i>metres</i> is "
        "<i>ground</i> the velocities are metres on the ground; where it is <i>map</i> they are "
        "metres of the map grid of epsg, and divided by <i>map_scale</i> metres on the ground. "
        "COUNT is the number of rows.</p>"
        "<p>Needs a Python with xarray, netCDF4 and rioxarray beside QGIS; see the plugin's "
        "options.</p>",
    )
    call = "--CUBE=cube.nc --POINTS=points.gpkg --NAME=name --OUTPUT=series.csv"

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Define the parameters and outputs."""
        self.addParameter(
            QgsProcessingParameterFile(
                "CUBE",
                self.tr("Cube"),
                fileFilter=self.tr("NetCDF files (*.nc);;Zarr stores (*.zarr)"),
            )
        )
        self.addParameter(
            QgsProcessingParameterFeatureSource(
                "POINTS", self.tr("Points"), [QgsProcessing.SourceType.TypeVectorPoint]
            )
        )
        self.addParameter(
            QgsProcessingParameterField(
                "NAME", self.tr("Field with the points' names"), None, "POINTS", optional=True
            )
        )
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                "OUTPUT", self.tr("Table"), QgsProcessing.SourceType.TypeVector
            )
        )
        self.addOutput(QgsProcessingOutputNumber("COUNT", self.tr("Number of rows")))

    def checkParameterValues(
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> tuple[bool, str]:
        """Say early if there is no cube."""
        cube = self.path(parameters, "CUBE", context)
        if cube and not is_cube_there(cube):
            return False, self.no_file_text(cube)
        return super().checkParameterValues(parameters, context)

    def work(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Let the worker read the series, and write the table."""
        source = self.parameterAsSource(parameters, "POINTS", context)
        if source is None:
            raise QgsProcessingException(self.invalidSourceError(parameters, "POINTS"))
        monitor = FeedbackMonitor(feedback)
        wanted = self.parameterAsString(parameters, "NAME", context)
        names, points = _named_points(source, wanted, context)
        result: dict[str, Any] = {"series": []}
        if points:
            cube = self.path(parameters, "CUBE", context)
            request = {"path": cube, "points": points, "crs": LON_LAT}
            worker = shared_worker("read", self.worker_python or None)
            result = worker.call("point_series", request, monitor)
        for name, series in zip(names, result["series"]):
            if not series["inside"]:
                text = self.tr("The point {name} lies outside the cube.")
                feedback.pushWarning(text.format(name=name))
        rows = series_rows(result, names)
        return {"OUTPUT": self._write(rows, parameters, context), "COUNT": len(rows)}

    def _write(
        self,
        rows: list[dict[str, Any]],
        parameters: dict[str, Any],
        context: QgsProcessingContext,
    ) -> str:
        # Left to OGR, times of a CSV would have another form than those the dock writes.
        as_text = _is_csv(parameters.get("OUTPUT"))
        kinds = {
            name: "text" if as_text and kind == "time" else kind for name, kind in COLUMNS.items()
        }
        columns = fields(kinds)
        features = []
        for row in rows:
            features.append(QgsFeature(columns))
            features[-1].setAttributes([_value(row[name], kinds[name]) for name in COLUMNS])
        layout = (columns, QgsWkbTypes.Type.NoGeometry, QgsCoordinateReferenceSystem())
        return self.write_table(features, parameters, context, layout)


def _value(value: Any, kind: str) -> Any:
    return qdatetime(value) if kind == "time" and value is not None else value


def _is_csv(destination: Any) -> bool:
    """Whether a sink goes to a CSV file, however the parameter says so."""
    value = getattr(destination, "sink", destination)
    text = value.staticValue() if isinstance(value, QgsProperty) else value
    return isinstance(text, str) and text.lower().endswith(".csv")


def _named_points(
    source: QgsProcessingFeatureSource, name_field: str, context: QgsProcessingContext
) -> tuple[list[str], list[list[float]]]:
    """Names and [lon, lat] of all points; those of a multipoint share a name."""
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
    names: list[str] = []
    points: list[list[float]] = []
    for number, feature in enumerate(source.getFeatures(), 1):
        name = feature[name_field] if name_field else NULL
        geometry = feature.geometry()
        for vertex in geometry.vertices() if not geometry.isNull() else ():
            names.append(str(number) if name in (NULL, None, "") else str(name))
            try:
                place = to_lon_lat.transform(vertex.x(), vertex.y())
            except QgsCsException as error:
                raise _nowhere(names[-1], error) from error
            points.append([place.x(), place.y()])
    return names, points


def _nowhere(name: str, error: Exception) -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "The point {name} has no place in longitude and latitude."),
        QT_TRANSLATE_NOOP("Messages", "Check the projection of the points' layer."),
        code="bad_point",
        detail=str(error),
        name=name,
    )
