"""The annual composite of a cube: the truth of each year, and of its seasons and its trend.

Real composites are fitted to a cube's values; these hold what a faultless fit would give, with
errors beside, so that what is drawn over a point's record can be judged.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import zarr

from . import ground
from .cubes import BLOCK, Cube
from .motion import MOTIONS, days_of
from .store import attributes, create, write_axes, write_masks
from .values import FILL
from .variables import SPEED, Variable

YEARS = np.arange(1985, 2025)
CLIMATE = np.arange(2014, 2025)  # of v0 and dv_dt
MISSING = {"<f4": FILL, "<u2": 32_767, "|u1": 255, "<u4": 0}
SENSORS = ("S2", "L8_L9", "S1", "L7", "L4_L5")
LONGEST = (256, 256, 64, 128, 256)  # days, of the pairs that were used
ERROR, AMPLITUDE_ERROR, COUNT, OUTLIERS = 6, 4, 70, 3
_TEXT = "annual composites of image pair velocities"


def year_starts(years: np.ndarray) -> np.ndarray:
    """Days since 2000-01-01 at which years begin."""
    return days_of((np.asarray(years) - 1970).astype("datetime64[Y]"))


def annual_factors(site: str, years: np.ndarray) -> np.ndarray:
    """Mean of a site's factor on the base speed over each year."""
    return MOTIONS[site].mean(year_starts(years), year_starts(np.asarray(years) + 1))


def climate(site: str) -> tuple[float, float]:
    """Mean of the factor over the years of ``v0``, and its trend per year."""
    factors = annual_factors(site, CLIMATE)
    slope, _ = np.polyfit(CLIMATE - CLIMATE.mean(), factors, 1)
    return float(factors.mean()), float(slope)


def _bases(cube: Cube) -> tuple[np.ndarray, np.ndarray]:
    """Velocity before the factor of time where the cube holds any; elsewhere not a number."""
    bases = np.full((2, cube.y.size, cube.x.size), np.nan)
    for row, column in cube.blocks:
        place = np.s_[row * BLOCK : (row + 1) * BLOCK, column * BLOCK : (column + 1) * BLOCK]
        x, y = np.meshgrid(cube.x[place[1]], cube.y[place[0]])
        bases[0][place], bases[1][place] = ground.base(cube.site, cube.epsg, x, y)
    return bases[0], bases[1]


def write(path: Path, cube: Cube) -> None:
    """Write all of a cube's composite."""
    group = zarr.open_group(zarr.DirectoryStore(str(path)), mode="w")
    group.attrs.update({**attributes(cube, cube.composite_key), "title": f"ITS_LIVE {_TEXT}"})
    write_axes(group, cube)
    write_masks(group, cube)
    base_x, base_y = _bases(cube)
    parts = {"v": np.hypot(base_x, base_y), "vx": base_x, "vy": base_y}
    _write_years(group, cube, parts)
    _write_climate(group, cube, parts)
    _write_sensors(group, np.isfinite(base_x))
    zarr.consolidate_metadata(group.store)


def _array(
    group: zarr.Group, name: str, dtype: str, first: tuple[int, ...], units: str, axes: str
) -> zarr.Array:
    missing = MISSING[dtype]
    attribute = None if dtype in ("<f4", "<u4") else missing
    more = {"grid_mapping": "mapping", "units": units}
    variable = Variable(name, dtype, name, f"{name} of {_TEXT}", missing, attribute, more)
    shape = group["y"].size, group["x"].size
    return create(group, variable, (*first, *shape), (*(1,) * len(first), *shape), axes.split())


def _stored(values: np.ndarray, dtype: str) -> np.ndarray:
    """As it is stored; what is no number is missing."""
    return np.where(np.isfinite(values), values, MISSING[dtype]).astype(dtype)


def _put(group: zarr.Group, name: str, dtype: str, values: np.ndarray, units: str) -> None:
    """Write an array (y, x), which is one chunk."""
    _array(group, name, dtype, (), units, "y x")[...] = _stored(values, dtype)


def _write_years(group: zarr.Group, cube: Cube, parts: dict[str, np.ndarray]) -> None:
    times = (YEARS - 1970).astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)
    told = {"units": "days since 1970-01-01", "calendar": "proleptic_gregorian"}
    time = Variable("time", "<i8", "time", "time", None, None, told)
    create(group, time, times.shape, times.shape, ("time",))[:] = times
    known = 0 * parts["v"]
    grids = {"count": ("<u4", "count", known + COUNT)}
    grids |= {f"{name}_error": ("<u2", SPEED, known + ERROR) for name in parts}
    for name, (dtype, units, grid) in grids.items():
        array = _array(group, name, dtype, YEARS.shape, units, "time y x")
        stored = _stored(grid, dtype)
        for number in range(YEARS.size):
            array[number] = stored
    for name, part in parts.items():
        array = _array(group, name, "<f4", YEARS.shape, SPEED, "time y x")
        for number, factor in enumerate(annual_factors(cube.site, YEARS)):
            array[number] = _stored(part * factor, "<f4")


def _write_climate(group: zarr.Group, cube: Cube, parts: dict[str, np.ndarray]) -> None:
    motion, (mean, slope) = MOTIONS[cube.site], climate(cube.site)
    known = 0 * parts["v"]
    for name, part in parts.items():
        _put(group, f"{name}0", "<f4", part * mean, units=SPEED)
        _put(group, f"{name}0_error", "<u2", known + ERROR // 2, units=SPEED)
        _put(group, f"d{name}_dt", "<f4", part * slope, units="meter/year^2")
        swing = np.rint(np.abs(part) * motion.share * motion.amplitude)
        _put(group, f"{name}_amp", "<u2", swing, units=SPEED)
        _put(group, f"{name}_amp_error", "<u2", known + AMPLITUDE_ERROR, units=SPEED)
        # a component that is negative is greatest when the ice is slowest
        peak = motion.peak_day + np.where(part < 0, 365.25 / 2, 0)
        _put(group, f"{name}_phase", "<u2", known + np.rint(peak % 365.25), units="day of year")
    _put(group, "count0", "<u4", known + COUNT * CLIMATE.size, units="count")
    _put(group, "outlier_percent", "|u1", known + OUTLIERS, units="percent")


def _write_sensors(group: zarr.Group, seen: np.ndarray) -> None:
    names = np.array(SENSORS, dtype="<U5")
    sensor = Variable("sensor", "<U5", "sensors", "combinations of unique sensors and missions")
    create(group, sensor, names.shape, names.shape, ("sensor",))[:] = names
    for name, dtype, values, units in (
        ("sensor_flag", "|u1", [1] * len(SENSORS), "1"),
        ("dt_max", "<u2", LONGEST, "days"),
    ):
        array = _array(group, name, dtype, names.shape, units, "sensor y x")
        for number, value in enumerate(values):
            array[number] = _stored(np.where(seen, value, np.nan), dtype)
