"""Official cubes of another codec than zlib, which QGIS's own process asks the worker for."""

from __future__ import annotations

from dataclasses import asdict

import numcodecs
import numpy as np
import pytest
import zarr

from itslive_qgis.archive.http import Network
from itslive_qgis.errors import ItsliveError
from itslive_qgis.series import by_worker
from itslive_qgis.series.kept import read_record, write_record
from itslive_qgis.series.pixels import MEAN, Sampling
from itslive_qgis.series.reader import SeriesReader
from tests.plain.series.checks import assert_pixel
from tests.plain.series.served import CATALOGUE, ServedArchive
from tests.plain.series.stores import PACKED

LZ4 = numcodecs.Blosc("lz4", 5, numcodecs.Blosc.BITSHUFFLE)


@pytest.fixture
def archive(tmp_path):
    with ServedArchive(tmp_path / "archive") as served:
        yield served


@pytest.fixture
def network() -> Network:
    return Network(connect_timeout=2, read_timeout=2, attempts=2, backoff=0.01)


@pytest.fixture
def reader(archive, network):
    """As QGIS has it: without anything that unpacks what it does not know itself."""
    reader = SeriesReader(network, catalogue=f"{archive.url}/{CATALOGUE}")
    yield reader
    reader.close()


@pytest.fixture
def helper(archive, network, warm_worker) -> by_worker.Helper:
    reach = {"network": asdict(network), "cache": "", "limit": 0}
    return by_worker.Helper(warm_worker.call, f"{archive.url}/{CATALOGUE}", reach)


@pytest.mark.parametrize("codec", [LZ4, numcodecs.Zstd(3), numcodecs.LZMA(preset=1)])
def test_a_codec_that_only_the_worker_knows(archive, reader, helper, codec):
    cube = archive.cube(compressor=codec)
    archive.list(cube)
    answer = by_worker.point(reader, *cube.of_pixel(31, 27), helper)

    assert answer.whole
    assert answer.problem is None
    assert (answer.cubes, answer.layers) == ((archive.address(cube),), cube.layers)
    assert_pixel(answer.series, cube, 31, 27)
    assert answer.series.place.pixel_x == cube.x[31]


def test_points_of_both_kinds_of_cubes_and_of_none(archive, reader, helper):
    """What is read here stays, and the worker is asked for the others alone."""
    usual = archive.cube("a", compressor=PACKED)
    other = archive.cube("b", compressor=LZ4, corner=(-150_007.5, -2_199_992.5), seed=2)
    archive.list(usual, other)
    places = [other.of_pixel(3, 4), usual.of_pixel(5, 6), (0.0, 0.0), other.of_pixel(30, 20)]
    asked = []

    def call(method, parameters, monitor):
        asked.extend(parameters["points"])
        return helper.call(method, parameters, monitor)

    helping = by_worker.Helper(call, helper.catalogue, helper.reach)
    found = dict(by_worker.points(reader, places, helping))

    assert sorted(found) == [0, 1, 2, 3]
    assert_pixel(found[0].series, other, 3, 4)
    assert_pixel(found[1].series, usual, 5, 6)
    assert found[2].series is None
    assert_pixel(found[3].series, other, 30, 20)
    assert sorted(asked) == sorted([list(places[0]), list(places[3])])


def test_the_way_of_sampling_reaches_the_worker(archive, reader, helper):
    cube = archive.cube(compressor=LZ4)
    archive.list(cube)
    answer = by_worker.point(reader, *cube.of_pixel(20, 15), helper, Sampling(MEAN, 130.0))
    assert answer.series.place.pixels == 5
    rows, columns = [15, 14, 16, 15, 15], [20, 20, 20, 19, 21]
    data = cube.opened()
    five = {name: data[name].values[:, rows, columns] for name in ("vx", "vy")}
    five["vx"][np.isnan(five["vy"])] = np.nan  # a vector counts with both of its components
    kept = np.flatnonzero(np.isfinite(five["vx"]).sum(axis=1) >= 3)
    assert sorted(answer.series.layer.tolist()) == kept.tolist()
    expected = np.nanmean(five["vx"][answer.series.layer].astype(float), axis=1)
    np.testing.assert_allclose(answer.series.vx, expected, rtol=1e-5, atol=1e-4)


def test_what_nobody_can_unpack_is_told(archive, reader, helper):
    cube = archive.cube()
    cube.change("vx", cube.raw()["vx"][:], filters=[numcodecs.Delta("<i2")])
    archive.list(cube)
    with pytest.raises(ItsliveError) as caught:
        by_worker.point(reader, *cube.of_pixel(3, 4), helper)
    assert caught.value.code == "other_codec"
    assert "stored in a way that is not known here" in str(caught.value)
    assert "download granules" in str(caught.value)


def test_a_chunk_of_another_codec_that_is_damaged_is_told(archive, reader, helper):
    cube = archive.cube(compressor=LZ4)
    archive.list(cube)
    chunk = cube.path / "vx" / "0.0.0"
    data = bytearray(chunk.read_bytes())
    data[40:-40] = bytes(len(data) - 80)
    chunk.write_bytes(bytes(data))
    with pytest.raises(RuntimeError):
        zarr.open_consolidated(str(cube.path), mode="r")["vx"][:100, 0, 0]
    answer = by_worker.point(reader, *cube.of_pixel(3, 4), helper)
    assert not answer.whole
    assert answer.problem.code == "damaged_chunk"
    assert "damaged in the archive" in str(answer.problem)


def test_a_record_comes_back_from_its_file_as_it_was(archive, reader, tmp_path):
    cube = archive.cube()
    archive.list(cube)
    series = reader.point(*cube.of_pixel(3, 4)).series
    write_record(tmp_path / "one.npz", series)
    again = read_record(tmp_path / "one.npz")
    assert_pixel(again, cube, 3, 4)
    assert again.place == series.place
    assert (again.sources, again.satellites) == (series.sources, series.satellites)
    assert (again.derived, again.granules) == (series.derived, ())
