"""What can be told before a run is told before it, in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from qgis.core import QgsProcessingContext, QgsProcessingException, QgsProject, QgsRasterLayer

from itslive_qgis.layers.rasters import netcdf_source
from itslive_qgis.processing import build_cube
from tests.desktop.processing.conftest import write_points, write_polygon


@pytest.fixture
def check(provider):
    """Check parameters as QGIS's dialog does; the sentence, empty if they are good."""

    def check(name: str, parameters: dict) -> str:
        context = QgsProcessingContext()
        context.setProject(QgsProject.instance())
        is_good, text = provider.algorithm(name).create().checkParameterValues(parameters, context)
        assert is_good == (not text)
        assert "{" not in text
        return text

    return check


@pytest.fixture
def area(its_live, tmp_path) -> str:
    return write_polygon(tmp_path / "area.geojson", its_live.truth.OUTLINE)


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"START": "2020-01-01", "END": "2019-01-01"}, "2019-01-01"),
        ({"MIN_SEPARATION": 60, "MAX_SEPARATION": 30}, "60"),
        ({"SATELLITES": "Landsat 99"}, "SATELLITES"),
        ({"MAX_PER_YEAR": 0}, "MAX_PER_YEAR"),
    ],
)
def test_criteria_that_nothing_can_meet(check, area, its_live, wrong, word):
    parameters = {"AREA": area, "SERVICE": its_live.url, "OUTPUT": "memory:"}
    assert check("searchgranules", parameters) == ""
    assert word in check("searchgranules", {**parameters, **wrong})


@pytest.mark.parametrize(
    ("name", "parameter"), [("downloadgranules", "INPUT"), ("buildcube", "GRANULES")]
)
def test_a_layer_that_holds_no_footprints(check, area, tmp_path, name, parameter):
    others = {
        "downloadgranules": {"FOLDER": str(tmp_path)},
        "buildcube": {"INPUT": str(tmp_path), "OUTPUT": str(tmp_path / "cube.nc")},
    }
    text = check(name, {parameter: area, **others[name]})
    assert "footprints" in text
    assert "Search granules" in text


def test_a_folder_or_cube_that_is_not_there(check, its_live, tmp_path):
    gone = str(tmp_path / "gone")
    assert gone in check("buildcube", {"INPUT": gone, "OUTPUT": str(tmp_path / "cube.nc")})
    points = write_points(tmp_path / "points.geojson", {"a": its_live.truth.FAST_POINT})
    parameters = {"CUBE": gone, "POINTS": points, "OUTPUT": "memory:"}
    assert gone in check("pointtimeseries", parameters)


def test_days_of_a_cube_in_the_wrong_order(check, its_live, tmp_path):
    folder = str(its_live.granules[0].parent)
    parameters = {"INPUT": folder, "OUTPUT": str(tmp_path / "cube.nc"), "START": "2019-01-02"}
    assert "lies after the end date" in check("buildcube", {**parameters, "END": "2019-01-01"})
    assert check("buildcube", {**parameters, "END": "2019-01-02"}) == ""


def test_a_cube_that_is_open_where_open_files_cannot_be_replaced(
    check, run, its_live, tmp_path, monkeypatch
):
    # Any NetCDF file will do for the cube that the project shows.
    cube = tmp_path / "cube.nc"
    cube.write_bytes(Path(its_live.granules[0]).read_bytes())
    layer = QgsRasterLayer(netcdf_source(cube, "v"), "my old cube")
    assert layer.isValid()
    QgsProject.instance().addMapLayer(layer)
    parameters = {"INPUT": str(tmp_path), "OUTPUT": str(cube)}
    try:
        assert check("buildcube", parameters) == ""
        monkeypatch.setattr(build_cube, "OPEN_FILES_STAY", True)
        assert "my old cube" in check("buildcube", parameters)
        algorithm_alone = build_cube.BuildCube()
        algorithm_alone.initAlgorithm()
        context = QgsProcessingContext()
        context.setProject(QgsProject.instance())
        # Models and batch runs do not check before they prepare.
        with pytest.raises(QgsProcessingException) as caught:
            algorithm_alone.prepareAlgorithm(parameters, context, None)
        assert "my old cube" in str(caught.value)
    finally:
        QgsProject.instance().removeMapLayer(layer)
    assert check("buildcube", parameters) == ""
