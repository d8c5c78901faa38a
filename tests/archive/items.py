"""STAC items of granules, field by field as the archive's own writer makes them."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from . import header
from .layout import Frame
from .pairs import Granule
from .truth import to_lonlat

BUCKET = "its-live-data"
COLLECTION = "itslive-granules"
EXTENSIONS = [
    "https://stac-extensions.github.io/projection/v2.0.0/schema.json",
    "https://stac-extensions.github.io/alternate-assets/v1.2.0/schema.json",
    "https://stac-extensions.github.io/version/v1.2.0/schema.json",
    "https://stac-extensions.github.io/sat/v1.1.0/schema.json",
]
OLD_FOLDERS = {
    "v0": "velocity_image_pair/landsat/v00.0/{epsg}",
    "v1": "velocity_image_pair/landsatOLI/v01/{epsg}",
    "nsidc": "NSIDC/v01/velocity_image_pair",
}
ASSETS = (
    ("data", ".nc", "application/netcdf"),
    ("overview", ".png", "image/png"),
    ("thumbnail", "_thumb.png", "image/png"),
)


def _iso(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def centre(epsg: int, frame: Frame) -> tuple[float, float]:
    """Degrees lon and lat of the middle of the grid, four decimals."""
    lon, lat = to_lonlat(epsg, (frame.x[0] + frame.x[-1]) / 2, (frame.y[0] + frame.y[-1]) / 2)
    return round(float(lon), 4), round(float(lat), 4)


def object_key(granule: Granule, frame: Frame) -> str:
    """Key of the NetCDF file in the bucket.

    V2 lies by sensor and ten-degree tile of the centre, V0 and V1 by projection.
    """
    if granule.is_old:
        return f"{OLD_FOLDERS[granule.form].format(epsg=granule.epsg)}/{granule.granule_id}.nc"
    lon, lat = centre(granule.epsg, frame)
    north, west = ("N" if lat >= 0 else "S"), ("E" if lon >= 0 else "W")
    lat_tile = min(int(abs(lat) // 10) * 10, 80)
    lon_tile = min(int(abs(lon) // 10) * 10, 170)
    tile = f"{north}{lat_tile:02d}{west}{lon_tile:03d}"
    return f"velocity_image_pair/{granule.image_1.family}/v02/{tile}/{granule.granule_id}.nc"


def footprint(epsg: int, frame: Frame) -> list[list[float]]:
    """Closed counter-clockwise ring of the outer cell edges, three more points on each side."""
    half = frame.cell / 2
    left, right = frame.x[0] - half, frame.x[-1] + half
    bottom, top = frame.y[-1] - half, frame.y[0] + half
    corners = np.array([(left, bottom), (right, bottom), (right, top), (left, top), (left, bottom)])
    fractions = np.array([0, 0.25, 0.5, 0.75])[:, None]
    sides = [start + fractions * (end - start) for start, end in zip(corners, corners[1:])]
    lon, lat = to_lonlat(epsg, *np.vstack([*sides, corners[:1]]).T)
    return [[round(float(a), 4), round(float(b), 4)] for a, b in zip(lon, lat)]


def _frame_name(granule: Granule) -> str:
    # the archive's writer takes the second scene's frame from the first scene's name
    scene = granule.images[0]
    return f"{scene.orbit:06d}" if scene.is_radar else scene.frame


def _orbit_state(granule: Granule) -> str:
    if not granule.image_1.is_radar:
        return "N/A"
    return "ascending" if granule.image_1.frame == "A" else "descending"


def item(granule: Granule, frame: Frame) -> dict:
    """Return the STAC item; hrefs of its assets are keys, made whole by :func:`with_hrefs`."""
    ring = footprint(granule.epsg, frame)
    lons, lats = zip(*ring)
    lon, lat = centre(granule.epsg, frame)
    made = _iso(header.created(granule))
    key = object_key(granule, frame)
    return {
        "type": "Feature",
        "stac_version": "1.1.0",
        "stac_extensions": EXTENSIONS,
        "id": granule.granule_id,
        "collection": COLLECTION,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "bbox": [min(lons), min(lats), max(lons), max(lats)],
        "properties": {
            "datetime": _iso(granule.mid_date),
            "mid_datetime": _iso(granule.mid_date),
            "created": made,
            "updated": made,
            "latitude": lat,
            "longitude": lon,
            "date_dt": float(round(granule.days)),
            "platform": granule.platform,
            "scene_1_id": granule.images[0].scene_id,
            "scene_2_id": granule.images[1].scene_id,
            "scene_1_frame": _frame_name(granule),
            "scene_2_frame": _frame_name(granule),
            "sat:orbit_state": _orbit_state(granule),
            "start_datetime": _iso(granule.dates[0]),
            "end_datetime": _iso(granule.dates[1]),
            "percent_valid_pixels": round(granule.valid_percentage),
            "proj:code": f"EPSG:{granule.epsg}",
            "version": "001" if granule.is_old else "002",
        },
        "assets": {
            name: {"href": key[: -len(".nc")] + ending, "type": media, "roles": [name]}
            for name, ending, media in ASSETS
        },
    }


def with_hrefs(stored: dict, base: str) -> dict:
    """Return the item as served at ``base``: whole asset addresses and links."""
    assets = {}
    for name, asset in stored["assets"].items():
        key = asset["href"]
        assets[name] = {**asset, "href": f"{base}/{BUCKET}/{key}"}
        if name == "data":
            s3 = {"href": f"s3://{BUCKET}/{key}", "alternate:name": "S3"}
            assets[name]["alternate"] = {"s3": s3}
    collection = f"{base}/collections/{COLLECTION}"
    links = [
        {"rel": "collection", "type": "application/json", "href": collection},
        {"rel": "parent", "type": "application/json", "href": collection},
        {"rel": "root", "type": "application/json", "href": f"{base}/"},
        {
            "rel": "self",
            "type": "application/geo+json",
            "href": f"{collection}/items/{stored['id']}",
        },
    ]
    return {**stored, "assets": assets, "links": links}
