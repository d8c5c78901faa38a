"""The record of a pixel against xarray's, whatever the store is like."""

from __future__ import annotations

import json

import numcodecs
import numpy as np
import pytest

from itslive_qgis.science.blosc import OtherCodecError

from .checks import assert_pixel
from .stores import Cube

KINDS = {
    "as the archive": {},
    "missing by fill_value": {"fill": "fill"},
    "missing by both": {"fill": "both"},
    "float32": {"dtype": "<f4"},
    "float32, missing by fill_value": {"dtype": "<f4", "fill": "fill"},
    "big-endian": {"dtype": ">i2"},
    "int32": {"dtype": "<i4"},
    "not packed": {"compressor": None},
    "zlib": {"compressor": numcodecs.Zlib(level=2)},
    "not shuffled": {"compressor": numcodecs.Blosc("zlib", 2, 0)},
    "small blocks": {"compressor": numcodecs.Blosc("zlib", 2, 1, 4096)},
    "one letter more": {"texts": "<U3"},
    "texts of any length": {"texts": "O"},
    "texts of any length, not packed": {"texts": "O", "compressor": None},
    "a single time chunk": {"chunks": (400, 10, 10)},
    "a time chunk to the last layer": {"layers": 200},
    "chunks that do not divide the grid": {"chunks": (70, 16, 13)},
    "y rising": {"south_first": True, "transform": "none"},
    "without pairs": {"without": ("acquisition_date_img1", "acquisition_date_img2")},
    "without satellites": {"without": ("mission_img1", "satellite_img1")},
    "without errors": {"without": ("vx_error", "vy_error", "date_dt")},
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_pixel_is_what_xarray_reads(archive, make_reader, kind):
    cube = archive.cube(**KINDS[kind])
    archive.list(cube)
    reader = make_reader()
    for column, row in ((0, 0), (31, 27), (39, 29)):
        answer = reader.point(*cube.of_pixel(column, row))

        assert answer.whole
        assert answer.problem is None
        assert (answer.cubes, answer.layers) == ((archive.address(cube),), cube.layers)
        assert not answer.series.derived
        assert_pixel(answer.series, cube, column, row)
        place = answer.series.place
        assert place.crs == "EPSG:3413"
        assert (place.pixel_x, place.pixel_y) == (cube.x[column], cube.y[row])
        assert place.distance == pytest.approx(0, abs=1e-3)


def test_only_the_chunks_of_the_pixel_are_asked_for(archive, make_reader):
    cube = archive.cube()
    archive.list(cube)
    reader = make_reader()
    reader.point(*cube.of_pixel(31, 27))

    wanted = {f"{name}/{time}.2.3" for name in ("vx", "vy", "v", "v_error") for time in range(3)}
    asked = archive.chunks()
    assert len(asked) == len(wanted)
    assert {"/".join(path.split("/")[-2:]) for path in asked} == wanted

    before = len(archive.asked)
    assert_pixel(reader.point(*cube.of_pixel(35, 20)).series, cube, 35, 20)
    assert len(archive.asked) == before  # a neighbour costs nothing


def test_a_missing_value_that_is_none_of_the_numbers(archive, make_reader):
    """NaN fills chunks of float; zeros are values."""
    values = np.zeros((300, 30, 40))
    values[::3] = np.nan
    cube = archive.cube(dtype="<f4", values=(values, values + 2))
    for name in ("vx", "vy"):
        array = cube.raw()[name]
        assert array[1, 0, 0] in (0, 2)
    archive.list(cube)
    answer = make_reader().point(*cube.of_pixel(5, 6))

    assert_pixel(answer.series, cube, 5, 6)
    assert set(answer.series.vx.tolist()) == {0.0}


@pytest.mark.parametrize("without", ["v", "v_error"])
def test_what_the_cube_does_not_hold_is_computed(archive, make_reader, without):
    cube = archive.cube(without=(without,))
    archive.list(cube)
    series = make_reader().point(*cube.of_pixel(5, 6)).series

    assert series.derived
    np.testing.assert_allclose(
        series.v, np.hypot(series.vx, series.vy.astype(float)), atol=0.5, rtol=0
    )


def test_computed_speeds_are_near_the_stored_ones(archive, make_reader):
    """By the archive's rounding, 1 m/yr at most."""
    cube = archive.cube(layers=900)
    archive.list(cube)
    lon, lat = cube.of_pixel(8, 9)
    stored = make_reader().point(lon, lat).series
    other = archive.cube("b", layers=900, without=("v",))
    archive.list(other)
    computed = make_reader().point(lon, lat).series

    assert computed.derived
    assert not stored.derived
    np.testing.assert_array_equal(computed.vx, stored.vx)
    np.testing.assert_allclose(computed.v, stored.v, atol=1, rtol=0)


def test_a_codec_that_is_not_known_here(archive, make_reader):
    cube = archive.cube(compressor=numcodecs.Blosc("lz4", 5, 1))
    archive.list(cube)
    with pytest.raises(OtherCodecError):
        make_reader().point(*cube.of_pixel(5, 6))

    asked = []

    def unpack(configuration, data):
        asked.append(configuration["cname"])
        return bytes(numcodecs.get_codec(dict(configuration)).decode(data))

    answer = make_reader(unpack=unpack).point(*cube.of_pixel(5, 6))
    assert_pixel(answer.series, cube, 5, 6)
    assert set(asked) == {"lz4"}


def test_filters_that_are_not_known_here(archive, make_reader):
    cube = archive.cube()
    cube.change("vx", cube.raw()["vx"][:], filters=[numcodecs.Delta("<i2")])
    archive.list(cube)
    with pytest.raises(OtherCodecError, match="delta"):
        make_reader().point(*cube.of_pixel(5, 6))


def test_dates_are_exact_to_the_nanosecond(archive, make_reader):
    """The digits below a second tell pairs apart; the real example of the archive among them."""
    first = np.array(["2018-11-24T03:19:43.374202112", "1999-12-31T23:59:59.999999999"] * 20)
    pairs = first.astype("datetime64[ns]") + np.arange(40).astype("timedelta64[ns]")
    cube = archive.cube(layers=40, values=(np.ones((40, 30, 40)),) * 2, pairs=(pairs, pairs))
    cube.change("mid_date", pairs.astype(np.int64), units="nanoseconds since 1970-01-01")
    archive.list(cube)
    series = make_reader().point(*cube.of_pixel(0, 0)).series

    np.testing.assert_array_equal(series.mid_date, np.sort(pairs))
    assert len(set(series.mid_date.tolist())) == 40


@pytest.mark.parametrize(
    ("units", "step"),
    [
        ("days since 1970-01-01", 86_400.0),
        ("day since 1970-01-01", 86_400.0),
        ("Hours since 1900-01-01 00:00:00", 3_600.0),
        ("seconds since 2000-01-01T00:00:00", 1.0),
        ("seconds since 2000-01-01 12:00:00.5", 1.0),
        ("milliseconds since 1970-01-01 00:00:00", 1e-3),
    ],
)
@pytest.mark.parametrize("dtype", ["<f8", "<i8", "<i4"])
def test_units_of_dates_are_read_as_xarray_reads_them(archive, make_reader, units, step, dtype):
    cube = archive.cube(layers=30, values=(np.ones((30, 30, 40)),) * 2)
    counted = np.random.default_rng(3).uniform(1e8, 2e8, 30) / step
    counted = np.clip(counted, 0, 2**31 - 1).astype(dtype)
    cube.change("mid_date", counted, units=units)
    archive.list(cube)
    series = make_reader().point(*cube.of_pixel(0, 0)).series

    wanted = np.sort(cube.opened()["mid_date"].values)
    np.testing.assert_array_equal(series.mid_date, wanted)


def test_layers_without_a_date_have_no_row(archive, make_reader):
    cube = archive.cube(layers=30, values=(np.ones((30, 30, 40)),) * 2)
    days = np.arange(30, dtype="<f8")
    days[4] = np.nan
    cube.change("mid_date", days, units="days since 2000-01-01")
    archive.list(cube)
    series = make_reader().point(*cube.of_pixel(0, 0)).series

    assert series.layer.tolist() == [0, 1, 2, 3, *range(5, 30)]


def test_a_cube_may_hold_what_nobody_knows(archive, make_reader):
    """Arrays of tomorrow do not keep those of today from being read."""
    cube = archive.cube(extra={"news": np.array(["2020-01-01"] * 300, "datetime64[D]")})
    archive.list(cube)
    path = cube.path / ".zmetadata"
    path.write_text(path.read_text().replace('"<M8[D]"', '"float128 of tomorrow"'))
    answer = make_reader().point(*cube.of_pixel(3, 4))

    assert_pixel(answer.series, _known(cube), 3, 4)


def _known(cube: Cube) -> Cube:
    """The same without what nobody knows."""
    path = cube.path / ".zmetadata"
    told = json.loads(path.read_text())
    told["metadata"] = {
        key: each for key, each in told["metadata"].items() if not key.startswith("news/")
    }
    path.write_text(json.dumps(told))
    return cube
