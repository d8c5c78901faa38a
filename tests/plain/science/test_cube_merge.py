"""Blocks of two sources put into one order: against the layers themselves, as numpy orders them."""

from __future__ import annotations

import tracemalloc
import zlib
from collections.abc import Callable

import numpy as np
import pytest

from itslive_qgis.science import cube_merge
from itslive_qgis.science.blocks import Chunks, Shape
from itslive_qgis.science.cube_merge import Merged, Source
from itslive_qgis.science.grid import Grid

FILL = -32767


def shape_of(side: int, depth: int, cut: int) -> Shape:
    return Shape(Grid("EPSG:3413", 0.0, 0.0, 120.0, 120.0, side, side), ("vx",), (depth, cut, cut))


def packed(values: np.ndarray, shape: Shape) -> Callable[[int], Chunks]:
    """The blocks of layers as the format has them: cut, shuffled, deflated by zlib itself."""
    depth, cut, _ = shape.block

    def chunks(number: int) -> Chunks:
        found: Chunks = {}
        for down in range(-(-values.shape[1] // cut)):
            for across in range(-(-values.shape[2] // cut)):
                rows, columns = (slice(n * cut, n * cut + cut) for n in (down, across))
                part = values[number * depth : (number + 1) * depth, rows, columns]
                block = np.full(shape.block, FILL, "<i2")
                block[tuple(map(slice, part.shape))] = part
                if (part != FILL).any():
                    bytes_ = block.reshape(-1).view(np.uint8).reshape(-1, 2).T.tobytes()
                    found["vx", down, across] = zlib.compress(bytes_, 1)
        return found

    return chunks


def unpacked(chunks: Chunks, shape: Shape, side: int) -> np.ndarray:
    depth, cut, _ = shape.block
    whole = np.full((depth, side + cut, side + cut), FILL, "<i2")
    for (_, down, across), stream in chunks.items():
        bytes_ = np.frombuffer(zlib.decompress(stream), np.uint8).reshape(2, -1).T.copy()
        rows, columns = (slice(n * cut, n * cut + cut) for n in (down, across))
        whole[:, rows, columns] = bytes_.view("<i2").reshape(shape.block)
    return whole[:, :side, :side]


def source(values: np.ndarray, shape: Shape) -> Source:
    layers = [{"number": int(each[0, 0])} for each in values]
    return Source(layers, packed(values, shape), values.nbytes)


def layers(rng: np.random.Generator, count: int, side: int) -> np.ndarray:
    values = rng.integers(-3000, 3000, (count, side, side)).astype("<i2")
    values[rng.random(count) < 0.3, : side // 2] = FILL
    values[:, 0, 0] = rng.permutation(10_000)[:count]
    return values


@pytest.mark.parametrize("seed", range(12))
def test_layers_in_any_order_come_out_as_they_are(seed):
    rng = np.random.default_rng(seed)
    side, shape = 23, shape_of(23, int(rng.integers(1, 6)), 10)
    counts = int(rng.integers(1, 30)), int(rng.integers(0, 12))
    both = [layers(rng, count, side) for count in counts]
    order = [(which, n) for which in (0, 1) for n in range(counts[which])]
    if seed % 3 == 0:  # as nobody has them, but nothing says so
        rng.shuffle(order)
    elif seed % 3 == 1:  # each source in its own order, some of the old ones left out
        keys = [np.sort(rng.random(count)) for count in counts]
        order = sorted(order, key=lambda each: keys[each[0]][each[1]])
        order = [each for each in order if each[0] or rng.random() < 0.8] or [(0, 0)]
    order = [(int(which), int(n)) for which, n in order]
    merged = Merged(shape, [source(each, shape) for each in both], order)

    blocks = merged.packed()
    told = [layer["number"] for block in blocks for layer in block.layers]
    assert told == [int(both[which][n][0, 0]) for which, n in order]
    assert blocks[-1].stop == len(order)
    found = [unpacked(merged.chunks(number), shape, side) for number in range(len(blocks))]
    held = np.concatenate(found)
    np.testing.assert_array_equal(held[: len(order)], [both[which][n] for which, n in order])
    assert (held[len(order) :] == FILL).all()


def test_what_lies_as_it_is_wanted_is_handed_on_packed(monkeypatch):
    """Five full blocks of old layers and two of new ones: no stream is opened, none made."""
    rng = np.random.default_rng(3)
    shape = shape_of(20, 4, 10)
    both = [source(layers(rng, count, 20), shape) for count in (20, 7)]
    order = [(0, n) for n in range(20)] + [(1, n) for n in range(7)]
    merged = Merged(shape, both, order)
    for name in ("inflate", "deflate"):
        monkeypatch.setattr(cube_merge, name, None)
    for number in range(5):
        assert merged.chunks(number) == both[0].blocks(number)
    for number in (5, 6):
        assert merged.chunks(number) == both[1].blocks(number - 5)


def test_memory_does_not_grow_with_the_cube():
    """Every block of the new cube is packed anew; what is held at once stays that of a few."""
    shape, side = shape_of(160, 8, 40), 160
    block = 2 * 8 * side * side

    def peak(count: int) -> int:
        rng = np.random.default_rng(count)
        blocks = packed(layers(rng, 8, side), shape)
        old, new = (Source([{}] * n, lambda _: blocks(0), block) for n in (count, count))
        order = [(which, n) for n in range(count) for which in (0, 1)]
        merged = Merged(shape, [old, new], order)
        tracemalloc.start()
        for number in range(len(order) // 8):
            merged.chunks(number)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    few, many = peak(16), peak(160)
    assert many < 1.3 * few
    assert many < 6 * block
