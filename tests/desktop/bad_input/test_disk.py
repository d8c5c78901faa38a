"""Disks that are full and folders that cannot be written to: the sentence, and what is left."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from qgis.core import QgsProcessingException, QgsProject, QgsVectorLayer

from itslive_qgis.layers.footprints import footprint_layer, granule_from_feature
from tests.desktop.bad_input.conftest import held, is_sentence, polygon_layer, until
from tests.desktop.processing.conftest import Listener

EARLIER = b"the work of last week"
POINT = "POINT(-138.0 58.9)"


@pytest.fixture
def found(run, its_live, outline_layer):
    """Footprints of eight granules of the simulated archive."""
    parameters = {"AREA": outline_layer, "SERVICE": its_live.url, "OUTPUT": "memory:"}
    layer = run("searchgranules", parameters)["OUTPUT"]
    granules = [granule_from_feature(feature) for feature in layer.getFeatures()]
    return footprint_layer(granules[:8], "found")


@pytest.fixture
def searched(its_live_user, its_live):
    """A user who has found some granules."""
    its_live_user.draw(its_live.truth.OUTLINE)
    its_live_user.step("criteria")
    its_live_user.type("itslive_max_per_year", "1")
    its_live_user.search()
    return its_live_user


@pytest.fixture
def cube(run, granules, tmp_path) -> Path:
    """A whole cube."""
    output = tmp_path / "cube.nc"
    run("buildcube", {"INPUT": str(granules), "OUTPUT": str(output), "LOAD": False})
    return output


@pytest.fixture
def plotted(user, cube, its_live):
    """A user who looks at the series of a point."""
    user.job.cube.open(str(cube))
    until(lambda: not user.job.cube.is_running())
    user.job.series.add_point(*its_live.truth.FAST_POINT)
    until(lambda: not user.job.series.waiting())
    user.step("plot")
    return user


def are_whole(folder: Path, its_live) -> bool:
    """Whether every granule of a folder is the archive's, byte for byte."""
    stored = {path.name: path for path in its_live.granules}
    return all(path.read_bytes() == stored[path.name].read_bytes() for path in folder.glob("*.nc"))


def test_a_download_to_a_full_disk_by_the_algorithm(run, found, mounted, its_live, own_settings):
    own_settings.set_connections(1)
    folder = mounted(400)
    feedback = Listener()
    asked = {"INPUT": found, "FOLDER": str(folder), "ANYWAY": True}
    result = run("downloadgranules", asked, feedback)

    assert 1 <= result["COUNT"] < 8
    assert result["COUNT"] + result["FAILED_COUNT"] == 8
    assert len(feedback.errors) == result["FAILED_COUNT"]
    for line in feedback.errors:
        assert f"The disk of {folder} is full" in line
        assert "Make room and download again" in line
    assert are_whole(folder, its_live)
    assert set(held(folder)) == {Path(path).name for path in folder.glob("*.nc")} | {
        "granules.jsonl"
    }


def test_a_download_to_a_full_disk_by_the_dock(searched, mounted, its_live, own_settings):
    own_settings.set_connections(1)
    folder = mounted(250)
    searched.step("download")
    searched.find("itslive_folder").setFilePath(str(folder))
    searched.download()
    until(lambda: not searched.job.keep.is_running())

    assert is_sentence(searched.summary())
    report = searched.job.download.report
    assert report.count == 1
    assert "1 granule there" in searched.summary()
    assert f"The disk of {folder} is full" in searched.summary()
    assert "Make room" in searched.summary()
    assert "is full" in searched.find("itslive_failed").text()
    assert are_whole(folder, its_live)
    assert not [name for name in held(folder) if ".part" in name]


def test_a_download_of_which_the_disk_takes_nothing(refused, found, small_files, tmp_path):
    folder = tmp_path / "new"
    with small_files(40):
        text = refused("downloadgranules", {"INPUT": found, "FOLDER": str(folder)})
    assert "None of the 8 granules could be downloaded" in text
    assert f"Files cannot be written to {folder}: File too large" in text
    assert "Choose a folder" in text
    assert list(held(folder)) == ["granules.jsonl"]


def test_a_cube_on_a_full_disk(
    run, refused, user, use_folder, build_to, mounted, granules, own_settings
):
    folder = mounted(200, {"cube.nc": EARLIER})
    parameters = {"INPUT": str(granules), "OUTPUT": str(folder / "cube.nc"), "LOAD": False}
    text = refused("buildcube", parameters)
    assert f"The disk of {folder} is full: cube.nc is not written" in text
    assert "Make room on the disk, or choose another folder" in text
    assert held(folder) == {"cube.nc": EARLIER}

    use_folder(granules)
    build_to(folder / "cube.nc")
    assert user.summary() == text
    assert "is full" in user.desktop.bar.currentItem().text()
    assert held(folder) == {"cube.nc": EARLIER}

    # The same warm worker goes on once there is room: nothing of the failed file holds it.
    subprocess.run(["mount", "-o", "remount,size=20m", str(folder)], check=True)
    assert run("buildcube", parameters)["LAYER_COUNT"] > 0
    assert set(held(folder)) == {"cube.nc"}


def test_a_cube_the_disk_takes_a_part_of(
    refused, user, use_folder, build_to, small_files, granules, tmp_path
):
    output = tmp_path / "cube.nc"
    output.write_bytes(EARLIER)
    before = held(tmp_path)
    with small_files(100):
        text = refused("buildcube", {"INPUT": str(granules), "OUTPUT": str(output)})
        assert "cube.nc cannot be written: File too large" in text
        assert "make room on the disk" in text
        use_folder(granules)
        build_to(output)
        assert user.summary() == text
        assert held(tmp_path) == before


def test_the_typical_speed_on_a_full_disk(user, cube, mounted):
    folder = mounted(cube.stat().st_size // 1024 + 8, {"cube.nc": cube.read_bytes()})
    user.job.cube.open(str(folder / "cube.nc"))
    until(lambda: not user.job.cube.is_running())
    user.step("cube")
    user.press("itslive_typical_speed")
    until(lambda: not user.job.cube.typical.is_running())

    assert is_sentence(user.summary())
    assert "is full: cube_typical_speed.tif is not written" in user.summary()
    assert "Make room" in user.summary()
    assert [name for name in held(folder) if not name.endswith(".xml")] == ["cube.nc"]


def test_a_csv_the_disk_does_not_take(plotted, small_files, tmp_path):
    output = tmp_path / "series.csv"
    output.write_bytes(EARLIER)
    before = held(tmp_path)
    with small_files(0):
        plotted.job.save_csv(str(output))
        until(lambda: not plotted.job.export.is_running())
    assert "series.csv cannot be written: File too large" in plotted.summary()
    assert "make room on the disk" in plotted.summary()
    assert held(tmp_path) == before


def test_a_picture_the_disk_does_not_take(plotted, small_files, tmp_path):
    output = tmp_path / "plot.png"
    output.write_bytes(EARLIER)
    before = held(tmp_path)
    with small_files(8):
        plotted.dock._plot._save_picture(str(output))
    assert "plot.png cannot be written: File too large" in plotted.summary()
    assert "make room on the disk" in plotted.summary()
    plotted.dock._plot._save_picture(str(tmp_path / "plot.doc"))
    assert "There are no pictures of the kind doc" in plotted.summary()
    assert "end in .png, .svg or .pdf" in plotted.summary()
    assert held(tmp_path) == before
    plotted.dock._plot._save_picture(str(output))
    assert output.read_bytes().startswith(b"\x89PNG")


def test_points_the_disk_does_not_take(plotted, small_files, tmp_path):
    before = held(tmp_path)
    with small_files(20):
        plotted.press("itslive_add_points")
    assert "cube_points.gpkg could not be written" in plotted.summary()
    assert "Check that the disk has room" in plotted.summary()
    assert held(tmp_path) == before
    assert not QgsProject.instance().mapLayersByName("Points")


@pytest.mark.parametrize("suffix", [".gpkg", ".csv", ".shp"])
def test_tables_of_the_toolbox_the_disk_does_not_take(
    suffix, run, its_live, outline_layer, cube, small_files, tmp_path
):
    points = polygon_layer(POINT, kind="Point")
    folder = tmp_path / "out"
    folder.mkdir()
    asked = (
        ("searchgranules", {"AREA": outline_layer, "SERVICE": its_live.url}, 4),
        ("pointtimeseries", {"CUBE": str(cube), "POINTS": points}, 0),
    )
    for name, parameters, kib in asked:
        output = folder / f"{name}{suffix}"
        with small_files(kib), pytest.raises(QgsProcessingException) as caught:
            run(name, {**parameters, "OUTPUT": str(output)})
        assert "Traceback" not in str(caught.value)
        assert name in str(caught.value)
    assert held(folder) == {}


def test_folders_that_cannot_be_written_to(
    run, refused, found, its_live, outline_layer, granules, cube, read_only
):
    files = {name: EARLIER for name in ("cube.nc", "found.gpkg", "series.csv")}
    folder = read_only(files)

    text = refused("downloadgranules", {"INPUT": found, "FOLDER": str(folder)})
    assert f"Files cannot be written to {folder}" in text
    assert "Choose a folder that you may write to" in text
    text = refused("buildcube", {"INPUT": str(granules), "OUTPUT": str(folder / "cube.nc")})
    assert "cube.nc cannot be written" in text
    assert "Choose a folder that you may write to" in text
    points = polygon_layer(POINT, kind="Point")
    for name, parameters in (
        (
            "searchgranules",
            {
                "AREA": outline_layer,
                "SERVICE": its_live.url,
                "OUTPUT": str(folder / "found.gpkg"),
            },
        ),
        (
            "pointtimeseries",
            {"CUBE": str(cube), "POINTS": points, "OUTPUT": str(folder / "series.csv")},
        ),
    ):
        with pytest.raises(QgsProcessingException, match=Path(parameters["OUTPUT"]).name):
            run(name, parameters)
    assert held(folder) == files


def test_the_dock_says_that_a_folder_cannot_be_written_to(
    searched, use_folder, build_to, granules, read_only
):
    folder = read_only({"cube.nc": EARLIER})
    searched.step("download")
    searched.find("itslive_folder").setFilePath(str(folder))
    searched.download()
    assert f"Files cannot be written to {folder}" in searched.summary()
    assert "Choose a folder that you may write to" in searched.summary()
    assert "cannot be written to" in searched.desktop.bar.currentItem().text()

    use_folder(granules)
    build_to(folder / "cube.nc")
    assert "cube.nc cannot be written" in searched.summary()
    assert "Choose a folder that you may write to" in searched.summary()
    assert held(folder) == {"cube.nc": EARLIER}


def test_a_cube_in_a_folder_that_cannot_be_written_to_is_used(user, cube, read_only, its_live):
    """The cube is read; what would be written beside it is refused in a sentence."""
    folder = read_only({"cube.nc": cube.read_bytes()})
    before = held(folder)
    user.job.cube.open(str(folder / "cube.nc"))
    until(lambda: not user.job.cube.is_running())
    assert user.job.cube.is_done()
    user.step("cube")
    user.press("itslive_typical_speed")
    until(lambda: not user.job.cube.typical.is_running())
    assert "cube_typical_speed.tif cannot be written" in user.summary()
    assert "Choose a folder" in user.summary()

    user.job.series.add_point(*its_live.truth.FAST_POINT)
    until(lambda: not user.job.series.waiting())
    user.step("plot")
    user.press("itslive_add_points")
    assert "cube_points.gpkg could not be written" in user.summary()
    user.job.save_csv(str(folder / "series.csv"))
    until(lambda: not user.job.export.is_running())
    assert "series.csv cannot be written" in user.summary()
    user.dock._plot._save_picture(str(folder / "plot.png"))
    assert "plot.png cannot be written" in user.summary()
    assert held(folder) == before


@pytest.mark.parametrize("place", ["a file", "/proc"])
def test_places_that_are_no_folders(
    place, refused, found, searched, use_folder, build_to, granules, tmp_path
):
    in_the_way = tmp_path / "file"
    in_the_way.write_bytes(EARLIER)
    folder = in_the_way / "sub" if place == "a file" else Path("/proc/itslive")
    before = held(tmp_path)
    text = refused("downloadgranules", {"INPUT": found, "FOLDER": str(folder)})
    assert f"Files cannot be written to {folder}" in text
    assert "Choose a folder" in text
    searched.step("download")
    searched.find("itslive_folder").setFilePath(str(folder))
    searched.download()
    assert searched.summary() == text

    text = refused("buildcube", {"INPUT": str(granules), "OUTPUT": str(folder / "cube.nc")})
    assert f"There is no folder {folder} to write cube.nc to" in text
    assert "make the folder" in text
    use_folder(granules)
    build_to(folder / "cube.nc")
    assert searched.summary() == text
    assert held(tmp_path) == before


def test_a_cube_does_not_take_the_place_of_a_folder(refused, granules, tmp_path):
    before = held(tmp_path)
    text = refused("buildcube", {"INPUT": str(granules), "OUTPUT": str(granules)})
    assert "a folder has this name" in text
    assert "Choose another name" in text
    assert held(tmp_path) == before


def test_footprints_that_are_not_kept_stay_on_the_map(searched, small_files, own_settings):
    searched.download()
    until(lambda: not searched.job.keep.is_running())
    kept = Path(own_settings.download_folder()) / "granules.gpkg"
    before = kept.read_bytes()
    with small_files(20):
        searched.download()
        until(lambda: not searched.job.keep.is_running())
    assert "granules.gpkg could not be written" in searched.summary()
    assert kept.read_bytes() == before
    assert not list(kept.parent.glob("*.part*"))
    layers = QgsProject.instance().mapLayers().values()
    assert sorted(layer.providerType() for layer in layers) == ["memory", "ogr"]
    count = len(searched.job.search.granules())
    assert [layer.featureCount() for layer in layers] == [count, count]


def test_a_failed_write_leaves_the_layer_that_was_there(plotted, small_files):
    """The points of a moment ago stay on the map and on the disk when writing them anew fails."""
    plotted.press("itslive_add_points")
    (layer,) = QgsProject.instance().mapLayersByName("Points")
    path = Path(layer.source().partition("|")[0])
    before = path.read_bytes()
    with small_files(20):
        plotted.press("itslive_add_points")
    assert "could not be written" in plotted.summary()
    assert path.read_bytes() == before
    assert QgsVectorLayer(str(path), "points", "ogr").featureCount() == 1
    assert len(QgsProject.instance().mapLayersByName("Points")) == 1
