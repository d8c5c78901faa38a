"""Paths with spaces, letters of other alphabets and signs that mean something to someone."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from qgis.core import QgsProject, QgsRasterLayer, QgsVectorLayer

from itslive_qgis.layers.footprints import footprint_layer, granule_from_feature
from itslive_qgis.layers.rasters import netcdf_source
from tests.desktop.bad_input.conftest import polygon_layer, until

NAMES = {
    "letters": "Größe  冰川速度 éèñ",
    "signs": "Vernagt's #3 100% %s a;b,c=d&e+f(g)[h]{i}!@$^~`|j",
    "long": "n" * 150,
}


@pytest.fixture(params=list(NAMES))
def odd(request, tmp_path) -> Path:
    """A folder with an odd name."""
    return tmp_path / NAMES[request.param]


def test_the_way_by_algorithms(odd, run, its_live, outline_layer):
    odd.mkdir()
    name = odd.name
    found = run(
        "searchgranules",
        {
            "AREA": outline_layer,
            "SERVICE": its_live.url,
            "MAX_PER_YEAR": 1,
            "OUTPUT": str(odd / f"found {name}.gpkg"),
        },
    )
    assert QgsVectorLayer(found["OUTPUT"], "found", "ogr").featureCount() == found["COUNT"] > 0
    folder = odd / f"granules {name}"
    fetched = run("downloadgranules", {"INPUT": found["OUTPUT"], "FOLDER": str(folder)})
    assert fetched["COUNT"] == len(list(folder.glob("*.nc"))) == found["COUNT"]
    cube = odd / f"cube {name}.nc"
    built = run(
        "buildcube",
        {"INPUT": str(folder), "AREA": outline_layer, "OUTPUT": str(cube), "LOAD": True},
    )
    assert built["LAYER_COUNT"] > 0
    layer = QgsRasterLayer(netcdf_source(cube), "cube", "gdal")
    assert layer.isValid()
    assert layer.bandCount() == built["LAYER_COUNT"]
    lon, lat = its_live.truth.FAST_POINT
    points = polygon_layer(f"POINT({lon} {lat})", kind="Point")
    table = odd / f"series {name}.csv"
    series = run("pointtimeseries", {"CUBE": str(cube), "POINTS": points, "OUTPUT": str(table)})
    with table.open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == series["COUNT"] > 0


def test_the_way_by_the_dock(odd, its_live_user, its_live, tmp_path):
    user = its_live_user
    user.draw(its_live.truth.OUTLINE)
    user.step("criteria")
    user.type("itslive_max_per_year", "1")
    user.search()
    user.step("download")
    user.find("itslive_folder").setFilePath(str(odd))
    user.download()
    until(lambda: not user.job.keep.is_running())
    assert user.job.keep.error is None
    assert len(user.job.download.inputs()) == len(list(odd.glob("*.nc"))) > 0

    cube = odd / f"cube {odd.name}.nc"
    user.step("cube")
    user.find("itslive_cube_output").setFilePath(str(cube))
    user.build()
    assert user.job.cube.error is None
    assert Path(user.job.cube.path) == cube
    assert user.job.cube.typical.error is None
    user.find("itslive_cube_output").setFilePath(str(cube))
    user.build()  # releases its own layers and shows them again
    user.job.add_granule_layer(0)
    user.job.series.add_point(*its_live.truth.FAST_POINT)
    until(lambda: not user.job.series.waiting())
    user.step("plot")
    user.press("itslive_add_points")
    table = odd / f"values {odd.name}.csv"
    user.job.save_csv(str(table))
    until(lambda: not user.job.export.is_running())
    assert user.job.export.error is None
    assert table.stat().st_size > 100
    assert user.desktop.bar.currentItem() is None

    layers = list(QgsProject.instance().mapLayers().values())
    assert sorted(type(layer).__name__ for layer in layers) == (
        ["QgsRasterLayer"] * 3 + ["QgsVectorLayer"] * 3
    )
    sources = [(layer.source(), layer.providerType(), type(layer)) for layer in layers]
    project = tmp_path / "project.qgz"
    assert QgsProject.instance().write(str(project))
    reopened = QgsProject()
    assert reopened.read(str(project))
    again = list(reopened.mapLayers().values())
    assert len(again) == len(sources)
    assert all(layer.isValid() for layer in again)
    assert not list(odd.rglob("*.part*"))


def test_a_folder_gdal_cannot_read_geopackages_in(its_live_user, its_live, tmp_path):
    """GDAL takes %20 in a path for a space; what needs no GeoPackage works there all the same."""
    user, folder = its_live_user, tmp_path / "a%20b"
    user.draw(its_live.truth.OUTLINE)
    user.step("criteria")
    user.type("itslive_max_per_year", "1")
    user.search()
    user.step("download")
    user.find("itslive_folder").setFilePath(str(folder))
    user.download()
    until(lambda: not user.job.keep.is_running())
    if user.job.keep.error is not None:  # GDAL before 3.8
        assert "granules.gpkg could not be written" in user.summary()
        assert "has a percent sign" in user.summary()
        assert "Choose a folder without one" in user.summary()
    assert not list(folder.glob("*.part*"))
    assert user.job.download.is_done()
    user.build()
    assert user.job.cube.error is None
    assert all(layer.isValid() for layer in QgsProject.instance().mapLayers().values())


def test_granules_one_already_has_in_such_a_folder(odd, user, use_folder, build_to, granules):
    shutil.copytree(granules, odd)
    use_folder(odd)
    assert len(user.job.download.inputs()) == 6
    build_to(odd / "cube.nc")
    assert user.job.cube.error is None


def test_a_name_longer_than_any_disk_takes(
    run, refused, user, use_folder, build_to, granules, found_one, tmp_path
):
    name = "n" * 300
    text = refused("buildcube", {"INPUT": str(granules), "OUTPUT": str(tmp_path / f"{name}.nc")})
    assert "cannot be written: File name too long" in text
    assert "Choose" in text
    use_folder(granules)
    build_to(tmp_path / f"{name}.nc")
    assert user.summary() == text

    folder = str(tmp_path / name)
    text = refused("downloadgranules", {"INPUT": found_one, "FOLDER": folder})
    assert "is too long for this system" in text
    assert "Choose a folder with a shorter path" in text
    assert [path.name for path in tmp_path.iterdir()] == ["granules"]


@pytest.fixture
def found_one(run, its_live, outline_layer) -> QgsVectorLayer:
    """The footprint of one granule."""
    parameters = {"AREA": outline_layer, "SERVICE": its_live.url, "OUTPUT": "memory:"}
    layer = run("searchgranules", parameters)["OUTPUT"]
    return footprint_layer([granule_from_feature(next(layer.getFeatures()))], "one")
