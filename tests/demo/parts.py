"""Three areas to run a batch over: parts of the simulated glacier, from bank to bank."""

from __future__ import annotations

# Corners of the glacier's outline: nine on its left bank, then nine on the right one, back.
_BANK = 9
PARTS = {"upper": (0, 3), "middle": (3, 6), "lower": (6, 8)}


def ring_of(outline, part: str) -> list:
    """The closed ring of a part, (lon, lat)."""
    first, last = PARTS[part]
    left, right = outline[:_BANK], outline[_BANK : 2 * _BANK][::-1]
    ring = [*left[first : last + 1], *right[first : last + 1][::-1]]
    return [list(corner) for corner in (*ring, ring[0])]
