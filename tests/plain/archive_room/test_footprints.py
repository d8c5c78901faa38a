"""Footprints as the archive's writer makes them, near 180 degrees and the poles."""

from __future__ import annotations

import json
import math
import random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from osgeo import ogr
from pyproj import Transformer

from itslive_qgis.archive.area import Area
from itslive_qgis.archive.footprints import repaired

Rectangle = tuple[float, float, float, float]


def polygon(*ring: tuple[float, float]) -> dict:
    return {"type": "Polygon", "coordinates": [[list(point) for point in (*ring, ring[0])]]}


def written(crs: str, rectangle: Rectangle) -> dict:
    """The footprint of an array: its corners and three points a side, to four decimals."""
    west, south, east, north = rectangle
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    to_lonlat = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    ring = []
    for (x1, y1), (x2, y2) in zip(corners[:-1], corners[1:]):
        for part in range(4):
            lon, lat = to_lonlat.transform(x1 + (x2 - x1) * part / 4, y1 + (y2 - y1) * part / 4)
            ring.append((round(lon, 4), round(lat, 4)))
    return polygon(*ring)


def leaps(footprint: dict) -> bool:
    (ring,) = footprint["coordinates"]
    return any(abs(b[0] - a[0]) > 180 for a, b in zip(ring, ring[1:]))


def geos(geometry: dict) -> ogr.Geometry:
    return ogr.CreateGeometryFromJson(json.dumps(geometry))


def of_polygons(polygons: object) -> ogr.Geometry:
    return geos({"type": "MultiPolygon", "coordinates": polygons})


def drawn(crs: str, rectangle: Rectangle) -> Area:
    west, south, east, north = rectangle
    ring = [(west, south), (east, south), (east, north), (west, north)]
    return Area.from_rings([[ring]], crs)


@pytest.mark.parametrize(
    ("crs", "rectangle"),
    [
        ("EPSG:3031", (-150_000, -1_500_000, 150_000, -1_200_000)),
        ("EPSG:3031", (-150_000, -150_000, 150_000, 150_000)),
        ("EPSG:3413", (-1_500_000, 1_300_000, -1_200_000, 1_600_000)),
        ("EPSG:3413", (-50_000, -220_000, 250_000, 80_000)),
        ("EPSG:32601", (250_000, 7_900_000, 550_000, 8_200_000)),
        ("EPSG:32660", (450_000, 7_900_000, 750_000, 8_200_000)),
    ],
)
def test_a_leaping_footprint_is_put_right(crs: str, rectangle: Rectangle) -> None:
    footprint = written(crs, rectangle)
    assert leaps(footprint)
    found = of_polygons(repaired(footprint))
    assert found.IsValid()
    truth = geos(drawn(crs, rectangle).geojson())
    # Straight edges between the writer's points are bent near a pole.
    close = 0.08 if abs(found.Centroid().GetY()) > 88 else 0.005
    common = found.Intersection(truth).GetArea()
    assert common == pytest.approx(truth.GetArea(), rel=close)
    assert common == pytest.approx(found.GetArea(), rel=close)
    right = {"type": "MultiPolygon", "coordinates": repaired(footprint)}
    assert repaired(right) == repaired(footprint)


@pytest.mark.parametrize(
    "footprint",
    [
        polygon((-50, 69), (-48, 69), (-48, 70), (-50, 70)),
        polygon((-50, 69), (-50, 70), (-48, 70), (-48, 69)),
        polygon((178, 69), (180, 69), (180, 70), (178, 70)),
        polygon((-180, -80), (180, -80), (180, -90), (-180, -90)),
        polygon((-100, 88), (0, 88.5), (100, 88), (100, 87), (0, 87.5), (-100, 87)),
        {
            "type": "MultiPolygon",
            "coordinates": [
                polygon((179, 69), (180, 69), (180, 70), (179, 70))["coordinates"],
                polygon((-180, 69), (-179, 69), (-179, 70), (-180, 70))["coordinates"],
            ],
        },
    ],
)
def test_one_that_is_right_stays_as_it_is(footprint: dict) -> None:
    found = repaired(footprint)
    coordinates = footprint["coordinates"]
    polygons = [coordinates] if footprint["type"] == "Polygon" else coordinates
    assert [[[list(p) for p in ring] for ring in each] for each in found] == polygons


def test_longitudes_beyond_180_are_cut() -> None:
    found = of_polygons(repaired(polygon((179, 69), (182, 69), (182, 70), (179, 70))))
    expected = repaired(polygon((179, 69), (-178, 69), (-178, 70), (179, 70)))
    assert found.Equals(of_polygons(expected))
    assert found.GetArea() == pytest.approx(3)


@pytest.mark.parametrize(
    "geometry",
    [
        {},
        None,
        {"type": "Point", "coordinates": [1, 2]},
        {"type": "Polygon"},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[]]},
        {"type": "Polygon", "coordinates": [[["a", "b"]]]},
        {"type": "MultiPolygon", "coordinates": [[[[1]]]]},
        polygon((0, 0), (1, 1)),
        polygon((0, 0), (1, 1), (2, 2)),
        polygon((179, 0), (-179, 0), (178, 0)),
        polygon((0, 0), (1, 1), (1, 95)),
        polygon((0, 0), (1, 1), (math.nan, 2)),
        polygon((0, 0), (1, 1), (10**400, 2)),
        polygon((0, 0), (1, 1), (math.inf, 2)),
    ],
)
def test_what_is_no_footprint_has_no_place(geometry: dict) -> None:
    assert repaired(geometry) == ()


@st.composite
def rectangles(draw: st.DrawFn) -> tuple[str, Rectangle]:
    """Arrays of up to 600 km across that lie over the 180th meridian, some over a pole too."""
    latitudes = {
        "EPSG:3031": (-90, -60),
        "EPSG:3413": (60, 90),
        "EPSG:32601": (0, 83),
        "EPSG:32760": (-80, 0),
    }
    crs = draw(st.sampled_from(sorted(latitudes)))
    to_plane = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    x, y = to_plane.transform(180, draw(st.floats(*latitudes[crs])))
    width, height = draw(st.floats(5_000, 400_000)), draw(st.floats(5_000, 400_000))
    west, south = x - draw(st.floats(0, 1)) * width, y - draw(st.floats(0, 1)) * height
    return crs, (west, south, west + width, south + height)


@settings(max_examples=150, deadline=None)
@given(rectangles(), st.randoms(use_true_random=False))
def test_any_leaping_footprint_is_found_by_the_probe(
    granule: tuple[str, Rectangle], chance: random.Random
) -> None:
    crs, rectangle = granule
    footprint = written(crs, rectangle)
    assume(leaps(footprint))
    west, south, east, north = rectangle
    for _ in range(3):  # areas that touch the granule, some by a corner alone
        x, y = chance.choice([west, east, chance.uniform(west, east)]), chance.uniform(south, north)
        half = chance.choice([10, 5_000, 200_000])
        area = drawn(crs, (x - half, y - half, x + half, y + half))
        assert area.near_seam()
        assert geos(footprint).Intersects(geos(area.probe()))


def off_the_pole(crs: str, rectangle: Rectangle) -> float:
    """Metres from the projection's pole, negative in the rectangle; infinite where it has none."""
    west, south, east, north = rectangle
    x, y = max(west, -east), max(south, -north)
    if crs not in ("EPSG:3031", "EPSG:3413"):
        return math.inf
    return math.hypot(max(x, 0), max(y, 0)) or max(x, y)


@settings(max_examples=200, deadline=None)
@given(rectangles())
def test_any_footprint_is_where_its_array_is(granule: tuple[str, Rectangle]) -> None:
    crs, rectangle = granule
    off = off_the_pole(crs, rectangle)
    assume(off > 300_000 or off < -1_000)
    assume(min(rectangle[2] - rectangle[0], rectangle[3] - rectangle[1]) > 30_000)
    footprint = written(crs, rectangle)
    found = of_polygons(repaired(footprint))
    if off < 0:
        pole = -90 if crs == "EPSG:3031" else 90
        _, _, south, north = found.GetEnvelope()
        assert pole in (south, north)
        assert found.IsValid()
    if off > 0:
        truth = geos(drawn(crs, rectangle).geojson())
        common = found.Intersection(truth).GetArea()
        assert common == pytest.approx(truth.GetArea(), rel=0.05)
        assert common == pytest.approx(found.GetArea(), rel=0.05)


@pytest.mark.parametrize(
    ("crs", "rectangle"),
    [
        ("EPSG:3031", (-1_700_000, -350_000, -1_500_000, -200_000)),
        ("EPSG:3413", (-300_000, -2_600_000, 400_000, -2_000_000)),
        ("EPSG:32607", (300_000, 6_400_000, 700_000, 6_700_000)),
    ],
)
def test_far_from_the_seam_nothing_is_probed(crs: str, rectangle: Rectangle) -> None:
    area = drawn(crs, rectangle)
    assert not area.near_seam()
    assert area.probe() is None


def test_the_probe_is_a_thin_strip_of_the_latitudes_near_the_seam() -> None:
    def strip(*box: float) -> tuple[float, ...]:
        west, east, south, north = geos(drawn("EPSG:4326", box).probe()).GetEnvelope()
        assert east - west < 0.02
        return ((west + east) / 2, south, north)

    assert strip(178, 66, 179, 70) == pytest.approx((0, 60, 76))
    assert strip(-178, -75, -175, -72) == pytest.approx((-45, -81, -66))
    assert strip(-178, -83, -175, -80) == pytest.approx((0, -89, -74))
    assert strip(-180, 60, 180, 88) == pytest.approx((0, 54, 90))
    _, south, north = strip(0, 0, 179, 10)  # its far south-west is not asked for
    assert (south, north) == pytest.approx((-6, 16))
