"""Average the pixels of a layer to coarser ones."""

from __future__ import annotations

import numpy as np

from .granule import FILL, to_int16

#: Share of a coarse pixel that has to be covered, or it is missing.
_COVERED = 0.5


def averaged(pixels: dict[str, np.ndarray], times: int) -> dict[str, np.ndarray]:
    """A layer's pixels in larger ones, each of ``times`` by ``times``.

    The components are averaged, and the speed is that of their means: a mean of speeds is biased.
    ``v_error`` is averaged, too: the errors of neighbouring pixels are of the same chips, and do
    not average out. A pixel counts as interpolated if one of its parts is.

    Args:
        pixels: as in ``placement.Layer``, (times * ny, times * nx).
        times: pixels along a side.

    Returns:
        the same variables, (ny, nx).
    """
    parts = {name: _parts(values, times) for name, values in pixels.items()}
    held = parts["vx"] != FILL
    count = held.sum(axis=-1)
    enough = count >= _COVERED * times**2
    means = {
        name: np.where(enough, _mean(parts[name], parts[name] != FILL), np.nan)
        for name in ("vx", "vy", "v_error")
    }
    means["v"] = np.hypot(means["vx"], means["vy"])
    merged = {name: to_int16(values) for name, values in means.items()}
    for name, values in parts.items():
        if name not in merged:
            largest = np.where(held, values, 0).max(axis=-1).astype(values.dtype)
            blank = values.dtype.type(255 if name == "interp_mask" else 0)
            merged[name] = np.where(enough, largest, blank)
    return {name: merged[name] for name in pixels}


def _parts(values: np.ndarray, times: int) -> np.ndarray:
    """(ny, nx, times * times)."""
    ny, nx = (size // times for size in values.shape)
    return values.reshape(ny, times, nx, times).swapaxes(1, 2).reshape(ny, nx, times * times)


def _mean(values: np.ndarray, held: np.ndarray) -> np.ndarray:
    total = np.where(held, values, 0).sum(axis=-1, dtype=float)
    count = held.sum(axis=-1)
    return np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
