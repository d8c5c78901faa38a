"""``itslive:downloadgranules``: a layer of footprints gives a folder of granules."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFolderDestination,
)

from .. import settings
from ..archive.download import DownloadReport, Outcome, download
from ..archive.granule import Granule
from ..archive.selection import downloadable
from ..errors import QT_TRANSLATE_NOOP
from ..translation import error_text
from .base import ItsliveAlgorithm
from .feedback import FeedbackMonitor


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
        "<p>Granules that could not be had are listed in the log with the reason; the run "
        "fails only if not one of them could be had. Granules of version 1 that NSIDC gives only "
        "after a login are left out, and listed with the address to open in a browser.</p>"
        "<p><b>Outputs</b>: FOLDER is the folder, COUNT the number of these granules that are "
        "there afterwards, BYTES their size, FAILED_COUNT the number of those that could not "
        "be had, LOGIN_COUNT the number of those left out because they need a login.</p>",
    )
    call = "--INPUT=footprints.gpkg --FOLDER=granules"

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Define the parameters and outputs."""
        self.addParameter(
            QgsProcessingParameterFeatureSource(
                "INPUT", self.tr("Footprints"), [QgsProcessing.SourceType.TypeVectorPolygon]
            )
        )
        self.addParameter(QgsProcessingParameterFolderDestination("FOLDER", self.tr("Folder")))
        self.addOutput(QgsProcessingOutputNumber("COUNT", self.tr("Number of files")))
        self.addOutput(QgsProcessingOutputNumber("BYTES", self.tr("Size of the files in bytes")))
        self.addOutput(QgsProcessingOutputNumber("FAILED_COUNT", self.tr("Number of failures")))
        text = self.tr("Number of granules that need a login")
        self.addOutput(QgsProcessingOutputNumber("LOGIN_COUNT", text))

    def checkParameterValues(
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> tuple[bool, str]:
        """Say early if the layer is no search result."""
        fault = self.footprints_fault(parameters, "INPUT", context)
        if fault:
            return False, fault
        return super().checkParameterValues(parameters, context)

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
        self._tell_logins(free, locked, feedback)
        way = settings.with_system_proxies(self.network, (granule.url for granule in free))
        report = download(free, folder, way, monitor, self.connections)
        self._report(report, feedback)
        return {
            "FOLDER": folder,
            "COUNT": report.count,
            "BYTES": report.bytes,
            "FAILED_COUNT": len(_failures(report)),
            "LOGIN_COUNT": len(locked),
        }

    def _tell_logins(
        self,
        free: tuple[Granule, ...],
        locked: tuple[Granule, ...],
        feedback: QgsProcessingFeedback,
    ) -> None:
        """List what only a browser can fetch; if that is all there is, the run ends."""
        if not locked:
            return
        for granule in locked:
            feedback.pushInfo(f"{granule.granule_id}: {granule.login_url}")
        text = self.tr(
            "{count} granules need a login at NASA Earthdata and are left out. Open their "
            "addresses above in a browser, log in, and save the files into the folder."
        ).format(count=len(locked))
        if not free:
            raise QgsProcessingException(text)
        feedback.pushWarning(text)

    def _report(self, report: DownloadReport, feedback: QgsProcessingFeedback) -> None:
        failures = _failures(report)
        for outcome in failures:
            text = error_text(outcome.error) if outcome.error is not None else outcome.url
            feedback.reportError(f"{outcome.granule_id}: {text}", False)
        if failures and len(failures) == len(report.outcomes):
            raise QgsProcessingException(
                self.tr("None of the {count} granules could be downloaded. {reason}").format(
                    count=len(failures),
                    reason=error_text(failures[0].error) if failures[0].error is not None else "",
                )
            )
        feedback.pushInfo(
            self.tr("{count} granules are in {folder}, {failed} failed.").format(
                count=report.count, folder=report.folder, failed=len(failures)
            )
        )


def _failures(report: DownloadReport) -> list[Outcome]:
    return [outcome for outcome in report.outcomes if outcome.status == "failed"]
