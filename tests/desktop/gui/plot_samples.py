"""Records of points for the tests of the plot, made of a few columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from itslive_qgis.gui.plot_data import PlotSeries
from itslive_qgis.series.table import Place, PointSeries

PLACE = Place(lon=-49.5, lat=69.1, crs="EPSG:3413", x=-180_000.0, y=-2_270_000.0)


def record(
    dates: Sequence[Any],
    separation: Sequence[float],
    satellite: Sequence[str],
    v: Sequence[float],
    v_error: Sequence[float],
) -> PointSeries:
    """A record with the rest of its columns made up."""
    count = len(dates)
    names = tuple(dict.fromkeys(satellite))
    mid = np.array(dates, dtype="datetime64[ns]")
    half = (np.array(separation) / 2 * 86_400e9).astype("timedelta64[ns]")
    nothing = np.full(count, np.nan, np.float32)
    return PointSeries(
        place=PLACE,
        mid_date=mid,
        date_1=mid - half,
        date_2=mid + half,
        separation=np.array(separation, float),
        satellite=np.array([names.index(name) for name in satellite], np.uint8),
        satellites=names,
        v=np.array(v, np.float32),
        vx=nothing,
        vy=nothing,
        v_error=np.array(v_error, np.float32),
        vx_error=nothing,
        vy_error=nothing,
        source=np.zeros(count, np.uint8),
        sources=("cube.nc",),
        layer=np.arange(count),
    )


def many(count: int, seed: int = 1) -> PointSeries:
    """A record of many image pairs of three satellites through ten years."""
    chance = np.random.default_rng(seed)
    start = np.datetime64("2012-01-01", "ns")
    dates = start + (np.sort(chance.uniform(0, 3650, count)) * 86_400e9).astype("timedelta64[ns]")
    names = ("Landsat 8", "Sentinel-1A", "Sentinel-2B")
    return record(
        dates,
        chance.choice([6.0, 12.0, 16.0, 64.0, 368.0], count),
        [names[code] for code in chance.integers(0, 3, count)],
        np.abs(chance.normal(800, 150, count)),
        chance.uniform(5, 60, count),
    )


def plotted(series: PointSeries, index: int = 0) -> PlotSeries:
    """A record as it enters the plot."""
    return PlotSeries(index, str(index + 1), series)
