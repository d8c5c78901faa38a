"""Cancelled at any moment: nothing half is left, what was there stays, and a second run works."""

from __future__ import annotations

from pathlib import Path

import pytest
from qgis.core import QgsVectorLayer

from itslive_qgis.layers.footprints import footprint_layer, granule_from_feature
from tests.desktop.bad_input.conftest import held, polygon_layer, settle, until
from tests.desktop.processing.conftest import Listener

EARLIER = b"the work of last week"
HDF5 = b"\x89HDF\r\n\x1a\n"
MOMENTS = (1, 2, 3, 5, 8, 13, 21, 40, 80)


class Impatient(Listener):
    """Cancels when it is asked for the n-th time."""

    def __init__(self, patience: int) -> None:
        super().__init__()
        self.patience = patience

    def isCanceled(self) -> bool:
        self.patience -= 1
        if self.patience <= 0:
            self.cancel()
        return super().isCanceled()


def no_half(folder: Path) -> bool:
    """Whether nothing half lies in a folder; a killed worker's file goes a moment later."""
    return not [name for name in held(folder) if ".part" in name]


def is_whole_cube(content: bytes) -> bool:
    """Whether the file is as long as its own head says (superblock versions 0 and 2 of HDF5)."""
    start = {0: 40, 2: 28}[content[8]]
    return content.startswith(HDF5) and len(content) == int.from_bytes(
        content[start : start + 8], "little"
    )


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_build_by_the_algorithm(moment, run, granules, outline_layer, tmp_path):
    output = tmp_path / "out" / "cube.nc"
    output.parent.mkdir()
    output.write_bytes(EARLIER)
    parameters = {"INPUT": str(granules), "AREA": outline_layer, "OUTPUT": str(output)}
    feedback = Impatient(moment)
    result = run("buildcube", parameters, feedback)

    assert feedback.errors == []
    until(lambda: no_half(output.parent))
    if "OUTPUT" in result:
        assert is_whole_cube(output.read_bytes())
    else:  # or whole, if the cancel was heard while the map's layer was prepared
        assert output.read_bytes() == EARLIER or is_whole_cube(output.read_bytes())
    assert run("buildcube", {**parameters, "LOAD": False})["LAYER_COUNT"] > 0
    assert is_whole_cube(output.read_bytes())


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_search_and_a_table_by_the_algorithms(
    moment, run, its_live, granules, outline_layer, tmp_path
):
    folder = tmp_path / "out"
    folder.mkdir()
    found = {
        "AREA": outline_layer,
        "SERVICE": its_live.url,
        "OUTPUT": str(folder / "found.gpkg"),
    }
    result = run("searchgranules", found, Impatient(moment))
    if "OUTPUT" in result:
        layer = QgsVectorLayer(found["OUTPUT"], "found", "ogr")
        assert layer.featureCount() == result["COUNT"] > 0
    else:
        assert held(folder) == {}
    assert run("searchgranules", found)["COUNT"] > 0

    cube = str(tmp_path / "cube.nc")
    run("buildcube", {"INPUT": str(granules), "OUTPUT": cube, "LOAD": False})
    lon, lat = its_live.truth.FAST_POINT
    points = polygon_layer(f"POINT({lon} {lat})", kind="Point")
    table = folder / "series.csv"
    series = {"CUBE": cube, "POINTS": points, "OUTPUT": str(table)}
    result = run("pointtimeseries", series, Impatient(moment))
    if "OUTPUT" in result:
        assert len(table.read_text(encoding="utf-8").splitlines()) == result["COUNT"] + 1
    else:
        assert not table.exists()
    assert run("pointtimeseries", series)["COUNT"] > 0


@pytest.mark.parametrize("moment", MOMENTS[:6])
def test_a_download_by_the_algorithm(moment, run, its_live, outline_layer, tmp_path):
    parameters = {"AREA": outline_layer, "SERVICE": its_live.url, "OUTPUT": "memory:"}
    layer = run("searchgranules", parameters)["OUTPUT"]
    chosen = [granule_from_feature(feature) for feature in layer.getFeatures()][:12]
    folder = tmp_path / "granules"
    parameters = {"INPUT": footprint_layer(chosen, "found"), "FOLDER": str(folder)}
    run("downloadgranules", parameters, Impatient(moment))

    stored = {path.name: path for path in its_live.granules}
    for path in folder.glob("*.nc"):
        assert path.read_bytes() == stored[path.name].read_bytes()
    # What was cut stays under a name no reader takes for a granule, and is gone on with.
    result = run("downloadgranules", parameters)
    assert (result["COUNT"], result["FAILED_COUNT"]) == (12, 0)
    assert no_half(folder)
    for path in folder.glob("*.nc"):
        assert path.read_bytes() == stored[path.name].read_bytes()


@pytest.fixture
def cancel_at(user):
    """Cancel a step of the dock by its button when it has told of its progress so many times."""

    def cancel_at(step, moment: int) -> None:
        told = []

        def hear(*_: object) -> None:
            told.append(1)
            if len(told) == moment and step.is_running():
                step.cancel()

        step.progressed.connect(hear)
        if moment == 0 and step.is_running():
            user.press("itslive_pause" if step is user.job.download else "itslive_cancel")
        until(lambda: not step.is_running())
        step.progressed.disconnect(hear)
        settle()

    return cancel_at


@pytest.mark.parametrize("moment", [0, 1, 2, 4])
def test_a_build_by_the_dock(moment, user, use_folder, cancel_at, granules, tmp_path):
    output = tmp_path / "out" / "cube.nc"
    output.parent.mkdir()
    output.write_bytes(EARLIER)
    use_folder(granules)
    user.step("cube")
    user.find("itslive_cube_output").setFilePath(str(output))
    user.press("itslive_build")
    cancel_at(user.job.cube, moment)

    assert user.job.cube.error is None
    assert user.desktop.bar.currentItem() is None
    until(lambda: no_half(output.parent))
    until(lambda: not user.job.cube.typical.is_running())
    assert output.read_bytes() == EARLIER or is_whole_cube(output.read_bytes())
    user.find("itslive_cube_output").setFilePath(str(output))
    user.build()
    assert user.job.cube.error is None
    assert is_whole_cube(output.read_bytes())
    assert no_half(output.parent)


def test_a_typical_speed_by_the_dock(user, run, cancel_at, granules, tmp_path):
    output = tmp_path / "out" / "cube.nc"
    output.parent.mkdir()
    run("buildcube", {"INPUT": str(granules), "OUTPUT": str(output), "LOAD": False})
    user.job.cube.open(str(output))
    until(lambda: not user.job.cube.is_running())
    user.step("cube")
    user.press("itslive_typical_speed")
    cancel_at(user.job.cube.typical, 0)
    until(lambda: no_half(output.parent))
    assert user.job.cube.typical.error is None
    user.job.show_typical_speed()
    until(lambda: not user.job.cube.typical.is_running())
    assert user.job.cube.typical.is_done()


@pytest.mark.parametrize("moment", [0, 1, 3])
def test_a_search_and_a_download_by_the_dock(
    moment, its_live_user, its_live, cancel_at, own_settings
):
    user = its_live_user
    user.draw(its_live.truth.OUTLINE)
    user.step("criteria")
    user.press("itslive_search")
    cancel_at(user.job.search, moment)
    assert user.job.search.error is None
    user.search()
    user.step("download")
    user.press("itslive_download")
    cancel_at(user.job.download, moment)
    assert user.job.download.error is None
    user.download()
    until(lambda: not user.job.keep.is_running())
    report = user.job.download.report
    assert report.count == len(user.job.search.granules()) > 0
    assert not report.failed
    assert no_half(Path(own_settings.download_folder()))
