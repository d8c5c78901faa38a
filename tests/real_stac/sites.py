"""Where the generated granules lie: regions, and in them sites with their path and row or tile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyproj

Random = np.random.Generator


@dataclass(frozen=True)
class Site:
    """A spot that images are taken of again and again.

    Attributes:
        epsg: projections its granules come in, the usual one first.
        x, y: its centre in the first of them, m.
        path_row, tile, frame, track: what Landsat, Sentinel-2, Sentinel-1 and NISAR call it.
        odd: whether its Landsat pairs join two rows.
    """

    epsg: tuple[int, ...]
    x: float
    y: float
    path_row: str
    tile: str
    frame: str
    track: str
    odd: bool = False


@dataclass(frozen=True)
class _Region:
    """A number of sites, and how the next one's EPSG codes and centre are drawn."""

    sites: int
    draw: Callable[[Random], tuple[tuple[int, ...], float, float]]


def _in_degrees(
    west: float, east: float, south: float, north: float, *polar: int
) -> Callable[[Random], tuple[tuple[int, ...], float, float]]:
    """Centres in a box of degrees, in UTM or a polar projection, now and then in two zones."""

    def draw(random: Random) -> tuple[tuple[int, ...], float, float]:
        lon, lat = random.uniform(west, east), random.uniform(south, north)
        lon = (lon + 180) % 360 - 180
        first = (32600 if lat > 0 else 32700) + int((lon + 180) // 6) + 1
        # a zone's neighbour, and around the globe the last one's is the first
        other = first // 100 * 100 + (first % 100 - 1 + int(random.choice([-1, 1]))) % 60 + 1
        codes = (first, other)
        if polar and random.random() < 0.55:
            codes = (*polar, first)
        to_map = pyproj.Transformer.from_crs("EPSG:4326", f"EPSG:{codes[0]}", always_xy=True)
        return (codes, *to_map.transform(lon, lat))

    return draw


def _in_map(
    epsg: int, x: tuple[float, float], y: tuple[float, float]
) -> Callable[[Random], tuple[tuple[int, ...], float, float]]:
    """Centres in a box of a polar projection."""
    return lambda random: ((epsg,), random.uniform(*x), random.uniform(*y))


def _in_disc(epsg: int, radius: float) -> Callable[[Random], tuple[tuple[int, ...], float, float]]:
    """Centres around the pole of a polar projection, as dense everywhere."""

    def draw(random: Random) -> tuple[tuple[int, ...], float, float]:
        angle, far = random.uniform(0, 2 * np.pi), radius * np.sqrt(random.random())
        return (epsg,), far * np.cos(angle), far * np.sin(angle)

    return draw


REGIONS = (
    _Region(110, _in_degrees(-55, -24, 60, 83, 3413)),  # Greenland
    _Region(60, _in_degrees(-52, -46, 68, 71, 3413)),  # and its west, where we ask
    _Region(40, _in_map(3413, (150e3, 700e3), (-1_700e3, -900e3))),  # and its north-east
    _Region(110, _in_degrees(-153, -132, 57, 64, 3413)),  # Alaska, UTM 5-8
    _Region(120, _in_disc(3031, 2_700e3)),  # Antarctica
    _Region(50, _in_disc(3031, 800e3)),  # around the south pole
    _Region(50, _in_map(3031, (-1_900e3, -1_100e3), (-550e3, 150e3))),  # Pine Island
    _Region(60, _in_map(3031, (-600e3, 600e3), (-1_450e3, -550e3))),  # Ross ice shelf
    _Region(60, _in_degrees(-76, -69.5, -56, -44)),  # Patagonia
    _Region(90, _in_degrees(75, 93, 27.5, 39)),  # High Asia
    _Region(25, _in_degrees(10, 27, 76.5, 80.8, 3413)),  # Svalbard
    _Region(70, _in_degrees(172, 190, 64, 72.5, 3413)),  # Chukotka and Wrangel
    _Region(45, _in_disc(3413, 750e3)),  # around the north pole
)
# Sites that questions name, each over a spot of its area.
NAMED = (
    ((3413, 32622), -170e3, -2_270e3, "009011", "22WED", "090"),
    ((32622, 3413), 520_000.0, 7_680_000.0, "010011", "22WEB", "091"),
    ((32601, 32660), 200_000.0, 7_420_000.0, "101013", "01WCS", "117"),
    ((3413, 32660), -2_150e3, 1_530e3, "103012", "60WVA", "118"),
)
_BANDS = "CDEFGHJKLMNPQRSTUVWX"
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def sites(random: Random) -> list[Site]:
    """All sites, the named ones first."""
    found = [
        Site(codes, x, y, path_row, tile, frame, f"{index + 1:03d}_{index + 11:03d}")
        for index, (codes, x, y, path_row, tile, frame) in enumerate(NAMED)
    ]
    taken = {name for site in found for name in (site.path_row, site.tile, site.frame)}
    for region in REGIONS:
        for _ in range(region.sites):
            index = len(found)
            path_row = f"{1 + index % 233:03d}{20 + index // 233:03d}"
            zone, band = 1 + index % 60, _BANDS[index // 60 % len(_BANDS)]
            tile = f"{zone:02d}{band}{_LETTERS[index % 24]}{_LETTERS[index // 24 % 22]}"
            frame = f"{119 + index:03d}"
            assert not taken & {path_row, tile, frame}
            codes, x, y = region.draw(random)
            track = f"{1 + index % 173:03d}_{1 + index // 173:03d}"
            found.append(
                Site(
                    codes, x, y, path_row, tile, frame, f"{track[:3]}_1{track[5:]}", index % 9 == 0
                )
            )
    return found
