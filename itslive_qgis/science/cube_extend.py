"""Extend a cube by granules that are not in it yet: a new file, which takes the old one's place.

The new cube is the one that all granules at once would give on the grid of the old one. What the
old one holds is not read from granules again; its packed blocks are copied as they are wherever the
order of time lets them. A further granule of an image pair that is there, newer or in another
projection, has that pair's layer made anew, from all granules of the pair.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from ..monitor import Monitor
from .blocks import Chunks, Packed
from .cube_before import CubeBefore, opened_blocks, read_before
from .cube_facts import attributes_of, report_of
from .cube_merge import Merged, Source
from .cube_news import News, find_news
from .cube_open import damaged_cube
from .cube_same import check_same
from .cube_schema import LAYER_NUMBERS
from .cube_write import write_cube
from .inflate import DamagedStreamError
from .options import CubeOptions
from .output import whole_file, writing
from .plan import place_in_time
from .unfinished import stack, unfinished
from .whole_folder import size_of, whole_folder
from .zarr_store import is_zarr
from .zarr_write import write_zarr

if TYPE_CHECKING:
    from .remote import Remote


def extend_cube(
    output: str,
    paths: Sequence[str],
    area: dict[str, Any] | None,
    options: CubeOptions,
    leave_out: Mapping[str, Any],
    monitor: Monitor,
    remote: Remote | None = None,
) -> dict[str, Any]:
    """Extend the cube ``output`` by the granules that are not in it yet.

    Its grid, area and options stay. Options count as given where they are not the usual ones.

    Args:
        output: the cube.
        paths: granule files or addresses, those that are in it already among them or not.
        area: GeoJSON geometry in longitude and latitude; ``None``: the cube's.
        options: likewise.
        leave_out: as in ``cube.build_cube``.
        monitor: likewise.
        remote: reads granules that are addresses, if some are.

    Returns:
        as ``cube.build_cube``, and ``added``, the number of layers that are new or made anew;
        ``clipped``, names of granules that reach beyond the cube's grid and were cut off there;
        ``written``, whether anything was new.

    Raises:
        ItsliveError: it is no cube or a damaged one, does not tell how it was built, was built
            with other options, or cannot be written.
        Cancelled: on request; the cube stays as it was.
    """
    before = read_before(output)
    check_same(before, area, options)
    options = replace(before.options, scheduler=options.scheduler)
    news = find_news(before, options, paths, leave_out, monitor.part(0, 0.1), remote)
    is_folder = is_zarr(output)
    whole, write = (whole_folder, write_zarr) if is_folder else (whole_file, write_cube)
    with writing(output), unfinished(output, news.plan, before.area, options) as spool:
        blocks = stack(news.plan, before.shape, spool, options, monitor.part(0.1, 0.8), remote)
        layers = [layer for block in blocks for layer in block.layers]
        order = _order(before, news, layers, options)
        told = [(before.layers, layers)[source][index] for source, index in order]
        report = report_of(before.shape.grid, told, _left_out(before, news, blocks))
        is_new = _is_new(before, news, layers, report["skipped"])
        if is_new:
            attributes = attributes_of(
                news.plan, before.area, options, report["skipped"], before.history
            )
            with whole(output) as part, opened_blocks(before) as stored:
                sources = (
                    Source(before.layers, stored, before.size),
                    Source(layers, spool.chunks, sum(block.size for block in blocks)),
                )
                merged = Merged(before.shape, sources, order)
                chunks = partial(_chunks, before, merged)
                rest = monitor.part(0.8, 1)
                write(part, before.shape, merged.packed(), chunks, attributes, rest, before.ice)
    return {
        **report,
        "output": output,
        "bytes": size_of(output) if is_folder else os.path.getsize(output),
        "added": len(layers) if is_new else 0,
        "clipped": list(news.clipped) if is_new else [],
        "written": is_new,
    }


def _order(
    before: CubeBefore, news: News, layers: Sequence[dict[str, Any]], options: CubeOptions
) -> list[tuple[int, int]]:
    """The layers of the new cube in order of time: 0 or 1, the old or a new one, and its index."""

    def place(layer: Mapping[str, Any]) -> tuple[Any, ...]:
        identity = news.identities[layer["granule"]]
        epsg = 0 if options.merge_zones else layer["source_epsg"]
        return place_in_time(datetime.fromisoformat(layer["mid"]), identity, epsg)

    kept = [
        (place(layer), 0, index)
        for index, layer in enumerate(before.layers)
        if index not in news.remade
    ]
    new = [(place(layer), 1, index) for index, layer in enumerate(layers)]
    return [(source, index) for _, source, index in sorted([*kept, *new])]


def _left_out(before: CubeBefore, news: News, blocks: Sequence[Packed]) -> list[dict[str, Any]]:
    """All granules that are not in the new cube."""
    kept = [item for item in before.skipped if item["granule_id"] not in news.looked_at]
    new = [item.to_dict() for item in news.skipped]
    return [*kept, *new, *(item for block in blocks for item in block.skipped)]


def _is_new(
    before: CubeBefore,
    news: News,
    layers: Sequence[dict[str, Any]],
    skipped: Sequence[dict[str, Any]],
) -> bool:
    """Whether the new cube would differ: a granule that is damaged still adds nothing."""
    remade = [before.layers[index] for index in news.remade]
    if sorted(map(_plain, remade)) != sorted(map(_plain, layers)):
        return True
    return sorted(map(_plain, before.skipped)) != sorted(map(_plain, skipped))


def _plain(told: Mapping[str, Any]) -> str:
    """What is told of a layer or a granule, with its numbers as the file holds them."""
    numbers = {
        name: np.asarray(told[name], dtype).item()
        for name, (dtype, *_) in LAYER_NUMBERS.items()
        if name in told
    }
    return json.dumps({**told, **numbers}, sort_keys=True)


def _chunks(before: CubeBefore, merged: Merged, number: int) -> Chunks:
    try:
        return merged.chunks(number)
    except DamagedStreamError as error:
        raise damaged_cube(before.path, error) from error
