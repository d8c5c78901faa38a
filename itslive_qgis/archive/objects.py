"""Whole objects of the archive, such as the chunks of a cube, and those that change now and then.

An object that is not there (404) is no failure: a Zarr store leaves out chunks that hold nothing.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

import requests
from urllib3.exceptions import HTTPError

from ..errors import ItsliveError
from ..monitor import Monitor
from . import failures
from .http import ArchiveSession
from .late_cache import LateCache
from .ranges import strong_etag
from .requesting import send, wish_of

_BITE = 1 << 18  # bytes read at a time
_TRIES = 3
_PLAIN = {"Accept-Encoding": "identity"}


@dataclass(frozen=True)
class Document:
    """An object that changes now and then, as it was when last asked for.

    Attributes:
        data: what is in it.
        version: tells it from what was under its address before.
        age: seconds since the archive was last asked for it.
        failure: why the archive could not be asked now; None if it could, or needed not.
    """

    data: bytes
    version: str
    age: float = 0.0
    failure: ItsliveError | None = None


class Objects:
    """Asks for objects, in any number of threads.

    Args:
        session: to ask by.
        cache: keeps what came.
        clock: the time, seconds since 1970.

    Attributes:
        received: bytes that came over the network.
        requests: how many were asked.
    """

    def __init__(
        self,
        session: ArchiveSession,
        cache: LateCache,
        clock: Callable[[], float] = time.time,
    ) -> None:
        session.bite = _BITE
        self._session = session
        self._cache = cache
        self._clock = clock
        self._lock = threading.Lock()
        self.received = 0
        self.requests = 0

    def flush(self, seconds: float = 5.0) -> bool:
        """Wait until what came is kept on the disk, but no longer; whether it is."""
        return self._cache.flush(seconds)

    def close(self) -> None:
        """Let the disk alone."""
        self._cache.close()

    def get(self, url: str, version: str, monitor: Monitor, anew: bool = False) -> bytes | None:
        """An object that does not change without its version doing so; None if there is none.

        Args:
            url: of the object.
            version: of what it belongs to.
            monitor: can cancel.
            anew: ask for it even if it is kept: what is kept was no good.

        Raises:
            ItsliveError: it cannot be had.
            Cancelled: on request.
        """
        name = f"{url} {version}"
        held = None if anew else self._cache.get(name)
        if held is not None:
            return held[1:] if held[:1] == b"+" else None
        found = self._body(url, monitor)
        self._cache.put(name, b"-" if found is None else b"+" + found)
        return found

    def _body(self, url: str, monitor: Monitor) -> bytes | None:
        """What is under an address: asked for the short way, and the long way if that fails."""
        monitor.check()
        if self._session.pace.left() <= 0:
            try:
                response, body = self._session.quick_get(url, _PLAIN)
            except (requests.RequestException, HTTPError, OSError):
                monitor.check()
            else:
                self._note(len(body))
                if response.status_code == HTTPStatus.NOT_FOUND:
                    return None
                if response.status_code == HTTPStatus.OK and _is_whole(response, body):
                    return body
                if _is_final(response):
                    response._content = body
                    raise failures.of_response(response, url, wish_of(response))
        answer = self._ask(url, {}, monitor)
        return answer.content if answer.status_code == HTTPStatus.OK else None

    def _note(self, count: int) -> None:
        with self._lock:
            self.requests += 1
            self.received += count

    def current(
        self,
        url: str,
        monitor: Monitor,
        max_age: float = 0.0,
        check: Callable[[bytes], object] | None = None,
    ) -> Document | None:
        """An object as it is now, or was not long ago; None if there is none.

        Where the archive cannot be reached, or sends what is no such object, what was kept of it is
        given, with the failure.

        Args:
            url: of the object.
            monitor: can cancel.
            max_age: seconds for which what is kept is not asked for again.
            check: raises ``ItsliveError`` where bytes that came are no such object, such as the
                page by which a network asks for a login: they are not kept.

        Raises:
            ItsliveError: it cannot be had, and was not kept.
            Cancelled: on request.
        """
        kept = self._kept(url)
        if kept is not None and kept.age < max_age:
            return kept
        headers = {"If-None-Match": kept.version} if kept and kept.version[:1] == '"' else {}
        try:
            # With something to go on with, a line that is down is not worth a wait.
            response = self._ask(url, headers, monitor, 1 if kept else None)
        except ItsliveError as error:
            if kept is None:
                raise
            return Document(kept.data, kept.version, kept.age, error)
        if response.status_code == HTTPStatus.NOT_MODIFIED and kept is not None:
            return self._keep(url, kept.data, kept.version)
        if response.status_code == HTTPStatus.NOT_FOUND:
            return None
        try:
            if check is not None:
                check(response.content)
        except ItsliveError as error:
            if kept is None:
                raise
            return Document(kept.data, kept.version, kept.age, error)
        version = strong_etag(response) or hashlib.sha256(response.content).hexdigest()
        return self._keep(url, response.content, version)

    def _ask(
        self, url: str, headers: dict[str, str], monitor: Monitor, attempts: int | None = None
    ) -> requests.Response:
        headers = {**headers, **_PLAIN}
        for _ in range(_TRIES):
            response = send(self._session, "GET", url, monitor, headers=headers, attempts=attempts)
            self._note(len(response.content))
            if response.status_code in (HTTPStatus.NOT_FOUND, HTTPStatus.NOT_MODIFIED):
                return response
            if response.status_code != HTTPStatus.OK:
                raise failures.of_response(response, url, wish_of(response))
            if _is_whole(response, response.content):
                return response
        raise failures.ended_early(url)

    def _kept(self, url: str) -> Document | None:
        try:
            told = json.loads(self._cache.get(f"{url} told") or b"{}")
            version, asked = str(told["version"]), float(told["asked"])
        except (ValueError, LookupError, TypeError):
            return None
        data = self._cache.get(f"{url} {version} current")
        # A clock that was set back makes nothing younger than it is.
        age = self._clock() - asked
        return None if data is None else Document(data, version, age if age >= 0 else float("inf"))

    def _keep(self, url: str, data: bytes, version: str) -> Document:
        self._cache.put(f"{url} {version} current", data)
        told = {"version": version, "asked": self._clock()}
        self._cache.put(f"{url} told", json.dumps(told).encode())
        return Document(data, version)


def _is_whole(response: requests.Response, body: bytes) -> bool:
    """Whether a body is as long as was said, where that was said, and not packed on the way."""
    stated = response.headers.get("Content-Length", "")
    packed = response.headers.get("Content-Encoding", "identity") != "identity"
    return not packed and (not stated.isdigit() or int(stated) == len(body))


def _is_final(response: requests.Response) -> bool:
    """Whether an answer is a refusal that would be the same another time."""
    status = response.status_code
    return HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR and (
        status not in failures.PASSING
    )
