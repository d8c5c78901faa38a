"""Decide, from headers alone, which granules make the cube's layers and on which grid.

No pixel is read here. What is left out is kept with its reason: nothing is dropped silently.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pyproj

from ..archive import names
from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from .granule import GranuleHeader
from .grid import Grid, intersect_bounds, union_bounds
from .options import CubeOptions
from .outline import crs_name, project_geometry
from .pairs import by_pair
from .skipped import LONG_PAIR, OTHER_DATE, OTHER_PROJECTION, OUTSIDE, Skipped
from .target import area_mask, check_size, fitting, target_grid


@dataclass(frozen=True)
class Plan:
    """The cube to be built.

    Attributes:
        grid: its pixels.
        inside: bool (ny, nx), the cells whose centre is in the area.
        times: pixels of the granules' own size along a side of each of its pixels; they are
            averaged where it is not 1.
        pairs: for each image pair its granules, the best first, in order of time. The others
            stand in where the best one turns out to have nothing to give, and those of the same
            processing in another projection fill its holes.
        skipped: granules that are left out whatever comes.
    """

    grid: Grid
    inside: np.ndarray
    times: int
    pairs: tuple[tuple[GranuleHeader, ...], ...]
    skipped: tuple[Skipped, ...]


def make_plan(
    headers: Sequence[GranuleHeader],
    area: dict[str, Any] | None,
    options: CubeOptions,
) -> Plan:
    """Choose grid and layers.

    Args:
        headers: all granules at hand.
        area: GeoJSON geometry in longitude and latitude; ``None``: all that the granules in the
            cube's own projection cover.
        options: what else was chosen.

    Raises:
        ItsliveError: nothing is left to build a cube from.
    """
    wanted, unwanted = _chosen(headers, options)
    near, skipped = _touching(wanted, area)
    skipped += unwanted
    if not wanted:
        raise _none_chosen(headers, options)
    if not near:
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "None of the {count} granules touches the area."),
            QT_TRANSLATE_NOOP("Messages", "Draw the area where the granules are, or search again."),
            code="nothing_in_area",
            count=len(headers),
        )
    target_crs = options.crs or commonest(header.grid.crs for header in near)
    target_crs = normal_crs(target_crs)
    kept, other = _of_projection(near, target_crs, options.projections)
    skipped += other
    grid, times = target_grid(kept or near, area, target_crs, options.resolution)
    check_size(grid.divided(times))
    on_grid, odd = fitting(kept, grid.divided(times))
    skipped += odd
    if not on_grid:
        raise ItsliveError(
            QT_TRANSLATE_NOOP(
                "Messages", "None of the {count} granules can be a layer of a cube in {crs}."
            ),
            QT_TRANSLATE_NOOP(
                "Messages", "Choose another projection, or let granules of all projections in."
            ),
            code="nothing_to_build",
            count=len(headers),
            crs=crs_name(target_crs),
        )
    pairs = _ordered(on_grid, target_crs, options)
    return Plan(grid, area_mask(grid, area), times, pairs, tuple(skipped))


def plan_on(
    grid: Grid,
    times: int,
    headers: Sequence[GranuleHeader],
    area: dict[str, Any] | None,
    options: CubeOptions,
) -> Plan:
    """Choose the layers of a cube whose grid is given; there may be none.

    Args:
        grid: the cube's pixels.
        times: pixels of the granules along a side of each of them, see :class:`Plan`.
        headers: as in :func:`make_plan`, like the others.
        area: likewise.
        options: likewise.
    """
    wanted, unwanted = _chosen(headers, options)
    near, skipped = _touching(wanted, area)
    kept, other = _of_projection(near, grid.crs, options.projections)
    on_grid, odd = fitting(kept, grid.divided(times))
    pairs = _ordered(on_grid, grid.crs, options)
    left_out = (*skipped, *unwanted, *other, *odd)
    return Plan(grid, area_mask(grid, area), times, pairs, left_out)


def place_in_time(mid_date: datetime, identity: Hashable, epsg: int) -> tuple[Any, ...]:
    """What layers are in order of: a cube's own layers tell it, without their granules' headers.

    Args:
        mid_date: of the pair's best granule.
        identity: which image pair it is, see ``archive.names.pair_identity``.
        epsg: projection of the granule, where each is a layer of its own; else 0.
    """
    return mid_date, repr(identity), epsg


def _ordered(
    headers: Sequence[GranuleHeader], crs: str, options: CubeOptions
) -> tuple[tuple[GranuleHeader, ...], ...]:
    """The image pairs in order of time."""

    def place(pair: tuple[GranuleHeader, ...]) -> tuple[Any, ...]:
        identity = names.pair_identity(pair[0].scenes)
        return place_in_time(pair[0].mid_date, identity, 0 if options.merge_zones else pair[0].epsg)

    return tuple(sorted(by_pair(headers, crs, options.merge_zones), key=place))


def _chosen(
    headers: Sequence[GranuleHeader], options: CubeOptions
) -> tuple[list[GranuleHeader], list[Skipped]]:
    """Those of the chosen dates and separations."""
    kept, skipped = [], []
    most = math.inf if options.max_separation is None else options.max_separation
    for header in headers:
        day = header.mid_date.date().isoformat()
        if not (options.start or "") <= day <= (options.end or "9999"):
            skipped.append(Skipped(header.granule_id, OTHER_DATE, {"date": day}))
        elif header.separation_days > most:
            values = {"days": f"{header.separation_days:.1f}", "most": f"{most:g}"}
            skipped.append(Skipped(header.granule_id, LONG_PAIR, values))
        else:
            kept.append(header)
    return kept, skipped


def _none_chosen(headers: Sequence[GranuleHeader], options: CubeOptions) -> ItsliveError:
    days = sorted(header.mid_date.date().isoformat() for header in headers)
    return ItsliveError(
        QT_TRANSLATE_NOOP(
            "Messages",
            "None of the {count} granules is of the chosen dates and separations: their mid-dates "
            "are {first} to {last}, the shortest separation {shortest} days.",
        ),
        QT_TRANSLATE_NOOP("Messages", "Choose wider limits, or search again."),
        code="none_chosen",
        count=len(headers),
        first=days[0],
        last=days[-1],
        shortest=f"{min(header.separation_days for header in headers):.1f}",
    )


def commonest(values: Iterable[str]) -> str:
    """The value that occurs most often, the alphabetically first of equals."""
    counts = Counter(values)
    return min(counts, key=lambda value: (-counts[value], value))


def normal_crs(crs: str) -> str:
    """``"EPSG:n"`` where the projection has such a code, so that equal ones compare equal.

    Raises:
        ItsliveError: it is no projection, or not in metres.
    """
    try:
        parsed = pyproj.CRS.from_user_input(crs)
    except pyproj.exceptions.CRSError as error:
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "The projection {crs} is not known."),
            QT_TRANSLATE_NOOP("Messages", "Choose another one, for instance EPSG:3413."),
            code="bad_crs",
            detail=str(error),
            crs=crs,
        ) from error
    if not parsed.is_projected or parsed.axis_info[0].unit_name != "metre":
        raise ItsliveError(
            QT_TRANSLATE_NOOP(
                "Messages", "A cube cannot be built in {crs}: its unit is not metres."
            ),
            QT_TRANSLATE_NOOP("Messages", "Choose a projection in metres, for instance EPSG:3413."),
            code="bad_crs",
            crs=crs_name(crs),
        )
    authority = parsed.to_authority()
    return ":".join(authority) if authority else parsed.to_wkt()


def _touching(
    headers: Sequence[GranuleHeader], area: dict[str, Any] | None
) -> tuple[list[GranuleHeader], list[Skipped]]:
    if area is None:
        return list(headers), []
    grids: dict[str, list[Grid]] = {}
    for header in headers:
        grids.setdefault(header.grid.crs, []).append(header.grid)
    outlines = {
        crs: project_geometry(area, crs, union_bounds([grid.bounds for grid in each]))
        for crs, each in grids.items()
    }
    near, skipped = [], []
    for header in headers:
        outline = outlines[header.grid.crs]
        if outline is not None and intersect_bounds(header.grid.bounds, outline.bounds):
            near.append(header)
        else:
            skipped.append(Skipped(header.granule_id, OUTSIDE, {}))
    return near, skipped


def _of_projection(
    headers: Sequence[GranuleHeader], crs: str, projections: str
) -> tuple[list[GranuleHeader], list[Skipped]]:
    if projections == "all":
        return list(headers), []
    kept = [header for header in headers if header.grid.crs == crs]
    return kept, [
        Skipped(header.granule_id, OTHER_PROJECTION, {"crs": header.grid.crs})
        for header in headers
        if header.grid.crs != crs
    ]
