"""What a summary removed and found, in sentences for the log of a run and for the dock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qgis.PyQt.QtCore import QCoreApplication

from .summaries import MEAN, MEDIAN

_LEAST = 0.1
#: Share of the pixels from which on it is a warning that separations disagree.
_MANY = 0.01


@dataclass(frozen=True)
class Line:
    """A sentence, and whether who relies on the rasters should heed it."""

    text: str
    is_warning: bool = False


def summary_lines(report: dict[str, Any], statistic: str = MEAN) -> list[Line]:
    """What each filter removed, what to beware of, and what was made.

    Args:
        report: of the worker's ``summarize_cube``.
        statistic: that is shown, one of ``summaries.STATISTICS``.
    """
    lines = _removed(report)
    if report["disagreeing"]:
        text = _tr(
            "In {share} % of the pixels long separations disagree with short ones and were "
            "dropped: there the pairs have two answers. Compare the rasters with those of a "
            "shorter longest separation before you rely on them."
        )
        # A pixel in hundreds is noise, not two answers.
        many = report["disagreeing"] > _MANY * report["pixels"]
        share = _share(report["disagreeing"], report["pixels"])
        lines.append(Line(text.format(share=share), many))
    if statistic == MEDIAN:
        lines.append(Line(bias_of_medians(), True))
    made = _tr("{count} periods are summarized in {folder}.")
    if len(report["periods"]) == 1:
        made = _tr("1 period is summarized in {folder}.")
    lines.append(Line(made.format(count=len(report["periods"]), folder=report["output"])))
    if report["trend"] is None and report["trend_reference"] is not None:
        text = _tr(
            "There is no trend: no pixel has 30 values, spread over the year. Choose a longer "
            "time, or larger limits."
        )
        lines.append(Line(text))
    return lines


def bias_of_medians() -> str:
    """What to beware of where medians of speeds are shown."""
    return _tr(
        "Medians of speeds are too high where the ice is slow: noise makes a speed larger, and "
        "never negative. There the mean velocity is nearer the truth."
    )


def _removed(report: dict[str, Any]) -> list[Line]:
    values = report["values"]
    return [
        Line(removed_text(name, count, values))
        for name, count in report["removed"].items()
        if count or name != "unusable"
    ]


def removed_text(name: str, count: int, values: int) -> str:
    """What a filter has removed.

    Args:
        name: of the filter, as in the ``removed`` of ``science.filters`` and ``series.selection``.
        count: of the values that it took.
        values: how many there were before all filters.
    """
    return _filter_text(name).format(count=count, values=values, share=_share(count, values))


def _share(part: int, whole: int) -> str:
    """Percent to a tenth; what is there but less, as such."""
    percent = 100 * part / max(whole, 1)
    return "< 0.1" if 0 < percent < _LEAST else f"{percent:.1f}"


def _filter_text(name: str) -> str:
    return {
        "satellites": _tr("Satellites: {count} of {values} values removed ({share} %)."),
        "months": _tr("Months: {count} of {values} values removed ({share} %)."),
        "dates": _tr("Start and end date: {count} of {values} values removed ({share} %)."),
        "min_separation": _tr(
            "Shortest separation: {count} of {values} values removed ({share} %)."
        ),
        "unusable": _tr("No velocities, since above 20000 m/yr: {count} of {values} values."),
        "separation": _tr("Longest separation: {count} of {values} values removed ({share} %)."),
        "error": _tr("Errors: {count} of {values} values removed ({share} %)."),
        "bin_rule": _tr(
            "Separations that disagree: {count} of {values} values removed ({share} %)."
        ),
        "direction": _tr(
            "Angle to the median flow: {count} of {values} values removed ({share} %)."
        ),
        "mad": _tr("Deviation in time: {count} of {values} values removed ({share} %)."),
    }[name]


def _tr(text: str) -> str:
    return QCoreApplication.translate("SummaryWords", text)
