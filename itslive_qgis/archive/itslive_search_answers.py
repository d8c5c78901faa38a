"""Answers of the older search API: lists of addresses and of counts, and what else may come."""

from __future__ import annotations

import json
import re
from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from . import failures
from .granule import Granule, told_by_name
from .names import parse_name
from .requesting import wish_of
from .satellites import satellite_name
from .service import Unreadable
from .urls import secure_url

NO_ADDRESS = QT_TRANSLATE_NOOP("Messages", "The service gives no address of a NetCDF file for it.")
NO_DATES = QT_TRANSLATE_NOOP("Messages", "Its file name is of a form that tells no dates.")

_SECONDS_PER_DAY = 86_400
_GAP = re.compile(r"[\s,]*")
# Version 0 and 1 lie in a folder per projection; NSIDC wrote its code into the names instead.
_ZONE_FOLDER = re.compile(r"/(\d{4,5})/[^/]+$", re.ASCII)
_PROJECTIONS = frozenset({3031, 3413, *range(32601, 32661), *range(32701, 32761)})


def entries_of(response: requests.Response) -> list[Any]:
    """The entries of an answer.

    A large answer came as several arrays one after the other (``[...][...]``); they are one list.

    Raises:
        ItsliveError: if the service refused ("question_refused" or as ``failures.of_response``), if
            the answer is cut or damaged ("answer_damaged") or none ("not_itslive_search").
    """
    if response.status_code != HTTPStatus.OK:
        raise _refused(response)
    try:
        text = response.content.decode("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise _no_answer(response, "") from error
    if not text.startswith("["):
        raise _no_answer(response, text)
    if _is_short(response):
        raise _damaged("fewer bytes than announced", text)
    try:
        return _joined(text)
    except (ValueError, RecursionError) as error:
        raise _damaged(str(error), text) from error


def counts_of(response: requests.Response) -> dict[int, int]:
    """Granules per year of a coverage answer; years without any are absent.

    Raises:
        ItsliveError: as :func:`entries_of`.
    """
    counts: dict[int, int] = {}
    for entry in entries_of(response):
        try:
            year, count = int(entry["year"]), int(entry["count"])
        except (TypeError, KeyError, ValueError) as error:
            raise _no_answer(response, response.text) from error
        counts[year] = counts.get(year, 0) + count
    return counts


def read_entry(entry: Any, base_url: str) -> Granule | Unreadable:
    """The granule of one entry, as far as its address and name tell.

    Dates are those of the names: of Landsat the day alone. The footprint is not stated.

    Args:
        entry: ``{"url": ...}`` as parsed from JSON.
        base_url: address of the service, as the host the user chose.
    """
    given = entry.get("url") if isinstance(entry, dict) else None
    url = _file_url(given, base_url) if isinstance(given, str) else ""
    if not url:
        return Unreadable(str(given or ""), NO_ADDRESS)
    name = parse_name(url)
    if name.dates is None:
        return Unreadable(name.granule_id, NO_DATES)
    first, second = name.dates
    earlier = min(name.scenes, key=lambda scene: scene.date or second)
    granule = Granule(
        granule_id=name.granule_id,
        url=url,
        mid_date=first + (second - first) / 2,
        date_1=first,
        date_2=second,
        separation_days=(second - first).total_seconds() / _SECONDS_PER_DAY,
        satellite=satellite_name(earlier.sensor),
        percent_valid=None if name.percent_valid is None else float(name.percent_valid),
        epsg=projection_of(url),
        version=name.version,
        footprint={},
    )
    return told_by_name(granule)


def projection_of(url: str) -> int | None:
    """The EPSG code by the folder or the name of a granule's file; None if neither tells."""
    path = urlsplit(url).path
    folder = _ZONE_FOLDER.search(path)
    code = int(folder[1]) if folder else parse_name(path).epsg
    return code if code in _PROJECTIONS else None


def _file_url(given: str, base_url: str) -> str:
    try:
        url = secure_url(urljoin(base_url, given), base_url)
        parts = urlsplit(url)
    except ValueError:  # such as a bracket that opens an IPv6 host and never ends it
        return ""
    is_file = parts.path.lower().endswith(".nc")
    return url if is_file and parts.scheme in ("http", "https") and parts.hostname else ""


def _joined(text: str) -> list[Any]:
    decoder = json.JSONDecoder()
    entries: list[Any] = []
    position = 0
    while position < len(text):
        part, position = decoder.raw_decode(text, position)
        if not isinstance(part, list):
            raise ValueError("something else among the arrays")
        entries += part
        gap = _GAP.match(text, position)
        position = gap.end() if gap else position
    return entries


def _is_short(response: requests.Response) -> bool:
    """Whether fewer bytes came than announced, which urllib3 1 does not notice."""
    announced = response.headers.get("Content-Length", "")
    return announced.isdigit() and response.raw.tell() < int(announced)


def _refused(response: requests.Response) -> ItsliveError:
    if response.status_code not in (HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY):
        wish = wish_of(response)
        asked = response.history[0].url if response.history else response.url
        return failures.of_response(response, asked, wish)
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "The service refuses this search: {why}."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Change the criteria, or check that the address in the settings is that of an "
            "itslive-search service.",
        ),
        code="question_refused",
        detail=response.text[:2000],
        why=_reason(response),
    )


def _reason(response: requests.Response) -> str:
    """What FastAPI says of the first parameter it refused, else the status."""
    try:
        first = response.json()["detail"][0]
        return f"{first['loc'][-1]}: {first['msg']}"[:200]
    except (ValueError, KeyError, IndexError, TypeError):
        return f"HTTP {response.status_code}"


def _damaged(why: str, text: str) -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "The service's list of granules is damaged or cut short."),
        QT_TRANSLATE_NOOP("Messages", "Search again; ask for fewer granules if it recurs."),
        code="answer_damaged",
        detail=f"{why}: ...{text[-500:]}",
        retry=True,
    )


def _no_answer(response: requests.Response, text: str) -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "{url} gave something else than a list of granules."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "If this network asks for a login, open a web page and log in first; else check that "
            "the address in the settings is that of an itslive-search service.",
        ),
        code="not_itslive_search",
        detail=text[:500],
        url=response.url.partition("?")[0],
    )
