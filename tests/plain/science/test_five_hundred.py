"""Five hundred granules, four of them bad: four named reasons, and a layer of each other one."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import netCDF4
import numpy as np
import pytest

from itslive_qgis.monitor import Monitor
from itslive_qgis.worker import building
from itslive_qgis.worker.client import Worker
from tests.plain.science import small_granules as small

COUNT = 500
SEPARATION = 16


def granule(folder: Path, number: int, spoil=None) -> Path:
    """A granule of its own pair: from one day to 16 days on."""
    spec = small.v2()
    days = [date(2014, 1, 1) + timedelta(days=number + after) for after in (0, SEPARATION)]
    scenes = []
    for image, day in enumerate(days, 1):
        scenes.append(f"LC08_L1TP_009011_{day:%Y%m%d}_20200911_02_T1")
        pair = spec.variables["img_pair_info"].attributes
        pair[f"id_img{image}"] = scenes[-1]
        pair[f"acquisition_date_img{image}"] = f"{day:%Y%m%d}T14:52:19.377"
    if spoil is not None:
        spoil(spec)
    return small.write(spec, folder / f"{'_X_'.join(scenes)}_G0120V02_P041.nc")


def all_fill(spec) -> None:
    for name in ("vx", "vy", "v", "v_error"):
        spec.variables[name].values[:] = small.FILL


def displaced(spec) -> None:
    """Its own latitude and longitude are of Antarctica."""
    spec.variables["img_pair_info"].attributes |= {"latitude": -75.1, "longitude": -100.2}


def swapped(spec) -> None:
    for variable in spec.variables.values():
        if variable.dimensions == ("y", "x"):
            variable.dimensions, variable.values = ("x", "y"), variable.values.T


BAD = {100: all_fill, 200: displaced, 300: swapped}
CORRUPT = 400
WORDS = {
    100: "no measurement in the area",
    200: "is displaced: its images were taken at latitude -75.1, longitude -100.2",
    300: "rows and columns are exchanged",
    CORRUPT: "the file is damaged",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("five hundred")
    for number in range(COUNT):
        path = granule(folder, number, BAD.get(number))
        if number == CORRUPT:
            content = path.read_bytes()
            path.write_bytes(content[:600] + bytes(len(content) - 600))
    return folder


def test_four_bad_ones_among_five_hundred(folder, tmp_path):
    worker = Worker()
    request = {"folder": str(folder), "output": str(tmp_path / "cube.nc")}
    try:
        report = building.build_cube(worker, request, Monitor())
    finally:
        worker.stop()

    assert report["layers"] == COUNT - 4
    names = {path.stem: number for number, path in enumerate(sorted(folder.iterdir()))}
    told = {names[item["granule_id"]]: item["reason"] for item in report["skipped"]}
    assert set(told) == set(WORDS)
    for number, reason in told.items():
        assert WORDS[number] in reason["what"].format(**reason["values"])
    with netCDF4.Dataset(report["output"]) as cube:
        first = np.asarray(cube["date_1"][:])
        assert (np.diff(first) >= 1).all()
        assert set(np.diff(first).round(6)) == {1.0, 2.0}
        np.testing.assert_allclose(cube["date_2"][:] - first, SEPARATION, atol=1e-9)
