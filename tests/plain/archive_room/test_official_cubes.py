"""The catalogue of official cubes; the real ones hold the truth, and GDAL's PROJ the places."""

from __future__ import annotations

import json

import numpy as np
import pytest
from rasterio.warp import transform

from itslive_qgis.archive.official_cubes import Catalogue
from itslive_qgis.errors import ItsliveError

CURRENT = "mappin_stripped_catalog_2026-01_3160.json"
OLDER = "catalog_v02_2024-03_3086.json"


@pytest.fixture(scope="module", params=[CURRENT, OLDER])
def written(request, real_data) -> bytes:
    return (real_data / "catalog" / request.param).read_bytes()


def feature(**properties) -> dict:
    square = [[0, 0], [100_000, 0], [100_000, 100_000], [0, 100_000], [0, 0]]
    return {
        "type": "Feature",
        "properties": {
            "zarr_url": "http://its-live-data.s3.amazonaws.com/datacubes/v2/a.zarr",
            "epsg": 3413,
            "geometry_epsg": {"type": "Polygon", "coordinates": [square]},
            **properties,
        },
    }


def catalogue(*features) -> Catalogue:
    return Catalogue.parse(json.dumps({"features": features}).encode())


def test_every_real_cube_is_read(written):
    features = json.loads(written)["features"]
    cubes = Catalogue.parse(written).cubes
    assert len(cubes) == len(features)
    assert {cube.epsg for cube in cubes} == {each["properties"]["epsg"] for each in features}
    assert all(cube.url.startswith("https://its-live-data.s3.amazonaws.com/") for cube in cubes)


def test_cubes_hold_their_own_middle_and_no_place_beyond(written):
    read = Catalogue.parse(written)
    for number in range(0, len(read.cubes), 37):
        cube = read.cubes[number]
        x_from, y_from, x_to, y_to = cube.bounds
        for x, y, is_inside in (
            ((x_from + x_to) / 2, (y_from + y_to) / 2, True),
            (x_from + 60, y_to - 60, True),
            (x_from - 60, (y_from + y_to) / 2, False),
            ((x_from + x_to) / 2, y_to + 60, False),
        ):
            (lon,), (lat,) = transform(f"EPSG:{cube.epsg}", "EPSG:4326", [x], [y])
            found = read.at(lon, lat)
            mine = [each for each in found if each.cube == cube]
            assert bool(mine) == is_inside, (cube, x, y)
            for each in mine:
                assert (each.x, each.y) == pytest.approx((x, y), abs=0.01)
            depths = [each.cube.depth(each.x, each.y) for each in found]
            assert depths == sorted(depths, reverse=True)


def moved(source: str, target: str, x: float, y: float) -> tuple[float, float] | None:
    """A place in another projection, by GDAL; None where there is none."""
    try:
        (there_x,), (there_y,) = transform(source, target, [x], [y])
    except Exception:  # of GDAL, of a class of its own
        return None
    return (there_x, there_y) if np.isfinite([there_x, there_y]).all() else None


def test_places_all_over_the_earth_against_all_cubes(written):
    """Each place in each projection by GDAL; what does not come back is outside."""
    features = json.loads(written)["features"]
    read = Catalogue.parse(written)
    rng = np.random.default_rng(8)
    middles = rng.choice(len(features), 40, replace=False)
    corners = [features[number]["geometry"]["coordinates"][0][0] for number in middles]
    near = np.array(corners, float) + rng.uniform(-1, 1, (40, 2))
    far = np.stack([rng.uniform(-180, 180, 40), rng.uniform(-89, 89, 40)], 1)
    places = np.concatenate([near, far])
    held: dict[int, set[str]] = {number: set() for number in range(len(places))}
    for epsg in {each["properties"]["epsg"] for each in features}:
        reached = {}
        for number, place in enumerate(places):
            there = moved("EPSG:4326", f"EPSG:{epsg}", *place)
            back = there and moved(f"EPSG:{epsg}", "EPSG:4326", *there)
            if back and np.hypot(*(np.array(back) - place)) < 1e-6:
                reached[number] = there
        for each in (each["properties"] for each in features):
            if each["epsg"] == epsg:
                ring = np.array(each["geometry_epsg"]["coordinates"][0])
                (west, south), (east, north) = ring.min(0), ring.max(0)
                for number, (x, y) in reached.items():
                    if west <= x <= east and south <= y <= north:
                        held[number].add(each["zarr_url"].replace("http://", "https://"))
    assert any(held.values())
    for number, (lon, lat) in enumerate(places):
        assert {each.cube.url for each in read.at(lon, lat)} == held[number]


def test_both_names_of_the_meridian_of_the_date_line_and_the_poles():
    square = [[-50_000, -50_000], [50_000, -50_000], [50_000, 50_000], [-50_000, 50_000]]
    pole = feature(geometry_epsg={"type": "Polygon", "coordinates": [square]})
    assert len(catalogue(pole).at(0, 90)) == 1
    assert len(catalogue(pole).at(137, 90)) == 1
    (x,), (y,) = transform("EPSG:4326", "EPSG:32601", [180.0], [66.0])
    box = [[x - 5e4, y - 5e4], [x + 5e4, y - 5e4], [x + 5e4, y + 5e4], [x - 5e4, y + 5e4]]
    east = feature(epsg=32601, geometry_epsg={"type": "Polygon", "coordinates": [box]})
    assert len(catalogue(east).at(180, 66)) == len(catalogue(east).at(-180, 66)) == 1


def test_what_tells_no_place_is_passed_over():
    read = catalogue(
        feature(),
        feature(zarr_url="https://example.org/b.zarr", epsg=None, data_epsg="EPSG:32718"),
        feature(datacube_exist=0),
        feature(zarr_url=None),
        feature(epsg="somewhere"),
        feature(geometry_epsg={"coordinates": [[[0, "nan"], [1, 1]]]}),
        feature(zarr_url="https://example.org/page.html"),
        {"properties": None},
        None,
    )
    assert [(cube.url, cube.epsg) for cube in read.cubes] == [
        ("https://its-live-data.s3.amazonaws.com/datacubes/v2/a.zarr", 3413),
        ("https://example.org/b.zarr", 32718),
    ]


@pytest.mark.parametrize("data", [b"", b"<html>", b"[]", b"{}", b'{"features": []}', b"null"])
def test_what_is_no_catalogue_is_said(data):
    with pytest.raises(ItsliveError) as caught:
        Catalogue.parse(data)
    assert caught.value.code == "no_catalogue"
