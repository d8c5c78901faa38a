"""Twenty thousand made-up granules around the globe. One seed, always the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import numpy as np

from . import scenes
from .scenes import SENSORS, Sensor
from .sites import NAMED, Random, Site, sites
from .truths import Truth, processed, to_lonlat
from .written import Flaws, item

SEED = 20_260_101
COUNT = 20_000
CELL, X_EDGE, Y_EDGE = 120.0, 112.5, 7.5  # m; where the cells' edges lie, modulo the cell


def generate(count: int = COUNT) -> list[tuple[Truth, dict[str, Any]]]:
    """Truths and their items, no two of one id."""
    random = np.random.default_rng(SEED)
    places = sites(random)
    found: dict[str, tuple[Truth, dict[str, Any]]] = {}
    while len(found) < count:
        # more of the sites that questions name
        among = places if random.random() < 0.96 else places[: len(NAMED)]
        site = among[int(random.integers(len(among)))]
        for truth in _family(site, random):
            found[truth.granule_id] = (truth, item(truth, _flaws(truth, random)))
    return list(found.values())[:count]


def _family(site: Site, random: Random) -> list[Truth]:
    """A granule, and now and then others of the same pair."""
    truth = _granule(site, random)
    family = [truth]
    again = truth.version == "002" and truth.platform.startswith("LC")
    if again and random.random() < 0.06:
        family += _other_processings(truth, random)
    if len(site.epsg) > 1 and random.random() < 0.08:
        family.append(_in_other_zone(truth, site))
    return family


def _granule(site: Site, random: Random) -> Truth:
    sensor: Sensor = random.choice(
        [entry for _, entry in SENSORS], p=[share for share, _ in SENSORS]
    )
    platform, other = (str(random.choice(sensor.platforms)) for _ in range(2))
    first, second = _dates(sensor, random)
    ascending = bool(random.random() < 0.5)
    radar = platform.startswith(("S1", "NISAR"))
    direction = "ascending" if ascending else "descending"
    valid = int(random.integers(0, 101))
    old = platform in ("LC08", "LE07") and first.year < 2019 and random.random() < 0.06
    epsg = site.epsg[0]
    truth = Truth(
        granule_id="",
        epsg=epsg,
        box=_box(site, sensor, random),
        first=first,
        second=second,
        platform=platform,
        valid=valid,
        orbit=direction if radar else None,
        place=_place(platform, site),
        version="001" if old else "002",
        scenes=_scenes(site, (platform, other), (first, second), ascending, random),
    )
    return replace(truth, granule_id=_name(truth))


def _dates(sensor: Sensor, random: Random) -> tuple[datetime, datetime]:
    """Two acquisitions whose middle is not just at midnight."""
    years = range(sensor.years[0], sensor.years[1] + 1)
    while True:
        first = datetime(int(random.choice(years)), 1, 1, tzinfo=timezone.utc) + timedelta(
            days=int(random.integers(365)), seconds=int(random.integers(86_400))
        )
        jitter = timedelta(seconds=int(random.integers(-40, 41)))
        if random.random() < 0.3:  # fractions of seconds come in any length
            jitter += timedelta(milliseconds=int(random.integers(1000)))
        second = first + timedelta(days=int(random.choice(sensor.days))) + jitter
        middle = first + (second - first) / 2
        seconds = middle.hour * 3600 + middle.minute * 60 + middle.second
        if 10 < seconds < 86_390:
            return first, second


def _box(site: Site, sensor: Sensor, random: Random) -> tuple[float, float, float, float]:
    """An array around the site, its edges on the archive's lattice."""
    width, height = (random.uniform(*sensor.extent) for _ in range(2))
    x, y = (centre + random.normal(0, 15e3) for centre in (site.x, site.y))
    return _snapped(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def _snapped(*box: float) -> tuple[float, float, float, float]:
    offsets = (X_EDGE, Y_EDGE, X_EDGE, Y_EDGE)
    west, south, east, north = (
        round((edge - offset) / CELL) * CELL + offset for edge, offset in zip(box, offsets)
    )
    return west, south, east, north


def _place(platform: str, site: Site) -> str:
    kinds = {"S1": site.frame, "S2": site.tile, "NI": site.track}
    return kinds.get(platform[:2], site.path_row)


def _scenes(
    site: Site,
    platforms: tuple[str, str],
    dates: tuple[datetime, datetime],
    ascending: bool,
    random: Random,
) -> tuple[str, str]:
    first, second = platforms
    if first.startswith("S1"):
        return (
            scenes.sentinel_1(first, dates[0], random),
            scenes.sentinel_1(second, dates[1], random),
        )
    if first.startswith("S2"):
        return scenes.sentinel_2(first, site, dates[0]), scenes.sentinel_2(second, site, dates[1])
    if first == "NISAR":
        return scenes.nisar(site, ascending, dates[0]), scenes.nisar(site, ascending, dates[1])
    tiers = [str(random.choice(["T1", "T1", "T1", "T2"])) for _ in range(2)]
    later = scenes.second_row(site) if site.odd else site.path_row
    return (
        scenes.landsat(first, site.path_row, dates[0], processed(dates[0]), tiers[0]),
        scenes.landsat(second, later, dates[1], processed(dates[1]), tiers[1]),
    )


def _name(truth: Truth) -> str:
    first, second = truth.scenes
    if truth.version == "002":
        return f"{first}_X_{second}_G0120V02_P{truth.valid:03d}"
    # version 1 names the later image first
    pair = f"{scenes.at_nsidc(second)}_{scenes.at_nsidc(first)}"
    return f"{pair}_{truth.epsg:05d}_G0240V01_P{truth.valid:03d}"


def _other_processings(truth: Truth, random: Random) -> list[Truth]:
    """The same pair in real time, and processed again, with other shares of valid pixels."""
    others = []
    for tier, later in (("RT", -9), ("T2", 200)):
        names = []
        for scene, taken in zip(truth.scenes, (truth.first, truth.second)):
            platform, _, place = scene.split("_")[:3]
            made = processed(taken) + timedelta(days=later)
            names.append(scenes.landsat(platform, place, taken, made, tier))
        valid = min(100, truth.valid + int(random.integers(0, 5)))
        other = replace(truth, scenes=(names[0], names[1]), valid=valid)
        others.append(replace(other, granule_id=_name(other)))
    return others


def _in_other_zone(truth: Truth, site: Site) -> Truth:
    """The same pair in the site's other projection, around the same place."""
    west, south, east, north = truth.box
    lon, lat = to_lonlat(truth.epsg).transform((west + east) / 2, (south + north) / 2)
    x, y = to_lonlat(site.epsg[1]).transform(lon, lat, direction="INVERSE")
    half_x, half_y = (east - west) / 2, (north - south) / 2
    other = replace(
        truth,
        epsg=site.epsg[1],
        box=_snapped(x - half_x, y - half_y, x + half_x, y + half_y),
        valid=truth.valid - 1 if truth.valid else 1,
    )
    return replace(other, granule_id=_name(other))


def _flaws(truth: Truth, random: Random) -> Flaws:
    if truth.version == "001":
        return Flaws(href="nsidc")
    draw = random.random()
    older = truth.platform.startswith("L") and random.random() < 0.08
    lacks: tuple[str, ...] = ()
    if random.random() < 0.02:
        lacks = (str(random.choice(["percent_valid_pixels", "platform"])),)
    href = "http" if draw < 0.01 else "s3" if draw < 0.02 else "https"
    return Flaws(path_row=older, dt_days=bool(random.random() < 0.04), lacks=lacks, href=href)
