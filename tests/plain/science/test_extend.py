"""An extended cube is the one that all granules at once give, whichever of them came later."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import netCDF4
import numpy as np
import pytest
import zarr

from tests.plain.science.same_cube import OF_THE_DAY, assert_same, build

Choice = Callable[[list[Path]], Iterable[Path]]


def scenes(path: Path) -> str:
    """What identifies an image pair, by its granule's name."""
    return path.stem.split("_G0")[0]


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


@pytest.mark.parametrize("choice", [earlier, later, every_other, one_zone, other_zone])
@pytest.mark.parametrize("merge_zones", [True, False])
def test_it_is_the_cube_of_all_granules_at_once(
    choice, merge_zones, granules, outline, tmp_path, small_blocks
):
    chosen = {"crs": "EPSG:32607", "merge_zones": merge_zones}
    whole = build(granules, tmp_path / "whole.nc", outline, **chosen)
    output = tmp_path / "cube.nc"
    first = build(part_of(granules, choice), output, outline, **chosen)
    report = build(granules, output, outline, append=True, **chosen)

    assert first["layers"] < whole["layers"] or whole["completed"] > first["completed"]
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
