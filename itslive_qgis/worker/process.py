"""One started worker process: its streams, its threads, its end."""

from __future__ import annotations

import atexit
import collections
import io
import os
import queue
import signal
import subprocess  # nosec B404 - the worker has its own process
import sys
import threading
import weakref
from typing import IO

from ..errors import ItsliveError
from . import protocol

START = os.path.join(os.path.dirname(os.path.abspath(__file__)), "start.py")
_LOG_LINES = 200
_LOG_WIDTH = 2000
_PATIENCE = 0.5  # seconds for an orderly end

_alive: weakref.WeakSet[WorkerProcess] = weakref.WeakSet()


class Ended(Exception):  # noqa: N818 - the plain end of a process; who waits decides what it means
    """The process has ended, and every message it sent has been received."""


class WorkerProcess:
    """A worker process just started with ``python``; it greets when it is ready.

    No method here waits for the process to take or give anything, except where it says so.

    Raises:
        OSError: the program cannot be started.
    """

    def __init__(self, python: str, env: dict[str, str], extra_methods: str | None = None) -> None:
        self.python = python
        self.stopped = False
        command = [python, "-u", "-X", "utf8", START]
        if extra_methods:
            command += ["--methods", extra_methods]
        theirs, ours = _lifeline()
        if theirs is not None:
            command += ["--lifeline", str(theirs)]
        try:
            self._process = subprocess.Popen(  # nosec B603 - no shell, a chosen program
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                close_fds=True,
                pass_fds=() if theirs is None else (theirs,),
                env=env,
                # Not the plugin's folder, which Windows could then not replace, nor one where
                # others may put files.
                cwd=os.path.dirname(python) or None,
                # Ctrl+C in a terminal is for QGIS, which then tells the worker.
                start_new_session=os.name == "posix",
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except BaseException:
            if ours is not None:
                os.close(ours)
            raise
        finally:
            if theirs is not None:
                os.close(theirs)
        self._lifeline = None if ours is None else os.fdopen(ours, "wb", buffering=0)
        self._outgoing: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._incoming: queue.SimpleQueue[protocol.Message | None] = queue.SimpleQueue()
        self._log: collections.deque[str] = collections.deque(maxlen=_LOG_LINES)
        self._start(self._write, self._process.stdin)
        self._reader = self._start(self._read, self._process.stdout)
        self._logger = self._start(self._read_log, self._process.stderr)
        _alive.add(self)

    @property
    def pid(self) -> int:
        """Number of the process."""
        return self._process.pid

    def is_alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def send(self, message: protocol.Message) -> None:
        """Hand a message over for writing; that it was lost shows in :meth:`receive`."""
        self._outgoing.put(protocol.encode(message))

    def receive(self, seconds: float) -> protocol.Message | None:
        """The next message, or None if none came in time.

        Raises:
            Ended: there will be no more.
        """
        try:
            message = self._incoming.get(timeout=seconds)
        except queue.Empty:
            if self.is_alive():
                return None
            # Usually the end of the stream tells, but a child of the worker may hold it open.
            self._reader.join(_PATIENCE)
            try:
                message = self._incoming.get_nowait()
            except queue.Empty:
                raise Ended from None
        if message is None:
            self._incoming.put(None)
            raise Ended
        return message

    def stop(self) -> None:
        """End it on purpose, waiting a moment; whoever waits for an answer sees ``stopped``."""
        self.stopped = True
        self._let_go()
        if not self._has_ended(_PATIENCE):
            self.kill()
            self._has_ended(_PATIENCE)

    def kill(self) -> None:
        """End it at once, without waiting."""
        self._let_go()
        self._process.kill()

    def wait(self) -> None:
        """Wait until it has ended."""
        self._process.wait()

    def log(self) -> str:
        """The last lines it wrote to standard error."""
        self._logger.join(0 if self.is_alive() else _PATIENCE)
        return "\n".join(list(self._log))

    def exit_signal(self) -> str | None:
        """Name of the signal that ended it (POSIX), or None."""
        code = self.exit_code()
        if code is None or code >= 0:
            return None
        try:
            return signal.Signals(-code).name
        except ValueError:
            return str(-code)

    def exit_code(self) -> int | None:
        """Its exit code, negative for a signal; None if it does not end within a moment."""
        self._has_ended(_PATIENCE)
        return self._process.returncode

    def _has_ended(self, seconds: float) -> bool:
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def _let_go(self) -> None:
        """Close what keeps the worker alive: its input and its lifeline."""
        self._outgoing.put(None)
        if self._lifeline is not None:
            self._lifeline.close()

    @staticmethod
    def _start(work, stream) -> threading.Thread:  # type: ignore[no-untyped-def]
        thread = threading.Thread(target=work, args=(stream,), name="itslive worker", daemon=True)
        thread.start()
        return thread

    def _write(self, stream: IO[bytes]) -> None:
        """Write what is handed over: in a thread, since a busy or stopped worker may not read."""
        with stream:
            while True:
                line = self._outgoing.get()
                if line is None:
                    return
                rest = memoryview(line)
                try:
                    while rest:
                        rest = rest[stream.write(rest) :]
                except OSError:  # it has ended, as the reader will tell
                    return

    def _read(self, stream: io.RawIOBase) -> None:
        with io.BufferedReader(stream) as lines:
            for line in lines:
                try:
                    self._incoming.put(protocol.decode(line))
                except ItsliveError:
                    self._log.append(f"not a message: {line[:_LOG_WIDTH]!r}")
        self._incoming.put(None)
        self._process.wait()

    def _read_log(self, stream: io.RawIOBase) -> None:
        with io.BufferedReader(stream) as lines:
            while True:
                line = lines.readline(_LOG_WIDTH)
                if not line:
                    return
                self._log.append(line.decode("utf-8", errors="replace").rstrip())


def _lifeline() -> tuple[int | None, int | None]:
    """A pipe nobody writes to, whose end tells the worker that QGIS has ended (Linux only)."""
    if not sys.platform.startswith("linux"):
        return None, None
    return os.pipe()


@atexit.register
def _stop_all() -> None:
    for process in list(_alive):
        process.stop()
