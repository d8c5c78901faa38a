"""Names of the scenes that granules are made of, as each satellite's agency writes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from .sites import Site

Random = np.random.Generator


@dataclass(frozen=True)
class Sensor:
    """A family of satellites whose images are paired.

    Attributes:
        platforms: platform codes, as often as they are to be drawn.
        years: first and last year of images.
        days: separations that its repeat cycle allows.
        folder: of its granules in the bucket.
        extent: least and greatest side of a granule, m.
    """

    platforms: tuple[str, ...]
    years: tuple[int, int]
    days: tuple[int, ...]
    folder: str
    extent: tuple[float, float]


_LANDSAT_DAYS = (16, 16, 16, 32, 32, 48, 64, 96, 176, 352, 368, 400, 528, 544)
_SENTINEL_2_DAYS = (5, 5, 10, 10, 20, 35, 60, 185, 365)


def _landsat(first: int, last: int, *platforms: str) -> Sensor:
    return Sensor(platforms, (first, last), _LANDSAT_DAYS, "landsatOLI", (9e4, 2e5))


# with the share of granules of each
SENSORS = (
    (0.05, _landsat(1985, 2011, "LT05", "LT05", "LT04")),
    (0.08, _landsat(2000, 2021, "LE07")),
    (0.36, _landsat(2013, 2024, *["LC08"] * 19, "LO08")),
    (0.10, _landsat(2022, 2024, "LC09")),
    (0.01, _landsat(2024, 2024, "L10X")),  # a satellite nobody has heard of yet
    (
        0.16,
        Sensor(
            ("S1A", "S1A", "S1B", "S1C"),
            (2015, 2025),
            (6, 12, 12, 12, 24, 36),
            "sentinel1",
            (12e4, 26e4),
        ),
    ),
    (
        0.21,
        Sensor(
            ("S2A", "S2B", "S2B", "S2C"),
            (2016, 2024),
            _SENTINEL_2_DAYS,
            "sentinel2",
            (5e4, 11e4),
        ),
    ),
    (0.03, Sensor(("NISAR",), (2025, 2025), (12, 12, 24), "nisar", (15e4, 25e4))),
)


def second_row(site: Site) -> str:
    """The row after the site's own: of the second scene of an odd site's Landsat pairs."""
    return f"{site.path_row[:3]}{int(site.path_row[3:]) + 1:03d}"


def landsat(platform: str, path_row: str, day: datetime, processed: datetime, tier: str) -> str:
    """A scene of Landsat, Collection 2; only the day of the acquisition is in it."""
    level = "L1GT" if tier == "T2" else "L1TP"
    return f"{platform}_{level}_{path_row}_{day:%Y%m%d}_{processed:%Y%m%d}_02_{tier}"


def at_nsidc(scene: str) -> str:
    """A Landsat scene as NSIDC writes it: without separators and the day of processing."""
    platform, level, place, day, _processed, collection, tier = scene.split("_")
    return f"{platform}{level}{place}{day}{collection}{tier}"


def sentinel_1(platform: str, moment: datetime, random: Random) -> str:
    """A scene of Sentinel-1; orbit and data take make it unique."""
    end = moment + timedelta(seconds=27)
    orbit, take, unique = (int(number) for number in random.integers(4096, 60_000, 3))
    times = f"{moment:%Y%m%dT%H%M%S}_{end:%Y%m%dT%H%M%S}"
    return f"{platform}_IW_SLC__1SSH_{times}_{orbit:06d}_{take:06X}_{unique:04X}"


def sentinel_2(platform: str, site: Site, moment: datetime) -> str:
    """A scene of Sentinel-2."""
    made = moment + timedelta(hours=9)
    orbit = f"R{1 + int(site.path_row[:3]) % 143:03d}"
    taken = f"{platform}_MSIL1C_{moment:%Y%m%dT%H%M%S}"
    return f"{taken}_N0500_{orbit}_T{site.tile}_{made:%Y%m%dT%H%M%S}"


def nisar(site: Site, ascending: bool, moment: datetime) -> str:
    """A scene of NISAR: relative orbit, direction and frame are in it."""
    orbit, frame = site.track.split("_")
    end = moment + timedelta(seconds=34)
    direction = "A" if ascending else "D"
    return (
        f"NISAR_L1_PR_RSLC_001_{orbit}_{direction}_{frame}_2000_SHNA_A_{moment:%Y%m%dT%H%M%S}"
        f"_{end:%Y%m%dT%H%M%S}_D00402_N_F_J_001"
    )
