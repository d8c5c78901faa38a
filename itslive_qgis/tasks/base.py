"""The one carrier of long work: a ``QgsTask`` around a callable that takes a ``Monitor``."""

from __future__ import annotations

import time
from typing import Any, Callable

from qgis.core import Qgis, QgsApplication, QgsMessageLog, QgsTask
from qgis.PyQt import sip
from qgis.PyQt.QtCore import pyqtSignal

from ..errors import Cancelled, ItsliveError, unexpected
from ..monitor import Monitor
from ..translation import message
from .courtesy import courteous

LOG_TAG = "ITS_LIVE"
_SECONDS_BETWEEN_REPORTS = 0.05

# A task that Python forgets is destroyed while its thread still runs: held here until done.
_unfinished: set[WorkTask] = set()


class TaskMonitor(Monitor):
    """Carries progress from the work's thread to its task, and the user's wish to stop back."""

    def __init__(self, task: WorkTask) -> None:
        self._task = task
        self._reported_at = 0.0
        self._text = ""

    def progress(self, fraction: float, text: str = "", **values: Any) -> None:
        """Report the share done (0 to 1) and what is being done; too many reports are dropped."""
        now = time.monotonic()
        translated = message(text, values) if text else self._text
        is_news = text != "" and translated.split(" ", 1)[0] != self._text.split(" ", 1)[0]
        if now - self._reported_at < _SECONDS_BETWEEN_REPORTS and fraction < 1 and not is_news:
            return
        if sip.isdeleted(self._task):
            return
        self._reported_at = now
        self._task.setProgress(100 * min(max(fraction, 0.0), 1.0))
        if translated != self._text:
            self._text = translated
            self._task.note.emit(translated)

    def is_cancelled(self) -> bool:
        """Whether the task was cancelled, or QGIS has already thrown it away."""
        return sip.isdeleted(self._task) or self._task.isCanceled()


class WorkTask(QgsTask):
    """Runs ``work(monitor)`` in QGIS's task manager; exactly one of the three end signals follows.

    Args:
        title: what it does.
        work: called with a monitor in the task's thread.
        loses_nothing: whether QGIS may cancel it without a question, as when it is closed.

    The signals are emitted in the GUI thread. ``work`` must touch no layer, project or widget.
    """

    succeeded = pyqtSignal(object)
    failed = pyqtSignal(object)
    cancelled = pyqtSignal()
    note = pyqtSignal(str)

    def __init__(
        self, title: str, work: Callable[[Monitor], Any], loses_nothing: bool = False
    ) -> None:
        flags = QgsTask.Flag.CanCancel
        if loses_nothing:
            flags |= QgsTask.Flag.CancelWithoutPrompt
        super().__init__(title, flags)
        self._title = title
        self._work = work
        self._result: Any = None
        self._error: ItsliveError | None = None

    def start(self) -> None:
        """Hand the task to QGIS's task manager and keep it alive until it has finished."""
        _unfinished.add(self)
        QgsApplication.taskManager().addTask(self)

    def describe(self, text: str) -> None:
        """Let QGIS's task manager say this behind the title."""
        self.setDescription(f"{self._title}: {text}")

    def run(self) -> bool:
        """Do the work (called in a thread of QGIS's pool). Never raises: that would end QGIS."""
        try:
            with courteous:
                self._result = self._work(TaskMonitor(self))
        except Cancelled:
            return False
        except ItsliveError as error:
            self._error = error
            return False
        except Exception as error:  # the last barrier before QGIS
            self._error = unexpected(error)
            return False
        return True

    def finished(self, result: bool) -> None:
        """Tell the end of the work (called in the GUI thread)."""
        _unfinished.discard(self)
        if self._error is not None and not self.isCanceled():
            _log(self._error)
            self.failed.emit(self._error)
        elif result and not self.isCanceled():
            self.succeeded.emit(self._result)
        else:
            self.cancelled.emit()


def _log(error: ItsliveError) -> None:
    text = f"{error.code}: {error}"
    if error.detail:
        text = f"{text}\n{error.detail}"
    QgsMessageLog.logMessage(text, LOG_TAG, Qgis.MessageLevel.Warning)
