"""The least that a point's record can cost: its bytes, asked for at once and inflated.

Run as ``python -m tests.bench.series_floor BASE LIST``; LIST is a file of paths, one in a line, and
an empty line where what follows cannot be asked for before what is above has come. Each is fetched
over one of 16 connections, as Python's own library does it, and its zlib streams are inflated by
the fastest inflater there is; nothing is made of the values.
"""

from __future__ import annotations

import http.client
import json
import struct
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

from tests.bench.deflate import Deflate

CONNECTIONS = 16
_HEAD = struct.Struct("<4B3i")


def main() -> None:
    base, listed = sys.argv[1:]
    groups = [part.split() for part in Path(listed).read_text().split("\n\n")]
    fetchers = [_Fetcher(base) for _ in range(CONNECTIONS)]
    started = time.perf_counter()
    for group in groups:
        left = list(reversed(group))
        threads = [threading.Thread(target=each.run, args=(left,)) for each in fetchers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    seconds = time.perf_counter() - started
    received = sum(each.received for each in fetchers)
    print(json.dumps({"inner": seconds, "bytes": received}))


class _Fetcher:
    """One connection."""

    def __init__(self, base: str) -> None:
        parts = urlsplit(base)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
        self._deflate = Deflate(1)
        self.received = 0

    def run(self, left: list[str]) -> None:
        while left:
            try:
                path = left.pop()
            except IndexError:
                return
            self._connection.request("GET", path)
            answer = self._connection.getresponse()
            data = answer.read()
            self.received += len(data)
            if answer.status == http.client.OK and not path.endswith(".zmetadata"):
                self._inflate(data)

    def _inflate(self, data: bytes) -> None:
        """Every zlib stream of a Blosc container."""
        _, _, flags, item, size, block, _ = _HEAD.unpack_from(data)
        if flags & 2 or not size:
            return
        for number in range(-(-size // block)):
            length = min(block, size - number * block)
            (at,) = struct.unpack_from("<i", data, _HEAD.size + 4 * number)
            streams = item if not flags & 16 and item <= 16 and length == block else 1
            for _ in range(streams):
                (packed,) = struct.unpack_from("<i", data, at)
                stream = data[at + 4 : at + 4 + packed]
                at += 4 + packed
                if packed != length // streams:
                    self._deflate.inflate(stream, length // streams)


if __name__ == "__main__":
    main()
