"""Paints many values as a picture of the axes: bars and points by counting, with numpy alone.

Each pixel counts the bars and points that cover it; the more, the denser its colour. Its colour is
the mean of theirs, so nothing depends on an order of drawing, and no value hides another. Groups of
few values weigh more in that mean: else three thousand red values vanish among hundred thousand
blue ones.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

# Two sums share a float64, which is exact up to 2**53: one in units of this, one below it.
_SHARE = 1 << 26
_LEVELS = 63  # of a colour's channel; so a million bars may cross a pixel before a sum runs over
_HEAVIEST = 4
_LONGEST_TABLE = 4096
_LARGE = 300_000  # pixels
# Opacity of one alone and of the densest, on a logarithmic scale between.
_BAR_OPACITY = (0.16, 0.62)
_POINT_OPACITY = (0.5, 1.0)


#: Sums of both inks by pixel, each of shape (rows, columns).
Sums = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True, eq=False)
class Marks:
    """Values to be painted, in ascending order of ``x``; all arrays have shape (n,).

    Attributes:
        x: days.
        y: in the unit of the axis.
        half: half the length of the bar along x, 0 for none.
        error: half the length of the bar along y, 0 for none.
        inks: packed weight and colour, shape (n, 2); see :func:`marks_of`.
        longest: the greatest ``half``.
    """

    x: np.ndarray
    y: np.ndarray
    half: np.ndarray
    error: np.ndarray
    inks: Sums
    longest: float

    def between(self, first: float, last: float) -> Marks:
        """Those of which something may lie between two values of x."""
        begin, end = np.searchsorted(self.x, (first - self.longest, last + self.longest))
        if begin == 0 and end == len(self.x):
            return self
        part = slice(int(begin), int(end))
        arrays = (each[part] for each in (self.x, self.y, self.half, self.error))
        return Marks(*arrays, (self.inks[0][part], self.inks[1][part]), self.longest)


@dataclass(frozen=True)
class View:
    """What of the plane is seen, and by how many pixels.

    Attributes:
        xlim: values of x at the axes' left and right ends.
        ylim: values of y at their lower and upper ends.
        width: of the axes in pixels; need not be whole.
        height: likewise.
        left: pixels from the picture's edge to that of the axes, below 1.
        bottom: likewise.
    """

    xlim: tuple[float, float]
    ylim: tuple[float, float]
    width: float
    height: float
    left: float = 0.0
    bottom: float = 0.0

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the picture."""
        return (
            max(int(np.ceil(self.bottom + self.height - 1e-6)), 1),
            max(int(np.ceil(self.left + self.width - 1e-6)), 1),
        )

    @property
    def x_scale(self) -> float:
        """Pixels per unit of x."""
        return self.width / (self.xlim[1] - self.xlim[0])

    @property
    def y_scale(self) -> float:
        """Pixels per unit of y."""
        return self.height / (self.ylim[1] - self.ylim[0])

    def column(self, x: np.ndarray) -> np.ndarray:
        """Where values of x are along the picture, in pixels from its left edge."""
        return (x - self.xlim[0]) * self.x_scale + self.left

    def row(self, y: np.ndarray) -> np.ndarray:
        """Where values of y are, in pixels from its lower edge."""
        return (y - self.ylim[0]) * self.y_scale + self.bottom


@dataclass(frozen=True)
class Style:
    """What is painted: bars along x (separations) and y (errors), and how large.

    ``size``: diameter of points in pixels; ``thick``: width of bars, which lie on a lattice of as
    many pixels; None for one, or two in a large picture, which costs a quarter.
    """

    separations: bool = True
    errors: bool = False
    size: int = 3
    thick: int | None = None


def marks_of(
    parts: Sequence[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, str]],
) -> Marks:
    """Groups (``x, y, half, error``, NaN for no bar, and ``#rrggbb``) as one table."""
    if not parts:
        nothing = np.empty(0)
        return Marks(nothing, nothing, nothing, nothing, (nothing, nothing), 0.0)
    x, y, half, error = (np.concatenate([part[i] for part in parts]) for i in range(4))
    most = max(len(part[0]) for part in parts)
    # In each of a pair, one channel counts units of _SHARE: red and green, blue and the weight.
    pairs = []
    for part in parts:
        red, green, blue = (round(each * _LEVELS) for each in _channels(part[4]))
        weight = min(max(round((most / max(len(part[0]), 1)) ** 0.5), 1), _HEAVIEST)
        pairs.append((weight * (red * _SHARE + green), weight * (blue * _SHARE + 1)))
    lengths = [len(part[0]) for part in parts]
    first, second = (np.repeat([pair[i] for pair in pairs], lengths).astype(float) for i in (0, 1))
    half, error = np.nan_to_num(half), np.nan_to_num(error)
    if np.any(np.diff(x) < 0):
        order = np.argsort(x, kind="stable")
        x, y, half, error, first, second = (
            each[order] for each in (x, y, half, error, first, second)
        )
    return Marks(x, y, half, error, (first, second), float(half.max(initial=0.0)))


def paint(marks: Marks, view: View, style: Style) -> np.ndarray:
    """The picture of ``marks``: RGBA, uint8, shape ``(*view.shape, 4)``, row 0 at the bottom.

    The ground is transparent, so that a grid shows through. A value is where its pixel is: point
    and bars cover the pixel that holds ``view.column(x), view.row(y)``.
    """
    seen = marks.between(*sorted(view.xlim))
    x, y = view.column(seen.x), view.row(seen.y)
    picture = _painted_bars(seen, x, y, view, style)
    points = _stamped(_points(seen, x, y, view.shape), style.size)
    at = np.flatnonzero(points[1])
    _lay_over(picture.reshape(-1, 4), at, *_ink(points, at, _POINT_OPACITY))
    return picture


def point_size(count: float, pixels: float, scale: float = 1.0) -> int:
    """A diameter (odd, in pixels) at which ``count`` points on ``pixels`` pixels read well.

    ``scale``: pixels per pixel of a screen of 100 dpi.
    """
    share = count * scale**2 / max(pixels, 1.0)
    size = next((size for most, size in _SIZES if share < most), 1)
    return 2 * int(size * max(scale, 1.0) // 2) + 1


_SIZES = ((0.03, 7), (0.12, 5), (8.0, 3))


def _painted_bars(
    seen: Marks, x: np.ndarray, y: np.ndarray, view: View, style: Style
) -> np.ndarray:
    rows, columns = view.shape
    thick = style.thick or (1 if rows * columns <= _LARGE else 2)
    shape = (-(-rows // thick), -(-columns // thick))
    x, y = x / thick, y / thick
    sums = []
    if style.separations:
        sums.append(_level_bars(seen, x, y, abs(view.x_scale) / thick, shape))
    if style.errors:
        sums.append(_upright_bars(seen, x, y, abs(view.y_scale) / thick, shape))
    picture = np.zeros((*shape, 4), np.uint8)
    if sums:
        first, second = (sum(planes[1:], planes[0]) for planes in zip(*sums))
        at = np.flatnonzero(second)
        _lay_over(picture.reshape(-1, 4), at, *_ink((first, second), at, _BAR_OPACITY))
    if thick > 1:
        wide = picture.view(np.uint32)[:, :, 0].repeat(thick, axis=1).repeat(thick, axis=0)
        picture = np.ascontiguousarray(wide[:rows, :columns]).view(np.uint8)
    return picture.reshape(rows, columns, 4)


def _points(seen: Marks, x: np.ndarray, y: np.ndarray, shape: tuple[int, int]) -> Sums:
    rows, columns = shape
    # What lies beside the picture falls into a row below its last, which is cut off at the end:
    # that costs less than to pick out what lies within. So do bars.
    row = np.where((x >= 0) & (x < columns), _row(y, rows), rows)
    at = row * columns + _whole(x, 0, columns - 1)
    return _pair(lambda ink: _counted(at, ink, (rows + 1, columns))[:-1], seen)


def _level_bars(
    seen: Marks, x: np.ndarray, y: np.ndarray, scale: float, shape: tuple[int, int]
) -> Sums:
    """A bar adds its ink at its first column, takes it away behind its last; then running sums."""
    rows, columns = shape
    length = seen.half * scale
    line = _row(y, rows) * (columns + 1)
    begins = line + _whole(x - length, 0, columns)
    ends = line + _whole(x + (length + 1), 0, columns)
    wide = (rows + 1, columns + 1)

    def sums(ink: np.ndarray) -> np.ndarray:
        plane = _counted(begins, ink, wide) - _counted(ends, ink, wide)
        return np.cumsum(plane[:-1], axis=1, out=plane[:-1])[:, :-1]

    return _pair(sums, seen)


def _upright_bars(
    seen: Marks, x: np.ndarray, y: np.ndarray, scale: float, shape: tuple[int, int]
) -> Sums:
    """Likewise along columns."""
    rows, columns = shape
    length = seen.error * scale
    # As many rows of the sums lie one after another, those beside the picture in a column behind.
    column = np.where((x >= 0) & (x < columns), _whole(x, 0, columns - 1), columns)
    begins = _whole(y - length, 0, rows) * (columns + 1) + column
    ends = _whole(y + (length + 1), 0, rows) * (columns + 1) + column
    wide = (rows + 1, columns + 1)

    def sums(ink: np.ndarray) -> np.ndarray:
        plane = _counted(begins, ink, wide) - _counted(ends, ink, wide)
        for row in range(1, rows):  # five times as fast as numpy's cumsum across rows
            plane[row] += plane[row - 1]
        return plane[:-1, :-1]

    return _pair(sums, seen)


def _pair(sums: Callable[[np.ndarray], np.ndarray], seen: Marks) -> Sums:
    return sums(seen.inks[0]), sums(seen.inks[1])


def _counted(at: np.ndarray, ink: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    return np.bincount(at, ink, minlength=shape[0] * shape[1]).reshape(shape)


def _row(y: np.ndarray, rows: int) -> np.ndarray:
    """The rows that hold places, ``rows`` for those outside."""
    return np.where(y >= 0, _whole(y, 0, rows), rows)


def _stamped(sums: Sums, size: int) -> Sums:
    """Points become discs: what a pixel holds is added to all pixels of a disc around it."""
    reach = size // 2
    return sums if reach == 0 else (_disc(sums[0], reach), _disc(sums[1], reach))


def _disc(plane: np.ndarray, reach: int) -> np.ndarray:
    rows = len(plane)
    stamped = _widened(plane, reach)
    widened: dict[int, np.ndarray] = {0: plane}
    for step in range(1, reach + 1):
        half = int(((reach + 0.3) ** 2 - step**2) ** 0.5)
        if half not in widened:
            widened[half] = _widened(plane, half)
        stamped[step:] += widened[half][: rows - step]
        stamped[: rows - step] += widened[half][step:]
    return stamped


def _widened(plane: np.ndarray, half: int) -> np.ndarray:
    """The sum over ``half`` neighbours to either side, and the pixel itself."""
    wide = plane.copy()
    for step in range(1, half + 1):
        wide[:, step:] += plane[:, :-step]
        wide[:, :-step] += plane[:, step:]
    return wide


def _lay_over(
    picture: np.ndarray, at: np.ndarray, colours: Sequence[np.ndarray], opacity: np.ndarray
) -> None:
    """Lay colours (0 to _LEVELS) over some pixels of a picture (n, 4)."""
    if not len(at):
        return
    below = picture[at].astype(np.float32)
    through = below[:, 3] * (1 - opacity) / 255
    total = opacity + through
    for channel, colour in enumerate(colours):
        upper = colour * (opacity * np.float32(255 / _LEVELS))
        below[:, channel] = (upper + below[:, channel] * through) / total
    below[:, 3] = total * 255
    picture[at] = below + np.float32(0.5)


def _ink(
    sums: Sums, at: np.ndarray, ends: tuple[float, float]
) -> tuple[tuple[np.ndarray, ...], np.ndarray]:
    """Red, green and blue (0 to _LEVELS) of some pixels, and their opacity."""
    first, second = (plane.ravel()[at].astype(np.int64) for plane in sums)
    weight = second & (_SHARE - 1)
    share = np.float32(1) / weight.astype(np.float32)
    red, blue = ((ink >> 26).astype(np.float32) * share for ink in (first, second))
    green = (first & (_SHARE - 1)).astype(np.float32) * share
    return (red, green, blue), _opacity(weight, ends)


def _opacity(weight: np.ndarray, ends: tuple[float, float]) -> np.ndarray:
    """The first end for one, the second for as many as the densest pixels hold."""
    if not len(weight):
        return np.empty(0, np.float32)
    # A few pixels may hold very much more than all others; a sample of them is enough to know.
    sample = weight[:: len(weight) // 10_000 + 1]
    place = int(np.ceil(0.99 * (len(sample) - 1)))
    dense = max(int(np.partition(sample, place)[place]), 8)
    table = np.zeros(min(dense, _LONGEST_TABLE) + 1, np.float32)
    steps = np.arange(1, len(table), dtype=np.float32)
    table[1:] = ends[0] + (ends[1] - ends[0]) * np.log(steps) / np.log(steps[-1])
    return table[np.minimum(weight, len(table) - 1)]


def _whole(values: np.ndarray, least: int, most: int) -> np.ndarray:
    """The pixel that holds a place (not below 0), or one of two ends for what lies beyond them."""
    held = np.maximum(values, least)
    return np.minimum(held, most, out=held).astype(np.int64)


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue
