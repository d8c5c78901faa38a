"""Lists as people type them: codes of projections; paths and rows, tiles and frames."""

from __future__ import annotations

import re

from ..errors import QT_TRANSLATE_NOOP, ItsliveError

_BETWEEN = re.compile(r"[,;\s]+")
_EPSG = re.compile(r"(?:EPSG:)?(\d{4,6})", re.IGNORECASE | re.ASCII)
_AROUND_COLON = re.compile(r"\s*:\s*")
_AROUND_SLASH = re.compile(r"\s*/\s*")
_PATH_ROW = re.compile(r"(\d{1,3})/(\d{1,3})", re.ASCII)
_TILE = re.compile(r"T?(\d{2})[C-HJ-NP-X][A-HJ-NP-Z][A-HJ-NP-V]", re.IGNORECASE | re.ASCII)
_FRAME = re.compile(r"(?=[^\d]*\d)\w[\w-]+", re.ASCII)
# Landsat 4 and later fly the second Worldwide Reference System (WRS-2).
_PATHS, _ROWS, _ZONES = range(1, 234), range(1, 249), range(1, 61)


def epsg_codes(text: str) -> tuple[int, ...]:
    """The codes of projections typed with commas or spaces between, each once.

    Args:
        text: such as ``"3413, EPSG:32607"``; empty for none.

    Raises:
        ItsliveError: one of them is no EPSG code (code "query_invalid").
    """
    found = []
    for word in _words(_AROUND_COLON.sub(":", text)):
        match = _EPSG.fullmatch(word)
        if match is None:
            raise ItsliveError(
                QT_TRANSLATE_NOOP("Messages", "{text} is no EPSG code of a projection."),
                QT_TRANSLATE_NOOP(
                    "Messages", "Write numbers such as 3413 or 32607, with commas between several."
                ),
                code="query_invalid",
                text=word,
            )
        found.append(int(match[1]))
    return tuple(dict.fromkeys(found))


def places(text: str) -> tuple[str, ...]:
    """The paths and rows, tiles or frames typed with commas or spaces between, each once.

    Args:
        text: such as ``"9/11, T22WED"``; empty for none.

    Raises:
        ItsliveError: one of them can be none of these (code "query_invalid").
    """
    found = []
    for word in _words(_AROUND_SLASH.sub("/", text)):
        if not _is_place(word):
            raise ItsliveError(
                QT_TRANSLATE_NOOP("Messages", "{text} is no path and row, tile or frame."),
                QT_TRANSLATE_NOOP(
                    "Messages",
                    "Write path and row as 9/11 or 009011 (at most 233/248), a tile as 22WED, with "
                    "commas between several.",
                ),
                code="query_invalid",
                text=word,
            )
        found.append(word)
    return tuple(dict.fromkeys(found))


def _words(text: str) -> list[str]:
    return [word for word in _BETWEEN.split(text.strip()) if word]


def _is_place(word: str) -> bool:
    path_row = _PATH_ROW.fullmatch(word)
    if path_row:
        return int(path_row[1]) in _PATHS and int(path_row[2]) in _ROWS
    tile = _TILE.fullmatch(word)
    if tile:
        return int(tile[1]) in _ZONES
    # Of 9011 nobody knows whether it is 9/11 or 90/11.
    is_path_row_in_part = word.isdecimal() and len(word) in (4, 5)
    return _FRAME.fullmatch(word) is not None and not is_path_row_in_part
