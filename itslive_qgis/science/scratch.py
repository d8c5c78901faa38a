"""Arrays put aside on the disk, compressed, until all of a result is there."""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Hashable, Iterator
from contextlib import suppress
from typing import Any, NamedTuple

import numpy as np

from .output import writing


class _Place(NamedTuple):
    window: tuple[slice, slice]
    shape: tuple[int, ...]
    start: int
    size: int


class Scratch:
    """Blocks of several rasters, put aside block by block and taken up raster by raster.

    All rasters of a summary grow at once, and together may be larger than memory. The file is gone
    when this is closed, or its process ends; use as a context manager.
    """

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._places: dict[Hashable, list[_Place]] = {}
        self._end = 0
        with writing(folder):
            self._file: Any = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - see __exit__

    def __enter__(self) -> Scratch:
        return self

    def __exit__(self, *_error: object) -> None:
        with suppress(OSError):  # of a full disk, told before; the file is gone in any case
            self._file.close()

    def add(self, raster: Hashable, window: tuple[slice, slice], block: np.ndarray) -> None:
        """Put aside a block ``(bands, rows, columns)`` of a raster, as float32.

        Raises:
            ItsliveError: the disk takes no more.
        """
        packed = zlib.compress(np.ascontiguousarray(block, np.float32).tobytes(), 1)
        place = _Place(window, block.shape, self._end, len(packed))
        with writing(self._folder):
            self._file.seek(place.start)
            self._file.write(packed)
            self._file.flush()
        self._end += place.size
        self._places.setdefault(raster, []).append(place)

    def blocks(self, raster: Hashable) -> Iterator[tuple[tuple[slice, slice], np.ndarray]]:
        """Rows and columns of each block of a raster, and the block."""
        for place in self._places.get(raster, ()):
            self._file.seek(place.start)
            plain = zlib.decompress(self._file.read(place.size))
            yield place.window, np.frombuffer(plain, np.float32).reshape(place.shape)
