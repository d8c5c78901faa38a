"""``itslive:buildcube``: a folder of granules gives one velocity cube."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterCrs,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterString,
)

from ..cube_choices import PROJECTIONS
from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..layers.areas import crs_text
from ..layers.aside import LayersAside
from ..layers.rasters import layers_from_file
from ..monitor import Monitor
from ..translation import error_text
from ..worker import building
from ..worker.client import Worker, shared_worker
from .base import WorkerAlgorithm, example
from .cube_inputs import cube_inputs, inputs_fault, inputs_help, tell_received
from .cube_parameters import add_choices, chosen, translated_help
from .cube_report import report_build, report_gone
from .feedback import FeedbackMonitor
from .ice_parameters import add_ice, chosen_ice, ice_fault, translated_ice_help
from .loading import load_cube

#: Windows replaces no file that a program holds open.
OPEN_FILES_STAY = os.name == "nt"


class BuildCube(WorkerAlgorithm):
    """Clips and stacks granules into one CF NetCDF cube, in the worker."""

    icon_name = "cube.svg"
    algorithm_name = "buildcube"
    title = QT_TRANSLATE_NOOP("BuildCube", "Build velocity cube")
    summary = QT_TRANSLATE_NOOP("BuildCube", "Clip and stack granules into one NetCDF cube.")
    keywords = QT_TRANSLATE_NOOP(
        "BuildCube", "glacier,velocity,ice,itslive,netcdf,stack,clip,time series"
    )
    explanation = QT_TRANSLATE_NOOP(
        "BuildCube",
        "<p>Clips the granules of a folder to an area and stacks them by mid-date into one "
        "NetCDF cube (CF-1.8) with v, vx, vy and v_error in metres per year.</p>",
    )
    parameters_help = QT_TRANSLATE_NOOP(
        "BuildCube",
        "<p><b>Area</b>: polygons in any projection; pixels outside are left out. Empty keeps "
        "everything the granules cover.</p>"
        "<p><b>Projection of the cube</b>: empty takes the commonest of the granules. "
        "Granules in it are stacked pixel by pixel; others are reprojected and their velocity "
        "vectors turned and scaled with the grid.</p>"
        "<p><b>Granules in other projections</b>: <i>all</i> reprojects them, "
        "<i>commonest</i> leaves them out.</p>",
    )
    outcome = QT_TRANSLATE_NOOP(
        "BuildCube",
        "<p><b>Cube</b>: the file to write, NetCDF (<i>cube.nc</i>) or, if its name ends so, a "
        "Zarr store (<i>cube.zarr</i>, a folder). An existing one is replaced when the new one is "
        "whole. Windows replaces no file that is open: remove layers of the old cube from the "
        "project first, or choose another name.</p>"
        "<p><b>Extend the cube that is there</b>: adds the granules that are not in it yet, and "
        "reads no others, which may be gone. Grid, area and options stay those of the cube: leave "
        "them empty here, or as they were. What lies beyond the grid is cut off. Layers that show "
        "the cube leave the project meanwhile and come back with their date. Where no cube is "
        "there, one is built.</p>"
        "<p><b>Dask scheduler</b>: the address of one that runs, such as tcp://10.0.0.5:8786, to "
        "build the cube on its cluster; the workers must see the granules under the same path. "
        "Empty builds it on this computer. The cube is the same.</p>"
        "<p><b>Show the cube</b>: add the best covered date to the project afterwards.</p>"
        "<p><b>Outputs</b>: OUTPUT is the cube, LAYER_COUNT its number of dates, SKIPPED_COUNT "
        "the number of granules that were left out; the log says why each was.</p>"
        "<p>Needs a Python with xarray, netCDF4 and rioxarray beside QGIS; see the plugin's "
        "options.</p>",
    )
    call = "--INPUT=granules --AREA=area.gpkg --OUTPUT=cube.nc"

    def __init__(self) -> None:
        super().__init__()
        self._aside: LayersAside | None = None

    def shortHelpString(self) -> str:
        """What it does, parameter by parameter."""
        call = example(self.algorithm_name, self.call)
        return "".join(
            (
                self.tr(self.explanation),
                inputs_help(),
                self.tr(self.parameters_help),
                translated_help(),
                translated_ice_help(),
                self.tr(self.outcome),
                call,
            )
        )

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Define the parameters and outputs."""
        self.addParameter(
            QgsProcessingParameterFile(
                "INPUT",
                self.tr("Folder of granules"),
                QgsProcessingParameterFile.Behavior.Folder,
                optional=True,
            )
        )
        self.addParameter(
            QgsProcessingParameterFeatureSource(
                "GRANULES",
                self.tr("Only these granules (footprints)"),
                [QgsProcessing.SourceType.TypeVectorPolygon],
                optional=True,
            )
        )
        self.addParameter(
            QgsProcessingParameterBoolean(
                "REMOTE",
                self.tr("Read from the archive what is not in the folder"),
                defaultValue=False,
                optional=True,
            )
        )
        self.addParameter(
            QgsProcessingParameterFeatureSource(
                "AREA",
                self.tr("Area"),
                [QgsProcessing.SourceType.TypeVectorPolygon],
                optional=True,
            )
        )
        self.addParameter(
            QgsProcessingParameterCrs("CRS", self.tr("Projection of the cube"), optional=True)
        )
        self.addParameter(
            QgsProcessingParameterEnum(
                "PROJECTIONS",
                self.tr("Granules in other projections"),
                list(PROJECTIONS),
                defaultValue=PROJECTIONS[0],
                usesStaticStrings=True,
            )
        )
        add_choices(self)
        add_ice(self)
        self.addParameter(
            QgsProcessingParameterBoolean("LOAD", self.tr("Show the cube"), True, True)
        )
        self.addParameter(
            QgsProcessingParameterBoolean(
                "APPEND", self.tr("Extend the cube that is there"), False, True
            )
        )
        scheduler = QgsProcessingParameterString(
            "SCHEDULER", self.tr("Dask scheduler (address)"), optional=True
        )
        advanced = QgsProcessingParameterDefinition.Flag.FlagAdvanced
        scheduler.setFlags(scheduler.flags() | advanced)
        self.addParameter(scheduler)
        self.addParameter(
            QgsProcessingParameterFileDestination(
                "OUTPUT", self.tr("Cube"), self.tr("NetCDF files (*.nc);;Zarr stores (*.zarr)")
            )
        )
        self.addOutput(QgsProcessingOutputNumber("LAYER_COUNT", self.tr("Number of layers")))
        self.addOutput(
            QgsProcessingOutputNumber("SKIPPED_COUNT", self.tr("Number of granules left out"))
        )

    def checkParameterValues(
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> tuple[bool, str]:
        """Say early what a build would fail with after minutes."""
        folder = self.path(parameters, "INPUT", context)
        fault = inputs_fault(self, parameters, folder)
        fault = fault or self.footprints_fault(parameters, "GRANULES", context)
        fault = fault or ice_fault(self, parameters, context)
        if fault:
            return False, fault
        return super().checkParameterValues(parameters, context)

    def prepareAlgorithm(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> bool:
        """Batch runs and models do not check parameters before; the project may be asked here."""
        fault = inputs_fault(self, parameters, self.path(parameters, "INPUT", context))
        if fault:
            raise QgsProcessingException(fault)
        output, project = parameters.get("OUTPUT"), context.project()
        appends = self.parameterAsBoolean(parameters, "APPEND", context)
        if appends and isinstance(output, str) and project is not None:
            self._aside = LayersAside(project, os.path.abspath(output))
        return super().prepareAlgorithm(parameters, context, feedback)

    def open_fault(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        """That the cube to be replaced is open in this project, where that is in the way."""
        output = parameters.get("OUTPUT")
        if not OPEN_FILES_STAY or not isinstance(output, str) or context.project() is None:
            return ""
        if self.parameterAsBoolean(parameters, "APPEND", context):
            return ""  # its layers are taken out of the project meanwhile
        layers = layers_from_file(context.project(), output)
        if not layers:
            return ""
        return self.tr(
            "The cube {name} is open in this project as '{layer}', and Windows replaces no file "
            "that is open. Remove that layer, or write the cube to another file."
        ).format(name=Path(output).name, layer=layers[0].name())

    def work(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Let the worker build the cube, and report what was left out."""
        monitor = FeedbackMonitor(feedback)
        area = self.area(parameters, "AREA", context)
        crs = self.parameterAsCrs(parameters, "CRS", context)
        request = {
            **cube_inputs(self, parameters, context, monitor, feedback),
            "output": self.output_path(parameters, "OUTPUT", context),
            "area": area.geojson() if area is not None else None,
            "crs": crs_text(crs) if crs.isValid() else None,
            "projections": self.parameterAsEnumString(parameters, "PROJECTIONS", context),
            **chosen(self, parameters, context),
            **chosen_ice(self, parameters, context, area),
            "scheduler": self.parameterAsString(parameters, "SCHEDULER", context).strip() or None,
        }
        worker = shared_worker("build", self.worker_python or None)
        if self.parameterAsBoolean(parameters, "APPEND", context):
            request["append"] = True
            built = self._extended(worker, request, monitor.part(0.0, 0.95), feedback)
        else:
            built = building.build_cube(worker, request, monitor.part(0.0, 0.95))
        tell_received(built, feedback)
        report_build(built, feedback)
        if self.parameterAsBoolean(parameters, "LOAD", context) and built["layers"]:
            try:
                load_cube(worker, built["output"], context, monitor.part(0.95, 1.0))
            except ItsliveError as error:
                if error.code != "no_zarr":  # the store is written all the same
                    raise
                feedback.pushWarning(
                    self.tr("The cube is written, but not shown. {why}").format(
                        why=error_text(error)
                    )
                )
        return {
            "OUTPUT": built["output"],
            "LAYER_COUNT": built["layers"],
            "SKIPPED_COUNT": len(built["skipped"]),
        }

    def _extended(
        self,
        worker: Worker,
        request: dict[str, Any],
        monitor: Monitor,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Let the worker extend a cube; layers of the project that show it follow their date."""
        if self._aside is None:
            return building.build_cube(worker, request, monitor)
        description = None
        try:
            self._aside.take_out(monitor.is_cancelled)
            built = building.build_cube(worker, request, monitor)
            # A store that the worker cannot read gives its layers back as they were.
            with suppress(ItsliveError):
                description = worker.call("describe_cube", {"path": built["output"]})
        finally:
            gone = self._aside.bring_back(description, monitor.is_cancelled)
        report_gone(gone, feedback)
        return built
