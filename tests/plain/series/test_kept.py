"""Records that wait for others to be read: as they were, wherever they wait."""

from __future__ import annotations

import tempfile
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from itslive_qgis.errors import ItsliveError
from itslive_qgis.series.kept import Records

from .records import record


def three():
    """Different ones: with missing values, with names of granules, and without any row."""
    one = record([1, np.nan, 3], [4, 5, 6], satellites=["Landsat 8", "Sentinel-1A", "Landsat 8"])
    two = replace(record([7], [8]), granules=("a granule ä",), derived=True)
    return one, two, record([], [])


def assert_same(found, wanted) -> None:
    for field in fields(wanted):
        mine, other = getattr(found, field.name), getattr(wanted, field.name)
        if isinstance(other, np.ndarray):
            assert mine.dtype == other.dtype
            np.testing.assert_array_equal(mine, other)
        else:
            assert mine == other


@pytest.mark.parametrize(("limit", "written"), [(0, 2), (150, 1), (10**6, 0)])
def test_records_come_back_from_memory_and_from_the_disk(limit, written, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    kept = dict(zip((4, 0, 2), three()))
    with Records(limit) as records:
        for number, series in kept.items():
            records.put(number, series)
        assert len(list(tmp_path.rglob("*.npz"))) == written
        for number, series in kept.items():
            assert_same(records.get(number), series)
        assert records.get(1) is None
    assert list(tmp_path.iterdir()) == []


def test_a_temporary_folder_that_takes_nothing_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with Records(0) as records, pytest.raises(ItsliveError) as caught:
        records.put(0, three()[0])
    assert caught.value.code == "no_room"
    assert str(tmp_path / "gone") in str(caught.value)
    assert "fewer points" in str(caught.value)
    assert not Path(tmp_path / "gone").exists()
