"""The parameters that choose what a cube is made of and how, and the options they come to."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDateTime,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterNumber,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..cube_choices import RESAMPLINGS, VARIABLES
from ..errors import QT_TRANSLATE_NOOP
from .base import ItsliveAlgorithm

CHOICES_HELP = QT_TRANSLATE_NOOP(
    "CubeChoices",
    "<p><b>Start date, end date</b>: the first and last day of the mid-date, the middle between "
    "the two images. <b>Longest separation</b>: most days between them; on fast glaciers pairs of "
    "more than about 60 days are often wrong. Empty means no limit.</p>"
    "<p><b>Pixel size</b>: a multiple of the granules' own, usually 120 m, whose vectors are then "
    "averaged, or a whole part of it. Empty takes that of the granules.</p>"
    "<p><b>Resampling</b> of granules in other projections: <i>bilinear</i>, or <i>nearest</i>, "
    "which keeps single values but lies up to half a pixel beside them.</p>"
    "<p><b>Leave out interpolated values</b>: only what was measured is kept. <b>One layer for an "
    "image pair in several projections</b>: the holes of the best granule are filled from the "
    "others; else each is a layer of its own.</p>"
    "<p><b>Further variables</b>: <i>v_east, v_north</i> are components to true east and north in "
    "metres on the ground, where vx and vy lie along the axes of the projection; "
    "<i>interp_mask</i> is 0 where a value was measured and 1 where it was interpolated; "
    "<i>chip_size_width, chip_size_height</i> are the size of the image chip that was "
    "tracked.</p>",
)


def translated_help() -> str:
    """What the parameters mean, as HTML."""
    return _tr(CHOICES_HELP)


def add_choices(algorithm: ItsliveAlgorithm) -> None:
    """Define the parameters."""
    day, real = QgsProcessingParameterDateTime.Type.Date, QgsProcessingParameterNumber.Type.Double
    for parameter in (
        QgsProcessingParameterDateTime("START", _tr("Start date"), day, None, True),
        QgsProcessingParameterDateTime("END", _tr("End date"), day, None, True),
        QgsProcessingParameterNumber(
            "MAX_SEPARATION", _tr("Longest separation (days)"), real, None, True, 0
        ),
        QgsProcessingParameterNumber("RESOLUTION", _tr("Pixel size (m)"), real, None, True, 0),
        QgsProcessingParameterEnum(
            "RESAMPLING",
            _tr("Resampling"),
            list(RESAMPLINGS),
            defaultValue=RESAMPLINGS[0],
            optional=True,
            usesStaticStrings=True,
        ),
        QgsProcessingParameterBoolean(
            "MEASURED_ONLY", _tr("Leave out interpolated values"), False, True
        ),
        QgsProcessingParameterBoolean(
            "MERGE_ZONES", _tr("One layer for an image pair in several projections"), True, True
        ),
        QgsProcessingParameterEnum(
            "VARIABLES",
            _tr("Further variables"),
            list(VARIABLES),
            allowMultiple=True,
            optional=True,
            usesStaticStrings=True,
        ),
    ):
        advanced = QgsProcessingParameterDefinition.Flag.FlagAdvanced
        parameter.setFlags(parameter.flags() | advanced)
        algorithm.addParameter(parameter)


def chosen(
    algorithm: ItsliveAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext
) -> dict[str, Any]:
    """The options of ``science.options.CubeOptions`` that the parameters come to."""
    first, last = (algorithm.day(parameters, name, context) for name in ("START", "END"))
    return {
        "start": first.isoformat() if first else None,
        "end": last.isoformat() if last else None,
        "max_separation": algorithm.number(parameters, "MAX_SEPARATION", context),
        "resolution": algorithm.number(parameters, "RESOLUTION", context),
        "resampling": algorithm.parameterAsEnumString(parameters, "RESAMPLING", context) or None,
        "measured_only": algorithm.parameterAsBoolean(parameters, "MEASURED_ONLY", context),
        "merge_zones": algorithm.parameterAsBoolean(parameters, "MERGE_ZONES", context),
        "variables": list(algorithm.choices(parameters, "VARIABLES", context)),
    }


def _tr(text: str) -> str:
    return QCoreApplication.translate("CubeChoices", text)
