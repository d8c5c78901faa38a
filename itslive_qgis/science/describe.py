"""Say what a cube or a folder of granules holds, in a form that QGIS can show."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import netCDF4
import numpy as np

from ..monitor import Monitor
from . import credits
from .cube_open import opened_cube
from .cube_schema import moment_of
from .cubefile import cube_grid, layer_texts
from .folder import granule_files
from .granule import FILL, GranuleHeader
from .headers import read_headers
from .ice_mask import NAME
from .map_scale import kind_of_metres

#: Layers looked at for the colour range; more would not move its 98th percentile.
_SAMPLE = 12
#: m/yr; what the archive itself takes for stable or slow ground (< 15) with some room for noise.
_STILL = 20


def describe_cube(path: str) -> dict[str, Any]:
    """What a cube holds.

    Returns:
        ``path, crs, epsg`` (None if it has no code), ``nx, ny, x0, y0`` (centre of the first
        pixel), ``dx, dy, extent`` (xmin, ymin, xmax, ymax), ``v_max_typical`` (98th percentile of
        the speeds of moving ice, m/yr), ``metres`` (``"ground"`` if all layers are in metres on
        the ground, else ``"map"``), ``landice`` (whether it says which cells are ice),
        ``citation`` (list), and ``layers``, each with ``index,
        mid_date, date_1, date_2`` (ISO, UTC), ``separation_days, satellite, granule_id,
        valid_percent, filled_percent, source_epsg, reprojected, ground_metres``.

    Raises:
        ItsliveError: it is no cube.
    """
    with opened_cube(path) as dataset:
        grid = cube_grid(dataset)
        return {
            "path": path,
            "crs": grid.crs,
            "epsg": int(grid.crs[5:]) if grid.crs.startswith("EPSG:") else None,
            "nx": grid.nx,
            "ny": grid.ny,
            "x0": grid.x0,
            "y0": grid.y0,
            "dx": grid.dx,
            "dy": grid.dy,
            "extent": list(grid.bounds),
            "layers": layer_records(dataset),
            "metres": kind_of_metres(dataset),
            "landice": NAME in dataset.variables,
            "v_max_typical": _typical_maximum(dataset),
            "citation": list(credits.CITATIONS),
        }


def layer_records(dataset: netCDF4.Dataset) -> list[dict[str, Any]]:
    """What each layer of an open cube is, in order of time."""
    columns = {
        "mid_date": [_iso(day) for day in dataset["mid_date"][:]],
        "date_1": [_iso(day) for day in dataset["date_1"][:]],
        "date_2": [_iso(day) for day in dataset["date_2"][:]],
        "separation_days": [float(days) for days in dataset["date_dt"][:]],
        "satellite": layer_texts(dataset, "satellite"),
        "granule_id": layer_texts(dataset, "granule"),
        "valid_percent": [float(share) for share in dataset["valid_percent"][:]],
        "filled_percent": [float(share) for share in dataset["filled_percent"][:]],
        "source_epsg": [int(code) for code in dataset["source_epsg"][:]],
        "reprojected": [bool(flag) for flag in dataset["reprojected"][:]],
        "ground_metres": [bool(flag) for flag in dataset["map_scale_corrected"][:]],
    }
    rows = zip(*columns.values())
    return [{"index": index, **dict(zip(columns, row))} for index, row in enumerate(rows)]


def describe_folder(
    folder: str, leave_out: Mapping[str, Any] = MappingProxyType({}), monitor: Monitor | None = None
) -> dict[str, Any]:
    """What the granules of a folder are.

    Args:
        folder: where they are, also in folders below.
        leave_out: granule files not to be touched, since a process crashed, and for each its
            reason as ``{"what", "values"}``, or None: the process crashed on it.
        monitor: receives progress, can cancel; its value ``reading`` names the granule file that
            is being read, if one is.

    Returns:
        ``folder, granules`` (each ``path, granule_id, epsg, mid_date, date_1, date_2,
        separation_days, satellite``, and ``error`` (None, or a template with ``values``)),
        ``by_epsg`` (number of granules), ``first, last`` (ISO or None), ``bytes``.

    Raises:
        ItsliveError: there is no such folder, or no granule in it.
        Cancelled: on request.
    """
    files = granule_files(folder)
    headers, unreadable = read_headers(files, monitor or Monitor(), leave_out)
    dates = sorted(header.mid_date for header in headers)
    return {
        "folder": folder,
        "granules": [describe_granule(header) for header in headers]
        + [
            {"granule_id": item.granule_id, "error": {"what": item.reason, "values": item.values}}
            for item in unreadable
        ],
        "by_epsg": Counter(str(header.epsg) for header in headers),
        "first": dates[0].isoformat() if dates else None,
        "last": dates[-1].isoformat() if dates else None,
        "bytes": sum(os.path.getsize(path) for path in files),
    }


def describe_granule(header: GranuleHeader) -> dict[str, Any]:
    """What one granule is, as in :func:`describe_folder`."""
    return {
        "path": header.path,
        "granule_id": header.granule_id,
        "epsg": header.epsg,
        "mid_date": header.mid_date.isoformat(),
        "date_1": header.date_1.isoformat(),
        "date_2": header.date_2.isoformat(),
        "separation_days": header.separation_days,
        "satellite": header.satellite,
        "name": Path(header.path).name,
        "error": None,
    }


def _iso(day: float) -> str:
    return moment_of(float(day)).isoformat()


def _typical_maximum(dataset: netCDF4.Dataset) -> float:
    speed = dataset["v"]
    chosen = np.unique(np.linspace(0, speed.shape[0] - 1, _SAMPLE).astype(int))
    values = [layer[layer != FILL] for layer in (speed[index] for index in chosen)]
    everything = np.concatenate(values)
    if not everything.size:
        return 0.0
    # An area full of rock and snow must not leave the glacier at the bright end of the colours.
    moving = everything[everything > _STILL]
    return float(np.percentile(moving if moving.size else everything, 98))
