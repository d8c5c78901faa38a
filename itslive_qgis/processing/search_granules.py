"""``itslive:searchgranules``: an area and criteria give a layer of footprints."""

from __future__ import annotations

from collections import Counter
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterDateTime,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from .. import settings
from ..archive.area import Area
from ..archive.query import RANKS, Query
from ..archive.satellites import GROUPS
from ..archive.search import SearchResult, search
from ..archive.service import SearchService
from ..archive.services import KINDS, STAC, make_service
from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..layers.footprints import (
    CRS,
    WKB_TYPE,
    footprint_feature,
    footprint_fields,
    style_footprints,
)
from ..translation import error_text, message
from .base import ItsliveAlgorithm
from .feedback import FeedbackMonitor
from .loading import style_when_loaded

MONTHS = tuple(str(month) for month in range(1, 13))


class SearchGranules(ItsliveAlgorithm):
    """Searches the STAC service of ITS_LIVE for image pairs over an area."""

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
        "<i>Download granules</i>.</p>"
        "<p><b>Area</b>: polygons in any projection; several are taken as one area.</p>"
        "<p><b>Start date, end date</b>: the first and last day of the mid-date, the middle "
        "between the two images. Empty means no limit.</p>"
        "<p><b>Separation</b>: days between the two images. On fast glaciers pairs of more "
        "than about 60 days are often wrong.</p>"
        "<p><b>Valid pixels</b>: least share of measured pixels in the granule's region of "
        "interest, in percent.</p>"
        "<p><b>Satellites</b>: names as in the list, e.g. Landsat 8,Sentinel-1; none means "
        "all.</p>"
        "<p><b>Months</b>: numbers 1 to 12 of the mid-date's months, e.g. 11,12,1; none means "
        "the whole year.</p>"
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
        "says what was set aside and why.</p>"
        "<p><b>Footprints</b>: one polygon per granule in longitude and latitude, with "
        "granule_id, url, mid_date, date_1, date_2 (UTC), separation_days, satellite, "
        "percent_valid, epsg and version. COUNT is their number.</p>",
    )
    call = (
        "--AREA=area.gpkg --START=2018-01-01 --END=2020-12-31 --MAX_SEPARATION=64 "
        "--SATELLITES='Landsat 8,Sentinel-2' --MONTHS=6,7,8 --OUTPUT=footprints.gpkg"
    )

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Define the parameters and outputs."""
        self.addParameter(
            QgsProcessingParameterFeatureSource(
                "AREA", self.tr("Area"), [QgsProcessing.SourceType.TypeVectorPolygon]
            )
        )
        self._add_date("START", self.tr("Start date"))
        self._add_date("END", self.tr("End date"))
        self._add_number("MIN_SEPARATION", self.tr("Shortest separation (days)"))
        self._add_number("MAX_SEPARATION", self.tr("Longest separation (days)"))
        self.addParameter(
            QgsProcessingParameterNumber(
                "MIN_VALID",
                self.tr("Least share of valid pixels (percent)"),
                QgsProcessingParameterNumber.Type.Double,
                0,
                False,
                0,
                100,
            )
        )
        self._add_choice("SATELLITES", self.tr("Satellites"), GROUPS)
        self._add_choice("MONTHS", self.tr("Months"), MONTHS)
        self._add_number(
            "MAX_PER_YEAR",
            self.tr("At most per year"),
            QgsProcessingParameterNumber.Type.Integer,
            1,
        )
        self.addParameter(
            QgsProcessingParameterEnum(
                "RANK",
                self.tr("Rank within a year"),
                list(RANKS),
                defaultValue=RANKS[0],
                usesStaticStrings=True,
            )
        )
        self._add_service()
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                "OUTPUT", self.tr("Footprints"), QgsProcessing.SourceType.TypeVectorPolygon
            )
        )
        self.addOutput(QgsProcessingOutputNumber("COUNT", self.tr("Number of granules")))

    def checkParameterValues(
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> tuple[bool, str]:
        """Say early if a value cannot be used; a single month may be a bare number."""
        parameters = _with_month_names(parameters)
        is_good, text = super().checkParameterValues(parameters, context)
        if not is_good:
            return is_good, text
        try:
            # The area may be a large layer, which the run reads in its own thread.
            self._query(Area(()), parameters, context)
        except ItsliveError as error:
            return False, error_text(error)
        return True, ""

    def work(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Search and write the footprints."""
        parameters = _with_month_names(parameters)
        area = self.area(parameters, "AREA", context)
        if area is None:
            raise QgsProcessingException(self.invalidSourceError(parameters, "AREA"))
        query = self._query(area, parameters, context)
        service = self._service(parameters, context, feedback)
        monitor = FeedbackMonitor(feedback)
        result = search(service, query, monitor)
        self._report(result, feedback)
        fields = footprint_fields()
        features = [footprint_feature(granule, fields) for granule in result.granules]
        monitor.check()
        layout = (fields, WKB_TYPE, QgsCoordinateReferenceSystem(CRS))
        destination = self.write_table(features, parameters, context, layout)
        satellites = {granule.satellite for granule in result.granules}
        style_when_loaded(context, destination, lambda layer: style_footprints(layer, satellites))
        return {"OUTPUT": destination, "COUNT": len(result.granules)}

    def _service(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> SearchService:
        """The service of the parameters; an address alone is that of a STAC service."""
        kind = self.parameterAsEnumString(parameters, "SERVICE_TYPE", context)
        given = self.parameterAsString(parameters, "SERVICE", context).strip()
        if given and not parameters.get("SERVICE_TYPE"):
            kind = STAC
        url = settings.address_of(kind, given)
        if given and url and url != given.rstrip("/"):
            feedback.pushWarning(
                self.tr(
                    "{address} is no service of the kind '{kind}'; the one of the plugin's "
                    "options is asked instead."
                ).format(address=given, kind=kind)
            )
        return make_service(kind, url, self.network)

    def _query(
        self, area: Area, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> Query:
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
            max_per_year=None if per_year is None else int(per_year),
            rank=self.parameterAsEnumString(parameters, "RANK", context),
        )

    def _report(self, result: SearchResult, feedback: QgsProcessingFeedback) -> None:
        feedback.pushInfo(
            self.tr("{received} granules received from {service}, {kept} kept.").format(
                received=result.received, service=result.service, kept=len(result.granules)
            )
        )
        for reason, count in Counter(each.reason for each in result.set_aside).most_common():
            feedback.pushInfo(
                self.tr("{count} set aside: {reason}").format(count=count, reason=message(reason))
            )
        unplaced = sum(not granule.footprint for granule in result.granules)
        if unplaced:
            feedback.pushInfo(
                self.tr(
                    "The service does not tell where {count} of the granules lie; they are rows "
                    "without a footprint."
                ).format(count=unplaced)
            )
        for item in result.unreadable:
            feedback.pushWarning(f"{item.granule_id}: {message(item.reason)}")

    def _add_service(self) -> None:
        address = QgsProcessingParameterString(
            "SERVICE", self.tr("Service (empty: the one of the options)"), optional=True
        )
        kind = QgsProcessingParameterEnum(
            "SERVICE_TYPE",
            self.tr("Kind of service"),
            list(KINDS),
            defaultValue=settings.service_kind(),
            optional=True,
            usesStaticStrings=True,
        )
        for parameter in (address, kind):
            advanced = QgsProcessingParameterDefinition.Flag.FlagAdvanced
            parameter.setFlags(parameter.flags() | advanced)
            self.addParameter(parameter)

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

    def _add_choice(self, name: str, label: str, options: tuple[str, ...]) -> None:
        self.addParameter(
            QgsProcessingParameterEnum(
                name,
                label,
                list(options),
                allowMultiple=True,
                optional=True,
                usesStaticStrings=True,
            )
        )


def _with_month_names(parameters: dict[str, Any]) -> dict[str, Any]:
    """The parameters with months given as numbers (``6``, ``[6, 7]``) made strings of the list."""
    months = parameters.get("MONTHS")
    if isinstance(months, int):
        months = [months]
    if not isinstance(months, (list, tuple)):
        return parameters
    return {**parameters, "MONTHS": [str(month) for month in months]}
