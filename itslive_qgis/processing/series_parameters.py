"""The parameters of point series beside the points: the source, the sampling and the filters."""

from __future__ import annotations

from collections.abc import Sequence
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

from .. import settings
from ..archive.satellites import GROUPS
from ..errors import QT_TRANSLATE_NOOP
from ..layers.sources import is_cube_there
from ..series.pixels import MEAN, METHODS, NEAREST, Sampling
from ..series.selection import Selection
from .base import ItsliveAlgorithm
from .criteria_parameters import MONTHS

#: Where records come from; without a choice the cube, if there is one, else the archive.
SOURCES = settings.OWN_CUBE, settings.ARCHIVE
#: The limits of the filters by their parameters.
LIMITS = {
    "MIN_SEPARATION": "min_separation",
    "MAX_SEPARATION": "max_separation",
    "MAX_ERROR": "max_error",
    "MIN_RATIO": "min_speed_ratio",
    "DIRECTION": "direction",
    "MAD": "mad",
}
_HALF_TURN = 180.0  # degrees
PARAMETERS_HELP = QT_TRANSLATE_NOOP(
    "SeriesParameters",
    "<p><b>Source</b>: <i>cube</i>, the one that is given, or <i>archive</i>, ITS_LIVE's own "
    "cubes, which hold all image pairs since the 1980s and are read over the network, of each "
    "no more than the parts that hold the points. Empty takes the cube if one is given, else the "
    "archive. Where several of the archive's cubes hold a point, each image pair is taken once; "
    "the log tells of those points, of such that lie outside of all cubes, and of such that "
    "have no measurement, as on rock.</p>"
    "<p><b>Sampling</b>: <i>nearest</i>, the pixel that holds the point, as it is stored; or of "
    "the archive's cubes <i>bilinear</i>, of the four pixels around it, or <i>mean</i>, of all "
    "within the <b>radius</b>. Means are of the components, where at least half of the pixels "
    "have a value, and v is that of the mean.</p>"
    "<p><b>Filters</b>, in the order in which they work; without any the table has all values. "
    "<b>Satellites</b>: names as in the list. <b>Months</b> of the mid-date: numbers 1 to 12. "
    "<b>Start date</b>, <b>End date</b>: of the mid-dates. <b>Longest separation</b> of a pair in "
    "days: long pairs of fast ice lose it and find noise, which is slow. <b>Largest error</b> of "
    "the speed in m/yr. <b>Least speed in errors</b>: takes slow ice more than fast ice. <b>Drop "
    "separations that disagree</b>: the rule of ITS_LIVE's composites, which compares long pairs "
    "with short ones. <b>Largest angle to the median flow</b> in degrees. <b>Largest deviation in "
    "time</b> from the median, in standard deviations as the median absolute deviation tells "
    "them; a short surge is an outlier by it, too. <b>Shortest separation</b> comes last, so that "
    "the others still know the short pairs. With any filter, what is faster than any ice "
    "(20000 m/yr) is removed as well. The log tells what each has removed.</p>"
    "<p><b>Catalogue</b> of the archive's cubes: an address; empty means that of the plugin's "
    "options.</p>",
)


def parameters_help() -> str:
    """What the parameters mean, as HTML."""
    return _tr(PARAMETERS_HELP)


def add_source(algorithm: ItsliveAlgorithm) -> None:
    """Define the source and the sampling."""
    algorithm.addParameter(_choice("SOURCE", _tr("Source (empty: the cube if given)"), SOURCES))
    sampling = _choice("SAMPLING", _tr("Sampling"), METHODS)
    sampling.setDefaultValue(NEAREST)
    algorithm.addParameter(sampling)
    algorithm.addParameter(_number("RADIUS", _tr("Radius of the mean (metres)")))


def add_filters(algorithm: ItsliveAlgorithm) -> None:
    """Define the filters."""
    day = QgsProcessingParameterDateTime.Type.Date
    for name, label in (("START", _tr("Start date")), ("END", _tr("End date"))):
        algorithm.addParameter(QgsProcessingParameterDateTime(name, label, day, None, True))
    algorithm.addParameter(_choice("SATELLITES", _tr("Satellites"), GROUPS, several=True))
    algorithm.addParameter(_choice("MONTHS", _tr("Months"), MONTHS, several=True))
    for name, label in (
        ("MIN_SEPARATION", _tr("Shortest separation (days)")),
        ("MAX_SEPARATION", _tr("Longest separation (days)")),
        ("MAX_ERROR", _tr("Largest error (m/yr)")),
        ("MIN_RATIO", _tr("Least speed in errors")),
    ):
        algorithm.addParameter(_number(name, label))
    label = _tr("Drop separations that disagree with shorter ones")
    algorithm.addParameter(QgsProcessingParameterBoolean("BIN_RULE", label, False, True))
    label = _tr("Largest angle to the median flow (degrees)")
    algorithm.addParameter(_number("DIRECTION", label, _HALF_TURN))
    label = _tr("Largest deviation in time (standard deviations)")
    algorithm.addParameter(_number("MAD", label))


def advanced(parameter: QgsProcessingParameterDefinition) -> QgsProcessingParameterDefinition:
    """The parameter, among those for experts."""
    flag = QgsProcessingParameterDefinition.Flag.FlagAdvanced
    parameter.setFlags(parameter.flags() | flag)
    return parameter


def source(
    algorithm: ItsliveAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext
) -> str:
    """Where the records come from, one of :data:`SOURCES`."""
    given = algorithm.parameterAsEnumString(parameters, "SOURCE", context)
    if parameters.get("SOURCE") not in (None, "") and given in SOURCES:
        return str(given)
    has_cube = bool(algorithm.path(parameters, "CUBE", context))
    return settings.OWN_CUBE if has_cube else settings.ARCHIVE


def sampling(
    algorithm: ItsliveAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext
) -> Sampling:
    """How values are taken at the points."""
    method = algorithm.parameterAsEnumString(parameters, "SAMPLING", context) or NEAREST
    return Sampling(method, algorithm.number(parameters, "RADIUS", context) or 0.0)


def selection(
    algorithm: ItsliveAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext
) -> Selection | None:
    """What is wanted of the records; None for all of it."""
    months = algorithm.choices(parameters, "MONTHS", context)
    chosen = Selection(
        satellites=algorithm.choices(parameters, "SATELLITES", context),
        months=tuple(int(month) for month in months),
        bin_rule=algorithm.parameterAsBoolean(parameters, "BIN_RULE", context),
        first=algorithm.day(parameters, "START", context),
        last=algorithm.day(parameters, "END", context),
        **{
            attribute: algorithm.number(parameters, name, context)
            for name, attribute in LIMITS.items()
        },
    )
    return None if chosen == Selection(max_separation=None) else chosen


def fault(
    algorithm: ItsliveAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext
) -> str:
    """What is wrong with the parameters, told before the run; empty if nothing is."""
    if (parameters.get("POINTS") in (None, "")) == (parameters.get("POINTS_FILE") in (None, "")):
        return _tr("Give the points as a layer or as a table of coordinates, one of the two.")
    for name in LIMITS:
        limit = algorithm.number(parameters, name, context)
        if limit is not None and limit <= 0:
            label = algorithm.parameterDefinition(name).description()
            text = _tr("'{parameter}' cannot be 0. Give a larger number, or leave it empty.")
            return text.format(parameter=label)
    return _source_fault(algorithm, parameters, context)


def _source_fault(
    algorithm: ItsliveAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext
) -> str:
    how = sampling(algorithm, parameters, context)
    if how.method == MEAN and how.radius <= 0:
        return _tr("Give the radius of the mean in metres, such as 250.")
    cube = algorithm.path(parameters, "CUBE", context)
    if source(algorithm, parameters, context) == settings.ARCHIVE:
        return ""
    if not cube:
        return _tr("Choose the cube to read, or the archive as the source.")
    if not is_cube_there(cube):
        return algorithm.no_file_text(cube)
    if how.method != NEAREST:
        return _tr(
            "A cube of yours is read at the pixel that holds each point. Choose 'nearest', or the "
            "archive as the source."
        )
    return ""


def _choice(
    name: str, label: str, options: Sequence[str], several: bool = False
) -> QgsProcessingParameterEnum:
    return QgsProcessingParameterEnum(
        name, label, list(options), allowMultiple=several, optional=True, usesStaticStrings=True
    )


def _number(name: str, label: str, most: float | None = None) -> QgsProcessingParameterNumber:
    limits = (0.0,) if most is None else (0.0, most)
    kind = QgsProcessingParameterNumber.Type.Double
    return QgsProcessingParameterNumber(name, label, kind, None, True, *limits)


def _tr(text: str) -> str:
    return QCoreApplication.translate("SeriesParameters", text)
