"""``itslive:summarizecube``: a cube gives rasters of its years, seasons or months, and a figure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDateTime,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterNumber,
)

from .. import settings
from ..cube_choices import PERIODS
from ..errors import QT_TRANSLATE_NOOP
from ..layers.rasters import layers_from_folder
from ..layers.sources import is_cube_there
from ..layers.summaries import STATISTICS, group_name, panel_writer, summary_layers
from ..layers.summary_words import summary_lines
from ..worker.client import shared_worker
from .base import WorkerAlgorithm
from .build_cube import OPEN_FILES_STAY
from .feedback import FeedbackMonitor
from .loading import load_as_group

PICTURES = (".png", ".svg", ".pdf")
#: The filters by their parameters.
LIMITS = {
    "MAX_SEPARATION": "max_separation",
    "MAX_ERROR": "max_error",
    "MIN_RATIO": "min_speed_ratio",
    "DIRECTION": "max_turn",
    "MAD": "max_mad",
}


class SummarizeCube(WorkerAlgorithm):
    """Sums up a cube by period without its outliers, in the worker."""

    icon_name = "summary.svg"
    algorithm_name = "summarizecube"
    title = QT_TRANSLATE_NOOP("SummarizeCube", "Summarize velocity cube")
    summary = QT_TRANSLATE_NOOP(
        "SummarizeCube", "Mean velocities of a cube by year, season or month, trend and season."
    )
    keywords = QT_TRANSLATE_NOOP(
        "SummarizeCube",
        "glacier,velocity,ice,itslive,mean,median,annual,seasonal,trend,outlier,statistics",
    )
    explanation = QT_TRANSLATE_NOOP(
        "SummarizeCube",
        "<p>Sums up a cube by year, season or month: one GeoTIFF per period with the mean "
        "velocity and its uncertainty, and one with the trend and the season of the speed.</p>"
        "<p><b>Cube</b>: made by <i>Build velocity cube</i>, a NetCDF file or a Zarr store (a "
        "folder).</p>"
        "<p><b>Periods</b>: <i>annual</i>, <i>seasonal</i> (December to February and so on, "
        "named by the hemisphere), <i>monthly</i>, or the <i>whole</i> time in one. An image "
        "pair counts in the period of its mid-date.</p>"
        "<p><b>Start date</b>, <b>End date</b>: of the mid-dates; empty takes all. The filters "
        "look at the whole record all the same.</p>"
        "<p><b>Filters</b>, in the order in which they work, each left out if empty. <b>Longest "
        "separation</b> of a pair in days: long pairs of fast ice lose it and find noise, which "
        "is slow. <b>Largest error</b> of the speed in m/yr. <b>Least speed in errors</b>: "
        "takes slow ice more than fast ice. <b>Drop separations that disagree</b>: the rule of "
        "ITS_LIVE's composites, which compares long pairs with short ones in each pixel. "
        "<b>Largest angle to the median flow</b> in degrees. <b>Largest deviation in time</b> "
        "from the median of pairs of a like separation, in standard deviations as the median "
        "absolute deviation tells them; a short surge is an outlier by it, too. The log tells "
        "what each has removed.</p>"
        "<p><b>Shown</b>: <i>mean</i>, the length of the mean vector, or <i>median</i> of the "
        "speeds, which noise biases upwards where the ice is slow; or how good they are: "
        "<i>mad</i>, the median absolute deviation, <i>count</i>, the number of values, or "
        "<i>valid_fraction</i>, the share of the image pairs with one. The files hold all.</p>"
        "<p><b>Trend and season</b>: fit them, where a pixel has at least 30 values.</p>"
        "<p><b>Only ice</b>: leave out the pixels that are not ice by <i>landice</i> of the cube, "
        "which it has if it was built with an ice mask.</p>"
        "<p><b>Show the rasters</b>: add them to the project afterwards, as one group in one "
        "style, each with its time for the temporal controller.</p>"
        "<p><b>Folder of rasters</b>: velocity_<i>period</i>.tif with the bands v, vx, vy, "
        "v_error, vx_error, vy_error, v_median, v_mad (median absolute deviation), count and "
        "valid_fraction (share of the image pairs with a value, 0 to 1); "
        "trend_and_season.tif with trend (m/yr per year), amplitude (m/yr), phase (day of the "
        "year of the largest speed) and v0, each with its error, count and valid_fraction. Errors "
        "are one standard error, image pairs taken as independent. Files of the same names are "
        "replaced.</p>"
        "<p><b>Figure</b>: a picture (PNG, SVG or PDF) of all periods on one scale, with the "
        "citation; empty makes none.</p>"
        "<p><b>Outputs</b>: COUNT is the number of periods, REMOVED the number of values that "
        "the filters took, DISAGREEING the share of pixels, in percent, in which separations "
        "disagreed and were dropped.</p>"
        "<p>Needs a Python with xarray, netCDF4 and rioxarray beside QGIS; see the plugin's "
        "options.</p>",
    )
    call = "--CUBE=cube.nc --PERIOD=annual --MAX_SEPARATION=64 --OUTPUT=summary"

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Define the parameters and outputs."""
        cubes = self.tr("NetCDF files (*.nc);;Zarr stores (*.zarr)")
        self.addParameter(QgsProcessingParameterFile("CUBE", self.tr("Cube"), fileFilter=cubes))
        self._add_choice("PERIOD", self.tr("Periods"), PERIODS)
        for name, label in (("START", self.tr("Start date")), ("END", self.tr("End date"))):
            kind = QgsProcessingParameterDateTime.Type.Date
            self.addParameter(QgsProcessingParameterDateTime(name, label, kind, None, True))
        self._add_limit("MAX_SEPARATION", self.tr("Longest separation (days)"))
        self._add_limit("MAX_ERROR", self.tr("Largest error (m/yr)"))
        self._add_limit("MIN_RATIO", self.tr("Least speed in errors"))
        self._add_switch(
            "BIN_RULE",
            self.tr("Drop separations that disagree with shorter ones"),
            bool(settings.DEFAULT_FILTERS.get("bin_rule")),
        )
        self._add_limit("DIRECTION", self.tr("Largest angle to the median flow (degrees)"), 180)
        self._add_limit("MAD", self.tr("Largest deviation in time (standard deviations)"))
        self._add_choice("STATISTIC", self.tr("Shown"), STATISTICS)
        self._add_switch("TREND", self.tr("Trend and season"), True)
        self._add_switch("ICE_ONLY", self.tr("Only ice, by the cube's ice mask"), False)
        self._add_switch("LOAD", self.tr("Show the rasters"), True)
        self.addParameter(
            QgsProcessingParameterFolderDestination("OUTPUT", self.tr("Folder of rasters"))
        )
        pictures = self.tr("Pictures (*.png *.svg *.pdf)")
        self.addParameter(
            QgsProcessingParameterFileDestination(
                "FIGURE", self.tr("Figure"), pictures, None, True, False
            )
        )
        self.addOutput(QgsProcessingOutputNumber("COUNT", self.tr("Number of periods")))
        self.addOutput(QgsProcessingOutputNumber("REMOVED", self.tr("Number of values removed")))
        text = self.tr("Share of pixels whose separations disagree (percent)")
        self.addOutput(QgsProcessingOutputNumber("DISAGREEING", text))

    def _add_limit(self, name: str, label: str, most: float | None = None) -> None:
        kind = QgsProcessingParameterNumber.Type.Double
        default = settings.DEFAULT_FILTERS.get(LIMITS[name])
        limits = (0.0,) if most is None else (0.0, most)
        self.addParameter(QgsProcessingParameterNumber(name, label, kind, default, True, *limits))

    def _add_choice(self, name: str, label: str, options: tuple[str, ...]) -> None:
        self.addParameter(
            QgsProcessingParameterEnum(
                name, label, list(options), defaultValue=options[0], usesStaticStrings=True
            )
        )

    def _add_switch(self, name: str, label: str, default: bool) -> None:
        self.addParameter(QgsProcessingParameterBoolean(name, label, default, True))

    def checkParameterValues(
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> tuple[bool, str]:
        """Say early what a run would fail with after minutes."""
        cube = self.path(parameters, "CUBE", context)
        if cube and not is_cube_there(cube):
            return False, self.no_file_text(cube)
        for name in LIMITS:
            limit = self.number(parameters, name, context)
            if limit is not None and limit <= 0:
                text = self.tr(
                    "'{parameter}' cannot be 0. Give a larger number, or leave it empty."
                )
                return False, text.format(parameter=self.parameterDefinition(name).description())
        figure = self.parameterAsString(parameters, "FIGURE", context)
        kind = Path(figure).suffix.lower()
        if figure and figure != QgsProcessing.TEMPORARY_OUTPUT and kind not in PICTURES:
            return False, self.tr("Let the name of the figure end in .png, .svg or .pdf.")
        return super().checkParameterValues(parameters, context)

    def open_fault(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        """That rasters of the folder are open in this project, where that is in the way."""
        output = parameters.get("OUTPUT")
        if not OPEN_FILES_STAY or not isinstance(output, str) or context.project() is None:
            return ""
        layers = layers_from_folder(context.project(), output)
        if not layers:
            return ""
        return self.tr(
            "Rasters of the folder {name} are open in this project, such as '{layer}', and Windows "
            "replaces no file that is open. Remove those layers, or choose another folder."
        ).format(name=Path(output).name, layer=layers[0].name())

    def work(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Let the worker sum up the cube, tell what was removed, draw and load."""
        monitor = FeedbackMonitor(feedback)
        statistic = self.parameterAsEnumString(parameters, "STATISTIC", context)
        figure = self.output_path(parameters, "FIGURE", context)
        write_panels = panel_writer() if figure else None
        worker = shared_worker("build", self.worker_python or None)
        request = self._request(parameters, context)
        report = worker.call("summarize_cube", request, monitor.part(0.0, 0.95))
        for line in summary_lines(report, statistic):
            (feedback.pushWarning if line.is_warning else feedback.pushInfo)(line.text)
        if write_panels is not None:
            write_panels(figure, report, statistic)
        if self.parameterAsBoolean(parameters, "LOAD", context):
            name = group_name(request["path"])
            load_as_group(context, summary_layers(report, statistic), name)
        share = 100 * report["disagreeing"] / report["pixels"] if report["pixels"] else 0.0
        return {
            "OUTPUT": report["output"],
            "FIGURE": figure or None,
            "COUNT": len(report["periods"]),
            "REMOVED": sum(report["removed"].values()),
            "DISAGREEING": share,
        }

    def _request(self, parameters: dict[str, Any], context: QgsProcessingContext) -> dict[str, Any]:
        start, end = (self.day(parameters, name, context) for name in ("START", "END"))
        filters: dict[str, Any] = {
            limit: self.number(parameters, name, context) for name, limit in LIMITS.items()
        }
        filters["bin_rule"] = self.parameterAsBoolean(parameters, "BIN_RULE", context)
        return {
            "path": self.path(parameters, "CUBE", context),
            "output": self.output_path(parameters, "OUTPUT", context),
            "period": self.parameterAsEnumString(parameters, "PERIOD", context),
            "start": start.isoformat() if start is not None else None,
            "end": end.isoformat() if end is not None else None,
            "filters": filters,
            "trend": self.parameterAsBoolean(parameters, "TREND", context),
            "ice_only": self.parameterAsBoolean(parameters, "ICE_ONLY", context),
        }
