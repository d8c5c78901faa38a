"""Which pixels of a cube stand for a point, and with what weight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

NEAREST, BILINEAR, MEAN = "nearest", "bilinear", "mean"
METHODS = (NEAREST, BILINEAR, MEAN)
#: Share of the weight that must have a value, for a mean of several pixels to be one.
LEAST_SHARE = 0.5
_HALF = 0.5  # of a pixel, from its centre to its edge


@dataclass(frozen=True)
class Sampling:
    """How values are taken at a point.

    Attributes:
        method: the nearest pixel as it is; a bilinear mean of the four around the point; or the
            mean of all whose centres lie within the radius, at least of the nearest one.
        radius: metres of the map, for the mean.
    """

    method: str = NEAREST
    radius: float = 0.0


@dataclass(frozen=True, eq=False)
class Pixels:
    """The pixels of one point.

    Attributes:
        rows: indices along y, (n,).
        columns: indices along x, (n,).
        weights: their shares, (n,), summing to 1.
        x: of the centre of the pixel nearest to the point, metres.
        y: likewise.
        distance: from the point to that centre, metres.
    """

    rows: np.ndarray
    columns: np.ndarray
    weights: np.ndarray
    x: float
    y: float
    distance: float


def pixels_at(
    x: np.ndarray, y: np.ndarray, place: tuple[float, float], sampling: Sampling
) -> Pixels | None:
    """The pixels that stand for a place; None if it lies outside the grid.

    Args:
        x: centres of the columns, (nx,), metres, evenly spaced.
        y: centres of the rows, (ny,), likewise.
        place: x and y of the point.
        sampling: how.
    """
    column, row = _place(x, place[0]), _place(y, place[1])
    if column is None or row is None:
        return None
    nearest_column, nearest_row = (
        min(max(round(each), 0), size - 1) for each, size in ((column, x.size), (row, y.size))
    )
    centre = float(x[nearest_column]), float(y[nearest_row])
    distance = float(np.hypot(centre[0] - place[0], centre[1] - place[1]))
    rows, columns, weights = np.array([nearest_row]), np.array([nearest_column]), np.ones(1)
    if sampling.method == BILINEAR:
        rows, columns, weights = _four(row, column, y.size, x.size)
    elif sampling.method == MEAN:
        within = np.hypot(x[None, :] - place[0], y[:, None] - place[1]) <= sampling.radius
        within[nearest_row, nearest_column] = True
        rows, columns = np.nonzero(within)
        weights = np.full(rows.size, 1 / rows.size)
    return Pixels(rows, columns, weights, *centre, distance)


def _place(axis: np.ndarray, value: float) -> float | None:
    """Where along an axis a value lies, in pixels from the first centre; None outside."""
    if axis.size == 0 or not np.isfinite(value):
        return None
    step = (axis[-1] - axis[0]) / (axis.size - 1) if axis.size > 1 else 1.0
    found = float((value - axis[0]) / step)
    return found if -_HALF <= found <= axis.size - 1 + _HALF else None


def _four(row: float, column: float, ny: int, nx: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The pixels around a place; at the grid's edge, those there are."""
    ends = []
    for wanted, size in ((row, ny), (column, nx)):
        place = min(max(wanted, 0.0), size - 1.0)
        low = min(int(place), max(size - 2, 0))
        ends.append((low, min(low + 1, size - 1), place - low))
    (top, bottom, down), (left, right, along) = ends
    rows = np.array([top, top, bottom, bottom])
    columns = np.array([left, right, left, right])
    weights = np.outer([1 - down, down], [1 - along, along]).ravel()
    return rows[weights > 0], columns[weights > 0], weights[weights > 0]
