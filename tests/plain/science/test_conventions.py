"""Cubes by the CF conventions, as an independent checker, xarray and GDAL see them."""

from __future__ import annotations

import shutil
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import netCDF4
import numpy as np
import pytest
import xarray as xr
from osgeo import gdal

from itslive_qgis.science.cube import build_cube
from itslive_qgis.science.granule import FILL
from tests.archive import truth
from tests.conftest import REPOSITORY

gdal.UseExceptions()

CHECKER = REPOSITORY / ".venv-cf" / "bin" / "compliance-checker"


def wider(path: Path, target: Path, days: int) -> Path:
    """A copy whose images lie ``days`` farther from the same mid-date, in header and name."""
    shutil.copy(path, target)
    with netCDF4.Dataset(target, "a") as data:
        pair = data["img_pair_info"]
        for image, shift in ((1, -days), (2, days)):
            text = pair.getncattr(f"acquisition_date_img{image}")
            moved = datetime.strptime(text[:8], "%Y%m%d") + timedelta(days=shift)
            pair.setncattr(f"acquisition_date_img{image}", f"{moved:%Y%m%d}{text[8:]}")
            scene = pair.getncattr(f"id_img{image}")
            pair.setncattr(f"id_img{image}", scene.replace(text[:8], f"{moved:%Y%m%d}"))
    return target


@pytest.fixture(scope="module")
def three(its_live, tmp_path_factory) -> Path:
    """A folder of three granules of different pairs with one mid-date."""
    folder = tmp_path_factory.mktemp("three")
    source = next(path for path in its_live.granules if path.name.startswith("LC08"))
    wider(source, folder / f"a_X_{source.name}", 0)
    wider(source, folder / f"b_X_{source.name}", 16)
    wider(source, folder / f"c_X_{source.name}", 32)
    return folder


@pytest.mark.parametrize("crs", [None, "EPSG:3413", "EPSG:32607", "EPSG:6931"])
def test_three_granules_of_one_mid_date(crs, three, its_live, outline, tmp_path):
    report = build_cube(str(tmp_path / "cube.nc"), folder=str(three), area=outline, crs=crs)
    path = report["output"]

    assert report["layers"] == 3
    assert report["skipped"] == []
    with xr.open_dataset(path, decode_timedelta=False) as data:
        assert data.sizes["mid_date"] == 3
        assert data.indexes["mid_date"].is_unique
        assert data.indexes["mid_date"].is_monotonic_increasing
        spread = data.mid_date.values[-1] - data.mid_date.values[0]
        assert spread < np.timedelta64(10, "us")
        each = [data.vx.sel(mid_date=moment) for moment in data.mid_date.values]
        assert [layer.ndim for layer in each] == [2, 2, 2]
    with netCDF4.Dataset(path) as data:
        data.set_auto_maskandscale(False)
        separations = np.diff([data["date_1"][:], data["date_2"][:]], axis=0).ravel()
        stored = data["vx"][:]
    assert len(set(separations.round())) == 3
    raster = gdal.Open(f'NETCDF:"{path}":vx')
    assert raster.RasterCount == 3
    for band in range(3):
        assert raster.GetRasterBand(band + 1).GetNoDataValue() == FILL
        np.testing.assert_array_equal(raster.GetRasterBand(band + 1).ReadAsArray(), stored[band])
    assert complaints(path) == ""


def test_a_cube_of_all_formats_keeps_to_the_conventions(whole_its_live, tmp_path):
    """Pine Island in EPSG:3031: versions 0, 1 and 2, pixels of 120 and 240 m, holes filled."""
    ring = [list(place) for place in truth.site("pine_island").outline]
    paths = {path.stem: str(path) for path in whole_its_live.granules}
    chosen = [
        paths[granule.granule_id]
        for granule in whole_its_live.catalogue
        if granule.site == "pine_island"
    ]

    report = build_cube(
        str(tmp_path / "cube.nc"),
        inputs=chosen,
        area={"type": "Polygon", "coordinates": [ring]},
        crs="EPSG:3031",
    )

    assert report["completed"]
    with netCDF4.Dataset(report["output"]) as data:
        assert set(data["map_scale_corrected"][:]) == {0, 1}
    assert complaints(report["output"]) == ""


def complaints(path: str) -> str:
    """What the IOOS compliance checker has against a file by CF 1.8; empty if nothing."""
    run = subprocess.run(
        [CHECKER, "--test=cf:1.8", "--criteria=strict", path],
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if run.returncode == 0 else run.stdout + run.stderr
