"""Writes the stores: Zarr v2 with consolidated metadata, Blosc (zlib, 2, shuffle), as real cubes.

First all metadata and what is known of each layer alone; then, block by block, the 3-D variables at
the ice. All other chunks stay absent.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import zarr
from numcodecs import Blosc
from pyproj import CRS

from .. import glacier
from ..sites import SITES
from ..truth import to_lonlat
from . import values
from .cubes import BLOCK, CELL, HALF, Cube, geographic, polygon
from .layers import BUCKET_URL, granule_urls, layers, valid_percentages
from .variables import DAYS, FLAT, STACKED, Variable, of_layers

COMPRESSOR = Blosc(cname="zlib", clevel=2, shuffle=Blosc.SHUFFLE)
LAYER_CHUNK, URL_CHUNK = 200_000, 84
SENSORS = {"4": "T", "5": "T", "7": "E", "8": "C", "9": "C", "1": "C", "2": "MSI"}
OLD_NAMES = 0.3  # of the layers of a cube with old names of satellites

_DAY = np.timedelta64(1, "D")


def write(path: Path, cube: Cube) -> None:
    """Write all of a cube's store but the 3-D variables' values."""
    group = zarr.open_group(zarr.DirectoryStore(str(path)), mode="w")
    group.attrs.update(attributes(cube, cube.key))
    write_axes(group, cube)
    _write_dates(group, cube)
    held, names = layers(cube), _satellites(cube)
    columns = _columns(cube, names)
    for variable in of_layers(names[0].dtype.str):
        chunk = URL_CHUNK if variable.name == "granule_url" else LAYER_CHUNK
        column = columns[variable.name].astype(variable.dtype)
        create(group, variable, column.shape, (chunk,), ("mid_date",))[:] = column
    write_masks(group, cube)
    for variable in STACKED:
        shape = held.count, cube.y.size, cube.x.size
        chunks, bare = (cube.time_chunk, BLOCK, BLOCK), "no-fill" in cube.flaws
        create(group, variable, shape, chunks, ("mid_date", "y", "x"), bare)
    zarr.consolidate_metadata(group.store)


def write_block(path: Path, cube: Cube, row: int, column: int) -> None:
    """Write the chunks of the 3-D variables at a row and column of chunks."""
    put_block(path, values.block(cube, row, column), row, column)


def put_block(path: Path, arrays: dict[str, np.ndarray], row: int, column: int) -> None:
    """Write arrays (layers, y, x) where the chunks of a row and column of chunks begin."""
    for name, array in arrays.items():
        target = zarr.open_array(str(path / name), mode="r+", write_empty_chunks=False)
        rows, columns = array.shape[1:]
        y, x = row * BLOCK, column * BLOCK
        target[:, y : y + rows, x : x + columns] = array


def create(
    group: zarr.Group,
    variable: Variable,
    shape: tuple[int, ...],
    chunks: tuple[int, ...],
    dimensions: tuple[str, ...],
    bare: bool = False,
) -> zarr.Array:
    """Make an array; ``bare``: its metadata name no fill."""
    array = group.create(
        variable.name,
        shape=shape,
        chunks=chunks,
        dtype=variable.dtype,
        compressor=COMPRESSOR,
        fill_value=None if bare else variable.fill,
    )
    array.attrs.update({**variable.attributes, "_ARRAY_DIMENSIONS": list(dimensions)})
    return array


def write_axes(group: zarr.Group, cube: Cube) -> None:
    """Write ``x``, ``y`` and ``mapping``."""
    for axis, centres in (("x", cube.x), ("y", cube.y)):
        name, text = f"projection_{axis}_coordinate", f"{axis} coordinate of projection"
        coordinate = Variable(axis, "<f8", name, text)
        create(group, coordinate, centres.shape, centres.shape, (axis,))[:] = centres
    _write_mapping(group, cube)


def _write_dates(group: zarr.Group, cube: Cube) -> None:
    dates = days_since_1970(layers(cube).mid_dates)
    text = "midpoint of image 1 and image 2 acquisition date and time with granule's centroid "
    text += "longitude and latitude as microseconds"
    told = {"units": DAYS, "calendar": "proleptic_gregorian"}
    name = "image_pair_center_date_with_time_separation"
    middle = Variable("mid_date", "<f8", name, text, None, None, told)
    create(group, middle, dates.shape, (LAYER_CHUNK,), ("mid_date",))[:] = dates


def _write_mapping(group: zarr.Group, cube: Cube) -> None:
    crs = CRS.from_epsg(cube.epsg)
    told = {name: value for name, value in crs.to_cf().items() if name != "crs_wkt"}
    left, top = cube.x[0] - CELL / 2, cube.y[0] + CELL / 2
    mapping = group.create("mapping", shape=(), dtype="<U1", compressor=None, fill_value=None)
    mapping[...] = ""
    mapping.attrs.update(
        {
            **told,
            "crs_wkt": crs.to_wkt("WKT1_GDAL"),
            "spatial_ref": crs.to_wkt("WKT1_GDAL"),
            "spatial_epsg": cube.epsg,
            "GeoTransform": f"{left} {CELL} 0 {top} 0 {-CELL}",
            "_ARRAY_DIMENSIONS": [],
        }
    )


def days_since_1970(moments: np.ndarray) -> np.ndarray:
    """Days of datetime64 values, float64."""
    return (moments - np.datetime64("1970-01-01", "us")) / _DAY


def _satellites(cube: Cube) -> tuple[np.ndarray, np.ndarray]:
    pairs = layers(cube).pairs
    names = pairs.satellite_1, pairs.satellite_2
    if "old-names" not in cube.flaws:
        return tuple(name.astype("<U2") for name in names)
    old = np.random.default_rng(80).random(names[0].size) < OLD_NAMES
    return tuple(
        np.where(old & np.char.isdigit(name), np.char.add(name, ".0"), name).astype("<U3")
        for name in names
    )


def _columns(cube: Cube, satellites: tuple[np.ndarray, np.ndarray]) -> dict[str, np.ndarray]:
    """Values of each variable along ``mid_date`` alone."""
    held = layers(cube)
    pairs, made = held.pairs, {}
    radar = np.char.startswith(pairs.satellite_1, "1")
    columns = zip("12", satellites, (pairs.date_1, pairs.date_2))
    for number, name, date in columns:
        made[f"acquisition_date_img{number}"] = days_since_1970(date)
        made[f"satellite_img{number}"] = name
        made[f"sensor_img{number}"] = np.array([SENSORS[each[0]] for each in name.tolist()])
        made[f"mission_img{number}"] = np.array(
            ["L" if each[0] in "45789" else "S" for each in name.tolist()]
        )
    factor = np.where(radar, values.range_factor(held), values.FILL)
    made |= {"M11_dr_to_vr_factor": factor, "M12_dr_to_vr_factor": factor}
    for axis, error, shift in zip("xy", (held.error_x, held.error_y), held.shift.T):
        for ending, part in (("", 1), ("_stationary", 1), ("_slow", 1.1), ("_modeled", 1.4)):
            made[f"v{axis}_error{ending}"] = error * part
        for ending in ("", "_slow", "_stationary"):
            made[f"v{axis}_stable_shift{ending}"] = shift
    valid = valid_percentages(held)
    return {
        **made,
        "date_center": days_since_1970(held.centres),
        "date_dt": pairs.days,
        "autoRIFT_software_version": held.software,
        "granule_url": granule_urls(cube),
        "roi_valid_percentage": valid,
        "stable_shift_flag": np.where(held.empty, 0, 1),
        "stable_count_slow": valid * 90,
        "stable_count_stationary": valid * 85,
    }


def write_masks(group: zarr.Group, cube: Cube) -> None:
    """Write where ice lies."""
    shape = cube.y.size, cube.x.size
    for variable in FLAT:
        create(group, variable, shape, shape, ("y", "x"))[:] = _mask(cube, variable.name)


def _mask(cube: Cube, name: str) -> np.ndarray:
    """1 on the ice at the written blocks (floating: its lower end), else 0."""
    mask = np.zeros((cube.y.size, cube.x.size), dtype=np.uint8)
    for row, column in cube.blocks:
        place = np.s_[row * BLOCK : (row + 1) * BLOCK, column * BLOCK : (column + 1) * BLOCK]
        x, y = np.meshgrid(cube.x[place[1]], cube.y[place[0]])
        lon, lat = to_lonlat(cube.epsg, x, y)
        along, _ = glacier.bend_coordinates(lon, lat, SITES[cube.site])
        ice = glacier.base_speed(lon, lat, SITES[cube.site]) > 0
        mask[place] = ice & (along > 8_000.0) if name == "floatingice" else ice
    return mask


def attributes(cube: Cube, key: str) -> dict[str, object]:
    """Attributes of a store with this key."""
    lon, lat = cube.centre
    ring = polygon(cube, 2 * HALF // 25_000)
    if "wrong-url" in cube.flaws:
        key = key.replace(f"_X{cube.centre_x}_", f"_X{cube.centre_x + 100_000}_")
    skipped = key.replace(".zarr", ".json")
    return {
        "Conventions": "CF-1.8",
        "GDAL_AREA_OR_POINT": "Area",
        "author": "ITS_LIVE, a NASA MEaSUREs project (its-live.jpl.nasa.gov)",
        "autoRIFT_parameter_file": "http://its-live-data.s3.amazonaws.com/autorift_parameters/"
        "v001/autorift_landice_0120m.shp",
        "datacube_software_version": "1.0",
        "date_created": "03-Oct-2023 04:38:53",
        "date_updated": "10-Jan-2025 21:14:05",
        "geo_polygon": json.dumps(geographic(cube, ring)),
        "institution": "NASA Jet Propulsion Laboratory (JPL), California Institute of Technology",
        "latitude": round(lat, 2),
        "longitude": round(lon, 2),
        "proj_polygon": json.dumps(ring),
        "projection": str(cube.epsg),
        "s3": f"s3://its-live-data/{key}",
        "skipped_granules": f"s3://its-live-data/{skipped}",
        "time_standard_img1": "UTC",
        "time_standard_img2": "UTC",
        "title": "ITS_LIVE datacube of image pair velocities",
        "url": f"{BUCKET_URL}/{key}",
    }
