"""Which searches fed a download folder: one file each, which the dock can open again.

``search-1.json`` and so on lie beside the files, in the form of a saved search with a few facts
more. They say the same as the record, stay when that is deleted, and keep the searches' numbers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..paths import plugin_version
from .folder_lock import turn
from .whole import write_text_whole

_NAME = re.compile(r"search-(\d+)\.json", re.ASCII)
_LOCK = "search-files"
# What a file has besides the search.
_MADE_BY, _GRANULES = "made_by", "granules"


def search_file(folder: Path, number: str) -> Path:
    """The file of the search of this number."""
    return folder / f"search-{number}.json"


def kept_searches(folder: Path) -> dict[str, dict[str, Any]]:
    """The searches that have a file in ``folder``, in their saved form, by their numbers.

    A number whose file cannot be read has an empty search: it is not free for another one.
    """
    found = {}
    for path in sorted(folder.glob("search-*.json")):
        match = _NAME.fullmatch(path.name)
        if match:
            facts = (_MADE_BY, _GRANULES)
            read = _read(path)
            found[match[1]] = {key: read[key] for key in read if key not in facts}
    return found


def keep_searches(
    folder: Path, searches: Mapping[str, dict[str, Any]], counts: Mapping[str, int]
) -> None:
    """Write the files of these searches, but for those that say the same already.

    Args:
        folder: of the downloads.
        searches: in their saved form, by their numbers.
        counts: how many of the folder's files came of each.

    Raises:
        ItsliveError: if one cannot be written (code "not_written").
    """
    if not searches:
        return
    with turn(folder, _LOCK):
        for number, search in searches.items():
            path = search_file(folder, number)
            before = _read(path)
            content = {
                **search,
                _MADE_BY: before.get(_MADE_BY) or f"ITS_LIVE for QGIS {plugin_version()}",
                _GRANULES: counts.get(number, 0),
            }
            if content != before:
                text = json.dumps(content, indent=1, ensure_ascii=False)
                write_text_whole(path, [text, "\n"])


def _read(path: Path) -> dict[str, Any]:
    with suppress(OSError, ValueError, RecursionError):
        content = json.loads(path.read_text(encoding="utf-8-sig"))
        return content if isinstance(content, dict) else {}
    return {}
