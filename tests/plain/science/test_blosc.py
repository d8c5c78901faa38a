"""Blosc containers against what numcodecs, which is c-blosc itself, packs and unpacks."""

from __future__ import annotations

from contextlib import suppress

import numcodecs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itslive_qgis.science.blosc import BloscError, OtherCodecError, unpacked, values_at

RNG = np.random.default_rng(5)
CHUNK = (2000, 10, 10)  # of a cube, shorter


def series(dtype: str) -> np.ndarray:
    """Numbers as they are in a cube: alike along time, with gaps."""
    wanted = np.dtype(dtype)
    if wanted.kind == "U":
        return np.array(["2A", "8", "1B"])[RNG.integers(0, 3, 5000)].astype(wanted)
    values = RNG.normal(300, 90, CHUNK)
    values[RNG.random(CHUNK) < 0.6] = 0
    return values.astype(wanted)


def packed(values: np.ndarray, **options) -> bytes:
    return bytes(numcodecs.Blosc(**{"cname": "zlib", "clevel": 2, **options}).encode(values))


@pytest.mark.parametrize("shuffle", [0, 1])
@pytest.mark.parametrize("blocksize", [0, 4096, 65_536, 1000])
@pytest.mark.parametrize("dtype", ["<i2", "|u1", "<f4", "<f8", "<U2", "<i8"])
def test_what_c_blosc_packed(dtype, blocksize, shuffle):
    values = series(dtype)
    data = packed(values, shuffle=shuffle, blocksize=blocksize)

    assert unpacked(data) == values.tobytes()
    if dtype != "<U2":
        places = np.sort(RNG.choice(values.size, 300, replace=False))
        np.testing.assert_array_equal(
            values_at(data, values.dtype, places), values.reshape(-1)[places]
        )


@pytest.mark.parametrize("length", [0, 1, 7, 127, 128, 129, 16_383, 100_001])
@pytest.mark.parametrize("dtype", ["<i2", "<f8"])
def test_any_length(length, dtype):
    values = RNG.integers(0, 30_000, length).astype(dtype)
    data = packed(values, shuffle=1, blocksize=2048)

    assert unpacked(data) == values.tobytes()
    np.testing.assert_array_equal(values_at(data, values.dtype, np.arange(length)), values)


@pytest.mark.parametrize("level", [0, 1, 9])
def test_noise_that_does_not_get_smaller(level):
    values = RNG.integers(-(2**15), 2**15, 50_000).astype("<i2")
    data = packed(values, clevel=level)

    assert unpacked(data) == values.tobytes()
    np.testing.assert_array_equal(values_at(data, values.dtype, np.array([3])), values[3:4])


def test_the_series_of_one_pixel():
    values = series("<i2")
    places = np.arange(CHUNK[0]) * 100 + 37

    np.testing.assert_array_equal(values_at(packed(values), values.dtype, places), values[:, 3, 7])


@pytest.mark.parametrize(
    "options", [{"cname": "lz4"}, {"cname": "zstd"}, {"cname": "blosclz"}, {"shuffle": 2}]
)
def test_another_codec_is_told_apart(options):
    data = packed(series("<i2"), **options)
    with pytest.raises(OtherCodecError):
        unpacked(data)
    with pytest.raises(OtherCodecError):
        values_at(data, np.dtype("<i2"), np.array([0]))


@pytest.mark.parametrize("places", [[-1], [200_000], [0, 200_000]])
def test_values_that_are_not_there(places):
    with pytest.raises(BloscError):
        values_at(packed(series("<i2")), np.dtype("<i2"), np.array(places))


@given(data=st.data())
@settings(max_examples=400, deadline=None)
def test_damage_is_an_error_or_other_values(data):
    """It never ends in anything else, whichever bytes are wrong."""
    values = np.arange(3000, dtype="<i2")
    content = bytearray(packed(values, shuffle=data.draw(st.sampled_from([0, 1])), blocksize=2048))
    cut = data.draw(st.integers(0, len(content)))
    for _ in range(data.draw(st.integers(0, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    damaged = bytes(content[:cut] if data.draw(st.booleans()) else content)
    with suppress(BloscError):
        assert len(unpacked(damaged)) < 2**28
    with suppress(BloscError):
        assert values_at(damaged, values.dtype, np.array([0, 2999])).shape == (2,)
