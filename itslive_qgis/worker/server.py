"""The worker itself, run in the worker's Python by ``start.py``.

The main thread does the work, one call after another (HDF5 does not bear two at once); a second
thread reads requests, so that a cancellation or the end of QGIS is seen while the first computes.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import platform
import queue
import sys
import threading
import time
import traceback
from typing import Any, BinaryIO

from ..errors import QT_TRANSLATE_NOOP, Cancelled, ItsliveError, TooManyOpenFiles
from ..monitor import Monitor
from . import lifeline, methods, packages, protocol

REPORT_EVERY = 0.05  # seconds


class Wire:
    """The way back to the plugin; whole messages only, from any thread."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._lock = threading.Lock()

    def send(self, message: protocol.Message) -> None:
        """Write one message."""
        self.send_line(protocol.encode(message))

    def send_line(self, line: bytes) -> None:
        """Write an encoded message; nobody left to read it is the end of this process."""
        try:
            with self._lock:
                self._stream.write(line)
                self._stream.flush()
        except OSError:
            os._exit(0)


class CallMonitor(Monitor):
    """Sends progress, at most every 50 ms but the last always, and knows of the cancellation.

    Which file is being read, or could not be read (the values ``reading`` and ``unreadable``) is
    sent at once: should the process crash, nothing kept back would ever be sent.
    """

    def __init__(self, number: int, wire: Wire) -> None:
        self.number = number
        self.cancel_asked = threading.Event()
        self._wire = wire
        self._lock = threading.Lock()
        self._sent = 0.0
        self._step: tuple[object, ...] | None = None
        self._waiting: protocol.Message | None = None

    def progress(self, fraction: float, text: str = "", **values: Any) -> None:
        """Send it, or keep it until it is due; a new step of the work is told at once."""
        fraction = min(max(float(fraction), 0.0), 1.0)
        with self._lock:
            self._waiting = protocol.progress(self.number, fraction, text, values)
        step = text, values.get("reading"), values.get("unreadable")
        self.flush(only_if_due=step == self._step)
        self._step = step

    def is_cancelled(self) -> bool:
        """Whether the plugin asked to give the call up."""
        self.flush()
        return self.cancel_asked.is_set()

    def flush(self, only_if_due: bool = True) -> None:
        """Send the progress kept back."""
        with self._lock:
            now = time.monotonic()
            if self._waiting is None or (only_if_due and now - self._sent < REPORT_EVERY):
                return
            message, self._waiting, self._sent = self._waiting, None, now
        self._wire.send(message)


class Server:
    """Takes calls from ``requests`` and answers on ``wire``."""

    def __init__(self, requests: BinaryIO, wire: Wire, table: dict[str, methods.Method]) -> None:
        self._requests = requests
        self._wire = wire
        self._table = table
        self._calls: queue.Queue[tuple[CallMonitor, str, dict[str, Any]]] = queue.Queue()
        self._monitors: dict[int, CallMonitor] = {}

    def read(self) -> None:
        """Take in requests until there can be no more, then end the process, busy or not."""
        try:
            for line in self._requests:
                try:
                    self._take(line)
                except ItsliveError as error:
                    self._wire.send(protocol.error(None, error))
        finally:
            os._exit(0)

    def work(self) -> None:
        """Do the calls one after another, for ever."""
        while True:
            monitor, method, params = self._calls.get()
            answer = self._answer(monitor, method, params)
            self._monitors.pop(monitor.number, None)
            monitor.flush(only_if_due=False)
            self._wire.send_line(answer)

    def _take(self, line: bytes) -> None:
        message = protocol.decode(line)
        kind, number, params = message["type"], message.get("id"), message.get("params")
        if kind == "call" and isinstance(number, int) and isinstance(params, dict):
            monitor = self._monitors[number] = CallMonitor(number, self._wire)
            self._calls.put((monitor, str(message.get("method")), params))
        elif kind == "cancel" and isinstance(number, int):
            if number in self._monitors:  # otherwise answered already
                self._monitors[number].cancel_asked.set()
        else:
            raise protocol.bad_message(line)

    def _answer(self, monitor: CallMonitor, method: str, params: dict[str, Any]) -> bytes:
        """Perform one call; whatever happens in it becomes its answer, a line for the wire."""
        number = monitor.number
        self._wire.send(protocol.started(number))
        try:
            monitor.check()
            result = methods.perform(self._table, method, params, monitor)
            return protocol.encode(protocol.result(number, result))
        except Cancelled:
            answer = protocol.cancelled(number)
        except ItsliveError as error:
            answer = protocol.error(number, error)
        except TooManyOpenFiles:
            answer = protocol.error(number, _too_many_files())
        except MemoryError:
            answer = protocol.error(number, _out_of_memory())
        except (Exception, SystemExit) as error:
            answer = protocol.error(number, _unexpected(method, error))
        return protocol.encode(answer)


def main(arguments: list[str]) -> None:
    """Serve until standard input ends.

    Options: ``--lifeline FD``, a pipe whose end ends the worker (see ``lifeline.py``);
    ``--methods FILE``, a Python file with a dict ``METHODS`` of further methods.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("--lifeline", type=int)
    parser.add_argument("--methods")
    options = parser.parse_args(arguments)
    if options.lifeline is not None:
        lifeline.tie_to_pipe(options.lifeline)
    lifeline.watch_parent()
    requests, wire = _take_streams()
    table = {**methods.METHODS, **(_further_methods(options.methods) if options.methods else {})}
    server = Server(requests, wire, table)
    # Before the imports, which can take long: QGIS may end meanwhile.
    threading.Thread(target=server.read, name="requests", daemon=True).start()
    versions, missing = packages.load()
    version = platform.python_version()
    wire.send(protocol.hello(os.getpid(), version, sys.executable, versions, missing))
    server.work()


def _take_streams() -> tuple[BinaryIO, Wire]:
    """Keep standard input and output for the protocol alone.

    What libraries print then goes to standard error, and nobody else reads requests away.
    """
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return requests, Wire(answers)


def _further_methods(path: str) -> dict[str, methods.Method]:
    spec = importlib.util.spec_from_file_location("itslive_further_methods", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return dict(module.METHODS)


def _out_of_memory() -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "This computer has not enough memory for the work."),
        QT_TRANSLATE_NOOP("Messages", "Choose a smaller area or fewer granules."),
        code="out_of_memory",
        detail=traceback.format_exc(),
    )


def _too_many_files() -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "This computer lets the program open no more files."),
        QT_TRANSLATE_NOOP("Messages", "Close other programs, or restart QGIS, and run it again."),
        code="too_many_files",
        detail=traceback.format_exc(),
    )


def _unexpected(method: str, error: BaseException) -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "Something unforeseen went wrong ({kind}: {problem})."),
        QT_TRANSLATE_NOOP(
            "Messages", "The log has the details; please send them with a report of the problem."
        ),
        code="unexpected",
        detail=traceback.format_exc(),
        method=method,
        kind=type(error).__name__,
        problem=str(error),
    )
