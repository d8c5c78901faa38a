"""Where a cube's cells lie on the lattice of another projection, and how vectors turn there."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pyproj

from .grid import Grid
from .rotation import VectorTransform, vector_transform

#: Metres between two places where a projection is asked.
_APART = 960
#: Cells computed at a time, so that the map of a large cube is made without taking its own memory
#: several times.
_PART = 500_000
#: Share of a pixel within which a place is on a pixel's centre.
_ON_CENTRE = 1e-6


@dataclass(frozen=True)
class IndexMap:
    """The cells of an area on a lattice: computed once, used for every granule of a projection.

    Attributes:
        lattice: the source's pixels, without bounds.
        cells: int32 (n,), index of each cell in the flattened target grid.
        row: int32 (n,), of the lattice pixel above the cell's centre.
        column: int32 (n,), of the lattice pixel to its left.
        down: float32 (n,), 0 to 1, how far below that row's centres the cell's centre lies.
        right: float32 (n,), how far to the right of that column's.
        matrix: from source to target components, float32 (n,) each.
    """

    lattice: Grid
    cells: np.ndarray
    row: np.ndarray
    column: np.ndarray
    down: np.ndarray
    right: np.ndarray
    matrix: VectorTransform

    @classmethod
    def between(cls, lattice: Grid, target: Grid, inside: np.ndarray) -> IndexMap:
        """The map from ``lattice`` to the cells of ``target`` that are inside, bool (ny, nx).

        Cells that have no place in the source's projection are left out.
        """
        nodes = _Nodes.of(lattice, target)
        cells = np.flatnonzero(inside)
        starts = range(0, max(cells.size, 1), _PART)
        parts = (nodes.at(cells[start : start + _PART]) for start in starts)
        cells, row, column, down, right, *turns = (np.concatenate(each) for each in zip(*parts))
        return cls(lattice, cells, row, column, down, right, VectorTransform(*turns))

    def gather(self, source: Grid, wanted: np.ndarray | None = None) -> Gather | None:
        """How to gather from a grid of the lattice; ``None`` if it holds none of the cells.

        Args:
            source: the granule's pixels.
            wanted: bool (ny, nx) of the target, the cells to gather; ``None``: all.
        """
        first_row, first_column = self.lattice.offset_of(source)
        row, down = _within(self.row - np.int32(first_row), self.down, source.ny)
        column, right = _within(self.column - np.int32(first_column), self.right, source.nx)
        near = (row >= 0) & (row < source.ny - 1) & (column >= 0) & (column < source.nx - 1)
        if wanted is not None:
            near &= wanted.reshape(-1)[self.cells]
        if not near.any():
            return None
        row, column = row[near], column[near]
        top, left = int(row.min()), int(column.min())
        rows, columns = slice(top, int(row.max()) + 2), slice(left, int(column.max()) + 2)
        wide = columns.stop - columns.start
        index = (row - top).astype(np.intp) * wide + (column - left)
        return Gather(
            rows,
            columns,
            self.cells[near],
            index,
            down[near],
            right[near],
            self.matrix.at(near),
        )


@dataclass(frozen=True)
class Gather:
    """The four pixels around each of some cells, in a window of a granule.

    Attributes:
        rows: the window in the granule.
        columns: likewise.
        cells: int (n,), index of each cell in the flattened target grid.
        index: int (n,), of the upper left one of the four pixels in the flattened window.
        down: float32 (n,), share of the lower ones.
        right: float32 (n,), share of the right ones.
        matrix: from source to target components.
    """

    rows: slice
    columns: slice
    cells: np.ndarray
    index: np.ndarray
    down: np.ndarray
    right: np.ndarray
    matrix: VectorTransform

    @property
    def count(self) -> int:
        """Number of cells."""
        return int(self.cells.size)

    def to_nearest(self) -> Gather:
        """The same cells, each on the centre of its nearest pixel."""
        down, right = (np.rint(share) for share in (self.down, self.right))
        return replace(self, down=down, right=right)

    def where(self, valid: np.ndarray) -> Gather:
        """The cells all of whose pixels are valid, bool of the window's shape.

        Partial weights cost up to 18 m/yr beside gaps.
        """
        sound = self.all_of(valid)
        return replace(
            self,
            cells=self.cells[sound],
            index=self.index[sound],
            down=self.down[sound],
            right=self.right[sound],
            matrix=self.matrix.at(sound),
        )

    def all_of(self, values: np.ndarray) -> np.ndarray:
        """Where all pixels hold that have a weight, bool (n,)."""
        a, b, c, d = self._corners(values)
        above, below, left, right = self.down < 1, self.down > 0, self.right < 1, self.right > 0
        return (
            (a | ~(above & left))
            & (b | ~(above & right))
            & (c | ~(below & left))
            & (d | ~(below & right))
        )

    def between(self, values: np.ndarray) -> np.ndarray:
        """Bilinear interpolation of a window, float (n,)."""
        a, b, c, d = (corner.astype(float) for corner in self._corners(values))
        above = a + (b - a) * self.right
        below = c + (d - c) * self.right
        return above + (below - above) * self.down

    def nearest(self, values: np.ndarray) -> np.ndarray:
        """The values of the nearest pixels of a window, (n,)."""
        wide = self.columns.stop - self.columns.start
        steps = wide * (self.down >= 0.5) + (self.right >= 0.5)  # noqa: PLR2004 - half a pixel
        return values.reshape(-1)[self.index + steps]

    def _corners(self, values: np.ndarray) -> tuple[np.ndarray, ...]:
        flat, wide = values.reshape(-1), self.columns.stop - self.columns.start
        return tuple(flat[self.index + step] for step in (0, 1, wide, wide + 1))


@dataclass(frozen=True)
class _Nodes:
    """Places of a target grid where a projection is asked; between them it is interpolated.

    Over :data:`_APART` metres projections bend by centimetres, far less than a pixel.

    Attributes:
        rows: float (ny,), where each row lies between the nodes' rows.
        columns: float (nx,), likewise.
        planes: float (6, rows, columns): row and column on the lattice, and the matrix.
    """

    rows: np.ndarray
    columns: np.ndarray
    planes: np.ndarray

    @classmethod
    def of(cls, lattice: Grid, target: Grid) -> _Nodes:
        step = max(int(_APART / target.dx), 1)
        columns = _nodes(math.floor(target.x0 / target.dx), target.nx, step)
        rows = _nodes(math.floor(-target.y0 / target.dy), target.ny, step)
        target_x, target_y = np.meshgrid(
            target.x0 + target.dx * columns, target.y0 - target.dy * rows
        )
        to_source = pyproj.Transformer.from_crs(target.crs, lattice.crs, always_xy=True)
        x, y = to_source.transform(target_x, target_y)
        matrix = vector_transform(lattice.crs, target.crs, x, y)
        row, column = (lattice.y0 - y) / lattice.dy, (x - lattice.x0) / lattice.dx
        return cls(
            np.interp(np.arange(target.ny), rows, np.arange(rows.size)),
            np.interp(np.arange(target.nx), columns, np.arange(columns.size)),
            np.stack([row, column, matrix.xx, matrix.xy, matrix.yx, matrix.yy]),
        )

    def at(self, cells: np.ndarray) -> tuple[np.ndarray, ...]:
        """What an :class:`IndexMap` holds of cells, without those that have no place there."""
        rows, columns = np.divmod(cells, self.columns.size)
        above, below = self._between(self.rows[rows], self.planes.shape[1])
        left, right = self._between(self.columns[columns], self.planes.shape[2])
        down, across = self.rows[rows] - above, self.columns[columns] - left
        values = []
        with np.errstate(invalid="ignore"):  # of nodes without a place
            for plane in self.planes:
                upper = plane[above, left] * (1 - across) + plane[above, right] * across
                lower = plane[below, left] * (1 - across) + plane[below, right] * across
                values.append(upper * (1 - down) + lower * down)
        held = np.isfinite(values).all(axis=0)
        row, column, *turns = (each[held] for each in values)
        return (
            cells[held].astype(np.int32),
            *_woven(_split(row), _split(column)),
            *(turn.astype(np.float32) for turn in turns),
        )

    @staticmethod
    def _between(place: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
        """The nodes on both sides."""
        before = np.minimum(place.astype(np.intp), max(size - 2, 0))
        return before, np.minimum(before + 1, size - 1)


def _nodes(first: int, size: int, step: int) -> np.ndarray:
    """Indices a step apart, from the first one or before it to the last one or beyond.

    They are the same places whatever part of a lattice a grid is, and so is what comes of them.
    """
    return np.arange(-(first % step), size - 1 + step, step)


def _woven(one: tuple[np.ndarray, ...], other: tuple[np.ndarray, ...]) -> Iterator[np.ndarray]:
    """The first of both, then the second of both."""
    return (each for pair in zip(one, other) for each in pair)


def _split(place: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Whole pixels, and the rest."""
    whole = np.floor(place)
    return whole.astype(np.int32), (place - whole).astype(np.float32)


def _within(index: np.ndarray, share: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """A cell on the centres of the last row leans on the one before it, with all its weight."""
    last = (index == size - 1) & (share < _ON_CENTRE)
    if not last.any():
        return index, share
    return np.where(last, index - 1, index), np.where(last, np.float32(1), share)
