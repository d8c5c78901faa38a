"""What a summary removed and found, as lines of the log."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingFeedback
from qgis.PyQt.QtCore import QCoreApplication

_LEAST = 0.1
#: Share of the pixels from which on it is a warning that separations disagree.
_MANY = 0.01


def report_summary(report: dict[str, Any], feedback: QgsProcessingFeedback) -> None:
    """Tell what each filter removed, where separations disagree, and what was made.

    Args:
        report: of the worker's ``summarize_cube``.
        feedback: of the run.
    """
    values = report["values"]
    for name, count in report["removed"].items():
        if count or name != "unusable":
            line = _filter_text(name).format(
                count=count, values=values, share=_share(count, values)
            )
            feedback.pushInfo(line)
    if report["disagreeing"]:
        text = _tr(
            "In {share} % of the pixels long separations disagree with short ones and were "
            "dropped: there the pairs have two answers. Compare the rasters with those of a "
            "shorter longest separation before you rely on them."
        )
        line = text.format(share=_share(report["disagreeing"], report["pixels"]))
        # A pixel in hundreds is noise, not two answers.
        many = report["disagreeing"] > _MANY * report["pixels"]
        (feedback.pushWarning if many else feedback.pushInfo)(line)
    made = _tr("{count} periods are summarized in {folder}.")
    feedback.pushInfo(made.format(count=len(report["periods"]), folder=report["output"]))
    if report["trend"] is None and report["trend_reference"] is not None:
        feedback.pushInfo(
            _tr(
                "There is no trend: no pixel has 30 values, spread over the year. Choose a longer "
                "time, or larger limits."
            )
        )


def _share(part: int, whole: int) -> str:
    """Percent to a tenth; what is there but less, as such."""
    percent = 100 * part / max(whole, 1)
    return "< 0.1" if 0 < percent < _LEAST else f"{percent:.1f}"


def _filter_text(name: str) -> str:
    return {
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
    return QCoreApplication.translate("SummarizeCube", text)
