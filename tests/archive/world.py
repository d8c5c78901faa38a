"""The whole of ITS_LIVE: every site, projection, format and sensor, and what can go wrong.

An endless list, always the same. It begins with a round in which any two of projection, format
and sensor that can occur together do so, goes on with the specials, then with what is left of all
triples, and starts over with other dates. Specials are told by ``Granule.special``:

- ``both-zones``: the same pair in two projections, each file with gaps where the other holds data
- ``real-time``, ``tier-2``, ``reprocessed``: one pair twice, the second time from better scenes
- ``cross-sensor``: two satellites
- ``empty``: P000, fill alone
- ``saturated``: some cells hold 32767
- ``partial``, ``partial-downstream``: one side of a swath's edge
- ``lost-fast-ice``: a separation so long that the fast ice is fill or a wrong slow value
- ``int8``: ``img_pair_info`` and ``mapping`` as the newest files have them
- ``packed``: M11 and M12 as scaled integers, as before September 2024
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from itertools import count, product

import numpy as np

from .pairs import CYCLES, OLD_FORMS, SENTINEL_CYCLES, YEARS, Granule
from .scenes import Scene
from .sites import SITES, Site

FORMS = ("v2", "v2-3d", "v2-padded", "v1", "v0", "nsidc")
OLD_SENSORS = ("4", "5", "7", "8")
SENSORS = (*OLD_SENSORS, "9", "1", "2")
GROUNDS = tuple((site.name, epsg) for site in SITES.values() for epsg in site.epsgs)

_RADAR_YEARS = {"1A": (2015, 2024), "1B": (2017, 2021)}
_FIRST_RADAR_DAY = {
    "1A": datetime(2017, 2, 21, tzinfo=timezone.utc),
    "1B": datetime(2017, 2, 27, tzinfo=timezone.utc),
}
LAST_PACKED = datetime(2024, 8, 1, tzinfo=timezone.utc)  # granules made soon after it are not
_CYCLE_DAYS = {"1": 12, "2": 10}
_LAST_OLD_YEAR = 2018
SHORT_CYCLES, LONG_CYCLES = 4, {"1": 8, "2": 15}  # a Landsat's long pair has 7
_COMPANIONS = {"4": "5", "5": "4", "7": "8", "8": "9", "9": "8"}
# holes of one file of a pair in both zones, where the other holds data
GAPS = (
    ((2_200.0, 300.0, 600.0), (-4_000.0, -900.0, 500.0)),
    ((-500.0, -700.0, 600.0), (5_500.0, 400.0, 500.0)),
)


@dataclass(frozen=True)
class _Plan:
    """What one granule, or two that belong together, shall be."""

    site: str
    epsg: int
    form: str
    sensor: str
    special: tuple[str, ...] = ()
    other_epsg: int = 0


def possible(form: str, sensor: str) -> bool:
    """Whether ITS_LIVE can hold granules of a sensor (``4 5 7 8 9 1 2``) in a format."""
    return form not in OLD_FORMS or sensor in OLD_SENSORS


def _first_round() -> Iterator[_Plan]:
    new, old = FORMS[:3], FORMS[3:]
    for place, (site, epsg) in enumerate(GROUNDS):
        for number, form in enumerate(new):
            yield _Plan(site, epsg, form, ("9", "1", "2")[(number + place) % 3])
        for number, form in enumerate(old):
            yield _Plan(site, epsg, form, OLD_SENSORS[(place + 1 + number) % 4])
        yield _Plan(site, epsg, new[place % 3], OLD_SENSORS[place % 4])


def _specials() -> Iterator[_Plan]:
    forms = ("v2", "v2-3d", "v1", "v2-padded", "v2")
    sensors = ("8", "2", "8", "9", "1")
    for site, form, sensor in zip(SITES.values(), forms, sensors):
        first, second = site.epsgs[0], site.epsgs[-1]
        yield _Plan(site.name, first, form, sensor, ("both-zones",), second)
    for ground, form, sensor, tier in (
        (4, "v2-3d", "8", "real-time"),
        (0, "v1", "8", "real-time"),
        (7, "v2", "7", "tier-2"),
    ):
        yield _Plan(*GROUNDS[ground], form, sensor, (tier,))
    for (site, epsg), sensor in zip(GROUNDS[1::2], ("8", "7", "4", "1", "2", "9")):
        yield _Plan(site, epsg, "v2", sensor, ("cross-sensor",))
    for form, (site, epsg) in zip(("v2", "v1", "nsidc"), GROUNDS[::4]):
        yield _Plan(site, epsg, form, "8", ("empty",))
    for form, sensor, ground in (("v2", "8", 0), ("v2-3d", "1", 4), ("v1", "7", 7), ("v2", "2", 9)):
        yield _Plan(*GROUNDS[ground], form, sensor, ("saturated",))
    for form, sensor, ground in (("v2-3d", "8", 1), ("v1", "8", 6), ("v2", "2", 10)):
        side = ("partial", "partial-downstream")[ground % 2]
        yield _Plan(*GROUNDS[ground], form, sensor, (side,))
    for form, sensor, ground in (("v2", "8", 4), ("v2-3d", "2", 0), ("v1", "8", 5), ("v2", "1", 8)):
        yield _Plan(*GROUNDS[ground], form, sensor, ("lost-fast-ice",))


def _plans() -> Iterator[_Plan]:
    """One cycle: the first round, the specials, then every triple that is still missing."""
    done = set()
    for plan in (*_first_round(), *_specials()):
        done.add((plan.epsg, plan.site, plan.form, plan.sensor))
        yield plan
    for form, sensor, (site, epsg) in product(FORMS, SENSORS, GROUNDS):
        if possible(form, sensor) and (epsg, site, form, sensor) not in done:
            yield _Plan(site, epsg, form, sensor)


def _satellites(plan: _Plan, number: int) -> tuple[str, str]:
    sensor = plan.sensor
    crossed = "cross-sensor" in plan.special
    if sensor in "12":
        first, second = f"{sensor}A", f"{sensor}B"
        if crossed:
            return first, second
        return (first, first) if number % 2 else (second, second)
    return (sensor, _COMPANIONS[sensor]) if crossed else (sensor, sensor)


def _years(plan: _Plan, satellites: tuple[str, str]) -> tuple[int, int]:
    spans = [_RADAR_YEARS.get(name) or YEARS[name] for name in satellites]
    first, last = max(span[0] for span in spans), min(span[1] for span in spans)
    if plan.form in OLD_FORMS:
        return first, min(last, _LAST_OLD_YEAR)
    if "real-time" in plan.special:
        first = max(first, 2021)  # collection 2 had real-time scenes from then on
    return first, last


def _separation(plan: _Plan, satellites: tuple[str, str], number: int) -> int:
    cycle = _CYCLE_DAYS.get(plan.sensor, 16)
    cycles = SENTINEL_CYCLES if plan.sensor in "12" else CYCLES
    chosen = min(cycles[number % len(cycles)], SHORT_CYCLES)
    if "lost-fast-ice" in plan.special:
        chosen = LONG_CYCLES.get(plan.sensor, 7)
    return cycle * chosen - (cycle // 2 if satellites[0] != satellites[1] else 0)


def _start(
    plan: _Plan, satellites: tuple[str, str], days: int, rng: np.random.Generator
) -> datetime:
    """Day of the earlier image; in daylight for optical pairs."""
    first, last = _years(plan, satellites)
    year, day = int(rng.integers(first, last + 1)), int(rng.integers(46, 304))
    if SITES[plan.site].south:
        day = (day + 183) % 365
    start = datetime(year, 1, 1, tzinfo=timezone.utc) + timedelta(days=day - days // 2)
    known = _FIRST_RADAR_DAY.get(satellites[0])
    if known is None:
        return start
    return known + timedelta(days=12 * round((start - known).days / 12))


def _scenes(plan: _Plan, number: int, rng: np.random.Generator) -> tuple[Scene, Scene]:
    satellites, site = _satellites(plan, number), SITES[plan.site]
    days = _separation(plan, satellites, number)
    start = _start(plan, satellites, days, rng)
    frame, tiers, clock = _frame_and_tiers(plan, site, rng)
    scenes = []
    for satellite, tier, day in zip(satellites, tiers, (start, start + timedelta(days=days))):
        acquired = day + clock + timedelta(seconds=int(rng.integers(0, 60)))
        if plan.sensor not in "12":
            acquired += timedelta(microseconds=int(rng.integers(0, 100_000)) * 10)
        scenes.append(_processed(plan, satellite, frame, acquired, tier))
    return scenes[0], scenes[1]


def _frame_and_tiers(
    plan: _Plan, site: Site, rng: np.random.Generator
) -> tuple[str, tuple[str, str], timedelta]:
    hour = round(11 - site.lon_0 / 15) % 24
    if plan.sensor == "1":
        frame, polarisation = site.sentinel_1[int(rng.integers(0, 2))].split()
        # six in the morning and in the evening; minutes that keep orbits of a site apart
        hour = (hour + (6 if frame == "A" else -6)) % 24
        return frame, (polarisation, polarisation), timedelta(hours=hour, minutes=17)
    if plan.sensor == "2":
        frame = site.sentinel_2[int(rng.integers(0, len(site.sentinel_2)))]
        return frame, ("T1", "T1"), timedelta(hours=hour, minutes=38)
    frame = site.landsat[int(rng.integers(0, len(site.landsat)))]
    poor = "tier-2" in plan.special or (plan.sensor in "45" and rng.integers(0, 2))
    tiers = ("T2", "T2") if poor else ("T1", "T1")
    if "real-time" in plan.special:
        tiers = ("T1", "RT")
    return frame, tiers, timedelta(hours=hour, minutes=13)


def _processed(plan: _Plan, satellite: str, frame: str, acquired: datetime, tier: str) -> Scene:
    """The scene with the date at which its producer had processed it."""
    collection = 1 if plan.form in OLD_FORMS else 2
    if not satellite.isdigit():
        return Scene(satellite, frame, acquired, acquired + timedelta(hours=7, seconds=11), tier)
    lag = timedelta(hours=7) if tier == "RT" else timedelta(days=12)
    # old images were all processed again for each collection
    begun = datetime(2020, 9, 5, tzinfo=timezone.utc)
    if collection == 1:
        begun = datetime(2016, 11, 27, tzinfo=timezone.utc)
    processed = acquired + lag if tier == "RT" else max(acquired + lag, begun)
    return Scene(satellite, frame, acquired, processed, tier, collection)


def _of(plan: _Plan, number: int, attempt: int) -> list[Granule]:
    """The granules of a plan, one or two."""
    rng = np.random.default_rng([40_961, number, attempt])
    image_1, image_2 = _scenes(plan, number, rng)
    special = list(plan.special)
    partial = any(name.startswith("partial") for name in special)
    valid = int(rng.integers(*((50, 300) if partial else (300, 970)))) / 10
    if "empty" in special:
        valid = 0.0
    if plan.form == "v2-3d" and number % 2:
        special.append("int8")
    early = image_2.acquired < LAST_PACKED
    if plan.form == "v2" and plan.sensor == "1" and early and number % 3 != 1:
        special.append("packed")
    seed = 10_000_000 + 10 * number
    granule = Granule(
        *(image_1, image_2, plan.epsg, valid, partial, seed),
        *(plan.site, plan.form, tuple(special)),
    )
    if plan.other_epsg:
        one, two = GAPS
        other = {"epsg": plan.other_epsg, "valid_percentage": round(valid + 2.3, 1)}
        return [replace(granule, gaps=one), replace(granule, **other, gaps=two, seed=seed + 1)]
    if {"real-time", "tier-2"} & set(special):
        again = special[1:]
        better = replace(
            granule,
            image_1=image_1.reprocessed() if "tier-2" in special else image_1,
            image_2=image_2.reprocessed(),
            valid_percentage=round(valid + 0.4, 1),
            special=("reprocessed", *again),
            seed=seed + 2,
        )
        return [granule, better]
    return [granule]


def granules() -> Iterator[Granule]:
    """Every granule, without end; no two have the same name."""
    names: set[str] = set()
    number = 0
    while True:
        for plan in _plans():
            for attempt in count():
                made = _of(plan, number, attempt)
                if not names & {granule.granule_id for granule in made}:
                    break
            names |= {granule.granule_id for granule in made}
            yield from made
            number += 1
