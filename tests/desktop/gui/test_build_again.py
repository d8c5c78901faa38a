"""A build that is cancelled, goes wrong or replaces a cube: what becomes of the one before."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from qgis.core import QgsCoordinateReferenceSystem, QgsProject, QgsRasterLayer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QLabel

from itslive_qgis.gui.steps.cube import cube_file

from .conftest import settle, until


@pytest.fixture
def granules(its_live, tmp_path) -> Path:
    """A folder of six granules of one projection."""
    by_folder: dict[Path, list[Path]] = {}
    for path in its_live.granules:
        by_folder.setdefault(path.parent, []).append(path)
    folder = tmp_path / "granules"
    folder.mkdir()
    for path in max(by_folder.values(), key=len)[:6]:
        shutil.copy(path, folder)
    return folder


def use(user, folder: Path) -> None:
    user.step("download")
    user.find("itslive_folder").setFilePath(str(folder))
    user.press("itslive_use_folder")
    until(lambda: not user.job.download.is_running())


@pytest.fixture
def built(user, granules):
    """A user whose cube is built and shown."""
    use(user, granules)
    user.build()
    assert user.job.cube.typical.is_done()
    return user


def layers() -> list[QgsRasterLayer]:
    found = QgsProject.instance().mapLayers().values()
    return [each for each in found if isinstance(each, QgsRasterLayer)]


def tree() -> list[tuple]:
    """Every layer in the order of the tree, with all the user could have changed."""
    root = QgsProject.instance().layerTreeRoot()
    return [
        (
            node.layerId(),
            node.name(),
            node.itemVisibilityChecked(),
            node.isExpanded(),
            sorted((key, node.customProperty(key)) for key in node.customProperties()),
            node.layer().source(),
            node.layer().opacity(),
            node.layer().renderer().usesBands(),
            node.layer().crs().authid(),
        )
        for node in root.findLayers()
    ]


def write_to(user, path: str | Path) -> None:
    user.step("cube")
    user.find("itslive_cube_output").setFilePath(str(path))


def cancel_the_build(user) -> None:
    user.press("itslive_build")
    user.press("itslive_cancel")
    until(lambda: not user.job.cube.is_running())
    settle()


@pytest.mark.parametrize("same_file", [True, False])
def test_a_cancelled_build_changes_nothing_and_computes_nothing(built, same_file):
    cube = built.job.cube
    built.press("itslive_add_date")
    kept = next(each for each in layers() if each.name().startswith("v "))
    kept.setOpacity(0.4)
    kept.setName("my own")
    before = tree()
    assert len(before) == 3
    cube.typical.reset()  # as if its computation had been cancelled
    raster = Path(cube.path).with_name("cube_typical_speed.tif")
    raster.unlink()
    written: list[str] = []
    cube.typical.running_changed.connect(lambda: written.append("ran"))
    if same_file:
        write_to(built, cube.path)
    description, index = cube.description, cube.index
    built.desktop.canvas.zoomByFactor(20)
    extent = built.desktop.canvas.extent()
    # The layer of the removed raster can be put back by nobody.
    expected = [each for each in before if not each[1].startswith("Typical")]
    cancel_the_build(built)

    assert cube.error is None
    assert cube.description is description
    assert cube.index == index
    assert written == []
    assert not cube.typical.is_running()
    assert not raster.exists()
    assert [each for each in tree() if not each[1].startswith("Typical")] == expected
    assert built.desktop.canvas.extent() == extent


def test_a_cancelled_build_keeps_the_typical_speed(built):
    built.press("itslive_typical_speed")
    before = tree()
    path = built.job.cube.typical.path
    write_to(built, built.job.cube.path)
    cancel_the_build(built)

    assert built.job.cube.typical.path == path
    assert built.job.cube.typical.wanted
    assert tree() == before


def test_a_failed_build_changes_nothing_either(built, granules):
    before = tree()
    for path in granules.glob("*_P*.nc"):
        path.write_bytes(path.read_bytes()[:1000])
    write_to(built, built.job.cube.path)
    built.press("itslive_build")
    until(lambda: not built.job.cube.is_running())
    settle()

    assert built.job.cube.error is not None
    assert not built.job.cube.typical.is_running()
    assert built.job.cube.typical.is_done()
    assert tree() == before


def test_a_build_of_another_file_leaves_the_layers_of_the_first(built):
    first = {each.name() for each in layers()}
    built.build()
    assert len(layers()) == 4
    typical = {each.name() for each in layers() if each.name().startswith("Typical")}
    count = len(built.job.cube.layers())
    assert typical == {
        f"Typical speed · cube · {count} image pairs",
        f"Typical speed · cube_2 · {count} image pairs",
    }
    assert first <= {each.name() for each in layers()}


def test_a_build_of_the_same_file_replaces_its_layers(built):
    write_to(built, built.job.cube.path)
    built.build()
    assert built.job.cube.error is None
    assert len(layers()) == 2
    assert all(each.isValid() for each in layers())


def test_kept_dates_are_opened_on_the_cube_that_replaces_theirs(built, granules):
    cube = built.job.cube
    last = len(cube.layers()) - 1
    built.job.show_date(0)
    built.press("itslive_add_date")  # a date that goes
    gone = cube.layers()[0]["granule_id"]
    built.job.show_date(last)
    built.press("itslive_add_date")  # a date that stays, but under another number
    stays = cube.layers()[last]["granule_id"]
    following = built.job.layers._cube_layer
    kept = {
        each.customProperty("itslive/granule_id"): each.id()
        for each in layers()
        if each.name().startswith("v ") and each.id() != following
    }
    assert set(kept) == {gone, stays}
    QgsProject.instance().mapLayer(kept[stays]).setOpacity(0.3)
    next(each for each in granules.glob("*.nc") if each.stem == Path(gone).stem).unlink()
    use(built, granules)
    write_to(built, cube.path)
    built.build()

    assert cube.error is None
    assert len(cube.layers()) == last
    again = QgsProject.instance().mapLayer(kept[stays])
    assert again.opacity() == pytest.approx(0.3)
    assert again.renderer().usesBands() == [last]
    assert again.customProperty("itslive/granule_id") == stays
    assert QgsProject.instance().mapLayer(kept[gone]) is None
    assert "does not have the dates of layers you kept" in built.summary()
    assert "does not have the dates" in built.desktop.bar.currentItem().text()
    assert len(layers()) == 3


def test_kept_dates_stay_on_the_cube_that_is_extended(built, granules, its_live):
    cube = built.job.cube
    last = len(cube.layers()) - 1
    built.job.show_date(last)
    built.press("itslive_add_date")
    stays = cube.layers()[last]["granule_id"]
    following = built.job.layers._cube_layer
    (kept,) = [
        each.id() for each in layers() if each.name().startswith("v ") and each.id() != following
    ]
    names = {each.name for each in granules.glob("*.nc")}
    folder = next(each.parent for each in its_live.granules if each.name in names)
    for each in sorted(folder.glob("*.nc"))[::3]:
        shutil.copy(each, granules)
    use(built, granules)
    path = cube.path
    assert cube.build(built.job.download.inputs(), path, append=True)
    until(lambda: not cube.is_running() and not cube.typical.is_running())
    settle()

    assert cube.error is None
    assert cube.built["written"]
    assert len(cube.layers()) > last + 1
    numbers = [each["granule_id"] for each in cube.layers()]
    again = QgsProject.instance().mapLayer(kept)
    assert again.renderer().usesBands() == [numbers.index(stays) + 1]
    assert again.customProperty("itslive/granule_id") == stays
    assert len(layers()) == 3
    assert all(each.isValid() for each in layers())


def projection(user) -> QgsCoordinateReferenceSystem:
    return user.find("itslive_cube_crs").crs()


def test_a_projection_is_kept_for_the_same_granules_only(built, granules, tmp_path):
    chosen = QgsCoordinateReferenceSystem("EPSG:32606")
    built.find("itslive_cube_crs").setCrs(chosen)
    built.build()
    assert projection(built) == chosen
    assert built.job.cube.description["epsg"] == 32606
    use(built, granules)
    assert projection(built) == chosen, "the same granules, read again"

    QgsProject.instance().clear()
    assert not projection(built).isValid()
    built.find("itslive_cube_crs").setCrs(chosen)
    other = tmp_path / "other"
    shutil.copytree(granules, other)
    use(built, other)
    assert not projection(built).isValid()


def test_a_search_forgets_the_projection(its_live_user, its_live):
    user = its_live_user
    user.find("itslive_cube_crs").setCrs(QgsCoordinateReferenceSystem("EPSG:32606"))
    user.draw(its_live.truth.OUTLINE)
    user.search()
    assert not projection(user).isValid()


def test_other_granules_in_the_same_folder_forget_the_projection(built, granules, its_live):
    names = {each.name for each in granules.glob("*.nc")}
    folder = next(each.parent for each in its_live.granules if each.name in names)
    others = [each for each in folder.glob("*.nc") if each.name not in names][:2]
    for each in granules.glob("*.nc"):
        each.unlink()
    for each in others:
        shutil.copy(each, granules)
    built.find("itslive_cube_crs").setCrs(QgsCoordinateReferenceSystem("EPSG:32606"))
    use(built, granules)
    assert not projection(built).isValid()


def remark(user) -> QLabel:
    return user.find("itslive_cube_replaces")


def test_a_name_without_an_ending_gets_one_that_is_seen(user, granules, tmp_path):
    use(user, granules)
    user.step("cube")
    field = user.find("itslive_cube_output").lineEdit()
    field.clear()
    QTest.keyClicks(field, str(tmp_path / "mine"))
    user.press("itslive_build")
    until(lambda: not user.job.cube.is_running())
    until(lambda: not user.job.cube.typical.is_running())
    assert (tmp_path / "mine.nc").is_file()
    assert Path(user.job.cube.path) == tmp_path / "mine.nc"


def test_another_ending_is_refused_before_anything_is_done(user, granules, tmp_path):
    program = tmp_path / "lib.py"
    program.write_text("print('mine')\n")
    use(user, granules)
    write_to(user, program)
    assert "end in .nc or .zarr, as lib.nc does" in remark(user).text()
    assert remark(user).isVisible()
    user.press("itslive_build")

    assert not user.job.cube.is_running()
    assert user.job.cube.error.code == "not_nc"
    assert "lib.py is no name for either" in user.summary()
    assert program.read_text() == "print('mine')\n"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["granules", "lib.py"]


def test_a_file_that_will_be_replaced_is_named(user, granules, tmp_path):
    (tmp_path / "lib.nc").write_bytes(b"the cube of last week")
    use(user, granules)
    write_to(user, tmp_path / "lib")
    assert user.find("itslive_cube_output").filePath() == str(tmp_path / "lib.nc")
    assert remark(user).text() == "lib.nc is there already: it will be replaced."
    assert remark(user).isVisible()
    assert remark(user).font().bold()


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("", ""),
        ("/a/cube", "/a/cube.nc"),
        ("/a/cube.nc", "/a/cube.nc"),
        ("/a/cube.NC", "/a/cube.NC"),
        ("/a/cube.zarr", "/a/cube.zarr"),
        ("/a.b/cube", "/a.b/cube.nc"),
        ("/a/", "/a/"),
    ],
)
def test_paths_of_cubes(typed, path):
    assert cube_file(typed) == path


def test_a_date_in_other_metres_says_so_beside_the_date(user, whole_its_live, tmp_path):
    catalogue = whole_its_live.catalogue
    sites = {each.site for each in catalogue if each.is_old and not each.special}
    folder = tmp_path / "mixed"
    folder.mkdir()
    for form in ("v1", "v2"):
        granule = next(
            each
            for each in catalogue
            if each.form == form and each.site == min(sites) and not each.special
        )
        shutil.copy(whole_its_live.path(granule), folder)
    use(user, folder)
    user.build()
    cube = user.job.cube
    assert cube.error is None
    assert cube.description["metres"] == "map"
    assert sorted(each["ground_metres"] for each in cube.layers()) == [False, True]
    for index, layer in enumerate(cube.layers()):
        user.job.show_date(1 - index)
        user.job.show_date(index)
        text = user.find("itslive_cube_date_facts").text()
        (shown,) = [each for each in layers() if each.name().startswith("v ")]
        assert ("in metres on the ground" in text) is layer["ground_metres"]
        assert shown.name().endswith("ground metres") is layer["ground_metres"]
