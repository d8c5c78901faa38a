"""Granules as a table (CSV) and as a list of addresses, and back again."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from math import isfinite
from typing import Any

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from .footprints import repaired
from .geometry import Point, Rings
from .granule import Granule
from .itslive_search_answers import read_entry
from .times import iso_utc, parse_time

#: What a granule has besides its footprint, in order.
FIELDS = (
    "granule_id",
    "url",
    "mid_date",
    "date_1",
    "date_2",
    "separation_days",
    "satellite",
    "percent_valid",
    "epsg",
    "version",
    "orbit",
    "places",
    "preview",
    "login_url",
)
TIMES = ("mid_date", "date_1", "date_2")

_WKT = "footprint_wkt"
_NEEDED = ("granule_id", "url", *TIMES)
_RING = re.compile(r"\(([^()]+)\)")
_POLYGON = re.compile(r"\(\s*(\([^()]+\)(?:\s*,\s*\([^()]+\))*)\s*\)")
_LONGEST = 10_000_000  # characters of a cell; csv takes footprints of some 3,000 corners otherwise
_SEPARATOR = ";"  # between places


def plain_record(granule: Granule) -> dict[str, Any]:
    """The granule's :data:`FIELDS` as plain values: times as ISO text in UTC."""
    record = {name: getattr(granule, name) for name in FIELDS}
    for name in TIMES:
        record[name] = iso_utc(record[name]) if record[name] else None
    return record


def granule_of(record: dict[str, Any], footprint: dict[str, Any], file: str) -> Granule:
    """The granule of a plain record; a field that is missing or empty stays open.

    Raises:
        ItsliveError: if id, address or a date is missing ("not_an_export").
    """
    dates = [date for name in TIMES if (date := parse_time(record.get(name)))]
    if not record.get("granule_id") or not record.get("url") or len(dates) != len(TIMES):
        raise not_an_export(file, f"one of {', '.join(_NEEDED)} is missing: {record}"[:500])
    epsg = _number(record, "epsg", file)
    return Granule(
        granule_id=str(record["granule_id"]),
        url=str(record["url"]),
        mid_date=dates[0],
        date_1=dates[1],
        date_2=dates[2],
        separation_days=_number(record, "separation_days", file) or 0.0,
        satellite=str(record.get("satellite") or ""),
        percent_valid=_number(record, "percent_valid", file),
        epsg=None if epsg is None else int(epsg),
        version=str(record.get("version") or ""),
        footprint=footprint,
        orbit=str(record.get("orbit") or ""),
        places=tuple(map(str, record.get("places") or ())),
        preview=str(record.get("preview") or ""),
        login_url=str(record.get("login_url") or ""),
    )


def _number(record: dict[str, Any], name: str, file: str) -> float | None:
    given = record.get(name)
    if given is None or given == "":
        return None
    try:
        number = float(given)
    except (TypeError, ValueError, OverflowError) as error:
        raise not_an_export(file, f"{name}: {error}") from error
    if not isfinite(number):
        raise not_an_export(file, f"{name}: {given}")
    return number


def to_csv(granules: Iterable[Granule]) -> Iterator[str]:
    """One header line, then one row per granule; a missing value is an empty cell."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, [*FIELDS, _WKT], lineterminator="\n")
    writer.writeheader()
    for granule in granules:
        yield _taken(text)
        row = plain_record(granule)
        row["places"] = _SEPARATOR.join(granule.places)
        writer.writerow({**row, _WKT: _wkt(granule.footprint)})
    yield _taken(text)


def _taken(text: io.StringIO) -> str:
    """What was written into ``text``, which is empty afterwards."""
    taken = text.getvalue()
    text.seek(0)
    text.truncate()
    return taken


def from_csv(text: str, file: str) -> list[Granule]:
    """The granules of :func:`to_csv`, also with other columns beside, or in another order.

    Raises:
        ItsliveError: if it is no such table ("not_an_export").
    """
    csv.field_size_limit(max(csv.field_size_limit(), _LONGEST))
    try:
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
    except csv.Error as error:
        raise not_an_export(file, str(error)) from error
    found = []
    for row in rows:
        places = [place for place in (row.get("places") or "").split(_SEPARATOR) if place]
        found.append(granule_of({**row, "places": places}, _geometry(row.get(_WKT) or ""), file))
    return found


def to_urls(granules: Iterable[Granule]) -> Iterator[str]:
    """One address per line and nothing else, as download programs take it."""
    return (f"{granule.url}\n" for granule in granules)


def from_urls(text: str, file: str) -> list[Granule]:
    """The granules of a list of addresses, as far as their names tell; ``#`` begins a remark.

    Raises:
        ItsliveError: if a line is no address of a granule ("not_an_export").
    """
    found = []
    for line in map(str.strip, text.splitlines()):
        if not line or line.startswith("#"):
            continue
        read = read_entry({"url": line}, line)
        if not isinstance(read, Granule):
            raise not_an_export(file, f"{line[:200]}: {read.reason}")
        found.append(read)
    return found


def not_an_export(file: str, detail: str) -> ItsliveError:
    """A file holds something else than a list of granules."""
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "{name} is no list of ITS_LIVE granules, or it is damaged."),
        QT_TRANSLATE_NOOP("Messages", "Choose a list that was saved from a search."),
        code="not_an_export",
        detail=detail,
        name=file,
    )


def polygons_to_write(footprint: dict[str, Any]) -> tuple[Rings, ...]:
    """The footprint's polygons, right on the globe; empty if it is not stated, or none."""
    return repaired(footprint)


def _wkt(footprint: dict[str, Any]) -> str:
    texts = [f"({', '.join(map(_ring_wkt, rings))})" for rings in polygons_to_write(footprint)]
    if len(texts) == 1:
        return f"POLYGON {texts[0]}"
    return f"MULTIPOLYGON ({', '.join(texts)})" if texts else ""


def _ring_wkt(ring: Iterable[Point]) -> str:
    return f"({', '.join(f'{point[0]!r} {point[1]!r}' for point in ring)})"


def _geometry(wkt: str) -> dict[str, Any]:
    """The GeoJSON of a polygon or several; empty for anything else."""
    polygons = []
    for polygon in _POLYGON.findall(wkt):
        try:
            rings = [
                [[float(number) for number in point.split()] for point in ring.split(",")]
                for ring in _RING.findall(polygon)
            ]
        except ValueError:
            return {}
        polygons.append(rings)
    if wkt.lstrip().upper().startswith("MULTI"):
        return {"type": "MultiPolygon", "coordinates": polygons} if polygons else {}
    return {"type": "Polygon", "coordinates": polygons[0]} if polygons else {}
