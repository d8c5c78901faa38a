"""Where a granule's cells lie: its grid, and which of its cells hold data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import ceil, floor

import numpy as np

from . import faults, glacier, truth
from .pairs import STACKED_FORMS, Granule
from .sites import SITES

CELL = 120.0
# cell centres modulo the cell size, in every CRS of the archive
PHASES = {120.0: (52.5, 67.5), 240.0: (112.5, 127.5)}
CHUNK = 512 * CELL  # m, side of the common squares to which stacked granules are padded
ROCK_RIM = 1_500.0  # m around the outline that stay valid in every whole granule
SIZES = {"small": (300, 270), "real": (1_840, 1_760)}  # columns and rows of 120 m, about
AROUND = 17_000.0  # m beside the outline's box that small granules may reach


@dataclass(frozen=True)
class Frame:
    """A grid of cell centres: x ascending, y descending, metres."""

    x: np.ndarray
    y: np.ndarray
    cell: float = CELL


@dataclass(frozen=True)
class Placing:
    """Where a granule's cells lie and which hold data.

    :param search: the grid the pair was searched on
    :param valid: its cells that hold data, rows by columns
    :param window: rows and columns of it that are published
    :param frame: the grid of the file
    :param inset: rows and columns of the file that the window fills; the rest is padding
    """

    search: Frame
    valid: np.ndarray
    window: tuple[slice, slice]
    frame: Frame
    inset: tuple[slice, slice]


@cache
def outline_box(epsg: int, site: str = "alaska") -> tuple[float, float, float, float]:
    """Extent of the outline and its rim of rock in a CRS: x and y from, x and y to."""
    x, y = truth.to_map(epsg, *np.array(truth.site(site).outline).T)
    x_from, x_to = float(x.min()) - ROCK_RIM, float(x.max()) + ROCK_RIM
    return x_from, float(y.min()) - ROCK_RIM, x_to, float(y.max()) + ROCK_RIM


def _aligned(value: float, phase: float, cell: float) -> float:
    return round((value - phase) / cell) * cell + phase


def search_frame(granule: Granule, size: str) -> Frame:
    """Return the grid a pair was searched on: around the glacier, shifted pair by pair."""
    x_from, y_from, x_to, y_to = outline_box(granule.epsg, granule.site)
    cell = granule.cell
    columns, rows = (int(cells * CELL / cell) for cells in SIZES[size])
    rng = np.random.default_rng([31, granule.seed])
    spread = 0.02 if size == "small" else 0.08
    columns += int(columns * spread * rng.uniform(-1, 1))
    rows += int(rows * spread * rng.uniform(-1, 1))
    # where the box is large in this projection the grid grows with it
    columns = max(columns, ceil((x_to - x_from) / cell) + 22)
    rows = max(rows, ceil((y_to - y_from) / cell) + 22)
    # shifts keep the outline and its rim inside
    room_x = max(0.0, columns * cell - (x_to - x_from)) / 2 - 10 * cell
    room_y = max(0.0, rows * cell - (y_to - y_from)) / 2 - 10 * cell
    shift_x, shift_y = (float(rng.uniform(-0.9, 0.9)) * max(0.0, room) for room in (room_x, room_y))
    x_phase, y_phase = PHASES[cell]
    left = _aligned((x_from + x_to) / 2 + shift_x - columns * cell / 2, x_phase, cell)
    top = _aligned((y_from + y_to) / 2 + shift_y + rows * cell / 2, y_phase, cell)
    return Frame(left + cell * np.arange(columns), top - cell * np.arange(rows), cell)


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
    x_from, y_from, x_to, y_to = outline_box(granule.epsg, granule.site)
    columns = np.flatnonzero((frame.x >= x_from) & (frame.x <= x_to))
    rows = np.flatnonzero((frame.y >= y_from) & (frame.y <= y_to))
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)


def lonlat(granule: Granule, frame: Frame) -> tuple[np.ndarray, np.ndarray]:
    """Degrees lon and lat of every cell, rows by columns."""
    x, y = np.meshgrid(frame.x, frame.y)
    return truth.to_lonlat(granule.epsg, x, y)


def _distances(site: str, epsg: int, frame: Frame) -> tuple[np.ndarray, np.ndarray]:
    """Metres to the nearest hole and to the swath's edge, of every cell."""
    x, y = np.meshgrid(frame.x, frame.y)
    places = truth.to_lonlat(epsg, x, y)
    return (
        glacier.hole_distance(*places, SITES[site]),
        glacier.swath_distance(*places, SITES[site]),
    )


@cache
def _known_ground(site: str, epsg: int, cell: float) -> tuple[Frame, np.ndarray, np.ndarray]:
    """The common grid around the outline with what decides whether its cells hold data."""
    x_from, y_from, x_to, y_to = outline_box(epsg, site)
    x_phase, y_phase = PHASES[cell]
    left = _aligned(x_from - AROUND, x_phase, cell)
    top = _aligned(y_to + AROUND, y_phase, cell)
    frame = Frame(
        left + cell * np.arange(ceil((x_to - x_from + 2 * AROUND) / cell)),
        top - cell * np.arange(ceil((y_to - y_from + 2 * AROUND) / cell)),
        cell,
    )
    return frame, *_distances(site, epsg, frame)


def _ground(granule: Granule, frame: Frame) -> tuple[np.ndarray, np.ndarray]:
    """As :func:`_distances`, computed once for all granules of a projection where it can be."""
    whole, holes, swath = _known_ground(granule.site, granule.epsg, granule.cell)
    column = round((frame.x[0] - whole.x[0]) / frame.cell)
    row = round((whole.y[0] - frame.y[0]) / frame.cell)
    fits = min(row, column) >= 0 and row + frame.y.size <= whole.y.size
    if not (fits and column + frame.x.size <= whole.x.size):
        return _distances(granule.site, granule.epsg, frame)
    window = slice(row, row + frame.y.size), slice(column, column + frame.x.size)
    return holes[window], swath[window]


def valid_cells(granule: Granule, frame: Frame, size: str) -> np.ndarray:
    """Return which cells of the search grid hold data, bool, rows by columns.

    Near the glacier only the ground decides (holes, and the swath's edge of partial granules).
    """
    if "empty" in granule.special:
        return np.zeros((frame.y.size, frame.x.size), dtype=bool)
    valid = _wavy_rim(granule, frame.y.size, frame.x.size)
    if size == "real":
        valid &= ~_clouds(granule, frame)
    holes, swath = _ground(granule, frame)
    window = inner_window(granule, frame)
    valid[window] = holes[window] > 0
    if granule.partial:
        valid &= (swath < 0) if "partial-downstream" in granule.special else (swath > 0)
    if granule.gaps or "lost-fast-ice" in granule.special:
        places = lonlat(granule, frame)
        valid &= ~faults.in_gap(granule, *places)
        valid &= ~faults.lost_fast_ice(granule, *places)[0]
    return valid


def cropped(frame: Frame, valid: np.ndarray) -> tuple[Frame, tuple[slice, slice]]:
    """Crop to the extent of valid cells, as published granules are."""
    rows, columns = np.flatnonzero(valid.any(axis=1)), np.flatnonzero(valid.any(axis=0))
    if not rows.size:
        return frame, (slice(0, frame.y.size), slice(0, frame.x.size))
    window = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    return Frame(frame.x[window[1]], frame.y[window[0]], frame.cell), window


def _padded(frame: Frame) -> tuple[Frame, tuple[slice, slice]]:
    """Pad to whole squares of 512 cells, the same squares for all granules of a projection."""
    half = frame.cell / 2
    left = floor((frame.x[0] - half) / CHUNK) * CHUNK + PHASES[frame.cell][0]
    right = ceil((frame.x[-1] + half) / CHUNK) * CHUNK
    bottom = floor((frame.y[-1] - half) / CHUNK) * CHUNK + PHASES[frame.cell][1]
    top = ceil((frame.y[0] + half) / CHUNK) * CHUNK
    x = np.arange(left, right, frame.cell)
    y = np.arange(bottom, top, frame.cell)[::-1]
    row, column = np.searchsorted(-y, -frame.y[0]), np.searchsorted(x, frame.x[0])
    inset = slice(row, row + frame.y.size), slice(column, column + frame.x.size)
    return Frame(x, y, frame.cell), inset


def placing(granule: Granule, size: str) -> Placing:
    """Return where the granule's cells lie: searched, cropped, and padded if the format is."""
    search = search_frame(granule, size)
    valid = valid_cells(granule, search, size)
    frame, window = cropped(search, valid)
    if granule.form in STACKED_FORMS:
        return Placing(search, valid, window, *_padded(frame))
    whole = slice(0, frame.y.size), slice(0, frame.x.size)
    return Placing(search, valid, window, frame, whole)
