"""The stacking of a build, in blocks that outlive a process which dies of it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..monitor import Monitor
from ..paths import plugin_version
from .blocks import Packed, Shape, Spool
from .granule import GranuleHeader
from .line import is_remote
from .options import CubeOptions
from .placement import Placer
from .plan import Plan
from .stacking import make_blocks

if TYPE_CHECKING:
    from .remote import Remote


@contextmanager
def unfinished(
    output: str, plan: Plan, area: dict[str, Any] | None, options: CubeOptions
) -> Iterator[Spool]:
    """The blocks of a cube while it is built, kept beside it.

    They are gone when the block ends, however that ends; but if the process dies, or a cluster is
    lost midway, the next build of the same plan finds them.

    Args:
        output: the cube to be.
        plan: its layers.
        area: GeoJSON geometry it is clipped to.
        options: what else was chosen.
    """
    spool = Spool(Path(f"{output}.unfinished"), _identity(plan, area, options))
    kept = False
    try:
        yield spool
    except ItsliveError as error:
        # What a lost cluster has finished, the next build goes on from.
        kept = error.retry and bool(spool.finished())
        raise
    finally:
        if not kept:
            spool.remove()


def stack(
    plan: Plan,
    shape: Shape,
    spool: Spool,
    options: CubeOptions,
    monitor: Monitor,
    remote: Remote | None = None,
) -> list[Packed]:
    """Make the blocks of a plan's layers, as :func:`.stacking.make_blocks`, and tell of it."""
    if not plan.pairs:
        return []
    # The area says already what is ice, and outlines would travel to each process of a cluster.
    placer = Placer(plan.grid, plan.inside, plan.times, replace(options, ice_mask=None))
    tell = partial(_tell, monitor, len(plan.pairs))
    return make_blocks(plan, placer, shape, spool, monitor, tell, options.scheduler, remote)


def _identity(plan: Plan, area: dict[str, Any] | None, options: CubeOptions) -> str:
    """What tells builds apart: finished blocks of one are of no use to another.

    The granules count as they are planned: what a crash leaves out changes the number of each pair.
    """
    headers = [header for pair in plan.pairs for header in (*pair, None)]
    files = [header and (header.path, *_state(header)) for header in headers]
    inside = hashlib.sha256(np.packbits(plan.inside).tobytes()).hexdigest()
    told = [plugin_version(), repr(plan.grid), area, inside, options.to_dict(), files]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _state(header: GranuleHeader) -> tuple[int, int | str]:
    if is_remote(header.path):
        return header.size, header.etag
    try:
        state = os.stat(header.path)
    except OSError:  # gone since; what reads it will say so
        return 0, 0
    return state.st_size, state.st_mtime_ns


def _tell(monitor: Monitor, count: int, number: int, header: GranuleHeader | None) -> None:
    """Report the pair that is worked on, and the file about to be read, if one is."""
    monitor.progress(
        number / count,
        QT_TRANSLATE_NOOP("Messages", "Stacking image pair {number} of {count}"),
        number=number + 1,
        count=count,
        **({"reading": header.path} if header else {}),
    )
