"""``itslive:downloadgranules``: a layer of footprints gives a folder of granules."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsMapLayer,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingOutputVectorLayer,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterNumber,
    QgsProcessingUtils,
    QgsProperty,
    QgsWkbTypes,
)

from .. import settings
from ..archive.download import report_of
from ..archive.download_queue import DownloadQueue
from ..archive.files import prepare_folder
from ..archive.granule import Granule
from ..archive.queue_items import FAILED
from ..archive.room import outlook
from ..archive.saved import SavedSearch, known_ids
from ..archive.selection import downloadable
from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..layers.folder_view import (
    VIEW_NAME,
    refresh_view,
    set_tool_tip,
    view_layers,
    view_name,
    view_source,
    write_view,
)
from ..layers.search_line import search_of
from ..translation import error_text
from .base import ItsliveAlgorithm
from .build_cube import OPEN_FILES_STAY
from .download_report import (
    failure_feature,
    failure_fields,
    tell_logins,
    tell_outlook,
    tell_report,
)
from .feedback import FeedbackMonitor
from .loading import style_when_loaded

_MEGABYTE = 1_000_000


class DownloadGranules(ItsliveAlgorithm):
    """Downloads and verifies the granules of a footprint layer."""

    icon_name = "download.svg"
    algorithm_name = "downloadgranules"
    title = QT_TRANSLATE_NOOP("DownloadGranules", "Download granules")
    summary = QT_TRANSLATE_NOOP(
        "DownloadGranules", "Download the granules of a footprint layer into a folder."
    )
    keywords = QT_TRANSLATE_NOOP(
        "DownloadGranules", "glacier,velocity,ice,itslive,netcdf,fetch,get"
    )
    explanation = QT_TRANSLATE_NOOP(
        "DownloadGranules",
        "<p>Downloads the granules of a footprint layer. Files that are already there whole "
        "are not fetched again, and an interrupted download is continued.</p>"
        "<p><b>Footprints</b>: the layer that <i>Search granules</i> made, or its selected "
        "features only.</p>"
        "<p><b>Folder</b>: where the NetCDF files go, with a record of where each came from. "
        "It is the input of <i>Build velocity cube</i>. Several areas may share a folder: a "
        "granule that two of them need is downloaded once.</p>"
        "<p><b>Failed granules</b>: a table of those that could not be had, with granule_id, "
        "url, code (a short name of the reason that stays the same in every language), reason, "
        "advice and file (its name, had it come).</p>"
        "<p><b>Show all granules of the folder</b>: write granules.gpkg into the folder, the "
        "footprints of everything that was ever wanted there with status, file, size, sha256 and "
        "reason, and show it on the map.</p>"
        "<p><b>Highest rate (MB/s)</b>: of all connections together; 0 takes what there is. "
        "Without a number the one in the options holds.</p>"
        "<p><b>Go on where the disk is too small</b>: before it starts, the run says how many "
        "granules and bytes are still to come and how much room there is, and fails if that is "
        "too little, unless this is set.</p>"
        "<p>Granules that could not be had are listed in the log with the reason, too; the run "
        "fails only if not one of them could be had. Granules of version 1 that NSIDC gives only "
        "after a login are left out, and listed with the address to open in a browser. The search "
        "that gave the layer is kept in the folder as search-1.json, which the dock can open.</p>"
        "<p><b>Outputs</b>: FOLDER is the folder, COUNT the number of these granules that are "
        "there afterwards, BYTES their size, FAILED_COUNT the number of those that could not "
        "be had, LOGIN_COUNT the number of those left out because they need a login, VIEW the "
        "layer of all granules of the folder, if it was asked for.</p>",
    )
    call = "--INPUT=footprints.gpkg --FOLDER=granules --FAILED=failed.csv"

    def __init__(self) -> None:
        super().__init__()
        self._search: SavedSearch | None = None
        self._shown_folder = ""

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Define the parameters and outputs."""
        self.addParameter(
            QgsProcessingParameterFeatureSource(
                "INPUT", self.tr("Footprints"), [QgsProcessing.SourceType.TypeVectorPolygon]
            )
        )
        self.addParameter(QgsProcessingParameterFolderDestination("FOLDER", self.tr("Folder")))
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                "FAILED",
                self.tr("Failed granules"),
                QgsProcessing.SourceType.TypeVector,
                None,
                True,
                False,
            )
        )
        text = self.tr("Show all granules of the folder")
        self.addParameter(QgsProcessingParameterBoolean("VIEW", text, False, True))
        number = QgsProcessingParameterNumber.Type.Double
        text = self.tr("Highest rate (MB/s)")
        self._add_advanced(QgsProcessingParameterNumber("RATE_LIMIT", text, number, None, True, 0))
        text = self.tr("Go on where the disk is too small")
        self._add_advanced(QgsProcessingParameterBoolean("ANYWAY", text, False, True))
        self.addOutput(QgsProcessingOutputNumber("COUNT", self.tr("Number of files")))
        self.addOutput(QgsProcessingOutputNumber("BYTES", self.tr("Size of the files in bytes")))
        self.addOutput(QgsProcessingOutputNumber("FAILED_COUNT", self.tr("Number of failures")))
        text = self.tr("Number of granules that need a login")
        self.addOutput(QgsProcessingOutputNumber("LOGIN_COUNT", text))
        text = self.tr("All granules of the folder")
        self.addOutput(QgsProcessingOutputVectorLayer("VIEW", text))

    def checkParameterValues(
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> tuple[bool, str]:
        """Say early if the layer is no search result, or an open layer is in the way."""
        fault = self.footprints_fault(parameters, "INPUT", context)
        fault = fault or self._open_view_fault(parameters, context)
        if fault:
            return False, fault
        return super().checkParameterValues(parameters, context)

    def prepareAlgorithm(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> bool:
        """Read what the layer says of its search, in the main thread."""
        fault = self._open_view_fault(parameters, context)
        if fault:
            raise QgsProcessingException(fault)
        layer = _layer_of(parameters.get("INPUT"), context)
        self._search = search_of(layer) if layer is not None else None
        return super().prepareAlgorithm(parameters, context, feedback)

    def work(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Download, and report what failed."""
        monitor = FeedbackMonitor(feedback)
        granules = self.granules(parameters, "INPUT", context, monitor)
        if granules is None:
            raise QgsProcessingException(self.invalidSourceError(parameters, "INPUT"))
        folder = self.path(parameters, "FOLDER", context)
        if not granules:
            feedback.pushWarning(self.tr("There are no footprints, so nothing is downloaded."))
        free, locked = downloadable(granules)
        tell_logins(free, locked, feedback)
        way = settings.with_system_proxies(self.network, (granule.url for granule in free), monitor)
        goes_on = self.parameterAsBoolean(parameters, "ANYWAY", context)
        was_there = os.path.isdir(folder)
        prepare_folder(folder)  # one that cannot be written to is told as such
        ahead = outlook(free, folder, way, monitor.part(0.0, 0.05))
        try:
            tell_outlook(ahead, folder, goes_on, feedback)
        except ItsliveError:
            if not was_there:
                with suppress(OSError):
                    Path(folder).rmdir()
            raise
        rate = self.number(parameters, "RATE_LIMIT", context)
        limit = settings.rate_limit() if rate is None else rate * _MEGABYTE
        queue = DownloadQueue(folder, limit)
        queue.add(free, self._search_with(granules))
        queue.run(way, monitor.part(0.05, 1.0), self.connections)
        report = report_of(queue)
        results = {
            "FOLDER": folder,
            "COUNT": report.count,
            "BYTES": report.bytes,
            "FAILED_COUNT": len(report.failed),
            "LOGIN_COUNT": len(locked),
        }
        if parameters.get("FAILED"):
            results["FAILED"] = self._write_failed(queue, parameters, context)
        if self.parameterAsBoolean(parameters, "VIEW", context):
            results.update(self._write_view(folder, context, feedback))
        tell_report(report, feedback)
        return results

    def postProcessAlgorithm(
        self, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Let layers of the project show the new view; called in the main thread."""
        if self._shown_folder and context.project() is not None:
            refresh_view(context.project(), self._shown_folder)
        return {}

    def _search_with(self, granules: Sequence[Granule]) -> dict[str, Any] | None:
        """The layer's search as it is kept in the folder: with marks of what it found."""
        if self._search is None:
            return None
        return replace(self._search, known=known_ids(granules)).to_dict()

    def _write_failed(
        self, queue: DownloadQueue, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> str:
        columns = failure_fields()
        failed = [item for item in queue.items() if item.state == FAILED]
        features = [failure_feature(item, columns) for item in failed]
        layout = (columns, QgsWkbTypes.Type.NoGeometry, QgsCoordinateReferenceSystem())
        return self.write_table(features, parameters, context, layout, "FAILED")

    def _write_view(
        self, folder: str, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Write the view and have it shown; a view that fails costs no download."""
        try:
            write_view(folder)
        except ItsliveError as error:
            feedback.pushWarning(error_text(error))
            return {}
        self._shown_folder = folder
        source = view_source(folder)
        project = context.project()
        if project is not None and not view_layers(project, folder):
            name = view_name(folder)
            details = QgsProcessingContext.LayerDetails(name, project, "VIEW")
            context.addLayerToLoadOnCompletion(source, details)
            style_when_loaded(context, source, set_tool_tip)
        return {"VIEW": source}

    def _open_view_fault(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        """That the view to be replaced is open in this project, where that is in the way."""
        folder = self.path(parameters, "FOLDER", context)
        wanted = self.parameterAsBoolean(parameters, "VIEW", context)
        if not (OPEN_FILES_STAY and wanted and folder and context.project() is not None):
            return ""
        layers = view_layers(context.project(), folder)
        if not layers:
            return ""
        return self.tr(
            "The list of granules {name} is open in this project as '{layer}', and Windows "
            "replaces no file that is open. Remove that layer, or do without the list."
        ).format(name=VIEW_NAME, layer=layers[0].name())

    def _add_advanced(self, parameter: QgsProcessingParameterDefinition) -> None:
        advanced = QgsProcessingParameterDefinition.Flag.FlagAdvanced
        parameter.setFlags(parameter.flags() | advanced)
        self.addParameter(parameter)


def _layer_of(value: Any, context: QgsProcessingContext) -> QgsMapLayer | None:
    """The layer that the value of a feature source names."""
    if isinstance(value, QgsProcessingFeatureSourceDefinition):
        value = value.source
    if isinstance(value, QgsProperty):
        value = value.staticValue()
    if isinstance(value, QgsMapLayer):
        return value
    return QgsProcessingUtils.mapLayerFromString(str(value), context) if value else None
