"""The satellites ITS_LIVE pairs images of: one table, from platform code to name and group."""

from __future__ import annotations

import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class Satellite:
    """One satellite: its name as shown, and the group it is searched and drawn by."""

    name: str
    group: str


# A Landsat code is sensor letter and number: T thematic mapper, E enhanced, C OLI and TIRS, O OLI
# alone, M multispectral scanner. Codes that never appear cost nothing; a missing one would
# silently drop data, so planned satellites are listed as well.
PLATFORMS: dict[str, Satellite] = {
    "LM04": Satellite("Landsat 4", "Landsat 4"),
    "LT04": Satellite("Landsat 4", "Landsat 4"),
    "LM05": Satellite("Landsat 5", "Landsat 5"),
    "LT05": Satellite("Landsat 5", "Landsat 5"),
    "LE07": Satellite("Landsat 7", "Landsat 7"),
    "LC08": Satellite("Landsat 8", "Landsat 8"),
    "LO08": Satellite("Landsat 8", "Landsat 8"),
    "LC09": Satellite("Landsat 9", "Landsat 9"),
    "LO09": Satellite("Landsat 9", "Landsat 9"),
    "S1": Satellite("Sentinel-1", "Sentinel-1"),
    "S1A": Satellite("Sentinel-1A", "Sentinel-1"),
    "S1B": Satellite("Sentinel-1B", "Sentinel-1"),
    "S1C": Satellite("Sentinel-1C", "Sentinel-1"),
    "S1D": Satellite("Sentinel-1D", "Sentinel-1"),
    "S2A": Satellite("Sentinel-2A", "Sentinel-2"),
    "S2B": Satellite("Sentinel-2B", "Sentinel-2"),
    "S2C": Satellite("Sentinel-2C", "Sentinel-2"),
    "S2D": Satellite("Sentinel-2D", "Sentinel-2"),
    "NISAR": Satellite("NISAR", "NISAR"),
}

GROUPS: tuple[str, ...] = tuple(dict.fromkeys(entry.group for entry in PLATFORMS.values()))

#: Stands for every platform that is not in the table, for whoever asks for those.
OTHER = "Other"

_GROUP_OF_NAME = {entry.name: entry.group for entry in PLATFORMS.values()}


def satellite_name(platform: str) -> str:
    """The name of the satellite with this platform code; an unknown code is its own name."""
    entry = PLATFORMS.get(platform)
    return entry.name if entry else sys.intern(platform)  # one text for thousands of granules


def platform_of(satellite: str) -> str:
    """A platform code of the satellite with this name; an unknown name is its own code."""
    codes = (code for code, entry in PLATFORMS.items() if entry.name == satellite)
    return next(codes, satellite)


def group_of(satellite: str) -> str:
    """The group of a satellite given by name (``"Sentinel-2B"``); an unknown one is its own."""
    return _GROUP_OF_NAME.get(satellite, satellite)


def platforms_of(groups: tuple[str, ...]) -> tuple[str, ...]:
    """Every platform code of the given groups, for a service's own filter."""
    return tuple(code for code, entry in PLATFORMS.items() if entry.group in groups)
