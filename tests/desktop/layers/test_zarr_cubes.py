"""Cubes that are Zarr stores as layers: GDAL 3.6 opens each date as a raster of its own."""

from __future__ import annotations

import gc
import shutil
from datetime import datetime, timezone
from pathlib import Path

import pytest
from osgeo import gdal
from qgis.core import QgsProject, QgsSingleBandGrayRenderer

from itslive_qgis.errors import ItsliveError
from itslive_qgis.layers.rasters import cube_layer, layers_from_file, show_cube_date
from itslive_qgis.layers.sources import cube_source
from itslive_qgis.layers.times import from_qdatetime
from tests.desktop.layers.cube_file import EAST, LAYERS, NORTH
from tests.desktop.layers.test_rasters import speed
from tests.desktop.layers.test_reopened_project import reopen


@pytest.fixture(autouse=True)
def _no_layer_left():
    """Raster layers that an exception still holds would outlive QGIS, and crash at its end."""
    yield
    gc.collect()


@pytest.fixture
def store(cube) -> dict:
    """The description of the cube as a Zarr store, written by GDAL from its NetCDF file."""
    path = Path(cube["path"]).with_suffix(".zarr")
    source = gdal.OpenEx(cube["path"], gdal.OF_MULTIDIM_RASTER)
    written = gdal.MultiDimTranslate(str(path), source, format="Zarr", arraySpecs=["v", "vx"])
    assert written is not None
    del written
    return {**cube, "path": str(path)}


@pytest.mark.parametrize("index", range(LAYERS))
def test_each_date_is_shown(store, index):
    layer = cube_layer(store, index)
    band = layer.renderer().usesBands()[0]
    assert speed(layer, 3, 2, band) == (100.0 * (index + 1), True)
    assert speed(layer, 0, 0, band)[1] is False
    assert layer.crs().authid() == "EPSG:32607"
    extent = layer.extent()
    assert (extent.xMinimum(), extent.yMaximum()) == (EAST - 60, NORTH + 60)
    assert (layer.width(), layer.height()) == (6, 4)


def test_switching_the_date_takes_all_along_and_keeps_the_style(store):
    layer = cube_layer(store, 0)
    layer.setRenderer(QgsSingleBandGrayRenderer(layer.dataProvider(), 1))
    layer.setOpacity(0.5)
    show_cube_date(layer, store, 2)
    band = layer.renderer().usesBands()[0]
    assert speed(layer, 3, 2, band) == (300.0, True)
    assert isinstance(layer.renderer(), QgsSingleBandGrayRenderer)
    assert layer.opacity() == 0.5
    assert layer.name() == layer.metadata().title() == "v 2018-08-14 · Landsat 8 · 16 d"
    assert layer.crs().authid() == "EPSG:32607"
    shown = layer.temporalProperties().fixedTemporalRange()
    assert from_qdatetime(shown.begin()) == datetime(2018, 8, 6, tzinfo=timezone.utc)
    show_cube_date(layer, store, 0)
    assert speed(layer, 3, 2, layer.renderer().usesBands()[0]) == (100.0, True)


def test_another_variable_stays_that_variable(store):
    layer = cube_layer(store, 0)
    source, _ = cube_source(store["path"], 0, "vx")
    layer.setDataSource(source, "vx", "gdal", False)
    show_cube_date(layer, store, 1)
    assert layer.source() == cube_source(store["path"], 1, "vx")[0]
    assert layer.isValid()


@pytest.mark.parametrize("more", [0, 1])
def test_a_date_the_store_does_not_have_is_an_error(store, more):
    layer = cube_layer(store, 0)
    store["layers"] += store["layers"][:1] * more
    with pytest.raises(ItsliveError) as caught:
        show_cube_date(layer, store, LAYERS)
    assert caught.value.code == "no_such_date"
    assert layer.isValid()
    assert speed(layer, 3, 2, layer.renderer().usesBands()[0]) == (100.0, True)


def test_layers_of_a_store_are_found_before_it_is_replaced(store, qgis_new_project):
    layer = cube_layer(store, 1)
    QgsProject.instance().addMapLayer(layer)
    assert layers_from_file(QgsProject.instance(), store["path"]) == [layer]
    assert layers_from_file(QgsProject.instance(), store["path"] + "x") == []


def test_a_saved_project_shows_the_date_without_the_plugin(store, qgis_new_project, tmp_path):
    project = QgsProject.instance()
    layer = cube_layer(store, 1)
    project.addMapLayer(layer)
    project.setFileName(str(tmp_path / "glacier.qgz"))
    assert project.write()
    name = layer.name()
    project.clear()
    fact = reopen(tmp_path / "glacier.qgz")[name]
    assert fact["valid"]
    assert fact["here"] == [200.0, True]
    assert fact["corner"] is False
    assert fact["crs"] == "EPSG:32607"
    assert fact["begin"] == "2018-07-06"


def test_a_store_that_is_gone_is_told(store):
    shutil.rmtree(store["path"])
    with pytest.raises(ItsliveError) as caught:
        cube_layer(store, 0)
    assert caught.value.code == "layer_unreadable"
    assert caught.value.values["name"] == "my cube.zarr"
