"""Build a cube: granules of any projection, clipped, on one grid, in order of time, in one file."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..monitor import Monitor
from .blocks import Shape
from .cube_facts import attributes_of, report_of
from .cube_schema import VELOCITIES
from .cube_write import write_cube
from .folder import granule_files
from .headers import read_headers
from .ice_mask import ice_on, on_ice
from .line import check_remote, is_remote
from .options import CubeOptions
from .output import check_place, whole_file, writing
from .plan import make_plan
from .unfinished import stack, unfinished
from .whole_folder import recover, size_of, whole_folder
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
    append: bool = False,
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
        append: whether a cube that is there is extended by the granules that are not in it yet,
            as :func:`.cube_extend.extend_cube` does; where none is there, it is built.
        monitor: receives progress, can cancel; its value ``reading`` names the granule file that
            is being read, if one is.
        reach: how addresses are reached, see :meth:`.remote.Reach.of`.
        chosen: options of the cube, see :class:`.options.CubeOptions`.

    Returns:
        ``output, layers, crs, nx, ny, reprojected`` (number of layers), ``completed`` (number of
        layers with holes filled from the pair's other projection), ``skipped`` (granules left out
        with reasons, by name), ``first, last`` (mid-dates, ISO), ``bytes``; ``received`` (bytes
        that came from the archive) and ``stored`` (bytes of the granules there); of an extended
        cube what :func:`.cube_extend.extend_cube` tells besides.

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
    work: Callable[..., dict[str, Any]] = partial(_build, output, paths, area)
    if append and _is_there(output):
        work = partial(_extend, output, paths, area)
    if not any(map(is_remote, paths)):
        return work(options, leave_out, monitor)
    check_remote()
    # Not at the top: all that a network needs takes long to import.
    from .remote import reading_remotely

    with reading_remotely(reach) as remote:
        report = work(options, leave_out, monitor, remote)
        return {**report, "received": remote.ranges.received, "stored": remote.stored}


def _extend(*arguments: Any) -> dict[str, Any]:
    from .cube_extend import extend_cube  # which a build need not wait for

    return extend_cube(*arguments)


def _build(
    output: str,
    paths: Sequence[str],
    area: dict[str, Any] | None,
    options: CubeOptions,
    leave_out: Mapping[str, Any],
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
    ice = None if options.ice_mask is None else ice_on(plan.grid, options.ice_mask)
    plan = on_ice(plan, ice) if options.ice_only else plan
    shape = Shape.of(plan.grid, (*VELOCITIES, *options.variables))
    whole, write = (whole_folder, write_zarr) if is_folder else (whole_file, write_cube)
    with whole(output) as part, unfinished(output, plan, area, options) as spool:
        blocks = stack(plan, shape, spool, options, monitor.part(0.1, 0.95), remote)
        skipped = [item.to_dict() for item in (*unreadable, *plan.skipped)]
        skipped += [item for block in blocks for item in block.skipped]
        layers = [layer for block in blocks for layer in block.layers]
        report = report_of(plan.grid, layers, skipped)
        attributes = attributes_of(plan, area, options, report["skipped"])
        write(part, shape, blocks, spool.chunks, attributes, monitor.part(0.95, 1), ice)
    size = size_of(output) if is_folder else os.path.getsize(output)
    return {**report, "output": output, "bytes": size}


def _is_there(output: str) -> bool:
    """Whether there is something to extend; also what a power cut took the name of."""
    if is_zarr(output):
        with writing(output):
            recover(output)
    return os.path.lexists(output)


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
