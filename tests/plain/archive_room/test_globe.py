"""Areas over the 180th meridian and around the poles, against the plane they were drawn on."""

from __future__ import annotations

import json
import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from osgeo import ogr
from pyproj import Geod, Transformer

from itslive_qgis.archive.area import Area
from itslive_qgis.errors import ItsliveError

GEOD = Geod(ellps="WGS84")
GLOBE_KM2 = 510_065_621.7
# How far a place may be from itself on maps that go on and on.
TURNS = {"EPSG:3857": (-40_075_016.686, 0, 40_075_016.686)}


def box(west: float, south: float, east: float, north: float) -> list:
    return [[[(west, south), (east, south), (east, north), (west, north)]]]


def shape(polygons: object) -> ogr.Geometry:
    """Polygons of a plane as GEOS takes them."""
    closed = [[[*ring, ring[0]] for ring in polygon] for polygon in polygons]
    return ogr.CreateGeometryFromJson(json.dumps({"type": "MultiPolygon", "coordinates": closed}))


def of_area(area: Area) -> ogr.Geometry:
    return ogr.CreateGeometryFromJson(json.dumps(area.geojson()))


def point(x: float, y: float) -> ogr.Geometry:
    found = ogr.Geometry(ogr.wkbPoint)
    found.AddPoint_2D(x, y)
    return found


def check(polygons: list, crs: str, places: list[tuple[float, float]] = ()) -> Area:
    """The area is valid, and holds just the places that its polygons hold on their own plane."""
    area = Area.from_rings(polygons, crs)
    found, drawn = of_area(area), shape(polygons)
    assert found.IsValid()
    west, east, south, north = found.GetEnvelope()
    assert -180 <= west < east <= 180
    assert -90 <= south < north <= 90
    assert Area.from_geojson(area.geojson()) == area
    to_plane = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    to_lonlat = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    border = drawn.Boundary()
    x0, x1, y0, y1 = drawn.GetEnvelope()
    chance = random.Random(1)
    around = []
    for _ in range(200):
        x = chance.uniform(1.3 * x0 - 0.3 * x1, 1.3 * x1 - 0.3 * x0)
        y = chance.uniform(1.3 * y0 - 0.3 * y1, 1.3 * y1 - 0.3 * y0)
        around.append(to_lonlat.transform(x, y))
    seen = {True: 0, False: 0}
    for lon, lat in [*around, *places]:
        x, y = to_plane.transform(lon, lat)
        if not (math.isfinite(x) and math.isfinite(lon)) or border.Distance(point(x, y)) < 100:
            continue
        turns = TURNS.get(crs, (0,))
        inside = any(drawn.Contains(point(x + turn, y)) for turn in turns)
        assert found.Contains(point(lon, lat)) == inside, (lon, lat)
        seen[inside] += 1
    assert seen[True]
    return area


@pytest.mark.parametrize(
    ("polygons", "crs"),
    [
        (box(-500_000, -500_000, 500_000, 500_000), "EPSG:3413"),  # around the pole
        (box(-500_000, -500_000, 500_000, 500_000), "EPSG:3031"),
        (box(-300_000, -2_000_000, 300_000, -1_000_000), "EPSG:3031"),  # over 180 degrees
        (box(0, -2_000_000, 300_000, -1_000_000), "EPSG:3031"),  # along 180 degrees
        (box(-300_000, -2_000_000, 0, -1_000_000), "EPSG:3031"),
        (box(-300_000, -2_000_000, 300_000, -5_000), "EPSG:3031"),  # close by the pole
        (box(-300_000, -2_000_000, 300_000, 0), "EPSG:3031"),  # the pole on an edge
        (box(0, 0, 300_000, 300_000), "EPSG:3031"),  # the pole as a corner
        (box(-300_000, 0, 0, 300_000), "EPSG:3413"),
        (box(-2_000_000, 1_500_000, -1_500_000, 2_000_000), "EPSG:3413"),
        (box(-3_300_000, -3_300_000, 3_300_000, 3_300_000), "EPSG:3031"),  # its whole map
        (box(-15e6, -9e6, 12e6, 14e6), "EPSG:3031"),  # beyond the equator
        (box(-9e7, -8e7, 9e7, 9e7), "EPSG:3413"),
        (box(150_000, 7_900_000, 700_000, 8_200_000), "EPSG:32601"),
        (box(300_000, 7_900_000, 900_000, 8_200_000), "EPSG:32660"),
        (box(300_000, 1_400_000, 900_000, 1_900_000), "EPSG:32760"),
        (box(-3e6, 5e6, 3e6, 12e6), "EPSG:32660"),  # over the pole and down beyond
        (box(-5e6, -12e6, 6e6, 12e6), "EPSG:32633"),  # both poles
        (box(-5e6, -12e6, 6e6, 12e6), "EPSG:32601"),  # and 180 degrees
        (box(19_900_000, -2_200_000, 20_300_000, -1_900_000), "EPSG:3857"),
        (box(-20_300_000, -2_200_000, -19_900_000, -1_900_000), "EPSG:3857"),
        (box(-19e6, -19e6, 19e6, 19e6), "ESRI:54030"),
        (box(-4e6, -4e6, 5e6, 5e6), "ESRI:102017"),  # Lambert, the north pole
    ],
)
def test_an_area_is_where_it_was_drawn(polygons: list, crs: str) -> None:
    if crs == "ESRI:54030":
        with pytest.raises(ItsliveError, match="outside of what its projection covers"):
            Area.from_rings(polygons, crs)
    else:
        check(polygons, crs, [(0, 89), (0, -89), (179.9, 60), (-179.9, -60), (0, 0)])


@pytest.mark.parametrize("away", [-720, -360, 0, 360])
def test_degrees_of_any_turn_are_cut_alike(away: float) -> None:
    fiji = Area.from_rings(box(176 + away, -20, 182 + away, -15))
    assert fiji == Area.from_rings(box(176, -20, 182, -15))
    assert fiji.bbox() == (176, -20, -178, -15)
    assert sorted(bounds_of(polygon) for polygon in fiji.polygons) == [
        (-180, -20, -178, -15),
        (176, -20, 180, -15),
    ]
    parts = [{point[1] for point in ring if abs(point[0]) == 180} for (ring,) in fiji.polygons]
    assert parts[0] == parts[1]
    assert len(parts[0]) == 21


@pytest.mark.parametrize(
    "bounds",
    [(170, -20, 190, -10), (-190, 80, -170, 90), (-180, -90, 180, 90), (20, 10, 370, 20)],
)
def test_degrees_of_another_datum_are_cut_too(bounds: tuple[float, ...]) -> None:
    here, there = Area.from_rings(box(*bounds)), Area.from_rings(box(*bounds), "EPSG:4269")
    assert there.bbox() == pytest.approx(here.bbox(), abs=1e-4)
    assert there.km2() == pytest.approx(here.km2(), rel=1e-4)
    assert len(there.polygons) == len(here.polygons)


def bounds_of(polygon: tuple) -> tuple[float, float, float, float]:
    lons, lats = zip(*polygon[0])
    return min(lons), min(lats), max(lons), max(lats)


def test_what_only_touches_the_seam_is_not_cut() -> None:
    for west in (170, -190):
        area = Area.from_rings(box(west, 60, west + 10, 70))
        assert area.bbox() == (170, 60, 180, 70)
        assert len(area.polygons) == 1
    assert Area.from_rings(box(180, 60, 190, 70)).bbox() == (-180, 60, -170, 70)
    pointed = [[[(170, 60), (180, 65), (170, 70)]]]
    assert len(Area.from_rings(pointed).polygons) == 1
    over = [[[(170, 60), (180, 65), (185, 64), (185, 70), (170, 70)]]]
    area = Area.from_rings(over)
    assert of_area(area).IsValid()
    assert of_area(area).GetArea() == pytest.approx(shape(over).GetArea())


def test_holes_at_the_seam() -> None:
    outer = [(170, 0), (190, 0), (190, 10), (170, 10)]
    over = [(178, 4), (178, 6), (182, 6), (182, 4)]
    beside = [(172, 4), (172, 6), (174, 6), (174, 4)]
    along = [(175, 4), (175, 6), (180, 6), (180, 4)]
    beyond = [(-175, 1), (-175, 2), (-174, 2), (-174, 1)]
    for holes, pieces, rings in (
        ([over], 2, 2),
        ([beside], 2, 3),
        ([over, beside, beyond], 2, 4),
        ([along, beyond], 2, 3),
    ):
        for direction in (1, -1):
            area = Area.from_rings([[outer[::direction], *holes]])
            assert of_area(area).IsValid()
            assert len(area.polygons) == pieces
            assert sum(map(len, area.polygons)) == rings
            missing = sum(shape([[hole]]).GetArea() for hole in holes)
            assert of_area(area).GetArea() == pytest.approx(200 - missing)
            assert Area.from_geojson(area.geojson()) == area


def test_holes_of_polar_areas() -> None:
    outer = box(-900_000, -900_000, 900_000, 900_000)[0][0]
    pole = box(-90_000, -90_000, 90_000, 90_000)[0][0]
    seam = box(-90_000, -500_000, 90_000, -300_000)[0][0]
    apart = box(300_000, 300_000, 500_000, 500_000)[0][0]
    for crs in ("EPSG:3413", "EPSG:3031"):
        for holes in ([pole], [seam], [apart], [pole, seam, apart]):
            area = check([[outer, *holes]], crs)
            whole = Area.from_rings([[outer]], crs).km2()
            parts = sum(Area.from_rings([[hole]], crs).km2() for hole in holes)
            assert area.km2() == pytest.approx(whole - parts)


def test_the_whole_globe() -> None:
    globe = Area.from_rings(box(-180, -90, 180, 90))
    assert globe.km2() == pytest.approx(GLOBE_KM2, rel=1e-6)
    assert globe.bbox() == (-180, -90, 180, 90)
    moved = Area.from_rings(box(-20, -90, 340, 90))
    assert moved.km2() == pytest.approx(GLOBE_KM2, rel=1e-6)
    hole = [(170, 0), (190, 0), (190, 10), (170, 10)]
    pierced = Area.from_rings([[box(-180, -90, 180, 90)[0][0], hole]])
    assert of_area(pierced).IsValid()
    assert pierced.km2() == pytest.approx(GLOBE_KM2 - Area.from_rings([[hole]]).km2(), rel=1e-6)
    with pytest.raises(ItsliveError) as caught:
        Area.from_rings(box(-400, -80, 400, 80))
    assert caught.value.code == "area_too_wide"


@pytest.mark.parametrize(("crs", "south"), [("EPSG:3413", False), ("EPSG:3031", True)])
@pytest.mark.parametrize("latitude", [60.0, 75.0, 89.0, 89.99])
def test_a_circle_around_a_pole_has_the_size_of_its_cap(
    crs: str, south: bool, latitude: float
) -> None:
    to_plane = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    lat = -latitude if south else latitude
    ring = [to_plane.transform(lon / 4, lat) for lon in range(-720, 720)]
    area = Area.from_rings([[ring]], crs)
    e = math.sqrt(0.0066943799901413165)

    def q(latitude: float) -> float:
        sine = math.sin(math.radians(latitude))
        logarithm = math.log((1 - e * sine) / (1 + e * sine)) / (2 * e)
        return (1 - e**2) * (sine / (1 - e**2 * sine**2) - logarithm)

    cap = math.pi * 6378.137**2 * (q(90) - q(latitude))
    assert area.km2() == pytest.approx(cap, rel=1e-4)
    (rings,) = area.polygons
    assert len(rings) == 1
    west, low, east, high = area.bbox()
    assert (west, east) == (-180, 180)
    assert (low if south else high) == (-90 if south else 90)


def test_sizes_over_the_seam_are_those_beside_it() -> None:
    beside = Area.from_rings(box(100, 60, 120, 70)).km2()
    assert Area.from_rings(box(170, 60, 190, 70)).km2() == pytest.approx(beside)
    square = box(-300_000, -2_000_000, 300_000, -1_000_000)
    turned = box(-300_000, 1_000_000, 300_000, 2_000_000)
    over, away = (Area.from_rings(each, "EPSG:3031").km2() for each in (square, turned))
    assert over == pytest.approx(away, rel=1e-6)
    to_lonlat = Transformer.from_crs("EPSG:3031", "EPSG:4326", always_xy=True)
    dense = [
        to_lonlat.transform(x1 + (x2 - x1) * i / 400, y1 + (y2 - y1) * i / 400)
        for (x1, y1), (x2, y2) in zip(square[0][0], [*square[0][0][1:], square[0][0][0]])
        for i in range(400)
    ]
    geodesic, _ = GEOD.polygon_area_perimeter(*zip(*dense))
    assert over == pytest.approx(abs(geodesic) / 1e6, rel=1e-4)


def test_the_narrowest_box_of_several_polygons() -> None:
    fiji = box(177, -18, 178.5, -17) + box(-179.9, -17, -179.5, -16)
    assert Area.from_rings(fiji).bbox() == (177, -18, -179.5, -16)
    apart = box(-60, 0, -50, 10) + box(50, -5, 60, 10)
    assert Area.from_rings(apart).bbox() == (-60, -5, 60, 10)


def test_planes_that_turn_back_are_refused() -> None:
    for polygons, crs in (
        (box(0, 0, 1e9, 1e9), "EPSG:32607"),
        (box(-4e7, -4e7, 4e7, 4e7), "EPSG:32601"),
        (box(-3e6, 1.9e7, 3e6, 2.6e7), "EPSG:32633"),
        (box(-1.3e7, -1.3e7, 1.3e7, 1.3e7), "ESRI:102017"),
    ):
        with pytest.raises(ItsliveError) as caught:
            Area.from_rings(polygons, crs)
        assert caught.value.code == "area_outside_projection"
    with pytest.raises(ItsliveError) as caught:
        Area.from_rings(box(-3e7, 0, 3e7, 1e7), "EPSG:3857")
    assert caught.value.code == "area_too_wide"


@pytest.mark.parametrize("crs", ["EPSG:3413", "EPSG:3031", "EPSG:32601", "EPSG:2065"])
def test_a_ring_may_run_either_way(crs: str) -> None:
    west, south = (300_000, -900_000) if crs.startswith("EPSG:3") else (600_000, 1_000_000)
    one = box(west, south, west + 200_000, south + 100_000)
    assert check(one, crs).km2() == pytest.approx(check([[one[0][0][::-1]]], crs).km2())


def star(middle: tuple[float, float], radii: list[float]) -> list[tuple[float, float]]:
    count = len(radii)
    return [
        (
            middle[0] + radius * math.cos(2 * math.pi * i / count),
            middle[1] + radius * math.sin(2 * math.pi * i / count),
        )
        for i, radius in enumerate(radii)
    ]


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["EPSG:3413", "EPSG:3031", "EPSG:32601", "EPSG:32760"]),
    st.tuples(st.floats(-1, 1), st.floats(-1, 1)),
    st.lists(st.floats(20_000, 900_000), min_size=3, max_size=12),
    st.floats(0, 0.8),
)
def test_any_star_is_where_it_was_drawn(
    crs: str, middle: tuple[float, float], radii: list[float], hole: float
) -> None:
    """Its seam may be crossed many times; the hole has the outline's form."""
    at = (middle[0] * 1e6, middle[1] * 1e6)
    if "EPSG:32" in crs:
        at = (at[0] + 500_000, middle[1] * 1.2e6 + (8e6 if crs == "EPSG:32601" else 2e6))
    rings = [star(at, radii)]
    if hole > 0.1:
        rings.append(star(at, [radius * hole for radius in radii]))
    check([rings], crs)
