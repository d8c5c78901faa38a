"""Cubes of chosen numbers, written with netCDF4 alone: no line of the plugin.

From a test that runs inside QGIS, where netCDF4 may not be, :func:`write_apart` writes one.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

FILL = -32767
REPOSITORY = Path(__file__).resolve().parents[3]


def write_cube(  # noqa: PLR0917 - a cube has that many sides
    path,
    vx,
    vy,
    mid_days,
    separation,
    errors=20.0,
    v=None,
    v_error=None,
    ground=None,
    scale=1.0,
    epsg=3413,
    corner=(-200_000.0, -2_200_000.0),
    pixel=120.0,
) -> str:
    """Write a cube; return its path.

    Args:
        path: where to.
        vx: (layers, rows, columns), m/yr; NaN becomes no-data.
        vy: likewise.
        mid_days: (layers,), days since 1970-01-01, rising.
        separation: (layers,), days.
        errors: of both components, a number or (layers,), or a pair of those.
        v: the speed; by default that of the components.
        v_error: likewise, by default 20 everywhere.
        ground: (layers,), whether they are metres on the ground.
        scale: map distance over ground distance, a number or (rows, columns).
        epsg: of the projection.
        corner: x and y of the upper left corner.
        pixel: metres.
    """
    import netCDF4
    import numpy as np
    import pyproj

    vx, vy = (np.asarray(each, float) for each in (vx, vy))
    mid_days, separation = (np.asarray(each, float) for each in (mid_days, separation))
    layers, rows, columns = vx.shape
    v = np.hypot(vx, vy) if v is None else v
    v_error = np.full(vx.shape, 20.0) if v_error is None else v_error
    x_errors, y_errors = errors if isinstance(errors, tuple) else (errors, errors)
    with netCDF4.Dataset(path, "w") as data:
        data.createDimension("mid_date", layers)
        data.createDimension("y", rows)
        data.createDimension("x", columns)
        crs = pyproj.CRS.from_epsg(epsg)
        mapping = data.createVariable("mapping", "i4")
        mapping.setncatts({k: v for k, v in crs.to_cf().items() if v is not None})
        mapping.spatial_ref = crs.to_wkt("WKT1_GDAL")
        mapping.GeoTransform = f"{corner[0]} {pixel} 0 {corner[1]} 0 {-pixel}"
        for name, first, step, size in (
            ("x", corner[0], pixel, columns), ("y", corner[1], -pixel, rows)
        ):  # fmt: skip
            axis = data.createVariable(name, "f8", (name,))
            axis.standard_name, axis.units = f"projection_{name}_coordinate", "m"
            axis[:] = first + step * (np.arange(size) + 0.5)
        data.createVariable("map_scale", "f4", ("y", "x"))[:] = np.broadcast_to(
            scale, (rows, columns)
        )
        along_time = {
            "mid_date": mid_days,
            "date_1": mid_days - separation / 2,
            "date_2": mid_days + separation / 2,
            "date_dt": separation,
            "vx_error": x_errors,
            "vy_error": y_errors,
            "stable_shift_x": 0.0,
            "stable_shift_y": 0.0,
            "valid_percent": 100.0,
            "filled_percent": 0.0,
            "source_epsg": epsg,
            "reprojected": 0,
            "map_scale_corrected": 0 if ground is None else np.asarray(ground, int),
        }
        for name, values in along_time.items():
            variable = data.createVariable(name, "f8", ("mid_date",))
            variable[:] = np.broadcast_to(values, layers)
        data["mid_date"].units = "days since 1970-01-01"
        for name in ("satellite", "granule", "filled_from"):
            variable = data.createVariable(name, str, ("mid_date",))
            for layer in range(layers):
                variable[layer] = "Landsat 8" if name == "satellite" else ""
        for name, values in (("vx", vx), ("vy", vy), ("v", v), ("v_error", v_error)):
            chunks = (min(layers, 16), min(rows, 128), min(columns, 128))
            variable = data.createVariable(
                name, "i2", ("mid_date", "y", "x"), zlib=True, chunksizes=chunks, fill_value=FILL
            )
            variable.grid_mapping, variable.units = "mapping", "meter/year"
            variable.set_auto_maskandscale(False)
            plain = np.asarray(values, float)
            variable[:] = np.where(np.isnan(plain), FILL, np.rint(plain)).astype("i2")
    return str(path)


def write_apart(path, **numbers) -> str:
    """As :func:`write_cube`, in a process of its own; lists and numbers only."""
    code = (
        "import json, sys; from tests.plain.science.small_cube import write_cube; "
        "write_cube(sys.argv[1], **json.load(sys.stdin))"
    )
    command = [sys.executable, "-c", code, str(path)]
    text = json.dumps(numbers)
    subprocess.run(command, input=text, text=True, check=True, cwd=REPOSITORY, timeout=60)
    return str(path)
