"""The answer to a question by looking at every truth, as a careful human would."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .sphere import Region, distance
from .truths import Truth, outline

SIDE_POINTS = 64
PLATFORMS = {
    "Landsat 4": ("LT04",),
    "Landsat 5": ("LT05",),
    "Landsat 7": ("LE07",),
    "Landsat 8": ("LC08", "LO08"),
    "Landsat 9": ("LC09", "LO09"),
    "Sentinel-1": ("S1A", "S1B", "S1C"),
    "Sentinel-2": ("S2A", "S2B", "S2C"),
    "NISAR": ("NISAR",),
}


class Truths:
    """All truths, with what is needed to find those near an area quickly."""

    def __init__(self, truths: Sequence[Truth]) -> None:
        self.truths = truths
        self._outlines = [outline(truth, SIDE_POINTS) for truth in truths]
        # three corners and the middle of the diagonal tell place and size well enough
        ends = np.array([ring[[0, 2 * SIDE_POINTS]] for ring in self._outlines])
        self._lonlat = np.array([_middle(*pair) for pair in ends])
        self._reach = np.array(
            [
                distance(lon, lat, *ring.T).max()
                for (lon, lat), ring in zip(self._lonlat, self._outlines)
            ]
        )

    def meeting(self, query: dict[str, Any]) -> tuple[set[str], set[str]]:
        """Ids of the granules that meet the query's area, and of those too close to call."""
        region = Region(query["area"], query["crs"])
        meeting, unsure = set(), set()
        near = region.candidates(*self._lonlat.T, self._reach)
        for index in np.flatnonzero(near):
            lon, lat = self._lonlat[index]
            meets, close = region.judge(lon, lat, self._outlines[index])
            if meets:
                meeting.add(self.truths[index].granule_id)
            if close:
                unsure.add(self.truths[index].granule_id)
        return meeting, unsure

    def answer(self, query: dict[str, Any]) -> set[str]:
        """Ids of the granules that the query wants, every processing of every pair."""
        meeting, _ = self.meeting(query)
        return {
            truth.granule_id
            for truth in self.truths
            if truth.granule_id in meeting and wanted(truth, query)
        }


def _middle(one: np.ndarray, other: np.ndarray) -> tuple[float, float]:
    """The point between two, in degrees."""
    lons, lats = np.radians([one, other]).T
    x, y, z = np.cos(lats) * np.cos(lons), np.cos(lats) * np.sin(lons), np.sin(lats)
    lon = np.arctan2(y.sum(), x.sum())
    lat = np.arctan2(z.sum(), np.hypot(x.sum(), y.sum()))
    return float(np.degrees(lon)), float(np.degrees(lat))


def wanted(truth: Truth, query: dict[str, Any]) -> bool:
    """Whether a granule meets every criterion but the area."""
    return all(
        [
            _in_time(truth, query),
            _apart(truth, query),
            truth.valid >= query.get("min_valid", 0),
            _among(truth.platform, query, "satellites", PLATFORMS),
            truth.middle.month in query.get("months", range(1, 13)),
            truth.orbit in query.get("orbits", (truth.orbit,)),
            truth.epsg in query.get("epsg", (truth.epsg,)),
            truth.version in query.get("versions", (truth.version,)),
            "places" not in query or truth.place in [_place(text) for text in query["places"]],
        ]
    )


def _in_time(truth: Truth, query: dict[str, Any]) -> bool:
    day = truth.middle.date()
    return query.get("start", day) <= day <= query.get("end", day)


def _apart(truth: Truth, query: dict[str, Any]) -> bool:
    """Whole days or exact ones, whichever fits: 16 days and 20 seconds are "at most 16"."""
    least, most = query.get("min_separation", 0), query.get("max_separation", 10_000)
    return any(least <= days for days in (truth.days, round(truth.days))) and any(
        days <= most for days in (truth.days, round(truth.days))
    )


def _among(value: str, query: dict[str, Any], name: str, groups: dict[str, tuple]) -> bool:
    return name not in query or any(value in groups[group] for group in query[name])


def _place(text: str) -> str:
    """A place as truths have it: 9/11 is 009011, T22WED is 22WED."""
    if "/" in text:
        path, row = text.split("/")
        return f"{int(path):03d}{int(row):03d}"
    return text[1:] if text.startswith("T") else text
