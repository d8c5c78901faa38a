"""Read a granule: what it is (header) and its pixels (a window), whatever its version.

CRS and transform come from ``x`` and ``y``: the ``GeoTransform`` attribute is corner-based in V0/V1
and centre-based in V2. The order of the two images differs too, so dates are taken as min and max.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

import netCDF4
import numpy as np
import pyproj

from ..archive import names, satellites
from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from .granule_dates import parse_acquisition
from .grid import Grid

FILL = -32767
#: int16 overflow in the archive's own processing: no measurement.
SATURATED = 32767
VELOCITIES = ("vx", "vy", "v", "v_error")

_MAPPINGS = ("mapping", "UTM_Projection", "Polar_Stereographic")
#: What a file that is damaged, or of another kind, makes netCDF4, numpy and pyproj raise.
_UNREADABLE = (
    OSError,
    RuntimeError,
    LookupError,
    AttributeError,
    ValueError,
    TypeError,
    StopIteration,
)
#: How a mission's letter begins the satellite's name: L and 8 make Landsat 8, S and 2A Sentinel-2A.
_MISSIONS = {"L": "Landsat ", "S": "Sentinel-"}
_ADVICE = QT_TRANSLATE_NOOP(
    "Messages", "Delete it and download it again; the other granules are not affected."
)


@dataclass(frozen=True)
class GranuleHeader:
    """What a granule says of itself.

    Attributes:
        path: the file.
        granule_id: its name without ``.nc``.
        scenes: the names of its two scenes, ``a_X_b``: what identifies the pair.
        grid: its pixels; ``grid.crs`` is ``"EPSG:n"``.
        epsg: its projection.
        date_1: acquisition of the earlier image, UTC.
        date_2: acquisition of the later image, UTC.
        satellite: as in ``archive.satellites``, of the earlier image.
        vx_error: one-sigma error of ``vx`` in m/yr, NaN if not told.
        vy_error: one-sigma error of ``vy`` in m/yr, NaN if not told.
        stable_shift_x: bias correction applied to ``vx``, m/yr, NaN if not told.
        stable_shift_y: bias correction applied to ``vy``, m/yr, NaN if not told.
        ground_metres: components are metres on the ground (V0/V1) and not of the map grid (V2).
        version: of the product, from its pixel size and name: ``"1"`` or ``"2"``.
        has_v_error: whether the file holds ``v_error``.
    """

    path: str
    granule_id: str
    scenes: str
    grid: Grid
    epsg: int
    date_1: datetime
    date_2: datetime
    satellite: str
    vx_error: float
    vy_error: float
    stable_shift_x: float
    stable_shift_y: float
    ground_metres: bool
    version: str
    has_v_error: bool

    @property
    def separation_days(self) -> float:
        """Days between the two images."""
        return (self.date_2 - self.date_1) / timedelta(days=1)

    @property
    def mid_date(self) -> datetime:
        """Halfway between the two images."""
        return self.date_1 + (self.date_2 - self.date_1) / 2


def read_header(path: str | os.PathLike[str]) -> GranuleHeader:
    """Read what a granule says of itself, without its pixels.

    Raises:
        ItsliveError: the file cannot be read, or is not an image-pair granule.
    """
    name = Path(path).name
    try:
        with netCDF4.Dataset(os.fspath(path)) as dataset:
            return _header(dataset, path)
    except ItsliveError:
        raise
    except _UNREADABLE as error:
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "{name} is not a readable ITS_LIVE granule."),
            _ADVICE,
            code="bad_granule",
            detail=repr(error),
            name=name,
        ) from error


def read_window(
    path: str | os.PathLike[str], header: GranuleHeader, rows: slice, columns: slice
) -> dict[str, np.ndarray]:
    """Read the velocity variables of a window.

    Args:
        path: the granule.
        header: its header.
        rows: rows of the granule's own grid.
        columns: columns of the granule's own grid.

    Returns:
        ``vx, vy, v, v_error`` as int16 of the window's shape, m/yr, :data:`FILL` wherever any of
        the components is missing or saturated. ``v_error`` is computed where the file has none.

    Raises:
        ItsliveError: the file is cut short or damaged.
    """
    try:
        with netCDF4.Dataset(os.fspath(path)) as dataset:
            dataset.set_auto_maskandscale(False)
            names = VELOCITIES if header.has_v_error else VELOCITIES[:3]
            pixels = {name: _plane(dataset[name], rows, columns) for name in names}
    except _UNREADABLE as error:
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "The pixels of {name} cannot be read; it is damaged."),
            _ADVICE,
            code="damaged_granule",
            detail=repr(error),
            name=Path(path).name,
        ) from error
    missing = missing_pixels(pixels["vx"], pixels["vy"])
    if not header.has_v_error:
        error_of_v = speed_error(
            pixels["vx"], pixels["vy"], pixels["v"], header.vx_error, header.vy_error
        )
        pixels["v_error"] = to_int16(error_of_v)
    for values in pixels.values():
        values[missing] = FILL
    # A saturated speed of two sound components (or a saturated error) is that value's loss only.
    for name in ("v", "v_error"):
        pixels[name][pixels[name] == SATURATED] = FILL
    return pixels


def missing_pixels(vx: np.ndarray, vy: np.ndarray) -> np.ndarray:
    """Where a vector is not a measurement: fill or saturation in either component."""
    missing = (vx == FILL) | (vy == FILL)
    for component in (vx, vy):
        missing |= np.abs(component.astype(np.int32)) >= SATURATED
    return missing


def speed_error(
    vx: np.ndarray,
    vy: np.ndarray,
    v: np.ndarray,
    vx_error: float | np.ndarray,
    vy_error: float | np.ndarray,
) -> np.ndarray:
    """One-sigma error of the speed from those of the components, in their unit.

    ``sqrt((vx_error vx / v)^2 + (vy_error vy / v)^2)``, the formula of the archive's producer
    (autoRIFT, ``netcdf_output.py``). Where ``v`` is 0 it has no direction to follow; the mean
    over all directions, ``sqrt((vx_error^2 + vy_error^2) / 2)``, stands in.
    """
    speed = np.where(v == 0, 1, v).astype(float)
    error = np.hypot(vx_error * vx / speed, vy_error * vy / speed)
    still = np.hypot(vx_error, vy_error) / np.sqrt(2)
    return np.where(v == 0, still, error)


def to_int16(values: np.ndarray) -> np.ndarray:
    """Round metres per year to the archive's int16; NaN and what does not fit become fill."""
    rounded = np.rint(values)
    fits = np.abs(rounded) < SATURATED  # False for NaN
    return np.where(fits, rounded, FILL).astype(np.int16)


def _plane(variable: netCDF4.Variable, rows: slice, columns: slice) -> np.ndarray:
    # Since 2025 granules may be (time, y, x) with one time.
    window = (0, rows, columns) if "time" in variable.dimensions else (rows, columns)
    return np.asarray(variable[window])


def _header(dataset: netCDF4.Dataset, path: str | os.PathLike[str]) -> GranuleHeader:
    pair = dataset["img_pair_info"]
    mapping = next(dataset[name] for name in _MAPPINGS if name in dataset.variables)
    epsg = _known_epsg(int(mapping.spatial_epsg))
    vx, vy = dataset["vx"], dataset["vy"]
    dates = sorted(parse_acquisition(pair, image) for image in (1, 2))
    first = 1 if parse_acquisition(pair, 1) <= parse_acquisition(pair, 2) else 2
    grid = _grid(dataset, f"EPSG:{epsg}")
    return GranuleHeader(
        path=os.fspath(path),
        granule_id=Path(path).stem,
        scenes=_scenes(pair, path),
        grid=grid,
        epsg=epsg,
        date_1=dates[0],
        date_2=dates[1],
        satellite=_satellite(pair, first),
        vx_error=_number(vx, "error", "stable_rmse"),
        vy_error=_number(vy, "error", "stable_rmse"),
        stable_shift_x=_number(vx, "stable_shift"),
        stable_shift_y=_number(vy, "stable_shift"),
        ground_metres=bool(getattr(vx, "map_scale_corrected", 0)),
        version="1" if mapping.name != "mapping" else "2",
        has_v_error="v_error" in dataset.variables,
    )


@lru_cache(maxsize=64)
def _known_epsg(code: int) -> int:
    """The code itself; raises ``pyproj.exceptions.CRSError``, a RuntimeError, if there is none."""
    pyproj.CRS.from_epsg(code)
    return code


def _grid(dataset: netCDF4.Dataset, crs: str) -> Grid:
    x = np.asarray(dataset["x"][:], float)
    y = np.asarray(dataset["y"][:], float)
    shape = dataset["vx"].shape[-2:]
    if shape != (y.size, x.size) or dataset["vx"].dimensions[-2:] != ("y", "x"):
        raise ValueError("vx is not laid out as (y, x)")
    if min(x.size, y.size) <= 1:
        raise ValueError("fewer than two rows or columns")
    dx, dy = (x[-1] - x[0]) / (x.size - 1), (y[0] - y[-1]) / (y.size - 1)
    even = np.allclose(np.diff(x), dx, atol=1e-3) and np.allclose(-np.diff(y), dy, atol=1e-3)
    if dx <= 0 or dy <= 0 or not even:
        raise ValueError("x is not evenly rising or y not evenly falling")
    return Grid(crs, float(x[0]), float(y[0]), float(dx), float(dy), x.size, y.size)


def _scenes(pair: netCDF4.Variable, path: str | os.PathLike[str]) -> str:
    # The header outlives a renamed file; V0/V1 have the scenes in the file's name alone.
    ids = [str(getattr(pair, f"id_img{image}", "")) for image in (1, 2)]
    return "_X_".join(ids) if all(ids) else Path(path).stem


def _satellite(pair: netCDF4.Variable, image: int) -> str:
    mission = str(getattr(pair, f"mission_img{image}", ""))
    number = getattr(pair, f"satellite_img{image}", "")
    # V0/V1 write 7.0, V2 '7', Sentinel '1A'.
    text = str(int(number)) if isinstance(number, (float, np.floating)) else str(number)
    if mission in _MISSIONS and text:
        return _MISSIONS[mission] + text
    scene = names.parse_scene(str(getattr(pair, f"id_img{image}", "")))
    return satellites.satellite_name(scene.sensor) if scene.sensor else mission


def _number(variable: netCDF4.Variable, *names: str) -> float:
    for name in names:
        value = getattr(variable, name, None)
        if value is not None:
            return float(value)
    return float("nan")
