"""How granules were stacked before: the anchor that the cube builder's speed is measured by.

Written from a description of the algorithm of itslive-explorer's ``load_cube`` (2021): every file
is opened, clipped with rioxarray as a whole, the granules of the less common projection are
reprojected by nearest neighbour, and all are concatenated in memory. Vectors are not rotated.

Run as ``python -m tests.bench.seed_cube FOLDER AREA.json OUTPUT.nc``.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path

import pandas as pd
import rioxarray  # noqa: F401 - registers the accessor
import xarray as xr

VARIABLES = ["v", "vx", "vy", "v_error"]


def stack(folder: Path, area: dict, output: Path) -> None:
    """Build the cube the old way and write it."""
    opened = [xr.open_dataset(path) for path in sorted(folder.rglob("*.nc"))]
    groups: dict[int, list[xr.Dataset]] = defaultdict(list)
    for dataset in opened:
        epsg = int(dataset.mapping.spatial_epsg)
        time = pd.to_datetime(dataset.img_pair_info.date_center)
        clipped = dataset[VARIABLES].rio.write_crs(epsg).rio.clip([area], crs="EPSG:4326")
        groups[epsg].append(clipped.assign_coords(time=time))
    ranked = sorted(groups, key=lambda epsg: len(groups[epsg]), reverse=True)
    cubes = [xr.concat(groups[epsg], dim="time", join="outer") for epsg in ranked]
    matched = [cube.rio.reproject_match(cubes[0]) for cube in cubes[1:]]
    aligned = [cube.assign_coords(x=cubes[0].x, y=cubes[0].y) for cube in matched]
    whole = xr.concat([*aligned, cubes[0]], dim="time")
    for name in VARIABLES:
        whole[name].attrs.pop("grid_mapping", None)
        whole[name].encoding = {"zlib": True, "complevel": 2}
    whole.to_netcdf(output)


if __name__ == "__main__":
    stack(Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text()), Path(sys.argv[3]))
