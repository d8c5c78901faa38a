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

#: How compiled code ends its process by a fault of its own or of its data. SIGKILL is none: it
#: comes from outside, most often for want of memory.
_CRASH_SIGNALS = {"SIGSEGV", "SIGBUS", "SIGABRT", "SIGFPE", "SIGILL"}
#: The same on Windows: access violation, illegal instruction, stack overflow, heap corruption,
#: stack buffer overrun (also what abort() gives).
_CRASH_CODES = {0xC0000005, 0xC000001D, 0xC00000FD, 0xC0000374, 0xC0000409}


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


def is_crash(error: ItsliveError) -> bool:
    """Whether a call failed because compiled code crashed in the worker."""
    code = error.values.get("exit_code")
    return error.code == "worker_died" and (
        error.values.get("signal") in _CRASH_SIGNALS
        or (isinstance(code, int) and code & 0xFFFFFFFF in _CRASH_CODES)
    )
