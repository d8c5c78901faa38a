"""The layers of a cube: which image pairs it holds, in what order, and what is true of each alone.

Most pairs are in all cubes of a site, some in those of one projection only. Of what is in several
cubes the acquisitions agree to the second. Some pairs are fill in one projection and not in others.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from ..sites import SITES
from .cubes import CUBES, Cube
from .passes import Passes, passes

SHARED = 0.75  # of the pairs are in all projections of a site
MISSED = 0.02  # of a projection's pairs are not in one of its cubes, each by itself
EMPTY = 0.03  # are fill in one projection
SATURATED = 0.004  # hold some values too large for the format
# one-sigma error in m/yr times separation in days, and its least
ERRORS = {"L45": 2_200.0, "L7": 1_100.0, "L89": 800.0, "S2": 500.0, "S1": 320.0}
LEAST_ERROR = 1.0
SOFTWARE = ("1.4.0", "1.5.0", "2.0.1")


@dataclass(frozen=True)
class Layers:
    """What is true of each layer of a cube, in the order of the cube: arrays of shape (n, ...).

    :param index: of the pair in :func:`.passes.passes`
    :param pairs: those pairs
    :param error_x, error_y: stated one-sigma errors, m/yr, as they are stored (float32)
    :param shift: correction by stable ground, m/yr
    :param empty: whether all is fill
    :param saturated: whether it holds values beyond the format
    :param software: version of autoRIFT
    """

    index: np.ndarray
    pairs: Passes
    error_x: np.ndarray
    error_y: np.ndarray
    shift: np.ndarray
    empty: np.ndarray
    saturated: np.ndarray
    software: np.ndarray

    @property
    def count(self) -> int:
        """How many layers."""
        return self.index.size

    @property
    def centres(self) -> np.ndarray:
        """Middle between both images, datetime64[s]."""
        return self.pairs.date_1 + (self.pairs.date_2 - self.pairs.date_1) // 2

    @property
    def mid_dates(self) -> np.ndarray:
        """``mid_date``, datetime64[us].

        Below the second it tells the day of the first image as YYMMDD microseconds, so that pairs
        with one middle differ.
        """
        day = self.pairs.date_1.astype("datetime64[D]")
        month = day.astype("datetime64[M]")
        year = month.astype("datetime64[Y]").astype(int) + 1970
        months, days = month.astype(int) % 12 + 1, (day - month).astype(int) + 1
        code = year % 100 * 10_000 + months * 100 + days
        return self.centres.astype("datetime64[us]") + code.astype("timedelta64[us]")


def _members(cube: Cube, count: int) -> np.ndarray:
    """Which pairs of the site are in the cube."""
    epsgs = SITES[cube.site].epsgs
    rng = np.random.default_rng([75, list(SITES).index(cube.site)])
    shared, only = rng.random(count) < SHARED, rng.integers(0, len(epsgs), count)
    number = CUBES.index(cube)
    kept = np.random.default_rng([76, number]).random(count) >= MISSED
    return np.flatnonzero((shared | (only == epsgs.index(cube.epsg))) & kept)


@cache
def layers(cube: Cube) -> Layers:
    """Return the layers of a cube, always the same."""
    of_site = passes(cube.site)
    # neighbours of one projection hold the same granules
    granules = np.random.default_rng([77, cube.epsg, list(SITES).index(cube.site)])
    count = of_site.days.size
    size = np.array([ERRORS[family] for family in of_site.family]) / of_site.days + LEAST_ERROR
    error_x = np.round(size * granules.lognormal(0, 0.3, count), 1).astype(np.float32)
    error_y = np.round(error_x * granules.lognormal(0, 0.15, count), 1).astype(np.float32)
    shift = np.round(error_x[:, None] * granules.normal(0, 0.3, (count, 2)), 1)
    empty = granules.random(count) < EMPTY
    saturated = granules.random(count) < SATURATED
    software = granules.choice(SOFTWARE, count, p=(0.2, 0.7, 0.1))
    chosen = np.random.default_rng([78, CUBES.index(cube)]).permutation(_members(cube, count))
    columns = (error_x, error_y, shift, empty, saturated, software)
    return Layers(chosen, of_site.at(chosen), *(column[chosen] for column in columns))
