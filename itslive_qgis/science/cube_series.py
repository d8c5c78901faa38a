"""The time series of points, read from a cube."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import netCDF4
import numpy as np
import pyproj

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..monitor import Monitor
from .cube_open import opened_cube
from .cubefile import cube_grid
from .describe import layer_records
from .granule import FILL
from .grid import Grid
from .map_scale import kind_of_metres, to_common_metres

_VALUES = ("v", "vx", "vy", "v_error")
_ERRORS = ("vx_error", "vy_error")
_OF_LAYER = (
    "mid_date", "date_1", "date_2", "separation_days", "satellite", "granule_id", "ground_metres",
)  # fmt: skip


def point_series(
    path: str, points: Sequence[Sequence[float]], crs: str, monitor: Monitor | None = None
) -> dict[str, Any]:
    """The values of the pixel that holds each point, through all layers.

    Args:
        path: a cube of ours.
        points: x and y of each point.
        crs: their projection.
        monitor: receives progress, can cancel.

    Returns:
        ``crs`` of the cube, and ``series``, for each point in the order given: ``x, y`` as asked,
        ``lon, lat``, ``inside`` (the cube's grid), ``distance_m`` from the point to the centre of
        the pixel used, in map metres (None outside), ``at``, x and y of the point, and
        ``pixel_x, pixel_y`` of that centre in the cube's projection (None outside), ``map_scale``
        at the pixel (map over ground distance; None outside), ``metres``, whether the velocities
        are of the ``"map"`` or on the ``"ground"`` (the latter if all layers of the cube are; else
        such layers are brought to map metres, so that the series has no step of the projection's
        scale), and as lists over the layers that hold a value there ``layer`` (its place in the
        cube), ``mid_date, date_1, date_2, separation_days, satellite, granule_id, ground_metres``
        (as stored in the cube) and ``v, vx, vy, v_error, vx_error, vy_error`` (m/yr, None where
        missing).

    Raises:
        ItsliveError: it is no cube, or the points' projection is unknown.
        Cancelled: on request.
    """
    monitor = monitor or Monitor()
    with opened_cube(path) as dataset:
        grid = cube_grid(dataset)
        to_cube = _transformer(crs, grid.crs)
        to_globe = _transformer(grid.crs, "EPSG:4326")
        layers = layer_records(dataset)
        series = []
        for number, (x, y) in enumerate(points):
            monitor.check()
            monitor.progress(number / len(points))
            at = to_cube.transform(x, y)
            lon, lat = to_globe.transform(*at)
            one = {"x": x, "y": y, "lon": lon, "lat": lat, "metres": kind_of_metres(dataset)}
            series.append({**one, **_at_pixel(dataset, grid, layers, at)})
        return {"crs": grid.crs, "series": series}


def _at_pixel(
    dataset: netCDF4.Dataset, grid: Grid, layers: list[dict[str, Any]], at: tuple[float, float]
) -> dict[str, Any]:
    empty: dict[str, Any] = {name: [] for name in ("layer", *_OF_LAYER, *_VALUES, *_ERRORS)}
    west, south, east, north = grid.bounds
    if not (west <= at[0] < east and south < at[1] <= north):
        nothing = dict.fromkeys(("distance_m", "at", "pixel_x", "pixel_y", "map_scale"))
        return {"inside": False, **nothing, **empty}
    column = int((at[0] - west) // grid.dx)
    row = int((north - at[1]) // grid.dy)
    values = {name: np.asarray(dataset[name][:, row, column]) for name in _VALUES}
    held = np.flatnonzero(values["vx"] != FILL)
    empty["layer"] = held.tolist()
    for name in _OF_LAYER:
        empty[name] = [layers[index][name] for index in held]
    factors = to_common_metres(dataset, slice(None), row, column).ravel()
    factors = np.broadcast_to(factors, values["vx"].shape)[held]
    for name in _VALUES:
        pairs = zip(values[name][held].tolist(), factors.tolist())
        empty[name] = [None if value == FILL else _scaled(value, by) for value, by in pairs]
    x, y = float(grid.x[column]), float(grid.y[row])
    told = {
        "distance_m": float(np.hypot(x - at[0], y - at[1])),
        "at": [float(each) for each in at],
        "pixel_x": x,
        "pixel_y": y,
        "map_scale": float(dataset["map_scale"][row, column]),
    }
    for name in _ERRORS:
        errors = np.asarray(dataset[name][:], float)[held] * factors
        empty[name] = [None if np.isnan(each) else float(each) for each in errors]
    return {"inside": True, **told, **empty}


def _scaled(value: int, factor: float) -> float:
    """As stored, an integer, where nothing is changed; else to a tenth of a metre per year."""
    return value if factor == 1 else round(value * factor, 1)


def _transformer(source: str, target: str) -> pyproj.Transformer:
    try:
        return pyproj.Transformer.from_crs(source, target, always_xy=True)
    except pyproj.exceptions.CRSError as error:
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "The projection {crs} is not known."),
            QT_TRANSLATE_NOOP("Messages", "Choose another one, for instance EPSG:4326."),
            code="bad_crs",
            detail=str(error),
            crs=source,
        ) from error
