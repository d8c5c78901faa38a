"""While a task of ours computes in Python, the window gets Python's lock soon."""

from __future__ import annotations

import sys
import threading

from itslive_qgis.monitor import Monitor
from itslive_qgis.tasks.base import WorkTask
from itslive_qgis.tasks.courtesy import courteous

from .conftest import until


def test_threads_switch_often_during_a_task_and_as_before_after_it():
    before = sys.getswitchinterval()
    during: list[float] = []

    def work(monitor: Monitor) -> None:
        during.append(sys.getswitchinterval())

    ended: list[object] = []
    task = WorkTask("courtesy", work)
    task.succeeded.connect(ended.append)
    task.start()
    until(lambda: bool(ended))
    assert during[0] < before
    assert sys.getswitchinterval() == before


def test_the_last_of_several_restores_what_was():
    before = sys.getswitchinterval()
    entered, leave = threading.Event(), threading.Event()

    def other() -> None:
        with courteous:
            entered.set()
            leave.wait(5)

    thread = threading.Thread(target=other)
    thread.start()
    entered.wait(5)
    with courteous:
        pass
    assert sys.getswitchinterval() < before
    leave.set()
    thread.join(5)
    assert sys.getswitchinterval() == before
