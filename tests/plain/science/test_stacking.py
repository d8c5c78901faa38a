"""Cubes made in threads and blocks: the same whatever made them, and however often they began."""

from __future__ import annotations

import errno
import os
import signal

import netCDF4
import numpy as np
import pytest

from itslive_qgis.errors import Cancelled
from itslive_qgis.science import cube_write, inflate, quick_header, spread
from itslive_qgis.science.cube import build_cube
from itslive_qgis.science.granule import read_header
from tests.plain.science.same_cube import VARIABLES, Telling, assert_same, build


@pytest.fixture
def headers(granules) -> int:
    """How many times a build tells of its progress before it stacks."""
    return len(list(granules.iterdir())) + 1


@pytest.mark.parametrize("lacking", ["h5py", "libdeflate", "both", "threads"])
def test_a_cube_is_the_same_without_what_makes_it_fast(
    lacking, reference, granules, outline, tmp_path, monkeypatch
):
    if lacking in ("h5py", "both"):
        monkeypatch.setattr(quick_header, "h5py", None)
        monkeypatch.setattr(cube_write, "h5py", None)
        assert not read_header(next(granules.glob("*.nc"))).stored
    if lacking in ("libdeflate", "both"):
        monkeypatch.setattr(inflate, "_library", lambda: None)
    if lacking == "threads":
        monkeypatch.setattr(spread, "_cores", lambda: 1)

    assert_same(build(granules, tmp_path / "slow.nc", outline)["output"], reference)


@pytest.mark.parametrize("lacking", ["windows", "share"])
def test_a_disk_that_keeps_no_room_takes_the_cube_all_the_same(
    lacking, reference, granules, outline, tmp_path, monkeypatch
):
    def refuse(*_):
        raise OSError(errno.EOPNOTSUPP, "Operation not supported")

    if lacking == "windows":
        monkeypatch.delattr(os, "posix_fallocate")
    else:
        monkeypatch.setattr(os, "posix_fallocate", refuse)
    report = build(granules, tmp_path / "cube.nc", outline)

    assert report["bytes"] == reference.stat().st_size, "what was kept and not used is cut off"
    assert_same(report["output"], reference)


class Killing(Telling):
    """Kills the process, as a crash would, when it is told of something for the n-th time."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.left = count

    def progress(self, fraction: float, text: str = "", **values) -> None:
        self.left -= 1
        if self.left < 0:
            os.kill(os.getpid(), signal.SIGKILL)


def killed_after(count: int, *arguments) -> bool:
    """Build in a child process that is killed; whether it was before it was done."""
    child = os.fork()
    if child == 0:
        try:
            build(*arguments, monitor=Killing(count))
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def test_a_build_killed_at_twenty_moments_goes_on_where_it_was(
    reference, granules, headers, outline, tmp_path
):
    output = tmp_path / "out" / "cube.nc"
    output.parent.mkdir()
    output.write_bytes(b"the cube of last week")
    begun = []
    for moment in range(20):
        assert killed_after(headers + moment % 10, granules, output, outline)
        assert output.read_bytes() == b"the cube of last week"
        begun.append(len(list(output.parent.glob("*.unfinished/*.block"))))
    monitor = Telling()
    report = build(granules, output, outline, monitor)

    assert begun == sorted(begun)
    assert begun[-1] > 1
    assert min(monitor.pairs, default=99) > 4, "what was finished is not made anew"
    assert report["layers"] + len(report["skipped"]) >= 40
    assert_same(output, reference)
    assert [path.name for path in output.parent.iterdir()] == ["cube.nc"]


@pytest.mark.parametrize("spoil", ["cut", "changed", "missing", "other plan"])
def test_what_is_left_of_a_build_is_believed_only_where_it_is_whole(
    spoil, reference, granules, headers, outline, tmp_path
):
    output = tmp_path / "cube.nc"
    assert killed_after(headers + 30, granules, output, outline)
    left = sorted((tmp_path / "cube.nc.unfinished").glob("*.block"))
    assert len(left) > 2
    if spoil == "cut":
        left[1].write_bytes(left[1].read_bytes()[:-3])
    elif spoil == "changed":
        left[1].write_bytes(left[1].read_bytes()[:-3] + b"abc")
    elif spoil == "missing":
        left[1].unlink()
    else:
        os.utime(next(granules.glob("*.nc")), (1, 1))
    monitor = Telling()
    build(granules, output, outline, monitor)

    assert (monitor.pairs[0] == 1) == (spoil == "other plan")
    assert monitor.pairs[0] < 8, "what came after it is made anew"
    assert_same(output, reference)


def test_a_granule_left_out_after_a_crash_changes_the_plan(
    reference, granules, headers, outline, tmp_path
):
    """Its pair is gone, so that the numbers of those after it are others."""
    output = tmp_path / "cube.nc"
    assert killed_after(headers + 30, granules, output, outline)
    with netCDF4.Dataset(reference) as data:
        left_out = {str(granules / f"{data['granule'][0]}.nc"): None}
    common = {"folder": str(granules), "area": outline, "variables": VARIABLES}
    build_cube(str(output), leave_out=left_out, **common)
    build_cube(str(tmp_path / "fresh.nc"), leave_out=left_out, **common)

    assert_same(output, tmp_path / "fresh.nc")


def test_what_somebody_put_beside_the_blocks_stays(granules, outline, tmp_path, small_blocks):
    folder = tmp_path / "cube.nc.unfinished"
    (folder / "older").mkdir(parents=True)
    (folder / "notes.txt").write_text("of the field season")
    build(granules, tmp_path / "cube.nc", outline)

    assert sorted(path.name for path in folder.iterdir()) == ["notes.txt", "older"]
    assert (tmp_path / "cube.nc").is_file()


def test_a_cancelled_build_leaves_nothing_to_go_on_from(granules, outline, tmp_path, small_blocks):
    class After(Telling):
        def is_cancelled(self) -> bool:
            return len(self.pairs) > 20

    with pytest.raises(Cancelled):
        build(granules, tmp_path / "cube.nc", outline, After())
    assert [path.name for path in tmp_path.iterdir()] == ["granules"]


def test_further_variables_are_those_of_the_granules(its_live, outline, tmp_path):
    """In the granules' own projection each cell is the granule's; 255 and 0 where none is."""
    report = build(its_live.root, tmp_path / "cube.nc", outline)
    files = {path.stem: path for path in its_live.granules}
    with netCDF4.Dataset(report["output"]) as cube:
        cube.set_auto_maskandscale(False)
        copied = np.flatnonzero(cube["reprojected"][:] == 0)[:4]
        for index in copied:
            with netCDF4.Dataset(files[cube["granule"][index]]) as granule:
                granule.set_auto_maskandscale(False)
                row = round(float(granule["y"][0] - cube["y"][0]) / 120)
                column = round(float(cube["x"][0] - granule["x"][0]) / 120)
                held = cube["vx"][index] != -32767
                rows, columns = np.nonzero(held)
                for name in VARIABLES:
                    theirs = granule[name][...][rows + row, columns + column]
                    np.testing.assert_array_equal(cube[name][index][held], theirs)
        for name in VARIABLES:
            missing = cube["vx"][:] == -32767
            assert set(np.unique(cube[name][:][missing])) == {255 if "mask" in name else 0}
