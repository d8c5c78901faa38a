"""The catalogue of the cubes as GeoJSON, as the bucket's ``catalog_v02.json``."""

from __future__ import annotations

import json

from ..items import BUCKET
from .cubes import CUBES, Cube, geographic, polygon

KEY = "datacubes/catalog_v02.json"
#: Name and number of the region of the Randolph Glacier Inventory.
REGIONS = {
    "alaska": ("Alaska", 1),
    "panhandle": ("Alaska", 1),
    "jakobshavn": ("Greenland Periphery", 5),
    "pine_island": ("Antarctic and Subantarctic", 19),
    "patagonia": ("Southern Andes", 17),
}


def catalog(base: str) -> bytes:
    """The catalogue with addresses below ``base``, such as ``http://127.0.0.1:8000``."""
    features = [_feature(cube, base) for cube in CUBES]
    whole = {"type": "FeatureCollection", "name": "catalog_v02_rgi", "features": features}
    return json.dumps(whole).encode()


def url(cube: Cube, base: str) -> str:
    """Address of a cube's store."""
    return f"{base}/{BUCKET}/{cube.key}"


def _feature(cube: Cube, base: str) -> dict:
    ring = polygon(cube, 1)
    region, number = REGIONS[cube.site]
    properties = {
        "fill-opacity": 0.9,
        "fill": "red",
        "roi_percent_coverage": 10.0,
        "geometry_epsg": {"type": "Polygon", "coordinates": [ring]},
        "datacube_exist": int(cube.exists),
        "zarr_url": url(cube, base),
        "epsg": cube.epsg,
        "FULL_NAME": region,
        "RGI_CODE": number,
    }
    geometry = {"type": "Polygon", "coordinates": [geographic(cube, ring)]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}
