"""How a download stands, in a line."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication

from ..archive.queue_items import DONE, FAILED, PAUSED, RUNNING, WAITING, Totals
from . import texts

_BETWEEN = "\u00a0\u00b7 "  # a line breaks behind it
_MINUTE, _HOUR = 60, 3_600

translate = QCoreApplication.translate


def running_line(totals: Totals, received_before: int = 0) -> str:
    """How many granules of a download that runs are there, bytes, rate and what is left.

    Args:
        totals: of its queue.
        received_before: bytes that an earlier run of the queue received.
    """
    counts = totals.counts
    if not counts[WAITING] + counts[RUNNING]:
        return translate("Queue", "Getting ready")
    received = totals.received - received_before
    count = sum(counts[state] for state in (DONE, FAILED, WAITING, RUNNING))
    parts = [_of_granules(counts[DONE], count)]
    if totals.bytes_left is not None and received > 0:
        parts.append(_of_bytes(received, received + totals.bytes_left))
    if totals.rate > 0:
        parts.append(translate("Queue", "{size}/s").format(size=texts.size(totals.rate)))
    if totals.seconds_left:
        parts.append(_time_left(totals.seconds_left))
    parts += _asides(totals, PAUSED)
    return _BETWEEN.join(part.replace(" ", "\u00a0") for part in parts)


def paused_line(totals: Totals, there_before: int = 0) -> str:
    """How much of a download that rests is still to come.

    Args:
        totals: of its queue.
        there_before: granules beside those of the queue that are in the folder already.
    """
    left, count = _left(totals, there_before)
    text = translate("Queue", "{left} of {granules} in this folder are still to come")
    if left == 1:
        text = translate("Queue", "1 of {granules} in this folder is still to come")
    line = text.format(left=texts.number(left), granules=texts.granules(count))
    return _BETWEEN.join([line, *_asides(totals)])


def paused_sentence(totals: Totals, there_before: int = 0) -> str:
    """The same in a sentence, for who has just come."""
    left, count = _left(totals, there_before)
    text = translate(
        "Queue", "{left} of {granules} in this folder are still to come. Go on brings them."
    )
    if left == 1:
        text = translate(
            "Queue", "1 of {granules} in this folder is still to come. Go on brings it."
        )
    return text.format(left=texts.number(left), granules=texts.granules(count))


def stopped_sentence(totals: Totals, there_before: int = 0) -> str:
    """The same, for who has just paused the download, or cancelled it."""
    left, count = _left(totals, there_before)
    there = totals.counts[DONE] + there_before
    if left:
        text = translate(
            "Queue",
            "The download is paused: {count} of {granules} are there. Go on fetches the rest, "
            "today or another day.",
        )
        if there == 1:
            text = translate(
                "Queue",
                "The download is paused: 1 of {granules} is there. Go on fetches the rest, today "
                "or another day.",
            )
        return text.format(count=texts.number(there), granules=texts.granules(count))
    text = translate(
        "Queue",
        "The download was cancelled: {granules} of it are there. Download fetches the rest "
        "after all.",
    )
    if there == 1:
        text = translate(
            "Queue",
            "The download was cancelled: 1 granule of it is there. Download fetches the rest "
            "after all.",
        )
    return text.format(granules=texts.granules(there))


def _left(totals: Totals, there_before: int) -> tuple[int, int]:
    """How many are still to come, and of how many."""
    counts = totals.counts
    left = counts[PAUSED] + counts[WAITING]
    return left, left + counts[RUNNING] + counts[DONE] + counts[FAILED] + there_before


def _of_granules(done: int, count: int) -> str:
    text = translate("Queue", "{done} of {granules}")
    return text.format(done=texts.number(done), granules=texts.granules(count))


def _of_bytes(received: int, whole: int) -> str:
    have, all_of_it = texts.size(received), texts.size(whole)
    unit = all_of_it.rpartition(" ")[1:]
    text = translate("Queue", "{received} of about {size}")
    return text.format(received=have.removesuffix("".join(unit)), size=all_of_it)


def _time_left(seconds: float) -> str:
    if seconds < _MINUTE:
        return translate("Queue", "less than a minute left")
    minutes = round(seconds / _MINUTE)
    if seconds < _HOUR:
        return translate("Queue", "about {minutes} min left").format(minutes=minutes)
    text = translate("Queue", "about {hours} h {minutes} min left")
    return text.format(hours=minutes // 60, minutes=minutes % 60)


def _asides(totals: Totals, *states: str) -> list[str]:
    """What is neither done nor to be done now."""
    words = {
        PAUSED: translate("Queue", "{count} paused"),
        FAILED: translate("Queue", "{count} failed"),
    }
    return [
        words[state].format(count=texts.number(totals.counts[state]))
        for state in (*states, FAILED)
        if totals.counts[state]
    ]
