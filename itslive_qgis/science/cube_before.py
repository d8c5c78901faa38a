"""The cube that is to be extended: what it was built with, its layers, and its packed blocks."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import netCDF4
import numpy as np

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from . import cube_write
from .blocks import Chunks, Shape, pack
from .cube_open import damaged_cube, opened_cube
from .cube_schema import LAYER_NUMBERS, LAYER_TEXTS, VELOCITIES, moment_of, plane_of
from .cubefile import block_of, cube_grid, open_cube
from .grid import Grid
from .ice_mask import NAME
from .options import CubeOptions
from .shortage import UNREADABLE
from .zarr_store import CONSOLIDATED, is_zarr, unframed

#: What a cube of an earlier version may lack, and what is told of its layers then.
_LATER = {"stable_shift_flag": -1}
#: What was the same as something else before it was told by itself.
_WAS = {"v_derived": "reprojected"}


@dataclass(frozen=True)
class CubeBefore:
    """A finished cube of ours.

    Attributes:
        path: the file or store.
        shape: its grid, the names of its variables (mid_date, y, x), and their blocks.
        area: GeoJSON geometry it was clipped to, or None.
        options: what else it was built with.
        times: pixels of the granules along a side of each of its pixels; None if it does not tell.
        layers: what it tells of each layer, as ``blocks.record_of`` does.
        skipped: the granules left out, as ``Skipped.to_dict``.
        history: as told by the file.
        state: of the file, which changes when it is written anew.
        size: bytes of its packed blocks, or somewhat more.
        ice: which of its cells are ice, see ``ice_mask.ice_on``; None if it does not tell.
    """

    path: str
    shape: Shape
    area: dict[str, Any] | None
    options: CubeOptions
    times: int | None
    layers: list[dict[str, Any]]
    skipped: list[dict[str, Any]]
    history: str
    state: tuple[int, ...]
    size: int
    ice: np.ndarray | None


def read_before(path: str) -> CubeBefore:
    """Read a cube that is to be extended, all but its pixels.

    Raises:
        ItsliveError: it is no cube, is damaged, or does not tell how it was built.
    """
    with opened_cube(path) as dataset:
        told = _told(dataset, path)
        names = (*VELOCITIES, *told["options"].variables)
        if not all(_is_plane(dataset, name) for name in names):
            raise _build_anew(path, f"variables: {', '.join(dataset.variables)}")
        return CubeBefore(
            path=path,
            shape=Shape(_exact_grid(dataset), names, block_of(dataset)),
            layers=_layers(dataset),
            state=_state(path),
            size=os.path.getsize(path),
            ice=np.asarray(dataset[NAME][:], np.uint8) if NAME in dataset.variables else None,
            **told,
        )


@contextmanager
def opened_blocks(before: CubeBefore) -> Iterator[Callable[[int], Chunks]]:
    """While the block lasts: what gives the packed blocks of all variables, by number in time.

    They come as they are stored, neither inflated nor packed, unless another program has written
    the file anew in a way of its own.

    Raises:
        ItsliveError: the cube is damaged, or another one by now.
    """
    with ExitStack() as opened:
        try:
            read = _reader(before, opened)
        except UNREADABLE as error:
            raise damaged_cube(before.path, error) from error

        def blocks(number: int) -> Chunks:
            # Only what is raised here is of the cube; the rest is of who writes meanwhile.
            try:
                return read(number)
            except UNREADABLE as error:
                raise damaged_cube(before.path, error) from error

        yield blocks


def _reader(before: CubeBefore, opened: ExitStack) -> Callable[[int], Chunks]:
    dataset = opened.enter_context(open_cube(before.path))
    if _state(before.path) != before.state:
        raise ItsliveError(
            QT_TRANSLATE_NOOP(
                "Messages", "The cube {name} was changed by another program meanwhile."
            ),
            QT_TRANSLATE_NOOP("Messages", "Extend it again when nothing else writes it."),
            code="cube_changed",
            name=Path(before.path).name,
        )

    def unpacked(number: int) -> Chunks:
        return _packed_anew(dataset, before.shape, number)

    if is_zarr(before.path):

        def stored(number: int) -> Chunks:
            found = _of_store(before, number)
            return unpacked(number) if found is None else found

        return stored
    if cube_write.h5py is None:
        return unpacked
    file = opened.enter_context(cube_write.h5py.File(before.path, "r"))
    if not _packs_as_we_do(file, before.shape):
        return unpacked
    return lambda number: _of_file(file, before.shape, number)


def _told(dataset: netCDF4.Dataset, path: str) -> dict[str, Any]:
    """What the cube's attributes say of how it was built."""
    try:
        area, options, skipped = (
            json.loads(dataset.getncattr(name) or "null")
            for name in ("area", "options", "skipped_granules")
        )
        return {
            "area": area,
            "options": CubeOptions.of(options),
            "skipped": [
                {"granule_id": each["granule_id"], "reason": dict(each["reason"])}
                for each in skipped
            ],
            "history": str(dataset.getncattr("history")),
            "times": int(getattr(dataset, "pixels_averaged", 0)) or None,
        }
    except (AttributeError, ValueError, LookupError, TypeError, ItsliveError) as error:
        raise _build_anew(path, repr(error)) from error


def _build_anew(path: str, detail: str) -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP(
            "Messages",
            "The cube {name} cannot be extended: it does not tell, in the way of this version, "
            "what it was built with.",
        ),
        QT_TRANSLATE_NOOP("Messages", "Build it anew, from all its granules."),
        code="cannot_extend",
        detail=detail,
        name=Path(path).name,
    )


def _is_plane(dataset: netCDF4.Dataset, name: str) -> bool:
    if name not in dataset.variables:
        return False
    variable = dataset[name]
    return variable.dimensions == ("mid_date", "y", "x") and variable.dtype == plane_of(name)[0]


def _exact_grid(dataset: netCDF4.Dataset) -> Grid:
    """The grid as it was when the cube was written, to the last bit."""
    transform = [float(number) for number in dataset["mapping"].GeoTransform.split()]
    return replace(cube_grid(dataset), dx=transform[1], dy=-transform[5])


def _layers(dataset: netCDF4.Dataset) -> list[dict[str, Any]]:
    count = dataset.dimensions["mid_date"].size
    columns: dict[str, list[Any]] = {
        name: [float(day) for day in dataset[name][:]] for name in ("date_1", "date_2")
    }
    # Not the cube's own mid-dates, which were set apart.
    dates = [[moment_of(day) for day in columns[name]] for name in ("date_1", "date_2")]
    columns["mid"] = [(one + (other - one) / 2).isoformat() for one, other in zip(*dates)]
    for name in LAYER_TEXTS:
        columns[name] = [str(text) for text in dataset[name][:]]
    for name, (dtype, *_) in LAYER_NUMBERS.items():
        if name in _LATER and name not in dataset.variables:
            columns[name] = [_LATER[name]] * count
        elif name in _WAS and name not in dataset.variables:
            columns[name] = columns[_WAS[name]]
        else:
            columns[name] = np.asarray(dataset[name][:], dtype).tolist()
    return [dict(zip(columns, row)) for row in zip(*columns.values())]


def _state(path: str) -> tuple[int, ...]:
    state = os.stat(Path(path, CONSOLIDATED) if is_zarr(path) else path)
    return state.st_size, state.st_mtime_ns, state.st_ino


def _packs_as_we_do(file: Any, shape: Shape) -> bool:
    """Whether the file's blocks are those that :func:`.blocks.pack` makes."""
    return all(
        file[name].chunks == shape.block
        and file[name].compression == "gzip"
        and file[name].shuffle
        and not file[name].fletcher32
        and file[name].scaleoffset is None
        for name in shape.names
    )


def _of_file(file: Any, shape: Shape, number: int) -> Chunks:
    chunks: Chunks = {}
    for name, down, across in _places(shape):
        corner = tuple(np.multiply((number, down, across), shape.block).tolist())
        stored = file[name].id
        try:
            chunks[name, down, across] = stored.read_direct_chunk(corner)[1]
        except (OSError, RuntimeError):
            # One without any value is not stored; to ask that of each takes libhdf5 long.
            if stored.get_chunk_info_by_coord(corner).size:
                raise
    return chunks


def _of_store(before: CubeBefore, number: int) -> Chunks | None:
    """Blocks of a store; None if one of them is packed in another way than ours."""
    chunks: Chunks = {}
    for name, down, across in _places(before.shape):
        dtype = plane_of(name)[0]
        size = dtype.itemsize * int(np.prod(before.shape.block))
        try:
            block = Path(before.path, name, f"{number}.{down}.{across}").read_bytes()
        except FileNotFoundError:  # without any value
            continue
        packed = unframed(block, dtype, size)
        if packed is None:
            return None
        chunks[name, down, across] = packed
    return chunks


def _packed_anew(dataset: netCDF4.Dataset, shape: Shape, number: int) -> Chunks:
    first = number * shape.block[0]
    last = min(first + shape.block[0], dataset.dimensions["mid_date"].size)
    planes: list[Mapping[str, np.ndarray]] = [
        {name: np.asarray(dataset[name][layer]) for name in shape.names}
        for layer in range(first, last)
    ]
    return pack(shape, planes)


def _places(shape: Shape) -> Iterator[tuple[str, int, int]]:
    _, high, wide = shape.block
    for name in shape.names:
        for down in range(-(-shape.grid.ny // high)):
            for across in range(-(-shape.grid.nx // wide)):
                yield name, down, across
