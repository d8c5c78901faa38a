"""A computer short of memory or of files is not taken for a damaged granule."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import netCDF4
import numpy as np
import pytest

from tests.plain.science import small_granules as small

pytest.importorskip("resource")

SIDE = 4000
#: Reads a granule with so much memory, in bytes, above what the process holds, or with so many
#: files left to open, and prints what becomes of it.
READER = """
import resource, sys
from itslive_qgis.errors import ItsliveError
from itslive_qgis.monitor import Monitor
from itslive_qgis.science.granule import read_header, read_window
from itslive_qgis.science.wholeness import read_everything
what, path, number = sys.argv[1], sys.argv[2], int(sys.argv[3])
header = read_header(path)
files = []
if what == "files":
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    try:
        while True:
            files.append(open(path))
    except OSError:
        del files[len(files) - number :]
else:
    with open("/proc/self/status") as status:
        held = next(int(line.split()[1]) for line in status if line.startswith("VmSize")) * 1024
    resource.setrlimit(resource.RLIMIT_AS, (held + number,) * 2)
try:
    if what == "inspect":
        _, problems = read_everything(path, (), Monitor())
        told = ",".join(problem.code for problem in problems) or "read"
    else:
        read_window(path, header, slice(None), slice(None))
        told = "read"
except ItsliveError as error:
    told = error.code
except BaseException as error:
    told = type(error).__name__
files.clear()
print(told)
"""


@pytest.fixture(scope="module")
def large(tmp_path_factory) -> Path:
    """A sound granule whose variables are one block of 32 MB each."""
    spec = small.v2()
    path = tmp_path_factory.mktemp("large") / "a_X_b.nc"
    for name, step in (("x", 120), ("y", -120)):
        spec.dimensions[name] = SIDE
        first = spec.variables[name].values[0]
        spec.variables[name].values = first + step * np.arange(SIDE)
    for place in ("latitude", "longitude"):  # they are of the small one
        del spec.variables["img_pair_info"].attributes[place]
    for name in [name for name, each in spec.variables.items() if len(each.dimensions) == 2]:
        del spec.variables[name]
    small.write(spec, path)
    with netCDF4.Dataset(path, "a") as data:
        for name in ("vx", "vy", "v", "v_error"):
            variable = data.createVariable(
                name, "i2", ("y", "x"), zlib=True, shuffle=True, chunksizes=(SIDE, SIDE)
            )
            variable.set_auto_maskandscale(False)
            variable[:] = np.full((SIDE, SIDE), 7, np.int16)
    return path


def told(what: str, path: Path, number: int) -> str:
    ran = subprocess.run(
        [sys.executable, "-c", READER, what, path, str(number)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "OMP_NUM_THREADS": "1"},
        cwd=path.parent,  # not where the source tree lies, which is not what is tested
    )
    return ran.stdout.strip()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs the limits of Linux")
@pytest.mark.parametrize("what", ["window", "inspect"])
def test_a_sound_granule_is_never_called_damaged_for_want_of_memory(what, large):
    outcomes = [told(what, large, megabytes * 10**6) for megabytes in range(40, 200, 20)]

    assert set(outcomes) <= {"MemoryError", "read"}, outcomes
    assert "MemoryError" in outcomes
    assert told(what, large, 3 * 10**9) == "read"


def test_a_sound_granule_is_never_called_damaged_for_want_of_files(large):
    assert told("files", large, 0) == "TooManyOpenFiles"
    assert told("files", large, 20) == "read"


def test_a_damaged_granule_is_still_called_damaged(large, tmp_path):
    content = bytearray(large.read_bytes())
    at = content.find(b"\x78\x5e")
    while at > 0:
        content[at : at + 12] = b"\x78\x5e" + b"\xff" * 10
        at = content.find(b"\x78\x5e", at + 12)
    path = tmp_path / "a_X_b.nc"
    path.write_bytes(content)

    assert told("window", path, 3 * 10**9) == "damaged_granule"
    assert "damaged_variable" in told("inspect", path, 3 * 10**9)
