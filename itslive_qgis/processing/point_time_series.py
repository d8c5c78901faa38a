"""``itslive:pointtimeseries``: points and a cube, or the archive's, give a table of velocities."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from typing import Any

import numpy as np
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterCrs,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFile,
    QgsProcessingParameterString,
    QgsProperty,
    QgsWkbTypes,
)

from .. import settings
from ..errors import QT_TRANSLATE_NOOP
from ..layers.fields import fields
from ..layers.series_table import COLUMNS, table_rows
from ..layers.times import qdatetime
from ..monitor import Monitor
from ..series import by_worker
from ..series.kept import Records
from ..series.pixels import Sampling
from ..series.reader import SeriesReader
from ..series.selection import Selection, select
from ..series.table import PointSeries, series_of_cube
from ..worker.client import shared_worker
from . import series_parameters
from .base import WorkerAlgorithm, example
from .criteria_parameters import with_lists_as_text
from .feedback import FeedbackMonitor
from .series_points import LON_LAT, NamedPlace, named_places
from .series_report import SeriesReport

_MEGABYTE = 1_000_000
#: Share of the work that is reading; the rest is writing.
_READING = 0.8
_BETWEEN = 1_000  # rows between two looks at the wish to stop


class PointTimeSeries(WorkerAlgorithm):
    """Reads velocities at points: of a cube in the worker, of the archive's cubes here."""

    icon_name = "plot.svg"
    algorithm_name = "pointtimeseries"
    title = QT_TRANSLATE_NOOP("PointTimeSeries", "Point time series")
    summary = QT_TRANSLATE_NOOP(
        "PointTimeSeries",
        "Read the velocities at points from a cube or from the archive, one row per point and "
        "date.",
    )
    keywords = QT_TRANSLATE_NOOP(
        "PointTimeSeries", "glacier,velocity,ice,itslive,sample,table,csv,official,cube,zarr"
    )
    explanation = QT_TRANSLATE_NOOP(
        "PointTimeSeries",
        "<p>Reads the velocities at points, of a cube or of ITS_LIVE's own cubes, and writes a "
        "table with one row per point and date that has a measurement there, sorted by point, "
        "then by mid-date.</p>"
        "<p><b>Cube</b>: a NetCDF file or Zarr store made by <i>Build velocity cube</i>. Empty: "
        "the archive's own cubes, for which nothing need be searched or downloaded.</p>"
        "<p><b>Points</b>: in any projection, of lines the vertices; each takes the pixel it lies "
        "in. Points outside the cube are named in the log and have no rows.</p>"
        "<p><b>Field with the points' names</b>: goes into the column <i>point</i>; by default "
        "the field <i>name</i> if there is one, else numbers from 1. Vertices are named by their "
        "line: name:1, name:2 and so on.</p>"
        "<p><b>Table of points</b>, instead of a layer: a text file with columns such as name, lon "
        "and lat, between commas, semicolons or tabs; degrees with decimals or minutes and "
        "seconds, or x and y of the projection that it names in a column epsg, or that is chosen "
        "as <b>Projection of the table</b>. Lines that cannot be read are named in the log.</p>",
    )
    outcome = QT_TRANSLATE_NOOP(
        "PointTimeSeries",
        "<p><b>Table</b>: point, lon, lat, mid_date, date_1, date_2 (UTC), separation_days, "
        "satellite, granule_id (of a cube of yours), v, vx, vy, v_error (metres per year), epsg, "
        "the projection along whose axes vx and vy are given, metres and map_scale. Where "
        "<i>metres</i> is <i>ground</i> the velocities are metres on the ground; where it is "
        "<i>map</i> they are metres of the map grid of epsg, and divided by <i>map_scale</i> "
        "metres on the ground. Then vx_error and vy_error of the image pair (metres per year), "
        "where they are told; pixel_lon and pixel_lat of the centre of the nearest pixel, and its "
        "distance_m from the point in metres of the map; pixels, as many as the values are a "
        "mean of; derived, 1 where v and v_error were computed from the components; and cube, "
        "the file's name or the address. COUNT is the number of rows.</p>"
        "<p>To read a cube of yours, a Python with xarray, netCDF4 and rioxarray beside QGIS is "
        "needed; see the plugin's options. The archive's cubes need nothing.</p>",
    )
    call = "--POINTS=points.gpkg --NAME=name --MAX_SEPARATION=64 --OUTPUT=series.csv"
    call_of_cube = "--CUBE=cube.nc --POINTS=points.gpkg --OUTPUT=series.csv"

    def shortHelpString(self) -> str:
        """What it does, each parameter and output, and how it is called in a terminal."""
        calls = (example(self.algorithm_name, each) for each in (self.call, self.call_of_cube))
        own = self.tr(self.explanation) + series_parameters.parameters_help()
        return own + self.tr(self.outcome) + "".join(calls)

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Define the parameters and outputs."""
        cubes = self.tr("NetCDF files (*.nc);;Zarr stores (*.zarr)")
        whole = QgsProcessingParameterFile.Behavior.File
        label = self.tr("Cube (empty: the archive's own)")
        self.addParameter(
            QgsProcessingParameterFile("CUBE", label, whole, "", None, True, fileFilter=cubes)
        )
        kinds = QgsProcessing.SourceType.TypeVectorPoint, QgsProcessing.SourceType.TypeVectorLine
        label = self.tr("Points (or lines, for their vertices)")
        self.addParameter(
            QgsProcessingParameterFeatureSource("POINTS", label, list(kinds), None, True)
        )
        self.addParameter(
            QgsProcessingParameterField(
                "NAME", self.tr("Field with the points' names"), None, "POINTS", optional=True
            )
        )
        label = self.tr("Table of points (instead of a layer)")
        tables = self.tr("Tables (*.csv *.txt *.tsv);;All files (*)")
        self.addParameter(
            QgsProcessingParameterFile(
                "POINTS_FILE", label, whole, "", None, True, fileFilter=tables
            )
        )
        label = self.tr("Projection of the table (if it names none)")
        crs = QgsProcessingParameterCrs("POINTS_CRS", label, None, True)
        self.addParameter(series_parameters.advanced(crs))
        series_parameters.add_source(self)
        series_parameters.add_filters(self)
        label = self.tr("Catalogue of the archive's cubes (empty: that of the options)")
        catalogue = QgsProcessingParameterString("CATALOGUE", label, optional=True)
        self.addParameter(series_parameters.advanced(catalogue))
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                "OUTPUT", self.tr("Table"), QgsProcessing.SourceType.TypeVector
            )
        )
        self.addOutput(QgsProcessingOutputNumber("COUNT", self.tr("Number of rows")))

    def canExecute(self) -> tuple[bool, str]:
        """Always: whether the Python of the options is there matters to cubes alone."""
        return True, ""

    def checkParameterValues(
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> tuple[bool, str]:
        """Say early what a run would fail with."""
        parameters = with_lists_as_text(parameters)
        fault = self._fault(parameters, context)
        return (False, fault) if fault else super().checkParameterValues(parameters, context)

    def prepareAlgorithm(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> bool:
        """Batch runs and models do not check parameters before."""
        fault = self._fault(parameters, context)
        if fault:
            raise QgsProcessingException(fault)
        self.catalogue = settings.catalogue_url()
        self.cache = settings.cache_folder()
        self.cache_size = settings.cache_size() * _MEGABYTE
        return super().prepareAlgorithm(parameters, context, feedback)

    def _fault(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        fault = series_parameters.fault(self, parameters, context)
        if not fault and series_parameters.source(self, parameters, context) == settings.OWN_CUBE:
            _, fault = super().canExecute()
        return fault

    def work(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Read the records, tell of them, and write the table."""
        parameters = with_lists_as_text(parameters)
        monitor = FeedbackMonitor(feedback)
        places = named_places(self, parameters, context, feedback)
        wanted = series_parameters.selection(self, parameters, context)
        is_of_cube = series_parameters.source(self, parameters, context) == settings.OWN_CUBE
        report = SeriesReport(places, feedback)
        reading = monitor.part(0.0, _READING)
        if is_of_cube:
            read = self._of_cube(self.path(parameters, "CUBE", context), places, reading)
        else:
            read = self._of_archive(parameters, context, places, reading, report)
        with Records() as records:
            count = 0
            for number, series in read:
                report.read(number, series)
                if series is None:
                    continue
                kept = series if wanted is None else _chosen(series, wanted, report)
                records.put(number, kept)
                count += len(kept)
            report.tell(is_of_cube)
            rows = _rows(records, places, count, monitor.part(_READING, 1.0))
            return {"OUTPUT": self._write(rows, parameters, context), "COUNT": count}

    def _of_cube(
        self, cube: str, places: Sequence[NamedPlace], monitor: Monitor
    ) -> Iterator[tuple[int, PointSeries | None]]:
        """Each point's record in a cube of the user's; None outside of it."""
        if not places:
            return
        points = [[place.lon, place.lat] for place in places]
        request = {"path": cube, "points": points, "crs": LON_LAT}
        worker = shared_worker("read", self.worker_python or None)
        result = worker.call("point_series", request, monitor)
        for number, answer in enumerate(result["series"]):
            yield number, series_of_cube(answer, result["crs"], cube)

    def _of_archive(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        places: Sequence[NamedPlace],
        monitor: Monitor,
        report: SeriesReport,
    ) -> Iterator[tuple[int, PointSeries | None]]:
        """Each point's record in the archive's cubes, as they come; None outside of all."""
        given = self.parameterAsString(parameters, "CATALOGUE", context).strip()
        catalogue = given or self.catalogue
        network = replace(self.network, services=(*self.network.services, catalogue))
        way = settings.with_system_proxies(network, [catalogue], monitor)
        reader = SeriesReader(way, self.cache, self.cache_size, catalogue)
        helper = by_worker.Helper(
            shared_worker("read", self.worker_python or None).call,
            catalogue,
            {"network": asdict(way), "cache": str(self.cache), "limit": self.cache_size},
        )
        how: Sampling = series_parameters.sampling(self, parameters, context)
        points = [(place.lon, place.lat) for place in places]
        try:
            for number, answer in by_worker.points(reader, points, helper, how, monitor):
                if answer.problem is not None and not answer.whole:
                    raise answer.problem
                report.answered(number, answer)
                yield number, answer.series
        finally:
            reader.close()

    def _write(
        self,
        rows: Iterator[tuple[Any, ...]],
        parameters: dict[str, Any],
        context: QgsProcessingContext,
    ) -> str:
        # Left to OGR, times of a CSV would have another form than those the dock writes.
        as_text = _is_csv(parameters.get("OUTPUT"))
        kinds = {
            name: "text" if as_text and kind == "time" else kind for name, kind in COLUMNS.items()
        }
        columns = fields(kinds)
        times = [place for place, kind in enumerate(kinds.values()) if kind == "time"]

        def features() -> Iterator[QgsFeature]:
            for row in rows:
                values = list(row)
                for place in times:
                    values[place] = values[place] and qdatetime(values[place])
                feature = QgsFeature(columns)
                feature.setAttributes(values)
                yield feature

        layout = (columns, QgsWkbTypes.Type.NoGeometry, QgsCoordinateReferenceSystem())
        return self.write_table(features(), parameters, context, layout)


def _chosen(series: PointSeries, wanted: Selection, report: SeriesReport) -> PointSeries:
    found = select(series, wanted)
    report.selected(found)
    return series.at(np.flatnonzero(found.mask))


def _rows(
    records: Records, places: Sequence[NamedPlace], count: int, monitor: Monitor
) -> Iterator[tuple[Any, ...]]:
    """All rows, in the order of the points; made one by one, since there may be millions."""
    done = 0
    for number, place in enumerate(places):
        series = records.get(number)
        for row in table_rows(place.name, series) if series is not None else ():
            if done % _BETWEEN == 0:
                monitor.check()
                monitor.progress(done / count)
            done += 1
            yield row


def _is_csv(destination: Any) -> bool:
    """Whether a sink goes to a CSV file, however the parameter says so."""
    value = getattr(destination, "sink", destination)
    text = value.staticValue() if isinstance(value, QgsProperty) else value
    return isinstance(text, str) and text.lower().endswith(".csv")
