"""What a granule lacks or has wrong: places on the ground, the same in every projection."""

from __future__ import annotations

import numpy as np

from . import glacier
from .pairs import Granule
from .sites import SITES

LOST_SPEED = 1_500.0  # m/yr, before the seasonal factor; faster ice does not outlast a long pair
LOCKED_SHARE = 0.06  # what is left of a speed that locked to something nearly stationary
PATCH = 1_000.0  # m, squares along and across the flow that are lost one way or the other
UNFIT = 25_000  # m/yr
SATURATED_HOLES = ((3_300.0, 600.0, 500.0),)


def lost_fast_ice(
    granule: Granule, lon: np.ndarray, lat: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return where a long pair has lost fast ice: masks of no data, and of a wrong slow value.

    Both are empty unless the granule says ``lost-fast-ice``.
    """
    nothing = np.zeros(np.shape(lon), dtype=bool)
    if "lost-fast-ice" not in granule.special:
        return nothing, nothing
    site = SITES[granule.site]
    fast = glacier.base_speed(lon, lat, site) > LOST_SPEED
    along, across = glacier.bend_coordinates(lon, lat, site)
    even = (np.floor(along / PATCH) + np.floor(across / PATCH)) % 2 == 0
    return fast & even, fast & ~even


def in_gap(granule: Granule, lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """Whether a place lies in a hole that this granule has and others have not."""
    if not granule.gaps:
        return np.zeros(np.shape(lon), dtype=bool)
    return glacier.hole_distance(lon, lat, SITES[granule.site], granule.gaps) <= 0


def saturation(
    granule: Granule, lon: np.ndarray, lat: np.ndarray, x: np.ndarray, y: np.ndarray
) -> dict[str, np.ndarray]:
    """Return the masks of cells whose vx, vy and v hold 32767, what does not fit 16 bits.

    Cell by cell it is the turn of vx with v, of vy with v, and of v alone: there both components
    hold ``UNFIT``, which fits, and their length does not.
    """
    inside = np.zeros(np.shape(lon), dtype=bool)
    if "saturated" in granule.special:
        inside = glacier.hole_distance(lon, lat, SITES[granule.site], SATURATED_HOLES) <= 0
    turn = (np.floor(x / granule.cell) + np.floor(y / granule.cell)) % 3
    return {"vx": inside & (turn == 0), "vy": inside & (turn == 1), "v": inside}
