"""The places on the globe where the simulated glacier lies.

Each site has the same ice in a plain local frame of its own, bound to longitude and latitude:
only the place, the heading and so the projections differ.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Site:
    """One place: its local frame, and what the archive's producers call what lies there.

    :param heading_0: degrees clockwise from north, where the centreline passes (lon_0, lat_0)
    :param metres_per_lat, metres_per_lon: metres per degree at lat_0 on WGS 84
    :param epsgs: the projections in which the archive holds granules of this place
    """

    name: str
    lon_0: float
    lat_0: float
    heading_0: float
    metres_per_lat: float
    metres_per_lon: float
    epsgs: tuple[int, ...]
    landsat: tuple[str, ...]  # path and row
    sentinel_1: tuple[str, ...]  # flight direction and polarisation
    sentinel_2: tuple[str, ...]  # tile

    @property
    def south(self) -> bool:
        """Whether the place lies south of the equator, where summer begins in December."""
        return self.lat_0 < 0


ALASKA = Site(
    *("alaska", -138.0, 58.9, 250.0, 111_393.4, 57_641.9),
    epsgs=(32607, 32608),
    landsat=("060018", "059019", "061018"),
    sentinel_1=("D DV", "A DV"),
    sentinel_2=("T08VLL", "T07VFF"),
)
SITES = {
    site.name: site
    for site in (
        ALASKA,
        Site(
            *("panhandle", -136.5, 58.0, 200.0, 111_377.6, 59_132.9),
            epsgs=(32608, 3413),
            landsat=("059019", "058019"),
            sentinel_1=("D DV", "A DV"),
            sentinel_2=("T08VMK",),
        ),
        Site(
            *("jakobshavn", -48.0, 69.15, 280.0, 111_551.1, 39_737.4),
            epsgs=(32622, 32623, 3413),
            landsat=("009011", "008012"),
            sentinel_1=("D SH", "A SH"),
            sentinel_2=("T22WEB", "T23WMT"),
        ),
        Site(
            *("pine_island", -100.6, -75.05, 310.0, 111_618.9, 28_807.9),
            epsgs=(3031, 32713, 32714),
            landsat=("001113", "232113"),
            sentinel_1=("D SH", "A SH"),
            sentinel_2=("T14CMD", "T13CEU"),
        ),
        Site(
            *("patagonia", -72.0, -49.0, 95.0, 111_209.7, 73_171.8),
            epsgs=(32718, 32719),
            landsat=("231094", "230095"),
            sentinel_1=("D DV", "A DV"),
            sentinel_2=("T18FXM", "T19FBF"),
        ),
    )
}


def nearest(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """Index (in the order of ``SITES``) of the site whose ground a place belongs to."""
    lon, lat = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    distances = []
    for site in SITES.values():
        east = (lon - site.lon_0 + 180) % 360 - 180
        distances.append(np.hypot(east * np.cos(np.radians(site.lat_0)), lat - site.lat_0))
    return np.argmin(distances, axis=0)
