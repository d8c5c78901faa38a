"""The record of a download folder: what is wanted, which file came from where, and was whole.

``granules.jsonl`` beside the files has one JSON object per line and is only ever appended to. Its
``"state"`` says what it is about:

- ``search``: a search that granules came from, in the form of a saved one, under a number;
- ``wanted``: a granule to be downloaded, with all that its search told, and that number;
- ``started``: the ETag a partial file belongs to;
- ``complete``: a whole file, with its etag, size, sha256 and time;
- ``failed``: why a granule could not be had;
- ``dropped``: a granule that is not wanted any more.

The last line of a file tells how it stands. Deleting the record loses nothing but time and what is
still to come: files are verified again and recorded anew. So lines go to the disk every few
seconds, when all that is wanted was written, and at the end of a download.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timezone
from io import SEEK_END
from itertools import count
from pathlib import Path
from typing import IO, Any

from ..errors import ItsliveError
from .files import RECORD_NAME, free_name, object_key, safe_name
from .folder_lock import turn
from .granule import Granule
from .provenance import kept_searches
from .record_lines import (
    COMPLETE,
    DROPPED,
    FAILED,
    SEARCH,
    STARTED,
    WANTED,
    Standing,
    line,
    line_of,
    standing_of,
    wanted_line,
)
from .urls import secure_url

_FLUSH_EVERY = 5.0  # seconds


class Record:
    """The record of one folder; safe to use from several threads and processes.

    ``is_lost``: somebody has deleted it since the last look, or cut it.

    Args:
        folder: an existing folder.

    Raises:
        OSError: if a record is there and cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / RECORD_NAME
        self._lock = threading.Lock()
        self._last: dict[str, dict[str, Any]] = {}  # but for started
        self._complete: dict[str, dict[str, Any]] = {}
        self._started: dict[str, dict[str, Any]] = {}
        self._wanted: dict[str, dict[str, Any]] = {}
        self._searches: dict[str, dict[str, Any]] = {}
        self._file_of: dict[str, str] = {}
        self._read = 0  # bytes of the file that are known
        self._cut = False  # whether they end within a line
        self._unflushed = False
        self._flushed_at = time.monotonic()
        self._here: set[str] | None = None
        self.is_lost = False
        self.refresh()

    def refresh(self) -> None:
        """Learn what another process has added since.

        Raises:
            OSError: if the record is there and cannot be read.
        """
        with self._lock:
            try:
                with self.path.open("rb") as file:
                    content = self._unread(file)
            except FileNotFoundError:
                self.is_lost = self._read > 0
                return
            # What another process is writing just now is read the next time.
            end = content.rfind(b"\n") + 1 if self._read else len(content)
            self._learn(content[:end])

    def file_of(self, url: str) -> str | None:
        """The name this address's file was given before, None if it is new here.

        An address of the same path counts as the same: another host, or another signature.
        """
        return self._file_of.get(url) or self._file_of.get(object_key(url))

    def names(self) -> set[str]:
        """Every file name given so far, in lower case."""
        return {name.lower() for name in self._file_of.values()}

    def complete(self, name: str) -> dict[str, Any] | None:
        """The entry of a file that was whole, None if there is none."""
        return self._complete.get(name.lower())

    def state(self, name: str) -> str:
        """How a file of this name stands, as in :class:`Standing`; empty if it is not known."""
        return str(self._last.get(name.lower(), {}).get("state") or "")

    def resume_etag(self, name: str, url: str) -> str:
        """The strong ETag the partial file of this name belongs to; empty if it is not known."""
        entry = self._started.get(name.lower(), {})
        return str(entry.get("etag") or "") if entry.get("url") == url else ""

    def standings(self) -> list[Standing]:
        """How every file the record knows stands, in the order they were first asked for."""
        with self._lock:
            return [
                standing_of(last, self._wanted.get(name, {})) for name, last in self._last.items()
            ]

    def searches(self) -> dict[str, dict[str, Any]]:
        """The searches that granules came from, as saved ones, by their numbers."""
        with self._lock:
            return dict(self._searches)

    def add_search(self, search: dict[str, Any]) -> str:
        """Remember a search, in its saved form, unless it is known; its number.

        A number stays with its search when the record is deleted: the files of ``provenance`` know
        it, too.
        """
        search = json.loads(json.dumps(search))  # as it will be read again: a tuple is a list
        with self._lock, self._open() as file:
            known = {**kept_searches(self.path.parent), **self._searches}
            asked = _question(search)
            number = next((each for each, kept in known.items() if _question(kept) == asked), "")
            number = number or next(str(n) for n in count(1) if str(n) not in known)
            if number not in self._searches:
                self._append(file, [{"state": SEARCH, "number": number, "search": search}])
        return number

    def counts_of_searches(self) -> dict[str, int]:
        """How many of the folder's files came of each search, by its number."""
        with self._lock:
            counts = dict.fromkeys(self._searches, 0)
            for entry in self._wanted.values():
                if entry.get("search") in counts:
                    counts[entry["search"]] += 1
            return counts

    def add_wanted(
        self, granules: Iterable[Granule], search: str = "", given: Iterable[str] = ()
    ) -> dict[str, str]:
        """Remember what is to be downloaded, and name the files.

        Args:
            granules: any; those that are wanted already, or complete and there, get no second line.
            search: number of the search they came from.
            given: names that other granules of the same download have.

        Returns:
            the file name of each, by its address (``urls.secure_url`` of the granule's): the one
            it had before, or one that no other granule of the folder has.
        """
        unique = {secure_url(granule.url, granule.url): granule for granule in granules}
        with self._lock, self._open() as file:
            names = self._known_names(unique, set(given))
            taken = self.names()
            here = self._files_here()
            whole = self._whole(names.values())
            fresh = []
            # By address, so that the same granules get the same names in whatever order they come.
            for url in sorted(unique):
                if url not in names:
                    names[url] = free_name(unique[url], taken, here)
                taken.add(names[url].lower())
                last = self._last.get(names[url].lower(), {})
                is_known = last.get("state") == WANTED or names[url].lower() in whole
                if not is_known or last.get("url") != url:
                    fresh.append(wanted_line(names[url], unique[url], url, search))
            self._append(file, fresh)
        return names

    def add_started(self, name: str, granule_id: str, url: str, etag: str) -> None:
        """Remember what is about to be received."""
        self._add({**line(STARTED, name, granule_id, url), "etag": etag})

    def add_complete(
        self, name: str, granule_id: str, url: str, etag: str, size: int, sha256: str
    ) -> None:
        """Remember that a file is whole. Call it after the file has its final name."""
        entry = line(COMPLETE, name, granule_id, url)
        self._add({**entry, "etag": etag, "size": size, "sha256": sha256})

    def keep_complete(self, name: str) -> None:
        """Remember that a file known as whole is there, if it was deleted, wanted, and is back."""
        with self._lock:
            if self.state(name) == COMPLETE or name.lower() not in self._complete:
                return
            entry = dict(self._complete[name.lower()])
        self._add(entry)

    def add_failed(self, name: str, granule_id: str, url: str, error: ItsliveError) -> None:
        """Remember why a file could not be had."""
        entry = line(FAILED, name, granule_id, url)
        self._add({**entry, "error": {**error.to_dict(), "detail": ""}})

    def add_dropped(self, files: Iterable[tuple[str, str, str]]) -> None:
        """Remember that nobody wants these any more: name, id of the granule, address of each.

        What is complete by now, as another window may have brought it, stays so.
        """
        with self._lock, self._open() as file:
            dropped = [line(DROPPED, *each) for each in files if self.state(each[0]) != COMPLETE]
            self._append(file, dropped)

    def flush(self) -> None:
        """Send every line to the disk. Call it at the end; where it cannot be, little is lost."""
        with self._lock, suppress(OSError):
            if self._unflushed:
                with self.path.open("ab") as file:
                    self._to_disk(file)

    def _to_disk(self, file: IO[bytes]) -> None:
        os.fsync(file.fileno())
        self._unflushed = False
        self._flushed_at = time.monotonic()

    def _add(self, *entries: dict[str, Any]) -> None:
        with self._lock, self._open() as file:
            self._append(file, entries)

    def _files_here(self) -> set[str]:
        """Names of the files that were there at the first look: later ones are in the record."""
        if self._here is None:
            self._here = {path.name for path in self.path.parent.glob("*.nc")}
        return self._here

    def _whole(self, names: Iterable[str]) -> set[str]:
        """Which of these, in lower case, are complete by their last line, and not deleted since."""
        complete = {name.lower() for name in names if self.state(name) == COMPLETE}
        if complete:
            # One look at the folder: on a network each look at a file takes its time. Where it
            # cannot be listed the record is believed.
            with suppress(OSError):
                complete &= {name.lower() for name in os.listdir(self.path.parent)}
        return complete

    def _known_names(self, urls: Iterable[str], given: set[str]) -> dict[str, str]:
        names: dict[str, str] = {}
        for url in sorted(urls, key=lambda url: (url not in self._file_of, url)):
            name = self.file_of(url)
            # Addresses of one path that are asked for together are no mirrors, but other files.
            if name and name not in given:
                names[url] = name
                given.add(name)
        return names

    @contextmanager
    def _open(self) -> Iterator[IO[bytes]]:
        """The file, with all that others have written known, and nobody else writing."""
        with turn(self.path.parent, RECORD_NAME), self.path.open("ab+") as file:
            self._learn(self._unread(file))
            yield file

    def _append(self, file: IO[bytes], entries: Sequence[dict[str, Any]]) -> None:
        if not entries:
            return
        moment = datetime.now(timezone.utc).isoformat(timespec="seconds")
        for entry in entries:
            entry["time"] = moment
        lines = "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)
        # A crash may have cut the last line; a new one must not be glued to it. An address may
        # hold half of a character, which no file can.
        written = ("\n" + lines if self._cut else lines).encode(errors="backslashreplace")
        file.seek(0, SEEK_END)
        file.write(written)
        file.flush()
        self._unflushed = True
        if time.monotonic() >= self._flushed_at + _FLUSH_EVERY:
            self._to_disk(file)
        self._read += len(written)
        self._cut = False
        for entry in entries:
            self._know(entry)

    def _unread(self, file: IO[bytes]) -> bytes:
        """What was written since the last look; all of it if the record was begun anew."""
        if file.seek(0, SEEK_END) < self._read:
            # Deleted meanwhile: what is wanted is to be written again; what is whole is known.
            self._read, self._cut, self.is_lost = 0, False, True
            for known in (self._last, self._wanted, self._searches):
                known.clear()
        file.seek(self._read)
        return file.read()

    def _learn(self, content: bytes) -> None:
        if content:
            self._cut = not content.endswith(b"\n")
        for text in content.decode("utf-8", "replace").split("\n"):
            entry = line_of(text)
            if entry is not None:
                self._know(entry)
        self._read += len(content)

    def _know(self, entry: dict[str, Any]) -> None:
        state = entry.get("state")
        if state == SEARCH:
            self._searches[entry["number"]] = entry["search"]
            return
        name = entry["file"].lower()
        self._file_of[object_key(entry["url"])] = entry["file"]
        self._file_of[entry["url"]] = entry["file"]
        if state == STARTED:
            self._started[name] = entry
            # A file that was there, was deleted and is fetched anew.
            if self._last.get(name, {}).get("state") == COMPLETE and name in self._wanted:
                self._last[name] = self._wanted[name]
            return
        if state == WANTED:
            self._wanted[name] = entry
        elif state == COMPLETE:
            self._complete[name] = entry
        self._last[name] = entry


def _question(search: dict[str, Any]) -> dict[str, Any]:
    """A search without what it found: on another evening it is the same one."""
    return {key: value for key, value in search.items() if key not in ("ran_at", "known")}


def downloaded_files(folder: Path, urls: Iterable[str]) -> list[str]:
    """Paths of the files that a download of these addresses left in ``folder``.

    A file the record does not know is looked for under the name of its address; one that is not
    there is left out.

    Raises:
        OSError: if a record is there and cannot be read.
    """
    return list(downloaded_by_url(folder, urls).values())


def downloaded_by_url(folder: Path, urls: Iterable[str]) -> dict[str, str]:
    """The same, by address."""
    record = Record(folder)
    files = ((url, folder / (record.file_of(url) or safe_name(url))) for url in urls)
    return {url: str(file) for url, file in files if file.is_file()}


def unfinished(record: Record) -> Iterator[Standing]:
    """What was wanted and is not there yet, as far as the record knows the granule itself."""
    for each in record.standings():
        if each.state in (WANTED, FAILED) and each.granule is not None:
            yield each


def complete_beside(record: Record) -> Iterator[Granule]:
    """The granules that are there, of the searches of which something is unfinished."""
    searches = {each.search for each in unfinished(record)}
    for each in record.standings():
        if each.state == COMPLETE and each.granule is not None and each.search in searches:
            yield each.granule
