"""Chunks against numcodecs, and the memory that keeps them."""

from __future__ import annotations

import struct
import threading
import zlib
from contextlib import suppress

import numcodecs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itslive_qgis.science.blosc import OtherCodecError
from itslive_qgis.series.chunks import Chunk, ChunkMemory, DamagedChunkError
from itslive_qgis.series.zarr_meta import TEXTS, ArrayInfo

RNG = np.random.default_rng(8)
SHAPE = (40, 5, 7)
VALUES = RNG.integers(-900, 900, SHAPE).astype("<i2")
BLOSC = {"id": "blosc", "cname": "zlib", "clevel": 2, "shuffle": 1, "blocksize": 0}


def info(compressor=None, dtype="<i2", chunks=SHAPE, filters=()) -> ArrayInfo:
    return ArrayInfo("vx", chunks, chunks, np.dtype(dtype), compressor, filters, (), (), {})


def packed(values: np.ndarray, compressor) -> bytes:
    return bytes(numcodecs.get_codec(dict(compressor)).encode(values))


@pytest.mark.parametrize("dtype", ["<i2", ">i2", "<f4", "|u1", "<i8"])
@pytest.mark.parametrize("compressor", [None, BLOSC, {"id": "zlib", "level": 3}])
def test_each_series_is_the_arrays(dtype, compressor):
    values = VALUES.astype(dtype)
    data = values.tobytes() if compressor is None else packed(values, compressor)
    chunk = Chunk(info(compressor, dtype), data)
    for row in range(5):
        for column in range(7):
            np.testing.assert_array_equal(chunk.column(row, column), values[:, row, column])
    assert chunk.nbytes == values.nbytes


@pytest.mark.parametrize("compressor", [None, BLOSC, {"id": "zlib", "level": 3}])
def test_texts_of_any_length(compressor):
    texts = np.array(["L", "", "S", "Zürich", "冰川", "8.0"] * 3, dtype=object)
    plain = bytes(numcodecs.VLenUTF8().encode(texts))
    data = plain if compressor is None else packed(np.frombuffer(plain, "u1"), compressor)
    told = info(compressor, "|O", (18,), ({"id": TEXTS},))
    assert Chunk(told, data).column().tolist() == texts.tolist()

    for cut in range(len(plain)):
        with pytest.raises(DamagedChunkError):
            Chunk(info(None, "|O", (18,), ({"id": TEXTS},)), plain[:cut])


@pytest.mark.parametrize("compressor", [None, BLOSC, {"id": "zlib", "level": 3}])
def test_a_chunk_of_another_array(compressor):
    for values in (VALUES[:-1], VALUES.astype("<i4"), VALUES[:0]):
        data = values.tobytes() if compressor is None else packed(values, compressor)
        with pytest.raises(DamagedChunkError):
            Chunk(info(compressor), data)


OTHERS = [
    {**BLOSC, "cname": "lz4"},
    {**BLOSC, "cname": "zstd"},
    {**BLOSC, "shuffle": 2},
    {"id": "zstd", "level": 1},
    {"id": "gzip", "level": 1},
    {"id": "bz2", "level": 1},
]


@pytest.mark.parametrize("compressor", OTHERS, ids=str)
def test_what_others_can_unpack(compressor):
    values = np.arange(VALUES.size, dtype="<i2").reshape(SHAPE)  # which do get smaller
    data = packed(values, compressor)
    with pytest.raises(OtherCodecError):
        Chunk(info(compressor), data)

    def unpack(told, content):
        return bytes(numcodecs.get_codec(dict(told)).decode(content))

    np.testing.assert_array_equal(
        Chunk(info(compressor), data, unpack).column(3, 4), values[:, 3, 4]
    )

    def fails(told, content):
        raise ValueError("damaged")

    with pytest.raises(DamagedChunkError):
        Chunk(info(compressor), data, fails)
    with pytest.raises(DamagedChunkError):
        Chunk(info(compressor), data, lambda *_: b"too short")


def test_filters_are_not_known_here():
    with pytest.raises(OtherCodecError):
        Chunk(info(filters=({"id": "delta"},)), VALUES.tobytes())


def test_blocks_without_end_are_not_tried():
    """A header that tells of millions of blocks ends at once, not in all memory."""
    data = bytearray(packed(VALUES, BLOSC))
    struct.pack_into("<ii", data, 4, 2**27, 1)
    with pytest.raises(DamagedChunkError):
        Chunk(info(BLOSC), bytes(data))


@given(content=st.binary(max_size=400), kind=st.sampled_from(["blosc", "zlib", "none", "texts"]))
@settings(max_examples=400, deadline=None)
def test_any_bytes_are_a_chunk_or_none(content, kind):
    compressor = {"blosc": BLOSC, "zlib": {"id": "zlib"}}.get(kind)
    texts = {"dtype": "|O", "chunks": (3,), "filters": ({"id": TEXTS},)}
    told = info(compressor, **(texts if kind == "texts" else {"chunks": (10, 2, 2)}))
    for data in (content, zlib.compress(content)):
        with suppress(DamagedChunkError):
            chunk = Chunk(told, data)
            assert chunk.column(*(0,) * (len(told.shape) - 1)).size == told.shape[0]


@given(data=st.data())
@settings(max_examples=300, deadline=None)
def test_any_damage_is_noticed_or_in_the_values(data):
    content = bytearray(packed(VALUES, BLOSC))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with suppress(DamagedChunkError):
        assert Chunk(info(BLOSC), bytes(content)).column(4, 6).shape == (40,)


def plain(size: int) -> Chunk:
    return Chunk(info(dtype="|u1", chunks=(size,)), bytes(size))


def test_memory_keeps_what_was_asked_for_last():
    memory = ChunkMemory(100)
    for name in "abc":
        memory.put(name, plain(30))
    assert memory.get("a")[1].nbytes == 30
    memory.put("d", plain(30))

    assert memory.get("b") == (False, None)
    assert all(memory.get(name)[0] for name in "acd")


def test_memory_is_never_more_than_its_limit():
    memory, kept = ChunkMemory(1000), {}
    for number in range(300):
        size = int(RNG.integers(1, 400))
        name = f"{RNG.integers(0, 60)}"
        memory.put(name, plain(size))
        kept.setdefault(name, size)
        held = {name: memory.get(name) for name in kept}
        kept = {name: chunk.nbytes for name, (known, chunk) in held.items() if known}
        assert sum(kept.values()) <= 1000, number


def test_one_too_large_drives_no_other_out():
    memory = ChunkMemory(100)
    memory.put("a", plain(90))
    memory.put("b", plain(101))
    assert memory.get("a")[0]
    assert memory.get("b") == (False, None)


def test_what_the_store_leaves_out_is_known():
    memory = ChunkMemory(10)
    memory.put("a", None)
    assert memory.get("a") == (True, None)
    assert memory.get("b") == (False, None)


def test_memory_of_many_threads():
    memory = ChunkMemory(500)
    failures = []

    def work(seed):
        rng = np.random.default_rng(seed)
        for _ in range(400):
            name = str(rng.integers(0, 30))
            known, chunk = memory.get(name)
            if known and chunk.nbytes != 20 + int(name):
                failures.append(name)
            memory.put(name, plain(20 + int(name)))

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sizes = [memory.get(str(name))[1] for name in range(30)]
    assert not failures
    assert 0 < sum(chunk.nbytes for chunk in sizes if chunk is not None) <= 500
