"""Build a cube: granules of any projection, clipped, on one grid, in order of time, in one file."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..monitor import Monitor
from ..paths import plugin_version
from .blocks import Packed, Shape, Spool
from .cube_schema import VELOCITIES
from .cube_write import write_cube
from .folder import granule_files
from .granule import GranuleHeader
from .headers import read_headers
from .line import check_remote, is_remote
from .options import CubeOptions
from .output import check_place, whole_file
from .placement import Placer
from .plan import Plan, make_plan
from .skipped import Skipped
from .stacking import make_blocks
from .whole_folder import size_of, whole_folder
from .zarr_store import is_cube_store, is_zarr
from .zarr_write import write_zarr

if TYPE_CHECKING:
    from .remote import Remote


def build_cube(
    output: str,
    inputs: Sequence[str] | None = None,
    folder: str | None = None,
    area: dict[str, Any] | None = None,
    leave_out: Mapping[str, Any] = MappingProxyType({}),
    monitor: Monitor | None = None,
    reach: Mapping[str, Any] | None = None,
    **chosen: Any,
) -> dict[str, Any]:
    """Stack granules into a cube ``(mid_date, y, x)``.

    Args:
        output: the NetCDF file (``.nc``) or Zarr store (``.zarr``, a folder) to write; replaced
            only when the new one is whole.
        inputs: granule files, or addresses of granules in the archive, of which only what is needed
            is fetched, and ``v`` and ``v_error`` computed from the components; or
        folder: the folder that holds them.
        area: GeoJSON geometry in longitude and latitude to clip to; ``None``: everything.
        leave_out: granule files not to be touched, since a process crashed, and for each its
            reason as ``{"what", "values"}``, or None: the process crashed on it.
        monitor: receives progress, can cancel; its value ``reading`` names the granule file that
            is being read, if one is.
        reach: how addresses are reached, see :meth:`.remote.Reach.of`.
        chosen: options of the cube, see :class:`.options.CubeOptions`.

    Returns:
        ``output, layers, crs, nx, ny, reprojected`` (number of layers), ``completed`` (number of
        layers with holes filled from the pair's other projection), ``skipped`` (granules left out
        with reasons), ``first, last`` (mid-dates, ISO), ``bytes``; ``received`` (bytes that came
        from the archive) and ``stored`` (bytes of the granules there).

    Raises:
        ItsliveError: there is nothing to build from, the file cannot be written, or the cluster
            or the archive cannot be reached; of one that is lost midway the finished blocks are
            kept, and the same call goes on from there.
        Cancelled: on request; nothing is left behind.
    """
    monitor, options = monitor or Monitor(), CubeOptions.of(chosen)
    paths = granule_files(folder or "") if inputs is None else inputs
    # One order whichever way the granules came, so that equal input gives an equal file.
    paths = sorted(paths, key=lambda path: Path(path).name)
    check_place(output, is_zarr(output))
    _check_replaced(output, paths)
    if not any(map(is_remote, paths)):
        return _build(output, paths, area, leave_out, options, monitor)
    check_remote()
    # Not at the top: all that a network needs takes long to import.
    from .remote import reading_remotely

    with reading_remotely(reach) as remote:
        return _build(output, paths, area, leave_out, options, monitor, remote)


def _build(
    output: str,
    paths: Sequence[str],
    area: dict[str, Any] | None,
    leave_out: Mapping[str, Any],
    options: CubeOptions,
    monitor: Monitor,
    remote: Remote | None = None,
) -> dict[str, Any]:
    is_folder = is_zarr(output)
    headers, unreadable = read_headers(
        paths, monitor.part(0, 0.1), leave_out, remote, options.needed
    )
    if not headers:
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "None of the {count} files is a readable granule."),
            QT_TRANSLATE_NOOP("Messages", "Download them again, or choose another folder."),
            code="no_granules",
            detail="\n".join(item.granule_id for item in unreadable),
            count=len(paths),
        )
    plan = make_plan(headers, area, options)
    shape = Shape.of(plan.grid, (*VELOCITIES, *options.variables))
    whole, write = (whole_folder, write_zarr) if is_folder else (whole_file, write_cube)
    with whole(output) as part:
        spool = Spool(Path(f"{output}.unfinished"), _identity(plan, area, options))
        kept = False
        try:
            placer = Placer(plan.grid, plan.inside, plan.times, options)
            stacking = monitor.part(0.1, 0.95)
            tell = partial(_tell, stacking, len(plan.pairs))
            blocks = make_blocks(
                plan, placer, shape, spool, stacking, tell, options.scheduler, remote
            )
            result = _result(plan, blocks, [*unreadable, *plan.skipped])
            attributes = _provenance(area, options, result)
            write(part, shape, blocks, spool.chunks, attributes, monitor.part(0.95, 1))
        except ItsliveError as error:
            # What a lost cluster has finished, the next build goes on from.
            kept = error.retry and bool(spool.finished())
            raise
        finally:
            if not kept:
                spool.remove()
    size = size_of(output) if is_folder else os.path.getsize(output)
    return {
        **result,
        "output": output,
        "bytes": size,
        "received": 0 if remote is None else remote.ranges.received,
        "stored": sum(header.size for header in headers),
    }


def _identity(plan: Plan, area: dict[str, Any] | None, options: CubeOptions) -> str:
    """What tells builds apart: finished blocks of one are of no use to another.

    The granules count as they are planned: what a crash leaves out changes the number of each pair.
    """
    headers = [header for pair in plan.pairs for header in (*pair, None)]
    files = [header and (header.path, *_state(header)) for header in headers]
    told = [plugin_version(), repr(plan.grid), area, options.to_dict(), files]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _state(header: GranuleHeader) -> tuple[int, int | str]:
    if is_remote(header.path):
        return header.size, header.etag
    try:
        state = os.stat(header.path)
    except OSError:  # gone since; what reads it will say so
        return 0, 0
    return state.st_size, state.st_mtime_ns


def _check_replaced(output: str, inputs: Sequence[str]) -> None:
    """A cube takes the place of a cube, not of a granule or of somebody's text."""
    if not (output.lower().endswith(".nc") or is_zarr(output)):
        raise ItsliveError(
            QT_TRANSLATE_NOOP(
                "Messages",
                "A cube is a NetCDF file or a Zarr store, and {name} is no name for either.",
            ),
            QT_TRANSLATE_NOOP("Messages", "Let its name end in .nc, or in .zarr."),
            code="not_nc",
            name=Path(output).name,
        )
    if is_zarr(output) and os.path.lexists(output) and not is_cube_store(output):
        raise ItsliveError(
            QT_TRANSLATE_NOOP(
                "Messages", "There is already a {name}, which is no cube of this plugin."
            ),
            QT_TRANSLATE_NOOP(
                "Messages", "Choose another name for the cube, or move what is there."
            ),
            code="no_cube_replaced",
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


def _result(plan: Plan, blocks: Sequence[Packed], left_out: Sequence[Skipped]) -> dict[str, Any]:
    layers = [layer for block in blocks for layer in block.layers]
    skipped = [item for block in blocks for item in block.skipped]
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
        "crs": plan.grid.crs,
        "nx": plan.grid.nx,
        "ny": plan.grid.ny,
        "reprojected": sum(layer["reprojected"] for layer in layers),
        "completed": sum(bool(layer["filled_from"]) for layer in layers),
        "skipped": [*(item.to_dict() for item in left_out), *skipped],
        "first": min(layer["mid"] for layer in layers),
        "last": max(layer["mid"] for layer in layers),
    }


def _tell(monitor: Monitor, count: int, number: int, header: GranuleHeader | None) -> None:
    """Report the pair that is worked on, and the file about to be read, if one is."""
    monitor.progress(
        number / count,
        QT_TRANSLATE_NOOP("Messages", "Stacking image pair {number} of {count}"),
        number=number + 1,
        count=count,
        **({"reading": header.path} if header else {}),
    )


def _provenance(
    area: dict[str, Any] | None,
    options: CubeOptions,
    result: dict[str, Any],
) -> dict[str, Any]:
    now = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "history": f"{now} stacked by ITS_LIVE for QGIS {plugin_version()}",
        "date_created": now,
        "area": area or "",
        "options": options.to_dict(),
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
