"""The lines of a folder's record: how they are made, read, and what they tell of a file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from ..errors import ItsliveError
from .export_tables import granule_of, plain_record
from .files import RECORD_NAME
from .granule import Granule

SEARCH, WANTED, STARTED = "search", "wanted", "started"
COMPLETE, FAILED, DROPPED = "complete", "failed", "dropped"
_OF_A_FILE = (WANTED, STARTED, COMPLETE, FAILED, DROPPED)


@dataclass(frozen=True)
class Standing:
    """How one file of a folder stands.

    Attributes:
        file: its name.
        url: where it comes from.
        granule_id: of the granule it holds.
        state: WANTED, COMPLETE, FAILED or DROPPED.
        last: the line that says so.
        granule: what its search told, None if the record does not know it.
        search: number of the search it came from; empty if that is not known.
    """

    file: str
    url: str
    granule_id: str
    state: str
    last: dict[str, Any]
    granule: Granule | None
    search: str


def standing_of(last: dict[str, Any], wanted: dict[str, Any]) -> Standing:
    """How a file stands by its last line, and by the one that asked for it (empty if none did)."""
    return Standing(
        file=last["file"],
        url=last["url"],
        granule_id=str(last.get("granule_id") or ""),
        state=str(last.get("state")),
        last=last,
        granule=_granule(wanted) if wanted.get("url") == last["url"] else None,
        search=str(wanted.get("search") or ""),
    )


def error_of(standing: Standing) -> ItsliveError | None:
    """Why a FAILED file could not be had, as it was told then; None if that cannot be read."""
    try:
        return ItsliveError.from_dict(standing.last["error"])
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def line(state: str, name: str, granule_id: str, url: str) -> dict[str, Any]:
    """The beginning of every line about a file."""
    return {"state": state, "granule_id": granule_id, "url": url, "file": name}


def wanted_line(name: str, granule: Granule, url: str, search: str) -> dict[str, Any]:
    """A line that asks for a granule, with all its search told."""
    told = {key: value for key, value in plain_record(granule).items() if value}
    entry = {**line(WANTED, name, granule.granule_id, url), "granule": told}
    if granule.has_footprint:
        entry["footprint"] = granule.footprint
    return {**entry, "search": search} if search else entry


def _granule(wanted: dict[str, Any]) -> Granule | None:
    footprint = wanted.get("footprint")
    try:
        return granule_of(
            wanted["granule"], footprint if isinstance(footprint, dict) else {}, RECORD_NAME
        )
    except (ItsliveError, KeyError, TypeError, AttributeError):
        return None  # a damaged line: its file is told, but not the granule


def line_of(text: str) -> dict[str, Any] | None:
    """What a line says; None if it says nothing, or its file's name leads out of the folder."""
    try:
        entry = json.loads(text)
    except ValueError:
        return None
    if not isinstance(entry, dict):
        return None
    if entry.get("state") == SEARCH:
        whole = isinstance(entry.get("number"), str) and isinstance(entry.get("search"), dict)
        return entry if whole else None
    name, url = entry.get("file"), entry.get("url")
    if entry.get("state") not in _OF_A_FILE or not (isinstance(name, str) and isinstance(url, str)):
        return None
    stays = name.endswith(".nc") and not set(name) & set("/\\:") and name.strip(" .") == name
    return entry if stays else None
