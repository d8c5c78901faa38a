"""A glacier with a trend and a season, and what satellites make of it.

Its velocity is a formula of time, and each pair measures the exact integral of it between its two
images. What is measured is wrong in the ways that real pairs are wrong:

* each image lies some metres beside its place, and so spoils all pairs that it is in, with
  opposite signs where it is the earlier and the later one;
* matching adds an error of its own, in metres, so that short pairs scatter more than long ones;
* the errors that are told are off by a factor for each satellite, and by another for each pair;
* some pairs have lost the ice, the long ones more often;
* optical images are missing in the dark, and for weeks in clouds; radar sees always.

Optionally the ice hurries and rests for days and weeks beside its season (``weather``).
No line is shared with what is tested.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

YEAR = 365.2425
EPOCH = date(1970, 1, 1)
#: Of all pairs that could be made of the images, by days of separation: how many are.
PAIRED = ((0, 0.0), (5, 0.9), (20, 0.7), (40, 0.35), (80, 0.15), (160, 0.05), (330, 0.05),
          (400, 0.02), (541, 0.0))  # fmt: skip


@dataclass(frozen=True)
class Glacier:
    """v(t) = v0 + trend (T - 2010) + amplitude cos(2 pi (T - phase)), T in years, m/yr."""

    v0: float
    trend: float
    amplitude: float
    phase_days: float
    reference: float
    #: Frequencies (1/yr), amplitudes (m/yr) and phases (radians) of what is no season.
    weather: tuple[np.ndarray, np.ndarray, np.ndarray] | None = None

    @property
    def phase(self) -> float:
        """Day of the year of the season's maximum, in years of 365.25 days; the mean of 24 years.

        The season keeps to the sun, the calendar is off by up to half a day.
        """
        found = []
        for year in range(int(self.reference) - 12, int(self.reference) + 12):
            begin, end = ((date(each, 1, 1) - EPOCH).days for each in (year, year + 1))
            peak = (year - 1970 + self.phase_days / 365.25) * YEAR
            found.append((peak - begin) / (end - begin) * 365.25)
        return float(np.mean(found))

    def moved(self, days: np.ndarray) -> np.ndarray:
        """How far the ice has come since the reference, in metres: the integral of its velocity.

        Args:
            days: since 1970-01-01.
        """
        at = 1970 + days / YEAR
        since = at - self.reference
        turn = 2 * np.pi
        peak = self.phase_days / 365.25
        season = np.sin(turn * (at - peak)) - np.sin(turn * (self.reference - peak))
        way = self.v0 * since + self.trend * since**2 / 2 + self.amplitude * season / turn
        if self.weather is not None:
            for frequency, size, phase in zip(*self.weather):
                way = way + size / (turn * frequency) * np.sin(turn * frequency * at + phase)
        return way


@dataclass(frozen=True)
class Satellite:
    """When it looks, and how well.

    Attributes:
        repeat: days between its images.
        first, last: years.
        dark: days of the year between which it sees nothing; the first may be the larger.
        seen: share of its images that can be used.
        place: by how much an image lies beside its place, metres (one sigma).
        match: error of matching two images, metres.
    """

    name: str
    repeat: float
    first: float
    last: float
    dark: tuple[int, int] | None
    seen: float
    place: float
    match: float


@dataclass(frozen=True)
class World:
    """A kind of glacier and who looks at it."""

    name: str
    satellites: tuple[Satellite, ...]
    speeds: tuple[float, float]
    lost: float = 0.03
    weather: float = 0.0
    longest: float = 540.0
    paired: float = 1.0
    reference: float = field(default=2018.0)


POLAR_NIGHT = (300, 45)
LANDSAT_8 = Satellite("Landsat 8", 16, 2014, 2022, POLAR_NIGHT, 0.45, 3.0, 2.0)
SENTINEL_2 = Satellite("Sentinel-2A", 10, 2016, 2022, POLAR_NIGHT, 0.45, 3.0, 1.5)
SENTINEL_1 = Satellite("Sentinel-1A", 12, 2015, 2022, None, 0.95, 1.0, 1.5)
LANDSAT_7 = Satellite("Landsat 7", 16, 2000, 2013, (320, 60), 0.35, 6.0, 3.0)
LANDSAT_5 = Satellite("Landsat 5", 16, 1999, 2011, (320, 60), 0.25, 8.0, 4.0)

WORLDS = (
    World("optical and radar", (LANDSAT_8, SENTINEL_2, SENTINEL_1), (500, 6000)),
    World("optical, dark winters", (LANDSAT_8, SENTINEL_2), (200, 1500)),
    World("Landsat 5 and 7", (LANDSAT_7, LANDSAT_5), (200, 1500), reference=2006.0),
    World(
        "optical and radar, weather",
        (LANDSAT_8, SENTINEL_2, SENTINEL_1),
        (500, 6000),
        weather=0.03,
    ),
    World("optical, dark winters, weather", (LANDSAT_8, SENTINEL_2), (200, 1500), weather=0.03),
)
#: Some 45 pairs in thirteen years, hardly more than a fit asks for.
SPARSE = World(
    "Landsat 5 and 7, 45 pairs",
    (LANDSAT_7, replace(LANDSAT_5, seen=0.15)),
    (200, 1500),
    paired=0.5,
    reference=2006.0,
)


@dataclass(frozen=True)
class Measured:
    """Pairs in no order; all arrays (n,), velocities and errors in m/yr."""

    glacier: Glacier
    day_1: np.ndarray
    day_2: np.ndarray
    satellite: np.ndarray
    vx: np.ndarray
    vy: np.ndarray
    vx_error: np.ndarray
    vy_error: np.ndarray


def simulate(world: World, seed: int) -> Measured:
    """A glacier of this world, and its pairs."""
    rng = np.random.default_rng([seed, *world.name.encode()])
    glacier = _glacier(world, rng)
    direction = rng.uniform(0, 2 * np.pi)
    parts = [_of_satellite(world, each, glacier, direction, rng) for each in world.satellites]
    names = np.repeat([each.name for each in world.satellites], [len(part[0]) for part in parts])
    columns = [np.concatenate(each) for each in zip(*parts)]
    order = rng.permutation(len(names))
    return Measured(glacier, *(each[order] for each in (*columns[:2], names, *columns[2:])))


def _glacier(world: World, rng: np.random.Generator) -> Glacier:
    v0 = np.exp(rng.uniform(*np.log(world.speeds)))
    weather = None
    if world.weather:
        frequency = rng.uniform(3, 26, 60)  # two weeks to four months
        size = world.weather * v0 * np.sqrt(2 / 60) * np.ones(60)
        weather = frequency, size, rng.uniform(0, 2 * np.pi, 60)
    return Glacier(
        v0=v0,
        trend=v0 * rng.uniform(-0.03, 0.03),
        amplitude=v0 * rng.uniform(0.08, 0.3),
        phase_days=rng.uniform(0, 365),
        reference=world.reference,
        weather=weather,
    )


def _images(satellite: Satellite, rng: np.random.Generator) -> np.ndarray:
    """Days of its usable images: none in the dark, and clouds stay for weeks."""
    begin, end = ((year - 1970) * YEAR for year in (satellite.first, satellite.last))
    days = np.arange(begin + rng.uniform(0, satellite.repeat), end, satellite.repeat)
    if satellite.dark is None:
        return days[rng.random(days.size) < satellite.seen]
    sky = rng.normal(size=days.size)
    memory = np.exp(-satellite.repeat / 20)
    for place in range(1, days.size):
        sky[place] = memory * sky[place - 1] + np.sqrt(1 - memory**2) * sky[place]
    clear = sky < np.quantile(sky, satellite.seen)
    of_year = days % YEAR
    begin_dark, end_dark = satellite.dark
    light = (of_year < begin_dark) & (of_year > end_dark)
    return days[clear & light]


def _of_satellite(world, satellite, glacier, direction, rng) -> tuple[np.ndarray, ...]:
    days = _images(satellite, rng)
    one, two = np.triu_indices(days.size, 1)
    separation = days[two] - days[one]
    chance = world.paired * np.interp(separation, *zip(*PAIRED))
    chance *= separation <= world.longest
    made = rng.random(separation.size) < chance
    one, two, separation = one[made], two[made], separation[made]
    years = separation / YEAR
    speed = (glacier.moved(days[two]) - glacier.moved(days[one])) / years
    lost = rng.random(years.size) < world.lost * (1 + 2 * (separation > 100))
    speed = np.where(lost, speed * rng.uniform(0, 0.8, years.size), speed)
    told_factor = rng.uniform(0.5, 1.6)
    quality = rng.lognormal(0, 0.35, years.size)
    columns = []
    for axis in (np.cos(direction), np.sin(direction)):
        beside = rng.normal(0, satellite.place, days.size)
        own = rng.normal(0, satellite.match, years.size) * quality
        value = speed * axis + (beside[two] - beside[one] + own) / years
        value += lost * rng.normal(0, 0.2 * glacier.v0, years.size)
        told = told_factor * rng.lognormal(0, 0.25, years.size)
        told *= np.sqrt(2 * satellite.place**2 + satellite.match**2) / years
        columns += [np.rint(value), np.maximum(told, 1.0).round(1)]
    return days[one], days[two], columns[0], columns[2], columns[1], columns[3]
