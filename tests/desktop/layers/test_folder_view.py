"""The view of a download folder: footprints with what the record says of each file."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime, timezone

import pytest
from osgeo import ogr
from qgis.core import QgsProject, QgsRenderContext, QgsVectorLayer

from itslive_qgis.archive.folder_rows import STATUSES
from itslive_qgis.archive.record import Record
from itslive_qgis.archive.record_lines import RECORD_NAME
from itslive_qgis.errors import ItsliveError
from itslive_qgis.layers.folder_view import (
    VIEW_NAME,
    is_view,
    open_view,
    refresh_view,
    release_view,
    show_view,
    view_fields,
    view_layers,
    write_view,
)
from itslive_qgis.layers.footprints import granule_from_feature, is_footprint_layer

CONTENT = b"twenty bytes of this"
BY_HAND = (
    "LC08_L1TP_061018_20180524_20200831_02_T1_X_"
    "LC08_L1TP_061018_20180609_20200831_02_T1_G0120V02_P050.nc"
)


@pytest.fixture
def project(qgis_app):
    QgsProject.instance().clear()
    yield QgsProject.instance()
    QgsProject.instance().clear()


@pytest.fixture
def folder(tmp_path, granules):
    """A folder whose record knows four granules; one came, one failed, one is given up."""
    folder = tmp_path / "Malaspina été"
    folder.mkdir()
    record = Record(folder)
    number = record.add_search({"name": "a search"})
    names = record.add_wanted(granules, number)
    came, failed, dropped, _ = ((names[each.url], each.granule_id, each.url) for each in granules)
    (folder / came[0]).write_bytes(CONTENT)
    record.add_complete(*came, '"etag"', len(CONTENT), "abc123")
    record.add_failed(*failed, ItsliveError("The server said {code}.", "Try again.", code="503"))
    record.add_dropped([dropped])
    (folder / BY_HAND).write_bytes(CONTENT)
    return folder


def rows(folder) -> dict[str, dict]:
    """The rows of the view by their files, read by GDAL alone."""
    source = ogr.Open(str(folder / VIEW_NAME))
    read = [json.loads(feature.ExportToJson()) for feature in source.GetLayer(0)]
    return {row["properties"]["file"]: row for row in read}


def test_the_view_says_how_each_file_stands(qgis_app, folder, granules):
    begin = datetime.now(timezone.utc)
    assert write_view(folder) == str(folder / VIEW_NAME)
    found = rows(folder)
    assert {file: row["properties"]["status"] for file, row in found.items()} == {
        "granule_0.nc": "complete",
        "granule_1.nc": "failed",
        "granule_2.nc": "dropped",
        "granule_3.nc": "wanted",
        BY_HAND: "unverified",
    }
    came = found["granule_0.nc"]["properties"]
    assert (came["size"], came["sha256"], came["search"]) == (len(CONTENT), "abc123", "1")
    assert came["url"] == granules[0].url
    moment = datetime.strptime(came["downloaded"][:19], "%Y/%m/%d %H:%M:%S")
    assert abs((moment.replace(tzinfo=timezone.utc) - begin).total_seconds()) < 60
    assert found["granule_1.nc"]["properties"]["reason"].endswith("Try again.")
    ring = found["granule_3.nc"]["geometry"]["coordinates"][0][0]
    assert [tuple(point) for point in ring] == [
        tuple(point) for point in granules[3].footprint["coordinates"][0]
    ]
    by_hand = found[BY_HAND]
    assert by_hand["geometry"]["coordinates"] == []  # as QGIS writes what has no place
    assert by_hand["properties"]["url"] is None
    assert by_hand["properties"]["satellite"] == "Landsat 8"
    assert by_hand["properties"]["date_1"].startswith("2018/05/24 00:00:00")


def test_it_opens_named_and_coloured_by_status(project, folder):
    write_view(folder)
    layer = open_view(folder)
    assert layer.name() == "Granules in Malaspina été"
    assert RECORD_NAME in layer.abstract()  # the layer tree's tool tip
    assert {each.value() for each in layer.renderer().categories()} == set(STATUSES)
    context, colours = QgsRenderContext(), {}
    renderer = layer.renderer().clone()
    renderer.startRender(context, layer.fields())
    for feature in layer.getFeatures():
        context.expressionContext().setFeature(feature)
        colours[feature["status"]] = renderer.symbolForFeature(feature, context).color().name()
    renderer.stopRender(context)
    assert len(set(colours.values())) == len(colours) == 5


def test_its_metadata_say_that_it_is_a_view(qgis_app, folder):
    write_view(folder)
    reopened = QgsVectorLayer(str(folder / VIEW_NAME), "again", "ogr")
    metadata = reopened.metadata()
    assert "the truth" in metadata.abstract()
    assert RECORD_NAME in metadata.abstract()
    day = datetime.now(timezone.utc).strftime("%Y-%m-%dT")
    assert any(RECORD_NAME in line and day in line for line in metadata.history())


def test_it_is_a_layer_of_footprints(qgis_app, folder, granules):
    write_view(folder)
    layer = open_view(folder)
    assert is_footprint_layer(layer)
    assert is_view(layer.fields())
    assert view_fields().names() == [name for name in layer.fields().names() if name != "fid"]
    feature = next(each for each in layer.getFeatures() if each["file"] == "granule_3.nc")
    back = granule_from_feature(feature)
    assert (back.granule_id, back.url, back.mid_date) == (
        granules[3].granule_id,
        granules[3].url,
        granules[3].mid_date,
    )


def test_without_a_record_the_names_tell(qgis_app, folder):
    (folder / RECORD_NAME).unlink()
    write_view(folder)
    assert {file: row["properties"]["status"] for file, row in rows(folder).items()} == {
        BY_HAND: "unverified"
    }


def test_an_empty_folder_has_an_empty_view(qgis_app, tmp_path):
    write_view(tmp_path)
    layer = open_view(tmp_path)
    assert layer.isValid()
    assert layer.featureCount() == 0


def test_a_view_that_cannot_be_written_leaves_the_old_one(qgis_app, folder):
    write_view(folder)
    before = (folder / VIEW_NAME).read_bytes()
    (folder / "granules.part.gpkg").mkdir()  # in the way of the new one
    with pytest.raises(ItsliveError) as caught:
        write_view(folder)
    assert caught.value.code == "not_written"
    assert (folder / VIEW_NAME).read_bytes() == before


def test_a_layer_is_released_and_comes_back_as_the_user_left_it(project, folder):
    write_view(folder)
    layer = show_view(project, folder)
    layer.setName("mine")
    layer.setOpacity(0.4)
    layer_id = layer.id()
    group = project.layerTreeRoot().insertGroup(0, "group")
    group.insertChildNode(0, project.layerTreeRoot().findLayer(layer_id).clone())
    project.layerTreeRoot().removeChildNode(project.layerTreeRoot().children()[1])
    released = release_view(project, folder)
    assert view_layers(project, folder) == []
    (folder / BY_HAND).unlink()
    write_view(folder)
    shown = show_view(project, folder, released)
    assert (shown.id(), shown.name(), shown.opacity()) == (layer_id, "mine", 0.4)
    assert [each.name() for each in group.findLayers()] == ["mine"]
    assert shown.featureCount() == 4
    assert view_layers(project, folder) == [shown]


def test_a_layer_that_was_not_released_is_refreshed(project, folder):
    write_view(folder)
    layer = show_view(project, folder)
    assert layer.featureCount() == 5
    (folder / BY_HAND).unlink()
    write_view(folder)
    refresh_view(project, folder)
    assert layer.featureCount() == len(list(layer.getFeatures())) == 4


def test_layers_of_other_folders_stay(project, folder, tmp_path):
    write_view(folder)
    write_view(tmp_path)
    other = show_view(project, tmp_path)
    assert release_view(project, folder) == []
    assert view_layers(project, tmp_path) == [other]


def test_nothing_is_left_beside_the_view(qgis_app, folder):
    write_view(folder)
    write_view(folder)
    left = {path.name for path in folder.iterdir()} - {"granules.lock", RECORD_NAME}
    assert left == {VIEW_NAME, "granule_0.nc", BY_HAND}
    with sqlite3.connect(folder / VIEW_NAME) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
