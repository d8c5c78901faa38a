"""What is in a granule file, and whether it is whole: everything its file, name and record tell."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import netCDF4
import numpy as np
import pyproj

from ..archive.area import Area
from ..archive.names import parse_name
from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..monitor import Monitor
from . import wholeness
from .folder import netcdf_files
from .granule import FILL, SATURATED, GranuleHeader, read_header, read_window
from .granule_open import DAMAGED, DOWNLOAD_AGAIN
from .grid import Grid
from .map_scale import scale_at
from .shortage import UNREADABLE

_COMPONENTS = ("vx", "vy", "v")
_ALL = slice(None)


def inspect_folder(
    folder: str,
    leave_out: Mapping[str, Any] = MappingProxyType({}),
    monitor: Monitor | None = None,
) -> list[dict[str, Any]]:
    """Inspect every NetCDF file of a folder, itself and below, in the order of their names.

    Args:
        folder: where they are.
        leave_out: as in :func:`inspect_granule`.
        monitor: receives progress, can cancel; its value ``reading`` names the file being read.

    Returns:
        One dictionary per file, as :func:`inspect_granule` gives it. A file that is no granule is
        one with problems and does not end the run.

    Raises:
        ItsliveError: there is no such folder, or no NetCDF file in it.
        Cancelled: on request.
    """
    monitor = monitor or Monitor()
    files = netcdf_files(folder)
    found = []
    for number, path in enumerate(files):
        monitor.progress(
            number / len(files),
            QT_TRANSLATE_NOOP("Messages", "Inspecting granule {number} of {count}"),
            number=number + 1,
            count=len(files),
        )
        part = monitor.part(number / len(files), number / len(files))
        found.append(inspect_granule(path, leave_out, part))
    return found


def inspect_granule(
    path: str,
    leave_out: Mapping[str, Any] = MappingProxyType({}),
    monitor: Monitor | None = None,
) -> dict[str, Any]:
    """Read a granule from its first to its last byte, and say what is in it.

    Args:
        path: of its file.
        leave_out: granule files of which libhdf5 is to read nothing, since a process crashed on
            them or after them, each with its reason, ``what`` and ``values``; None is the crash.
        monitor: its value ``reading`` names the file as long as libhdf5 reads it, ``unreadable``
            a damaged one, with its ``reason``; can cancel.

    Returns:
        ``path, name, bytes``; ``problems`` (each as :meth:`ItsliveError.to_dict`), ``whole`` (there
        is none), ``record`` (``"equal"``, ``"differs"`` or ``"none"``, see
        :func:`.wholeness.record_problems`); ``is_granule``, and ``variables``, each ``name, type,
        dimensions, shape, unit``. A granule has besides:

        - ``granule_id``; ``scenes, satellites``, each of the earlier and the later image;
          ``date_1, date_2, mid_date`` (ISO, UTC; the earlier first), ``separation_days``, and
          ``stated_days`` of the header;
        - ``version`` (``"1"``: V0 or V1, ``"2"``), ``with_time`` (has a dimension time),
          ``ground_metres`` (components are metres on the ground, not of the map grid);
        - ``epsg, crs_name, nx, ny, dx, dy`` (metres), ``extent`` (outer edges of the cells: xmin,
          ymin, xmax, ymax, metres), ``centre`` (lon, lat), ``map_scale`` there, ``footprint``
          (GeoJSON in longitude and latitude, cut at the 180th meridian, None if it has no place);
        - ``vx_error, vy_error, stable_shift_x, stable_shift_y`` (m/yr, NaN if not told);
        - ``name_percent``, the P of the name, and ``roi_percent`` of the header: shares of the
          region of interest, None if not told; ``cells, valid_cells, valid_percent`` of the array,
          where a valid cell holds both components; ``saturated_cells``; ``speed_median,
          speed_max`` of the valid cells (m/yr); these are None if the values cannot be read.

    Raises:
        ItsliveError: there is no such file (code ``no_file``).
        Cancelled: on request.
    """
    monitor = monitor or Monitor()
    file = Path(path)
    if not file.is_file():
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "There is no file {path}."),
            QT_TRANSLATE_NOOP("Messages", "Choose a granule that is there."),
            code="no_file",
            path=path,
        )
    record, problems = wholeness.record_problems(file, monitor)
    result: dict[str, Any] = {
        "path": str(file),
        "name": file.name,
        "bytes": os.path.getsize(path),
        "record": record,
        "is_granule": False,
        "variables": [],
    }
    if path in leave_out:
        return _judged(result, [*problems, _left_out(file.name, leave_out[path])])
    # The last word to the monitor until all is read: who hears it knows on which file it crashes.
    monitor.progress(0.0, reading=path)
    result["variables"] = _variables(path)
    try:
        header = read_header(path)
    except ItsliveError as error:
        problems.append(error)
        # Files that libhdf5 never saw, or read well, have spoilt nothing.
        if error.code == DAMAGED:
            reason = {"what": error.what, "values": error.values}
            monitor.progress(0.0, unreadable=path, reason=reason)
    else:
        result["is_granule"] = True
        result.update(_of_header(header), **_of_pair(path, header), **_of_place(path, header))
        problems += wholeness.statement_problems(header, result)
        values, faults = _of_values(path, header, monitor)
        result.update(values)
        problems += faults
    return _judged(result, problems)


def _judged(result: dict[str, Any], problems: list[ItsliveError]) -> dict[str, Any]:
    return {
        **result,
        "problems": [problem.to_dict() for problem in problems],
        "whole": not problems,
    }


def _left_out(name: str, reason: dict[str, Any] | None) -> ItsliveError:
    """What is wrong with a file that is not to be touched: what it was told to be, or the crash."""
    if reason is not None:
        return ItsliveError(reason["what"], DOWNLOAD_AGAIN, code=DAMAGED, **reason["values"])
    return ItsliveError(
        QT_TRANSLATE_NOOP(
            "Messages", "Reading {name} crashes the program that reads it: the file is damaged."
        ),
        DOWNLOAD_AGAIN,
        code="crashes",
        name=name,
    )


def _variables(path: str) -> list[dict[str, Any]]:
    """What the file holds, granule or not; nothing if it cannot be opened."""
    try:
        with netCDF4.Dataset(path) as dataset:
            return [
                {
                    "name": name,
                    "type": str(getattr(variable.dtype, "name", "string")),
                    "dimensions": list(variable.dimensions),
                    "shape": list(variable.shape),
                    "unit": str(getattr(variable, "units", "")),
                }
                for name, variable in dataset.variables.items()
            ]
    except UNREADABLE:  # what is wrong is told by who reads the header
        return []


def _of_header(header: GranuleHeader) -> dict[str, Any]:
    grid = header.grid
    return {
        "granule_id": header.granule_id,
        "scenes": _scenes(header),
        "satellites": list(header.satellites),
        "date_1": header.date_1.isoformat(),
        "date_2": header.date_2.isoformat(),
        "mid_date": header.mid_date.isoformat(),
        "separation_days": header.separation_days,
        "version": header.version,
        "ground_metres": header.ground_metres,
        "epsg": header.epsg,
        "crs_name": pyproj.CRS.from_epsg(header.epsg).name,
        **{name: getattr(grid, name) for name in ("nx", "ny", "dx", "dy")},
        "extent": list(grid.bounds),
        "vx_error": header.vx_error,
        "vy_error": header.vy_error,
        "stable_shift_x": header.stable_shift_x,
        "stable_shift_y": header.stable_shift_y,
        "name_percent": parse_name(header.granule_id).percent_valid,
    }


def _of_pair(path: str, header: GranuleHeader) -> dict[str, Any]:
    """What the header has to say beyond what a cube needs of it."""
    with netCDF4.Dataset(path) as dataset:
        return {
            "with_time": "time" in dataset["vx"].dimensions,
            "roi_percent": None if math.isnan(header.percent_valid) else header.percent_valid,
            "stated_days": _number(dataset["img_pair_info"], "date_dt"),
        }


def _of_place(path: str, header: GranuleHeader) -> dict[str, Any]:
    west, south, east, north = header.grid.bounds
    to_lon_lat = pyproj.Transformer.from_crs(header.grid.crs, "EPSG:4326", always_xy=True)
    x, y = (west + east) / 2, (south + north) / 2
    return {
        "centre": list(to_lon_lat.transform(x, y)),
        "map_scale": float(scale_at(header.grid.crs, np.array(x), np.array(y))),
        "footprint": _footprint(header.grid),
    }


def _footprint(grid: Grid) -> dict[str, Any] | None:
    west, south, east, north = grid.bounds
    ring = [(west, north), (east, north), (east, south), (west, south)]
    try:
        return Area.from_rings([[ring]], grid.crs).geojson()
    except ItsliveError:  # an edge leaves what the projection covers
        return None


def _of_values(
    path: str, header: GranuleHeader, monitor: Monitor
) -> tuple[dict[str, Any], list[ItsliveError]]:
    """Statistics of the cells, and what is wrong with them."""
    raw, problems = wholeness.read_everything(path, _COMPONENTS, monitor)
    unknown = ("valid_cells", "valid_percent", "saturated_cells", "speed_median", "speed_max")
    values = {"cells": header.grid.nx * header.grid.ny, **dict.fromkeys(unknown)}
    if not set(_COMPONENTS) <= set(raw):
        return values, problems
    try:
        pixels = read_window(path, header, _ALL, _ALL)
    except ItsliveError as error:
        return values, [*problems, error]
    problems += wholeness.speed_problems(raw, header.granule_id)
    valid = pixels["vx"] != FILL
    speeds = pixels["v"][pixels["v"] != FILL]
    saturated = [np.abs(raw[name].astype(np.int32)) >= SATURATED for name in _COMPONENTS]
    saturated = [flags & (raw[name] != FILL) for flags, name in zip(saturated, _COMPONENTS)]
    values.update(
        valid_cells=int(valid.sum()),
        valid_percent=100 * float(valid.mean()),
        saturated_cells=int(np.logical_or.reduce(saturated).sum()),
    )
    if speeds.size:
        values.update(speed_median=float(np.median(speeds)), speed_max=float(speeds.max()))
    return values, problems


def _scenes(header: GranuleHeader) -> list[str]:
    """Names of the scenes, that of the earlier image first where the names tell."""
    scenes = parse_name(header.scenes).scenes
    if all(scene.date for scene in scenes):
        scenes = tuple(sorted(scenes, key=lambda scene: scene.acquired[:8]))
    return [scene.text for scene in scenes] or [header.scenes]


def _number(variable: netCDF4.Variable, name: str) -> float | None:
    try:
        value = float(getattr(variable, name))
    except (AttributeError, TypeError, ValueError):
        return None
    return value if math.isfinite(value) else None
