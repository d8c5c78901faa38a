"""The line that tells how a download stands."""

from __future__ import annotations

import pytest

from itslive_qgis.archive.queue_items import STATES, Totals
from itslive_qgis.gui.queue_words import paused_line, running_line

MB = 1_000_000


def totals(received: int = 0, rate: float = 0.0, left: int | None = None, **counts) -> Totals:
    seconds = left / rate if left is not None and rate else None
    return Totals({**dict.fromkeys(STATES, 0), **counts}, received, rate, left, seconds)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("stands", "line"),
    [
        (totals(waiting=200), "0 of 200 granules"),
        (
            totals(1200 * MB, 4.1 * MB, 2200 * MB, done=152, waiting=40, running=8),
            "152 of 200 granules · 1.2 of about 3.4 GB · 4.1 MB/s · about 9 min left",
        ),
        (
            totals(600 * MB, 100_000, 3000 * MB, done=1, failed=2, waiting=1, paused=3),
            "1 of 4 granules · 600.0 MB of about 3.6 GB · 100 kB/s · about 8 h 20 min left"
            " · 3 paused · 2 failed",
        ),
        (
            totals(5 * MB, 2.0 * MB, 8 * MB, done=1, running=1, cancelled=7),
            "1 of 2 granules · 5.0 of about 13.0 MB · 2.0 MB/s · less than a minute left",
        ),
    ],
)
def test_a_download_that_runs(qgis_app, stands, line):
    assert plain(running_line(stands)) == line


def test_a_download_that_rests(qgis_app):
    assert plain(paused_line(totals(paused=87), 113)) == (
        "87 of 200 granules in this folder are still to come"
    )
    assert plain(paused_line(totals(paused=3, done=4, failed=2, cancelled=5))) == (
        "3 of 9 granules in this folder are still to come · 2 failed"
    )
