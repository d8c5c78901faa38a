"""Ice masks as users of the toolbox give them: rasters, polygons, layers of the project."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from osgeo import gdal, osr
from qgis.core import QgsProcessingException, QgsProject, QgsRasterLayer, QgsVectorLayer

from tests.desktop.processing.conftest import write_polygon

FILL = -32767


@pytest.fixture
def folder(its_live, tmp_path) -> Path:
    """Six granules of one projection."""
    by_folder: dict[Path, list[Path]] = {}
    for path in its_live.granules:
        by_folder.setdefault(path.parent, []).append(path)
    folder = tmp_path / "granules"
    folder.mkdir()
    for path in max(by_folder.values(), key=len)[:6]:
        shutil.copy(path, folder)
    return folder


@pytest.fixture
def area(its_live, tmp_path) -> str:
    return write_polygon(tmp_path / "area.geojson", its_live.truth.OUTLINE)


def middle(its_live) -> tuple[float, float]:
    lon, lat = zip(*its_live.truth.OUTLINE)
    return sum(lon) / len(lon), sum(lat) / len(lat)


@pytest.fixture
def west(its_live) -> list[tuple[float, float]]:
    """Ice west of the middle of the area."""
    lon, lat = middle(its_live)
    return [
        (lon - 2, lat - 1),
        (lon, lat - 1),
        (lon, lat + 1),
        (lon - 2, lat + 1),
        (lon - 2, lat - 1),
    ]


@pytest.fixture
def outlines(west, tmp_path) -> str:
    """As RGI has them: many glaciers in one file, most of them elsewhere."""
    far = [[[lon + 40, lat] for lon, lat in west]]
    near = [[list(point) for point in west]]
    features = [
        {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": ring}}
        for ring in (near, far)
    ]
    path = tmp_path / "rgi.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return str(path)


@pytest.fixture
def raster(its_live, tmp_path) -> str:
    """The same in degrees, 0 and 1."""
    lon, lat = middle(its_live)
    path = str(tmp_path / "landice.tif")
    data = gdal.GetDriverByName("GTiff").Create(path, 400, 200, 1, gdal.GDT_Byte)
    data.SetGeoTransform((lon - 2, 0.01, 0, lat + 1, 0, -0.01))
    degrees = osr.SpatialReference()
    degrees.ImportFromEPSG(4326)
    data.SetProjection(degrees.ExportToWkt())
    data.GetRasterBand(1).WriteRaster(0, 0, 200, 200, bytes([1]) * 40_000)
    data.FlushCache()
    return path


def band(source: str, number: int = 1):
    data = gdal.Open(source)
    return data.GetRasterBand(number).ReadAsArray(), data.GetGeoTransform(), data.GetProjection()


def off(cube: str, its_live) -> tuple[int, int, int]:
    """Cells of ice, cells of none, and cells on the wrong side of the middle by 100 m or more."""
    landice, (left, dx, _, top, _, dy), wkt = band(f'NETCDF:"{cube}":landice')
    here, degrees = osr.SpatialReference(wkt), osr.SpatialReference()
    degrees.ImportFromEPSG(4326)
    degrees.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    to_degrees = osr.CoordinateTransformation(here, degrees)
    lon, _ = middle(its_live)
    wrong = 0
    for row in range(0, landice.shape[0], 5):
        for column in range(0, landice.shape[1], 5):
            x, y = left + dx * (column + 0.5), top + dy * (row + 0.5)
            east = to_degrees.TransformPoint(x, y)[0] - lon
            wrong += abs(east) > 0.01 and bool(landice[row, column]) != (east < 0)
    return int((landice == 1).sum()), int((landice == 0).sum()), wrong


@pytest.mark.parametrize("given", ["raster", "outlines", "raster layer", "outline layer"])
def test_the_mask_is_a_raster_or_polygons(
    given, run, folder, area, raster, outlines, its_live, tmp_path
):
    mask: object = raster if "raster" in given else outlines
    if "layer" in given:
        layer = (
            QgsRasterLayer(raster, "ice") if "raster" in given else QgsVectorLayer(outlines, "ice")
        )
        QgsProject.instance().addMapLayer(layer)
        mask = layer.id()
    cube = str(tmp_path / "cube.nc")
    parameters = {"INPUT": str(folder), "AREA": area, "OUTPUT": cube, "ICE_MASK": mask}
    try:
        run("buildcube", {**parameters, "ICE_ONLY": True})
    finally:
        QgsProject.instance().clear()
    ice, none, wrong = off(cube, its_live)
    assert min(ice, none) > 500
    assert wrong == 0
    landice, *_ = band(f'NETCDF:"{cube}":landice')
    count = gdal.Open(f'NETCDF:"{cube}":v').RasterCount
    for number in range(1, count + 1):
        v, *_ = band(f'NETCDF:"{cube}":v', number)
        assert (v[landice == 0] == FILL).all()
    summary = tmp_path / "summary"
    whole = {"CUBE": cube, "OUTPUT": str(summary), "PERIOD": "whole", "ICE_ONLY": True}
    run("summarizecube", whole)
    assert gdal.Open(str(summary / "velocity_whole.tif")).GetMetadata()["cells"] == (
        "ice by the cube's landice"
    )


def test_without_ice_only_the_mask_is_held_and_nothing_is_left_out(
    run, folder, area, raster, tmp_path
):
    cube, plain = str(tmp_path / "cube.nc"), str(tmp_path / "plain.nc")
    run("buildcube", {"INPUT": str(folder), "AREA": area, "OUTPUT": cube, "ICE_MASK": raster})
    run("buildcube", {"INPUT": str(folder), "AREA": area, "OUTPUT": plain})
    assert (band(f'NETCDF:"{cube}":v')[0] == band(f'NETCDF:"{plain}":v')[0]).all()
    with pytest.raises(QgsProcessingException, match="does not say which cells are ice"):
        run("summarizecube", {"CUBE": plain, "OUTPUT": str(tmp_path / "s"), "ICE_ONLY": True})


def test_what_cannot_be_is_told(run, folder, area, its_live, tmp_path):
    parameters = {"INPUT": str(folder), "AREA": area, "OUTPUT": str(tmp_path / "cube.nc")}
    with pytest.raises(QgsProcessingException, match="Choose an ice mask, or do not leave out"):
        run("buildcube", {**parameters, "ICE_ONLY": True})
    lon, lat = middle(its_live)
    far = write_polygon(
        tmp_path / "far.geojson", [(lon + 9, lat), (lon + 9, lat + 1), (lon + 8, lat)]
    )
    with pytest.raises(QgsProcessingException, match="no polygon in the area"):
        run("buildcube", {**parameters, "ICE_MASK": far})
    depth = str(tmp_path / "depth.tif")
    data = gdal.Warp(
        depth, str(next(folder.glob("*.nc"))) and f'NETCDF:"{next(folder.glob("*.nc"))}":v'
    )
    data.FlushCache()
    with pytest.raises(QgsProcessingException, match="is no ice mask: it holds"):
        run("buildcube", {**parameters, "ICE_MASK": depth})
    assert not os.path.exists(tmp_path / "cube.nc")
