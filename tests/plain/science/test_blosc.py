"""Blosc containers against what numcodecs, which is c-blosc itself, packs and unpacks."""

from __future__ import annotations

from contextlib import suppress

import numcodecs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itslive_qgis.science.blosc import (
    BloscError,
    OtherCodecError,
    Unpacked,
    columns,
    part,
    unpacked_size,
)

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

    found = Unpacked(data)
    assert found.tobytes() == values.tobytes()
    for first, step in ((0, 1), (7, 1), (0, 100), (37, 100), (99, 100), (5000, 1000), (4999, 7)):
        wanted = values.reshape(-1)[first::step]
        np.testing.assert_array_equal(found.values(values.dtype, first, step), wanted)
        further = [first, first + 1]
        both = columns(data, values.dtype, further, step)
        np.testing.assert_array_equal(both[0], wanted)
        np.testing.assert_array_equal(both[1], values.reshape(-1)[first + 1 :: step])
    assert unpacked_size(data) == values.nbytes
    if values.dtype.kind != "U":
        np.testing.assert_array_equal(found.in_order(values.dtype), values.reshape(-1))


@pytest.mark.parametrize("length", [0, 1, 7, 127, 128, 129, 16_383, 100_001])
@pytest.mark.parametrize("dtype", ["<i2", "<f8"])
def test_any_length(length, dtype):
    values = RNG.integers(0, 30_000, length).astype(dtype)
    data = packed(values, shuffle=1, blocksize=2048)

    found = Unpacked(data)
    assert found.tobytes() == values.tobytes()
    assert found.nbytes == values.nbytes
    np.testing.assert_array_equal(found.values(values.dtype), values)


@pytest.mark.parametrize("level", [0, 1, 9])
def test_noise_that_does_not_get_smaller(level):
    values = RNG.integers(-(2**15), 2**15, 50_000).astype("<i2")
    data = packed(values, clevel=level)

    found = Unpacked(data)
    assert found.tobytes() == values.tobytes()
    np.testing.assert_array_equal(found.values(values.dtype, 3, 1000), values[3::1000])


def test_the_series_of_one_pixel():
    values = series("<i2")
    found = Unpacked(packed(values)).values(values.dtype, 37, 100)

    np.testing.assert_array_equal(found, values[:, 3, 7])


def test_an_item_of_another_size_than_the_values():
    values = RNG.normal(0, 9, 4000)
    data = packed(values.view("<i2"), shuffle=1)

    np.testing.assert_array_equal(Unpacked(data).values(values.dtype, 3, 10), values[3::10])


@pytest.mark.parametrize(
    "options", [{"cname": "lz4"}, {"cname": "zstd"}, {"cname": "blosclz"}, {"shuffle": 2}]
)
def test_another_codec_is_told_apart(options):
    data = packed(series("<i2"), **options)
    with pytest.raises(OtherCodecError):
        Unpacked(data)


def test_bytes_that_are_no_such_values():
    with pytest.raises(BloscError):
        Unpacked(packed(np.zeros(3, "|u1"))).values(np.dtype("<i2"))


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
        found = Unpacked(damaged)
        assert found.nbytes == len(found.tobytes()) < 2**28
        found.values(values.dtype, 3, 100)
    with suppress(BloscError):
        (found,) = columns(damaged, values.dtype, [3], 100)
        assert len(found) == len(range(3, unpacked_size(damaged) // 2, 100))


@pytest.mark.parametrize("shuffle", [0, 1])
@pytest.mark.parametrize("blocksize", [0, 4096, 1000])
@pytest.mark.parametrize("dtype", ["<i2", "<f8", "<U2"])
def test_parts(dtype, blocksize, shuffle):
    values = series(dtype)
    data, plain = packed(values, shuffle=shuffle, blocksize=blocksize), values.tobytes()
    size = len(plain)
    for start, stop in ((0, 1), (0, size), (size - 1, size), (999, 1001), (4095, 12_289)):
        assert part(data, start, stop, size) == plain[start:stop]
    for start, stop, told in ((0, size + 1, size), (5, 5, size), (-1, 5, size), (0, 5, size - 1)):
        with pytest.raises(BloscError):
            part(data, start, stop, told)
    with pytest.raises(BloscError):
        part(data[: len(data) // 2], 0, 1, size)
    with pytest.raises(OtherCodecError):
        part(packed(values, cname="lz4"), 0, 1, size)
