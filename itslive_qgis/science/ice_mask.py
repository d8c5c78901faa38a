"""Which cells of a cube are ice: a raster or outlines, brought onto the cube's grid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pyproj
import rasterio
from rasterio.errors import RasterioError
from rasterio.windows import Window

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from .grid import Grid
from .options import Ice, ice_name
from .plan import Plan
from .target import area_mask

NAME = "landice"
NOT_ICE, ICE, UNKNOWN = 0, 1, 255
#: As the official cubes tell it, but for a standard name that the conventions do not know.
ATTRIBUTES: dict[str, Any] = {
    "long_name": "land ice mask",
    "description": "land ice mask, 0 = non-land-ice, 1 = land-ice",
    "flag_values": np.array([NOT_ICE, ICE], np.uint8),
    "flag_meanings": "non-ice ice",
}
#: Cells along a side of what is looked up at once.
_TILE = 256


def ice_on(grid: Grid, ice: Ice) -> np.ndarray:
    """The ice mask of a grid's cells, uint8 (ny, nx).

    Args:
        grid: the cube's pixels.
        ice: a raster of 0 and 1 in any projection, of which the pixel that holds a cell's centre
            counts; or a geometry, which holds the centre of a cell of ice.

    Returns:
        1 on ice, 0 beside it, 255 where the raster does not tell.

    Raises:
        ItsliveError: the raster cannot be read, has no projection, or is no such mask.
    """
    if isinstance(ice, dict):
        return area_mask(grid, ice).astype(np.uint8)
    found = np.full((grid.ny, grid.nx), UNKNOWN, np.uint8)
    try:
        with rasterio.open(ice) as raster:
            for rows, columns in _tiles(grid):
                found[rows, columns] = _looked_up(raster, grid, rows, columns, ice)
    except (RasterioError, OSError) as error:
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "The ice mask {name} cannot be read."),
            QT_TRANSLATE_NOOP("Messages", "Choose a raster or a layer of polygons that is there."),
            code="no_ice_mask",
            detail=str(error),
            name=ice_name(ice),
        ) from error
    return found


def on_ice(plan: Plan, mask: np.ndarray | None) -> Plan:
    """A plan whose area is that part of it which is ice.

    Raises:
        ItsliveError: there is no mask, or no ice in the area.
    """
    if mask is None:
        raise ItsliveError(
            QT_TRANSLATE_NOOP(
                "Messages", "Ice alone is to be kept, but nothing says which cells are ice."
            ),
            QT_TRANSLATE_NOOP(
                "Messages", "Choose an ice mask, such as glacier outlines, or keep all cells."
            ),
            code="no_ice_mask",
        )
    inside = plan.inside & (mask == ICE)
    if not inside.any():
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "The ice mask shows no ice in the area of the cube."),
            QT_TRANSLATE_NOOP(
                "Messages", "Choose a mask of this region, draw another area, or keep all cells."
            ),
            code="no_ice",
        )
    return replace(plan, inside=inside)


def _tiles(grid: Grid) -> Iterator[tuple[slice, slice]]:
    for top in range(0, grid.ny, _TILE):
        for left in range(0, grid.nx, _TILE):
            yield (
                slice(top, min(top + _TILE, grid.ny)),
                slice(left, min(left + _TILE, grid.nx)),
            )


def _looked_up(
    raster: rasterio.DatasetReader, grid: Grid, rows: slice, columns: slice, name: str
) -> np.ndarray:
    """The mask of some cells, uint8."""
    x, y = np.meshgrid(grid.x[columns], grid.y[rows])
    down, across = _places(raster, grid.crs, x, y, name)
    known = (down >= 0) & (down < raster.height) & (across >= 0) & (across < raster.width)
    found = np.full(x.shape, UNKNOWN, np.uint8)
    if not known.any():
        return found
    down, across = down[known].astype(int), across[known].astype(int)
    window = Window(
        across.min(), down.min(), np.ptp(across) + 1, np.ptp(down) + 1
    )  # fmt: skip
    there = down - down.min(), across - across.min()
    values = raster.read(1, window=window)[there]
    held = raster.read_masks(1, window=window)[there] != 0
    held &= values != UNKNOWN  # of the archive's own masks that is missing, too
    _check_mask(values[held], name)
    found[known] = np.where(held, values == ICE, UNKNOWN)
    return found


def _places(
    raster: rasterio.DatasetReader, crs: str, x: np.ndarray, y: np.ndarray, name: str
) -> tuple[np.ndarray, np.ndarray]:
    """Rows and columns of the raster's pixels that hold places of ``crs``; -1 far outside."""
    if raster.crs is None:
        raise ItsliveError(
            QT_TRANSLATE_NOOP(
                "Messages", "The ice mask {name} does not say in which projection it is."
            ),
            QT_TRANSLATE_NOOP("Messages", "Assign its projection, or choose another mask."),
            code="no_ice_mask",
            name=ice_name(name),
        )
    transformer = pyproj.Transformer.from_crs(
        crs, pyproj.CRS.from_wkt(raster.crs.to_wkt()), always_xy=True
    )
    there = np.array(transformer.transform(x, y))
    there[:, ~np.isfinite(there).all(axis=0)] = np.nan
    across, down = ~raster.transform * (there[0], there[1])
    return tuple(np.nan_to_num(np.floor(each), nan=-1.0) for each in (down, across))


def _check_mask(values: np.ndarray, name: str) -> None:
    strange = values[(values != ICE) & (values != NOT_ICE)]
    if strange.size:
        raise ItsliveError(
            QT_TRANSLATE_NOOP(
                "Messages", "{name} is no ice mask: it holds {value}, where 1 is ice and 0 is none."
            ),
            QT_TRANSLATE_NOOP(
                "Messages", "Make a raster of 0 and 1 of it, or choose outlines of the ice."
            ),
            code="no_ice_mask",
            name=ice_name(name),
            value=f"{strange[0]:g}",
        )
