"""The catalogue of the official cubes, and how the bucket answers for what lies below them."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pyproj
import pytest

from itslive_qgis.archive.official_cubes import Catalogue
from tests.archive import glacier, official
from tests.archive.official import store as store_writer
from tests.archive.official.catalog import KEY, url
from tests.archive.official.maker import Maker
from tests.archive.server import ArchiveServer
from tests.archive.sites import SITES

HOLDING = {
    "jakobshavn": {3413: 1, 32622: 1, 32623: 1},
    "alaska": {32607: 1, 32608: 1},
    "panhandle": {3413: 2, 32608: 1},
    "pine_island": {3031: 3, 32713: 1},
    "patagonia": {32718: 1, 32719: 1},
}


def get(address: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    request = urllib.request.Request(address, headers=headers)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read(), dict(answer.headers)
    except urllib.error.HTTPError as error:
        return error.code, error.read(), dict(error.headers)


@pytest.fixture(scope="module")
def address(simulated) -> str:
    return f"{simulated.url}/its-live-data/{KEY}"


@pytest.fixture(scope="module")
def features(address) -> list[dict]:
    return json.loads(get(address)[1])["features"]


def test_entries_have_what_real_ones_have(features, real_data, simulated):
    path = real_data / "catalog" / "catalog_v02_2024-03_3086.json"
    real = json.loads(path.read_text(encoding="utf-8"))["features"][0]
    for feature in features:
        assert set(feature) == set(real)
        told = feature["properties"]
        assert set(told) == set(real["properties"])
        assert {name: type(value) for name, value in told.items()} == {
            name: type(value) for name, value in real["properties"].items()
        }
        assert told["zarr_url"].startswith(f"{simulated.url}/its-live-data/datacubes/v2-updated-")
        assert f"_EPSG{told['epsg']}_" in told["zarr_url"]
    assert sum(not feature["properties"]["datacube_exist"] for feature in features) == 2
    assert len({feature["properties"]["zarr_url"] for feature in features}) == len(features)


def test_outlines_are_those_of_the_squares(features):
    for feature in features:
        told = feature["properties"]
        ring = np.array(told["geometry_epsg"]["coordinates"][0], dtype=float)
        degrees = np.array(feature["geometry"]["coordinates"][0])
        assert np.all(ring[0] == ring[-1])
        assert np.all(np.ptp(ring, axis=0) == 100_000)
        assert np.all(ring % 100_000 == 0)
        to_degrees = pyproj.Transformer.from_crs(told["epsg"], 4326, always_xy=True)
        assert np.abs(np.array(to_degrees.transform(*ring.T)).T - degrees).max() < 1e-6
        # counter-clockwise from the lower left corner, as real ones
        assert np.all(ring[0] == ring.min(axis=0))
        assert ring[1][0] > ring[0][0]
        assert ring[1][1] == ring[0][1]


def test_all_the_ice_of_a_site_lies_in_its_cubes(features):
    """By the squares alone; every piece of ice is in each projection that has cubes of it."""
    for name, counts in HOLDING.items():
        site = SITES[name]
        grid = np.meshgrid(np.linspace(-11_900, 11_900, 41), np.linspace(-4_000, 4_000, 15))
        lon, lat = (part.ravel() for part in glacier.lonlat(*grid, site))
        for epsg, count in counts.items():
            x, y = pyproj.Transformer.from_crs(4326, epsg, always_xy=True).transform(lon, lat)
            held, cubes = np.zeros(x.size, dtype=int), 0
            for told in (feature["properties"] for feature in features):
                if told["epsg"] == epsg and told["datacube_exist"]:
                    ring = np.array(told["geometry_epsg"]["coordinates"][0])
                    (west, south), (east, north) = ring.min(axis=0), ring.max(axis=0)
                    inside = (west <= x) & (x <= east) & (south <= y) & (y <= north)
                    held += inside
                    cubes += bool(inside.any())
            assert cubes == count, (name, epsg)
            assert np.all(held == 1), (name, epsg)


def test_the_catalogue_can_be_asked_whether_it_has_changed(address):
    status, content, headers = get(address)
    assert status == 200
    assert headers["Content-Type"] == "application/json"
    assert int(headers["Content-Length"]) == len(content)
    status, nothing, again = get(address, **{"If-None-Match": headers["ETag"]})
    assert (status, nothing, again["ETag"]) == (304, b"", headers["ETag"])
    assert get(address, **{"If-None-Match": '"other"'})[:2] == (200, content)
    status, part, headers = get(address, Range="bytes=10-19")
    assert (status, part) == (206, content[10:20])
    assert headers["Content-Range"] == f"bytes 10-19/{len(content)}"


def test_the_plugin_finds_the_cubes_of_a_place(address, simulated):
    catalogue = Catalogue.parse(get(address)[1])
    assert len(catalogue.cubes) == sum(cube.exists for cube in official.CUBES)
    lon, lat = glacier.lonlat(500.0, 0.0, SITES["jakobshavn"])
    found = catalogue.at(float(lon), float(lat))
    assert {each.cube.epsg for each in found} == {3413, 32622, 32623}
    urls = {url(cube, simulated.url) for cube in official.CUBES}
    assert {each.cube.url for each in found} <= urls


def test_chunks_that_were_not_written_are_not_there(simulated):
    cube = official.CUBES[0]
    for key in ("vx/0.0.0", "v/0.83.83", "vx/9.65.66", "nothing/.zarray", "", "vx"):
        status, content, headers = get(f"{url(cube, simulated.url)}/{key}")
        assert status == 404, key
        assert headers["Content-Type"] == "application/xml"
        assert b"<Code>NoSuchKey</Code>" in content
    planned = next(cube for cube in official.CUBES if not cube.exists)
    assert get(f"{url(planned, simulated.url)}/.zmetadata")[0] == 404
    # nor can what lies beside the objects be had
    for key in ("datacubes/../../stamp", "datacubes/../../../manifest.json", "datacubes/"):
        assert get(f"{simulated.url}/its-live-data/{key}")[0] == 404


def test_chunks_are_objects_as_all_others(simulated):
    cube = official.CUBES[0]
    row, column = sorted(cube.blocks)[80]
    chunk = f"{url(cube, simulated.url)}/vy/0.{row}.{column}"
    status, content, headers = get(chunk)
    assert status == 200
    assert headers["Content-Type"] == "binary/octet-stream"
    assert get(chunk, **{"If-None-Match": headers["ETag"]})[0] == 304
    assert get(chunk, Range="bytes=-7")[:2] == (206, content[-7:])


@pytest.fixture
def alone(tmp_path: Path):
    with ArchiveServer(tmp_path, []) as server:
        yield server.url, tmp_path


def test_only_what_is_asked_for_is_made_and_the_same_again(alone, simulated):
    served, root = alone
    cube = official.CUBES[4]
    chunks = [f"vx/0.{row}.{column}" for row, column in sorted(cube.blocks)[50:52]]
    get(f"{served}/its-live-data/{KEY}")
    assert not list(root.rglob(".zmetadata"))
    for key in (".zmetadata", chunks[0]):
        mine, other = get(f"{url(cube, served)}/{key}"), get(f"{url(cube, simulated.url)}/{key}")
        assert mine[:2] == other[:2]
        assert mine[0] == 200
    assert len(list(root.rglob(".zmetadata"))) == 1
    written = {path.name for path in root.rglob("vx/*") if not path.name.startswith(".")}
    assert written == {f"{number}{chunks[0][len('vx/0') :]}" for number in range(len(written))}


def test_clients_that_ask_at_once_have_it_made_once(alone, monkeypatch):
    served, root = alone
    cube, made = official.CUBES[5], []
    row, column = sorted(cube.blocks)[60]
    for name in ("write", "write_block"):
        real = getattr(store_writer, name)
        monkeypatch.setattr(
            store_writer, name, lambda *given, real=real: made.append(given[2:]) or real(*given)
        )
    together = threading.Barrier(8)

    def ask(number: int) -> bytes:
        together.wait()
        status, content, _ = get(
            f"{url(cube, served)}/{'vx' if number % 2 else 'vy'}/0.{row}.{column}"
        )
        assert status == 200
        return content

    with ThreadPoolExecutor(8) as clients:
        assert len(set(clients.map(ask, range(8)))) == 2
    assert made == [(), (row, column)]
    assert len(list(root.rglob(".zmetadata"))) == 1


def test_what_is_made_is_kept_until_its_code_changes(tmp_path):
    cube = official.CUBES[5]
    path = Maker(tmp_path).make_at(cube, *map(float, middle(cube)))
    chunks = [each for each in path.glob("vx/*.*.*")]
    assert len(chunks) == len({each.name.partition(".")[0] for each in chunks})
    made = chunks[0].stat().st_mtime_ns
    Maker(tmp_path).ensure(f"{cube.key}/vx/{chunks[0].name}")
    assert chunks[0].stat().st_mtime_ns == made
    (tmp_path / "official" / "stamp").write_text("of other code")
    (path / "left-behind").touch()
    Maker(tmp_path).ensure(f"{cube.key}/.zmetadata")
    assert not (path / "left-behind").exists()
    assert not chunks[0].exists()


def middle(cube: official.Cube) -> tuple[float, float]:
    row, column = sorted(cube.blocks)[len(cube.blocks) // 2]
    return cube.x[10 * column + 5], cube.y[10 * row + 5]


def test_a_whole_store_can_be_made_for_who_reads_the_folder(tmp_path):
    cube = next(cube for cube in official.CUBES if len(cube.blocks) < 25 and cube.exists)
    path = Maker(tmp_path).make(cube)
    numbers = {tuple(map(int, each.name.split(".")[1:])) for each in path.glob("vx/*.*.*")}
    assert numbers == cube.blocks
    store = opened_folder(path)
    assert store.vx.shape == (store.mid_date.size, cube.y.size, cube.x.size)


def opened_folder(path: Path):
    import xarray as xr

    return xr.open_zarr(str(path), consolidated=True)
