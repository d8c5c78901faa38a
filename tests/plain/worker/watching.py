"""Ways to call a worker and to watch it, for all tests of this folder."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

from itslive_qgis.monitor import Monitor

FURTHER_METHODS = Path(__file__).with_name("further_methods.py")


class Recorder(Monitor):
    """Keeps what it is told and by which thread; cancelled by hand."""

    def __init__(self):
        self.cancel = threading.Event()
        self.reports = []
        self.threads = set()

    def progress(self, fraction, text="", **values):
        self.reports.append((fraction, text, values))
        self.threads.add(threading.get_ident())

    def is_cancelled(self):
        return self.cancel.is_set()


class Call(threading.Thread):
    """A call in a thread of its own; ``outcome()`` gives its result or raises its exception."""

    def __init__(self, worker, method, params):
        super().__init__(daemon=True)
        self.monitor = Recorder()
        self._work = lambda: worker.call(method, params, self.monitor)
        self._result = None
        self._exception = None
        self.start()

    def run(self):
        try:
            self._result = self._work()
        except BaseException as exception:
            self._exception = exception

    def outcome(self, seconds=30.0):
        self.join(seconds)
        assert not self.is_alive(), "the caller was not released"
        if self._exception is not None:
            raise self._exception
        return self._result


def wait_for(condition, seconds=30.0):
    """Wait until ``condition()`` holds and return how long it took."""
    start = time.monotonic()
    while not condition():
        assert time.monotonic() - start < seconds, "it did not happen in time"
        time.sleep(0.01)
    return time.monotonic() - start


def is_running(pid):
    """Whether the process still runs (a zombie does not)."""
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (ProcessLookupError, FileNotFoundError):
        return False
    return state not in "ZX"


def children(pid):
    """Numbers of the processes that ``pid`` has started."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except (ProcessLookupError, FileNotFoundError):
            continue
        if int(fields[1]) == pid:
            found.append(int(stat.parent.name))
    return found
