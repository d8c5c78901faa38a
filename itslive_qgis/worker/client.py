"""The plugin's end of the worker: call it, wait for it, outlive it. Imports no QGIS."""

from __future__ import annotations

import itertools
import os
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from ..errors import QT_TRANSLATE_NOOP, Cancelled, ItsliveError
from ..monitor import Monitor
from . import locate, protocol
from .conversation import POLL, Conversation, died
from .launch import Launch
from .process import Ended, WorkerProcess

LANES = ("build", "read")

T = TypeVar("T")


class Worker:
    """A worker process that is started when first called and again after its death; thread-safe.

    It ends with :meth:`stop`, and with the program that started it.

    Args:
        python: the one Python program to use; None: QGIS's own, wherever it lies.
        candidates: programs to try in this order instead of those looked for.
        extra_methods: a Python file whose dict ``METHODS`` adds methods to the worker's own (see
            ``methods.py``): the way to run further science in the worker.
        start_timeout: seconds a Python has to load its packages.
    """

    def __init__(
        self,
        python: str | None = None,
        *,
        candidates: Sequence[str] | None = None,
        extra_methods: str | None = None,
        start_timeout: float = 60.0,
    ) -> None:
        self.chosen_python = python
        self._candidates = candidates
        self._extra_methods = extra_methods and os.path.abspath(extra_methods)
        self._start_timeout = start_timeout
        self._numbers = itertools.count(1)
        self._turn = threading.Lock()  # held during a call
        self._state = threading.Lock()  # held to look at or change what follows
        self._stops = 0
        self._launch: Launch | None = None
        self._process: WorkerProcess | None = None
        self._proven: str | None = None
        self._info: dict[str, Any] = {}
        self._clearing: threading.Thread | None = None

    @property
    def pid(self) -> int | None:
        """Number of the running process that is ready for calls, or None."""
        process = self._process
        return process.pid if process is not None and process.is_alive() else None

    @property
    def info(self) -> dict[str, Any]:
        """What the last worker said of itself: ``executable``, ``python`` (version), ``packages``.

        Empty before the first call.
        """
        return dict(self._info)

    def call(self, method: str, params: dict[str, Any], monitor: Monitor | None = None) -> Any:
        """Let the worker do ``method`` (see ``methods.py``) and return its result.

        Blocks the calling thread, in which ``monitor`` is told of the progress. One call is done
        at a time; further callers wait.

        Raises:
            ItsliveError: what went wrong in the method; ``worker_died`` if the process ended during
                the call; ``no_worker_python`` if no Python can be used.
            Cancelled: the monitor asked for it, or the worker was stopped.
        """
        monitor = monitor or Monitor()
        stops = self._stops
        self._wait_until(lambda: self._turn.acquire(timeout=POLL), monitor)
        try:
            if self._stops != stops:
                raise Cancelled
            for attempt in itertools.count():
                process = self._ready(monitor, stops)
                conversation = Conversation(process, next(self._numbers), monitor)
                try:
                    return conversation.hold(method, params)
                except Ended:
                    death = died(process)
                    self._clear(process, params)
                    if process.stopped:
                        raise Cancelled from None
                    # Dead before the call began: nothing is lost, the next process gets it.
                    if conversation.begun or attempt > 0:
                        raise death from None
                except BaseException:
                    if not conversation.answered:
                        self._clear(process, params)
                    raise
        finally:
            self._turn.release()

    def stop(self) -> None:
        """End the process; a call under way is cancelled, a later call starts a new process."""
        with self._state:
            self._stops += 1
            launch, self._launch = self._launch, None
            process, self._process = self._process, None
        if launch is not None:
            launch.abandon()
        if process is not None:
            process.stop()

    def _ready(self, monitor: Monitor, stops: int) -> WorkerProcess:
        """The process, started if need be."""
        clearing = self._clearing
        if clearing is not None:
            self._wait_until(lambda: _has_finished(clearing), monitor)
        running = self._process
        if running is not None and running.is_alive():
            return running
        if running is not None:
            running.kill()  # it has ended by itself: let go of its streams
        monitor.progress(0.0, QT_TRANSLATE_NOOP("Messages", "Starting the worker process"))
        with self._state:
            if self._stops != stops:
                raise Cancelled
            self._launch = launch = self._launch or self._new_launch()
        try:
            process = self._wait_until(lambda: launch.step(POLL), monitor)
        except ItsliveError:
            with self._state:
                self._launch = None
            raise
        with self._state:
            if self._stops != stops:
                process.stop()
                raise Cancelled
            self._launch, self._process = None, process
            self._proven, self._info = process.python, launch.hello
        return process

    def _new_launch(self) -> Launch:
        if self.chosen_python:
            pythons = [locate.resolve(self.chosen_python)]
        elif self._candidates is not None:
            pythons = list(self._candidates)
        else:
            pythons = locate.candidates(locate.Host.here())
        # After a death, first the one that was good before.
        pythons.sort(key=lambda python: python != self._proven)
        chosen = bool(self.chosen_python)
        return Launch(pythons, chosen, self._start_timeout, self._extra_methods)

    def _clear(self, process: WorkerProcess, params: dict[str, Any]) -> None:
        """Kill the process and remove the unfinished file; not for long in the caller's way."""
        with self._state:
            if self._process is process:
                self._process = None
        process.kill()
        part = protocol.part_file(params)

        def clear() -> None:
            process.wait()
            if part is not None:
                with suppress(OSError):  # most often: it was not there
                    os.remove(part)

        self._clearing = threading.Thread(target=clear, name="itslive clearing", daemon=True)
        self._clearing.start()
        self._clearing.join(POLL)

    @staticmethod
    def _wait_until(look: Callable[[], T | None], monitor: Monitor) -> T:
        """What ``look`` finds at last; it takes a moment each time."""
        while True:
            monitor.check()
            found = look()
            if found:
                return found


def _has_finished(thread: threading.Thread) -> bool:
    thread.join(POLL)
    return not thread.is_alive()


_shared: dict[str, Worker] = {}
_shared_lock = threading.Lock()


def shared_worker(lane: str = "build", python: str | None = None) -> Worker:
    """The worker everybody uses: one process per lane, so that a click never waits behind a build.

    Args:
        lane: ``"build"`` or ``"read"``.
        python: as for :class:`Worker`; a change of it ends the lane's old worker.
    """
    if lane not in LANES:
        raise ValueError(f"no lane {lane!r}")
    with _shared_lock:
        worker = _shared.get(lane)
        if worker is not None and worker.chosen_python == python:
            return worker
        _shared[lane] = new = Worker(python)
    if worker is not None:
        worker.stop()
    return new


def stop_shared_workers() -> None:
    """End all shared workers, within a moment; calls under way are cancelled."""
    with _shared_lock:
        workers = list(_shared.values())
        _shared.clear()
    for worker in workers:
        worker.stop()
