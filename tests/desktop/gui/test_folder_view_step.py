"""The view of a folder, written by a task and shown in the project."""

from __future__ import annotations

import pytest
from qgis.core import QgsProject
from qgis.PyQt.QtTest import QSignalSpy

from itslive_qgis.archive.files import RECORD_NAME
from itslive_qgis.archive.record import Record
from itslive_qgis.gui.steps.folder_view import FolderViewStep
from itslive_qgis.layers.folder_view import VIEW_NAME, view_layers

PATIENCE = 20_000  # milliseconds


@pytest.fixture
def project(qgis_app):
    QgsProject.instance().clear()
    yield QgsProject.instance()
    QgsProject.instance().clear()


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "granules"
    folder.mkdir()
    record = Record(folder)
    record.add_started("a.nc", "a", "https://example.org/a.nc", "")
    record.add_complete("a.nc", "a", "https://example.org/a.nc", "", 3, "")
    return folder


@pytest.fixture
def step(project):
    step = FolderViewStep(project)
    yield step
    step.dispose()


def ended(step, action) -> QSignalSpy:
    """What ``shown`` told until the step was at rest again."""
    shown, failed = QSignalSpy(step.shown), QSignalSpy(step.failed)
    assert action()
    while step.is_running():
        assert QSignalSpy(step.running_changed).wait(PATIENCE)
    return shown if not len(failed) else failed


def test_it_is_shown_once_and_written_anew(step, project, folder):
    ended(step, lambda: step.show(str(folder)))
    (layer,) = view_layers(project, folder)
    assert layer.featureCount() == 1
    layer.setName("mine")
    Record(folder).add_complete("b.nc", "b", "https://example.org/b.nc", "", 3, "")
    told = ended(step, lambda: step.show(str(folder)))
    (again,) = view_layers(project, folder)
    assert (again.name(), again.featureCount()) == ("mine", 2)
    assert told[0][0] == again


def test_a_new_layer_goes_where_the_dock_puts_its_layers(project, folder):
    added = []
    step = FolderViewStep(project, added.append)
    ended(step, lambda: step.show(str(folder)))
    (layer,) = added
    assert layer.name() == "Granules in granules"
    step.dispose()


def test_after_a_failure_the_old_one_is_shown_again(step, project, folder):
    ended(step, lambda: step.show(str(folder)))
    (folder / RECORD_NAME).unlink()
    (folder / RECORD_NAME).mkdir()  # a record that cannot be read
    told = ended(step, lambda: step.show(str(folder)))
    assert told[0][0].code == "folder_in_the_way"
    (layer,) = view_layers(project, folder)
    assert layer.isValid()
    assert layer.featureCount() == 1
    assert (folder / VIEW_NAME).is_file()
