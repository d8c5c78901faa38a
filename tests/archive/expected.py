"""What a reader should find in a granule: plain numbers, whatever the file's format does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from . import faults, granule_file, header, truth
from .layout import Frame, lonlat
from .pairs import Granule
from .scenes import CODES
from .sites import SITES


@dataclass(frozen=True)
class Expected:
    """A granule, read without fault; arrays are rows by columns of the file's grid.

    :param x, y: cell centres, metres, x ascending and y descending
    :param date_1, date_2: the earlier and the later acquisition, UTC
    :param satellites: platform codes, ``LC08`` or ``S1A``, of the earlier and the later image
    :param ground: components are metres on the ground (V0, V1), not of the map grid (V2)
    :param vx_error, vy_error: one-sigma errors of the components, m/yr
    :param values: every variable on the grid as float, NaN where it holds no data; ``vx``, ``vy``,
        ``v`` and ``v_error`` are NaN together where any of the first three is saturated
    :param saturated: cells that hold 32767
    :param locked: cells that hold a wrong slow value for fast ice
    :param lost: fast ice that is fill, though others have it
    """

    granule: Granule
    epsg: int
    x: np.ndarray
    y: np.ndarray
    date_1: datetime
    date_2: datetime
    satellites: tuple[str, str]
    ground: bool
    vx_error: float
    vy_error: float
    values: dict[str, np.ndarray]
    saturated: np.ndarray
    locked: np.ndarray
    lost: np.ndarray

    def truth(self) -> tuple[np.ndarray, np.ndarray]:
        """Components, m/yr, of a faultless measurement at every cell, unrounded and complete."""
        x, y = np.meshgrid(self.x, self.y)
        site = SITES[self.granule.site]
        return truth.components(self.epsg, x, y, self.date_1, self.date_2, self.ground, site)


def expected(granule: Granule, size: str = "small", noise: float = 0.0) -> Expected:
    """Return what a reader should find in a granule's file.

    :param size, noise: of the archive that the file belongs to
    """
    measured = granule_file.measure(granule, size, noise)
    frame = measured.frame
    saturated, locked, lost = _flaws(granule, frame, measured.arrays["v"] != header.FILL)
    values = {name: _numbers(name, measured) for name in measured.arrays}
    for name in ("vx", "vy", "v", "v_error"):
        if name in values:
            values[name][saturated] = np.nan
    error_x, error_y = (errors.best for errors in header.error_terms(granule))
    return Expected(
        *(granule, granule.epsg, frame.x, frame.y),
        *granule.dates,
        (CODES[granule.image_1.satellite], CODES[granule.image_2.satellite]),
        *(granule.is_old, error_x, error_y, values),
        *(saturated, locked, lost),
    )


def _flaws(
    granule: Granule, frame: Frame, valid: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    if not {"saturated", "lost-fast-ice"} & set(granule.special):
        nothing = np.zeros(valid.shape, dtype=bool)
        return nothing, nothing, nothing
    places = lonlat(granule, frame)
    x, y = np.meshgrid(frame.x, frame.y)
    saturated = np.logical_or.reduce(list(faults.saturation(granule, *places, x, y).values()))
    lost, locked = faults.lost_fast_ice(granule, *places)
    return saturated & valid, locked & valid, lost


def _numbers(name: str, measured: granule_file.Measured) -> np.ndarray:
    """A variable's cells as float, NaN where the archive says in one way or another: nothing."""
    raw = measured.arrays[name]
    values = raw.astype(float)
    if name == "interp_mask":
        return np.where(measured.valid, values, 0.0)
    if name.startswith("chip"):
        nothing = (0, granule_file.FAULTY_CHIP, granule_file.UNSET_HEIGHT)
        return np.where(np.isin(raw, nothing), np.nan, values)
    if name in measured.packing:
        scale, offset = measured.packing[name]
        values = values * scale + offset
    return np.where(raw == header.FILL, np.nan, values)
