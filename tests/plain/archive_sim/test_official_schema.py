"""Official cubes of the test archive beside the schema of a real one."""

from __future__ import annotations

import json
import re
import urllib.request
from itertools import product

import numcodecs
import numpy as np
import pyproj
import pytest

from tests.archive import official
from tests.archive.official.catalog import url
from tests.plain.archive_sim.stores import opened

EXIST = [cube for cube in official.CUBES if cube.exists]
# not in every cube, or not needed for the record of a point
LEFT_OUT = re.compile(r"(va|vr)(_.*)?|floatingice|landice")
# of what one product or one place has
OWN = {"x_pixel_size", "y_pixel_size", "url"}
TYPES = {"float32": "i2 u2 u1 f4", "datetime64[ns]": "f8", "timedelta64[ns]": "f4", "float64": "f8"}


@pytest.fixture(scope="module")
def schema(real_data) -> dict[str, dict[str, str]]:
    """Attributes by variable, as text; GLOBAL holds the store's."""
    path = real_data / "schemas" / "cube_v2_EPSG3413_X350000_Y-2550000_schema.txt"
    found: dict[str, dict[str, str]] = {"GLOBAL": {}}
    current = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if match := re.match(r"(\w+) \((.*?)\) (\S+) ", line):
            current = match[1]
            found[current] = {"(dimensions)": match[2], "(type)": match[3].replace("&lt;", "<")}
        elif match := re.match(r"     @ (\w+) = (.*)$", line):
            found[current][match[1]] = match[2]
        elif match := re.match(r"GLOBAL (\w+) : (.*)$", line):
            found["GLOBAL"][match[1]] = match[2]
    return found


def store_of(simulated, cube: official.Cube) -> str:
    return url(cube, simulated.url)


@pytest.fixture(scope="module")
def raw(simulated):
    return opened(store_of(simulated, EXIST[0]), decode_cf=False)


def test_all_variables_are_there_but_those_of_radar_geometry(raw, schema):
    wanted = {name for name in schema if name != "GLOBAL"}
    missing = wanted - set(raw.variables)
    assert all(LEFT_OUT.fullmatch(name) for name in missing), missing
    assert set(raw.variables) <= wanted


def test_variables_have_the_attributes_and_types_of_real_ones(raw, schema):
    for name, variable in raw.variables.items():
        told = schema[name]
        assert ", ".join(variable.dims) == told["(dimensions)"], name
        kind = variable.dtype.str[1:]
        if told["(type)"].startswith("<U"):
            assert variable.dtype.str == told["(type)"], name
        else:
            allowed = TYPES.get(told["(type)"], np.dtype(told["(type)"]).str[1:])
            assert kind in allowed.split(), name
        if name == "mapping":
            continue
        for attribute, text in told.items():
            if attribute.startswith("(") or attribute in OWN:
                continue
            ours = str(variable.attrs[attribute])
            # the schema was cut where texts were long
            assert ours == text or (len(text) >= 230 and ours.startswith(text)), (name, attribute)


def test_the_store_has_the_attributes_of_real_ones(raw, schema):
    assert set(raw.attrs) == set(schema["GLOBAL"])
    for name in ("Conventions", "author", "institution", "title", "time_standard_img1"):
        assert raw.attrs[name] == schema["GLOBAL"][name]


def test_pixels_are_those_of_the_real_cube(schema):
    cube = official.Cube("jakobshavn", 3413, 350_000, -2_550_000)
    left, cell, _, top, _, down = map(float, schema["mapping"]["GeoTransform"].split())
    assert (cube.x[0], cube.y[0]) == (left + cell / 2, top + down / 2)
    assert (cube.y.size, cube.x.size) == (833, 834)
    assert (
        cube.key.replace(official.cubes.VERSION, "v2")
        == schema["GLOBAL"]["s3"][len("s3://its-live-data/") :]
    )
    ring = json.loads(schema["GLOBAL"]["proj_polygon"])
    assert official.cubes.polygon(cube, 4) == ring


@pytest.mark.parametrize("cube", EXIST, ids=lambda cube: cube.key.rpartition("/")[2])
def test_metadata_are_consolidated_and_complete(simulated, cube):
    store = store_of(simulated, cube)
    with urllib.request.urlopen(f"{store}/.zmetadata") as answer:
        whole = json.load(answer)
    assert whole["zarr_consolidated_format"] == 1
    names = {key.partition("/")[0] for key in whole["metadata"] if "/" in key}
    expected = {f"{name}/{kind}" for name, kind in product(names, (".zarray", ".zattrs"))}
    assert set(whole["metadata"]) == {".zgroup", ".zattrs", *expected}
    for key in (".zgroup", ".zattrs", "vx/.zarray", "mid_date/.zattrs"):
        with urllib.request.urlopen(f"{store}/{key}") as answer:
            assert json.load(answer) == whole["metadata"][key]
    for name in names - {"mapping"}:
        array = whole["metadata"][f"{name}/.zarray"]
        packing = {"id": "blosc", "cname": "zlib", "clevel": 2, "shuffle": 1, "blocksize": 0}
        assert array["compressor"] == packing, name
        assert (array["zarr_format"], array["order"], array["filters"]) == (2, "C", None)
        if len(array["shape"]) == 3:
            assert array["chunks"][1:] == [10, 10]


def test_time_chunks_are_as_long_as_real_ones_or_several(simulated):
    lengths = [opened(store_of(simulated, cube)).vx.encoding["chunks"][0] for cube in EXIST]
    counts = [opened(store_of(simulated, cube)).mid_date.size for cube in EXIST]
    assert lengths[0] == 20_000
    assert all(count > length for count, length in zip(counts[1:], lengths[1:]))


@pytest.mark.parametrize("cube", EXIST, ids=lambda cube: cube.key.rpartition("/")[2])
def test_places_agree(simulated, cube):
    store = opened(store_of(simulated, cube), decode_cf=False)
    x, y, mapping = store.x.values, store.y.values, store.mapping.attrs
    assert np.all(x % 120 == 52.5)
    assert np.all(y % 120 == 67.5)
    assert np.all(np.diff(x) == 120)
    assert np.all(np.diff(y) == -120)
    assert [float(part) for part in mapping["GeoTransform"].split()] == [
        *(x[0] - 60, 120, 0),
        *(y[0] + 60, 0, -120),
    ]
    assert mapping["spatial_epsg"] == cube.epsg
    assert store.attrs["projection"] == str(cube.epsg)
    assert pyproj.CRS.from_wkt(mapping["crs_wkt"]).equals(
        pyproj.CRS.from_epsg(cube.epsg), ignore_axis_order=True
    )
    ring = np.array(json.loads(store.attrs["proj_polygon"]), dtype=float)
    degrees = np.array(json.loads(store.attrs["geo_polygon"]))
    moved = pyproj.Transformer.from_crs(cube.epsg, 4326, always_xy=True).transform(*ring.T)
    assert np.abs(np.array(moved).T - degrees).max() < 1e-5
    # every place of the square has a pixel of its own, but for a strip at the top
    assert 0 <= ring[:, 0].min() - (x[0] - 60) < 120
    assert 0 <= (x[-1] + 60) - ring[:, 0].max() < 120
    assert 0 <= ring[:, 1].max() - (y[0] + 60) < 120
    assert 0 <= ring[:, 1].min() - (y[-1] - 60) < 120


def test_one_cube_names_a_wrong_address(simulated):
    wrong = [
        cube
        for cube in EXIST
        if not opened(store_of(simulated, cube)).attrs["url"].endswith(f"/{cube.key}")
    ]
    assert [cube.flaws for cube in wrong] == [("wrong-url", "no-composite")]


def test_chunks_are_blosc_containers_of_the_real_layout(simulated):
    cube = EXIST[0]
    row, column = sorted(cube.blocks)[100]
    with urllib.request.urlopen(f"{store_of(simulated, cube)}/vx/0.{row}.{column}") as answer:
        chunk = answer.read()
    # c-blosc: format 2; shuffled, codec zlib; 2 bytes a value
    assert (chunk[0], chunk[2] & 1, chunk[2] >> 5, chunk[3]) == (2, 1, 3, 2)
    values = np.frombuffer(numcodecs.blosc.decompress(chunk), "<i2")
    assert values.size == 20_000 * 10 * 10
    count = opened(store_of(simulated, cube)).mid_date.size
    assert np.all(values.reshape(20_000, -1)[count:] == -32_767)
