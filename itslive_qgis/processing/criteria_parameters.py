"""What every algorithm that searches has in common: area, criteria and service as parameters."""

from __future__ import annotations

import re
from typing import Any

from qgis.core import (
    QgsGeometry,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterDateTime,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QCoreApplication

from .. import settings
from ..archive import glaciers
from ..archive.area import Area
from ..archive.query import ORBITS, RANKS, Query
from ..archive.satellites import GROUPS, OTHER
from ..archive.service import SearchService
from ..archive.services import KINDS, STAC, make_service
from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..layers.areas import on_the_globe, prepared_area
from ..translation import error_text
from .base import ItsliveAlgorithm, example
from .feedback import FeedbackMonitor

MONTHS = tuple(str(month) for month in range(1, 13))
VERSIONS = ("001", "002")
CRITERIA_HELP = QT_TRANSLATE_NOOP(
    "Criteria",
    "<p><b>Area</b>: polygons in any projection; several are taken as one area. <b>Extent</b>: a "
    "rectangle in any projection. <b>Glacier</b>: the name of a well-known glacier, such as "
    "Jakobshavn Isbræ; a box around it is searched. Give one of the three.</p>"
    "<p><b>Start date, end date</b>: the first and last day of the mid-date, the middle "
    "between the two images. Empty means no limit.</p>"
    "<p><b>Separation</b>: days between the two images. On fast glaciers pairs of more "
    "than about 60 days are often wrong.</p>"
    "<p><b>Valid pixels</b>: least share of measured pixels in the granule's region of "
    "interest, in percent.</p>"
    "<p><b>Satellites</b>: names as in the list, e.g. Landsat 8,Sentinel-1; Other means every one "
    "that is not in the list; none means all.</p>"
    "<p><b>Months</b>: numbers 1 to 12 of the mid-date's months, e.g. 11,12,1; none means "
    "the whole year.</p>"
    "<p><b>Directions of the orbit</b>: <i>ascending</i> or <i>descending</i>; radar alone states "
    "one.</p>"
    "<p><b>Projections</b>: EPSG codes, e.g. 3413,32607. <b>Places</b>: paths and rows, tiles or "
    "frames, e.g. 9/11,22WED. <b>Versions</b> of the product. Empty means all.</p>"
    "<p><b>At most per year</b>: keep only so many granules of each calendar year; "
    "<b>rank</b> says which: <i>valid</i> those with most valid pixels, "
    "<i>separation</i> those with the shortest separation, <i>even</i> those spread "
    "evenly over the year.</p>"
    "<p><b>Service</b>: address of the search service; empty means the one of the plugin's "
    "options for the kind. An address without a kind is that of a <i>stac</i> service.</p>"
    "<p><b>Kind of service</b>: <i>stac</i> is the current one; <i>older</i> is the "
    "itslive-search API, which some hosts still run. The older one tells no footprints: "
    "its granules are rows without a place on the map, and can be downloaded.</p>"
    "<p>Of several processings of the same image pair only the newest is kept. The log "
    "says what was set aside and why.</p>",
)

_PLACES_OF_AREA = ("AREA", "EXTENT", "GLACIER")
_LISTS = ("MONTHS", "EPSG", "PLACES", "VERSIONS")
_EPSG = re.compile(r"(?:EPSG:)?\s*(\d{1,9})$", re.IGNORECASE | re.ASCII)
_SIDES = re.compile(r"\s*([+-]?\d+\.?\d*)\s*,\s*([+-]?\d+\.?\d*)\s*,", re.ASCII)


class SearchingAlgorithm(ItsliveAlgorithm):
    """An algorithm that searches. Its ``explanation`` comes before that of the criteria.

    Attributes:
        outcome: the last part of the help, about the outputs; marked as the others are.
    """

    outcome = ""

    def shortHelpString(self) -> str:
        """What it does, each criterion, each output, and how it is called in a terminal."""
        call = example(self.algorithm_name, self.call)
        return self.tr(self.explanation) + _tr(CRITERIA_HELP) + self.tr(self.outcome) + call

    def add_criteria(self) -> None:
        """Define the parameters of area, criteria and service."""
        polygons = [QgsProcessing.SourceType.TypeVectorPolygon]
        self.addParameter(
            QgsProcessingParameterFeatureSource("AREA", _tr("Area"), polygons, None, True)
        )
        self.addParameter(
            QgsProcessingParameterExtent("EXTENT", _tr("Extent (instead of an area)"), None, True)
        )
        text = _tr("Glacier (its name, instead of an area)")
        self.addParameter(QgsProcessingParameterString("GLACIER", text, optional=True))
        self._add_date("START", _tr("Start date"))
        self._add_date("END", _tr("End date"))
        self._add_number("MIN_SEPARATION", _tr("Shortest separation (days)"))
        self._add_number("MAX_SEPARATION", _tr("Longest separation (days)"))
        number = QgsProcessingParameterNumber.Type.Double
        text = _tr("Least share of valid pixels (percent)")
        self.addParameter(QgsProcessingParameterNumber("MIN_VALID", text, number, 0, False, 0, 100))
        self._add_choice("SATELLITES", _tr("Satellites"), (*GROUPS, OTHER))
        self._add_choice("MONTHS", _tr("Months"), MONTHS)
        self._add_choice("ORBITS", _tr("Directions of the orbit"), ORBITS, advanced=True)
        self._add_text("EPSG", _tr("Projections (EPSG codes, between commas)"))
        self._add_text("PLACES", _tr("Places (paths and rows, tiles or frames, between commas)"))
        self._add_choice("VERSIONS", _tr("Versions of the product"), VERSIONS, advanced=True)
        whole = QgsProcessingParameterNumber.Type.Integer
        self._add_number("MAX_PER_YEAR", _tr("At most per year"), whole, 1)
        self.addParameter(
            QgsProcessingParameterEnum(
                "RANK",
                _tr("Rank within a year"),
                list(RANKS),
                defaultValue=RANKS[0],
                usesStaticStrings=True,
            )
        )
        self._add_service()

    def checkParameterValues(
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> tuple[bool, str]:
        """Say early if a value cannot be used; lists may be given as lists or bare numbers."""
        parameters = with_lists_as_text(parameters)
        is_good, text = super().checkParameterValues(parameters, context)
        if not is_good:
            return is_good, text
        given = [name for name in _PLACES_OF_AREA if not _is_open(parameters.get(name))]
        if len(given) != 1:
            return False, _tr("Give an area, an extent or a glacier, one of the three.")
        reversed_sides = _reversed_sides(parameters.get("EXTENT"))
        if reversed_sides:
            return False, reversed_sides
        try:
            self._glacier(parameters, context)
            # The area may be a large layer, which the run reads in its own thread.
            self.query(Area(()), parameters, context)
        except ItsliveError as error:
            return False, error_text(error)
        return True, ""

    def searched_area(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> Area:
        """The area of the features, of the extent or of the glacier that was given."""
        area = self.area(parameters, "AREA", context) or self._glacier(parameters, context)
        if area is not None:
            return area
        crs = self.parameterAsExtentCrs(parameters, "EXTENT", context)
        extent = self.parameterAsExtent(parameters, "EXTENT", context)
        prepared = prepared_area([QgsGeometry.fromRect(on_the_globe(extent, crs))], crs)
        for remark in prepared.remarks():
            feedback.pushWarning(remark)
        return prepared.area

    def query(self, area: Area, parameters: dict[str, Any], context: QgsProcessingContext) -> Query:
        """The query of the parameters.

        Raises:
            ItsliveError: if a criterion can match nothing or is none.
        """
        per_year = self.number(parameters, "MAX_PER_YEAR", context)
        return Query(
            area=area,
            start=self.day(parameters, "START", context),
            end=self.day(parameters, "END", context),
            min_separation=self.number(parameters, "MIN_SEPARATION", context),
            max_separation=self.number(parameters, "MAX_SEPARATION", context),
            min_valid=self.parameterAsDouble(parameters, "MIN_VALID", context),
            satellites=self.choices(parameters, "SATELLITES", context),
            months=tuple(int(month) for month in self.choices(parameters, "MONTHS", context)),
            orbits=self.choices(parameters, "ORBITS", context),
            epsg=tuple(map(_code, self._texts(parameters, "EPSG", context))),
            places=self._texts(parameters, "PLACES", context),
            versions=self.choices(parameters, "VERSIONS", context),
            max_per_year=None if per_year is None else int(per_year),
            rank=self.parameterAsEnumString(parameters, "RANK", context),
        )

    def service(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> SearchService:
        """The service of the parameters; an address alone is that of a STAC service."""
        kind = self.service_kind(parameters, context)
        given = self.parameterAsString(parameters, "SERVICE", context).strip()
        url = settings.address_of(kind, given)
        if given and url and url != given.rstrip("/"):
            feedback.pushWarning(
                _tr(
                    "{address} is no service of the kind '{kind}'; the one of the plugin's "
                    "options is asked instead."
                ).format(address=given, kind=kind)
            )
        monitor = FeedbackMonitor(feedback)
        way = settings.with_system_proxies(self.network, [url], monitor)
        return make_service(kind, url, way)

    def service_kind(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        """The kind of the service of the parameters."""
        given = self.parameterAsString(parameters, "SERVICE", context).strip()
        if given and not parameters.get("SERVICE_TYPE"):
            return STAC
        return self.parameterAsEnumString(parameters, "SERVICE_TYPE", context)

    def _glacier(self, parameters: dict[str, Any], context: QgsProcessingContext) -> Area | None:
        name = self.parameterAsString(parameters, "GLACIER", context).strip()
        return glaciers.named(name) if name else None

    def _texts(
        self, parameters: dict[str, Any], name: str, context: QgsProcessingContext
    ) -> tuple[str, ...]:
        """The parts of a text between commas or semicolons."""
        parts = re.split("[,;]", self.parameterAsString(parameters, name, context))
        return tuple(part.strip() for part in parts if part.strip())

    def _add_service(self) -> None:
        self._add_text("SERVICE", _tr("Service (empty: the one of the options)"))
        self._add_advanced(
            QgsProcessingParameterEnum(
                "SERVICE_TYPE",
                _tr("Kind of service"),
                list(KINDS),
                defaultValue=settings.service_kind(),
                optional=True,
                usesStaticStrings=True,
            )
        )

    def _add_text(self, name: str, label: str) -> None:
        self._add_advanced(QgsProcessingParameterString(name, label, optional=True))

    def _add_date(self, name: str, label: str) -> None:
        kind = QgsProcessingParameterDateTime.Type.Date
        self.addParameter(QgsProcessingParameterDateTime(name, label, kind, None, True))

    def _add_number(
        self,
        name: str,
        label: str,
        kind: Any = QgsProcessingParameterNumber.Type.Double,
        least: int = 0,
    ) -> None:
        self.addParameter(QgsProcessingParameterNumber(name, label, kind, None, True, least))

    def _add_choice(
        self, name: str, label: str, options: tuple[str, ...], advanced: bool = False
    ) -> None:
        parameter = QgsProcessingParameterEnum(
            name,
            label,
            list(options),
            allowMultiple=True,
            optional=True,
            usesStaticStrings=True,
        )
        if advanced:
            self._add_advanced(parameter)
        else:
            self.addParameter(parameter)

    def _add_advanced(self, parameter: QgsProcessingParameterDefinition) -> None:
        advanced = QgsProcessingParameterDefinition.Flag.FlagAdvanced
        parameter.setFlags(parameter.flags() | advanced)
        self.addParameter(parameter)


def with_lists_as_text(parameters: dict[str, Any]) -> dict[str, Any]:
    """The parameters with lists (``[6, 7]``) and bare numbers (``6``) made what QGIS takes."""
    changed = {}
    for name in _LISTS:
        value = parameters.get(name)
        if isinstance(value, int):
            value = [value]
        if isinstance(value, (list, tuple)):
            texts = [str(each) for each in value]
            changed[name] = ",".join(texts) if name in ("EPSG", "PLACES") else texts
    return {**parameters, **changed}


def _is_open(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _reversed_sides(extent: Any) -> str:
    """What is wrong with a text whose west lies east of its east, which QGIS swaps; else empty."""
    sides = _SIDES.match(extent) if isinstance(extent, str) else None
    if sides is None or float(sides[1]) <= float(sides[2]):
        return ""
    return _tr(
        "The extent's west, {west}, lies east of its east, {east}. Swap them; across the 180th "
        "meridian go on counting, as in 170,190."
    ).format(west=sides[1], east=sides[2])


def _code(text: str) -> int:
    match = _EPSG.match(text)
    if match:
        return int(match[1])
    raise ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "{epsg} is no EPSG code; those are numbers such as 3413."),
        QT_TRANSLATE_NOOP("Messages", "Correct it and search again."),
        code="query_invalid",
        epsg=text,
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("Criteria", text)
