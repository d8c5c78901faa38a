"""What a made-up granule is, whatever its STAC item says of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cache

import numpy as np
import pyproj


@dataclass(frozen=True)
class Truth:
    """A granule as it is, whatever its item says of it.

    Attributes:
        granule_id: file name without ``.nc``.
        epsg: its projection.
        box: west, south, east, north edge in it, m.
        first, second: when the images were taken (aware, UTC).
        platform: of the first image.
        valid: percent of its pixels.
        orbit: ``"ascending"``, ``"descending"``, or None for optical images.
        place: of the first scene: path and row, tile without its T, frame or track.
        version: ``"001"`` or ``"002"``.
        scenes: both scenes' names.
    """

    granule_id: str
    epsg: int
    box: tuple[float, float, float, float]
    first: datetime
    second: datetime
    platform: str
    valid: int
    orbit: str | None
    place: str
    version: str
    scenes: tuple[str, str]

    @property
    def middle(self) -> datetime:
        """The mid-date."""
        return self.first + (self.second - self.first) / 2

    @property
    def days(self) -> float:
        """The exact separation."""
        return (self.second - self.first).total_seconds() / 86_400


@cache
def to_lonlat(epsg: int) -> pyproj.Transformer:
    """From a projection to longitude and latitude."""
    return pyproj.Transformer.from_crs(f"EPSG:{epsg}", "EPSG:4326", always_xy=True)


def outline(truth: Truth, points: int) -> np.ndarray:
    """The array's edges in degrees, ``points`` to a side, closed: n by 2."""
    west, south, east, north = truth.box
    corners = np.array([(west, south), (east, south), (east, north), (west, north), (west, south)])
    along = (np.arange(points) / points)[:, None]
    sides = [start + (end - start) * along for start, end in zip(corners, corners[1:])]
    x, y = np.vstack([*sides, corners[:1]]).T
    return np.column_stack(to_lonlat(truth.epsg).transform(x, y))


def processed(taken: datetime) -> datetime:
    """When an image taken then was processed."""
    return max(taken + timedelta(days=12), datetime(2020, 8, 20, tzinfo=timezone.utc))
