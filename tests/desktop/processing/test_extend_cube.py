"""A cube extended from the toolbox, while layers of the project show it."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest
from qgis.core import (
    QgsApplication,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProject,
    QgsRasterLayer,
)
from qgis.PyQt.QtCore import QCoreApplication, QEventLoop

from itslive_qgis.layers.rasters import GRANULE, cube_layer, layers_from_file
from itslive_qgis.processing import build_cube
from itslive_qgis.worker.client import shared_worker
from tests.desktop.processing.conftest import Listener, write_polygon


@pytest.fixture
def area(its_live, tmp_path) -> str:
    return write_polygon(tmp_path / "area.geojson", its_live.truth.OUTLINE)


@pytest.fixture
def folders(its_live, tmp_path) -> tuple[Path, Path]:
    """A folder with every other of twelve granules of one projection, and one with the others."""
    by_folder: dict[Path, list[Path]] = {}
    for path in its_live.granules:
        by_folder.setdefault(path.parent, []).append(path)
    chosen = max(by_folder.values(), key=len)[:12]
    folders = tmp_path / "first", tmp_path / "second"
    for number, folder in enumerate(folders):
        folder.mkdir()
        for path in chosen[number::2]:
            shutil.copy(path, folder)
    return folders


@pytest.fixture
def project(qgis_app):
    project = QgsProject.instance()
    project.clear()
    yield project
    project.clear()


@pytest.fixture
def cube(run, folders, area, tmp_path, request) -> str:
    """A cube of the first folder."""
    output = tmp_path / f"cube.{getattr(request, 'param', 'nc')}"
    run("buildcube", {"INPUT": str(folders[0]), "AREA": area, "OUTPUT": str(output)})
    return str(output)


def shown(project: QgsProject, cube: str) -> QgsRasterLayer:
    """A layer of the cube's last date under a name and at a place of the user's."""
    description = shared_worker("build").call("describe_cube", {"path": cube})
    layer = cube_layer(description, len(description["layers"]) - 1)
    layer.setName("my glacier")
    layer.setOpacity(0.4)
    project.addMapLayer(layer, False)
    group = project.layerTreeRoot().addGroup("Mine")
    group.addLayer(layer)
    return layer


def numbers(layer: QgsRasterLayer) -> bytes:
    (band,) = layer.renderer().usesBands()
    provider = layer.dataProvider()
    block = provider.block(band, layer.extent(), layer.width(), layer.height())
    return bytes(block.data())


@pytest.mark.parametrize("cube", ["nc", "zarr"], indirect=True)
def test_layers_on_the_cube_come_back_with_their_date(
    cube, run, folders, area, project, monkeypatch
):
    """Even where no open file is replaced: nothing of it is open in the moment of the swap."""
    monkeypatch.setattr(build_cube, "OPEN_FILES_STAY", True)
    layer = shown(project, cube)
    layer_id, granule, before = layer.id(), layer.customProperty(GRANULE), numbers(layer)
    (band,) = layer.renderer().usesBands()
    source = layer.source()
    del layer
    seen = []
    real = build_cube.building.build_cube

    def building(*arguments):
        seen.append([each.name() for each in layers_from_file(project, cube)])
        return real(*arguments)

    monkeypatch.setattr(build_cube.building, "build_cube", building)
    feedback = Listener()
    parameters = {"INPUT": str(folders[1]), "AREA": area, "OUTPUT": cube, "APPEND": True}
    result = run("buildcube", parameters, feedback)

    assert seen == [[]]
    assert result["LAYER_COUNT"] > 6
    (line,) = [info for info in feedback.infos if "are new or were made anew" in info]
    assert int(line.split()[0]) >= result["LAYER_COUNT"] - 6
    back = project.mapLayer(layer_id)
    assert (back.name(), back.opacity()) == ("my glacier", 0.4)
    assert back.customProperty(GRANULE) == granule
    assert numbers(back) == before
    # Granules between the old ones have moved the date to another place in the cube.
    assert (back.renderer().usesBands(), back.source()) != ([band], source)
    assert project.layerTreeRoot().findGroup("Mine").findLayerIds() == [layer_id]


def test_a_failed_extension_gives_the_layers_back_as_they_were(cube, run, folders, project):
    layer = shown(project, cube)
    layer_id, before, bands = layer.id(), numbers(layer), layer.renderer().usesBands()
    content = Path(cube).read_bytes()
    del layer
    parameters = {"INPUT": str(folders[1]), "OUTPUT": cube, "APPEND": True, "RESOLUTION": 240}
    with pytest.raises(QgsProcessingException, match="resolution = 240 is asked for now"):
        run("buildcube", parameters)
    back = project.mapLayer(layer_id)
    assert numbers(back) == before
    assert back.renderer().usesBands() == bands
    assert Path(cube).read_bytes() == content


def test_nothing_new_is_told(cube, run, folders, area, project):
    content = Path(cube).read_bytes()
    layer_id = shown(project, cube).id()
    feedback = Listener()
    run(
        "buildcube",
        {"INPUT": str(folders[0]), "AREA": area, "OUTPUT": cube, "APPEND": True},
        feedback,
    )
    assert "No granule is new to the cube: it stays as it is." in feedback.infos
    assert Path(cube).read_bytes() == content
    assert project.mapLayer(layer_id).isValid()


def test_what_is_cut_off_at_the_grid_is_told(run, folders, tmp_path):
    first = sorted(folders[0].glob("*.nc"))
    for path in first[1:]:
        path.unlink()
    output = str(tmp_path / "one.nc")
    run("buildcube", {"INPUT": str(folders[0]), "OUTPUT": output})
    feedback = Listener()
    run("buildcube", {"INPUT": str(folders[1]), "OUTPUT": output, "APPEND": True}, feedback)
    (warning,) = feedback.warnings
    assert "reach beyond the cube's grid" in warning
    assert "{" not in warning


@pytest.mark.parametrize("is_cancelled", [False, True])
def test_in_another_thread_the_project_is_changed_in_its_own(
    is_cancelled, cube, provider, folders, area, project
):
    layer_id = shown(project, cube).id()
    threads = set()
    note = lambda *_: threads.add(threading.current_thread())  # noqa: E731
    project.layersRemoved.connect(note)
    project.layersAdded.connect(note)
    context, feedback = QgsProcessingContext(), Listener()
    context.setProject(project)
    parameters = {"INPUT": str(folders[1]), "AREA": area, "OUTPUT": cube, "APPEND": True}
    algorithm = provider.algorithm("buildcube").create()
    task = QgsProcessingAlgRunnerTask(algorithm, parameters, context, feedback)
    ended: list[bool] = []
    task.executed.connect(lambda done, _: ended.append(done))
    if is_cancelled:
        project.layersRemoved.connect(lambda *_: (feedback.cancel(), task.cancel()))
    QgsApplication.taskManager().addTask(task)
    while not ended or project.mapLayer(layer_id) is None:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
    project.layersRemoved.disconnect()
    project.layersAdded.disconnect()

    assert threads == {threading.current_thread()}
    assert project.mapLayer(layer_id).isValid()
