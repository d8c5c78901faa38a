"""Lists of granules as files that other programs read, and back again."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..monitor import Monitor
from .export_features import from_features, to_geojson, to_stac
from .export_tables import from_csv, from_urls, to_csv, to_urls
from .granule import Granule
from .query import Query
from .whole import read_text, write_text_whole

CSV, GEOJSON, URLS, STAC = "csv", "geojson", "urls", "stac"
KINDS = (CSV, GEOJSON, URLS, STAC)
#: Which kind a file is by the end of its name.
SUFFIXES = {".csv": CSV, ".geojson": GEOJSON, ".txt": URLS, ".json": STAC}

_CHECK_EVERY = 100  # granules


def kind_of(path: str | os.PathLike[str]) -> str:
    """The kind of a file by its name.

    Raises:
        ItsliveError: for a name that ends otherwise (code "export_kind").
    """
    kind = SUFFIXES.get(Path(path).suffix.lower())
    if kind is None:
        raise _no_kind(Path(path).name)
    return kind


def write(
    granules: Sequence[Granule],
    path: str | os.PathLike[str],
    kind: str = "",
    query: Query | None = None,
    service: str = "",
    monitor: Monitor | None = None,
) -> int:
    """Write the granules as a file that is whole or not there at all.

    ``csv`` has one row per granule with all there is to it, times in UTC, its footprint as WKT.
    ``geojson`` has the same as features (RFC 7946). ``stac`` is an ItemCollection with the names
    ITS_LIVE's own service gives. ``urls`` has one address per line for download programs, and
    leaves out granules behind a login, which such programs cannot fetch. ``geojson`` and ``stac``
    also hold what was asked of whom; the other two have no place for it.

    Args:
        granules: what to write, in this order.
        path: of the file.
        kind: one of :data:`KINDS`; by default that of the file's name.
        query: what was asked to find them.
        service: address of the service that was asked.
        monitor: told of progress, asked whether to go on.

    Returns:
        how many granules are in the file.

    Raises:
        ItsliveError: if it cannot be written ("not_written"), or is of no kind ("export_kind").
        Cancelled: if the user asks to stop; an earlier file stays.
    """
    kind = kind or kind_of(path)
    if kind not in KINDS:
        raise _no_kind(kind)
    if kind == URLS:
        granules = [granule for granule in granules if not granule.login_url]
    told = _told(granules, monitor or Monitor())
    if kind == CSV:
        pieces = to_csv(told)
    elif kind == URLS:
        pieces = to_urls(told)
    elif kind == GEOJSON:
        pieces = to_geojson(told, _origin(query, service))
    else:
        pieces = to_stac(told, _origin(query, service), service)
    write_text_whole(path, pieces)
    return len(granules)


def read(path: str | os.PathLike[str]) -> list[Granule]:
    """The granules of a file of :func:`write`, or of one like it; its content tells the kind.

    Raises:
        ItsliveError: if it cannot be read ("not_read") or is no list of granules
            ("not_an_export").
    """
    text = read_text(path)
    if text.lstrip()[:1] in ("{", "["):
        return from_features(text, Path(path).name)
    first_line = text.lstrip().partition("\n")[0]
    if "granule_id" in first_line or first_line.count(",") > 1:
        return from_csv(text, Path(path).name)
    return from_urls(text, Path(path).name)


def _told(granules: Sequence[Granule], monitor: Monitor) -> Iterator[Granule]:
    """The granules, with word of how many are done."""
    text = QT_TRANSLATE_NOOP("Messages", "Writing the list of granules")
    for index, granule in enumerate(granules):
        if index % _CHECK_EVERY == 0:
            monitor.check()
            monitor.progress(index / len(granules), text)
        yield granule


def _origin(query: Query | None, service: str) -> dict[str, Any]:
    origin: dict[str, Any] = {"service": service} if service else {}
    if query is not None:
        origin["query"] = query.to_dict()
    return origin


def _no_kind(name: str) -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "A list of granules cannot be written as {name}."),
        QT_TRANSLATE_NOOP("Messages", "Choose a name that ends in one of {known}."),
        code="export_kind",
        name=name,
        known=", ".join(SUFFIXES),
    )
