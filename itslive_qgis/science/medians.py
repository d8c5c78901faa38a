"""Medians over the layers of many pixels at once, gaps left out."""

from __future__ import annotations

import numpy as np

#: The median absolute deviation of a normal distribution times this is its standard deviation.
MAD_TO_SIGMA = 1.4826


def median(values: np.ndarray) -> np.ndarray:
    """The median over the first axis, NaN where there is no value.

    ``numpy.nanmedian`` takes a call of Python for each pixel where there are many layers.

    Args:
        values: (layers, ...), NaN where missing.

    Returns:
        Array of the shape of one layer.
    """
    layers, shape = values.shape[0], values.shape[1:]
    if layers == 0:
        return np.full(shape, np.nan, values.dtype)
    if values.size == layers:
        return _of_one(values.ravel()).reshape(shape)
    # Each pixel's values side by side in memory: sorting along a stride takes several times as
    # long. NaN are sorted to the end.
    ordered = np.array(values.reshape(layers, -1).T, order="C")
    ordered.sort(axis=1)
    count = np.count_nonzero(~np.isnan(ordered), axis=1)
    pixel = np.arange(count.size)
    below = ordered[pixel, np.maximum(count - 1, 0) // 2]
    above = ordered[pixel, np.minimum(count // 2, layers - 1)]
    return ((below + above) / 2).reshape(shape)


def _of_one(values: np.ndarray) -> np.ndarray:
    """The median of (n,) values, without sorting them: a record of a point may have 200,000."""
    held = values[~np.isnan(values)]
    if held.size == 0:
        return np.array(np.nan, values.dtype)
    places = [(held.size - 1) // 2, held.size // 2]
    below, above = np.partition(held, places)[places]
    return np.asarray((below + above) / 2)


def median_and_mad(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The median over the first axis, and the median absolute deviation from it (unscaled).

    Args:
        values: (layers, ...), NaN where missing.

    Returns:
        Two arrays of the shape of one layer, NaN where there is no value.
    """
    middle = median(values)
    return middle, median(np.abs(values - middle))
