"""A record of realistic shape for measuring the plot: what its values are matters little, their
number, spread and separations do."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from itslive_qgis.series.table import Place, PointSeries

PLACE = (-49.5, 69.1)
#: First and last year of each satellite, and its share of the pairs (as in a cube of 2024).
SATELLITES = {
    "Landsat 4": (1984, 1993, 0.005),
    "Landsat 5": (1984, 2012, 0.03),
    "Landsat 7": (1999, 2022, 0.07),
    "Landsat 8": (2013, 2025, 0.2),
    "Landsat 9": (2022, 2025, 0.055),
    "Sentinel-1A": (2015, 2025, 0.05),
    "Sentinel-2B": (2016, 2025, 0.59),
}
_DAY = 86_400_000_000_000  # nanoseconds
_LONG = 0.1  # of the pairs


@lru_cache(maxsize=4)
def record(count: int, seed: int = 1) -> PointSeries:
    """``count`` image pairs: a glacier with seasons and a trend, its errors, and wild values."""
    chance = np.random.default_rng(seed)
    names = tuple(SATELLITES)
    shares = np.array([share for *_years, share in SATELLITES.values()])
    satellite = chance.choice(len(names), count, p=shares / shares.sum())
    first = np.array([years[0] for years in SATELLITES.values()])[satellite]
    last = np.array([years[1] for years in SATELLITES.values()])[satellite]
    # Optical satellites see little in winter.
    year = np.floor(chance.uniform(first, last))
    radar = satellite == names.index("Sentinel-1A")
    season = np.where(radar, chance.uniform(0, 1, count), chance.beta(6, 5, count))
    time = year + season
    separation = np.where(
        chance.uniform(size=count) < _LONG,
        chance.integers(121, 546, count),
        chance.choice([5, 6, 8, 10, 12, 16, 24, 32, 48, 64, 96, 112], count),
    ).astype(float)
    speed = 5200 + 60 * (time - 2000) + 700 * np.sin(2 * np.pi * (time - 0.3))
    error = chance.gamma(2.0, 40.0, count) * 16 / np.minimum(separation, 64) + 5
    speed = speed * np.where(separation > 120, chance.uniform(0.05, 0.9, count), 1)
    speed = np.abs(speed + chance.normal(0, 1, count) * error * 2)
    wild = chance.uniform(size=count) < 0.004
    speed[wild] = chance.uniform(0, 25_000, int(wild.sum()))
    order = np.argsort(time, kind="stable")
    mid = ((time[order] - 1970) * 365.25 * _DAY).astype(np.int64).astype("datetime64[ns]")
    half = (separation[order] * _DAY / 2).astype(np.int64).astype("timedelta64[ns]")
    v = np.rint(speed[order]).astype(np.float32)
    return PointSeries(
        place=Place(*PLACE, "EPSG:3413", -180_000.0, -2_270_000.0),
        mid_date=mid,
        date_1=mid - half,
        date_2=mid + half,
        separation=separation[order],
        satellite=satellite[order].astype(np.uint8),
        satellites=names,
        v=v,
        vx=-0.8 * v,
        vy=0.6 * v,
        v_error=np.rint(error[order]).astype(np.float32),
        vx_error=np.rint(error[order]).astype(np.float32),
        vy_error=np.rint(error[order]).astype(np.float32),
        source=np.zeros(count, np.uint8),
        sources=("",),
        layer=np.arange(count),
        granules=tuple(f"granule {number}" for number in range(count)),
    )
