"""Carries progress and the wish to stop between our code and Processing's feedback."""

from __future__ import annotations

import threading
from typing import Any

from qgis.core import QgsProcessingFeedback

from ..monitor import Monitor
from ..translation import message


class FeedbackMonitor(Monitor):
    """Carries progress to a Processing feedback, and the user's wish to stop back."""

    def __init__(self, feedback: QgsProcessingFeedback) -> None:
        self._feedback = feedback
        self._lock = threading.Lock()
        self._percent = -1
        self._template = ""

    def progress(self, fraction: float, text: str = "", **values: Any) -> None:
        """Show whole percents, and the text when its template changes.

        Texts that count ("3 of 60") share one template, so the log gets one line for each step.
        """
        with self._lock:  # downloads report from several threads
            percent = int(100 * min(max(fraction, 0.0), 1.0))
            if percent > self._percent:
                self._percent = percent
                self._feedback.setProgress(percent)
            if text and text != self._template:
                self._template = text
                self._feedback.setProgressText(message(text, values))

    def is_cancelled(self) -> bool:
        """Whether the user pressed Cancel."""
        return self._feedback.isCanceled()
