"""What every step of the work has: a result, at most one running task, and its failure."""

from __future__ import annotations

from typing import Any, Callable

from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ...errors import ItsliveError
from ...tasks.base import WorkTask


class Step(QObject):
    """One step of the way from an area to a plot. Pages show it and call it; it knows no widget.

    Signals:
        changed: the step's result or state is another one now.
        running_changed: a task began or ended.
        progressed: percent of the running task.
        noted: what the running task is doing.
        failed: the error a task ended with.
        stopped: the user cancelled the task.
    """

    changed = pyqtSignal()
    running_changed = pyqtSignal()
    progressed = pyqtSignal(float)
    noted = pyqtSignal(str)
    failed = pyqtSignal(object)
    stopped = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._task: WorkTask | None = None
        self._on_success: Callable[[Any], None] | None = None
        self._on_failure: Callable[[ItsliveError], None] | None = None
        self.error: ItsliveError | None = None
        self.note = ""
        self.percent = 0.0
        self.cancelling = False

    def is_done(self) -> bool:
        """Whether the step has given something the next one can use."""
        return False

    def is_running(self) -> bool:
        """Whether a task of this step is under way."""
        return self._task is not None

    def start(
        self,
        task: WorkTask,
        on_success: Callable[[Any], None],
        on_failure: Callable[[ItsliveError], None] | None = None,
    ) -> bool:
        """Start ``task`` unless one runs already; a second click therefore does nothing."""
        if self._task is not None:
            return False
        self._task = task
        self._on_success = on_success
        self._on_failure = on_failure
        self.error = None
        self.note = task.description()
        self.percent = 0.0
        self.cancelling = False
        task.progressChanged.connect(self._take_progress)
        task.note.connect(self._take_note)
        task.succeeded.connect(self._take_success)
        task.failed.connect(self._take_failure)
        task.cancelled.connect(self._take_cancel)
        task.start()
        self.running_changed.emit()
        return True

    def cancel(self) -> None:
        """Ask the running task to stop; the window shows at once that it was heard."""
        task = self._task
        if task is None or sip.isdeleted(task):
            return
        self.cancelling = True
        task.cancel()
        # A task still waiting for a free thread ends within cancel(), so it may be gone by now.
        if self._task is not None:
            self.running_changed.emit()

    def dispose(self) -> None:
        """Let go of a running task: it is cancelled, and nobody hears of its end any more."""
        task, self._task = self._task, None
        if task is None or sip.isdeleted(task):
            return
        for signal in (
            task.progressChanged,
            task.note,
            task.succeeded,
            task.failed,
            task.cancelled,
        ):
            signal.disconnect()
        task.cancel()

    def _take_progress(self, percent: float) -> None:
        self.percent = percent
        self.progressed.emit(percent)

    def _take_note(self, text: str) -> None:
        self.note = text
        self.noted.emit(text)

    def _take_success(self, result: Any) -> None:
        on_success = self._on_success
        self._end_task()
        if on_success is not None:
            on_success(result)
        self.running_changed.emit()

    def _take_failure(self, error: ItsliveError) -> None:
        on_failure = self._on_failure
        self._end_task()
        self.error = error
        if on_failure is not None:
            on_failure(error)
        self.failed.emit(error)
        self.running_changed.emit()

    def _take_cancel(self) -> None:
        self._end_task()
        self.stopped.emit()
        self.running_changed.emit()

    def _end_task(self) -> None:
        self._task = None
        self._on_success = None
        self._on_failure = None
        self.cancelling = False
