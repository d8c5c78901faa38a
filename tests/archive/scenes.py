"""Satellite scenes and how their producers name them."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone

CODES = {
    "4": "LT04",
    "5": "LT05",
    "7": "LE07",
    "8": "LC08",
    "9": "LC09",
    "1A": "S1A",
    "1B": "S1B",
    "2A": "S2A",
    "2B": "S2B",
}
PIXEL_SIZE = {"4": 30.0, "5": 30.0, "7": 15.0, "8": 15.0, "9": 15.0, "2A": 10.0, "2B": 10.0}
# slant range and azimuth pixel of Sentinel-1's interferometric wide swath, metres
RADAR_PIXEL = 2.329562, 13.94

# a known orbit of each radar satellite: when, its number, the number of its data take
_ORBITS = {
    "1A": (datetime(2017, 2, 21, 20, 47, 10, tzinfo=timezone.utc), 15_387, 0x0193F6),
    "1B": (datetime(2017, 2, 27, 20, 46, 28, tzinfo=timezone.utc), 4_491, 0x007D11),
}
ORBITS_PER_CYCLE, RADAR_CYCLE = 175, timedelta(days=12)


@dataclass(frozen=True)
class Scene:
    """One image: which satellite took which frame when, and how it was processed.

    :param satellite: a key of ``CODES``
    :param frame: Landsat path and row "060018", Sentinel-2 tile "T08VLL", or Sentinel-1's
        flight direction "A" or "D"
    :param tier: Landsat: RT, T1 or T2; Sentinel-1: polarisation SH, SV, DH or DV
    :param collection: Landsat only: 1 in V0 and V1, else 2
    """

    satellite: str
    frame: str
    acquired: datetime
    processed: datetime
    tier: str = "T1"
    collection: int = 2

    @property
    def is_landsat(self) -> bool:
        """Whether the scene is a Landsat's."""
        return self.satellite in "45789"

    @property
    def is_radar(self) -> bool:
        """Whether the scene is a Sentinel-1's."""
        return self.satellite.startswith("1")

    @property
    def family(self) -> str:
        """The directory of the archive that holds the satellite's V2 granules."""
        return "landsatOLI" if self.is_landsat else f"sentinel{self.satellite[0]}"

    @property
    def level(self) -> str:
        """Correction level as the scene's name gives it."""
        if self.is_radar:
            return "SLC"
        if not self.is_landsat:
            return "L1C"
        return "L1GT" if self.tier == "T2" else "L1TP"

    @property
    def orbit(self) -> int:
        """Number of a Sentinel-1's orbit since its launch."""
        when, number, _ = _ORBITS[self.satellite]
        return number + round((self.acquired - when) / RADAR_CYCLE * ORBITS_PER_CYCLE)

    @property
    def scene_id(self) -> str:
        """The producer's name of the scene."""
        code = CODES[self.satellite]
        if self.is_landsat:
            dates = f"{self.acquired:%Y%m%d}_{self.processed:%Y%m%d}"
            return f"{code}_{self.level}_{self.frame}_{dates}_{self.collection:02d}_{self.tier}"
        if self.is_radar:
            return self._radar_id()
        baseline = "N0500" if (self.processed - self.acquired).days > 300 else "N0209"
        orbit = "R113" if self.frame.startswith("T08") else "R013"
        times = f"{self.acquired:%Y%m%dT%H%M%S}", f"{self.processed:%Y%m%dT%H%M%S}"
        return f"{code}_MSIL1C_{times[0]}_{baseline}_{orbit}_{self.frame}_{times[1]}"

    def _radar_id(self) -> str:
        _, number, data_take = _ORBITS[self.satellite]
        take = data_take + (self.orbit - number) * 7
        times = (
            f"{self.acquired:%Y%m%dT%H%M%S}_{self.acquired + timedelta(seconds=27):%Y%m%dT%H%M%S}"
        )
        start = f"{CODES[self.satellite]}_IW_SLC__1S{self.tier}_{times}_{self.orbit:06d}_{take:06X}"
        return f"{start}_{zlib.crc32(f'{start}{self.processed}'.encode()) & 0xFFFF:04X}"

    def reprocessed(self) -> Scene:
        """Return the same image processed anew: real-time and tier 2 Landsat become tier 1."""
        real_time = self.is_landsat and self.tier == "RT"
        later = self.processed + timedelta(days=15 if real_time else 400)
        return replace(self, processed=later, tier="T1")


def compact_time(moment: datetime) -> str:
    """Time as granule headers write it: the fraction loses its zeros, but never its point."""
    return moment.strftime("%Y%m%dT%H:%M:%S.%f").rstrip("0")
