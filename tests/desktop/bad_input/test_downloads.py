"""What a server sends that is no granule, among granules and alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from qgis.core import QgsFeature

from itslive_qgis.layers.footprints import footprint_layer, granule_from_feature
from tests.desktop.bad_input.conftest import held, is_sentence, until
from tests.desktop.processing.conftest import Listener
from tests.plain.archive_room.scripted_server import ScriptedServer, stored

PAGE = b"<!DOCTYPE html><title>Log in to the campus network</title>" + b" " * 5000


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    """A server that sends what it is told."""
    with ScriptedServer() as server:
        yield server


@pytest.fixture
def granules_found(run, its_live, outline_layer) -> list:
    """Three granules of the simulated archive."""
    parameters = {"AREA": outline_layer, "SERVICE": its_live.url, "OUTPUT": "memory:"}
    layer = run("searchgranules", parameters)["OUTPUT"]
    return [granule_from_feature(feature) for feature in layer.getFeatures()][:3]


@pytest.fixture
def mixed(granules_found, server, its_live) -> list:
    """A login page and a file that is cut short, under the names of granules; and a granule."""
    page, cut, good = granules_found
    whole = next(path for path in its_live.granules if path.name == Path(cut.url).name)
    return [
        replace(page, url=server.on(f"/{Path(page.url).name}", stored(PAGE))),
        replace(cut, url=server.on(f"/{whole.name}", stored(whole.read_bytes()[:-1000]))),
        good,
    ]


def test_the_algorithm_names_each_and_keeps_the_good_one(run, mixed, tmp_path):
    folder = tmp_path / "granules"
    feedback = Listener()
    asked = {"INPUT": footprint_layer(mixed, "mixed"), "FOLDER": str(folder)}
    result = run("downloadgranules", asked, feedback)

    assert (result["COUNT"], result["FAILED_COUNT"]) == (1, 2)
    page, cut = (
        next(line for line in feedback.errors if line.startswith(each.granule_id))
        for each in mixed[:2]
    )
    assert "sent a web page instead of the granule" in page
    assert "open a web page and log in first" in page
    assert "ended too early" in cut
    assert "Download again" in cut
    assert set(held(folder)) == {f"{mixed[2].granule_id}.nc", "granules.jsonl"}


def test_the_dock_names_each_and_keeps_the_good_one(user, mixed, own_settings):
    user.step("download")
    user.job.download.download([mixed[0], mixed[2]])
    until(lambda: not user.job.download.is_running())
    until(lambda: not user.job.keep.is_running())

    assert is_sentence(user.summary())
    assert "1 granule there, 1 failed" in user.summary()
    assert "sent a web page instead of the granule" in user.summary()
    assert "log in first" in user.summary()
    assert mixed[0].granule_id in user.find("itslive_failed").text()
    names = set(held(Path(own_settings.download_folder())))
    assert names == {f"{mixed[2].granule_id}.nc", "granules.jsonl", "granules.gpkg"}


def test_layers_that_hold_no_footprints(refused, granules_found, outline_layer, tmp_path):
    folder = tmp_path / "granules"
    without_address = footprint_layer(granules_found, "found")
    feature = next(without_address.getFeatures())
    field = without_address.fields().indexFromName("url")
    without_address.dataProvider().changeAttributeValues({feature.id(): {field: None}})
    for layer in (outline_layer, without_address):
        text = refused("downloadgranules", {"INPUT": layer, "FOLDER": str(folder)})
        assert "does not hold ITS_LIVE footprints" in text
        assert "Choose the layer that " in text
    assert held(tmp_path) == {}


def test_footprints_without_dates_or_shape_are_still_downloaded(run, granules_found, tmp_path):
    """Only the address is needed; what a user's edit has emptied costs nothing."""
    layer = footprint_layer(granules_found[:1], "found")
    feature = QgsFeature(next(layer.getFeatures()))
    emptied = {
        index: None
        for index, name in enumerate(layer.fields().names())
        if name not in ("granule_id", "url")
    }
    layer.dataProvider().changeAttributeValues({feature.id(): emptied})
    folder = tmp_path / "granules"
    result = run("downloadgranules", {"INPUT": layer, "FOLDER": str(folder)})
    assert (result["COUNT"], result["FAILED_COUNT"]) == (1, 0)


def test_footprints_without_features_download_nothing_and_say_so(run, tmp_path):
    feedback = Listener()
    asked = {"INPUT": footprint_layer([], "found"), "FOLDER": str(tmp_path / "granules")}
    assert run("downloadgranules", asked, feedback)["COUNT"] == 0
    assert feedback.warnings == ["There are no footprints, so nothing is downloaded."]
