"""A damaged cube ends in a sentence, or with the worker's process, never in libhdf5's own words."""

from __future__ import annotations

import random
from pathlib import Path

import h5py
import netCDF4
import pytest

from itslive_qgis.errors import ItsliveError
from itslive_qgis.science.cube import build_cube
from itslive_qgis.science.cube_series import point_series
from itslive_qgis.science.describe import describe_cube
from itslive_qgis.science.summarize import summarize_cube
from itslive_qgis.science.typical import typical_speed
from itslive_qgis.worker.client import Worker
from tests.plain.science import small_granules as small

pytestmark = pytest.mark.own_process

#: A pixel centre of the small granule, EPSG:3413.
POINT = (-199827.5, -2280052.5)


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> bytes:
    folder = tmp_path_factory.mktemp("sound")
    small.write(small.v2(), folder / "a_X_b.nc")
    return Path(build_cube(str(folder / "cube.nc"), folder=str(folder))["output"]).read_bytes()


@pytest.fixture
def blocks_lost(whole, tmp_path) -> str:
    """A cube that opens, but whose packed values cannot be unpacked."""
    path = tmp_path / "cube.nc"
    path.write_bytes(whole)
    with h5py.File(path, "r") as file:
        places = [file[name].id.get_chunk_info(0).byte_offset for name in ("v", "vx", "vy")]
    with path.open("r+b") as file:
        for place in places:
            file.seek(place + 2)
            file.write(b"\xff" * 12)
    netCDF4.Dataset(path).close()
    return str(path)


def test_values_that_cannot_be_read_are_told_in_a_sentence(blocks_lost, tmp_path):
    for read in (
        lambda: describe_cube(blocks_lost),
        lambda: point_series(blocks_lost, [POINT], "EPSG:3413"),
        lambda: typical_speed(blocks_lost, str(tmp_path / "typical.tif")),
        lambda: summarize_cube(blocks_lost, str(tmp_path / "summary")),
    ):
        with pytest.raises(ItsliveError, match=r"cube\.nc cannot be read: the file is") as caught:
            read()
        assert caught.value.code == "damaged_cube"
        assert "Build it again" in caught.value.advice
    assert not list(tmp_path.glob("typical*"))
    assert not (tmp_path / "summary").exists()


def test_bytes_overwritten_end_in_a_result_a_sentence_or_a_death(whole, tmp_path):
    worker, outcomes = Worker(), set()
    try:
        for seed in range(25):
            # libhdf5 holds on to a file that it could not open, and would not read another one
            # under its name.
            path = tmp_path / f"cube-{seed}.nc"
            rng = random.Random(seed)
            content = bytearray(whole)
            for _ in range(12):
                content[rng.randrange(len(content))] = rng.randrange(256)
            at = rng.randrange(len(content) - 256)
            content[at : at + 256] = rng.randbytes(256)
            path.write_bytes(content)
            for method, params in (
                ("describe_cube", {}),
                ("point_series", {"points": [POINT], "crs": "EPSG:3413"}),
                ("typical_speed", {"output": str(tmp_path / "typical.tif")}),
                ("summarize_cube", {"output": str(tmp_path / "summary")}),
            ):
                outcomes.add(outcome(worker, method, {"path": str(path), **params}))
    finally:
        worker.stop()

    told = {"read", "worker_died", "no_cube", "not_a_cube", "damaged_cube", "bad_crs"}
    told |= {"no_dates", "nothing_left"}
    assert outcomes <= told
    assert len(outcomes) > 1, "some must have been damaged so that it shows"


def outcome(worker: Worker, method: str, params: dict) -> str:
    error = None
    try:
        worker.call(method, params)
    except ItsliveError as caught:
        error = caught
    if error is None:
        return "read"
    for word in ("Traceback", "Error", "NetCDF:", "unforeseen", "\n"):
        assert word not in str(error), (method, str(error), error.detail)
    assert error.advice
    return error.code
