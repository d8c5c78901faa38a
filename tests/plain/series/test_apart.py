"""Forty years at a click need nothing but numpy, requests and pyproj."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import itslive_qgis

from .served import CATALOGUE

PACKAGE = Path(itslive_qgis.__file__).parent


@pytest.mark.parametrize("without", ["", "libdeflate"])
def test_a_point_without_what_qgis_does_not_ship(archive, tmp_path, without):
    cube = archive.cube(texts="<U3")
    archive.list(cube)
    lon, lat = cube.of_pixel(31, 27)
    program = Path(__file__).with_name("apart.py")
    run = subprocess.run(
        [sys.executable, str(program), f"{archive.url}/{CATALOGUE}", repr(lon), repr(lat)],
        env={
            "PYTHONPATH": str(PACKAGE.parent),
            "HOME": str(tmp_path),
            "ITSLIVE_NO_LIBDEFLATE": without,
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    assert told["blocked"] == []
    assert told["whole"]

    pixel = cube.opened().isel(x=31, y=27).load()
    held = np.isfinite(pixel["vx"].values) & np.isfinite(pixel["vy"].values)
    pixel = pixel.isel(mid_date=np.flatnonzero(held)).sortby("mid_date")
    assert pixel["mid_date"].values.astype(np.int64).tolist() == told["mid_date"]
    assert len(told["vx"]) > 100
    for name in ("v", "vx", "vy", "v_error"):
        assert pixel[name].values.tolist() == told[name]


@pytest.mark.parametrize(
    "path",
    sorted([*PACKAGE.glob("series/*.py"), *PACKAGE.glob("archive/*.py")]),
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_the_syntax_is_that_of_python_3_9(path):
    ast.parse(path.read_text(), feature_version=(3, 9))
