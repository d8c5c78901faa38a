"""Parts of files of the archive, asked for by HTTP ranges and kept in a cache.

All parts of a file are of one version of it, by its ETag: a file that is replaced meanwhile is
refused, not mixed.
"""

from __future__ import annotations

import json
import re
import threading
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import requests

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..monitor import Monitor
from . import failures
from .block_cache import BlockCache
from .http import ArchiveSession
from .requesting import send, wish_of

_CONTENT_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)$", re.ASCII)
_BITE = 1 << 15  # bytes read at a time
_SMALL = 1 << 14  # bytes; the time of shorter answers is that of the way
_TRIES = 3
#: Bytes between two wanted parts that are fetched along rather than asked around.
_LEAST_GAP, _MOST_GAP = 1 << 15, 1 << 20


@dataclass(frozen=True)
class Version:
    """Which file it is that an address leads to.

    Attributes:
        size: its bytes.
        etag: its strong ETag; empty if the server tells none.
    """

    size: int
    etag: str


class Ranges:
    """Asks for parts of files, in any number of threads.

    Args:
        session: to ask by.
        cache: keeps what came.
        monitor: can cancel.

    Attributes:
        received: bytes that came over the network.
        requests: how many were asked.
    """

    def __init__(self, session: ArchiveSession, cache: BlockCache, monitor: Monitor) -> None:
        session.bite = _BITE
        self._session = session
        self._cache = cache
        self._monitor = monitor
        self._lock = threading.Lock()
        self._way = 0.05  # seconds until an answer begins
        self._pace = 1e6  # bytes a second of one connection
        self.received = 0
        self.requests = 0

    def begin(self, url: str, length: int) -> tuple[Version, bytes]:
        """The first bytes of a file, and which version of it they are.

        The server is always asked, but does not send again what the cache holds.

        Args:
            url: of the file.
            length: bytes wanted; there may be more, and there are less of a shorter file.

        Raises:
            ItsliveError: they cannot be had; ``retry`` says whether that may pass.
            Cancelled: on request.
        """
        known, first = self._known(url, length)
        asked = {"Range": f"bytes=0-{length - 1}"}
        if first:
            asked["If-None-Match"] = known.etag
        response = self._ask(url, asked)
        if response.status_code == HTTPStatus.NOT_MODIFIED and first:
            return known, first
        body = response.content
        version = Version(self._size(response, url, 0, len(body)), strong_etag(response))
        if version.etag:
            told = {"size": version.size, "etag": version.etag}
            self._cache.put(f"{url} version", json.dumps(told).encode())
            self._cache.put(_name(url, version, 0, length), body)
        return version, body

    def parts(
        self, url: str, version: Version, wanted: list[tuple[int, int]]
    ) -> list[tuple[int, bytes]]:
        """Parts of a file, and where each begins.

        Those that lie near each other are asked for at once, with what is between them.

        Args:
            url: of the file.
            version: which it is.
            wanted: for each part its first byte, and the one after its last.

        Raises:
            ItsliveError: they cannot be had, or the file is another one by now.
            Cancelled: on request.
        """
        found, missing = [], []
        for start, stop in wanted:
            held = self._cache.get(_name(url, version, start, stop)) if version.etag else None
            if held is None:
                missing.append((start, stop))
            else:
                found.append((start, held))
        for low, high in _merged(missing, self._gap()):
            data = self._fetch(url, version, low, high)
            for start, stop in missing:
                if low <= start and stop <= high:
                    part = data[start - low : stop - low]
                    found.append((start, part))
                    if version.etag:
                        self._cache.put(_name(url, version, start, stop), part)
        return found

    def _fetch(self, url: str, version: Version, start: int, stop: int) -> bytes:
        asked = {"Range": f"bytes={start}-{stop - 1}"}
        if version.etag:
            asked["If-Match"] = version.etag
        for _ in range(_TRIES):
            response = self._ask(url, asked)
            if response.status_code == HTTPStatus.PRECONDITION_FAILED:
                raise _changed(url)
            body = response.content
            if response.status_code == HTTPStatus.OK:  # a server that gives files whole alone
                size, body = self._size(response, url, 0, len(body)), body[start:stop]
            else:
                size = self._size(response, url, start, len(body))
            if size != version.size:
                raise _changed(url)
            if len(body) == stop - start:
                return body
        raise failures.ended_early(url)

    def _gap(self) -> int:
        """Bytes that come while one waits for an answer: fewer are not worth a request."""
        return round(min(max(self._way * self._pace, _LEAST_GAP), _MOST_GAP))

    def _known(self, url: str, length: int) -> tuple[Version, bytes]:
        try:
            version = Version(**json.loads(self._cache.get(f"{url} version") or b"{}"))
        except (TypeError, ValueError):
            return Version(0, ""), b""
        return version, self._cache.get(_name(url, version, 0, length)) or b""

    def _ask(self, url: str, headers: dict[str, str]) -> requests.Response:
        # A packed answer would have ranges of its own.
        headers = {**headers, "Accept-Encoding": "identity"}
        response = send(self._session, "GET", url, self._monitor, headers=headers)
        self._note(response)
        wanted = (
            HTTPStatus.OK,
            HTTPStatus.PARTIAL_CONTENT,
            HTTPStatus.NOT_MODIFIED,
            HTTPStatus.PRECONDITION_FAILED,
        )
        if response.status_code not in wanted:
            raise failures.of_response(response, url, wish_of(response))
        return response

    def _note(self, response: requests.Response) -> None:
        seconds, size = response.elapsed.total_seconds(), len(response.content)
        with self._lock:
            self.requests += 1
            self.received += size
            if size < _SMALL:
                self._way += 0.2 * (seconds - self._way)
            elif seconds > self._way:
                self._pace += 0.2 * (size / (seconds - self._way / 2) - self._pace)

    def _size(self, response: requests.Response, url: str, start: int, length: int) -> int:
        """The whole file's size, by an answer that holds ``length`` bytes from ``start`` on."""
        if response.status_code == HTTPStatus.OK:
            stated = response.headers.get("Content-Length", "")
            if stated.isdigit() and int(stated) != length:
                raise failures.ended_early(url)
            return length
        match = _CONTENT_RANGE.match(response.headers.get("Content-Range", ""))
        if not match or int(match[1]) != start:
            raise _other_answer(url, dict(response.headers))
        return int(match[3])


def _merged(parts: list[tuple[int, int]], gap: int) -> list[tuple[int, int]]:
    """Parts of a file, each ``(start, stop)``, with those joined that are ``gap`` apart at most."""
    joined: list[tuple[int, int]] = []
    for start, stop in sorted(parts):
        if joined and start - joined[-1][1] <= gap:
            joined[-1] = joined[-1][0], max(stop, joined[-1][1])
        else:
            joined.append((start, stop))
    return joined


def _name(url: str, version: Version, start: int, stop: int) -> str:
    return f"{url} {version.etag} {version.size} {start}-{stop}"


def strong_etag(response: requests.Response) -> str:
    etag = response.headers.get("ETag", "")
    return etag if etag.startswith('"') else ""


def _changed(url: str) -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "{name} was replaced in the archive while it was read."),
        QT_TRANSLATE_NOOP("Messages", "Do the same again."),
        code="changed_meanwhile",
        retry=True,
        detail=url,
        name=url.rpartition("/")[2],
    )


def _other_answer(url: str, headers: dict[str, Any]) -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "{host} sent another part of a file than was asked for."),
        QT_TRANSLATE_NOOP(
            "Messages", "Download the granules instead, and build the cube from their folder."
        ),
        code="other_part",
        detail=f"{url}\n{headers}",
        host=failures.host_of(url),
    )
