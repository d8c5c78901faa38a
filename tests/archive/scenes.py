"""Satellite scenes and how their producers name them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

CODES = {
    "4": "LT04",
    "5": "LT05",
    "7": "LE07",
    "8": "LC08",
    "9": "LC09",
    "2A": "S2A",
    "2B": "S2B",
}
PIXEL_SIZE = {"4": 30.0, "5": 30.0, "7": 15.0, "8": 15.0, "9": 15.0, "2A": 10.0, "2B": 10.0}


@dataclass(frozen=True)
class Scene:
    """One image: which satellite took which frame when, and how it was processed."""

    satellite: str  # a key of CODES
    frame: str  # Landsat path and row "060018", or Sentinel-2 tile "T08VLL"
    acquired: datetime
    processed: datetime
    tier: str = "T1"  # Landsat only: RT, T1 or T2

    @property
    def is_landsat(self) -> bool:
        """Whether the scene is a Landsat's, else a Sentinel-2's."""
        return self.satellite in "45789"

    @property
    def level(self) -> str:
        """Correction level as the scene's name gives it."""
        if not self.is_landsat:
            return "L1C"
        return "L1GT" if self.tier == "T2" else "L1TP"

    @property
    def scene_id(self) -> str:
        """The producer's name of the scene."""
        code = CODES[self.satellite]
        if self.is_landsat:
            dates = f"{self.acquired:%Y%m%d}_{self.processed:%Y%m%d}"
            return f"{code}_{self.level}_{self.frame}_{dates}_02_{self.tier}"
        baseline = "N0500" if (self.processed - self.acquired).days > 300 else "N0209"
        orbit = "R113" if self.frame.startswith("T08") else "R013"
        times = f"{self.acquired:%Y%m%dT%H%M%S}", f"{self.processed:%Y%m%dT%H%M%S}"
        return f"{code}_MSIL1C_{times[0]}_{baseline}_{orbit}_{self.frame}_{times[1]}"

    def reprocessed(self) -> Scene:
        """Return the same image processed anew: real-time and tier 2 Landsat become tier 1."""
        real_time = self.is_landsat and self.tier == "RT"
        later = self.processed + timedelta(days=15 if real_time else 400)
        return Scene(self.satellite, self.frame, self.acquired, later, "T1")


def compact_time(moment: datetime) -> str:
    """Time as granule headers write it: the fraction loses its zeros, but never its point."""
    return moment.strftime("%Y%m%dT%H:%M:%S.%f").rstrip("0")
