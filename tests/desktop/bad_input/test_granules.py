"""Granules that are none, or not what they seem: among good ones, and alone."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal
from qgis.core import QgsProject

from itslive_qgis.layers.rasters import netcdf_source
from tests.conftest import REPOSITORY
from tests.desktop.bad_input.conftest import (
    as_wkt,
    held,
    is_sentence,
    one_zone,
    polygon_layer,
    until,
)
from tests.desktop.processing.conftest import Listener

# The names are those of the functions in spoil.py, which this process cannot import.
KINDS = (
    "no_netcdf",
    "empty",
    "cut_in_the_head",
    "cut_at_the_end",
    "other_netcdf",
    "mosaic",
    "swapped_axes",
    "displaced",
)


def spoil(kind: str, good: Path, bad: Path) -> Path:
    """A bad granule of this kind at ``bad``."""
    command = [sys.executable, "-m", "tests.desktop.bad_input.spoil", kind, str(good), str(bad)]
    subprocess.run(command, cwd=REPOSITORY, check=True)
    return bad


def is_reason(text: str) -> bool:
    """Whether a reason tells a person something, in whatever words."""
    technical = ("Traceback", "Errno", "Error", "NetCDF: ", "{", "<", "repr")
    return len(text.split()) >= 3 and not any(each in text for each in technical)


def reason_in_list(text: str, name: str) -> str:
    """The heading under which a list of problems has a name."""
    (paragraph,) = [each for each in text.split("\n\n") if name in each]
    return paragraph.splitlines()[0].partition("× ")[2]


def speeds(cube: Path) -> np.ndarray:
    return gdal.Open(netcdf_source(cube)).ReadAsArray()


@pytest.fixture
def spare(its_live, granules) -> Path:
    """A good granule of the same zone that is not in the folder."""
    return next(path for path in one_zone(its_live) if not (granules / path.name).exists())


@pytest.fixture
def good_cube(run, granules, outline_layer, tmp_path) -> Path:
    """The cube of the good granules alone."""
    output = tmp_path / "good.nc"
    parameters = {"INPUT": str(granules), "AREA": outline_layer, "LOAD": False}
    run("buildcube", {**parameters, "OUTPUT": str(output)})
    return output


@pytest.fixture
def at_the_dock(user, use_folder, build_to):
    """Let the user build a cube of a folder, clipped to the polygons of a layer."""

    def at_the_dock(layer, folder: Path, output: Path):
        QgsProject.instance().addMapLayer(layer)
        user.step("area")
        user.press("itslive_use_features")
        until(user.job.area.is_done)
        use_folder(folder)
        build_to(output)
        return user

    return at_the_dock


@pytest.mark.parametrize("kind", KINDS)
def test_one_among_good_ones_costs_that_one_only(
    kind, run, at_the_dock, good_cube, granules, spare, outline_layer, tmp_path
):
    bad = spoil(kind, spare, granules / f"BAD_X_{kind}.nc")
    feedback = Listener()
    output = tmp_path / "cube.nc"
    parameters = {"INPUT": str(granules), "AREA": outline_layer, "LOAD": False}
    run("buildcube", {**parameters, "OUTPUT": str(output)}, feedback)
    (line,) = [info for info in feedback.infos if info.startswith(f"{bad.stem}: ")]
    assert is_reason(line.partition(": ")[2]), line
    np.testing.assert_array_equal(speeds(output), speeds(good_cube))

    user = at_the_dock(outline_layer, granules, tmp_path / "dock.nc")
    assert user.job.cube.error is None
    lists = [user.find(name).text() for name in ("itslive_failed", "itslive_skipped")]
    (told,) = [text for text in lists if bad.stem in text]
    assert is_reason(reason_in_list(told, bad.stem)), told
    np.testing.assert_array_equal(speeds(tmp_path / "dock.nc"), speeds(good_cube))
    assert not list(tmp_path.rglob("*.part"))


def test_one_that_breaks_after_its_download_is_named_by_the_dock(its_live_user, its_live, build_to):
    user = its_live_user
    user.draw(its_live.truth.OUTLINE)
    user.step("criteria")
    user.type("itslive_max_per_year", "1")
    user.search()
    user.download()
    broken = Path(user.job.download.inputs()[0])
    broken.write_bytes(broken.read_bytes()[:5000])
    build_to(broken.parent / "cube.nc")

    assert user.job.cube.error is None
    told = user.find("itslive_skipped")
    assert told.isVisible()
    assert is_reason(reason_in_list(told.text(), broken.stem))
    assert "Left out:" in told.title()


@pytest.mark.parametrize("kind", ["no_netcdf", "cut_at_the_end", "mosaic", "swapped_axes"])
def test_nothing_but_bad_ones_is_refused(
    kind, refused, user, use_folder, spare, tmp_path, outline_layer
):
    folder = tmp_path / "bad"
    folder.mkdir()
    for number in range(2):
        spoil(kind, spare, folder / f"BAD_X_{number}.nc")
    cube = tmp_path / "cube.nc"
    cube.write_bytes(b"the cube of last week")
    before = held(tmp_path)

    parameters = {"INPUT": str(folder), "AREA": outline_layer, "OUTPUT": str(cube)}
    text = refused("buildcube", parameters)
    assert "None of the 2 files is a readable granule" in text
    assert "Download them again, or choose another folder" in text

    use_folder(folder)
    assert "There is no granule in this folder" in user.summary()
    assert "Choose another one" in user.summary()
    listed = user.find("itslive_failed")
    assert listed.isVisible()
    assert is_reason(reason_in_list(listed.text(), "BAD_X_1"))
    user.step("cube")
    assert not user.find("itslive_build").isEnabled()
    assert "No granules yet" in user.summary()
    assert held(tmp_path) == before


def test_the_dock_refuses_what_broke_altogether_after_the_download(
    user, use_folder, build_to, granules, tmp_path
):
    use_folder(granules)
    for path in granules.iterdir():
        path.write_bytes(b"")
    cube = tmp_path / "cube.nc"
    cube.write_bytes(b"the cube of last week")
    before = held(tmp_path)
    build_to(cube)
    assert is_sentence(user.summary())
    assert "None of the 6 files is a readable granule" in user.summary()
    assert "Download them again" in user.summary()
    assert held(tmp_path) == before


def test_granules_that_miss_the_area(refused, user, use_folder, build_to, granules, tmp_path):
    away = [(-46, 69), (-44, 69), (-44, 70), (-46, 70), (-46, 69)]
    cube = tmp_path / "cube.nc"
    cube.write_bytes(b"the cube of last week")
    before = held(tmp_path)
    area = polygon_layer(as_wkt(away))
    text = refused("buildcube", {"INPUT": str(granules), "AREA": area, "OUTPUT": str(cube)})
    assert "None of the 6 granules touches the area" in text
    assert "Draw the area where the granules are" in text

    user.draw(away)
    use_folder(granules)
    build_to(cube)
    assert user.summary() == text
    assert held(tmp_path) == before


def test_a_cube_never_takes_the_place_of_a_granule(
    refused, user, use_folder, build_to, granules, tmp_path
):
    granule = sorted(granules.iterdir())[0]
    before = held(tmp_path)
    text = refused("buildcube", {"INPUT": str(granules), "OUTPUT": str(granule)})
    assert "is one of the granules" in text
    assert "another name" in text

    use_folder(granules)
    build_to(granule)
    assert user.summary() == text
    assert held(tmp_path) == before


def test_folders_without_granules(refused, user, use_folder, tmp_path):
    nothing = tmp_path / "nothing"
    nothing.mkdir()
    output = str(tmp_path / "cube.nc")
    for folder, what, to_do in (
        (nothing, "There are no granules (.nc)", "Download some first"),
        (tmp_path / "nowhere", "There is no folder", "Choose "),
    ):
        text = refused("buildcube", {"INPUT": str(folder), "OUTPUT": output})
        assert what in text
        assert to_do in text
        use_folder(folder)
        assert what in user.summary()
        assert to_do in user.summary()
    assert held(tmp_path) == {}


def test_cubes_that_are_none_are_not_opened(refused, user, granules, good_cube, tmp_path):
    points = polygon_layer("POINT(-138 58.9)", kind="Point")
    cut = tmp_path / "cut.nc"
    cut.write_bytes(good_cube.read_bytes()[:-1000])
    text_file = tmp_path / "text.nc"
    text_file.write_text("no cube", encoding="utf-8")
    granule = shutil.copy(sorted(granules.iterdir())[0], tmp_path / "granule.nc")
    before = held(tmp_path)
    for cube, what, to_do in (
        (cut, "The cube cut.nc cannot be opened", "build the cube again"),
        (text_file, "The cube text.nc cannot be opened", "Choose another file"),
        (granule, "granule.nc is not a cube of this plugin", "Build a cube from the granules"),
        (tmp_path / "gone.nc", "gone.nc", "Choose "),
    ):
        output = str(tmp_path / "series.csv")
        text = refused("pointtimeseries", {"CUBE": str(cube), "POINTS": points, "OUTPUT": output})
        assert what in text
        assert to_do in text
        user.step("cube")
        user.job.cube.open(str(cube))
        until(lambda: not user.job.cube.is_running())
        assert what in user.summary()
        assert to_do in user.summary()
        assert not user.job.cube.is_done()
    assert held(tmp_path) == before
