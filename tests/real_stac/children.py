"""Child processes that never outlive this one, however it ends."""

from __future__ import annotations

import contextlib
import os
import pwd
import signal
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

PATIENCE = 20  # seconds for a process to end once it is told to


def drop_to(user: str | None) -> list[str]:
    """The options of ``setpriv`` that make a command another user's; none for None."""
    if user is None:
        return []
    account = pwd.getpwnam(user)
    return [f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]


class Children:
    """Starts processes and ends them all in one go, the youngest first.

    The kernel sends each of them its signal when this process dies (``setpriv --pdeathsig``), so
    that even a kill leaves nothing behind. Start them in the main thread alone: the kernel watches
    the thread that forks.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._running: list[tuple[subprocess.Popen, signal.Signals]] = []
        self._lock = threading.Lock()
        self._closed = False

    def start(
        self,
        command: Sequence[str | os.PathLike],
        env: dict[str, str],
        log: Path,
        *,
        user: str | None = None,
        ending: signal.Signals = signal.SIGKILL,
    ) -> subprocess.Popen:
        """Start a process; what it says goes to ``log``.

        Args:
            user: whom it runs as, None for ourselves.
            ending: the signal that ends it.

        Raises:
            RuntimeError: all were stopped already.
        """
        guarded = ["setpriv", f"--pdeathsig={ending.name[3:]}", *drop_to(user), "--", *command]
        with self._lock, log.open("ab") as said:
            if self._closed:
                raise RuntimeError("The server is being stopped.")
            process = subprocess.Popen(
                guarded,
                env=env,
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                # Ctrl+C is for the tests; these end when they are told to
                start_new_session=True,
            )
            self._running.append((process, ending))
        return process

    def run(self, command: Sequence[str | os.PathLike], env: dict[str, str], log: Path, **how: Any):
        """Run a process to its end.

        Raises:
            RuntimeError: it failed; with the last lines it said.
        """
        process = self.start(command, env, log, **how)
        status = process.wait()
        with self._lock:
            self._running = [entry for entry in self._running if entry[0] is not process]
        if status:
            raise RuntimeError(f"{Path(command[0]).name} failed ({status}): {last_lines(log)}")

    def stop(self) -> None:
        """End them all. None can be started afterwards."""
        with self._lock:
            self._closed = True
            for process, ending in reversed(self._running):
                process.send_signal(ending)
                try:
                    process.wait(PATIENCE)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
                # what it has started itself, as initdb does, would go on writing
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
            self._running = []


def last_lines(log: Path) -> str:
    """What a process said last."""
    return log.read_text(errors="replace")[-2000:] if log.exists() else ""
