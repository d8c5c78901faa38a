"""What is told of a finished cube: in the report of its build, and in the file itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..paths import plugin_version
from .grid import Grid
from .options import CubeOptions
from .plan import Plan


def report_of(
    grid: Grid, layers: Sequence[Mapping[str, Any]], skipped: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """The report of a build, without the file's own name and size.

    Args:
        grid: the cube's pixels.
        layers: what the cube tells of each, see ``blocks.record_of``.
        skipped: the granules left out, as ``Skipped.to_dict``, in any order.

    Raises:
        ItsliveError: there is no layer.
    """
    # By name: so an extended cube lists them as one that was built at once.
    skipped = sorted(skipped, key=lambda item: (item["granule_id"], repr(item["reason"])))
    if not layers:
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "None of the {count} granules has data in the area."),
            QT_TRANSLATE_NOOP("Messages", "Draw a larger area, or search with fewer limits."),
            code="no_data_in_area",
            detail="\n".join(f"{item['granule_id']}: {item['reason']['what']}" for item in skipped),
            count=len(skipped),
        )
    return {
        "layers": len(layers),
        "crs": grid.crs,
        "nx": grid.nx,
        "ny": grid.ny,
        "reprojected": sum(int(layer["reprojected"]) for layer in layers),
        "completed": sum(bool(layer["filled_from"]) for layer in layers),
        "skipped": skipped,
        "first": min(layer["mid"] for layer in layers),
        "last": max(layer["mid"] for layer in layers),
    }


def attributes_of(
    plan: Plan,
    area: dict[str, Any] | None,
    options: CubeOptions,
    skipped: Sequence[dict[str, Any]],
    before: str = "",
) -> dict[str, Any]:
    """What the cube's file says of itself, see ``cube_write.write_cube``.

    Args:
        plan: its layers.
        area: GeoJSON geometry it was clipped to.
        options: what else was chosen.
        skipped: the granules left out, as ``Skipped.to_dict``.
        before: the history of the cube that it extends.
    """
    now = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    done = "extended" if before else "stacked"
    history = f"{now} {done} by ITS_LIVE for QGIS {plugin_version()}"
    return {
        "history": f"{history}\n{before}" if before else history,
        "date_created": now,
        "area": area or "",
        "options": options.to_dict(),
        # Of the granules along a side of each of the cube's; who extends it averages as many.
        "pixels_averaged": plan.times,
        "skipped_granules": skipped,
        "comment": (
            "Layers with reprojected = 0 are copies of the granules' pixels, a coarser pixel "
            "repeated in each cell it holds. The others were interpolated bilinearly where all "
            "four neighbours hold a value, and their vectors transformed by the Jacobian of the "
            "change of projection at each cell, or by its rotation alone where "
            "map_scale_corrected = 1; so were the cells that the granules of filled_from gave "
            "where the layer's own granule held no value. vx and vy lie along the axes of this "
            "file's projection, not east and north. Where map_scale_corrected = 0 they are "
            "metres of the map grid: divided by map_scale they are metres on the ground. Where "
            "it is 1 they are metres on the ground. Where v_derived = 1 the granule's v and "
            "v_error were not read, but computed from the components and their errors."
        ),
    }
