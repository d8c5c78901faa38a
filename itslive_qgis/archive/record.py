"""The record of a download folder: which file came from where, and was whole.

``granules.jsonl`` beside the files has one JSON object per line and is only ever appended to. An
entry with ``"state": "complete"`` has granule_id, url, file, etag, size, sha256 and time; one with
``"state": "started"`` keeps the ETag a partial file belongs to. Deleting the record loses nothing
but time: files are verified again and recorded anew.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from .files import object_path, safe_name

RECORD_NAME = "granules.jsonl"


class Record:
    """The record of one folder; safe to use from several threads.

    Args:
        folder: an existing folder.

    Raises:
        OSError: if a record is there and cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / RECORD_NAME
        self._lock = threading.Lock()
        self._complete: dict[str, dict[str, Any]] = {}
        self._started: dict[str, dict[str, Any]] = {}
        self._file_of: dict[str, str] = {}
        self._broken_end = False
        if self.path.exists():
            self._load()

    def file_of(self, url: str) -> str | None:
        """The name this address's file was given before, None if it is new here."""
        return self._file_of.get(object_path(url))

    def names(self) -> set[str]:
        """Every file name given so far, in lower case."""
        return {name.lower() for name in self._file_of.values()}

    def complete(self, name: str) -> dict[str, Any] | None:
        """The entry of a file that was whole, None if there is none."""
        return self._complete.get(name.lower())

    def resume_etag(self, name: str, url: str) -> str:
        """The strong ETag the partial file of this name belongs to; empty if it is not known."""
        entry = self._started.get(name.lower(), {})
        return str(entry.get("etag") or "") if entry.get("url") == url else ""

    def add_started(self, name: str, granule_id: str, url: str, etag: str) -> None:
        """Remember what is about to be received."""
        self._add(
            {"state": "started", "granule_id": granule_id, "url": url, "file": name, "etag": etag}
        )

    def add_complete(
        self, name: str, granule_id: str, url: str, etag: str, size: int, sha256: str
    ) -> None:
        """Remember that a file is whole. Call it after the file has its final name."""
        self._add(
            {
                "state": "complete",
                "granule_id": granule_id,
                "url": url,
                "file": name,
                "etag": etag,
                "size": size,
                "sha256": sha256,
            }
        )

    def _add(self, entry: dict[str, Any]) -> None:
        entry["time"] = datetime.now(timezone.utc).isoformat(timespec="seconds")
        line = json.dumps(entry, ensure_ascii=False) + "\n"
        with self._lock:
            # A crash may have cut the last line; a new one must not be glued to it.
            prefix = "\n" if self._broken_end else ""
            self._broken_end = True  # so it is, should the disk take half of the line only
            with self.path.open("a", encoding="utf-8", newline="\n") as file:
                file.write(prefix + line)
            self._broken_end = False
            self._know(entry)

    def _load(self) -> None:
        text = self.path.read_text(encoding="utf-8", errors="replace")
        self._broken_end = bool(text) and not text.endswith("\n")
        for line in text.split("\n"):
            try:
                entry = json.loads(line)
            except ValueError:
                entry = None
            if _is_entry(entry):
                self._know(entry)

    def _know(self, entry: dict[str, Any]) -> None:
        known = self._complete if entry.get("state") == "complete" else self._started
        known[entry["file"].lower()] = entry
        self._file_of[object_path(entry["url"])] = entry["file"]


def downloaded_files(folder: Path, urls: Iterable[str]) -> list[str]:
    """Paths of the files that a download of these addresses left in ``folder``.

    A file the record does not know is looked for under the name of its address; one that is not
    there is left out.

    Raises:
        OSError: if a record is there and cannot be read.
    """
    record = Record(folder)
    files = (folder / (record.file_of(url) or safe_name(url)) for url in urls)
    return [str(file) for file in files if file.is_file()]


def _is_entry(entry: Any) -> bool:
    """Whether a line is an entry whose name stays inside the folder."""
    if not isinstance(entry, dict):
        return False
    name, url = entry.get("file"), entry.get("url")
    if not isinstance(name, str) or not isinstance(url, str):
        return False
    return name.endswith(".nc") and not set(name) & set("/\\:") and name.strip(" .") == name
