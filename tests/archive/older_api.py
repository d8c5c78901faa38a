"""The older search service ("itslive-search" of NSIDC): counts per year and lists of addresses.

``[/<behaviour>]/velocities/coverage/`` and ``.../velocities/urls/``. The service has no paging and
nothing in its answers says how many there are. As it could go wrong in several ways, the base
address may name one: ``http://127.0.0.1:8000/joined`` is a service that answers as BEHAVIOURS says.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, time, timezone
from html import escape
from typing import Any

from . import filters, geometry, objects
from .items import with_hrefs

BEHAVIOURS = {
    "": "well",
    "joined": "with several arrays one after the other, as the real one did when there was much",
    "cut": "with the second half of every list missing",
    "limited": "with the second half missing of every list of more than ten",
    "html": "with status 200 and a web page",
    "broken": "with status 500",
    "uncounted": "well, but knows no coverage",
}
_PATH = re.compile(
    rf"(?:/({'|'.join(filter(None, BEHAVIOURS))}))?/velocities/(coverage|urls)/?$", re.ASCII
)
_VERSIONS = (1, 2)
_PART = 7  # addresses per array of a joined answer
_LIMIT = 10  # addresses that a limited service sends whole
_PAGE = "<!DOCTYPE html>\n<html><head><title>{title}</title></head><body>{body}</body></html>\n"

Entry = dict[str, Any]
Test = Callable[[Entry], bool]


class _InvalidError(Exception):
    """A parameter that the service refuses, worded as FastAPI words it."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.body = {"detail": [{"loc": ["query", name], "msg": message, "type": "value_error"}]}


def owns(path: str) -> bool:
    """Whether a path is one of this service."""
    return _PATH.match(path) is not None


class Service:
    """Answers about a fixed list of STAC items, from what the items say alone."""

    def __init__(self, stored: list[dict], base: str) -> None:
        self._entries = [_entry(item, base) for item in stored]

    def reply(self, path: str, query: dict[str, str]) -> objects.Reply:
        """Answer a GET request of a path this service owns."""
        match = _PATH.match(path)
        behaviour, what = match[1] or "", match[2]
        if behaviour == "broken":
            return _reply("Internal Server Error", "text/plain", 500)
        if behaviour == "html":
            return _reply(
                _PAGE.format(title="Sign in", body="Welcome to our network."), "text/html"
            )
        if behaviour == "uncounted" and what == "coverage":
            return _reply(json.dumps({"detail": "Not Found"}), "application/json", 404)
        try:
            tests = _tests(query)
            found = [entry for entry in self._entries if all(test(entry) for test in tests)]
            if what == "coverage":
                return _reply(json.dumps(_coverage(found)), "application/json")
            return _listed([entry["url"] for entry in found], query, behaviour)
        except _InvalidError as error:
            return _reply(json.dumps(error.body), "application/json", 422)


def _entry(item: dict, base: str) -> Entry:
    properties = item["properties"]
    return {
        "url": with_hrefs(item, base)["assets"]["data"]["href"],
        "ring": item["geometry"]["coordinates"],
        "middle": filters.parse_moment(properties["mid_datetime"]),
        "days": properties["date_dt"],
        "valid": properties["percent_valid_pixels"],
        "platform": properties["platform"],
        "version": int(re.search(r"\d+", str(properties["version"]))[0]),
    }


def _tests(query: dict[str, str]) -> list[Test]:
    """What an entry must meet. Days are compared as moments: an end day ends at its midnight."""
    shape = _shape(query)
    tests: list[Test] = [lambda entry: geometry.intersects(shape, entry["ring"])]
    if "start" in query:
        start = _moment(query, "start")
        tests.append(lambda entry: entry["middle"] >= start)
    if "end" in query:
        end = _moment(query, "end")
        tests.append(lambda entry: entry["middle"] <= end)
    if "percent_valid_pixels" in query:
        least = _whole(query, "percent_valid_pixels")
        tests.append(lambda entry: entry["valid"] >= least)
    if "min_interval" in query:
        shortest = _whole(query, "min_interval")
        tests.append(lambda entry: entry["days"] >= shortest)
    if "max_interval" in query:
        longest = _whole(query, "max_interval")
        tests.append(lambda entry: entry["days"] <= longest)
    if "mission" in query:
        tests.append(lambda entry: entry["platform"].startswith(query["mission"]))
    if "version" in query:
        version = _whole(query, "version")
        if version not in _VERSIONS:
            raise _InvalidError("version", "version must be 1 or 2")
        # what came before version 1 is among it, under the same names
        tests.append(lambda entry: max(entry["version"], 1) == version)
    return tests


def _shape(query: dict[str, str]) -> dict:
    name = next((name for name in ("polygon", "bbox") if name in query), None)
    if name is None:
        raise _InvalidError("polygon", "polygon or bbox required")
    try:
        numbers = [float(part) for part in query[name].split(",")]
        if name == "bbox":
            if len(numbers) != 4:
                raise geometry.GeometryError("bbox must have 4 numbers")
            return geometry.box_polygon(numbers)
        ring = [list(point) for point in zip(numbers[::2], numbers[1::2])]
        shape = {"type": "Polygon", "coordinates": [ring]}
        if len(numbers) % 2:
            raise geometry.GeometryError("polygon needs pairs of numbers")
        geometry.parts(shape)
        return shape
    except ValueError as error:
        raise _InvalidError(name, str(error)) from error


def _moment(query: dict[str, str], name: str) -> datetime:
    try:
        day = date.fromisoformat(query[name])
    except ValueError as error:
        raise _InvalidError(name, "invalid date format") from error
    return datetime.combine(day, time(), timezone.utc)


def _whole(query: dict[str, str], name: str) -> int:
    try:
        return int(query[name])
    except ValueError as error:
        raise _InvalidError(name, "value is not a valid integer") from error


def _coverage(found: list[Entry]) -> list[dict[str, int]]:
    years = Counter(entry["middle"].year for entry in found)
    return [{"count": years[year], "year": year} for year in sorted(years)]


def _listed(urls: list[str], query: dict[str, str], behaviour: str) -> objects.Reply:
    form = query.get("serialization", "json")
    if form == "text":
        return _reply("".join(f"{url}\n" for url in urls), "text/plain")
    if form == "html":
        rows = "".join(f'<li><a href="{escape(url)}">{escape(url)}</a></li>' for url in urls)
        return _reply(_PAGE.format(title="ITS_LIVE", body=f"<ul>{rows}</ul>"), "text/html")
    if form != "json":
        raise _InvalidError("serialization", "serialization must be json, html or text")
    entries = [{"url": url} for url in urls]
    text = json.dumps(entries)
    if behaviour == "joined":
        parts = [entries[start : start + _PART] for start in range(0, len(entries), _PART)]
        text = "".join(json.dumps(part) for part in parts or [[]])
    if behaviour == "cut" or (behaviour == "limited" and len(entries) > _LIMIT):
        text = text[: len(text) // 2]
    if query.get("compressed", "false").lower() in ("true", "1"):
        return _zipped(text)
    return _reply(text, "application/json")


def _zipped(text: str) -> objects.Reply:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("urls.json", text)
    return objects.Reply(200, {"Content-Type": "application/zip"}, buffer.getvalue())


def _reply(text: str, media: str, status: int = 200) -> objects.Reply:
    return objects.Reply(status, {"Content-Type": media}, text.encode())
