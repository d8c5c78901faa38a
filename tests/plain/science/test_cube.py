"""What a cube is made of, what is left out, and what other programs make of the file."""

from __future__ import annotations

import os
import shutil
from datetime import datetime
from pathlib import Path

import netCDF4
import numpy as np
import pytest
import rioxarray  # noqa: F401 - registers the accessor
import xarray as xr
from osgeo import gdal

from itslive_qgis.errors import Cancelled, ItsliveError
from itslive_qgis.monitor import Monitor
from itslive_qgis.science.cube import build_cube
from itslive_qgis.science.granule import FILL

gdal.UseExceptions()


class StopAfter(Monitor):
    """Cancels after a number of checks, and keeps the progress told."""

    def __init__(self, checks: int) -> None:
        self.left = checks
        self.told: list[float] = []

    def progress(self, fraction: float, text: str = "", **values: object) -> None:
        self.told.append(fraction)

    def is_cancelled(self) -> bool:
        self.left -= 1
        return self.left < 0


def build(its_live, folder: Path, output: Path, **options) -> dict:
    return build_cube(str(output), folder=str(folder), **options)


def some(its_live, folder: Path, epsg: int, count: int) -> list[Path]:
    """Copy granules of one zone and different pairs to a folder."""
    chosen: dict[str, Path] = {}
    for path in its_live.granules:
        with netCDF4.Dataset(path) as data:
            if data["mapping"].spatial_epsg == epsg:
                chosen.setdefault(data["img_pair_info"].id_img1[:25], path)
    return [Path(shutil.copy(path, folder)) for path in list(chosen.values())[:count]]


def reasons(report: dict) -> list[str]:
    return [item["reason"]["what"] for item in report["skipped"]]


def test_layers_are_in_order_and_their_mid_dates_unique(cube):
    with xr.open_dataset(cube["output"], decode_timedelta=False) as data:
        mid_dates = data.mid_date.values

        assert data.v.dims == ("mid_date", "y", "x")
        assert (np.diff(mid_dates) > np.timedelta64(0)).all()
        assert len(mid_dates) == cube["layers"]
        halfway = data.date_1.values + (data.date_2.values - data.date_1.values) / 2
        assert np.abs(halfway - mid_dates).max() < np.timedelta64(1, "ms")
        days = (data.date_2.values - data.date_1.values) / np.timedelta64(1, "D")
        np.testing.assert_allclose(data.date_dt.values, days, atol=1e-8)


def test_every_granule_is_a_layer_or_left_out_with_a_reason(cube, its_live):
    with netCDF4.Dataset(cube["output"]) as data:
        used = {name for text in data["granule"][:] for name in text.split()}
        used |= {name for text in data["filled_from"][:] for name in text.split()}
    skipped = {item["granule_id"] for item in cube["skipped"]}

    assert used | skipped == {path.stem for path in its_live.granules}
    assert not used & skipped
    assert all(reasons(cube))


def test_pairs_with_one_mid_date_stay_two_layers(its_live, tmp_path):
    (path,) = some(its_live, tmp_path, 32608, 1)
    other = tmp_path / path.name.replace(path.name[10:16], "059099")
    shutil.copy(path, other)
    with netCDF4.Dataset(other, "a") as data:
        for image in (1, 2):
            name = f"id_img{image}"
            scene = data["img_pair_info"].getncattr(name)
            data["img_pair_info"].setncattr(name, scene.replace(scene[10:16], "059099"))

    report = build(its_live, tmp_path, tmp_path / "cube.nc")

    with netCDF4.Dataset(report["output"]) as data:
        days = data["mid_date"][:]
    assert report["layers"] == 2
    assert 1 < (days[1] - days[0]) * 86400e6 < 3  # microseconds


def test_copied_layers_equal_rioxarray_clip(cube, its_live, outline):
    files = {path.stem: path for path in its_live.granules}
    with netCDF4.Dataset(cube["output"]) as data:
        data.set_auto_maskandscale(False)
        x, y = data["x"][:], data["y"][:]
        for index in np.flatnonzero(data["reprojected"][:] == 0)[:6]:
            path = files[data["granule"][index]]
            # Closed here: else another thread may close it while libhdf5 works in this one.
            with xr.open_dataset(path, mask_and_scale=False) as opened:
                granule = opened[["vx", "vy", "v", "v_error"]].load()
            clipped = granule.rio.write_crs(cube["crs"]).rio.clip(
                [outline], "EPSG:4326", drop=False
            )
            placed = clipped.reindex(x=x, y=y, fill_value=FILL)
            for name in ("vx", "vy", "v", "v_error"):
                np.testing.assert_array_equal(data[name][index], placed[name].values)


def test_reprojected_speed_is_that_of_its_components(cube):
    with netCDF4.Dataset(cube["output"]) as data:
        data.set_auto_maskandscale(False)
        for index in np.flatnonzero(data["reprojected"][:]):
            vx, vy, v = (data[name][index].astype(float) for name in ("vx", "vy", "v"))
            held = vx != FILL
            assert np.abs(np.hypot(vx, vy) - v)[held].max() <= 1.3
            assert ((v == FILL) == ~held).all()


def test_only_the_commonest_projection(its_live, outline, tmp_path):
    report = build(
        its_live, its_live.root, tmp_path / "c.nc", area=outline, projections="commonest"
    )

    assert report["reprojected"] == 0
    assert any("commonest" in reason for reason in reasons(report))


@pytest.mark.own_process
def test_bad_granules_cost_themselves_alone(its_live, outline, tmp_path):
    good = some(its_live, tmp_path, 32608, 3)
    (tmp_path / "html_X_page.nc").write_text("<html>")
    cut = tmp_path / f"cut_X_{good[0].name}"
    cut.write_bytes(good[0].read_bytes()[:40_000])

    report = build(its_live, tmp_path, tmp_path / "cube.nc", area=outline)

    assert report["layers"] == 3
    assert {item["granule_id"] for item in report["skipped"]} == {"html_X_page", cut.stem}


def test_reprocessed_pairs_are_one_layer_the_best(its_live, outline, tmp_path):
    report = build(its_live, its_live.root, tmp_path / "c.nc", area=outline)

    lost = [s for s in report["skipped"] if "processing" in s["reason"]["what"]]
    assert lost
    for item in lost:
        kept = item["reason"]["values"]["kept"]
        assert item["granule_id"].count("T1") <= kept.count("T1")


@pytest.mark.parametrize("checks", [1, 30, 70, 90])
def test_cancelling_leaves_nothing(checks, its_live, outline, tmp_path):
    with pytest.raises(Cancelled):
        build(its_live, its_live.root, tmp_path / "c.nc", area=outline, monitor=StopAfter(checks))

    assert os.listdir(tmp_path) == []


def test_progress_never_falls(its_live, outline, tmp_path):
    monitor = StopAfter(10_000)

    build(its_live, its_live.root, tmp_path / "c.nc", area=outline, monitor=monitor)

    assert monitor.told == sorted(monitor.told)
    assert 0 <= min(monitor.told) <= max(monitor.told) <= 1


def test_an_older_cube_stays_until_the_new_one_is_whole(its_live, outline, tmp_path):
    output = tmp_path / "c.nc"
    output.write_text("the cube of last week")
    with pytest.raises(Cancelled):
        build(its_live, its_live.root, output, area=outline, monitor=StopAfter(80))

    assert output.read_text() == "the cube of last week"


def test_an_area_elsewhere_says_so(its_live, tmp_path):
    ring = [[-45, 69], [-44, 69], [-44, 70], [-45, 69]]
    with pytest.raises(ItsliveError, match="touches the area"):
        build(
            its_live, its_live.root, tmp_path / "c.nc",
            area={"type": "Polygon", "coordinates": [ring]},
        )  # fmt: skip


def test_a_folder_that_cannot_be_written(its_live, outline, tmp_path):
    with pytest.raises(ItsliveError, match="There is no folder"):
        build(its_live, its_live.root, tmp_path / "nowhere" / "c.nc", area=outline)
    (tmp_path / "c.nc.part").mkdir()
    with pytest.raises(ItsliveError, match="cannot be written"):
        build(its_live, its_live.root, tmp_path / "c.nc", area=outline)


@pytest.mark.parametrize("name", ["lib.py", "cube", "cube.nc.txt"])
def test_a_cube_replaces_no_other_kind_of_file(name, its_live, outline, tmp_path):
    output = tmp_path / name
    output.write_text("somebody's work")
    with pytest.raises(ItsliveError, match=r"Let its name end in \.nc"):
        build(its_live, its_live.root, output, area=outline)

    assert output.read_text() == "somebody's work"


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:0", "nonsense"])
def test_projections_a_cube_cannot_have(crs, its_live, outline, tmp_path):
    with pytest.raises(ItsliveError) as caught:
        build(its_live, its_live.root, tmp_path / "c.nc", area=outline, crs=crs)
    assert caught.value.code == "bad_crs"


def test_gdal_sees_the_same_cube(cube):
    raster = gdal.Open(f'NETCDF:"{cube["output"]}":v')
    with netCDF4.Dataset(cube["output"]) as data:
        data.set_auto_maskandscale(False)
        x, y, v = data["x"][:], data["y"][:], data["v"][:]

    assert raster.RasterCount == cube["layers"]
    assert raster.GetSpatialRef().GetAuthorityCode(None) == cube["crs"][5:]
    assert raster.GetGeoTransform() == (x[0] - 60, 120, 0, y[0] + 60, 0, -120)
    assert raster.GetRasterBand(3).GetNoDataValue() == FILL
    np.testing.assert_array_equal(raster.GetRasterBand(3).ReadAsArray(), v[2])


def test_the_real_granule_becomes_an_exact_layer(real_data, tmp_path):
    report = build_cube(str(tmp_path / "c.nc"), folder=str(real_data / "granules"))

    raster = gdal.Open(f'NETCDF:"{report["output"]}":v')
    band = raster.GetRasterBand(1)
    west, width, _, north, _, height = raster.GetGeoTransform()

    def speed(x: float, y: float) -> int:
        column, row = int((x - west) / width), int((y - north) / height)
        return int(band.ReadAsArray(column, row, 1, 1)[0, 0])

    assert raster.GetSpatialRef().GetAuthorityCode(None) == "3031"
    assert band.GetNoDataValue() == FILL
    assert speed(-1593967.5, -313552.5) == 5505
    assert speed(-1599967.5, -279952.5) == 4204
    assert speed(-1589887.5, -300112.5) == 4390
    assert speed(-1580047.5, -254992.5) == 3127
    assert speed(-1649887.5, -300112.5) == FILL
    assert datetime.fromisoformat(report["first"]).date().isoformat() == "2012-11-11"


def test_what_made_the_cube_is_written_into_it(cube, outline):
    with netCDF4.Dataset(cube["output"]) as data:
        assert data.Conventions == "CF-1.8"
        assert "10.5067" in data.references
        assert '"projections": "all"' in data.options
        assert "Polygon" in data.area
        assert len(data.skipped_granules) > 10
