"""Answers of a STAC service for tests, made of next to nothing."""

from __future__ import annotations

from typing import Any

from .scripted_server import Reply, json_reply


def item(number: int, **properties: Any) -> dict[str, Any]:
    """A Landsat 8 pair of June 2018 over the area of the tests; keywords are its properties."""
    day = f"2018-06-{number % 28 + 1:02d}"
    ring = [[-138.5, 58.6], [-137.5, 58.6], [-137.5, 59.2], [-138.5, 58.6]]
    return {
        "type": "Feature",
        "id": f"granule-{number}",
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": {
            "datetime": f"{day}T12:00:00Z",
            "start_datetime": f"{day}T00:00:00Z",
            "end_datetime": f"{day}T23:59:59Z",
            "platform": "LC08",
            "percent_valid_pixels": 50,
            "proj:code": "EPSG:32607",
            **properties,
        },
        "assets": {"data": {"href": f"https://its-live-data.s3.amazonaws.com/{number}.nc"}},
    }


def page(items: list[Any], *links: dict[str, Any], **more: Any) -> Reply:
    """One page; keywords are further members such as ``numberMatched``."""
    return json_reply({"type": "FeatureCollection", "features": items, "links": links, **more})
