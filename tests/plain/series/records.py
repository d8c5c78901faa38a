"""Records of points as tests need them."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pyproj

from itslive_qgis.series.table import MAP, Place, PointSeries

JAKOBSHAVN = (-49.516, 69.125)


def place(lon: float, lat: float, crs: str = "EPSG:3413", metres: str = MAP) -> Place:
    """A place with the scale that PROJ knows for it."""
    x, y = pyproj.Transformer.from_crs(4326, crs, always_xy=True).transform(lon, lat)
    scale = pyproj.Proj(crs).get_factors(lon, lat).areal_scale ** 0.5
    return Place(lon, lat, crs, x, y, map_scale=scale, metres=metres)


def record(
    vx: Any,
    vy: Any,
    separation: Any = 16.0,
    mid: Any = None,
    satellites: Any = "Landsat 8",
    where: Place | None = None,
    **errors: Any,
) -> PointSeries:
    """A record with these components; the rest is usual where it is not given.

    Args:
        vx: m/yr.
        vy: likewise.
        separation: days.
        mid: mid-dates as ISO text; by default a day apart.
        satellites: names, one for all or one for each row.
        where: the place.
        errors: ``v_error``, ``vx_error``, ``vy_error``, one for all or one for each row.
    """
    vx, vy = (np.array(each, np.float32).reshape(-1) for each in (vx, vy))
    count = len(vx)
    if mid is None:
        mid = np.datetime64("2015-01-01T12:00") + np.arange(count) * np.timedelta64(1, "D")
    mid = np.array(mid, "datetime64[ns]").reshape(-1)
    separation = np.broadcast_to(np.array(separation, float), count).copy()
    half = (separation * 43_200e9).astype("timedelta64[ns]")
    names = [satellites] * count if isinstance(satellites, str) else list(satellites)
    known = tuple(dict.fromkeys(names)) or ("Landsat 8",)
    given = {"v_error": 20.0, "vx_error": 20.0, "vy_error": 20.0, **errors}
    columns = {
        name: np.broadcast_to(np.array(value, np.float32), count).copy()
        for name, value in given.items()
    }
    return PointSeries(
        place=where or place(*JAKOBSHAVN),
        mid_date=mid,
        date_1=mid - half,
        date_2=mid + half,
        separation=separation,
        satellite=np.array([known.index(name) for name in names], np.uint8),
        satellites=known,
        v=np.hypot(vx, vy),
        vx=vx,
        vy=vy,
        source=np.zeros(count, np.uint8),
        sources=("cube.zarr",),
        layer=np.arange(count),
        **columns,
    )


def days(*texts: str) -> np.ndarray:
    """Days since 1970-01-01 of ISO dates."""
    return np.array([(date.fromisoformat(text) - date(1970, 1, 1)).days for text in texts], float)
