"""How granules were stacked before: the anchor that the cube builder's speed is measured by.

Written anew from a description of what ``load_cube`` of itslive-explorer (2021) does, faults and
all: every file is opened and stays open; rioxarray clips all variables of the whole granule; a
mid-date that was seen before is skipped; the least common projection is resampled by nearest
neighbour onto the most common one, its vectors are not rotated, and their negative components are
lost. All of it in memory, as float32. How the cube is written the description does not say: here
as the granules are, whole numbers at zlib level 2.

Run as ``python -m tests.bench.seed_cube FOLDER AREA.json OUTPUT.nc``; prints as JSON how many
seconds it took without its imports.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
import pandas as pd
import rioxarray  # noqa: F401 - registers the accessor
import xarray as xr

from tests.bench.cube_variables import VARIABLES

SIGNED_AWAY = ("v", "vx", "vy")  # of the resampled ones, what lies below zero is lost
FILL = {"int16": -32767, "uint16": 0, "uint8": 0}


def load_cube(folder: Path, area: dict) -> xr.Dataset | None:
    """Clip, resample and stack; ``None`` where fewer than two granules have data."""
    opened = [xr.open_dataset(path) for path in sorted(folder.glob("*.nc"))]
    seen: set[str] = set()
    groups: dict[str, list[xr.Dataset]] = defaultdict(list)
    for dataset in opened:
        center = dataset.img_pair_info.attrs["date_center"]
        if center in seen:
            continue
        seen.add(center)
        epsg = int(dataset.mapping.attrs["spatial_epsg"])
        layer = dataset.assign_coords(time=pd.to_datetime(center))
        layer = layer.drop_vars(["img_pair_info", "mapping"]).rio.write_crs(f"EPSG:{epsg}")
        # the original passes over whatever goes wrong here; a bench must not
        clipped = layer.rio.clip([area], crs="epsg:4326")
        if bool(clipped.v.notnull().any()):
            groups[str(clipped.rio.crs)].append(clipped)
    if sum(len(group) for group in groups.values()) < 2:
        return None
    return _merged(groups)


def _merged(groups: dict[str, list[xr.Dataset]]) -> xr.Dataset:
    """All projections in one: what ``include_all_projections=True`` asked for."""
    ranked = sorted(groups, key=lambda crs: len(groups[crs]), reverse=True)
    main = xr.concat(groups[ranked[0]], dim="time")
    other = xr.concat(groups[ranked[-1]], dim="time").rio.reproject_match(main)
    for name in SIGNED_AWAY:
        other[name] = other[name].where(~(other[name] < 0), np.nan)
    # both are on one grid, but for how its coordinates were computed
    other = other.assign_coords(x=main.x, y=main.y)
    return xr.concat([other, main], dim="time")


def write(cube: xr.Dataset, output: Path) -> None:
    """Write the cube as a CF file, its numbers as the granules hold them."""
    for name in VARIABLES:
        dtype = "uint8" if name == "interp_mask" else "uint16" if "chip" in name else "int16"
        cube[name].attrs.pop("_FillValue", None)
        cube[name].encoding = {
            "zlib": True,
            "complevel": 2,
            "shuffle": True,
            "dtype": dtype,
            "_FillValue": FILL[dtype],
            "grid_mapping": "spatial_ref",
        }
        cube[name].attrs.pop("grid_mapping", None)
    cube.attrs["Conventions"] = "CF-1.8"
    cube.to_netcdf(output)


def main() -> None:
    folder, area, output = (Path(argument) for argument in sys.argv[1:])
    started = time.perf_counter()
    cube = load_cube(folder, json.loads(area.read_text()))
    if cube is None:
        raise RuntimeError("fewer than two granules have data in the area")
    write(cube, output)
    print(json.dumps({"inner": time.perf_counter() - started}))


if __name__ == "__main__":
    main()
