from __future__ import annotations

import os
import signal

import pytest

from itslive_qgis.errors import Cancelled
from itslive_qgis.monitor import Monitor
from itslive_qgis.worker.client import Worker
from tests.plain.worker.watching import Call, Recorder, is_running, wait_for


def test_work_that_looks_up_ends_and_the_worker_stays_warm(worker, begun):
    pid = worker.call("ping", {})["pid"]
    call = Call(worker, "patient", {"begun": str(begun)})
    wait_for(begun.exists)
    call.monitor.cancel.set()
    with pytest.raises(Cancelled):
        call.outcome(2)
    assert worker.call("ping", {})["pid"] == pid


@pytest.mark.parametrize("method", ["deaf", "locked"])
def test_the_caller_of_deaf_work_is_released_and_nothing_stays(worker, begun, tmp_path, method):
    pid = worker.call("ping", {})["pid"]
    output = tmp_path / "cube.nc"
    output.write_text("the cube of yesterday")
    call = Call(worker, method, {"begun": str(begun), "output": str(output)})
    wait_for(begun.exists)
    assert (tmp_path / "cube.nc.part").exists()
    call.monitor.cancel.set()
    with pytest.raises(Cancelled):
        call.outcome(2)
    wait_for(lambda: not is_running(pid), 2)
    wait_for(lambda: not (tmp_path / "cube.nc.part").exists(), 2)
    assert output.read_text() == "the cube of yesterday"
    assert worker.call("ping", {})["pid"] != pid


def test_the_caller_of_a_halted_worker_is_released(worker):
    pid = worker.call("ping", {})["pid"]
    os.kill(pid, signal.SIGSTOP)
    call = Call(worker, "echo", {"value": "x" * 10_000_000})
    call.join(0.2)
    call.monitor.cancel.set()
    with pytest.raises(Cancelled):
        call.outcome(2)
    assert worker.call("echo", {"value": 1}) == 1


def test_a_call_cancelled_before_it_starts_starts_nothing():
    worker = Worker()
    monitor = Recorder()
    monitor.cancel.set()
    with pytest.raises(Cancelled):
        worker.call("ping", {}, monitor)
    assert monitor.reports == []
    assert worker.pid is None


def test_a_start_nobody_waits_for_goes_on_for_the_next_caller(worker):
    call = Call(worker, "ping", {})
    wait_for(lambda: call.monitor.reports)
    call.monitor.cancel.set()
    with pytest.raises(Cancelled):
        call.outcome(2)
    assert worker.call("echo", {"value": "second"}) == "second"


def test_a_monitor_that_fails_does_not_leave_the_worker_busy(worker):
    class FaultyMonitor(Monitor):
        def progress(self, fraction, text="", **values):
            if fraction:
                raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        worker.call("steps", {"count": 10}, FaultyMonitor())
    assert worker.call("echo", {"value": 1}) == 1
