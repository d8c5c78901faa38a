"""The list of well-known glaciers: where the gazetteers and the archive's own cubes have them."""

from __future__ import annotations

import json

import pytest
from pyproj import Geod, Transformer

from itslive_qgis.archive import glaciers
from itslive_qgis.archive.geometry import bounds, boxes_meet
from itslive_qgis.errors import ItsliveError

GEOD = Geod(ellps="WGS84")
LARGEST_KM, SMALLEST_KM = 200, 3

#: Regions of the Randolph Glacier Inventory as the catalogue of cubes numbers them.
RGI_CODES = {
    "Alaska": 1,
    "Western Canada and USA": 2,
    "Arctic Canada North": 3,
    "Arctic Canada South": 4,
    "Greenland": 5,
    "Iceland": 6,
    "Svalbard": 7,
    "Scandinavia": 8,
    "Russian Arctic": 9,
    "North Asia": 10,
    "Central Europe": 11,
    "Caucasus": 12,
    "Central Asia": 13,
    "South Asia West": 14,
    "South Asia East": 15,
    "Low Latitudes": 16,
    "Southern Andes": 17,
    "New Zealand": 18,
    "Antarctica": 19,
}

#: Longitude and latitude of places on glaciers. Greenland: Bjørk, Kruse and Michaelsen 2015
#: (doi:10.5194/tc-9-2215-2015); Antarctica: SCAR Composite Gazetteer; the first two: where others
#: have read ITS_LIVE.
PLACES = {
    "Jakobshavn Isbræ": (-49.516, 69.125),
    "Malaspina Glacier": (-140.46707, 60.08343),
    "Helheim Gletsjer": (-38.3067, 66.3735),
    "Kangerlussuaq Gletsjer": (-33.0760, 68.6746),
    "Petermann Gletsjer": (-60.0500, 80.5833),
    "Zachariae Isstrøm": (-21.0000, 78.9333),
    "Storstrømmen": (-22.7667, 77.0667),
    "Humboldt Gletsjer": (-63.3957, 79.4462),
    "Store Gletsjer": (-50.5364, 70.4054),
    "Rink Isbræ": (-51.4951, 71.7723),
    "Upernavik Isstrøm": (-54.2836, 72.8409),
    "Kangiata Nunaata Sermia": (-49.6102, 64.2966),
    "Daugaard-Jensen Gletsjer": (-29.0000, 71.7500),
    "Ryder Gletsjer": (-50.2500, 81.5500),
    "Academy Gletsjer": (-32.2500, 81.5667),
    "Tracy Gletsjer": (-65.9679, 77.6564),
    "Pine Island Glacier": (-100.0, -75.17),
    "Thwaites Glacier": (-106.75, -75.5),
    "Totten Glacier": (116.33, -66.83),
    "Denman Glacier": (99.5, -66.33),
    "Mertz Glacier": (144.5, -67.67),
    "Byrd Glacier": (160.0, -80.25),
    "Shirase Glacier": (39.0, -70.33),
    "Recovery Glacier": (-28.0, -81.17),
    "Fleming Glacier": (-66.18, -69.47),
    "Crane Glacier": (-62.7, -65.4),
}


def listed(name: str) -> glaciers.Glacier:
    (found,) = (each for each in glaciers.every_glacier() if each.name == name)
    return found


def test_every_region_has_some_and_no_name_is_there_twice():
    everyone = glaciers.every_glacier()
    assert len(everyone) >= 60
    assert {each.region for each in everyone} == set(RGI_CODES)
    assert len({glaciers.folded(each.name) for each in everyone}) == len(everyone)


@pytest.mark.parametrize("glacier", glaciers.every_glacier(), ids=lambda each: each.name)
def test_a_box_is_one_and_of_a_glaciers_size(glacier):
    west, south, east, north = glacier.box
    assert -180 <= west < east <= 180
    assert -90 < south < north < 90
    middle = (south + north) / 2
    width = GEOD.inv(west, middle, east, middle)[2] / 1000
    height = GEOD.inv(west, south, west, north)[2] / 1000
    assert SMALLEST_KM < width < LARGEST_KM
    assert SMALLEST_KM < height < LARGEST_KM
    assert glacier.area().km2() == pytest.approx(width * height, rel=0.15)
    assert glacier.area().bbox() == pytest.approx(glacier.box)


@pytest.mark.parametrize("name", list(PLACES))
def test_a_box_holds_the_place_that_others_give(name):
    lon, lat = PLACES[name]
    west, south, east, north = listed(name).box
    assert west < lon < east
    assert south < lat < north


def test_the_box_of_pine_island_holds_its_fastest_measured_pixel():
    """Of the real granule, with 5505 m/yr."""
    to_lon_lat = Transformer.from_crs("EPSG:3031", "EPSG:4326", always_xy=True)
    lon, lat = to_lon_lat.transform(-1593967.5, -313552.5)
    west, south, east, north = listed("Pine Island Glacier").box
    assert west < lon < east
    assert south < lat < north


def cubes_by_region(path) -> list[tuple]:
    """Box and region of every cube that holds land ice, in the archive's catalogue."""
    found = []
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        ring = feature["geometry"]["coordinates"][0]
        found.append((bounds([tuple(point) for point in ring]), feature["properties"]))
    return found


def test_every_box_meets_a_cube_of_the_archive_in_its_region(real_data):
    numbered = cubes_by_region(real_data / "catalog" / "catalog_v02_2024-03_3086.json")
    newer = cubes_by_region(real_data / "catalog" / "mappin_stripped_catalog_2026-01_3160.json")
    for glacier in glaciers.every_glacier():
        assert any(boxes_meet(glacier.box, box) for box, _ in newer), glacier.name
        codes = {each["RGI_CODE"] for box, each in numbered if boxes_meet(glacier.box, box)}
        # The older catalogue has not all cubes of the tropics.
        if codes or glacier.region != "Low Latitudes":
            assert RGI_CODES[glacier.region] in codes, glacier.name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("jakobshavn", "Jakobshavn Isbræ"),
        ("ISBRAE jakobshavn", "Jakobshavn Isbræ"),
        ("sermeq", "Jakobshavn Isbræ"),
        ("jakobshavn sermeq", "Jakobshavn Isbræ"),
        ("zachariae isstrom", "Zachariae Isstrøm"),
        ("ohiggins", "O'Higgins Glacier"),
        ("o\u2019higgins", "O'Higgins Glacier"),
        ("  Brüggen ", "Pío XI Glacier"),
        ("bruggen", "Pío XI Glacier"),
        ("breidamerkur", "Breiðamerkurjökull"),
        ("79n", "Nioghalvfjerdsfjorden"),
        ("kang", "Kangerlussuaq Gletsjer"),
    ],
)
def test_accents_case_and_other_names_do_not_matter(text, name):
    assert glaciers.find(text)[0].name == name


@pytest.mark.parametrize("text", ["", "  ", "\u00b7", "no such glacier"])
def test_nothing_is_found_for_nothing(text):
    assert glaciers.find(text) == []


def test_a_named_area_is_the_glaciers_box():
    assert glaciers.named("helheim").bbox() == pytest.approx(listed("Helheim Gletsjer").box)
    assert glaciers.named("Pine Island Glacier").bbox() == pytest.approx(
        (-103, -75.6, -97.5, -74.75)
    )


@pytest.mark.parametrize(
    ("name", "code", "word"),
    [
        ("Sermeq Kujalleq", "glacier_ambiguous", "Store Gletsjer"),
        ("glacier", "glacier_ambiguous", "\u2026"),
        ("Atlantis", "glacier_unknown", "Atlantis"),
        ("", "glacier_unknown", "list"),
    ],
)
def test_a_name_of_none_or_of_several_is_refused(name, code, word):
    with pytest.raises(ItsliveError) as caught:
        glaciers.named(name)
    assert caught.value.code == code
    assert word in str(caught.value)
    assert caught.value.advice
