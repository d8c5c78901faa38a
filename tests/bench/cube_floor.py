"""The least that building a cube can cost on this machine: what cube builders are held against.

Both floors open each granule with h5py and read the stored chunks that lie under the polygon, of
all seven variables. They make no cube of them.

- ``anchor FOLDER AREA.json``: inflates each with stock zlib in one thread. The time of the old way
  (``seed_cube.py``) is 9 to 13 times this, or it is not the old way.
- ``ours FOLDER AREA.json BLOCKS OUTPUT``: inflates with libdeflate in two threads, then compresses
  what a cube is made of, the blocks in the file BLOCKS, as fast as libdeflate can, and writes that
  to one file.
:func:`take_blocks` takes these blocks from a finished cube: what its compressor was given, shuffled
bytes in the cube's own block shape.

Run as ``python -m tests.bench.cube_floor``; the floors print as JSON how many seconds they
took without their imports, and how many chunks and bytes they inflated.
"""

from __future__ import annotations

import json
import math
import mmap
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import h5py
import numpy as np
import pyproj

from tests.bench.cube_variables import VARIABLES
from tests.bench.deflate import Deflate

THREADS = 2
FASTEST = 1  # level of compression

Inflate = Callable[[bytes, int], int]


@dataclass
class Work:
    """What was inflated."""

    chunks: int = 0
    bytes: int = 0


@cache
def _extent(area: str, epsg: int) -> tuple[float, float, float, float]:
    """Where the polygon lies in a projection: x and y from, x and y to, metres."""
    ring = np.array(json.loads(area)["coordinates"][0])
    steps = np.linspace(0, 1, 21)[:, None]
    line = np.concatenate([a + (b - a) * steps for a, b in zip(ring[:-1], ring[1:])])
    to_map = pyproj.Transformer.from_crs(4326, epsg, always_xy=True)
    x, y = to_map.transform(*line.T)
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())


def _stored_chunks(file: h5py.File, area: str) -> Iterator[tuple[bytes, int]]:
    """Each stored chunk under the polygon, and how many bytes it holds."""
    epsg = int(file["mapping"].attrs["spatial_epsg"][0])
    x_from, y_from, x_to, y_to = _extent(area, epsg)
    left, top = file["x"][0], file["y"][0]
    cell = float(file["x"][1] - left)
    rows = int((top - y_to) // cell), math.ceil((top - y_from) / cell)
    columns = int((x_from - left) // cell), math.ceil((x_to - left) / cell)
    for name in VARIABLES:
        variable = file[name]
        high, wide = variable.chunks
        size = high * wide * variable.dtype.itemsize
        for row in range(rows[0] // high * high, rows[1] + 1, high):
            for column in range(columns[0] // wide * wide, columns[1] + 1, wide):
                _mask, stored = variable.id.read_direct_chunk((row, column))
                yield stored, size


def _inflate_granule(path: Path, area: str, inflate: Inflate) -> Work:
    work = Work()
    with h5py.File(path, "r") as file:
        for stored, size in _stored_chunks(file, area):
            got = inflate(stored, size)
            if got != size:
                raise RuntimeError(f"a chunk of {path.name} has {got} bytes, not {size}")
            work.chunks += 1
            work.bytes += got
    return work


def _summed(parts: list[Work]) -> Work:
    return Work(sum(part.chunks for part in parts), sum(part.bytes for part in parts))


def anchor_floor(folder: Path, area: str) -> Work:
    """Read and inflate with stock zlib, one after the other."""

    def inflate(stored: bytes, size: int) -> int:
        return len(zlib.decompress(stored, bufsize=size))

    return _summed([_inflate_granule(path, area, inflate) for path in sorted(folder.glob("*.nc"))])


def our_floor(folder: Path, area: str, blocks: Path, output: Path) -> Work:
    """Read and inflate with the fastest inflater, compress a cube's blocks, write them."""
    own = threading.local()

    def deflate() -> Deflate:
        if not hasattr(own, "deflate"):
            own.deflate = Deflate(FASTEST)
        return own.deflate

    def granule(path: Path) -> Work:
        return _inflate_granule(path, area, deflate().inflate)

    with ThreadPoolExecutor(THREADS) as pool, open(output, "wb") as written:
        work = _summed(list(pool.map(granule, sorted(folder.glob("*.nc")))))
        with open(blocks, "rb") as file, mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as held:
            lengths = json.loads(_index(blocks).read_text())
            ends = np.cumsum(lengths)
            spans = [slice(end - length, end) for end, length in zip(ends, lengths)]
            for compressed in pool.map(lambda span: deflate().compress(held[span]), spans):
                written.write(compressed)
    return work


def _index(blocks: Path) -> Path:
    return blocks.with_suffix(".json")


def take_blocks(cube: Path, blocks: Path) -> None:
    """Take from a cube what its compressor was given; beside it go the lengths."""
    lengths = []
    with h5py.File(cube, "r") as file, open(blocks, "wb") as written:
        for variable in file.values():
            if variable.compression != "gzip" or variable.ndim < 3:
                continue
            for number in range(variable.id.get_num_chunks()):
                place = variable.id.get_chunk_info(number).chunk_offset
                _mask, stored = variable.id.read_direct_chunk(place)
                lengths.append(written.write(zlib.decompress(stored)))
    _index(blocks).write_text(json.dumps(lengths), encoding="utf-8")


def main() -> None:
    how, *arguments = sys.argv[1:]
    paths = [Path(argument) for argument in arguments]
    started = time.perf_counter()
    folder, area = paths[0], paths[1].read_text()
    work = anchor_floor(folder, area) if how == "anchor" else our_floor(folder, area, *paths[2:])
    inner = time.perf_counter() - started
    print(json.dumps({"inner": inner, "chunks": work.chunks, "bytes": work.bytes}))


if __name__ == "__main__":
    main()
