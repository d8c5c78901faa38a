"""STAC items become granules, as far as the items go.

Items come from writers of several years: names of properties differ and any may be missing. What
the file name tells fills the gaps; only an item without an address or without dates is no granule.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from math import isfinite
from typing import Any
from urllib.parse import urljoin, urlsplit

from ..errors import QT_TRANSLATE_NOOP
from .granule import Granule
from .logins import login_url_of
from .names import GranuleName, parse_name, place_key
from .satellites import satellite_name
from .service import Unreadable
from .times import parse_time
from .urls import secure_url

NO_ITEM = QT_TRANSLATE_NOOP("Messages", "The service's entry is no STAC item.")
NO_FILE = QT_TRANSLATE_NOOP("Messages", "The service names no file for it.")
NO_DATES = QT_TRANSLATE_NOOP("Messages", "The service gives no dates for it.")

_SECONDS_PER_DAY = 86_400
_ORBITS = ("ascending", "descending")
# Older items give path and row ("9/11"), newer ones a frame of any kind.
_PLACE_KEYS = ("scene_1_frame", "scene_1_path_row", "scene_2_frame", "scene_2_path_row")
_NO_PLACE = ("", "N/A", "NONE", "NAN")
_PICTURES = ("overview", "browse", "browse_png", "browse_image", "thumbnail")
_HALF_TURN = 180  # degrees; no granule is as wide but at a pole
_VERSION = re.compile(r"\s*v?(\d{1,3})\s*$", re.IGNORECASE | re.ASCII)
_NO_CODE = 10**9
_EPSG = re.compile(r"EPSG:(\d{1,9})$", re.IGNORECASE | re.ASCII)


def read_item(item: Any, base_url: str) -> Granule | Unreadable:
    """The granule of a STAC item of the collection ``itslive-granules``.

    Args:
        item: the item as parsed from JSON.
        base_url: address of the service, for relative links and as the host the user chose.
    """
    if not isinstance(item, dict) or not isinstance(item.get("properties"), dict):
        item_id = str(item.get("id") or "") if isinstance(item, dict) else ""
        return Unreadable(item_id, NO_ITEM)
    properties = item["properties"]
    url = _first_url(_data_files(item.get("assets")), base_url)
    if not url:
        return Unreadable(str(item.get("id") or ""), NO_FILE)
    name = parse_name(str(item.get("id") or url))
    granule = _dated(properties, name, url)
    if granule is None:
        return Unreadable(name.granule_id, NO_DATES)
    platform = properties.get("platform") or (name.scenes[0].sensor if name.scenes else "")
    return replace(
        granule,
        satellite=satellite_name(str(platform)),
        percent_valid=_number(properties.get("percent_valid_pixels"), name.percent_valid),
        epsg=_epsg(properties),
        version=sys.intern(_version(properties, name)),
        footprint=_footprint(item),
        orbit=_orbit(properties) or name.orbit,
        places=_places(properties, name),
        preview=_first_url(_pictures(item.get("assets")), base_url),
        login_url=login_url_of(url),
    )


def _orbit(properties: dict[str, Any]) -> str:
    """Optical images have none, which writers say as "N/A"."""
    stated = str(properties.get("sat:orbit_state") or "").strip().lower()
    return next((orbit for orbit in _ORBITS if orbit == stated), "")


def _places(properties: dict[str, Any], name: GranuleName) -> tuple[str, ...]:
    """Of both scenes. The writer gives scene 2 the frame of scene 1, which the name puts right."""
    stated = [properties.get(key) for key in _PLACE_KEYS]
    known = [place_key(text) for text in stated if isinstance(text, str)]
    both = dict.fromkeys([*known, *name.places])
    return tuple(sys.intern(place) for place in both if place not in _NO_PLACE)


def _first_url(hrefs: Iterator[str], base_url: str) -> str:
    """The first of the addresses that can be followed, made whole and secure; may be empty."""
    for href in hrefs:
        try:
            url = secure_url(urljoin(base_url, href), base_url)
            if urlsplit(url).scheme in ("http", "https"):
                return url
        except ValueError:  # such as a bracket that opens an IPv6 host and never ends it
            continue
    return ""


def _data_files(assets: Any) -> Iterator[str]:
    """The data file's addresses, the likeliest first."""
    if not isinstance(assets, dict):
        return
    entries = [asset for asset in assets.values() if isinstance(asset, dict)]
    data = assets.get("data")
    netcdf = [entry for entry in entries if "netcdf" in str(entry.get("type"))]
    for entry in [data, *netcdf]:
        if not isinstance(entry, dict):
            continue
        if isinstance(entry.get("href"), str) and entry["href"]:
            yield entry["href"]
        alternate = entry.get("alternate")
        s3 = alternate.get("s3") if isinstance(alternate, dict) else None
        if isinstance(s3, dict) and isinstance(s3.get("href"), str):
            yield s3["href"]


def _pictures(assets: Any) -> Iterator[str]:
    """Addresses of pictures: the browse image first, as a thumbnail has only 100 pixels a side."""
    if not isinstance(assets, dict):
        return
    others = (asset for asset in assets.values() if _is_picture(asset))
    for asset in [*(assets.get(name) for name in _PICTURES), *others]:
        if isinstance(asset, dict) and isinstance(asset.get("href"), str) and asset["href"]:
            yield asset["href"]


def _is_picture(asset: Any) -> bool:
    return isinstance(asset, dict) and str(asset.get("type")) in ("image/png", "image/jpeg")


def _dated(properties: dict[str, Any], name: GranuleName, url: str) -> Granule | None:
    """A granule with its dates alone: of the properties, else the name, else middle and length."""
    dates = _dates(properties.get("start_datetime"), properties.get("end_datetime"))
    exact = dates is not None
    dates = dates or name.dates
    middle = parse_time(properties.get("mid_datetime")) or parse_time(properties.get("datetime"))
    days = _number(properties.get("date_dt"), _number(properties.get("dt_days"), None))
    if dates is None and middle is not None and days is not None:
        try:
            half = timedelta(days=abs(days) / 2)
            dates = (middle - half, middle + half)
        except OverflowError:
            return None
    if dates is None:
        return None
    if exact or days is None:
        days = (dates[1] - dates[0]).total_seconds() / _SECONDS_PER_DAY
    middle = middle or dates[0] + (dates[1] - dates[0]) / 2
    return Granule(
        granule_id=name.granule_id,
        url=url,
        mid_date=middle,
        date_1=dates[0],
        date_2=dates[1],
        separation_days=abs(days),
        satellite="",
        percent_valid=None,
        epsg=None,
        version="",
        footprint={},
    )


def _dates(start: Any, end: Any) -> tuple[datetime, datetime] | None:
    first, second = parse_time(start), parse_time(end)
    if first is None or second is None:
        return None
    return min(first, second), max(first, second)


def _number(value: Any, otherwise: float | None) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):  # OverflowError: of hundreds of digits
        return otherwise
    return number if isfinite(number) else otherwise


def _epsg(properties: dict[str, Any]) -> int | None:
    match = _EPSG.match(str(properties.get("proj:code") or ""))
    if match:
        return int(match[1])
    code = properties.get("proj:epsg")
    is_code = isinstance(code, int) and not isinstance(code, bool) and 0 < code < _NO_CODE
    return code if is_code else None


def _version(properties: dict[str, Any], name: GranuleName) -> str:
    """In three digits, as criteria name it: a writer may say 2 or "v02"."""
    stated = str(properties.get("version") or name.version)
    match = _VERSION.match(stated)
    return f"{int(match[1]):03d}" if match else stated


def _footprint(item: dict[str, Any]) -> dict[str, Any]:
    geometry = item.get("geometry")
    if isinstance(geometry, dict) and geometry.get("type") and geometry.get("coordinates"):
        return geometry
    box = item.get("bbox")
    if not isinstance(box, list) or len(box) not in (4, 6):
        return {}
    half = len(box) // 2
    west, south, east, north = (_number(box[i], None) for i in (0, 1, half, half + 1))
    if west is None or south is None or east is None or north is None:
        return {}
    if east - west > _HALF_TURN:  # of longitudes that leap over the map
        return {}
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}
