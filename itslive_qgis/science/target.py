"""The grid of a cube, chosen from headers alone: before any pixel is read."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pyproj
from rasterio.features import geometry_mask
from rasterio.transform import Affine

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from .granule import GranuleHeader
from .grid import LATTICE_TOLERANCE, Grid, archive_lattice, intersect_bounds, union_bounds
from .outline import crs_name, project_geometry
from .skipped import OTHER_LATTICE, OTHER_PIXELS, Skipped

#: Cells of a grid that a build can hold in some 4 GB; 25 million are 600 km by 600 km at 120 m.
MOST_CELLS = 25_000_000


def target_grid(
    headers: Sequence[GranuleHeader],
    area: dict[str, Any] | None,
    crs: str,
    resolution: float | None = None,
) -> tuple[Grid, int]:
    """The cube's grid over the area, on the lattice that most granules of its projection share.

    Args:
        headers: the granules that may become layers.
        area: GeoJSON geometry in longitude and latitude; ``None``: what the granules cover.
        crs: the cube's projection.
        resolution: pixel in metres; ``None``: that of most granules.

    Returns:
        the grid, and how many of the granules' pixels lie along a side of each of its pixels.

    Raises:
        ItsliveError: the area has no place in the projection, or the resolution no whole number
            of pixels.
    """
    own = [header.grid for header in headers if header.grid.crs == crs]
    stored = _pixel(own, [header.grid for header in headers])
    times = _times(stored, resolution) if resolution else 1
    pixel = resolution / times if resolution else stored
    refined = [grid.refined(pixel) for grid in own]
    lattice = _shared_lattice([grid for grid in refined if grid is not None])
    if lattice is None:
        lattice = archive_lattice(crs, pixel)
    # Beyond the granules there is nothing to show, however large the area was drawn.
    reach = union_bounds([_bounds_in(header.grid, crs) for header in headers])
    bounds: Any = union_bounds([grid.bounds for grid in own]) if own else reach
    if area is not None:
        outline = project_geometry(area, crs, reach)
        bounds = outline and (intersect_bounds(outline.bounds, reach) or outline.bounds)
    if bounds is None or not np.isfinite(bounds).all():
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "The area and its granules have no place in {crs}."),
            QT_TRANSLATE_NOOP("Messages", "Choose a projection made for this region."),
            code="no_place_in_crs",
            crs=crs_name(crs),
        )
    coarse = lattice.merged(times)
    return coarse.snapped_to(bounds), times


def pixels_averaged(headers: Sequence[GranuleHeader], crs: str, resolution: float | None) -> int:
    """How many of the granules' pixels lie along a side of each of the cube's.

    Args:
        headers: the granules.
        crs: the cube's projection.
        resolution: its pixel in metres as it was chosen; ``None``: that of the granules.

    Raises:
        ItsliveError: the resolution is no whole number of pixels, or a part of one.
    """
    if resolution is None or not headers:
        return 1
    own = [header.grid for header in headers if header.grid.crs == crs]
    return _times(_pixel(own, [header.grid for header in headers]), resolution)


def reaching_beyond(
    grid: Grid, area: dict[str, Any] | None, headers: Sequence[GranuleHeader]
) -> list[str]:
    """Names of the granules for which a grid chosen now would be larger than ``grid``."""
    names = []
    for header in headers:
        bounds: Any = _bounds_in(header.grid, grid.crs)
        if area is not None:
            outline = project_geometry(area, grid.crs, bounds)
            bounds = outline and intersect_bounds(outline.bounds, bounds)
        elif header.grid.crs != grid.crs:
            continue  # only those of the cube's own projection make its grid
        if bounds is not None and not _covers(grid, bounds):
            names.append(header.granule_id)
    return names


def _covers(grid: Grid, bounds: tuple[float, float, float, float]) -> bool:
    west, south, east, north = grid.bounds
    off = grid.dx * LATTICE_TOLERANCE
    return (
        west <= bounds[0] + off
        and south <= bounds[1] + off
        and east >= bounds[2] - off
        and north >= bounds[3] - off
    )


def _times(stored: float, resolution: float) -> int:
    """Stored pixels along a side of one of ``resolution``; 1 where it is a part of a stored one."""
    for parts in (resolution / stored, stored / resolution):
        if round(parts) >= 1 and math.isclose(parts, round(parts), rel_tol=1e-6):
            return max(round(resolution / stored), 1)
    raise ItsliveError(
        QT_TRANSLATE_NOOP(
            "Messages", "A cube of {resolution} m pixels cannot be made of pixels of {stored} m."
        ),
        QT_TRANSLATE_NOOP("Messages", "Choose a multiple of {stored} m, or a whole part of it."),
        code="bad_resolution",
        resolution=f"{resolution:g}",
        stored=f"{stored:g}",
    )


def _pixel(own: Sequence[Grid], everyone: Sequence[Grid]) -> float:
    """The pixel, metres, into which most granules' pixels divide; the finest of equals.

    Where 120 and 240 m meet that is 120 m: a 240 m pixel becomes four, and none is lost.
    """

    def merit(pixel: float) -> tuple[int, int, float]:
        fitting = [sum(g.refined(pixel) is not None for g in grids) for grids in (own, everyone)]
        return fitting[0], fitting[1], -pixel

    return max({grid.dx for grid in everyone}, key=merit)


def _shared_lattice(grids: Sequence[Grid]) -> Grid | None:
    """A grid of the lattice that most of ``grids`` lie on, whatever their order."""
    groups: list[list[Grid]] = []
    for grid in grids:
        group = next((each for each in groups if each[0].lattice_matches(grid)), None)
        if group is None:
            groups.append([grid])
        else:
            group.append(grid)
    return max(groups, key=len)[0] if groups else None


def _bounds_in(grid: Grid, crs: str) -> tuple[float, float, float, float]:
    if grid.crs == crs:
        return grid.bounds
    return _transformer(grid.crs, crs).transform_bounds(*grid.bounds)


@lru_cache(maxsize=64)
def _transformer(source: str, target: str) -> pyproj.Transformer:
    # Made anew for each of many granules it would take longer than their headers.
    return pyproj.Transformer.from_crs(source, target, always_xy=True)


def check_size(grid: Grid) -> None:
    """Refuse a grid that memory cannot hold.

    Raises:
        ItsliveError: it has more than :data:`MOST_CELLS` cells.
    """
    if grid.nx * grid.ny <= MOST_CELLS:
        return
    raise ItsliveError(
        QT_TRANSLATE_NOOP(
            "Messages", "The cube would have {nx} × {ny} pixels, more than this computer can hold."
        ),
        QT_TRANSLATE_NOOP(
            "Messages", "Draw a smaller area, or choose a projection made for this region."
        ),
        code="too_large",
        nx=grid.nx,
        ny=grid.ny,
    )


def fitting(
    headers: Sequence[GranuleHeader], grid: Grid
) -> tuple[list[GranuleHeader], list[Skipped]]:
    """Granules of the cube's projection must lie on its lattice; others are interpolated."""
    kept, skipped = [], []
    for header in headers:
        refined = header.grid.refined(grid.dx)
        fits = refined is not None and grid.lattice_matches(refined)
        if header.grid.crs != grid.crs or fits:
            kept.append(header)
            continue
        values = {"pixel": header.grid.dx, "cube": grid.dx}
        reason = OTHER_PIXELS if refined is None else OTHER_LATTICE
        skipped.append(Skipped(header.granule_id, reason, values))
    return kept, skipped


def area_mask(grid: Grid, area: dict[str, Any] | None) -> np.ndarray:
    """Cells whose centre lies in the area, as rioxarray's and GDAL's clip do by default."""
    if area is None:
        return np.ones((grid.ny, grid.nx), bool)
    outline = project_geometry(area, grid.crs, grid.bounds)
    if outline is None:
        return np.zeros((grid.ny, grid.nx), bool)
    transform = Affine.from_gdal(*grid.geotransform)
    return geometry_mask([outline.geometry], (grid.ny, grid.nx), transform, invert=True)
