"""Run a program and measure it: wall and processor time, and the peak memory of all its processes.

Peak memory is the sum of every process's own peak (VmHWM), whether or not they came at once: what
processes share counts for each of them, so that nobody gains by dividing the work.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.tools.layout import REPOSITORY, STAGE

_EVERY = 0.02  # seconds between two looks; what a process adds in its last moment may be missed


@dataclass(frozen=True)
class Run:
    """One run of a program.

    :param wall: seconds from the start of the process to its end
    :param inner: seconds without start and imports, as the program told
    :param cpu: seconds of all cores
    :param others: cores that all other programs kept busy meanwhile: the walls of a run beside
        much else say little
    :param peak: sum of the peaks of all processes, MB (millions of bytes)
    :param processes: how many there were
    :param said: what it told beside that
    """

    wall: float
    inner: float
    cpu: float
    others: float
    peak: float
    processes: int
    said: dict[str, Any]


def measured_run(*command: str) -> Run:
    """Run a program that ends with one line of JSON, an object with ``inner`` in it.

    Raises:
        RuntimeError: it failed.
    """
    env = {key: value for key, value in os.environ.items() if "proxy" not in key.lower()}
    # what is measured is the staged plugin, not the source beside which the bench is started
    env |= {"PYTHONPATH": f"{STAGE}{os.pathsep}{REPOSITORY}", "PYTHONSAFEPATH": "1"}
    os.sync()  # what others wrote must not be written at this one's cost
    with tempfile.TemporaryFile("w+") as output:
        busy, started = _busy(), time.perf_counter()
        process = subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stdout=output)
        with _Watch(process.pid) as watch:
            # the times of the process and of its children, which Popen.wait would throw away
            _pid, status, usage = os.wait4(process.pid, 0)
            wall, busy = time.perf_counter() - started, _busy() - busy
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise RuntimeError(f"{' '.join(command)} failed ({process.returncode})")
        output.seek(0)
        said = json.loads(output.read().splitlines()[-1])
    cpu = usage.ru_utime + usage.ru_stime
    others = max(busy - cpu, 0) / wall
    peaks = watch.peaks.values()
    return Run(wall, said.pop("inner"), cpu, others, sum(peaks) / 1e6, len(peaks), said)


def _busy() -> float:
    """Seconds that all cores worked since the machine started."""
    ticks = [int(part) for part in Path("/proc/stat").read_text().splitlines()[0].split()[1:]]
    user, nice, system, _idle, _waiting, irq, softirq, stolen = ticks[:8]
    return (user + nice + system + irq + softirq + stolen) / os.sysconf("SC_CLK_TCK")


class _Watch:
    """Looks after a process and all that come of it while the block runs."""

    def __init__(self, pid: int) -> None:
        self.peaks: dict[int, int] = {}  # bytes
        self._root = pid
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> _Watch:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._end.set()
        self._thread.join()

    def _look(self) -> None:
        ended = False
        while not ended:
            waiting = [self._root, *self.peaks]
            done = set()
            while waiting:
                pid = waiting.pop()
                if pid in done:
                    continue
                done.add(pid)
                # a process may end at any moment; what was seen of it stays
                with contextlib.suppress(OSError):
                    self._note(pid)
                    waiting += _children(pid)
            ended = self._end.wait(_EVERY)

    def _note(self, pid: int) -> None:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                # It only falls where a program begins: until then it was its parent's.
                self.peaks[pid] = 1024 * int(line.split()[1])


def _children(pid: int) -> list[int]:
    """Processes that any thread of this one started."""
    found: list[int] = []
    for thread in Path(f"/proc/{pid}/task").iterdir():
        found += map(int, (thread / "children").read_text().split())
    return found
