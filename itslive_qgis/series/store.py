"""An official cube that is open: its grid, what is told of its layers, and where chunks lie."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field

import numpy as np

from ..archive.objects import Document, Objects
from ..archive.official_cubes import OfficialCube
from ..errors import ItsliveError
from ..monitor import Monitor
from .chunks import Chunk
from .fetching import Wanted
from .layers import FIRST, FURTHER, NO_TIME, Layers, Pairs, layers_of, pairs_of
from .zarr_meta import CONSOLIDATED, ArrayInfo, StoreInfo, no_store, parse

#: Seconds for which a cube is taken to be as it was.
HOUR = 3_600.0
COMPONENTS = ("vx", "vy")
STORED = ("v", "v_error")
_AXES = ("x", "y")
_DIMS = ("mid_date", "y", "x")
_LONG = 8  # bytes of the integers that dates are stored as
_UNEVEN = 1e-2  # of a pixel, by which neighbours may be nearer: float32 has quarters of a metre


@dataclass(eq=False)
class Store:
    """A cube of the archive.

    Attributes:
        url: of its store.
        crs: its projection.
        version: of the store.
        info: what is in it.
        arrays: what was read of what is no velocity, by name.
        layers: what is told of its layers, once read.
        pairs: likewise.
        failure: why the archive could not be asked whether it is still so.
        asked_at: when it was asked last, by ``time.monotonic``; long ago where it could not be.
    """

    url: str
    crs: str
    version: str
    info: StoreInfo
    arrays: dict[str, np.ndarray] = field(default_factory=dict)
    layers: Layers | None = None
    pairs: Pairs | None = None
    failure: ItsliveError | None = None
    asked_at: float = float("-inf")
    _parts: dict[str, dict[int, np.ndarray]] = field(default_factory=dict)

    @classmethod
    def of(cls, cube: OfficialCube, document: Document) -> Store:
        """A cube by its metadata.

        Raises:
            ItsliveError: it is no cube of velocities (code ``no_store``).
        """
        info = parse(document.data, cube.url)
        for name in (*_DIMS, *COMPONENTS):
            if name not in info.arrays:
                raise no_store(cube.url, f"without {name}: {info.unknown.get(name, '')}")
        for name in _DIMS:
            if len(info.arrays[name].shape) != 1 or not info.arrays[name].shape[0]:
                raise no_store(cube.url, f"{name}: {info.arrays[name]}")
        shape = tuple(info.arrays[name].shape[0] for name in _DIMS)
        for name in (*COMPONENTS, *STORED):
            array = info.arrays.get(name)
            if array is not None and not _is_usual(array, shape, info.arrays[COMPONENTS[0]].chunks):
                raise no_store(cube.url, f"{name}: {array}")
        mapping = info.arrays.get("mapping")
        told = _epsg(mapping) if mapping is not None else None
        if told is not None and told != cube.epsg:
            # Where the point lies in the cube was computed by what the catalogue says.
            raise no_store(cube.url, f"EPSG:{told}, not {cube.epsg} as in the catalogue")
        return cls(
            cube.url,
            f"EPSG:{cube.epsg}",
            document.version,
            info,
            failure=document.failure,
            asked_at=float("-inf") if document.failure else time.monotonic() - document.age,
        )

    @property
    def count(self) -> int:
        """Number of its layers."""
        return self.info.arrays["mid_date"].shape[0]

    @property
    def x(self) -> np.ndarray:
        """Centres of the columns, metres; once read."""
        return self.arrays["x"]

    @property
    def y(self) -> np.ndarray:
        """Centres of the rows, metres; once read."""
        return self.arrays["y"]

    def has_axes(self) -> bool:
        """Whether x and y were read."""
        return all(name in self.arrays for name in _AXES)

    def plain(self, names: tuple[str, ...]) -> list[Wanted]:
        """All chunks of some one-dimensional arrays that are not read yet."""
        wanted = []
        for name in names:
            info = self.info.arrays.get(name)
            size = info.shape if name in _AXES and info is not None else (self.count,)
            if info is not None and info.shape == size and name not in self.arrays:
                wanted += [self.wanted(info, number) for number in range(info.counts()[0])]
        return wanted

    def wanted(self, info: ArrayInfo, *index: int) -> Wanted:
        """A chunk of one of its arrays."""
        return Wanted(self.url, self.version, info, index)

    def take(self, wanted: Wanted, chunk: Chunk | None) -> None:
        """Take what came of a one-dimensional array; decode what is whole by it.

        Raises:
            ItsliveError: what is told of the grid or the layers cannot be understood (code
                ``no_store``).
        """
        info = wanted.info
        if chunk is None and info.name in _DIMS:
            # Without them it would be an empty record, or one without dates.
            raise no_store(self.url, f"{wanted.address} is missing")
        start, stop = info.span(wanted.index[0])
        parts = self._parts.setdefault(info.name, {})
        parts[start] = (
            absent(info, stop - start) if chunk is None else chunk.column()[: stop - start]
        )
        if len(parts) < info.counts()[0]:
            return
        values = np.concatenate([parts[start] for start in sorted(parts)])
        del self._parts[info.name]
        if info.name in _AXES and not _is_even(values):
            raise no_store(self.url, f"{info.name} from {values[0]} to {values[-1]}")
        self.arrays[info.name] = values
        try:
            if self.layers is None and not self.plain(FIRST):
                self.layers = layers_of(self.arrays, self.info.arrays)
            if self.pairs is None and self.layers is not None and not self.plain(FURTHER):
                self.pairs = pairs_of(self.arrays, self.info.arrays, self.layers.order)
        except (ValueError, TypeError, OverflowError) as error:
            raise no_store(self.url, repr(error)) from error

    def likely_pixel(self, x: float, y: float) -> tuple[int, int] | None:
        """Row and column of a place by the transform that is told beside the axes.

        Only a guess, to ask for chunks before the axes have come: these decide.
        """
        mapping = self.info.arrays.get("mapping")
        told = str(mapping.attributes.get("GeoTransform", "")) if mapping is not None else ""
        try:
            west, dx, _, north, _, dy = map(float, told.split())
            column, row = (x - west) / dx, (y - north) / dy
        except (ValueError, ZeroDivisionError):
            return None
        _, ny, nx = (self.info.arrays[name].shape[0] for name in _DIMS)
        if not (0 <= column < nx and 0 <= row < ny):
            return None
        return math.floor(row), math.floor(column)


def open_store(
    cube: OfficialCube, objects: Objects, monitor: Monitor, max_age: float = HOUR
) -> Store | None:
    """Open a cube; None if there is nothing under its address.

    Raises:
        ItsliveError: it cannot be reached, or is no cube.
        Cancelled: on request.
    """
    found = objects.current(
        f"{cube.url}/{CONSOLIDATED}", monitor, max_age, lambda data: parse(data, cube.url)
    )
    return None if found is None else Store.of(cube, found)


def absent(info: ArrayInfo, count: int) -> np.ndarray:
    """What a chunk that the store leaves out stands for, (count,): nothing."""
    if info.missing:
        return np.full(count, info.missing[0], info.dtype)
    if info.dtype.kind in "OSU":
        return np.full(count, "", info.dtype)
    nothing = {"f": np.nan, "i": NO_TIME if info.dtype.itemsize == _LONG else 0}
    return np.full(count, nothing.get(info.dtype.kind, 0), info.dtype)


def _epsg(mapping: ArrayInfo) -> int | None:
    """The projection that a cube tells of; None if it tells none."""
    try:
        return int(float(str(mapping.attributes.get("spatial_epsg")).rpartition(":")[2]))
    except (ValueError, OverflowError):
        return None


def _is_even(axis: np.ndarray) -> bool:
    """Whether an axis has numbers evenly spaced, so that a place on it can be computed."""
    if axis.dtype.kind not in "iuf" or not np.isfinite(axis).all():
        return False
    steps = np.diff(axis.astype(float))
    return not steps.size or (bool(steps[0]) and bool(np.ptp(steps) < _UNEVEN * abs(steps[0])))


def _is_usual(info: ArrayInfo, shape: tuple[int, ...], chunks: tuple[int, ...]) -> bool:
    """Whether velocities are stored as they are in all cubes by now."""
    has_none = bool(info.missing) or info.dtype.kind == "f"
    fits = info.shape == shape and info.chunks == chunks and info.dims in ((), _DIMS)
    return fits and has_none and not {"scale_factor", "add_offset"} & set(info.attributes)
