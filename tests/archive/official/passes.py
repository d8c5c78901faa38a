"""The image pairs of a site, 1985 to 2024: who took them, when, and what spoils them.

All cubes of a site draw on one list. Separations are the satellites' repeat cycles, mostly short,
up to 540 days; optical images need daylight. What belongs to the images themselves (clouds, how far
a feature can be followed before it is lost) is the same in every projection.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache

import numpy as np

from ..sites import SITES

LONGEST = 540  # days
DAYLIGHT = {"jakobshavn": (46, 304), "pine_island": (40, 310)}  # days of a northern year
ALL_YEAR = (1, 366)
LONG_PAIRS = 1.15  # pairs of n cycles are n ** -LONG_PAIRS as many
CLOUDS = 3


@dataclass(frozen=True)
class Fleet:
    """Satellites whose images are paired with each other's.

    :param family: ``L45 L7 L89 S1 S2``
    :param satellites: of the first and of the second image
    :param years: first and last
    :param cycle: days between images of one path
    :param pairs: how many in all
    :param offset: days by which the second satellite comes later
    """

    family: str
    satellites: tuple[str, str]
    years: tuple[float, float]
    cycle: int
    pairs: int
    offset: int = 0


FLEETS = (
    Fleet("L45", ("5", "5"), (1985.2, 2011.8), 16, 220),
    Fleet("L45", ("4", "4"), (1987.2, 1993.0), 16, 40),
    Fleet("L45", ("4", "5"), (1987.2, 1993.0), 16, 20, 8),
    Fleet("L7", ("7", "7"), (1999.5, 2021.9), 16, 380),
    Fleet("L7", ("7", "8"), (2013.4, 2021.9), 16, 80, 8),
    Fleet("L89", ("8", "8"), (2013.4, 2024.95), 16, 620),
    Fleet("L89", ("9", "9"), (2022.0, 2024.95), 16, 120),
    Fleet("L89", ("8", "9"), (2022.0, 2024.95), 16, 60, 8),
    Fleet("S1", ("1A", "1A"), (2015.0, 2024.95), 12, 360),
    Fleet("S1", ("1B", "1B"), (2016.8, 2021.9), 12, 160),
    Fleet("S1", ("1A", "1B"), (2016.8, 2021.9), 12, 140, 6),
    Fleet("S2", ("2A", "2A"), (2016.0, 2024.95), 10, 320),
    Fleet("S2", ("2B", "2B"), (2017.6, 2024.95), 10, 240),
    Fleet("S2", ("2A", "2B"), (2017.6, 2024.95), 10, 240, 5),
)


@dataclass(frozen=True)
class Passes:
    """All image pairs of a site, in no order; each array has shape (n, ...).

    :param date_1, date_2: datetime64[s], UTC
    :param satellite_1, satellite_2: keys of :data:`tests.archive.scenes.CODES`
    :param frame: number of the path, 0 or 1
    :param family: as of :class:`Fleet`
    :param clouds: (n, 3, 3): metres along and across the ice and radius of what is not seen
    :param followed: metres of displacement up to which fast ice is recognised
    :param stuck: m/yr that false matches of Jakobshavn's fast ice show
    :param scatter: true over stated error
    """

    date_1: np.ndarray
    date_2: np.ndarray
    satellite_1: np.ndarray
    satellite_2: np.ndarray
    frame: np.ndarray
    family: np.ndarray
    clouds: np.ndarray
    followed: np.ndarray
    stuck: np.ndarray
    scatter: np.ndarray

    @property
    def days(self) -> np.ndarray:
        """Separation, float64."""
        return (self.date_2 - self.date_1) / np.timedelta64(1, "D")

    def at(self, index: np.ndarray) -> Passes:
        """Return some of them."""
        return Passes(*(getattr(self, each.name)[index] for each in fields(self)))


def _separations(fleet: Fleet, count: int, rng: np.random.Generator) -> np.ndarray:
    cycles = np.arange(0 if fleet.offset else 1, (LONGEST - fleet.offset) // fleet.cycle + 1)
    weights = (cycles + 1.0) ** -LONG_PAIRS
    return fleet.cycle * rng.choice(cycles, count, p=weights / weights.sum()) + fleet.offset


def _day_of_year(days: np.ndarray, south: bool) -> np.ndarray:
    """Day of a northern year of days since 1970."""
    dates = days.astype("datetime64[D]")
    day = (dates - dates.astype("datetime64[Y]")).astype(int) + 1
    return (day + 182) % 365 + 1 if south else day


def _of(
    fleet: Fleet, site: str, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Days since 1970 of both images, and the path; no pair twice."""
    first_day, last_day = ((year - 1970) * 365.25 for year in fleet.years)
    count = 12 * fleet.pairs
    frame = rng.integers(0, 2, count)
    revisits = rng.integers(0, int((last_day - first_day) // fleet.cycle), count)
    start = np.ceil(first_day).astype(int) + fleet.cycle * revisits + 7 * frame
    start = start + (fleet.offset if fleet.satellites[0] in ("9", "1B", "2B") else 0)
    end = start + _separations(fleet, count, rng)
    light = DAYLIGHT.get(site, ALL_YEAR) if fleet.family != "S1" else ALL_YEAR
    fine = end <= last_day
    for days in (start, end):
        day = _day_of_year(days, SITES[site].south)
        fine &= (day >= light[0]) & (day <= light[1])
    chosen = np.stack([start, end, frame], axis=1)[fine]
    _, first = np.unique(chosen, axis=0, return_index=True)
    return tuple(chosen[np.sort(first)[: fleet.pairs]].T)


def _moments(days: np.ndarray, frame: np.ndarray, fleet: Fleet, site: str) -> np.ndarray:
    """Acquisition to the second: an image has one, whichever pairs it is in."""
    noon = round(11 - SITES[site].lon_0 / 15) % 24
    hours = {"S1": noon - 6, "S2": noon}.get(fleet.family, noon)
    minutes = {"S1": 17, "S2": 38}.get(fleet.family, 13)
    seconds = (days * 37 + frame * 11) % 60
    midnight = days.astype("datetime64[D]").astype("datetime64[s]")
    return midnight + (hours % 24 * 3600 + (minutes + 4 * frame) * 60 + seconds)


def _clouds(family: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    count = family.size
    along = rng.uniform(-14_000, 14_000, (count, CLOUDS))
    across = rng.uniform(-5_500, 5_500, (count, CLOUDS))
    largest = np.where(family == "S1", 900.0, 3_600.0)[:, None]
    return np.stack([along, across, rng.uniform(0, 1, (count, CLOUDS)) * largest], axis=2)


def _dealt(site: str, rng: np.random.Generator) -> Iterator[tuple]:
    for fleet in FLEETS:
        start, end, frame = _of(fleet, site, rng)
        for one, two, path in zip(
            _moments(start, frame, fleet, site), _moments(end, frame, fleet, site), frame
        ):
            yield one, two, *fleet.satellites, path, fleet.family


@cache
def passes(site: str) -> Passes:
    """Return the image pairs of a site, always the same."""
    rng = np.random.default_rng([1_985, list(SITES).index(site)])
    date_1, date_2, one, two, frame, family = (np.array(part) for part in zip(*_dealt(site, rng)))
    count = family.size
    return Passes(
        *(date_1, date_2, one, two, frame, family),
        clouds=_clouds(family, rng),
        followed=rng.uniform(1_300, 2_000, count),
        stuck=rng.lognormal(np.log(480), 0.25, count),
        scatter=rng.lognormal(0, 0.25, count),
    )
