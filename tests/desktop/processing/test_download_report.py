"""What a download tells besides its files: failures as a table, the view, its search, the room."""

from __future__ import annotations

import csv
import json
import shutil
from collections import namedtuple
from dataclasses import replace
from pathlib import Path

import pytest
from osgeo import ogr
from qgis.core import (
    QgsFeatureRequest,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeatureSourceDefinition,
    QgsProject,
    QgsVectorLayer,
)

from itslive_qgis import settings
from itslive_qgis.archive.download_queue import DownloadQueue
from itslive_qgis.archive.files import RECORD_NAME
from itslive_qgis.archive.saved import load_json
from itslive_qgis.layers.folder_view import VIEW_NAME, show_view, view_layers
from itslive_qgis.layers.footprints import (
    footprint_layer,
    granule_from_feature,
    write_footprints,
)
from itslive_qgis.processing import download_granules
from tests.desktop.processing.conftest import Listener, through_program, write_polygon

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def found(run, its_live, tmp_path):
    """The layer of a search over the simulated glacier."""
    area = write_polygon(tmp_path / "area.geojson", its_live.truth.OUTLINE)
    parameters = {"AREA": area, "SERVICE": its_live.url, "OUTPUT": "memory:", "MONTHS": "6,7"}
    return run("searchgranules", parameters)["OUTPUT"]


@pytest.fixture
def granules(found):
    features = found.getFeatures(QgsFeatureRequest().setLimit(3))
    return [granule_from_feature(feature) for feature in features]


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "granules"


@pytest.fixture
def full_disk(monkeypatch):
    """A disk with a quarter of a megabyte left, as the system would tell it."""
    usage = Usage(10**9, 10**9 - 250_000, 250_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)


def gone(granule):
    return replace(granule, url=granule.url.replace(".nc", "_gone.nc"))


def test_failures_are_a_table(run, granules, folder, tmp_path):
    table = tmp_path / "failed.csv"
    layer = footprint_layer([gone(granules[0]), *granules[1:]], "chosen")
    result = run("downloadgranules", {"INPUT": layer, "FOLDER": str(folder), "FAILED": str(table)})
    assert (result["COUNT"], result["FAILED_COUNT"]) == (2, 1)
    assert result["FAILED"] == str(table)
    with table.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert list(row) == ["granule_id", "url", "code", "reason", "advice", "file"]
    assert row["granule_id"] == granules[0].granule_id
    assert row["url"] == gone(granules[0]).url
    assert row["code"] == "not_found"
    assert row["advice"] == "The granule was reprocessed or moved; search again."
    assert "{" not in row["reason"]
    assert row["file"] == Path(row["url"]).name


def test_the_table_is_there_where_the_run_fails_or_nothing_did(run, granules, folder, tmp_path):
    table = tmp_path / "failed.gpkg"
    parameters = {"FOLDER": str(folder), "FAILED": str(table)}
    nothing = footprint_layer([gone(each) for each in granules], "gone")
    with pytest.raises(QgsProcessingException, match="None of the 3"):
        run("downloadgranules", {"INPUT": nothing, **parameters})
    assert QgsVectorLayer(str(table), "", "ogr").featureCount() == 3
    table.unlink()
    run("downloadgranules", {"INPUT": footprint_layer(granules, "chosen"), **parameters})
    assert QgsVectorLayer(f"{table}|layername=failed", "", "ogr").featureCount() == 0


def test_without_being_asked_it_writes_neither_table_nor_view(run, granules, folder):
    layer = footprint_layer(granules, "chosen")
    result = run("downloadgranules", {"INPUT": layer, "FOLDER": str(folder)})
    assert {"FAILED", "VIEW"}.isdisjoint(key for key in result if result[key])
    assert not (folder / VIEW_NAME).exists()


def test_the_view_is_written_and_an_open_one_refreshed(run, granules, folder):
    project = QgsProject.instance()
    parameters = {"FOLDER": str(folder), "VIEW": True}
    layer = footprint_layer([gone(granules[0]), granules[1]], "chosen")
    result = run("downloadgranules", {"INPUT": layer, **parameters})
    assert Path(result["VIEW"].partition("|")[0]) == folder / VIEW_NAME
    shown = show_view(project, folder)
    try:
        assert sorted(each["status"] for each in shown.getFeatures()) == ["complete", "failed"]
        layer = footprint_layer(granules, "chosen")
        run("downloadgranules", {"INPUT": layer, **parameters})
        # The one that failed is of another address, and still wanted in this folder.
        statuses = [each["status"] for each in shown.getFeatures()]
        assert sorted(statuses) == ["complete"] * 3 + ["failed"]
        assert view_layers(project, folder) == [shown]
    finally:
        project.removeMapLayer(shown)


def test_in_a_desktop_the_view_is_loaded_unless_it_is_open(provider, granules, folder):
    project = QgsProject.instance()
    parameters = {"INPUT": footprint_layer(granules, "chosen"), "FOLDER": str(folder), "VIEW": True}

    def loaded() -> list[tuple[str, str]]:
        context = QgsProcessingContext()
        context.setProject(project)
        algorithm = provider.algorithm("downloadgranules").create()
        result, is_good = algorithm.run(parameters, context, Listener())
        assert is_good
        waiting = context.layersToLoadOnCompletion()
        assert {result["VIEW"]} >= set(waiting)
        return [(source, details.name) for source, details in waiting.items()]

    ((source, name),) = loaded()
    assert name == "Granules in granules"
    assert QgsVectorLayer(source, name, "ogr").featureCount() == 3
    shown = show_view(project, folder)
    try:
        assert loaded() == []
    finally:
        project.removeMapLayer(shown)


def test_the_view_is_an_input_and_rows_without_address_are_left_out(run, granules, folder):
    layer = footprint_layer(granules, "chosen")
    parameters = {"FOLDER": str(folder), "VIEW": True}
    run("downloadgranules", {"INPUT": layer, **parameters})
    by_hand = "LC09" + granules[0].granule_id[4:]
    shutil.copy(next(folder.glob("*.nc")), folder / f"{by_hand}.nc")
    view = run("downloadgranules", {"INPUT": layer, **parameters})["VIEW"]
    feedback = Listener()
    result = run("downloadgranules", {"INPUT": view, "FOLDER": str(folder)}, feedback)
    assert (result["COUNT"], result["FAILED_COUNT"]) == (3, 0)
    assert any(warning.startswith("1 row has no address") for warning in feedback.warnings)


def test_a_view_that_cannot_be_written_costs_no_download(run, granules, folder):
    (folder / "granules.part.gpkg").mkdir(parents=True)
    feedback = Listener()
    parameters = {"INPUT": footprint_layer(granules, "x"), "FOLDER": str(folder), "VIEW": True}
    result = run("downloadgranules", parameters, feedback)
    assert result["COUNT"] == 3
    assert any("granules.gpkg could not be written" in each for each in feedback.warnings)


def test_where_open_files_stay_an_open_view_is_told_early(
    provider, run, granules, folder, monkeypatch
):
    layer = footprint_layer(granules, "chosen")
    parameters = {"INPUT": layer, "FOLDER": str(folder), "VIEW": True}
    run("downloadgranules", parameters)
    project = QgsProject.instance()
    shown = show_view(project, folder)
    monkeypatch.setattr(download_granules, "OPEN_FILES_STAY", True)
    context = QgsProcessingContext()
    context.setProject(project)
    algorithm = provider.algorithm("downloadgranules").create()
    try:
        is_good, text = algorithm.checkParameterValues(parameters, context)
        assert not is_good
        assert "Granules in granules" in text
        assert algorithm.checkParameterValues({**parameters, "VIEW": False}, context)[0]
    finally:
        project.removeMapLayer(shown)
    assert algorithm.checkParameterValues(parameters, context)[0]


@pytest.mark.parametrize("way", ["layer", "selected", "file"])
def test_the_layers_search_is_handed_on(run, its_live, found, folder, tmp_path, way):
    source = found
    if way == "file":
        area = write_polygon(tmp_path / "area.geojson", its_live.truth.OUTLINE)
        parameters = {"AREA": area, "SERVICE": its_live.url, "MONTHS": "6,7"}
        source = str(tmp_path / "found.gpkg")
        run("searchgranules", {**parameters, "OUTPUT": source})
    elif way == "selected":
        QgsProject.instance().addMapLayer(found)
        found.selectByIds([next(found.getFeatures()).id()])
        source = QgsProcessingFeatureSourceDefinition(found.id(), True)
    result = run("downloadgranules", {"INPUT": source, "FOLDER": str(folder)})
    if way == "selected":
        QgsProject.instance().takeMapLayer(found)
    kept = load_json(folder / "search-1.json")
    assert kept.query.months == (6, 7)
    assert (kept.service_kind, kept.service_url) == ("stac", its_live.url)
    assert kept.ran_at is not None
    assert len(kept.known) == result["COUNT"]
    assert json.loads((folder / "search-1.json").read_text())["granules"] == result["COUNT"]
    lines = [json.loads(line) for line in (folder / RECORD_NAME).read_text().splitlines()]
    assert {line["search"] for line in lines if line["state"] == "wanted"} == {"1"}


def test_it_goes_on_with_what_the_dock_began(run, granules, folder):
    queue = DownloadQueue(str(folder))
    queue.add(granules, {"name": "from the dock"})
    record = queue.settle()
    names = [queue_item.file for queue_item in queue.items()]
    # The dock's download was cut off in the middle of the first file.
    whole = run_alone(run, granules[0], folder.parent / "elsewhere")
    entry = json.loads((whole.parent / RECORD_NAME).read_text().splitlines()[-1])
    record.add_started(names[0], granules[0].granule_id, granules[0].url, entry["etag"])
    (folder / f"{names[0]}.part").write_bytes(whole.read_bytes()[:-1000])
    layer = footprint_layer(granules, "chosen")
    result = run("downloadgranules", {"INPUT": layer, "FOLDER": str(folder)})
    assert result["COUNT"] == 3
    assert (folder / names[0]).read_bytes() == whole.read_bytes()
    lines = [json.loads(line) for line in (folder / RECORD_NAME).read_text().splitlines()]
    # Had the file been begun anew, that would have been written.
    begun = [line["file"] for line in lines if line["state"] == "started"]
    assert sorted(begun) == sorted(names)
    assert [line["state"] for line in lines].count("wanted") == 3
    assert not DownloadQueue(str(folder)).restore()


def run_alone(run, granule, folder) -> Path:
    layer = footprint_layer([granule], "one")
    run("downloadgranules", {"INPUT": layer, "FOLDER": str(folder)})
    return next(folder.glob("*.nc"))


def test_before_it_starts_it_says_what_is_to_come(run, granules, folder):
    feedback = Listener()
    layer = footprint_layer(granules, "chosen")
    parameters = {"INPUT": layer, "FOLDER": str(folder)}
    run("downloadgranules", parameters, feedback)
    (line,) = (info for info in feedback.infos if "still to be fetched" in info)
    assert line.startswith("3 granules are still to be fetched, about ")
    assert line.endswith("B are free.")
    feedback = Listener()
    run("downloadgranules", parameters, feedback)
    assert any(info.startswith("0 granules are still to be fetched") for info in feedback.infos)


@pytest.mark.usefixtures("full_disk")
def test_a_disk_that_is_too_small_ends_it_unless_told_otherwise(run, granules, folder):
    parameters = {"INPUT": footprint_layer(granules, "chosen"), "FOLDER": str(folder)}
    with pytest.raises(QgsProcessingException) as caught:
        run("downloadgranules", parameters)
    text = str(caught.value)
    assert "only 250 kB free" in text
    assert "needs about 10" in text  # the margin alone is 100 MB
    assert str(folder) in text
    assert not folder.exists()
    feedback = Listener()
    assert run("downloadgranules", {**parameters, "ANYWAY": True}, feedback)["COUNT"] == 3
    assert any("only 250 kB free" in warning for warning in feedback.warnings)
    # Nothing is to come any more, so that nothing is too much.
    assert run("downloadgranules", parameters)["COUNT"] == 3


def test_the_rate_limit_is_one_of_megabytes(run, granules, folder, monkeypatch):
    limits = []

    class Told(DownloadQueue):
        def __init__(self, folder: str, rate_limit: float = 0.0) -> None:
            limits.append(rate_limit)
            super().__init__(folder, rate_limit)

    monkeypatch.setattr(download_granules, "DownloadQueue", Told)
    layer = footprint_layer(granules, "chosen")
    monkeypatch.setattr(settings, "rate_limit", lambda: 7_000_000.0)
    for rate in (None, 0, 2.5):
        parameters = {"INPUT": layer, "FOLDER": str(folder), "RATE_LIMIT": rate}
        assert run("downloadgranules", parameters)["COUNT"] == 3
    assert limits == [7_000_000, 0, 2_500_000]


def test_through_the_program_for_terminals(environment, granules, folder, tmp_path):
    given = tmp_path / "chosen.gpkg"
    write_footprints([gone(granules[0]), *granules[1:]], given)
    table = tmp_path / "failed.csv"
    program = through_program(environment)
    asked = {"INPUT": given, "FOLDER": folder, "FAILED": table, "VIEW": "true", "RATE_LIMIT": 50}
    result = program("downloadgranules", asked)
    assert (result["COUNT"], result["FAILED_COUNT"]) == (2, 1)
    assert len(table.read_text(encoding="utf-8").splitlines()) == 2
    assert result["VIEW"].startswith(str(folder / VIEW_NAME))
    source = ogr.Open(str(folder / VIEW_NAME))
    statuses = [feature["status"] for feature in source.GetLayer(0)]
    assert sorted(statuses) == ["complete", "complete", "failed"]
