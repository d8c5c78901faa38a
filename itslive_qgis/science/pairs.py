"""Which granules are of one image pair, which of them is the layer, and what the others are for."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

from ..archive import names
from .granule import GranuleHeader
from .skipped import OTHER_ZONE, REPROCESSED, Skipped


def by_pair(
    headers: Sequence[GranuleHeader], crs: str, merged: bool = True
) -> list[tuple[GranuleHeader, ...]]:
    """The granules of each image pair: the best processing first, then the one not to be resampled.

    Two pairs with one mid-date are two layers: what identifies a pair is its two scenes. Processing
    comes before projection because a provisional scene can lie tens of metres off, while
    resampling costs a fraction of a metre per year. Where the projections of a pair are not to be
    merged, each of them is a pair of its own.
    """

    def merit(header: GranuleHeader) -> tuple[Any, ...]:
        pixels = header.grid.nx * header.grid.ny
        return _processing(header), header.grid.crs == crs, pixels, header.granule_id

    pairs: dict[Hashable, list[GranuleHeader]] = {}
    for header in sorted(headers, key=merit, reverse=True):
        identity = names.pair_identity(header.scenes)
        pairs.setdefault(identity if merged else (identity, header.epsg), []).append(header)
    return [tuple(pair) for pair in pairs.values()]


def completes(header: GranuleHeader, used: GranuleHeader) -> bool:
    """Whether a granule is ``used`` once more, in another projection: the same measurement.

    Only then may it fill holes; another processing of the pair is another measurement.
    """
    return _processing(used) == _processing(header) and used.epsg != header.epsg


def not_needed(header: GranuleHeader, used: GranuleHeader) -> Skipped:
    """Why a granule is left out when another one of its image pair is the layer."""
    reason = OTHER_ZONE if completes(header, used) else REPROCESSED
    return Skipped(header.granule_id, reason, {"kept": used.granule_id})


def _processing(header: GranuleHeader) -> tuple[Any, ...]:
    """The later the better: product version, then tier, then processing, as a search ranks them."""
    scenes = header.scenes
    return header.version, names.tier_rank(scenes), names.processing_rank(scenes)
