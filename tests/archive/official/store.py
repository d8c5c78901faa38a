"""Writes the stores: Zarr v2 with consolidated metadata, Blosc (zlib, 2, shuffle), as real cubes.

First all metadata and what is known of each layer alone; then, block by block, the 3-D variables at
the ice. All other chunks stay absent.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path

import numpy as np
import zarr
from numcodecs import Blosc
from pyproj import CRS

from .. import glacier
from ..sites import SITES
from ..truth import to_lonlat
from . import values
from .columns import BUCKET_URL, COLUMNS, days_since_1970
from .cubes import BLOCK, CELL, HALF, Cube, geographic, polygon
from .layers import Layers, layers
from .variables import DAYS, FLAT, STACKED, Variable, of_layers

COMPRESSOR = Blosc(cname="zlib", clevel=2, shuffle=Blosc.SHUFFLE)
LAYER_CHUNK, URL_CHUNK = 200_000, 84


def write(path: Path, cube: Cube) -> None:
    """Write all of a cube's store but the 3-D variables' values."""
    write_layers(path, cube, layers(cube))


def write_layers(path: Path, cube: Cube, held: Layers, without: Collection[str] = ()) -> None:
    """Write a cube's store with other layers than its own, and without some variables."""
    group = zarr.open_group(zarr.DirectoryStore(str(path)), mode="w")
    group.attrs.update(attributes(cube, cube.key))
    write_axes(group, cube)
    _write_dates(group, held)
    old_names = "old-names" in cube.flaws
    for variable in of_layers("<U3" if old_names else "<U2"):
        if variable.name not in without:
            chunk = URL_CHUNK if variable.name == "granule_url" else LAYER_CHUNK
            column = COLUMNS[variable.name](cube, held).astype(variable.dtype)
            create(group, variable, column.shape, (chunk,), ("mid_date",))[:] = column
    write_masks(group, cube)
    for variable in STACKED:
        if variable.name not in without:
            shape = held.count, cube.y.size, cube.x.size
            chunks, bare = (cube.time_chunk, BLOCK, BLOCK), "no-fill" in cube.flaws
            create(group, variable, shape, chunks, ("mid_date", "y", "x"), bare)
    zarr.consolidate_metadata(group.store)


def write_block(path: Path, cube: Cube, row: int, column: int) -> None:
    """Write the chunks of the 3-D variables at a row and column of chunks."""
    put(path, values.block(cube, row, column), (0, row * BLOCK, column * BLOCK))


def put(path: Path, arrays: dict[str, np.ndarray], start: tuple[int, int, int]) -> None:
    """Write arrays (layers, y, x) of 3-D variables from an index on; fill alone is not written."""
    place = tuple(
        slice(first, first + size) for first, size in zip(start, next(iter(arrays.values())).shape)
    )
    for name, array in arrays.items():
        zarr.open_array(str(path / name), mode="r+", write_empty_chunks=False)[place] = array


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


def _write_dates(group: zarr.Group, held: Layers) -> None:
    dates = days_since_1970(held.mid_dates)
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
