"""``itslive:granuleinfo``: what is in a granule file, or in all of a folder, and is it whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputBoolean,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
)

from ..errors import QT_TRANSLATE_NOOP
from ..layers.footprints import CRS, WKB_TYPE
from ..layers.granule_table import (
    granule_feature,
    granule_fields,
    granule_row,
    problem_texts,
    style_granules,
)
from ..worker import building
from ..worker.client import shared_worker
from .base import WorkerAlgorithm
from .feedback import FeedbackMonitor
from .granule_report import report_page
from .loading import style_when_loaded

#: Outputs that hold a column of the table where all files agree in it.
_TEXTS = {"MID_DATE": "mid_date", "DATE_1": "date_1", "DATE_2": "date_2", "RECORD": "record"}
_NUMBERS = {
    "EPSG": "epsg",
    "SEPARATION_DAYS": "separation_days",
    "VALID_PERCENT": "valid_percent",
    "NAME_PERCENT": "name_percent",
    "SATURATED_CELLS": "saturated_cells",
    "SPEED_MEDIAN": "speed_median",
    "SPEED_MAX": "speed_max",
}


class GranuleInfo(WorkerAlgorithm):
    """Reads granules from the first to the last byte, in the worker, and reports on them."""

    icon_name = "granule_info.svg"
    algorithm_name = "granuleinfo"
    title = QT_TRANSLATE_NOOP("GranuleInfo", "What is in this file, and is it whole")
    summary = QT_TRANSLATE_NOOP(
        "GranuleInfo", "Report what a granule holds, and whether every byte of it is sound."
    )
    keywords = QT_TRANSLATE_NOOP(
        "GranuleInfo",
        "glacier,velocity,ice,itslive,granule,netcdf,info,metadata,check,verify,checksum",
    )
    explanation = QT_TRANSLATE_NOOP(
        "GranuleInfo",
        "<p>Reads a granule from its first to its last byte and says what is in it: product "
        "and form, satellites, scenes, dates, projection, grid, variables, errors, valid and "
        "saturated cells, and speeds.</p>"
        "<p>A granule is <b>whole</b> when every piece of every variable can be read, v is the "
        "length of (vx, vy) within rounding, place, dates and name agree with what the file "
        "states of itself, and size and SHA-256 are those of the record in its folder, if "
        "<i>Download granules</i> left one there.</p>"
        "<p><b>Granule</b>: a NetCDF file. One that is no granule gives a report that says "
        "so.</p>"
        "<p><b>Folder of granules</b>: instead of a file, every NetCDF file (.nc) in it and "
        "below. One that is no granule is a row with its problem and does not end the run. For "
        "many files a folder is better than a batch: one table, one report; and QGIS's batches "
        "stop at reports in HTML.</p>"
        "<p><b>Table of granules</b>: one row per file, with its footprint in longitude and "
        "latitude (cut in two where it crosses the 180th meridian). valid_percent is the "
        "share of valid cells of the array; name_percent, the P of the name, is of the "
        "archive's region of interest: they differ in any granule. Speeds and errors are m/yr; "
        "ground_metres is 1 where they are metres on the ground and 0 where they are metres of "
        "the map grid, of which map_scale make one metre on the ground.</p>"
        "<p><b>Report</b>: the same and more as an HTML page, which loads nothing.</p>"
        "<p><b>Outputs</b>: WHOLE says whether all files are; PROBLEMS has their sentences, "
        "COUNT the number of files, FAULTY_COUNT of those with problems. EPSG, MID_DATE, "
        "DATE_1, DATE_2, SEPARATION_DAYS, VALID_PERCENT, NAME_PERCENT, SATURATED_CELLS, "
        "SPEED_MEDIAN, SPEED_MAX and RECORD (equal, differs, none) are those of the file; of "
        "several files only what all share.</p>",
    )
    call = "--INPUT=granule.nc --OUTPUT=granules.gpkg --REPORT=report.html"

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Define the parameters and outputs."""
        self.addParameter(
            QgsProcessingParameterFile(
                "INPUT",
                self.tr("Granule"),
                optional=True,
                fileFilter=self.tr("NetCDF files (*.nc)"),
            )
        )
        self.addParameter(
            QgsProcessingParameterFile(
                "FOLDER",
                self.tr("Folder of granules (instead of one granule)"),
                QgsProcessingParameterFile.Behavior.Folder,
                optional=True,
            )
        )
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                "OUTPUT",
                self.tr("Table of granules"),
                QgsProcessing.SourceType.TypeVectorPolygon,
            )
        )
        self.addParameter(
            QgsProcessingParameterFileDestination(
                "REPORT", self.tr("Report"), self.tr("HTML files (*.html)"), None, True
            )
        )
        self.addOutput(QgsProcessingOutputBoolean("WHOLE", self.tr("All files are whole")))
        self.addOutput(QgsProcessingOutputString("PROBLEMS", self.tr("What is wrong")))
        self.addOutput(QgsProcessingOutputNumber("COUNT", self.tr("Number of files")))
        self.addOutput(
            QgsProcessingOutputNumber("FAULTY_COUNT", self.tr("Number of files with problems"))
        )
        for name in _TEXTS:
            self.addOutput(QgsProcessingOutputString(name, name))
        for name in _NUMBERS:
            self.addOutput(QgsProcessingOutputNumber(name, name))

    def checkParameterValues(
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> tuple[bool, str]:
        """Say early if there is nothing to read, or no telling what."""
        file = self.path(parameters, "INPUT", context)
        folder = self.path(parameters, "FOLDER", context)
        if bool(file) == bool(folder):
            return False, self.tr("Choose either a granule or a folder of granules.")
        if file and not Path(file).is_file():
            return False, self.no_file_text(file)
        if folder and not Path(folder).is_dir():
            return False, self.no_folder_text(folder)
        return super().checkParameterValues(parameters, context)

    def work(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Let the worker read the files; write table and report."""
        monitor = FeedbackMonitor(feedback)
        worker = shared_worker("build", self.worker_python or None)
        file = self.path(parameters, "INPUT", context)
        if file:
            found = [building.inspect_granule(worker, {"path": file}, monitor)]
        else:
            folder = self.path(parameters, "FOLDER", context)
            found = building.inspect_folder(worker, {"folder": folder}, monitor)
        for each in found:
            for text in problem_texts(each):
                feedback.pushWarning(f"{each['name']}: {text}")
        results: dict[str, Any] = {}
        report = self.output_path(parameters, "REPORT", context)
        try:
            # Reading may have taken an hour: neither file is lost because the other one fails.
            if report:
                self.write_text(report, report_page(found))
                results["REPORT"] = report
        finally:
            results["OUTPUT"] = self._write(found, parameters, context)
        return {**results, **_numbers(found)}

    def _write(
        self,
        found: list[dict[str, Any]],
        parameters: dict[str, Any],
        context: QgsProcessingContext,
    ) -> str:
        columns = granule_fields()
        features = [granule_feature(each, columns) for each in found]
        layout = (columns, WKB_TYPE, QgsCoordinateReferenceSystem(CRS))
        destination = self.write_table(features, parameters, context, layout)
        style_when_loaded(context, destination, style_granules)
        return destination


def _numbers(found: list[dict[str, Any]]) -> dict[str, Any]:
    """The outputs for other programs: what all files share, and how many are whole."""
    faulty = [each for each in found if not each["whole"]]
    results: dict[str, Any] = {
        "WHOLE": not faulty,
        "PROBLEMS": "\n".join(
            f"{each['name']}: {text}" for each in faulty for text in problem_texts(each)
        ),
        "COUNT": len(found),
        "FAULTY_COUNT": len(faulty),
    }
    rows = [granule_row(each) for each in found]
    for name, column in {**_TEXTS, **_NUMBERS}.items():
        values = {row[column] for row in rows}
        results[name] = values.pop() if len(values) == 1 else None
    return results
