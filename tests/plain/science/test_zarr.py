"""Cubes as Zarr stores: what the NetCDF says, read by others, and whole or not there at all."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import numcodecs
import numpy as np
import pytest
import rasterio
import xarray as xr
from osgeo import gdal

from itslive_qgis.errors import Cancelled, ItsliveError
from itslive_qgis.science import blocks, inflate
from itslive_qgis.science.cube import build_cube
from itslive_qgis.science.cube_series import point_series
from itslive_qgis.science.describe import describe_cube
from itslive_qgis.science.typical import typical_speed
from itslive_qgis.science.zarr_store import framed, packed_array
from tests.plain.science.stopped import StopAfter, small_files

gdal.UseExceptions()

VARIABLES = ("interp_mask", "chip_size_width", "chip_size_height")
OF_THE_DAY = {"history", "date_created"}


@pytest.fixture(scope="module")
def both(its_live, outline, tmp_path_factory) -> dict[str, str]:
    """One cube as a file and as a store, of so small blocks that it has many, cut at its ends."""
    folder = tmp_path_factory.mktemp("both")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "BLOCK", (3, 40, 33))
        return {
            ending: build_cube(
                str(folder / f"cube.{ending}"),
                folder=str(its_live.root),
                area=outline,
                variables=VARIABLES,
            )["output"]
            for ending in ("nc", "zarr")
        }


def opened(path: str, **options) -> xr.Dataset:
    return xr.open_dataset(path, engine="zarr" if path.endswith("zarr") else "netcdf4", **options)


@pytest.mark.parametrize("as_stored", [True, False])
def test_xarray_reads_the_same_from_the_store_as_from_the_file(both, as_stored):
    options = {"mask_and_scale": False, "decode_times": False} if as_stored else {}
    with opened(both["nc"], **options) as file, opened(both["zarr"], **options) as store:
        assert set(store.variables) == set(file.variables)
        for name, variable in file.variables.items():
            other = store[name].variable
            assert other.dims == variable.dims
            if variable.dtype != object:
                assert other.dtype == variable.dtype, name
            np.testing.assert_array_equal(other.values, variable.values, err_msg=name)
            told = {key: np.asarray(value).tolist() for key, value in variable.attrs.items()}
            theirs = {key: value for key, value in other.attrs.items() if key != "_CRS"}
            told.pop("_FillValue", None)
            theirs.pop("_FillValue", None)
            assert theirs == told, name
        told, theirs = dict(file.attrs), dict(store.attrs)
        assert set(told) == set(theirs)
        assert all(told[name] == theirs[name] for name in set(told) - OF_THE_DAY)
    if not as_stored:
        assert store.v.isnull().any()
        assert store.v.dtype == np.float32
        assert store.indexes["mid_date"].is_unique


def test_a_store_holds_what_the_format_wants(both):
    root = Path(both["zarr"])
    whole = json.loads((root / ".zmetadata").read_text())
    assert whole["zarr_consolidated_format"] == 1
    told = {str(path.relative_to(root)): path for path in root.rglob(".z*")}
    told.pop(".zmetadata")
    assert {name: json.loads(path.read_text()) for name, path in told.items()} == whole["metadata"]
    # Not a file of the text of another program: only blocks and metadata.
    for path in root.rglob("*"):
        assert path.is_dir() or path.name.startswith(".z") or path.name[0].isdigit()


def test_gdal_reads_each_date_with_its_projection_and_no_data(both):
    file = gdal.Open(f'NETCDF:"{both["nc"]}":vx')
    axes = ["IGNORE_DATA_AXIS_TO_SRS_AXIS_MAPPING=YES"]
    for index in (0, 1, file.RasterCount - 1):
        date = gdal.Open(f'ZARR:"{both["zarr"]}":/vx:{index}')
        band = file.GetRasterBand(index + 1)
        np.testing.assert_array_equal(date.ReadAsArray(), band.ReadAsArray())
        assert date.GetRasterBand(1).GetNoDataValue() == band.GetNoDataValue() == -32767
        assert date.GetGeoTransform() == file.GetGeoTransform()
        assert date.GetSpatialRef().IsSame(file.GetSpatialRef(), axes)
        assert date.GetRasterBand(1).GetUnitType() == "meter/year"


def test_the_plugins_own_readers_take_either(both, its_live, tmp_path):
    points = [its_live.truth.FAST_POINT, its_live.truth.ROCK_POINT, (0.0, 0.0)]
    told = {}
    for ending, path in both.items():
        description = describe_cube(path)
        assert description.pop("path") == path
        raster = typical_speed(path, str(tmp_path / f"{ending}.tif"))
        with rasterio.open(raster["output"]) as data:
            speeds = data.read()
        told[ending] = (description, point_series(path, points, "EPSG:4326"), speeds)
    assert told["nc"][:2] == told["zarr"][:2]
    assert len(told["zarr"][1]["series"][0]["v"]) > 3
    np.testing.assert_array_equal(told["nc"][2], told["zarr"][2])


def test_without_the_package_the_netcdf_is_named(both, monkeypatch):
    monkeypatch.setitem(sys.modules, "zarr", None)
    with pytest.raises(ItsliveError) as caught:
        describe_cube(both["zarr"])
    assert caught.value.code == "no_zarr"
    assert ".nc" in caught.value.advice


@pytest.mark.parametrize(
    ("name", "code"),
    [("vx/0.1.1", "damaged_cube"), ("vx_error/0", "damaged_cube"), (".zmetadata", "no_cube")],
)
def test_a_damaged_store_is_told_in_a_sentence(name, code, both, tmp_path):
    store = tmp_path / "cube.zarr"
    shutil.copytree(both["zarr"], store)
    (store / name).write_bytes((store / name).read_bytes()[:40])
    with pytest.raises(ItsliveError) as caught:
        typical_speed(str(store), str(tmp_path / "t.tif"))
    assert caught.value.code == code
    assert "cube.zarr" in caught.value.values["name"]


@pytest.mark.parametrize("library", [True, False])
@pytest.mark.parametrize("dtype", ["i2", "u1", "f8", "U7", "i4"])
@pytest.mark.parametrize("count", [1, 5, 1000, 300_000])
def test_blocks_are_what_blosc_packs(library, dtype, count, monkeypatch):
    if not library:
        monkeypatch.setattr(inflate, "_library", lambda: None)
    random = np.random.default_rng(count)
    values = random.integers(0, 9999, count).astype(dtype)
    unpacked = np.frombuffer(numcodecs.Blosc().decode(packed_array(values)), values.dtype)
    np.testing.assert_array_equal(unpacked, values)


def test_a_stream_as_long_as_what_is_in_it_is_read_all_the_same():
    """Blosc takes such a block for one that was not packed."""
    block, values = next(
        (stream, values)
        for values in nearly_noise(np.random.default_rng(7))
        if len(stream := zlib.compress(values, 2)) == len(values)
    )
    framed_block = framed(block, np.dtype("u1"), len(values))
    assert numcodecs.Blosc().decode(framed_block) == values


def nearly_noise(random: np.random.Generator) -> Iterator[bytes]:
    for size in range(300, 3000):
        for zeros in range(40):
            yield random.integers(0, 256, size - zeros, np.uint8).tobytes() + bytes(zeros)


# -- whole or not there at all --------------------------------------------------------------------


@pytest.fixture
def granules(its_live, tmp_path) -> Path:
    folder = tmp_path / "granules"
    folder.mkdir()
    for path in its_live.granules[:5]:
        shutil.copy(path, folder)
    return folder


@pytest.fixture
def earlier(both, tmp_path) -> Path:
    """A cube of last week, with a mark that a new one would not have."""
    target = tmp_path / "out" / "cube.zarr"
    shutil.copytree(both["zarr"], target)
    (target / "mark").write_bytes(b"last week")
    return target


def only_the_earlier(path: Path) -> bool:
    return [path] == list(path.parent.iterdir()) and (path / "mark").is_file()


def test_a_store_of_ours_is_replaced_by_a_whole_one_only(granules, earlier):
    for checks in itertools.count():
        try:
            built = build_cube(str(earlier), folder=str(granules), monitor=StopAfter(checks))
        except Cancelled:
            assert only_the_earlier(earlier), checks
        else:
            break
    assert checks > 20
    assert [earlier] == list(earlier.parent.iterdir())
    assert not (earlier / "mark").exists()
    assert len(describe_cube(str(earlier))["layers"]) == built["layers"]
    files = [path for path in earlier.rglob("*") if path.is_file()]
    assert built["bytes"] == sum(path.stat().st_size for path in files)


@pytest.mark.parametrize("size", [10, 3000, 20_000])
def test_a_disk_that_takes_no_more_leaves_the_earlier_store(size, granules, earlier):
    # The plan and the blocks of the build are files as well: any of them may be the one refused.
    with small_files(size), pytest.raises(ItsliveError) as caught:
        build_cube(str(earlier), folder=str(granules))
    assert caught.value.code in ("cannot_write", "disk_full")
    assert only_the_earlier(earlier)


def test_a_name_that_is_not_given_up_stays_with_the_earlier_store(granules, earlier, monkeypatch):
    rename = os.rename

    def refuse(source, target):
        if str(source).endswith(".part"):
            raise PermissionError(13, "refused", str(source))
        return rename(source, target)

    monkeypatch.setattr(os, "rename", refuse)
    with pytest.raises(ItsliveError) as caught:
        build_cube(str(earlier), folder=str(granules))
    assert caught.value.code == "cannot_write"
    assert only_the_earlier(earlier)


def test_a_build_killed_between_two_names_loses_nothing(granules, earlier):
    """As a power cut leaves it: the earlier one set aside, the new one without its name."""
    earlier.rename(f"{earlier}.replaced")
    shutil.copytree(f"{earlier}.replaced", f"{earlier}.part")
    with pytest.raises(Cancelled):
        build_cube(str(earlier), folder=str(granules), monitor=StopAfter(20))
    assert only_the_earlier(earlier)


@pytest.mark.parametrize("what", ["folder", "file", "store of another", "empty folder"])
def test_what_is_no_cube_of_ours_stays(what, granules, tmp_path):
    target = tmp_path / "cube.zarr"
    if what == "file":
        target.write_bytes(b"a letter")
    elif what == "store of another":
        xr.Dataset({"v": ("x", np.arange(3))}).to_zarr(target)
    else:
        target.mkdir()
        if what == "folder":
            (target / "letter.txt").write_bytes(b"a letter")
    before = sorted(str(path) for path in tmp_path.rglob("*"))
    with pytest.raises(ItsliveError) as caught:
        build_cube(str(target), folder=str(granules))
    assert caught.value.code == "no_cube_replaced"
    assert sorted(str(path) for path in tmp_path.rglob("*")) == before
