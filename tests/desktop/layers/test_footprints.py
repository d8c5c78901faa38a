"""Granules to footprint layers and back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import pytest
from qgis.core import QgsFeature, QgsRenderContext, QgsVectorLayer

from itslive_qgis.archive.area import Area
from itslive_qgis.archive.query import Query
from itslive_qgis.archive.saved import SavedSearch, known_ids
from itslive_qgis.errors import ItsliveError
from itslive_qgis.layers.footprints import (
    TABLE,
    describe_footprints,
    footprint_fields,
    footprint_layer,
    granule_from_feature,
    is_footprint_layer,
    write_footprints,
    write_styled,
)
from itslive_qgis.layers.search_line import search_of
from itslive_qgis.palette import OTHER_COLOUR, SATELLITE_COLOURS

NEEDED = (
    "granule_id,url,mid_date,date_1,date_2,separation_days,satellite,percent_valid,epsg,version"
)
NAMES = NEEDED + ",orbit,place,preview,login_url"


def outline_colours(layer) -> dict[str, str]:
    """The outline's colour of each satellite, as the renderer draws it."""
    context = QgsRenderContext()
    renderer = layer.renderer().clone()
    renderer.startRender(context, layer.fields())
    colours = {}
    for feature in layer.getFeatures():
        context.expressionContext().setFeature(feature)
        symbol = renderer.symbolForFeature(feature, context)
        # Lines alone: what is selected is outlined in yellow, and the map below stays visible.
        (line,) = symbol.symbolLayers()
        assert line.layerType() == "SimpleLine"
        colours[feature["satellite"]] = line.color().name()
    renderer.stopRender(context)
    return colours


def expected_colours() -> dict[str, str]:
    return {
        "Landsat 8": SATELLITE_COLOURS["Landsat 8"].lower(),
        "Sentinel-1A": SATELLITE_COLOURS["Sentinel-1"].lower(),
        "Sentinel-1B": SATELLITE_COLOURS["Sentinel-1"].lower(),
        "XY99": OTHER_COLOUR.lower(),
    }


def without_footprint(granules):
    return [replace(granule, footprint={}) for granule in granules]


def test_the_fields_have_their_agreed_names_and_order(qgis_app):
    assert footprint_fields().names() == NAMES.split(",")


def test_a_layer_gives_its_granules_back(qgis_app, granules):
    layer = footprint_layer(granules, "found")
    back = [granule_from_feature(feature) for feature in layer.getFeatures()]
    assert without_footprint(back) == without_footprint(granules)
    assert back[0].footprint["type"] == "MultiPolygon"
    assert back[0].footprint["coordinates"][0] == granules[0].footprint["coordinates"]
    assert layer.crs().authid() == "EPSG:4326"
    assert layer.extent().xMinimum() == pytest.approx(-138.5)


def test_orbit_places_picture_and_login_come_back(qgis_app, granules, tmp_path):
    full = replace(
        granules[0],
        orbit="descending",
        places=("064_135523_IW2", "015387"),
        preview="https://example.org/x.png",
        login_url="https://n5eil01u.ecs.nsidc.org/x.nc",
    )
    for layer in (footprint_layer([full], "found"), write_footprints([full], tmp_path / "f.gpkg")):
        (feature,) = layer.getFeatures()
        assert feature["place"] == "064_135523_IW2, 015387"
        assert without_footprint([granule_from_feature(feature)]) == without_footprint([full])


def test_a_layer_of_an_earlier_version_is_one_of_footprints(qgis_app, granules):
    named = "LC08_L1TP_061018_20180601_20200831_02_T1"
    old = replace(
        granules[0],
        granule_id=f"{named}_X_{named}_G0240V01_P050",
        url="https://n5eil01u.ecs.nsidc.org/x.nc",
    )
    layer = footprint_layer([old], "found")
    names = layer.fields().names()
    further = set(names) - set(NEEDED.split(","))
    layer.dataProvider().deleteAttributes([names.index(name) for name in further])
    layer.updateFields()
    assert is_footprint_layer(layer)
    back = granule_from_feature(next(layer.getFeatures()))
    assert (back.granule_id, back.places) == (old.granule_id, ("061018",))
    assert back.login_url == old.url


def test_every_satellite_has_a_colour_of_its_own():
    assert len(set(SATELLITE_COLOURS.values())) == len(SATELLITE_COLOURS)
    assert OTHER_COLOUR not in SATELLITE_COLOURS.values()


def test_a_granule_without_a_footprint_is_kept(qgis_app, granules, tmp_path):
    unplaced = [replace(granules[0], footprint={})]
    layer = footprint_layer(unplaced, "found")
    (feature,) = layer.getFeatures()
    assert not feature.hasGeometry()
    assert granule_from_feature(feature).footprint == {}
    # QGIS writes an empty geometry into files.
    (feature,) = write_footprints(unplaced, tmp_path / "f.gpkg").getFeatures()
    assert granule_from_feature(feature).footprint == {}


def test_a_layer_says_which_search_gave_it(qgis_app, granules, tmp_path):
    area = Area.from_rings([[[(-139, 58), (-137, 58), (-137, 60), (-139, 58)]]])
    ran_at = datetime(2026, 11, 3, 12, 30, tzinfo=timezone.utc)
    known = known_ids(granules)
    search = SavedSearch(
        "été", Query(area, months=(6,)), "stac", "https://stac.test", ran_at, known
    )
    layer = footprint_layer(granules, "found")
    assert search_of(layer) is None
    describe_footprints(layer, granules, search)
    assert search_of(layer) == replace(search, known=())
    write_styled(layer, tmp_path / "found.gpkg", TABLE)
    reopened = QgsVectorLayer(str(tmp_path / "found.gpkg"), "again", "ogr")
    assert search_of(reopened) == replace(search, known=())
    assert reopened.metadata().title() == "found"


def test_outlines_are_coloured_by_satellite_group(qgis_app, granules):
    layer = footprint_layer(granules, "found")
    assert outline_colours(layer) == expected_colours()
    legend = [category.label() for category in layer.renderer().categories()]
    assert legend == ["Sentinel-1", "Landsat 8", "Other"]


def test_a_written_layer_opens_styled_and_gives_its_granules_back(qgis_app, granules, tmp_path):
    path = tmp_path / "été 1.gpkg"
    written = write_footprints(granules, path)
    assert written.isValid()
    reopened = QgsVectorLayer(str(path), "again", "ogr")
    assert outline_colours(reopened) == expected_colours()
    back = [granule_from_feature(feature) for feature in reopened.getFeatures()]
    assert without_footprint(back) == without_footprint(granules)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["été 1.gpkg"]


def test_writing_again_replaces_the_file(qgis_app, granules, tmp_path):
    path = tmp_path / "found.gpkg"
    write_footprints(granules, path)
    assert write_footprints(granules[:1], path).featureCount() == 1


def test_a_folder_that_is_not_there_is_an_error(qgis_app, granules, tmp_path):
    with pytest.raises(ItsliveError) as caught:
        write_footprints(granules, tmp_path / "nowhere" / "found.gpkg")
    assert caught.value.code == "not_written"


def test_another_layer_is_not_taken_for_footprints(qgis_app):
    layer = QgsVectorLayer("Polygon?crs=EPSG:4326&field=name:string", "x", "memory")
    layer.dataProvider().addFeatures([QgsFeature(layer.fields())])
    with pytest.raises(ItsliveError) as caught:
        granule_from_feature(next(layer.getFeatures()))
    assert caught.value.code == "not_footprints"


_DATES = """
import json, sys
from qgis.core import QgsApplication, QgsVectorLayer
application = QgsApplication([], False)
application.initQgis()
from itslive_qgis.layers.footprints import granule_from_feature, write_footprints
from tests.desktop.layers.conftest import granule
path = sys.argv[1]
layer = write_footprints([granule(1)], path)
again = QgsVectorLayer(path, "again", "ogr")
dates = [granule_from_feature(next(x.getFeatures())).mid_date.isoformat() for x in (layer, again)]
print(json.dumps(dates))
del layer, again
"""


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "America/Anchorage", "UTC"])
def test_dates_are_the_same_in_every_time_zone(zone, tmp_path):
    environment = {**os.environ, "TZ": zone, "QT_QPA_PLATFORM": "offscreen"}
    environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    answer = subprocess.run(
        [sys.executable, "-c", _DATES, str(tmp_path / "found.gpkg")],
        env=environment,
        cwd=Path(__file__).resolve().parents[3],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    dates = json.loads(answer.stdout.strip().splitlines()[-1])
    assert dates == ["2018-06-14T23:30:01+00:00"] * 2


def test_a_footprint_that_leaps_over_the_map_is_drawn_at_180_degrees(qgis_app, granules):
    ring = [[179, 70], [-179, 70], [-179, 71], [179, 71], [179, 70]]
    leaping = replace(granules[0], footprint={"type": "Polygon", "coordinates": [ring]})
    (feature,) = footprint_layer([leaping], "found").getFeatures()
    assert feature.geometry().isGeosValid()
    assert feature.geometry().area() == pytest.approx(2)
    boxes = [part.boundingBox() for part in feature.geometry().asGeometryCollection()]
    assert sorted((box.xMinimum(), box.xMaximum()) for box in boxes) == [(-180, -179), (179, 180)]
    again = footprint_layer([granule_from_feature(feature)], "again")
    (same,) = again.getFeatures()
    assert same.geometry().equals(feature.geometry())


def test_what_is_no_polygon_has_no_place(qgis_app, granules):
    for footprint in ({"type": "Point", "coordinates": [1, 2]}, {"type": "Polygon"}):
        (feature,) = footprint_layer([replace(granules[0], footprint=footprint)], "x").getFeatures()
        assert not feature.hasGeometry()
