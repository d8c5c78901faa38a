"""The generated granules that the questions are asked of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from . import generated
from .brute import Truths
from .plain_queries import QUERIES

SPARE = 1_000


@dataclass(frozen=True)
class World:
    """Truths, and the items written from them in the same order."""

    truths: Truths
    items: list[dict[str, Any]]


@lru_cache(maxsize=1)
def world() -> World:
    """Granules of which none lies so near an area's border that its footprint could mislead.

    A footprint has four straight lines a side where the true edge is bent.
    """
    candidates = generated.generate(generated.COUNT + SPARE)
    truths = Truths([truth for truth, _ in candidates])
    unsure = set().union(*(truths.meeting(query)[1] for query in QUERIES.values()))
    kept = [pair for pair in candidates if pair[0].granule_id not in unsure][: generated.COUNT]
    assert len(kept) == generated.COUNT, f"{len(unsure)} of the spare {SPARE} were taken away"
    return World(Truths([truth for truth, _ in kept]), [item for _, item in kept])
