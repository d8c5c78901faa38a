"""The blocks of an extended cube, out of those of the cube before and those of its new layers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .blocks import Chunks, Packed, Shape, shuffled, unshuffled
from .cube_schema import plane_of
from .inflate import deflate, inflate

#: What gives the packed blocks of the block of a number.
Blocks = Callable[[int], Chunks]
#: A block packed together anew may be longer than its parts were, by so much at most.
_LONGER = 1.125


@dataclass(frozen=True)
class Source:
    """Finished layers in blocks.

    Attributes:
        layers: what is told of each, in the order in which they lie in the blocks.
        blocks: gives the packed blocks.
        size: bytes of all packed blocks.
    """

    layers: Sequence[Mapping[str, Any]]
    blocks: Blocks
    size: int

    def held(self, number: int, depth: int) -> int:
        """How many layers the block of a number holds, of ``depth`` at most."""
        return min(depth, len(self.layers) - number * depth)


class Merged:
    """Layers of two sources in one order, cut into blocks anew.

    A block that lies in one of the sources as it is wanted is handed on packed. Of any other one
    variable and part of the grid after the other is unpacked and packed, so that memory holds the
    packed blocks of a few blocks alone.

    Args:
        shape: how the cube, and both sources, are cut.
        sources: of the layers.
        order: for each layer the number of its source, and its own in that.
    """

    def __init__(
        self, shape: Shape, sources: Sequence[Source], order: Sequence[tuple[int, int]]
    ) -> None:
        self._shape = shape
        self._sources = sources
        self._order = order
        #: Blocks of the sources that were read last, by source and number.
        self._read: dict[tuple[int, int], Chunks] = {}

    def packed(self) -> list[Packed]:
        """All blocks in order of time, without their packed pixels; their sizes are estimates."""
        found = []
        share = [_LONGER * source.size / max(len(source.layers), 1) for source in self._sources]
        for first in range(0, len(self._order), self._shape.block[0]):
            part = self._order[first : first + self._shape.block[0]]
            layers = [dict(self._sources[source].layers[index]) for source, index in part]
            size = int(sum(share[source] for source, _ in part))
            found.append(Packed(first, first + len(part), layers, [], {}, size))
        return found

    def chunks(self, number: int) -> Chunks:
        """The packed blocks of the block of a number."""
        depth = self._shape.block[0]
        wanted = self._order[number * depth : (number + 1) * depth]
        whole = self._whole(wanted)
        if whole is not None:
            source, block = whole
            self._read.clear()
            return self._sources[source].blocks(block)
        needed = {(source, index // depth) for source, index in wanted}
        self._read = {
            place: self._read[place]
            if place in self._read
            else self._sources[place[0]].blocks(place[1])
            for place in sorted(needed)
        }
        return dict(self._packed_together(wanted))

    def _whole(self, wanted: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
        """The source and number of a block that holds just these layers in this order."""
        depth = self._shape.block[0]
        source, first = wanted[0]
        if first % depth or len(wanted) != self._sources[source].held(first // depth, depth):
            return None
        same = [(source, first + place) for place in range(len(wanted))]
        return (source, first // depth) if list(wanted) == same else None

    def _packed_together(
        self, wanted: Sequence[tuple[int, int]]
    ) -> Iterator[tuple[tuple[str, int, int], bytes]]:
        depth = self._shape.block[0]
        for place in sorted({place for chunks in self._read.values() for place in chunks}):
            dtype, fill, _ = plane_of(place[0])
            size = dtype.itemsize * int(np.prod(self._shape.block))
            together = np.full(self._shape.block, fill, dtype)
            for (source, block), chunks in self._read.items():
                if place not in chunks:
                    continue
                values = unshuffled(inflate(chunks[place], size), dtype, self._shape.block)
                for layer, each in enumerate(wanted):
                    if (each[0], each[1] // depth) == (source, block):
                        together[layer] = values[each[1] % depth]
            if (together != fill).any():
                yield place, deflate(shuffled(together))
