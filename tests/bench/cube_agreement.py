"""Whether two cubes of the same granules hold the same: nobody may be fast by doing less.

All layers that were not resampled must be equal. The anchor resamples otherwise, does not rotate,
and lacks every negative component. So of these layers we compare the speed, the length of our
vectors and the sizes of the chips, and not to the last digit; an error depends on the direction.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import netCDF4
import numpy as np

FILL = -32767
MOST_BESIDE = 0.005  # share of cells that may be valid in one of the cubes alone: at the outline
LEAST_KEPT = 0.9  # share of a resampled layer's cells that must be left where resampling loses some
MOST_APART = 6.0  # m/yr, median difference where resampled: the noise of one measurement
AT_ONCE = timedelta(milliseconds=1)

_VECTOR = ("vx", "vy")
_NO_DIRECTION = {"v", "chip_size_width", "chip_size_height"}


class Cube:
    """A finished cube's layers as stored, whoever wrote it."""

    def __init__(self, path: Path, time: str) -> None:
        self._file = netCDF4.Dataset(path)
        self._file.set_auto_maskandscale(False)
        when = self._file[time]
        self.times: list[datetime] = list(
            netCDF4.num2date(
                when[:],
                when.units,
                when.calendar,
                only_use_cftime_datetimes=False,
                only_use_python_datetimes=True,
            )
        )
        self.x, self.y = np.asarray(self._file["x"][:]), np.asarray(self._file["y"][:])

    @property
    def names(self) -> set[str]:
        """Every variable on the grid in time."""
        return {name for name, each in self._file.variables.items() if each.ndim == 3}

    def column(self, name: str) -> np.ndarray:
        """One number of every layer."""
        return np.asarray(self._file[name][:])

    def layer(self, name: str, number: int, there: tuple[slice, slice]) -> np.ndarray:
        """Rows by columns of one variable at one time, in its type."""
        return np.asarray(self._file[name][number][there])

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def check_agreement(ours: Path, seeds: Path, variables: tuple[str, ...]) -> dict[str, float]:
    """Compare the two ways' cubes layer by layer.

    Returns:
        How many ``layers`` and ``cells`` were equal, ``beside``, the share of cells valid in one
        of them alone, and for the resampled layers ``kept`` and ``apart``, see the bounds above.

    Raises:
        RuntimeError: they do not agree.
    """
    our, seed = Cube(ours, "mid_date"), Cube(seeds, "time")
    try:
        missing = set(variables) - our.names
        if missing:
            raise RuntimeError(f"our cube lacks {', '.join(sorted(missing))}")
        return _compared(our, seed, variables)
    finally:
        our.close()
        seed.close()


def _compared(our: Cube, seed: Cube, variables: tuple[str, ...]) -> dict[str, float]:
    mine, other = _common(our, seed), _common(seed, our)
    if other != (slice(0, seed.y.size), slice(0, seed.x.size)):
        raise RuntimeError("our cube does not hold the whole polygon")
    resampled = our.column("reprojected").astype(bool)
    partners = [_partner(when, seed.times) for when in our.times]
    if sorted(partners) != list(range(len(seed.times))):
        raise RuntimeError("the cubes do not hold the same layers")
    counts = {"layers": 0.0, "cells": 0.0}
    beside, kept, apart = [], [], []
    for number, partner in enumerate(partners):
        speeds = our.layer("v", number, mine), seed.layer("v", partner, other)
        valid = [speed != FILL for speed in speeds]
        both = valid[0] & valid[1]
        if resampled[number]:
            kept.append(both.sum() / max(valid[1].sum(), 1))
            lengths = np.hypot(*(our.layer(name, number, mine).astype(float) for name in _VECTOR))
            apart.append(_median_apart(lengths[both], speeds[1][both]))
            for name in {*variables} & _NO_DIRECTION:
                values = our.layer(name, number, mine), seed.layer(name, partner, other)
                apart.append(_median_apart(values[0][both], values[1][both]))
            continue
        beside.append((valid[0] ^ valid[1]).sum() / max(valid[1].sum(), 1))
        for name in variables:
            values = our.layer(name, number, mine)[both], seed.layer(name, partner, other)[both]
            if not np.array_equal(*values):
                raise RuntimeError(f"{name} of {our.times[number]} differs, and is not resampled")
        counts["layers"] += 1
        counts["cells"] += float(both.sum())
    report = {**counts, "beside": max(beside), "kept": min(kept), "apart": max(apart)}
    if max(beside) > MOST_BESIDE or min(kept) < LEAST_KEPT or max(apart) > MOST_APART:
        raise RuntimeError(f"the cubes do not hold the same cells: {report}")
    return report


def _median_apart(values: np.ndarray, others: np.ndarray) -> float:
    if not values.size:
        return np.inf
    return float(np.median(np.abs(values.astype(float) - others)))


def _common(cube: Cube, other: Cube) -> tuple[slice, slice]:
    """Rows and columns of a cube that the other one has, too."""
    rows = np.flatnonzero(np.isin(np.rint(cube.y * 10), np.rint(other.y * 10)))
    columns = np.flatnonzero(np.isin(np.rint(cube.x * 10), np.rint(other.x * 10)))
    if not rows.size or not columns.size:
        raise RuntimeError("the cubes are not on one lattice")
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)


def _partner(when: datetime, times: list[datetime]) -> int:
    nearest = min(range(len(times)), key=lambda number: abs(times[number] - when))
    return nearest if abs(times[nearest] - when) <= AT_ONCE else -1
