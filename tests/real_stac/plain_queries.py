"""The questions both sides are asked, as plain dicts: our client and the look at every truth.

``area`` is polygons (rings, the outer one first) in ``crs``; every other key is a criterion.
"""

from __future__ import annotations

from datetime import date
from typing import Any


def box(west: float, south: float, east: float, north: float) -> list:
    """A ring."""
    return [(west, south), (east, south), (east, north), (west, north)]


def around(x: float, y: float, radius: float) -> list:
    """An octagon."""
    half = radius * 0.4142
    ring = [(radius, -half), (radius, half), (half, radius), (-half, radius)]
    return [(x + a, y + b) for a, b in [*ring, *((-a, -b) for a, b in ring)]]


HIGH_ASIA = [box(80.0, 29.5, 89.0, 36.0), box(83.5, 31.5, 85.5, 33.5)]

QUERIES: dict[str, dict[str, Any]] = {
    # every criterion alone
    "dates": {
        "area": [[box(-52.0, 68.2, -46.0, 71.0)]],
        "crs": "EPSG:4326",
        "start": date(2016, 3, 1),
        "end": date(2019, 9, 30),
    },
    "separation": {
        "area": [[[(250e3, -1_600e3), (620e3, -1_500e3), (560e3, -980e3), (300e3, -1_000e3)]]],
        "crs": "EPSG:3413",
        "min_separation": 10,
        "max_separation": 48,
    },
    "valid": {
        "area": [[box(-1_750e3, -450e3, -1_250e3, 50e3)]],
        "crs": "EPSG:3031",
        "min_valid": 60,
    },
    "satellites": {
        "area": [[box(380e3, 6_480e3, 760e3, 6_900e3)]],
        "crs": "EPSG:32607",
        "satellites": ("Landsat 7", "Sentinel-2", "NISAR"),
    },
    "months": {
        "area": [[box(-8_310e3, -6_650e3, -8_050e3, -6_050e3)]],
        "crs": "EPSG:3857",
        "months": (12, 1, 2),
    },
    "orbit": {
        "area": [[box(176.0, 69.5, 184.5, 72.2)]],
        "crs": "EPSG:4326",
        "orbits": ("ascending",),
    },
    "epsg": {
        "area": [[box(120e3, 7_350e3, 560e3, 7_900e3)]],
        "crs": "EPSG:32601",
        "epsg": (32601, 3413),
    },
    "places": {
        "area": [[around(-150e3, -2_250e3, 420e3)]],
        "crs": "EPSG:3413",
        "places": ("9/11", "T22WED", "090"),
    },
    "versions": {
        "area": [[around(60e3, -40e3, 700e3)]],
        "crs": "EPSG:3031",
        "versions": ("001",),
    },
    # together
    "high_asia": {
        "area": [HIGH_ASIA],
        "crs": "EPSG:4326",
        "start": date(2013, 1, 1),
        "max_separation": 96,
        "min_valid": 20,
        "months": (4, 5, 6, 7, 8, 9, 10),
        "satellites": ("Landsat 8", "Sentinel-1", "Sentinel-2"),
    },
    "north_pole": {
        "area": [[around(-30e3, 20e3, 620e3)]],
        "crs": "EPSG:3413",
        "min_separation": 6,
        "max_separation": 30,
        "min_valid": 10,
        "satellites": ("Sentinel-1",),
        "orbits": ("descending", "ascending"),
        "versions": ("002",),
    },
    "ross": {
        "area": [[box(-420e3, -1_350e3, 380e3, -700e3)]],
        "crs": "EPSG:3031",
        "end": date(2022, 6, 30),
        "min_valid": 15,
        "months": (10, 11, 12, 1, 2, 3),
        "epsg": (3031,),
        "versions": ("002",),
    },
    # inside granules whose footprints, as they are stored, hold everything but their place
    "on_the_line": {
        "area": [[box(179.7, 70.6, 180.3, 71.2)]],
        "crs": "EPSG:4326",
        "min_valid": 30,
    },
    "at_the_pole": {
        "area": [[around(4e3, -3e3, 20e3)]],
        "crs": "EPSG:3031",
        "months": (10, 11, 12, 1, 2, 3),
    },
    # the same seam from its other side, and an area of two parts
    "chukotka": {
        "area": [[box(-186.5, 65.0, -179.2, 68.4)], [box(-178.2, 64.2, -172.5, 66.3)]],
        "crs": "EPSG:4326",
        "start": date(2014, 5, 1),
        "satellites": ("Landsat 8", "Landsat 9", "Sentinel-1", "Sentinel-2"),
        "epsg": (32660, 32601, 3413),
        "places": ("101013", "60WVA", "T01WCS", "117"),
    },
}
