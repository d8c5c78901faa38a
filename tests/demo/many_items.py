"""A STAC service of very many items that stand for no files: made in seconds, served page by page.

The items are written as ``tests.archive.items`` writes them. Each answer waits as long as one of
the real service does.
"""

from __future__ import annotations

import json
import threading
import time
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.archive.items import COLLECTION

PLACE = (-49.6, 69.15)  # degrees: Jakobshavn
FIRST = datetime(1984, 1, 1, tzinfo=timezone.utc)
YEARS = 41
_LARGEST = 1_000
#: Code, years of service, share of all
_SATELLITES = (
    ("LT05", 1984, 2012, 0.12),
    ("LE07", 1999, 2022, 0.2),
    ("LC08", 2013, 2025, 0.28),
    ("LC09", 2021, 2025, 0.1),
    ("S1A", 2014, 2025, 0.1),
    ("S2A", 2015, 2025, 0.1),
    ("S2B", 2017, 2025, 0.1),
)
_SEPARATIONS = (6, 12, 16, 24, 32, 48, 64, 96, 112, 120)


def ring(number: int) -> list[list[float]]:
    """A closed ring of 17 corners around the place, a little aside for each number."""
    west = PLACE[0] - 1.5 + (number * 37 % 997) / 1500
    south = PLACE[1] - 0.6 + (number * 53 % 991) / 3000
    steps = [0.0, 0.25, 0.5, 0.75]
    corners = [(x, 0.0) for x in steps] + [(1.0, y) for y in steps]
    corners += [(1 - x, 1.0) for x in steps] + [(0.0, 1 - y) for y in steps]
    points = [[round(west + 2.4 * x, 4), round(south + 0.8 * y, 4)] for x, y in corners]
    return [*points, points[0]]


def item(number: int, total: int) -> dict:
    """The item of this number; every pair is another one."""
    code, first, last = _satellite((number * 0.6180339887) % 1.0)
    days = _SEPARATIONS[number % len(_SEPARATIONS)]
    span = (last - first + 1) * 365.2
    start = datetime(first, 1, 1, tzinfo=timezone.utc) + timedelta(
        days=span * number / total, seconds=number % 86_400
    )
    end = start + timedelta(days=days)
    valid = 30 + number * 7 % 70
    name = _name(code, number, start, end, valid)
    outline = ring(number)
    base = f"https://its-live-data.s3.amazonaws.com/velocity_image_pair/v02/N60W040/{name}"
    middle = (start + (end - start) / 2).isoformat().replace("+00:00", "Z")
    return {
        "type": "Feature",
        "stac_version": "1.1.0",
        "id": name,
        "collection": COLLECTION,
        "geometry": {"type": "Polygon", "coordinates": [outline]},
        "bbox": [outline[0][0], outline[0][1], outline[8][0], outline[8][1]],
        "properties": {
            "datetime": middle,
            "mid_datetime": middle,
            "start_datetime": start.isoformat().replace("+00:00", "Z"),
            "end_datetime": end.isoformat().replace("+00:00", "Z"),
            "date_dt": float(days),
            "platform": code,
            "percent_valid_pixels": valid,
            "sat:orbit_state": "ascending" if code == "S1A" else "N/A",
            "proj:code": f"EPSG:{3413 if number % 5 else 32622}",
            "version": "002",
        },
        "assets": {
            "data": {"href": f"{base}.nc", "type": "application/netcdf", "roles": ["data"]},
            "overview": {"href": f"{base}.png", "type": "image/png", "roles": ["overview"]},
            "thumbnail": {"href": f"{base}_thumb.png", "type": "image/png", "roles": []},
        },
        "links": [],
    }


def _satellite(place: float) -> tuple[str, int, int]:
    """The satellite at a place between 0 and 1 of all, and its first and last year."""
    share = 0.0
    for code, first, last, weight in _SATELLITES:
        share += weight
        if place < share:
            return code, first, last
    return _SATELLITES[-1][:3]


def _name(code: str, number: int, start: datetime, end: datetime, valid: int) -> str:
    first, second = f"{start:%Y%m%d}", f"{end:%Y%m%d}"
    if code.startswith("S2"):
        tile = f"T{number % 60 + 1:02d}W{chr(65 + number % 26)}{chr(65 + number // 26 % 26)}"
        scenes = [
            f"{code}_MSIL1C_{day}T{number % 24:02d}{number % 60:02d}29_N0207_R{number % 140:03d}"
            f"_{tile}_{day}T210030"
            for day in (first, second)
        ]
    elif code.startswith("S1"):
        scenes = [
            f"{code}_IW_SLC__1SSH_{day}T{number % 24:02d}{number // 24 % 60:02d}10_{day}T"
            f"{number % 24:02d}{number // 24 % 60:02d}37_{number % 999_999:06d}_{number:06X}_A1B2"
            for day in (first, second)
        ]
    else:
        scenes = [
            f"{code}_L1TP_{number % 233 + 1:03d}{number // 233 % 248 + 1:03d}_{day}_20200910_02_T1"
            for day in (first, second)
        ]
    return f"{scenes[0]}_X_{scenes[1]}_G0120V02_P{valid:03d}"


class ManyItems(ThreadingHTTPServer):
    """Serves ``total`` items, each answer ``latency`` seconds after its question.

    After ``pages_left`` pages, if that is set, every further one is refused.
    """

    daemon_threads = True

    def __init__(self, total: int, latency: float) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.latency = latency
        self.pages_left: int | None = None
        self.items = [json.dumps(item(number, total)).encode() for number in range(total)]

    @property
    def url(self) -> str:
        """Base address, without a trailing slash."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a client that stops a search goes away in mid-answer."""

    def __enter__(self) -> ManyItems:
        """Serve in a thread until the block ends."""
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_exception: object) -> None:
        """Stop serving."""
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: ManyItems
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True

    def log_message(self, *_arguments: object) -> None:
        """Keep quiet."""

    def do_HEAD(self) -> None:
        self._send(404, b"")

    def do_GET(self) -> None:
        self._send(404, b'{"code": "NotFoundError", "description": "no such page"}')

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        time.sleep(self.server.latency)
        if self.server.pages_left is not None:
            self.server.pages_left -= 1
            if self.server.pages_left < 0:
                self._send(404, b'{"code": "NotFoundError", "description": "gone"}')
                return
        items = self.server.items
        limit = min(int(body.get("limit", 10)), _LARGEST)
        start = int(str(body.get("token") or "next:0").rpartition(":")[2])
        links = []
        if start + limit < len(items):
            follows = {**body, "token": f"next:{COLLECTION}:{start + limit}"}
            links.append(
                {
                    "rel": "next",
                    "method": "POST",
                    "type": "application/geo+json",
                    "href": f"{self.server.url}/search",
                    "body": follows,
                }
            )
        page = items[start : start + limit]
        answer = {
            "type": "FeatureCollection",
            "links": links,
            "numberMatched": len(items),
            "numberReturned": len(page),
        }
        head = json.dumps(answer).encode()[:-1] + b', "features": ['
        self._send(200, head + b",".join(page) + b"]}")

    def _send(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/geo+json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)
