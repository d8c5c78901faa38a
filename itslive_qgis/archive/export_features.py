"""Granules as GeoJSON features and as STAC items, and back again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from .export_tables import granule_of, not_an_export, plain_record, polygons_to_write
from .geometry import Ring, Rings, bounds, signed_area
from .granule import Granule
from .names import parse_name
from .satellites import platform_of, satellite_name
from .stac_items import read_item
from .times import iso_utc

COLLECTION = "itslive-granules"
STAC_VERSION = "1.1.0"
_SEAM = 180.0  # degrees
_PROJECTION = "https://stac-extensions.github.io/projection/v2.0.0/schema.json"
_SATELLITE = "https://stac-extensions.github.io/sat/v1.1.0/schema.json"
_VERSION = "https://stac-extensions.github.io/version/v1.2.0/schema.json"


def to_geojson(granules: Iterable[Granule], origin: dict[str, Any]) -> Iterator[str]:
    """A FeatureCollection (RFC 7946): footprints with outer rings anticlockwise, null if unknown.

    Ids of features are left out, as a pair in two projections has one name twice.

    Args:
        granules: what to write, a line each.
        origin: what was asked of whom; empty if not known.
    """
    return _collection(map(_feature, granules), origin)


def to_stac(
    granules: Iterable[Granule], origin: dict[str, Any], service: str = ""
) -> Iterator[str]:
    """An ItemCollection with names of properties and assets as ITS_LIVE's own writer gives them.

    Args:
        granules: what to write, a line each.
        origin: what was asked of whom; empty if not known.
        service: address of the STAC service they are of; items then name their collection in it.
    """
    return _collection((_item(granule, service) for granule in granules), origin)


def _collection(features: Iterable[dict[str, Any]], origin: dict[str, Any]) -> Iterator[str]:
    """Feature by feature: all at once would keep every other thread waiting for seconds."""
    head: dict[str, Any] = {"type": "FeatureCollection"}
    if origin:
        head["itslive:search"] = origin
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "features": ['
    between = "\n"
    for feature in features:
        yield between + json.dumps(feature, ensure_ascii=False)
        between = ",\n"
    yield "\n]}\n"


def _feature(granule: Granule) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": _geometry(granule),
        "properties": plain_record(granule),
    }


def from_features(text: str, file: str) -> list[Granule]:
    """The granules of a FeatureCollection of ours, or of STAC items from anywhere.

    Raises:
        ItsliveError: if it is neither ("not_an_export").
    """
    try:
        features = json.loads(text)["features"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise not_an_export(file, str(error)) from error
    if not isinstance(features, list):
        raise not_an_export(file, "features is no list")
    return [_granule(feature, file) for feature in features]


def _granule(feature: Any, file: str) -> Granule:
    if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
        raise not_an_export(file, str(feature)[:500])
    if "assets" not in feature:
        footprint = feature.get("geometry")
        properties = feature["properties"]
        return granule_of(properties, footprint if isinstance(footprint, dict) else {}, file)
    read = read_item(feature, _host_of(feature))
    if not isinstance(read, Granule):
        raise not_an_export(file, f"{read.granule_id}: {read.reason}")
    return read


def _host_of(item: dict[str, Any]) -> str:
    """Where the data are: whoever takes up a list chose the hosts in it."""
    assets = item.get("assets")
    data = assets.get("data") if isinstance(assets, dict) else None
    return str(data.get("href") or "") if isinstance(data, dict) else ""


def _item(granule: Granule, service: str) -> dict[str, Any]:
    geometry = _geometry(granule)
    item: dict[str, Any] = {
        "type": "Feature",
        "stac_version": STAC_VERSION,
        "stac_extensions": _extensions(granule),
        "id": granule.granule_id,
        "geometry": geometry,
        "properties": _properties(granule),
        "links": [],
        "assets": _assets(granule),
    }
    if geometry:
        item["bbox"] = _bbox(polygons_to_write(granule.footprint))
    if service:
        href = f"{service.rstrip('/')}/collections/{COLLECTION}"
        item["collection"] = COLLECTION
        item["links"] = [{"rel": "collection", "href": href, "type": "application/json"}]
    return item


def _extensions(granule: Granule) -> list[str]:
    projected = [_PROJECTION] if granule.epsg is not None else []
    orbiting = [_SATELLITE] if granule.orbit else []
    return projected + orbiting + ([_VERSION] if granule.version else [])


def _properties(granule: Granule) -> dict[str, Any]:
    first = {
        "datetime": iso_utc(granule.mid_date),
        "mid_datetime": iso_utc(granule.mid_date),
        "start_datetime": iso_utc(granule.date_1),
        "end_datetime": iso_utc(granule.date_2),
        "date_dt": float(round(granule.separation_days)),
        "platform": _platform(granule),
    }
    name = parse_name(granule.granule_id)
    for number, scene in enumerate(name.scenes, 1):
        first[f"scene_{number}_id"] = scene.text
    # Of radar the service states frames, and names give orbits.
    stated_places = [place for place in granule.places if place not in name.places]
    frames = stated_places or [scene.frame for scene in name.scenes]
    for number, frame in enumerate(frames[:2], 1):
        first[f"scene_{number}_frame"] = frame
    stated = {
        "sat:orbit_state": granule.orbit,
        "percent_valid_pixels": granule.percent_valid,
        "proj:code": f"EPSG:{granule.epsg}" if granule.epsg is not None else None,
        "version": granule.version,
    }
    return {**first, **{name: value for name, value in stated.items() if value not in (None, "")}}


def _platform(granule: Granule) -> str:
    """The code of the first scene's satellite, if that is the one the granule is said to be of."""
    codes = (scene.sensor for scene in parse_name(granule.granule_id).scenes)
    known = (code for code in codes if satellite_name(code) == granule.satellite)
    return next(known, platform_of(granule.satellite))


def _assets(granule: Granule) -> dict[str, Any]:
    data = {"href": granule.url, "type": "application/netcdf", "roles": ["data"]}
    if not granule.preview:
        return {"data": data}
    picture = {"href": granule.preview, "type": "image/png", "roles": ["overview"]}
    return {"data": data, "overview": picture}


def _bbox(polygons: Sequence[Rings]) -> list[float]:
    """West, south, east, north; west is the greater where the footprint lies on both sides of 180.

    RFC 7946, 5.2.
    """
    boxes = [bounds(polygon[0]) for polygon in polygons]
    west, south, east, north = bounds(
        corner for box in boxes for corner in (box[:2], (box[2], box[3]))
    )
    eastern = [box for box in boxes if box[0] >= 0]
    western = [box for box in boxes if box[2] <= 0]
    over_180 = (west, east) == (-_SEAM, _SEAM) and len(eastern) + len(western) == len(boxes)
    if over_180:
        west, east = min(box[0] for box in eastern), max(box[2] for box in western)
    return [west, south, east, north]


def _geometry(granule: Granule) -> dict[str, Any] | None:
    """The footprint with its rings turned as RFC 7946 (3.1.6) wants them; None if unknown."""
    turned = [
        [_turned(ring, outer=index == 0) for index, ring in enumerate(rings)]
        for rings in polygons_to_write(granule.footprint)
    ]
    if not turned:
        return None
    if len(turned) == 1:
        return {"type": "Polygon", "coordinates": turned[0]}
    return {"type": "MultiPolygon", "coordinates": turned}


def _turned(ring: Ring, outer: bool) -> list[list[float]]:
    is_anticlockwise = signed_area(ring) > 0
    points = ring if is_anticlockwise == outer else ring[::-1]
    return [list(point) for point in points]
