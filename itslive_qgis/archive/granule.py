"""One granule of ITS_LIVE as a search finds it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .satellites import group_of


@dataclass(frozen=True)
class Granule:
    """One NetCDF file holding the velocities of one image pair, not yet downloaded.

    Attributes:
        granule_id: file name without ``.nc``.
        url: where the file is.
        mid_date: middle between the two acquisitions (aware, UTC).
        date_1: earlier acquisition (aware, UTC).
        date_2: later acquisition (aware, UTC).
        separation_days: days between the two acquisitions.
        satellite: name, e.g. ``"Landsat 8"``; of an unknown platform its code.
        percent_valid: valid share of the region of interest in percent, None if not stated.
        epsg: EPSG code of the granule's projection, None if not stated.
        version: version of the product, e.g. ``"002"``.
        footprint: GeoJSON geometry in longitude and latitude; empty if not stated.
        orbit: ``"ascending"`` or ``"descending"``; empty if not stated, as of optical images.
        places: path and row, tile or frame of its scenes, each once; empty if not stated.
        preview: address of a small picture; empty if there is none.
        login_url: where one must log in before the file can be fetched; empty if anyone may.
    """

    granule_id: str
    url: str
    mid_date: datetime
    date_1: datetime
    date_2: datetime
    separation_days: float
    satellite: str
    percent_valid: float | None
    epsg: int | None
    version: str
    footprint: dict[str, Any] = field(hash=False)
    orbit: str = ""
    places: tuple[str, ...] = ()
    preview: str = ""
    login_url: str = ""

    @property
    def group(self) -> str:
        """The satellite's group, e.g. ``"Sentinel-2"`` of ``"Sentinel-2B"``."""
        return group_of(self.satellite)
