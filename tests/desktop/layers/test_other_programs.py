"""Every program reads of a cube what is stored in it: projection, no-data, values and times.

Each runs in a process of its own. ``make test-trixie`` puts the same to GDAL 3.10 and QGIS 3.40.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import itslive_qgis
from tests.conftest import ARCHIVES, REPOSITORY
from tests.tools.read_cube import TOLD, VARIABLES, differences

STAGE = Path(itslive_qgis.__file__).parents[1]
READER = REPOSITORY / "tests" / "tools" / "read_cube.py"
#: Of what each program tells this is all; of a store GDAL 3.6 names no dates to QGIS.
SILENT = {("qgis", "nc"): {"intervals"}, ("qgis", "zarr"): {"times", "intervals"}}


def python(*arguments: str) -> str:
    answer = subprocess.run(
        [sys.executable, *arguments],
        env={
            **os.environ,
            "PYTHONPATH": f"{STAGE}{os.pathsep}{REPOSITORY}",
            "QT_QPA_PLATFORM": "offscreen",
        },
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


@pytest.fixture(scope="module")
def folder(its_live, tmp_path_factory) -> Path:
    """Where the cube lies as a file and as a store."""
    folder = tmp_path_factory.mktemp("cubes")
    python("-m", "tests.tools.cubes_to_read", str(folder), str(ARCHIVES / "archive-small"))
    return folder


@pytest.fixture(scope="module")
def reference(folder) -> dict:
    """What is stored in the file."""
    return json.loads(python(str(READER), "netcdf4", str(folder / "cube.nc")))


@pytest.mark.parametrize("ending", ["nc", "zarr"])
@pytest.mark.parametrize("program", ["xarray", "gdal", "qgis", "plugin"])
def test_a_program_reads_what_is_stored(program, ending, folder, reference):
    answer = json.loads(
        python(str(READER), program, str(folder / f"cube.{ending}")).split("\n")[-2]
    )
    assert differences(reference, answer) == []
    assert {name for name in TOLD if answer[name] is None} == SILENT.get((program, ending), set())
    assert set(answer["values"]) == ({"v"} if program == "plugin" else set(VARIABLES))
    assert len(answer["values"]["v"]) == len(reference["times"]) > 20


def test_what_differs_is_seen(folder, reference):
    """The comparison has eyes: one thing is changed at a time."""
    for name, wrong in (
        ("crs", 32607),
        ("no_data", 0),
        ("grid", [312352.5, 120.0, 0.0, 6543007.5, 0.0, 120.0]),
        ("times", [reference["times"][0] + 2, *reference["times"][1:]]),
        ("intervals", reference["intervals"][1:]),
        ("values", {"v": reference["values"]["vx"]}),
    ):
        assert len(differences(reference, {**reference, name: wrong})) == 1, name
