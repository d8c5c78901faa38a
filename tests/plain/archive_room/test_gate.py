"""Turns on the network: in which order, and how many at a time."""

from __future__ import annotations

import threading
import time

import pytest

from itslive_qgis.archive.gate import Gate
from itslive_qgis.errors import Cancelled
from itslive_qgis.monitor import Monitor


class _Stopped(Monitor):
    def is_cancelled(self) -> bool:
        return True


def _waiting(gate: Gate, order: list[int], number: int) -> threading.Thread:
    def wait_and_leave() -> None:
        gate.enter(Monitor())
        order.append(number)
        gate.leave()

    thread = threading.Thread(target=wait_and_leave, daemon=True)
    before = len(gate._waiting)
    thread.start()
    while len(gate._waiting) == before:
        time.sleep(0.001)
    return thread


def test_turns_come_in_the_order_of_asking() -> None:
    gate = Gate(1)
    gate.enter(Monitor())
    order: list[int] = []
    threads = [_waiting(gate, order, number) for number in range(8)]
    gate.refused(0.02)
    gate.leave()
    gate.enter(Monitor())  # whoever was refused is behind those that waited
    order.append(-1)
    for thread in threads:
        thread.join(5)
    assert order == [*range(8), -1]


def test_one_that_gives_up_waiting_is_in_nobodys_way() -> None:
    gate = Gate(1)
    gate.enter(Monitor())
    with pytest.raises(Cancelled):
        gate.enter(_Stopped())
    order: list[int] = []
    thread = _waiting(gate, order, 1)
    gate.leave()
    thread.join(5)
    assert order == [1]
