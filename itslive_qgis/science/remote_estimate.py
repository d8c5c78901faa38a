"""What it takes to read granules in the archive, and what to download them, told by a sample."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..monitor import Monitor
from .chunks import spans
from .granule import GranuleHeader
from .headers import read_headers
from .line import check_remote
from .options import CubeOptions
from .placement import Placer
from .plan import make_plan

#: Granules whose headers are read.
_SAMPLE = 8


def estimate_remote(
    inputs: Sequence[str],
    area: dict[str, Any] | None = None,
    reach: Mapping[str, Any] | None = None,
    monitor: Monitor | None = None,
    **chosen: Any,
) -> dict[str, Any]:
    """Estimate how much ``build_cube`` would fetch of granules in the archive.

    Args:
        inputs: their addresses.
        area: GeoJSON geometry in longitude and latitude; ``None``: everything.
        reach: how addresses are reached, see :meth:`.remote.Reach.of`.
        monitor: can cancel.
        chosen: options of the cube, see :class:`.options.CubeOptions`.

    Returns:
        ``granules`` (how many were asked about), ``sampled`` (how many were looked at), ``bytes``
        that a build fetches and ``whole_bytes`` that a download does, both of all granules, as the
        mean of the sample tells.

    Raises:
        ItsliveError: none of the sample can be read, or none touches the area.
        Cancelled: on request.
    """
    monitor, options = monitor or Monitor(), CubeOptions.of(chosen)
    check_remote()
    from .remote import reading_remotely

    sample = _evenly(sorted(inputs), _SAMPLE)
    with reading_remotely(reach) as remote:
        headers, _ = read_headers(sample, monitor, {}, remote, options.needed)
        of_headers = remote.ranges.received
    plan = make_plan(headers, area, options)
    placer = Placer(plan.grid, plan.inside, plan.times, options)
    of_blocks = sum(_bytes_under(placer, header) for pair in plan.pairs for header in pair)
    share = len(inputs) / max(len(sample), 1)
    return {
        "granules": len(inputs),
        "sampled": len(headers),
        "bytes": round(share * (of_headers + of_blocks)),
        "whole_bytes": round(share * sum(header.size for header in headers)),
    }


def _bytes_under(placer: Placer, header: GranuleHeader) -> int:
    window = placer.window(header)
    if window is None:
        return 0
    stored = header.stored.values()
    return sum(size for each in stored for _, size in spans(each, *window))


def _evenly(items: Sequence[str], most: int) -> list[str]:
    """At most so many, from the first to the last."""
    count = min(most, len(items))
    return [items[round(number * (len(items) - 1) / max(count - 1, 1))] for number in range(count)]
