"""Sum up the records of all cells of a cube, some at a time, and put the results aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import netCDF4
import numpy as np

from ..errors import QT_TRANSLATE_NOOP
from ..monitor import Monitor
from .cubefile import block_of
from .filters import Filters, apply_filters
from .granule import FILL
from .grid import Grid
from .periods import Period
from .scratch import Scratch
from .seasonal import trend_and_season
from .statistics import statistics
from .summary_files import stacked
from .summary_record import Layers, Values, read_values, values_of

#: The raster of trend and season among those put aside; the others go by their period's key.
TREND = "trend"
#: Values worked on at once, through all layers: some 100 bytes each, and a fraction of a second.
_AT_ONCE = 1_000_000
#: Bytes of stored numbers read at once.
_READ_AT_ONCE = 256_000_000
#: m/yr; slower ground does not count for the range of the colours.
_STILL = 20.0
_SAMPLE = 2000


@dataclass
class Work:
    """What is summed up, and what has been found so far.

    Attributes:
        dataset: the open cube.
        layers: its layers.
        periods: each with the indices of its layers.
        filters: which.
        reference: t0 of the trend, decimal year; None: no trend is wanted.
        scratch: where the bands are put.
        ice: bool (ny, nx), the cells that count; None: all do.
        values: measurements of the cube.
        removed: how many each filter took of them.
        pixels: number of those with a value before the rule of bins.
        disagreeing: of them, those that lost separations by it.
        counts: measurements used, by the key of the period; pixels with a trend.
        speeds: samples of the speeds of moving ice, m/yr.
        medians: likewise of the medians of speed.
        deviations: samples of the median absolute deviations, m/yr.
        most: the largest number of values of a pixel in a period.
    """

    dataset: netCDF4.Dataset
    layers: Layers
    periods: list[tuple[Period, np.ndarray]]
    filters: Filters
    reference: float | None
    scratch: Scratch
    ice: np.ndarray | None = None
    values: int = 0
    removed: Counter[str] = field(default_factory=Counter)
    pixels: int = 0
    disagreeing: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    speeds: list[np.ndarray] = field(default_factory=list)
    medians: list[np.ndarray] = field(default_factory=list)
    deviations: list[np.ndarray] = field(default_factory=list)
    most: int = 0


def sum_up(work: Work, grid: Grid, monitor: Monitor) -> None:
    """Make all statistics of all cells and put them aside."""
    done = 0
    for rows, columns in _tiles(grid, work.layers.mid_days.size, block_of(work.dataset)):
        stored = read_values(work.dataset, rows, columns, work.filters.needs_error, monitor)
        if work.ice is not None:
            for numbers in stored.values():
                numbers[:, ~work.ice[rows, columns]] = FILL
        blocks: dict[str, list[np.ndarray]] = {}
        for part in _parts(stored["vx"].shape):
            monitor.check()
            monitor.progress(
                done / (grid.nx * grid.ny), QT_TRANSLATE_NOOP("Messages", "Summarizing velocities")
            )
            inside = slice(rows.start + part.start, rows.start + part.stop)
            cells = {name: numbers[:, part] for name, numbers in stored.items()}
            values = values_of(work.dataset, cells, inside, columns)
            for name, block in _summarize(work, values, monitor):
                blocks.setdefault(name, []).append(block)
            done += values.vx[0].size
        for name, pieces in blocks.items():
            work.scratch.add(name, (rows, columns), np.concatenate(pieces, axis=1))


def _summarize(work: Work, values: Values, monitor: Monitor) -> Iterator[tuple[str, np.ndarray]]:
    """The bands of each raster for some cells."""
    layers = work.layers
    kept = _filtered(work, values)
    vx, vy, v = (np.where(kept, each, np.nan) for each in (values.vx, values.vy, values.v))
    errors = [each[:, None, None] * values.factor for each in (layers.vx_error, layers.vy_error)]
    for period, chosen in work.periods:
        monitor.check()
        error_x, error_y = (each[chosen] for each in errors)
        found = statistics(vx[chosen], vy[chosen], error_x, error_y, v[chosen])
        work.counts[period.key] += int(found.count.sum())
        work.speeds.append(_sample(found.v))
        work.medians.append(_sample(found.v_median))
        work.deviations.append(_sample(found.v_mad, 0.0))
        work.most = max(work.most, int(found.count.max()))
        yield period.key, stacked(found)
    if work.reference is None:
        return
    chosen = layers.chosen
    fit = trend_and_season(
        (vx[chosen], vy[chosen]),
        (errors[0][chosen], errors[1][chosen]),
        layers.years[chosen],
        layers.spans[chosen],
        work.reference,
    )
    work.counts[TREND] += int(np.count_nonzero(np.isfinite(fit.trend)))
    yield TREND, stacked(fit)


def _filtered(work: Work, values: Values) -> np.ndarray:
    separation = work.layers.separation
    found = apply_filters(work.filters, values.vx, values.vy, separation, values.v_error)
    work.values += found.values
    work.removed.update(found.removed)
    work.pixels += found.pixels
    work.disagreeing += found.disagreeing
    return found.kept


def _tiles(grid: Grid, layers: int, block: tuple[int, int, int]) -> Iterator[tuple[slice, slice]]:
    """Rows and columns of what is read at once: blocks of the file, or a part of their rows."""
    _, high, wide = block
    rows_at_once = _READ_AT_ONCE // (layers * wide * 8) or 1
    height = min(high, rows_at_once)
    for row in range(0, grid.ny, high):
        below = min(row + high, grid.ny)
        for column in range(0, grid.nx, wide):
            columns = slice(column, min(column + wide, grid.nx))
            for top in range(row, below, height):
                yield slice(top, min(top + height, below)), columns


def _parts(shape: tuple[int, ...]) -> Iterator[slice]:
    """Rows of a tile ``(layers, rows, columns)`` that are worked on at once."""
    height = _AT_ONCE // (shape[0] * shape[2]) or 1
    for top in range(0, shape[1], height):
        yield slice(top, min(top + height, shape[1]))


def _sample(values: np.ndarray, above: float = _STILL) -> np.ndarray:
    moving = values[values > above]
    return moving[:: moving.size // _SAMPLE + 1].astype(np.float32)
