"""``itslive:searchgranules``: an area and criteria give a layer of footprints."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFileDestination,
    QgsVectorLayer,
)

from ..archive import export
from ..archive.saved import SavedSearch, now
from ..archive.search import SearchResult, search
from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..layers.footprints import (
    CRS,
    WKB_TYPE,
    describe_footprints,
    footprint_feature,
    footprint_fields,
    style_footprints,
)
from ..layers.metadata import keep_metadata
from ..monitor import Monitor
from ..translation import error_text
from .criteria_parameters import SearchingAlgorithm, with_lists_as_text
from .feedback import FeedbackMonitor
from .loading import style_when_loaded
from .search_report import report, why_nothing


class SearchGranules(SearchingAlgorithm):
    """Searches ITS_LIVE for image pairs over an area."""

    icon_name = "search.svg"
    algorithm_name = "searchgranules"
    title = QT_TRANSLATE_NOOP("SearchGranules", "Search granules")
    summary = QT_TRANSLATE_NOOP(
        "SearchGranules", "Find ITS_LIVE image-pair velocities over an area."
    )
    keywords = QT_TRANSLATE_NOOP(
        "SearchGranules", "glacier,velocity,ice,itslive,stac,nasa,find,footprints"
    )
    explanation = QT_TRANSLATE_NOOP(
        "SearchGranules",
        "<p>Finds the ITS_LIVE granules (velocities between two satellite images) that cover "
        "an area, and writes their footprints. The result is the input of "
        "<i>Download granules</i>.</p>",
    )
    outcome = QT_TRANSLATE_NOOP(
        "SearchGranules",
        "<p><b>Footprints</b>: one polygon per granule in longitude and latitude, with "
        "granule_id, url, mid_date, date_1, date_2 (UTC), separation_days, satellite, "
        "percent_valid, epsg, version, orbit, place (path and row, tile or frame), preview (the "
        "address of a picture) and login_url (where one must log in to fetch the file).</p>"
        "<p><b>List</b>: the granules as a file, too, by the end of its name: .csv a table, "
        ".geojson features, .json a STAC ItemCollection, .txt addresses for a download "
        "program (without those that need a login).</p>"
        "<p><b>Outputs</b>: COUNT is the number of granules, LIST the file. If there are none, "
        "WHY says which criteria left nothing.</p>",
    )
    call = (
        "--AREA=area.gpkg --START=2018-01-01 --END=2020-12-31 --MAX_SEPARATION=64 "
        "--SATELLITES='Landsat 8,Sentinel-2' --MONTHS=6,7,8 --OUTPUT=footprints.gpkg"
    )

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Define the parameters and outputs."""
        self.add_criteria()
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                "OUTPUT", self.tr("Footprints"), QgsProcessing.SourceType.TypeVectorPolygon
            )
        )
        kinds = (
            self.tr("Tables (*.csv)"),
            self.tr("Features (*.geojson)"),
            self.tr("STAC ItemCollections (*.json)"),
            self.tr("Lists of addresses (*.txt)"),
        )
        self.addParameter(
            QgsProcessingParameterFileDestination(
                "LIST", self.tr("List"), ";;".join(kinds), None, True, False
            )
        )
        self.addOutput(QgsProcessingOutputNumber("COUNT", self.tr("Number of granules")))
        self.addOutput(QgsProcessingOutputString("WHY", self.tr("Why there are none")))

    def checkParameterValues(
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> tuple[bool, str]:
        """Say early if a value cannot be used, or the list's name tells no kind of file."""
        path = self.output_path(parameters, "LIST", context) if parameters.get("LIST") else ""
        try:
            if path:
                export.kind_of(path)
        except ItsliveError as error:
            return False, error_text(error)
        return super().checkParameterValues(parameters, context)

    def work(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Search, write the footprints and the list, and explain a search without granules."""
        parameters = with_lists_as_text(parameters)
        area = self.searched_area(parameters, context, feedback)
        service = self.service(parameters, context, feedback)
        monitor = FeedbackMonitor(feedback)
        result = search(service, self.query(area, parameters, context), monitor.part(0.0, 0.9))
        report(result, feedback)
        why = why_nothing(service, result, feedback, monitor.part(0.9, 0.95))
        monitor.check()
        results = {"COUNT": len(result.granules), "WHY": why}
        path = self.output_path(parameters, "LIST", context) if parameters.get("LIST") else ""
        try:
            if path:
                self._write_list(result, path, feedback, monitor.part(0.95, 1.0))
                results["LIST"] = path
        finally:  # the search may have taken long: its footprints are not lost with the list
            results["OUTPUT"] = self._write(result, parameters, context)
        return results

    def _write_list(
        self, result: SearchResult, path: str, feedback: QgsProcessingFeedback, monitor: Monitor
    ) -> None:
        count = export.write(result.granules, path, "", result.query, result.service, monitor)
        left_out = len(result.granules) - count
        if left_out:
            text = self.tr("{count} granules need a login and are not in the list of addresses.")
            feedback.pushWarning(text.format(count=left_out))

    def _write(
        self, result: SearchResult, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> str:
        fields = footprint_fields()
        features = [footprint_feature(granule, fields) for granule in result.granules]
        layout = (fields, WKB_TYPE, QgsCoordinateReferenceSystem(CRS))
        destination = self.write_table(features, parameters, context, layout)
        satellites = {granule.satellite for granule in result.granules}
        kind = self.service_kind(parameters, context)
        search = SavedSearch("", result.query, kind, result.service, now())

        def describe(layer: QgsVectorLayer) -> None:
            describe_footprints(layer, result.granules, search)

        def dress(layer: QgsVectorLayer) -> None:
            style_footprints(layer, satellites)
            describe(layer)

        self._tell_layer(destination, context, describe)
        style_when_loaded(context, destination, dress)
        return destination

    def _tell_layer(
        self,
        destination: str,
        context: QgsProcessingContext,
        describe: Callable[[QgsVectorLayer], None],
    ) -> None:
        """Let the layer itself say which search gave it, where its format has a place for it."""
        layer = context.temporaryLayerStore().mapLayer(destination)
        if layer is not None:
            describe(layer)
        elif destination.partition("|")[0].lower().endswith(".gpkg"):
            layer = QgsVectorLayer(destination, Path(destination).stem, "ogr")
            describe(layer)
            keep_metadata(layer, layer)
