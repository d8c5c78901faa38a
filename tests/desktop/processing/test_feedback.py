"""The bridge between long works and Processing's feedback."""

from __future__ import annotations

import pytest
from qgis.core import QgsProcessingException

from itslive_qgis.errors import Cancelled, ItsliveError
from itslive_qgis.processing.base import ItsliveAlgorithm
from itslive_qgis.processing.feedback import FeedbackMonitor
from tests.desktop.processing.conftest import Listener


class Texts(Listener):
    """Keeps the progress texts too."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def setProgressText(self, text: str) -> None:
        self.texts.append(text)


def test_progress_never_falls_and_counts_whole_percents(qgis_app):
    feedback = Texts()
    monitor = FeedbackMonitor(feedback)
    for fraction in (0.0, 0.101, 0.102, 0.5, 0.4, 1.0, 7.0):
        monitor.progress(fraction)
    assert feedback.percents == [10, 50, 100]


def test_a_text_that_counts_is_one_line_of_the_log(qgis_app):
    feedback = Texts()
    monitor = FeedbackMonitor(feedback)
    monitor.progress(0.1, "Reading {count} files", count=3)
    monitor.progress(0.2, "Reading {count} files", count=4)
    monitor.progress(0.9, "Writing {name}", name="cube.nc")
    assert feedback.texts == ["Reading 3 files", "Writing cube.nc"]


def test_cancelling_the_feedback_stops_the_work(qgis_app):
    feedback = Texts()
    monitor = FeedbackMonitor(feedback).part(0.2, 0.4)
    monitor.check()
    feedback.cancel()
    with pytest.raises(Cancelled):
        monitor.check()


class Failing(ItsliveAlgorithm):
    """An algorithm that meets an error of the plugin's own kind."""

    def work(self, parameters, context, feedback):
        raise ItsliveError("No room on {drive}.", "Free some.", detail="ENOSPC", drive="D:")


def test_an_error_becomes_a_sentence_with_advice(qgis_app):
    with pytest.raises(QgsProcessingException) as caught:
        Failing().processAlgorithm({}, None, Listener())
    assert str(caught.value) == "No room on D:. Free some."
