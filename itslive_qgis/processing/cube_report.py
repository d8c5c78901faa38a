"""What a build came to, as lines of the log."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingFeedback
from qgis.PyQt.QtCore import QCoreApplication

from ..translation import message

#: Names of granules in one line; more are counted.
_MOST_NAMES = 5


def report_build(built: dict[str, Any], feedback: QgsProcessingFeedback) -> None:
    """Tell what was left out and why, and what was made.

    Args:
        built: the report of the worker's ``build_cube``.
        feedback: of the run.
    """
    for skipped in built["skipped"]:
        reason = skipped["reason"]
        text = message(reason["what"], reason.get("values", {}))
        feedback.pushInfo(f"{skipped['granule_id']}: {text}")
    if "written" in built:
        _report_extended(built, feedback)
    feedback.pushInfo(
        _tr(
            "The cube has {layers} layers of {nx} × {ny} pixels in {crs}; {reprojected} were "
            "reprojected, {completed} completed from another projection, {skipped} granules "
            "left out."
        ).format(
            layers=built["layers"],
            nx=built["nx"],
            ny=built["ny"],
            crs=built["crs"],
            reprojected=built["reprojected"],
            completed=built["completed"],
            skipped=len(built["skipped"]),
        )
    )


def report_gone(names: list[str], feedback: QgsProcessingFeedback) -> None:
    """Tell of layers of the project whose date the new cube does not have; none: nothing."""
    if names:
        text = _tr(
            "The extended cube does not have the dates of these layers, which are gone: {names}."
        )
        feedback.pushWarning(text.format(names=", ".join(names)))


def _report_extended(built: dict[str, Any], feedback: QgsProcessingFeedback) -> None:
    if not built["written"]:
        feedback.pushInfo(_tr("No granule is new to the cube: it stays as it is."))
        return
    text = _tr("{count} layers of the cube are new or were made anew.")
    feedback.pushInfo(text.format(count=built["added"]))
    clipped = built["clipped"]
    if clipped:
        text = _tr(
            "{count} granules reach beyond the cube's grid, which stays as it was, and were cut "
            "off there: {names}. For all of their ground build the cube anew."
        )
        names = ", ".join([*clipped[:_MOST_NAMES], *(["…"] if len(clipped) > _MOST_NAMES else [])])
        feedback.pushWarning(text.format(count=len(clipped), names=names))


def _tr(text: str) -> str:
    return QCoreApplication.translate("BuildCube", text)
