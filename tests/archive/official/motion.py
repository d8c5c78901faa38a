"""How fast each glacier of the official cubes was at what time, as a factor with an integral.

The factor multiplies :func:`tests.archive.glacier.base_speed`. It is a sum of a constant, a linear
trend, a cosine of the year and smooth steps, so its integral between two dates is exact.

- ``jakobshavn``: a fast outlet, 6 km/yr on the centreline in 1985. It speeds up from 1998 to 2003
  and again until 2013, slows down in 2016 and 2017 and recovers by 2020; fastest in mid-July.
- ``alaska``: a surging glacier. 340 m/yr, but ten times that for a year and a half, from late 1993
  and once more from late 2020.
- ``panhandle``: thins and slows down steadily from 1.2 km/yr, with the strongest seasons of all.
- ``pine_island``: no seasons. Speeds up from 2.4 to 4 km/yr between 1993 and mid-2009, once more
  until 2021.
- ``patagonia``: 3.4 km/yr; half as much more within 2008, most of which is lost again by 2016.
  South of the equator: fastest in January.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..glacier import SEASONAL_PEAK_DAY, YEAR_DAYS

__all__ = ["MOTIONS", "YEAR_DAYS", "Motion", "days_of"]

EPOCH = np.datetime64("2000-01-01T00:00:00", "us")
TREND_YEAR = 2005.0  # at which the trend adds nothing


def days_of(moments: object) -> np.ndarray:
    """Days since 2000-01-01 UTC of datetime64 values, or of datetimes without a time zone."""
    return (np.asarray(moments, dtype="datetime64[us]") - EPOCH) / np.timedelta64(1, "D")


@dataclass(frozen=True)
class Motion:
    """Factor on the base speed over time; years are of 365.25 days, counted on from 2000.0.

    :param share: of the base speed, of which all that follows are parts
    :param trend: change per year, as part of ``share``; none in ``TREND_YEAR``
    :param amplitude: of the seasonal cosine, as part of ``share``
    :param peak_day: days after the first of January at which the cosine is greatest
    :param steps: first year, last year and change of smooth steps, as parts of ``share``
    """

    share: float
    trend: float = 0.0
    amplitude: float = 0.0
    peak_day: float = SEASONAL_PEAK_DAY
    steps: tuple[tuple[float, float, float], ...] = ()

    def factor(self, days: np.ndarray) -> np.ndarray:
        """The factor at a time in days since 2000-01-01."""
        year = 2000.0 + np.asarray(days, dtype=float) / YEAR_DAYS
        value = 1 + self.trend * (year - TREND_YEAR)
        value = value + self.amplitude * np.cos(2 * np.pi * (year - self._peak))
        for start, end, change in self.steps:
            rise = np.clip((year - start) / (end - start), 0, 1)
            value = value + change * (1 - np.cos(np.pi * rise)) / 2
        return self.share * value

    def years(self, days_1: np.ndarray, days_2: np.ndarray) -> np.ndarray:
        """Integral of the factor between two times in days since 2000-01-01, in years."""
        return self._integral(days_2) - self._integral(days_1)

    def mean(self, days_1: np.ndarray, days_2: np.ndarray) -> np.ndarray:
        """Mean of the factor between two times in days since 2000-01-01."""
        span = np.asarray(days_2, dtype=float) - np.asarray(days_1, dtype=float)
        return self.years(days_1, days_2) * YEAR_DAYS / span

    @property
    def _peak(self) -> float:
        return self.peak_day / YEAR_DAYS

    def _integral(self, days: np.ndarray) -> np.ndarray:
        year = 2000.0 + np.asarray(days, dtype=float) / YEAR_DAYS
        value = year + self.trend * (year - TREND_YEAR) ** 2 / 2
        value = value + self.amplitude / (2 * np.pi) * np.sin(2 * np.pi * (year - self._peak))
        for start, end, change in self.steps:
            width = end - start
            rise = np.clip((year - start) / width, 0, 1)
            during = width * (rise - np.sin(np.pi * rise) / np.pi) / 2
            value = value + change * (during + np.maximum(year - end, 0))
        return self.share * value


MOTIONS = {
    "jakobshavn": Motion(
        *(0.9, 0.002, 0.12, 195.0),
        steps=(
            (1998.0, 2003.5, 0.35),
            (2009.0, 2013.0, 0.15),
            (2015.8, 2017.6, -0.35),
            (2018.6, 2020.2, 0.2),
        ),
    ),
    "alaska": Motion(
        *(0.05, 0.0, 0.2, 150.0),
        steps=(
            (1993.6, 1993.9, 9.0),
            (1995.0, 1995.3, -9.0),
            (2020.7, 2020.95, 9.0),
            (2022.2, 2022.5, -9.0),
        ),
    ),
    "panhandle": Motion(0.15, -0.008, 0.3, 140.0),
    "pine_island": Motion(0.35, steps=((1993.0, 2009.5, 0.7), (2017.5, 2021.0, 0.15))),
    "patagonia": Motion(
        0.5, 0.0, 0.1, 20.0, steps=((2008.0, 2009.0, 0.5), (2009.0, 2016.0, -0.35))
    ),
}
