"""A small cube written by another process, since netCDF4 may not enter QGIS's.

Layer ``i`` is 100 * (i + 1) m/yr, but for its first pixel (no-data) and its second (32000 m/yr).
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from qgis.core import QgsCoordinateReferenceSystem

LAYERS = 3
COLUMNS, ROWS = 6, 4
EAST, NORTH, STEP = 500052.5, 6500067.5, 120.0
EPSG = 32607

_WRITE = """
import sys
import numpy as np
from netCDF4 import Dataset

path, wkt, layers, columns, rows = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:6])
east, north, step = map(float, sys.argv[6:9])
with Dataset(path, "w") as cube:
    cube.Conventions = "CF-1.8"
    for name, size in (("mid_date", layers), ("y", rows), ("x", columns)):
        cube.createDimension(name, size)
    time = cube.createVariable("mid_date", "i8", ("mid_date",))
    time.units = "microseconds since 1970-01-01"
    time[:] = np.arange(layers) * 16 * 86400 * 10**6 + 1528934400 * 10**6
    for name, first, by, size, axis in (
        ("y", north, -step, rows, "projection_y_coordinate"),
        ("x", east, step, columns, "projection_x_coordinate"),
    ):
        values = cube.createVariable(name, "f8", (name,))
        values.standard_name, values.units = axis, "m"
        values[:] = first + by * np.arange(size)
    mapping = cube.createVariable("mapping", "i1")
    mapping.grid_mapping_name, mapping.crs_wkt = "transverse_mercator", wkt
    mapping.spatial_ref = wkt
    for name in ("v", "vx"):
        values = cube.createVariable(name, "i2", ("mid_date", "y", "x"), fill_value=-32767)
        values.grid_mapping, values.units = "mapping", "meter/year"
        for layer in range(layers):
            values[layer] = 100 * (layer + 1)
        values[:, 0, 0] = -32767
        values[:, 0, 1] = 32000
"""


def write_cube(path: Path, layers: int = LAYERS) -> dict:
    """Write the cube; return its description as the worker's ``describe_cube`` gives it."""
    wkt = QgsCoordinateReferenceSystem(f"EPSG:{EPSG}").toWkt()
    numbers = [layers, COLUMNS, ROWS, EAST, NORTH, STEP]
    command = [sys.executable, "-c", _WRITE, str(path), wkt, *map(str, numbers)]
    subprocess.run(command, check=True, timeout=60)
    return {
        "path": str(path),
        "crs": f"EPSG:{EPSG}",
        "epsg": EPSG,
        "nx": COLUMNS,
        "ny": ROWS,
        "v_max_typical": 4100.0,
        "layers": [_pair(index) for index in range(layers)],
    }


def _pair(index: int) -> dict:
    return {
        "index": index,
        "mid_date": f"2018-0{6 + index % 4}-14T00:00:00.123456Z",
        "date_1": f"2018-0{6 + index % 4}-06T00:00:00Z",
        "date_2": f"2018-0{6 + index % 4}-22T00:00:00Z",
        "separation_days": 16.0,
        "satellite": "Landsat 8",
        "granule_id": f"LC08_L1TP_{index}_X_LC08_L1TP_G0120V02_P08{index}",
        "valid_percent": 80.0 + index,
        "source_epsg": EPSG if index else 32608,
        "reprojected": index == 0,
    }
