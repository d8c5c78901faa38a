"""What the log says of a download, before it starts and after, and its failures as a table."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.core import QgsFeature, QgsFields, QgsProcessingException, QgsProcessingFeedback
from qgis.PyQt.QtCore import QCoreApplication

from ..archive.download import DownloadReport
from ..archive.granule import Granule
from ..archive.queue_items import Item
from ..archive.room import Outlook, no_room, readable_bytes
from ..layers.fields import fields
from ..translation import error_text, message

_COLUMNS = ("granule_id", "url", "code", "reason", "advice", "file")


def failure_fields() -> QgsFields:
    """The fields of the table of failures, in order."""
    return fields(dict.fromkeys(_COLUMNS, "text"))


def failure_feature(item: Item, layer_fields: QgsFields) -> QgsFeature:
    """A granule that could not be had: why, and what to do, in the user's language."""
    feature = QgsFeature(layer_fields)
    error = item.error
    told = ("", "", "")
    if error is not None:
        what, advice = (message(text, error.values) for text in (error.what, error.advice))
        told = (error.code, what, advice)
    feature.setAttributes([item.granule.granule_id, item.granule.url, *told, item.file])
    return feature


def tell_logins(
    free: Sequence[Granule], locked: Sequence[Granule], feedback: QgsProcessingFeedback
) -> None:
    """List what only a browser can fetch; if that is all there is, the run ends."""
    if not locked:
        return
    for granule in locked:
        feedback.pushInfo(f"{granule.granule_id}: {granule.login_url}")
    text = _tr(
        "{count} granules need a login at NASA Earthdata and are left out. Open their "
        "addresses above in a browser, log in, and save the files into the folder."
    ).format(count=len(locked))
    if len(locked) == 1:
        text = _tr(
            "1 granule needs a login at NASA Earthdata and is left out. Open its address above "
            "in a browser, log in, and save the file into the folder."
        )
    if not free:
        raise QgsProcessingException(text)
    feedback.pushWarning(text)


def tell_outlook(
    ahead: Outlook, folder: str, goes_on: bool, feedback: QgsProcessingFeedback
) -> None:
    """Say how much is still to come, and how much room there is.

    Raises:
        ItsliveError: if the room is too little and the run is not to go on (code "no_room").
    """
    unknown = _tr("an unknown size")
    free = ahead.room.free
    text = _tr("{count} granules are still to be fetched, about {size}; {free} are free.")
    if ahead.count == 1:
        text = _tr("1 granule is still to be fetched, about {size}; {free} are free.")
    feedback.pushInfo(
        text.format(
            count=ahead.count,
            size=unknown if ahead.bytes is None else readable_bytes(ahead.bytes),
            free=unknown if free is None else readable_bytes(free),
        )
    )
    if ahead.room.fits:
        return
    error = no_room(ahead.room, folder)
    if not goes_on:
        raise error
    feedback.pushWarning(error_text(error))


def tell_report(report: DownloadReport, feedback: QgsProcessingFeedback) -> None:
    """List what failed and why; if that is everything, the run fails."""
    failures = report.failed
    for outcome in failures:
        text = error_text(outcome.error) if outcome.error is not None else outcome.url
        feedback.reportError(f"{outcome.granule_id}: {text}", False)
    if failures and len(failures) == len(report.outcomes):
        text = _tr("None of the {count} granules could be downloaded. {reason}")
        if len(failures) == 1:
            text = _tr("The granule could not be downloaded. {reason}")
        reason = error_text(failures[0].error) if failures[0].error is not None else ""
        raise QgsProcessingException(text.format(count=len(failures), reason=reason))
    text = _tr("{count} granules are in {folder}, {failed} failed.")
    if report.count == 1:
        text = _tr("1 granule is in {folder}, {failed} failed.")
    feedback.pushInfo(text.format(count=report.count, folder=report.folder, failed=len(failures)))


def _tr(text: str) -> str:
    return QCoreApplication.translate("DownloadReport", text)
