"""Decide, from headers alone, which granules make the cube's layers and on which grid.

No pixel is read here. What is left out is kept with its reason: nothing is dropped silently.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
from rasterio.features import geometry_mask
from rasterio.transform import Affine

from ..archive import names
from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..monitor import Monitor
from .granule import GranuleHeader, read_header
from .grid import Grid, archive_lattice, intersect_bounds, union_bounds
from .outline import project_geometry

#: Cells of a grid that a build can hold in some 4 GB; 25 million are 600 km by 600 km at 120 m.
MOST_CELLS = 25_000_000

OTHER_PROJECTION = QT_TRANSLATE_NOOP(
    "Messages", "in another projection ({crs}); only the commonest was asked for"
)
OUTSIDE = QT_TRANSLATE_NOOP("Messages", "does not touch the area")
NO_DATA = QT_TRANSLATE_NOOP("Messages", "no measurement in the area")
OTHER_PIXELS = QT_TRANSLATE_NOOP(
    "Messages", "pixels of {pixel} m do not fit the cube's grid of {cube} m"
)
OTHER_LATTICE = QT_TRANSLATE_NOOP("Messages", "its pixels lie between those of the cube")
REPROCESSED = QT_TRANSLATE_NOOP(
    "Messages", "same image pair as {kept}, a better or newer processing"
)
CRASHES = QT_TRANSLATE_NOOP(
    "Messages", "reading it crashes the program that reads it: it is damaged"
)
OTHER_ZONE = QT_TRANSLATE_NOOP(
    "Messages", "same image pair as {kept}, in another projection, and nothing to add to it"
)


@dataclass(frozen=True)
class Skipped:
    """A granule left out, and why.

    Attributes:
        granule_id: its name.
        reason: template marked for translation.
        values: what fills the template.
    """

    granule_id: str
    reason: str
    values: dict[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """A JSON-able form."""
        return {
            "granule_id": self.granule_id,
            "reason": {"what": self.reason, "values": self.values},
        }


@dataclass(frozen=True)
class Plan:
    """The cube to be built.

    Attributes:
        grid: its pixels.
        inside: bool (ny, nx), the cells whose centre is in the area.
        pairs: for each image pair its granules, the best first, in order of time. The others
            stand in where the best one turns out to have nothing to give, and those of the same
            processing in another projection fill its holes.
        skipped: granules that are left out whatever comes.
    """

    grid: Grid
    inside: np.ndarray
    pairs: tuple[tuple[GranuleHeader, ...], ...]
    skipped: tuple[Skipped, ...]


def read_headers(
    paths: Sequence[str], monitor: Monitor, leave_out: Collection[str] = ()
) -> tuple[list[GranuleHeader], list[Skipped]]:
    """Read every header; a granule that cannot be read costs that granule alone.

    Those of ``leave_out`` are not touched: a process crashed on them (``worker/building.py``).
    """
    headers, skipped = [], []
    for number, path in enumerate(paths):
        if path in leave_out:
            skipped.append(Skipped(Path(path).stem, CRASHES, {}))
            continue
        monitor.check()
        monitor.progress(
            number / len(paths),
            QT_TRANSLATE_NOOP("Messages", "Reading granule {number} of {count}"),
            number=number + 1,
            count=len(paths),
            reading=path,
        )
        try:
            headers.append(read_header(path))
        except ItsliveError as error:
            skipped.append(Skipped(Path(path).stem, error.what, error.values))
            monitor.progress(number / len(paths), unreadable=path)
    monitor.progress(1.0)
    return headers, skipped


def make_plan(
    headers: Sequence[GranuleHeader],
    area: dict[str, Any] | None,
    crs: str | None,
    projections: str,
) -> Plan:
    """Choose grid and layers.

    Args:
        headers: all granules at hand.
        area: GeoJSON geometry in longitude and latitude; ``None``: all that the granules in the
            cube's own projection cover.
        crs: the cube's projection, ``"EPSG:n"``; ``None``: the commonest of the granules.
        projections: ``"all"``, or ``"commonest"`` to leave out granules of any other.

    Raises:
        ItsliveError: nothing is left to build a cube from.
    """
    near, skipped = _touching(headers, area)
    if not near:
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "None of the {count} granules touches the area."),
            QT_TRANSLATE_NOOP("Messages", "Draw the area where the granules are, or search again."),
            code="nothing_in_area",
            count=len(headers),
        )
    target_crs = crs or commonest(header.grid.crs for header in near)
    target_crs = _normal_crs(target_crs)
    kept, other = _of_projection(near, target_crs, projections)
    skipped += other
    grid = _grid(kept or near, area, target_crs)
    _check_size(grid)
    fitting, odd = _fitting(kept, grid)
    skipped += odd
    if not fitting:
        raise ItsliveError(
            QT_TRANSLATE_NOOP(
                "Messages", "None of the {count} granules can be a layer of a cube in {crs}."
            ),
            QT_TRANSLATE_NOOP(
                "Messages", "Choose another projection, or let granules of all projections in."
            ),
            code="nothing_to_build",
            count=len(headers),
            crs=_crs_name(target_crs),
        )
    pairs = _by_pair(fitting, target_crs)
    ordered = sorted(pairs, key=lambda pair: (pair[0].mid_date, pair[0].granule_id))
    return Plan(grid, _mask(grid, area), tuple(ordered), tuple(skipped))


def commonest(values: Iterable[str]) -> str:
    """The value that occurs most often, the alphabetically first of equals."""
    counts = Counter(values)
    return min(counts, key=lambda value: (-counts[value], value))


def _normal_crs(crs: str) -> str:
    """``"EPSG:n"`` where the projection has such a code, so that equal ones compare equal."""
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
            crs=_crs_name(crs),
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


def _grid(headers: Sequence[GranuleHeader], area: dict[str, Any] | None, crs: str) -> Grid:
    """The grid over the area, on the lattice that most granules of its projection share."""
    own = [header.grid for header in headers if header.grid.crs == crs]
    pixel = _pixel(own, [header.grid for header in headers])
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
            crs=_crs_name(crs),
        )
    return lattice.snapped_to(bounds)


def _crs_name(crs: str) -> str:
    """``"EPSG:n"`` as it is; of a WKT the name in it."""
    return crs if crs.startswith("EPSG:") else pyproj.CRS.from_user_input(crs).name


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
    transformer = pyproj.Transformer.from_crs(grid.crs, crs, always_xy=True)
    return transformer.transform_bounds(*grid.bounds)


def _check_size(grid: Grid) -> None:
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


def _fitting(
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


def _by_pair(headers: Sequence[GranuleHeader], crs: str) -> list[tuple[GranuleHeader, ...]]:
    """The granules of each image pair: the best processing first, then the one not to be resampled.

    Two pairs with one mid-date are two layers: what identifies a pair is its two scenes. Processing
    comes before projection because a provisional scene can lie tens of metres off, while
    resampling costs a fraction of a metre per year.
    """

    def merit(header: GranuleHeader) -> tuple[Any, ...]:
        pixels = header.grid.nx * header.grid.ny
        return _processing(header), header.grid.crs == crs, pixels, header.granule_id

    pairs: dict[Hashable, list[GranuleHeader]] = {}
    for header in sorted(headers, key=merit, reverse=True):
        pairs.setdefault(names.pair_identity(header.scenes), []).append(header)
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


def _mask(grid: Grid, area: dict[str, Any] | None) -> np.ndarray:
    """Cells whose centre lies in the area, as rioxarray's and GDAL's clip do by default."""
    if area is None:
        return np.ones((grid.ny, grid.nx), bool)
    outline = project_geometry(area, grid.crs, grid.bounds)
    if outline is None:
        return np.zeros((grid.ny, grid.nx), bool)
    transform = Affine.from_gdal(*grid.geotransform)
    return geometry_mask([outline.geometry], (grid.ny, grid.nx), transform, invert=True)
