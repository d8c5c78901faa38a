"""Whatever stops a build or a raster, and whenever: nothing half is left, what was there stays."""

from __future__ import annotations

import itertools
import os
import shutil
from pathlib import Path

import pytest
import rasterio

from itslive_qgis.errors import Cancelled, ItsliveError
from itslive_qgis.science.cube import build_cube
from itslive_qgis.science.summarize import summarize_cube
from itslive_qgis.science.typical import typical_speed
from tests.plain.science.stopped import StopAfter, small_files

pytestmark = pytest.mark.own_process
EARLIER = b"the work of last week"


@pytest.fixture
def granules(its_live, tmp_path) -> Path:
    folder = tmp_path / "granules"
    folder.mkdir()
    for path in its_live.granules[:5]:
        shutil.copy(path, folder)
    return folder


@pytest.fixture
def output(tmp_path) -> Path:
    """Where an earlier result lies."""
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "result.nc").write_bytes(EARLIER)
    return folder / "result.nc"


def only_the_earlier(output: Path) -> bool:
    return [output] == list(output.parent.iterdir()) and output.read_bytes() == EARLIER


def test_a_build_cancelled_at_every_question(granules, output):
    for checks in itertools.count():
        try:
            built = build_cube(str(output), folder=str(granules), monitor=StopAfter(checks))
        except Cancelled:
            assert only_the_earlier(output), checks
        else:
            break
    assert checks > 8
    assert built["bytes"] == output.stat().st_size
    assert [output] == list(output.parent.iterdir())


def test_a_typical_speed_cancelled_at_every_question(cube, output):
    for checks in itertools.count():
        try:
            typical_speed(cube["output"], str(output), monitor=StopAfter(checks))
        except Cancelled:
            assert only_the_earlier(output), checks
        else:
            break
    assert checks > 3
    assert [output] == list(output.parent.iterdir())


@pytest.mark.parametrize("share", [0, 0.02, 0.3, 0.6, 0.95])
def test_a_build_cut_off_at_any_size(share, granules, output):
    whole = build_cube(str(output.with_name("whole.nc")), folder=str(granules))
    os.remove(whole["output"])
    with small_files(int(share * whole["bytes"])), pytest.raises(ItsliveError) as caught:
        build_cube(str(output), folder=str(granules))
    assert caught.value.code == "cannot_write"
    assert "make room on the disk" in str(caught.value)
    assert only_the_earlier(output)
    # The same process can write it afterwards, though HDF5 still holds what it could not close.
    assert build_cube(str(output), folder=str(granules))["layers"] > 0


@pytest.mark.parametrize("kib", [0, 1, 10])
def test_a_raster_cut_off_at_any_size(kib, cube, output):
    with (
        small_files(kib * 1024),
        pytest.raises(ItsliveError, match=r"result\.nc cannot be written"),
    ):
        typical_speed(cube["output"], str(output))
    assert only_the_earlier(output)
    typical_speed(cube["output"], str(output))
    with rasterio.open(output) as raster:
        assert raster.read(1).shape == (cube["ny"], cube["nx"])


@pytest.mark.parametrize("kib", [0, 1, 10, 40])
def test_a_summary_cut_off_at_any_size(kib, cube, output):
    folder = output.parent
    earlier = [path["path"] for path in summarize_cube(cube["output"], str(folder))["periods"]]
    before = {path: path.read_bytes() for path in folder.iterdir()}
    with small_files(kib * 1024), pytest.raises(ItsliveError) as caught:
        summarize_cube(cube["output"], str(folder), filters={"bin_rule": True})
    assert caught.value.code == "cannot_write"
    assert "make room on the disk" in str(caught.value)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    with small_files(kib * 1024), pytest.raises(ItsliveError):
        summarize_cube(cube["output"], str(folder / "new"))
    assert not (folder / "new").exists()
    again = summarize_cube(cube["output"], str(folder))["periods"]
    assert [path["path"] for path in again] == earlier
