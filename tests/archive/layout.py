"""Where a granule's cells lie: its grid, and which of its cells hold data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from . import glacier, truth
from .pairs import Granule

CELL = 120.0
X_PHASE, Y_PHASE = 52.5, 67.5  # cell centres modulo the cell size, in every CRS of the archive
ROCK_RIM = 1_500.0  # m around the outline that stay valid in every whole granule
SIZES = {"small": (300, 270), "real": (1_840, 1_760)}  # columns and rows, about


@dataclass(frozen=True)
class Frame:
    """A grid of cell centres: x ascending, y descending, metres."""

    x: np.ndarray
    y: np.ndarray


@cache
def outline_box(epsg: int) -> tuple[float, float, float, float]:
    """Extent of the outline and its rim of rock in a CRS: x and y from, x and y to."""
    x, y = truth.to_map(epsg, *np.array(truth.OUTLINE).T)
    x_from, x_to = float(x.min()) - ROCK_RIM, float(x.max()) + ROCK_RIM
    return x_from, float(y.min()) - ROCK_RIM, x_to, float(y.max()) + ROCK_RIM


def _aligned(value: float, phase: float) -> float:
    return round((value - phase) / CELL) * CELL + phase


def search_frame(granule: Granule, size: str) -> Frame:
    """Return the grid a pair was searched on: around the glacier, shifted pair by pair."""
    x_from, y_from, x_to, y_to = outline_box(granule.epsg)
    columns, rows = SIZES[size]
    rng = np.random.default_rng([31, granule.seed])
    spread = 0.02 if size == "small" else 0.08
    columns += int(columns * spread * rng.uniform(-1, 1))
    rows += int(rows * spread * rng.uniform(-1, 1))
    # shifts keep the outline and its rim inside
    room_x = max(0.0, columns * CELL - (x_to - x_from)) / 2 - 10 * CELL
    room_y = max(0.0, rows * CELL - (y_to - y_from)) / 2 - 10 * CELL
    shift_x, shift_y = (float(rng.uniform(-0.9, 0.9)) * max(0.0, room) for room in (room_x, room_y))
    left = _aligned((x_from + x_to) / 2 + shift_x - columns * CELL / 2, X_PHASE)
    top = _aligned((y_from + y_to) / 2 + shift_y + rows * CELL / 2, Y_PHASE)
    return Frame(left + CELL * np.arange(columns), top - CELL * np.arange(rows))


def _wavy_rim(granule: Granule, rows: int, columns: int) -> np.ndarray:
    """Cells inside an uneven edge, at most 8 cells from the edge of the search grid."""
    rng = np.random.default_rng([47, granule.seed])

    def wave(length: int) -> np.ndarray:
        turns, phase = rng.uniform(2, 5), rng.uniform(0, 2 * np.pi)
        return 4 + 3.5 * np.sin(2 * np.pi * turns * np.arange(length) / length + phase)

    row, column = np.arange(rows)[:, None], np.arange(columns)[None, :]
    inside = (row >= wave(columns)) & (row < rows - wave(columns))
    return inside & (column >= wave(rows)[:, None]) & (column < columns - wave(rows)[:, None])


def _clouds(granule: Granule, frame: Frame) -> np.ndarray:
    """Broad patches without data, as real scenes have them; fixed to the map, not the ground."""
    rng = np.random.default_rng([53, granule.seed])
    x, y = frame.x[None, :] / 1e4, frame.y[:, None] / 1e4
    field = np.zeros((frame.y.size, frame.x.size))
    for _ in range(6):
        k, angle, phase = rng.uniform(0.5, 2.5), rng.uniform(0, np.pi), rng.uniform(0, 2 * np.pi)
        field += np.sin(k * (x * np.cos(angle) + y * np.sin(angle)) + phase)
    return field > 0.6


def inner_window(granule: Granule, frame: Frame) -> tuple[slice, slice]:
    """Rows and columns of the outline and its rim, the part that follows the truth exactly."""
    x_from, y_from, x_to, y_to = outline_box(granule.epsg)
    columns = np.flatnonzero((frame.x >= x_from) & (frame.x <= x_to))
    rows = np.flatnonzero((frame.y >= y_from) & (frame.y <= y_to))
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)


def valid_cells(granule: Granule, frame: Frame, size: str) -> np.ndarray:
    """Return which cells of the search grid hold data, bool, rows by columns.

    Near the glacier only the ground decides (holes, and the swath's edge of partial granules).
    """
    valid = _wavy_rim(granule, frame.y.size, frame.x.size)
    if size == "real":
        valid &= ~_clouds(granule, frame)
    window = inner_window(granule, frame)
    x, y = np.meshgrid(frame.x[window[1]], frame.y[window[0]])
    lon, lat = truth.to_lonlat(granule.epsg, x, y)
    valid[window] = glacier.hole_distance(lon, lat) > 0
    if granule.partial:
        x, y = np.meshgrid(frame.x, frame.y)
        valid &= glacier.swath_distance(*truth.to_lonlat(granule.epsg, x, y)) > 0
    return valid


def cropped(frame: Frame, valid: np.ndarray) -> tuple[Frame, tuple[slice, slice]]:
    """Crop to the extent of valid cells, as published granules are."""
    rows, columns = np.flatnonzero(valid.any(axis=1)), np.flatnonzero(valid.any(axis=0))
    window = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    return Frame(frame.x[window[1]], frame.y[window[0]]), window
