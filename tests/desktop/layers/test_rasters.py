"""Cubes and granules as raster layers."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from osgeo import gdal
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsPointXY,
    QgsProject,
    QgsSingleBandGrayRenderer,
)

from itslive_qgis.errors import ItsliveError
from itslive_qgis.layers.rasters import (
    best_index,
    cube_layer,
    granule_layer,
    layers_from_file,
    show_cube_date,
    typical_speed_layer,
)
from itslive_qgis.layers.times import from_qdatetime
from tests.desktop.layers.cube_file import EAST, NORTH, STEP, write_cube

PINE_ISLAND = (
    "LE07_L1GT_001113_20121118_20161127_01_T2_X_LE07_L1GT_232113_20121104_20161127_01_T2"
    "_G0240V01_P059"
)


def speed(layer, column: int, row: int, band: int):
    """The value of a pixel, and whether there is one."""
    place = QgsPointXY(EAST + column * STEP, NORTH - row * STEP)
    return layer.dataProvider().sample(place, band)


@pytest.mark.parametrize("index", [0, 1, 2])
def test_the_band_of_the_date_is_shown(cube, index):
    layer = cube_layer(cube, index)
    assert layer.isValid()
    assert layer.renderer().usesBands() == [index + 1]
    assert speed(layer, 3, 2, index + 1) == (100.0 * (index + 1), True)
    assert speed(layer, 0, 0, index + 1)[1] is False
    assert layer.crs().authid() == "EPSG:32607"


def test_the_pixels_lie_where_the_cube_says(cube):
    extent = cube_layer(cube, 0).extent()
    assert (extent.xMinimum(), extent.yMaximum()) == (EAST - 60, NORTH + 60)
    assert (extent.xMaximum(), extent.yMinimum()) == (EAST + 660, NORTH - 420)


def test_the_name_says_date_satellite_and_separation(cube):
    assert cube_layer(cube, 0).name() == "v 2018-06-14 · Landsat 8 · 16 d"
    assert cube_layer(cube, 0, "mine").name() == "mine"


def test_switching_the_date_takes_name_metadata_and_time_along(cube):
    layer = cube_layer(cube, 0)
    top = layer.renderer().classificationMax()
    show_cube_date(layer, cube, 2)
    assert layer.name() == "v 2018-08-14 · Landsat 8 · 16 d"
    assert layer.renderer().usesBands() == [3]
    assert layer.renderer().classificationMax() == top == 5000.0
    assert layer.metadata().title() == layer.name()
    assert layer.customProperty("itslive/index") == 2
    assert layer.customProperty("itslive/granule_id") == cube["layers"][2]["granule_id"]
    shown = layer.temporalProperties().fixedTemporalRange()
    assert layer.temporalProperties().isActive()
    assert from_qdatetime(shown.begin()) == datetime(2018, 8, 6, tzinfo=timezone.utc)
    assert from_qdatetime(shown.end()) == datetime(2018, 8, 22, tzinfo=timezone.utc)


def test_switching_the_date_keeps_the_users_own_style(cube):
    layer = cube_layer(cube, 0)
    layer.setRenderer(QgsSingleBandGrayRenderer(layer.dataProvider(), 1))
    show_cube_date(layer, cube, 1)
    assert isinstance(layer.renderer(), QgsSingleBandGrayRenderer)
    assert layer.renderer().usesBands() == [2]


@pytest.mark.parametrize("index", [-1, 3])
def test_a_date_the_cube_does_not_have_is_an_error(cube, index):
    layer = cube_layer(cube, 0)
    with pytest.raises(ItsliveError) as caught:
        show_cube_date(layer, cube, index)
    assert caught.value.code == "no_such_date"
    assert layer.renderer().usesBands() == [1]


def test_the_metadata_say_what_the_numbers_are_and_whom_to_cite(cube):
    metadata = cube_layer(cube, 0).metadata()
    assert "metres per year (m/yr)" in metadata.abstract()
    assert "map grid" in metadata.abstract()
    assert "Please cite" in metadata.abstract()
    links = [link.url for link in metadata.links()]
    assert "https://doi.org/10.5194/tc-12-521-2018" in links
    assert metadata.rights() == ["NASA MEaSUREs ITS_LIVE"]
    assert metadata.licenses()
    assert metadata.crs().authid() == "EPSG:32607"
    assert any("EPSG:32608" in step for step in metadata.history())
    assert any(cube["layers"][0]["granule_id"] in step for step in metadata.history())
    (shown,) = metadata.extent().temporalExtents()
    assert from_qdatetime(shown.begin()) == datetime(2018, 6, 6, tzinfo=timezone.utc)
    assert metadata.extent().spatialExtents()[0].bounds.toRectangle().width() == 720


@pytest.mark.parametrize("code", ["EPSG:3413", "ESRI:102027"])
@pytest.mark.parametrize("as_wkt", [False, True])
def test_the_projection_is_that_of_the_description(cube, code, as_wkt):
    crs = QgsCoordinateReferenceSystem(code)
    layer = cube_layer({**cube, "crs": crs.toWkt() if as_wkt else code}, 0)
    assert layer.crs().isValid()
    assert layer.crs() == crs or as_wkt
    assert layer.crs().description() == crs.description()


def test_layers_in_metres_on_the_ground_say_so(cube):
    cube["layers"][1]["ground_metres"] = True
    layer = cube_layer(cube, 1)
    assert "metres on the ground" in layer.metadata().abstract().splitlines()[1]
    show_cube_date(layer, cube, 0)
    assert "map grid" in layer.metadata().abstract()


@pytest.mark.parametrize(
    ("metres", "ground", "said"),
    [
        ("map", True, " · ground metres"),
        ("map", False, ""),
        ("ground", True, ""),
        ("ground", False, " · map metres"),
        (None, True, ""),
    ],
)
def test_a_date_in_other_metres_than_its_cube_is_named_so(cube, metres, ground, said):
    cube["layers"][1]["ground_metres"] = ground
    layer = cube_layer({**cube, "metres": metres}, 1)
    assert layer.name() == f"v 2018-07-14 · Landsat 8 · 16 d{said}"
    assert layer.metadata().title() == layer.name()


def test_the_typical_speed_is_named_by_its_cube(cube, tmp_path):
    path = tmp_path / "typical.tif"
    gdal.Translate(str(path), f'NETCDF:"{cube["path"]}":v', bandList=[2])
    assert typical_speed_layer(path, cube).name() == "Typical speed · my cube · 3 image pairs"
    long = typical_speed_layer(path, {**cube, "path": f"/somewhere/{'n' * 100}.nc"})
    assert len(long.name()) < 60


def test_no_data_is_marked_even_where_the_file_does_not_say_so(cube, tmp_path):
    bare = tmp_path / "bare.tif"
    gdal.Translate(str(bare), f'NETCDF:"{cube["path"]}":v', bandList=[1], noData="none")
    layer = typical_speed_layer(bare, cube)
    assert speed(layer, 0, 0, 1)[1] is False
    assert speed(layer, 3, 2, 1) == (100.0, True)


def test_typical_speed_shares_the_ramp_of_the_cube(cube, tmp_path):
    path = tmp_path / "typical.tif"
    gdal.Translate(str(path), f'NETCDF:"{cube["path"]}":v', bandList=[2])
    layer = typical_speed_layer(path, cube)
    assert layer.renderer().classificationMax() == 5000.0
    assert "3" in layer.name()
    assert "mean velocity vector" in layer.metadata().abstract()
    begin = layer.temporalProperties().fixedTemporalRange().begin()
    assert from_qdatetime(begin) == datetime(2018, 6, 6, tzinfo=timezone.utc)


def test_the_fullest_date_is_shown_first(cube):
    assert best_index(cube) == 2


def test_a_broken_file_is_named(tmp_path, cube):
    broken = tmp_path / "broken.nc"
    broken.write_bytes(b"not a cube")
    with pytest.raises(ItsliveError) as caught:
        cube_layer({**cube, "path": str(broken)}, 0)
    assert caught.value.code == "layer_unreadable"
    assert "broken.nc" in str(caught.value)


def test_layers_of_a_file_are_found_before_it_is_replaced(cube, tmp_path):
    other = write_cube(tmp_path / "other.nc")
    project = QgsProject()
    layer = cube_layer(cube, 0)
    project.addMapLayers([layer, cube_layer(other, 0)])
    assert layers_from_file(project, cube["path"]) == [layer]


def test_a_real_granule_shows_its_exact_speeds(real_data):
    path = real_data / "granules" / f"{PINE_ISLAND}.nc"
    header = {
        "granule_id": PINE_ISLAND,
        "epsg": 3031,
        "mid_date": "2012-11-11T00:00:00Z",
        "separation_days": 14.0,
        "satellite": "Landsat 7",
    }
    layer = granule_layer(path, header)
    provider = layer.dataProvider()
    assert layer.crs().authid() == "EPSG:3031"
    assert provider.sample(QgsPointXY(-1599967.5, -279952.5), 1) == (4204.0, True)
    assert provider.sample(QgsPointXY(-1593967.5, -313552.5), 1) == (5505.0, True)
    assert provider.sample(QgsPointXY(-1649887.5, -300112.5), 1)[1] is False
    assert layer.name() == "v 2012-11-11 · Landsat 7 · 14 d"
    assert layer.renderer().classificationMax() >= 2500.0
    assert "metres on the ground" in layer.metadata().abstract()
    assert "https://doi.org/10.5067/IMR9D3PEI28U" in [x.url for x in layer.metadata().links()]
    begin = layer.temporalProperties().fixedTemporalRange().begin()
    assert from_qdatetime(begin) == datetime(2012, 11, 4, tzinfo=timezone.utc)
