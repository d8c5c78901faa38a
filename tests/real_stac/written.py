"""STAC items as the archive's own writer makes them of granules, its faults included.

It is ``create_stac_item`` of https://github.com/ASFHyP3/itslive-metadata. A footprint is the ring
of the array's edges in longitude and latitude, so that one across the 180th meridian covers the
rest of the world instead, and one around a pole does not hold the pole; and the second scene's
frame is read from the first one's name. Some items are as older writers made them, or lack what an
item should have.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from .scenes import SENSORS
from .truths import Truth, outline, processed, to_lonlat

COLLECTION = "itslive-granules"
BUCKET = "its-live-data"
NSIDC_HOSTS = ("n5eil01u.ecs.nsidc.org", "data.nsidc.earthdatacloud.nasa.gov")
EXTENSIONS = [
    f"https://stac-extensions.github.io/{name}/schema.json"
    for name in ("projection/v2.0.0", "alternate-assets/v1.2.0", "version/v1.2.0", "sat/v1.1.0")
]


@dataclass(frozen=True)
class Flaws:
    """How an item differs from what the archive's writer makes today."""

    path_row: bool = False  # as old writers: 9/11 in place of 009011
    dt_days: bool = False  # the separation under the name that the queryables give
    lacks: tuple[str, ...] = ()  # properties
    href: str = "https"  # or http, s3, nsidc


def _iso(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def item(truth: Truth, flaws: Flaws) -> dict[str, Any]:
    """The STAC item that the archive's writer makes, with the given flaws."""
    ring = np.round(outline(truth, 4), 4).tolist()
    lons, lats = zip(*ring)
    west, south, east, north = truth.box
    lon, lat = to_lonlat(truth.epsg).transform((west + east) / 2, (south + north) / 2)
    created = _iso(processed(truth.second) + timedelta(days=truth.valid))
    properties: dict[str, Any] = {
        "datetime": _iso(truth.middle),
        "mid_datetime": _iso(truth.middle),
        "created": created,
        "updated": created,
        "latitude": round(lat, 4),
        "longitude": round(lon, 4),
        "date_dt": float(round(truth.days)),
        "platform": truth.platform,
        "scene_1_id": truth.scenes[0],
        "scene_2_id": truth.scenes[1],
        **_frames(truth, flaws),
        "sat:orbit_state": truth.orbit or "N/A",
        "start_datetime": _iso(truth.first),
        "end_datetime": _iso(truth.second),
        "percent_valid_pixels": truth.valid,
        "proj:code": f"EPSG:{truth.epsg}",
        "version": truth.version,
    }
    if flaws.dt_days:
        properties["dt_days"] = properties.pop("date_dt")
    for name in flaws.lacks:
        del properties[name]
    return {
        "type": "Feature",
        "stac_version": "1.1.0",
        "stac_extensions": EXTENSIONS,
        "id": truth.granule_id,
        "collection": COLLECTION,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "bbox": [min(lons), min(lats), max(lons), max(lats)],
        "properties": properties,
        "links": [],
        "assets": _assets(truth, flaws, lon, lat),
    }


def _frames(truth: Truth, flaws: Flaws) -> dict[str, str]:
    if flaws.path_row:
        path_row = f"{int(truth.place[:3])}/{int(truth.place[3:])}"
        return {"scene_1_path_row": path_row, "scene_2_path_row": path_row}
    # the writer reads both from the first scene's name
    frame = f"T{truth.place}" if truth.platform.startswith("S2") else truth.place
    return {"scene_1_frame": frame, "scene_2_frame": frame}


def _assets(truth: Truth, flaws: Flaws, lon: float, lat: float) -> dict[str, Any]:
    folder = next(entry.folder for _, entry in SENSORS if truth.platform in entry.platforms)
    tile = (
        f"{'N' if lat >= 0 else 'S'}{min(int(abs(lat) // 10) * 10, 80):02d}"
        f"{'E' if lon >= 0 else 'W'}{min(int(abs(lon) // 10) * 10, 170):03d}"
    )
    key = f"velocity_image_pair/{folder}/v02/{tile}/{truth.granule_id}"
    base = f"https://{BUCKET}.s3.amazonaws.com/{key}"
    data: dict[str, Any] = {
        "href": f"{base}.nc",
        "type": "application/netcdf",
        "roles": ["data"],
        "alternate": {"s3": {"href": f"s3://{BUCKET}/{key}.nc", "alternate:name": "S3"}},
    }
    if flaws.href == "http":
        data["href"] = f"http://{BUCKET}.s3.amazonaws.com/{key}.nc"
    elif flaws.href == "s3":
        data["href"] = data.pop("alternate")["s3"]["href"]
    elif flaws.href == "nsidc":
        host = NSIDC_HOSTS[truth.valid % 2]
        data["href"] = f"https://{host}/ITS_LIVE/NSIDC-0775.001/{truth.granule_id}.nc"
        del data["alternate"]
    return {
        "data": data,
        "overview": {"href": f"{base}.png", "type": "image/png", "roles": ["overview"]},
        "thumbnail": {"href": f"{base}_thumb.png", "type": "image/png", "roles": ["thumbnail"]},
    }
