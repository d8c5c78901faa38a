"""Summaries as users of the toolbox call them: rasters, group, figure and what the log tells."""

from __future__ import annotations

import shutil
import sys
from datetime import datetime, timezone
from pathlib import Path

import pytest
from osgeo import gdal
from qgis.core import (
    QgsLayerTreeGroup,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingUtils,
    QgsProject,
    QgsRasterLayer,
)
from qgis.PyQt.QtGui import QColor, QImage

from itslive_qgis.layers.style import ramp_top, velocity_shader
from itslive_qgis.layers.times import from_qdatetime
from itslive_qgis.processing import summarize_cube
from tests.desktop.four_years import COLUMNS, LAYERS, ROWS, write_four_years
from tests.desktop.processing.conftest import Listener, through_program

NO_DATA = -32767


@pytest.fixture(scope="module")
def cube(tmp_path_factory) -> str:
    return write_four_years(tmp_path_factory.mktemp("summary") / "cube.nc")


def band(path, name: str):
    """A band by its name, read by GDAL."""
    raster = gdal.Open(str(path))
    for number in range(1, raster.RasterCount + 1):
        if raster.GetRasterBand(number).GetDescription() == name:
            return raster.GetRasterBand(number).ReadAsArray()
    raise AssertionError(f"no band {name}")


def run_loaded(provider, parameters: dict) -> tuple[dict, Listener, QgsProcessingContext]:
    """Run as the toolbox does, so that layers are there to be loaded."""
    algorithm = provider.algorithm("summarizecube").create()
    context, feedback = QgsProcessingContext(), Listener()
    context.setProject(QgsProject.instance())
    results, is_done = algorithm.run(parameters, context, feedback)
    assert is_done, feedback.errors
    return results, feedback, context


def test_every_year_is_a_raster_of_the_right_speeds(run, cube, tmp_path):
    feedback = Listener()

    result = run("summarizecube", {"CUBE": cube, "OUTPUT": str(tmp_path / "out")}, feedback)

    assert result["COUNT"] == 4
    for number, year in enumerate(range(2016, 2020)):
        speed = band(tmp_path / "out" / f"velocity_{year}.tif", "v")
        assert speed.shape == (ROWS, COLUMNS)
        assert abs(speed - (900 + 100 * number)).max() < 20
    removed = LAYERS // 3 * ROWS * (COLUMNS - 1)
    assert result["REMOVED"] == removed
    assert result["DISAGREEING"] == pytest.approx(100 * (COLUMNS - 1) / COLUMNS)
    (warning,) = feedback.warnings
    assert "88.9 %" in warning
    (line,) = [line for line in feedback.infos if line.startswith("Separations that disagree")]
    assert str(removed) in line
    assert feedback.percents == sorted(feedback.percents)


def test_each_filter_tells_what_it_removed(run, cube, tmp_path):
    feedback = Listener()
    parameters = {
        "CUBE": cube, "OUTPUT": str(tmp_path / "out"), "MAX_SEPARATION": 64, "BIN_RULE": False,
        "MAX_ERROR": 50, "DIRECTION": 45, "MAD": 5,
    }  # fmt: skip

    result = run("summarizecube", parameters, feedback)

    of_separation = LAYERS // 3 * ROWS * COLUMNS
    told = [line for line in feedback.infos if " values removed " in line]
    assert [line.split(":")[0] for line in told] == [
        "Longest separation", "Errors", "Angle to the median flow", "Deviation in time"
    ]  # fmt: skip
    assert f"{of_separation} of {LAYERS * ROWS * COLUMNS} values" in told[0]
    assert result["REMOVED"] >= of_separation
    assert feedback.warnings == []
    assert result["DISAGREEING"] == 0


def test_a_part_of_the_time_by_month_without_a_trend(run, cube, tmp_path):
    parameters = {
        "CUBE": cube, "OUTPUT": str(tmp_path / "out"), "PERIOD": "monthly", "TREND": False,
        "START": "2017-02-01", "END": "2017-03-31", "LOAD": False,
    }  # fmt: skip

    assert run("summarizecube", parameters)["COUNT"] == 2

    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["velocity_2017-02.tif", "velocity_2017-03.tif"]


def test_the_rasters_are_loaded_as_one_group_in_time_and_one_style(provider, cube, tmp_path):
    from processing.gui.Postprocessing import handleAlgorithmResults

    project = QgsProject.instance()
    project.clear()
    try:
        parameters = {"CUBE": cube, "OUTPUT": str(tmp_path / "out"), "PERIOD": "seasonal"}
        results, feedback, context = run_loaded(provider, parameters)
        algorithm = provider.algorithm("summarizecube")
        assert handleAlgorithmResults(algorithm, context, feedback, parameters=parameters)

        (group,) = project.layerTreeRoot().children()
        assert isinstance(group, QgsLayerTreeGroup)
        assert "cube" in group.name()
        layers = [node.layer() for node in group.children()]
        assert len(layers) == results["COUNT"] + 1 == len(project.mapLayers())
        *seasons, trend = layers
        begins = [each.temporalProperties().fixedTemporalRange().begin() for each in seasons]
        assert begins == sorted(begins, reverse=True)
        for layer in seasons:
            assert layer.isValid()
            assert layer.temporalProperties().isActive()
            assert layer.renderer().usesBands() == [1]
            assert layer.renderer().classificationMax() == ramp_top(1210)
            assert "standard error" in layer.metadata().abstract()
        assert seasons[-1].name() == "Mean speed winter 2015/16"
        assert seasons[-2].name() == "Mean speed spring 2016"
        # One ends before the next begins, so that a moment shows one of them.
        ends = [each.temporalProperties().fixedTemporalRange().end() for each in seasons]
        assert all(end < later for end, later in zip(ends[1:], begins))
        assert from_qdatetime(begins[-2]) == datetime(2016, 3, 1, tzinfo=timezone.utc)
        assert not trend.temporalProperties().isActive()
        assert trend.renderer().classificationMin() == -trend.renderer().classificationMax()
    finally:
        project.clear()


def test_the_median_is_shown_under_its_name_with_its_bias_told(provider, cube, tmp_path):
    parameters = {"CUBE": cube, "OUTPUT": str(tmp_path / "out"), "STATISTIC": "median"}

    _, feedback, context = run_loaded(provider, parameters)

    layers = [
        QgsProcessingUtils.mapLayerFromString(source, context)
        for source in context.layersToLoadOnCompletion()
    ]
    medians = [layer for layer in layers if layer.temporalProperties().isActive()]
    assert sorted(layer.name() for layer in medians) == [
        f"Median speed {year}" for year in range(2016, 2020)
    ]
    for layer in medians:
        (number,) = layer.renderer().usesBands()
        raster = gdal.Open(layer.source())
        assert raster.GetRasterBand(number).GetDescription() == "v_median"
        assert "biases it upwards" in layer.metadata().abstract()
    assert any("Medians of speeds are too high" in warning for warning in feedback.warnings)


@pytest.mark.parametrize(
    ("statistic", "name", "name_of_band", "meaning"),
    [
        ("mad", "Deviation from the median speed 2016", "v_mad", "how far they scatter"),
        ("count", "Number of values 2016", "count", "Number of velocities"),
        ("valid_fraction", "Valid fraction 2016", "valid_fraction", "Share of the image pairs"),
    ],
)
def test_how_good_they_are_is_shown_in_its_own_style(
    provider, cube, tmp_path, statistic, name, name_of_band, meaning
):
    parameters = {
        "CUBE": cube,
        "OUTPUT": str(tmp_path / "out"),
        "STATISTIC": statistic,
        "FIGURE": str(tmp_path / "f.svg"),
    }
    _, _, context = run_loaded(provider, parameters)
    layers = [
        QgsProcessingUtils.mapLayerFromString(source, context)
        for source in context.layersToLoadOnCompletion()
    ]
    (layer,) = [each for each in layers if each.name() == name]
    (number,) = layer.renderer().usesBands()
    raster = gdal.Open(layer.source())
    assert raster.GetRasterBand(number).GetDescription() == name_of_band
    assert meaning in layer.metadata().abstract()
    top = layer.renderer().classificationMax()
    values = [band(path, name_of_band) for path in (tmp_path / "out").glob("velocity_*.tif")]
    if statistic == "valid_fraction":
        assert top == 1
        assert 0 <= min(each.min() for each in values) <= max(each.max() for each in values) <= 1
    elif statistic == "count":
        assert top == max(each.max() for each in values)
    assert {each.renderer().classificationMax() for each in layers if "201" in each.name()} == {top}
    assert (tmp_path / "f.svg").stat().st_size > 10_000


def test_nothing_is_loaded_where_nothing_is_to_be_shown(provider, cube, tmp_path):
    parameters = {"CUBE": cube, "OUTPUT": str(tmp_path / "out"), "LOAD": False}
    _, _, context = run_loaded(provider, parameters)
    assert context.layersToLoadOnCompletion() == {}


@pytest.mark.parametrize("period", ["annual", "monthly", "whole"])
def test_the_figure_shows_all_periods_in_the_colours_of_the_layers(run, cube, tmp_path, period):
    figure = tmp_path / "panels.png"
    parameters = {
        "CUBE": cube, "OUTPUT": str(tmp_path / "out"), "PERIOD": period, "FIGURE": str(figure)
    }  # fmt: skip

    assert run("summarizecube", parameters)["FIGURE"] == str(figure)

    image = QImage(str(figure))
    assert image.width() == 1800
    for path in (tmp_path / "out").glob("velocity_*.tif"):
        speed = float(band(path, "v")[2, 3])
        assert speed == NO_DATA or _holds(image, _shade(speed)), path.name


def _shade(speed: float) -> QColor:
    """The colour that the layers of this cube give a speed."""
    _, red, green, blue, _ = velocity_shader(ramp_top(1210)).shade(speed)
    return QColor(red, green, blue)


def _holds(image: QImage, wanted: QColor) -> bool:
    """Whether a picture holds pixels of a colour, but for rounding."""
    for y in range(0, image.height(), 4):
        for x in range(0, image.width(), 4):
            held = image.pixelColor(x, y)
            pairs = zip(held.getRgb()[:3], wanted.getRgb()[:3])
            if all(abs(one - other) <= 3 for one, other in pairs):
                return True
    return False


def test_without_matplotlib_the_figure_alone_is_refused_and_before_the_work(
    run, cube, tmp_path, monkeypatch
):
    monkeypatch.setitem(sys.modules, "itslive_qgis.layers.panels", None)
    parameters = {"CUBE": cube, "OUTPUT": str(tmp_path / "out"), "LOAD": False}
    with pytest.raises(QgsProcessingException, match="needs the Python package matplotlib"):
        run("summarizecube", {**parameters, "FIGURE": str(tmp_path / "f.png")})
    assert not (tmp_path / "out").exists()
    assert run("summarizecube", parameters)["COUNT"] == 4


@pytest.mark.parametrize("name", ["panels.svg", "panels.pdf"])
def test_figures_that_can_be_edited(run, cube, tmp_path, name):
    parameters = {"CUBE": cube, "OUTPUT": str(tmp_path / "out"), "FIGURE": str(tmp_path / name)}
    run("summarizecube", parameters)
    content = (tmp_path / name).read_bytes()
    assert content.startswith((b"<?xml", b"%PDF"))
    if name.endswith("svg"):
        for word in (b"2016", b"2019", b"doi.org", b"m/yr"):
            assert word in content


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"CUBE": "/nowhere/cube.nc"}, "There is no file"),
        ({"CUBE": "/nowhere/cube.zarr"}, "There is no file"),
        ({"START": "2019-01-01", "END": "2018-01-01"}, "lies after the end date"),
        ({"START": "2031-01-01"}, "Its mid-dates reach from 2016-01-10 to"),
        ({"MAX_SEPARATION": 1}, "The filters leave none"),
        ({"MAD": 0}, "Give a larger number, or leave it empty"),
        ({"CUBE": "not_a_cube.nc"}, "cannot be opened"),
        ({"FIGURE": "figure.txt"}, ".png, .svg or .pdf"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(run, cube, tmp_path, changed, words):
    (tmp_path / "not_a_cube.nc").write_text("no")
    parameters = {"CUBE": cube, "OUTPUT": str(tmp_path / "out"), **changed}
    for name in {"CUBE", "FIGURE"} & changed.keys():
        parameters[name] = str(tmp_path / changed[name])  # an absolute path stays what it is

    with pytest.raises(QgsProcessingException, match=words) as caught:
        run("summarizecube", parameters)

    assert "{" not in str(caught.value)
    assert not list(Path(tmp_path).rglob("*.part"))


def test_where_open_files_stay_an_open_summary_is_named_before_the_work(
    run, cube, tmp_path, monkeypatch
):
    output = tmp_path / "out"
    parameters = {"CUBE": cube, "OUTPUT": str(output), "LOAD": False}
    run("summarizecube", parameters)
    project = QgsProject.instance()
    project.addMapLayer(QgsRasterLayer(str(output / "velocity_2017.tif"), "last week's"))
    try:
        assert run("summarizecube", parameters)["COUNT"] == 4
        monkeypatch.setattr(summarize_cube, "OPEN_FILES_STAY", True)
        with pytest.raises(QgsProcessingException, match="Remove those layers") as caught:
            run("summarizecube", parameters)
        assert "last week's" in str(caught.value)
        elsewhere = {**parameters, "OUTPUT": str(tmp_path / "other")}
        assert run("summarizecube", elsewhere)["COUNT"] == 4
    finally:
        project.clear()


def test_a_figure_that_cannot_be_written_is_told(run, cube, tmp_path):
    figure = tmp_path / "no" / "folder" / "f.png"
    parameters = {"CUBE": cube, "OUTPUT": str(tmp_path / "out"), "FIGURE": str(figure)}
    with pytest.raises(QgsProcessingException, match=r"f\.png could not be written"):
        run("summarizecube", parameters)


def test_a_zarr_store_gives_what_the_netcdf_file_gives(run, its_live, tmp_path):
    folder = tmp_path / "granules"
    folder.mkdir()
    for path in its_live.granules[:8]:
        shutil.copy(path, folder)
    for kind in ("nc", "zarr"):
        cube = str(tmp_path / f"cube.{kind}")
        run("buildcube", {"INPUT": str(folder), "OUTPUT": cube, "LOAD": False})
        parameters = {"CUBE": cube, "PERIOD": "whole", "OUTPUT": str(tmp_path / kind)}
        assert run("summarizecube", parameters)["COUNT"] == 1

    file, store = (
        gdal.Open(str(tmp_path / kind / "velocity_whole.tif")).ReadAsArray()
        for kind in ("nc", "zarr")
    )
    assert (file[0] != NO_DATA).any()
    assert (file == store).all()


def test_qgis_process_writes_the_same(run, cube, tmp_path, environment):
    here, there = tmp_path / "here", tmp_path / "there"
    parameters = {"CUBE": cube, "PERIOD": "annual", "FIGURE": str(tmp_path / "f.png")}
    inside = run("summarizecube", {**parameters, "OUTPUT": str(here)})

    outside = through_program(environment)("summarizecube", {**parameters, "OUTPUT": str(there)})

    assert outside["COUNT"] == inside["COUNT"] == 4
    assert (tmp_path / "f.png").stat().st_size > 10_000
    for path in sorted(here.glob("*.tif")):
        mine, theirs = (gdal.Open(str(each)) for each in (path, there / path.name))
        assert mine.RasterCount == 10
        assert (mine.ReadAsArray() == theirs.ReadAsArray()).all()
