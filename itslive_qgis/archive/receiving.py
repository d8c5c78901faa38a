"""The answer to a request for a file: its body as it comes over the network, and what it is."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import requests

from .files import HDF5_SIGNATURE
from .turns import LARGEST_BITE, Turn

_CONTENT_RANGE = re.compile(r"bytes (?:(\d+)-(\d+)|\*)/(\d+)$", re.ASCII)


class Body:
    """The body of an answer, in pieces as large as the connection is fast.

    Iterating gives pieces that are not empty; the first holds the whole signature of an HDF5 file
    unless all of the body is shorter. Errors are those of urllib3, requests and sockets.

    Args:
        response: asked for with ``stream=True``.
        turn: given back as soon as the last byte is here.
        largest: bytes to read at a time at most.

    Attributes:
        length: bytes of the file that it says to hold; None if it does not, or is packed.
        etag: the strong ETag of these bytes; empty if there is none.
    """

    def __init__(
        self, response: requests.Response, turn: Turn, largest: int = LARGEST_BITE
    ) -> None:
        self._raw = response.raw
        self._turn = turn
        self._largest = largest
        self._encoded = _is_encoded(response)
        length = response.headers.get("Content-Length", "")
        plain = not self._encoded and "Transfer-Encoding" not in response.headers
        self.length = int(length) if plain and length.isdigit() else None
        etag = response.headers.get("ETag", "")
        self.etag = etag if etag.startswith('"') and not self._encoded else ""

    def __iter__(self) -> Iterator[bytes]:
        held = b""
        for piece in self._unknown() if self.length is None else self._known(self.length):
            held += piece
            if len(held) >= len(HDF5_SIGNATURE):
                yield held
                held = b""
        if held:
            yield held

    def _known(self, left: int) -> Iterator[bytes]:
        while left > 0:
            started = time.monotonic()
            piece = self._raw.read(min(self._turn.bite, self._largest))
            if not piece:
                return
            self._turn.learn(len(piece), time.monotonic() - started)
            left -= len(piece)
            if left <= 0:
                # urllib3 has the connection back by now; the disk is no reason to keep it.
                self._turn.give_back()
            yield piece

    def _unknown(self) -> Iterator[bytes]:
        bite = min(self._turn.bite, self._largest)
        yield from self._raw.stream(bite, decode_content=self._encoded)


def rest_from(response: requests.Response, start: int, etag: str) -> int | None:
    """The whole file's size by a 206 with all of it from ``start`` on; None if it is another."""
    match = _CONTENT_RANGE.match(response.headers.get("Content-Range", ""))
    if not match or not match[1] or _is_encoded(response):
        return None
    first, last, size = (int(number) for number in match.groups())
    right = first == start and last + 1 == size
    return size if right and response.headers.get("ETag") == etag else None


def whole_size(response: requests.Response) -> int | None:
    """The whole file's size by a Content-Range, as a 416 has it; None if it tells none."""
    match = _CONTENT_RANGE.match(response.headers.get("Content-Range", ""))
    return int(match[3]) if match else None


def _is_encoded(response: requests.Response) -> bool:
    """Whether the body is packed, so that its bytes are not those of the file."""
    coding = response.headers.get("Content-Encoding", "identity")
    return coding.strip().lower() not in ("", "identity")
