"""The seed notebook's search parameters become a query, and a query the older API's parameters."""

from __future__ import annotations

from datetime import date
from math import cos, pi, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itslive_qgis.archive.area import Area
from itslive_qgis.archive.geometry import convex_hull, holds, signed_area
from itslive_qgis.archive.itslive_search_params import (
    MOST_CORNERS,
    MOST_POLYGONS,
    parameters_of,
    query_of,
)
from itslive_qgis.archive.query import Query
from itslive_qgis.errors import ItsliveError

PINE_ISLAND = (
    "-101.1555,-74.7387,-99.1172,-75.0879,-99.8797,-75.46,-102.425,-74.925,-101.1555,-74.7387"
)
PARAMS = {
    "polygon": PINE_ISLAND,
    "start": "1984-01-01",
    "end": "2020-01-01",
    "percent_valid_pixels": 10,
    "min_separation": 6,
    "max_separation": 180,
}


def numbers(text: str) -> list[float]:
    return [float(part) for part in text.split(",")]


def test_the_notebooks_dictionary_is_a_query() -> None:
    query = query_of(PARAMS)
    assert (query.start, query.end) == (date(1984, 1, 1), date(2020, 1, 1))
    assert (query.min_separation, query.max_separation) == (6, 180)
    assert query.min_valid == 10
    west, south, east, north = query.area.bbox()
    assert (west, south, east, north) == (-102.425, -75.46, -99.1172, -74.7387)


def test_the_request_has_the_apis_names_and_a_day_to_spare() -> None:
    (asked,) = parameters_of(query_of(PARAMS))
    assert numbers(asked.pop("polygon")) == numbers(PINE_ISLAND)
    assert asked == {
        "start": "1984-01-01",
        "end": "2020-01-01",
        "percent_valid_pixels": "10",
        "min_interval": "5",
        "max_interval": "181",
    }


def test_what_is_not_asked_is_not_said() -> None:
    (asked,) = parameters_of(query_of({"bbox": "-50.1,69.6,-50,69.7"}))
    assert set(asked) == {"polygon"}
    assert numbers(asked["polygon"])[:4] == [-50.1, 69.6, -50, 69.6]


def test_the_form_of_the_answer_has_no_part_in_what_is_found() -> None:
    assert query_of({**PARAMS, "serialization": "json"}) == query_of(PARAMS)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"min_seperation": 6}, "min_seperation"),
        ({"start": "1.1.1984"}, "start"),
        ({"end": "2020-13-01"}, "end"),
        ({"percent_valid_pixels": "most"}, "percent_valid_pixels"),
        ({"percent_valid_pixels": 101}, "101"),
        ({"max_separation": 3}, "3"),
        ({"max_separation": "nan"}, "nan"),
        ({"polygon": ""}, "area"),
        ({"polygon": None}, "area"),
        ({"polygon": "1,2,3"}, "polygon"),
        ({"polygon": "1,2,3,4"}, "corners"),
        ({"polygon": "a,b,c,d,e,f"}, "polygon"),
        ({"polygon": None, "bbox": "1,2,3"}, "bbox"),
        ({"polygon": None, "bbox": "3,4,1,2"}, "bbox"),
        ({"polygon": None, "bbox": "3,4,1,6"}, "bbox"),
        ({"bbox": "1,2,3,4"}, "two areas"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(changes: dict[str, object], word: str) -> None:
    with pytest.raises(ItsliveError) as caught:
        query_of({**PARAMS, **changes})
    assert word in str(caught.value)
    assert caught.value.advice
    assert "{" not in str(caught.value)


def test_every_polygon_is_asked_for_by_itself_and_holes_are_not() -> None:
    square = [(0, 0), (1, 0), (1, 1), (0, 1)]
    hole = [(0.2, 0.2), (0.4, 0.2), (0.4, 0.4)]
    other = [(10, 60), (10.1, 60), (10.1, 60.1)]
    asked = parameters_of(Query(Area.from_rings([[square, hole], [other]])))
    assert [numbers(each["polygon"]) for each in asked] == [
        [0, 0, 1, 0, 1, 1, 0, 1, 0, 0],
        [10, 60, 10.1, 60, 10.1, 60.1, 10, 60],
    ]


def test_a_box_over_180_degrees_is_asked_for_in_two_parts() -> None:
    for box in ("177,-20,-178,-16", "177,-20,182,-16"):
        query = query_of({"bbox": box})
        assert query.area.bbox() == (177, -20, -178, -16)
        asked = [numbers(each["polygon"]) for each in parameters_of(query)]
        spans = sorted((min(each[::2]), max(each[::2])) for each in asked)
        assert spans == [(-180, -178), (177, 180)]


def test_an_area_around_a_pole_is_asked_for_as_far_as_the_pole() -> None:
    cap = [(-900_000, -900_000), (900_000, -900_000), (900_000, 900_000), (-900_000, 900_000)]
    (asked,) = parameters_of(Query(Area.from_rings([[cap]], "EPSG:3031")))
    values = numbers(asked.get("polygon") or asked["bbox"])
    assert (min(values[::2]), max(values[::2])) == (-180, 180)
    assert min(values[1::2]) == -90


def test_too_many_polygons_are_refused() -> None:
    triangles = [[[(x, 0), (x + 0.5, 0), (x, 0.5)]] for x in range(MOST_POLYGONS + 1)]
    with pytest.raises(ItsliveError) as caught:
        parameters_of(Query(Area.from_rings(triangles)))
    assert caught.value.code == "area_too_complex"
    assert str(MOST_POLYGONS + 1) in str(caught.value)


def star(corners: int, depth: float) -> list[tuple[float, float]]:
    """A ring around (20, 70) whose every second corner is drawn inwards."""
    return [
        (20 + radius * cos(angle), 70 + 0.4 * radius * sin(angle))
        for number in range(corners)
        for angle in [2 * pi * number / corners]
        for radius in [1 - depth * (number % 2)]
    ]


def test_a_ring_of_many_corners_is_asked_for_by_what_holds_it() -> None:
    ring = star(2 * MOST_CORNERS - 20, 0.3)
    (asked,) = parameters_of(Query(Area.from_rings([[ring]])))
    values = numbers(asked["polygon"])
    hull = tuple(zip(values[::2], values[1::2]))
    assert len(hull) <= MOST_CORNERS
    assert all(holds((hull,), point) for point in ring[1::2])

    round_ring = star(4 * MOST_CORNERS, 0)
    (asked,) = parameters_of(Query(Area.from_rings([[round_ring]])))
    assert "polygon" not in asked
    assert numbers(asked["bbox"]) == pytest.approx([19, 69.6, 21, 70.4], abs=1e-6)


COORDINATES = st.tuples(st.integers(-1000, 1000), st.integers(-1000, 1000))


@given(st.lists(COORDINATES, min_size=3, max_size=40, unique=True))
def test_a_hull_is_convex_and_holds_all_points(points: list[tuple[int, int]]) -> None:
    hull = convex_hull(points)
    assert hull[0] == hull[-1]
    assert set(hull) <= set(points)
    turns = [signed_area((a, b, c, a)) for a, b, c in zip(hull, hull[1:], (*hull[2:], hull[1]))]
    sides = [
        (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])
        for a, b in zip(hull[:-1], hull[1:])
        for p in points
    ]
    assert min(sides) >= 0
    if len(set(hull)) > 2:
        assert min(turns) > 0
