"""The download as users of the toolbox call it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from qgis.core import (
    QgsFeatureRequest,
    QgsProcessingException,
    QgsProcessingFeatureSourceDefinition,
    QgsProject,
)

from itslive_qgis.layers.footprints import footprint_layer, granule_from_feature
from tests.desktop.processing.conftest import Listener, write_polygon


@pytest.fixture
def granules(run, its_live, tmp_path):
    """Three granules of the simulated archive."""
    area = write_polygon(tmp_path / "area.geojson", its_live.truth.OUTLINE)
    parameters = {"AREA": area, "SERVICE": its_live.url, "OUTPUT": "memory:"}
    layer = run("searchgranules", parameters)["OUTPUT"]
    features = list(layer.getFeatures(QgsFeatureRequest().setLimit(3)))
    return [granule_from_feature(feature) for feature in features]


def test_files_are_there_and_counted(run, granules, tmp_path):
    folder = tmp_path / "granules"
    layer = footprint_layer(granules, "chosen")
    result = run("downloadgranules", {"INPUT": layer, "FOLDER": str(folder)})
    files = sorted(folder.glob("*.nc"))
    assert [file.stem for file in files] == sorted(each.granule_id for each in granules)
    assert result["COUNT"] == 3
    assert result["FAILED_COUNT"] == 0
    assert Path(result["FOLDER"]) == folder
    assert result["BYTES"] == sum(file.stat().st_size for file in files)


def test_only_selected_footprints_are_downloaded(run, granules, tmp_path):
    layer = footprint_layer(granules, "chosen")
    QgsProject.instance().addMapLayer(layer)
    layer.selectByExpression(f"granule_id = '{granules[1].granule_id}'")
    source = QgsProcessingFeatureSourceDefinition(layer.id(), True)
    folder = tmp_path / "granules"
    result = run("downloadgranules", {"INPUT": source, "FOLDER": str(folder)})
    QgsProject.instance().removeMapLayer(layer)
    assert result["COUNT"] == 1
    assert [file.stem for file in folder.glob("*.nc")] == [granules[1].granule_id]


def test_a_failure_is_told_and_the_rest_is_downloaded(run, granules, tmp_path):
    gone = replace(granules[0], url=granules[0].url.replace(".nc", "_gone.nc"))
    feedback = Listener()
    parameters = {
        "INPUT": footprint_layer([gone, *granules[1:]], "chosen"),
        "FOLDER": str(tmp_path / "granules"),
    }
    result = run("downloadgranules", parameters, feedback)
    assert (result["COUNT"], result["FAILED_COUNT"]) == (2, 1)
    (line,) = feedback.errors
    assert line.startswith(gone.granule_id)


def test_it_fails_if_not_one_granule_could_be_had(run, granules, tmp_path):
    gone = [replace(each, url=each.url.replace(".nc", "_gone.nc")) for each in granules]
    parameters = {"INPUT": footprint_layer(gone, "gone"), "FOLDER": str(tmp_path / "granules")}
    with pytest.raises(QgsProcessingException) as caught:
        run("downloadgranules", parameters)
    assert "None of the 3" in str(caught.value)


def test_a_layer_that_is_no_search_result_is_refused_in_a_sentence(run, its_live, tmp_path):
    area = write_polygon(tmp_path / "area.geojson", its_live.truth.OUTLINE)
    with pytest.raises(QgsProcessingException) as caught:
        run("downloadgranules", {"INPUT": area, "FOLDER": str(tmp_path / "granules")})
    assert "footprints" in str(caught.value)


def test_an_empty_layer_downloads_nothing_and_says_so(run, tmp_path):
    feedback = Listener()
    parameters = {"INPUT": footprint_layer([], "empty"), "FOLDER": str(tmp_path / "granules")}
    result = run("downloadgranules", parameters, feedback)
    assert (result["COUNT"], result["BYTES"], result["FAILED_COUNT"]) == (0, 0, 0)
    assert feedback.warnings


def test_what_needs_a_login_is_left_out_and_listed(run, granules, tmp_path):
    address = "https://n5eil01u.ecs.nsidc.org/MEASURES/NSIDC-0775.001/x.nc"
    locked = replace(granules[0], url=address, login_url=address)
    feedback = Listener()
    layer = footprint_layer([locked, *granules[1:]], "chosen")
    parameters = {"INPUT": layer, "FOLDER": str(tmp_path / "granules")}
    result = run("downloadgranules", parameters, feedback)
    assert (result["COUNT"], result["FAILED_COUNT"], result["LOGIN_COUNT"]) == (2, 0, 1)
    assert any(locked.granule_id in info and address in info for info in feedback.infos)
    assert any("1 granule needs a login" in warning for warning in feedback.warnings)
    parameters["INPUT"] = footprint_layer([locked], "chosen")
    with pytest.raises(QgsProcessingException, match="needs a login"):
        run("downloadgranules", parameters)


def test_a_layer_of_an_earlier_version_is_downloaded(run, granules, tmp_path):
    layer = footprint_layer(granules, "chosen")
    provider = layer.dataProvider()
    further = ("orbit", "place", "preview", "login_url")
    provider.deleteAttributes([layer.fields().indexFromName(name) for name in further])
    layer.updateFields()
    assert len(layer.fields()) == 10
    result = run("downloadgranules", {"INPUT": layer, "FOLDER": str(tmp_path / "granules")})
    assert result["COUNT"] == len(granules)
