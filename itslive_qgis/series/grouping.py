"""Which of many points are read together, so that each chunk is read once for all in it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..archive.official_cubes import Found
from ..errors import ItsliveError
from ..monitor import Monitor
from .pixels import BILINEAR, NEAREST, Sampling
from .store import COMPONENTS, STORED, Store

if TYPE_CHECKING:
    from .reader import SeriesReader

#: Bytes that points which are read together may take: a dozen of 200,000 layers, hundreds of those
#: that most places have.
HELD = 300_000_000
_OF_ROW = 100  # bytes of a row of a record, with what is in the making
_OF_VALUE = 2  # bytes of a velocity, and of the note that it has come
_PIXEL = 120.0  # metres
_BITS = 24


def grouped(
    reader: SeriesReader,
    places: Sequence[tuple[float, float]],
    sampling: Sampling,
    monitor: Monitor,
) -> list[list[int]]:
    """Groups of points, as their places in ``places``: of the same cubes, and near each other.

    Neighbours follow each other along a Z-order curve, since what lies in one strip of a cube lies
    in many of another one, which is turned against it.

    Args:
        reader: knows the cubes.
        places: longitude and latitude of each point, degrees.
        sampling: how values are taken, which says how many pixels each point needs.
        monitor: can cancel.

    Raises:
        ItsliveError: the catalogue cannot be had.
        Cancelled: on request.
    """
    of_cubes: dict[tuple[str, ...], list[tuple[int, list[Found]]]] = {}
    for number, place in enumerate(places):
        monitor.check()
        found, _ = reader.cubes_at(*place, monitor)
        # In this order, since axes and metres of a record are those of the first one.
        of_cubes.setdefault(tuple(each.cube.url for each in found), []).append((number, found))
    groups = []
    for _, members in sorted(of_cubes.items()):
        stores = [_store(reader, each, monitor) for each in members[0][1]]
        keyed = [(_along_curve(found[0], stores[0]) if found else 0, n) for n, found in members]
        numbers = [number for _, number in sorted(keyed)]
        most = _most(sum(store.count for store in stores if store is not None), sampling)
        groups += [numbers[start : start + most] for start in range(0, len(numbers), most)]
    return groups


def _store(reader: SeriesReader, found: Found, monitor: Monitor) -> Store | None:
    try:
        return reader.store(found.cube, monitor)
    except ItsliveError:
        return None  # who reads the points tells it


def _most(layers: int, sampling: Sampling) -> int:
    """How many points of so many layers may be read together."""
    pixels, variables = 1, len((*COMPONENTS, *STORED))
    if sampling.method != NEAREST:
        radius = 1 if sampling.method == BILINEAR else math.ceil(sampling.radius / _PIXEL) + 1
        pixels, variables = (2 * radius) ** 2, len(COMPONENTS)
    each = layers * (_OF_ROW + variables * _OF_VALUE * (pixels + 1))
    return max(1, HELD // max(each, 1))


def _along_curve(found: Found, store: Store | None) -> int:
    """Where a point's chunk lies on a Z-order curve (Morton, 1966): its bits in turn."""
    likely = store.likely_pixel(found.x, found.y) if store is not None else None
    if store is None or likely is None:
        return 0
    chunk = [at // size for at, size in zip(likely, store.info.arrays[COMPONENTS[0]].chunks[1:])]
    return sum(
        (at >> bit & 1) << (len(chunk) * bit + axis)
        for axis, at in enumerate(chunk)
        for bit in range(_BITS)
    )
