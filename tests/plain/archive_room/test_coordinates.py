"""Coordinates typed by hand or pasted from a paper."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from itslive_qgis.archive.coordinates import angle, around, box, length, pasted
from itslive_qgis.errors import ItsliveError

WEST, NORTH = -(49 + 50 / 60), 69 + 10 / 60


@pytest.mark.parametrize(
    ("text", "side", "value"),
    [
        ("-49.83", "west", -49.83),
        ("\u221249.83", "west", -49.83),
        ("-49,83", "west", -49.83),
        ("49.83 W", "east", -49.83),
        ("49.83°W", "west", -49.83),
        ("W 49.83", "west", -49.83),
        ("49°50'W", "west", WEST),
        ("49° 50\u2032 w", "west", WEST),
        ("49 50 W", "west", WEST),
        ("69°10'30\"N", "north", NORTH + 30 / 3600),
        ("69°10\u203230\u2033 N", "south", NORTH + 30 / 3600),
        ("69º10.5'N", "north", 69.175),
        ("82°S", "south", -82),
        ("190", "east", 190),
        (" 0 ", "west", 0),
    ],
)
def test_an_angle_is_read_as_papers_write_it(text, side, value):
    assert angle(text, side) == pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize(
    ("text", "side", "code", "word"),
    [
        ("", "west", "coordinate_missing", "west side"),
        ("abc", "north", "coordinate_unclear", "abc"),
        ("95", "north", "coordinate_beyond", "90 degrees"),
        ("90.1 S", "south", "coordinate_beyond", "90 degrees"),
        ("400", "east", "coordinate_beyond", "360 degrees"),
        ("-1593967", "west", "coordinate_beyond", "projection"),
        ("69°N", "west", "coordinate_unclear", "69°N"),
        ("49 W", "north", "coordinate_unclear", "49 W"),
        ("-49 W", "west", "coordinate_unclear", "-49 W"),
        ("49 O", "east", "coordinate_unclear", "49 O"),
        ("E 49 W", "east", "coordinate_unclear", "E 49 W"),
        ("69°75'N", "north", "coordinate_unclear", "75"),
        ("69.5°30'N", "north", "coordinate_unclear", "69.5"),
        ("9" * 400 + " 30", "north", "coordinate_unclear", "999"),
        ("69.1 49.8", "north", "coordinate_unclear", "69.1 49.8"),
        ("69.1, 49.8", "north", "coordinate_unclear", "69.1, 49.8"),
        ("nan", "north", "coordinate_unclear", "nan"),
    ],
)
def test_nonsense_and_what_has_two_meanings_is_refused(text, side, code, word):
    with pytest.raises(ItsliveError) as caught:
        angle(text, side)
    assert caught.value.code == code
    assert word in str(caught.value)
    assert caught.value.advice


@given(st.floats(-180, 180), st.sampled_from(["decimal", "minutes", "seconds"]))
def test_an_angle_written_in_any_way_is_read_back(lon, form):
    size, letter = abs(lon), "W" if lon < 0 else "E"
    degrees, minutes = int(size), (size - int(size)) * 60
    seconds = (minutes - int(minutes)) * 60
    written = {
        "decimal": f"{size:.9f}°{letter}",
        "minutes": f"{degrees}°{min(minutes, 59.9999999):.7f}'{letter}",
        "seconds": f"{degrees}°{int(minutes)}'{min(seconds, 59.99999):.5f}\"{letter}",
    }[form]
    assert angle(written, "west") == pytest.approx(lon, abs=1e-7)


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        ("-1593967.5", ".", -1593967.5),
        ("-1593967.5", ",", -1593967.5),
        ("-1593967,5", ".", -1593967.5),
        ("1 593 967", ".", 1593967),
        ("1\u202f593\u202f967,5", ",", 1593967.5),
        ("1'593'967.5", ".", 1593967.5),
        ("1,593,967.5", ".", 1593967.5),
        ("1.593.967,5", ",", 1593967.5),
        ("1.593.967", ".", 1593967),
        ("499500.125", ",", 499500.125),
        ("500000 m", ".", 500000),
    ],
)
def test_metres_are_read_with_any_signs_between_thousands(text, decimal, value):
    assert length(text, "west", decimal) == value


@pytest.mark.parametrize(
    ("text", "decimal"), [("499,500", "."), ("499.500", ","), ("1.2.3,4,5", "."), ("49 W", ".")]
)
def test_metres_that_may_be_thousands_or_decimals_are_refused(text, decimal):
    with pytest.raises(ItsliveError) as caught:
        length(text, "west", decimal)
    assert caught.value.code == "coordinate_unclear"


@pytest.mark.parametrize(
    ("sides", "geographic", "expected"),
    [
        ((-50, 69, -49, 70), True, (-50, 69, -49, 70)),
        ((170, -20, -170, -15), True, (170, -20, 190, -15)),
        ((170, -20, 190, -15), True, (170, -20, 190, -15)),
        ((-190, -20, -170, -15), True, (170, -20, 190, -15)),
        ((350, 0, 10, 1), True, (-10, 0, 10, 1)),
        ((310, 69, 311, 70), True, (-50, 69, -49, 70)),
        ((-180, -90, 180, 90), True, (-180, -90, 180, 90)),
        ((0, -90, 360, 90), True, (-180, -90, 180, 90)),
        ((-2e6, -4e5, -1.5e6, -3e5), False, (-2e6, -4e5, -1.5e6, -3e5)),
    ],
)
def test_a_box_goes_from_west_to_east(sides, geographic, expected):
    assert box(*sides, geographic) == expected


@pytest.mark.parametrize(
    ("sides", "geographic", "word"),
    [
        ((-50, 70, -49, 69), True, "north side, 69, is not north of 70"),
        ((-50, 69, -49, 69), True, "north side"),
        ((-49, 69, -49, 70), True, "same meridian"),
        ((170, 69, -190, 70), True, "same meridian"),
        ((5, 1, 4, 2), False, "east side, 4, is not east of 5"),
    ],
)
def test_a_box_inside_out_is_refused(sides, geographic, word):
    with pytest.raises(ItsliveError) as caught:
        box(*sides, geographic)
    assert caught.value.code == "coordinate_reversed"
    assert word in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "69°10'N 49°50'W",
        "69°10\u2032N, 49°50\u2032W",
        "49°50'W, 69°10'N",
        "N 69°10' W 49°50'",
        "69 10 N 49 50 W",
        "(69°10'N; 49°50'W)",
    ],
)
def test_a_place_of_a_paper_is_a_place(text):
    assert pasted(text).place == pytest.approx((WEST, NORTH))


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("69°N\u201370°N, 49°W\u201350°W", ("-50", "69", "-49", "70")),
        ("50°W - 49°W, 70°N - 69°N", ("-50", "69", "-49", "70")),
        ("16°S 18°S 179°E 179°W", ("179", "-18", "-179", "-16")),
        ("-50.5, 68.9, -49, 69.4", ("-50.5", "68.9", "-49", "69.4")),
        ("[-50.5,68.9,-49,69.4]", ("-50.5", "68.9", "-49", "69.4")),
    ],
)
def test_a_whole_box_is_one(text, sides):
    assert pasted(text).sides == sides
    assert pasted(text).crs == ""


def test_an_extent_that_qgis_has_copied_is_read_in_its_own_order():
    found = pasted("-1700000.5,-1500000,-400000,-200000 [EPSG:3031]")
    assert found.sides == ("-1700000.5", "-400000", "-1500000", "-200000")
    assert found.crs == "EPSG:3031"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-49.83",
        "69°10'N",
        "69.1, 49.8",
        "69.1 49.8",
        "1, 2, 3",
        "69N 70N",
        "hello",
        "69N 49 O",
        "69°75'N 49°50'W",
    ],
)
def test_what_is_no_box_and_no_place_stays_as_it_is(text):
    assert pasted(text) is None


@pytest.mark.parametrize(("lon", "lat"), [(-49.8, 69.2), (0, 0), (179.95, -84)])
def test_a_box_around_a_place_has_its_size(lon, lat):
    west, south, east, north = around(lon, lat, 20)
    geod = Geod(ellps="WGS84")
    assert geod.inv(west, lat, east, lat)[2] == pytest.approx(20_000, rel=0.01)
    assert geod.inv(lon, south, lon, north)[2] == pytest.approx(20_000, rel=0.01)


def test_a_box_around_a_pole_stays_on_the_globe():
    assert around(0, 90, 20)[3] == 90
    assert around(0, -89.99, 20)[1] == -90
