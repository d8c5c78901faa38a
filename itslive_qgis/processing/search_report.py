"""What the log says of a search, and why it found nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from qgis.core import QgsProcessingFeedback
from qgis.PyQt.QtCore import QCoreApplication

from ..archive.explain import explain_zero
from ..archive.query import CRITERIA, set_criteria
from ..archive.search import SearchResult
from ..archive.service import SearchService
from ..errors import ItsliveError
from ..monitor import Monitor
from ..translation import error_text, message


def report(result: SearchResult, feedback: QgsProcessingFeedback) -> None:
    """Tell what was received, who narrowed it by what, and what was set aside and why."""
    feedback.pushInfo(
        _tr("{received} granules received from {service}, {kept} kept.").format(
            received=result.received, service=result.service, kept=len(result.granules)
        )
    )
    if result.filtered_by:
        text = _tr("The service itself narrowed its answer by: {criteria}.")
        feedback.pushInfo(text.format(criteria=_names(result.filtered_by)))
    checked = ("area", *set_criteria(result.query))
    feedback.pushInfo(_tr("Checked here: {criteria}.").format(criteria=_names(checked)))
    for reason, count in Counter(each.reason for each in result.set_aside).most_common():
        text = _tr("{count} set aside: {reason}")
        feedback.pushInfo(text.format(count=count, reason=message(reason)))
    unplaced = sum(not granule.has_footprint for granule in result.granules)
    if unplaced:
        feedback.pushInfo(
            _tr(
                "The service does not tell where {count} of the granules lie; they are rows "
                "without a footprint."
            ).format(count=unplaced)
        )
    locked = sum(bool(granule.login_url) for granule in result.granules)
    if locked:
        feedback.pushInfo(
            _tr(
                "{count} of the granules need a login at NASA Earthdata: the field login_url has "
                "the address to open in a browser."
            ).format(count=locked)
        )
    for item in result.unreadable:
        feedback.pushWarning(f"{item.granule_id}: {message(item.reason)}")


def why_nothing(
    service: SearchService, result: SearchResult, feedback: QgsProcessingFeedback, monitor: Monitor
) -> str:
    """Which criteria emptied the search, as a text that is also logged; empty if it found any."""
    if result.granules:
        return ""
    try:
        reasons = explain_zero(service, result, monitor).reasons
    except ItsliveError as error:  # the search itself has succeeded
        feedback.pushWarning(error_text(error))
        return ""
    why = " ".join(message(reason.sentence, reason.values) for reason in reasons)
    feedback.pushWarning(why)
    return why


def _names(criteria: Iterable[str]) -> str:
    names = {
        "area": _tr("area"),
        "dates": _tr("dates"),
        "separation": _tr("separation"),
        "valid": _tr("valid pixels"),
        "satellites": _tr("satellites"),
        "months": _tr("months"),
        "orbits": _tr("direction of the orbit"),
        "epsg": _tr("projection"),
        "places": _tr("path and row, tile or frame"),
        "versions": _tr("version"),
    }
    given = set(criteria)
    return ", ".join(names[name] for name in CRITERIA if name in given)


def _tr(text: str) -> str:
    return QCoreApplication.translate("SearchReport", text)
