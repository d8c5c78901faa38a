"""The options of a cube in the dock: what they do, what is wrong with them, how long they stay."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path

import pytest
from osgeo import gdal
from qgis.core import QgsCoordinateReferenceSystem, QgsProject
from qgis.PyQt.QtCore import QDate
from qgis.PyQt.QtWidgets import QFileDialog, QLabel

from itslive_qgis import settings

from .conftest import settle, until


@pytest.fixture
def granules(its_live, tmp_path) -> Path:
    """A folder of granules of several projections, of three months."""
    folder = tmp_path / "granules"
    folder.mkdir()
    for path in its_live.granules[::7]:
        shutil.copy(path, folder)
    return folder


@pytest.fixture
def ready(user, granules):
    """A user in front of the Cube page, with granules at hand and the options open."""
    user.step("download")
    user.find("itslive_folder").setFilePath(str(granules))
    user.press("itslive_use_folder")
    until(lambda: not user.job.download.is_running())
    user.step("cube")
    user.find("itslive_cube_options").setCollapsed(False)
    return user


def build(user) -> None:
    user.press("itslive_build")
    until(lambda: not user.job.cube.is_running() and not user.job.cube.typical.is_running())


def shown_texts(user) -> str:
    """What the options say to who looks at them."""
    labels = user.find("itslive_cube_options").findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisible())


def title(user) -> str:
    box = user.find("itslive_cube_options")
    return box.toolTip() or box.title()


def choose(user, name: str, value: str) -> None:
    box = user.find(name)
    box.setCurrentIndex(box.findData(value))


def test_nothing_chosen_is_the_cube_of_before(ready):
    assert ready.find("itslive_cube_options").title() == "Options"
    assert not ready.find("itslive_reset_cube_options").isEnabled()
    build(ready)
    names = {Path(each).stem for each in ready.job.download.inputs()}
    assert len(ready.job.cube.layers()) + len(ready.job.cube.built["skipped"]) <= len(names)
    assert gdal.Open(f'NETCDF:"{ready.job.cube.path}":v_east') is None


def test_what_is_chosen_is_what_is_built(ready):
    build(ready)
    before, plain = ready.job.cube.layers(), dict(ready.job.cube.description)
    middle = sorted(each["mid_date"][:10] for each in before)[len(before) // 2]
    longest = max(each["separation_days"] for each in before if each["mid_date"][:10] >= middle)
    ready.find("itslive_cube_start_on").click()
    ready.find("itslive_cube_start").setDate(QDate.fromString(middle, "yyyy-MM-dd"))
    ready.find("itslive_cube_max_separation").setValue(longest - 1)
    ready.find("itslive_cube_resolution").setValue(240)
    ready.find("itslive_cube_variables").button("v_east").click()
    choose(ready, "itslive_cube_projections", "commonest")
    choose(ready, "itslive_cube_resampling", "nearest")
    ready.find("itslive_cube_measured_only").click()
    ready.find("itslive_cube_merge").click()
    assert title(ready).startswith("Options: one projection, pairs not merged, ")
    for words in (f"from {middle}", "up to", "240 m", "nearest pixel", "measured only", "v_east"):
        assert words in title(ready)
    build(ready)

    assert ready.job.cube.error is None
    cube = ready.job.cube.description
    assert cube["crs"] == plain["crs"]
    left, bottom, right, top = cube["extent"]
    assert ((right - left) / cube["nx"], (top - bottom) / cube["ny"]) == (240, 240)
    layers = ready.job.cube.layers()
    assert 0 < len(layers) < len(before)
    assert all(each["mid_date"][:10] >= middle for each in layers)
    assert all(each["separation_days"] <= longest - 1 for each in layers)
    assert not any(each["reprojected"] for each in layers)
    assert gdal.Open(f'NETCDF:"{cube["path"]}":v_east').RasterCount == len(layers)
    # They stay for the next cube, until they are reset.
    assert "240 m" in title(ready)
    ready.press("itslive_reset_cube_options")
    assert title(ready) == "Options"
    build(ready)
    again = ready.job.cube.description
    assert [again[name] for name in ("crs", "nx", "ny", "extent")] == [
        plain[name] for name in ("crs", "nx", "ny", "extent")
    ]
    assert len(ready.job.cube.layers()) == len(before)


def test_what_cannot_be_is_told_beside_the_field_before_the_build_begins(ready):
    ready.find("itslive_cube_crs").setCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    ready.find("itslive_cube_start_on").click()
    ready.find("itslive_cube_end_on").click()
    ready.find("itslive_cube_start").setDate(QDate(2019, 1, 1))
    ready.find("itslive_cube_end").setDate(QDate(2018, 1, 1))
    ready.find("itslive_cube_options").setCollapsed(True)
    ready.press("itslive_build")

    assert not ready.job.cube.is_running()
    assert not ready.find("itslive_cube_options").isCollapsed()
    assert "EPSG:4326: its unit is not metres" in shown_texts(ready)
    assert "The start date 2019-01-01 lies after the end date 2018-01-01." in shown_texts(ready)
    assert "EPSG:4326: its unit is not metres" in ready.summary()
    ready.find("itslive_cube_crs").setCrs(QgsCoordinateReferenceSystem("EPSG:3413"))
    ready.find("itslive_cube_end").setDate(QDate(2020, 1, 1))
    assert "not metres" not in shown_texts(ready)
    assert "lies after" not in shown_texts(ready)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("itslive_cube_resolution", 100, "Choose a multiple of 120 m"),
        ("itslive_cube_max_separation", 1, "Choose wider limits"),
    ],
)
def test_what_only_the_granules_tell_is_told_beside_the_field_too(ready, name, value, words):
    ready.find(name).setValue(value)
    ready.find("itslive_cube_options").setCollapsed(True)
    build(ready)

    assert words in shown_texts(ready)
    assert words in ready.summary()
    ready.find(name).setValue(0)
    assert words not in shown_texts(ready)


def test_a_name_that_ends_in_zarr_makes_a_store_which_can_be_opened(ready, tmp_path, monkeypatch):
    store = tmp_path / "cube.zarr"
    ready.find("itslive_cube_output").setFilePath(str(store))
    build(ready)

    assert ready.job.cube.error is None
    assert store.is_dir()
    count = len(ready.job.cube.layers())
    assert count > 1
    assert "cube.zarr" in ready.find("itslive_cube_result").text()
    assert ready.find("itslive_cube_output").filePath().endswith("cube.zarr")
    assert ready.find("itslive_cube_replaces").isHidden(), "the next one has another place"
    ready.find("itslive_cube_output").setFilePath(str(store))
    assert "cube.zarr is there already" in ready.find("itslive_cube_replaces").text()

    QgsProject.instance().clear()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(store))
    ready.press("itslive_open_store")
    until(lambda: not ready.job.cube.is_running())
    assert ready.job.cube.error is None
    assert ready.job.cube.built is None
    assert len(ready.job.cube.layers()) == count
    (layer,) = QgsProject.instance().mapLayers().values()
    assert layer.isValid()


def test_a_folder_that_is_no_cube_is_told(ready, tmp_path, monkeypatch):
    (tmp_path / "no_cube").mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "no_cube"))
    ready.press("itslive_open_store")
    until(lambda: not ready.job.cube.is_running())
    assert ready.job.cube.error is not None
    assert "no_cube" in ready.summary()


def test_builds_go_to_the_scheduler_of_the_options(ready):
    assert ready.find("itslive_cube_cluster").isHidden()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
    settings.set_dask_scheduler(address)
    ready.step("cube")
    assert address in ready.find("itslive_cube_cluster").text()
    assert ready.find("itslive_cube_cluster").isVisible()
    build(ready)

    assert ready.job.cube.error.code == "no_scheduler"
    settings.set_dask_scheduler("")
    build(ready)
    assert ready.job.cube.error is None


def test_long_titles_leave_the_dock_as_narrow_as_it_was(ready):
    page = ready.dock._pages[4]
    before = page.minimumSizeHint().width()
    assert before <= 390 - 2 * 12
    ready.dock.setFixedWidth(900)
    ready.find("itslive_cube_start_on").click()
    ready.find("itslive_cube_end_on").click()
    for name in ("v_east", "v_north", "interp_mask", "chip_size_width"):
        ready.find("itslive_cube_variables").button(name).click()
    settle()
    assert "chip_size_width" in ready.find("itslive_cube_options").title()
    assert page.minimumSizeHint().width() == before
