"""Bring a granule's window onto the cube's grid: by index, or by an index map with rotation.

A granule in the cube's own projection lies on the same lattice and is copied, never resampled; one
of coarser pixels is repeated in each of the cube's that it holds. Any other is gathered by an index
map, its vectors by bilinear interpolation and turned by the matrix of their cell.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from .coarse import averaged
from .granule import FILL, NO_FLAG, GranuleHeader, speed_error, to_int16
from .granule_header import VELOCITIES
from .grid import Grid
from .index_map import Gather, IndexMap
from .true_north import TRUE_NORTH, ground_transform

if TYPE_CHECKING:
    from .options import CubeOptions

#: What reads a window of a granule: see ``granule.read_window`` and ``granule.read_raw``.
Read = Callable[[GranuleHeader, slice, slice], dict[str, np.ndarray]]

#: What stands for "missing" in a cube's variables other than the velocities.
FILLS = {"chip_size_width": 0, "chip_size_height": 0, "interp_mask": NO_FLAG}


#: What tells whether a value was measured.
MASK = ("interp_mask",)


@dataclass(frozen=True)
class Layer:
    """One granule on the cube's grid.

    Attributes:
        pixels: ``vx, vy`` (along the cube's axes), ``v, v_error``, each int16 (ny, nx), m/yr,
            -32767 where missing; and others, if wanted, as in the granule.
        vx_error: error of ``vx``, m/yr; over the layer's cells on average where it varies.
        vy_error: likewise.
        reprojected: whether the granule came from another projection.
        filled: number of cells that came from the pair's granule of another projection.
        filled_from: the names of those granules.
    """

    pixels: dict[str, np.ndarray]
    vx_error: float
    vy_error: float
    reprojected: bool
    filled: int = 0
    filled_from: tuple[str, ...] = ()

    @property
    def valid(self) -> int:
        """Number of cells that hold a vector."""
        return int(np.count_nonzero(self.pixels["vx"] != FILL))

    @property
    def missing(self) -> np.ndarray:
        """The cells without a vector, bool (ny, nx)."""
        return self.pixels["vx"] == FILL

    def completed_by(self, other: Layer, granule_id: str) -> Layer:
        """This layer with ``other`` where it is missing: nothing is overwritten."""
        take = self.missing & ~other.missing
        return replace(
            self,
            pixels={
                name: np.where(take, other.pixels[name], values)
                for name, values in self.pixels.items()
            },
            filled=self.filled + int(np.count_nonzero(take)),
            filled_from=(*self.filled_from, granule_id),
        )


class Placer:
    """Puts granules onto one grid, keeping what granules of one projection have in common.

    Several threads may ask at once. A copy for another process (pickled) begins without what was
    kept.

    Args:
        target: the cube's grid.
        inside: bool (ny, nx), the cells of the area; all others become missing.
        times: pixels along a side of each of the cube's that are placed, and then averaged.
        options: of the cube.
    """

    def __init__(self, target: Grid, inside: np.ndarray, times: int, options: CubeOptions) -> None:
        self._given = target, inside, times, options
        self._further = options.further
        self._kept = {*VELOCITIES, *options.further}
        self._measured_only = options.measured_only
        #: What has to be read beside the velocities.
        self.needed = options.needed
        self._times = times
        self._target = target.divided(times)
        self._inside = inside.repeat(times, axis=0).repeat(times, axis=1)
        self._blank = ~inside
        self._nearest = options.resampling == "nearest"
        self._to_ground = ground_transform(target) if options.true_north else None
        self._maps: dict[Grid, IndexMap] = {}
        self._making = threading.Lock()

    def __reduce__(self) -> tuple[type[Placer], tuple[Any, ...]]:
        return Placer, self._given

    def place(
        self, header: GranuleHeader, read: Read, wanted: np.ndarray | None = None
    ) -> Layer | None:
        """The granule as a layer, or ``None`` if it has nothing to give.

        Args:
            header: the granule.
            read: what reads a window of it.
            wanted: bool (ny, nx), the cells to fill; ``None``: all of the area.

        Raises:
            ItsliveError: the granule's pixels cannot be read.
            NotRawError: ``read`` cannot read them, but netCDF4 can.
        """
        if header.grid.crs == self._target.crs:
            wanted = self._inside if wanted is None else self._inside & wanted
            layer = self._copied(header, read, wanted)
        else:
            layer = self._reprojected(header, read, wanted)
        return layer if layer is not None and layer.valid else None

    def window(self, header: GranuleHeader) -> tuple[slice, slice] | None:
        """Rows and columns of a granule that :meth:`place` will read; ``None`` if it reads none."""
        if header.grid.crs != self._target.crs:
            gather = self._index_map(header.grid).gather(header.grid, None)
            return None if gather is None else (gather.rows, gather.columns)
        refined = header.grid.refined(self._target.dx)
        overlap = refined and self._target.overlap(refined)
        if not overlap:
            return None
        parts = round(header.grid.dy / self._target.dy), round(header.grid.dx / self._target.dx)
        rows, columns = (_coarse(fine, each)[0] for fine, each in zip(overlap[2:], parts))
        return rows, columns

    def finished(self, header: GranuleHeader, layer: Layer) -> Layer | None:
        """A placed layer as the cube holds it; ``None`` if averaging leaves nothing of it."""
        pixels = layer.pixels
        if self._times > 1:
            pixels = averaged(pixels, self._times)
            for name, values in pixels.items():
                values[self._blank] = FILLS.get(name, FILL)
        if self._to_ground is not None:
            matrix = self._to_ground
            turn = matrix.apply_to_ground if header.ground_metres else matrix.apply
            held = pixels["vx"] != FILL
            for name, component in zip(TRUE_NORTH, turn(pixels["vx"], pixels["vy"])):
                pixels[name] = to_int16(np.where(held, component, np.nan))
        finished = replace(layer, pixels=pixels)
        return finished if finished.valid else None

    def _copied(self, header: GranuleHeader, read: Read, wanted: np.ndarray) -> Layer | None:
        refined = header.grid.refined(self._target.dx)
        overlap = refined and self._target.overlap(refined)
        if not overlap:
            return None
        rows, columns, fine_rows, fine_columns = overlap
        down = round(header.grid.dy / self._target.dy)
        across = round(header.grid.dx / self._target.dx)
        source_rows, shift_y = _coarse(fine_rows, down)
        source_columns, shift_x = _coarse(fine_columns, across)
        window = self._window(header, read, source_rows, source_columns)
        blank = ~wanted[rows, columns]
        pixels = self._empty(window)
        for name, values in window.items():
            if down > 1 or across > 1:
                values = values.repeat(down, axis=0).repeat(across, axis=1)  # noqa: PLW2901
            part = pixels[name][rows, columns]
            part[...] = values[shift_y, shift_x]
            part[blank] = FILLS.get(name, FILL)
        return self._layer(header, pixels, header.vx_error, header.vy_error)

    def _reprojected(
        self, header: GranuleHeader, read: Read, wanted: np.ndarray | None
    ) -> Layer | None:
        index_map = self._index_map(header.grid)
        gather = index_map.gather(header.grid, wanted)
        if gather is None:
            return None
        window = self._window(header, read, gather.rows, gather.columns)
        gather = gather.to_nearest() if self._nearest else gather
        gather = gather.where(window["vx"] != FILL)
        if not gather.count:
            return None
        values, vx_error, vy_error = _turned(header, gather, window)
        pixels = self._empty(window)
        for name, plane in window.items():
            given = to_int16(values[name]) if name in values else gather.nearest(plane)
            pixels[name].reshape(-1)[gather.cells] = given
        return self._layer(header, pixels, vx_error, vy_error, reprojected=True)

    def _window(
        self, header: GranuleHeader, read: Read, rows: slice, columns: slice
    ) -> dict[str, np.ndarray]:
        """What is read of a granule, without what was not measured if so chosen."""
        window = read(header, rows, columns)
        if self._measured_only and "interp_mask" in window:
            interpolated = window["interp_mask"] == 1
            for name, values in window.items():
                values[interpolated] = FILLS.get(name, FILL)
        return {name: values for name, values in window.items() if name in self._kept}

    def _empty(self, window: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        shape = self._target.ny, self._target.nx
        return {
            name: np.full(shape, FILLS.get(name, FILL), values.dtype)
            for name, values in window.items()
        }

    def _layer(
        self,
        header: GranuleHeader,
        pixels: dict[str, np.ndarray],
        vx_error: float,
        vy_error: float,
        reprojected: bool = False,
    ) -> Layer:
        for name in self._further:  # not every granule holds all of them
            if name not in pixels:
                dtype = np.uint8 if name == "interp_mask" else np.uint16
                pixels[name] = np.full((self._target.ny, self._target.nx), FILLS[name], dtype)
        return Layer(pixels, vx_error, vy_error, reprojected)

    def _index_map(self, source: Grid) -> IndexMap:
        # All granules of one projection share one lattice: one map serves them all.
        lattice = replace(source, x0=source.x0 % source.dx, y0=source.y0 % source.dy, nx=0, ny=0)
        with self._making:
            if lattice not in self._maps:
                self._maps[lattice] = IndexMap.between(lattice, self._target, self._inside)
            return self._maps[lattice]


def _turned(
    header: GranuleHeader, gather: Gather, window: dict[str, np.ndarray]
) -> tuple[dict[str, Any], float, float]:
    """Vectors and errors of the cells of ``gather`` along the cube's axes, m/yr, float.

    Also the means of the components' errors.
    """
    matrix = gather.matrix
    transform = matrix.apply_to_ground if header.ground_metres else matrix.apply
    vx, vy = transform(gather.between(window["vx"]), gather.between(window["vy"]))
    v = np.hypot(vx, vy)
    for_errors = matrix.without_scale() if header.ground_metres else matrix
    vx_error, vy_error = for_errors.carry_errors(header.vx_error, header.vy_error)
    v_error = speed_error(vx, vy, v, vx_error, vy_error)
    if not np.isfinite(v_error).all():
        # The header tells no errors of the components; the file's own v_error is all there is.
        held = gather.all_of(window["v_error"] != FILL)
        v_error = np.where(held, gather.between(window["v_error"]), np.nan)
    values = {"vx": vx, "vy": vy, "v": v, "v_error": v_error}
    return values, float(vx_error.mean()), float(vy_error.mean())


def _coarse(fine: slice, parts: int) -> tuple[slice, slice]:
    """The pixels that hold ``fine`` of their ``parts``, and where those lie in them."""
    first, last = fine.start // parts, -(-fine.stop // parts)
    start = fine.start - first * parts
    return slice(first, last), slice(start, start + fine.stop - fine.start)
