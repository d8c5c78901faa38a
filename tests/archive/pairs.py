"""The catalogue of the simulated archive: which granules exist, always the same list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from itertools import count, islice
from math import floor

import numpy as np

from .scenes import CODES, Scene
from .sites import ALASKA

ZONES = (32607, 32608)
FRAMES = {"landsat": ALASKA.landsat, "sentinel2": ALASKA.sentinel_2}
WORLDS = ("main", "whole")
OLD_FORMS = ("v0", "v1", "nsidc")
STACKED_FORMS = ("v2-3d", "v2-padded")

# one satellite or two (image 1, image 2), in the order in which pairs are dealt out
MISSIONS = tuple(
    (first, second)
    for first, second in (
        pair.split("+")
        for pair in [
            "8+8",
            "2A+2B",
            "9+9",
            "5+5",
            "8+8",
            "2B+2B",
            "7+7",
            "8+9",
            "8+8",
            "2A+2A",
            "9+9",
            "2B+2A",
            "8+8",
            "4+5",
            "9+8",
            "2A+2A",
            "5+5",
            "7+8",
            "8+8",
            "9+9",
            "4+4",
        ]
    )
)
# years in which each satellite's images are used
YEARS = {
    "4": (1988, 1992),
    "5": (1986, 2011),
    "7": (2000, 2019),
    "8": (2014, 2024),
    "9": (2022, 2024),
    "2A": (2016, 2024),
    "2B": (2018, 2024),
}
# separations in repeat cycles of one satellite: 16 days for Landsat, 10 for Sentinel-2
CYCLES = (1, 2, 1, 3, 1, 4, 2, 6, 1, 2, 5, 1, 23, 3)
SENTINEL_CYCLES = (1, 2, 1, 3, 6, 1, 2, 4, 41, 1, 9)
BOTH_ZONES_EVERY, REPROCESSED_EVERY, PARTIAL_EVERY = 4, 9, 15


@dataclass(frozen=True)
class Granule:
    """One file of the archive before it is made.

    :param image_1: the earlier image, whatever the order in the file
    :param valid_percentage: of the region of interest, one decimal
    :param partial: ends at the swath's edge and does not cover the whole glacier
    :param site: name of a site of :mod:`tests.archive.sites`
    :param form: of the file: ``v0 v1 nsidc v2 v2-3d v2-padded``
    :param special: what is out of the ordinary, see :mod:`tests.archive.world`
    :param gaps: holes of this granule alone: metres along and across the flow, radius
    """

    image_1: Scene
    image_2: Scene
    epsg: int
    valid_percentage: float
    partial: bool
    seed: int
    site: str = "alaska"
    form: str = "v2"
    special: tuple[str, ...] = ()
    gaps: tuple[tuple[float, float, float], ...] = ()

    @property
    def is_old(self) -> bool:
        """Whether the file is of version 0 or 1."""
        return self.form in OLD_FORMS

    @property
    def cell(self) -> float:
        """Spacing of the grid, metres."""
        return 240.0 if self.is_old else 120.0

    @property
    def images(self) -> tuple[Scene, Scene]:
        """Both images as the file orders them: V0 and V1 put the later one first."""
        return (self.image_2, self.image_1) if self.is_old else (self.image_1, self.image_2)

    @property
    def granule_id(self) -> str:
        """File name without ``.nc``; the share of valid pixels is cut, not rounded, as in V2."""
        percent = floor(self.valid_percentage)
        first, second = (image.scene_id for image in self.images)
        if self.form == "nsidc":
            names = "_".join(_joined(name) for name in (first, second))
            return f"{names}_{self.epsg:05d}_G0240V01_P{percent:03d}"
        spacing = "G0240V01" if self.is_old else "G0120V02"
        return f"{first}_X_{second}_{spacing}_P{percent:03d}"

    @property
    def dates(self) -> tuple[datetime, datetime]:
        """Acquisition of the earlier and the later image as the file tells them, UTC.

        V0 and V1 tell the day alone, and the displacement is divided by whole days.
        """
        dates = self.image_1.acquired, self.image_2.acquired
        if not self.is_old:
            return dates
        first, second = (date.replace(hour=0, minute=0, second=0, microsecond=0) for date in dates)
        return first, second

    @property
    def days(self) -> float:
        """Separation of the two images, days with their fraction."""
        return (self.dates[1] - self.dates[0]).total_seconds() / 86_400

    @property
    def mid_date(self) -> datetime:
        """Middle between the two images."""
        return self.dates[0] + (self.dates[1] - self.dates[0]) / 2

    @property
    def platform(self) -> str:
        """First token of the first scene's name."""
        return CODES[self.images[0].satellite]


def _joined(scene_id: str) -> str:
    """A Landsat scene's name as NSIDC shortened it: no separators, no processing date."""
    sensor, level, place, acquired, _, collection, tier = scene_id.split("_")
    return f"{sensor}{level}{place}{acquired}{collection}{tier}"


def _separation(mission: tuple[str, str], number: int) -> int:
    landsat = mission[0] in "45789"
    cycles = CYCLES if landsat else SENTINEL_CYCLES
    cycle, chosen = (16 if landsat else 10), cycles[number % len(cycles)]
    # two satellites of one family fly half a cycle apart
    return cycle * chosen - (cycle // 2 if mission[0] != mission[1] else 0)


def _clock(mission: str, rng: np.random.Generator, day: datetime) -> datetime:
    """Time of day of an overpass; only Landsat's is known to fractions of a second."""
    if mission in "45789":
        micro = int(rng.integers(0, 120_000_000)) // 10 * 10
        return day + timedelta(hours=20, minutes=13, microseconds=micro)
    return day + timedelta(hours=20, minutes=38, seconds=int(rng.integers(0, 60)))


def _pair(number: int) -> tuple[Scene, Scene]:
    rng = np.random.default_rng([18_991_231, number])
    mission = MISSIONS[number % len(MISSIONS)]
    first = max(YEARS[satellite][0] for satellite in mission)
    last = min(YEARS[satellite][1] for satellite in mission)
    separation = _separation(mission, number)
    again = number % REPROCESSED_EVERY == 0
    if again and last > 2020:
        first = max(first, 2021)  # collection 2 had real-time scenes from then on
    year = int(rng.integers(first, last + 1))
    # daylight only: the mid-date lies between mid-February and the end of October
    middle = datetime(year, 1, 1, tzinfo=timezone.utc) + timedelta(days=int(rng.integers(46, 304)))
    start = middle - timedelta(days=separation // 2)
    frames = FRAMES["landsat" if mission[0] in "45789" else "sentinel2"]
    frame = frames[int(rng.integers(0, len(frames)))]
    tiers = ("T2", "T2") if mission[0] in "45" and number % 2 else ("T1", "T1")
    if again:
        tiers = ("T1", "RT") if year > 2020 else ("T2", "T2")
    scenes = []
    days = (start, start + timedelta(days=separation))
    for satellite, tier, day in zip(mission, tiers, days):
        acquired = _clock(satellite, rng, day)
        lag = timedelta(hours=7) if tier == "RT" else timedelta(days=12)
        # old Landsat images were all processed again for collection 2
        processed = max(acquired + lag, datetime(2020, 9, 5, 3, 21, 7, tzinfo=timezone.utc))
        if tier == "RT" or not satellite.isdigit():
            processed = acquired + timedelta(hours=7, seconds=11)
        scenes.append(Scene(satellite, frame, acquired, processed, tier))
    return scenes[0], scenes[1]


def _granules() -> Iterator[Granule]:
    for number in count():
        image_1, image_2 = _pair(number)
        rng = np.random.default_rng([5_895, number])
        partial = number % PARTIAL_EVERY == 7
        zone = (number + number // BOTH_ZONES_EVERY) % 2
        low, high = (50, 300) if partial else (300, 990)
        valid = int(rng.integers(low, high)) / 10
        granule = Granule(image_1, image_2, ZONES[zone], valid, partial, 10 * number)
        yield granule
        if number % BOTH_ZONES_EVERY == 0:
            # the zone's own region of interest has another share of valid pixels
            yield replace(
                granule,
                epsg=ZONES[1 - zone],
                valid_percentage=round(valid + (2.3 if valid < 90 else -2.3), 1),
                seed=10 * number + 1,
            )
        if number % REPROCESSED_EVERY == 0:
            unchanged = image_1.is_landsat and image_1.tier == "T1"
            yield replace(
                granule,
                image_1=image_1 if unchanged else image_1.reprocessed(),
                image_2=image_2.reprocessed(),
                valid_percentage=round(valid + 0.4, 1),
                seed=10 * number + 2,
            )


def _unlike(granules: Iterator[Granule]) -> Iterator[Granule]:
    """Leave out granules with the name of an earlier one: among thousands of dates some agree."""
    names = set()
    for granule in granules:
        if granule.granule_id not in names:
            names.add(granule.granule_id)
            yield granule


def catalogue(size: int, world: str = "main") -> tuple[Granule, ...]:
    """Return the first ``size`` granules; a longer list begins with the shorter one.

    :param world: ``main``, optical V2 granules of one glacier in Alaska, or ``whole``,
        everything ITS_LIVE holds, see :mod:`tests.archive.world`
    """
    if world == "main":
        return tuple(islice(_unlike(_granules()), size))
    from .world import granules

    return tuple(islice(granules(), size))
