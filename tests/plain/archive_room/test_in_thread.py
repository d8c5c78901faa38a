"""PROJ is only used in threads that Python made: pyproj 3.7 crashes QGIS in those of Qt."""

from __future__ import annotations

import threading

import pyproj
import pytest

from itslive_qgis.archive import placing
from itslive_qgis.archive.area import Area
from itslive_qgis.archive.in_thread import in_python_thread
from itslive_qgis.errors import ItsliveError


def test_the_result_comes_from_another_thread():
    assert in_python_thread(lambda text: (text, threading.get_ident()), "a")[0] == "a"
    assert in_python_thread(threading.get_ident) != threading.get_ident()


def test_an_error_is_raised_where_it_was_called():
    def fail():
        raise ItsliveError("No.", code="no")

    with pytest.raises(ItsliveError) as caught:
        in_python_thread(fail)
    assert caught.value.code == "no"


def test_an_area_is_projected_in_another_thread(monkeypatch):
    threads = set()

    class Watched(pyproj.CRS):
        @classmethod
        def from_user_input(cls, value, **kwargs):
            threads.add(threading.get_ident())
            return pyproj.CRS.from_user_input(value, **kwargs)

    monkeypatch.setattr(placing, "CRS", Watched)
    square = [(0.0, -1e6), (1e5, -1e6), (1e5, -9e5), (0.0, -9e5)]
    found = Area.from_rings([[square]], "EPSG:3413")
    assert -45 <= found.bbox()[0] < found.bbox()[2] < -38
    assert len(threads) == 1
    assert threading.get_ident() not in threads
