"""An extended cube is the one that all granules at once give, whichever of them came later."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import netCDF4
import numpy as np
import pytest
import zarr

from itslive_qgis.errors import Cancelled, ItsliveError
from itslive_qgis.science import cube_before, cube_merge, cube_write, granule, headers
from itslive_qgis.science.cube import build_cube
from tests.archive import truth
from tests.plain.science.same_cube import OF_THE_DAY, Telling, assert_same, build
from tests.plain.science.stopped import StopAfter, small_files

Choice = Callable[[list[Path]], Iterable[Path]]


def scenes(path: Path) -> tuple[str, ...]:
    """What identifies an image pair, by its granule's name, whatever its processing."""
    pair = path.stem.split("_G0")[0].split("_X_")
    # What a Landsat scene's name says beside its processing: sensor, path and row, day.
    parts = (each.split("_") for each in pair)
    return tuple("_".join((p[0], p[2], p[3]) if p[0][0] == "L" else (p[0], *p[2:6])) for p in parts)


def mid_date(path: Path) -> float:
    with netCDF4.Dataset(path) as data:
        days = [data["img_pair_info"].getncattr(f"acquisition_date_img{n}")[:8] for n in (1, 2)]
    return np.mean([np.datetime64(f"{d[:4]}-{d[4:6]}-{d[6:]}").astype(float) for d in days])


def zone(path: Path) -> int:
    with netCDF4.Dataset(path) as data:
        return int(data["mapping"].spatial_epsg)


def earlier(paths: list[Path]) -> list[Path]:
    return sorted(paths, key=mid_date)[: 3 * len(paths) // 5]


def later(paths: list[Path]) -> list[Path]:
    return sorted(paths, key=mid_date)[2 * len(paths) // 5 :]


def every_other(paths: list[Path]) -> list[Path]:
    return sorted(paths, key=mid_date)[::2]


def one_zone(paths: list[Path]) -> list[Path]:
    codes = {path: zone(path) for path in paths}
    return [path for path in paths if codes[path] == 32607]


def other_zone(paths: list[Path]) -> list[Path]:
    return [path for path in paths if path not in one_zone(paths)]


def part_of(granules: Path, choice: Choice, name: str = "part") -> Path:
    """A folder of some of the granules."""
    folder = granules.parent / name
    folder.mkdir()
    for path in choice(sorted(granules.glob("*.nc"))):
        shutil.copy(path, folder)
    return folder


def store_content(path: str | Path) -> dict[str, object]:
    root = zarr.open_consolidated(str(path), mode="r")
    told: dict[str, object] = {
        name: root.attrs[name] for name in root.attrs if name not in OF_THE_DAY
    }
    for name, array in root.arrays():
        told[name] = (dict(array.attrs), array.chunks, np.asarray(array[...]))
    return told


def assert_same_store(one: str | Path, other: str | Path) -> None:
    first, second = store_content(one), store_content(other)
    assert set(first) == set(second)
    for name, value in first.items():
        if isinstance(value, tuple):
            assert value[:2] == second[name][:2], name
            np.testing.assert_array_equal(value[2], second[name][2], err_msg=name)
        else:
            assert value == second[name], name


@pytest.mark.parametrize("choice", [earlier, later, every_other, other_zone])
@pytest.mark.parametrize("merge_zones", [True, False])
def test_it_is_the_cube_of_all_granules_at_once(
    choice, merge_zones, granules, outline, tmp_path, small_blocks
):
    chosen = {"crs": "EPSG:32607", "merge_zones": merge_zones}
    whole = build(granules, tmp_path / "whole.nc", outline, **chosen)
    output = tmp_path / "cube.nc"
    first = build(part_of(granules, choice), output, outline, **chosen)
    report = build(granules, output, outline, append=True, **chosen)

    assert first["layers"] < whole["layers"]
    assert report["added"] >= whole["layers"] - first["layers"]
    assert report["written"]
    assert report["clipped"] == []
    same = set(whole) - {"output", "bytes"}
    assert {name: report[name] for name in same} == {name: whole[name] for name in same}
    assert_same(output, whole["output"])
    assert [path.name for path in sorted(tmp_path.iterdir())] == [
        "cube.nc", "granules", "part", "whole.nc",
    ]  # fmt: skip
    with netCDF4.Dataset(output) as data:
        lines = data.history.splitlines()
    assert [" extended by " in lines[0], " stacked by " in lines[1]] == [True, True]


@pytest.mark.parametrize("choice", [earlier, every_other, other_zone])
def test_a_store_is_extended_as_a_file_is(choice, granules, outline, tmp_path, small_blocks):
    whole = build(granules, tmp_path / "whole.zarr", outline, crs="EPSG:32607")
    output = tmp_path / "cube.zarr"
    build(part_of(granules, choice), output, outline, crs="EPSG:32607")
    report = build(granules, output, outline, append=True)

    assert report["written"]
    assert_same_store(output, whole["output"])
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "cube.zarr", "granules", "part", "whole.zarr",
    ]  # fmt: skip


def test_the_granules_of_the_cube_need_not_be_there(granules, outline, tmp_path, small_blocks):
    whole = build(granules, tmp_path / "whole.nc", outline)
    output = tmp_path / "cube.nc"
    pairs = {scenes(path) for path in earlier(sorted(granules.glob("*.nc")))}
    first = part_of(granules, lambda paths: [path for path in paths if scenes(path) in pairs])
    rest = part_of(
        granules, lambda paths: [path for path in paths if scenes(path) not in pairs], "rest"
    )
    chosen = {"crs": whole["crs"]}
    layers = build(first, output, outline, **chosen)["layers"]
    shutil.rmtree(first)
    report = build(rest, output, outline, append=True)

    assert 0 < layers < report["layers"] == whole["layers"]
    assert report["skipped"] == whole["skipped"]
    again = build(granules, tmp_path / "again.nc", outline, **chosen)
    assert_same(output, again["output"])


def test_what_the_cube_holds_is_neither_read_nor_unpacked(
    granules, outline, tmp_path, small_blocks, monkeypatch
):
    """Of granules at the end of the record all full blocks are copied, packed as they are."""
    output = tmp_path / "cube.nc"
    chosen = {"crs": "EPSG:32607"}
    whole = build(granules, tmp_path / "whole.nc", outline, **chosen)
    pairs = {scenes(path) for path in earlier(sorted(granules.glob("*.nc")))}
    first = part_of(granules, lambda paths: [path for path in paths if scenes(path) in pairs])
    layers = build(first, output, outline, **chosen)["layers"]
    read, unpacked = [], []

    def reading(path):
        read.append(Path(path))
        return granule.read_header(path)

    def inflating(packed, size):
        unpacked.append(size)
        return inflate(packed, size)

    inflate = cube_merge.inflate
    monkeypatch.setattr(headers, "read_header", reading)
    monkeypatch.setattr(cube_merge, "inflate", inflating)
    monitor = Telling()
    build(granules, output, outline, monitor, append=True, **chosen)

    assert read
    assert not {scenes(path) for path in read} & pairs
    assert len(monitor.pairs) < 40
    with netCDF4.Dataset(output) as data:
        depth, high, wide = data["vx"].chunking()
        places = -(-data["vx"].shape[1] // high) * -(-data["vx"].shape[2] // wide)
    assert layers >= 6 * depth
    # Seven variables; where the old record ends within a block, all new ones lie across two.
    later_blocks = -(-(whole["layers"] - layers) // depth) + 1
    assert len(unpacked) <= 7 * places * 2 * later_blocks
    if layers % depth == 0:
        assert not unpacked
    assert_same(output, whole["output"])


@pytest.mark.own_process
def test_where_nothing_is_new_nothing_is_written(granules, outline, tmp_path, small_blocks):
    output = tmp_path / "cube.nc"
    broken = granules / "broken_X_pair.nc"
    broken.write_bytes(b"no granule")
    first = build(granules, output, outline)
    os.utime(output, (1, 1))
    report = build(granules, output, outline, append=True)

    assert not report["written"]
    assert (report["added"], report["layers"]) == (0, first["layers"])
    assert report["skipped"] == first["skipped"]
    assert os.stat(output).st_mtime == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cube.nc", "granules"]


def test_where_no_cube_is_one_is_built(granules, outline, tmp_path, small_blocks, reference):
    build(granules, tmp_path / "cube.nc", outline, append=True)
    assert_same(tmp_path / "cube.nc", reference)


@pytest.mark.own_process
def test_a_granule_that_was_damaged_is_looked_at_again(granules, outline, tmp_path, small_blocks):
    whole = build(granules, tmp_path / "whole.nc", outline)
    with netCDF4.Dataset(whole["output"]) as data:
        path = granules / f"{data['granule'][3]}.nc"
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    output = tmp_path / "cube.nc"
    first = build(granules, output, outline)
    assert path.stem in {item["granule_id"] for item in first["skipped"]}
    assert not build(granules, output, outline, append=True)["written"]
    path.write_bytes(content)
    assert build(granules, output, outline, append=True)["written"]
    assert_same(output, whole["output"])


def whole_zones(its_live, tmp_path: Path) -> tuple[Path, Path, dict]:
    """A folder of all granules, the cube of all at once, and how it is built.

    The grid is what the granules of its projection cover: there holes are filled from the others.
    """
    folder = tmp_path / "granules"
    folder.mkdir()
    for path in its_live.granules:
        shutil.copy(path, folder)
    chosen = {"crs": "EPSG:32607", "area": None}
    whole = build_cube(str(tmp_path / "whole.nc"), folder=str(folder), **chosen)
    assert whole["completed"] > 3
    return folder, Path(whole["output"]), chosen


def test_a_pair_is_completed_by_another_projection(its_live, tmp_path, small_blocks):
    folder, whole, chosen = whole_zones(its_live, tmp_path)
    output = tmp_path / "cube.nc"
    first = build_cube(str(output), folder=str(part_of(folder, one_zone)), **chosen)
    assert not first["completed"]
    report = build_cube(str(output), folder=str(folder), append=True, **chosen)

    assert report["completed"] > 3
    assert report["added"] > report["layers"] - first["layers"], "some are made anew"
    assert report["clipped"] == []
    assert_same(output, whole)


def test_a_layer_whose_granule_is_gone_is_not_made_anew(its_live, tmp_path, small_blocks):
    """A further granule of its pair is left out, and told; it enters when both are there."""
    folder, whole, chosen = whole_zones(its_live, tmp_path)
    output = tmp_path / "cube.nc"
    build_cube(str(output), folder=str(part_of(folder, one_zone)), **chosen)
    rest = part_of(folder, other_zone, "rest")
    report = build_cube(str(output), folder=str(rest), append=True)

    assert not report["completed"]
    waiting = [item for item in report["skipped"] if "both are needed" in item["reason"]["what"]]
    with netCDF4.Dataset(whole) as data:
        filled = {name for names in data["filled_from"][:] for name in names.split()}
    assert filled <= {item["granule_id"] for item in waiting}
    with netCDF4.Dataset(output) as data:
        assert {item["reason"]["values"]["kept"] for item in waiting} <= set(data["granule"][:])
    assert not build_cube(str(output), folder=str(rest), append=True)["written"]
    build_cube(str(output), folder=str(folder), append=True)
    assert_same(output, whole)


@pytest.mark.parametrize("choice", [later, every_other])
def test_granules_of_all_formats_come_to_the_same(choice, whole_its_live, tmp_path, small_blocks):
    """Pine Island: versions 0, 1 and 2, of 120 and 240 m; dates of version 1 are mere days."""
    paths = {path.stem: path for path in whole_its_live.granules}
    here = [
        paths[each.granule_id] for each in whole_its_live.catalogue if each.site == "pine_island"
    ]
    ring = [list(place) for place in truth.site("pine_island").outline]
    chosen = {"area": {"type": "Polygon", "coordinates": [ring]}, "crs": "EPSG:3031"}
    inputs = [str(path) for path in here]
    build_cube(str(tmp_path / "whole.nc"), inputs=inputs, **chosen)
    part = sorted(here, key=lambda path: path.stem)
    part = part[::2] if choice is every_other else part[len(part) // 3 :]
    output = str(tmp_path / "cube.nc")
    build_cube(output, inputs=[str(path) for path in part], **chosen)
    report = build_cube(output, inputs=inputs, append=True)

    assert report["added"] > 3
    assert report["completed"]
    assert report["clipped"] == []
    assert_same(output, tmp_path / "whole.nc")


@pytest.mark.parametrize("lacking", ["h5py", "our way of packing"])
def test_a_cube_is_extended_without_what_copies_its_blocks(
    lacking, granules, outline, tmp_path, small_blocks, monkeypatch
):
    chosen = {"crs": "EPSG:32607"}
    whole = build(granules, tmp_path / "whole.nc", outline, **chosen)
    output = tmp_path / "cube.nc"
    build(part_of(granules, earlier), output, outline, **chosen)
    if lacking == "h5py":
        monkeypatch.setattr(cube_write, "h5py", None)
    else:
        _write_anew(output)
        assert not cube_before_packs(output)
    build(granules, output, outline, append=True)
    assert_same(output, whole["output"])


def cube_before_packs(path: Path) -> bool:
    with cube_write.h5py.File(path, "r") as file:
        return cube_before._packs_as_we_do(file, cube_before.read_before(str(path)).shape)


def _write_anew(path: Path) -> None:
    """As another program may: all the same, but no block is shuffled."""
    copy = path.with_suffix(".copy")
    with netCDF4.Dataset(path) as old, netCDF4.Dataset(copy, "w") as new:
        new.setncatts({name: old.getncattr(name) for name in old.ncattrs()})
        for name, dimension in old.dimensions.items():
            new.createDimension(name, None if dimension.isunlimited() else len(dimension))
        for name, variable in old.variables.items():
            variable.set_auto_maskandscale(False)
            told = {key: variable.getncattr(key) for key in variable.ncattrs()}
            fill = told.pop("_FillValue", None)
            chunks = variable.chunking()
            made = new.createVariable(
                name,
                variable.dtype,
                variable.dimensions,
                zlib=variable.dtype is not str and variable.ndim > 0,
                shuffle=False,
                chunksizes=chunks if isinstance(chunks, list) else None,
                fill_value=fill,
            )
            made.set_auto_maskandscale(False)
            made.setncatts(told)
            made[...] = variable[...]
    os.replace(copy, path)


def test_pixels_are_averaged_as_they_were(granules, outline, tmp_path, small_blocks):
    chosen = {"resolution": 360, "crs": "EPSG:32607"}
    whole = build(granules, tmp_path / "whole.nc", outline, **chosen)
    output = tmp_path / "cube.nc"
    build(part_of(granules, every_other), output, outline, **chosen)
    build(granules, output, outline, append=True)
    assert_same(output, whole["output"])


def test_a_grid_without_an_area_stays_and_what_lies_beyond_is_told(
    granules, tmp_path, small_blocks
):
    def extent(path: Path) -> tuple[float, float, float, float]:
        with netCDF4.Dataset(path) as data:
            x, y = data["x"][:], data["y"][:]
        return x.min(), y.min(), x.max(), y.max()

    paths = sorted(granules.glob("*.nc"))
    mine = one_zone(paths)
    (small,) = [min(mine, key=lambda path: extent(path)[2])]
    west, south, east, north = extent(small)
    output = tmp_path / "cube.nc"
    common = {"crs": "EPSG:32607", "projections": "commonest"}
    build_cube(str(output), inputs=[str(small)], **common)
    report = build_cube(str(output), inputs=[str(path) for path in mine], append=True)

    beyond = {
        path.stem
        for path in mine
        for w, s, e, n in [extent(path)]
        if w < west or s < south or e > east or n > north
    }
    assert beyond
    assert set(report["clipped"]) == beyond
    with netCDF4.Dataset(output) as data:
        assert extent(output) == (west, south, east, north)
        count = len(data.dimensions["mid_date"])
        # What reaches beyond it is there as far as the grid goes: the same pixels.
        data.set_auto_maskandscale(False)
        index = next(n for n in range(count) if data["granule"][n] in beyond)
        with netCDF4.Dataset(granules / f"{data['granule'][index]}.nc") as other:
            other.set_auto_maskandscale(False)
            _, rows, theirs = np.intersect1d(data["y"][:], other["y"][:], return_indices=True)
            _, columns, across = np.intersect1d(data["x"][:], other["x"][:], return_indices=True)
            held = data["vx"][index][np.ix_(rows, columns)]
            assert (held != -32767).any()
            np.testing.assert_array_equal(held, other["vx"][...][np.ix_(theirs, across)])


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"measured_only": True}, "measured_only = False, and measured_only = True"),
        ({"resolution": 240}, "resolution = -, and resolution = 240"),
        ({"crs": "EPSG:3413"}, "crs = -, and crs = EPSG:3413"),
        ({"end": "2001-01-01"}, "end = -, and end = 2001-01-01"),
        ({"variables": ["v_east"]}, "variables = interp_mask, chip_size_width, chip_size_height"),
        ({"area": {"type": "Point", "coordinates": [0, 0]}}, "another area"),
    ],
)
def test_an_option_that_differs_is_told(asked, told, granules, outline, tmp_path, small_blocks):
    output = tmp_path / "cube.nc"
    build(part_of(granules, earlier), output, outline)
    before = output.read_bytes()
    if "area" in asked:
        ring = np.array(outline["coordinates"][0])
        middle = ring.mean(axis=0)
        inner = (middle + (ring - middle) / 2).tolist()
        asked = {"area": {"type": "Polygon", "coordinates": [inner]}}
    with pytest.raises(ItsliveError) as caught:
        build_cube(str(output), folder=str(granules), append=True, **asked)
    assert caught.value.code == "other_options"
    assert told in str(caught.value)
    assert output.read_bytes() == before


def test_what_is_given_as_it_was_is_no_difference(granules, outline, tmp_path, small_blocks):
    output = tmp_path / "cube.nc"
    report = build(part_of(granules, earlier), output, outline)
    asked = {"crs": report["crs"], "resolution": 120, "area": json.loads(json.dumps(outline))}
    asked["variables"] = ["chip_size_height", "chip_size_width", "interp_mask"]
    assert build_cube(str(output), folder=str(granules), append=True, **asked)["written"]


@pytest.mark.parametrize("name", ["options", "area", "skipped_granules", "history"])
def test_a_cube_that_does_not_tell_how_it_was_built_is_to_be_built_anew(
    name, granules, outline, tmp_path, small_blocks
):
    output = tmp_path / "cube.nc"
    build(part_of(granules, earlier), output, outline)
    with netCDF4.Dataset(output, "a") as data:
        data.delncattr(name)
    with pytest.raises(ItsliveError, match=r"cannot be extended: .* Build it anew") as caught:
        build(granules, output, outline, append=True)
    assert caught.value.code == "cannot_extend"


def test_options_of_another_version_are_told(granules, outline, tmp_path, small_blocks):
    output = tmp_path / "cube.nc"
    build(part_of(granules, earlier), output, outline)
    with netCDF4.Dataset(output, "a") as data:
        data.options = json.dumps({**json.loads(data.options), "of_tomorrow": 3})
    with pytest.raises(ItsliveError, match="Build it anew"):
        build(granules, output, outline, append=True)


def test_a_cube_of_before_the_flag_is_extended(granules, outline, tmp_path, small_blocks):
    """Its layers say that nobody told by what their correction was found."""
    whole = build(granules, tmp_path / "whole.nc", outline)
    output = tmp_path / "cube.nc"
    first = part_of(granules, earlier)
    layers = build(first, output, outline)["layers"]
    with netCDF4.Dataset(output, "a") as data:
        data.renameVariable("stable_shift_flag", "something_else")
        data.delncattr("pixels_averaged")
        options = json.loads(data.options)
        options.pop("resampling")
        data.options = json.dumps(options)
        old = set(data["granule"][:])
    report = build(granules, output, outline, append=True)

    assert report["layers"] == whole["layers"] > layers
    with netCDF4.Dataset(output) as data, netCDF4.Dataset(whole["output"]) as other:
        flags, names = data["stable_shift_flag"][:], data["granule"][:]
        np.testing.assert_array_equal(names, other["granule"][:])
        np.testing.assert_array_equal(data["vx"][:], other["vx"][:])
        new = [n for n, name in enumerate(names) if name not in old]
        assert new
        assert set(np.delete(flags, new)) == {-1}
        np.testing.assert_array_equal(flags[new], other["stable_shift_flag"][new])


@pytest.fixture
def half(granules, outline, tmp_path, small_blocks) -> Path:
    """A cube of the earlier granules, alone in a folder."""
    folder = tmp_path / "out"
    folder.mkdir()
    build(part_of(granules, every_other), folder / "cube.nc", outline)
    return folder / "cube.nc"


@pytest.mark.own_process
def test_cancelled_at_any_question_the_cube_is_as_it_was(half, granules, outline):
    before = half.read_bytes()
    done, checks = False, 0
    while not done:
        try:
            build(granules, half, outline, StopAfter(checks), append=True)
            done = True
        except Cancelled:
            assert half.read_bytes() == before
            assert [path.name for path in half.parent.iterdir()] == ["cube.nc"]
        checks += 7
    assert checks > 70
    assert half.read_bytes() != before


@pytest.mark.own_process
@pytest.mark.parametrize("share", [0, 0.1, 0.6, 0.95])
def test_cut_off_at_any_size_the_cube_is_as_it_was(share, half, granules, outline):
    before = half.read_bytes()
    with small_files(int(share * len(before))), pytest.raises(ItsliveError) as caught:
        build(granules, half, outline, append=True)
    assert caught.value.code == "cannot_write"
    assert half.read_bytes() == before
    assert [path.name for path in half.parent.iterdir()] == ["cube.nc"]


def test_killed_at_any_moment_the_cube_is_as_it_was_and_it_goes_on(
    half, granules, outline, reference
):
    before = half.read_bytes()
    for moment in range(24, 64, 8):
        child = os.fork()
        if child == 0:
            try:
                build(granules, half, outline, Dying(moment), append=True)
            finally:
                os._exit(0)
        assert os.WIFSIGNALED(os.waitpid(child, 0)[1])
        assert half.read_bytes() == before
    monitor = Telling()
    build(granules, half, outline, monitor, append=True)

    assert min(monitor.pairs, default=99) > 1, "what was finished is not made anew"
    assert_same(half, reference)
    assert [path.name for path in half.parent.iterdir()] == ["cube.nc"]


class Dying(Telling):
    """Kills the process when it is told of something for the n-th time."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.left = count

    def progress(self, fraction: float, text: str = "", **values) -> None:
        self.left -= 1
        if self.left < 0:
            os.kill(os.getpid(), 9)


@pytest.mark.own_process
def test_a_damaged_cube_is_told_and_stays(half, granules, outline):
    """A block that has to be unpacked, but is no stream: the sentence is of the cube."""
    with cube_write.h5py.File(half, "r") as file:
        stored = file["vx"].id
        places = [stored.get_chunk_info(n) for n in range(stored.get_num_chunks())]
    content = bytearray(half.read_bytes())
    for place in places:
        content[place.byte_offset : place.byte_offset + place.size] = bytes(place.size)
    half.write_bytes(content)
    with pytest.raises(ItsliveError) as caught:
        build(granules, half, outline, append=True)
    assert caught.value.code == "damaged_cube"
    assert half.read_bytes() == content


def test_what_is_no_cube_is_told_and_stays(granules, outline, tmp_path):
    output = tmp_path / "cube.nc"
    shutil.copy(next(granules.glob("*.nc")), output)
    before = output.read_bytes()
    with pytest.raises(ItsliveError) as caught:
        build(granules, output, outline, append=True)
    assert caught.value.code == "not_a_cube"
    assert output.read_bytes() == before
