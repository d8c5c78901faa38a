"""Build a cube: granules of any projection, clipped, on one grid, in order of time, in one file."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timezone
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..monitor import Monitor
from ..paths import plugin_version
from .cubefile import CubeFile
from .folder import granule_files
from .granule import GranuleHeader
from .headers import read_headers
from .output import check_place, whole_file
from .pairs import completes, not_needed
from .placement import Layer, Placer
from .plan import Plan, make_plan
from .skipped import NO_DATA, Skipped


def build_cube(
    output: str,
    inputs: Sequence[str] | None = None,
    folder: str | None = None,
    area: dict[str, Any] | None = None,
    crs: str | None = None,
    projections: str = "all",
    leave_out: Mapping[str, Any] = MappingProxyType({}),
    monitor: Monitor | None = None,
) -> dict[str, Any]:
    """Stack granules into a cube ``(mid_date, y, x)``.

    Args:
        output: the file to write (``.nc``); replaced only when the new one is whole.
        inputs: granule files; or
        folder: the folder that holds them.
        area: GeoJSON geometry in longitude and latitude to clip to; ``None``: everything.
        crs: projection of the cube, ``"EPSG:n"``; ``None``: the commonest of the granules.
        projections: ``"all"``, or ``"commonest"`` to leave out granules of other projections.
        leave_out: granule files not to be touched, since a process crashed, and for each its
            reason as ``{"what", "values"}``, or None: the process crashed on it.
        monitor: receives progress, can cancel; its value ``reading`` names the granule file that
            is being read, if one is.

    Returns:
        ``output, layers, crs, nx, ny, reprojected`` (number of layers), ``completed`` (number of
        layers with holes filled from the pair's other projection), ``skipped`` (granules left out
        with reasons), ``first, last`` (mid-dates, ISO), ``bytes``.

    Raises:
        ItsliveError: there is nothing to build from, or the file cannot be written.
        Cancelled: on request; nothing is left behind.
    """
    monitor = monitor or Monitor()
    paths = granule_files(folder or "") if inputs is None else inputs
    # One order whichever way the granules came, so that equal input gives an equal file.
    paths = sorted(paths, key=lambda path: Path(path).name)
    check_place(output)
    _check_replaced(output, paths)
    headers, unreadable = read_headers(paths, monitor.part(0, 0.1), leave_out)
    if not headers:
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "None of the {count} files is a readable granule."),
            QT_TRANSLATE_NOOP("Messages", "Download them again, or choose another folder."),
            code="no_granules",
            detail="\n".join(item.granule_id for item in unreadable),
            count=len(paths),
        )
    plan = make_plan(headers, area, crs, projections)
    with whole_file(output) as part, CubeFile(part, plan.grid, plan.inside) as cube:
        result = _fill(cube, plan, monitor.part(0.1, 1))
        result["skipped"] = [
            item.to_dict() for item in (*unreadable, *plan.skipped, *result["skipped"])
        ]
        cube.describe(**_provenance(plan, area, crs, projections, result))
    return {**result, "output": output, "bytes": os.path.getsize(output)}


def _check_replaced(output: str, inputs: Sequence[str]) -> None:
    """A cube takes the place of a cube, not of a granule or of somebody's text."""
    if not output.lower().endswith(".nc"):
        raise ItsliveError(
            QT_TRANSLATE_NOOP(
                "Messages", "A cube is a NetCDF file, and {name} is no name for one."
            ),
            QT_TRANSLATE_NOOP("Messages", "Let its name end in .nc."),
            code="not_nc",
            name=Path(output).name,
        )
    place = os.path.realpath(output)
    if any(os.path.realpath(path) == place for path in inputs if Path(path).is_file()):
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "{name} is one of the granules the cube is made of."),
            QT_TRANSLATE_NOOP("Messages", "Choose another name for the cube."),
            code="replaces_granule",
            name=Path(output).name,
        )


def _fill(cube: CubeFile, plan: Plan, monitor: Monitor) -> dict[str, Any]:
    skipped: list[Skipped] = []
    used: list[GranuleHeader] = []
    reprojected = completed = 0
    placer = Placer(plan.grid, plan.inside)
    for number, pair in enumerate(plan.pairs):
        monitor.check()
        header, layer = _pair_layer(pair, placer, skipped, partial(_tell, monitor, plan, number))
        if header is not None and layer is not None:
            _tell(monitor, plan, number)  # from here on a crash is no granule's fault
            cube.append(header, layer)
            used.append(header)
            reprojected += layer.reprojected
            completed += bool(layer.filled)
    if not used:
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "None of the {count} granules has data in the area."),
            QT_TRANSLATE_NOOP("Messages", "Draw a larger area, or search with fewer limits."),
            code="no_data_in_area",
            detail="\n".join(f"{item.granule_id}: {item.reason}" for item in skipped),
            count=len(skipped),
        )
    monitor.check()
    monitor.progress(1.0)
    cube.flush()
    return {
        "layers": cube.layers,
        "crs": plan.grid.crs,
        "nx": plan.grid.nx,
        "ny": plan.grid.ny,
        "reprojected": reprojected,
        "completed": completed,
        "skipped": skipped,
        "first": min(header.mid_date for header in used).isoformat(),
        "last": max(header.mid_date for header in used).isoformat(),
    }


def _tell(monitor: Monitor, plan: Plan, number: int, header: GranuleHeader | None = None) -> None:
    """Report the pair that is worked on, and the file about to be read, if one is."""
    monitor.progress(
        number / len(plan.pairs),
        QT_TRANSLATE_NOOP("Messages", "Stacking image pair {number} of {count}"),
        number=number + 1,
        count=len(plan.pairs),
        **({"reading": header.path} if header else {}),
    )


def _pair_layer(
    pair: Sequence[GranuleHeader],
    placer: Placer,
    skipped: list[Skipped],
    tell: Callable[[GranuleHeader], None],
) -> tuple[GranuleHeader | None, Layer | None]:
    """The layer of an image pair, and the granule it is: the first that has something to give.

    Its holes are filled from the same measurement in other projections. What is not used is noted
    with its reason. The dates are those of the pair's best granule, by which the pairs are in
    order: all are of the same two images, but version 1 tells their days alone.
    """
    used: GranuleHeader | None = None
    layer: Layer | None = None
    for header in pair:
        if used is None or layer is None:
            tell(header)
            layer = _layer(header, placer, skipped)
            if layer is not None:
                used = replace(header, date_1=pair[0].date_1, date_2=pair[0].date_2)
        elif completes(header, used):
            tell(header)
            layer = _completed(layer, used, header, placer, skipped)
        else:
            skipped.append(not_needed(header, used))
    return used, layer


def _completed(
    layer: Layer,
    used: GranuleHeader,
    other: GranuleHeader,
    placer: Placer,
    skipped: list[Skipped],
) -> Layer:
    """The layer with its holes filled from ``other``, as far as that holds anything there."""
    try:
        filling = placer.place(other, layer.missing)
    except ItsliveError as error:
        skipped.append(Skipped(other.granule_id, error.what, error.values))
        return layer
    if filling is None:
        skipped.append(not_needed(other, used))
        return layer
    return layer.completed_by(filling, other.granule_id)


def _layer(header: GranuleHeader, placer: Placer, skipped: list[Skipped]) -> Layer | None:
    """The granule as a layer; ``None``, with the reason noted, if it cannot be one."""
    try:
        layer = placer.place(header)
    except ItsliveError as error:
        skipped.append(Skipped(header.granule_id, error.what, error.values))
        return None
    if layer is None:
        skipped.append(Skipped(header.granule_id, NO_DATA, {}))
    return layer


def _provenance(
    plan: Plan,
    area: dict[str, Any] | None,
    crs: str | None,
    projections: str,
    result: dict[str, Any],
) -> dict[str, Any]:
    now = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "history": f"{now} stacked by ITS_LIVE for QGIS {plugin_version()}",
        "date_created": now,
        "area": area or "",
        "options": {"crs": crs, "projections": projections},
        "skipped_granules": result["skipped"],
        "comment": (
            "Layers with reprojected = 0 are copies of the granules' pixels, a coarser pixel "
            "repeated in each cell it holds. The others were interpolated bilinearly where all "
            "four neighbours hold a value, and their vectors transformed by the Jacobian of the "
            "change of projection at each cell, or by its rotation alone where "
            "map_scale_corrected = 1; so were the cells that the granules of filled_from gave "
            "where the layer's own granule held no value. vx and vy lie along the axes of this "
            "file's projection, not east and north. Where map_scale_corrected = 0 they are "
            "metres of the map grid: divided by map_scale they are metres on the ground. Where "
            "it is 1 they are metres on the ground."
        ),
    }
