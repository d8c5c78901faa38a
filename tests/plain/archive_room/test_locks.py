"""Waiting for what another thread holds."""

from __future__ import annotations

import threading

import pytest

from itslive_qgis.archive.locks import held_lock
from itslive_qgis.errors import Cancelled
from itslive_qgis.monitor import Monitor


class Impatient(Monitor):
    def is_cancelled(self) -> bool:
        return True


def test_it_is_held_within_and_free_behind():
    lock = threading.Lock()
    with held_lock(lock, Monitor()):
        assert lock.locked()
    assert not lock.locked()


def test_it_is_free_behind_an_error():
    lock = threading.Lock()
    with pytest.raises(ZeroDivisionError), held_lock(lock, Monitor()):
        raise ZeroDivisionError
    assert not lock.locked()


def test_nobody_waits_longer_than_wanted():
    lock = threading.Lock()
    with lock:
        with pytest.raises(Cancelled), held_lock(lock, Impatient()):
            pytest.fail("it was held")
        assert lock.locked()
