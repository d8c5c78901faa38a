"""``itslive:coverage``: an area and criteria give a table of how much there is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from math import inf
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFields,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterFeatureSink,
    QgsWkbTypes,
)

from ..archive.coverage import SEPARATIONS, counts, separation_bins
from ..archive.granule import Granule
from ..archive.search import search
from ..errors import QT_TRANSLATE_NOOP
from ..layers.fields import fields
from .criteria_parameters import SearchingAlgorithm, with_lists_as_text
from .feedback import FeedbackMonitor
from .search_report import report, why_nothing

#: One column for each bin of separations, by its longest one.
BINS = {most: "days_more" if most == inf else f"days_{most:.0f}" for most in SEPARATIONS}
COLUMNS = {"year": "whole", "satellite": "text", "count": "whole"}
COLUMNS.update(dict.fromkeys(BINS.values(), "whole"))


class Coverage(SearchingAlgorithm):
    """Counts image pairs by year, satellite and separation."""

    icon_name = "coverage.svg"
    algorithm_name = "coverage"
    title = QT_TRANSLATE_NOOP("Coverage", "Coverage by year and satellite")
    summary = QT_TRANSLATE_NOOP(
        "Coverage", "Count the ITS_LIVE granules over an area by year and satellite."
    )
    keywords = QT_TRANSLATE_NOOP(
        "Coverage", "glacier,velocity,ice,itslive,count,histogram,years,availability"
    )
    explanation = QT_TRANSLATE_NOOP(
        "Coverage",
        "<p>Counts the ITS_LIVE granules (velocities between two satellite images) that cover an "
        "area, by the year of the mid-date and the satellite, before anything is downloaded. It "
        "takes the same criteria as <i>Search granules</i> and counts what that would find.</p>",
    )
    outcome = QT_TRANSLATE_NOOP(
        "Coverage",
        "<p><b>Counts</b>: a table with one row for each year and satellite that have granules: "
        "year, satellite, count, and how many of them have a separation of up to 16 days "
        "(days_16), more than 16 and up to 32 days (days_32), and so on to days_546 and "
        "days_more.</p>"
        "<p><b>Outputs</b>: COUNT is the number of granules in all. If there are none, WHY says "
        "which criteria left nothing.</p>",
    )
    call = "--AREA=area.gpkg --MAX_SEPARATION=64 --MIN_VALID=20 --OUTPUT=coverage.csv"

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Define the parameters and outputs."""
        self.add_criteria()
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                "OUTPUT", self.tr("Counts"), QgsProcessing.SourceType.TypeVector
            )
        )
        self.addOutput(QgsProcessingOutputNumber("COUNT", self.tr("Number of granules")))
        self.addOutput(QgsProcessingOutputString("WHY", self.tr("Why there are none")))

    def work(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Search, count and write the table."""
        parameters = with_lists_as_text(parameters)
        area = self.searched_area(parameters, context, feedback)
        service = self.service(parameters, context, feedback)
        monitor = FeedbackMonitor(feedback)
        result = search(service, self.query(area, parameters, context), monitor.part(0.0, 0.9))
        report(result, feedback)
        why = why_nothing(service, result, feedback, monitor.part(0.9, 1.0))
        monitor.check()
        columns = fields(COLUMNS)
        layout = (columns, QgsWkbTypes.Type.NoGeometry, QgsCoordinateReferenceSystem())
        rows = coverage_rows(result.granules)
        features = [_feature(row, columns) for row in rows]
        destination = self.write_table(features, parameters, context, layout)
        return {"OUTPUT": destination, "COUNT": len(result.granules), "WHY": why}


def coverage_rows(granules: Iterable[Granule]) -> list[dict[str, Any]]:
    """One row per year and satellite that have granules, by both; keys are :data:`COLUMNS`."""
    members: dict[tuple[int, str], list[Granule]] = defaultdict(list)
    for granule in granules:
        members[granule.mid_date.year, granule.group].append(granule)
    everything = (granule for each in members.values() for granule in each)
    rows = []
    for (year, satellite), count in counts(everything).items():
        found = separation_bins(members[year, satellite])
        by_bin = {BINS[most]: number for (_, most), number in found.items()}
        row = {"year": year, "satellite": satellite, "count": count}
        rows.append({**dict.fromkeys(BINS.values(), 0), **row, **by_bin})
    return rows


def _feature(row: dict[str, Any], columns: QgsFields) -> QgsFeature:
    feature = QgsFeature(columns)
    feature.setAttributes([row[name] for name in COLUMNS])
    return feature
