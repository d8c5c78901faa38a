"""Small granules of every form the archive holds, as its documents describe them.

A granule is first a :class:`Spec`, so that a test can spoil any part of it before it is written.
Nothing here is taken from the plugin.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import netCDF4
import numpy as np
import pyproj

ROWS, COLUMNS = 6, 8
FILL = -32767
#: Where the velocity is missing: outside the footprint, and a padded cell (hyp3-autorift 419).
MISSING, PADDED = (0, 0), (5, 7)
#: Where vx is saturated.
SATURATED = (0, 1)
#: Where only the chip's height was not told, in V0/V1.
INTERPOLATED = (2, 3)


@dataclass
class Variable:
    """One variable: its type as netCDF4 takes it, dimensions, attributes and stored values."""

    dtype: Any
    dimensions: tuple[str, ...]
    attributes: dict[str, Any]
    values: np.ndarray | None = None
    fill: Any = None


@dataclass
class Spec:
    """A file to be."""

    dimensions: dict[str, int | None]
    variables: dict[str, Variable]
    attributes: dict[str, Any] = field(default_factory=dict)


def write(spec: Spec, path: Path) -> Path:
    """Write the file."""
    with netCDF4.Dataset(path, "w") as data:
        data.setncatts(spec.attributes)
        for name, size in spec.dimensions.items():
            data.createDimension(name, size)
        for name, each in spec.variables.items():
            packed = len(each.dimensions) > 1
            variable = data.createVariable(
                name, each.dtype, each.dimensions, fill_value=each.fill, zlib=packed, shuffle=packed
            )
            variable.set_auto_maskandscale(False)
            variable.setncatts(each.attributes)
            if each.values is not None:
                variable[:] = each.values
    return path


def v1(epsg: int = 3031, x: float = -1716367.5, y: float = -209392.5) -> Spec:
    """Version 0 or 1: 240 m, later image first, satellites and codes as floats."""
    utm = epsg > 32600
    name = "UTM_Projection" if utm else "Polar_Stereographic"
    grid = {"missing_value": np.float64(FILL), "grid_mapping": name}
    component = {
        "units": "m/y",
        "stable_shift": np.float64(2.0),
        "stable_rmse": np.float32(186.74),
        "map_scale_corrected": np.int8(1),
    }
    pixels = _pixels()
    pixels["chip_size_height"] = np.full((ROWS, COLUMNS), 65535, np.uint16)
    scene = {
        "mission": "L",
        "sensor": "E",
        "satellite": np.float64(7),
        "correction_level": "L1GT",
        "collection_number": np.float64(1),
        "collection_catagory": "T2",
    }
    pair = {f"{key}_img{image}": value for image in (1, 2) for key, value in scene.items()}
    for image, path, day in ((1, 1.0, "20121118"), (2, 232.0, "20121104")):
        pair |= {
            f"path_img{image}": np.float64(path),
            f"row_img{image}": np.float64(113),
            f"aquisition_date_img{image}": day,
            f"processing_date_img{image}": "20161127",
        }
    pair |= {"date_dt": np.float64(14), "date_center": "20121111"}
    pair["roi_valid_percentage"] = np.float64(59)
    mapping = {
        "semi_major_axis": np.float64(6378.137),
        "spatial_epsg": np.float64(epsg),
        "spatial_ref": pyproj.CRS.from_epsg(epsg).to_wkt("WKT1_GDAL"),
        "GeoTransform": f"{x - 120} 240.0 0 {y + 120} 0 -240.0",
    }
    variables = _axes(x, y, 240.0)
    for key in ("vx", "vy", "v"):
        extra = component if key != "v" else {"units": "m/y"}
        variables[key] = Variable("i2", ("y", "x"), {**extra, **grid}, pixels[key])
    for key in ("chip_size_width", "chip_size_height"):
        attributes = {"units": "m", "missing_value": np.float64(0)}
        variables[key] = Variable("u2", ("y", "x"), attributes, pixels[key])
    variables["interp_mask"] = Variable(
        "u1", ("y", "x"), {"units": "binary"}, pixels["interp_mask"]
    )
    variables["img_pair_info"] = Variable("S1", (), {**pair, "autoRIFT_software_version": 1.0})
    variables[name] = Variable("S1", (), mapping)
    return Spec({"x": COLUMNS, "y": ROWS}, variables, {"Conventions": "CF-1.6"})


def nsidc(**place: Any) -> Spec:
    """Version 1 as rewritten for NSIDC: ``mapping``, ``_FillValue``, float32 scalars."""
    spec = v1(**place)
    old = next(name for name in spec.variables if name.endswith(("Projection", "Stereographic")))
    mapping = spec.variables.pop(old).attributes
    mapping["crs_wkt"] = mapping["spatial_ref"]
    spec.variables["mapping"] = Variable("f4", (), mapping)
    spec.variables["img_pair_info"].dtype = "f4"
    for name, variable in spec.variables.items():
        variable.attributes.pop("missing_value", None)
        if name in ("vx", "vy", "v"):
            variable.fill = np.int16(FILL)
            variable.attributes |= {"units": "meter/year", "grid_mapping": "mapping"}
        if name.startswith(("chip", "interp")):
            variable.fill = np.dtype(variable.dtype).type(0)
    return spec


def v2(epsg: int = 3413, x: float = -199947.5, y: float = -2279932.5, marker: Any = "U1") -> Spec:
    """Version 2: 120 m, earlier image first, the file's own fill values, ``v_error``."""
    pixels = _pixels()
    pixels["v_error"] = np.where(pixels["v"] == FILL, FILL, 9).astype(np.int16)
    component = {"units": "meter/year", "grid_mapping": "mapping"}
    variables = _axes(x, y, 120.0)
    for key, error in (("vx", 12.5), ("vy", 8.5), ("v", None), ("v_error", None)):
        extra = {} if error is None else {"error": error, "stable_shift": -error}
        variables[key] = Variable(
            "i2", ("y", "x"), {**component, **extra}, pixels[key], np.int16(FILL)
        )
    for key in ("chip_size_width", "chip_size_height"):
        variables[key] = Variable("u2", ("y", "x"), {"units": "m"}, pixels[key], np.uint16(0))
    flags = {"flag_values": np.array([0, 1], np.uint8), "flag_meanings": "measured interpolated"}
    variables["interp_mask"] = Variable("u1", ("y", "x"), flags, pixels["interp_mask"], np.uint8(0))
    to_lonlat = pyproj.Transformer.from_crs(epsg, 4326, always_xy=True)
    longitude, latitude = to_lonlat.transform(x + 60 * (COLUMNS - 1), y - 60 * (ROWS - 1))
    pair = {
        "id_img1": "LC08_L1TP_009011_20200610_20200824_02_T1",
        "id_img2": "LC09_L1TP_009011_20220616_20220617_02_T2",
        "acquisition_date_img1": "20200610T14:52:19.377",
        "acquisition_date_img2": "20220616T14:52:31.",
        "mission_img1": "L",
        "mission_img2": "L",
        "satellite_img1": "8",
        "satellite_img2": "9",
        "sensor_img1": "C",
        "sensor_img2": "C",
        "latitude": round(latitude, 2),
        "longitude": round(longitude, 2),
        "roi_valid_percentage": np.float64(41.5),
    }
    wkt = pyproj.CRS.from_epsg(epsg).to_wkt("WKT1_GDAL")
    mapping = {
        "spatial_epsg": np.int64(epsg),
        "crs_wkt": wkt,
        "spatial_ref": wkt,
        "GeoTransform": f"{x} 120.0 0 {y} 0 -120.0",
    }
    fill = np.int8(-127) if marker == "i1" else None
    variables["img_pair_info"] = Variable(marker, (), pair, fill=fill)
    variables["mapping"] = Variable(marker, (), mapping, fill=fill)
    return Spec({"x": COLUMNS, "y": ROWS}, variables, {"autoRIFT_software_version": "1.5.0"})


def deep(spec: Spec) -> Spec:
    """The same with one time before rows and columns, as published since 2025."""
    spec = copy.deepcopy(spec)
    spec.dimensions["time"] = None
    spec.variables["time"] = Variable("f8", ("time",), {}, np.array([1.27e9]))
    for variable in spec.variables.values():
        if variable.dimensions == ("y", "x"):
            variable.dimensions = ("time", "y", "x")
            variable.values = variable.values[np.newaxis]
    return spec


def s1(scaled: bool = False) -> Spec:
    """Sentinel-1 with radar velocities; ``scaled``: M11 and M12 as files before 2024-09."""
    spec = v2(32719, 614992.5, 4500007.5 + 4.5e5)
    pair = spec.variables["img_pair_info"].attributes
    for image, unit, day in ((1, "S1A", "20200604"), (2, "S1B", "20200610")):
        pair |= {
            f"id_img{image}": f"{unit}_IW_SLC__1SSH_{day}T022251_{day}T022318_032861_03CE65_7C85",
            f"acquisition_date_img{image}": f"{day}T02:22:51.123456",
            f"mission_img{image}": "S",
            f"satellite_img{image}": unit[1:],
            f"sensor_img{image}": "C",
        }
    vx = spec.variables["vx"].values
    for name, factor in (("vr", 2), ("va", -3)):
        values = np.where(np.abs(vx) >= 32767, FILL, vx // factor).astype(np.int16)
        values[1, 1] = 32767
        spec.variables[name] = Variable("i2", ("y", "x"), {}, values, np.int16(FILL))
    for name, sign in (("M11", 1), ("M12", -1)):
        steps = (sign * (np.arange(ROWS * COLUMNS).reshape(ROWS, COLUMNS) + 1)).astype(np.int16)
        steps[MISSING] = FILL
        attributes = {"units": "pixel/(meter/year)", "dr_to_vr_factor": np.float64(141.5)}
        if scaled:
            attributes |= {"scale_factor": np.float64(2e-6), "add_offset": np.float64(1e-3)}
            values, fill = steps, np.int16(FILL)
        else:
            values = np.where(steps == FILL, FILL, steps * 2e-6 + 1e-3).astype(np.float32)
            fill = np.float32(FILL)
        spec.variables[name] = Variable(values.dtype.str[1:], ("y", "x"), attributes, values, fill)
    return spec


def s2() -> Spec:
    """Sentinel-2 in a northern UTM zone."""
    spec = v2(32622, 552052.5, 7670707.5)
    pair = spec.variables["img_pair_info"].attributes
    for image, unit, day in ((1, "S2A", "20220514"), (2, "S2B", "20220519")):
        pair |= {
            f"id_img{image}": f"{unit}_MSIL1C_{day}T152811_N0400_R111_T22WED_{day}T171402",
            f"acquisition_date_img{image}": f"{day}T15:28:11.000000000",
            f"mission_img{image}": "S",
            f"satellite_img{image}": unit[1:],
            f"sensor_img{image}": "MSI",
        }
    return spec


def _axes(x: float, y: float, step: float) -> dict[str, Variable]:
    return {
        "x": Variable("f8", ("x",), {"units": "m"}, x + step * np.arange(COLUMNS)),
        "y": Variable("f8", ("y",), {"units": "m"}, y - step * np.arange(ROWS)),
    }


def _pixels() -> dict[str, np.ndarray]:
    row, column = np.indices((ROWS, COLUMNS))
    vx, vy = 100 * row + column + 1, -(50 * column + row + 1)
    pixels = {"vx": vx, "vy": vy, "v": np.rint(np.hypot(vx, vy))}
    pixels = {name: values.astype(np.int16) for name, values in pixels.items()}
    chips = np.full((ROWS, COLUMNS), 480, np.uint16)
    flags = np.zeros((ROWS, COLUMNS), np.uint8)
    flags[INTERPOLATED] = 1
    for cell in (MISSING, PADDED):
        for values in pixels.values():
            values[cell] = FILL
    chips[MISSING], chips[PADDED], flags[PADDED] = 0, 32769, 1
    pixels["vx"][SATURATED] = pixels["v"][SATURATED] = 32767
    return {
        **pixels,
        "chip_size_width": chips,
        "chip_size_height": chips.copy(),
        "interp_mask": flags,
    }
