"""Every criterion as users of the toolbox give it, the list beside the footprints, and zeros."""

from __future__ import annotations

import csv
import json

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsProcessingException,
    QgsProject,
    QgsRectangle,
    QgsReferencedRectangle,
)

from itslive_qgis.archive import export
from itslive_qgis.archive.area import Area
from itslive_qgis.archive.coverage import counts
from itslive_qgis.archive.query import Query
from itslive_qgis.archive.search import search as plain_search
from itslive_qgis.archive.stac import StacService
from itslive_qgis.layers.footprints import granule_from_feature
from tests.desktop.processing.conftest import Listener, through_program, write_polygon

TWO_GLACIERS = "-139,-135.5,57.5,59.4 [EPSG:4326]"
JAKOBSHAVN = "-49,-47,68.8,69.5 [EPSG:4326]"
ALASKA = "-138.6,-137.4,58.7,59.1 [EPSG:4326]"


@pytest.fixture
def world(run, whole_its_live):
    """Search the simulated archive of everything; two glaciers unless told otherwise."""

    def world(name="searchgranules", feedback=None, **parameters):
        given = {"SERVICE": whole_its_live.url, "OUTPUT": "memory:", **parameters}
        if not {"AREA", "GLACIER"} & set(given):
            given.setdefault("EXTENT", TWO_GLACIERS)
        return run(name, given, feedback)

    return world


@pytest.fixture
def found(world):
    """What a search with these parameters finds."""

    def found(**parameters):
        layer = world(**parameters)["OUTPUT"]
        return [granule_from_feature(feature) for feature in layer.getFeatures()]

    return found


def in_alaska(url: str, **criteria) -> list:
    box = [[[(-138.6, 58.7), (-137.4, 58.7), (-137.4, 59.1), (-138.6, 59.1)]]]
    return list(plain_search(StacService(url), Query(Area.from_rings(box), **criteria)).granules)


@pytest.mark.parametrize("epsg", ["3413", "EPSG:3413", 3413, [3413], "32607; 3413", [3413, 32607]])
def test_projections_however_they_are_given(found, epsg):
    granules = found(EPSG=epsg)
    wanted = {3413, 32607} if "32607" in str(epsg) else {3413}
    assert {granule.epsg for granule in granules} == wanted


def test_directions_of_the_orbit(found):
    everything = found(EXTENT=JAKOBSHAVN)
    granules = found(EXTENT=JAKOBSHAVN, ORBITS="descending")
    assert granules
    assert {granule.orbit for granule in granules} == {"descending"}
    assert {granule.group for granule in granules} == {"Sentinel-1"}
    both = found(EXTENT=JAKOBSHAVN, ORBITS=["ascending", "descending"])
    assert len(granules) <= len(both) < len(everything)


def test_places_in_any_spelling(found):
    everything = found(EXTENT=JAKOBSHAVN)
    place = next(each.places[0] for each in everything if each.satellite == "Landsat 8")
    granules = found(EXTENT=JAKOBSHAVN, PLACES=f"{int(place[:3])}/{int(place[3:])}, 00XXX")
    assert granules
    assert granules == found(EXTENT=JAKOBSHAVN, PLACES=[place])
    assert all(place in granule.places for granule in granules)


def test_versions(found):
    old, new = found(VERSIONS="001"), found(VERSIONS=["002"])
    assert {granule.version for granule in old} == {"001"}
    assert {granule.version for granule in new} == {"002"}
    assert len(old) + len(new) == len(found())


def test_other_satellites_are_those_not_in_the_list(found):
    assert found(SATELLITES="Other") == []
    assert {each.group for each in found(SATELLITES="Other,Sentinel-1")} == {"Sentinel-1"}


def test_an_extent_may_be_in_any_projection(found, whole_its_live):
    expected = in_alaska(whole_its_live.url)
    assert expected
    granules = found(EXTENT=ALASKA)
    assert [each.granule_id for each in granules] == [each.granule_id for each in expected]
    here = QgsRectangle(-138.6, 58.7, -137.4, 59.1)
    lonlat = QgsCoordinateReferenceSystem("EPSG:4326")
    utm = QgsCoordinateReferenceSystem("EPSG:32607")
    box = QgsCoordinateTransform(lonlat, utm, QgsProject.instance()).transformBoundingBox(here)
    assert found(EXTENT=QgsReferencedRectangle(here, lonlat)) == granules
    text = f"{box.xMinimum()},{box.xMaximum()},{box.yMinimum()},{box.yMaximum()} [EPSG:32607]"
    # the box around the box is a little larger
    assert {each.url for each in found(EXTENT=text)} >= {each.url for each in expected}


def test_an_extent_over_the_180th_meridian_is_searched_on_both_sides(world, tmp_path):
    path = tmp_path / "asked.geojson"
    world(EXTENT="170,190,-80,-78 [EPSG:4326]", LIST=str(path))
    asked = json.loads(path.read_text())["itslive:search"]["query"]
    assert Query.from_dict(asked).area.bbox() == (170, -80, -170, -78)


def test_a_glacier_may_be_given_by_its_name(found, world):
    granules = found(GLACIER="jakobshavn isbrae")
    assert granules
    assert granules == found(GLACIER=" Jakobshavn Isbræ ")
    assert {granule.epsg for granule in granules} <= {32622, 32623, 3413}
    with pytest.raises(QgsProcessingException, match="Nowhere"):
        world(GLACIER="Nowhere")


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"EXTENT": ALASKA, "AREA": "both"},
        {"EXTENT": ""},
        {"GLACIER": " "},
        {"EXTENT": ALASKA, "GLACIER": "Jakobshavn Isbræ"},
    ],
)
def test_one_of_area_extent_and_glacier_is_asked_for_before_the_run(
    provider, run, given, tmp_path, its_live
):
    if "AREA" in given:
        given = {**given, "AREA": write_polygon(tmp_path / "a.geojson", its_live.truth.OUTLINE)}
    for name in ("searchgranules", "coverage"):
        with pytest.raises(QgsProcessingException, match="an area, an extent or a glacier"):
            run(name, {"SERVICE": its_live.url, "OUTPUT": "memory:", **given})


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"EPSG": "UTM 7"}, "UTM 7"),
        ({"EPSG": "0"}, "EPSG code"),
        ({"VERSIONS": "007"}, "VERSIONS"),
        ({"ORBITS": "upwards"}, "ORBITS"),
        ({"LIST": "/tmp/list.xlsx"}, "xlsx"),
        ({"EXTENT": "1,1,1,1 [EPSG:4326]"}, "no area"),
        ({"EXTENT": "170,-170.5,-80,-78 [EPSG:4326]"}, "170,190"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(world, wrong, word):
    with pytest.raises(QgsProcessingException) as caught:
        world(**wrong)
    assert word in str(caught.value)
    assert "{" not in str(caught.value)


class Steps(Listener):
    """Keeps what it is told of progress, too."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def setProgressText(self, text: str) -> None:
        self.texts.append(text)


@pytest.mark.parametrize("suffix", [".csv", ".geojson", ".json", ".txt"])
def test_a_list_is_written_beside_the_footprints(world, suffix, tmp_path):
    path = tmp_path / f"list{suffix}"
    steps = Steps()
    result = world(feedback=steps, LIST=str(path), SATELLITES="Landsat 8")
    assert "Writing the list of granules" in steps.texts
    assert result["LIST"] == str(path)
    granules = [granule_from_feature(feature) for feature in result["OUTPUT"].getFeatures()]
    assert [each.granule_id for each in export.read(path)] == [g.granule_id for g in granules]
    if suffix == ".json":
        written = json.loads(path.read_text())["itslive:search"]
        assert Query.from_dict(written["query"]).satellites == ("Landsat 8",)


def test_a_list_that_cannot_be_written_costs_no_footprints(world, tmp_path):
    footprints = tmp_path / "footprints.gpkg"
    with pytest.raises(QgsProcessingException, match="could not be written"):
        world(LIST=str(tmp_path / "nowhere" / "list.csv"), OUTPUT=str(footprints))
    assert footprints.is_file()


def test_the_log_says_who_checked_what(world):
    feedback = Listener()
    result = world(feedback=feedback, EPSG="3413", MONTHS="6,7")
    assert result["WHY"] == ""
    (checked,) = [info for info in feedback.infos if info.startswith("Checked here")]
    assert [word in checked for word in ("area", "months", "projection", "dates")] == [
        True,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("criteria", "word"),
    [
        ({"START": "2090-01-01"}, "mid-date in 2090-01-01…"),
        ({"EPSG": "32733"}, "EPSG:32733"),
        ({"SATELLITES": "NISAR"}, "NISAR"),
        ({"PLACES": "999/999"}, "999/999"),
        ({"EXTENT": "10,11,0,1 [EPSG:4326]"}, "nothing in this area"),
    ],
)
@pytest.mark.parametrize("name", ["searchgranules", "coverage"])
def test_a_search_without_granules_says_why(world, name, criteria, word):
    feedback = Listener()
    result = world(name, feedback, **criteria)
    assert result["COUNT"] == 0
    assert word in result["WHY"]
    assert result["WHY"] in feedback.warnings
    assert result["OUTPUT"].featureCount() == 0


def test_coverage_counts_what_a_search_finds(world, found):
    result = world("coverage", SATELLITES=["Landsat 8", "Sentinel-1", "Sentinel-2"])
    rows = [
        dict(zip(each.fields().names(), each.attributes()))
        for each in result["OUTPUT"].getFeatures()
    ]
    granules = found(SATELLITES=["Landsat 8", "Sentinel-1", "Sentinel-2"])
    assert {(row["year"], row["satellite"]): row["count"] for row in rows} == counts(granules)
    assert [row["year"] for row in rows] == sorted(row["year"] for row in rows)
    assert sum(row["count"] for row in rows) == result["COUNT"] == len(granules)
    for row in rows:
        bins = [value for column, value in row.items() if column.startswith("days_")]
        assert sum(bins) == row["count"]
    short = sum(row["days_16"] for row in rows)
    assert short == sum(round(granule.separation_days) <= 16 for granule in granules)
    assert not result["OUTPUT"].isSpatial()


def test_a_terminal_gives_all_of_it(environment, whole_its_live, tmp_path):
    run = through_program(environment)
    parameters = {
        "EXTENT": TWO_GLACIERS,
        "SERVICE": whole_its_live.url,
        "EPSG": "3413,32607",
        "VERSIONS": "002",
        "SATELLITES": "Sentinel-1,Other",
        "ORBITS": "ascending,descending",
    }
    listed = tmp_path / "list.csv"
    output = tmp_path / "footprints.gpkg"
    result = run("searchgranules", {**parameters, "LIST": listed, "OUTPUT": output})
    granules = export.read(listed)
    assert result["COUNT"] == len(granules) > 0
    assert {granule.group for granule in granules} == {"Sentinel-1"}
    assert {granule.epsg for granule in granules} <= {3413, 32607}
    table = run("coverage", {**parameters, "OUTPUT": tmp_path / "coverage.csv"})
    assert table["COUNT"] == len(granules)
    with (tmp_path / "coverage.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0])[:4] == ["year", "satellite", "count", "days_16"]
    assert sum(int(row["count"]) for row in rows) == len(granules)
