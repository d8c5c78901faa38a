"""One granule file from the archive to the disk, resumed where it was cut, and verified.

Bytes go to ``<name>.part`` beside the final place; only a file that is whole gets its final name.
A partial file stays after a broken connection or a cancellation, so that the next download goes on
where this one stopped; where the disk took no more of it, it goes. A whole file of somebody else
that has the final name is renamed first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Optional

import requests
import urllib3

from ..errors import ItsliveError
from ..monitor import Monitor
from . import failures, fetch_failures
from .checksums import Hashes, hashes_for, md5_of_etag
from .disk_errors import disk_error, folder_in_the_way, patiently
from .files import HDF5_SIGNATURE, is_whole, move_whole, stated_length
from .http import Network
from .parts import PartWriter, keep_believed, to_disk
from .present import put_aside
from .receiving import Body, rest_from, whole_size
from .record import Record
from .requesting import is_refusal, pause_before, wait
from .turns import CHUNK, LARGEST_BITE, Turn
from .urls import secure_url

_SMALLEST_BITE = 1 << 10
_OK, _PARTIAL, _BAD_RANGE = 200, 206, 416

Report = Callable[[int, Optional[int]], None]


@dataclass(frozen=True)
class Fetched:
    """A whole file: its size, and how many bytes of it came over the network now."""

    size: int
    received: int


class _Interrupted(Exception):  # noqa: N818 - a reason to go on, not yet an error
    """An attempt that ended early; the next one may go on."""

    def __init__(self, failure: ItsliveError, response: requests.Response | None = None) -> None:
        super().__init__(str(failure))
        self.failure = failure
        self.response = response


class Fetch:
    """The download of one file.

    Args:
        url: where it is.
        target: its final place.
        granule_id: for the record.
        network: how patient to be.
        record: the folder's record.
        monitor: asked between chunks whether to go on.
        report: called with the bytes that are on disk, and the whole size if known.
        turn: of the thread that fetches; there may be more threads than connections. Taken to
            ask and to receive, and not held while the file is flushed, moved and recorded.
    """

    def __init__(
        self,
        url: str,
        target: Path,
        granule_id: str,
        network: Network,
        record: Record,
        monitor: Monitor,
        report: Report,
        turn: Turn,
    ) -> None:
        self.url = secure_url(url, url)
        self.target = target
        self.part = target.with_name(target.name + ".part")
        self.granule_id = granule_id
        self.network = network
        self.record = record
        self.monitor = monitor
        self.report = report
        self.turn = turn
        self.received = 0
        self._sha256_of_doubted = ""
        self._farthest = 0
        self._written = 0  # bytes of the partial file that are known by having written them
        self._largest_bite = LARGEST_BITE

    def run(self) -> Fetched:
        """Fetch the file, with as many attempts as it takes while bytes keep coming.

        Raises:
            ItsliveError: if it cannot be had or written; no file has its final name then.
            Cancelled: if the monitor says so; the partial file stays.
        """
        for path in (self.target, self.part):
            if path.is_dir():
                raise folder_in_the_way(path)  # better now than with all of the file here
        network = self.network
        attempt = 1
        while True:
            before = self._farthest
            self.monitor.check()
            try:
                self.turn.take(self.monitor)
                fetched = self._attempt()
                self.turn.answered()
                return fetched
            except _Interrupted as interrupted:
                self.monitor.check()  # what broke may be our own stopping
                attempt = 1 if self._farthest > before else attempt
                pause = pause_before(attempt, network.backoff, interrupted.response)
                if attempt >= network.attempts or pause is None:
                    raise interrupted.failure from interrupted
                attempt += 1
                if is_refusal(interrupted.response):
                    self.turn.refused(pause)
                # What a reset connection had not handed over yet is lost: take smaller bites.
                self.turn.doubt()
                self._largest_bite = max(_SMALLEST_BITE, CHUNK >> (2 * (attempt - 1)))
            finally:
                self.turn.give_back()
            wait(pause, self.monitor)

    def _attempt(self) -> Fetched:
        start, etag = self._resume_point()
        headers = {"Accept-Encoding": "identity"}
        if start:
            headers.update({"Range": f"bytes={start}-", "If-Range": etag})
        try:
            response = self.turn.session.get(
                self.url, headers=headers, stream=True, timeout=self.network.timeout
            )
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise _or_again(fetch_failures.broken(error, self.url)) from error
        with response:
            if response.status_code == _OK:
                return self._receive(response, 0, None)
            if response.status_code == _PARTIAL and start:
                return self._receive(response, start, self._checked_range(response, start, etag))
            if response.status_code == _BAD_RANGE and start:
                return self._settle(response, start, etag)
            failure = fetch_failures.refused(response, self.url)
            raise _or_again(failure, response)

    def _resume_point(self) -> tuple[int, str]:
        """Bytes that are here already and the ETag they belong to; (0, "") to start anew."""
        etag = self.record.resume_etag(self.target.name, self.url)
        if not etag:
            return 0, ""
        try:
            size = self.part.stat().st_size
            if size != self._written:
                size = keep_believed(self.part)
        except OSError:
            size = 0
        return (size, etag) if size else (0, "")

    def _checked_range(self, response: requests.Response, start: int, etag: str) -> int:
        """The whole size by a 206 that begins where we are; anything else starts anew.

        Without an ETag nothing tells that it is a part of the same file: a server sends one with
        a part if it does with the whole (RFC 9110, 15.3.7), a cache in between may lose both it
        and our If-Range.
        """
        total = rest_from(response, start, etag)
        if total is not None:
            return total
        self._discard()
        raise _Interrupted(fetch_failures.wrong_range(self.url))

    def _settle(self, response: requests.Response, start: int, etag: str) -> Fetched:
        """A 416: either nothing was missing, or the partial file is of no use."""
        if whole_size(response) == start:
            try:
                with patiently(self._open, "r+b") as file:
                    to_disk(file)
                hashes = hashes_for(etag, self.part)
            except OSError as error:
                raise disk_error(error, self.target.parent) from error
            return self._finish(start, start, etag, hashes)
        self._discard()
        raise _Interrupted(failures.of_status(_BAD_RANGE, self.url))

    def _receive(self, response: requests.Response, start: int, total: int | None) -> Fetched:
        """Write the body behind what is here; ``total`` is known for a 206 only."""
        body = Body(response, self.turn, self._largest_bite)
        total = body.length if total is None else total
        pieces = self._pieces(body)
        piece = next(pieces, b"")
        if not start and len(piece) < len(HDF5_SIGNATURE) and HDF5_SIGNATURE.startswith(piece):
            raise _Interrupted(
                fetch_failures.cut_short(self.url)
            )  # too little has come to tell what it is
        if not start and not piece.startswith(HDF5_SIGNATURE):
            raise fetch_failures.no_granule(piece, self.url)
        position = start
        try:
            hashes = hashes_for(body.etag, self.part if start else None)
            if not start:
                # In this order a partial file never lies beside an ETag that is not its own.
                self._discard()
                self.record.add_started(self.target.name, self.granule_id, self.url, body.etag)
            with patiently(self._open, "ab" if start else "wb") as file:
                writer = PartWriter(file, start)
                while piece:
                    writer.write(piece)
                    hashes.add(piece)
                    position += len(piece)
                    self._written = position
                    self._farthest = max(self._farthest, position)
                    self.received += len(piece)
                    self.report(position, total)
                    self.monitor.check()
                    piece = next(pieces, b"")
                self.turn.give_back()
                writer.to_disk()
        except OSError as error:
            # What a disk refused to take is not worth the room it has taken there.
            with suppress(OSError):
                self.part.unlink(missing_ok=True)
            raise disk_error(error, self.target.parent) from error
        return self._finish(position, total, body.etag, hashes)

    def _pieces(self, body: Body) -> Iterator[bytes]:
        try:
            yield from body
        except (urllib3.exceptions.HTTPError, requests.RequestException, OSError) as error:
            raise _or_again(fetch_failures.broken(error, self.url)) from error

    def _finish(self, size: int, total: int | None, etag: str, hashes: Hashes) -> Fetched:
        """Give the file its final name if it is whole; else keep or discard what there is."""
        try:
            if total is None:
                # Nobody else says where it ends, and what was cut off or added.
                total = stated_length(self.part)
            if total is not None and size < total:
                raise _Interrupted(fetch_failures.cut_short(self.url))
            if total is not None and size > total:
                raise self._damaged()
            if not is_whole(self.part):
                self._discard()
                raise _Interrupted(fetch_failures.cut_short(self.url))
            self._check_md5(etag, hashes)
            put_aside(self.target, self.record, size, hashes.sha256)
            move_whole(self.part, self.target)
            self.record.add_complete(
                self.target.name, self.granule_id, self.url, etag, size, hashes.sha256
            )
        except OSError as error:
            raise disk_error(error, self.target.parent) from error
        return Fetched(size, self.received)

    def _check_md5(self, etag: str, hashes: Hashes) -> None:
        """S3's ETag of an object uploaded in one part is its MD5 (with a dash it is not).

        Other servers and encrypted objects have other 32-digit ETags; when a second whole
        download brings the very same bytes, it was the ETag that meant something else.
        """
        if md5_of_etag(etag) in ("", hashes.md5):
            return
        if hashes.sha256 == self._sha256_of_doubted:
            return
        self._sha256_of_doubted = hashes.sha256
        raise self._damaged()

    def _damaged(self) -> _Interrupted:
        self._discard()
        return _Interrupted(fetch_failures.damaged(self.url))

    def _open(self, mode: str) -> IO[bytes]:
        return self.part.open(mode)  # type: ignore[return-value]

    def _discard(self) -> None:
        try:
            patiently(self.part.unlink, True)  # though it be missing
        except OSError as error:
            raise disk_error(error, self.target.parent) from error


def _or_again(
    failure: ItsliveError, response: requests.Response | None = None
) -> _Interrupted | ItsliveError:
    """The failure, as a reason to try again where that may help."""
    return _Interrupted(failure, response) if failure.retry else failure
