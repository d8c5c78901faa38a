"""From what was read of a cube to the record of a point."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np
import pyproj

from ..archive.official_cubes import Found
from .layers import present
from .official import Columns
from .pixels import LEAST_SHARE
from .store import COMPONENTS, STORED, Store
from .table import Place, PointSeries

_ROUNDING = 1e-9  # of weights that sum to 1


def series_of(store: Store, columns: Columns, found: Found, lon: float, lat: float) -> PointSeries:
    """The rows that have come of a point.

    One pixel gives what is stored. Of several, each component is their weighted mean where pixels
    of at least half the weight have one, and the speed is that of the mean. ``v`` and ``v_error``
    that have not come, or are of a mean, are computed:
    ``v = rint(hypot(vx, vy))``, ``v_error = rint(hypot(vx_error * vx, vy_error * vy) / v)``, which
    differ from what the archive stores by its own rounding, 1 m/yr at most.

    Args:
        store: the cube, its layers read.
        columns: of the point.
        found: where it lies in the cube.
        lon: of the point, degrees.
        lat: likewise.

    Raises:
        RuntimeError: the layers were not read.
    """
    layers = store.layers
    if layers is None:
        raise RuntimeError("The layers were not read.")
    order = layers.order
    vx, vy, held = _components(store, columns, order)
    held &= ~np.isnat(layers.mid_date)
    rows = np.flatnonzero(held)
    vx, vy = vx[rows].astype(np.float32), vy[rows].astype(np.float32)
    errors = layers.vx_error[rows], layers.vy_error[rows]
    v, v_error, is_derived = _speed(store, columns, order[rows], (vx, vy), errors)
    return PointSeries(
        place=_place(store, columns, found, lon, lat),
        mid_date=layers.mid_date[rows],
        separation=layers.separation[rows],
        satellite=layers.satellite[rows],
        satellites=layers.satellites,
        v=v.astype(np.float32),
        vx=vx,
        vy=vy,
        v_error=v_error.astype(np.float32),
        vx_error=errors[0],
        vy_error=errors[1],
        source=np.zeros(rows.size, np.uint8),
        sources=(store.url,),
        layer=order[rows],
        derived=is_derived,
        **_pairs(store, rows),
    )


def _components(
    store: Store, columns: Columns, order: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """vx and vy in the given order of the layers, and where there are both, each (layers,)."""
    if columns.pixels.rows.size == 1:
        vx, vy = (columns.values[name][0][order] for name in COMPONENTS)
        held = present(vx, store.info.arrays["vx"]) & present(vy, store.info.arrays["vy"])
    else:
        vx, vy = (mean[order] for mean in _means(store, columns))
        held = np.isfinite(vx) & np.isfinite(vy)
    return vx, vy, held & columns.has(COMPONENTS)[order]


def _speed(
    store: Store,
    columns: Columns,
    layers: np.ndarray,
    velocity: tuple[np.ndarray, np.ndarray],
    errors: tuple[np.ndarray, np.ndarray],
) -> tuple[np.ndarray, np.ndarray, bool]:
    """Speed and error of some layers of the store, and whether any of it was computed."""
    has_stored = columns.pixels.rows.size == 1 and all(name in columns.values for name in STORED)
    came = columns.has(STORED)[layers] if has_stored else np.zeros(layers.size, bool)
    if not has_stored or not came.any():
        return (*derived(*velocity, *errors), True)
    given = []
    for name in STORED:
        values = columns.values[name][0][layers]
        held = present(values, store.info.arrays[name])
        given.append(np.where(held, values, np.float32(np.nan)))
    if came.all():
        return given[0], given[1], False
    own = derived(*velocity, *errors)
    v, v_error = (np.where(came, one, other) for one, other in zip(given, own))
    return v, v_error, True


def derived(
    vx: np.ndarray, vy: np.ndarray, vx_error: np.ndarray, vy_error: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Speed and its error as the archive computes and rounds them, m/yr, float64 (n,)."""
    x, y = vx.astype(float), vy.astype(float)
    v = np.hypot(x, y)
    spread = np.hypot(vx_error * x, vy_error * y)
    still = np.hypot(vx_error, vy_error) / np.sqrt(2.0)
    error = np.divide(spread, v, out=np.asarray(still, float), where=v > 0)
    return np.rint(v), np.rint(error)


def _means(store: Store, columns: Columns) -> list[np.ndarray]:
    """The weighted means of ``vx`` and ``vy`` of some pixels, (layers,) float32; NaN where none."""
    total, sums = np.zeros(store.count), [np.zeros(store.count) for _ in COMPONENTS]
    for pixel, weight in enumerate(columns.pixels.weights):  # one at a time, there may be hundreds
        values = [columns.values[name][pixel] for name in COMPONENTS]
        # A vector counts where both of its components are there.
        held = np.logical_and.reduce(
            [present(each, store.info.arrays[name]) for name, each in zip(COMPONENTS, values)]
        )
        total += weight * held
        for each, so_far in zip(values, sums):
            np.add(so_far, weight * np.where(held, each, 0), out=so_far)
    # Shares of thirds and sevenths do not add up to just a half.
    is_mean = total >= LEAST_SHARE - _ROUNDING
    empty = np.full(store.count, np.nan)
    means = [np.divide(each, total, out=empty.copy(), where=is_mean) for each in sums]
    return [each.astype(np.float32) for each in means]


def _pairs(store: Store, rows: np.ndarray) -> dict[str, Any]:
    pairs = store.pairs
    if pairs is None:
        unknown = np.full(rows.size, np.datetime64("NaT", "ns"))
        return {"date_1": unknown, "date_2": unknown}
    return {
        "date_1": pairs.date_1[rows],
        "date_2": pairs.date_2[rows],
        "satellite_2": pairs.satellite_2[rows],
        "satellites_2": pairs.satellites_2,
    }


def _place(store: Store, columns: Columns, found: Found, lon: float, lat: float) -> Place:
    pixels = columns.pixels
    return Place(
        lon=lon,
        lat=lat,
        crs=store.crs,
        x=found.x,
        y=found.y,
        pixel_x=pixels.x,
        pixel_y=pixels.y,
        distance=pixels.distance,
        map_scale=map_scale_at(store.crs, pixels.x, pixels.y),
        pixels=pixels.rows.size,
    )


@lru_cache(maxsize=64)
def map_scale_at(crs: str, x: float, y: float) -> float:
    """Map distance over ground distance at a place of a projection.

    The square root of PROJ's areal scale (Snyder 1987, *Map Projections: A Working Manual*,
    section 4), which in a conformal projection is the scale in every direction.
    """
    to_globe, projection = _projection(crs)
    areal = projection.get_factors(*to_globe.transform(x, y)).areal_scale
    return math.sqrt(areal) if math.isfinite(areal) and areal > 0 else 1.0


@lru_cache(maxsize=32)
def _projection(crs: str) -> tuple[pyproj.Transformer, pyproj.Proj]:
    """Looked up once: that takes longer than a whole record of a neighbouring pixel."""
    known = pyproj.CRS.from_user_input(crs)
    to_globe = pyproj.Transformer.from_crs(known, known.geodetic_crs, always_xy=True)
    return to_globe, pyproj.Proj(known)
