"""A unit of work: an image pair becomes a layer of a cube. Its granules are read, placed, joined.

Pure functions, the same in a thread of this process and in a process elsewhere: what reads the
pixels is handed in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..errors import ItsliveError
from .granule import GranuleHeader
from .pairs import completes, not_needed
from .placement import Layer, Placer, Read
from .skipped import NO_DATA, Skipped


@dataclass(frozen=True)
class Stacked:
    """What an image pair came to.

    Attributes:
        header: the granule that is the layer, dated as the pair's best; ``None`` if none is.
        layer: its pixels; ``None`` if no granule of the pair has anything to give.
        skipped: its granules that are not used.
    """

    header: GranuleHeader | None
    layer: Layer | None
    skipped: tuple[Skipped, ...]


def stack_pair(pair: Sequence[GranuleHeader], placer: Placer, read: Read) -> Stacked:
    """The layer of an image pair, and the granule it is: the first that has something to give.

    Its holes are filled from the same measurement in other projections. What is not used is noted
    with its reason. The dates are those of the pair's best granule, by which the pairs are in
    order: all are of the same two images, but version 1 tells their days alone.

    Raises:
        NotRawError: ``read`` cannot read one of them, but netCDF4 can.
    """
    used: GranuleHeader | None = None
    layer: Layer | None = None
    skipped: list[Skipped] = []
    for header in pair:
        if used is None or layer is None:
            layer = _layer(header, placer, read, skipped)
            if layer is not None:
                used = replace(header, date_1=pair[0].date_1, date_2=pair[0].date_2)
        elif completes(header, used):
            layer = _completed(layer, used, header, placer, read, skipped)
        else:
            skipped.append(not_needed(header, used))
    if used is not None and layer is not None:
        layer = placer.finished(used, layer)
        if layer is None:
            skipped.append(Skipped(used.granule_id, NO_DATA, {}))
            used = None
    return Stacked(used, layer, tuple(skipped))


def _completed(
    layer: Layer,
    used: GranuleHeader,
    other: GranuleHeader,
    placer: Placer,
    read: Read,
    skipped: list[Skipped],
) -> Layer:
    """The layer with its holes filled from ``other``, as far as that holds anything there."""
    try:
        filling = placer.place(other, read, layer.missing)
    except ItsliveError as error:
        skipped.append(Skipped(other.granule_id, error.what, error.values))
        return layer
    if filling is None:
        skipped.append(not_needed(other, used))
        return layer
    return layer.completed_by(filling, other.granule_id)


def _layer(
    header: GranuleHeader, placer: Placer, read: Read, skipped: list[Skipped]
) -> Layer | None:
    """The granule as a layer; ``None``, with the reason noted, if it cannot be one."""
    try:
        layer = placer.place(header, read)
    except ItsliveError as error:
        skipped.append(Skipped(header.granule_id, error.what, error.values))
        return None
    if layer is None:
        skipped.append(Skipped(header.granule_id, NO_DATA, {}))
    return layer
