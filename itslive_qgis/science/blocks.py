"""Finished layers of a cube, packed as the file will hold them, some layers at a time.

A block is made in memory, kept in a file of its own beside the cube to be, and copied into the cube
when all are there: so memory does not grow with the number of granules, and a build that was killed
goes on after the last of its blocks.
"""

from __future__ import annotations

import json
import os
import re
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from .cube_schema import BLOCK, days, plane_of
from .granule import GranuleHeader
from .grid import Grid
from .inflate import deflate
from .placement import Layer

#: Packed blocks by variable, and by row and column of blocks.
Chunks = dict[tuple[str, int, int], bytes]

_PLAN = "plan"
_OURS = re.compile(r"\d{6}\.(block|part)")
#: Layers of large grids are packed before a block is full, so that memory stays bounded.
PENDING_BYTES = 64_000_000


@dataclass(frozen=True)
class Shape:
    """How the variables of a cube are cut into stored blocks.

    Attributes:
        grid: the cube's pixels.
        names: of the variables (mid_date, y, x).
        block: layers, rows and columns of one block.
    """

    grid: Grid
    names: tuple[str, ...]
    block: tuple[int, int, int]

    @classmethod
    def of(cls, grid: Grid, names: Sequence[str]) -> Shape:
        """The shape for a grid: blocks of even size, as many layers as memory bears."""
        cells = 2 * len(names) * grid.nx * grid.ny
        layers = min(max(PENDING_BYTES // cells, 1), BLOCK[0])
        rows, columns = (_even(size, most) for size, most in zip((grid.ny, grid.nx), BLOCK[1:]))
        return cls(grid, tuple(names), (layers, rows, columns))


@dataclass(frozen=True)
class Packed:
    """Some finished layers.

    Attributes:
        first: number of the plan's pair that comes first after the block before.
        stop: number of the first pair that is not in it.
        layers: for each layer what the cube tells of it, JSON-able, see :func:`record_of`.
        skipped: for each granule left out, ``Skipped.to_dict``.
        chunks: of each variable the packed blocks by row and column of blocks; those without any
            value are left out.
        size: bytes of all packed blocks.
    """

    first: int
    stop: int
    layers: list[dict[str, Any]]
    skipped: list[dict[str, Any]]
    chunks: Chunks
    size: int


def record_of(header: GranuleHeader, layer: Layer, inside: int) -> dict[str, Any]:
    """What a cube tells of a layer; ``inside`` is the number of the area's cells."""
    return {
        "mid": header.mid_date.isoformat(),
        "date_1": days(header.date_1),
        "date_2": days(header.date_2),
        "satellite": header.satellite,
        "granule": header.granule_id,
        "filled_from": " ".join(layer.filled_from),
        "date_dt": header.separation_days,
        "vx_error": layer.vx_error,
        "vy_error": layer.vy_error,
        "stable_shift_x": header.stable_shift_x,
        "stable_shift_y": header.stable_shift_y,
        "stable_shift_flag": header.stable_shift_flag,
        "valid_percent": 100 * layer.valid / inside,
        "filled_percent": 100 * layer.filled / inside,
        "source_epsg": header.epsg,
        "reprojected": int(layer.reprojected),
        "map_scale_corrected": int(header.ground_metres),
        "v_derived": int(header.speed_derived or layer.reprojected),
    }


def pack(shape: Shape, planes: Sequence[Mapping[str, np.ndarray]]) -> Chunks:
    """Pack the pixels of some layers, at most as many as a block has.

    Args:
        shape: how the cube is cut.
        planes: for each layer its variables, (ny, nx) each.
    """
    chunks = {}
    _, high, wide = shape.block
    for name in shape.names:
        dtype, fill, _ = plane_of(name)
        for top in range(0, shape.grid.ny, high):
            for left in range(0, shape.grid.nx, wide):
                block = np.full(shape.block, fill, dtype)
                for layer, plane in enumerate(planes):
                    part = plane[name][top : top + high, left : left + wide]
                    block[layer, : part.shape[0], : part.shape[1]] = part
                if (block != fill).any():
                    chunks[name, top // high, left // wide] = deflate(shuffled(block))
    return chunks


def shuffled(block: np.ndarray) -> np.ndarray:
    """All first bytes, then all second ones: HDF5's shuffle filter, uint8 (item, values)."""
    item = block.dtype.itemsize
    return np.ascontiguousarray(block.reshape(-1).view(np.uint8).reshape(-1, item).T)


def unshuffled(data: np.ndarray, dtype: np.dtype, shape: tuple[int, ...]) -> np.ndarray:
    """The inverse of :func:`shuffled`."""
    return np.ascontiguousarray(data.reshape(dtype.itemsize, -1).T).view(dtype).reshape(shape)


class Spool:
    """The finished blocks of a cube, in a folder of their own.

    Args:
        folder: where they are, made when needed.
        plan: what tells the cube from others; blocks of another plan are removed.
    """

    def __init__(self, folder: Path, plan: str) -> None:
        self._folder = folder
        self._plan = plan

    def finished(self) -> list[Packed]:
        """The blocks that follow on each other from the first, without their chunks.

        Raises:
            OSError: the disk takes nothing.
        """
        if self._told() != self._plan:
            self.remove()
        found: list[Packed] = []
        while True:
            block = self._head(len(found))
            if block is None or block.first != (found[-1].stop if found else 0):
                return found
            found.append(block)

    def add(self, number: int, block: Packed) -> None:
        """Keep a block; it counts from the moment that its file has its name.

        Raises:
            OSError: the disk does not take it.
        """
        self._folder.mkdir(exist_ok=True)
        if self._told() != self._plan:
            (self._folder / _PLAN).write_text(self._plan, encoding="utf-8")
        part = self._path(number).with_suffix(".part")
        with part.open("wb") as file:
            _write(file, block)
        os.replace(part, self._path(number))

    def chunks(self, number: int) -> Chunks:
        """The packed blocks of block ``number``."""
        with self._path(number).open("rb") as file:
            head = json.loads(file.readline())
            return {
                (name, row, column): file.read(size) for name, row, column, size in head["chunks"]
            }

    def remove(self) -> None:
        """Leave nothing behind; what else somebody put into the folder stays, and so does it."""
        if not self._folder.is_dir():
            return
        for path in self._folder.iterdir():
            if path.name == _PLAN or _OURS.fullmatch(path.name):
                path.unlink()
        with suppress(OSError):
            self._folder.rmdir()

    def _path(self, number: int) -> Path:
        return self._folder / f"{number:06}.block"

    def _told(self) -> str:
        try:
            return (self._folder / _PLAN).read_text(encoding="utf-8")
        except (OSError, ValueError):
            return ""

    def _head(self, number: int) -> Packed | None:
        try:
            with self._path(number).open("rb") as file:
                head = json.loads(file.readline())
                content = file.read()
        except (OSError, ValueError):
            return None
        # A power cut may leave a file of the right name and length without its content.
        if zlib.crc32(content) != head["crc"]:
            return None
        return Packed(
            head["first"], head["stop"], head["layers"], head["skipped"], {}, len(content)
        )


def _write(file: BinaryIO, block: Packed) -> None:
    content = b"".join(block.chunks.values())
    head = {
        "first": block.first,
        "stop": block.stop,
        "layers": block.layers,
        "skipped": block.skipped,
        "chunks": [[*place, len(packed)] for place, packed in block.chunks.items()],
        "crc": zlib.crc32(content),
    }
    file.write(json.dumps(head).encode() + b"\n")
    file.write(content)


def _even(size: int, most: int) -> int:
    """The length of equal parts, at most ``most``, that just make ``size``."""
    parts = -(-size // most)
    return -(-size // parts)
