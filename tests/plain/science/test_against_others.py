"""Cubes against what rioxarray and GDAL make of the same granules, by no line of the plugin.

Within one projection nothing is computed, so every pixel is rioxarray's to the last digit. Between
projections GDAL warps what it can warp, components to true north: those are made here of the
granule's pixels with geodesics, and of the cube's pixels likewise.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import netCDF4
import numpy as np
import pyproj
import pytest
import rioxarray  # noqa: F401 - adds .rio
import xarray as xr
from osgeo import gdal, ogr, osr

from itslive_qgis.science.cube import build_cube

gdal.UseExceptions()
osr.UseExceptions()

ZONES = (32607, 32608)
FILL = -32767
#: Both components of the cube are whole numbers, each half a metre per year off at most.
ROUNDED = float(np.hypot(0.5, 0.5))
#: Years that a pixel travels to tell its direction: short against the bends of any projection.
YEARS = 0.05
GEOD = pyproj.Geod(ellps="WGS84")


@cache
def zone_of(path: Path) -> int:
    with netCDF4.Dataset(path) as data:
        return int(data["mapping"].spatial_epsg)


def of_zone(its_live, epsg: int) -> list[Path]:
    return [path for path in its_live.granules if zone_of(path) == epsg]


@pytest.fixture(scope="module")
def cubes(its_live, outline, tmp_path_factory):
    """A cube of the granules of one zone, in a zone."""
    folder = tmp_path_factory.mktemp("against")

    @cache
    def build(source: int, target: int) -> str:
        return build_cube(
            str(folder / f"{source}_{target}.nc"),
            inputs=[str(path) for path in of_zone(its_live, source)],
            area=outline,
            crs=f"EPSG:{target}",
        )["output"]

    return build


# -- one projection: rioxarray's clip -------------------------------------------------------------


@pytest.mark.parametrize("epsg", ZONES)
def test_in_its_own_projection_a_granule_is_what_rioxarray_clips(epsg, cubes, its_live, outline):
    files = {path.stem: path for path in of_zone(its_live, epsg)}
    cells = 0
    with xr.open_dataset(cubes(epsg, epsg), mask_and_scale=False) as cube:
        assert cube.sizes["mid_date"] > 10
        for index, name in enumerate(cube.granule.values):
            # What the clip leaves out is what the cube has no value for, its corners too.
            clipped = clip(files[name], epsg, outline).reindex_like(cube[["x", "y"]])
            for variable in ("v", "vx", "vy", "v_error"):
                theirs = clipped[variable].fillna(FILL).values
                ours = cube[variable][index].values
                np.testing.assert_array_equal(ours, theirs, err_msg=f"{variable} of {name}")
            cells += int((cube.vx[index] != FILL).sum())
    assert cells > 100_000


def clip(path: Path, epsg: int, outline: dict) -> xr.Dataset:
    """A granule's velocities within the outline; the coordinates to a millimetre."""
    with xr.open_dataset(path, mask_and_scale=False) as granule:
        velocities = granule[["v", "vx", "vy", "v_error"]].load()
    for variable in velocities.values():
        variable.rio.write_nodata(FILL, inplace=True)
    clipped = velocities.rio.write_crs(epsg).rio.clip([outline], crs=4326)
    return clipped.assign_coords(x=clipped.x.round(3), y=clipped.y.round(3))


# -- two projections: GDAL's warp of components to true north -------------------------------------


@dataclass(frozen=True)
class Ground:
    """Components to true east and north, metres on the ground per year, NaN where none is.

    Attributes:
        grid: GDAL's six numbers.
    """

    epsg: int
    grid: tuple[float, ...]
    east: np.ndarray
    north: np.ndarray


def ground(epsg: int, x: np.ndarray, y: np.ndarray, vx: np.ndarray, vy: np.ndarray) -> Ground:
    """Where the pixels of a map are after a while, as azimuth and way along geodesics."""
    to_globe = pyproj.Transformer.from_crs(epsg, 4326, always_xy=True)
    held = vx != FILL
    rows, columns = np.nonzero(held)
    begin = to_globe.transform(x[columns], y[rows])
    end = to_globe.transform(x[columns] + YEARS * vx[held], y[rows] + YEARS * vy[held])
    azimuth, _, way = GEOD.inv(*begin, *end)
    parts = []
    for share in (np.sin(np.radians(azimuth)), np.cos(np.radians(azimuth))):
        part = np.full(vx.shape, np.nan)
        part[held] = way / YEARS * share
        parts.append(part)
    dx, dy = x[1] - x[0], y[1] - y[0]
    return Ground(epsg, (x[0] - dx / 2, dx, 0.0, y[0] - dy / 2, 0.0, dy), *parts)


def raster(values: np.ndarray, epsg: int, grid: tuple[float, ...]) -> gdal.Dataset:
    rows, columns = values.shape
    dataset = gdal.GetDriverByName("MEM").Create("", columns, rows, 1, gdal.GDT_Float64)
    dataset.SetGeoTransform(grid)
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(epsg)
    dataset.SetProjection(reference.ExportToWkt())
    dataset.GetRasterBand(1).WriteArray(values)
    return dataset


def warped(values: np.ndarray, source: Ground, like: Ground) -> np.ndarray:
    """GDAL's bilinear warp of a raster onto the grid of another, 0 outside."""
    target = raster(np.zeros(like.east.shape), like.epsg, like.grid)
    gdal.Warp(
        target,
        raster(values, source.epsg, source.grid),
        resampleAlg="bilinear",
        errorThreshold=0,
        # The pixels are of one size; GDAL would guess another from the turned outlines.
        warpOptions=["XSCALE=1", "YSCALE=1"],
    )
    return target.ReadAsArray()


def inside(outline: dict, like: Ground) -> np.ndarray:
    """The cells whose centre lies in the outline, burnt by GDAL."""
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(4326)
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    burnt = raster(np.zeros(like.east.shape), like.epsg, like.grid)
    source = ogr.GetDriverByName("Memory").CreateDataSource("")
    layer = source.CreateLayer("outline", burnt.GetSpatialRef())
    geometry = ogr.CreateGeometryFromJson(json.dumps(outline))
    geometry.Transform(osr.CoordinateTransformation(reference, burnt.GetSpatialRef()))
    feature = ogr.Feature(layer.GetLayerDefn())
    feature.SetGeometry(geometry)
    layer.CreateFeature(feature)
    gdal.RasterizeLayer(burnt, [1], layer, burn_values=[1])
    return burnt.ReadAsArray() == 1


@pytest.mark.parametrize(("source", "target"), [ZONES, ZONES[::-1]])
def test_between_zones_vectors_are_those_that_gdal_warps_to_true_north(
    source, target, cubes, its_live, outline, record_property
):
    files = {path.stem: path for path in of_zone(its_live, source)}
    errors, unrotated, masks = [], [], np.zeros(2, int)
    with netCDF4.Dataset(cubes(source, target)) as cube:
        cube.set_auto_maskandscale(False)
        assert set(cube["reprojected"][:]) == {1}
        assert int(cube["mapping"].spatial_epsg) == target
        x, y = cube["x"][:], cube["y"][:]
        for index, name in enumerate(cube["granule"][:]):
            vx, vy = cube["vx"][index], cube["vy"][index]
            ours = ground(target, x, y, vx, vy)
            with netCDF4.Dataset(files[name]) as data:
                data.set_auto_maskandscale(False)
                theirs = ground(source, *(data[each][:] for each in ("x", "y", "vx", "vy")))
            whole = warped(np.isfinite(theirs.east).astype(float), theirs, ours)
            held = (whole > 1 - 1e-9) & inside(outline, ours)
            masks += (held ^ (vx != FILL)).sum(), held.sum()
            both = held & (vx != FILL)
            wanted = [
                warped(np.nan_to_num(part), theirs, ours) for part in (theirs.east, theirs.north)
            ]
            errors.append(np.hypot(ours.east - wanted[0], ours.north - wanted[1])[both])
            unrotated.append(np.hypot(vx - wanted[0], vy - wanted[1])[both])
    error = np.concatenate(errors)
    summary = {
        "layers": len(errors),
        "cells": error.size,
        "masks_differ": int(masks[0]),
        **{f"p{share}": float(np.percentile(error, share)) for share in (50, 95, 99, 100)},
        "unrotated_p95": float(np.percentile(np.concatenate(unrotated), 95)),
    }
    record_property("against_gdal", summary)
    assert error.size > 50_000
    assert masks[0] == 0
    assert error.max() < ROUNDED + 0.02
    # The test can tell: map components taken for true ones would be far off.
    assert summary["unrotated_p95"] > 10
