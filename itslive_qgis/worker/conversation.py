"""One call to one worker process: question, progress, cancellation, answer or death."""

from __future__ import annotations

import time
from typing import Any

from ..errors import QT_TRANSLATE_NOOP, Cancelled, ItsliveError
from ..monitor import Monitor
from . import protocol
from .process import WorkerProcess

POLL = 0.02  # seconds between two looks at the monitor
GRACE = 0.15  # seconds a cancelled worker has to answer and so stay warm


class Conversation:
    """One call to one process, from the question to the answer."""

    def __init__(self, process: WorkerProcess, number: int, monitor: Monitor) -> None:
        self._process = process
        self._number = number
        self._monitor = monitor
        self._give_up_at: float | None = None
        self.begun = False
        self.answered = False

    def hold(self, method: str, params: dict[str, Any]) -> Any:
        """Ask, and return the result; raises ItsliveError, Cancelled, or ``process.Ended``."""
        self._process.send(protocol.call(self._number, method, params))
        while True:
            message = self._process.receive(POLL)
            if message is not None and message.get("id") == self._number:
                kind = message["type"]
                self.begun = True
                if kind == "progress":
                    self._monitor.progress(
                        message["fraction"], message["text"], **message["values"]
                    )
                elif kind != "started":
                    self.answered = True
                    return _outcome(message)
            self._look_for_cancellation()

    def _look_for_cancellation(self) -> None:
        if self._give_up_at is not None:
            if time.monotonic() >= self._give_up_at:
                raise Cancelled
        elif self._monitor.is_cancelled():
            self._process.send(protocol.cancel(self._number))
            self._give_up_at = time.monotonic() + GRACE


def _outcome(message: protocol.Message) -> Any:
    if message["type"] == "result":
        return message["result"]
    if message["type"] == "cancelled":
        raise Cancelled
    raise ItsliveError.from_dict(message["error"])


def died(process: WorkerProcess) -> ItsliveError:
    """The failure of a call whose process has ended."""
    signal_name = process.exit_signal()
    code = process.exit_code()
    again = QT_TRANSLATE_NOOP("Messages", "Run it again: the worker process restarts by itself.")
    if signal_name == "SIGKILL":
        what = QT_TRANSLATE_NOOP(
            "Messages",
            "The worker process was ended from outside; most often this means that the computer "
            "ran out of memory.",
        )
        again = QT_TRANSLATE_NOOP(
            "Messages",
            "Run it again: the worker process restarts by itself. If it happens again, choose a "
            "smaller area or fewer granules.",
        )
    elif signal_name is not None:
        what = QT_TRANSLATE_NOOP(
            "Messages", "The worker process ended unexpectedly (signal {signal})."
        )
    else:
        what = QT_TRANSLATE_NOOP(
            "Messages", "The worker process ended unexpectedly (exit code {exit_code})."
        )
    return ItsliveError(
        what,
        again,
        code="worker_died",
        detail=process.log(),
        retry=True,
        signal=signal_name or "",
        exit_code=code,
        python=process.python,
    )
