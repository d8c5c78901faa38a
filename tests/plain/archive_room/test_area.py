"""Areas: in place to within metres whatever their CRS, and refused when they are no area."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod, Transformer

from itslive_qgis.archive.area import Area
from itslive_qgis.archive.geometry import Polygon, holds, ring_crosses_itself, ring_km2
from itslive_qgis.errors import ItsliveError

GEOD = Geod(ellps="WGS84")


def code_of(polygons: object, crs: str = "EPSG:4326") -> str:
    with pytest.raises(ItsliveError) as caught:
        Area.from_rings(polygons, crs)
    assert str(caught.value)
    assert caught.value.advice
    return caught.value.code


def box(west: float, south: float, east: float, north: float) -> list:
    return [[[(west, south), (east, south), (east, north), (west, north)]]]


def metres_to_outline(area: Area, lon: float, lat: float) -> float:
    """Distance to the outline's straight edges in lon/lat, by points along the nearest edges."""
    ring = area.polygons[0][0]
    nearest = math.inf
    for (x1, y1), (x2, y2) in zip(ring[:-1], ring[1:]):
        if not (min(y1, y2) - 0.3 < lat < max(y1, y2) + 0.3):
            continue
        dx, dy, scale = x2 - x1, y2 - y1, math.cos(math.radians(lat))
        along = ((lon - x1) * dx * scale**2 + (lat - y1) * dy) / ((dx * scale) ** 2 + dy**2)
        along = min(1.0, max(0.0, along))
        nearest = min(nearest, GEOD.inv(lon, lat, x1 + along * dx, y1 + along * dy)[2])
    return nearest


@pytest.mark.parametrize(
    ("crs", "bounds"),
    [
        ("EPSG:3413", (-300_000, -2_600_000, 400_000, -2_000_000)),
        ("EPSG:3413", (20_000, -120_000, 400_000, -20_000)),  # close to the pole
        ("EPSG:3031", (-1_700_000, -350_000, -1_500_000, -200_000)),
        ("EPSG:32607", (300_000, 6_400_000, 700_000, 6_700_000)),
        ("EPSG:3857", (-15_600_000, 8_000_000, -15_200_000, 8_300_000)),
    ],
)
def test_edges_stay_where_they_were_drawn(crs: str, bounds: tuple[float, ...]) -> None:
    west, south, east, north = bounds
    area = Area.from_rings(box(*bounds), crs)
    to_lonlat = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    for step in range(41):
        share = step / 40
        for x, y in [
            (west + share * (east - west), south),
            (west + share * (east - west), north),
            (west, south + share * (north - south)),
            (east, south + share * (north - south)),
        ]:
            assert metres_to_outline(area, *to_lonlat.transform(x, y)) < 60


def test_the_north_of_a_polar_box_is_not_at_its_corners() -> None:
    area = Area.from_rings(box(-400_000, -2_000_000, 300_000, -1_000_000), "EPSG:3413")
    to_lonlat = Transformer.from_crs("EPSG:3413", "EPSG:4326", always_xy=True)
    corners = [to_lonlat.transform(x, -1_000_000)[1] for x in (-400_000, 300_000)]
    middle = to_lonlat.transform(0, -1_000_000)[1]
    assert area.bbox()[3] == pytest.approx(middle, abs=1e-3)
    assert area.bbox()[3] > max(corners) + 0.3


def test_rings_are_closed_dense_and_read_back() -> None:
    area = Area.from_rings(box(-139, 58, -137, 60))
    ring = area.polygons[0][0]
    assert ring[0] == ring[-1]
    assert max(abs(b[0] - a[0]) + abs(b[1] - a[1]) for a, b in zip(ring, ring[1:])) <= 0.2501
    assert {(-139.0, 58.0), (-137.0, 60.0)} <= set(ring)
    assert area.geojson()["type"] == "Polygon"
    assert Area.from_geojson(area.geojson()) == area
    polar = Area.from_rings(box(20_000, -120_000, 400_000, -20_000), "EPSG:3413")
    assert Area.from_geojson({"type": "Feature", "geometry": polar.geojson()}) == polar


def test_size_is_that_on_the_ellipsoid() -> None:
    degree = Area.from_rings(box(-139, 58.5, -138, 59.5)).km2()
    assert degree == pytest.approx(111.4 * 111.32 * math.cos(math.radians(59)), rel=5e-3)
    utm = Area.from_rings(box(400_000, 6_500_000, 500_000, 6_600_000), "EPSG:32607").km2()
    assert utm == pytest.approx(10_000, rel=1e-3)
    square = box(-139, 58, -138, 59)
    hole = [(-138.6, 58.4), (-138.4, 58.4), (-138.4, 58.6), (-138.6, 58.6)]
    with_hole = Area.from_rings([[square[0][0], hole]])
    assert with_hole.km2() == pytest.approx(
        Area.from_rings(square).km2() - Area.from_rings([[hole]]).km2()
    )
    assert len(with_hole.geojson()["coordinates"]) == 2


def test_size_of_areas_over_half_the_globe() -> None:
    def square(west: float, south: float, east: float, north: float) -> float:
        ring = ((west, south), (east, south), (east, north), (west, north), (west, south))
        return ring_km2(ring)

    globe = square(-180, -90, 180, 90)
    assert globe == pytest.approx(510_065_622, rel=1e-6)
    assert square(-180, 0, 180, 90) == pytest.approx(globe / 2)
    most = Area.from_rings(box(-170, -80, 170, 80)).km2()
    assert most == pytest.approx(square(-170, -80, 170, 80))
    assert 0.9 * globe < most < globe


def test_size_is_that_of_geodesics_where_those_are_straight() -> None:
    ring = [(-49.9, 68.9), (-48.1, 68.9), (-48.6, 69.4), (-49.9, 68.9)]
    dense = [
        (a[0] + (b[0] - a[0]) * i / 500, a[1] + (b[1] - a[1]) * i / 500)
        for a, b in zip(ring, ring[1:])
        for i in range(500)
    ]
    geodesic, _ = Geod(ellps="WGS84").polygon_area_perimeter(*zip(*dense))
    assert Area.from_rings([[ring]]).km2() == pytest.approx(abs(geodesic) / 1e6, rel=1e-6)


def test_several_polygons() -> None:
    area = Area.from_rings(box(-139, 58, -138, 59) + box(-136, 58, -135, 59))
    assert area.geojson()["type"] == "MultiPolygon"
    assert area.bbox() == (-139, 58, -135, 59)
    assert Area.from_geojson(area.geojson()) == area
    collection = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "geometry": Area.from_rings([polygon]).geojson()}
            for polygon in box(-139, 58, -138, 59) + box(-136, 58, -135, 59)
        ],
    }
    assert Area.from_geojson(collection) == area


def test_longitudes_of_another_turn_are_brought_back() -> None:
    assert Area.from_rings(box(221, 58, 222, 59)).bbox() == (-139, 58, -138, 59)
    assert Area.from_rings(box(-200, 58, -190, 59)).bbox() == (160, 58, 170, 59)


@pytest.mark.parametrize(
    "polygons",
    [
        [],
        [[]],
        [[[]]],
        [[[(1, 1)]]],
        [[[(1, 1), (2, 2), (1, 1)]]],
        [[[(1, 1), (2, 2), (3, 3)]]],
        [[[(1, 1), (1, 1), (1, 1), (1, 1)]]],
    ],
)
def test_what_encloses_nothing_is_empty(polygons: list) -> None:
    assert code_of(polygons) == "area_empty"


def test_crossing_outlines_are_refused() -> None:
    assert code_of([[[(0, 0), (1, 1), (1, 0), (0, 1)]]]) == "area_crosses_itself"
    star = [
        (math.cos(turn * 4 * math.pi / 5), math.sin(turn * 4 * math.pi / 5)) for turn in range(5)
    ]
    assert code_of([[star]]) == "area_crosses_itself"


def test_other_nonsense_is_refused() -> None:
    assert code_of(box(0, 0, 1, 95)) == "area_invalid"
    assert code_of(box(0, 0, math.nan, 1)) == "area_invalid"
    assert code_of(box(0, 0, 1, 1), "EPSG:999999") == "crs_unknown"
    assert code_of(box(1e9, 1e9, 2e9, 2e9), "EPSG:32607") == "area_outside_projection"


@pytest.mark.parametrize(
    "geometry",
    [
        {},
        {"type": "Point", "coordinates": [1, 2]},
        {"type": "Polygon"},
        {"type": "Polygon", "coordinates": [["a"]]},
        [],
        {"type": "Feature", "geometry": None},
    ],
)
def test_geojson_that_is_no_polygon_is_refused(geometry: dict) -> None:
    with pytest.raises(ItsliveError) as caught:
        Area.from_geojson(geometry)
    assert caught.value.code == "area_invalid"


def test_outlines_of_thousands_of_points_are_quick_to_check() -> None:
    count = 20_000
    ring = [
        (
            (1 + 0.1 * math.sin(97 * turn)) * math.cos(turn),
            (1 + 0.1 * math.sin(97 * turn)) * math.sin(turn),
        )
        for turn in (2 * math.pi * index / count for index in range(count))
    ]
    assert not ring_crosses_itself([*ring, ring[0]])
    ring[5000], ring[5010] = ring[5010], ring[5000]
    assert ring_crosses_itself([*ring, ring[0]])


@settings(max_examples=50, deadline=None)
@given(st.floats(-170, 150), st.floats(-80, 70), st.floats(0.01, 20), st.floats(0.01, 15))
def test_any_box_keeps_its_bounds_and_reads_back(
    west: float, south: float, width: float, height: float
) -> None:
    area = Area.from_rings(box(west, south, west + width, south + height))
    assert area.bbox() == pytest.approx((west, south, west + width, south + height))
    assert Area.from_geojson(area.geojson()) == area


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=2, max_size=2))
def test_boxes_meet_as_their_sides_tell(corners: list[tuple[int, int]]) -> None:
    (x1, y1), (x2, y2) = corners[0], (corners[1][0] + 0.3, corners[1][1] + 0.3)  # no touching
    boxes = box(x1, y1, x1 + 2, y1 + 3), box(x2, y2, x2 + 3, y2 + 1)
    first, second = (Area.from_rings(each).outlines[0] for each in boxes)
    expected = x1 < x2 + 3 and x2 < x1 + 2 and y1 < y2 + 1 and y2 < y1 + 3
    assert first.meets(second) == second.meets(first) == expected


def test_thousands_of_footprints_are_compared_with_a_long_outline_soon() -> None:
    turns = [2 * math.pi * step / 50_000 for step in range(50_000)]
    waves = [(turn, 1 + 0.1 * math.sin(50 * turn)) for turn in turns]
    coast = [(2 * math.cos(turn) * far, 60 + math.sin(turn) * far) for turn, far in waves]
    area = Area.from_rings([[coast]])
    # Edge by edge these would be a thousand million steps.
    beside = [box(1.9, 60.75 + 1e-5 * n, 2.1, 60.95 + 1e-5 * n)[0][0] for n in range(500)]
    inside = [box(0, 60 + 1e-5 * n, 0.1, 60.1 + 1e-5 * n)[0][0] for n in range(500)]
    closed = [Polygon(((*ring, ring[0]),)) for ring in (*beside, *inside)]
    assert [area.meets(each) for each in closed] == [False] * 500 + [True] * 500


def test_polygons_that_meet_and_miss() -> None:
    square = ((0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0))
    hole = ((1.0, 1.0), (3.0, 1.0), (3.0, 3.0), (1.0, 3.0), (1.0, 1.0))
    inner = ((1.5, 1.5), (2.5, 1.5), (2.5, 2.5), (1.5, 2.5), (1.5, 1.5))
    cross = ((-1.0, 1.5), (5.0, 1.5), (5.0, 2.5), (-1.0, 2.5), (-1.0, 1.5))
    corner = ((3.9, 4.5), (4.5, 3.9), (4.5, 4.5), (3.9, 4.5))
    assert Polygon((square,)).meets(Polygon((inner,)))
    assert Polygon((inner,)).meets(Polygon((square,)))
    assert not Polygon((square, hole)).meets(Polygon((inner,)))
    assert Polygon((square,)).meets(Polygon((cross,)))
    assert Polygon((cross,)).meets(Polygon((square,)))
    assert not Polygon((square,)).meets(Polygon((corner,)))
    assert holds((square, hole), (0.5, 0.5))
    assert not holds((square, hole), (2.0, 2.0))
