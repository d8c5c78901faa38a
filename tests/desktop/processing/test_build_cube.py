"""The cube as users of the toolbox call it, and how it comes onto the map."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pytest
from osgeo import gdal
from qgis.core import (
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingUtils,
    QgsProject,
)

from itslive_qgis.layers.footprints import footprint_layer, granule_from_feature
from itslive_qgis.worker import client
from tests.desktop.processing.conftest import Listener, write_polygon

DEADLY_METHODS = Path(__file__).parents[2] / "plain" / "worker" / "deadly_methods.py"


@pytest.fixture
def area(its_live, tmp_path):
    """The glacier's outline as a file."""
    return write_polygon(tmp_path / "area.geojson", its_live.truth.OUTLINE)


@pytest.fixture
def folder(run, its_live, area, tmp_path):
    """A folder with granules of both projections, and one broken file."""
    parameters = {"AREA": area, "SERVICE": its_live.url, "OUTPUT": "memory:"}
    layer = run("searchgranules", parameters)["OUTPUT"]
    granules = [granule_from_feature(feature) for feature in layer.getFeatures()]
    chosen = [
        granule
        for epsg in (32607, 32608)
        for granule in [each for each in granules if each.epsg == epsg][:2]
    ]
    folder = tmp_path / "granules"
    layer = footprint_layer(chosen, "chosen")
    assert run("downloadgranules", {"INPUT": layer, "FOLDER": str(folder)})["COUNT"] == 4
    (folder / "broken_X_pair.nc").write_bytes(b"not a granule")
    return folder


def test_what_was_left_out_is_listed_with_its_reason(run, folder, area, tmp_path):
    feedback = Listener()
    parameters = {"INPUT": str(folder), "AREA": area, "OUTPUT": str(tmp_path / "cube.nc")}
    result = run("buildcube", parameters, feedback)
    assert result["LAYER_COUNT"] + result["SKIPPED_COUNT"] == 5
    assert result["SKIPPED_COUNT"] >= 1
    (line,) = [info for info in feedback.infos if info.startswith("broken_X_pair: ")]
    assert len(line.split()) > 3
    assert "{" not in line


def test_a_granule_that_crashes_the_worker_is_left_out(run, folder, area, tmp_path, monkeypatch):
    worker = client.Worker(extra_methods=str(DEADLY_METHODS))
    monkeypatch.setattr(client, "_shared", {"build": worker})
    shutil.copy(next(folder.glob("L*.nc")), folder / "SIGSEGV_X_.nc")
    feedback = Listener()
    parameters = {"INPUT": str(folder), "AREA": area, "OUTPUT": str(tmp_path / "cube.nc")}
    try:
        result = run("buildcube", parameters, feedback)
    finally:
        worker.stop()
    assert result["LAYER_COUNT"] + result["SKIPPED_COUNT"] == 6
    (line,) = [info for info in feedback.infos if info.startswith("SIGSEGV_X_: ")]
    assert "crashes" in line


def test_other_projections_can_be_left_out(run, folder, area, tmp_path):
    parameters = {
        "INPUT": str(folder),
        "AREA": area,
        "CRS": "EPSG:32608",
        "PROJECTIONS": "commonest",
        "OUTPUT": str(tmp_path / "cube.nc"),
    }
    result = run("buildcube", parameters)
    assert 1 <= result["LAYER_COUNT"] <= 2


def test_in_a_desktop_the_best_covered_date_is_loaded_styled(provider, folder, area, tmp_path):
    algorithm = provider.algorithm("buildcube").create()
    context, feedback = QgsProcessingContext(), Listener()
    context.setProject(QgsProject.instance())
    output = tmp_path / "cube.nc"
    parameters = {"INPUT": str(folder), "AREA": area, "OUTPUT": str(output)}
    _, is_done = algorithm.run(parameters, context, feedback)
    assert is_done, feedback.errors
    ((source, details),) = context.layersToLoadOnCompletion().items()
    layer = QgsProcessingUtils.mapLayerFromString(source, context)
    assert layer.isValid()
    assert layer.renderer().type() == "singlebandpseudocolor"
    assert layer.crs().authid() in ("EPSG:32607", "EPSG:32608")
    assert layer.name().startswith("v ")
    assert layer.name() == details.name
    assert "m/yr" in layer.metadata().abstract()
    assert layer.temporalProperties().isActive()


def test_a_folder_without_granules_is_an_error_in_a_sentence(run, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(QgsProcessingException) as caught:
        run("buildcube", {"INPUT": str(empty), "OUTPUT": str(tmp_path / "cube.nc")})
    assert len(str(caught.value).split()) > 3
    assert "{" not in str(caught.value)
    assert not (tmp_path / "cube.nc").exists()


def separation(path: Path) -> int:
    """Days between the two scenes, by the name."""
    days = [datetime.strptime(scene.split("_")[3], "%Y%m%d") for scene in path.stem.split("_X_")]
    return (days[1] - days[0]).days


def test_what_is_chosen_is_what_the_cube_holds(run, folder, area, tmp_path):
    """Years, pixel size, resampling and further variables; the log says what was left out."""
    feedback = Listener()
    longest = max(separation(path) for path in folder.glob("L*.nc"))
    parameters = {
        "INPUT": str(folder),
        "AREA": area,
        "MAX_SEPARATION": longest - 1,
        "START": "1900-01-01",
        "END": "2100-12-31",
        "RESOLUTION": 240,
        "RESAMPLING": "nearest",
        "VARIABLES": ["v_east", "v_north", "interp_mask"],
        "OUTPUT": str(tmp_path / "cube.nc"),
    }
    result = run("buildcube", parameters, feedback)

    assert result["LAYER_COUNT"] > 0
    assert any(f"days between its images; {longest - 1} were" in info for info in feedback.infos)
    for name in ("v", "v_east", "v_north", "interp_mask"):
        raster = gdal.Open(f'NETCDF:"{result["OUTPUT"]}":{name}')
        assert raster.RasterCount == result["LAYER_COUNT"]
        assert raster.GetGeoTransform()[1] == 240
    options = gdal.Open(f'NETCDF:"{result["OUTPUT"]}":v').GetMetadata()["NC_GLOBAL#options"]
    assert f'"max_separation": {longest - 1}' in options
    assert '"start": "1900-01-01"' in options
    assert '"resampling": "nearest"' in options


def test_choices_that_leave_nothing_are_told(run, folder, area, tmp_path):
    parameters = {"INPUT": str(folder), "AREA": area, "OUTPUT": str(tmp_path / "cube.nc")}
    with pytest.raises(QgsProcessingException, match="is of the chosen dates and separations"):
        run("buildcube", {**parameters, "START": "2090-01-01"})
    with pytest.raises(QgsProcessingException, match="Choose a multiple of 120 m"):
        run("buildcube", {**parameters, "RESOLUTION": 100})
    assert not (tmp_path / "cube.nc").exists()


def test_a_name_that_ends_in_zarr_gives_a_store_that_is_shown(provider, folder, area, tmp_path):
    algorithm = provider.algorithm("buildcube").create()
    context, feedback = QgsProcessingContext(), Listener()
    context.setProject(QgsProject.instance())
    output = tmp_path / "cube.zarr"
    parameters = {"INPUT": str(folder), "AREA": area, "OUTPUT": str(output)}
    for _ in range(2):  # the second one replaces the first
        result, is_done = algorithm.run(parameters, context, feedback)
        assert is_done, feedback.errors
    assert result["OUTPUT"] == str(output)
    assert (output / ".zmetadata").is_file()
    source = list(context.layersToLoadOnCompletion())[-1]
    layer = QgsProcessingUtils.mapLayerFromString(source, context)
    assert layer.isValid()
    assert layer.source().startswith(f'ZARR:"{output.as_posix()}":/v')
    assert layer.renderer().type() == "singlebandpseudocolor"
    assert layer.temporalProperties().isActive()
    statistics = layer.dataProvider().bandStatistics(layer.renderer().usesBands()[0])
    assert 0 <= statistics.minimumValue < statistics.maximumValue


def test_a_store_that_the_worker_cannot_read_is_written_and_told(
    provider, folder, tmp_path, monkeypatch
):
    methods = tmp_path / "without_zarr.py"
    methods.write_text("import sys\n\nsys.modules['zarr'] = None\nMETHODS = {}\n")
    worker = client.Worker(extra_methods=str(methods))
    monkeypatch.setattr(client, "_shared", {"build": worker})
    algorithm = provider.algorithm("buildcube").create()
    context, feedback = QgsProcessingContext(), Listener()
    output = tmp_path / "cube.zarr"
    try:
        result, is_done = algorithm.run(
            {"INPUT": str(folder), "OUTPUT": str(output)}, context, feedback
        )
    finally:
        worker.stop()
    assert is_done, feedback.errors
    assert result["LAYER_COUNT"] > 0
    assert (output / ".zmetadata").is_file()
    assert context.layersToLoadOnCompletion() == {}
    (warning,) = feedback.warnings
    assert "written, but not shown" in warning
    assert "the package zarr is missing" in warning


def test_a_folder_that_is_no_store_is_not_replaced(run, folder, tmp_path):
    output = tmp_path / "photos.zarr"
    output.mkdir()
    (output / "glacier.jpg").write_bytes(b"a photograph")
    with pytest.raises(QgsProcessingException, match="no cube of this plugin"):
        run("buildcube", {"INPUT": str(folder), "OUTPUT": str(output)})
    assert (output / "glacier.jpg").read_bytes() == b"a photograph"


@pytest.mark.parametrize(
    ("scheduler", "told"),
    [
        ("10.0.0.5", "'10.0.0.5' is no address of a dask scheduler"),
        (" tcp://127.0.0.1:9 ", "No dask scheduler answers at tcp://127.0.0.1:9"),
    ],
)
def test_a_cluster_that_cannot_be_used_is_told(scheduler, told, run, folder, tmp_path):
    """What it builds where it can be used: ``tests/plain/science/test_spread.py``."""
    output = tmp_path / "cube.nc"
    parameters = {"INPUT": str(folder), "OUTPUT": str(output), "SCHEDULER": scheduler}
    with pytest.raises(QgsProcessingException, match=told):
        run("buildcube", parameters)
    assert not output.exists()


@pytest.fixture
def footprints(run, its_live, area):
    """Granules of both projections, of a search."""
    parameters = {"AREA": area, "SERVICE": its_live.url, "OUTPUT": "memory:"}
    layer = run("searchgranules", parameters)["OUTPUT"]
    granules = [granule_from_feature(feature) for feature in layer.getFeatures()]
    return [
        granule
        for epsg in (32607, 32608)
        for granule in [each for each in granules if each.epsg == epsg][:3]
    ]


def test_granules_are_read_in_the_archive_without_a_folder(run, footprints, area, tmp_path):
    feedback = Listener()
    layer = footprint_layer(footprints, "chosen")
    result = run(
        "buildcube",
        {"GRANULES": layer, "AREA": area, "OUTPUT": str(tmp_path / "far.nc")},
        feedback,
    )
    run("downloadgranules", {"INPUT": layer, "FOLDER": str(tmp_path / "granules")})
    here = run(
        "buildcube",
        {"INPUT": str(tmp_path / "granules"), "AREA": area, "OUTPUT": str(tmp_path / "here.nc")},
    )

    assert result["LAYER_COUNT"] == here["LAYER_COUNT"] > 3
    for name in ("vx", "vy"):
        one, other = (
            gdal.Open(f'NETCDF:"{tmp_path / file}":{name}').ReadAsArray()
            for file in ("far.nc", "here.nc")
        )
        assert (one == other).all()
        assert (one != -32767).any()
    assert any("came from the archive" in info for info in feedback.infos)


def test_what_is_in_the_folder_is_not_read_in_the_archive(run, footprints, area, tmp_path):
    folder = tmp_path / "granules"
    some = footprint_layer(footprints[:4], "some")
    run("downloadgranules", {"INPUT": some, "FOLDER": str(folder)})
    layer = footprint_layer(footprints, "all")
    parameters = {"INPUT": str(folder), "GRANULES": layer, "AREA": area}
    few = run("buildcube", {**parameters, "OUTPUT": str(tmp_path / "few.nc")})
    feedback = Listener()
    all_of_them = run(
        "buildcube", {**parameters, "REMOTE": True, "OUTPUT": str(tmp_path / "all.nc")}, feedback
    )

    assert all_of_them["LAYER_COUNT"] > few["LAYER_COUNT"]
    assert any(
        info.startswith("4 granules are in the folder, 2 are read") for info in feedback.infos
    )


def test_neither_folder_nor_footprints(run, tmp_path):
    with pytest.raises(QgsProcessingException, match="Choose the folder"):
        run("buildcube", {"OUTPUT": str(tmp_path / "cube.nc")})
