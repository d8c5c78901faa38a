"""Granules out of the ordinary: other forms, other grids, faulty ones beside good ones."""

from __future__ import annotations

import shutil
from pathlib import Path

import netCDF4
import numpy as np
import pytest
from pyproj import Transformer
from rasterio.features import rasterize
from rasterio.transform import Affine

from itslive_qgis.errors import ItsliveError
from itslive_qgis.science import skipped, target
from itslive_qgis.science.cube import build_cube
from itslive_qgis.science.cubefile import cube_grid
from itslive_qgis.science.describe import describe_cube
from itslive_qgis.science.granule import FILL, read_header, read_window

WHOLE = slice(None)


def epsg_of(path: Path) -> int:
    with netCDF4.Dataset(path) as data:
        return int(data["mapping"].spatial_epsg)


@pytest.fixture
def pairs(its_live) -> dict[str, dict[int, Path]]:
    """Granules by their two scenes' places and dates, then by zone."""
    found: dict[str, dict[int, Path]] = {}
    for path in its_live.granules:
        found.setdefault(path.name.partition("_G0120")[0], {})[epsg_of(path)] = path
    return found


@pytest.fixture
def several(pairs, tmp_path) -> list[Path]:
    """Five granules of different pairs in one zone, in a folder of their own."""
    chosen = [zones[32608] for zones in pairs.values() if list(zones) == [32608]][:5]
    folder = tmp_path / "granules"
    folder.mkdir()
    return [Path(shutil.copy(path, folder / path.name)) for path in chosen]


def stack(folder: Path, **options) -> dict:
    return build_cube(str(folder.parent / "cube.nc"), folder=str(folder), **options)


def read(path: str | Path, *names: str) -> list[np.ndarray]:
    with netCDF4.Dataset(path) as data:
        data.set_auto_maskandscale(False)
        return [np.asarray(data[name][:]) for name in names]


def rewritten(source: Path, target: Path, three_dimensional: bool = False) -> Path:
    """A copy written anew; with a time dimension if asked for, as granules since 2025 have."""
    with netCDF4.Dataset(source) as old, netCDF4.Dataset(target, "w") as new:
        old.set_auto_maskandscale(False)
        new.setncatts(old.__dict__)
        for name, size in (("time", 1), ("y", old["y"].size), ("x", old["x"].size)):
            new.createDimension(name, size)
        for name, variable in old.variables.items():
            attributes = dict(variable.__dict__)
            fill = attributes.pop("_FillValue", None)
            deep = three_dimensional and variable.dimensions == ("y", "x")
            dimensions = ("time", "y", "x") if deep else variable.dimensions
            copy = new.createVariable(name, variable.dtype, dimensions, fill_value=fill)
            copy.setncatts(attributes)
            if variable.ndim:
                copy.set_auto_maskandscale(False)
                copy[:] = variable[:][np.newaxis] if deep else variable[:]
    return target


def test_a_granule_with_a_time_dimension_reads_as_its_flat_twin(several, tmp_path):
    deep = rewritten(several[0], tmp_path / f"deep_X_{several[0].name}", three_dimensional=True)
    flat, twin = read_header(several[0]), read_header(deep)

    assert twin.grid == flat.grid
    pixels, same = (read_window(h.path, h, WHOLE, WHOLE) for h in (flat, twin))
    for name, values in pixels.items():
        np.testing.assert_array_equal(same[name], values)


@pytest.mark.parametrize("crs", ["EPSG:3413", "EPSG:6931"])
def test_ground_metres_keep_their_speed_in_any_projection(crs, several):
    """Version 0/1 components are metres on the ground: 5 % of EPSG:3413's scale must not enter."""
    for path in several[1:]:
        path.unlink()
    with netCDF4.Dataset(several[0], "a") as data:
        data.set_auto_maskandscale(False)
        shape = data["vx"].shape
        for name, value in (("vx", 3000), ("vy", -4000), ("v", 5000)):
            data[name][:] = np.full(shape, value, np.int16)
        for name, error in (("vx", 3.0), ("vy", 40.0)):
            data[name].setncatts({"map_scale_corrected": np.int8(1), "error": error})

    report = stack(several[0].parent, crs=crs)

    vx, v, flag, vx_error = read(report["output"], "vx", "v", "map_scale_corrected", "vx_error")
    assert flag.tolist() == [1]
    assert np.abs(v[v != FILL] - 5000).max() <= 1
    assert abs(int(vx[vx != FILL][0]) - 3000) > 100  # turned
    assert 3 < vx_error[0] < 44


def test_the_file_keeps_its_own_error_when_the_header_has_none(several):
    for path in several:
        with netCDF4.Dataset(path, "a") as data:
            for name in ("vx", "vy"):
                data[name].error = float("nan")

    report = stack(several[0].parent, crs="EPSG:32607")

    v, v_error = read(report["output"], "v", "v_error")
    held = v != FILL
    assert (v_error[held] != FILL).mean() > 0.99


def test_an_odd_lattice_leaves_the_odd_one_out_whatever_its_name(several):
    odd = several[0].rename(several[0].with_name("AAA_X_" + several[0].name))
    with netCDF4.Dataset(odd, "a") as data:
        data["x"][:] = data["x"][:] + 40

    report = stack(odd.parent)

    assert report["layers"] == 4
    (left,) = report["skipped"]
    assert left["granule_id"] == odd.stem
    assert left["reason"]["what"] == skipped.OTHER_LATTICE


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data.renameVariable("mapping", "nothing"),
        lambda data: data["mapping"].setncattr("spatial_epsg", np.array([1, 2])),
        lambda data: data["mapping"].setncattr("spatial_epsg", 999_999),
        lambda data: data["vx"].setncattr("error", np.array([1.0, 2.0])),
        lambda data: data.renameVariable("y", "northing"),
    ],
)
def test_a_faulty_header_costs_that_granule_alone(spoil, several):
    with netCDF4.Dataset(several[2], "a") as data:
        spoil(data)

    report = stack(several[0].parent)

    assert report["layers"] == 4
    assert [item["granule_id"] for item in report["skipped"]] == [several[2].stem]


@pytest.mark.parametrize("loss", ["all fill", "damaged"])
def test_the_pair_s_other_zone_stands_in_for_an_empty_one(loss, pairs, outline, tmp_path):
    zones = next(zones for zones in pairs.values() if len(zones) == 2)
    folder = tmp_path / "granules"
    folder.mkdir()
    ours, other = (Path(shutil.copy(zones[epsg], folder)) for epsg in (32608, 32607))
    if loss == "all fill":
        with netCDF4.Dataset(ours, "a") as data:
            data.set_auto_maskandscale(False)
            data["vx"][:] = np.full(data["vx"].shape, FILL, np.int16)
    else:
        with netCDF4.Dataset(ours, "a") as data:
            data.renameVariable("v", "speed")

    report = stack(folder, crs="EPSG:32608", area=outline)

    assert (report["layers"], report["reprojected"]) == (1, 1)
    assert [item["granule_id"] for item in report["skipped"]] == [ours.stem]
    with netCDF4.Dataset(report["output"]) as data:
        assert data["granule"][0] == other.stem


def test_an_area_of_two_polygons_with_a_hole(several, its_live):
    to_map = Transformer.from_crs(4326, 32608, always_xy=True)
    x, y = to_map.transform(*its_live.truth.FAST_POINT)

    def square(dx: float, half: float) -> list[list[float]]:
        corners = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]
        places = [(x + dx + half * i, y + half * j) for i, j in corners]
        return [list(to_map.transform(*place, direction="INVERSE")) for place in places]

    area = {
        "type": "MultiPolygon",
        "coordinates": [[square(0, 1500), square(0, 500)], [square(3000, 400)]],
    }
    report = stack(several[0].parent, area=area)

    (vx, percent) = read(report["output"], "vx", "valid_percent")
    with netCDF4.Dataset(report["output"]) as data:
        grid = cube_grid(data)
    rings = [
        [[[*to_map.transform(*place)] for place in ring] for ring in polygon]
        for polygon in area["coordinates"]
    ]
    shape = {"type": "MultiPolygon", "coordinates": rings}
    inside = rasterize(
        [(shape, 1)], (grid.ny, grid.nx), transform=Affine.from_gdal(*grid.geotransform)
    ).astype(bool)
    assert not (vx != FILL)[:, ~inside].any()
    held = (vx != FILL)[:, inside].mean(axis=1)
    np.testing.assert_allclose(percent, 100 * held, atol=1e-3)
    assert held.max() > 0.9


def test_a_cube_of_one_pixel_opens_again(several, its_live):
    lon, lat = its_live.truth.FAST_POINT
    ring = [[lon + dx, lat + dy] for dx, dy in ((-1, -1), (1, -1), (0, 1), (-1, -1))]
    area = {
        "type": "Polygon",
        "coordinates": [[[lon + (a - lon) * 1e-3, lat + (b - lat) * 5e-4] for a, b in ring]],
    }

    report = stack(several[0].parent, area=area)

    description = describe_cube(report["output"])
    assert report["nx"] * report["ny"] <= 4
    assert (description["dx"], description["dy"]) == (120, 120)


def test_a_cube_too_large_for_memory_is_refused(several, monkeypatch):
    monkeypatch.setattr(target, "MOST_CELLS", 1000)
    with pytest.raises(ItsliveError, match="Draw a smaller area"):
        stack(several[0].parent)


def test_a_folder_of_files_that_are_no_granules(tmp_path):
    folder = tmp_path / "granules"
    folder.mkdir()
    (folder / "a_X_b.nc").write_text("no NetCDF")

    with pytest.raises(ItsliveError, match="None of the 1 files is a readable granule"):
        stack(folder)


def test_each_layer_carries_its_granule_s_own_terms(several, tmp_path):
    """Every number has its own value, so that one written for another is noticed."""
    for path in several[1:]:
        path.unlink()
    with netCDF4.Dataset(several[0], "a") as data:
        data["vx"].setncatts({"error": 3.0, "stable_shift": 5.0})
        data["vy"].setncatts({"error": 40.0, "stable_shift": 7.0})
        pair = data["img_pair_info"]
        pair.setncatts({"mission_img1": "L", "satellite_img1": "8"})
        pair.setncatts({"mission_img2": "L", "satellite_img2": "9"})

    report = stack(several[0].parent)

    with netCDF4.Dataset(report["output"]) as data:
        terms = ("vx_error", "vy_error", "stable_shift_x", "stable_shift_y")
        assert [float(data[name][0]) for name in terms] == [3, 40, 5, 7]
        assert data["satellite"][0] == "Landsat 8"
        assert int(data["source_epsg"][0]) == 32608


def test_v_error_is_computed_where_the_file_has_none(several):
    with netCDF4.Dataset(several[0], "a") as data:
        data.renameVariable("v_error", "not_told")
        data["vx"].error, data["vy"].error = 3.0, 40.0
    header = read_header(several[0])

    pixels = read_window(several[0], header, WHOLE, WHOLE)

    vx, vy, v = (pixels[name].astype(float) for name in ("vx", "vy", "v"))
    held = (vx != FILL) & (v > 100)
    by_hand = np.sqrt((3 * vx[held] / v[held]) ** 2 + (40 * vy[held] / v[held]) ** 2)
    assert np.abs(pixels["v_error"][held] - by_hand).max() <= 0.5


def test_dates_are_those_of_the_pair_s_best_granule_even_where_another_stands_in(
    whole_its_live, several, tmp_path
):
    """Version 1 tells days alone; its layer must not slip behind a pair of the same morning."""
    best = read_header(several[0])
    stand_in = tmp_path / several[0].name.replace("G0120V02", "G0240V01")
    old = next(
        whole_its_live.path(granule)
        for granule in whole_its_live.catalogue
        if granule.form == "v1" and granule.epsg == best.epsg and not granule.special
    )
    shutil.copy(old, stand_in)
    scenes = dict(zip((1, 2), reversed(best.scenes.split("_X_"))))
    with netCDF4.Dataset(stand_in, "a") as data:
        pair = data["img_pair_info"]
        for image, date in ((1, best.date_2), (2, best.date_1)):
            pair.setncattr(f"aquisition_date_img{image}", f"{date:%Y%m%d}")
            pair.setncattr(f"id_img{image}", scenes[image])
    with netCDF4.Dataset(several[0], "a") as data:
        data.set_auto_maskandscale(False)
        data["vx"][:] = np.full(data["vx"].shape, FILL, np.int16)

    cube = build_cube(
        str(tmp_path / "cube.nc"), inputs=[str(several[0]), str(stand_in)], crs=best.grid.crs
    )

    (layer,) = describe_cube(cube["output"])["layers"]
    assert layer["granule_id"] == stand_in.stem
    assert layer["mid_date"] == best.mid_date.isoformat() == cube["first"]
    assert (layer["date_1"], layer["date_2"]) == (best.date_1.isoformat(), best.date_2.isoformat())
